/* SPDX-License-Identifier: MIT */
/* Tests versions and their features, the release file, and what a path tells. */
#include "jre/release.h"

#include "testing.h"

#define TLS "jdk.tls.disabledAlgorithms"

static const struct {
	const char *version;
	enum props_reader reader;
	bool include, wildcards, handshake;
} versions[] = {
	{NULL, PROPS_MODERN, true, true, true},
	{"", PROPS_MODERN, true, true, true},
	{"unknown", PROPS_MODERN, true, true, true},
	{"1.7.0_80", PROPS_OLD, false, false, false},
	{"1.7.0_291", PROPS_OLD, false, false, false},
	{"1.7.0_301", PROPS_OLD, true, false, false},
	{"1.8.0", PROPS_OLD, false, false, false},
	{"1.8.0_201", PROPS_OLD, false, false, false},
	{"1.8.0_282", PROPS_OLD, false, false, false},
	{"1.8.0_292", PROPS_OLD, true, false, false},
	{"1.8.0_352-b08", PROPS_OLD, true, false, false},
	{"1.8.0_x", PROPS_OLD, true, false,
		false}, /* the path does not tell this update */
	{"8.x", PROPS_OLD, true, false, false},
	{"11.x", PROPS_MODERN, true, true, true},
	{"9.0.4", PROPS_OLD, false, false, false},
	{"10.0.2", PROPS_OLD, false, false, false},
	{"11", PROPS_OLD, false, false, false},
	{"11.0.4", PROPS_OLD, false, false, false},
	{"11.0.5", PROPS_MODERN, false, false, false},
	{"11.0.8", PROPS_MODERN, false, false, false},
	{"11.0.9", PROPS_MODERN, true, false, false},
	{"11.0.9.1", PROPS_MODERN, true, false, false},
	{"11.0.29", PROPS_MODERN, true, false, false},
	{"11.0.30", PROPS_MODERN, true, true, false},
	{"11.0.31", PROPS_MODERN, true, true, true},
	{"12.0.2", PROPS_OLD, false, false, false},
	{"13", PROPS_MODERN, false, false, false},
	{"14", PROPS_MODERN, true, false, false},
	{"17", PROPS_MODERN, true, false, false},
	{"17.0.15", PROPS_MODERN, true, false, false},
	{"21.0.1", PROPS_MODERN, true, false, false},
	{"24", PROPS_MODERN, true, true, false},
	{"25.0.3", PROPS_MODERN, true, true, true},
	{"26-ea", PROPS_MODERN, true, true, true},
};

START_TEST(test_version)
{
	const char *version = versions[_i].version;
	struct list_rules rules = release_get_rules(version, TLS);

	ck_assert_int_eq(release_get_reader(version), versions[_i].reader);
	ck_assert(rules.constraints);
	ck_assert_int_eq(rules.include, versions[_i].include);
	ck_assert_int_eq(rules.wildcards, versions[_i].wildcards);
	ck_assert_int_eq(rules.handshake_usage, versions[_i].handshake);
}
END_TEST

/* What a JSSE has: g(CM), t(LS 1.3), c(haCha20), k(rb5), s(CSV exempt), n(ames). */
static const struct {
	const char *version, *has;
} jsses[] = {
	{NULL, "gtcsn"},
	{"1.7.0_80", "k"},
	{"1.7.0_301", "ks"},
	{"1.8.0_201", "gk"},
	{"1.8.0_212", "gks"},
	{"1.8.0_252", "gks"},
	{"1.8.0_261", "gtks"}, /* Oracle's */
	{"1.8.0_262", "gks"},  /* OpenJDK's */
	{"1.8.0_265", "gks"},
	{"1.8.0_272", "gtks"},
	{"1.8.0_x", "gtks"},
	{"9.0.4", "gk"},
	{"10.0.2", "gk"},
	{"11", "gt"},
	{"11.0.3", "gts"},
	{"11.0.12", "gts"},
	{"11.0.13", "gtcs"},
	{"12", "gtc"},
	{"13", "gtcs"},
	{"17.0.15", "gtcs"},
	{"25.0.3", "gtcs"},
	{"28", "gtcsn"},
};

