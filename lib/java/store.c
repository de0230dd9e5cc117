/* SPDX-License-Identifier: MIT */
/* The archives of a state directory: loaded, found, added and dropped. */
#include "java/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#define KEEP_LAST 10
#define MAKE_DIR "make the directory for backups (see --state-dir)"

/* The directory must be nobody else's: what is restored comes from there. */
static int open_trusted(const struct store *s, const char *path, int *ret, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	int rc = root_resolve(s->root, path, geteuid(), &p, e);

	if (rc)
		return rc;
	if (!p.st.st_mode)
		return err_sys(e, ENOENT, path, "open the directory for backups");
	if (p.distrust)
		return err_set(e, JSEC_UNTRUSTED, path, 0,
			"others can write to %s, so backups are not safe there; "
			"use another --state-dir",
			p.distrust);
	*ret = place_open(&p, O_RDONLY | O_DIRECTORY);
	return *ret < 0 ? err_sys(e, errno, path, "open the directory for backups") : 0;
}

int store_open_dir(const struct store *s, bool create, int *ret, struct err *e)
{
	int rc = create ? root_make_dir(s->root, s->path, 0700, MAKE_DIR, e) : 0;

	return rc ? rc : open_trusted(s, s->path, ret, e);
}

int store_get(const struct store *s, const char *name, struct buf *ret, struct err *e)
{
	FD_AUTO int dir = -1;
	int rc = store_open_dir(s, false, &dir, e);

	if (rc)
		return rc;
	FD_AUTO int fd =
		openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return fd < 0 || read_all(fd, FILE_MAX_SIZE, ret)
		       ? err_sys(e, errno, s->path, "read its notes")
		       : 0;
}

int store_put(const struct store *s, const char *name, struct span bytes, struct err *e)
{
	FD_AUTO int dir = -1;
	char new[NAME_MAX + 1];
	int rc = store_open_dir(s, true, &dir, e);

	if (rc)
		return rc;
	snprintf(new, sizeof new, ".new-%s", name);
	if (!bytes.size)
		return unlinkat(dir, name, 0) && errno != ENOENT
			       ? err_sys(e, errno, s->path, "remove its notes")
			       : 0;
	FD_AUTO int fd = openat(
		dir, new, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 || write_all(fd, bytes) || fsync(fd) ||
		renameat(dir, new, dir, name) || fsync(dir))
		return err_sys(e, errno, s->path, "write its notes");
	return 0;
}

static int open_backups(struct store *s, bool create, struct err *e)
{
	BUF_AUTO struct buf path = {0};

	if (s->dir >= 0)
		return 0;
	buf_addf(&path, "%s/backups", s->path);
	if (path.failed)
		return err_memory(e);
	int rc = create ? root_make_dir(s->root, path.data, 0700, MAKE_DIR, e) : 0;
	return rc ? rc : open_trusted(s, path.data, &s->dir, e);
}

void store_forget(struct store *s)
{
	for (size_t i = 0; i < s->n; i++)
		backup_done(&s->items[i]);
	free(s->items);
	s->items = NULL;
	s->n = 0;
	s->loaded = false;
}

void store_done(struct store *s)
{
	store_forget(s);
	free(s->path);
	if (s->dir >= 0)
		close(s->dir);
	*s = (struct store){.dir = -1};
}

/* Makes room for one more. */
static struct backup *reserve(struct store *s)
{
	struct backup *items = realloc(s->items, (s->n + 1) * sizeof *items);

	if (!items)
		return NULL;
	s->items = items;
	items[s->n] = (struct backup){0};
	return &items[s->n];
}

/* Loads the archive of that name; does nothing for other files. */
static int load_one(struct store *s, char *name, struct err *e)
{
	char *dot = strrchr(name, '.');
	struct backup *b;

	if (*name < '0' || *name > '9' || !dot || strcmp(dot, ARCHIVE_SUFFIX) != 0)
		return 0;
	*dot = 0;
	b = reserve(s);
	if (!b || backup_init(b, s->path, name))
		return err_memory(e);
	s->n++;
	archive_load(b, s->dir, s->lexer);
	return 0;
}

static unsigned long number_of(const struct backup *b)
{
	return strtoul(b->id, NULL, 10);
}

static int by_number(const void *a, const void *b)
{
	const struct backup *x = a, *y = b;
	unsigned long m = number_of(x), n = number_of(y);

	return m != n ? (m > n) - (m < n) : strcmp(x->id, y->id);
}

static int load_all(struct store *s, struct err *e)
{
	int fd = openat(s->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir) {
		rc = err_sys(e, errno, s->path, "list the backups");
		fd_done(&fd);
		return rc;
	}
	for (struct dirent *d; !rc;) {
		errno = 0;
		d = readdir(dir);
		if (!d && errno)
			rc = err_sys(e, errno, s->path, "list the backups");
		if (!d)
			break;
		rc = load_one(s, d->d_name, e);
	}
	closedir(dir);
	return rc;
}

int store_load(struct store *s, struct err *e)
{
	ERR_AUTO struct err missing = {0};

	if (s->loaded)
		return 0;
	int rc = open_backups(s, false, &missing);
	if (rc == -JSEC_NOT_FOUND)
		return 0;
	if (rc) {
		err_move(e, &missing);
		return rc;
	}
	rc = load_all(s, e);
	if (!rc && s->n)
		qsort(s->items, s->n, sizeof *s->items, by_number);
	s->loaded = !rc;
	return rc;
}

struct origin store_origin(const struct store *s, const char *file, const char *digest)
{
	struct origin o = {0};

