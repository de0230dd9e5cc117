/* SPDX-License-Identifier: MIT */
/* Tests suites and their components, and which entries of a list block them. */
#include "text/suite.h"

#include "base/buf.h"

#include "testing.h"

#define STOCK_17                                                                     \
	"SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, MD5withRSA, DH keySize < 1024, " \
	"EC keySize < 224, 3DES_EDE_CBC, anon, NULL, ECDH"
#define DH_GCM "TLS_DH_anon_WITH_AES_128_GCM_SHA256"
#define ECDH_CBC "TLS_ECDH_anon_WITH_AES_256_CBC_SHA"
#define DH_3DES "SSL_DH_anon_WITH_3DES_EDE_CBC_SHA"
#define DH_EXPORT "SSL_DH_anon_EXPORT_WITH_DES40_CBC_SHA"
#define SCSV "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"

static const struct jsse java7 = {.krb5 = true, .krb5_names = true};
static const struct jsse java8 = {.gcm = true, .krb5 = true, .krb5_names = true};
static const struct jsse java8_272 = {
	.gcm = true, .tls13 = true, .krb5 = true, .scsv_exempt = true};
static const struct jsse java17 = {.gcm = true,
	.tls13 = true,
	.chacha20 = true,
	.scsv_exempt = true,
	.xdh = true,
	.group_names = true,
	.few_groups = true};
static const struct jsse java28 = {.gcm = true,
	.tls13 = true,
	.chacha20 = true,
	.scsv_exempt = true,
	.tls13_names = true};

static const struct list_rules rules17 = {.constraints = true, .include = true};
static const struct list_rules rules25 = {
	.constraints = true, .include = true, .wildcards = true, .handshake_usage = true};

/* Lists that own their contents. */
struct lists {
	struct list tls, certpath, curves;
	struct suite_lists all;
};

static void lists_make(struct lists *l, const char *tls, const char *certpath,
	const char *curves, struct list_rules rules, struct jsse jsse)
{
	ck_assert_int_eq(list_read(&l->tls, span_str(tls)), 0);
	ck_assert_int_eq(list_read(&l->certpath, span_str(certpath)), 0);
	ck_assert_int_eq(list_read(&l->curves, span_str(curves)), 0);
	l->all = (struct suite_lists){.tls = &l->tls,
		.certpath = &l->certpath,
		.curves = &l->curves,
		.rules = rules,
		.jsse = jsse};
}

static void lists_done(struct lists *l)
{
	list_done(&l->tls);
	list_done(&l->certpath);
	list_done(&l->curves);
}

#define LISTS_AUTO __attribute__((cleanup(lists_done)))

static const struct suite *found(const char *name)
{
	const struct suite *s = suite_table_find(name);

	ck_assert_msg(s != NULL, "%s is not known", name);
	return s;
}

static size_t count_suites(const struct jsse *j)
{
	size_t n = 0;

	for (const struct suite *s = NULL; (s = suite_table_next(j, s));)
		n++;
	return n;
}

START_TEST(test_generations)
{
	ck_assert_uint_eq(count_suites(&java7), 80);
	ck_assert_uint_eq(count_suites(&java8), 96);
	ck_assert_uint_eq(count_suites(&java8_272), 98);
	ck_assert_uint_eq(count_suites(&java17), 92);
	ck_assert(!suite_table_has(found(DH_GCM), &java7));
	ck_assert(suite_table_has(found("TLS_KRB5_WITH_RC4_128_MD5"), &java7));
	ck_assert(!suite_table_has(found("TLS_KRB5_WITH_RC4_128_MD5"), &java17));
	ck_assert(!suite_table_has(found("TLS_AES_128_GCM_SHA256"), &java8));
	ck_assert(!suite_table_has(found("TLS_CHACHA20_POLY1305_SHA256"), &java8_272));
}
END_TEST

