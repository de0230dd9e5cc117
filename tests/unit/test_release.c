/* SPDX-License-Identifier: MIT */
/* Tests versions and their features, the release file, and what a path tells. */
#include "jre/release.h"

#include "testing.h"

#define TLS "jdk.tls.disabledAlgorithms"

#define DEBIAN "Debian"
#define ORACLE "Oracle Corporation"

/*
 * What a Java has: w(ildcards), h(andshake usage), s(et), m: text after an include. With
 * "?": it is not known.
 */
static const struct {
	const char *vendor, *version;
	enum props_reader reader;
	bool knows_curves;
	const char *has;
} versions[] = {
	{NULL, NULL, PROPS_MODERN, false, "w?h?s?m?"},
	{NULL, "", PROPS_MODERN, false, "w?h?s?m?"},
	{NULL, "unknown", PROPS_MODERN, false, "w?h?s?m?"},
	{NULL, "1.7.0_80", PROPS_OLD, false, "m"},
	{NULL, "1.7.0_291", PROPS_OLD, false, "m"},
	{NULL, "1.7.0_301", PROPS_OLD, true, "m"},
	{NULL, "1.8.0", PROPS_OLD, false, "m"},
	{NULL, "1.8.0_201", PROPS_OLD, false, "m"},
	{NULL, "1.8.0_282", PROPS_OLD, false, "m"},
	{NULL, "1.8.0_292", PROPS_OLD, true, "m"},
	{DEBIAN, "1.8.0_504", PROPS_OLD, true, "m"},
	{ORACLE, "1.8.0_504", PROPS_OLD, true, "w?h?m"},
	{DEBIAN, "1.8.0_514", PROPS_OLD, true, "w?h?s?m"},
	{NULL, "1.8.0_x", PROPS_OLD, false, "w?h?s?m"},
	{NULL, "11.x", PROPS_MODERN, false, "w?h?s?m?"},
	{NULL, "9.0.4", PROPS_OLD, false, "m"},
	{NULL, "11.0.4", PROPS_OLD, false, "s?m"},
	{NULL, "11.0.5", PROPS_MODERN, false, "s?m"},
	{NULL, "11.0.9.1", PROPS_MODERN, true, "s?m?"},
	{DEBIAN, "11.0.24", PROPS_MODERN, true, "s"},
	{DEBIAN, "11.0.29", PROPS_MODERN, true, "s"},
	{DEBIAN, "11.0.32.1", PROPS_MODERN, true, "whs"},
	{NULL, "12.0.2", PROPS_OLD, false, "sm"},
	{NULL, "13", PROPS_MODERN, false, "sm"},
	{NULL, "17", PROPS_MODERN, true, "s"},
	{NULL, "17.0.15", PROPS_MODERN, true, "s"},
	{ORACLE, "17.0.16", PROPS_MODERN, true, "w?h?s"},
	{DEBIAN, "17.0.20.1", PROPS_MODERN, true, "whs"},
	{DEBIAN, "21.0.1", PROPS_MODERN, true, "s"},
	{DEBIAN, "21.0.13.0.3", PROPS_MODERN, true, "whs"},
	{NULL, "24", PROPS_MODERN, true, "ws"},
	{NULL, "25.0.3", PROPS_MODERN, true, "whs"},
	{NULL, "26-ea", PROPS_MODERN, true, "whs"},
};

static void show(char *out, const char *name, bool without, bool with)
{
	strcat(out, without || with ? name : "");
	strcat(out, without == with ? "" : "?");
}

START_TEST(test_version)
{
	const struct release r = {.vendor = (char *)versions[_i].vendor,
		.version = (char *)versions[_i].version};
	struct list_rules a = release_get_rules(&r, TLS, false),
			  b = release_get_rules(&r, TLS, true);
	char got[32] = "";

	ck_assert_int_eq(release_get_reader(&r), versions[_i].reader);
	ck_assert(a.constraints && a.include && b.include);
	ck_assert_int_eq(release_knows_curves(&r), versions[_i].knows_curves);
	show(got, "w", a.wildcards, b.wildcards);
	show(got, "h", a.handshake_usage, b.handshake_usage);
	show(got, "s", a.set, b.set);
	show(got, "m", a.include_more, b.include_more);
	ck_assert_msg(!strcmp(got, versions[_i].has), "%s: got %s, want %s", r.version,
		got, versions[_i].has);
}
END_TEST

