/* SPDX-License-Identifier: MIT */
/* Tests how Java splits lists, and for which entries it throws an exception. */
#include "text/list.h"

#include "testing.h"

/* `entries` has all n of them with bars between. `trimmed` is from l.from to l.to. */
static const struct {
	const char *what;
	struct span raw;
	const char *entries;
	size_t count;
	const char *trimmed;
} lists[] = {
	{"one", BYTES("anon"), "anon", 1, "anon"},
	{"two", BYTES("anon, NULL"), "anon|NULL", 2, "anon, NULL"},
	{"G1: blanks", BYTES("\t anon \f,\x01NULL\v "), "anon|NULL", 2,
		"anon \f,\x01NULL"},
	{"G1: escaped ones", BYTES("anon\\u0000,\\tNULL\\n"), "anon|NULL", 2,
		"anon\\u0000,\\tNULL"},
	{"G1: but not NBSP", BYTES("anon\xa0"), "anon\u00a0", 1, "anon\xa0"},
	{"G1: nor within", BYTES("DH  keySize"), "DH  keySize", 1, "DH  keySize"},
	{"G2: quotes", BYTES("\"anon, NULL\""), "anon|NULL", 2, "anon, NULL"},
	{"G2: blanks around", BYTES(" \" anon\" "), "anon", 1, " anon"},
	{"G2: each in quotes", BYTES("\"anon\", \"NULL\""), "anon\"|\"NULL", 2,
		"anon\", \"NULL"},
	{"G2: single quotes", BYTES("'anon'"), "'anon'", 1, "'anon'"},
	{"G2: one quote", BYTES("\"anon"), "\"anon", 1, "\"anon"},
	{"G2: the last", BYTES("anon\""), "anon\"", 1, "anon\""},
	{"G2: a quote alone", BYTES("\""), "\"", 1, "\""},
	{"G2: nothing in quotes", BYTES("\"\""), "", 0, ""},
	{"G2: blanks in quotes", BYTES("\"  \""), "", 0, "  "},
	{"G2: escaped quotes", BYTES("\\u0022anon,NULL\\\""), "anon|NULL", 2,
		"anon,NULL"},
	{"G2: one pair only", BYTES("\"\"anon\"\""), "\"anon\"", 1, "\"anon\""},
	{"G3: no other separators", BYTES("anon;NULL"), "anon;NULL", 1, "anon;NULL"},
	{"G3: at the end", BYTES("anon,"), "anon|", 1, "anon,"},
	{"G3: at the start", BYTES(",anon"), "|anon", 1, ",anon"},
	{"G3: two", BYTES("anon,,NULL"), "anon||NULL", 2, "anon,,NULL"},
	{"G3: with blanks", BYTES("anon, ,NULL"), "anon||NULL", 2, "anon, ,NULL"},
	{"G3: commas alone", BYTES(",,"), "||", 0, ",,"},
	{"G3: empty", BYTES(""), "", 0, ""},
	{"G3: blanks", BYTES("\\ \\t"), "", 0, ""},
	{"a comma of an escape", BYTES("anon\\u002cNULL"), "anon|NULL", 2,
		"anon\\u002cNULL"},
	{"an escaped comma", BYTES("anon\\,NULL"), "anon|NULL", 2, "anon\\,NULL"},
	{"escapes", BYTES("\\anon, an\\u006fn"), "anon|anon", 2, "\\anon, an\\u006fn"},
	{"over lines", BYTES("RC4, \\\n    anon, \\\r\n  NULL"), "RC4|anon|NULL", 3,
		"RC4, \\\n    anon, \\\r\n  NULL"},
	{"a torn entry", BYTES("an\\\n    on, NULL"), "anon|NULL", 2,
		"an\\\n    on, NULL"},
	{"torn in two words", BYTES("DH keySize \\\n    < 1024"), "DH keySize < 1024", 1,
		"DH keySize \\\n    < 1024"},
	{"a comment sign", BYTES("#anon, # x"), "#anon|# x", 2, "#anon, # x"},
	{"a tab within", BYTES("anon\tNULL"), "anon\tNULL", 1, "anon\tNULL"},
	{"Latin-1", BYTES("\xe9, x"), "\u00e9|x", 2, "\xe9, x"},
};

