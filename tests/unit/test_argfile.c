/* SPDX-License-Identifier: MIT */
/* Splits @argfiles into words as `java` 17 and 25 do. "|" stands for a NUL. */
#include "text/java_options.h"

#include "testing.h"

static const struct {
	const char *text, *words;
} cases[] = {
	{"", ""},
	{" \n\t\r\n\f", ""},
	{"a", "a|"},
	{"a b\tc\nd\re\ff", "a|b|c|d|e|f|"},
	{"a\vb", "a\vb|"},
	{"\"a b\"c", "a bc|"},
	{"x'a b'\"c d\"", "xa bc d|"},
	{"\"it's\"", "it's|"},
	{"''", "|"},
	{"'x\\ny\\tz\\rq\\f'", "x\ny\tz\rq\f|"},
	{"a\\b", "a\\b|"},
	{"a\\ b", "a\\|b|"},
	{"\"a\\qb\\\"c\\\\\"", "aqb\"c\\|"},
	{"\"a\\\n   b c\"", "ab c|"},
	{"\"a\\\r\n\tb\"", "ab|"},
	{"\"open\nnext", "open|next|"},
	{"\"open", "open|"},
	{"'a\\", "a|"},
	{"# one\na # two\n#three", "a|"},
	{"a#b\nc", "c|"},
	{"\"x\"#y\n\"z\" #", "xz|"},
	{"'x'y#z\nw", "xw|"},
	{"'#'", "#|"},
	{"#", ""},
	{"''#", "|"},
};

START_TEST(test_words)
{
	BUF_AUTO struct buf words = {0};

	java_options_read_argfile(span_str(cases[_i].text), &words);
	for (size_t i = 0; i < words.size; i++)
		if (!words.data[i])
			words.data[i] = '|';
	ck_assert_str_eq(buf_str(&words), cases[_i].words);
}
END_TEST

/* A NUL is like any other character here, but ends the word for those who read it. */
START_TEST(test_nul)
{
	BUF_AUTO struct buf words = {0};

	java_options_read_argfile(span_of("'a\0b\\\0' c", 9), &words);
	ck_assert_uint_eq(words.size, 7);
	ck_assert_mem_eq(words.data, "a\0b\0\0c", 7);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("argfile");
	TCase *c = add_case(s, "argfile");

	tcase_add_loop_test(c, test_words, 0, N_ROWS(cases));
	tcase_add_test(c, test_nul);
	return run_suite(s);
}
