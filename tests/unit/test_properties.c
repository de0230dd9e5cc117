/* SPDX-License-Identifier: MIT */
/* Tests each rule of the java.util.Properties grammar, in both readers. */
#include "text/properties.h"

#include "testing.h"
#include "text/escapes.h"

static void add_text(struct span raw, struct buf *out)
{
	CHARS_AUTO struct chars c = {0};

	ck_assert_int_eq(chars_decode(&c, raw), 0);
	chars_add_to(&c, 0, c.n, out);
}

/* Renders all properties as "key=value|key=value". */
static void render(const struct props *p, struct buf *out)
{
	for (size_t i = 0; i < p->n; i++) {
		buf_adds(out, i ? "|" : "");
		add_text(span_cut(p->bytes, p->items[i].key, p->items[i].key_end), out);
		buf_adds(out, "=");
		add_text(props_get_value(p, &p->items[i]), out);
	}
}

#define SAME NULL /* the old reader agrees with the modern one */

static const struct {
	const char *what;
	struct span in;
	const char *modern, *old;
} documents[] = {
	{"nothing", BYTES(""), "", SAME},
	{"R1: a BOM is part of the key", BYTES("\xef\xbb\xbfk=v\n"),
		"\u00ef\u00bb\u00bfk=v", SAME},
	{"R1: a BOM unmakes a comment", BYTES("\xef\xbb\xbf# c\n"),
		"\u00ef\u00bb\u00bf#=c", SAME},
	{"R1: Latin-1", BYTES("k\xe9=\xff\n"), "k\u00e9=\u00ff", SAME},
	{"R2: all line ends", BYTES("a=1\rb=2\r\nc=3\nd=4"), "a=1|b=2|c=3|d=4", SAME},
	{"R2: NEL and VT end no line", BYTES("a=1\x85\vb=2\n"), "a=1\xc2\x85\vb=2", SAME},
	{"R2: CR ends a comment", BYTES("# c\rk=v\n"), "k=v", SAME},
	{"R3: FF is a blank", BYTES("\fk\f=\fv\n"), "k=v", SAME},
	{"R3: VT and NUL are none", BYTES("\vk=v\n\0l=w\n"), "\vk=v|\u2400l=w", SAME},
	{"R3: NBSP is none", BYTES("\xa0k=\xa0v\n"), "\u00a0k=\u00a0v", SAME},
	{"R4: leading blanks", BYTES(" \t\fk=a\\\n \t\fb\n"), "k=ab", SAME},
	{"R5: blank lines", BYTES("\n \t\r\n\f\r\n\nk=v\n\n"), "k=v", SAME},
	{"R5: one ends a continuation", BYTES("k=a,\\\n\nb=2\n"), "k=a,|b=2", SAME},
	{"R5: with blanks in it", BYTES("k=a,\\\n \t\nb=2\n"), "k=a,|b=2", SAME},
	{"R5: CR is a blank line", BYTES("k=a,\\\n\rb=2\n"), "k=a,|b=2", SAME},
	{"R6: comments", BYTES("#a=1\n!b=2\n \t#c=3\nk=v\n"), "k=v", SAME},
	{"R6: comments do not go on", BYTES("# c \\\nk=v\n"), "k=v", SAME},
	{"R6: nor care for escapes", BYTES("# \\uZZZZ\nk=v\n"), "k=v", SAME},
	{"R6: a comment at the end", BYTES("k=v\n# c"), "k=v", SAME},
	{"R6: and with a backslash", BYTES("k=v\n# c\\"), "k=v", SAME},
	{"R7: # and ! are data", BYTES("k=#a!b\nc#=!\n"), "k=#a!b|c#=!", SAME},
	{"R7: first on a continuation", BYTES("k=a,\\\n#b\nc=3\n"), "k=a,#b|c=3", SAME},
	{"R7: after blanks", BYTES("k=a,\\\n  !b\nc=3\n"), "k=a,!b|c=3", SAME},
	{"R8: LF", BYTES("k=a,\\\n   b\n"), "k=a,b", SAME},
	{"R8: CRLF", BYTES("k=a,\\\r\n   b\r\n"), "k=a,b", SAME},
	{"R8: CR", BYTES("k=a,\\\r   b\r"), "k=a,b", SAME},
	{"R8: no blank comes of it", BYTES("k=ab\\\n   cd\n"), "k=abcd", SAME},
	{"R8: blanks before stay", BYTES("k=a \\\nb\n"), "k=a b", SAME},
	{"R8: two backslashes", BYTES("k=a\\\\\nb=2\n"), "k=a\\|b=2", SAME},
	{"R8: three", BYTES("k=a\\\\\\\nb\n"), "k=a\\b", SAME},
	{"R8: a blank behind it", BYTES("k=a\\ \nb=2\n"), "k=a |b=2", SAME},
	{"R8: a value with = in it", BYTES("k=a,\\\nb=2\n"), "k=a,b=2", SAME},
	{"R8: many lines", BYTES("k=a\\\n b\\\r\n c\\\r d\n"), "k=abcd", SAME},
	{"R9: the end ends a line", BYTES("k=v"), "k=v", SAME},
	{"R9: a backslash is dropped", BYTES("k=a\\"), "k=a", SAME},
	{"R9: with LF", BYTES("k=a\\\n"), "k=a", SAME},
	{"R9: with CRLF", BYTES("k=a\\\r\n"), "k=a", SAME},
	{"R9: two are one", BYTES("k=a\\\\"), "k=a\\", SAME},
	{"R10: keys end", BYTES("a=1\nb:2\nc 3\nd\t4\ne\f5\n"), "a=1|b=2|c=3|d=4|e=5",
		SAME},
	{"R10: but not escaped", BYTES("a\\=b\\:c\\ d=v\n"), "a=b:c d=v", SAME},
	{"R10: even backslashes", BYTES("a\\\\=v\n"), "a\\=v", SAME},
	{"R10: a key over lines", BYTES("jdk.tls.dis\\\n  abled=v\n"),
		"jdk.tls.disabled=v", SAME},
	{"R10: a separator below", BYTES("k\\\n   =v\n"), "k=v", SAME},
	{"R11: one = only", BYTES("k = = v\n"), "k== v", SAME},
	{"R11: = or :", BYTES("k=:v\nl:=w\n"), "k=:v|l==w", SAME},
	{"R11: blanks around", BYTES("  k \t= \tv \t\n"), "k=v \t", SAME},
	{"R11: no value", BYTES("k\nl=\nm: \n"), "k=|l=|m=", SAME},
	{"R11: no key", BYTES("=v\n: w\n"), "=v|=w", SAME},
	{"R11: a blank separates", BYTES("k v = w\n"), "k=v = w", SAME},
	{"R11: a gap over lines", BYTES("k \\\n : \\\n  v\n"), "k=v", SAME},
	{"R12: escapes in values", BYTES("k=\\anon\nl=an\\u006fn\n"), "k=anon|l=anon",
		SAME},
	{"R12: and keys", BYTES("jdk.tls.disabled\\u0041lg=v\n"), "jdk.tls.disabledAlg=v",
		SAME},
	{"R12: no = of an escape", BYTES("a\\u003db=c\n"), "a=b=c", SAME},
	{"R12: no line end of one", BYTES("a=1\\u000ab=2\n"), "a=1\nb=2", SAME},
	{"R12: no continuation of one", BYTES("a=1\\u005c\nb=2\n"), "a=1\\|b=2", SAME},
	{"R12: no comment of one", BYTES("\\u0023a=1\n\\#b=2\n"), "#a=1|#b=2", SAME},
	{"R12: leading blanks of one", BYTES("\\ k=\\ v\n"), " k= v", SAME},
	{"R13: # after a lone backslash", BYTES("\\\n#k=v\na=b\n"), "a=b", "#k=v|a=b"},
	{"R13: !", BYTES("  \\\n  !k=v\na=b\n"), "a=b", "!k=v|a=b"},
	{"R13: two of them", BYTES("\\\n\\\n#k=v\na=b\n"), "a=b", "#k=v|a=b"},
	{"R13: with CRLF", BYTES("\\\r\n#k=v\r\na=b\r\n"), "a=b", "#k=v|a=b"},
	{"R13: then an entry", BYTES("\\\n  k=v\n"), "k=v", SAME},
	{"R13: in the midst", BYTES("a=b\n\\\n#k=v\nc=d\n"), "a=b|c=d", "a=b|#k=v|c=d"},
	{"R15: a torn escape", BYTES("k=\\u00\\\n61\n"), "k=a", SAME},
	{"R15: with blanks", BYTES("k=\\u\\\r\n  0061\n"), "k=a", SAME},
	{"R17: NUL and Ctrl-Z", BYTES("k=a\0b\n\x1a"), "k=a\u2400b|\x1a=", SAME},
};

