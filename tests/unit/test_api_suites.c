/* SPDX-License-Identifier: MIT */
/* Tests the public calls about cipher suites and override files. */
#include "api.h"

#define DH_GCM "TLS_DH_anon_WITH_AES_128_GCM_SHA256"
#define DH_3DES "SSL_DH_anon_WITH_3DES_EDE_CBC_SHA"

static size_t count_suites(const struct jsec_suite *const *suites)
{
	size_t n = 0;

	while (suites[n])
		n++;
	return n;
}

/* Returns the only suite of install i. */
static const struct jsec_suite *one_of(const struct jsec_explained *ex, size_t i)
{
	const struct jsec_explanation *e = jsec_explained_items(ex)[i];

	ck_assert_ptr_null(e->error);
	ck_assert_uint_eq(e->line, 2);
	ck_assert_uint_eq(count_suites(e->suites), 1);
	return e->suites[0];
}

START_TEST(test_explain)
{
	static const char *const targets[] = {HOME17, "/opt/jdk8", "/nowhere"};
	struct jsec_installs *found = find(targets, 3);
	struct jsec_explained *all = NULL, *one = NULL, *none = NULL;

	ck_assert_int_eq(jsec_explain(session, found, NULL, &all), 0);
	ck_assert_uint_eq(count_items(jsec_explained_items(all)), 3);
	ck_assert_uint_eq(count_suites(jsec_explained_items(all)[0]->suites), 92);
	ck_assert_uint_eq(count_suites(jsec_explained_items(all)[1]->suites), 98);
	ck_assert_int_eq(jsec_explained_items(all)[2]->error->code, JSEC_NOT_FOUND);
	ck_assert_uint_eq(count_suites(jsec_explained_items(all)[2]->suites), 0);

	ck_assert_int_eq(
		jsec_explain(session, found, "tls_DH_anon_with_3des_ede_cbc_sha", &one),
		0);
	const struct jsec_suite *s = one_of(one, 0);
	ck_assert_str_eq(s->name, DH_3DES);
	ck_assert_str_eq(s->alias, "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA");
	ck_assert_uint_eq(s->id, 0x1b);
	ck_assert_str_eq(jsec_suite_state_name(s->state), "blocked");
	ck_assert_str_eq(s->blockers[0]->entry, "anon");
	ck_assert_str_eq(s->blockers[0]->property, "jdk.tls.disabledAlgorithms");
	ck_assert_str_eq(jsec_why_name(s->blockers[0]->why), "component");
	ck_assert_int_eq(s->blockers[0]->needed, 1);
	ck_assert_ptr_null(s->blockers[1]);
	ck_assert_str_eq(s->protocols[0], "TLSv1"); /* SSLv3 is disabled */
	ck_assert_str_eq(s->protocols[2], "TLSv1.2");
	ck_assert_ptr_null(s->protocols[3]);

	ck_assert_int_eq(
		jsec_explain(session, found, "TLS_FOO", &none), -JSEC_UNKNOWN_ENTRY);
	assert_error(JSEC_UNKNOWN_ENTRY);
	ck_assert_ptr_null(none);
	jsec_explained_free(none);
	jsec_explained_free(one);
	jsec_explained_free(all);
	jsec_installs_free(found);
}
END_TEST

/* No Java 8 has ChaCha20's suite, whatever its list says. */
/* Makes a file for an install, which does not change. A second time changes nothing. */
START_TEST(test_override)
{
	static const char body[] = "security.overridePropertiesFile=true\n" BEFORE;
	const char *targets[] = {HOME17};
	struct jsec_installs *one = find(targets, 1), *all = find(NULL, 0);
	struct jsec_overrides *list = NULL;

	put_file(below(&tree, FILE17 + 1), body);
	ck_assert_int_eq(is_idle(), 1);
	ck_assert_int_eq(jsec_overrides_plan(session, all, &allow_anon, "/o", &list),
		-JSEC_BAD_REQUEST);
	ck_assert_int_eq(jsec_overrides_plan(session, one, &restore, "/o", &list),
		-JSEC_BAD_REQUEST);
	ck_assert_int_eq(jsec_overrides_plan(session, one, &allow_anon, "/o", &list), 0);
	const struct jsec_override *o = jsec_overrides_items(list)[0];
	ck_assert_uint_eq(count_items(jsec_overrides_items(list)), 1);
	ck_assert_ptr_null(o->error);
	ck_assert_int_eq(o->would_change, 1);
	ck_assert_str_eq(o->removed[0], "anon");
	ck_assert_int_eq(jsec_overrides_write(session, list), 0);
	ck_assert_int_eq(o->changed, 1);
	assert_file("/o", o->content);
	assert_file(FILE17, body);
	ck_assert_int_eq(is_idle(), 0);
	jsec_overrides_free(list);

	ck_assert_int_eq(jsec_overrides_renew(session, all, &list), 0);
	ck_assert_uint_eq(count_items(jsec_overrides_items(list)), 1);
	ck_assert_int_eq(jsec_overrides_items(list)[0]->would_change, 0);
	jsec_overrides_free(list);
	jsec_overrides_free(NULL);
	jsec_installs_free(one);
	jsec_installs_free(all);
}
END_TEST

