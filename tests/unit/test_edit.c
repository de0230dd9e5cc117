/* SPDX-License-Identifier: MIT */
/* Tests edits of documents to the byte: what is removed, what is added, what stays. */
#include "text/edit.h"

#include "testing.h"
#include "text/prove.h"

#define K "jdk.tls.disabledAlgorithms"

/* Documents before and after, and the one entry to allow or disallow; NULL means none. */
struct golden {
	const char *what;
	const char *before;
	const char *allow, *disallow;
	const char *after;
};

static const struct golden removals[] = {
	{"the middle", K "=SSLv3, anon, NULL\n", "anon", NULL, K "=SSLv3, NULL\n"},
	{"the first", K "=anon, NULL\n", "anon", NULL, K "=NULL\n"},
	{"the last", K "=SSLv3, anon\n", "anon", NULL, K "=SSLv3\n"},
	{"without blanks", K "=SSLv3,anon,NULL\n", "anon", NULL, K "=SSLv3,NULL\n"},
	{"the last without blanks", K "=SSLv3,anon\n", "anon", NULL, K "=SSLv3\n"},
	{"blanks and tabs", K " = SSLv3\t ,\tanon  , NULL \t\n", "anon", NULL,
		K " = SSLv3\t ,\tNULL \t\n"},
	{"blanks at the end", K "=SSLv3 , anon \t\n", "anon", NULL, K "=SSLv3 \t\n"},
	{"after empty quotes", K "=\"\", anon\n", "anon", NULL, K "=\"\",\n"},
	{"in another case", K "=SSLv3, ANON, NULL\n", "anon", NULL, K "=SSLv3, NULL\n"},
	{"with constraints", K "=DH, DH keySize < 1024, EC\n", "DH keySize < 1024", NULL,
		K "=DH, EC\n"},
	{"with more blanks", K "=DH, DH  keySize <  1024, EC\n", "DH keySize < 1024",
		NULL, K "=DH, EC\n"},
	{"no part of a name", K "=DH_anon, anon, ECDH_anon\n", "anon", NULL,
		K "=DH_anon, ECDH_anon\n"},
	{"last on its line", K "=RC4, anon, \\\n    NULL, x\n", "anon", NULL,
		K "=RC4, \\\n    NULL, x\n"},
	{"first on the next line", K "=RC4, \\\n    anon, NULL\n", "anon", NULL,
		K "=RC4, \\\n    NULL\n"},
	{"last on the last line", K "=RC4, \\\n    NULL, anon\n", "anon", NULL,
		K "=RC4, \\\n    NULL\n"},
	{"alone on its line", K "=RC4, \\\n    anon, \\\n    NULL\n", "anon", NULL,
		K "=RC4, \\\n    NULL\n"},
	{"alone on the last line", K "=RC4, \\\n    anon\n", "anon", NULL, K "=RC4\n"},
	{"alone on the first line", K "=anon, \\\n    RC4\n", "anon", NULL, K "=RC4\n"},
	{"below an empty first line", K "=\\\n  anon, \\\n  RC4\n", "anon", NULL,
		K "=\\\n  RC4\n"},
	{"no blank before the break", K "=RC4,\\\n    anon,\\\n    NULL\n", "anon", NULL,
		K "=RC4,\\\n    NULL\n"},
	{"the comma on the next line", K "=RC4\\\n    , anon\\\n    , NULL\n", "anon",
		NULL, K "=RC4\\\n    , NULL\n"},
	{"CRLF", K "=RC4, \\\r\n    anon, NULL\r\n", "anon", NULL,
		K "=RC4, \\\r\n    NULL\r\n"},
	{"CRLF, last on its line", K "=RC4, anon, \\\r\n    NULL\r\n", "anon", NULL,
		K "=RC4, \\\r\n    NULL\r\n"},
	{"CR", K "=RC4, \\\r    anon, NULL\r", "anon", NULL, K "=RC4, \\\r    NULL\r"},
	{"blanks that come to the front", K "=anon, , anon , \\\nNULL\n", "anon", NULL,
		K "=, \\\nNULL\n"},
	{"a line break that comes to the front", K "=,RC4\\\n , anon, NULL\n", "RC4",
		NULL, K "=, anon, NULL\n"},
	{"one before an escaped comma", K "=,RC4\\\n \\u002c anon\n", "RC4", NULL,
		K "=\\u002c anon\n"},
	/* Java would take the quotes of entries off if they stood at both ends. */
	{"quotes to both ends", K "=\"\", anon\n", "anon", NULL, K "=\"\",\n"},
	{"quotes at both ends, the first", K "=anon, \"a\"\n", "anon", NULL,
		K "=\"a\",\n"},
	{"quotes of two entries", K "=\"a, b\", anon \t\n", "anon", NULL,
		K "=\"a, b\", \t\n"},
	{"escaped quotes", K "=\\\"a, anon, \\u0022\\\n \\t, anon\n", "anon", NULL,
		K "=\\\"a, \\u0022,\n"},
	{"quotes and empty entries", K "=anon, \"a\",, anon\n", "anon", NULL,
		K "=\"a\",\n"},
	{"quotes and a break at the end", K "=anon, \"a\"\\\n  \\f\n", "anon", NULL,
		K "=\"a\",\\\n  \\f\n"},
	{"a quote alone", K "=\", anon\n", "anon", NULL, K "=\"\n"},
	{"quotes at one end", K "=\"a\", anon, b\n", "anon", NULL, K "=\"a\", b\n"},
	{"quotes in quotes", K "=\"\"a\", anon\"\n", "anon", NULL, K "=\"\"a\"\"\n"},
	{"CR of a join before LF", K "=RC4, \\\ranon,\nb=2\n", "anon", NULL,
		K "=RC4, \\\r \nb=2\n"},
	{"mixed line ends", "a=1\r" K "=RC4, \\\r\n anon, \\\n NULL\nb=2\r\n", "anon",
		NULL, "a=1\r" K "=RC4, \\\r\n NULL\nb=2\r\n"},
	{"no final newline", K "=SSLv3, anon", "anon", NULL, K "=SSLv3"},
	{"a last backslash", K "=SSLv3, anon\\", "anon", NULL, K "=SSLv3\\"},
	{"quotes", K "=\"SSLv3, anon, NULL\"\n", "anon", NULL, K "=\"SSLv3, NULL\"\n"},
	{"the first in quotes", K "=\"anon, NULL\"\n", "anon", NULL, K "=\"NULL\"\n"},
	{"the last in quotes", K "=\" SSLv3, anon \"\n", "anon", NULL,
		K "=\" SSLv3 \"\n"},
	{"an escape", K "=SSLv3, an\\u006fn, NULL\n", "anon", NULL, K "=SSLv3, NULL\n"},
	{"an escaped letter", K "=SSLv3, \\anon, NULL\n", "anon", NULL,
		K "=SSLv3, NULL\n"},
	{"escaped blanks", K "=SSLv3,\\u0020anon\\t, NULL\n", "anon", NULL,
		K "=SSLv3,\\u0020NULL\n"},
	{"an escaped comma", K "=SSLv3\\u002canon\\u002cNULL\n", "anon", NULL,
		K "=SSLv3\\u002cNULL\n"},
	{"torn over lines", K "=RC4, an\\\n    on, NULL\n", "anon", NULL,
		K "=RC4, NULL\n"},
	{"words on two lines", K "=RC4, DH keySize \\\n    < 1024, NULL\n",
		"DH keySize < 1024", NULL, K "=RC4, NULL\n"},
	{"a neighbour on two lines", K "=anon, DH keySize \\\n    < 1024, NULL\n", "anon",
		NULL, K "=DH keySize \\\n    < 1024, NULL\n"},
	{"two of them", K "=anon, RC4, Anon, NULL\n", "anon", NULL, K "=RC4, NULL\n"},
	{"two in a row", K "=RC4, anon, anon, NULL\n", "anon", NULL, K "=RC4, NULL\n"},
	{"two at the end", K "=RC4, anon, anon\n", "anon", NULL, K "=RC4\n"},
	{"the property twice", K "=RC4, anon\n" K "=MD5, anon\n", "anon", NULL,
		K "=RC4, anon\n" K "=MD5\n"},
	{"not in the last one", K "=RC4, anon\n" K "=MD5\n", "anon", NULL,
		K "=RC4, anon\n" K "=MD5\n"},
	{"an escaped key", "jdk.tls.disabled\\u0041lgorithms: RC4, anon\n", "anon", NULL,
		"jdk.tls.disabled\\u0041lgorithms: RC4\n"},
	{"a key over lines", "jdk.tls.\\\n  disabledAlgorithms RC4, anon\n", "anon", NULL,
		"jdk.tls.\\\n  disabledAlgorithms RC4\n"},
	{"comments", "# " K "=anon, x\n" K "=RC4, anon\n# anon, \\\n", "anon", NULL,
		"# " K "=anon, x\n" K "=RC4\n# anon, \\\n"},
	{"other lists",
		"jdk.tls.legacyAlgorithms=NULL, anon\n" K "=RC4, anon\nx=anon, y\n",
		"anon", NULL,
		"jdk.tls.legacyAlgorithms=NULL, anon\n" K "=RC4\nx=anon, y\n"},
	{"Latin-1 around", "# \xe9\n" K "=\xe9, anon, \xff\n\x80=\x85\n", "anon", NULL,
		"# \xe9\n" K "=\xe9, \xff\n\x80=\x85\n"},
	{"not there", K "=SSLv3, ano, DH_anon, anon NULL2\n", "anon", NULL,
		K "=SSLv3, ano, DH_anon, anon NULL2\n"},
	{"no property", "a=1\n", "anon", NULL, "a=1\n"},
	{"no document", "", "anon", NULL, ""},
	{"an empty value", K "=\n", "anon", NULL, K "=\n"},
};

