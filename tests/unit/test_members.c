/* SPDX-License-Identifier: MIT */
/* Reads and changes archives that are made here byte by byte. */
#include "archive/members.h"

#include "archive/codec.h"
#include "archive/tar_header.h"
#include "os/file.h"
#include "testing.h"

#include <endian.h>
#include <stdint.h>
#include <zlib.h>

#define NAME "jdk/java.security"

static struct tree tree;
static struct handle *old_file, *new_file;

static struct handle *open_fresh(const char *name)
{
	ERR_AUTO struct err e = {0};
	struct handle *file = NULL;
	int fd = open(below(&tree, name), O_CREAT | O_RDWR, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(handle_wrap(fd, "/a", "its new file", &file, &e), 0);
	return file;
}

static void set_up(void)
{
	tree_make(&tree);
	old_file = open_fresh("old");
	new_file = open_fresh("new");
}

static void tear_down(void)
{
	handle_close(old_file);
	handle_close(new_file);
	tree_remove(&tree);
}

/* Adds a header of ustar. Its size may be in base 256. */
static void add_header(
	struct buf *tar, const char *name, char type, size_t size, bool base256)
{
	char block[TAR_BLOCK] = {0};
	unsigned sum = 0;

	snprintf(block, 100, "%s", name);
	memcpy(block + 100,
		"0000640\0"
		"0001234\0"
		"0002345\0",
		24);
	if (base256) {
		uint64_t n = htobe64(size);
		block[124] = (char)0x80;
		memcpy(block + 128, &n, sizeof n);
	} else {
		snprintf(block + 124, 12, "%011zo", size);
	}
	memcpy(block + 136, "07777777777\0        ", 20);
	block[156] = type;
	memcpy(block + 257, "ustar\00000root", 12);
	for (size_t i = 0; i < sizeof block; i++)
		sum += (unsigned char)block[i];
	snprintf(block + 148, 8, "%06o", sum);
	buf_add(tar, span_of(block, sizeof block));
}

static void add_padded(struct buf *tar, struct span bytes)
{
	static const char zeros[TAR_BLOCK];

	buf_add(tar, bytes);
	buf_add(tar,
		span_of(zeros, (size_t)tar_header_pad((int64_t)bytes.size) - bytes.size));
}

static void add_member(struct buf *tar, const char *name, struct span bytes)
{
	add_header(tar, name, '0', bytes.size, false);
	add_padded(tar, bytes);
}

enum form { USTAR, BASE256, PAX_SIZE, LONG_NAME, N_FORMS };

/* Makes a tar with a member between two others. */
static void make_tar(struct buf *tar, enum form form, struct span bytes)
{
	static const char end[2 * TAR_BLOCK];
	char pax[64];

	add_member(tar, "jdk/before", span_str("first"));
	if (form == PAX_SIZE) {
		snprintf(pax, sizeof pax, "15 size=%06zu\n13 mtime=1.5\n", bytes.size);
		add_header(tar, "pax", 'x', strlen(pax), false);
		add_padded(tar, span_str(pax));
	}
	if (form == LONG_NAME) {
		add_header(tar, "././@LongLink", 'L', sizeof NAME, false);
		add_padded(tar, span_of(NAME, sizeof NAME));
	}
	add_header(
		tar, form == LONG_NAME ? "cut" : NAME, '0', bytes.size, form == BASE256);
	add_padded(tar, bytes);
	add_member(tar, "jdk/behind", span_str("last"));
	buf_add(tar, span_of(end, sizeof end));
	ck_assert(!tar->failed);
}

static void add2(struct buf *b, unsigned n)
{
	uint16_t two = htole16((uint16_t)n);

	buf_add(b, span_of((char *)&two, sizeof two));
}

static void add4(struct buf *b, size_t size)
{
	uint32_t n = htole32((uint32_t)size);

	buf_add(b, span_of((char *)&n, 4));
}

static void add_sums(struct buf *b, struct span bytes)
{
	add4(b, crc32_z(0, (const Bytef *)bytes.data, bytes.size));
	add4(b, bytes.size);
	add4(b, bytes.size);
}

/* Adds a stored file. `flags` 8: sizes are after the data, and before it if `told`. */
static void add_file(
	struct buf *zip, const char *name, struct span bytes, unsigned flags, bool told)
{
	buf_add(zip, span_of("PK\3\4\24\0", 6));
	add2(zip, flags);
	buf_add(zip, span_of("\0\0\1\2\3\4", 6));
	if (!told)
		add_sums(zip, span_of("", 0));
	else
		add_sums(zip, bytes);
	add2(zip, (unsigned)strlen(name));
	add2(zip, 4);
	buf_adds(zip, name);
	buf_add(zip, span_of("xx\0\0", 4)); /* an extra field */
	buf_add(zip, bytes);
	if (!flags)
		return;
	buf_add(zip, span_of("PK\7\10", 4));
	add_sums(zip, bytes);
}

static void add_record(
	struct buf *index, const char *name, struct span bytes, unsigned flags, size_t at)
{
	buf_add(index, span_of("PK\1\2\24\3\24\0", 8));
	add2(index, flags);
	buf_add(index, span_of("\0\0\1\2\3\4", 6));
	add_sums(index, bytes);
	add2(index, (unsigned)strlen(name));
	buf_add(index, span_of("\0\0\2\0\0\0\0\0\0\0\xa0\x81", 12));
	add4(index, at);
	buf_adds(index, name);
	buf_adds(index, "hi"); /* a comment */
}

/* Makes a zip with the same members, and with bytes before and after it. */
static void make_zip(struct buf *zip, unsigned flags, bool told, struct span bytes)
{
	static const struct span first = BYTES("first"), last = BYTES("last");
	BUF_AUTO struct buf index = {0};
	size_t at[3];

	buf_adds(zip, "#!/bin/sh\n");
	size_t base = zip->size;
	at[0] = zip->size - base;
	add_file(zip, "jdk/before", first, 0, true);
	at[1] = zip->size - base;
	add_file(zip, NAME, bytes, flags, told);
	at[2] = zip->size - base;
	add_file(zip, "jdk/behind", last, flags, told);
	/* the index has another order */
	add_record(&index, "jdk/behind", last, flags, at[2]);
	add_record(&index, NAME, bytes, flags, at[1]);
	add_record(&index, "jdk/before", first, 0, at[0]);
	size_t start = zip->size - base;
	buf_add(zip, buf_span(&index));
	buf_add(zip, span_of("PK\5\6\0\0\0\0\3\0\3\0", 12));
	add4(zip, index.size);
	add4(zip, start);
	add2(zip, 7);
	buf_adds(zip, "comment");
	ck_assert(!zip->failed && !index.failed);
}

static void make(struct buf *out, int which, struct span bytes)
{
	if (which < N_FORMS)
		make_tar(out, (enum form)which, bytes);
	else
		make_zip(out, which == N_FORMS ? 0 : 8, which != N_FORMS + 1, bytes);
}

#define N_KINDS (N_FORMS + 3)

static struct extent put(struct handle *file, struct span bytes)
{
	ERR_AUTO struct err e = {0};
	struct extent x;

