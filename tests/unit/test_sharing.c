/* SPDX-License-Identifier: MIT */
/* Tests backups that keep equal bytes once. */
#include "backup/prune.h"

#include "stores.h"

#include <fcntl.h>

#define A "/opt/a/java.security"
#define B "/opt/b/java.security"
#define C "/opt/c/java.security"

/* Fills with bytes that are worth to be shared. */
static struct span make_bytes(char ret[4000], char c)
{
	memset(ret, c, 4000);
	return span_of(ret, 4000);
}

static const struct meta plain = {
	.info = {.kind = FILE_REGULAR, .permissions = 0644, .modified = {1700000000, 5}}};
static char bytes[26][4000];

/* Makes a file of bytes `c`, which come from the vendor's bytes 'v'. */
static struct backup_keep make_keep(const char *file, char c, const struct meta *meta)
{
	struct backup_keep k = {.member = {.path = file + 1,
					.bytes = make_bytes(bytes[c - 'a'], c),
					.meta = meta},
		.file = file};
	char vendors[4000];

	digest_compute(k.member.bytes, k.was);
	digest_compute(span_str("written"), k.written);
	digest_compute(make_bytes(vendors, 'v'), k.pristine);
	return k;
}

/* Saves the files into one archive, and gives each its bytes back after a reload. */
static void save(struct backup_keep *files, size_t n)
{
	const struct backup *b = NULL;
	ERR_AUTO struct err e = {0};

	ck_assert_msg(!store_save(&store, "allow", files, n, &b, &e), "%s", e.message);
	ck_assert_msg(!store_confirm(&store, b, files, n, &e), "%s", e.message);
	store_forget(&store);
	ck_assert_int_eq(store_load(&store, &e), 0);
	b = &store.items[store.n - 1];
	for (size_t i = 0; i < n; i++) {
		const struct meta *meta = files[i].member.meta;
		UNPACKED_AUTO struct unpacked u = {0};
		ck_assert_msg(!store_read(&store, b, files[i].file, files[i].was, &u, &e),
			"%s", e.message);
		assert_bytes(buf_span(&u.bytes), files[i].member.bytes, "bytes");
		ck_assert(meta_equal(&u.meta, meta));
		ck_assert(file_time_equal(u.meta.info.modified, meta->info.modified));
		ck_assert_int_eq(u.meta.info.size, 4000);
	}
}

static void save_one(const char *file, char c, const struct meta *meta)
{
	struct backup_keep k = make_keep(file, c, meta);

	save(&k, 1);
}

static const char *path_of(size_t i)
{
	return below(&tree, store.items[i].path + 1);
}

static const char *base_of(size_t i)
{
	return store.items[i].records.items[0].base;
}

static int64_t size_of(size_t i)
{
	SPAN_AUTO struct span all = get_bytes(path_of(i));

	return (int64_t)all.size;
}

/* Bytes are shared if the metadata is equal, but for the time. */
START_TEST(test_one_archive)
{
	struct meta later = plain, closed = plain;

	later.info.modified.seconds++;
	closed.info.permissions = 0600;
	struct backup_keep files[] = {make_keep(A, 'v', &plain),
		make_keep(B, 'v', &later), make_keep(C, 'v', &closed)};
	save(files, 2);
	ck_assert_int_lt(size_of(0), 3 * 4000);
	files[1].member.meta = &plain;
	save(&files[1], 2);
	ck_assert_ptr_nonnull(base_of(1));
	ck_assert_ptr_null(store.items[1].records.items[1].base);
}
END_TEST

/* A base has the bytes itself, and the same ones are found wherever they were. */
START_TEST(test_base)
{
	struct meta later = plain;

	save_one(A, 'v', &plain);
	ck_assert(!store.items[0].records.linked);
	for (size_t i = 1; i < 4; i++) {
		later.info.modified.seconds++;
		save_one(i < 3 ? A : B, 'v', &later);
		ck_assert_str_eq(base_of(i), store.items[0].id);
		ck_assert_int_lt(size_of(i), 2 * 4000);
	}
	save_one(B, 'w', &plain);
	ck_assert_ptr_null(base_of(4));
}
END_TEST