START_TEST(test_jsse)
{
	struct jsse j = release_get_jsse(jsses[_i].version);
	char got[16];

	snprintf(got, sizeof got, "%s%s%s%s%s%s", j.gcm ? "g" : "", j.tls13 ? "t" : "",
		j.chacha20 ? "c" : "", j.krb5 ? "k" : "", j.scsv_exempt ? "s" : "",
		j.tls13_names ? "n" : "");
	ck_assert_msg(!strcmp(got, jsses[_i].has), "%s: got %s, want %s",
		jsses[_i].version ? jsses[_i].version : "unknown", got, jsses[_i].has);
}
END_TEST

START_TEST(test_property)
{
	ck_assert(release_get_rules("25", TLS).wildcards);
	ck_assert(!release_get_rules("25", "jdk.certpath.disabledAlgorithms").wildcards);
	ck_assert(release_get_rules("25", "jdk.certpath.disabledAlgorithms").constraints);
	ck_assert(release_get_rules("25", TLS).handshake_usage);
	ck_assert(!release_get_rules("25", "jdk.certpath.disabledAlgorithms")
			   .handshake_usage);
	ck_assert(!release_get_rules("25", "jdk.tls.legacyAlgorithms").constraints);
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
	const struct context c = {.root = &root, .lexer = lexer_new()};
	struct release r;
	struct tree t;
	char path[256];

	tree_make(&t);
	snprintf(path, sizeof path, "%s%s/release", t.path, releases[_i].home);
	make_dirs(path);
	if (releases[_i].text)
		put_file(path, releases[_i].text);
	ck_assert_int_eq(root_open(&root, t.path, &e), 0);
	const struct release_site site = {releases[_i].home, NULL};
	ck_assert_int_eq(release_read(&r, &c, owner_get_own(), &site, &e), 0);
	ck_assert_pstr_eq(r.vendor, releases[_i].vendor);
	ck_assert_pstr_eq(r.version, releases[_i].version);
	ck_assert_pstr_eq(r.name, releases[_i].name);
	release_done(&r);
	root_close(&root);
	lexer_free(c.lexer);
	tree_remove(&t);
}
END_TEST

/* A path names a version, but no update. A guess must not make a good list bad. */
START_TEST(test_guess_is_no_update)
{
	static const char *const homes[] = {"/usr/lib/jvm/java-8-openjdk-amd64",
		"/usr/lib/jvm/java-11-openjdk-amd64",
		"/usr/lib/jvm/java-1.8.0-amazon-corretto", "/usr/lib/jvm/zulu-8-amd64"};
	ERR_AUTO struct err e = {0};
	struct root root;
	const struct context c = {.root = &root, .lexer = lexer_new()};
	struct release r;
	struct tree t;

	tree_make(&t);
	ck_assert_int_eq(root_open(&root, t.path, &e), 0);
	const struct release_site site = {homes[_i], NULL};
	ck_assert_int_eq(release_read(&r, &c, owner_get_own(), &site, &e), 0);
	bool include = release_get_rules(r.version, TLS).include;
	release_done(&r);
	root_close(&root);
	lexer_free(c.lexer);
	tree_remove(&t);
	ck_assert_msg(include, "%s: a list with an include is refused", homes[_i]);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("release");
	TCase *c = add_case(s, "release");

	tcase_add_loop_test(c, test_version, 0, N_ROWS(versions));
	tcase_add_loop_test(c, test_jsse, 0, N_ROWS(jsses));
	tcase_add_test(c, test_property);
	tcase_add_loop_test(c, test_release, 0, N_ROWS(releases));
	tcase_add_loop_test(c, test_guess_is_no_update, 0, 4);
	return run_suite(s);
}