	ck_assert_int_eq(handle_cut(file, 0, &e), 0);
	ck_assert_int_eq(handle_append(file, bytes, &e), 0);
	ck_assert_int_eq(extent_make(file, "/a", &x, &e), 0);
	return x;
}

/* Finds the member and reads its bytes. Returns how many members there are. */
static size_t find(const struct extent *x, int64_t *at, struct buf *bytes)
{
	ERR_AUTO struct err e = {0};
	enum members_kind kind;
	struct members *m = NULL;
	size_t n = 0;
	int more = 1;

	ck_assert_int_eq(members_kind_of(x, &kind, &e), 0);
	ck_assert_int_ne(kind, MEMBERS_NONE);
	ck_assert_int_eq(members_open(x, kind, &m, &e), 0);
	while (more) {
		struct member p = {0};
		more = members_next(m, &p, &e);
		ck_assert_msg(more >= 0, "%s", e.public.message);
		n += more > 0;
		if (more && !strcmp(p.path, NAME)) {
			*at = p.at;
			ck_assert_int_eq(p.kind, MEMBER_FILE);
			ck_assert_int_eq(members_read(m, 100000, bytes, &e), 0);
		}
		member_done(&p);
	}
	members_close(m);
	return n;
}

static const struct span old_bytes = BYTES("security.provider.1=SUN\nlist=SSLv3, anon\n");

static enum members_kind kind_of(int which)
{
	return which < N_FORMS ? MEMBERS_TAR : MEMBERS_ZIP;
}

/* Writes a copy of the old archive with these bytes to the new file. */
static int change(int which, const struct extent *old, int64_t at, struct span bytes,
	struct extent *new, struct err *e)
{
	struct patch patch = {at, (int64_t)old_bytes.size, bytes};
	int rc;