static bool is_end(char c)
{
	return c == '\r' || c == '\n';
}

/* Tells whether an entry is after offset `end`, and on its own lines. */
static bool span_ok(const struct prop *it, size_t end, struct span doc)
{
	return end <= it->start && it->start <= it->key && it->key <= it->key_end &&
	       it->key_end <= it->value && it->value <= it->value_end &&
	       it->value_end <= doc.size &&
	       (!it->start || is_end(doc.data[it->start - 1])) &&
	       (it->value_end == doc.size || is_end(doc.data[it->value_end]));
}

/* Uses one assertion for all, because each one takes time. */
static void check_spans(const struct props *p)
{
	size_t end = 0, bad = 0;

	for (size_t i = 0; i < p->n; i++) {
		bad += !span_ok(&p->items[i], end, p->bytes);
		end = p->items[i].value_end;
	}
	ck_assert_uint_eq(bad, 0);
}

static void check_document(int i, enum props_reader reader, const char *want)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};
	BUF_AUTO struct buf got = {0};

	ck_assert_msg(!props_read(&p, reader, documents[i].in, NULL, &e), "%s: %s",
		documents[i].what, e.message);
	render(&p, &got);
	assert_bytes(buf_span(&got), span_str(want), documents[i].what);
	check_spans(&p);
}

