/* SPDX-License-Identifier: MIT */
/* The archives of a state directory: written, verified, found again and dropped. */
#include "java/store.h"

#include "version.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define KEEP_LAST 10
#define SUFFIX ".tar"
#define TMP_NAME ".new" SUFFIX

/* Makes the directory at `path`, and those above it. */
static int make_dir(const struct store *s, const char *path, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err missing = {0};
	const char *slash = strrchr(path, '/');
	int rc = root_resolve(s->root, path, geteuid(), &p, &missing);

	if (rc == -JSEC_NOT_FOUND && slash && slash > path) {
		char *above = strndup(path, (size_t)(slash - path));
		rc = above ? make_dir(s, above, e) : err_memory(e);
		free(above);
		rc = rc ? rc : root_resolve(s->root, path, geteuid(), &p, e);
	} else if (rc) {
		err_move(e, &missing);
	}
	if (rc || p.st.st_mode)
		return rc;
	FD_AUTO int parent = openat(p.dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0 || (mkdirat(parent, p.name, 0700) && errno != EEXIST) ||
		fsync(parent))
		return err_sys(e, errno, path, "make the directory for backups");
	return 0;
}

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
	int rc = create ? make_dir(s, s->path, e) : 0;

	return rc ? rc : open_trusted(s, s->path, ret, e);
}

static int open_backups(struct store *s, bool create, struct err *e)
{
	char *path = NULL;

	if (s->dir >= 0)
		return 0;
	if (asprintf(&path, "%s/backups", s->path) < 0)
		return err_memory(e);
	int rc = create ? make_dir(s, path, e) : 0;
	rc = rc ? rc : open_trusted(s, path, &s->dir, e);
	free(path);
	return rc;
}

static void backup_done(struct backup *b)
{
	free(b->id);
	free(b->path);
	records_done(&b->records);
	err_done(&b->err);
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

static int damaged(const struct backup *b, const char *why, struct err *e)
{
	return err_set(e, JSEC_BACKUP_DAMAGED, b->path, 0, "%s; it is not used", why);
}

/* Opens an archive for reading, with its manifest, the first member. */
static int open_archive(const struct store *s, const struct backup *b, int *fd,
	struct pack **pack, struct unpacked *manifest, struct err *e)
{
	char name[NAME_MAX + 1];

	snprintf(name, sizeof name, "%s" SUFFIX, b->id);
	*fd = openat(s->dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*fd < 0)
		return err_sys(e, errno, b->path, "open the backup");
	int rc = pack_open(*fd, b->path, pack, e);
	rc = rc ? rc : pack_next(*pack, manifest, e);
	return rc == 0 ? damaged(b, "the archive is empty", e) : rc < 0 ? rc : 0;
}

/* An archive that is being read; all zero but fd -1 is none. */
struct reading {
	int fd;
	struct pack *pack;
	struct unpacked manifest;
};

static void reading_done(struct reading *r)
{
	pack_close(r->pack);
	fd_done(&r->fd);
	unpacked_done(&r->manifest);
}

#define READING_AUTO __attribute__((cleanup(reading_done)))

static int add_backup(struct store *s, const char *id, struct backup **ret)
{
	struct backup *items = realloc(s->items, (s->n + 1) * sizeof *items);

	if (!items)
		return -1;
	s->items = items;
	struct backup *b = &items[s->n];
	*b = (struct backup){.id = strdup(id)};
	if (!b->id || asprintf(&b->path, "%s/backups/%s" SUFFIX, s->path, id) < 0) {
		free(b->id);
		return -1;
	}
	s->n++;
	*ret = b;
	return 0;
}

/* Reads one manifest; what is wrong with it is the backup's own error. */
static void read_manifest(const struct store *s, struct backup *b)
{
	READING_AUTO struct reading r = {.fd = -1};

	if (open_archive(s, b, &r.fd, &r.pack, &r.manifest, &b->err))
		return;
	if (records_read(&b->records, buf_span(&r.manifest.bytes), s->lexer))
		damaged(b, "the manifest cannot be read", &b->err);
}

static int by_number(const void *a, const void *b)
{
	const struct backup *x = a, *y = b;
	unsigned long m = strtoul(x->id, NULL, 10), n = strtoul(y->id, NULL, 10);

	return m != n ? (m > n) - (m < n) : strcmp(x->id, y->id);
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
	int fd = openat(s->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir) {
		rc = err_sys(e, errno, s->path, "list the backups");
		fd_done(&fd);
		return rc;
	}
	errno = 0;
	for (struct dirent *d; !rc && (d = readdir(dir));) {
		char *dot = strrchr(d->d_name, '.');
		struct backup *b;

		if (*d->d_name < '0' || *d->d_name > '9' || !dot || strcmp(dot, SUFFIX))
			continue;
		*dot = 0;
		if (add_backup(s, d->d_name, &b))
			rc = err_memory(e);
		else
			read_manifest(s, b);
		errno = 0;
	}
	if (!rc && errno)
		rc = err_sys(e, errno, s->path, "list the backups");
	closedir(dir);
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
			if (strcmp(r->file, file))
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

const struct backup *store_find(
	const struct store *s, const char *file, const char *digest)
{
	for (size_t i = s->n; i-- > 0;) {
		ERR_AUTO struct err ignored = {0};
		const struct backup *b = &s->items[i];
		if (record_of(b, file, digest) && !store_check(s, b, &ignored))
			return b;
	}
	return NULL;
}

const struct backup *store_by_id(const struct store *s, const char *id)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->items[i].id, id))
			return &s->items[i];
	return NULL;
}