	put(new_file, span_of("", 0));
	rc = members_write(old, kind_of(which), &patch, 1, new_file, NULL, e);
	return rc ? rc : extent_make(new_file, "/a", new, e);
}

static int check(int which, const struct extent *old, const struct extent *new,
	int64_t at, struct span bytes)
{
	ERR_AUTO struct err e = {0};
	struct patch patch = {at, (int64_t)old_bytes.size, bytes};

	return members_check(old, new, kind_of(which), &patch, 1, NULL, &e);
}

/* Returns new bytes: shorter, longer, with another number of blocks, or none. */
static struct span news(int i)
{
	static char many[1500];

	memset(many, 'x', sizeof many);
	return i == 0	? span_str("short")
	       : i == 1 ? span_of(many, 512)
	       : i == 2 ? span_of(many, sizeof many)
			: span_of("", 0);
}

/* A changed archive equals one that is made with the new bytes. */
START_TEST(test_change)
{
	int which = _i / 4;
	struct span bytes = news(_i % 4);
	BUF_AUTO struct buf a = {0};
	BUF_AUTO struct buf b = {0};
	BUF_AUTO struct buf was = {0};
	BUF_AUTO struct buf is = {0};
	SPAN_AUTO struct span got = {0};
	ERR_AUTO struct err e = {0};
	struct extent new;
	int64_t at = -1;

	make(&a, which, old_bytes);
	make(&b, which, bytes);
	struct extent old = put(old_file, buf_span(&a));
	ck_assert_uint_eq(find(&old, &at, &was), 3);
	assert_bytes(buf_span(&was), old_bytes, "read");
	ck_assert_int_eq(change(which, &old, at, bytes, &new, &e), 0);
	got = get_bytes(below(&tree, "new"));
	assert_bytes(got, buf_span(&b), "written");
	ck_assert_int_eq(check(which, &old, &new, at, bytes), 0);
	ck_assert_uint_eq(find(&new, &at, &is), 3);
	assert_bytes(buf_span(&is), bytes, "read again");
}
END_TEST

/* If any byte of the new archive differs, the check fails. */
START_TEST(test_any_byte)
{
	BUF_AUTO struct buf a = {0};
	BUF_AUTO struct buf was = {0};
	ERR_AUTO struct err e = {0};
	struct span bytes = span_str("list=SSLv3\n");
	struct extent new;
	int64_t at = -1;

	make(&a, _i, old_bytes);
	struct extent old = put(old_file, buf_span(&a));
	find(&old, &at, &was);
	ck_assert_int_eq(change(_i, &old, at, bytes, &new, &e), 0);
	for (int64_t i = 0; i < new.size; i++) {
		char byte, other;
		ck_assert_int_eq(pread(handle_get_fd(new_file), &byte, 1, i), 1);
		other = (char)(byte ^ 1);
		ck_assert_int_eq(pwrite(handle_get_fd(new_file), &other, 1, i), 1);
		ck_assert_msg(check(_i, &old, &new, at, bytes) < 0, "byte %d", (int)i);
		ck_assert_int_eq(pwrite(handle_get_fd(new_file), &byte, 1, i), 1);
	}
	ck_assert_int_eq(check(_i, &old, &new, at, bytes), 0);
	new.size--;
	ck_assert_int_lt(check(_i, &old, &new, at, bytes), 0);
	ck_assert_int_lt(check(_i, &old, &old, at, bytes), 0);
}
END_TEST

/* A missing end is noticed, except for the second block of zeros in a tar. */
START_TEST(test_cut)
{
	BUF_AUTO struct buf a = {0};

	make(&a, _i, old_bytes);
	struct extent x = put(old_file, buf_span(&a));
	while (--x.size > (int64_t)TAR_BLOCK) {
		ERR_AUTO struct err e = {0};
		if (_i < N_FORMS && x.size == (int64_t)(a.size - TAR_BLOCK))
			continue;
		struct members *m = NULL;
		int rc = members_open(&x, kind_of(_i), &m, &e), more = !rc;
		while (more > 0) {
			struct member p = {0};
			more = members_next(m, &p, &e);
			member_done(&p);
		}
		ck_assert_msg(rc < 0 || more < 0, "%d bytes of %zu", (int)x.size, a.size);
		ck_assert_int_eq(e.public.code, JSEC_BAD_ARCHIVE);
		members_close(m);
	}
}
END_TEST

static const char *const starts[] = {"\x1f\x8b\x08\x08\x01\x02\x03\x04\x02\x07name",
	"BZh9",
	"\xfd"
	"7zXZ",
	"\x28\xb5\x2f\xfd"};

/* Compresses bytes in the same way as others, and reads them back. */
START_TEST(test_codecs)
{
	SPAN_AUTO struct span bytes =
		repeated(span_str("some bytes, "), 700000, span_str("end"));
	SPAN_AUTO struct span got = {0};
	BUF_AUTO struct buf back = {0};
	ERR_AUTO struct err e = {0};
	char like_bytes[64] = {0};
	struct sink *sink = NULL;
	struct stream *stream = NULL;
	struct extent new;
	struct span piece;

	strcpy(like_bytes, starts[_i]);
	struct extent like = put(old_file, span_of(like_bytes, sizeof like_bytes));
	ck_assert_int_eq(sink_open(&like, new_file, &sink, &e), 0);
	for (size_t at = 0; at < bytes.size; at += 100001)
		ck_assert_int_eq(sink_write(sink,
					 span_cut(bytes, at,
						 at + 100001 < bytes.size ? at + 100001
									  : bytes.size),
					 &e),
			0);
	ck_assert_int_eq(sink_finish(sink, &e), 0);
	sink_close(sink);
	got = get_bytes(below(&tree, "new"));
	ck_assert_uint_lt(got.size, bytes.size / 20);
	ck_assert_int_eq(memcmp(got.data, starts[_i], strlen(starts[_i])), 0);
	ck_assert_int_eq(extent_make(new_file, "/a", &new, &e), 0);
	ck_assert_int_eq(stream_open(&new, &stream, &e), 0);
	while (stream_next(stream, &piece, &e) == 1)
		buf_add(&back, piece);
	ck_assert_int_eq(e.public.code, JSEC_OK);
	stream_close(stream);
	ck_assert(span_equal(buf_span(&back), bytes));

	/* several streams are one, as pbzip2 and others write them */
	BUF_AUTO struct buf two = {0};
	size_t n = 0;
	buf_add(&two, got);
	buf_add(&two, got);
	new = put(new_file, buf_span(&two));
	ck_assert_int_eq(stream_open(&new, &stream, &e), 0);
	while (stream_next(stream, &piece, &e) == 1)
		n += piece.size;
	ck_assert_int_eq(e.public.code, JSEC_OK);
	stream_close(stream);
	ck_assert_uint_eq(n, 2 * bytes.size);
}
END_TEST

static const struct {
	int level, memory, strategy;
	size_t flush; /* flush after so many bytes; 0: never */
} encoders[] = {{6, 8, Z_DEFAULT_STRATEGY, 0}, {9, 9, Z_DEFAULT_STRATEGY, 0},
	{1, 1, Z_DEFAULT_STRATEGY, 0}, {6, 8, Z_FIXED, 0}, {6, 5, Z_HUFFMAN_ONLY, 0},
	{0, 8, Z_DEFAULT_STRATEGY, 0}, {6, 8, Z_DEFAULT_STRATEGY, 9000}};

/* Compresses the bytes with gzip. Malloc'd. */
static struct span compressed(struct span bytes, int i)
{
	size_t room = bytes.size + bytes.size / 8 + 65536;
	char *out = malloc(room);
	z_stream z = {0};

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(deflateInit2(&z, encoders[i].level, Z_DEFLATED, 16 + MAX_WBITS,
				 encoders[i].memory, encoders[i].strategy),
		Z_OK);
	z.next_out = (Bytef *)out;
	z.avail_out = (unsigned)room;
	z.next_in = (Bytef *)bytes.data;
	while (encoders[i].flush && z.total_in + encoders[i].flush < bytes.size) {
		z.avail_in = (unsigned)encoders[i].flush;
		ck_assert_int_eq(deflate(&z, Z_SYNC_FLUSH), Z_OK);
	}
	z.avail_in = (unsigned)(bytes.size - z.total_in);
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return span_of(out, room - z.avail_out);
}

/* Makes a large tar that compresses well, but not too well. */
static void make_large(struct buf *tar, struct span bytes)
{
	static const char end[2 * TAR_BLOCK];
	static char text[400000];
	unsigned state = 1;

	for (size_t i = 0; i < sizeof text; i++) {
		state = state * 1103515245u + 12345u;
		text[i] = (char)('a' + (state >> 16) % (i / 1000 % 20 + 2));
	}
	add_member(tar, "jdk/before", span_of(text, 200000));
	add_member(tar, NAME, bytes);
	add_member(tar, "jdk/behind", span_of(text + 1000, 399000));
	buf_add(tar, span_of(end, sizeof end));
}

static int check_seam(const struct extent *old, const struct extent *new, int64_t at,
	struct span bytes, const struct seam *seam)
{
	ERR_AUTO struct err e = {0};
	struct patch patch = {at, (int64_t)old_bytes.size, bytes};

