/* SPDX-License-Identifier: MIT */
/* Tests that the run of a hook waits for a transaction, and for how long. */
#include "hooks/hook_run.h"

#include "backup/backup.h"
#include "plan/suspension.h"

#include "testing.h"

static struct tree tree;
static struct root root;
static struct store store;

static void set_up(void)
{
	ERR_AUTO struct err e = {0};

	tree_make(&tree);
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
	store = STORE_NONE;
	store.root = &root;
	store.path = strdup("/var/state");
}

static void tear_down(void)
{
	store_done(&store);
	root_close(&root);
	tree_remove(&tree);
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

/* Suspends a file, at this time. */
static void suspend(const char *hook, const char *when)
{
	ERR_AUTO struct err e = {0};
	struct suspension s = {.records = {.action = strdup(hook), .time = strdup(when)}};
	const struct record file = {
		.file = "/a", .was = ZEROS, .written = ZEROS, .pristine = ZEROS};

	ck_assert_int_eq(records_add(&s.records, &file), 0);
	ck_assert_int_eq(suspension_save(&store, &s, &e), 0);
	suspension_done(&s);
}

static int wait_for_end(unsigned seconds)
{
	ERR_AUTO struct err e = {0};

	return hook_run_wait(&store, &root, seconds, &e);
}

START_TEST(test_wait)
{
	char now[32];

	ck_assert_int_eq(wait_for_end(0), 0); /* nothing is suspended */
	backup_format_time(now, sizeof now);
	suspend("apt", now);
	ck_assert_int_eq(wait_for_end(0), -JSEC_LOCKED);
	ck_assert_int_eq(wait_for_end(1), -JSEC_LOCKED);
	suspend("apt", "2001-01-01T00:00:00Z"); /* before the boot */
	ck_assert_int_eq(wait_for_end(0), 0);
	suspend("apt", "2999-01-01T00:00:00Z");
	ck_assert_int_eq(wait_for_end(0), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("hook_run");
	TCase *c = add_case(s, "hook_run");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_wait);
	return run_suite(s);
}