START_TEST(test_find)
{
	ck_assert_str_eq(found("tls_dh_ANON_with_aes_128_gcm_sha256")->name, DH_GCM);
	ck_assert_str_eq(found("TLS_DH_anon_WITH_3DES_EDE_CBC_SHA")->name, DH_3DES);
	ck_assert_str_eq(found(DH_3DES)->alias, "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA");
	ck_assert_ptr_null(found(DH_GCM)->alias);
	/* as IBM calls it */
	ck_assert_str_eq(found("SSL_DH_anon_WITH_AES_128_GCM_SHA256")->name, DH_GCM);
	ck_assert_ptr_null(suite_table_find("anon"));
	ck_assert_ptr_null(suite_table_find(""));
}
END_TEST

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Returns the components in order, each once, separated by commas. */
static const char *components(
	const struct suite *s, const struct jsse *j, bool certpath, struct buf *out)
{
	struct suite_parts p = suite_table_split(s, j, certpath);

	ck_assert_uint_le(p.n, N_ROWS(p.keys));
	qsort(p.keys, p.n, sizeof *p.keys, compare);
	for (size_t i = 0; i < p.n; i++)
		if (!i || strcmp(p.keys[i - 1], p.keys[i]))
			buf_addf(out, "%s%s", out->size ? "," : "", p.keys[i]);
	return buf_str(out);
}

static const char *protocols(const struct suite *s, struct buf *out)
{
	for (unsigned p = SUITE_SSLV3; p <= SUITE_TLSV1_3; p <<= 1)
		if (suite_table_get_protocols(s) & p)
			buf_addf(out, "%s%s", out->size ? "," : "",
				suite_table_name_protocol(p));
	return buf_str(out);
}

/* Compares all suites of JDK 17 and 25 with what these JDKs said themselves. */
START_TEST(test_all_components)
{
	const char *root = getenv("SOURCE_ROOT");
	char path[4096], line[512], name[64], want_protocols[64], want[256];
	size_t n = 0;
	unsigned id;

	snprintf(path, sizeof path, "%s/tests/unit/suites.txt", root ? root : ".");
	FILE *f = fopen(path, "r");
	ck_assert_msg(f != NULL, "cannot read %s", path);
	while (fgets(line, sizeof line, f)) {
		BUF_AUTO struct buf got = {0}, got_protocols = {0};
		if (*line == '#')
			continue;
		ck_assert_int_eq(sscanf(line, "%x %63s %63s %255s", &id, name,
					 want_protocols, want),
			4);
		const struct suite *s = found(name);
		ck_assert_str_eq(s->name, name);
		ck_assert_uint_eq(s->id, id);
		ck_assert_int_eq(s->alias != NULL, !strncmp(name, "SSL_", 4));
		ck_assert_str_eq(protocols(s, &got_protocols), want_protocols);
		ck_assert_msg(!strcmp(components(s, &java17, false, &got), want),
			"%s: got %s, want %s", name, buf_str(&got), want);
		n++;
	}
	fclose(f);
	ck_assert_uint_eq(n, count_suites(&java17));
}
END_TEST