/* What a JSSE has: g(CM), t(LS 1.3), c(haCha20), k(rb5), s(CSV exempt), n(ames). */
static const struct {
	const char *vendor, *version, *has;
} jsses[] = {
	{NULL, NULL, "gt?c?s?n?"},
	{NULL, "1.7.0_80", "k"},
	{NULL, "1.7.0_301", "ks"},
	{NULL, "1.8.0_201", "gk"},
	{NULL, "1.8.0_212", "gks"},
	{NULL, "1.8.0_252", "gks"},
	{ORACLE, "1.8.0_261", "gtks"},
	{DEBIAN, "1.8.0_262", "gks"},
	{DEBIAN, "1.8.0_265", "gks"},
	{NULL, "1.8.0_265", "gks"},
	{NULL, "1.8.0_272", "gtks"},
	{DEBIAN, "1.8.0_504", "gtks"},
	{DEBIAN, "1.8.0_514", "gtksn?"},
	{NULL, "1.8.0_x", "gt?ks?n?"},
	{NULL, "9.0.4", "gk"},
	{NULL, "10.0.2", "gk"},
	{NULL, "11", "gt"},
	{NULL, "11.0.3", "gts"},
	{NULL, "11.0.12", "gts"},
	{NULL, "11.0.13", "gtcs"},
	{DEBIAN, "11.0.33", "gtcs"},
	{DEBIAN, "11.0.34", "gtcsn?"},
	{NULL, "12", "gtc"},
	{NULL, "13", "gtcs"},
	{NULL, "17.0.15", "gtcs"},
	{DEBIAN, "21.0.13.0.3", "gtcs"},
	{DEBIAN, "21.0.14", "gtcsn?"},
	{NULL, "25.0.3", "gtcs"},
	{DEBIAN, "25.0.4", "gtcsn?"},
	{DEBIAN, "25.0.5.1", "gtcsn"},
	{DEBIAN, "26.0.2.1", "gtcs"},
	{DEBIAN, "27.0.1", "gtcs"},
	{NULL, "28", "gtcsn"},
};

START_TEST(test_jsse)
{
	const struct release r = {
		.vendor = (char *)jsses[_i].vendor, .version = (char *)jsses[_i].version};
	struct jsse a = release_get_jsse(&r, false), b = release_get_jsse(&r, true);
	char got[32] = "";

	show(got, "g", a.gcm, b.gcm);
	show(got, "t", a.tls13, b.tls13);
	show(got, "c", a.chacha20, b.chacha20);
	show(got, "k", a.krb5, b.krb5);
	show(got, "s", a.scsv_exempt, b.scsv_exempt);
	show(got, "n", a.tls13_names, b.tls13_names);
	ck_assert_msg(!strcmp(got, jsses[_i].has), "%s: got %s, want %s",
		r.version ? r.version : "unknown", got, jsses[_i].has);
}
END_TEST

/* Java 8 and older have no `include` lines. */
static const struct {
	const char *version;
	bool old;
	enum has includes;
} includes[] = {
	{"1.8.0_504", false, HAS_NOT},
	{"17.0.15", false, HAS_NOT},
	{"24", false, HAS},
	{"25.0.5", false, HAS},
	{NULL, false, HAS_MAYBE},
	{NULL, true, HAS_NOT},
	{"x", true, HAS_NOT},
};

START_TEST(test_includes)
{
	const struct release r = {
		.version = (char *)includes[_i].version, .old = includes[_i].old};

	ck_assert_int_eq(release_includes(&r), includes[_i].includes);
}
END_TEST

START_TEST(test_property)
{
	const struct release r = {.version = (char *)"25"};
	struct list_rules tls = release_get_rules(&r, TLS, false),
			  certpath = release_get_rules(
				  &r, "jdk.certpath.disabledAlgorithms", true),
			  legacy = release_get_rules(
				  &r, "jdk.tls.legacyAlgorithms", false);

	ck_assert(tls.wildcards && tls.handshake_usage && tls.constraints);
	ck_assert(certpath.constraints);
	ck_assert(!certpath.wildcards && !certpath.handshake_usage);
	ck_assert(!legacy.constraints);
}
END_TEST

