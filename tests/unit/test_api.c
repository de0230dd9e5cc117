/* SPDX-License-Identifier: MIT */
/* Every public call as a program sees it, which has the shared library and no more. */
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

static void set_up(void)
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

static void tear_down(void)
{
	jsec_free(session);
	tree_remove(&tree);
}

static void assert_file(const char *path, const char *want)
{
	SPAN_AUTO struct span now = get_bytes(below(&tree, path + 1));

	assert_bytes(now, span_str(want), path);
}

static void assert_error(enum jsec_code code)
{
	const struct jsec_error *e = jsec_error(session);

	ck_assert_str_eq(jsec_code_name(e->code), jsec_code_name(code));
	if (code)
		ck_assert_ptr_nonnull(e->message);
}

/* What a search for the targets, or for all, finds. */
static struct jsec_installs *find(const char *const *targets, size_t n)
{
	struct jsec_search search = {
		.size = sizeof search, .targets = targets, .n_targets = n};
	struct jsec_installs *found = NULL;

	ck_assert_int_eq(jsec_find(session, targets ? &search : NULL, &found), 0);
	assert_error(JSEC_OK);
	return found;
}

static struct jsec_plan *make_plan(
	const struct jsec_installs *found, const struct jsec_request *request)
{
	struct jsec_plan *plan = NULL;

	ck_assert_msg(!jsec_plan(session, found, request, &plan), "%s",
		jsec_error(session)->message);
	return plan;
}

START_TEST(test_new)
{
	struct jsec *s = NULL;
	struct jsec_options o = {.size = sizeof o};

	ck_assert_int_eq(jsec_new(NULL, &s), 0);
	ck_assert_int_eq(jsec_error(s)->code, JSEC_OK);
	jsec_free(s);
	jsec_free(NULL);
	s = NULL;
	o.root = below(&tree, "missing");
	ck_assert_int_eq(jsec_new(&o, &s), -JSEC_NOT_FOUND);
	o.root = below(&tree, FILE17 + 1);
	ck_assert_int_eq(jsec_new(&o, &s), -JSEC_NOT_FOUND);
	ck_assert_ptr_null(s);
}
END_TEST

/* A later version's struct: longer, with something in it that this one cannot know. */
struct longer {
	union {
		struct jsec_options options;
		struct jsec_search search;
		struct jsec_request request;
	} known;
	char tail[16];
};

static void check_size(size_t size, const struct longer *l, int rc)
{
	struct longer copy = *l;
	struct jsec *s = NULL;
	struct jsec_installs *found = NULL;

	copy.known.options.size = size;
	ck_assert_int_eq(jsec_new(&copy.known.options, &s), rc);
	jsec_free(s);
	copy.known.search.size = size;
	ck_assert_int_eq(jsec_find(session, &copy.known.search, &found), rc);
	assert_error((enum jsec_code) - rc);
	jsec_installs_free(found);
}

START_TEST(test_sizes)
{
	struct longer l = {0};

	check_size(0, &l, -JSEC_BAD_REQUEST);
	check_size(1, &l, -JSEC_BAD_REQUEST);
	check_size(sizeof(size_t), &l, 0); /* an old caller's */
	check_size(sizeof l, &l, 0);	   /* a new caller's, who wants nothing new */
	l.tail[15] = 1;
	check_size(sizeof l, &l, -JSEC_BAD_REQUEST);
	check_size(sizeof l - 1, &l, 0);
}
END_TEST

START_TEST(test_request_sizes)
{
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = NULL;
	struct longer l = {0};
	size_t size = 0;
	void *bytes = NULL;

	l.known.request = allow_anon;
	l.tail[0] = 1;
	for (int i = 0; i < 2; i++) {
		l.known.request.size = i ? sizeof l : 0;
		ck_assert_int_eq(jsec_plan(session, found, &l.known.request, &plan),
			-JSEC_BAD_REQUEST);
		assert_error(JSEC_BAD_REQUEST);
		ck_assert_int_eq(jsec_plan_text(session, BEFORE, sizeof BEFORE - 1,
					 &l.known.request, &bytes, &size),
			-JSEC_BAD_REQUEST);
	}
	ck_assert_ptr_null(plan);
	ck_assert_ptr_null(bytes);
	jsec_installs_free(found);
}
END_TEST

START_TEST(test_find)
{
	struct jsec_installs *found = find(NULL, 0);

	ck_assert_uint_eq(jsec_installs_count(found), 2);
	ck_assert_ptr_null(jsec_installs_get(found, 2));
	for (size_t i = 0; i < 2; i++) {
		const struct jsec_install *it = jsec_installs_get(found, i);
		bool is17 = !strcmp(it->file, FILE17);

		ck_assert_str_eq(it->file, is17 ? FILE17 : FILE8);
		ck_assert_str_eq(it->home, is17 ? HOME17 : "/opt/jdk8");
		ck_assert_pstr_eq(it->vendor, is17 ? "Debian" : NULL);
		ck_assert_str_eq(it->java_version, is17 ? "17.0.15" : "1.8.0_292");
		ck_assert_int_eq(it->source, JSEC_KNOWN_PLACE);
		ck_assert_ptr_nonnull(it->aliases);
		ck_assert_ptr_null(it->error);
	}
	jsec_installs_free(found);
	jsec_installs_free(NULL);
}
END_TEST

