/* SPDX-License-Identifier: MIT */
/* Tests what the headers of different tar programs say about a member. */
#include "archive/tar_members.h"

#include "archive/tar_header.h"
#include "testing.h"

#define LONG_PATH                                                   \
	"a/very/long/path/that/has/more/than/a/hundred/characters/" \
	"0123456789/0123456789/0123456789/0123456789/0123456789/file"
#define NEXT "next" /* a member after the one that is tested */

static struct tree tree;
static struct handle *file;

static void set_up(void)
{
	ERR_AUTO struct err e = {0};

	tree_make(&tree);
	int fd = open(below(&tree, "a.tar"), O_CREAT | O_RDWR, 0600);
	ck_assert_int_eq(handle_wrap(fd, "/a.tar", "the archive", &file, &e), 0);
}

static void tear_down(void)
{
	handle_close(file);
	tree_remove(&tree);
}

/* How a header differs from one of ustar. */
enum magic { POSIX, GNU, OLD };

static void add_header(struct buf *tar, char type, const char *name, const char *target,
	size_t size, enum magic magic, const char *prefix)
{
	struct tar_fields f = {.type = type, .permissions = 0644, .size = (int64_t)size};
	char block[TAR_BLOCK];

	snprintf(f.name, sizeof f.name, "%s", name);
	tar_header_make(&f, block);
	snprintf(block + 157, 100, "%s", target);
	if (magic == GNU)
		memcpy(block + 257, "ustar  ", 8);
	if (magic == OLD)
		memset(block + 257, 0, 8);
	snprintf(block + 345, 130, "%s", prefix);
	if (type == 'S')
		block[482] = 1; /* a block of the map follows */
	ck_assert(tar_header_set_size(block, (int64_t)size));
	buf_add(tar, span_of(block, sizeof block));
}

static void add_blocks(struct buf *tar, struct span bytes)
{
	static const char zeros[TAR_BLOCK];

	buf_add(tar, bytes);
	buf_add(tar,
		span_of(zeros, (size_t)tar_header_pad((int64_t)bytes.size) - bytes.size));
}

static void add_prefix(struct buf *tar, char type, const char *text)
{
	/* the names of GNU tar end with a NUL */
	size_t size = strlen(text) + (type == 'L' || type == 'K');

	add_header(tar, type, "prefix", "", size, type == 'x' ? POSIX : GNU, "");
	add_blocks(tar, span_of(text, size));
}

static const struct row {
	struct {
		char type;
		const char *text;
	} prefixes[2];
	char type;
	enum magic magic;
	const char *name, *target, *prefix;
	struct span bytes; /* after the header */
	size_t size;	   /* in the header */
	const char *path, *leads_to;
	enum member_kind kind;
	int64_t has; /* bytes */
	bool sparse;
} rows[] = {
	{.type = '0', .name = "f", .bytes = BYTES("x"), .size = 1, .path = "f", .has = 1},
	{.type = 0, .magic = OLD, .name = "f", .path = "f"},
	{.type = '7', .name = "f", .path = "f"},
	{.type = 0, .magic = OLD, .name = "d/", .path = "d/", .kind = MEMBER_OTHER},
	{.type = '5', .name = "d", .size = 9, .path = "d", .kind = MEMBER_OTHER},
	{.type = '3', .name = "c", .size = 9, .path = "c", .kind = MEMBER_OTHER},
	{.type = '0', .name = "f", .prefix = "top/dir", .path = "top/dir/f"},
	{.type = '0', .magic = GNU, .name = "f", .prefix = "01234567", .path = "f"},
	{.type = '2',
		.name = "l",
		.target = "t",
		.size = 5,
		.path = "l",
		.leads_to = "t",
		.kind = MEMBER_SYMLINK},
	{.type = '1',
		.name = "l",
		.target = "t",
		.size = 600,
		.path = "l",
		.leads_to = "t",
		.kind = MEMBER_HARDLINK},
	{{{'x', "30 mtime=1700000000.123456789\n"}}, '1', .name = "l", .target = "t",
		.bytes = BYTES("xyz"), .size = 3, .path = "l", .leads_to = "t",
		.kind = MEMBER_HARDLINK, .has = 3},
	{{{'L', LONG_PATH}}, '0', GNU, .name = "cut", .path = LONG_PATH},
	{{{'K', LONG_PATH}, {'L', "p"}}, '2', GNU, "cut", "cut", .path = "p",
		.leads_to = LONG_PATH, .kind = MEMBER_SYMLINK},
	{{{'x', "10 path=p\n14 linkpath=q\n"}}, '2', POSIX, "cut", "cut", .path = "p",
		.leads_to = "q", .kind = MEMBER_SYMLINK},
	{{{'g', "11 path=no\n"}}, '0', .name = "f", .path = "f"},
	{{{'x', "10 size=3\n"}}, '0', .name = "f", .bytes = BYTES("xyz"), .path = "f",
		.has = 3},
	{{{'x', "17 path=caf\xc3\xa9\xe9/\xff\n21 hdrcharset=BINARY\n"}}, '0',
		.name = "f", .path = "caf\xc3\xa9\xe9/\xff"},
	{{{'x', "22 GNU.sparse.major=1\n21 GNU.sparse.name=p\n"}}, '0',
		.name = "GNUSparseFile.1/p", .bytes = BYTES("map"), .size = 3,
		.path = "p", .has = 3, .sparse = true},
	{.type = 'S',
		.magic = GNU,
		.name = "s",
		.bytes = BYTES(""),
		.path = "s",
		.sparse = true},
};

