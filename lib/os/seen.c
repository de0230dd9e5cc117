/* SPDX-License-Identifier: MIT */
/* Paths in the order in which they were seen, and a hash table to find them by. */
#include "os/seen.h"

#include <stdint.h>
#include <stdlib.h>

#define MIN_SLOTS 1024

struct span seen_path(const struct seen *s, const struct sight *it)
{
	return span_of(s->paths.data + it->path, it->size);
}

/* Goes on from `h`, eight bytes at a time. */
static uint64_t hash(uint64_t h, struct span s)
{
	while (s.size) {
		uint64_t word = s.size;
		size_t n = s.size < sizeof word ? s.size : sizeof word;
		memcpy(&word, s.data, n);
		h = (h ^ word) * 0x9e3779b97f4a7c15u;
		h ^= h >> 29;
		s = span_cut(s, n, s.size);
	}
	return h;
}

static bool is_path(struct span path, struct span dir, struct span name)
{
	return path.size == dir.size + 1 + name.size && path.data[dir.size] == '/' &&
	       !memcmp(path.data, dir.data, dir.size) &&
	       !memcmp(path.data + dir.size + 1, name.data, name.size);
}

/* The slot of this path, or the free one where it belongs. */
static size_t *find_slot(const struct seen *s, struct span dir, struct span name)
{
	size_t at = (size_t)hash(hash(dir.size, dir), name);

	for (;; at++) {
		size_t *slot = &s->slots[at & (s->n_slots - 1)];
		if (!*slot || is_path(seen_path(s, &s->items[*slot - 1]), dir, name))
			return slot;
	}
}

static struct span dir_of(struct span path)
{
	size_t n = path.size;

	while (n && path.data[n - 1] != '/')
		n--;
	return span_cut(path, 0, n ? n - 1 : 0);
}

/* Of the root both "/" and "" are the path. */
static size_t *slot_of(const struct seen *s, struct span path)
{
	struct span dir = dir_of(path);
	size_t from = path.size ? dir.size + 1 : 0;

	return find_slot(s, dir, span_cut(path, from, path.size));
}

/* The table is at most half full. */
static bool reserve(struct seen *s)
{
	if (s->n < s->room)
		return true;
	size_t room = s->room ? 2 * s->room : MIN_SLOTS / 2;
	struct sight *items = realloc(s->items, room * sizeof *items);
	if (items)
		s->items = items;
	size_t *slots = items ? calloc(2 * room, sizeof *slots) : NULL;
	if (!slots)
		return false;
	free(s->slots);
	s->slots = slots;
	s->n_slots = 2 * room;
	s->room = room;
	for (size_t i = 0; i < s->n; i++)
		*slot_of(s, seen_path(s, &items[i])) = i + 1;
	return true;
}

/* Whether it still is what it was when a run looked before. */
static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_mode == b->st_mode && a->st_dev == b->st_dev &&
	       a->st_ino == b->st_ino && a->st_uid == b->st_uid && a->st_gid == b->st_gid;
}

static void add(struct seen *s, struct span dir, struct span name, const struct stat *st)
{
	const struct stat none = {0};
	size_t *slot = reserve(s) ? find_slot(s, dir, name) : NULL;

	st = st ? st : &none;
	if (slot && *slot) {
		s->doubt = s->doubt || !is_same(&s->items[*slot - 1].st, st);
		return;
	}
	size_t at = s->paths.size;
	buf_add(&s->paths, dir);
	buf_adds(&s->paths, "/");
	buf_add(&s->paths, name);
	if (!slot || s->paths.failed) {
		s->doubt = true;
		return;
	}
	s->items[s->n++] = (struct sight){at, s->paths.size - at, *st, false};
	*slot = s->n;
}

void seen_add(struct seen *s, struct span dir, const char *name, const struct stat *st)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->lock);
	if (!s->doubt)
		add(s, dir, span_str(name), st);
	pthread_mutex_unlock(&s->lock);
}

void seen_list(struct seen *s, struct span dir)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->lock);
	size_t *slot = s->n ? slot_of(s, dir) : NULL;
	if (slot && *slot)
		s->items[*slot - 1].listed = true;
	else
		s->doubt = true;
	pthread_mutex_unlock(&s->lock);
}

void seen_doubt(struct seen *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->lock);
	s->doubt = true;
	pthread_mutex_unlock(&s->lock);
}

const struct sight *seen_above(const struct seen *s, const struct sight *it)
{
	const size_t *slot = slot_of(s, dir_of(seen_path(s, it)));

	return *slot ? &s->items[*slot - 1] : NULL;
}

void seen_done(struct seen *s)
{
	free(s->items);
	free(s->slots);
	buf_done(&s->paths);
	*s = SEEN_NONE;
}
