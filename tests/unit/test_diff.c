/* SPDX-License-Identifier: MIT */
/* Checks diffs with patch(1): applied to the old bytes, they give the new bytes. */
#include "text/diff.h"

#include "testing.h"

#include <sys/wait.h>

#define SEVEN "\n\n3\n4\n5\n6\n7\n"

static const struct {
	struct span old, new;
} rows[] = {
	{BYTES("a\nb\nc\n"), BYTES("a\nB\nc\n")},
	{BYTES("a\nb\nc\n"), BYTES("A\nb\nc\n")}, /* the first line */
	{BYTES("a\nb\nc\n"), BYTES("a\nb\nC\n")}, /* the last */
	{BYTES("a\nb\nc"), BYTES("a\nb\nC")},	  /* no newline at the end */
	{BYTES("a\nb\nc"), BYTES("A\nb\nc")},
	{BYTES("a\nb\nc\n"), BYTES("a\nb\nc")}, /* the newline is removed */
	{BYTES("a\nb\nc"), BYTES("a\nb\nc\n")}, /* the newline is added */
	{BYTES("1\n2\n3\n4\n5\n6\n7\n8\n9\n"), BYTES("1\n2\n3\n4\n5\n6\n7\n8\n9\nx\n")},
	{BYTES("1\n2\n3\n4\n5\n6\n7\n8\n9\n"), BYTES("x\n1\n2\n3\n4\n5\n6\n7\n8\n9\n")},
	{BYTES("1\n2\n3\n4\n5\n6\n7\n8\n9\n"), BYTES("1\n2\n3\n4\nx\n6\n7\n8\n9\n")},
	{BYTES("1\n2\n3\n4\n5\n6\n7\n8\n9\n"),
		BYTES("1\n3\n4\n5\n6\n7\n9\n")}, /* two places */
	{BYTES("1\n2\n3\n4\n5\n6\n7\n8\n9\n"), BYTES("2\n3\n4\n5\n6\n7\n8\n")},
	{BYTES("a\r\nb\r\nc\r\n"), BYTES("a\r\nB\r\nc\r\n")}, /* CRLF */
	{BYTES("a\r\nb\r\nc\r\n"), BYTES("A\r\nb\r\nc\r\n")},
	{BYTES("a\r\nb\r\nc"), BYTES("a\r\nb\r\nC")},
	{BYTES("a\r\nb\r\n"), BYTES("a\nb\n")},
	{BYTES("a\rb\rc\r"), BYTES("a\rB\rc\r")}, /* CR: a single line for patch */
	{BYTES("a\rb\nc\r\nd"), BYTES("a\rb\nc\nd")},
	{BYTES(""), BYTES("a\n")}, /* empty before */
	{BYTES(""), BYTES("a")},
	{BYTES("\n"), BYTES("\n\n")},
	{BYTES("\n\n\n"), BYTES("\n\n")},
	{BYTES("a\n"), BYTES("a\n\n")},
	{BYTES("aa\naa\naa\n"), BYTES("aa\naa\n")}, /* repetitions */
	{BYTES("aa\naa\n"), BYTES("aa\naa\naa\n")},
	{BYTES("ab\nab\n"), BYTES("ab\nb\nab\n")}, /* the tail starts in a line */
	{BYTES("xab\n"), BYTES("ab\n")},
	{BYTES("ab\n"), BYTES("xab\n")},
	{BYTES("a\nb"), BYTES("a\nc\nb")},
	{BYTES("b"), BYTES("a\nb")},
	{BYTES("-- x\n+++ y\n@@\n\\ z\n"),
		BYTES("-- x\n+++ z\n@@\n\\ z\n")}, /* lines that look like a diff */
	{BYTES("\xe9\n\xff\x80\n"), BYTES("\xe9\n\xff\x81\n")},
	{BYTES("1\nx\n" SEVEN "y\n2"), BYTES("1\nX\n" SEVEN "Y\n2")}, /* two hunks */
	{BYTES(SEVEN SEVEN "1"), BYTES("x\n" SEVEN "y\ny\n" SEVEN "1\n")},
	{BYTES("x\n" SEVEN "y\ny\n" SEVEN "1\n"), BYTES(SEVEN SEVEN "1")},
	{BYTES("a\n" SEVEN SEVEN SEVEN), BYTES(SEVEN SEVEN "a\n")},
	{BYTES("list=RC4, anon, \\\n    NULL\n"), BYTES("list=RC4, \\\n    NULL\n")},
};

static const char *const names[] = {
	"/etc/java-17-openjdk/security/java.security",
	"/opt/My Java/java.security",
	"/opt/tab\there/java.security",
	"/opt/quo\"te/java.security",
	"/opt/back\\slash/java.security",
	"/opt/new\nline/java.security",
	"/opt/caf\xc3\xa9/java.security",
	"/opt/caf\xe9/java.security",
	"/java.security",
};

static bool have_patch(void)
{
	return system("patch --version >/dev/null 2>&1") == 0;
}