static const struct golden additions[] = {
	{"its place", K "=SSLv3, RC4, NULL\n", NULL, "anon",
		K "=SSLv3, RC4, anon, NULL\n"},
	{"the first place", K "=RC4, NULL\n", NULL, "SSLv3", K "=SSLv3, RC4, NULL\n"},
	{"the end", K "=SSLv3, RC4\n", NULL, "anon", K "=SSLv3, RC4, anon\n"},
	{"unheard of", K "=SSLv3, RC4\n", NULL, "FOO", K "=SSLv3, RC4, FOO\n"},
	{"before an include", K "=RC4, include jdk.disabled.namedCurves\n", NULL, "FOO",
		K "=RC4, FOO, include jdk.disabled.namedCurves\n"},
	{"without blanks", K "=SSLv3,RC4,NULL\n", NULL, "anon",
		K "=SSLv3,RC4,anon,NULL\n"},
	{"without blanks, the end", K "=SSLv3,RC4\n", NULL, "anon",
		K "=SSLv3,RC4,anon\n"},
	{"to one", K "=SSLv3\n", NULL, "anon", K "=SSLv3, anon\n"},
	{"to an empty value", K "=\n", NULL, "anon", K "=anon\n"},
	{"to a key and a blank", K " \n", NULL, "anon", K " anon\n"},
	{"to empty quotes", K "=\"\"\n", NULL, "anon", K "=\"anon\"\n"},
	{"no final newline", K "=SSLv3, RC4", NULL, "anon", K "=SSLv3, RC4, anon"},
	{"blanks at the end", K "=SSLv3, RC4 \t\n", NULL, "anon",
		K "=SSLv3, RC4, anon \t\n"},
	{"quotes", K "=\"SSLv3, RC4\"\n", NULL, "anon", K "=\"SSLv3, RC4, anon\"\n"},
	{"a comma at the end", K "=SSLv3, RC4,\n", NULL, "anon",
		K "=SSLv3, RC4, anon,\n"},
	{"there already", K "=SSLv3, ANON\n", NULL, "anon", K "=SSLv3, ANON\n"},
	{"there, escaped", K "=SSLv3, an\\u006fn\n", NULL, "anon",
		K "=SSLv3, an\\u006fn\n"},
	{"there, with blanks", K "=DH  keySize < 1024\n", NULL, "DH keySize < 1024",
		K "=DH  keySize < 1024\n"},
	{"beside its like", K "=DH_anon, anon x\n", NULL, "anon",
		K "=DH_anon, anon x, anon\n"},
	{"room on the line before", K "=SSLv3, RC4, \\\n    NULL\n", NULL, "anon",
		K "=SSLv3, RC4, anon, \\\n    NULL\n"},
	{"no room there",
		K "=SSLv3, RC4, a23456789012345678901234567890123456789, \\\n    NULL\n",
		NULL, "anon",
		K "=SSLv3, RC4, a23456789012345678901234567890123456789, \\\n    anon, "
		  "NULL\n"},
	{"room on the last line", K "=RC4, \\\n    x\n", NULL, "anon",
		K "=RC4, \\\n    x, anon\n"},
	{"none on the last line",
		K "=SSLv3, RC4, \\\n  "
		  "a234567890123456789012345678901234567890123456789012345678901"
		  "23456789012345\n",
		NULL, "FOO1",
		K "=SSLv3, RC4, \\\n  "
		  "a234567890123456789012345678901234567890123456789012345678901"
		  "23456789012345, \\\n  FOO1\n"},
	{"CRLF breaks",
		K "=SSLv3, a234567890123456789012345678901234567890123\r\nb=1\r\n", NULL,
		"FOOBAR",
		K "=SSLv3, a234567890123456789012345678901234567890123, \\\r\n    "
		  "FOOBAR\r\nb=1\r\n"},
	{"CR breaks", K "=SSLv3, a234567890123456789012345678901234567890123\rb=1\r",
		NULL, "FOOBAR",
		K "=SSLv3, a234567890123456789012345678901234567890123, \\\r    "
		  "FOOBAR\rb=1\r"},
	{"a long line stays one",
		K
		"=SSLv3, a23456789012345678901234567890123456789012345678901234567890\n",
		NULL, "FOO",
		K "=SSLv3, a23456789012345678901234567890123456789012345678901234567890, "
		  "FOO\n"},
	{"the last of two properties", K "=RC4\n" K "=MD5\n", NULL, "anon",
		K "=RC4\n" K "=MD5, anon\n"},
	{"no property", "a=1\n", NULL, "anon", "a=1\n" K "=anon\n"},
	{"no property, no final newline", "a=1", NULL, "anon", "a=1\n" K "=anon\n"},
	{"no property, CRLF", "a=1\r\nb=2", NULL, "anon", "a=1\r\nb=2\r\n" K "=anon\r\n"},
	{"no property, CR", "a=1\r", NULL, "anon", "a=1\r" K "=anon\r"},
	{"a comment only", "# " K "=RC4", NULL, "anon", "# " K "=RC4\n" K "=anon\n"},
	{"no document", "", NULL, "anon", K "=anon\n"},
	{"beyond Latin-1", K "=RC4\n", NULL, "\u20ac\u00e9", K "=RC4, \\u20ac\xe9\n"},
	{"a backslash", K "=RC4\n", NULL, "a\\b", K "=RC4, a\\\\b\n"},
	{"a sign as the first", K "=\n", NULL, "=x", K "=\\=x\n"},
	{"for another", K "=SSLv3, anon, NULL\n", "anon", "MD5withRSA",
		K "=SSLv3, MD5withRSA, NULL\n"},
	{"for the only one", K "=anon\n", "anon", "NULL", K "=NULL\n"},
	{"for all, behind a blank", K "=\\ RC4, RC4\n", "RC4", "NULL", K "=\\ NULL\n"},
	{"for the only one, before a break", K "=RC4\\\n\\t\n", "RC4", "NULL",
		K "=NULL\\\n\\t\n"},
	{"for the only one, between commas", K "=,RC4,\n", "RC4", "NULL", K "=NULL\n"},
	{"for the only one, in quotes", K "=\" RC4 \"\n", "RC4", "NULL",
		K "=\" NULL \"\n"},
	{"behind quotes", K "=\"a\", RC4\n", "RC4", "NULL", K "=\"a\", NULL\n"},
	{"between quotes", K "=\"a, NULL, b\", RC4\n", "RC4", "SSLv3",
		K "=\"a, SSLv3, NULL, b\",\n"},
	/* A key without a value needs a separator first. */
	{"to a bare key", "a=1\n" K "\nb=2\n", NULL, "anon", "a=1\n" K "=anon\nb=2\n"},
	{"to a bare key, the end", K, NULL, "anon", K "=anon"},
};

