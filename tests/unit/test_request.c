/* SPDX-License-Identifier: MIT */
/* Tests which requests are allowed, and in which form they are passed on. */
#include "plan/request.h"

#include "testing.h"

#define TLS "jdk.tls.disabledAlgorithms"

static const struct {
	const char *property, *allow, *disallow;
	unsigned flags;
	int rc;
} rows[] = {
	{NULL, "anon", NULL, 0, 0},
	{NULL, NULL, "anon", 0, 0},
	{TLS, "anon", "NULL", 0, 0},
	{"jdk.certpath.disabledAlgorithms", "SHA1 jdkCA & usage TLSServer", NULL, 0, 0},
	{NULL, "DH keySize < 1024", NULL, 0, 0},
	{NULL, NULL, "TLS_DH_anon_*", 0, 0},
	{NULL, NULL, "\u20ac", 0, 0},
	{NULL, NULL, NULL, 0, -JSEC_BAD_REQUEST},
	/* An entry to remove may have any form, since it may be in the list. */
	{NULL, "anon NULL", NULL, 0, 0},
	{NULL, "\"anon", NULL, 0, 0},
	/* entries */
	{NULL, "", NULL, 0, -JSEC_BAD_REQUEST},
	{NULL, NULL, " \t", 0, -JSEC_BAD_REQUEST},
	{NULL, "anon,NULL", NULL, 0, -JSEC_BAD_REQUEST},
	{NULL, NULL, "anon, NULL", 0, -JSEC_BAD_REQUEST},
	{NULL, NULL, "anon\n", 0, -JSEC_BAD_REQUEST},
	{NULL, "an\non", NULL, 0, -JSEC_BAD_REQUEST},
	{NULL, NULL, "an\177on", 0, -JSEC_BAD_REQUEST},
	{NULL, NULL, "caf\xe9", 0, -JSEC_BAD_REQUEST},
	{NULL, "\xc0\xaf", NULL, 0, -JSEC_BAD_REQUEST},
	{NULL, NULL, "\"anon", 0, -JSEC_BAD_REQUEST},
	{NULL, NULL, "anon\"", JSEC_FORCE, -JSEC_BAD_REQUEST},
	/* the grammar */
	{NULL, NULL, "anon NULL", 0, -JSEC_BAD_REQUEST},
	{NULL, NULL, "DH keySize<1024", 0, -JSEC_BAD_REQUEST},
	{NULL, NULL, "SSL_*", 0, -JSEC_BAD_REQUEST},
	{NULL, NULL, "include something", 0, -JSEC_BAD_REQUEST},
	{"jdk.tls.legacyAlgorithms", NULL, "anon NULL", 0, 0},
	/* contradictions */
	{NULL, "anon", "anon", 0, -JSEC_BAD_REQUEST},
	{NULL, "anon", "ANON", 0, -JSEC_BAD_REQUEST},
	{NULL, "DH keySize < 1024", "dh  keysize < 1024", 0, -JSEC_BAD_REQUEST},
	/* remembering what blocks a suite is not possible; an entry of that name is */
	{NULL, "TLS_RSA_WITH_NULL_SHA256", NULL, JSEC_FORCE, 0},
	{NULL, "TLS_RSA_WITH_NULL_SHA256", NULL, JSEC_REMEMBER, 0},
	{NULL, "anon", NULL, JSEC_REMEMBER | JSEC_FORCE, 0},
	{NULL, "tls_rsa_with_NULL_sha256", NULL, JSEC_REMEMBER | JSEC_FORCE,
		-JSEC_BAD_REQUEST},
	{"jdk.certpath.disabledAlgorithms", "TLS_RSA_WITH_NULL_SHA256", NULL,
		JSEC_REMEMBER | JSEC_FORCE, 0},
	/* properties */
	{"my.list", "anon", NULL, 0, -JSEC_BAD_REQUEST},
	{"my.list", "anon", NULL, JSEC_FORCE, 0},
	{"", "anon", NULL, JSEC_FORCE, -JSEC_BAD_REQUEST},
	{"a b", "anon", NULL, JSEC_FORCE, -JSEC_BAD_REQUEST},
	{"a=b", "anon", NULL, JSEC_FORCE, -JSEC_BAD_REQUEST},
	{"a:b", "anon", NULL, JSEC_FORCE, -JSEC_BAD_REQUEST},
	{"#a", "anon", NULL, JSEC_FORCE, -JSEC_BAD_REQUEST},
	{"a\\b", "anon", NULL, JSEC_FORCE, -JSEC_BAD_REQUEST},
	{"a\nb", "anon", NULL, JSEC_FORCE, -JSEC_BAD_REQUEST},
	{"\u00e9", "anon", NULL, JSEC_FORCE, -JSEC_BAD_REQUEST},
	{"JDK.tls.disabledAlgorithms", "anon", NULL, 0, -JSEC_BAD_REQUEST},
};