/* Components that differ in other versions, and those for the certpath list. */
static const struct {
	const char *suite;
	const struct jsse *jsse;
	bool certpath;
	const char *want;
} parts[] = {
	{DH_GCM, &java8, false,
		"aes,aes_128_gcm,anon,dh,dh_anon,diffiehellman,gcm,nopadding"},
	{ECDH_CBC, &java8, false,
		"aes,aes_256_cbc,anon,cbc,ecdh,ecdh_anon,hmacsha1,nopadding,sha-1,sha1"},
	{DH_EXPORT, &java8, false,
		"anon,cbc,des,des40_cbc,des_cbc_40,dh,dh_anon,diffiehellman,hmacsha1,nopadding,sha-1,sha1"},
	{DH_EXPORT, &java17, false,
		"cbc,des,des40_cbc,des_cbc_40,hmacsha1,nopadding,sha-1,sha1"},
	{"SSL_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA", &java7, false,
		"cbc,des,des40_cbc,des_cbc_40,dh,dhe,dhe_dss,diffiehellman,dsa,dss,hmacsha1,nopadding,sha-1,sha1"},
	{"SSL_RSA_EXPORT_WITH_RC4_40_MD5", &java7, false,
		"hmacmd5,md5,rc4,rc4_40,rsa,rsa_export"},
	{"TLS_KRB5_WITH_DES_CBC_MD5", &java8, false,
		"cbc,des,des_cbc,hmacmd5,krb5,md5,nopadding"},
	{"TLS_KRB5_WITH_DES_CBC_MD5", &java8_272, false,
		"cbc,des,des_cbc,hmacmd5,hmacsha256,md5,nopadding,sha-256,sha256"},
	{"TLS_KRB5_EXPORT_WITH_DES_CBC_40_SHA", &java8, false,
		"cbc,des,des40_cbc,des_cbc_40,hmacsha1,krb5_export,nopadding,sha-1,sha1"},
	{"TLS_RSA_WITH_NULL_SHA256", &java7, false,
		"c_null,hmacsha256,null,rsa,sha-256,sha256"},
	{SCSV, &java8, false, "c_null,m_null,null"},
	{"TLS_AES_128_GCM_SHA256", &java28, false,
		"aes,aes_128_gcm,gcm,hmacsha256,nopadding,sha-256,sha256"},
	{"TLS_CHACHA20_POLY1305_SHA256", &java28, false,
		"chacha20-poly1305,chacha20_poly1305,hmacsha256,sha-256,sha256"},
	{DH_GCM, &java17, true, ""},
	{ECDH_CBC, &java17, true, ""},
	{"TLS_KRB5_WITH_DES_CBC_MD5", &java8, true, ""},
	{"TLS_ECDH_RSA_WITH_NULL_SHA", &java17, true, "ecdh,ecdh_rsa,rsa"},
	{SCSV, &java17, true, "fo_scsv,tls_empty_renegotiation_"},
};

START_TEST(test_components)
{
	BUF_AUTO struct buf got = {0};

	ck_assert_str_eq(components(found(parts[_i].suite), parts[_i].jsse,
				 parts[_i].certpath, &got),
		parts[_i].want);
}
END_TEST

/* Whether Java 17 and 25 block it: n(o), y(es), f(ault). In java-semantics' order. */
static const struct {
	const char *value, *in17, *in25;
} corner_cases[] = {
	{"anon", "y", "y"},
	{"ANON", "y", "y"},
	{"DH_anon", "y", "y"},
	{"ECDH_anon", "n", "n"},
	{"DH", "y", "y"},
	{"DiffieHellman", "y", "y"},
	{"ECDH", "n", "n"},
	{"EC", "n", "n"},
	{"ECDHE", "n", "n"},
	{"ffdhe2048", "n", "n"},
	{"DH keySize < 2048", "n", "n"},
	{"AES", "y", "y"},
	{"AES_128_GCM", "y", "y"},
	{"GCM", "y", "y"},
	{"NoPadding", "y", "y"},
	{"SHA256", "y", "y"},
	{"SHA-256", "y", "y"},
	{"HmacSHA256", "y", "y"},
	{"AES/GCM/NoPadding", "n", "n"},
	{"SHA", "n", "n"},
	{"SHA384", "n", "n"},
	{"CBC", "n", "n"},
	{DH_GCM, "y", "y"},
	{"tls_dh_anon_with_aes_128_gcm_sha256", "y", "y"},
	{"TLS_DH_anon_*", "n", "y"},
	{"TLS_DH_*", "n", "y"},
	{"TLS_*", "n", "y"},
	{"TLS_*_anon_*", "n", "y"},
	{"TLS_*_SHA256", "n", "y"},
	{"TLS_*_SHA", "n", "n"},
	{"TLS_DH_anon_WITH_AES_128_GCM_SHA256*", "n", "y"},
	{"TLS_DH_ANON_*", "n", "n"},
	{"*anon*", "n", "f"},
	{"tls_dh_anon_*", "n", "f"},
	{"TLS_DH_anon_* keySize < 1024", "n", "n"},
	{"\"anon, NULL\"", "y", "y"},
	{"\"anon\", \"NULL\"", "n", "n"},
	{"'anon'", "n", "n"},
	{"anon,NULL", "y", "y"},
	{",anon", "y", "y"},
	{"anon;NULL", "n", "n"},
	{"#anon", "n", "n"},
	{"anon\tNULL", "n", "n"},
	{"anon NULL", "f", "f"},
	{"anon & jdkCA", "f", "f"},
	{"\\anon", "y", "y"},
	{"an\\u006fn", "y", "y"},
	{"", "n", "n"},
	{"anon keySize < 1", "n", "n"},
	{"anon jdkCA", "n", "n"},
	{"anon usage HandshakeSignature", "n", "n"},
	{"anon denyAfter 2019-01-01", "n", "n"},
	{"DH keySize<1024", "f", "f"},
	{"TLSv1", "n", "n"},
	{"TLS", "n", "n"},
};