	return members_check(old, new, MEMBERS_TAR, &patch, 1, seam, &e);
}

/* Most bits of the gzip file stay, the content is right, and any wrong bit is noticed. */
START_TEST(test_splice)
{
	struct span bytes = news(2);
	BUF_AUTO struct buf a = {0};
	BUF_AUTO struct buf b = {0};
	BUF_AUTO struct buf was = {0};
	BUF_AUTO struct buf back = {0};
	ERR_AUTO struct err e = {0};
	struct extent new;
	struct seam seam = {0};
	struct stream *stream = NULL;
	struct span piece;
	int64_t at = -1;

	make_large(&a, old_bytes);
	make_large(&b, bytes);
	SPAN_AUTO struct span gz = compressed(buf_span(&a), _i);
	struct extent old = put(old_file, gz);
	find(&old, &at, &was);
	struct patch patch = {at, (int64_t)old_bytes.size, bytes};
	put(new_file, span_of("", 0));
	ck_assert_int_eq(
		members_write(&old, MEMBERS_TAR, &patch, 1, new_file, &seam, &e), 0);
	ck_assert_int_gt(seam.at, at);
	ck_assert_int_eq(extent_make(new_file, "/a", &new, &e), 0);
	SPAN_AUTO struct span got = get_bytes(below(&tree, "new"));
	ck_assert_int_eq(memcmp(got.data, gz.data, gz.size / 5), 0);
	ck_assert_int_eq(memcmp(got.data + got.size - gz.size / 16,
				 gz.data + gz.size - gz.size / 16, gz.size / 16 - 8),
		0);
	ck_assert_int_eq(stream_open(&new, &stream, &e), 0);
	while (stream_next(stream, &piece, &e) == 1)
		buf_add(&back, piece);
	stream_close(stream);
	ck_assert_int_eq(e.public.code, JSEC_OK);
	ck_assert(span_equal(buf_span(&back), buf_span(&b)));
	ck_assert_int_eq(check_seam(&old, &new, at, bytes, &seam), 0);
	ck_assert_int_eq(check_seam(&old, &new, at, bytes, NULL), 0);
	for (int64_t i = 0; i < new.size; i += i < 20 || i > new.size - 20 ? 1 : 4999) {
		char byte, other;
		ck_assert_int_eq(pread(handle_get_fd(new_file), &byte, 1, i), 1);
		other = (char)(byte ^ 1 << i % 8);
		ck_assert_int_eq(pwrite(handle_get_fd(new_file), &other, 1, i), 1);
		ck_assert_msg(check_seam(&old, &new, at, bytes, &seam) < 0,
			"byte %d of %d", (int)i, (int)new.size);
		ck_assert_int_eq(pwrite(handle_get_fd(new_file), &byte, 1, i), 1);
	}
	ck_assert_int_eq(check_seam(&old, &new, at, bytes, &seam), 0);
}
END_TEST

/* If a member is too near to the end, or gzip has several, there is no seam. */
START_TEST(test_no_seam)
{
	BUF_AUTO struct buf a = {0};
	BUF_AUTO struct buf both = {0};
	BUF_AUTO struct buf was = {0};
	ERR_AUTO struct err e = {0};
	struct extent new;
	struct seam seam = {0};
	int64_t at = -1;

	if (_i == 0)
		make_tar(&a, USTAR, old_bytes);
	else
		make_large(&a, old_bytes);
	SPAN_AUTO struct span one = compressed(span_cut(buf_span(&a), 0, a.size / 2), 0);
	SPAN_AUTO struct span two =
		compressed(span_cut(buf_span(&a), a.size / 2, a.size), 0);
	buf_add(&both, one);
	buf_add(&both, two);
	struct extent old = put(old_file, buf_span(&both));
	find(&old, &at, &was);
	struct patch patch = {at, (int64_t)old_bytes.size, span_str("x")};
	put(new_file, span_of("", 0));
	ck_assert_int_eq(
		members_write(&old, MEMBERS_TAR, &patch, 1, new_file, &seam, &e), 0);
	ck_assert_int_eq(extent_make(new_file, "/a", &new, &e), 0);
	/* with several gzip members the checksums are wrong: the check must find that */
	ck_assert_int_eq(
		check_seam(&old, &new, at, patch.bytes, &seam) == 0, seam.at == 0);
	ck_assert_int_eq(change(0, &old, at, patch.bytes, &new, &e), 0);
	ck_assert_int_eq(check_seam(&old, &new, at, patch.bytes, NULL), 0);
}
END_TEST

static const struct {
	const char *before, *after; /* the size's field, and its new value */
	int64_t was, size;
} fields[] = {
	{"00000000017", "00000000144", 15, 100},
	{"        17 ", "0000000144 ", 15, 100},
	{"0000000017 ", "0000000144 ", 15, 100},
	{"000000000017", "000000000144", 15, 100},
	{"17", "77", 15, 63},
	{"17", NULL, 15, 64},
	{"x", NULL, -1, 1},
	{"", NULL, -1, 1},
};

START_TEST(test_size_field)
{
	char block[TAR_BLOCK] = {0}, other[TAR_BLOCK];

	memcpy(block, "name", 4);
	memcpy(block + 124, fields[_i].before, strlen(fields[_i].before));
	memcpy(block + 148, "000000\0 ", 8);
	ck_assert_int_eq(tar_header_get_size(block), fields[_i].was);
	ck_assert(!tar_header_is_valid(block));
	if (fields[_i].was < 0)
		return;
	memcpy(other, block, sizeof block);
	ck_assert_int_eq(
		tar_header_set_size(block, fields[_i].size), fields[_i].after != NULL);
	if (!fields[_i].after)
		return;
	ck_assert(tar_header_is_valid(block));
	ck_assert_int_eq(tar_header_get_size(block), fields[_i].size);
	ck_assert_int_eq(
		memcmp(block + 124, fields[_i].after, strlen(fields[_i].after)), 0);
	ck_assert(tar_header_is_same(block, other));
	other[0] = 'N';
	ck_assert(!tar_header_is_same(block, other));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("members");
	TCase *c = add_case(s, "members");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, test_change, 0, 4 * N_KINDS);
	tcase_add_loop_test(c, test_any_byte, 0, N_KINDS);
	tcase_add_loop_test(c, test_cut, 0, N_KINDS);
	tcase_add_loop_test(c, test_codecs, 0, N_ROWS(starts));
	tcase_add_loop_test(c, test_splice, 0, N_ROWS(encoders));
	tcase_add_loop_test(c, test_no_seam, 0, 2);
	tcase_add_loop_test(c, test_size_field, 0, N_ROWS(fields));
	return run_suite(s);
}