START_TEST(test_split)
{
	LIST_AUTO struct list l = {0};
	BUF_AUTO struct buf got = {0};

	ck_assert_int_eq(list_read(&l, lists[_i].raw), 0);
	for (size_t i = 0; i < l.n; i++)
		buf_addf(&got, "%s%s", i ? "|" : "", l.items[i].text);
	assert_bytes(buf_span(&got), span_str(lists[_i].entries), lists[_i].what);
	ck_assert_uint_eq(list_count(&l), lists[_i].count);
	assert_bytes(span_cut(lists[_i].raw, l.from, l.to), span_str(lists[_i].trimmed),
		lists[_i].what);
}
END_TEST

/* Spans are in order and inside the value. Reading one alone gives its entry. */
START_TEST(test_spans)
{
	LIST_AUTO struct list l = {0};
	struct span raw = lists[_i].raw;
	size_t end = 0;

	ck_assert_int_eq(list_read(&l, raw), 0);
	for (size_t i = 0; i < l.n; i++) {
		CHARS_AUTO struct chars c = {0};
		BUF_AUTO struct buf text = {0};
		const struct entry *it = &l.items[i];

		ck_assert_uint_le(end, it->from);
		ck_assert_uint_le(it->from, it->to);
		ck_assert_uint_le(it->to, raw.size);
		ck_assert_int_eq(chars_decode(&c, span_cut(raw, it->from, it->to)), 0);
		chars_add_to(&c, 0, c.n, &text);
		ck_assert_str_eq(buf_str(&text), it->text);
		ck_assert_int_eq(it->from == it->to, !*it->text);
		end = it->to;
	}
}
END_TEST

static const struct {
	const char *a, *b;
	bool equal;
} pairs[] = {
	{"anon", "anon", true},
	{"anon", "ANON", true},
	{"TLSv1", "tLSV1", true},
	{" anon\t", "anon", true},
	{"DH keySize < 1024", "DH  keySize <\t1024", true},
	{"DH keySize < 1024", "dh KEYSIZE < 1024", true},
	{"", "", true},
	{"", "  ", true},
	{"anon", "anon NULL", false},
	{"anon", "anonx", false},
	{"anon", "xanon", false},
	{"TLSv1", "TLSv1.1", false},
	{"anon", "", false},
	{"DES", "3DES_EDE_CBC", false},
	{"DH_anon", "DH anon", false},
	{"DH keySize < 1024", "DH keySize <1024", false},
	{"a b", "ab", false},
	{"[", "{", false}, /* not letters, although they differ by 32 */
	{"@", "`", false},
	{"\u00e9", "\u00c9", false}, /* only ASCII case is ignored */
	{"\u00e9", "\u00e9", true},
};

START_TEST(test_equal)
{
	BUF_AUTO struct buf a = {0};
	BUF_AUTO struct buf b = {0};

	ck_assert_int_eq(entry_equal(pairs[_i].a, pairs[_i].b), pairs[_i].equal);
	ck_assert_int_eq(entry_equal(pairs[_i].b, pairs[_i].a), pairs[_i].equal);
	entry_add_key(pairs[_i].a, &a);
	entry_add_key(pairs[_i].b, &b);
	ck_assert_int_eq(entry_same_key(buf_str(&a), buf_str(&b)), pairs[_i].equal);
}
END_TEST

static const struct {
	const char *entry, *key;
} keys[] = {
	{"", ""},
	{" \t ", ""},
	{"Anon", "anon"},
	{"  DH\t \nkeySize  < 1024 ", "dh keysize < 1024"},
	{"TLS_RSA_*", "tls_rsa_*"},
	{"[@`{\u00c9", "[@`{\u00c9"},
};

