/* SPDX-License-Identifier: MIT */
/* Finds the rules for an install without a look at all rules: both may be thousands. */
#include "plan/policy.h"

#include "jre/install.h"
#include "os/file_info.h"
#include "text/path_pattern.h"

#include <stdint.h>
#include <stdlib.h>

/* A file, and a path that leads to it. */
struct policy_id {
	struct file_id id;
	const struct policy_path *path;
};

/* The characters at the start of a pattern, which only match themselves. */
struct policy_prefix {
	char *text;
	size_t size;
	const struct policy_path *path;
};

/* A range of prefixes with one size. */
struct policy_size {
	size_t first, n;
};

struct policy_index {
	struct policy_id *ids; /* sorted */
	size_t n_ids;
	struct policy_prefix *prefixes; /* sorted by size and text */
	size_t n_prefixes;
	struct policy_size *sizes;
	size_t n_sizes;
	size_t *general; /* rules without targets */
	size_t n_general;
};

void policy_index_free(struct policy_index *x)
{
	if (!x)
		return;
	for (size_t i = 0; i < x->n_prefixes; i++)
		free(x->prefixes[i].text);
	free(x->ids);
	free(x->prefixes);
	free(x->sizes);
	free(x->general);
	free(x);
}

static int policy_index_sort_ids(const void *a, const void *b)
{
	const struct policy_id *x = a, *y = b;
	int order = file_id_compare(x->id, y->id);

	return order ? order : (x->path > y->path) - (x->path < y->path);
}

static int policy_index_sort_prefixes(const void *a, const void *b)
{
	const struct policy_prefix *x = a, *y = b;

	return x->size != y->size ? (x->size > y->size) - (x->size < y->size)
				  : memcmp(x->text, y->text, x->size);
}

static bool policy_index_reserve(struct policy_index *x, const struct policy_file *f)
{
	size_t n_ids = 0;

	for (size_t i = 0; i < f->n_paths; i++)
		n_ids += f->paths[i].n;
	x->ids = calloc(n_ids + 1, sizeof *x->ids);
	x->prefixes = calloc(f->n_paths + 1, sizeof *x->prefixes);
	x->sizes = calloc(f->n_paths + 1, sizeof *x->sizes);
	x->general = calloc(f->rules.n + 1, sizeof *x->general);
	return x->ids && x->prefixes && x->sizes && x->general;
}

static int policy_index_add(struct policy_index *x, const struct policy_path *p)
{
	for (size_t k = 0; k < p->n; k++)
		x->ids[x->n_ids++] = (struct policy_id){p->ids[k], p};
	if (!path_pattern_is(p->pattern))
		return 0;
	char *text = path_pattern_get_prefix(p->pattern);
	if (!text)
		return -1;
	x->prefixes[x->n_prefixes++] = (struct policy_prefix){text, strlen(text), p};
	return 0;
}

/* Finds the ranges of the sorted prefixes that have one size. */
static void policy_index_split(struct policy_index *x)
{
	for (size_t i = 0; i < x->n_prefixes; i++) {
		if (!i || x->prefixes[i].size != x->prefixes[i - 1].size)
			x->sizes[x->n_sizes++].first = i;
		x->sizes[x->n_sizes - 1].n++;
	}
}

int policy_index_make(struct policy_file *f, struct err *e)
{
	struct policy_index *x = calloc(1, sizeof *x);
	bool failed = !x || !policy_index_reserve(x, f);

	for (size_t i = 0; !failed && i < f->n_paths; i++)
		failed = policy_index_add(x, &f->paths[i]);
	for (size_t i = 0; !failed && i < f->rules.n; i++)
		if (!f->rules.items[i].targets.n)
			x->general[x->n_general++] = i;
	if (failed) {
		policy_index_free(x);
		return err_memory(e);
	}
	qsort(x->ids, x->n_ids, sizeof *x->ids, policy_index_sort_ids);
	qsort(x->prefixes, x->n_prefixes, sizeof *x->prefixes,
		policy_index_sort_prefixes);
	policy_index_split(x);
	f->index = x;
	return 0;
}

