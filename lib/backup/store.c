/* SPDX-License-Identifier: MIT */
/* Loads, finds, adds and deletes the backup archives of a state directory. */
#include "backup/store.h"

#include "backup/pack.h"
#include "backup/sharing.h"
#include "base/memory.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/handle.h"
#include "os/root.h"
#include "os/workers.h"
#include "text/manifest.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_TRIES 100
#define NOTES "its notes"
#define LOCK_NAME "lock"
#define MAKE_DIR "make the directory for backups"

/*
 * Opens a directory unless it is open. Makes a missing one if `create`; `above` as in
 * root_make_dir(). Fails if others can change it, because restored files come from there.
 */
static int store_open_folder(const struct store *s, const char *path, bool create,
	struct folder *above, struct folder *ret, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	int rc;

	if (folder_is_open(ret))
		return 0;
	rc = create ? root_make_dir(s->root, path, 0700, MAKE_DIR, above, &p, e)
		    : root_resolve(s->root, path, &p, e);
	if (p.dangling) /* the backups may be on a file system that is not mounted */
		return place_refuse_dangling(path, JSEC_IO, e);
	if (rc)
		return rc;
	/* in a sticky directory, others could be the first to make a record or the lock */
	if (p.info.kind && (p.distrust || file_info_is_shared(&p.info)))
		return err_set(e, JSEC_UNTRUSTED, path, 0,
			"%s is writable by others, so backups are not safe there; fix its "
			"permissions",
			p.distrust ? p.distrust : path);
	return folder_open(&p, path, "open the directory for backups", ret, e);
}

/* Returns the state directory if it is open, else opens it as `own`. */
static int store_use_state(const struct store *s, bool create, struct folder *own,
	const struct folder **ret, struct err *e)
{
	bool kept = folder_is_open(&s->state);

	*ret = kept ? &s->state : own;
	return kept ? 0 : store_open_folder(s, s->path, create, NULL, own, e);
}

int store_sync_made(const struct store *s, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < 2; i++)
		if (folder_is_open(&s->made_in[i]))
			rc = folder_sync(&s->made_in[i], s->path, MAKE_DIR, e);
	return rc;
}

static void store_close_made(struct store *s)
{
	folder_close(&s->made_in[0]);
	folder_close(&s->made_in[1]);
}

int store_lock(struct store *s, unsigned seconds, struct lock *ret, struct err *e)
{
	BUF_AUTO struct buf path = {0};
	struct folder state = FOLDER_NONE; /* the path may lead elsewhere by now */

	buf_addf(&path, "%s/" LOCK_NAME, s->path);
	if (path.failed)
		return err_memory(e);
	int rc = store_open_folder(s, s->path, true, &s->made_in[0], &state, e);
	rc = rc ? rc : lock_take(&state, LOCK_NAME, path.data, seconds, ret, e);
	folder_close(rc ? &state : &s->state);
	if (!rc)
		s->state = state;
	return rc;
}

void store_clean(struct store *s)
{
	folder_clean(&s->state);
	if (folder_is_open(&s->backups))
		folder_clean(&s->backups);
}

bool store_lacks_memory(const struct store *s)
{
	return memory_count_failures() != s->failures;
}

int store_get(const struct store *s, const char *name, struct buf *ret, struct err *e)
{
	FOLDER_AUTO struct folder own = FOLDER_NONE;
	HANDLE_AUTO struct handle *file = NULL;
	const struct folder *state;
	int rc = store_use_state(s, false, &own, &state, e);

	rc = rc ? rc : folder_open_file(state, name, s->path, NOTES, &file, e);
	return rc ? rc : handle_read_all(file, FILE_MAX_OWN, ret, e);
}

int store_get_any(const struct store *s, const char *name, struct buf *ret, struct err *e)
{
	int rc = store_get(s, name, ret, e);

	if (rc == -JSEC_NOT_FOUND) {
		err_done(e);
		rc = 0;
	}
	return rc;
}