	for (size_t i = s->n; i-- > 0;)
		for (size_t k = s->items[i].records.n; k-- > 0;) {
			const struct record *r = &s->items[i].records.items[k];
			if (strcmp(r->file, file) != 0)
				continue;
			if (!strcmp(r->pristine, digest))
				return (struct origin){true, false, r->pristine};
			if (!o.known && !strcmp(r->written, digest))
				o = (struct origin){true, true, r->pristine};
		}
	return o;
}

static const struct record *record_of(
	const struct backup *b, const char *file, const char *digest)
{
	for (size_t k = 0; k < b->records.n; k++) {
		const struct record *r = &b->records.items[k];
		if (!strcmp(r->file, file) && (!digest || !strcmp(r->was, digest)))
			return r;
	}
	return NULL;
}

int store_check(const struct store *s, const struct backup *b, struct err *e)
{
	return archive_verify(b, s->dir, &(struct wanted){0}, e);
}

const struct backup *store_find(const struct store *s, const char *file,
	const char *digest, bool oldest, struct err *e)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct backup *b = &s->items[oldest ? i : s->n - 1 - i];
		bool unreadable = b->records.n == 0;

		if (!unreadable && !record_of(b, file, digest))
			continue;
		if (!store_check(s, b, e))
			return b;
	}
	return NULL;
}

const struct backup *store_by_id(const struct store *s, const char *id)
{
	size_t n = strlen(id);

	for (size_t i = 0; i < s->n; i++)
		if (!strncmp(s->items[i].id, id, n) &&
			(s->items[i].id[n] == 0 || s->items[i].id[n] == '-'))
			return &s->items[i];
	return NULL;
}

int store_read(const struct store *s, const struct backup *b, const char *file,
	const char *digest, struct unpacked *ret, struct err *e)
{
	struct wanted wanted = {.file = file, .digest = digest, .ret = ret};

	return archive_verify(b, s->dir, &wanted, e);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int store_files(const struct store *s, struct strv *ret, struct err *e)
{
	const char **names = NULL;
	size_t n = 0, at = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->items[i].records.n;
	names = calloc(n + 1, sizeof *names);
	if (!names)
		return err_memory(e);
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < s->items[i].records.n; k++)
			names[at++] = s->items[i].records.items[k].file;
	qsort(names, n, sizeof *names, by_name);
	for (size_t i = 0; i < n; i++)
		if (!i || strcmp(names[i], names[i - 1]) != 0)
			strv_adds(ret, names[i]);
	free(names);
	return ret->failed ? err_memory(e) : 0;
}

static void drop(struct store *s, size_t i)
{
	archive_remove(&s->items[i], s->dir);
	backup_done(&s->items[i]);
	memmove(&s->items[i], &s->items[i + 1], (s->n - i - 1) * sizeof *s->items);
	s->n--;
}

int store_save(struct store *s, const char *action, const struct keep *files, size_t n,
	const struct backup **ret, struct err *e)
{
	int rc = open_backups(s, true, e);
	struct backup *b;

	rc = rc ? rc : store_load(s, e);
	if (rc)
		return rc;
	b = reserve(s);
	if (!b)
		return err_memory(e);
	rc = archive_write(s->dir, s->path, s->n ? number_of(&s->items[s->n - 1]) + 1 : 1,
		action, files, n, b, e);
	if (rc)
		return rc;
	s->n++;
	*ret = b;
	return 0;
}

int store_confirm(struct store *s, const struct backup *saved, const struct keep *files,
	size_t n, struct err *e)
{
	struct wanted wanted = {.kept = files, .n_kept = n};
	int rc = fsync(s->dir) ? err_sys(e, errno, s->path, "sync the backups") : 0;

	/* Everything must read back as it is in memory, metadata included. */
	if (!rc && saved)
		rc = archive_verify(saved, s->dir, &wanted, e);
	if (rc && saved)
		drop(s, s->n - 1);
	return rc;
}

static bool same_time(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

const struct backup *store_kept(const struct store *s, const struct keep *k)
{
	for (size_t i = s->n; i-- > 0;) {
		ERR_AUTO struct err ignored = {0};
		UNPACKED_AUTO struct unpacked u = {0};
		const struct backup *b = &s->items[i];
		const struct record *r = record_of(b, k->file, k->was);

		if (r && !strcmp(r->written, k->written) &&
			!strcmp(r->pristine, k->pristine) &&
			!store_read(s, b, k->file, k->was, &u, &ignored) &&
			same_member(&u, k) && same_time(&u.meta.st, &k->member.meta->st))
			return b;
	}
	return NULL;
}

/* Whether ten newer backups of the file are there. */
static bool outdated(const struct store *s, size_t i, const char *file)
{
	size_t newer = 0;

	for (size_t k = i + 1; k < s->n; k++)
		newer += record_of(&s->items[k], file, NULL) != NULL;
	return newer >= KEEP_LAST;
}

/* Whether an older backup keeps the same bytes. */
static bool kept_before(const struct store *s, size_t i, const struct record *r)
{
	for (size_t k = 0; k < i; k++)
		if (record_of(&s->items[k], r->file, r->was))
			return true;
	return false;
}

static bool needed(const struct store *s, size_t i)
{
	const struct records *list = &s->items[i].records;

	for (size_t k = 0; k < list->n; k++) {
		const struct record *r = &list->items[k];
		bool vendors = !strcmp(r->was, r->pristine);
		if (!outdated(s, i, r->file) || (vendors && !kept_before(s, i, r)))
			return true;
	}
	return list->n == 0; /* damaged: for people to look at */
}

void store_prune(struct store *s)
{
	for (size_t i = s->n; i-- > 0;)
		if (!needed(s, i))
			drop(s, i);
}