START_TEST(test_key)
{
	BUF_AUTO struct buf key = {0};

	entry_add_key(keys[_i].entry, &key);
	ck_assert_str_eq(buf_str(&key), keys[_i].key);
}
END_TEST

START_TEST(test_list_keys)
{
	static const char *const raw = "DH  keySize < 1, , TLSv1, INCLUDE jdk.disabled."
				       "namedcurves, include  jdk.disabled.namedCurves";
	LIST_AUTO struct list l = {0};

	ck_assert_int_eq(list_read(&l, span_str(raw)), 0);
	ck_assert_uint_eq(l.n, 5);
	ck_assert_str_eq(l.items[0].text, "DH  keySize < 1");
	ck_assert_str_eq(l.items[0].key, "dh keysize < 1");
	ck_assert_str_eq(l.items[1].key, "");
	ck_assert(list_has_key(&l, "tlsv1"));
	ck_assert(!list_has_key(&l, "tlsv"));
	ck_assert(!list_has_key(&l, "TLSv1"));
	ck_assert(!l.items[2].includes && l.items[3].includes);
	ck_assert(!l.items[4].includes); /* Java only knows it with one blank */
}
END_TEST

#define INCLUDE "include jdk.disabled.namedCurves"

#define RULES .constraints = true, .include = true, .set = true

static const struct list_rules now = {RULES, .wildcards = true, .handshake_usage = true};
static const struct list_rules no_include = {
	.constraints = true, .wildcards = true, .handshake_usage = true};
static const struct list_rules no_wildcards = {RULES, .handshake_usage = true};
static const struct list_rules no_usage = {RULES, .wildcards = true};
static const struct list_rules java8 = {
	.constraints = true, .include = true, .include_more = true, .exact_curves = true};
static const struct list_rules legacy = {
	.include = true, .wildcards = true, .handshake_usage = true};

/* Entries that Java 25 accepts, and entries for which it throws. */
static const char *const fine[] = {"anon", "ANON", "DH", "EC", "TLSv1.2",
	"AES/GCM/NoPadding", "TLS_DH_anon_WITH_AES_128_GCM_SHA256", "DH_anon", "#anon",
	"anon;NULL", "'anon'", "", "\"anon", "anon\tNULL", "anon\u00a0NULL",
	"DH keySize < 1024", "DH  keySize   <   1024", "DH keySize <= 1024",
	"DH keySize == 1024", "DH keySize != 1024", "DH keySize > 1024",
	"DH keySize >= 1024", "DH keySize < -1", "DH keySize < +1", "anon keySize < 1024",
	"DH keySize\t<\t1024", "anon jdkCA", "anon JDKca", "anon usage TLSServer",
	"anon usage tlsserver TLSClient", "anon usage Whatever",
	"anon denyAfter 2019-01-01", "anon denyAfter 2020-02-29",
	"anon denyAfter 2000-02-29", "anon denyAfter  2019-12-31",
	"anon denyAfter\v2019-12-31", "anon keySize < 1 2", "anon keySize < 1 \v",
	"SHA1 jdkCA & usage TLSServer", "SHA1 jdkCA&usage TLSServer&denyAfter 2019-01-01",
	"SHA1 usage SignedJAR & denyAfter 2019-01-01",
	"RSA keySize < 2048 & keySize > 512", "rsa_pkcs1_sha1 usage HandshakeSignature",
	"rsa_pkcs1_sha1 usage HandshakeSignature CertificateSignature", "anon jdkCA &",
	"anon jdkCA&&&", INCLUDE, "INCLUDE JDK.Disabled.NamedCurves", "include",
	"TLS_DH_anon_*", "TLS_*", "TLS_DH_anon_* keySize < 1024", "TLS_RSA_*",
	"X9.62 c2tnb191v1", "NIST P-256"};