static void check_patch(const char *name, struct span old, struct span new)
{
	BUF_AUTO struct buf out = {0};
	char command[256];
	struct tree t;

	tree_make(&t);
	diff_write(old, new, name, &out);
	put_bytes(below(&t, name + 1), old);
	put_bytes(below(&t, "the.diff"), buf_span(&out));
	snprintf(command, sizeof command,
		"patch -s -p1 -f -d %s -i the.diff >%s/log 2>&1", t.path, t.path);
	int rc = system(command);
	SPAN_AUTO struct span now = get_bytes(below(&t, name + 1));
	SPAN_AUTO struct span log = get_bytes(below(&t, "log"));
	tree_remove(&t);
	ck_assert_msg(rc == 0, "patch fails: %s: %s", log.data, shown(buf_span(&out)));
	assert_bytes(now, new, shown(buf_span(&out)));
}

START_TEST(test_patch)
{
	if (have_patch())
		check_patch(names[0], rows[_i].old, rows[_i].new);
}
END_TEST

START_TEST(test_name)
{
	if (have_patch())
		check_patch(names[_i], span_str("a\nb\n"), span_str("a\nc\n"));
}
END_TEST

START_TEST(test_same)
{
	BUF_AUTO struct buf out = {0};

	diff_write(rows[_i].old, rows[_i].old, "/x", &out);
	ck_assert_uint_eq(out.size, 0);
}
END_TEST

START_TEST(test_text)
{
	BUF_AUTO struct buf out = {0};

	diff_write(span_str("1\n2\n3\n4\n5\n6\n7\n8\n9"),
		span_str("1\n2\n3\n4\nfive\n6\n7\n8\n9"), "/etc/x", &out);
	ck_assert_str_eq(buf_str(&out),
		"--- a/etc/x\n+++ b/etc/x\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n"
		"-5\n+five\n 6\n 7\n 8\n");
}
END_TEST

/* Hunks that are close together become one. */
START_TEST(test_hunks)
{
	BUF_AUTO struct buf out = {0};

	diff_write(span_str("a\n1\n2\n3\n4\n5\n6\nb\n1\n2\n3\n4\n5\n6\n7\nc\n"),
		span_str("A\n1\n2\n3\n4\n5\n6\nB\n1\n2\n3\n4\n5\n6\n7\nC\nD\n"), "/x",
		&out);
	ck_assert_str_eq(buf_str(&out),
		"--- a/x\n+++ b/x\n@@ -1,11 +1,11 @@\n"
		"-a\n-1\n-2\n-3\n-4\n-5\n-6\n-b\n+A\n+1\n+2\n+3\n+4\n+5\n+6\n+B\n 1\n 2\n 3\n"
		"@@ -13,4 +13,5 @@\n 5\n 6\n 7\n-c\n+C\n+D\n");
}
END_TEST

/* If a side has no lines, the number is that of the line before. */
START_TEST(test_empty_side)
{
	BUF_AUTO struct buf out = {0};

	diff_write(span_str(_i ? "a\n" : ""), span_str(_i ? "" : "a\n"), "/x", &out);
	ck_assert_ptr_nonnull(strstr(
		buf_str(&out), _i ? "\n@@ -1,1 +0,0 @@\n" : "\n@@ -0,0 +1,1 @@\n"));
}
END_TEST

/* For all pairs of short texts, the line counts are right. Patch is used above. */
START_TEST(test_counts)
{
	static const char *const texts[] = {"", "a", "a\n", "b\n", "a\nb", "a\nb\n",
		"b\na\n", "\n", "a\na\n", "a\n\nb\n", "b\nb\nb\nb\nb\n",
		"a\nb\nb\nb\nb\nb"};

	for (int i = 0; i < N_ROWS(texts); i++) {
		BUF_AUTO struct buf out = {0};
		size_t old_at, old_n, new_at, new_n, minus = 0, plus = 0, context = 0;

		diff_write(span_str(texts[_i]), span_str(texts[i]), "/x", &out);
		if (!out.size)
			continue;
		const char *at = strstr(buf_str(&out), "@@");
		ck_assert_int_eq(sscanf(at, "@@ -%zu,%zu +%zu,%zu @@", &old_at, &old_n,
					 &new_at, &new_n),
			4);
		while ((at = strchr(at, '\n')) && *++at) {
			minus += *at == '-';
			plus += *at == '+';
			context += *at == ' ';
		}
		ck_assert_uint_eq(minus + context, old_n);
		ck_assert_uint_eq(plus + context, new_n);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("diff");
	TCase *c = add_case(s, "diff");

	tcase_add_loop_test(c, test_patch, 0, N_ROWS(rows));
	tcase_add_loop_test(c, test_name, 0, N_ROWS(names));
	tcase_add_loop_test(c, test_same, 0, N_ROWS(rows));
	tcase_add_test(c, test_text);
	tcase_add_test(c, test_hunks);
	tcase_add_loop_test(c, test_empty_side, 0, 2);
	tcase_add_loop_test(c, test_counts, 0, 12);
	return run_suite(s);
}
