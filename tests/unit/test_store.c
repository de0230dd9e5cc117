/* SPDX-License-Identifier: MIT */
/* Tests backups: saving, finding, verifying and deleting them. */
#include "backup/prune.h"

#include "os/handle.h"
#include "stores.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#define FILE1 "/etc/java/java.security"
#define FILE2 "/opt/j\xe9/java.security"

static void digest_of(const char *text, char ret[static DIGEST_SIZE])
{
	ERR_AUTO struct err e = {0};

	digest_compute(span_str(text), ret);
}

/* Makes a file with bytes `was`, to be replaced by `written`, derived from `pristine`. */
static struct backup_keep make_keep(const char *file, const char *was,
	const char *written, const char *pristine, const struct meta *meta)
{
	struct backup_keep k = {
		.member = {file + 1, span_str(was), meta, NULL, NULL, NULL, NULL},
		.file = file};

	digest_of(was, k.was);
	digest_of(written, k.written);
	digest_of(pristine, k.pristine);
	return k;
}

static const struct meta plain = {.info = {.kind = FILE_REGULAR,
					  .permissions = 0644,
					  .modified = {1700000000, 123456789}}};

static const struct backup *save(
	const char *file, const char *was, const char *written, const char *pristine)
{
	struct backup_keep k = make_keep(file, was, written, pristine, &plain);
	const struct backup *b = NULL;
	ERR_AUTO struct err e = {0};

	ck_assert_msg(!store_save(&store, "allow", &k, 1, &b, &e), "%s", e.message);
	ck_assert_msg(!store_confirm(&store, b, &k, 1, &e), "%s", e.message);
	return b;
}

/* Loads everything again, as another run does. */
static void reload(void)
{
	ERR_AUTO struct err e = {0};

	store_done(&store);
	open_store(&store);
	ck_assert_msg(!store_load(&store, &e), "%s", e.message);
}

START_TEST(test_none)
{
	ERR_AUTO struct err e = {0};
	char digest[DIGEST_SIZE];

	digest_of("x", digest);
	ck_assert_int_eq(store_load(&store, &e), 0);
	ck_assert_uint_eq(store.n, 0);
	ck_assert(!store_find_origin(&store, FILE1, digest).known);
	ck_assert_ptr_null(store_find(&store, FILE1, NULL, false, &e));
	ck_assert_ptr_null(store_find_id(&store, ""));
	prune_backups(&store);
	ck_assert_int_eq(
		access(below(&tree, "var"), F_OK), -1); /* reading makes nothing */
}
END_TEST

START_TEST(test_save_and_load)
{
	META_AUTO struct meta meta = {.info = {.kind = FILE_REGULAR,
					      .permissions = 0640,
					      .owner = {1000, 1001},
					      .modified = {1700000000, 5}}};
	ERR_AUTO struct err e = {0};
	UNPACKED_AUTO struct unpacked u = {0};
	const struct backup *b;

	ck_assert_int_eq(meta_add_xattr(&meta, "user.x", "a\0b", 3), 0);
	struct backup_keep keeps[] = {make_keep(FILE1, "one", "two", "one", &plain),
		make_keep(FILE2, "three", "four", "zero", &meta)};
	ck_assert_msg(!store_save(&store, "change", keeps, 2, &b, &e), "%s", e.message);
	ck_assert_msg(!store_confirm(&store, b, keeps, 2, &e), "%s", e.message);
	reload();
	ck_assert_uint_eq(store.n, 1);
	b = &store.items[0];
	ck_assert_uint_eq(b->records.n, 2);
	ck_assert_str_eq(b->records.action, "change");
	ck_assert_str_eq(b->records.items[1].file, FILE2);
	ck_assert_str_eq(b->records.items[1].was, keeps[1].was);
	ck_assert_str_eq(b->records.items[1].written, keeps[1].written);
	ck_assert_str_eq(b->records.items[1].pristine, keeps[1].pristine);
	ck_assert_int_eq(store_check(&store, b, &e), 0);
	ck_assert_int_eq(store_read(&store, b, FILE2, NULL, &u, &e), 0);
	assert_bytes(buf_span(&u.bytes), span_str("three"), "bytes");
	ck_assert(meta_equal(&u.meta, &meta));
	ck_assert_int_eq(u.meta.info.modified.nanoseconds, 5);
}
END_TEST

