/* SPDX-License-Identifier: MIT */
/* Tests archives and digests: they return what was stored, and report damage. */
#include "backup/pack.h"

#include "testing.h"

#include <locale.h>

static const char acl[] =
	"\2\0\0\0\1\0\6\0\377\377\377\377\2\0\4\0\322\4\0\0\4\0\4\0"
	"\377\377\377\377\20\0\4\0\377\377\377\377\40\0\0\0\377\377\377\377";

static struct tree tree;
static struct handle *file;

static struct handle *wrapped(int fd)
{
	ERR_AUTO struct err e = {0};
	struct handle *h = NULL;

	ck_assert_int_eq(handle_wrap(fd, "/a.tar", "the archive", &h, &e), 0);
	return h;
}

static void set_up(void)
{
	tree_make(&tree);
	file = wrapped(open(below(&tree, "a.tar"), O_CREAT | O_RDWR, 0600));
}

static void tear_down(void)
{
	handle_close(file);
	tree_remove(&tree);
}

static const struct {
	struct span bytes;
	const char *sha256;
} digests[] = {
	{BYTES(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
	{BYTES("abc"),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	{BYTES("\0"), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
	{BYTES("\n"), "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b"},
};

START_TEST(test_digest)
{
	ERR_AUTO struct err e = {0};
	char got[DIGEST_SIZE], of_file[DIGEST_SIZE];

	digest_compute(digests[_i].bytes, got);
	ck_assert_str_eq(got, digests[_i].sha256);
	put_bytes(below(&tree, "a.tar"), digests[_i].bytes);
	ck_assert_int_eq(digest_compute_file(file, "/a.tar", of_file, &e), 0);
	ck_assert_str_eq(of_file, digests[_i].sha256);
}
END_TEST

START_TEST(test_digest_of_large_file)
{
	SPAN_AUTO struct span all =
		repeated(span_str("0123456789"), 300001, span_str("x"));
	ERR_AUTO struct err e = {0};
	char got[DIGEST_SIZE], of_file[DIGEST_SIZE];

	put_bytes(below(&tree, "a.tar"), all);
	digest_compute(all, got);
	ck_assert_int_eq(digest_compute_file(file, "/a.tar", of_file, &e), 0);
	ck_assert_str_eq(of_file, got);
	HANDLE_AUTO struct handle *none = wrapped(-1);
	ck_assert_int_lt(digest_compute_file(none, "/a.tar", of_file, &e), 0);
}
END_TEST

static void fill_meta(struct meta *m, int i)
{
	*m = (struct meta){.info = {.kind = FILE_REGULAR,
				   .permissions = (i ? 0640 : 0644),
				   .owner = {i ? 3000000 : 0, i ? 12345 : 0},
				   .modified = {1700000000 + i, 123456789}}};
	if (!i)
		return;
	ck_assert_int_eq(meta_add_xattr(m, "user.zero", "a\0b=\n", 5), 0);
	ck_assert_int_eq(meta_add_xattr(m, "user.empty", "", 0), 0);
	ck_assert_int_eq(meta_add_xattr(m, "security.selinux", "u:r:t:s0", 9), 0);
	ck_assert_int_eq(
		meta_add_xattr(m, "system.posix_acl_access", acl, sizeof acl - 1), 0);
}

static const char *const paths[] = {
	"etc/java-17-openjdk/security/java.security",
	"x",
	"with blanks/ and more ",
	"new\nline/back\\slash",
	"caf\xc3\xa9/utf-8",
	"caf\xe9/not utf-8 \xff",
	"a/very/long/path/"
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	"aaaaaaaaaaaa"
	"aaaaaaaaaaaaaaaaaa/"
	"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/c",
};

/* Writes two members. The second one has every kind of metadata. */
static void write_two(const char *path, struct meta metas[2])
{
	ERR_AUTO struct err e = {0};

	fill_meta(&metas[0], 0);
	fill_meta(&metas[1], 1);
	struct pack_member members[2] = {
		{"first", span_of("a\0b\n", 4), &metas[0], NULL, NULL, NULL, NULL},
		{path, span_str("second\n"), &metas[1], NULL, NULL, NULL, NULL}};
	ck_assert_msg(!pack_write(file, members, 2, &e), "%s", e.message);
}

static void metas_done(struct meta metas[2])
{
	meta_done(&metas[0]);
	meta_done(&metas[1]);
}

START_TEST(test_round_trip)
{
	struct meta metas[2];
	struct unpacked u = {0};
	struct pack *p = NULL;
	ERR_AUTO struct err e = {0};

	const char *path = paths[_i / 2];

	setlocale(LC_ALL, _i % 2 ? "C.UTF-8" : "C"); /* the caller's locale */
	write_two(path, metas);
	ck_assert_int_eq(pack_open(file, "/a.tar", &p, &e), 0);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(pack_next(p, &u, &e), 1);
		ck_assert_str_eq(u.path, i ? path : "first");
		assert_bytes(buf_span(&u.bytes),
			i ? span_str("second\n") : span_of("a\0b\n", 4), "bytes");
		ck_assert(meta_equal(&u.meta, &metas[i]));
		ck_assert_int_eq(
			u.meta.info.modified.seconds, metas[i].info.modified.seconds);
		ck_assert_int_eq(u.meta.info.modified.nanoseconds,
			metas[i].info.modified.nanoseconds);
		unpacked_done(&u);
	}
	ck_assert_int_eq(pack_next(p, &u, &e), 0);
	pack_close(p);
	pack_close(NULL);
	metas_done(metas);
}
END_TEST

static const struct file_time times[] = {{0, 0}, {0, 1}, {1, 0}, {-1, 0}, {-1, 750000000},
	{-2, 1}, {INT64_C(1) << 33, 999999999}, {INT64_C(1) << 40, 0},
	{-(INT64_C(1) << 40), 0}};

START_TEST(test_time)
{
	const struct meta meta = {.info = {.kind = FILE_REGULAR, .modified = times[_i]}};
	const struct pack_member m = {"x", span_str("y"), &meta, NULL, NULL, NULL, NULL};
	UNPACKED_AUTO struct unpacked u = {0};
	struct pack *p = NULL;
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(pack_write(file, &m, 1, &e), 0);
	ck_assert_int_eq(pack_open(file, "/a.tar", &p, &e), 0);
	ck_assert_int_eq(pack_next(p, &u, &e), 1);
	pack_close(p);
	ck_assert_int_eq(u.meta.info.modified.seconds, times[_i].seconds);
	ck_assert_uint_eq(u.meta.info.modified.nanoseconds, times[_i].nanoseconds);
}
END_TEST

/* An ACL is also stored in tar's form. */
START_TEST(test_acl_for_tar)
{
	struct meta metas[2];

	write_two("x", metas);
	metas_done(metas);
	SPAN_AUTO struct span all = get_bytes(below(&tree, "a.tar"));
	const char *at = memmem(all.data, all.size, "SCHILY.acl.access=", 18);
	ck_assert_ptr_nonnull(at);
	static const char text[] =
		"user::rw-,user:1234:r--,group::r--,mask::r--,other::---\n";
	ck_assert_int_eq(strncmp(at + 18, text, strlen(text)), 0);
}
END_TEST

/* Names of extended attributes can have any bytes. */
START_TEST(test_xattr_name)
{
	static const char *const names[] = {"user.plain", "user.with blank", "user.a=b",
		"user.100%", "user.%41", "user.caf\xc3\xa9", "user.caf\xe9",
		"user.new\nline"};
	META_AUTO struct meta meta = {
		.info = {.kind = FILE_REGULAR, .permissions = 0644}};
	struct pack_member m = {"x", span_str("y"), &meta, NULL, NULL, NULL, NULL};
	UNPACKED_AUTO struct unpacked u = {0};
	struct pack *p = NULL;
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(meta_add_xattr(&meta, names[_i], "1", 1), 0);
	ck_assert_int_eq(pack_write(file, &m, 1, &e), 0);
	ck_assert_int_eq(pack_open(file, "/a.tar", &p, &e), 0);
	ck_assert_int_eq(pack_next(p, &u, &e), 1);
	pack_close(p);
	ck_assert_uint_eq(u.meta.n_xattrs, 1);
	ck_assert_str_eq(u.meta.xattrs[0].name, names[_i]);
}
END_TEST

/* GNU tar reads the same, so that people can restore with nothing but tar. */
START_TEST(test_tar)
{
	struct meta metas[2];
	char command[256];

	if (system("tar --version >/dev/null 2>&1"))
		return;
	write_two(paths[_i], metas);
	metas_done(metas);
	snprintf(command, sizeof command,
		"cd %s && mkdir out && tar --no-same-owner -xf a.tar -C out >log 2>&1",
		tree.path);
	int rc = system(command);
	SPAN_AUTO struct span log = get_bytes(below(&tree, "log"));
	ck_assert_msg(rc == 0, "%s", log.data);
	SPAN_AUTO struct span got = get_bytes(
		strcat(strcpy((char[4096]){0}, below(&tree, "out/")), paths[_i]));
	assert_bytes(got, span_str("second\n"), "bytes");
}
END_TEST

static int read_to_end(const struct handle *from)
{
	ERR_AUTO struct err e = {0};
	struct pack *p = NULL;
	int rc = pack_open(from, "/a.tar", &p, &e), more = 1;

	while (!rc && more) {
		UNPACKED_AUTO struct unpacked u = {0};
		more = pack_next(p, &u, &e);
		rc = more < 0 ? more : 0;
	}
	if (p)
		pack_close(p);
	ck_assert_int_eq(e.public.code, -rc);
	return rc;
}

static int read_bytes(struct span bytes)
{
	put_bytes(below(&tree, "b.tar"), bytes);
	HANDLE_AUTO struct handle *from = wrapped(open(below(&tree, "b.tar"), O_RDONLY));

	return read_to_end(from);
}

START_TEST(test_no_archive)
{
	SPAN_AUTO struct span zeros = repeated(span_of("\0", 1), 4096, span_str(""));
	SPAN_AUTO struct span noise = repeated(span_str("noise, "), 4096, span_str(""));

	ck_assert_int_eq(read_bytes(noise), -JSEC_BACKUP_DAMAGED);
	ck_assert_int_eq(read_bytes(span_str("x")), -JSEC_BACKUP_DAMAGED);
	ck_assert_int_le(read_bytes(zeros), 0);
	ck_assert_int_le(read_bytes(span_str("")), 0);
	HANDLE_AUTO struct handle *none = wrapped(-1);
	ck_assert_int_eq(read_to_end(none), -JSEC_IO); /* says nothing about damage */
}
END_TEST

/* Cuts the archive off before the end of the last member's bytes. */
START_TEST(test_truncated)
{
	struct meta metas[2];

	write_two("x", metas);
	metas_done(metas);
	SPAN_AUTO struct span all = get_bytes(below(&tree, "a.tar"));
	const char *last = memmem(all.data, all.size, "second\n", 7);
	ck_assert_ptr_nonnull(last);
	size_t end = (size_t)(last - all.data) + 7;
	ck_assert_int_eq(read_bytes(all), 0);
	for (size_t size = 1; size < end; size += size % 512 < 3 ? 1 : 61)
		if (size % 512) /* at the end of a block it might be complete */
			ck_assert_msg(read_bytes(span_of(all.data, size)) ==
					      -JSEC_BACKUP_DAMAGED,
				"taken: %zu bytes of %zu", size, all.size);
}
END_TEST

/* Stores an archive in a backup: it is written from a file, and read as a digest. */
START_TEST(test_large_extent)
{
	SPAN_AUTO struct span bytes =
		repeated(span_str("x"), FILE_MAX_OWN + 1, span_str(""));
	ERR_AUTO struct err e = {0};
	UNPACKED_AUTO struct unpacked u = {0};
	struct meta meta = {.info = {.kind = FILE_REGULAR, .permissions = 0644}};
	char digest[DIGEST_SIZE], got[DIGEST_SIZE];
	struct pack *pack = NULL;

	put_bytes(below(&tree, "large"), bytes);
	HANDLE_AUTO struct handle *large = wrapped(open(below(&tree, "large"), O_RDONLY));
	struct extent x = {large, 0, (int64_t)bytes.size, "/large"};
	struct pack_member m = {"large", {NULL, 0}, &meta, &x, NULL, NULL, NULL};
	ck_assert_int_eq(pack_write(file, &m, 1, &e), 0);
	ck_assert_int_eq(pack_open(file, "/a.tar", &pack, &e), 0);
	ck_assert_int_eq(pack_next(pack, &u, &e), 1);
	ck_assert_uint_eq(u.bytes.size, 0);
	ck_assert_int_eq(u.meta.info.size, (off_t)bytes.size);
	unpacked_get_digest(&u, got);
	digest_compute(bytes, digest);
	ck_assert_str_eq(got, digest);
	ck_assert_int_eq(u.at, 0);
	pack_close(pack);
}
END_TEST

/* Gives the string `context`, or fails if there is none. */
static int give(void *context, struct buf *ret, struct err *e)
{
	if (!context)
		return err_set(e, JSEC_CHANGED, "/x", 0, "changed");
	buf_adds(ret, context);
	return 0;
}

static void pack_given(char *text, int64_t size, int expected)
{
	ERR_AUTO struct err e = {0};
	UNPACKED_AUTO struct unpacked u = {0};
	const struct meta meta = {
		.info = {.kind = FILE_REGULAR, .permissions = 0644, .size = size}};
	const struct pack_source source = {give, text};
	const struct pack_member m = {"x", {NULL, 0}, &meta, NULL, &source, NULL, NULL};
	struct pack *pack = NULL;

	ck_assert_int_eq(handle_cut(file, 0, &e), 0);
	ck_assert_int_eq(pack_write(file, &m, 1, &e), expected);
	if (expected)
		return;
	ck_assert_int_eq(pack_open(file, "/a.tar", &pack, &e), 0);
	ck_assert_int_eq(pack_next(pack, &u, &e), 1);
	ck_assert_str_eq(buf_str(&u.bytes), text);
	pack_close(pack);
}

/* The bytes are read when they are packed. The header says their size before. */
START_TEST(test_source)
{
	char text[] = "later";

	pack_given(text, 5, 0);
	pack_given(text, 4, -JSEC_BACKUP_FAILED);
	pack_given(NULL, 5, -JSEC_CHANGED);
}
END_TEST

START_TEST(test_no_space)
{
	ERR_AUTO struct err e = {0};
	struct meta meta = {.info = {.kind = FILE_REGULAR, .permissions = 0644}};
	struct pack_member m = {"x", span_str("y"), &meta, NULL, NULL, NULL, NULL};
	HANDLE_AUTO struct handle *full = wrapped(open("/dev/full", O_WRONLY));

	ck_assert_int_eq(pack_write(full, &m, 1, &e), -JSEC_NO_SPACE);
}
END_TEST

/* Makes a ustar header by hand, as foreign archives may have it. */
static void add_header(struct buf *out, const char *name, char type, size_t size)
{
	char h[512] = {0};
	unsigned sum = 0;

	snprintf(h, 100, "%s", name);
	strcpy(h + 100, "0000644");
	strcpy(h + 108, "0000000");
	strcpy(h + 116, "0000000");
	snprintf(h + 124, 12, "%011o", (unsigned)size & 07777);
	strcpy(h + 136, "00000000000");
	memset(h + 148, ' ', 8);
	h[156] = type;
	memcpy(h + 257, "ustar\00000", 8);
	for (int i = 0; i < 512; i++)
		sum += (unsigned char)h[i];
	snprintf(h + 148, 8, "%06o", sum);
	buf_add(out, span_of(h, sizeof h));
}

static void add_block(struct buf *out, const char *text)
{
	char block[512] = {0};

	snprintf(block, sizeof block, "%s", text);
	buf_add(out, span_of(block, sizeof block));
}

/* Foreign archives are read or refused, and do no harm. */
START_TEST(test_foreign)
{
	static const struct {
		const char *pax, *name;
		char type;
	} rows[] = {
		{"14 path=caf\xc3\xa9\n", "x", '0'},
		{"14 path=caf\xe9\xe9\n", "x", '0'},
		{"14 path=\xe2\x82\xac/x\n", "x", '0'},
		{"12 mtime=-1\n", "x", '0'},
		{"99 nonsense\n", "x", '0'},
		{NULL, "", '0'},
		{NULL, "/absolute", '0'},
		{NULL, "../up", '0'},
		{NULL, "dir/", '5'},
		{NULL, "link", '2'},
		{NULL, "device", '3'},
		{NULL, "caf\xe9", '0'},
	};
	BUF_AUTO struct buf tar = {0};

	if (rows[_i].pax) {
		add_header(&tar, "pax", 'x', strlen(rows[_i].pax));
		add_block(&tar, rows[_i].pax);
	}
	add_header(&tar, rows[_i].name, rows[_i].type, rows[_i].type == '0' ? 4 : 0);
	if (rows[_i].type == '0')
		add_block(&tar, "text");
	add_block(&tar, "");
	add_block(&tar, "");
	int rc = read_bytes(buf_span(&tar));
	ck_assert(rc == 0 || rc == -JSEC_BACKUP_DAMAGED);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("pack");
	TCase *c = add_case(s, "pack");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, test_digest, 0, N_ROWS(digests));
	tcase_add_test(c, test_digest_of_large_file);
	tcase_add_loop_test(c, test_round_trip, 0, 2 * N_ROWS(paths));
	tcase_add_loop_test(c, test_time, 0, N_ROWS(times));
	tcase_add_test(c, test_acl_for_tar);
	tcase_add_loop_test(c, test_xattr_name, 0, 8);
	tcase_add_loop_test(c, test_tar, 0, N_ROWS(paths));
	tcase_add_test(c, test_no_archive);
	tcase_add_test(c, test_truncated);
	tcase_add_test(c, test_large_extent);
	tcase_add_test(c, test_source);
	tcase_add_test(c, test_no_space);
	tcase_add_loop_test(c, test_foreign, 0, 12);
	return run_suite(s);
}
