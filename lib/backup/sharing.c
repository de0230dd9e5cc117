/* SPDX-License-Identifier: MIT */
/* Finds equal bytes among the files to save, and in the archives that are there. */
#include "backup/sharing.h"

#include "archive/tar_header.h"

#include <stdlib.h>

#define MAX_ARCHIVES 3 /* that are read for some bytes */

/* Returns the index of an archive, or `n` if it is missing. */
static size_t sharing_find_base(const struct backup *items, size_t n, const char *id)
{
	size_t i = 0;

	while (i < n && strcmp(items[i].id, id) != 0)
		i++;
	return i;
}

void sharing_mark_bases(const struct backup *items, size_t n, bool *marked)
{
	for (size_t i = n; i-- > 0;) { /* a base is older than what needs it */
		const struct records *r = &items[i].records;
		for (size_t k = 0; marked[i] && r->linked && k < r->n; k++) {
			const char *id = r->items[k].base;
			size_t base = id ? sharing_find_base(items, n, id) : n;
			if (base < n)
				marked[base] = true;
		}
	}
}

void sharing_mark_doubted(const struct backup *items, size_t n, bool *marked)
{
	while (n && items[n - 1].sealed)
		n--;
	for (size_t i = 0; i < n; i++)
		marked[i] = true;
}

/* Verifies an archive's own bytes, and returns what it has of a file, or NULL. */
static const struct backup_content *sharing_read(
	const struct sharing *s, const struct mention *m, struct err *e)
{
	struct backup *b = &s->items[m->backup];

	return backup_read(b, s->dir, NULL, e) ? NULL : &b->contents[m->nth];
}

static int sharing_lack(
	const struct backup *b, const struct record *r, const char *why, struct err *e)
{
	return err_set(e, JSEC_BACKUP_DAMAGED, b->path, 0,
		"the bytes of %s are in the backup %s, which %s; this backup is not used",
		r->file, r->base, why);
}

/* Returns what is said about the file by the base that a record names, or NULL. */
static const struct mention *sharing_find_mention(
	const struct sharing *s, const struct record *r, const char *file, size_t base)
{
	const struct mentions all = mentions_find(s->mentions, file);

	for (size_t i = 0; i < all.n; i++)
		if (all.items[i].backup == base && !all.items[i].record->base &&
			!strcmp(all.items[i].record->was, r->was))
			return all.items + i;
	return NULL;
}

/* A base must have the bytes itself: one damage in a chain could be that of all. */
int sharing_follow(void *data, const struct backup *b, const struct record *r,
	const char *file, struct backup_content *ret, struct err *e)
{
	const struct sharing *s = data;
	const size_t base = sharing_find_base(s->items, s->n, r->base);
	const struct mention *m =
		base < s->n ? sharing_find_mention(s, r, file, base) : NULL;
	ERR_AUTO struct err damage = {0};

	if (!m)
		return sharing_lack(
			b, r, base < s->n ? "does not have them" : "is missing", e);
	const struct backup_content *c = sharing_read(s, m, &damage);
	if (!c)
		return damage.public.code == JSEC_BACKUP_DAMAGED
			       ? sharing_lack(b, r, "is damaged", e)
			       : err_copy(e, &damage.public);
	*ret = *c;
	ret->base = base;
	return 0;
}

/* Sorts what the archives hold themselves by the digest of the bytes. */
struct sharing_index {
	const struct sharing *of;
	const struct mention **items;
	size_t n;
	size_t n_shared; /* members that will have bytes for several files */
};

static int sharing_compare_held(const void *a, const void *b)
{
	const struct mention *x = *(const struct mention *const *)a;
	const struct mention *y = *(const struct mention *const *)b;
	int order = strcmp(x->record->was, y->record->was);

	return order ? order : (x->backup > y->backup) - (x->backup < y->backup);
}

static int sharing_make_index(struct sharing_index *x, struct err *e)
{
	const struct mentions *m = x->of->mentions;

	x->items = malloc((m->n + 1) * sizeof *x->items);
	if (!x->items)
		return err_memory(e);
	for (size_t i = 0; i < m->n; i++)
		if (!m->items[i].record->base)
			x->items[x->n++] = &m->items[i];
	qsort(x->items, x->n, sizeof *x->items, sharing_compare_held);
	return 0;
}