static const char *answer(const char *value, struct list_rules rules)
{
	LISTS_AUTO struct lists l = {0};
	const struct entry *bad;
	enum suite_list list;

	lists_make(&l, value, "", "", rules, java17);
	if (suite_find_fault(&l.all, &list, &bad))
		return "f";
	return suite_judge(found(DH_GCM), &l.all) == SUITE_OPEN ? "n" : "y";
}

START_TEST(test_corner_cases)
{
	const char *value = corner_cases[_i].value;

	ck_assert_msg(
		!strcmp(answer(value, rules17), corner_cases[_i].in17), "%s", value);
	ck_assert_msg(
		!strcmp(answer(value, rules25), corner_cases[_i].in25), "%s", value);
}
END_TEST

/* Lists each blocker with its list and reason; "!" if it is not needed. */
static const char *blockers(
	const char *suite, const struct suite_lists *l, struct buf *out)
{
	static const char *const lists[] = {"tls", "certpath", "curves"};
	static const char *const whys[] = {
		"name", "component", "wildcard", "protocol", "group"};
	struct suite_blocker b = {0};

	while (suite_next_blocker(found(suite), l, &b))
		buf_addf(out, "%s%s%s:%s:%s", out->size ? "; " : "", b.needed ? "" : "!",
			lists[b.list], b.entry->text, whys[b.why]);
	return buf_str(out);
}