int store_put(const struct store *s, const char *name, struct span bytes, struct err *e)
{
	FOLDER_AUTO struct folder own = FOLDER_NONE;
	HANDLE_AUTO struct handle *file = NULL;
	const struct folder *state;
	char new[NAME_MAX + 1];
	int rc = store_lacks_memory(s) ? err_memory(e)
				       : store_use_state(s, true, &own, &state, e);

	if (rc)
		return rc;
	if (!bytes.size) {
		rc = folder_remove(state, name, s->path, "remove " NOTES, e);
		return rc ? rc : folder_sync(state, s->path, "sync " NOTES, e);
	}
	snprintf(new, sizeof new, FOLDER_NEW "-%s", name);
	rc = folder_create(state, new, s->path, NOTES, &file, e);
	if (rc)
		return rc;
	rc = handle_append(file, bytes, e);
	rc = rc ? rc : folder_publish(state, file, new, name, e);
	rc = rc ? rc : folder_sync(state, s->path, "sync " NOTES, e);
	rc = rc ? rc : store_sync_made(s, e);
	if (rc)
		folder_discard(state, new);
	return rc;
}

int store_append(const struct store *s, const char *name, struct span lines,
	int64_t *size, struct err *e)
{
	FOLDER_AUTO struct folder own = FOLDER_NONE;
	HANDLE_AUTO struct handle *file = NULL;
	const struct folder *state;
	char last = '\n';
	size_t n;
	int rc = store_lacks_memory(s) ? err_memory(e)
				       : store_use_state(s, false, &own, &state, e);

	rc = rc ? rc : folder_open_log(state, name, s->path, NOTES, &file, e);
	if (rc)
		return rc;
	if (handle_get_end(file) > 0)
		rc = handle_read(file, handle_get_end(file) - 1, &last, 1, &n, e);
	if (!rc && last != '\n')
		rc = handle_append(file, span_str("\n"), e);
	*size = handle_get_end(file);
	return rc ? rc : handle_append(file, lines, e);
}

static int store_open_backups(struct store *s, bool create, struct err *e)
{
	BUF_AUTO struct buf path = {0};

	buf_addf(&path, "%s/backups", s->path);
	return path.failed ? err_memory(e)
			   : store_open_folder(s, path.data, create, &s->made_in[1],
				     &s->backups, e);
}

int store_open_backup_file(
	struct store *s, const char *name, struct handle **ret, struct err *e)
{
	int rc;

	if (s->loaded && !folder_is_open(&s->backups))
		return err_set(e, JSEC_NOT_FOUND, s->path, 0, "has no backups");
	rc = store_open_backups(s, false, e);
	return rc ? rc
		  : folder_open_file(&s->backups, name, s->path,
			    "a record of the backups", ret, e);
}

static void store_drop_all(struct store *s)
{
	for (size_t i = 0; i < s->n; i++)
		backup_done(&s->items[i]);
	free(s->items);
	s->items = NULL;
	s->n = 0;
}

void store_forget(struct store *s)
{
	store_drop_all(s);
	mentions_done(&s->mentions);
	folder_close(&s->backups);
	s->loaded = false;
}

void store_done(struct store *s)
{
	store_forget(s);
	free(s->path);
	folder_close(&s->state);
	store_close_made(s);
	*s = STORE_NONE;
}

/* Makes room for one more backup. */
static struct backup *store_reserve(struct store *s)
{
	struct backup *items = memory_grow(s->items, s->n, sizeof *items);

	if (!items)
		return NULL;
	s->items = items;
	items[s->n] = (struct backup){0};
	return &items[s->n];
}

/* A store that is being loaded. */
struct store_loading {
	struct store *store;
	bool vanished; /* an archive was deleted after it was listed */
	struct err *e;
};

/*
 * Keeps an archive that was loaded, or that is damaged. Fails if nobody knows what it
 * says: then the answers of the store would be wrong.
 */
static int store_take_loaded(struct store_loading *l, struct backup *b)
{
	enum jsec_code code = b->err.public.code;

	if (code == JSEC_OK || code == JSEC_BACKUP_DAMAGED || code == JSEC_DENIED) {
		l->store->n++;
		return 0;
	}
	l->vanished = l->vanished || code == JSEC_NOT_FOUND;
	if (code != JSEC_NOT_FOUND)
		err_copy(l->e, &b->err.public);
	backup_done(b);
	return code == JSEC_NOT_FOUND ? 0 : -(int)code;
}

