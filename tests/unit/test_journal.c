/* SPDX-License-Identifier: MIT */
/* Tests that the next run finishes a rewrite in place that was killed. */
#include "plan/journal.h"

#include "os/root.h"
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
}

static void setting_close(struct setting *s)
{
	store_done(&s->store);
	root_close(&s->root);
}

/* What is in the file when the next run finds it, and what must become of it. */
enum found { OLD, BACK, NEW, MIXED, OTHER };

/*
 * Sizes of texts: the old one is all 'o', the new one all 'n'. The file is found with
 * `new_part` new bytes, then `zeros`, and the rest of its `size` bytes old.
 */
static const struct {
	const char *what;
	size_t old, new;
	size_t new_part, zeros, size; /* the file as found */
	enum found found;
} rows[] = {
	{"nothing was written", 5000, 5000, 0, 0, 5000, OLD},
	{"all was put back but its time", 5000, 5000, 0, 0, 5000, BACK},
	{"all was written", 5000, 5000, 5000, 0, 5000, NEW},
	{"a page was written", 5000, 5000, 4096, 0, 5000, MIXED},
	{"a sector was written", 5000, 5000, 512, 0, 5000, MIXED},
	{"a write ended anywhere", 5000, 5000, 700, 0, 5000, MIXED},
	{"shorter, a page was written", 9000, 8990, 4096, 0, 9000, MIXED},
	{"shorter, not yet cut off", 9000, 8990, 8990, 0, 9000, MIXED},
	{"shorter, cut off, then the power went", 9000, 8990, 8990, 10, 9000, MIXED},
	{"shorter by much, likewise", 9000, 5000, 5000, 4000, 9000, MIXED},
	{"longer, a page was written", 8990, 9000, 4096, 0, 8990, MIXED},
	/* The new bytes need a page that the old file does not have. */
	{"longer, up to the last page", 4090, 4100, 4096, 0, 4096, MIXED},
	{"longer by much, half-way", 4090, 20000, 8192, 0, 8192, MIXED},
	{"longer, but not written", 4090, 20000, 4096, 15904, 20000, MIXED},
	{"a sector is lost", 9000, 9000, 4096, 512, 9000, MIXED},
	{"all is lost", 9000, 9000, 0, 9000, 9000, MIXED},
	{"too short", 9000, 8990, 8000, 0, 8000, OTHER},
	{"too long", 9000, 8990, 8990, 20, 9010, OTHER},
	{"empty", 9000, 8990, 0, 0, 0, OTHER},
	{"old and new, twice in a sector", 9000, 9000, 100, 50, 9000, OTHER},
};