START_TEST(test_row)
{
	ERR_AUTO struct err e = {0};
	struct request r;
	struct jsec_request from = {.size = sizeof from,
		.action = JSEC_CHANGE,
		.property = rows[_i].property,
		.allow = &rows[_i].allow,
		.n_allow = rows[_i].allow != NULL,
		.disallow = &rows[_i].disallow,
		.n_disallow = rows[_i].disallow != NULL,
		.flags = rows[_i].flags};

	int rc = request_copy(&from, &r, &e);
	ck_assert_int_eq(rc, rows[_i].rc);
	ck_assert_int_eq(e.public.code, -rc);
	if (!rc)
		ck_assert_str_eq(r.property, rows[_i].property ? rows[_i].property : TLS);
	request_done(&r);
}
END_TEST

START_TEST(test_missing_entry)
{
	static const char *const allow[] = {"anon", NULL};
	ERR_AUTO struct err e = {0};
	struct request r;
	struct jsec_request from = {
		.size = sizeof from, .action = JSEC_CHANGE, .allow = allow, .n_allow = 2};

	ck_assert_int_eq(request_copy(&from, &r, &e), -JSEC_BAD_REQUEST);
	request_done(&r);
}
END_TEST

START_TEST(test_copy)
{
	static const char *const allow[] = {"  DH \t keySize  <\t1024 ", "anon"};
	static const char *const disallow[] = {"NULL "};
	ERR_AUTO struct err e = {0};
	struct request r;
	struct jsec_request from = {.size = sizeof from,
		.action = JSEC_CHANGE,
		.allow = allow,
		.n_allow = 2,
		.disallow = disallow,
		.n_disallow = 1,
		.output = "out",
		.flags = JSEC_FORCE};

	ck_assert_int_eq(request_copy(&from, &r, &e), 0);
	struct change c = request_make_change(&r);
	ck_assert_str_eq(c.property, TLS);
	ck_assert_uint_eq(c.n_allow, 2);
	ck_assert_str_eq(c.allow[0], "DH keySize < 1024");
	ck_assert_str_eq(c.allow[1], "anon");
	ck_assert_uint_eq(c.n_disallow, 1);
	ck_assert_str_eq(c.disallow[0], "NULL");
	ck_assert_str_eq(r.output, "out");
	ck_assert(request_has(&r, JSEC_FORCE));
	request_done(&r);
}
END_TEST

static const struct {
	enum jsec_action action;
	size_t n_allow, n_disallow;
	const char *name;
} names[] = {
	{JSEC_LIST, 0, 0, "list"},
	{JSEC_CHANGE, 1, 0, "allow"},
	{JSEC_CHANGE, 0, 1, "disallow"},
	{JSEC_CHANGE, 1, 1, "change"},
	{JSEC_RESTORE, 0, 0, "restore"},
};

START_TEST(test_name)
{
	static const char *const allow[] = {"anon"}, *const disallow[] = {"NULL"};
	ERR_AUTO struct err e = {0};
	struct request r;
	struct jsec_request from = {.size = sizeof from,
		.action = names[_i].action,
		.allow = allow,
		.n_allow = names[_i].n_allow,
		.disallow = disallow,
		.n_disallow = names[_i].n_disallow};

	ck_assert_int_eq(request_copy(&from, &r, &e), 0);
	ck_assert_str_eq(request_get_name(&r), names[_i].name);
	request_done(&r);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("request");
	TCase *c = add_case(s, "request");

	tcase_add_loop_test(c, test_row, 0, N_ROWS(rows));
	tcase_add_test(c, test_missing_entry);
	tcase_add_test(c, test_copy);
	tcase_add_loop_test(c, test_name, 0, N_ROWS(names));
	return run_suite(s);
}
