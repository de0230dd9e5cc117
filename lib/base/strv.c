/* SPDX-License-Identifier: MIT */
/* A list of strings that grows. */
#include "base/strv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define LEAST_INDEXED 64 /* shorter lists are searched from the start: most are short */

/* The place of a string in the list, plus 1; 0 in a slot that is free. */
struct strv_slot {
	uint32_t hash, place;
};

/* Strings that some comparison may take for equal have the same hash. */
static uint32_t strv_hash(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s; s++)
		if ((unsigned char)*s > ' ') {
			bool upper = *s >= 'A' && *s <= 'Z';
			h = (h ^ (unsigned char)(upper ? *s | 0x20 : *s)) * 16777619u;
		}
	return h ^ h >> 15;
}

bool strv_is_same(const char *a, const char *b)
{
	return !strcmp(a, b);
}

static void strv_put_slot(struct strv *v, struct strv_slot slot)
{
	size_t i = slot.hash & (v->n_slots - 1);

	while (v->slots[i].place)
		i = (i + 1) & (v->n_slots - 1);
	v->slots[i] = slot;
	v->n_used++;
}

/* Makes an index with twice as many slots. Those of strings that were dropped go. */
static int strv_grow_index(struct strv *v)
{
	struct strv_slot *old = v->slots;
	size_t n = v->n_slots, more = n ? 2 * n : (size_t)4 * LEAST_INDEXED;

	/* after a sort, the first index is one of many strings */
	while (more / 2 <= v->n)
		more *= 2;
	struct strv_slot *slots = calloc(more, sizeof *slots);
	if (!slots)
		return -1;
	v->slots = slots;
	v->n_slots = more;
	v->n_used = 0;
	for (size_t i = 0; old && i < n; i++)
		if (old[i].place && old[i].place < v->n)
			strv_put_slot(v, old[i]);
	free(old);
	return 0;
}

static size_t strv_find_in_index(
	const struct strv *v, uint32_t hash, const char *string, strv_equal_fn *equal)
{
	for (size_t i = hash & (v->n_slots - 1); v->slots[i].place;
		i = (i + 1) & (v->n_slots - 1)) {
		size_t at = v->slots[i].place - 1;
		/* of strings that were dropped, the slots are still there */
		if (v->slots[i].hash == hash && at < v->n && equal(v->items[at], string))
			return at;
	}
	return v->n;
}

static void strv_index_one(struct strv *v, size_t place)
{
	uint32_t hash = strv_hash(v->items[place]);

	/* only the first of equal strings: all searches would pass the others */
	if (strv_find_in_index(v, hash, v->items[place], strv_is_same) >= place)
		strv_put_slot(v, (struct strv_slot){hash, (uint32_t)place + 1});
}

/* Adds the last string to the index, which is made or made larger if necessary. */
static int strv_index(struct strv *v)
{
	bool first = !v->slots;

	if (v->n < LEAST_INDEXED)
		return 0;
	if (v->n_used + 1 > v->n_slots / 2 && strv_grow_index(v))
		return -1;
	for (size_t i = first ? 0 : v->n - 1; i < v->n; i++)
		strv_index_one(v, i);
	return 0;
}

/* Appends `string` and takes ownership of it. */
static void strv_take(struct strv *v, char *string)
{
	char **items = string ? memory_grow(v->items, v->n + 1, sizeof *items) : NULL;

	if (!items) {
		free(string);
		v->failed = true;
		return;
	}
	v->items = items;
	v->items[v->n++] = string;
	v->items[v->n] = NULL;
	v->failed = strv_index(v) || v->failed;
}

void strv_add(struct strv *v, struct span s)
{
	strv_take(v, strndup(s.data, s.size));
}

void strv_adds(struct strv *v, const char *string)
{
	strv_take(v, strdup(string));
}

void strv_addf(struct strv *v, const char *format, ...)
{
	char *string = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&string, format, args) < 0)
		string = NULL;
	va_end(args);
	strv_take(v, string);
}

void strv_drop_last(struct strv *v)
{
	free(v->items[--v->n]);
	v->items[v->n] = NULL;
}

size_t strv_find(const struct strv *v, const char *string, strv_equal_fn *equal)
{
	if (v->slots)
		return strv_find_in_index(v, strv_hash(string), string, equal);
	for (size_t i = 0; i < v->n; i++)
		if (equal(v->items[i], string))
			return i;
	return v->n;
}

bool strv_has(const struct strv *v, const char *string)
{
	return strv_find(v, string, strv_is_same) < v->n;
}

static int strv_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void strv_sort(struct strv *v)
{
	/* the index has the places of before; the next string that is added makes a new one */
	free(v->slots);
	v->slots = NULL;
	v->n_slots = v->n_used = 0;
	if (v->n)
		qsort(v->items, v->n, sizeof *v->items, strv_compare);
}

const char *const *strv_list(const struct strv *v)
{
	static const char *const none[] = {NULL};

	return v->items ? (const char *const *)v->items : none;
}

void strv_done(struct strv *v)
{
	for (size_t i = 0; i < v->n; i++)
		free(v->items[i]);
	free(v->items);
	free(v->slots);
	*v = (struct strv){0};
}
