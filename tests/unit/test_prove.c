/* SPDX-License-Identifier: MIT */
/* Tests that the proof accepts exactly what was asked for, and nothing more. */
#include "text/prove.h"

#include "testing.h"

#define K "jdk.tls.disabledAlgorithms"

static int check(
	struct span old, struct span new, const struct change *change, bool empty_ok)
{
	ERR_AUTO struct err e = {0};
	struct claim claim = {.rules = {.constraints = true,
				      .include = true,
				      .wildcards = true,
				      .handshake_usage = true},
		.change = change,
		.empty_ok = empty_ok,
		.path = "/x"};

	return prove_edit(&claim, old, new, &e);
}

/* One entry to allow, one to disallow, and the result of the proof. */
static const struct {
	const char *what, *old, *new, *allow, *disallow;
	int rc;
} rows[] = {
	{"a removal", K "=a, b, c\n", K "=a, c\n", "b", NULL, 0},
	{"an addition", K "=a, c\n", K "=a, b, c\n", NULL, "b", 0},
	{"both", K "=a, c\n", K "=b, c\n", "a", "b", 0},
	{"a new line", "x=1\n", "x=1\n" K "=b\n", NULL, "b", 0},
	{"a new line, the first", "", K "=b\n", NULL, "b", 0},
	{"into empty quotes", K "=\"\"\n", K "=\"b\"\n", NULL, "b", 0},
	{"nothing at all", K "=a, c\n", K "=a, c\n", "b", NULL, 0},
	{"nothing to a lost property", "x=1\n", "x=1\n", "b", NULL, 0},
	{"not removed", K "=a, b, c\n", K "=a, b, c\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"not all removed", K "=a, b, B\n", K "=a, B\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"another removed", K "=a, b, c\n", K "=a, b\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"one more removed", K "=a, b, c\n", K "=a\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"an entry cut", K "=a, b, ca\n", K "=a, c\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"commas lost", K "=a, b, c\n", K "=a;c\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"a comma left", K "=a, b, c\n", K "=a, , c\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"a comma left at the end", K "=a, b\n", K "=a, \n", "b", NULL, -JSEC_NOT_PROVEN},
	{"in another order", K "=a, b, c\n", K "=c, a\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"in another case", K "=a, b, c\n", K "=a, C\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"an escape resolved", K "=a, b, \\u0063\n", K "=a, c\n", "b", NULL,
		-JSEC_NOT_PROVEN},
	{"another layout", K "=a, b, c\n", K "=a,c\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"joined lines", K "=a, b, \\\n  c, d\n", K "=a, c, d\n", "b", NULL, 0},
	{"a broken line", K "=a, b, c\n", K "=a, \\\n    c\n", "b", NULL,
		-JSEC_NOT_PROVEN},
	{"other line ends", K "=a, b\nx=1\n", K "=a\r\nx=1\n", "b", NULL,
		-JSEC_NOT_PROVEN},
	{"blanks at the end", K "=a, b \n", K "=a\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"a quote lost", K "=\"a, b\"\n", K "=\"a\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"quotes made", K "=b, \"a, c\"\n", K "=\"a, c\"\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"quotes kept apart", K "=b, \"a, c\" \n", K "=\"a, c\", \n", "b", NULL, 0},
	{"quotes kept apart twice", K "=b, \"a, c\"\n", K "=\"a, c\",,\n", "b", NULL,
		-JSEC_NOT_PROVEN},
	{"quotes kept apart, with a blank", K "=b, \"a, c\"\n", K "=\"a, c\", \n", "b",
		NULL, -JSEC_NOT_PROVEN},
	{"quotes kept apart, a blank lost", K "=b, \"a, c\" \n", K "=\"a, c\",\n", "b",
		NULL, -JSEC_NOT_PROVEN},
	{"quotes kept apart by a wrong entry", K "=b, \"a, c\"\n", K "=\"a, c\", x\n",
		"b", NULL, -JSEC_NOT_PROVEN},
	{"a comma behind no quote", K "=b, \"a, c\n", K "=\"a, c,\n", "b", NULL,
		-JSEC_NOT_PROVEN},
	{"a comma behind a quote alone", K "=b, \"\n", K "=\",\n", "b", NULL,
		-JSEC_NOT_PROVEN},
	{"a comma in quotes", K "=\"b, \"a\"\"\n", K "=\"\"a\",\"\n", "b", NULL,
		-JSEC_NOT_PROVEN},
	{"quotes lost", K "=\"a, b\"\n", K "=a\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"not added", K "=a, c\n", K "=a, c\n", NULL, "b", -JSEC_NOT_PROVEN},
	{"added twice", K "=a, c\n", K "=b, a, b, c\n", NULL, "b", -JSEC_NOT_PROVEN},
	{"another added", K "=a, c\n", K "=a, d, c\n", NULL, "b", -JSEC_NOT_PROVEN},
	{"one more added", K "=a, c\n", K "=a, b, d, c\n", NULL, "b", -JSEC_NOT_PROVEN},
	{"an empty one added", K "=a, c\n", K "=a, b, , c\n", NULL, "b",
		-JSEC_NOT_PROVEN},
	{"added as a part", K "=a, c\n", K "=a, bb, c\n", NULL, "b", -JSEC_NOT_PROVEN},
	{"added in another case", K "=a, c\n", K "=a, B, c\n", NULL, "b",
		-JSEC_NOT_PROVEN},
	{"added with a blank", K "=a\n", K "=a, DH  keySize < 1\n", NULL,
		"DH keySize < 1", -JSEC_NOT_PROVEN},
	{"added in the comment", K "=a, c\n#\n", K "=a, c\n#b\n", NULL, "b",
		-JSEC_NOT_PROVEN},
	{"in the property that does not count", K "=a\n" K "=a\n", K "=a, b\n" K "=a\n",
		NULL, "b", -JSEC_NOT_PROVEN},
	{"a comment changed", "# x\n" K "=a, b\n", "# y\n" K "=a\n", "b", NULL,
		-JSEC_NOT_PROVEN},
	{"a comment lost", "# x\n" K "=a, b\n", K "=a\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"another property", "x=1\n" K "=a, b\n", "x=2\n" K "=a\n", "b", NULL,
		-JSEC_NOT_PROVEN},
	{"another one more", K "=a, b\n", K "=a\nx=1\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"a line swallowed", K "=a, b\nx=1\n", K "=a\\\nx=1\n", "b", NULL,
		-JSEC_NOT_PROVEN},
	{"a line set free", K "=a, b, \\\n c\n", K "=a,\n c\n", "b", NULL,
		-JSEC_NOT_PROVEN},
	{"another separator", K "=a, b\n", K ":a\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"another key", K "=a, b\n", K "x=a\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"the key commented out", K "=a, b\n", "#" K "=a\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"all lost", K "=a, b\n", "", "b", NULL, -JSEC_NOT_PROVEN},
	{"a final newline", K "=a, b", K "=a\n", "b", NULL, -JSEC_NOT_PROVEN},
	{"a new line twice", "x=1\n", "x=1\n" K "=b\n" K "=b\n", NULL, "b",
		-JSEC_NOT_PROVEN},
	{"a new line, not plain", "x=1\n", "x=1\n " K " = b\n", NULL, "b",
		-JSEC_NOT_PROVEN},
	{"a new line before", "x=1\n", K "=b\nx=1\n", NULL, "b", -JSEC_NOT_PROVEN},
	{"a new line of more", "x=1\n", "x=1\n" K "=b, c\n", NULL, "b", -JSEC_NOT_PROVEN},
	{"a new line and a comment", "x=1\n", "x=1\n# y\n" K "=b\n", NULL, "b",
		-JSEC_NOT_PROVEN},
	{"a new line that is swallowed", "x=1\\", "x=1\\\n" K "=b\n", NULL, "b",
		-JSEC_NOT_PROVEN},
	{"the only one", K "=b\n", K "=\n", "b", NULL, -JSEC_EMPTY_LIST},
	{"the only one in quotes", K "=\"b\"\n", K "=\"\"\n", "b", NULL,
		-JSEC_EMPTY_LIST},
	{"what Java refuses", K "=a\n", K "=a, x y\n", NULL, "x y", -JSEC_BAD_LIST},
	{"what it refused before", K "=a, b, x y\n", K "=a, x y\n", "b", NULL,
		-JSEC_BAD_LIST},
	{"a file that Java cannot read", K "=a, b\n\\u\n", K "=a\n\\u\n", "b", NULL,
		-JSEC_BAD_FILE},
	{"one that it cannot read now", K "=a, b\n", K "=a\n\\u\n", "b", NULL,
		-JSEC_NOT_PROVEN},
};

START_TEST(test_row)
{
	struct change change = {K, &rows[_i].allow, rows[_i].allow != NULL,
		&rows[_i].disallow, rows[_i].disallow != NULL};
	int rc = check(span_str(rows[_i].old), span_str(rows[_i].new), &change, false);

	ck_assert_msg(rc == rows[_i].rc, "%s: %s, want %s", rows[_i].what,
		jsec_code_name((enum jsec_code) - rc),
		jsec_code_name((enum jsec_code) - rows[_i].rc));
}
END_TEST

START_TEST(test_empty_ok)
{
	static const char *const allow[] = {"b"};
	static const struct change change = {K, allow, 1, NULL, 0};

	ck_assert_int_eq(check(span_str(K "=b\n"), span_str(K "=\n"), &change, true), 0);
}
END_TEST

/* The readers disagree about the line after a line with only a backslash. */
START_TEST(test_readers)
{
	static const char *const allow[] = {"b"};
	static const struct change change = {K, allow, 1, NULL, 0};
	ERR_AUTO struct err e = {0};
	struct claim claim = {.reader = PROPS_OLD, .change = &change};
	struct span old = span_str(K "=a, b\n\\\n#" K "=c\n"),
		    new = span_str(K "=a\n\\\n#" K "=c\n");

	ck_assert_int_eq(prove_edit(&claim, old, new, &e), 0);
	old = span_str(K "=a, b\n\\\n#x=c\n");
	new = span_str(K "=a\n\\\n\\\nx=c\n");
	ck_assert_int_eq(prove_edit(&claim, old, new, &e), -JSEC_NOT_PROVEN);
}
END_TEST

/* Files and requests. Their good results are then spoilt byte by byte. */
static const char *const samples[] = {
	"samples/root/etc/sample-17/security/java.security",
	"samples/root/opt/sample-25/conf/security/java.security",
	"samples/root/opt/sample-8/jre/lib/security/java.security",
};

static const char *const anon[] = {"anon"};
static const char *const more[] = {"DESede", "DH_anon"};
static const char *const wild[] = {"TLS_DH_anon_*", "EC keySize < 256"};

static const struct change changes[] = {
	{K, anon, 1, NULL, 0},
	{K, NULL, 0, more, 1},
	{K, anon, 1, more, 2},
	{K, NULL, 0, wild, 2},
};

#define N_SPOILT (N_ROWS(samples) * N_ROWS(changes))

/* A good result, and the file that it comes from. */
struct good {
	const struct change *change;
	struct span old, new;
};

static struct good make_good(int i)
{
	struct good g = {.change = &changes[i % N_ROWS(changes)]};
	const char *source = getenv("SOURCE_ROOT");
	PROPS_AUTO struct props p = {0};
	STRV_AUTO struct strv removed = {0}, added = {0};
	ERR_AUTO struct err e = {0};
	BUF_AUTO struct buf out = {0};
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", source ? source : ".",
		samples[i / N_ROWS(changes)]);
	g.old = get_bytes(path);
	ck_assert_msg(g.old.data != NULL, "cannot read %s", path);
	ck_assert_int_eq(props_read(&p, PROPS_MODERN, g.old, NULL, &e), 0);
	ck_assert_int_eq(edit_apply(&p, NULL, g.change, &out, &removed, &added, &e), 0);
	char *padded = calloc(1, out.size + 1);
	ck_assert_ptr_nonnull(padded);
	memcpy(padded, out.data, out.size);
	g.new = span_of(padded, out.size);
	ck_assert_int_eq(check(g.old, g.new, g.change, false), 0);
	return g;
}

static void good_done(struct good *g)
{
	free_span(&g->old);
	free_span(&g->new);
}

static const char *around(struct span s, size_t at)
{
	size_t from = at > 20 ? at - 20 : 0, to = at + 20 < s.size ? at + 20 : s.size;

	return shown(span_cut(s, from, to));
}

/* Puts other bytes in every place. */
START_TEST(test_substitution)
{
	struct good g = make_good(_i);
	char *bytes = (char *)g.new.data;

	for (size_t at = 0; at < g.new.size; at += STRIDE) {
		const char was = bytes[at];
		const char others[] = {(char)(was ^ 0x20), (char)(was ^ 1),
			(char)(was ^ 0x80), ' ', '\t', ',', '\\', '\n', '\r', '"', '#',
			'=', 0};

		for (int k = 0; k < N_ROWS(others); k++) {
			bytes[at] = others[k];
			if (others[k] != was && !check(g.old, g.new, g.change, false))
				ck_abort_msg(
					"taken: byte %zu is \\%03o, not \\%03o: \"%s\"",
					at, (unsigned char)others[k], (unsigned char)was,
					around(g.new, at));
		}
		bytes[at] = was;
	}
	good_done(&g);
}
END_TEST

/* Only the blank after the comma of an added entry may be missing. */
START_TEST(test_deletion)
{
	struct good g = make_good(_i);
	char *spoilt = calloc(1, g.new.size + 1);

	ck_assert_ptr_nonnull(spoilt);
	for (size_t at = 0; at < g.new.size; at += STRIDE) {
		struct span without = span_of(spoilt, g.new.size - 1);
		bool blank = at && g.new.data[at] == ' ' && g.new.data[at - 1] == ',';

		memcpy(spoilt, g.new.data, at);
		memcpy(spoilt + at, g.new.data + at + 1, g.new.size - at - 1);
		if (!check(g.old, without, g.change, false) &&
			!(blank && g.change->n_disallow))
			ck_abort_msg("taken: a deletion at byte %zu: \"%s\"", at,
				around(without, at));
	}
	free(spoilt);
	good_done(&g);
}
END_TEST

START_TEST(test_insertion)
{
	static const char others[] = "x \t\f\\\n\r,\"#=:";
	struct good g = make_good(_i);
	char *spoilt = calloc(1, g.new.size + 1);

	ck_assert_ptr_nonnull(spoilt);
	for (size_t at = 0; at <= g.new.size; at += STRIDE) {
		memcpy(spoilt, g.new.data, at);
		memcpy(spoilt + at + 1, g.new.data + at, g.new.size - at);
		for (size_t k = 0; k < sizeof others; k++) { /* including the NUL */
			struct span with = span_of(spoilt, g.new.size + 1);

			spoilt[at] = others[k];
			if (!check(g.old, with, g.change, false))
				ck_abort_msg("taken: an insertion at byte %zu: \"%s\"",
					at, around(with, at));
		}
	}
	free(spoilt);
	good_done(&g);
}
END_TEST

/* Cuts the result, as half-written files would be. */
START_TEST(test_truncation)
{
	struct good g = make_good(_i);

	for (size_t size = 0; size < g.new.size; size += STRIDE)
		ck_assert_int_ne(
			check(g.old, span_of(g.new.data, size), g.change, false), 0);
	good_done(&g);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("prove");
	TCase *c = add_case(s, "rows");

	tcase_add_loop_test(c, test_row, 0, N_ROWS(rows));
	tcase_add_test(c, test_empty_ok);
	tcase_add_test(c, test_readers);
	c = add_case(s, "spoilt");
	tcase_add_loop_test(c, test_substitution, 0, N_SPOILT);
	tcase_add_loop_test(c, test_deletion, 0, N_SPOILT);
	tcase_add_loop_test(c, test_insertion, 0, N_SPOILT);
	tcase_add_loop_test(c, test_truncation, 0, N_SPOILT);
	return run_suite(s);
}