START_TEST(test_modern)
{
	check_document(_i, PROPS_MODERN, documents[_i].modern);
}
END_TEST

START_TEST(test_old)
{
	check_document(_i, PROPS_OLD,
		documents[_i].old ? documents[_i].old : documents[_i].modern);
}
END_TEST

/* Rule 14: Java throws an exception, but keeps what it has read before. */
static const struct {
	struct span in;
	size_t line;
	const char *before;
} malformed[] = {
	{BYTES("a=1\nk=\\uZZZZ\nb=2\n"), 2, "a=1"},
	{BYTES("k=\\uu0061\n"), 1, ""},
	{BYTES("k=\\u006\n"), 1, ""},
	{BYTES("k=\\u006"), 1, ""},
	{BYTES("k=\\u"), 1, ""},
	{BYTES("k=\\u\n"), 1, ""},
	{BYTES("k=\\u006g\n"), 1, ""},
	{BYTES("k=\\u00 61\n"), 1, ""},
	{BYTES("k=\\U0061\\u00\\\n"), 1, ""},
	{BYTES("a=1\r\n\\uZZZZ=1\r\n"), 2, "a=1"},
	{BYTES("a=1\rb=2\rk\\u12 = 1\r"), 3, "a=1|b=2"},
	{BYTES("a=1\n# \\u\nk=a,\\\n  b\\u12\\\n  x,\\\n  c\n"), 4, "a=1"},
};

static void check_malformed(int i, enum props_reader reader)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};
	BUF_AUTO struct buf got = {0};

	ck_assert_int_eq(
		props_read(&p, reader, malformed[i].in, "/x/file", &e), -JSEC_BAD_FILE);
	ck_assert_uint_eq(e.public.line, malformed[i].line);
	ck_assert_str_eq(e.public.path, "/x/file");
	render(&p, &got);
	ck_assert_str_eq(buf_str(&got), malformed[i].before);
}

START_TEST(test_malformed)
{
	check_malformed(_i, PROPS_MODERN);
	check_malformed(_i, PROPS_OLD);
}
END_TEST

