/* SPDX-License-Identifier: MIT */
/* Shared by the unit tests: bytes in tables, temporary trees, and running a suite. */
#ifndef TESTING_H
#define TESTING_H

#include "base/span.h"

#include <check.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Valgrind and QEMU are fifty times slower, so they get smaller tests. */
#ifdef EMULATED
#define HOSTILE_SIZE ((size_t)1 << 15)
#define STRIDE 31
#else
#define HOSTILE_SIZE ((size_t)1 << 20)
#define STRIDE 1
#endif

/* Tells whether QEMU emulates the kernel. Prints what is left out then, for tests/sum.py. */
static inline bool under_qemu(const char *what)
{
	const char *wrap = getenv("WRAP");
	bool ret = wrap && strstr(wrap, "qemu");

	if (ret)
		printf("left out under QEMU: %s\n", what);
	return ret;
}

#define N_ROWS(table) ((int)(sizeof(table) / sizeof *(table)))

/* The bytes of a literal, including NULs. */
#define BYTES(literal)                       \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

/* Returns bytes in a form for messages. Valid until four more calls. */
static inline const char *shown(struct span s)
{
	static char texts[4][1200];
	static int turn;
	char *text = texts[turn++ % 4], *at = text;

	for (size_t i = 0; i < s.size && at < text + sizeof texts[0] - 8; i++) {
		unsigned char c = (unsigned char)s.data[i];
		if (c == '\n')
			at += sprintf(at, "\\n");
		else if (c == '\r')
			at += sprintf(at, "\\r");
		else if (c < ' ' || c >= 0x7f)
			at += sprintf(at, "\\%03o", c);
		else
			at += sprintf(at, "%c", c);
	}
	*at = 0;
	return text;
}

static inline void assert_bytes(struct span got, struct span want, const char *what)
{
	ck_assert_msg(span_equal(got, want), "%s: got \"%s\", want \"%s\"", what,
		shown(got), shown(want));
}

/* Repeats `unit` up to `size` bytes, and adds `tail`. Malloc'd. */
static inline struct span repeated(struct span unit, size_t size, struct span tail)
{
	size_t n = size / unit.size * unit.size;
	char *data = malloc(n + tail.size + 1);

	ck_assert_ptr_nonnull(data);
	for (size_t i = 0; i < n; i += unit.size)
		memcpy(data + i, unit.data, unit.size);
	memcpy(data + n, tail.data, tail.size);
	return span_of(data, n + tail.size);
}

/* A temporary directory for a test. */
struct tree {
	char path[100];
};

static inline void tree_make(struct tree *t)
{
	const char *where = getenv("TMPDIR");

	snprintf(t->path, sizeof t->path, "%s/jsecpatch-unit-XXXXXX",
		where ? where : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(t->path));
	ck_assert_int_eq(chmod(t->path, 0755), 0);
}

static inline int tree_remove_one(
	const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline void tree_remove(struct tree *t)
{
	nftw(t->path, tree_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Returns a path in the tree. Valid until eight more calls. */
static inline const char *below(const struct tree *t, const char *path)
{
	static char texts[8][4096];
	static int turn;
	char *text = texts[turn++ % 8];

	snprintf(text, sizeof texts[0], "%s/%s", t->path, path);
	return text;
}

/* Makes the parent directories of a path. */
static inline void make_dirs(const char *path)
{
	char copy[4096];

	snprintf(copy, sizeof copy, "%s", path);
	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		mkdir(copy, 0755);
		*slash = '/';
	}
}

static inline void put_bytes(const char *path, struct span bytes)
{
	FILE *f;

	make_dirs(path);
	f = fopen(path, "w");
	ck_assert_msg(f != NULL, "cannot make %s", path);
	ck_assert_uint_eq(fwrite(bytes.data, 1, bytes.size, f), bytes.size);
	ck_assert_int_eq(fclose(f), 0);
}

static inline void put_file(const char *path, const char *text)
{
	put_bytes(path, span_str(text));
}

/* Reads a file. Malloc'd; data is NULL if it cannot be read. */
static inline struct span get_bytes(const char *path)
{
	struct stat st;
	struct span s = {0};
	FILE *f = fopen(path, "r");

	if (!f)
		return s;
	ck_assert_int_eq(fstat(fileno(f), &st), 0);
	char *data = malloc((size_t)st.st_size + 1);
	ck_assert_ptr_nonnull(data);
	s = span_of(data, fread(data, 1, (size_t)st.st_size, f));
	data[s.size] = 0;
	fclose(f);
	return s;
}

static inline void free_span(struct span *s)
{
	free((char *)s->data);
}

#define SPAN_AUTO __attribute__((cleanup(free_span)))

/* Starts a process that takes something, and holds it until it is killed. */
static inline pid_t start_holder(bool (*take)(const void *), const void *what)
{
	int ready[2];
	char c = 0;

	ck_assert_int_eq(pipe(ready), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		if (take(what))
			(void)!write(ready[1], "x", 1);
		pause();
		_exit(0);
	}
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

/* meson has the time limit, which allows for slow tools. */
static inline TCase *add_case(Suite *s, const char *name)
{
	TCase *c = tcase_create(name);

	tcase_set_timeout(c, 0);
	suite_add_tcase(s, c);
	return c;
}

static inline int run_suite(Suite *s)
{
	SRunner *runner = srunner_create(s);

	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