static const struct {
	const char *suite, *tls, *certpath, *curves, *want;
} blocked[] = {
	{DH_GCM, STOCK_17, "", "", "tls:anon:component"},
	{ECDH_CBC, STOCK_17, "", "", "tls:anon:component; tls:ECDH:component"},
	{DH_3DES, STOCK_17, "", "", "tls:3DES_EDE_CBC:component; tls:anon:component"},
	{"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", STOCK_17, "", "", ""},
	{"SSL_DH_anon_WITH_DES_CBC_SHA", STOCK_17, "", "",
		"!tls:SSLv3:protocol; !tls:TLSv1:protocol; tls:TLSv1.1:protocol; "
		"tls:DES:component; tls:anon:component"},
	{DH_EXPORT, STOCK_17, "", "",
		"!tls:SSLv3:protocol; tls:TLSv1:protocol; tls:DES:component; "
		"tls:DH keySize < 1024:group"}, /* its keys have 512 bits */
	{DH_EXPORT, "TLSv1", "", "", ""},	/* SSLv3 is left */
	{DH_EXPORT, "", "TLSv1", "", ""},
	{DH_EXPORT, "tlsv1, SSLV3, sslv3", "", "",
		"tls:tlsv1:protocol; !tls:SSLV3:protocol; !tls:sslv3:protocol"},
	{DH_GCM, "TLSv1.2", "", "", "tls:TLSv1.2:protocol"},
	{"TLS_AES_128_GCM_SHA256", "TLSv1.2, TLSv1.3", "", "", "tls:TLSv1.3:protocol"},
	{DH_GCM, "TLSv1.2 keySize < 1", "TLSv1.1", "TLSv1.2", ""},
	{DH_GCM, "TLSv1.1", "TLSv1.2, tlsv1.2", "",
		"certpath:TLSv1.2:protocol; certpath:tlsv1.2:protocol"},
	/* every one of them, including duplicates */
	{DH_GCM, "anon, ANON, DH, TLS_DH_*, " DH_GCM, "", "",
		"tls:anon:component; tls:ANON:component; tls:DH:component; "
		"tls:TLS_DH_*:wildcard; tls:" DH_GCM ":name"},
	/* an alias does not block, and a wildcard SSL_ does not match it */
	{DH_3DES, "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA, TLS_*", "", "", ""},
	/* certpath: the name blocks, and the key exchange unless it is anonymous */
	{DH_GCM, "", "anon, ECDH, AES, NULL, TLS_*", "", ""},
	/* but then no group is left */
	{DH_GCM, "", "anon, DH, EC", "", "certpath:DH:group"},
	{DH_GCM, "DiffieHellman keySize <= 8192, EC", "", "",
		"tls:DiffieHellman keySize <= 8192:group"},
	{ECDH_CBC, "EC", "DH", "", ""},
	{DH_EXPORT, "DiffieHellman keySize < 9000", "", "", ""},
	{DH_EXPORT, "", "DiffieHellman", "", "certpath:DiffieHellman:group"},
	{DH_EXPORT, "DH keySize < 513", "", "", "tls:DH keySize < 513:group"},
	{DH_EXPORT, "DH keySize < 512", "", "", ""},
	{"TLS_AES_128_GCM_SHA256", "EC, XDH", "", "", ""},
	{"TLS_AES_128_GCM_SHA256", "EC, XDH, DiffieHellman", "", "",
		"tls:EC:group; !tls:XDH:group; !tls:DiffieHellman:group"},
	{ECDH_CBC, "ec, DES", "xdh", "", "tls:ec:group; !certpath:xdh:group"},
	{DH_GCM, "", DH_GCM, "", "certpath:" DH_GCM ":name"},
	{"TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "", "AES, RSA keySize < 1024, dh, RSA", "",
		"certpath:dh:component; certpath:RSA:component"},
	/* curves: only if included, once, and never as wildcards */
	{DH_GCM, "NULL", "", "anon", ""},
	{DH_GCM, "include jdk.disabled.namedCurves", "", "secp160k1, anon, TLS_*",
		"curves:anon:component"},
	{DH_GCM, "INCLUDE jdk.disabled.namedCurves", "include jdk.disabled.namedCurves",
		DH_GCM, "curves:" DH_GCM ":name"},
	{DH_GCM, "", "include jdk.disabled.namedCurves", "anon, " DH_GCM,
		"curves:" DH_GCM ":name"},
	{DH_GCM, "include jdk.disabled.namedCurves", "", "TLSv1.2",
		"curves:TLSv1.2:protocol"},
	{SCSV, STOCK_17 ", C_NULL, M_NULL", "", "", ""},
	{SCSV, "fo_scsv", "FO_SCSV", "",
		"tls:fo_scsv:component; certpath:FO_SCSV:component"},
};

START_TEST(test_blockers)
{
	LISTS_AUTO struct lists l = {0};
	BUF_AUTO struct buf got = {0};

	lists_make(&l, blocked[_i].tls, blocked[_i].certpath, blocked[_i].curves, rules25,
		java17);
	assert_bytes(span_str(blockers(blocked[_i].suite, &l.all, &got)),
		span_str(blocked[_i].want), blocked[_i].tls);
}
END_TEST