/* Loads the archive of this name. Ignores other files. */
static int store_load_one(void *data, const char *name, enum file_kind kind)
{
	struct store_loading *l = data;
	struct store *s = l->store;
	const char *dot = strrchr(name, '.');
	char id[NAME_MAX + 1];
	struct backup *b;

	if (*name < '0' || *name > '9' || !dot || strcmp(dot, ARCHIVE_SUFFIX) != 0)
		return 0;
	snprintf(id, sizeof id, "%.*s", (int)(dot - name), name);
	b = store_reserve(s);
	if (!b || backup_init(b, s->path, id))
		return err_memory(l->e);
	if (kind == FILE_REGULAR || kind == FILE_NONE) /* NONE: deleted meanwhile */
		backup_load(b, &s->backups);
	else
		err_set(&b->err, JSEC_BACKUP_DAMAGED, b->path, 0,
			"is not a regular file; this backup is not used");
	return store_take_loaded(l, b);
}

/*
 * Loads all archives. A run that holds the lock may delete some meanwhile: then lists
 * them again, because it may also have added one.
 */
static int store_load_all(struct store *s, struct err *e)
{
	struct store_loading l = {.store = s, .vanished = true, .e = e};
	int rc = 0;

	for (int tries = 0; !rc && l.vanished && tries < MAX_TRIES; tries++) {
		store_drop_all(s);
		l.vanished = false;
		rc = folder_list(
			&s->backups, s->path, "list the backups", store_load_one, &l, e);
	}
	return rc;
}

static unsigned long store_get_number(const struct backup *b)
{
	return strtoul(b->id, NULL, 10);
}

static int store_compare_numbers(const void *a, const void *b)
{
	const struct backup *x = a, *y = b;
	unsigned long m = store_get_number(x), n = store_get_number(y);

	return m != n ? (m > n) - (m < n) : strcmp(x->id, y->id);
}

int store_load(struct store *s, struct err *e)
{
	ERR_AUTO struct err missing = {0};

	if (s->loaded)
		return 0;
	int rc = store_open_folder(s, s->path, false, NULL, &s->state, &missing);
	s->turn = rc == -JSEC_NOT_FOUND ? 0 : -1;
	if (!rc)
		s->turn = lock_read_turn(&s->state, LOCK_NAME);
	rc = rc ? rc : store_open_backups(s, false, &missing);
	if (rc) {
		s->loaded = rc == -JSEC_NOT_FOUND;
		if (!s->loaded)
			err_move(e, &missing);
		return s->loaded ? 0 : rc;
	}
	rc = store_load_all(s, e);
	if (!rc && s->n)
		qsort(s->items, s->n, sizeof *s->items, store_compare_numbers);
	/* without memory, a good manifest may have been taken for a damaged one */
	if (!rc && store_lacks_memory(s))
		rc = err_memory(e);
	rc = rc ? rc : mentions_make(&s->mentions, s->items, s->n, e);
	if (rc)
		store_forget(s);
	s->loaded = !rc;
	return rc;
}

const struct jsec_error *store_find_unread(const struct store *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].err.public.system_errno)
			return &s->items[i].err.public;
	return NULL;
}

/*
 * What a run was about to change is known, too: if it was killed, the record of how these
 * bytes came about may be pruned before the file changes again. What was restored over may
 * be a stranger's.
 */
static bool store_replaced(
	const struct store *s, const struct mention *m, const char *digest)
{
	const char *action = s->items[m->backup].records.action;

	return !strcmp(m->record->was, digest) && action &&
	       strcmp(action, "restore") != 0;
}

struct origin store_find_origin(
	const struct store *s, const char *file, const char *digest)
{
	const struct mentions m = mentions_find(&s->mentions, file);
	struct origin o = {0};

	for (size_t i = m.n; i-- > 0;) {
		const struct record *r = m.items[i].record;
		if (!strcmp(r->pristine, digest))
			return (struct origin){true, false, r->pristine};
		if (!o.known && (!strcmp(r->written, digest) ||
					store_replaced(s, &m.items[i], digest)))
			o = (struct origin){true, true, r->pristine};
	}
	return o;
}

const char *store_find_pristine(const struct store *s, const char *file)
{
	const struct mentions m = mentions_find(&s->mentions, file);
	size_t first = m.n;

	while (first && m.items[first - 1].backup == m.items[m.n - 1].backup)
		first--;
	return m.n ? m.items[first].record->pristine : NULL;
}