START_TEST(test_explain_unknown)
{
	static const char *const targets[] = {HOME17, "/opt/jdk8"};
	struct jsec_installs *found = find(targets, 2);
	struct jsec_explained *one = NULL;

	ck_assert_int_eq(
		jsec_explain(session, found, "TLS_CHACHA20_POLY1305_SHA256", &one), 0);
	ck_assert_int_eq(one_of(one, 0)->state, JSEC_SUITE_OPEN);
	ck_assert_str_eq(one_of(one, 0)->protocols[0], "TLSv1.3");
	ck_assert_int_eq(one_of(one, 1)->state, JSEC_SUITE_UNKNOWN);
	ck_assert_ptr_null(one_of(one, 1)->protocols[0]);
	ck_assert_ptr_null(one_of(one, 1)->blockers[0]);
	ck_assert_str_eq(jsec_suite_state_name(JSEC_SUITE_UNKNOWN), "unknown");
	jsec_explained_free(one);
	jsec_installs_free(found);
}
END_TEST

START_TEST(test_explain_entry)
{
	static const char *const targets[] = {HOME17, "/opt/jdk8"};
	struct jsec_installs *found = find(targets, 2);
	char asked[] = "anon";
	struct jsec_explained *ex = NULL;

	ck_assert_int_eq(jsec_explain(session, found, asked, &ex), 0);
	asked[0] = 'x'; /* the result does not borrow it */
	for (size_t i = 0; i < 2; i++) {
		const struct jsec_explanation *e = jsec_explained_items(ex)[i];
		ck_assert_str_eq(e->entry->entry, "anon");
		ck_assert_str_eq(e->entry->concerns, "cipher suites that use it");
		ck_assert_str_eq(
			e->entry->places[0]->property, "jdk.tls.disabledAlgorithms");
		ck_assert_uint_eq(e->entry->places[0]->line, e->line);
		ck_assert_str_eq(e->entry->places[0]->file, e->file);
		ck_assert_ptr_null(e->entry->places[1]);
		ck_assert_ptr_nonnull(e->entry->decides[0]);
		ck_assert_ptr_nonnull(e->suites[0]);
	}
	jsec_explained_free(ex);
	jsec_installs_free(found);
}
END_TEST

/* A plan says what becomes usable, and which removed entries make no difference. */
START_TEST(test_opened)
{
	static const char *const target[] = {HOME17};
	static const char *const suite[] = {DH_GCM};
	struct jsec_request named = allow_anon, list = {.size = sizeof list};
	struct jsec_installs *found = find(target, 1);
	struct jsec_plan *plan = make_plan(found, &allow_anon);
	const struct jsec_result *r = jsec_plan_results(plan)[0];

	ck_assert_str_eq(r->opened[0], "TLS_DH_anon_WITH_AES_256_GCM_SHA384");
	ck_assert_ptr_null(r->opened_protocols[0]);
	ck_assert_uint_eq(count_suites(r->still_blocked), 1);
	ck_assert_str_eq(r->still_blocked[0]->name, "TLS_ECDH_anon_WITH_NULL_SHA");
	ck_assert_str_eq(r->still_blocked[0]->blockers[0]->entry, "NULL");
	jsec_plan_free(plan);

	plan = make_plan(found, &list);
	ck_assert_ptr_null(jsec_plan_results(plan)[0]->opened);
	jsec_plan_free(plan);

	named.allow = suite;
	plan = make_plan(found, &named);
	r = jsec_plan_results(plan)[0];
	ck_assert_int_eq(r->error->code, JSEC_OPENS_MORE);
	ck_assert_str_eq(jsec_code_name(r->error->code), "opens-more");
	ck_assert_int_eq(r->would_change, 0);
	ck_assert_ptr_null(r->opened);
	jsec_plan_free(plan);

	named.flags = JSEC_FORCE;
	plan = make_plan(found, &named);
	r = jsec_plan_results(plan)[0];
	ck_assert_ptr_null(r->error);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	ck_assert_str_eq(r->removed[0], "anon");
	assert_file(FILE17, AFTER);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("api_suites");
	TCase *c = add_api_case(s);

	tcase_add_test(c, test_explain);
	tcase_add_test(c, test_override);
	tcase_add_test(c, test_explain_unknown);
	tcase_add_test(c, test_explain_entry);
	tcase_add_test(c, test_opened);
	return run_suite(s);
}
