/* SPDX-License-Identifier: MIT */
/* Finds backups whose homes have been gone for long, and deletes them. */
#include "plan/expiry.h"

#include "backup/sealed.h"
#include "backup/sharing.h"
#include "os/folder.h"
#include "os/root.h"
#include "text/escapes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#define DAY ((int64_t)24 * 60 * 60)

static const struct sealed expiry_record = {"gone",
	"then it is not known since when homes have been gone, and their backups are kept "
	"longer"};

enum expiry_sight {
	SIGHT_THERE,
	SIGHT_GONE,
	SIGHT_UNKNOWN,
};

/* Since when one file has been gone, as a line says it: "SECONDS FILE". */
struct expiry_file {
	const char *file;
	enum expiry_sight sight;
	int64_t since;
};

/* All files that the backups have, sorted by name. */
struct expiring {
	const struct expiry *of;
	struct expiry_file *files;
	size_t n;
	struct buf record, new_record;
	int64_t now;
};

static void expiring_done(struct expiring *x)
{
	free(x->files);
	buf_done(&x->record);
	buf_done(&x->new_record);
}

#define EXPIRING_AUTO __attribute__((cleanup(expiring_done)))

static int expiry_stop(void *data, const char *name, enum file_kind kind)
{
	(void)data;
	(void)name;
	(void)kind;
	return 1;
}

/* An empty directory may be a mount point on which nothing is mounted now. */
static enum expiry_sight expiry_judge_parent(const struct place *p)
{
	ERR_AUTO struct err ignored = {0};

	if (p->info.kind != FILE_DIR)
		return SIGHT_UNKNOWN;
	return folder_list_at(
		       p, p->path, "list the directory", expiry_stop, NULL, &ignored) == 1
		       ? SIGHT_GONE
		       : SIGHT_UNKNOWN;
}

/* A path is gone if it is missing, and the nearest directory that is there is not empty. */
static enum expiry_sight expiry_look(const struct root *root, const char *path)
{
	size_t n = strlen(path);
	bool missing = false;

	while (n) {
		PLACE_AUTO struct place place = PLACE_NONE;
		ERR_AUTO struct err ignored = {0};
		char *head = strndup(path, n);
		int rc = head ? root_resolve(root, head, &place, &ignored)
			      : -JSEC_NO_MEMORY;
		free(head);
		if (rc && rc != -JSEC_NOT_FOUND)
			return SIGHT_UNKNOWN;
		if (!rc && place.info.kind)
			return missing ? expiry_judge_parent(&place) : SIGHT_THERE;
		missing = true;
		while (n && path[--n] != '/')
			;
	}
	return SIGHT_GONE; /* of the root itself nothing is missing */
}

static enum expiry_sight expiry_look_at_record(
	const struct root *root, const struct record *r)
{
	enum expiry_sight file = expiry_look(root, r->file);

	if (file != SIGHT_GONE || !r->home || !*r->home)
		return file;
	return expiry_look(root, r->home);
}

/* Looks at each file once. One of several homes of a file is enough to keep it. */
static int expiring_look(struct expiring *x, struct err *e)
{
	const struct context *c = x->of->context;
	const struct mentions *m = &x->of->store->mentions;
	const struct root root = root_avoid(c->root, c->remote);

	x->files = calloc(m->n + 1, sizeof *x->files);
	if (!x->files)
		return err_memory(e);
	for (size_t i = 0; i < m->n; i++) {
		const struct record *r = m->items[i].record, *last = NULL;
		struct expiry_file *f = x->n ? &x->files[x->n - 1] : NULL;
		if (!f || strcmp(f->file, r->file) != 0) {
			f = &x->files[x->n++];
			*f = (struct expiry_file){
				r->file, expiry_look_at_record(&root, r), x->now};
			continue;
		}
		last = m->items[i - 1].record;
		bool same = !last->home == !r->home &&
			    (!r->home || !strcmp(last->home, r->home));
		if (f->sight == SIGHT_GONE && !same)
			f->sight = expiry_look_at_record(&root, r);
	}
	return 0;
}

static int expiring_compare(const void *a, const void *b)
{
	return strcmp(((const struct expiry_file *)a)->file,
		((const struct expiry_file *)b)->file);
}

/* Takes one line of the record. A time in the future counts from now. */
static int expiring_take_line(struct expiring *x, struct span line, struct err *e)
{
	const char *blank = memchr(line.data, ' ', line.size);
	size_t at = blank ? (size_t)(blank + 1 - line.data) : line.size;
	char *file = chars_decode_bytes(span_cut(line, at, line.size));
	const struct expiry_file key = {.file = file};

	if (!file)
		return err_memory(e);
	struct expiry_file *f =
		bsearch(&key, x->files, x->n, sizeof *x->files, expiring_compare);
	int64_t since = strtoll(line.data, NULL, 10);
	if (f && blank && since > 0 && since < f->since)
		f->since = since;
	free(file);
	return 0;
}

