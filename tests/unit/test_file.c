/* SPDX-License-Identifier: MIT */
/* Tests reading a file: its kind, its metadata, and changes meanwhile. */
#include "os/file.h"

#include "os/root.h"
#include "os/system.h"

#include "testing.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/xattr.h>

static struct tree tree;
static struct root root;

static void set_up(void)
{
	ERR_AUTO struct err e = {0};

	tree_make(&tree);
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
}

static void tear_down(void)
{
	root_close(&root);
	tree_remove(&tree);
}

static int read_it(const char *path, struct buf *bytes, struct meta *meta, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	int rc = root_resolve(&root, path, &p, e);

	return rc ? rc : file_read(&p, bytes, meta, e);
}

static int code_of(const char *path)
{
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	ERR_AUTO struct err e = {0};
	int rc = read_it(path, &bytes, &meta, &e);

	ck_assert_int_eq(e.public.code, -rc);
	return rc;
}

static const struct span contents[] = {
	BYTES(""), BYTES("x"), BYTES("a\0b\n"), BYTES("\xff\xfe\r\n")};

START_TEST(test_read)
{
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	ERR_AUTO struct err e = {0};
	struct stat st;

	put_bytes(below(&tree, "f"), contents[_i]);
	ck_assert_int_eq(read_it("/f", &bytes, &meta, &e), 0);
	assert_bytes(buf_span(&bytes), contents[_i], "bytes");
	ck_assert_int_eq(stat(below(&tree, "f"), &st), 0);
	ck_assert_uint_eq(meta.info.id.number, st.st_ino);
	const struct file_info now = file_info_make(&st);
	ck_assert(file_info_is_same(&meta.info, &now));
}
END_TEST

START_TEST(test_large)
{
	SPAN_AUTO struct span all =
		repeated(span_str("0123456\n"), FILE_MAX_SIZE, span_str(""));
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	ERR_AUTO struct err e = {0};

	put_bytes(below(&tree, "f"), all); /* the largest allowed size */
	ck_assert_int_eq(read_it("/f", &bytes, &meta, &e), 0);
	ck_assert(span_equal(buf_span(&bytes), all));
}
END_TEST

START_TEST(test_no_file)
{
	ck_assert_int_eq(mkdir(below(&tree, "dir"), 0755), 0);
	ck_assert_int_eq(mkfifo(below(&tree, "fifo"), 0644), 0);
	ck_assert_int_eq(code_of("/dir"), -JSEC_NOT_REGULAR);
	ck_assert_int_eq(
		code_of("/fifo"), -JSEC_NOT_REGULAR); /* does not wait for a writer */
	ck_assert_int_eq(code_of("/missing"), -JSEC_NOT_FOUND);
	ck_assert_int_eq(code_of("/"), -JSEC_NOT_REGULAR);
}
END_TEST

START_TEST(test_socket_and_device)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_int_ge(fd, 0);
	snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", tree.path);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	close(fd);
	ck_assert_int_eq(code_of("/socket"), -JSEC_NOT_REGULAR);
	if (mknod(below(&tree, "zero"), S_IFCHR | 0644, 0x105) == 0)
		ck_assert_int_eq(code_of("/zero"), -JSEC_NOT_REGULAR);
}
END_TEST

START_TEST(test_too_large)
{
	static const off_t sizes[] = {(16 << 20) + 1, 1LL << 40};

	put_file(below(&tree, "sparse"), "x");
	ck_assert_int_eq(truncate(below(&tree, "sparse"), sizes[_i]), 0);
	ck_assert_int_eq(code_of("/sparse"), -JSEC_TOO_LARGE);
}
END_TEST

