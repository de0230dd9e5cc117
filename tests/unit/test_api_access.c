/* SPDX-License-Identifier: MIT */
/* Tests the public calls about RSA Access Manager. */
#include "api.h"

#define AGENT "/am/webagent.conf"
#define ESERVER "/am/conf/eserver.conf"

/* Finds an Access Manager file that has a wrong setting. */
static struct jsec_installs *find_access(void)
{
	static const char *const dirs[] = {"/am"};
	const struct jsec_access where = {
		.size = sizeof where, .directories = dirs, .n_directories = 1};
	struct jsec_installs *found = NULL;

	ck_assert_int_eq(jsec_find_access(session, &where, &found), 0);
	assert_error(JSEC_OK);
	return found;
}

static struct jsec_audit *make_audit(const struct jsec_plan *plan)
{
	struct jsec_audit *audit = NULL;

	ck_assert_int_eq(jsec_audit_make(session, plan, &audit), 0);
	return audit;
}

START_TEST(test_access)
{
	static const struct jsec_request clear = {.size = sizeof clear,
		.action = JSEC_TRANSPORT,
		.transport = JSEC_TRANSPORT_CLEAR};
	struct jsec_installs *found;
	struct jsec_plan *plan;
	struct jsec_audit *audit;

	put_file(below(&tree, AGENT + 1), "cleartrust.agent.ssl.use=auth\n");
	put_file(below(&tree, ESERVER + 1),
		"cleartrust.net.ssl.use=anon\n"
		"#cleartrust.eserver.api_port.use_ssl=clear\n");
	found = find_access();
	ck_assert_uint_eq(count_items(jsec_installs_items(found)), 2);
	plan = make_plan(found, &clear);
	audit = make_audit(plan); /* as it will be after the commit */
	ck_assert_uint_eq(count_items(jsec_audit_settings(audit)), 3);
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(
			jsec_audit_settings(audit)[i]->mode, JSEC_TRANSPORT_CLEAR);
	jsec_audit_free(audit);
	assert_file(AGENT, "cleartrust.agent.ssl.use=auth\n");
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	assert_file(AGENT, "cleartrust.agent.ssl.use=clear\n");
	jsec_plan_free(plan);
	plan = make_plan(found, &restore);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	assert_file(AGENT, "cleartrust.agent.ssl.use=auth\n");
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

START_TEST(test_audit)
{
	static const struct jsec_request list = {.size = sizeof list};
	struct jsec_installs *found;
	struct jsec_plan *plan;
	struct jsec_audit *audit;

	put_file(below(&tree, AGENT + 1), "cleartrust.agent.ssl.use=clear\n");
	put_file(below(&tree, ESERVER + 1), "a=1\ncleartrust.net.ssl.use=Anon\n");
	found = find_access();
	plan = make_plan(found, &list);
	audit = make_audit(plan);
	const struct jsec_setting *set = jsec_audit_settings(audit)[0];
	ck_assert_str_eq(set->file, ESERVER);
	ck_assert_uint_eq(set->line, 2);
	ck_assert_str_eq(set->value, "Anon");
	ck_assert_str_eq(jsec_transport_name(set->mode), "anon");
	ck_assert_int_eq(set->is_set, 1);
	ck_assert_uint_gt(count_items(jsec_audit_findings(audit)), 0);
	const struct jsec_finding *f = jsec_audit_findings(audit)[0];
	ck_assert_str_eq(f->code, "mismatch");
	ck_assert_int_eq(f->problem, 1);
	ck_assert_str_eq(f->file, AGENT);
	ck_assert_str_eq(f->other_file, ESERVER);
	jsec_audit_free(audit);
	jsec_audit_free(NULL);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

/* A transport is not for Java, and a list not for Access Manager. One must be given. */
START_TEST(test_access_requests)
{
	struct jsec_request transport = {
		.size = sizeof transport, .action = JSEC_TRANSPORT};
	struct jsec_installs *javas = find(NULL, 0), *files;
	struct jsec_plan *plan = NULL;

	put_file(below(&tree, AGENT + 1), "cleartrust.agent.ssl.use=auth\n");
	files = find_access();
	ck_assert_int_eq(
		jsec_plan_make(session, files, &transport, &plan), -JSEC_BAD_REQUEST);
	transport.transport = JSEC_TRANSPORT_TLS;
	ck_assert_int_eq(
		jsec_plan_make(session, files, &transport, &plan), -JSEC_BAD_REQUEST);
	transport.transport = JSEC_TRANSPORT_ANON;
	ck_assert_int_eq(
		jsec_plan_make(session, javas, &transport, &plan), -JSEC_BAD_REQUEST);
	ck_assert_int_eq(
		jsec_plan_make(session, files, &allow_anon, &plan), -JSEC_BAD_REQUEST);
	ck_assert_ptr_null(plan);
	jsec_installs_free(files);
	jsec_installs_free(javas);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("api_access");
	TCase *c = add_api_case(s);

	tcase_add_test(c, test_access);
	tcase_add_test(c, test_audit);
	tcase_add_test(c, test_access_requests);
	return run_suite(s);
}