static bool same_member(const struct unpacked *u, const struct member *m)
{
	return !strcmp(u->path, m->path) && span_equal(buf_span(&u->bytes), m->bytes) &&
	       meta_equal(&u->meta, m->meta);
}

static bool same_time(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* A reading of a whole archive: what is wanted of it. */
struct check {
	const struct backup *backup;
	struct records mtree;    /* file and was are used; in any order */
	const char *wanted;      /* a file to be handed out, or NULL */
	struct unpacked *ret;
	const struct keep *kept; /* what must be in it, in this order, or NULL */
	size_t n_kept;
};

static int expect(void *data, const char *path, const char *digest)
{
	struct check *c = data;

	path += strspn(path, "./");
	return records_add(&c->mtree, path, digest, "", "") ? -JSEC_NO_MEMORY : 0;
}

static bool has_digest(const struct check *c, const char *path, const char *digest)
{
	for (size_t i = 0; i < c->mtree.n; i++)
		if (!strcmp(c->mtree.items[i].file, path))
			return !strcmp(c->mtree.items[i].was, digest);
	return false;
}

/* Member number n, which is moved out if it is the one that is wanted. */
static int check_member(struct check *c, size_t n, struct unpacked *u, struct err *e)
{
	char digest[DIGEST_SIZE];
	int rc = pack_digest(buf_span(&u->bytes), digest, e);

	if (rc)
		return rc;
	if (!has_digest(c, u->path, digest))
		return damaged(c->backup, "a file in it is not as its manifest says", e);
	if (c->kept && (n >= c->n_kept || !same_member(u, &c->kept[n].member)))
		return err_set(e, JSEC_BACKUP_FAILED, c->backup->path, 0,
			"the backup reads back differently; nothing is changed");
	if (c->wanted && !strcmp(u->path, c->wanted + strspn(c->wanted, "/"))) {
		*c->ret = *u;
		*u = (struct unpacked){0};
		c->wanted = NULL;
	}
	return 0;
}

/* Reads an archive to its end. */
static int run_check(const struct store *s, struct check *c, struct err *e)
{
	READING_AUTO struct reading r = {.fd = -1};
	int rc = open_archive(s, c->backup, &r.fd, &r.pack, &r.manifest, e), more = 1;
	size_t n = 0;

	rc = rc ? rc
		: pack_read_manifest(buf_span(&r.manifest.bytes), c->backup->path, expect,
			  c, e);
	while (!rc && more) {
		UNPACKED_AUTO struct unpacked u = {0};
		more = pack_next(r.pack, &u, e);
		rc = more < 0 ? more : more ? check_member(c, n++, &u, e) : 0;
	}
	if (!rc && n != c->mtree.n)
		rc = damaged(c->backup, "it holds fewer files than its manifest", e);
	if (!rc && c->wanted)
		rc = err_set(e, JSEC_NO_BACKUP, c->backup->path, 0, "does not hold %s",
			c->wanted);
	records_done(&c->mtree);
	return rc;
}

static int verify(const struct store *s, const struct backup *b, const char *wanted,
	struct unpacked *ret, struct err *e)
{
	struct check c = {.backup = b, .wanted = wanted, .ret = ret};

	return run_check(s, &c, e);
}

int store_check(const struct store *s, const struct backup *b, struct err *e)
{
	const struct jsec_error *known = err_public(&b->err);

	if (known)
		return err_copy(e, known);
	return verify(s, b, NULL, NULL, e);
}

int store_read(const struct store *s, const struct backup *b, const char *file,
	const char *digest, struct unpacked *ret, struct err *e)
{
	const struct jsec_error *known = err_public(&b->err);

	if (known)
		return err_copy(e, known);
	if (!record_of(b, file, digest))
		return err_set(e, JSEC_NO_BACKUP, b->path, 0, "does not hold %s", file);
	return verify(s, b, file, ret, e);
}

/* "000042-20261123T180900Z": counted, so that a clock put back changes no order. */
static void make_id(const struct store *s, char *id, size_t id_size, char *when,
	size_t when_size)
{
	unsigned long last = s->n ? strtoul(s->items[s->n - 1].id, NULL, 10) : 0;
	time_t now = time(NULL);
	char stamp[32];
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &tm);
	strftime(when, when_size, "%Y-%m-%dT%H:%M:%SZ", &tm);
	snprintf(id, id_size, "%06lu-%s", last + 1, stamp);
}