/* Something else gets the file's name between finding and reading it. */
START_TEST(test_swapped)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	ERR_AUTO struct err e = {0};

	put_file(below(&tree, "f"), "x");
	put_file(below(&tree, "secret"), "y");
	ck_assert_int_eq(root_resolve(&root, "/f", &p, &e), 0);
	ck_assert_int_eq(remove(below(&tree, "f")), 0);
	if (_i == 0)
		ck_assert_int_eq(symlink("secret", below(&tree, "f")), 0);
	else if (_i == 1)
		ck_assert_int_eq(mkfifo(below(&tree, "f"), 0644), 0);
	else
		ck_assert_int_eq(mkdir(below(&tree, "f"), 0755), 0);
	ck_assert_int_eq(file_read(&p, &bytes, &meta, &e), 0);
	ck_assert_str_eq(buf_str(&bytes), "x");
}
END_TEST

/* What was examined is no real file. */
START_TEST(test_pseudo)
{
	ERR_AUTO struct err e = {0};
	PLACE_AUTO struct place p = PLACE_NONE;
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	struct root host;

	ck_assert_int_eq(root_open(&host, "/", &e), 0);
	ck_assert_int_eq(root_resolve(&host, "/proc/sys/kernel/ostype", &p, &e), 0);
	root_close(&host);
	ck_assert_int_eq(place_open(&p, O_RDONLY), -1);
	ck_assert_int_eq(file_read(&p, &bytes, &meta, &e), -JSEC_NOT_REGULAR);
}
END_TEST

static atomic_bool stop;

/* Changes the file's time all the time. */
static void *touch(void *path)
{
	struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = 1}};
	int fd = open(path, O_RDWR);

	while (!stop) {
		times[1].tv_nsec = (times[1].tv_nsec + 1) % 1000000000;
		futimens(fd, times);
	}
	close(fd);
	return NULL;
}

START_TEST(test_changed)
{
	SPAN_AUTO struct span all = repeated(span_str("x"), FILE_MAX_SIZE, span_str(""));
	static char path[128];
	pthread_t thread;
	int rc = 0;

	put_bytes(below(&tree, "f"), all);
	snprintf(path, sizeof path, "%s/f", tree.path);
	stop = false;
	ck_assert_int_eq(pthread_create(&thread, NULL, touch, path), 0);
	for (int i = 0; !rc && i < 200; i++)
		rc = code_of("/f");
	stop = true;
	pthread_join(thread, NULL);
	ck_assert_int_eq(rc, -JSEC_CHANGED);
}
END_TEST

static struct file_info examine(const char *path)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return file_info_make(&st);
}

START_TEST(test_identity)
{
	static const struct timespec earlier[2] = {{1, 0}, {1, 5}};
	const char *f = below(&tree, "f"), *g = below(&tree, "g");
	struct file_info before, after;

	put_file(f, "x");
	before = examine(f);
	ck_assert(file_info_is_same(&before, &before));
	put_file(g, "x");
	after = examine(g);
	ck_assert(!file_info_is_same(&before, &after)); /* another file */
	ck_assert_int_eq(utimensat(AT_FDCWD, f, earlier, 0), 0);
	after = examine(f);
	ck_assert(!file_info_is_same(&before, &after)); /* another time */
	before = after;
	after.modified.nanoseconds++;
	ck_assert(!file_info_is_same(&before, &after)); /* only a little later */
	put_file(f, "xx");
	ck_assert_int_eq(utimensat(AT_FDCWD, f, earlier, 0), 0);
	after = examine(f);
	ck_assert(!file_info_is_same(&before, &after)); /* another size */
}
END_TEST

START_TEST(test_xattrs)
{
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	ERR_AUTO struct err e = {0};
	const char *f = below(&tree, "f");
	char name[64];

	put_file(f, "x");
	for (int i = 0; i < 60; i++) { /* more names than fit in the first buffer */
		snprintf(name, sizeof name, "user.an-attribute-with-a-long-name-%d", i);
		if (setxattr(f, name, "a\0b", (size_t)(i % 4), 0))
			return; /* this file system has no attributes */
	}
	ck_assert_int_eq(read_it("/f", &bytes, &meta, &e), 0);
	ck_assert_uint_ge(meta.n_xattrs, 60);
	for (size_t i = 0; i < meta.n_xattrs; i++)
		if (!strcmp(meta.xattrs[i].name, "user.an-attribute-with-a-long-name-7"))
			assert_bytes(buf_span(&meta.xattrs[i].value), span_of("a\0b", 3),
				"value");
}
END_TEST

