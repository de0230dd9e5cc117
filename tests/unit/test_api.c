/* SPDX-License-Identifier: MIT */
/* Tests sessions and changes as a program sees them that has only the shared library. */
#include "api.h"

START_TEST(test_new)
{
	struct jsec *s = NULL;
	struct jsec_options o = {.size = sizeof o};

	ck_assert_int_eq(jsec_new(NULL, &s), 0);
	ck_assert_int_eq(jsec_get_error(s)->code, JSEC_OK);
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

/* A struct of a later version: longer, with members that this version cannot know. */
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
	check_size(sizeof(size_t), &l, 0); /* an old caller */
	check_size(sizeof l, &l, 0);	   /* a new caller who uses nothing new */
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

	l.known.request = allow_anon;
	l.tail[0] = 1;
	for (int i = 0; i < 2; i++) {
		l.known.request.size = i ? sizeof l : 0;
		ck_assert_int_eq(jsec_plan_make(session, found, &l.known.request, &plan),
			-JSEC_BAD_REQUEST);
		assert_error(JSEC_BAD_REQUEST);
		ck_assert_int_eq(jsec_plan_text(session, BEFORE, sizeof BEFORE - 1,
					 &l.known.request, &plan),
			-JSEC_BAD_REQUEST);
	}
	ck_assert_ptr_null(plan);
	jsec_installs_free(found);
}
END_TEST

START_TEST(test_find)
{
	struct jsec_installs *found = find(NULL, 0);

	ck_assert_uint_eq(count_items(jsec_installs_items(found)), 2);
	for (size_t i = 0; i < 2; i++) {
		const struct jsec_install *it = jsec_installs_items(found)[i];
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

	ck_assert_uint_eq(count_items(jsec_installs_items(found)), 5);
	for (size_t i = 0; i < 5; i++) {
		const struct jsec_install *it = jsec_installs_items(found)[i];

		ck_assert_int_eq(it->source, JSEC_TARGET);
		if (i == 3) /* no java.security: either call may report it */
			continue;
		ck_assert_int_eq(it->error ? it->error->code : JSEC_OK, codes[i]);
		if (it->error)
			ck_assert_ptr_nonnull(strstr(it->error->message, targets[i]));
	}
	ck_assert_str_eq(jsec_installs_items(found)[0]->home, "/opt/jdk8");
	jsec_installs_free(found);
}
END_TEST

static void note_progress(void *data, const struct jsec_progress *now)
{
	*(struct jsec_progress *)data = *now;
}

/* Scans a tree with a progress callback, then again with `cancel` set. */
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
	ck_assert_uint_eq(count_items(jsec_installs_items(found)), 1);
	ck_assert_int_eq(jsec_installs_items(found)[0]->source, JSEC_SCAN);
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
	ck_assert_uint_eq(jsec_installs_scan(found)->directories, 0);
	jsec_installs_free(found);
	found = find((const char *[]){"/opt/jdk8"}, 1);
	ck_assert_ptr_null(jsec_installs_scan(found));
	jsec_installs_free(found);
}
END_TEST