/* Without the needed entries the suite is usable. With any one of them, it is not. */
START_TEST(test_needed)
{
	static char empty[] = "";
	const char *tls = blocked[_i].tls;
	LISTS_AUTO struct lists l = {0};
	struct suite_blocker b = {0};
	const struct suite *s = found(blocked[_i].suite);
	struct entry *needed[16];
	size_t n = 0;

	lists_make(&l, tls, blocked[_i].certpath, blocked[_i].curves, rules25, java17);
	while (suite_next_blocker(s, &l.all, &b))
		if (b.needed)
			needed[n++] = (struct entry *)b.entry;
	for (size_t keep = 0; keep <= n; keep++) {
		struct entry own[16];
		for (size_t i = 0; i < n; i++) {
			own[i] = *needed[i];
			if (i != keep)
				*needed[i] = (struct entry){.text = empty, .key = empty};
		}
		ck_assert_int_eq(suite_judge(s, &l.all) == SUITE_OPEN, keep == n);
		for (size_t i = 0; i < n; i++)
			*needed[i] = own[i];
	}
}
END_TEST

START_TEST(test_states)
{
	LISTS_AUTO struct lists l = {0};

	lists_make(&l, "TLSv1.1, TLSv1.2, ECDH", "", "", rules17, java17);
	ck_assert_int_eq(suite_judge(found(DH_GCM), &l.all), SUITE_NO_PROTOCOL);
	ck_assert_int_eq(suite_judge(found(ECDH_CBC), &l.all), SUITE_BLOCKED);
	ck_assert_int_eq(suite_judge(found(DH_3DES), &l.all), SUITE_OPEN);
	ck_assert_uint_eq(
		suite_find_protocols(found(DH_3DES), &l.all), SUITE_SSLV3 | SUITE_TLSV1);
	ck_assert_uint_eq(suite_find_protocols(found(DH_GCM), &l.all), 0);
}
END_TEST

/* A protocol after an entry that blocks the suite does not make it less blocked. */
START_TEST(test_order)
{
	LISTS_AUTO struct lists l = {0};

	lists_make(&l, "anon, TLSv1.2", "", "", rules17, java17);
	ck_assert_int_eq(suite_judge(found(DH_GCM), &l.all), SUITE_BLOCKED);
}
END_TEST

/* How many of the 16 anonymous suites become usable: section 5.4 of the specification. */
static const struct {
	const char *tls;
	int opened;
	const char *one;
} changes[] = {
	{STOCK_17, 0, NULL},
	{"SSLv3, TLSv1, TLSv1.1, RC4, DES, 3DES_EDE_CBC, anon, NULL", 0, NULL},
	{"SSLv3, TLSv1, TLSv1.1, RC4, DES, 3DES_EDE_CBC, NULL, ECDH", 6, DH_GCM},
	{"SSLv3, TLSv1, TLSv1.1, RC4, DES, 3DES_EDE_CBC, NULL", 8, ECDH_CBC},
	{"SSLv3, TLSv1, TLSv1.1", 13, DH_3DES},
	{"SSLv3, TLSv1", 14, "SSL_DH_anon_WITH_DES_CBC_SHA"},
	{"SSLv3", 16, DH_EXPORT},
};

START_TEST(test_changes)
{
	LISTS_AUTO struct lists before = {0}, after = {0};
	int opened = 0;

	lists_make(&before, STOCK_17, "", "", rules17, java17);
	lists_make(&after, changes[_i].tls, "", "", rules17, java17);
	for (const struct suite *s = NULL; (s = suite_table_next(&java17, s));)
		if (strstr(s->name, "_anon_")) {
			int change = suite_change(s, &before.all, &after.all);
			ck_assert_int_eq(
				suite_change(s, &after.all, &before.all), -change);
			opened += change;
		}
	ck_assert_int_eq(opened, changes[_i].opened);
	if (changes[_i].one)
		ck_assert_int_eq(
			suite_change(found(changes[_i].one), &before.all, &after.all), 1);
}
END_TEST