/* `text` is that of the release file, or NULL if there is none. */
static const struct {
	const char *home, *text, *vendor, *version, *name;
} releases[] = {
	{"/x", "IMPLEMENTOR=\"Eclipse Adoptium\"\nJAVA_VERSION=\"17.0.15\"\n",
		"Eclipse Adoptium", "17.0.15", "Temurin 17.0.15"},
	{"/x",
		"IMPLEMENTOR=\"Red Hat, Inc.\"\nJAVA_VERSION=\"1.8.0_292\"\n"
		"IMPLEMENTOR_VERSION=\"(Red_Hat-8.0)\"",
		"Red Hat, Inc.", "1.8.0_292", "Red Hat 8u292"},
	{"/x",
		"IMPLEMENTOR=\"Azul Systems, Inc.\"\nJAVA_VERSION=\"17\"\n"
		"IMPLEMENTOR_VERSION=\"Zulu17.44+15-CA\"",
		"Azul Systems, Inc.", "17", "Zulu 17"},
	{"/x", "IMPLEMENTOR=IBM Corporation\nIMPLEMENTOR_VERSION=17.0.9.0",
		"IBM Corporation", NULL, "IBM"},
	{"/x", "IMPLEMENTOR=\"N/A\"\nJAVA_VERSION=\"17.0.9\"", NULL, "17.0.9", "17.0.9"},
	{"/x", "JAVA_VERSION=\"1.8.0_292\"\nOS_NAME=\"Linux\"\n", NULL, "1.8.0_292",
		"8u292"},
	{"/x", "JAVA_VERSION=17.0.1\r\nIMPLEMENTOR=Azul Systems, Inc.\r\n",
		"Azul Systems, Inc.", "17.0.1", "Azul Systems 17.0.1"},
	{"/x", "JAVA_VERSION=\"\"\nIMPLEMENTOR=\"\"\n", NULL, NULL, NULL},
	{"/x", "JAVA_VERSION=\"17", NULL, "\"17", "\"17"},
	{"/x", "#JAVA_VERSION=\"17\"\n", NULL, NULL, NULL},
	{"/x", "JAVA_VERSION=\"17\"\nX=\\uZZZZ\n", NULL, NULL, NULL},
	{"/x", "", NULL, NULL, NULL},
	{"/x", NULL, NULL, NULL, NULL},
	{"/usr/lib/jvm/java-11-openjdk-amd64", NULL, NULL, "11.x", "11.x"},
	{"/usr/lib/jvm/java-11-openjdk-amd64", "JAVA_VERSION=\"11.0.9\"\n", NULL,
		"11.0.9", "11.0.9"},
	{"/usr/lib/jvm/temurin-8-jdk-amd64", "JAVA_VERSION=\"1.8.0_412\"\n",
		"Eclipse Adoptium", "1.8.0_412", "Temurin 8u412"},
	{"/usr/java/jdk1.8.0_171-amd64", NULL, NULL, "1.8.0_171", "8u171"},
	{"/usr/java/jdk-17.0.5", NULL, NULL, "17.0.5", "17.0.5"},
	{"/usr/lib/jvm/jdk-21-oracle-x64", NULL, "Oracle Corporation", "21.x",
		"Oracle 21.x"},
	{"/usr/lib/jvm/zulu-8-amd64", NULL, "Azul Systems, Inc.", "8.x",
		"Azul Systems 8.x"},
	{"/usr/lib/jvm/java-17-amazon-corretto.x86_64", NULL, "Amazon.com Inc.", "17.x",
		"Amazon.com 17.x"},
	{"/usr/lib/jvm/msopenjdk-17-amd64", NULL, "Microsoft", "17.x", "Microsoft 17.x"},
	{"/opt/app/runtime", NULL, NULL, NULL, NULL},
};

START_TEST(test_release)
{
	ERR_AUTO struct err e = {0};
	struct root root;
	const struct context c = {.root = &root};
	struct release r = {0};
	struct tree t;
	char path[256];

	tree_make(&t);
	snprintf(path, sizeof path, "%s%s/release", t.path, releases[_i].home);
	make_dirs(path);
	if (releases[_i].text)
		put_file(path, releases[_i].text);
	ck_assert_int_eq(root_open(&root, t.path, &e), 0);
	const struct release_site site = {releases[_i].home, NULL, NULL};
	ck_assert_int_eq(release_read(&r, &c, owner_get_own(), &site, &e), 0);
	ck_assert_pstr_eq(r.vendor, releases[_i].vendor);
	ck_assert_pstr_eq(r.version, releases[_i].version);
	ck_assert_pstr_eq(r.name, releases[_i].name);
	release_done(&r);
	root_close(&root);
	tree_remove(&t);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("release");
	TCase *c = add_case(s, "release");

	tcase_add_loop_test(c, test_version, 0, N_ROWS(versions));
	tcase_add_loop_test(c, test_includes, 0, N_ROWS(includes));
	tcase_add_loop_test(c, test_jsse, 0, N_ROWS(jsses));
	tcase_add_test(c, test_property);
	tcase_add_loop_test(c, test_release, 0, N_ROWS(releases));
	return run_suite(s);
}