const struct backup *store_find_earlier(
	const struct store *s, const char *file, size_t before)
{
	const struct mentions m = mentions_find(&s->mentions, file);

	for (size_t i = m.n; i-- > 0;)
		if (m.items[i].backup < before)
			return &s->items[m.items[i].backup];
	return NULL;
}

static struct sharing store_get_sharing(const struct store *s)
{
	return (struct sharing){s->items, s->n, &s->mentions, &s->backups};
}

/* Reads or verifies an archive. The result is stored in the backup, for all threads. */
static int store_look(const struct store *s, size_t nth, bool read, struct err *e)
{
	pthread_mutex_t *lock = &((struct store *)s)->lock;
	struct backup *b = &s->items[nth];

	struct sharing sh = store_get_sharing(s);
	const struct backup_bases bases = {sharing_follow, &sh};

	pthread_mutex_lock(lock);
	int rc = read ? backup_read(b, &s->backups, &bases, e)
		      : backup_verify(b, &s->backups, &bases, e);
	pthread_mutex_unlock(lock);
	return rc;
}

int store_check(const struct store *s, const struct backup *b, struct err *e)
{
	return store_look(s, (size_t)(b - s->items), false, e);
}

/* Returns the content of a good archive, or NULL if it is not good. */
static const struct backup_content *store_look_up(
	const struct store *s, const struct mention *m, struct err *e)
{
	return store_look(s, m->backup, true, e) ? NULL
						 : &s->items[m->backup].contents[m->nth];
}

const struct backup *store_find(const struct store *s, const char *file,
	const char *digest, bool oldest, struct err *e)
{
	const struct mentions all = mentions_find(&s->mentions, file);

	for (size_t i = 0; i < all.n; i++) {
		const struct mention *m = &all.items[oldest ? i : all.n - 1 - i];
		if ((!digest || !strcmp(m->record->was, digest)) &&
			store_look_up(s, m, e))
			return &s->items[m->backup];
	}
	for (size_t i = 0; i < s->n; i++) /* report a damaged manifest */
		if (!s->items[i].sealed)
			store_check(s, &s->items[i], e);
	return NULL;
}

static bool store_has_file(const struct backup *b, const char *file)
{
	for (size_t i = 0; i < b->records.n; i++)
		if (!strcmp(b->records.items[i].file, file))
			return true;
	return false;
}

int store_doubt(const struct store *s, const char *file, struct err *e)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct backup *b = &s->items[i];
		ERR_AUTO struct err damage = {0};
		if (b->sealed) /* it says which files it has, even if these are damaged */
			continue;
		int rc = store_check(s, b, &damage);
		if (rc == -JSEC_NOT_FOUND) /* another run has deleted it meanwhile */
			continue;
		if (rc && (!b->names_all || store_has_file(b, file))) {
			err_move(e, &damage);
			return rc;
		}
	}
	return 0;
}

const struct backup *store_find_id(const struct store *s, const char *id)
{
	size_t n = strlen(id);

	for (size_t i = 0; i < s->n; i++)
		if (!strncmp(s->items[i].id, id, n) &&
			(s->items[i].id[n] == 0 || s->items[i].id[n] == '-'))
			return &s->items[i];
	return NULL;
}

/* Returns what the archive says about the file, or NULL if it does not have it. */
static const struct mention *store_find_mention(const struct store *s,
	const struct backup *b, const char *file, const char *digest)
{
	const struct mentions all = mentions_find(&s->mentions, file);

	for (size_t i = 0; i < all.n; i++)
		if (&s->items[all.items[i].backup] == b &&
			(!digest || !strcmp(all.items[i].record->was, digest)))
			return all.items + i;
	return NULL;
}

/* Opens the archive that has the bytes. */
static int store_open_holder(const struct store *s, const struct mention *m,
	const struct backup_content *c, struct handle **ret, struct err *e)
{
	size_t holder = c->base == BACKUP_OWN ? m->backup : c->base;

	return backup_open(&s->items[holder], &s->backups, ret, e);
}