/* The `NULL` that came with 8u201 also blocked the pseudo suite. */
START_TEST(test_scsv)
{
	LISTS_AUTO struct lists old = {0}, new = {0};

	lists_make(&old, "anon, NULL", "", "", rules17, java8);
	lists_make(&new, "anon, NULL", "", "", rules17, java8_272);
	ck_assert_int_eq(suite_judge(found(SCSV), &old.all), SUITE_BLOCKED);
	ck_assert_int_eq(suite_judge(found(SCSV), &new.all), SUITE_OPEN);
}
END_TEST

static const struct {
	const char *tls, *certpath, *curves;
	const char *want; /* the entry */
	enum suite_list list;
} faults[] = {
	{"anon, SHA1 jdkCA", "MD5, SHA1 usage TLSServer", "anon NULL", NULL, 0},
	{"anon, anon NULL", "", "", "anon NULL", SUITE_LIST_TLS},
	{"anon", "MD5, MD2 x", "", "MD2 x", SUITE_LIST_CERTPATH},
	{"*", "", "", "*", SUITE_LIST_TLS},
	{"anon", "*, TLS_*, x usage HandshakeSignature y", "*", NULL, 0},
	{"include jdk.disabled.namedCurves", "", "*, anon NULL", "anon NULL",
		SUITE_LIST_CURVES},
	{"", "include jdk.disabled.namedCurves", "x keySize", "x keySize",
		SUITE_LIST_CURVES},
	{"include jdk.disabled.namedCurves", "", "include jdk.disabled.namedCurves",
		"include jdk.disabled.namedCurves", SUITE_LIST_CURVES},
};

START_TEST(test_faults)
{
	LISTS_AUTO struct lists l = {0};
	const struct entry *entry = NULL;
	enum suite_list list;

	lists_make(&l, faults[_i].tls, faults[_i].certpath, faults[_i].curves, rules25,
		java17);
	ck_assert_int_eq(
		suite_find_fault(&l.all, &list, &entry) != NULL, !!faults[_i].want);
	if (faults[_i].want) {
		ck_assert_str_eq(entry->text, faults[_i].want);
		ck_assert_int_eq(list, faults[_i].list);
	}
}
END_TEST

/* Missing lists block nothing. */
START_TEST(test_no_lists)
{
	struct suite_lists l = {.rules = rules25, .jsse = java17};
	const struct entry *entry;
	enum suite_list list;

	for (const struct suite *s = NULL; (s = suite_table_next(&java17, s));)
		ck_assert_int_eq(suite_judge(s, &l), SUITE_OPEN);
	ck_assert_ptr_null(suite_find_fault(&l, &list, &entry));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("suite");
	TCase *c = add_case(s, "suite");

	tcase_add_test(c, test_generations);
	tcase_add_test(c, test_find);
	tcase_add_test(c, test_all_components);
	tcase_add_loop_test(c, test_components, 0, N_ROWS(parts));
	tcase_add_loop_test(c, test_corner_cases, 0, N_ROWS(corner_cases));
	tcase_add_loop_test(c, test_blockers, 0, N_ROWS(blocked));
	tcase_add_loop_test(c, test_needed, 0, N_ROWS(blocked));
	tcase_add_test(c, test_states);
	tcase_add_test(c, test_order);
	tcase_add_loop_test(c, test_changes, 0, N_ROWS(changes));
	tcase_add_test(c, test_scsv);
	tcase_add_loop_test(c, test_faults, 0, N_ROWS(faults));
	tcase_add_test(c, test_no_lists);
	return run_suite(s);
}
