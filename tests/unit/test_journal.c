/* SPDX-License-Identifier: MIT */
/* Tests that the next run finishes a rewrite in place that was killed. */
#include "plan/journal.h"

#include "testing.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#define NAME "/etc/f"
#define NOT_HERE 2 /* mounts cannot be made */

static struct tree tree;

/* What a rewrite in place needs. */
struct setting {
	struct root root;
	struct store store;
};

static void setting_open(struct setting *s)
{
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(root_open(&s->root, tree.path, &e), 0);
	s->store = STORE_NONE;
	s->store.root = &s->root;
	s->store.path = strdup("/state");
	s->store.lexer = lexer_new();
}

static void setting_close(struct setting *s)
{
	lexer_free(s->store.lexer);
	store_done(&s->store);
	root_close(&s->root);
}

/*
 * Sizes of texts: the old one is all 'o', the new one all 'n'. The file is found with the
 * first `new_part` of its `size` bytes new. If `finished`, it must become the new one.
 */
static const struct {
	const char *what;
	size_t old, new;
	size_t new_part, size; /* the file as found: new bytes, and all bytes */
	bool finished;
} rows[] = {
	{"nothing was written", 5000, 5000, 0, 5000, false},
	{"all was written", 5000, 5000, 5000, 5000, false},
	{"a page was written", 5000, 5000, 4096, 5000, true},
	{"a sector was written", 5000, 5000, 512, 5000, true},
	{"shorter, a page was written", 9000, 8990, 4096, 9000, true},
	{"shorter, not yet cut off", 9000, 8990, 8990, 9000, true},
	{"longer, a page was written", 8990, 9000, 4096, 8990, true},
	/* The new bytes need a page that the old file does not have. */
	{"longer, up to the last page", 4090, 4100, 4096, 4096, true},
	{"longer by much, half-way", 4090, 20000, 8192, 8192, true},
};

static char *make_text(size_t n_new, size_t size)
{
	char *text = malloc(size + 1);

	memset(text, 'n', size);
	memset(text + n_new, 'o', size - n_new);
	return text;
}

/* Makes the file a mount point in a namespace of this process. */
static bool mount_file(void)
{
	const char *path = below(&tree, NAME + 1);

	return !unshare(CLONE_NEWNS) &&
	       !mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) &&
	       !mount(path, path, "none", MS_BIND, NULL);
}

/* Runs in its own process and mount namespace. Returns 0 if all is right. */
static int redo(int i, bool theirs)
{
	struct setting s;
	struct err e = {0};
	struct meta meta = {.info = {.kind = FILE_REGULAR, .permissions = 0644}};
	char *old = make_text(0, rows[i].old), *new = make_text(rows[i].new, rows[i].new);
	char *found = make_text(rows[i].new_part, rows[i].size);
	const char *path = below(&tree, NAME + 1);
	struct backup_keep keep = {
		.member = {NAME + 1, span_of(old, rows[i].old), &meta}, .file = NAME};
	const struct backup *b;

	found[10] = theirs ? 'x' : found[10];
	setting_open(&s);
	if (store_save(&s.store, "allow", &keep, 1, &b, &e) ||
		journal_begin(&s.store, &keep, span_of(new, rows[i].new), &e))
		return 1;
	put_bytes(path, span_of(found, rows[i].size));
	journal_finish(&s.store, &s.root);
	struct span now = get_bytes(path);
	bool finished = !theirs && rows[i].finished;
	struct span want =
		finished ? span_of(new, rows[i].new) : span_of(found, rows[i].size);
	bool ok = span_equal(now, want) &&
		  access(below(&tree, "state/backups/redo.tar"), F_OK) != 0;
	setting_close(&s);
	free_span(&now);
	free(old);
	free(new);
	free(found);
	err_done(&e);
	return ok ? 0 : 1;
}

static void check_redo(int i, bool theirs)
{
	int status;

	tree_make(&tree);
	put_file(below(&tree, NAME + 1), "");
	pid_t pid = fork();
	if (!pid)
		_exit(mount_file() ? redo(i, theirs) : NOT_HERE);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	tree_remove(&tree);
	ck_assert(WIFEXITED(status));
	ck_assert_msg(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == NOT_HERE, "%s%s",
		rows[i].what, theirs ? ", and somebody changed it" : "");
}

START_TEST(test_torn)
{
	check_redo(_i, false);
}
END_TEST

START_TEST(test_theirs)
{
	check_redo(_i, true);
}
END_TEST

/* Does nothing if there is no record, or an unreadable one. */
START_TEST(test_no_record)
{
	struct setting s;
	ERR_AUTO struct err e = {0};

	tree_make(&tree);
	put_file(below(&tree, NAME + 1), "x");
	setting_open(&s);
	journal_finish(&s.store, &s.root);
	ck_assert_int_eq(mkdir(below(&tree, "state"), 0700), 0);
	put_file(below(&tree, "state/backups/redo.tar"), "noise");
	ck_assert_int_eq(store_load(&s.store, &e), 0);
	journal_finish(&s.store, &s.root);
	SPAN_AUTO struct span now = get_bytes(below(&tree, NAME + 1));
	ck_assert_str_eq(now.data, "x");
	setting_close(&s);
	tree_remove(&tree);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("journal");
	TCase *c = add_case(s, "journal");

	tcase_add_loop_test(c, test_torn, 0, N_ROWS(rows));
	tcase_add_loop_test(c, test_theirs, 0, N_ROWS(rows));
	tcase_add_test(c, test_no_record);
	return run_suite(s);
}