static void edit_once(struct span before, const struct change *change, struct buf *after)
{
	PROPS_AUTO struct props p = {0};
	STRV_AUTO struct strv removed = {0}, added = {0};
	ERR_AUTO struct err e = {0};
	struct claim claim = {.rules = {.constraints = true,
				      .include = true,
				      .wildcards = true,
				      .handshake_usage = true},
		.change = change};

	ck_assert_int_eq(props_read(&p, PROPS_MODERN, before, NULL, &e), 0);
	ck_assert_int_eq(edit_apply(&p, NULL, change, after, &removed, &added, &e), 0);
	ck_assert_int_eq(!removed.n && !added.n, span_equal(before, buf_span(after)));
	if (!removed.n && !added.n)
		return;
	int rc = prove_edit(&claim, before, buf_span(after), &e);
	ck_assert_msg(rc == 0 || rc == -JSEC_EMPTY_LIST || rc == -JSEC_BAD_LIST,
		"\"%s\" is refused: %s", shown(buf_span(after)), e.message);
}

static void check_golden(const struct golden *g)
{
	BUF_AUTO struct buf after = {0};
	struct change change = {
		K, &g->allow, g->allow != NULL, &g->disallow, g->disallow != NULL};

	edit_once(span_str(g->before), &change, &after);
	assert_bytes(buf_span(&after), span_str(g->after), g->what);
}