/* Reads bytes that were verified. Those of a JDK archive stay where they are. */
static int store_read_bytes(const struct store *s, const struct mention *m,
	const struct backup_content *c, struct buf *ret, struct err *e)
{
	const int64_t size = c->meta.info.size;
	HANDLE_AUTO struct handle *file = NULL;
	char digest[DIGEST_SIZE];
	int rc = store_open_holder(s, m, c, &file, e);

	if (rc || size > (int64_t)FILE_MAX_OWN)
		return rc;
	if (!buf_reserve(ret, (size_t)size))
		return err_memory(e);
	rc = handle_read(file, c->data, ret->data, (size_t)size, &ret->size, e);
	if (rc)
		return rc;
	ret->data[ret->size] = 0;
	digest_compute(buf_span(ret), digest);
	return strcmp(digest, m->record->was)
		       ? backup_refuse_damaged(
				 &s->items[m->backup], "it has just changed", e)
		       : 0;
}

static int store_copy_out(const struct store *s, const struct mention *m,
	const struct backup_content *c, struct unpacked *ret, struct err *e)
{
	const char *file = m->record->file;

	*ret = (struct unpacked){.path = strdup(file + strspn(file, "/")), .at = c->at};
	int rc = store_read_bytes(s, m, c, &ret->bytes, e);
	memcpy(ret->digest, m->record->was, DIGEST_SIZE);
	ret->meta.info = c->meta.info;
	ret->meta.read = c->meta.read;
	for (size_t i = 0; !rc && i < c->meta.n_xattrs; i++) {
		const struct xattr *x = &c->meta.xattrs[i];
		rc = meta_add_xattr(
			     &ret->meta, x->name, buf_str(&x->value), x->value.size)
			     ? err_memory(e)
			     : 0;
	}
	rc = !rc && !ret->path ? err_memory(e) : rc;
	if (rc)
		unpacked_done(ret);
	return rc;
}

/* Verifies the archive and finds the file in it. */
static int store_find_content(const struct store *s, const struct backup *b,
	const char *file, const char *digest, const struct mention **ret, struct err *e)
{
	int rc = store_look(s, (size_t)(b - s->items), true, e);

	*ret = rc ? NULL : store_find_mention(s, b, file, digest);
	return rc || *ret ? rc
			  : err_set(e, JSEC_NO_BACKUP, b->path, 0, "does not contain %s",
				    file);
}

int store_read(const struct store *s, const struct backup *b, const char *file,
	const char *digest, struct unpacked *ret, struct err *e)
{
	const struct mention *m;
	int rc = store_find_content(s, b, file, digest, &m, e);

	return rc ? rc : store_copy_out(s, m, &b->contents[m->nth], ret, e);
}

int store_read_time(const struct store *s, const struct backup *b, const char *file,
	const char *digest, struct file_time *ret, struct err *e)
{
	const struct mention *m;
	int rc = store_find_content(s, b, file, digest, &m, e);

	if (!rc)
		*ret = b->contents[m->nth].meta.info.modified;
	return rc;
}

int store_open_bytes(const struct store *s, const struct backup *b, const char *file,
	const char *digest, struct handle **ret, struct err *e)
{
	const struct mention *m;
	int rc = store_find_content(s, b, file, digest, &m, e);

	return rc ? rc : store_open_holder(s, m, &b->contents[m->nth], ret, e);
}

int store_list_files(
	const struct store *s, struct strv *ret, struct strv *homes, struct err *e)
{
	const struct mentions *m = &s->mentions;

	for (size_t i = 0; i < m->n; i++) {
		const struct record *r = m->items[i].record;
		if (i && !strcmp(r->file, m->items[i - 1].record->file))
			continue;
		strv_adds(ret, r->file);
		strv_adds(homes, r->home ? r->home : "");
	}
	return ret->failed || homes->failed ? err_memory(e) : 0;
}

/* The caller must make the mentions again. */
static void store_drop(struct store *s, size_t i)
{
	backup_remove(&s->items[i], &s->backups);
	backup_done(&s->items[i]);
	memmove(&s->items[i], &s->items[i + 1], (s->n - i - 1) * sizeof *s->items);
	s->n--;
}