static const struct {
	const char *in, *key, *value; /* NULL: not found */
} finds[] = {
	{"k=1\nk=2\n", "k", "2"},	/* rule 16 */
	{"k=1\nl=3\nk=\n", "k", ""},	/* rule 16: an empty value counts, too */
	{"k=1\nK=2\n", "k", "1"},	/* rule 16: case matters */
	{"k=1\n\\u006b=2\n", "k", "2"}, /* rule 16: compared without escapes */
	{"\\k=1\nkk=2\n", "k", "1"},
	{"k\\\n  ey=1\n", "key", "1"},
	{"key=1\n", "k", NULL},
	{"k=1\n", "key", NULL},
	{"\\u016b=1\n", "k", NULL}, /* characters are not truncated to bytes */
	{"#k=1\n", "k", NULL},
	{"=1\n", "", "1"},
	{"x.k=1\nk.x=2\n", "k", NULL},
	{"", "k", NULL},
};

START_TEST(test_find)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(
		props_read(&p, PROPS_MODERN, span_str(finds[_i].in), NULL, &e), 0);
	const struct prop *it = props_find(&p, finds[_i].key);
	if (!finds[_i].value) {
		ck_assert_ptr_null(it);
		return;
	}
	ck_assert_ptr_nonnull(it);
	ck_assert(props_key_is(&p, it, finds[_i].key));
	assert_bytes(props_get_value(&p, it), span_str(finds[_i].value), finds[_i].in);
}
END_TEST

static const struct {
	const char *in;
	size_t offset, line;
} lines[] = {
	{"a\nb\nc", 0, 1},
	{"a\nb\nc", 1, 1},
	{"a\nb\nc", 2, 2},
	{"a\nb\nc", 4, 3},
	{"a\r\nb\r\nc", 3, 2},
	{"a\r\nb\r\nc", 6, 3},
	{"a\rb\rc", 2, 2},
	{"a\rb\rc", 4, 3},
	{"a\n\rb", 3, 3},
	{"\n\n\n", 3, 4},
	{"", 0, 1},
	{"ab", 9, 1},
};

START_TEST(test_line)
{
	ck_assert_uint_eq(props_count_lines(span_str(lines[_i].in), lines[_i].offset),
		lines[_i].line);
}
END_TEST

/* Rule 18: what crosses the border of Java's 8192-byte chunks is read in the same way. */
START_TEST(test_chunks)
{
	static const char *const ends[] = {"\n", "\r", "\r\n"};
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};
	BUF_AUTO struct buf doc = {0}, want = {0}, got = {0};

	buf_adds(&doc, "k=");
	buf_adds(&want, "k=");
	while (doc.size < (size_t)8170 + (size_t)_i) {
		buf_adds(&doc, "x");
		buf_adds(&want, "x");
	}
	buf_addf(&doc, "\\%s  y%sl=w", ends[_i % 3], ends[_i % 3]);
	buf_adds(&want, "y|l=w");
	ck_assert_int_eq(props_read(&p, PROPS_MODERN, buf_span(&doc), NULL, &e), 0);
	render(&p, &got);
	ck_assert_str_eq(buf_str(&got), buf_str(&want));
}
END_TEST

/* Large documents that repeat a unit, and how many properties they have. */
static const struct {
	struct span unit, tail;
	int rc;
	size_t n, n_old;
} hostile[] = {
	{BYTES("\\"), BYTES("\nk=v\n"), 0, 2, 2},
	{BYTES("\\"), BYTES(""), 0, 1, 1},
	{BYTES("\\\n"), BYTES("k=v\n"), 0, 1, 1},
	{BYTES("\\\n"), BYTES("\nk=v\n"), 0, 1, 1},
	{BYTES("\\\n  \\\r\n"), BYTES("\n\nk=v\n"), 0, 1, 1},
	{BYTES("\\\n\n"), BYTES("k=v\n"), 0, 1, 1},
	{BYTES("\\\n#\n"), BYTES("k=v\n"), 0, 1, HOSTILE_SIZE / 4 + 1},
	{BYTES("a\\\n"), BYTES("=v\n"), 0, 1, 1},
	{BYTES("k=a,\\\n   \\\n"), BYTES("\n"), 0, 1, 1},
	{BYTES("\\u0061"), BYTES(""), 0, 1, 1},
	{BYTES("\\u0061"), BYTES("\\u"), -JSEC_BAD_FILE, 0, 0},
	{BYTES("\\u\\\n0\\\n0\\\n6\\\n1"), BYTES(""), 0, 1, 1},
	{BYTES("\\u00"), BYTES(""), -JSEC_BAD_FILE, 0, 0},
	{BYTES("#"), BYTES("\nk=v\n"), 0, 1, 1},
	{BYTES("#\n"), BYTES("k=v\n"), 0, 1, 1},
	{BYTES("# \\\n"), BYTES("k=v\n"), 0, 1, 1},
	{BYTES(" "), BYTES("k=v\n"), 0, 1, 1},
	{BYTES(" "), BYTES(""), 0, 0, 0},
	{BYTES("\n \r"), BYTES("k=v\n"), 0, 1, 1},
	{BYTES("="), BYTES("\n"), 0, 1, 1},
	{BYTES("=\n"), BYTES(""), 0, HOSTILE_SIZE / 2, HOSTILE_SIZE / 2},
	{BYTES("k\n"), BYTES(""), 0, HOSTILE_SIZE / 2, HOSTILE_SIZE / 2},
	{BYTES("k \\\n"), BYTES("= v\n"), 0, 1, 1},
	{BYTES("x"), BYTES(""), 0, 1, 1},
};

