/* SPDX-License-Identifier: MIT */
/* Lists all files in the backups, and verifies each backup archive. */
#include "queries/backup_list.h"

#include "backup/backup.h"
#include "base/pointers.h"
#include "text/manifest.h"

#include <stdlib.h>

/* A row: one file in one backup. The strings are what `public` points to. */
struct backup_row {
	struct jsec_stored public;
	const struct record *record; /* NULL if the manifest is lost; of the store */
	char *id, *path, *sha256, *time, *action, *file;
	struct err err;
};

struct jsec_backups {
	struct backup_row *items;
	size_t n;
	const struct jsec_stored **list;
};

/* Copies a string. Accepts NULL. */
static char *backup_list_copy(const char *s)
{
	return s ? strdup(s) : NULL;
}

static void backup_list_publish(struct backup_row *row)
{
	const struct record *r = row->record;

	row->public = (struct jsec_stored){
		.backup = {row->id, row->path, row->sha256},
		.time = row->time,
		.action = row->action,
		.file = row->file,
		.pristine = r && !strcmp(r->was, r->pristine),
		.error = err_public(&row->err),
	};
}

/* Adds a row. `r` is NULL for an archive whose manifest is lost. */
static int backup_list_add(struct jsec_backups *l, const struct backup *b,
	const struct record *r, const struct err *check, struct err *e)
{
	struct backup_row *items = memory_grow(l->items, l->n, sizeof *items);

	if (!items)
		return err_memory(e);
	l->items = items;
	struct backup_row *row = &items[l->n++];
	*row = (struct backup_row){.record = r,
		.id = strdup(b->id),
		.path = strdup(b->path),
		.sha256 = backup_list_copy(r ? r->was : NULL),
		.time = backup_list_copy(b->records.time),
		.action = backup_list_copy(b->records.action),
		.file = backup_list_copy(r ? r->file : NULL)};
	if (check->public.code != JSEC_OK)
		err_copy(&row->err, &check->public);
	return row->id && row->path ? 0 : err_memory(e);
}

static int backup_list_finish(struct jsec_backups *l, struct err *e)
{
	const struct jsec_stored *first = l->n ? &l->items->public : NULL;

	l->list = pointers_make(first, l->n, sizeof *l->items);
	return l->list ? 0 : err_memory(e);
}

int backup_list_make(struct store *s, struct jsec_backups **ret, struct err *e)
{
	struct jsec_backups *l = calloc(1, sizeof *l);
	int rc = l ? store_load(s, e) : err_memory(e);

	for (size_t i = 0; !rc && i < s->n; i++) {
		const struct backup *b = &s->items[i];
		ERR_AUTO struct err check = {0};

		if (store_check(s, b, &check) == -JSEC_NOT_FOUND)
			continue; /* another run has deleted it meanwhile */
		if (!b->records.n)
			rc = backup_list_add(l, b, NULL, &check, e);
		for (size_t k = 0; !rc && k < b->records.n; k++)
			rc = backup_list_add(l, b, &b->records.items[k], &check, e);
	}
	/* Adding rows moves them in memory: set the pointers into them only now. */
	for (size_t i = 0; !rc && i < l->n; i++)
		backup_list_publish(&l->items[i]);
	rc = rc ? rc : backup_list_finish(l, e);
	if (rc)
		jsec_backups_free(l);
	else
		*ret = l;
	return rc;
}

const struct jsec_stored *const *jsec_backups_items(const struct jsec_backups *l)
{
	return l->list;
}

void jsec_backups_free(struct jsec_backups *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n; i++) {
		struct backup_row *row = &l->items[i];
		free(row->id);
		free(row->path);
		free(row->sha256);
		free(row->time);
		free(row->action);
		free(row->file);
		err_done(&row->err);
	}
	free(l->items);
	free(l->list);
	free(l);
}
