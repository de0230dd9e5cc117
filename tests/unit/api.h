/* SPDX-License-Identifier: MIT */
/* Shared by the tests of the public calls: a tree with two installs, and its session. */
#ifndef API_H
#define API_H

#include "jsecpatch.h"

#include "testing.h"

#define BEFORE "a=1\njdk.tls.disabledAlgorithms=SSLv3, anon, NULL\nb=2\n"
#define AFTER "a=1\njdk.tls.disabledAlgorithms=SSLv3, NULL\nb=2\n"
#define HOME17 "/usr/lib/jvm/java-17-openjdk-amd64"
#define FILE17 HOME17 "/conf/security/java.security"
#define FILE8 "/opt/jdk8/jre/lib/security/java.security"

static struct tree tree;
static struct jsec *session;
static struct jsec_options options;
static const char *const anon[] = {"anon"};
static const struct jsec_request allow_anon = {
	.size = sizeof allow_anon, .action = JSEC_CHANGE, .allow = anon, .n_allow = 1};
static const struct jsec_request restore = {
	.size = sizeof restore, .action = JSEC_RESTORE};

static inline void set_up(void)
{
	tree_make(&tree);
	put_file(below(&tree, FILE17 + 1), BEFORE);
	put_file(below(&tree, HOME17 "/release" + 1),
		"JAVA_VERSION=\"17.0.15\"\nIMPLEMENTOR=\"Debian\"\n");
	put_file(below(&tree, FILE8 + 1), BEFORE);
	put_file(below(&tree, "opt/jdk8/release"), "JAVA_VERSION=\"1.8.0_292\"\n");
	options = (struct jsec_options){
		.size = sizeof options, .root = tree.path, .lock_timeout = 1};
	ck_assert_int_eq(jsec_new(&options, &session), 0);
}

static inline void tear_down(void)
{
	jsec_free(session);
	tree_remove(&tree);
}

static inline void assert_file(const char *path, const char *want)
{
	SPAN_AUTO struct span now = get_bytes(below(&tree, path + 1));

	assert_bytes(now, span_str(want), path);
}

static inline void assert_error(enum jsec_code code)
{
	const struct jsec_error *e = jsec_get_error(session);

	ck_assert_str_eq(jsec_code_name(e->code), jsec_code_name(code));
	if (code)
		ck_assert_ptr_nonnull(e->message);
}

/* Finds the installs of the targets, or all for NULL. */
static inline struct jsec_installs *find(const char *const *targets, size_t n)
{
	struct jsec_search search = {
		.size = sizeof search, .targets = targets, .n_targets = n};
	struct jsec_installs *found = NULL;

	ck_assert_int_eq(jsec_find(session, targets ? &search : NULL, &found), 0);
	assert_error(JSEC_OK);
	return found;
}

static inline struct jsec_plan *make_plan(
	const struct jsec_installs *found, const struct jsec_request *request)
{
	struct jsec_plan *plan = NULL;

	ck_assert_msg(!jsec_plan_make(session, found, request, &plan), "%s",
		jsec_get_error(session)->message);
	return plan;
}

/* Returns what a hook is told that begins now. */
static inline int is_idle(void)
{
	int idle = 77;

	ck_assert_int_eq(jsec_hook_begin(session, "apt", &idle), 0);
	return idle;
}

/* Returns the length of any list that the public header knows. */
static inline size_t count_items(const void *list)
{
	const void *const *items = list;
	size_t n = 0;

	while (items[n])
		n++;
	return n;
}

static inline void patch_all(void)
{
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = make_plan(found, &allow_anon);

	ck_assert_int_eq(jsec_commit(session, plan), 0);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}

static inline TCase *add_api_case(Suite *s)
{
	TCase *c = add_case(s, "api");

	tcase_add_checked_fixture(c, set_up, tear_down);
	return c;
}

#endif