START_TEST(test_names)
{
	struct stat st;
	const struct backup *b = save(FILE1, "a", "b", "a");
	char path[256];

	ck_assert_int_eq(strncmp(b->id, "000001-2", 8), 0);
	snprintf(path, sizeof path, "var/state/backups/%s.tar", b->id);
	ck_assert_str_eq(b->path + 1, path);
	ck_assert_int_eq(stat(below(&tree, path), &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0600);
	ck_assert_int_eq(stat(below(&tree, "var/state/backups"), &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0700);
	ck_assert_ptr_eq(store_find_id(&store, b->id), b);
	ck_assert_ptr_eq(store_find_id(&store, "000001"), b);
	ck_assert_ptr_null(store_find_id(&store, "000002"));
	ck_assert_ptr_null(store_find_id(&store, "00000"));
	ck_assert_int_eq(stat(below(&tree, "var"), &st), 0);
	ck_assert_int_eq(
		st.st_mode & 07777, 0755); /* directories above it are for everybody */
}
END_TEST

START_TEST(test_origin)
{
	static const struct {
		const char *bytes, *file;
		bool known, ours;
		const char *pristine;
	} rows[] = {
		{"vendor", FILE1, true, false, "vendor"},
		{"first edit", FILE1, true, true, "vendor"},
		{"second edit", FILE1, true, true, "vendor"},
		{"update", FILE1, true, false, "update"},
		{"update edit", FILE1, true, true, "update"},
		{"hand edit", FILE1, false, false, NULL},
		{"first edit", FILE2, false, false, NULL},
	};
	char digest[DIGEST_SIZE], pristine[DIGEST_SIZE];

	save(FILE1, "vendor", "first edit", "vendor");
	save(FILE1, "first edit", "second edit", "vendor");
	save(FILE1, "update", "update edit", "update");
	save(FILE1, "update edit", "vendor", "update"); /* restores an older one */
	reload();
	digest_of(rows[_i].bytes, digest);
	struct origin o = store_find_origin(&store, rows[_i].file, digest);
	ck_assert_int_eq(o.known, rows[_i].known);
	ck_assert_int_eq(o.ours, rows[_i].ours);
	if (!rows[_i].pristine)
		return;
	digest_of(rows[_i].pristine, pristine);
	ck_assert_str_eq(o.pristine, pristine);
}
END_TEST

START_TEST(test_find)
{
	char a[DIGEST_SIZE], c[DIGEST_SIZE];
	ERR_AUTO struct err e = {0};

	save(FILE1, "a", "b", "a");
	save(FILE1, "b", "c", "a");
	save(FILE1, "a", "d", "a");
	save(FILE2, "c", "d", "c");
	digest_of("a", a);
	digest_of("c", c);
	ck_assert_ptr_eq(store_find(&store, FILE1, a, true, &e), &store.items[0]);
	ck_assert_ptr_eq(store_find(&store, FILE1, a, false, &e), &store.items[2]);
	ck_assert_ptr_eq(store_find(&store, FILE2, NULL, false, &e), &store.items[3]);
	ck_assert_ptr_null(store_find(&store, FILE1, c, false, &e));
	ck_assert_ptr_null(store_find(&store, "/nowhere", NULL, false, &e));
	ck_assert(!err_public(&e));
	UNPACKED_AUTO struct unpacked u = {0};
	ck_assert_int_eq(store_read(&store, &store.items[0], FILE1, NULL, &u, &e), 0);
	ck_assert_str_eq(buf_str(&u.bytes), "a");
	UNPACKED_AUTO struct unpacked none = {0};
	ck_assert_int_eq(store_read(&store, &store.items[0], FILE2, NULL, &none, &e),
		-JSEC_NO_BACKUP);
}
END_TEST

/* An archive is verified once. If it changes afterwards, its bytes are not taken. */
START_TEST(test_changed_since)
{
	char a[DIGEST_SIZE];
	ERR_AUTO struct err e = {0};
	UNPACKED_AUTO struct unpacked u = {0};
	UNPACKED_AUTO struct unpacked none = {0};

	save(FILE1, "a", "b", "a");
	save(FILE2, "c", "d", "c");
	reload();
	digest_of("a", a);
	ck_assert_ptr_eq(store_find(&store, FILE1, a, false, &e), &store.items[0]);
	for (size_t i = 0; i < 2; i++)
		put_file(below(&tree, store.items[i].path + 1), "noise");
	ck_assert_int_eq(store_check(&store, &store.items[0], &e), 0);
	ck_assert_int_eq(store_read(&store, &store.items[0], FILE1, a, &u, &e),
		-JSEC_BACKUP_DAMAGED);
	err_done(&e);
	ck_assert_int_eq(store_read(&store, &store.items[1], FILE2, NULL, &none, &e),
		-JSEC_BACKUP_DAMAGED);
}
END_TEST

/* Tests manifests of several files in several archives. */
START_TEST(test_files)
{
	STRV_AUTO struct strv files = {0}, homes = {0};
	ERR_AUTO struct err e = {0};
	char pristine[DIGEST_SIZE];

	save(FILE2, "c", "d", "c");
	save(FILE1, "a", "b", "a");
	save(FILE2, "x", "y", "z");
	ck_assert_int_eq(store_list_files(&store, &files, &homes, &e), 0);
	ck_assert_uint_eq(files.n, 2);
	digest_of("z", pristine);
	ck_assert_str_eq(store_find_pristine(&store, FILE2), pristine);
	ck_assert_ptr_null(store_find_pristine(&store, "/nowhere"));
	ck_assert_ptr_eq(store_find_earlier(&store, FILE2, store.n), &store.items[2]);
	ck_assert_ptr_eq(store_find_earlier(&store, FILE2, 2), &store.items[0]);
	ck_assert_ptr_null(store_find_earlier(&store, FILE2, 0));
}
END_TEST

/* What is saved already is not saved again. Any difference makes a new backup. */
START_TEST(test_kept)
{
	struct meta other = plain;
	struct backup_keep k = make_keep(FILE1, "a", "b", "a", &plain);

	save(FILE1, "a", "b", "a");
	reload();
	ck_assert_ptr_eq(store_find_kept(&store, &k), &store.items[0]);
	k = make_keep(FILE1, "a", "c", "a", &plain);
	ck_assert_ptr_null(store_find_kept(&store, &k));
	k = make_keep(FILE2, "a", "b", "a", &plain);
	ck_assert_ptr_null(store_find_kept(&store, &k));
	other.info.permissions ^= 0040;
	k = make_keep(FILE1, "a", "b", "a", &other);
	ck_assert_ptr_null(store_find_kept(&store, &k));
	other = plain;
	other.info.modified.nanoseconds++;
	k = make_keep(FILE1, "a", "b", "a", &other);
	ck_assert_ptr_null(store_find_kept(&store, &k));
}
END_TEST

static size_t find_text(struct span s, const char *text)
{
	const char *at = memmem(s.data, s.size, text, strlen(text));

	ck_assert_ptr_nonnull(at);
	return (size_t)(at - s.data);
}

static const char *archive_path(size_t i)
{
	return below(&tree, store.items[i].path + 1);
}

/* Until it is confirmed, an archive has this name. */
static const char *unpublished_path(void)
{
	return below(&tree, "var/state/backups/.new.tar");
}

/*
 * Flips each bit of the bytes, the metadata and the manifest. It must be noticed. Damage
 * in the manifest must not hide that the archive is about the file. Mostly it stays clear
 * that it is not about other files.
 */
START_TEST(test_flipped_bits)
{
	ERR_AUTO struct err e = {0};
	META_AUTO struct meta meta = {.info = plain.info};
	const struct backup *b;
	size_t tried = 0, plainly = 0, hidden = 0, from, to;
	char path[4096];

	ck_assert_int_eq(meta_add_xattr(&meta, "user.label", "precious", 8), 0);
	struct backup_keep k = make_keep(FILE1, "a", "b", "a", &meta);
	ck_assert_int_eq(store_save(&store, "allow", &k, 1, &b, &e), 0);
	ck_assert_int_eq(store_confirm(&store, b, &k, 1, &e), 0);
	snprintf(path, sizeof path, "%s", archive_path(0));
	SPAN_AUTO struct span archive = get_bytes(path);
	from = find_text(archive, "#mtree");
	to = find_text(archive, "# sha256=") + strlen("# sha256=") + 64;
	for (size_t at = 0; at < archive.size; at += at % 512 < 32 ? 1 : 7) {
		UNPACKED_AUTO struct unpacked u = {0};
		ERR_AUTO struct err damage = {0};
		char *bytes = (char *)archive.data;

		bytes[at] ^= 1;
		put_bytes(path, archive);
		bytes[at] ^= 1;
		store_forget(&store);
		ck_assert_int_eq(store_load(&store, &e), 0);
		ck_assert_uint_eq(store.n, 1);
		int rc = store_read(&store, &store.items[0], FILE1, NULL, &u, &damage);
		ck_assert_msg(rc == -JSEC_BACKUP_DAMAGED || rc == -JSEC_NO_BACKUP,
			"taken, with another byte %zu", at);
		ERR_AUTO struct err doubt = {0}, others = {0};
		rc = store_doubt(&store, FILE1, &doubt);
		ck_assert_msg(rc == -JSEC_BACKUP_DAMAGED || at < from || at > to,
			"no doubt, with another byte %zu of the manifest", at);
		plainly += !store_doubt(&store, FILE2, &others);
		hidden += rc == 0;
		tried++;
	}
	ck_assert_uint_gt(plainly, tried / 2);
	ck_assert_uint_lt(plainly, tried);
	ck_assert_uint_gt(hidden, 0); /* what only damages the file's own bytes */
}
END_TEST

/* Puts an archive of a newer format beside a good one: nothing works until it is gone. */
START_TEST(test_newer)
{
	ERR_AUTO struct err e = {0};

	save(FILE1, "a", "b", "a");
	SPAN_AUTO struct span bytes = get_bytes(archive_path(0));
	size_t at = find_text(bytes, "# format=1") + strlen("# format=");
	((char *)bytes.data)[at] = '7';
	put_bytes(below(&tree, "var/state/backups/000002-x.tar"), bytes);
	store_done(&store);
	open_store(&store);
	ck_assert_int_eq(store_load(&store, &e), -JSEC_NEWER_FORMAT);
	ck_assert_ptr_nonnull(strstr(e.message, "000002-x.tar: a newer version of"));
}
END_TEST

/* An archive that has lost an attribute is damaged, even if its checksum is right. */
START_TEST(test_attributes)
{
	struct backup_keep k = make_keep(FILE1, "a", "b", "a", &plain);
	META_AUTO struct meta meta = {.info = plain.info};
	UNPACKED_AUTO struct unpacked u = {0};
	ERR_AUTO struct err e = {0};
	const struct backup *b;
	char digest[DIGEST_SIZE], name[256];

	ck_assert_int_eq(meta_add_xattr(&meta, "user.label", "precious", 8), 0);
	k.member.meta = &meta;
	ck_assert_int_eq(store_save(&store, "allow", &k, 1, &b, &e), 0);
	ck_assert_int_eq(store_confirm(&store, b, &k, 1, &e), 0);
	SPAN_AUTO struct span bytes = get_bytes(archive_path(0));
	memcpy((char *)bytes.data + find_text(bytes, "precious"), "previous", 8);
	digest_compute(bytes, digest);
	ck_assert_int_eq(unlink(archive_path(0)), 0);
	snprintf(name, sizeof name, "var/state/backups/000001-x-%.16s.tar", digest);
	put_bytes(below(&tree, name), bytes);
	reload();
	ck_assert_int_eq(store_read(&store, &store.items[0], FILE1, NULL, &u, &e),
		-JSEC_BACKUP_DAMAGED);
	ck_assert_ptr_nonnull(strstr(e.message, "attributes"));
}
END_TEST

/* Archives that are cut off, empty or something else are reported and never used. */
START_TEST(test_damaged)
{
	static const char *const texts[] = {"", "noise", NULL};
	ERR_AUTO struct err e = {0};
	UNPACKED_AUTO struct unpacked u = {0};

	save(FILE1, "a", "b", "a");
	save(FILE1, "a", "c", "a");
	if (texts[_i])
		put_file(archive_path(1), texts[_i]);
	else
		ck_assert_int_eq(truncate(archive_path(1), 700), 0);
	reload();
	ck_assert_uint_eq(store.n, 2);
	ck_assert_int_eq(store_check(&store, &store.items[1], &e), -JSEC_BACKUP_DAMAGED);
	ck_assert_ptr_nonnull(strstr(e.message, store.items[1].id));
	err_done(&e);
	ck_assert_int_eq(store_read(&store, &store.items[1], FILE1, NULL, &u, &e),
		-JSEC_BACKUP_DAMAGED);
	err_done(&e);
	ck_assert_ptr_eq(store_find(&store, FILE1, NULL, false, &e),
		&store.items[0]); /* the good one */
	prune_backups(&store);
	ck_assert_uint_eq(store.n, 2); /* kept for people to inspect */
}
END_TEST

START_TEST(test_no_archives)
{
	save(FILE1, "a", "b", "a");
	put_file(below(&tree, "var/state/backups/readme.txt"), "x");
	put_file(below(&tree, "var/state/backups/.new.tar"), "x");
	put_file(below(&tree, "var/state/backups/notes.tar"), "x");
	ck_assert_int_eq(
		symlink("/etc/passwd", below(&tree, "var/state/backups/9.tar")), 0);
	ck_assert_int_eq(mkfifo(below(&tree, "var/state/backups/8.tar"), 0600), 0);
	reload();
	ck_assert_uint_eq(store.n, 3); /* link and FIFO count as damaged */
	ck_assert(store.items[1].err.public.code != JSEC_OK);
	ck_assert(store.items[2].err.public.code != JSEC_OK);
}
END_TEST

/* A backup is not confirmed if the bytes differ from those to be saved. */
START_TEST(test_confirm)
{
	struct backup_keep k = make_keep(FILE1, "a", "b", "a", &plain);
	const struct backup *b;
	ERR_AUTO struct err e = {0}, e2 = {0};

	ck_assert_int_eq(store_save(&store, "allow", &k, 1, &b, &e), 0);
	k.member.bytes = span_str("x");
	ck_assert_int_eq(store_confirm(&store, b, &k, 1, &e), -JSEC_BACKUP_FAILED);
	ck_assert_uint_eq(store.n, 0);
	reload();
	ck_assert_uint_eq(store.n, 0); /* the archive was deleted */
	struct meta other = plain;
	other.info.permissions = 0600;
	k = make_keep(FILE1, "a", "b", "a", &plain);
	ck_assert_int_eq(store_save(&store, "allow", &k, 1, &b, &e2), 0);
	k.member.meta = &other;
	ck_assert_int_eq(store_confirm(&store, b, &k, 1, &e2), -JSEC_BACKUP_FAILED);
	err_done(&e2);
	k = make_keep(FILE1, "a", "b", "a", &plain);
	ck_assert_int_eq(store_save(&store, "allow", &k, 1, &b, &e2), 0);
	ck_assert_int_eq(truncate(unpublished_path(), 3000), 0);
	ck_assert_int_lt(store_confirm(&store, b, &k, 1, &e2), 0);
	ck_assert_uint_eq(store.n, 0);
	ck_assert_int_eq(store_confirm(&store, NULL, NULL, 0, &e2), 0);
}
END_TEST

/* Writes the archive again with its first `n` members only, under the right checksum. */
static void drop_members(size_t n)
{
	struct unpacked u[3] = {0};
	struct pack_member members[3];
	char *path = strdup(archive_path(0)), *name = NULL, digest[DIGEST_SIZE];
	HANDLE_AUTO struct handle *old = NULL;
	HANDLE_AUTO struct handle *new = NULL;
	ERR_AUTO struct err e = {0};
	struct pack *pack = NULL;

	ck_assert_int_eq(handle_wrap(open(path, O_RDONLY), "x", "x", &old, &e), 0);
	ck_assert_int_eq(pack_open(old, "x", &pack, &e), 0);
	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(pack_next(pack, &u[i], &e), 1);
		members[i] = (struct pack_member){u[i].path, buf_span(&u[i].bytes),
			&u[i].meta, NULL, NULL, NULL, NULL};
	}
	pack_close(pack);
	ck_assert_int_eq(truncate(path, 0), 0);
	ck_assert_int_eq(handle_wrap(open(path, O_RDWR), "x", "x", &new, &e), 0);
	ck_assert_int_eq(pack_write(new, members, n, &e), 0);
	SPAN_AUTO struct span bytes = get_bytes(path);
	digest_compute(bytes, digest);
	ck_assert_int_gt(asprintf(&name, "%.*s-%.16s.tar",
				 (int)(strrchr(path, '-') - path), path, digest),
		0);
	ck_assert_int_eq(rename(path, name), 0);
	for (size_t i = 0; i < n; i++)
		unpacked_done(&u[i]);
	free(path);
	free(name);
}

/* An archive with fewer files than its manifest says is a damaged one. */
START_TEST(test_missing_member)
{
	struct backup_keep k[2] = {make_keep(FILE1, "a", "b", "a", &plain),
		make_keep(FILE2, "c", "d", "c", &plain)};
	const struct backup *b;
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(store_save(&store, "allow", k, 2, &b, &e), 0);
	ck_assert_int_eq(store_confirm(&store, b, k, 2, &e), 0);
	reload();
	drop_members(3);
	reload();
	ck_assert_int_eq(store_check(&store, &store.items[0], &e), 0);
	drop_members(2);
	reload();
	ck_assert_int_eq(store_check(&store, &store.items[0], &e), -JSEC_BACKUP_DAMAGED);
	ck_assert_ptr_nonnull(strstr(e.message, "do not match its manifest"));
}
END_TEST

/* The archive has other bytes on the disk when it is read back. */
START_TEST(test_confirm_flipped)
{
	struct backup_keep k = make_keep(FILE1, "a", "b", "a", &plain);
	size_t size = 1;

	for (size_t at = 0; at < size; at += 61) {
		const struct backup *b;
		ERR_AUTO struct err e = {0};

		ck_assert_int_eq(store_save(&store, "allow", &k, 1, &b, &e), 0);
		SPAN_AUTO struct span archive = get_bytes(unpublished_path());
		size = archive.size;
		((char *)archive.data)[at] ^= 1;
		put_bytes(unpublished_path(), archive);
		ck_assert_msg(store_confirm(&store, b, &k, 1, &e) < 0,
			"confirmed, with another byte %zu", at);
		ck_assert_uint_eq(store.n, 0);
	}
	ck_assert_uint_gt(size, 4096);
}
END_TEST

/* Makes a file to save whose bytes stay on the disk, with digest and sum. */
static struct backup_keep make_large(size_t size, struct extent *x, struct sum *sum)
{
	struct backup_keep k = make_keep(FILE1, "", "b", "a", &plain);
	SPAN_AUTO struct span bytes = repeated(span_str("x"), size, span_str(""));
	ERR_AUTO struct err e = {0};

	put_bytes(below(&tree, "large"), bytes);
	struct handle *file = NULL;
	ck_assert_int_eq(handle_wrap(open(below(&tree, "large"), O_RDONLY), FILE1,
				 "the file", &file, &e),
		0);
	*x = (struct extent){file, 0, (int64_t)size, FILE1};
	ck_assert_int_eq(digest_compute_extent(x, k.was, sum, &e), 0);
	k.member.extent = x;
	k.member.sum = sum;
	return k;
}

static const size_t extent_sizes[] = {4000, FILE_MAX_OWN + 1};

/* The same for a file whose bytes are not in memory: those beside them, and some of them. */
START_TEST(test_confirm_flipped_extent)
{
	const size_t large = extent_sizes[_i];
	struct extent x;
	struct sum sum;
	struct backup_keep k = make_large(large, &x, &sum);
	size_t size = 1, step = 1;

	for (size_t at = 0; at < size; at += step) {
		const struct backup *b;
		ERR_AUTO struct err e = {0};

		ck_assert_int_eq(store_save(&store, "allow", &k, 1, &b, &e), 0);
		int fd = open(unpublished_path(), O_RDWR);
		char byte;
		size = (size_t)lseek(fd, 0, SEEK_END);
		step = at > 4096 && at + 9000 < size ? large / 5 : _i ? 701 : 61;
		ck_assert_int_eq(pread(fd, &byte, 1, (off_t)at), 1);
		byte ^= 1;
		ck_assert_int_eq(pwrite(fd, &byte, 1, (off_t)at), 1);
		close(fd);
		ck_assert_msg(store_confirm(&store, b, &k, 1, &e) < 0,
			"confirmed, with another byte %zu", at);
		ck_assert_uint_eq(store.n, 0);
	}
	ck_assert_uint_gt(size, large);
	handle_close((struct handle *)x.file);
}
END_TEST

/* The file is not any more what digest and sum were computed of. */
START_TEST(test_extent_changed)
{
	const struct backup *b = NULL;
	ERR_AUTO struct err e = {0};
	struct extent x;
	struct sum sum;
	struct backup_keep k = make_large(extent_sizes[_i], &x, &sum);

	int fd = open(below(&tree, "large"), O_WRONLY);
	ck_assert_int_eq(pwrite(fd, "y", 1, 77), 1);
	ck_assert_int_eq(store_save(&store, "allow", &k, 1, &b, &e), -JSEC_BACKUP_FAILED);
	ck_assert_uint_eq(store.n, 0);
	ck_assert_int_eq(pwrite(fd, "x", 1, 77), 1);
	close(fd);
	err_done(&e);
	ck_assert_msg(!store_save(&store, "allow", &k, 1, &b, &e), "%s", e.message);
	ck_assert_msg(!store_confirm(&store, b, &k, 1, &e), "%s", e.message);
	reload();
	ck_assert_uint_eq(store.n, 1);
	ck_assert_int_eq(store_check(&store, &store.items[0], &e), 0);
	handle_close((struct handle *)x.file);
}
END_TEST

START_TEST(test_prune)
{
	char was[32], next[32], vendors[DIGEST_SIZE];
	ERR_AUTO struct err e = {0};

	digest_of("edit 0", vendors);
	for (int i = 0; i < 14; i++) {
		snprintf(was, sizeof was, "edit %d", i);
		snprintf(next, sizeof next, "edit %d", i + 1);
		save(FILE1, was, next, "edit 0");
	}
	save(FILE2, "other", "more", "other");
	prune_backups(&store);
	reload();
	ck_assert_uint_eq(
		store.n, 12); /* the vendor's, the last ten, and the other file's */
	ck_assert_ptr_nonnull(store_find(&store, FILE1, vendors, false, &e));
	ck_assert_ptr_nonnull(store_find(&store, FILE2, NULL, false, &e));
	for (int i = 1; i < 14; i++) {
		snprintf(was, sizeof was, "edit %d", i);
		digest_of(was, vendors);
		ck_assert_int_eq(
			store_find(&store, FILE1, vendors, false, &e) != NULL, i >= 4);
	}
	for (size_t i = 0; i < store.n; i++)
		ck_assert_int_eq(store_check(&store, &store.items[i], &e), 0);
}
END_TEST

/* Runs were killed before they wrote: the bytes are known although their record is gone. */
START_TEST(test_prune_killed)
{
	char digest[DIGEST_SIZE], text[16];

	save(FILE1, "a", "b", "a");
	save(FILE1, "b", "c", "a");
	save(FILE1, "c", "x", "a");
	for (int i = 0; i < 12; i++) {
		snprintf(text, sizeof text, "new %d", i);
		save(FILE1, "x", text, "a");
	}
	prune_backups(&store);
	reload();
	digest_of("x", digest);
	struct origin o = store_find_origin(&store, FILE1, digest);
	ck_assert(o.known && o.ours);
	digest_of("a", digest);
	ck_assert_str_eq(o.pristine, digest);
}
END_TEST

/* A run does not rely on a backup that is pruned next: only that one says what it wrote. */
START_TEST(test_kept_old)
{
	const struct backup_keep k = make_keep(FILE1, "b", "c", "a", &plain);
	char was[16], written[16];

	save(FILE1, "a", "b", "a");
	save(FILE1, "b", "c", "a");
	for (int i = 0; i <= STORE_KEEP_LAST; i++) {
		ck_assert_int_eq(
			store_find_kept(&store, &k) != NULL, i < STORE_KEEP_LAST);
		snprintf(was, sizeof was, "new %d", i);
		snprintf(written, sizeof written, "new %d", i + 1);
		save(FILE1, was, written, "a");
		reload();
	}
}
END_TEST

/* The vendor's bytes many times: one backup is kept forever, ten for some time. */
START_TEST(test_prune_same)
{
	ERR_AUTO struct err e = {0};
	char next[32], vendors[DIGEST_SIZE];

	for (int i = 0; i < 14; i++) {
		snprintf(next, sizeof next, "edit %d", i);
		save(FILE1, "vendor", next, "vendor");
	}
	prune_backups(&store);
	reload();
	digest_of("vendor", vendors);
	ck_assert_uint_eq(store.n, 11);
	ck_assert_ptr_nonnull(store_find(&store, FILE1, vendors, false, &e));
}
END_TEST

/* Saves edits `from` to `to` - 1 of the first file. Number 0 is the vendor's. */
static void save_edits(int from, int to)
{
	char was[32], next[32];

	for (int i = from; i < to; i++) {
		snprintf(was, sizeof was, "edit %d", i);
		snprintf(next, sizeof next, "edit %d", i + 1);
		save(FILE1, was, next, "edit 0");
	}
}

static void flip(size_t i)
{
	SPAN_AUTO struct span bytes = get_bytes(archive_path(i));

	((char *)bytes.data)[3000] ^= 1;
	put_bytes(archive_path(i), bytes);
}

static void prune_again(void)
{
	reload();
	prune_backups(&store);
	reload();
}

/* A damaged copy of the vendor's bytes does not replace a good one. */
START_TEST(test_prune_damaged_copy)
{
	char vendors[DIGEST_SIZE];
	ERR_AUTO struct err e = {0};

	digest_of("edit 0", vendors);
	save_edits(0, 1);
	save_edits(0, 12);
	flip(0);
	prune_again();
	ck_assert_uint_eq(
		store.n, 12); /* 12 edits, and the damaged one; without edit 1 */
	const struct backup *b = store_find(&store, FILE1, vendors, false, &e);
	ck_assert_ptr_eq(b, &store.items[1]);
}
END_TEST

/* Damaged archives are not among the last ten. They are not deleted either. */
START_TEST(test_prune_damaged_last)
{
	save_edits(0, 13);
	flip(5);
	flip(12);
	prune_again();
	ck_assert_uint_eq(store.n, 13);
	save_edits(13, 14);
	prune_again();
	ck_assert_uint_eq(
		store.n, 13); /* the vendor's, ten good ones, two damaged ones */
	flip(1);
	save_edits(14, 15);
	prune_again();
	ck_assert_uint_eq(store.n, 14); /* what could go is damaged by now */
}
END_TEST

/* Nothing is deleted if an archive on which that relies cannot be read. */
START_TEST(test_prune_unreadable)
{
	save_edits(0, 12);
	reload();
	ck_assert_int_eq(rename(archive_path(7), below(&tree, "away")), 0);
	ck_assert_int_eq(mkdir(archive_path(7), 0700), 0);
	prune_backups(&store);
	ck_assert_uint_eq(store.n, 12);
	ck_assert_int_eq(access(archive_path(1), F_OK), 0);
	ck_assert(!err_public(&store.items[7].err)); /* which is no damage */
}
END_TEST

/* No archive is read if all of them are needed. */
START_TEST(test_prune_reads_nothing)
{
	save_edits(0, 11);
	reload();
	prune_backups(&store);
	ck_assert_uint_eq(store.n, 11);
	for (size_t i = 0; i < store.n; i++)
		ck_assert(!store.items[i].verified);
}
END_TEST

/* Makes and deletes backups until the parent process ends it. */
static _Noreturn void write_and_prune(void)
{
	char was[32], next[32];

	for (int i = 0;; i++) {
		snprintf(was, sizeof was, "edit %d", i);
		snprintf(next, sizeof next, "edit %d", i + 1);
		save(FILE1, was, next, "edit 0");
		prune_backups(&store);
	}
}

/* Without the lock, archives vanish between any two steps. That is no damage. */
START_TEST(test_beside_a_writer)
{
	ERR_AUTO struct err e = {0};
	size_t gone = 0;

	save_edits(0, 12);
	pid_t pid = fork();
	if (!pid)
		write_and_prune();
	for (int i = 0; i < 60 || (!gone && i < 5000); i++) {
		reload();
		ck_assert_uint_ge(store.n, 11);
		for (size_t k = 0; k < store.n; k++) {
			ERR_AUTO struct err why = {0};
			ck_assert(!err_public(&store.items[k].err));
			int rc = store_check(&store, &store.items[k], &why);
			ck_assert(!rc || rc == -JSEC_NOT_FOUND);
			gone += rc != 0;
		}
		ck_assert_int_eq(store_doubt(&store, FILE1, &e), 0);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	ck_assert_uint_gt(gone, 0);
}
END_TEST

/* Backups are ordered by number, not by time. The next number is the last one plus 1. */
START_TEST(test_order)
{
	static const char *const ids[] = {
		"000002-x", "9-b", "10-a", "000100-20000101T000000Z"};
	SPAN_AUTO struct span bytes = {0};
	char path[256];

	save(FILE1, "a", "b", "a");
	bytes = get_bytes(archive_path(0));
	for (int i = N_ROWS(ids); i-- > 0;) {
		snprintf(path, sizeof path, "var/state/backups/%s.tar", ids[i]);
		put_bytes(below(&tree, path), bytes);
	}
	reload();
	ck_assert_uint_eq(store.n, 5);
	for (int i = 0; i < N_ROWS(ids); i++)
		ck_assert_str_eq(store.items[i + 1].id, ids[i]);
	ck_assert_int_eq(strncmp(save(FILE1, "c", "d", "a")->id, "000101-", 7), 0);
}
END_TEST

START_TEST(test_untrusted)
{
	ERR_AUTO struct err e = {0}, e2 = {0};
	struct backup_keep k = make_keep(FILE1, "a", "b", "a", &plain);
	const struct backup *b;

	save(FILE1, "a", "b", "a");
	ck_assert_int_eq(chmod(below(&tree, _i ? "var" : "var/state/backups"), 0777), 0);
	store_done(&store);
	open_store(&store);
	ck_assert_int_eq(store_load(&store, &e), -JSEC_UNTRUSTED);
	ck_assert_int_eq(store_save(&store, "allow", &k, 1, &b, &e2), -JSEC_UNTRUSTED);
}
END_TEST

START_TEST(test_no_directory)
{
	ERR_AUTO struct err e = {0};
	struct backup_keep k = make_keep(FILE1, "a", "b", "a", &plain);
	const struct backup *b;

	put_file(below(&tree, "var"), "a file");
	ck_assert_int_lt(store_save(&store, "allow", &k, 1, &b, &e), 0);
	ck_assert_ptr_nonnull(e.message);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("store");
	TCase *c = add_case(s, "store");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_none);
	tcase_add_test(c, test_save_and_load);
	tcase_add_test(c, test_names);
	tcase_add_loop_test(c, test_origin, 0, 7);
	tcase_add_test(c, test_find);
	tcase_add_test(c, test_changed_since);
	tcase_add_test(c, test_files);
	tcase_add_test(c, test_kept);
	tcase_add_test(c, test_flipped_bits);
	tcase_add_loop_test(c, test_damaged, 0, 3);
	tcase_add_test(c, test_no_archives);
	tcase_add_test(c, test_confirm);
	tcase_add_test(c, test_missing_member);
	tcase_add_test(c, test_confirm_flipped);
	tcase_add_loop_test(c, test_confirm_flipped_extent, 0, 2);
	tcase_add_loop_test(c, test_extent_changed, 0, 2);
	tcase_add_test(c, test_prune);
	tcase_add_test(c, test_prune_killed);
	tcase_add_test(c, test_kept_old);
	tcase_add_test(c, test_prune_same);
	tcase_add_test(c, test_prune_damaged_copy);
	tcase_add_test(c, test_prune_damaged_last);
	tcase_add_test(c, test_prune_unreadable);
	tcase_add_test(c, test_prune_reads_nothing);
	tcase_add_test(c, test_beside_a_writer);
	tcase_add_test(c, test_newer);
	tcase_add_test(c, test_attributes);
	tcase_add_test(c, test_order);
	tcase_add_loop_test(c, test_untrusted, 0, 2);
	tcase_add_test(c, test_no_directory);
	return run_suite(s);
}
