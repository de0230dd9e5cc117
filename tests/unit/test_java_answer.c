/* SPDX-License-Identifier: MIT */
/* Finds the answer of a Java among other output. */
#include "text/java_answer.h"

#include "base/buf.h"
#include "testing.h"

#define ASK "jsecpatch-ask "
#define LIST ASK "property="

static const struct {
	const char *output;
	const char *want; /* whole, set, suites/anonymous, failure, entries with "|" */
} cases[] = {
	{"", "0 0 0/0 - "},
	{"jsecpatch-ask", "0 0 0/0 - "},
	{ASK "end", "1 0 0/0 - "},
	{ASK "property\n" ASK "end\n", "1 0 0/0 - "},
	{LIST "\n" ASK "end\n", "1 1 0/0 - "},
	{LIST "SSLv3, anon\n", "0 1 0/0 - SSLv3|anon|"},
	{"Picked up JAVA_TOOL_OPTIONS: -Dx=1\n\n" LIST "SSLv3, anon\n" ASK "end\nbye",
		"1 1 0/0 - SSLv3|anon|"},
	{LIST " \"anon , NULL\"\n", "0 1 0/0 - anon|NULL|"},
	{LIST "a\\u005cb, \\u00e9\\u000a, c\r\n" ASK "end\r\n",
		"1 1 0/0 - a\\b|\u00E9|c|"},
	{LIST "a\n" LIST "b\n" ASK "end\n" LIST "c\n", "1 1 0/0 - a|"},
	{ASK "suite=TLS_DH_anon_WITH_X\n" ASK "suite=TLS_AES\n" ASK "suite\n" ASK
	     "suites=_anon_WITH_\n",
		"0 0 3/1 - "},
	{ASK "failure=java.lang.Error: no\n" ASK "failure=x\n" ASK "end\n",
		"1 0 0/0 java.lang.Error: no "},
	{"x" LIST "a\n " LIST "a\n" ASK "properties=a\n" ASK "ending\n", "0 0 0/0 - "},
};

START_TEST(test_answer)
{
	JAVA_ANSWER_AUTO struct java_answer a = {0};
	BUF_AUTO struct buf got = {0};

	ck_assert_int_eq(java_answer_read(span_str(cases[_i].output), &a), 0);
	buf_addf(&got, "%d %d %zu/%zu %s ", a.whole, a.is_set, a.n_suites, a.n_anonymous,
		a.failure ? a.failure : "-");
	for (size_t i = 0; i < a.entries.n; i++)
		buf_addf(&got, "%s|", a.entries.items[i]);
	ck_assert_str_eq(buf_str(&got), cases[_i].want);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("java_answer");

	tcase_add_loop_test(add_case(s, "java_answer"), test_answer, 0, N_ROWS(cases));
	return run_suite(s);
}