START_TEST(test_targets)
{
	static const char *const targets[] = {
		FILE8, "/nowhere", "/usr", HOME17 "/release", HOME17};
	static const enum jsec_code codes[] = {
		JSEC_OK, JSEC_NOT_FOUND, JSEC_NOT_JAVA, JSEC_OK, JSEC_OK};
	struct jsec_installs *found = find(targets, 5);

	ck_assert_uint_eq(jsec_installs_count(found), 5);
	for (size_t i = 0; i < 5; i++) {
		const struct jsec_install *it = jsec_installs_get(found, i);

		ck_assert_int_eq(it->source, JSEC_TARGET);
		if (i == 3) /* a file, but no java.security: it is said sooner or later */
			continue;
		ck_assert_int_eq(it->error ? it->error->code : JSEC_OK, codes[i]);
		if (it->error)
			ck_assert_ptr_nonnull(strstr(it->error->message, targets[i]));
	}
	ck_assert_str_eq(jsec_installs_get(found, 0)->home, "/opt/jdk8");
	jsec_installs_free(found);
}
END_TEST

static void note_progress(void *data, const struct jsec_progress *now)
{
	*(struct jsec_progress *)data = *now;
}

/* Of a tree, with a callback that is called at the end at least; and stopped at once. */
START_TEST(test_scan)
{
	static volatile int cancel;
	struct jsec_progress last = {0};
	struct jsec_options o = {.size = sizeof o,
		.root = tree.path,
		.progress = note_progress,
		.progress_data = &last,
		.cancel = &cancel};
	struct jsec_search search = {.size = sizeof search, .scan = "/opt"};
	struct jsec_installs *found = NULL;
	struct jsec *s = NULL;

	ck_assert_int_eq(jsec_new(&o, &s), 0);
	ck_assert_int_eq(jsec_find(s, &search, &found), 0);
	ck_assert_uint_eq(jsec_installs_count(found), 1);
	ck_assert_int_eq(jsec_installs_get(found, 0)->source, JSEC_SCAN);
	const struct jsec_scan *scan = jsec_installs_scan(found);
	ck_assert_uint_eq(scan->unreadable, 0);
	ck_assert_int_eq(scan->cancelled, 0);
	ck_assert_ptr_null(*scan->problems);
	ck_assert_ptr_null(*scan->left_out);
	ck_assert_uint_eq(last.done, scan->directories);
	ck_assert_uint_eq(last.installs, 1);
	jsec_installs_free(found);

	cancel = 1;
	ck_assert_int_eq(jsec_find(s, &search, &found), 0);
	ck_assert_int_eq(jsec_installs_scan(found)->cancelled, 1);
	jsec_installs_free(found);
	search.scan = "/nowhere";
	ck_assert_int_eq(jsec_find(s, &search, &found), -JSEC_NOT_FOUND);
	jsec_free(s);
	found = find(NULL, 0);
	ck_assert_ptr_null(jsec_installs_scan(found));
	jsec_installs_free(found);
}
END_TEST

/* A plan only reads; a commit does what it says, and the results tell. */
START_TEST(test_plan_and_commit)
{
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = make_plan(found, &allow_anon);

	ck_assert_uint_eq(jsec_plan_count(plan), 2);
	ck_assert_ptr_null(jsec_plan_get(plan, 2));
	for (size_t i = 0; i < 2; i++) {
		const struct jsec_result *r = jsec_plan_get(plan, i);

		ck_assert_int_eq(r->state, JSEC_WOULD_PATCH);
		ck_assert_int_eq(r->would_change, 1);
		ck_assert_int_eq(r->patched, 0);
		ck_assert_uint_eq(r->line, 2);
		ck_assert_str_eq(r->entries[0], "SSLv3");
		ck_assert_str_eq(r->entries[1], "NULL");
		ck_assert_ptr_null(r->entries[2]);
		ck_assert_str_eq(r->removed[0], "anon");
		ck_assert_ptr_null(r->removed[1]);
		ck_assert_ptr_null(r->added[0]);
		ck_assert_ptr_null(r->notes[0]);
		ck_assert_ptr_nonnull(
			strstr(r->diff, "\n-jdk.tls.disabledAlgorithms=SSLv3, anon"));
		ck_assert_uint_eq(strlen(r->diff), r->diff_size);
		ck_assert_ptr_null(r->backup);
		ck_assert_ptr_null(r->error);
		ck_assert_ptr_eq(r->install, jsec_installs_get(found, i));
	}
	assert_file(FILE17, BEFORE);
	ck_assert_int_eq(access(below(&tree, "var"), F_OK), -1);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	for (size_t i = 0; i < 2; i++) {
		const struct jsec_result *r = jsec_plan_get(plan, i);

		ck_assert_int_eq(r->state, JSEC_PATCHED);
		ck_assert_int_eq(r->would_change, 0);
		ck_assert_int_eq(r->patched, 1);
		ck_assert_ptr_null(r->error);
		ck_assert_uint_eq(strlen(r->backup->sha256), 64);
		ck_assert_int_eq(access(below(&tree, r->backup->path + 1), R_OK), 0);
	}
	assert_file(FILE17, AFTER);
	assert_file(FILE8, AFTER);
	ck_assert_int_eq(jsec_commit(session, plan), 0); /* nothing is left to do */
	jsec_plan_free(plan);
	jsec_plan_free(NULL);
	jsec_installs_free(found);
}
END_TEST