static void check_hostile(int i, struct span in, enum props_reader reader, size_t n)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(props_read_all(&p, reader, in, NULL, &e), hostile[i].rc);
	ck_assert_uint_eq(p.n, n);
	check_spans(&p);
}

START_TEST(test_hostile_modern)
{
	SPAN_AUTO struct span in =
		repeated(hostile[_i].unit, HOSTILE_SIZE, hostile[_i].tail);

	check_hostile(_i, in, PROPS_MODERN, hostile[_i].n);
}
END_TEST

START_TEST(test_hostile_old)
{
	SPAN_AUTO struct span in =
		repeated(hostile[_i].unit, HOSTILE_SIZE, hostile[_i].tail);

	check_hostile(_i, in, PROPS_OLD, hostile[_i].n_old);
}
END_TEST

/* Repeats the unit `n` times after a first line, and reads that with bounds. */
static void check_bounds(const char *unit, size_t n, int rc, size_t line)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};
	BUF_AUTO struct buf doc = {0};

	buf_adds(&doc, "first=1\n");
	for (size_t i = 0; i < n; i++)
		buf_adds(&doc, unit);
	ck_assert_int_eq(props_read(&p, PROPS_MODERN, buf_span(&doc), "/x/file", &e), rc);
	if (rc)
		ck_assert_uint_eq(e.public.line, line);
}

/* What no vendor ever wrote is refused, before it takes much memory. */
START_TEST(test_bounds)
{
	check_bounds("k=v\n", PROPS_MOST - 1, 0, 0);
	check_bounds("k=v\n", PROPS_MOST, -JSEC_TOO_LARGE, PROPS_MOST + 1);
	check_bounds("a,", PROPS_LONGEST / 2, 0, 0);
	check_bounds("a,", PROPS_LONGEST / 2 + 1, -JSEC_TOO_LARGE, 2);
	check_bounds("a\\\n", PROPS_LONGEST / 3 + 1, -JSEC_TOO_LARGE, 2);
	check_bounds("\\u0061", PROPS_LONGEST / 6 + 1, -JSEC_TOO_LARGE, 2);
	check_bounds(
		"# a comment, which may be as long as it likes", PROPS_LONGEST, 0, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("properties");
	TCase *c = add_case(s, "grammar");

	tcase_add_loop_test(c, test_modern, 0, N_ROWS(documents));
	tcase_add_loop_test(c, test_old, 0, N_ROWS(documents));
	tcase_add_loop_test(c, test_malformed, 0, N_ROWS(malformed));
	tcase_add_loop_test(c, test_find, 0, N_ROWS(finds));
	tcase_add_loop_test(c, test_line, 0, N_ROWS(lines));
	tcase_add_loop_test(c, test_chunks, 0, 31);
	tcase_add_test(c, test_bounds);
	c = add_case(s, "hostile");
	tcase_set_timeout(c, 15); /* takes minutes if the time is not linear */
	tcase_add_loop_test(c, test_hostile_modern, 0, N_ROWS(hostile));
	tcase_add_loop_test(c, test_hostile_old, 0, N_ROWS(hostile));
	return run_suite(s);
}
