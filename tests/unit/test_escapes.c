/* SPDX-License-Identifier: MIT */
/* Tests escapes: their characters, where each one comes from, and the way back. */
#include "text/escapes.h"

#include "testing.h"

static const struct {
	const char *what;
	struct span raw;
	const char *text;
} decoded[] = {
	{"plain", BYTES("anon"), "anon"},
	{"nothing", BYTES(""), ""},
	{"a letter's escape (R12)", BYTES("an\\u006fn"), "anon"},
	{"a needless backslash (R12)", BYTES("\\anon"), "anon"},
	{"named escapes (R12)", BYTES("\\t\\n\\r\\f"), "\t\n\r\f"},
	{"no names in Java (R12)", BYTES("\\a\\b\\v\\0\\U\\x"), "abv0Ux"},
	{"backslashes (R8)", BYTES("\\\\\\\\"), "\\\\"},
	{"hexadecimal in either case", BYTES("\\u00E9\\u00e9"), "\u00e9\u00e9"},
	{"Latin-1 (R1)", BYTES("\xe9\xff\x85"), "\u00e9\u00ff\xc2\x85"},
	{"NUL as its symbol (R17)", BYTES("a\0b\\u0000"), "a\u2400b\u2400"},
	{"Ctrl-Z (R17)", BYTES("\x1a"), "\x1a"},
	{"LF joins (R8)", BYTES("a,\\\n   b"), "a,b"},
	{"CRLF joins (R8)", BYTES("a,\\\r\n   b"), "a,b"},
	{"CR joins (R8)", BYTES("a,\\\r   b"), "a,b"},
	{"blanks before a join stay (R8)", BYTES("a \t\\\nb"), "a \tb"},
	{"SP, TAB and FF are blanks (R3)", BYTES("a\\\n \t\fb"), "ab"},
	{"VT and NBSP are not (R3)", BYTES("a\\\n\v\xa0"), "a\v\u00a0"},
	{"joins in a row", BYTES("a\\\n\\\n  \\\r\nb"), "ab"},
	{"a join at the start", BYTES("\\\n  a"), "a"},
	{"a torn escape (R15)", BYTES("\\u00\\\n61"), "a"},
	{"torn after each digit (R15)", BYTES("\\u\\\n 0\\\r\n\t0\\\r6\\\n\f1"), "a"},
	{"escaped grammar (R12)", BYTES("\\u003d\\u000a\\u005c\\:\\#"), "=\n\\:#"},
	{"one u only", BYTES("\\u0075006f"), "u006f"},
	{"the file's last backslash (R9)", BYTES("a\\"), "a"},
	{"after a pair (R9)", BYTES("a\\\\\\"), "a\\"},
	{"a surrogate pair", BYTES("\\ud83d\\uDE00"), "\U0001f600"},
	{"half a pair", BYTES("\\ud83d-\\ude00"), "\ufffd-\ufffd"},
	{"a pair the wrong way round", BYTES("\\ude00\\ud83d"), "\ufffd\ufffd"},
	{"above Latin-1", BYTES("\\u20ac\\uffff"), "\u20ac\uffff"},
};

START_TEST(test_decode)
{
	CHARS_AUTO struct chars c = {0};
	BUF_AUTO struct buf text = {0};

	ck_assert_int_eq(chars_decode(&c, decoded[_i].raw), 0);
	chars_add_to(&c, 0, c.n, &text);
	assert_bytes(buf_span(&text), span_str(decoded[_i].text), decoded[_i].what);
}
END_TEST

/* Origins are in order and inside the bytes. Only line joins are between them. */
START_TEST(test_origins)
{
	CHARS_AUTO struct chars c = {0};
	struct span raw = decoded[_i].raw;
	size_t end = 0;

	ck_assert_int_eq(chars_decode(&c, raw), 0);
	for (size_t i = 0; i < c.n; i++) {
		ck_assert_uint_ge(c.items[i].from, end);
		ck_assert_uint_gt(c.items[i].to, c.items[i].from);
		ck_assert_uint_le(c.items[i].to, raw.size);
		if (c.items[i].from > end) {
			ck_assert_int_eq(raw.data[end], '\\');
			ck_assert_ptr_nonnull(strchr("\r\n", raw.data[end + 1]));
		}
		end = c.items[i].to;
	}
}
END_TEST

START_TEST(test_origin_of_each)
{
	static const struct jchar want[] = {
		{'a', 0, 1}, {'n', 1, 7}, {'b', 11, 13}, {'c', 13, 21}, {'d', 21, 22}};
	CHARS_AUTO struct chars c = {0};

	ck_assert_int_eq(chars_decode(&c, span_str("a\\u006e\\\n  \\b\\u00\\\n63d")), 0);
	ck_assert_uint_eq(c.n, 5);
	for (size_t i = 0; i < c.n; i++) {
		ck_assert_uint_eq(c.items[i].c, want[i].c);
		ck_assert_uint_eq(c.items[i].from, want[i].from);
		ck_assert_uint_eq(c.items[i].to, want[i].to);
	}
}
END_TEST