static void patch_all(void)
{
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = make_plan(found, &allow_anon);

	ck_assert_int_eq(jsec_commit(session, plan), 0);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}

#define DH_GCM "TLS_DH_anon_WITH_AES_128_GCM_SHA256"
#define DH_3DES "SSL_DH_anon_WITH_3DES_EDE_CBC_SHA"

static size_t count_suites(const struct jsec_suite *const *suites)
{
	size_t n = 0;

	while (suites[n])
		n++;
	return n;
}

/* The one suite of the i-th install. */
static const struct jsec_suite *one_of(const struct jsec_explained *ex, size_t i)
{
	const struct jsec_explanation *e = jsec_explained_get(ex, i);

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
	ck_assert_uint_eq(jsec_explained_count(all), 3);
	ck_assert_ptr_null(jsec_explained_get(all, 3));
	ck_assert_uint_eq(count_suites(jsec_explained_get(all, 0)->suites), 92);
	ck_assert_uint_eq(count_suites(jsec_explained_get(all, 1)->suites), 98);
	ck_assert_int_eq(jsec_explained_get(all, 2)->error->code, JSEC_NOT_FOUND);
	ck_assert_uint_eq(count_suites(jsec_explained_get(all, 2)->suites), 0);

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
		jsec_explain(session, found, "TLS_FOO", &none), -JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
	ck_assert_ptr_null(none);
	jsec_explained_free(none);
	jsec_explained_free(one);
	jsec_explained_free(all);
	jsec_installs_free(found);
}
END_TEST