static const char *const fatal[] = {"anon NULL", "# anon", "anon bogus", "anon & jdkCA",
	"anon jdkCA & & usage x", "DH keySize<1024", "DH keySize <1024",
	"DH keySize< 1024", "DH keysize < 1024", "DH KeySize < 1024", "DH keySize",
	"DH keySize <", "DH keySize < abc", "DH keySize < 1024x",
	"DH keySize < 2147483648", "DH keySize < 1.5", "DH keySize << 1",
	"DH keySize < 1024\v2", "DH keySize\v<\v1024", "DH keySize = 1",
	"DH keySizes < 1", "DH\tkeySize < 1024", "anon denyAfter 2019-1-1",
	"anon denyAfter 2019-13-01", "anon denyAfter 2019-00-01",
	"anon denyAfter 2019-04-31", "anon denyAfter 2019-02-29",
	"anon denyAfter 1900-02-29", "anon denyAfter 2019-01-00",
	"anon denyAfter 19-01-01", "anon denyAfter", "anon denyAfter 2019/01/01",
	"anon denyAfter\0012019-01-01", "anon denyAfter 2019-01-01 x",
	"anon DenyAfter 2019-01-01", "anon denyAfter 2019-01-01 & denyAfter 2020-01-01",
	"anon jdkCA & jdkca", "anon jdkCA x", "anon Usage TLSServer", "anon TLSServer",
	"include  jdk.disabled.namedCurves", INCLUDE " x",
	"include jdk.tls.disabledAlgorithms", "include x", "*anon*", "tls_dh_anon_*",
	"SSL_DH_anon_*", "*", "x*", "x usage HandshakeSignature TLSServer",
	"x usage TLSClient certificatesignature"};

START_TEST(test_fine)
{
	const char *fault = entry_find_fault(fine[_i], &now);

	ck_assert_msg(!fault, "\"%s\" %s", fine[_i], fault);
}
END_TEST

START_TEST(test_fatal)
{
	ck_assert_msg(
		entry_find_fault(fatal[_i], &now) != NULL, "\"%s\" is taken", fatal[_i]);
	ck_assert_msg(!entry_find_fault(fatal[_i], &legacy),
		"\"%s\" is not taken where there are no constraints", fatal[_i]);
}
END_TEST

static const struct {
	const char *entry;
	const struct list_rules *rules;
	bool fine;
} by_rules[] = {
	{INCLUDE, &no_include, false},
	{"anon", &no_include, true},
	{"*anon*", &no_wildcards, true}, /* an ordinary name */
	{"SSL_DH_anon_*", &no_wildcards, true},
	{"TLS_*", &no_wildcards, true},
	{"TLS_* x", &no_wildcards, false},
	{"TLS_DH_anon_* keySize < 1024", &no_wildcards, true},
	{"x usage HandshakeSignature TLSServer", &no_usage, true},
	{"x usage HandshakeSignature", &no_usage, true},
	{INCLUDE, &legacy, true},
	{INCLUDE " anon", &now, false},
	{INCLUDE " anon", &java8, true},
	{"X9.62 c2tnb191v1", &java8, true},
	{"nist P-256", &java8, false},
	{"nist P-256", &now, true},
	{INCLUDE "X", &java8, true},
	{"include  jdk.disabled.namedCurves", &java8, false},
};

START_TEST(test_rules)
{
	ck_assert_int_eq(!entry_find_fault(by_rules[_i].entry, by_rules[_i].rules),
		by_rules[_i].fine);
}
END_TEST

START_TEST(test_list_fault)
{
	LIST_AUTO struct list l = {0};
	const struct entry *bad = NULL;

	ck_assert_int_eq(list_read(&l, span_str("RC4, DH keySize< 1, anon NULL, x")), 0);
	ck_assert_ptr_nonnull(list_find_fault(&l, &now, &bad));
	ck_assert_ptr_eq(bad, &l.items[1]);
	ck_assert_ptr_null(list_find_fault(&l, &legacy, &bad));
}
END_TEST

