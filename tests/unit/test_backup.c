/* SPDX-License-Identifier: MIT */
/* Reads the lines of a manifest with libarchive's mtree(5) reader. */
#include "backup/backup.h"

#include <archive.h>
#include <archive_entry.h>

#include "testing.h"

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static const char *const paths[] = {
	"etc/java-17-openjdk/security/java.security",
	"with blanks/ and more ",
	"new\nline/tab\there/back\\slash",
	"#comment=key",
	"caf\xc3\xa9/utf-8",
	"caf\xe9/not utf-8 \xff",
	"\\040",
};

static struct buf make_line(const char *path)
{
	const struct meta meta = {.info = {.kind = FILE_REGULAR,
					  .permissions = 0640,
					  .owner = {7, 8},
					  .modified = {1234567890, 5}}};
	const struct pack_member m = {
		path, span_str("abc"), &meta, NULL, NULL, NULL, NULL};
	struct buf line = {0};

	backup_add_line(&m, ABC, &line);
	return line;
}

START_TEST(test_line)
{
	BUF_AUTO struct buf line = make_line(paths[_i]);
	BUF_AUTO struct buf mtree = {0};
	struct archive *a = archive_read_new();
	struct archive_entry *entry;

	ck_assert_ptr_eq(strchr(buf_str(&line), '\n'), buf_str(&line) + line.size - 1);
	ck_assert_ptr_nonnull(strstr(buf_str(&line), " sha256digest=" ABC "\n"));
	buf_addf(&mtree, "#mtree\n%s", buf_str(&line));
	ck_assert_int_eq(archive_read_support_format_mtree(a), ARCHIVE_OK);
	ck_assert_int_eq(archive_read_open_memory(a, mtree.data, mtree.size), ARCHIVE_OK);
	ck_assert_int_eq(archive_read_next_header(a, &entry), ARCHIVE_OK);
	const char *path = archive_entry_pathname(entry);
	ck_assert_str_eq(strncmp(path, "./", 2) ? path : path + 2, paths[_i]);
	ck_assert_int_eq(archive_entry_size(entry), 3);
	ck_assert_uint_eq(archive_entry_perm(entry), 0640);
	ck_assert_int_eq(archive_entry_uid(entry), 7);
	ck_assert_int_eq(archive_entry_gid(entry), 8);
	/* On some processors the library was built with times of 32 bits. */
	ck_assert_int_eq((int32_t)archive_entry_mtime(entry), 1234567890);
	ck_assert_int_eq(archive_entry_mtime_nsec(entry), 5);
	archive_read_free(a);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("backup");
	TCase *c = add_case(s, "backup");

	tcase_add_loop_test(c, test_line, 0, N_ROWS(paths));
	return run_suite(s);
}