/* A plan only reads. A commit does what the plan says, and reports it in the results. */
START_TEST(test_plan_and_commit)
{
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = make_plan(found, &allow_anon);

	ck_assert_uint_eq(count_items(jsec_plan_results(plan)), 2);
	for (size_t i = 0; i < 2; i++) {
		const struct jsec_result *r = jsec_plan_results(plan)[i];

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
		ck_assert_ptr_eq(r->install, jsec_installs_items(found)[i]);
	}
	assert_file(FILE17, BEFORE);
	ck_assert_int_eq(access(below(&tree, "var"), F_OK), -1);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	for (size_t i = 0; i < 2; i++) {
		const struct jsec_result *r = jsec_plan_results(plan)[i];

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

START_TEST(test_list_and_again)
{
	static const struct jsec_request list = {.size = sizeof list};
	struct jsec_installs *found;
	struct jsec_plan *listed, *again;

	patch_all();
	found = find(NULL, 0);
	listed = make_plan(found, &list);
	ck_assert_int_eq(jsec_plan_results(listed)[0]->state, JSEC_LISTED);
	ck_assert_int_eq(jsec_plan_results(listed)[0]->patched, 1);
	again = make_plan(found, &allow_anon);
	ck_assert_int_eq(jsec_plan_results(again)[0]->state, JSEC_UNCHANGED);
	ck_assert_int_eq(jsec_plan_results(again)[0]->would_change, 0);
	ck_assert_ptr_nonnull(jsec_plan_results(again)[0]->notes[0]);
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
	ck_assert_int_eq(jsec_plan_results(plan)[0]->state, JSEC_WOULD_PATCH);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
	ck_assert_int_eq(jsec_plan_results(plan)[0]->state, JSEC_RESTORED);
	ck_assert_int_eq(jsec_plan_results(plan)[0]->patched, 0);
	assert_file(FILE17, BEFORE);
	assert_file(FILE8, BEFORE);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

/* The result of one install has its error. The others are changed all the same. */
START_TEST(test_failures)
{
	static const char *const targets[] = {"/nowhere", FILE17, FILE8};
	struct jsec_installs *found = find(targets, 3);
	struct jsec_plan *plan = make_plan(found, &allow_anon);

	ck_assert_int_eq(jsec_plan_results(plan)[0]->state, JSEC_FAILED);
	ck_assert_int_eq(jsec_plan_results(plan)[0]->error->code, JSEC_NOT_FOUND);
	put_file(below(&tree, FILE17 + 1), "x=" BEFORE); /* changed since the plan */
	ck_assert_int_eq(jsec_commit(session, plan), -JSEC_SOME_FAILED);
	ck_assert_int_eq(jsec_plan_results(plan)[0]->state, JSEC_FAILED);
	ck_assert_int_eq(jsec_plan_results(plan)[1]->state, JSEC_FAILED);
	ck_assert_int_eq(jsec_plan_results(plan)[1]->error->code, JSEC_CHANGED);
	ck_assert_int_eq(jsec_plan_results(plan)[2]->state, JSEC_PATCHED);
	assert_file(FILE17, "x=" BEFORE);
	assert_file(FILE8, AFTER);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

/* A change of the bytes is noticed even if the file's times do not show it. */
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
	ck_assert_int_eq(jsec_commit(session, plan), -JSEC_SOME_FAILED);
	ck_assert_int_eq(jsec_plan_results(plan)[0]->error->code, JSEC_CHANGED);
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
	const struct jsec_result *r = jsec_plan_results(plan)[0];
	ck_assert_int_eq(r->state, JSEC_FAILED);
	ck_assert_int_eq(r->would_change, 0);
	ck_assert_str_eq(
		jsec_code_name(r->error->code), jsec_code_name(bad_files[_i].code));
	ck_assert_str_eq(r->error->path, FILE17);
	ck_assert_uint_eq(r->error->line, 1);
	ck_assert_int_eq(jsec_commit(session, plan), -JSEC_SOME_FAILED);
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

	ck_assert_int_eq(
		jsec_plan_make(session, found, &request, &plan), -JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
	ck_assert_ptr_null(plan);
	jsec_installs_free(found);
	jsec_installs_free(find(NULL, 0)); /* the error is that of the last call only */
}
END_TEST

START_TEST(test_lock)
{
	struct jsec *other = NULL;
	struct jsec_installs *found;
	struct jsec_plan *plan;

	ck_assert_int_eq(jsec_new(&options, &other), 0);
	ck_assert_int_eq(jsec_lock(other), 0);
	ck_assert_int_eq(jsec_lock(other), 0); /* now the other one has it */
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
	ck_assert_int_eq(jsec_lock(other), 0); /* a commit releases what it took */
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
	ck_assert_int_eq(jsec_plan_make(other, theirs, &allow_anon, &their_plan), 0);
	ck_assert_int_eq(jsec_commit(other, their_plan), 0);
	ck_assert_int_eq(jsec_commit(session, plan), -JSEC_SOME_FAILED);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(jsec_plan_results(their_plan)[i]->state, JSEC_PATCHED);
		ck_assert_int_eq(jsec_plan_results(plan)[i]->state, JSEC_FAILED);
		ck_assert_int_eq(jsec_plan_results(plan)[i]->error->code, JSEC_CHANGED);
	}
	assert_file(FILE17, AFTER);
	jsec_plan_free(their_plan);
	jsec_installs_free(theirs);
	jsec_free(other);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

/* A plan needs no lock; under the lock it is known whether it still holds. */
START_TEST(test_current)
{
	struct jsec *other = NULL;
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = make_plan(found, &allow_anon);

	ck_assert_int_eq(jsec_plan_is_current(session, plan), 0); /* not locked */
	ck_assert_int_eq(jsec_lock(session), 0);
	ck_assert_int_eq(jsec_plan_is_current(session, plan), 1);
	jsec_unlock(session);
	ck_assert_int_eq(jsec_new(&options, &other), 0);
	ck_assert_int_eq(jsec_lock(other), 0);
	jsec_free(other);
	ck_assert_int_eq(jsec_lock(session), 0);
	ck_assert_int_eq(jsec_plan_is_current(session, plan), 0);
	jsec_plan_free(plan);
	plan = make_plan(found, &allow_anon);
	ck_assert_int_eq(jsec_plan_is_current(session, plan), 1);
	ck_assert_int_eq(jsec_commit(session, plan), 0);
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

/* Taking the lock shows what other sessions did before. */
START_TEST(test_news)
{
	struct jsec_backups *before = NULL, *after = NULL;
	struct jsec *other = NULL;

	patch_one(FILE8);
	ck_assert_int_eq(jsec_new(&options, &other), 0);
	ck_assert_int_eq(jsec_backups_read(other, &before), 0);
	patch_one(FILE17);
	ck_assert_int_eq(jsec_lock(other), 0);
	ck_assert_int_eq(jsec_backups_read(other, &after), 0);
	ck_assert_uint_eq(count_items(jsec_backups_items(before)), 1);
	ck_assert_uint_eq(count_items(jsec_backups_items(after)), 2);
	jsec_backups_free(after);
	jsec_backups_free(before);
	jsec_free(other);
}
END_TEST

START_TEST(test_backups)
{
	struct jsec_backups *none = NULL, *list = NULL, *damaged = NULL;

	ck_assert_int_eq(jsec_backups_read(session, &none), 0);
	ck_assert_uint_eq(count_items(jsec_backups_items(none)), 0);
	jsec_backups_free(none);
	jsec_backups_free(NULL);
	patch_all();
	ck_assert_int_eq(jsec_backups_read(session, &list), 0);
	ck_assert_uint_eq(count_items(jsec_backups_items(list)), 2);
	const struct jsec_stored *b = jsec_backups_items(list)[0];
	ck_assert_str_eq(b->action, "allow");
	ck_assert_int_eq(b->pristine, 1);
	ck_assert_ptr_null(b->error);
	ck_assert_uint_eq(strlen(b->time), 20);
	ck_assert_str_eq(b->backup.id, jsec_backups_items(list)[1]->backup.id);
	put_file(below(&tree, b->backup.path + 1), "noise");
	jsec_backups_free(list);
	jsec_free(session);
	ck_assert_int_eq(jsec_new(&options, &session), 0);
	ck_assert_int_eq(jsec_backups_read(session, &damaged), 0);
	ck_assert_uint_eq(count_items(jsec_backups_items(damaged)), 1);
	b = jsec_backups_items(damaged)[0];
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
	ck_assert_int_eq(jsec_plan_make(s, found, &allow_anon, &plan), 0);
	ck_assert_int_eq(jsec_commit(s, plan), 0);
	ck_assert_int_eq(
		strncmp(jsec_plan_results(plan)[0]->backup->path, dir, strlen(dir)), 0);
	ck_assert_int_eq(access(jsec_plan_results(plan)[0]->backup->path, R_OK), 0);
	ck_assert_int_eq(access(below(&tree, "var"), F_OK), -1);
	jsec_plan_free(plan);
	jsec_installs_free(found);
	jsec_free(s);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("api");
	TCase *c = add_api_case(s);

	tcase_add_test(c, test_new);
	tcase_add_test(c, test_sizes);
	tcase_add_test(c, test_request_sizes);
	tcase_add_test(c, test_find);
	tcase_add_test(c, test_targets);
	tcase_add_test(c, test_scan);
	tcase_add_test(c, test_plan_and_commit);
	tcase_add_test(c, test_list_and_again);
	tcase_add_test(c, test_restore);
	tcase_add_test(c, test_failures);
	tcase_add_test(c, test_changed_in_secret);
	tcase_add_loop_test(c, test_bad_file, 0, N_ROWS(bad_files));
	tcase_add_test(c, test_bad_request);
	tcase_add_test(c, test_lock);
	tcase_add_test(c, test_two_sessions);
	tcase_add_test(c, test_current);
	tcase_add_test(c, test_news);
	tcase_add_test(c, test_backups);
	tcase_add_test(c, test_state_dir);
	return run_suite(s);
}
