/* SPDX-License-Identifier: MIT */
/* Tests records: any damage is noticed, and the file stays. */
#include "backup/sealed.h"

#include "os/root.h"
#include "testing.h"

#define PATH "/state/notes"

static struct tree tree;
static struct root root;
static struct store store;
static const struct sealed notes = {"notes", "then nothing is lost"};

static void set_up(void)
{
	ERR_AUTO struct err e = {0};

	tree_make(&tree);
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
	store = STORE_NONE;
	store.root = &root;
	store.path = strdup("/state");
}

static void tear_down(void)
{
	store_done(&store);
	root_close(&root);
	tree_remove(&tree);
}

static void put(const char *string)
{
	BUF_AUTO struct buf text = {0};
	ERR_AUTO struct err e = {0};

	buf_adds(&text, string);
	ck_assert_int_eq(sealed_put(&store, &notes, &text, &e), 0);
}

/* Reads the record and expects this result and, if it is 0, this text. */
static void expect(int rc, const char *string)
{
	BUF_AUTO struct buf text = {0};
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(sealed_get(&store, &notes, &text, &e), rc);
	assert_bytes(buf_span(&text), span_str(string), "text");
	if (rc)
		ck_assert_int_eq(strncmp(e.message, PATH ": ", strlen(PATH ": ")), 0);
}

static const char *file(void)
{
	return below(&tree, PATH + 1);
}

START_TEST(test_record)
{
	expect(0, "");
	put("a=1\n");
	expect(0, "a=1\n");
	put("no line end");
	expect(0, "no line end");
	put("");
	expect(0, "");
	ck_assert_int_ne(access(file(), F_OK), 0);
}
END_TEST

START_TEST(test_cut_off)
{
	put("a=1\nb=2\n");
	SPAN_AUTO struct span whole = get_bytes(file());
	for (size_t size = 0; size < whole.size; size++) {
		put_bytes(file(), span_of(whole.data, size));
		expect(-JSEC_RECORD_DAMAGED, "");
		SPAN_AUTO struct span now = get_bytes(file());
		ck_assert_uint_eq(now.size, size);
	}
}
END_TEST

START_TEST(test_flipped)
{
	put("a=1\nb=2\n");
	SPAN_AUTO struct span whole = get_bytes(file());
	for (size_t at = 0; at < whole.size; at++)
		for (int bit = 0; bit < 8; bit++) {
			BUF_AUTO struct buf text = {0};
			ERR_AUTO struct err e = {0};

			((char *)whole.data)[at] ^= (char)(1 << bit);
			put_bytes(file(), whole);
			((char *)whole.data)[at] ^= (char)(1 << bit);
			int rc = sealed_get(&store, &notes, &text, &e);
			ck_assert_msg(
				rc == -JSEC_RECORD_DAMAGED || rc == -JSEC_NEWER_FORMAT,
				"byte %zu, bit %d: %d", at, bit, rc);
			ck_assert_uint_eq(text.size, 0);
		}
}
END_TEST

START_TEST(test_newer)
{
	put_file(file(), "# jsecpatch notes, format 99, digest of some new kind\nx\n");
	expect(-JSEC_NEWER_FORMAT, "");
	put_file(file(), "# jsecpatch others, format 99\nx\n");
	expect(-JSEC_RECORD_DAMAGED, "");
}
END_TEST

/* It is an error of its own if a record cannot be read. */
START_TEST(test_unreadable)
{
	BUF_AUTO struct buf text = {0};
	ERR_AUTO struct err e = {0};

	put("a");
	ck_assert_int_eq(unlink(file()), 0);
	ck_assert_int_eq(mkdir(file(), 0700), 0);
	int rc = sealed_get(&store, &notes, &text, &e);
	ck_assert(rc && rc != -JSEC_NOT_FOUND && rc != -JSEC_RECORD_DAMAGED);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sealed");
	TCase *c = add_case(s, "sealed");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_record);
	tcase_add_test(c, test_cut_off);
	tcase_add_test(c, test_flipped);
	tcase_add_test(c, test_newer);
	tcase_add_test(c, test_unreadable);
	return run_suite(s);
}