/* No Java 8 has ChaCha20's suite, whatever its list says. */
/* A file for an install that stays as it is; again, there is nothing to do. */
START_TEST(test_override)
{
	static const char body[] = "security.overridePropertiesFile=true\n" BEFORE;
	const char *targets[] = {HOME17};
	struct jsec_installs *one = find(targets, 1), *all = find(NULL, 0);
	struct jsec_overrides *list = NULL;

	put_file(below(&tree, FILE17 + 1), body);
	ck_assert_int_eq(jsec_hook_idle(session), 1);
	ck_assert_int_eq(jsec_override(session, all, &allow_anon, "/o", &list),
		-JSEC_BAD_REQUEST);
	ck_assert_int_eq(
		jsec_override(session, one, &restore, "/o", &list), -JSEC_BAD_REQUEST);
	ck_assert_int_eq(jsec_override(session, one, &allow_anon, "/o", &list), 0);
	const struct jsec_override *o = jsec_overrides_get(list, 0);
	ck_assert_uint_eq(jsec_overrides_count(list), 1);
	ck_assert_ptr_null(jsec_overrides_get(list, 1));
	ck_assert_ptr_null(o->error);
	ck_assert_int_eq(o->would_change, 1);
	ck_assert_str_eq(o->removed[0], "anon");
	ck_assert_int_eq(jsec_overrides_write(session, list), 0);
	ck_assert_int_eq(o->changed, 1);
	assert_file("/o", o->content);
	assert_file(FILE17, body);
	ck_assert_int_eq(jsec_hook_idle(session), 0);
	jsec_overrides_free(list);

	ck_assert_int_eq(jsec_overrides(session, all, &list), 0);
	ck_assert_uint_eq(jsec_overrides_count(list), 1);
	ck_assert_int_eq(jsec_overrides_get(list, 0)->would_change, 0);
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

/* A plan says what it opens, and of what it removes what others block. */
START_TEST(test_opened)
{
	static const char *const target[] = {HOME17};
	static const char *const suite[] = {DH_GCM};
	struct jsec_request named = allow_anon, list = {.size = sizeof list};
	struct jsec_installs *found = find(target, 1);
	struct jsec_plan *plan = make_plan(found, &allow_anon);
	const struct jsec_result *r = jsec_plan_get(plan, 0);

	ck_assert_str_eq(r->opened[0], "TLS_DH_anon_WITH_AES_256_GCM_SHA384");
	ck_assert_ptr_null(r->opened_protocols[0]);
	ck_assert_uint_eq(count_suites(r->still_blocked), 1);
	ck_assert_str_eq(r->still_blocked[0]->name, "TLS_ECDH_anon_WITH_NULL_SHA");
	ck_assert_str_eq(r->still_blocked[0]->blockers[0]->entry, "NULL");
	jsec_plan_free(plan);

	plan = make_plan(found, &list);
	ck_assert_ptr_null(jsec_plan_get(plan, 0)->opened);
	jsec_plan_free(plan);

	named.allow = suite;
	plan = make_plan(found, &named);
	r = jsec_plan_get(plan, 0);
	ck_assert_int_eq(r->error->code, JSEC_OPENS_MORE);
	ck_assert_str_eq(jsec_code_name(r->error->code), "opens-more");
	ck_assert_int_eq(r->would_change, 0);
	ck_assert_ptr_null(r->opened);
	jsec_plan_free(plan);

	named.flags = JSEC_FORCE;
	plan = make_plan(found, &named);
	r = jsec_plan_get(plan, 0);
	ck_assert_ptr_null(r->error);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	ck_assert_str_eq(r->removed[0], "anon");
	assert_file(FILE17, AFTER);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

START_TEST(test_list_and_again)
{
	static const struct jsec_request list = {.size = sizeof list};
	struct jsec_installs *found;
	struct jsec_plan *listed, *again;

	patch_all();
	found = find(NULL, 0);
	listed = make_plan(found, &list);
	ck_assert_int_eq(jsec_plan_get(listed, 0)->state, JSEC_LISTED);
	ck_assert_int_eq(jsec_plan_get(listed, 0)->patched, 1);
	again = make_plan(found, &allow_anon);
	ck_assert_int_eq(jsec_plan_get(again, 0)->state, JSEC_UNCHANGED);
	ck_assert_int_eq(jsec_plan_get(again, 0)->would_change, 0);
	ck_assert_ptr_nonnull(jsec_plan_get(again, 0)->notes[0]);
	jsec_plan_free(again);
	jsec_plan_free(listed);
	jsec_installs_free(found);
}
END_TEST

START_TEST(test_restore)
{
	struct jsec_installs *found;
	struct jsec_plan *plan;

	patch_all();
	found = find(NULL, 0);
	plan = make_plan(found, &restore);
	ck_assert_int_eq(jsec_plan_get(plan, 0)->state, JSEC_WOULD_PATCH);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	ck_assert_int_eq(jsec_plan_get(plan, 0)->state, JSEC_RESTORED);
	ck_assert_int_eq(jsec_plan_get(plan, 0)->patched, 0);
	assert_file(FILE17, BEFORE);
	assert_file(FILE8, BEFORE);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

/* One install's trouble is in its result, and the others' work goes on. */
START_TEST(test_failures)
{
	static const char *const targets[] = {"/nowhere", FILE17, FILE8};
	struct jsec_installs *found = find(targets, 3);
	struct jsec_plan *plan = make_plan(found, &allow_anon);

	ck_assert_int_eq(jsec_plan_get(plan, 0)->state, JSEC_FAILED);
	ck_assert_int_eq(jsec_plan_get(plan, 0)->error->code, JSEC_NOT_FOUND);
	put_file(below(&tree, FILE17 + 1), "x=" BEFORE); /* since the plan */
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	ck_assert_int_eq(jsec_plan_get(plan, 0)->state, JSEC_FAILED);
	ck_assert_int_eq(jsec_plan_get(plan, 1)->state, JSEC_FAILED);
	ck_assert_int_eq(jsec_plan_get(plan, 1)->error->code, JSEC_CHANGED);
	ck_assert_int_eq(jsec_plan_get(plan, 2)->state, JSEC_PATCHED);
	assert_file(FILE17, "x=" BEFORE);
	assert_file(FILE8, AFTER);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

/* Bytes count, also where the times tell nothing. */
START_TEST(test_changed_in_secret)
{
	struct jsec_installs *found = find((const char *const[]){FILE17}, 1);
	struct jsec_plan *plan = make_plan(found, &allow_anon);
	const char *path = below(&tree, FILE17 + 1);
	struct timespec times[2];
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	times[0] = times[1] = st.st_mtim;
	SPAN_AUTO struct span other = get_bytes(path);
	((char *)other.data)[0] = 'A';
	put_bytes(path, other);
	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	ck_assert_int_eq(jsec_plan_get(plan, 0)->error->code, JSEC_CHANGED);
	ck_assert_int_eq(access(below(&tree, "var/lib/jsecpatch/backups"), F_OK), -1);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

static const struct {
	const char *text;
	enum jsec_code code;
} bad_files[] = {
	{"jdk.tls.disabledAlgorithms=anon\n", JSEC_EMPTY_LIST},
	{"x=\\u00\njdk.tls.disabledAlgorithms=SSLv3, anon\n", JSEC_BAD_FILE},
	{"jdk.tls.disabledAlgorithms=SSLv3, anon, x y\n", JSEC_BAD_LIST},
};

START_TEST(test_bad_file)
{
	struct jsec_installs *found;
	struct jsec_plan *plan;

	put_file(below(&tree, FILE17 + 1), bad_files[_i].text);
	found = find((const char *const[]){FILE17}, 1);
	plan = make_plan(found, &allow_anon);
	const struct jsec_result *r = jsec_plan_get(plan, 0);
	ck_assert_int_eq(r->state, JSEC_FAILED);
	ck_assert_int_eq(r->would_change, 0);
	ck_assert_str_eq(
		jsec_code_name(r->error->code), jsec_code_name(bad_files[_i].code));
	ck_assert_str_eq(r->error->path, FILE17);
	ck_assert_uint_eq(r->error->line, 1);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	assert_file(FILE17, bad_files[_i].text);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

START_TEST(test_bad_request)
{
	static const char *const commas[] = {"anon, NULL"};
	struct jsec_request request = {.size = sizeof request,
		.action = JSEC_CHANGE,
		.allow = commas,
		.n_allow = 1};
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = NULL;

	ck_assert_int_eq(jsec_plan(session, found, &request, &plan), -JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
	ck_assert_ptr_null(plan);
	jsec_installs_free(found);
	jsec_installs_free(find(NULL, 0)); /* the error is of the last call only */
}
END_TEST

START_TEST(test_lock)
{
	struct jsec *other = NULL;
	struct jsec_installs *found;
	struct jsec_plan *plan;

	ck_assert_int_eq(jsec_new(&options, &other), 0);
	ck_assert_int_eq(jsec_lock(other), 0);
	ck_assert_int_eq(jsec_lock(other), 0); /* it has it */
	ck_assert_int_eq(jsec_lock(session), -JSEC_LOCKED);
	assert_error(JSEC_LOCKED);
	found = find(NULL, 0); /* reading needs no lock */
	plan = make_plan(found, &allow_anon);
	ck_assert_int_eq(jsec_commit(session, plan), -JSEC_LOCKED);
	assert_error(JSEC_LOCKED);
	assert_file(FILE17, BEFORE);
	jsec_unlock(other);
	jsec_unlock(other);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	assert_file(FILE17, AFTER);
	ck_assert_int_eq(jsec_lock(other), 0); /* a commit gives back what it took */
	jsec_free(other);
	ck_assert_int_eq(jsec_lock(session), 0); /* so does the end of a session */
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

START_TEST(test_two_sessions)
{
	struct jsec *other = NULL;
	struct jsec_installs *found = find(NULL, 0), *theirs = NULL;
	struct jsec_plan *plan = make_plan(found, &allow_anon), *their_plan = NULL;

	ck_assert_int_eq(jsec_new(&options, &other), 0);
	ck_assert_int_eq(jsec_find(other, NULL, &theirs), 0);
	ck_assert_int_eq(jsec_plan(other, theirs, &allow_anon, &their_plan), 0);
	ck_assert_int_eq(jsec_commit(other, their_plan), 0);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(jsec_plan_get(their_plan, i)->state, JSEC_PATCHED);
		ck_assert_int_eq(jsec_plan_get(plan, i)->state, JSEC_FAILED);
		ck_assert_int_eq(jsec_plan_get(plan, i)->error->code, JSEC_CHANGED);
	}
	assert_file(FILE17, AFTER);
	jsec_plan_free(their_plan);
	jsec_installs_free(theirs);
	jsec_free(other);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

static void patch_one(const char *path)
{
	struct jsec_installs *found = find(&path, 1);
	struct jsec_plan *plan = make_plan(found, &allow_anon);

	ck_assert_int_eq(jsec_commit(session, plan), 0);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}

/* Who takes the lock sees what others did before. */
START_TEST(test_news)
{
	struct jsec_backups *before = NULL, *after = NULL;
	struct jsec *other = NULL;

	patch_one(FILE8);
	ck_assert_int_eq(jsec_new(&options, &other), 0);
	ck_assert_int_eq(jsec_backups(other, &before), 0);
	patch_one(FILE17);
	ck_assert_int_eq(jsec_lock(other), 0);
	ck_assert_int_eq(jsec_backups(other, &after), 0);
	ck_assert_uint_eq(jsec_backups_count(before), 1);
	ck_assert_uint_eq(jsec_backups_count(after), 2);
	jsec_backups_free(after);
	jsec_backups_free(before);
	jsec_free(other);
}
END_TEST

START_TEST(test_backups)
{
	struct jsec_backups *none = NULL, *list = NULL, *damaged = NULL;

	ck_assert_int_eq(jsec_backups(session, &none), 0);
	ck_assert_uint_eq(jsec_backups_count(none), 0);
	ck_assert_ptr_null(jsec_backups_get(none, 0));
	jsec_backups_free(none);
	jsec_backups_free(NULL);
	patch_all();
	ck_assert_int_eq(jsec_backups(session, &list), 0);
	ck_assert_uint_eq(jsec_backups_count(list), 2);
	const struct jsec_stored *b = jsec_backups_get(list, 0);
	ck_assert_str_eq(b->action, "allow");
	ck_assert_int_eq(b->pristine, 1);
	ck_assert_ptr_null(b->error);
	ck_assert_uint_eq(strlen(b->time), 20);
	ck_assert_str_eq(b->backup.id, jsec_backups_get(list, 1)->backup.id);
	put_file(below(&tree, b->backup.path + 1), "noise");
	jsec_backups_free(list);
	jsec_free(session);
	ck_assert_int_eq(jsec_new(&options, &session), 0);
	ck_assert_int_eq(jsec_backups(session, &damaged), 0);
	ck_assert_uint_eq(jsec_backups_count(damaged), 1);
	b = jsec_backups_get(damaged, 0);
	ck_assert_int_eq(b->error->code, JSEC_BACKUP_DAMAGED);
	ck_assert_ptr_null(b->file);
	jsec_backups_free(damaged);
}
END_TEST

START_TEST(test_state_dir)
{
	struct jsec_options o = options;
	struct jsec_installs *found = NULL;
	struct jsec_plan *plan = NULL;
	struct jsec *s = NULL;
	char dir[128];

	snprintf(dir, sizeof dir, "%s/elsewhere/", tree.path);
	o.state_dir = dir;
	ck_assert_int_eq(jsec_new(&o, &s), 0);
	ck_assert_int_eq(jsec_find(s, NULL, &found), 0);
	ck_assert_int_eq(jsec_plan(s, found, &allow_anon, &plan), 0);
	ck_assert_int_eq(jsec_commit(s, plan), 0);
	ck_assert_int_eq(
		strncmp(jsec_plan_get(plan, 0)->backup->path, dir, strlen(dir)), 0);
	ck_assert_int_eq(access(jsec_plan_get(plan, 0)->backup->path, R_OK), 0);
	ck_assert_int_eq(access(below(&tree, "var"), F_OK), -1);
	jsec_plan_free(plan);
	jsec_installs_free(found);
	jsec_free(s);
}
END_TEST

/* Commits the request for all installs; the state of the first one. */
static enum jsec_state act(const struct jsec_request *request)
{
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = make_plan(found, request);
	int would = jsec_plan_policy(plan)->would_change;

	ck_assert_int_eq(jsec_commit(session, plan), 0);
	ck_assert_int_eq(jsec_plan_policy(plan)->would_change, 0);
	ck_assert_int_eq(jsec_plan_policy(plan)->changed, would);
	ck_assert_ptr_null(jsec_plan_policy(plan)->error);
	enum jsec_state state = jsec_plan_get(plan, 0)->state;
	jsec_plan_free(plan);
	jsec_installs_free(found);
	return state;
}

#define POLICY_FILE "/etc/jsecpatch.conf"

START_TEST(test_policy)
{
	const struct jsec_request remember = {.size = sizeof remember,
		.action = JSEC_CHANGE,
		.allow = anon,
		.n_allow = 1,
		.flags = JSEC_REMEMBER};
	const struct jsec_request suspend = {
		.size = sizeof suspend, .action = JSEC_SUSPEND, .hook = "apt"};
	const struct jsec_request reapply = {
		.size = sizeof reapply, .action = JSEC_REAPPLY};
	const struct jsec_request list = {.size = sizeof list};
	struct jsec_plan *plan = NULL;

	ck_assert_int_eq(act(&remember), JSEC_PATCHED);
	struct jsec_installs *found = find(NULL, 0);
	plan = make_plan(found, &list);
	ck_assert_int_eq(jsec_plan_policy(plan)->present, 1);
	ck_assert_str_eq(jsec_plan_policy(plan)->file, POLICY_FILE);
	ck_assert_str_eq(
		jsec_compliance_name(jsec_plan_get(plan, 0)->policy), "complies");
	ck_assert_ptr_null(jsec_compliance_name(JSEC_NOT_COVERED));
	jsec_plan_free(plan);
	ck_assert_int_eq(act(&suspend), JSEC_SUSPENDED);
	assert_file(FILE17, BEFORE);
	plan = make_plan(found, &list);
	ck_assert_str_eq(jsec_compliance_name(jsec_plan_get(plan, 0)->policy), "differs");
	jsec_plan_free(plan);
	ck_assert_int_eq(act(&reapply), JSEC_PATCHED);
	assert_file(FILE17, AFTER);
	put_file(below(&tree, POLICY_FILE + 1), "nonsense\n");
	plan = NULL;
	ck_assert_int_eq(jsec_plan(session, found, &reapply, &plan), -JSEC_BAD_POLICY);
	assert_error(JSEC_BAD_POLICY);
	ck_assert_uint_eq(jsec_error(session)->line, 1);
	ck_assert_ptr_null(plan);
	plan = make_plan(found, &list);
	ck_assert_int_eq(jsec_plan_policy(plan)->error->code, JSEC_BAD_POLICY);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

START_TEST(test_hook)
{
	const struct jsec_request suspend = {
		.size = sizeof suspend, .action = JSEC_SUSPEND};

	ck_assert_int_eq(jsec_hook_idle(session), 1);
	ck_assert_int_eq(jsec_hook_wait(session, 0), 0);
	put_file(below(&tree, POLICY_FILE + 1), "");
	ck_assert_int_eq(jsec_hook_idle(session), 0);
	ck_assert_int_eq(remove(below(&tree, POLICY_FILE + 1)), 0);
	ck_assert_int_eq(act(&allow_anon), JSEC_PATCHED);
	ck_assert_int_eq(jsec_hook_idle(session), 1);
	ck_assert_int_eq(act(&suspend), JSEC_SUSPENDED);
	ck_assert_int_eq(jsec_hook_idle(session), 0);
	ck_assert_int_eq(jsec_hook_wait(session, 1), -JSEC_LOCKED);
	assert_error(JSEC_LOCKED);
	ck_assert_int_eq(
		jsec_hook_note(session, "a.b", "reapply", 1, ""), -JSEC_BAD_REQUEST);
	ck_assert_int_eq(jsec_hook_note(session, "apt", "reapply", 1, "fine"), 0);
	ck_assert_int_eq(jsec_hook_note(session, "apt", "suspend", 0, "a\nb=c"), 0);
	ck_assert_int_eq(jsec_hook_note(session, "apt", "reapply", 0, "not so"), 0);
	SPAN_AUTO struct span notes =
		get_bytes(below(&tree, "var/lib/jsecpatch/hook-runs"));
	ck_assert_ptr_nonnull(strstr(notes.data, "apt.reapply.message=not so\n"));
	ck_assert_ptr_null(strstr(notes.data, "fine"));
	ck_assert_ptr_nonnull(strstr(notes.data, "apt.suspend.message=a\\u000ab=c\n"));
}
END_TEST

/* No JVM runs from this tree; what one that does looks like the command's tests show. */
START_TEST(test_restarts)
{
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_restarts *restarts = NULL;

	ck_assert_int_eq(jsec_restarts(session, found, &restarts), 0);
	assert_error(JSEC_OK);
	ck_assert_uint_eq(jsec_restarts_count(restarts), 0);
	ck_assert_ptr_null(jsec_restarts_get(restarts, 0));
	size_t unseen = jsec_restarts_unseen(restarts);
	ck_assert_uint_lt(unseen, 1u << 22);
	ck_assert_int_eq(jsec_restarts_unseen_pid(restarts, 0) > 0, unseen > 0);
	ck_assert_int_eq(jsec_restarts_unseen_pid(restarts, unseen), 0);
	ck_assert_int_eq(jsec_restarts_unseen_pid(restarts, 1u << 22), 0);
	jsec_restarts_free(restarts);
	jsec_restarts_free(NULL);
	jsec_installs_free(found);
}
END_TEST

static const struct jsec_hook *find_hook(const struct jsec_hooks *hooks, const char *name)
{
	for (size_t i = 0; i < jsec_hooks_count(hooks); i++)
		if (!strcmp(jsec_hooks_get(hooks, i)->name, name))
			return jsec_hooks_get(hooks, i);
	ck_abort_msg("no hook %s", name);
}

static void make_machine(void)
{
	put_file(below(&tree, "usr/bin/apt-get"), "");
	put_file(below(&tree, BINDIR "/jsecpatch" + 1), "");
	ck_assert_int_eq(chmod(below(&tree, BINDIR "/jsecpatch" + 1), 0755), 0);
}

START_TEST(test_hooks)
{
	struct jsec_installs *installs = find(NULL, 0);
	struct jsec_hooks *hooks = NULL;
	const char *path = "etc/apt/apt.conf.d/90jsecpatch";

	make_machine();
	/* Of a tree the program is in the tree, whatever the caller says. */
	ck_assert_int_eq(jsec_hooks(session, installs, "/other", &hooks), 0);
	ck_assert_ptr_null(jsec_hooks_get(hooks, jsec_hooks_count(hooks)));
	const struct jsec_hook *apt = find_hook(hooks, "apt");
	ck_assert_int_eq(apt->fits, 1);
	ck_assert_int_eq(apt->state, JSEC_HOOK_ABSENT);
	ck_assert_str_eq(apt->files[0]->path + 1, path);
	ck_assert_ptr_null(apt->files[1]);
	ck_assert_ptr_nonnull(strstr(apt->files[0]->text, BINDIR "/jsecpatch --suspend"));
	ck_assert_ptr_nonnull(
		strstr(find_hook(hooks, "systemd")->files[3]->text, "=" FILE8 "\n"));

	ck_assert_int_eq(jsec_hook_install(session, hooks, NULL, JSEC_DRY_RUN), 0);
	ck_assert_ptr_nonnull(apt->changes[0]);
	ck_assert_int_eq(access(below(&tree, path), F_OK), -1);
	ck_assert_int_eq(jsec_hook_install(session, hooks, NULL, 0), 0);
	ck_assert_int_eq(apt->state, JSEC_HOOK_INSTALLED);
	assert_file(apt->files[0]->path, apt->files[0]->text);
	ck_assert_int_eq(jsec_hook_remove(session, hooks, "apt", 0), 0);
	ck_assert_int_eq(apt->state, JSEC_HOOK_ABSENT);
	ck_assert_int_eq(access(below(&tree, "etc/apt"), F_OK), -1);

	ck_assert_int_eq(jsec_hook_install(session, hooks, "none", 0), -JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
	ck_assert_int_eq(jsec_hook_install(session, hooks, "apt", 4), -JSEC_BAD_REQUEST);
	put_file(below(&tree, path), "theirs");
	ck_assert_int_eq(jsec_hook_install(session, hooks, "apt", 0), 0);
	ck_assert_int_eq(apt->state, JSEC_HOOK_CHANGED);
	ck_assert_int_eq(apt->error->code, JSEC_FOREIGN);
	ck_assert_str_eq(jsec_hook_state_name(apt->state), "changed");
	ck_assert_str_eq(jsec_hook_state_name((enum jsec_hook_state)99), "unknown");
	jsec_hooks_free(hooks);
	jsec_hooks_free(NULL);
	jsec_installs_free(installs);
}
END_TEST

/* A run that died between the record and the files is finished by the next one. */
START_TEST(test_hooks_record_alone)
{
	struct jsec_hooks *hooks = NULL;

	make_machine();
	ck_assert_int_eq(jsec_hooks(session, NULL, NULL, &hooks), 0);
	const struct jsec_hook *apt = find_hook(hooks, "apt");
	ck_assert_int_eq(jsec_hook_install(session, hooks, "apt", 0), 0);
	ck_assert_int_eq(remove(below(&tree, apt->files[0]->path + 1)), 0);
	if (_i)
		ck_assert_int_eq(remove(below(&tree, "etc/apt/apt.conf.d")), 0);
	ck_assert_int_eq(jsec_hook_install(session, hooks, "apt", 0), 0);
	ck_assert_int_eq(apt->state, JSEC_HOOK_INSTALLED);
	ck_assert_int_eq(remove(below(&tree, apt->files[0]->path + 1)), 0);
	ck_assert_int_eq(jsec_hook_remove(session, hooks, NULL, 0), 0);
	ck_assert_ptr_null(apt->error);
	ck_assert_int_eq(access(below(&tree, "etc/apt"), F_OK), -1);
	jsec_hooks_free(hooks);
}
END_TEST

#define AGENT "/am/webagent.conf"
#define ESERVER "/am/conf/eserver.conf"

/* A file of Access Manager's that is not as it should be. */
static struct jsec_installs *find_access(void)
{
	static const char *const dirs[] = {"/am"};
	struct jsec_installs *found = NULL;

	ck_assert_int_eq(jsec_find_access(session, dirs, 1, &found), 0);
	assert_error(JSEC_OK);
	return found;
}

static struct jsec_audit *make_audit(const struct jsec_plan *plan)
{
	struct jsec_audit *audit = NULL;

	ck_assert_int_eq(jsec_audit(session, plan, &audit), 0);
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
	ck_assert_uint_eq(jsec_installs_count(found), 2);
	plan = make_plan(found, &clear);
	audit = make_audit(plan); /* as it will be */
	ck_assert_uint_eq(jsec_settings_count(audit), 3);
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(jsec_settings_get(audit, i)->mode, JSEC_TRANSPORT_CLEAR);
	ck_assert_ptr_null(jsec_settings_get(audit, 3));
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
	const struct jsec_setting *set = jsec_settings_get(audit, 0);
	ck_assert_str_eq(set->file, ESERVER);
	ck_assert_uint_eq(set->line, 2);
	ck_assert_str_eq(set->value, "Anon");
	ck_assert_str_eq(jsec_transport_name(set->mode), "anon");
	ck_assert_int_eq(set->is_set, 1);
	ck_assert_uint_gt(jsec_findings_count(audit), 0);
	const struct jsec_finding *f = jsec_findings_get(audit, 0);
	ck_assert_str_eq(f->code, "mismatch");
	ck_assert_int_eq(f->problem, 1);
	ck_assert_str_eq(f->file, AGENT);
	ck_assert_str_eq(f->other_file, ESERVER);
	ck_assert_ptr_null(jsec_findings_get(audit, jsec_findings_count(audit)));
	jsec_audit_free(audit);
	jsec_audit_free(NULL);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

/* A transport is not for Java, nor a list for Access Manager; and which one must be said. */
START_TEST(test_access_requests)
{
	struct jsec_request transport = {
		.size = sizeof transport, .action = JSEC_TRANSPORT};
	struct jsec_installs *javas = find(NULL, 0), *files;
	struct jsec_plan *plan = NULL;

	put_file(below(&tree, AGENT + 1), "cleartrust.agent.ssl.use=auth\n");
	files = find_access();
	ck_assert_int_eq(jsec_plan(session, files, &transport, &plan), -JSEC_BAD_REQUEST);
	transport.transport = JSEC_TRANSPORT_TLS;
	ck_assert_int_eq(jsec_plan(session, files, &transport, &plan), -JSEC_BAD_REQUEST);
	transport.transport = JSEC_TRANSPORT_ANON;
	ck_assert_int_eq(jsec_plan(session, javas, &transport, &plan), -JSEC_BAD_REQUEST);
	ck_assert_int_eq(
		jsec_plan(session, files, &allow_anon, &plan), -JSEC_BAD_REQUEST);
	ck_assert_ptr_null(plan);
	jsec_installs_free(files);
	jsec_installs_free(javas);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("api");
	TCase *c = add_case(s, "api");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_new);
	tcase_add_test(c, test_sizes);
	tcase_add_test(c, test_request_sizes);
	tcase_add_test(c, test_find);
	tcase_add_test(c, test_targets);
	tcase_add_test(c, test_scan);
	tcase_add_test(c, test_plan_and_commit);
	tcase_add_test(c, test_explain);
	tcase_add_test(c, test_override);
	tcase_add_test(c, test_explain_unknown);
	tcase_add_test(c, test_opened);
	tcase_add_test(c, test_list_and_again);
	tcase_add_test(c, test_restore);
	tcase_add_test(c, test_failures);
	tcase_add_test(c, test_changed_in_secret);
	tcase_add_loop_test(c, test_bad_file, 0, N_ROWS(bad_files));
	tcase_add_test(c, test_bad_request);
	tcase_add_test(c, test_lock);
	tcase_add_test(c, test_two_sessions);
	tcase_add_test(c, test_news);
	tcase_add_test(c, test_backups);
	tcase_add_test(c, test_state_dir);
	tcase_add_test(c, test_access);
	tcase_add_test(c, test_audit);
	tcase_add_test(c, test_access_requests);
	tcase_add_test(c, test_policy);
	tcase_add_test(c, test_hook);
	tcase_add_test(c, test_restarts);
	tcase_add_test(c, test_hooks);
	tcase_add_loop_test(c, test_hooks_record_alone, 0, 2);
	return run_suite(s);
}