static int write_archive(struct store *s, const struct backup *b, struct buf *manifest,
	const struct keep *files, size_t n, struct err *e)
{
	struct meta meta = {.st = {.st_mode = S_IFREG | 0600, .st_mtim.tv_sec = time(NULL)}};
	struct member *all;
	char *name;
	int rc;

	FD_AUTO int fd = openat(s->dir, TMP_NAME,
		O_CREAT | O_TRUNC | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_sys(e, errno, b->path, "write the backup");
	if (asprintf(&name, "%s/backups/%s.mtree", s->path + 1, b->id) < 0)
		return err_memory(e);
	all = calloc(n + 1, sizeof *all);
	if (!all) {
		free(name);
		return err_memory(e);
	}
	all[0] = (struct member){name, buf_span(manifest), &meta};
	for (size_t i = 0; i < n; i++)
		all[i + 1] = files[i].member;
	rc = pack_write(fd, b->path, all, n + 1, e);
	if (!rc && fsync(fd))
		rc = err_sys(e, errno, b->path, "sync the backup");
	free(name);
	free(all);
	return rc;
}

/* Gives the archive its name. */
static int publish(struct store *s, const struct backup *b, struct err *e)
{
	char name[NAME_MAX + 1];

	snprintf(name, sizeof name, "%s" SUFFIX, b->id);
	if (renameat(s->dir, TMP_NAME, s->dir, name))
		return err_sys(e, errno, b->path, "name the backup");
	return 0;
}

static int make_manifest(struct backup *b, const struct keep *files, size_t n,
	struct buf *out, struct err *e)
{
	BUF_AUTO struct buf lines = {0};
	struct member *members = calloc(n, sizeof *members);
	int rc = members ? 0 : err_memory(e);

	for (size_t i = 0; !rc && i < n; i++) {
		members[i] = files[i].member;
		if (records_add(&b->records, files[i].file, files[i].was,
			    files[i].written, files[i].pristine))
			rc = err_memory(e);
	}
	if (!rc) {
		records_write(&b->records, VERSION, out);
		rc = pack_manifest(members, n, &lines, e);
		const char *first = strchr(buf_str(&lines), '\n'); /* behind #mtree */
		buf_adds(out, first ? first + 1 : "");
	}
	free(members);
	return !rc && out->failed ? err_memory(e) : rc;
}

static void drop(struct store *s, size_t i)
{
	char name[NAME_MAX + 1];

	snprintf(name, sizeof name, "%s" SUFFIX, s->items[i].id);
	unlinkat(s->dir, name, 0);
	backup_done(&s->items[i]);
	memmove(&s->items[i], &s->items[i + 1], (s->n - i - 1) * sizeof *s->items);
	s->n--;
}

int store_save(struct store *s, const char *action, const struct keep *files, size_t n,
	const struct backup **ret, struct err *e)
{
	BUF_AUTO struct buf manifest = {0};
	char id[64], when[32];
	struct backup *b;
	int rc = open_backups(s, true, e);

	rc = rc ? rc : store_load(s, e);
	if (rc)
		return rc;
	make_id(s, id, sizeof id, when, sizeof when);
	if (add_backup(s, id, &b))
		return err_memory(e);
	b->records.action = strdup(action);
	b->records.time = strdup(when);
	if (!b->records.action || !b->records.time)
		rc = err_memory(e);
	rc = rc ? rc : make_manifest(b, files, n, &manifest, e);
	rc = rc ? rc : write_archive(s, b, &manifest, files, n, e);
	rc = rc ? rc : publish(s, b, e);
	if (rc) {
		unlinkat(s->dir, TMP_NAME, 0);
		drop(s, s->n - 1);
		return rc;
	}
	*ret = b;
	return 0;
}

int store_confirm(struct store *s, const struct backup *saved, const struct keep *files,
	size_t n, struct err *e)
{
	struct check check = {.backup = saved, .kept = files, .n_kept = n};
	int rc = fsync(s->dir) ? err_sys(e, errno, s->path, "sync the backups") : 0;

	/* Everything must read back as it is in memory, metadata included. */
	if (!rc && saved)
		rc = run_check(s, &check, e);
	if (rc && saved)
		drop(s, s->n - 1);
	return rc;
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
			!verify(s, b, k->file, &u, &ignored) &&
			same_member(&u, &k->member) &&
			same_time(&u.meta.st, &k->member.meta->st))
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