START_TEST(test_no_fault)
{
	LIST_AUTO struct list l = {0};
	const struct entry *bad = NULL;

	ck_assert_int_eq(
		list_read(&l, span_str("SSLv3, DH keySize < 1024, , anon, " INCLUDE ",")),
		0);
	ck_assert_ptr_null(list_find_fault(&l, &now, &bad));
	ck_assert_ptr_null(bad);
}
END_TEST

/* Java 8 looks at each entry, later ones at the first of those that differ in case. */
static const struct {
	const char *list, *in_8, *later;
} twins[] = {
	{"DH keySize < 1024, DH keysize < 1024", "DH keysize < 1024", NULL},
	{"DH keysize < 1024, DH keySize < 1024", "DH keysize < 1024",
		"DH keysize < 1024"},
	{"DH keySize < 1024, dh KEYSIZE < 1024, x y", "dh KEYSIZE < 1024", "x y"},
	{"DH keySize < 1024, DH  keysize < 1024", "DH  keysize < 1024",
		"DH  keysize < 1024"},
	{"DH keySize < 1024, DH keySize < 1024", NULL, NULL},
	{"TLS_RSA_*, tls_rsa_*", NULL, NULL},
	{INCLUDE ", x, " INCLUDE, INCLUDE, NULL},
	{"tls_rsa_*, TLS_RSA_*", NULL, "tls_rsa_*"},
};

START_TEST(test_twins)
{
	LIST_AUTO struct list l = {0};
	const struct entry *bad = NULL;

	ck_assert_int_eq(list_read(&l, span_str(twins[_i].list)), 0);
	list_find_fault(&l, &java8, &bad);
	ck_assert_pstr_eq(bad ? bad->text : NULL, twins[_i].in_8);
	bad = NULL;
	list_find_fault(&l, &now, &bad);
	ck_assert_pstr_eq(bad ? bad->text : NULL, twins[_i].later);
}
END_TEST

static const struct {
	struct span unit;
	size_t n;
} hostile[] = {
	{BYTES(","), HOSTILE_SIZE + 1},
	{BYTES("\\,"), HOSTILE_SIZE / 2 + 1},
	{BYTES("a"), 1},
	{BYTES("\\\n"), 1},
	{BYTES(" "), 1},
	{BYTES("\""), 1},
	{BYTES("x &"), 1},
	{BYTES("x keySize < 1 &"), 1},
	{BYTES("x usage y "), 1},
	{BYTES("x y,"), HOSTILE_SIZE / 4 + 1},
};

START_TEST(test_hostile)
{
	LIST_AUTO struct list l = {0};
	const struct entry *bad;
	SPAN_AUTO struct span raw =
		repeated(hostile[_i].unit, HOSTILE_SIZE, span_str(""));

	ck_assert_int_eq(list_read(&l, raw), 0);
	ck_assert_uint_eq(l.n, hostile[_i].n);
	list_find_fault(&l, &now, &bad);
	ck_assert(entry_equal(l.items[0].text, l.items[0].text));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("list");
	TCase *c = add_case(s, "split");

	tcase_add_loop_test(c, test_split, 0, N_ROWS(lists));
	tcase_add_loop_test(c, test_spans, 0, N_ROWS(lists));
	tcase_add_loop_test(c, test_equal, 0, N_ROWS(pairs));
	tcase_add_loop_test(c, test_key, 0, N_ROWS(keys));
	tcase_add_test(c, test_list_keys);
	tcase_add_loop_test(c, test_hostile, 0, N_ROWS(hostile));
	c = add_case(s, "faults");
	tcase_add_loop_test(c, test_fine, 0, N_ROWS(fine));
	tcase_add_loop_test(c, test_fatal, 0, N_ROWS(fatal));
	tcase_add_loop_test(c, test_rules, 0, N_ROWS(by_rules));
	tcase_add_test(c, test_list_fault);
	tcase_add_test(c, test_no_fault);
	tcase_add_loop_test(c, test_twins, 0, N_ROWS(twins));
	return run_suite(s);
}