void policy_hits_done(struct policy_hits *h)
{
	free(h->items);
	*h = (struct policy_hits){0};
}

static int policy_hits_add(struct policy_hits *h, const struct policy_path *p)
{
	const struct policy_path **items = memory_grow(h->items, h->n, sizeof *items);

	if (!items)
		return -1;
	h->items = items;
	items[h->n++] = p;
	return 0;
}

static int policy_hits_add_ids(
	struct policy_hits *h, const struct policy_index *x, struct file_id id)
{
	size_t from = 0, to = x->n_ids;
	int rc = 0;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (file_id_compare(x->ids[middle].id, id) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	for (; !rc && from < x->n_ids && file_id_equal(x->ids[from].id, id); from++)
		rc = policy_hits_add(h, x->ids[from].path);
	return rc;
}

/* Adds the patterns of a range that match a name and have `size` bytes of its start. */
static int policy_hits_add_range(struct policy_hits *h, const struct policy_index *x,
	const struct policy_size *range, const char *name, size_t size)
{
	size_t from = range->first, end = from + range->n, to = end;
	int rc = 0;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (memcmp(x->prefixes[middle].text, name, size) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	for (; !rc && from < end && !memcmp(x->prefixes[from].text, name, size); from++)
		if (path_pattern_matches(x->prefixes[from].path->pattern, name))
			rc = policy_hits_add(h, x->prefixes[from].path);
	return rc;
}

/* A directory on the way may be closed to this user, so that its names are unknown. */
static int policy_hits_add_name(
	struct policy_hits *h, const struct policy_index *x, const char *name)
{
	size_t most = name ? strlen(name) : 0;
	bool slashes = name && strstr(name, "//");
	int rc = 0;

	for (size_t i = 0; name && !rc && i < x->n_sizes; i++) {
		size_t size = x->prefixes[x->sizes[i].first].size;
		if (size <= most || slashes)
			rc = policy_hits_add_range(
				h, x, &x->sizes[i], name, slashes ? 0 : size);
	}
	return rc;
}

static int policy_hits_sort(const void *a, const void *b)
{
	const struct policy_path *const *x = a, *const *y = b;

	return (*x > *y) - (*x < *y);
}

int policy_hits_find(
	struct policy_hits *h, const struct policy_file *f, const struct install *i)
{
	const struct policy_index *x = f->index;
	bool named = i->kind == INSTALL_ON_DISK && !install_is_elsewhere(i);
	size_t n = 0;

	*h = (struct policy_hits){0};
	if (!x || !i->file)
		return 0;
	int rc = policy_hits_add_ids(h, x, i->info.id);
	if (!rc && named)
		rc = policy_hits_add_name(h, x, i->home);
	if (!rc && named)
		rc = policy_hits_add_name(h, x, i->file);
	for (size_t k = 0; !rc && named && k < i->aliases.n; k++)
		rc = policy_hits_add_name(h, x, i->aliases.items[k]);
	if (h->n)
		qsort(h->items, h->n, sizeof *h->items, policy_hits_sort);
	for (size_t k = 0; k < h->n; k++)
		if (!k || h->items[k] != h->items[k - 1])
			h->items[n++] = h->items[k];
	h->n = n;
	return rc;
}

/* Of a rule, its targets come before its exceptions. */
bool policy_hits_next(const struct policy_file *f, struct policy_hits *h, size_t *rule)
{
	const struct policy_index *x = f->index;
	bool covers = false;

	while (x && !covers) {
		size_t by_path = h->at < h->n ? h->items[h->at]->rule : SIZE_MAX;
		size_t general =
			h->n_general < x->n_general ? x->general[h->n_general] : SIZE_MAX;
		*rule = by_path < general ? by_path : general;
		if (*rule == SIZE_MAX)
			return false;
		covers = general == *rule;
		h->n_general += covers;
		for (; h->at < h->n && h->items[h->at]->rule == *rule; h->at++)
			covers = !h->items[h->at]->excepts;
	}
	return covers;
}