/* Two files have the same metadata, or differ in one thing. */
START_TEST(test_meta_equal)
{
	META_AUTO struct meta a = {.info = {.kind = FILE_REGULAR, .permissions = 0644}};
	META_AUTO struct meta b = {.info = {.kind = FILE_REGULAR, .permissions = 0644}};

	ck_assert_int_eq(meta_add_xattr(&a, "user.x", "1", 1), 0);
	ck_assert_int_eq(meta_add_xattr(&a, "user.y", "2", 1), 0);
	ck_assert_int_eq(meta_add_xattr(&b, "user.y", "2", 1), 0);
	ck_assert_int_eq(meta_add_xattr(&b, "user.x", _i == 5 ? "3" : "1", 1), 0);
	b.info.permissions = _i == 1 ? 0640 : b.info.permissions;
	b.info.owner.user = _i == 2;
	b.info.owner.group = _i == 3;
	if (_i == 4)
		ck_assert_int_eq(meta_add_xattr(&b, "user.z", "", 0), 0);
	b.info.id.number = 7; /* is not compared */
	ck_assert_int_eq(meta_equal(&a, &b), _i == 0);
	ck_assert_int_eq(meta_equal(&b, &a), _i == 0);
}
END_TEST

START_TEST(test_read_all)
{
	BUF_AUTO struct buf few = {0}, all = {0};
	int64_t at = 0;

	put_file(below(&tree, "f"), "0123456789");
	int fd = open(below(&tree, "f"), O_RDONLY);
	ck_assert_int_eq(system_read_all(fd, 9, &few), -1);
	ck_assert_int_eq(errno, EFBIG);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	ck_assert_int_eq(system_read_all(fd, 10, &all), 0);
	ck_assert_str_eq(buf_str(&all), "0123456789");
	ck_assert_int_eq(
		system_write_at(fd, span_str("x"), &at), -1); /* only for reading */
	ck_assert_int_eq(errno, EBADF);
	close(fd);
	ck_assert_int_eq(system_read_all(-1, 10, &all), -1);
}
END_TEST

START_TEST(test_write_all)
{
	SPAN_AUTO struct span all =
		repeated(span_str("0123456\n"), 1 << 20, span_str(""));
	int fd = open(below(&tree, "f"), O_CREAT | O_WRONLY, 0644);
	int64_t at = 0;

	ck_assert_int_eq(system_write_at(fd, all, &at), 0);
	ck_assert_int_eq(system_write_at(fd, span_str(""), &at), 0);
	ck_assert_int_eq(at, (int64_t)all.size);
	close(fd);
	SPAN_AUTO struct span now = get_bytes(below(&tree, "f"));
	ck_assert(span_equal(now, all));
	fd = open("/dev/full", O_WRONLY);
	ck_assert_int_eq(system_write_at(fd, all, &at), -1);
	ck_assert_int_eq(errno, ENOSPC);
	close(fd);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("file");
	TCase *c = add_case(s, "file");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, test_read, 0, N_ROWS(contents));
	tcase_add_test(c, test_large);
	tcase_add_test(c, test_no_file);
	tcase_add_test(c, test_socket_and_device);
	tcase_add_loop_test(c, test_too_large, 0, 2);
	tcase_add_loop_test(c, test_swapped, 0, 3);
	tcase_add_test(c, test_pseudo);
	tcase_add_test(c, test_changed);
	tcase_add_test(c, test_identity);
	tcase_add_test(c, test_xattrs);
	tcase_add_loop_test(c, test_meta_equal, 0, 6);
	tcase_add_test(c, test_read_all);
	tcase_add_test(c, test_write_all);
	return run_suite(s);
}
