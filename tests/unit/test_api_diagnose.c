/* SPDX-License-Identifier: MIT */
/* Tests the public calls that find out why handshakes fail. */
#include "api.h"

static const struct {
	const char *what;
	enum jsec_code code;
} refused[] = {
	{"", JSEC_BAD_REQUEST},
	{" ", JSEC_BAD_REQUEST},
	{"-", JSEC_BAD_REQUEST},
	{"localhost", JSEC_BAD_REQUEST},
	{"localhost:0", JSEC_BAD_REQUEST},
	{"localhost:65536", JSEC_BAD_REQUEST},
	{"pid:0", JSEC_BAD_REQUEST},
	{"pid:2147483647", JSEC_NOT_FOUND},
	{"/missing", JSEC_NOT_FOUND},
};

/* A session on the machine itself. */
static void set_up_here(void)
{
	tree_make(&tree);
	options = (struct jsec_options){
		.size = sizeof options, .state_dir = below(&tree, "state")};
	ck_assert_int_eq(jsec_new(&options, &session), 0);
}

static int diagnose(
	const char *const *what, size_t n, const char *input, struct jsec_diagnoses **ret)
{
	const struct jsec_inquiry inquiry = {.size = sizeof inquiry,
		.what = what,
		.n_what = n,
		.input = input,
		.input_size = input ? strlen(input) : 0};

	return jsec_diagnose(session, &inquiry, ret);
}

START_TEST(test_refused)
{
	struct jsec_diagnoses *all = NULL;

	ck_assert_int_eq(
		diagnose(&refused[_i].what, 1, NULL, &all), -(int)refused[_i].code);
	assert_error(refused[_i].code);
	ck_assert_ptr_null(all);
}
END_TEST

START_TEST(test_sizes)
{
	struct jsec_inquiry inquiry = {.size = sizeof inquiry};
	struct jsec_diagnoses *all = NULL;

	ck_assert_int_eq(jsec_diagnose(session, NULL, &all), -JSEC_BAD_REQUEST);
	ck_assert_int_eq(jsec_diagnose(session, &inquiry, &all), -JSEC_BAD_REQUEST);
	inquiry.size = 0;
	ck_assert_int_eq(jsec_diagnose(session, &inquiry, &all), -JSEC_BAD_REQUEST);
	jsec_diagnoses_free(NULL);
}
END_TEST

/* Processes and ports are not those of another root. */
START_TEST(test_root)
{
	static const char *const what[] = {"an error"};
	struct jsec_diagnoses *all = NULL;

	ck_assert_int_eq(diagnose(what, 1, NULL, &all), -JSEC_BAD_REQUEST);
}
END_TEST

START_TEST(test_kinds)
{
	const char *what[] = {"Received fatal alert: handshake_failure", "-",
		below(&tree, "a log"), "pid:1"};
	struct jsec_diagnoses *all = NULL;

	put_file(what[2], "nothing\n");
	ck_assert_int_eq(diagnose(what, 4, "no cipher suites in common", &all), 0);
	const struct jsec_diagnosis *const *d = jsec_diagnoses_items(all);
	static const enum jsec_subject subjects[] = {JSEC_SUBJECT_TEXT,
		JSEC_SUBJECT_INPUT, JSEC_SUBJECT_FILE, JSEC_SUBJECT_PROCESS};
	for (int i = 0; i < 4; i++) {
		ck_assert_str_eq(d[i]->what, what[i]);
		ck_assert_int_eq(d[i]->subject, subjects[i]);
		ck_assert_str_ne(jsec_subject_name(d[i]->subject), "unknown");
		ck_assert_ptr_nonnull(d[i]->message);
	}
	ck_assert_ptr_null(d[4]);
	const struct jsec_cause *c = d[0]->causes[0];
	ck_assert_ptr_nonnull(c);
	ck_assert_str_eq(jsec_side_name(c->side), "server");
	ck_assert_str_eq(c->allow[0], "anon");
	ck_assert_ptr_null(*c->disallow);
	ck_assert(c->proven ? !c->tell : c->tell != NULL);
	jsec_diagnoses_free(all);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("api_diagnose");
	TCase *here = add_case(s, "here"), *c = add_api_case(s);

	tcase_add_checked_fixture(here, set_up_here, tear_down);
	tcase_add_loop_test(here, test_refused, 0, N_ROWS(refused));
	tcase_add_test(here, test_sizes);
	tcase_add_test(here, test_kinds);
	tcase_add_test(c, test_root);
	return run_suite(s);
}