int store_save(struct store *s, const char *action, struct backup_keep *files, size_t n,
	const struct backup **ret, struct err *e)
{
	int rc = store_open_backups(s, true, e);
	struct backup *b;

	rc = rc ? rc : store_load(s, e);
	const struct sharing sh = store_get_sharing(s);
	rc = rc ? rc : sharing_find(&sh, files, n, e);
	if (rc)
		return rc;
	b = store_reserve(s);
	if (!b)
		return err_memory(e);
	rc = backup_write(&s->backups, s->path,
		s->n ? store_get_number(&s->items[s->n - 1]) + 1 : 1, action, files, n, b,
		e);
	if (rc)
		return rc;
	s->n++;
	rc = store_lacks_memory(s) ? err_memory(e)
				   : mentions_make(&s->mentions, s->items, s->n, e);
	if (rc)
		store_drop(s, s->n - 1);
	else
		*ret = b;
	return rc;
}

/* Deletes the newest backup. Only shortens the mentions, so that this needs no memory. */
static void store_drop_last(struct store *s)
{
	struct mentions *m = &s->mentions;
	size_t left = 0;

	for (size_t i = 0; i < m->n; i++)
		if (m->items[i].backup < s->n - 1)
			m->items[left++] = m->items[i];
	m->n = left;
	store_drop(s, s->n - 1);
}

/* What is synced at once: each waits for the disk. */
struct store_syncing {
	struct store *store;
	bool saved;
};

static int store_sync_backups(struct store *s, bool saved, struct err *e)
{
	int rc = saved ? backup_publish(&s->items[s->n - 1], &s->backups, e) : 0;

	return rc ? rc : folder_sync(&s->backups, s->path, "sync the backups", e);
}

static int store_sync_one(void *data, size_t nth, struct err *e)
{
	const struct store_syncing *all = data;

	return nth ? store_sync_made(all->store, e)
		   : store_sync_backups(all->store, all->saved, e);
}

static int store_sync_all(struct store *s, bool saved, struct err *e)
{
	struct store_syncing all = {.store = s, .saved = saved};
	bool made = folder_is_open(&s->made_in[0]) || folder_is_open(&s->made_in[1]);
	int rc = crew_run_all(made ? 2 : 1, store_sync_one, &all, 2, e);

	if (!rc)
		store_close_made(s);
	return rc;
}

int store_confirm(struct store *s, const struct backup *saved,
	const struct backup_keep *files, size_t n, struct err *e)
{
	int rc = store_sync_all(s, saved, e);

	/* All must read back as it is in memory, including metadata. */
	struct sharing sh = store_get_sharing(s);
	const struct backup_bases bases = {sharing_follow, &sh};
	if (!rc && saved)
		rc = backup_compare(saved, &s->backups, &bases, files, n, e);
	if (rc && saved)
		store_drop_last(s);
	return rc;
}

static bool store_keeps(const struct backup_content *c, const struct backup_keep *k)
{
	return meta_equal(&c->meta, k->member.meta) &&
	       file_time_equal(c->meta.info.modified, k->member.meta->info.modified);
}

const struct backup *store_find_kept(const struct store *s, const struct backup_keep *k)
{
	const struct mentions all = mentions_find(&s->mentions, k->file);
	size_t newer = 0;

	/* an older one may be pruned next; then no manifest says what this run wrote */
	for (size_t i = all.n; i-- > 0 && newer < STORE_KEEP_LAST;) {
		ERR_AUTO struct err ignored = {0};
		const struct mention *m = &all.items[i];
		const struct record *r = m->record;
		const struct backup_content *c;

		newer += i && m[-1].backup != m->backup;

		if (strcmp(r->was, k->was) || strcmp(r->written, k->written) ||
			strcmp(r->pristine, k->pristine))
			continue;
		c = store_look_up(s, m, &ignored);
		if (c && store_keeps(c, k))
			return &s->items[m->backup];
	}
	return NULL;
}

int store_delete(struct store *s, const bool *marked, struct err *e)
{
	bool any = false;
	int rc = 0;

	for (size_t i = s->n; !rc && i-- > 0;)
		if (marked[i]) {
			any = true;
			rc = backup_delete(&s->items[i], &s->backups, e);
		}
	if (!rc && any)
		rc = folder_sync(&s->backups, s->path, "sync the backups", e);
	store_forget(s);
	return rc;
}