START_TEST(test_removal)
{
	check_golden(&removals[_i]);
}
END_TEST

START_TEST(test_addition)
{
	check_golden(&additions[_i]);
}
END_TEST

START_TEST(test_what_was_done)
{
	static const char *const allow[] = {"anon", "none", "DH keySize < 1"};
	static const char *const disallow[] = {"null", "FOO", "BAR"};
	static const struct change change = {K, allow, 3, disallow, 3};
	PROPS_AUTO struct props p = {0};
	STRV_AUTO struct strv removed = {0}, added = {0};
	BUF_AUTO struct buf after = {0};
	ERR_AUTO struct err e = {0};
	struct span before = span_str(K "=DH keysize  < 1, NULL, Anon, an\\u006fn\n");

	ck_assert_int_eq(props_read(&p, PROPS_MODERN, before, NULL, &e), 0);
	ck_assert_int_eq(edit_apply(&p, NULL, &change, &after, &removed, &added, &e), 0);
	ck_assert_str_eq(buf_str(&after), K "=NULL, FOO, BAR\n");
	ck_assert_uint_eq(removed.n, 3);
	ck_assert_str_eq(removed.items[0], "DH keysize  < 1");
	ck_assert_str_eq(removed.items[1], "Anon");
	ck_assert_str_eq(removed.items[2], "anon");
	ck_assert_uint_eq(added.n, 2);
	ck_assert_str_eq(added.items[0], "FOO");
	ck_assert_str_eq(added.items[1], "BAR");
}
END_TEST