static char *make_text(size_t n_new, size_t n_zero, size_t size)
{
	char *text = malloc(size + 1);

	memset(text, 'n', n_new < size ? n_new : size);
	for (size_t i = n_new; i < size; i++)
		text[i] = i < n_new + n_zero ? 0 : 'o';
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

#define RECORD "state/backups/redo.tar"

/* What happens to the record or to the file before the next run. */
enum event { NOTHING, CHANGED, FLIPPED, CUT, NEWER, N_EVENTS };

static void put_event(enum event what, char *found)
{
	SPAN_AUTO struct span record = get_bytes(below(&tree, RECORD));
	char *bytes = (char *)record.data;

	if (what == CHANGED)
		found[512] = 'x'; /* where a sector begins */
	if (what == FLIPPED)
		bytes[record.size / 2] ^= 1;
	if (what == NEWER)
		bytes[record.size - 67] = '2'; /* the seal has 82 bytes */
	put_bytes(below(&tree, RECORD),
		span_cut(record, 0, what == CUT ? record.size * 2 / 3 : record.size));
}

static const char *const reasons[N_EVENTS] = {[CHANGED] = "somebody else has changed it",
	[FLIPPED] = "its record is damaged",
	[CUT] = "its record is damaged",
	[NEWER] = "its record is of a newer jsecpatch"};

/* Says whether the error names the file or the record, and a way out. */
static bool is_refused(const struct err *e, enum event what)
{
	return e->public.code == JSEC_UNFINISHED && reasons[what] &&
	       strstr(e->message, reasons[what]) && strstr(e->message, "redo.tar") &&
	       strstr(e->message, "restore");
}

/* Writes the record, and the file as it is found. */
static int leave(struct setting *s, int i, enum event what, struct span *ret)
{
	static const struct timespec times[2] = {{0}};
	struct err e = {0};
	struct meta meta = {.info = {.kind = FILE_REGULAR, .permissions = 0644}};
	char *old = make_text(0, 0, rows[i].old),
	     *new = make_text(rows[i].new, 0, rows[i].new);
	char *found = make_text(rows[i].new_part, rows[i].zeros, rows[i].size);
	struct backup_keep keep = {
		.member = {NAME + 1, span_of(old, rows[i].old), &meta}, .file = NAME};
	const struct backup *b;
	meta.info.owner = owner_get_own();
	int rc = store_save(&s->store, "allow", &keep, 1, &b, &e);

	rc = rc ? rc
		: journal_begin(&s->store, &keep, span_of(new, rows[i].new), &meta, &e);
	put_event(what, found);
	put_bytes(below(&tree, NAME + 1), span_of(found, rows[i].size));
	if (rows[i].found == OLD)
		utimensat(AT_FDCWD, below(&tree, NAME + 1), times, 0);
	*ret = rows[i].found == OTHER || what != NOTHING ? span_of(found, rows[i].size)
	       : rows[i].found <= BACK			 ? span_of(old, rows[i].old)
							 : span_of(new, rows[i].new);
	char *const texts[] = {old, new, found};
	for (int k = 0; k < N_ROWS(texts); k++)
		if (texts[k] != ret->data)
			free(texts[k]);
	err_done(&e);
	return rc;
}

/* Runs in its own process and mount namespace. Returns 0 if all is right. */
static int redo(int i, enum event what)
{
	struct setting s;
	struct err e = {0};
	SPAN_AUTO struct span want = {0};
	bool refused = what != NOTHING || rows[i].found == OTHER;
	enum event why = what ? what : CHANGED;

	setting_open(&s);
	if (leave(&s, i, what, &want))
		return 1;
	int look = journal_look(&s.store, &s.root, &e);
	bool ok = refused ? is_refused(&e, why)
		  : rows[i].found == MIXED || rows[i].found == BACK
			  ? look == -JSEC_UNFINISHED && strstr(e.message, "the next run")
			  : !look;
	err_done(&e);
	int rc = journal_finish(&s.store, &s.root, &e);
	ok = ok && (refused ? rc == -JSEC_UNFINISHED && is_refused(&e, why) : !rc);
	struct span now = get_bytes(below(&tree, NAME + 1));
	ok = ok && span_equal(now, want) &&
	     !access(below(&tree, RECORD), F_OK) == refused;
	err_done(&e);
	ok = ok && (refused || !journal_look(&s.store, &s.root, &e));
	setting_close(&s);
	free_span(&now);
	return ok ? 0 : 1;
}

static void check_redo(int i, enum event what)
{
	int status;

	tree_make(&tree);
	put_file(below(&tree, NAME + 1), "");
	pid_t pid = fork();
	if (!pid)
		_exit(mount_file() ? redo(i, what) : NOT_HERE);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	tree_remove(&tree);
	ck_assert(WIFEXITED(status));
	ck_assert_msg(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == NOT_HERE,
		"%s, %s", rows[i].what, reasons[what] ? reasons[what] : "no event");
}

START_TEST(test_torn)
{
	check_redo(_i, NOTHING);
}
END_TEST

START_TEST(test_events)
{
	check_redo(3, (enum event)_i);
}
END_TEST

/* Does nothing if there is no record. Anything else of this name is a damaged one. */
START_TEST(test_no_record)
{
	struct setting s;
	ERR_AUTO struct err e = {0};

	tree_make(&tree);
	put_file(below(&tree, NAME + 1), "x");
	setting_open(&s);
	ck_assert_int_eq(journal_finish(&s.store, &s.root, &e), 0);
	ck_assert_int_eq(mkdir(below(&tree, "state"), 0700), 0);
	put_file(below(&tree, RECORD), _i ? "noise" : "");
	ck_assert_int_eq(journal_look(&s.store, &s.root, &e), -JSEC_UNFINISHED);
	err_done(&e);
	ck_assert_int_eq(journal_finish(&s.store, &s.root, &e), -JSEC_UNFINISHED);
	ck_assert_ptr_nonnull(strstr(e.message, "redo.tar"));
	SPAN_AUTO struct span now = get_bytes(below(&tree, NAME + 1));
	ck_assert_str_eq(now.data, "x");
	ck_assert_int_eq(access(below(&tree, RECORD), F_OK), 0);
	setting_close(&s);
	tree_remove(&tree);
}
END_TEST

/* The record of a file that is not whole is not replaced by that of another one. */
START_TEST(test_other_record)
{
	struct setting s;
	ERR_AUTO struct err e = {0};
	SPAN_AUTO struct span want = {0};
	struct meta meta = {.info = {.kind = FILE_REGULAR, .permissions = 0644}};
	struct backup_keep keep = {.member = {"etc/other", span_str("x"), &meta}};

	tree_make(&tree);
	put_file(below(&tree, NAME + 1), "");
	setting_open(&s);
	ck_assert_int_eq(leave(&s, 3, NOTHING, &want), 0);
	ck_assert_int_eq(journal_begin(&s.store, &keep, span_str("y"), &meta, &e),
		-JSEC_UNFINISHED);
	err_done(&e);
	keep.member.path = NAME + 1;
	ck_assert_int_eq(journal_begin(&s.store, &keep, span_str("y"), &meta, &e), 0);
	setting_close(&s);
	tree_remove(&tree);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("journal");
	TCase *c = add_case(s, "journal");

	tcase_add_loop_test(c, test_torn, 0, N_ROWS(rows));
	tcase_add_loop_test(c, test_events, CHANGED, N_EVENTS);
	tcase_add_loop_test(c, test_no_record, 0, 2);
	tcase_add_test(c, test_other_record);
	return run_suite(s);
}