static void make_row(const struct row *r, struct buf *tar)
{
	static const char map[TAR_BLOCK], end[2 * TAR_BLOCK];

	for (int i = 0; i < 2 && r->prefixes[i].type; i++)
		add_prefix(tar, r->prefixes[i].type, r->prefixes[i].text);
	add_header(tar, r->type, r->name, r->target ? r->target : "", r->size, r->magic,
		r->prefix ? r->prefix : "");
	if (r->type == 'S')
		buf_add(tar, span_of(map, sizeof map));
	add_blocks(tar, r->bytes);
	add_header(tar, '0', NEXT, "", 0, POSIX, "");
	buf_add(tar, span_of(end, sizeof end));
}

static struct tar *open_bytes(struct span bytes, struct err *e)
{
	struct extent x;
	struct tar *t = NULL;

	ck_assert_int_eq(handle_cut(file, 0, e), 0);
	ck_assert_int_eq(handle_append(file, bytes, e), 0);
	ck_assert_int_eq(extent_make(file, "/a.tar", &x, e), 0);
	ck_assert_int_eq(tar_open(&x, &t, e), 0);
	return t;
}

START_TEST(test_headers)
{
	const struct row *r = &rows[_i];
	BUF_AUTO struct buf tar = {0};
	BUF_AUTO struct buf bytes = {0};
	MEMBER_AUTO struct member m = {0}, next = {0}, none = {0};
	ERR_AUTO struct err e = {0};

	make_row(r, &tar);
	TAR_AUTO struct tar *t = open_bytes(buf_span(&tar), &e);
	ck_assert_msg(tar_next(t, &m, &e) == 1, "%s", e.public.message);
	ck_assert_str_eq(m.path, r->path);
	ck_assert_int_eq(m.kind, r->kind);
	ck_assert_int_eq(m.at, 0);
	ck_assert_int_eq(m.size, r->has);
	ck_assert_int_eq(!m.target, !r->leads_to);
	if (m.target)
		ck_assert_str_eq(m.target, r->leads_to);
	ck_assert_int_eq(m.unreadable && m.fixed, r->sparse);
	if (_i % 2) { /* read or not, the next one is found */
		ck_assert_int_eq(tar_read(t, 1000, &bytes, &e), 0);
		assert_bytes(buf_span(&bytes), r->bytes, "bytes");
	}
	ck_assert_int_eq(tar_next(t, &next, &e), 1);
	ck_assert_str_eq(next.path, NEXT);
	ck_assert_int_eq(tar_next(t, &none, &e), 0);
}
END_TEST

static const struct {
	const char *pax;
	char after; /* a byte after the end */
	const char *message;
} bad[] = {
	{"10 size=x\n", 0, "a size in a pax header is bad"},
	{"99 path=x\n", 0, "a pax header is bad"},
	{"10 path=p\n", 'x', "no proper end"},
};

START_TEST(test_bad)
{
	BUF_AUTO struct buf tar = {0};
	ERR_AUTO struct err e = {0};
	char last[TAR_BLOCK] = {bad[_i].after};
	int more = 1;

	make_row(
		&(struct row){{{'x', bad[_i].pax}}, '0', .name = "f", .bytes = BYTES("")},
		&tar);
	buf_add(&tar, span_of(last, sizeof last));
	TAR_AUTO struct tar *t = open_bytes(buf_span(&tar), &e);
	while (more > 0) {
		MEMBER_AUTO struct member m = {0};
		more = tar_next(t, &m, &e);
	}
	ck_assert_int_eq(more, -JSEC_BAD_ARCHIVE);
	ck_assert_msg(strstr(e.public.message, bad[_i].message) != NULL, "%s",
		e.public.message);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("tar_members");
	TCase *c = add_case(s, "tar_members");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, test_headers, 0, N_ROWS(rows));
	tcase_add_loop_test(c, test_bad, 0, N_ROWS(bad));
	return run_suite(s);
}