/* Returns where the mentions of these bytes start. */
static size_t sharing_search(const struct sharing_index *x, const char *digest)
{
	size_t from = 0, to = x->n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (strcmp(x->items[mid]->record->was, digest) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/* Finds a good archive that has the file's bytes with the same owner, mode ... */
static void sharing_choose_base(const struct sharing_index *x, struct backup_keep *k)
{
	const struct sharing *s = x->of;
	size_t n_read = 0, last = s->n;

	for (size_t i = sharing_search(x, k->was); i < x->n; i++) {
		const struct mention *m = x->items[i];
		ERR_AUTO struct err ignored = {0};
		n_read += m->backup != last;
		last = m->backup;
		if (n_read > MAX_ARCHIVES || strcmp(m->record->was, k->was) != 0)
			return;
		const struct backup_content *c = sharing_read(s, m, &ignored);
		if (!c || !meta_equal(&c->meta, k->member.meta))
			continue;
		k->share.base = s->items[m->backup].id;
		k->share.file = m->record->file;
		return;
	}
}

static int sharing_compare_owners(const struct file_info *a, const struct file_info *b)
{
	const struct owner x = a->owner, y = b->owner;

	if (x.user != y.user)
		return x.user < y.user ? -1 : 1;
	if (x.group != y.group)
		return x.group < y.group ? -1 : 1;
	return (a->permissions > b->permissions) - (a->permissions < b->permissions);
}

static int sharing_compare_xattrs(const struct meta *a, const struct meta *b)
{
	int order = (a->n_xattrs > b->n_xattrs) - (a->n_xattrs < b->n_xattrs);

	for (size_t i = 0; !order && i < a->n_xattrs; i++) {
		const struct buf *x = &a->xattrs[i].value, *y = &b->xattrs[i].value;
		order = strcmp(a->xattrs[i].name, b->xattrs[i].name);
		if (!order)
			order = (x->size > y->size) - (x->size < y->size);
		if (!order)
			order = memcmp(buf_str(x), buf_str(y), x->size);
	}
	return order;
}

/* Equal bytes come together, and of these the files that are equal in the rest. */
static int sharing_compare_files(const void *a, const void *b)
{
	const struct backup_keep *x = *(struct backup_keep *const *)a;
	const struct backup_keep *y = *(struct backup_keep *const *)b;
	int order = strcmp(x->was, y->was);

	if (!order)
		order = sharing_compare_owners(
			&x->member.meta->info, &y->member.meta->info);
	if (!order)
		order = sharing_compare_xattrs(x->member.meta, y->member.meta);
	return order ? order : (x > y) - (x < y);
}

static bool sharing_is_alike(const struct backup_keep *a, const struct backup_keep *b)
{
	return !strcmp(a->was, b->was) && meta_equal(a->member.meta, b->member.meta);
}

static void sharing_join(
	struct sharing_index *x, struct backup_keep *first, struct backup_keep *k)
{
	if (!first->share.base && !first->share.number) {
		first->share.number = ++x->n_shared;
		first->share.first = true;
	}
	k->share = first->share;
	k->share.first = false;
}

/* Files whose attributes only have another order may be in two groups. */
static void sharing_group(struct sharing_index *x, struct backup_keep **sorted, size_t n)
{
	struct backup_keep *first = NULL;

	for (size_t i = 0; i < n; i++)
		if (first && sharing_is_alike(first, sorted[i])) {
			sharing_join(x, first, sorted[i]);
		} else {
			first = sorted[i];
			sharing_choose_base(x, first);
		}
}

/* Numbers shared bytes in the order in which they are packed. */
static int sharing_number(
	const struct sharing_index *x, struct backup_keep *files, size_t n, struct err *e)
{
	size_t *numbers = calloc(x->n_shared + 1, sizeof *numbers), last = 0;

	if (!numbers)
		return err_memory(e);
	for (size_t i = 0; i < n; i++) {
		struct backup_share *share = &files[i].share;
		if (share->first)
			numbers[share->number] = ++last;
		share->number = numbers[share->number];
	}
	free(numbers);
	return 0;
}

int sharing_find(
	const struct sharing *s, struct backup_keep *files, size_t n, struct err *e)
{
	struct sharing_index x = {.of = s};
	struct backup_keep **sorted = malloc((n + 1) * sizeof *sorted);
	size_t n_large = 0;
	int rc = sorted ? sharing_make_index(&x, e) : err_memory(e);

	for (size_t i = 0; !rc && i < n; i++) {
		files[i].share = (struct backup_share){0};
		if (pack_get_size(&files[i].member) > (int64_t)TAR_BLOCK)
			sorted[n_large++] = &files[i];
	}
	if (!rc) {
		qsort(sorted, n_large, sizeof *sorted, sharing_compare_files);
		sharing_group(&x, sorted, n_large);
		rc = sharing_number(&x, files, n, e);
	}
	free(sorted);
	free(x.items);
	return rc;
}