START_TEST(test_part)
{
	CHARS_AUTO struct chars c = {0};
	BUF_AUTO struct buf text = {0};

	ck_assert_int_eq(chars_decode(&c, span_str("x\\ud83d\\ude00y")), 0);
	chars_add_to(&c, 0, 2, &text); /* cuts the pair */
	ck_assert_str_eq(buf_str(&text), "x\ufffd");
}
END_TEST

static const struct {
	const char *text, *bytes;
} encoded[] = {
	{"anon", "anon"},
	{"DH keySize < 1024", "DH keySize < 1024"},
	{" x", "\\ x"},
	{"\tx", "\\\tx"},
	{"\fx", "\\\fx"},
	{"=x=", "\\=x="},
	{":x:", "\\:x:"},
	{"#x!", "#x!"},
	{"a\\b", "a\\\\b"},
	{"a\nb\r", "a\\nb\\r"},
	{"\u00e9", "\xe9"},
	{"\u20ac", "\\u20ac"},
	{"\U0001f600", "\\ud83d\\ude00"},
	{"\U0010ffff", "\\udbff\\udfff"},
	{"\u0100", "\\u0100"},
};

START_TEST(test_encode)
{
	BUF_AUTO struct buf bytes = {0};

	chars_encode(span_str(encoded[_i].text), &bytes);
	assert_bytes(buf_span(&bytes), span_str(encoded[_i].bytes), encoded[_i].text);
}
END_TEST

START_TEST(test_encode_and_back)
{
	BUF_AUTO struct buf bytes = {0};
	BUF_AUTO struct buf back = {0};
	CHARS_AUTO struct chars c = {0};

	chars_encode(span_str(encoded[_i].text), &bytes);
	ck_assert_int_eq(chars_decode(&c, buf_span(&bytes)), 0);
	chars_add_to(&c, 0, c.n, &back);
	ck_assert_str_eq(buf_str(&back), encoded[_i].text);
}
END_TEST

static const struct {
	struct span in;
	unsigned c;
	size_t size;
} utf8[] = {
	{BYTES("a"), 'a', 1},
	{BYTES("\xc3\xa9"), 0xe9, 2},
	{BYTES("\xe2\x82\xac"), 0x20ac, 3},
	{BYTES("\xf0\x9f\x98\x80"), 0x1f600, 4},
	{BYTES("\xf4\x8f\xbf\xbf"), 0x10ffff, 4},
	{BYTES("\xe9"), 0xe9, 1}, /* Latin-1 */
	{BYTES("\xc3"), 0xc3, 1}, /* cut off */
	{BYTES("\xe2\x82"), 0xe2, 1},
	{BYTES("\xc3x"), 0xc3, 1},
	{BYTES("\x80"), 0x80, 1},     /* a continuation byte alone */
	{BYTES("\xc0\xaf"), 0xc0, 1}, /* overlong */
	{BYTES("\xe0\x80\xaf"), 0xe0, 1},
	{BYTES("\xf0\x80\x80\xaf"), 0xf0, 1},
	{BYTES("\xed\xa0\x80"), 0xed, 1},     /* a surrogate */
	{BYTES("\xf4\x90\x80\x80"), 0xf4, 1}, /* beyond Unicode */
	{BYTES("\xff"), 0xff, 1},
};

START_TEST(test_utf8_next)
{
	size_t i = 0;

	ck_assert_uint_eq(chars_next_utf8(utf8[_i].in, &i), utf8[_i].c);
	ck_assert_uint_eq(i, utf8[_i].size);
}
END_TEST

/* A MiB of bytes that are hard to read is read to its end. */
static const struct {
	struct span unit, tail;
	size_t n; /* characters */
} hostile[] = {
	{BYTES("\\"), BYTES(""), (1 << 20) / 2},
	{BYTES("\\\n"), BYTES("x"), 1},
	{BYTES("\\\r\n    "), BYTES("x"), 1},
	{BYTES("\\u0061"), BYTES(""), (1 << 20) / 6},
	{BYTES("\\u\\\n0\\\n0\\\n6\\\n1"), BYTES(""), (1 << 20) / 14},
	{BYTES(","), BYTES(""), 1 << 20},
};

START_TEST(test_hostile)
{
	CHARS_AUTO struct chars c = {0};
	SPAN_AUTO struct span raw = repeated(hostile[_i].unit, 1 << 20, hostile[_i].tail);

	ck_assert_int_eq(chars_decode(&c, raw), 0);
	ck_assert_uint_eq(c.n, hostile[_i].n);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("escapes");
	TCase *c = add_case(s, "decode");

	tcase_add_loop_test(c, test_decode, 0, N_ROWS(decoded));
	tcase_add_loop_test(c, test_origins, 0, N_ROWS(decoded));
	tcase_add_test(c, test_origin_of_each);
	tcase_add_test(c, test_part);
	tcase_add_loop_test(c, test_hostile, 0, N_ROWS(hostile));
	c = add_case(s, "encode");
	tcase_add_loop_test(c, test_encode, 0, N_ROWS(encoded));
	tcase_add_loop_test(c, test_encode_and_back, 0, N_ROWS(encoded));
	tcase_add_loop_test(c, test_utf8_next, 0, N_ROWS(utf8));
	return run_suite(s);
}