/* A line that continues would join a new one, so it must be ended first. */
START_TEST(test_unfinished_end)
{
	static const char *const befores[] = {"a=1\\", "a=1\\\n", "a=1, \\\r\n  2\\\r\n",
		"a\n#\nb=1\\\r", "a=1\r\n# \\\n", "\\\r\n"};
	static const char *const disallow[] = {"anon"};
	static const struct change change = {K, NULL, 0, disallow, 1};
	BUF_AUTO struct buf after = {0};
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};

	edit_once(span_str(befores[_i]), &change, &after);
	ck_assert_int_eq(props_read(&p, PROPS_MODERN, buf_span(&after), NULL, &e), 0);
	const struct prop *it = props_find(&p, K);
	ck_assert_ptr_nonnull(it);
	assert_bytes(props_get_value(&p, it), span_str("anon"), "value");
}
END_TEST

/* A backslash as the last byte would escape the first one that is added. */
START_TEST(test_lone_backslash)
{
	static const char *const befores[] = {"\\", "a=1\n\\", K "\\", K "=1\n" K "\\"};
	static const char *const disallow[] = {"anon"};
	static const struct change change = {K, NULL, 0, disallow, 1};
	PROPS_AUTO struct props p = {0};
	STRV_AUTO struct strv removed = {0}, added = {0};
	BUF_AUTO struct buf after = {0};
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(
		props_read(&p, PROPS_MODERN, span_str(befores[_i]), NULL, &e), 0);
	ck_assert_int_eq(edit_apply(&p, NULL, &change, &after, &removed, &added, &e),
		-JSEC_NOT_PROVEN);
	ck_assert_ptr_nonnull(strstr(e.public.message, "lone backslash"));
}
END_TEST

/* Large lists are edited in time. */
START_TEST(test_large)
{
	static const char *const allow[] = {"anon"}, *const disallow[] = {"FOO"};
	static const struct change change = {K, allow, 1, disallow, 1};
	BUF_AUTO struct buf before = {0}, want = {0}, after = {0};

	buf_adds(&before, K "=anon");
	buf_adds(&want, K "=e0");
	for (int i = 0; i < 5000; i++) {
		buf_addf(&before, ", %se%d", i % 8 ? "" : "\\\n    ", i);
		if (i)
			buf_addf(&want, ", %se%d", i % 8 ? "" : "\\\n    ", i);
	}
	buf_adds(&before, "\n");
	buf_adds(&want, ", FOO\n");
	edit_once(buf_span(&before), &change, &after);
	ck_assert(span_equal(buf_span(&after), buf_span(&want)));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("edit");
	TCase *c = add_case(s, "edit");

	tcase_add_loop_test(c, test_removal, 0, N_ROWS(removals));
	tcase_add_loop_test(c, test_addition, 0, N_ROWS(additions));
	tcase_add_test(c, test_what_was_done);
	tcase_add_loop_test(c, test_unfinished_end, 0, 6);
	tcase_add_loop_test(c, test_lone_backslash, 0, 4);
	tcase_add_test(c, test_large);
	return run_suite(s);
}