/* An archive that was verified, and then read as a base, still has what its own base has. */
START_TEST(test_base_with_base)
{
	struct backup_keep files[] = {
		make_keep(A, 'v', &plain), make_keep(B, 'w', &plain)};
	UNPACKED_AUTO struct unpacked u = {0};
	ERR_AUTO struct err e = {0};

	save_one(A, 'v', &plain);
	save(files, 2);
	save_one(C, 'w', &plain);
	ck_assert_str_eq(base_of(1), store.items[0].id);
	ck_assert_str_eq(base_of(2), store.items[1].id);
	store_forget(&store);
	ck_assert_int_eq(store_load(&store, &e), 0);
	for (size_t i = 1; i < 3; i++)
		ck_assert_int_eq(store_check(&store, &store.items[i], &e), 0);
	ck_assert_msg(!store_read(&store, &store.items[1], A, files[0].was, &u, &e), "%s",
		e.message);
	assert_bytes(buf_span(&u.bytes), files[0].member.bytes, "bytes");
}
END_TEST

static void expect_damage(size_t i, const char *why)
{
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(store_check(&store, &store.items[i], &e), -JSEC_BACKUP_DAMAGED);
	ck_assert_msg(strstr(e.message, why) != NULL, "%s", e.message);
}

/* Without its base an archive is damaged. The next one has all its bytes again. */
START_TEST(test_lost_base)
{
	char *id;
	ERR_AUTO struct err e = {0};

	save_one(A, 'v', &plain);
	save_one(B, 'v', &plain);
	id = strdup(store.items[0].id);
	if (_i)
		ck_assert_int_eq(truncate(path_of(0), 5000), 0);
	else
		ck_assert_int_eq(unlink(path_of(0)), 0);
	store_forget(&store);
	ck_assert_int_eq(store_load(&store, &e), 0);
	expect_damage(store.n - 1, id);
	expect_damage(store.n - 1, _i ? "is damaged" : "is missing");
	ck_assert(store.items[store.n - 1].sealed);
	save_one(C, 'v', &plain);
	ck_assert_ptr_null(base_of(store.n - 1));
	prune_backups(&store);
	ck_assert_int_eq(store_load(&store, &e), 0);
	ck_assert_uint_eq(store.n, _i ? 3 : 2); /* people decide what to do */
	free(id);
}
END_TEST

/* An archive that has lost its base can still be the base of another one. */
START_TEST(test_lost_base_of_base)
{
	struct backup_keep files[] = {
		make_keep(B, 'v', &plain), make_keep(C, 'w', &plain)};
	ERR_AUTO struct err e = {0};

	save_one(A, 'v', &plain);
	save(files, 2);
	save_one(A, 'w', &plain);
	ck_assert_str_eq(base_of(2), store.items[1].id);
	ck_assert_int_eq(unlink(path_of(0)), 0);
	store_forget(&store);
	ck_assert_int_eq(store_load(&store, &e), 0);
	if (_i)
		expect_damage(0, "is missing");
	ck_assert_int_eq(store_check(&store, &store.items[1], &e), 0);
	expect_damage(0, "is missing");
}
END_TEST

/* The backup that has the bytes stays as long as another one needs it. */
START_TEST(test_prune)
{
	struct meta later = plain;
	ERR_AUTO struct err e = {0};

	save_one(A, 'w', &plain);
	for (size_t i = 0; i < 12; i++) {
		later.info.modified.seconds++;
		save_one(A, i == 9 ? 'w' : (char)('a' + i), &later);
		prune_backups(&store);
		ck_assert_int_eq(store_load(&store, &e), 0);
	}
	ck_assert_uint_eq(store.n, 11);
	ck_assert_int_eq(strncmp(store.items[0].id, "000001-", 7), 0);
	for (size_t i = 0; i < store.n; i++)
		ck_assert_int_eq(store_check(&store, &store.items[i], &e), 0);
}
END_TEST

/* Damages the manifest: nobody knows what the archive has any more. */
static void damage_manifest(const char *path)
{
	int fd = open(path, O_WRONLY);

	ck_assert_int_eq(pwrite(fd, "?", 1, 1024 + 1), 1);
	close(fd);
}

/* An archive may be the base of one whose manifest is damaged. */
START_TEST(test_prune_damaged)
{
	struct meta later = plain;
	ERR_AUTO struct err e = {0};

	save_one(A, 'w', &plain);
	for (size_t i = 0; i < 14; i++) {
		later.info.modified.seconds++;
		save_one(A, i == 9 ? 'w' : (char)('a' + i), &later);
		if (i == 9)
			damage_manifest(path_of(store.n - 1));
		store_forget(&store);
		ck_assert_int_eq(store_load(&store, &e), 0);
		prune_backups(&store);
		ck_assert_int_eq(store_load(&store, &e), 0);
	}
	ck_assert_int_eq(strncmp(store.items[0].id, "000001-", 7), 0);
	ck_assert_int_eq(store_check(&store, &store.items[0], &e), 0);
}
END_TEST