/* Reads since when files have been gone, and makes the next record. */
static int expiring_read(struct expiring *x, struct err *e)
{
	int rc = sealed_get(x->of->store, &expiry_record, &x->record, e);
	struct span rest = buf_span(&x->record);

	while (!rc && rest.size)
		rc = expiring_take_line(x, span_take_line(&rest), e);
	for (size_t i = 0; !rc && i < x->n; i++) {
		const struct expiry_file *f = &x->files[i];
		if (f->sight == SIGHT_THERE)
			continue;
		if (f->sight == SIGHT_UNKNOWN && f->since == x->now)
			continue;
		buf_addf(&x->new_record, "%" PRId64 " ", f->since);
		chars_encode_bytes(f->file, &x->new_record);
		buf_addc(&x->new_record, '\n');
	}
	return !rc && x->new_record.failed ? err_memory(e) : rc;
}

static bool expiring_is_over(const struct expiring *x, const struct record *r)
{
	const struct expiry_file key = {.file = r->file};
	const struct expiry_file *f =
		bsearch(&key, x->files, x->n, sizeof *x->files, expiring_compare);

	return f && f->sight == SIGHT_GONE && x->now - f->since >= x->of->days * DAY;
}

/* Marks the good archives of which all files have been gone for long. */
static int expiring_mark(struct expiring *x, bool **ret, struct err *e)
{
	struct store *s = x->of->store;
	bool *kept = calloc(s->n + 1, sizeof *kept);

	if (!kept)
		return err_memory(e);
	for (size_t i = 0; i < s->n; i++) {
		const struct records *r = &s->items[i].records;
		ERR_AUTO struct err ignored = {0};
		kept[i] = !r->n;
		for (size_t k = 0; !kept[i] && k < r->n; k++)
			kept[i] = !expiring_is_over(x, &r->items[k]);
		/* a damaged one may be the only copy of something: people decide */
		kept[i] = kept[i] || store_check(s, &s->items[i], &ignored);
	}
	sharing_mark_bases(s->items, s->n, kept);
	sharing_mark_doubted(s->items, s->n, kept);
	for (size_t i = 0; i < s->n; i++)
		kept[i] = !kept[i];
	*ret = kept;
	return 0;
}

/*
 * If a backup is newer than the clock says, one of them was wrong. What is recorded as gone
 * long ago could then have been there a minute ago.
 */
static bool expiry_doubts_clock(const struct store *s)
{
	char now[32];
	bool newer = false;

	backup_format_time(now, sizeof now);
	for (size_t i = 0; !newer && i < s->n; i++)
		newer = s->items[i].records.time &&
			strcmp(s->items[i].records.time, now) > 0;
	return newer;
}

/* Marks nothing, and leaves the record as it is, if the time is not known. */
static int expiring_make(
	struct expiring *x, const struct expiry *of, bool **marked, struct err *e)
{
	*x = (struct expiring){.of = of, .now = (int64_t)time(NULL)};
	int rc = store_load(of->store, e);

	if (!rc && expiry_doubts_clock(of->store)) {
		*marked = calloc(of->store->n + 1, sizeof **marked);
		return *marked ? 0 : err_memory(e);
	}
	rc = rc ? rc : expiring_look(x, e);
	rc = rc ? rc : expiring_read(x, e);
	return rc ? rc : expiring_mark(x, marked, e);
}

int expiry_find(const struct expiry *x, struct strv *ids, struct err *e)
{
	EXPIRING_AUTO struct expiring all = {0};
	bool *marked = NULL;
	int rc = expiring_make(&all, x, &marked, e);

	for (size_t i = 0; !rc && i < x->store->n; i++)
		if (marked[i])
			strv_adds(ids, x->store->items[i].id);
	free(marked);
	return !rc && ids->failed ? err_memory(e) : rc;
}

int expiry_run(const struct expiry *x, const struct strv *ids, struct err *e)
{
	EXPIRING_AUTO struct expiring all = {0};
	bool *marked = NULL;
	int rc = expiring_make(&all, x, &marked, e);

	if (!rc && !span_equal(buf_span(&all.record), buf_span(&all.new_record)))
		rc = sealed_put(x->store, &expiry_record, &all.new_record, e);
	for (size_t i = 0; !rc && i < x->store->n; i++)
		marked[i] = marked[i] && strv_has(ids, x->store->items[i].id);
	if (!rc && ids->n)
		rc = store_delete(x->store, marked, e);
	free(marked);
	return rc;
}