/* Lets the link lead elsewhere, and gives the archive the name that its bytes have now. */
static void retarget(size_t i, const char *from, const char *to)
{
	SPAN_AUTO struct span all = get_bytes(path_of(i));
	char *at = NULL, *next = (char *)all.data, *path, *name = NULL;
	char digest[DIGEST_SIZE];
	long sum = 0;

	while ((next = memmem(
			next, all.size - (size_t)(next - all.data), from, strlen(from))))
		at = next++;
	ck_assert_ptr_nonnull(at);
	char *header = (char *)all.data + (at - all.data) / 512 * 512;
	memcpy(at, to, strlen(to));
	memset(header + 148, ' ', 8);
	for (size_t k = 0; k < 512; k++)
		sum += (unsigned char)header[k];
	snprintf(header + 148, 8, "%06lo", sum & 0777777);
	digest_compute(all, digest);
	path = strdup(path_of(i));
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_gt(asprintf(&name, "%.*s-%.16s.tar",
				 (int)(strrchr(path, '-') - path), path, digest),
		0);
	put_bytes(name, all);
	free(path);
	free(name);
}

/* A link that leads to other bytes than the manifest says is damage. */
START_TEST(test_wrong_link)
{
	static const struct {
		const char *from, *to, *why;
	} rows[] = {
		{"/opt/a/", "/opt/c/", "does not have them"},
		{"/opt/a/", "/opt/x/", "does not have them"},
		{"000001-", "000002-", "do not match its manifest"},
	};
	struct backup_keep files[] = {
		make_keep(A, 'v', &plain), make_keep(C, 'c', &plain)};
	BUF_AUTO struct buf from = {0};
	BUF_AUTO struct buf to = {0};
	ERR_AUTO struct err e = {0};

	save(files, 2);
	save_one(B, 'v', &plain);
	const char *id = store.items[0].id;
	bool path = rows[_i].from[0] == '/';
	buf_addf(&from, path ? "%s/opt/a/" : "%s/opt", id);
	buf_addf(&to, "%s%s", path ? id : rows[_i].to, path ? rows[_i].to : id + 7);
	retarget(1, buf_str(&from), buf_str(&to));
	store_forget(&store);
	ck_assert_int_eq(store_load(&store, &e), 0);
	expect_damage(1, rows[_i].why);
}
END_TEST

/* The same for a link to bytes in the archive itself. */
START_TEST(test_wrong_number)
{
	struct backup_keep files[] = {
		make_keep(A, 'v', &plain), make_keep(B, 'v', &plain)};
	static const char *const targets[] = {"/2", "/0", "/x", "x1"};
	ERR_AUTO struct err e = {0};
	char from[64], to[64];

	save(files, 2);
	int stem = (int)(strrchr(store.items[0].id, '-') - store.items[0].id);
	snprintf(from, sizeof from, "%.*s/1", stem, store.items[0].id);
	snprintf(to, sizeof to, "%.*s%s", stem, store.items[0].id, targets[_i]);
	retarget(0, from, to);
	store_forget(&store);
	ck_assert_int_eq(store_load(&store, &e), 0);
	expect_damage(0, "do not match its manifest");
}
END_TEST

/* There are two members with shared bytes, and the link leads to the wrong one. */
START_TEST(test_other_number)
{
	struct backup_keep files[] = {make_keep(A, 'v', &plain),
		make_keep(B, 'v', &plain), make_keep(C, 'w', &plain),
		make_keep("/opt/d/java.security", 'w', &plain)};
	ERR_AUTO struct err e = {0};
	char from[64], to[64];

	save(files, 4);
	int stem = (int)(strrchr(store.items[0].id, '-') - store.items[0].id);
	snprintf(from, sizeof from, "%.*s/2", stem, store.items[0].id);
	snprintf(to, sizeof to, "%.*s/1", stem, store.items[0].id);
	retarget(0, from, to);
	store_forget(&store);
	ck_assert_int_eq(store_load(&store, &e), 0);
	expect_damage(0, "do not match its manifest");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sharing");
	TCase *c = tcase_create("sharing");

	suite_add_tcase(s, c);
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_one_archive);
	tcase_add_test(c, test_base);
	tcase_add_test(c, test_base_with_base);
	tcase_add_loop_test(c, test_lost_base, 0, 2);
	tcase_add_loop_test(c, test_lost_base_of_base, 0, 2);
	tcase_add_test(c, test_prune);
	tcase_add_test(c, test_prune_damaged);
	tcase_add_loop_test(c, test_wrong_link, 0, 3);
	tcase_add_loop_test(c, test_wrong_number, 0, 4);
	tcase_add_test(c, test_other_number);
	return run_suite(s);
}
