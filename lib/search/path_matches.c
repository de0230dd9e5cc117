/* SPDX-License-Identifier: MIT */
/* Goes down the components of a pattern, and lists directories only where it has to. */
#include "search/path_matches.h"

#include "os/file_info.h"
#include "os/folder.h"
#include "os/root.h"
#include "os/system.h"
#include "text/path_pattern.h"

#include <stdio.h>
#include <stdlib.h>

/* What is looked at for one pattern. */
#define MOST_DIRS 1500
#define MOST_ENTRIES 100000
#define MOST_PATHS 10000
#define MOST_KEPT 10000		/* names of the directory that was listed last */
#define MOST_PATHS_OF_OTHERS 32 /* other users could fill their directories with links */

/* State of a search. */
struct path_search {
	const struct context *context;
	struct path_matches *found;
	struct strv next; /* paths that match so far */
	size_t dirs_left, entries_left;
	size_t n_of_others; /* paths in directories that other users can change */
	/* The directory that is listed, and what its names must match. */
	const char *dir;
	bool is_of_others;
	struct span name;
	const char *prefix; /* what names that match start with */
	struct path_listing *listing;
	bool keeps; /* the listing has all names of the directory so far */
};

void path_listing_done(struct path_listing *l)
{
	free(l->dir);
	strv_done(&l->names);
	*l = (struct path_listing){0};
}

void path_matches_done(struct path_matches *m)
{
	strv_done(&m->paths);
	err_done(&m->why);
	*m = (struct path_matches){0};
}

static void path_matches_cut(struct path_search *s)
{
	struct path_matches *m = s->found;

	if (!m->cut)
		err_done(&m->why);
	m->cut = true;
}

/* Keeps the first error. That something is not there is none. */
static void path_matches_blame(struct path_search *s, struct err *why)
{
	struct path_matches *m = s->found;

	if (system_judge(why) != LOOK_ABSENT && !m->cut)
		err_move(&m->why, why);
}

static void path_matches_push(struct path_search *s, const char *dir, struct span name)
{
	if (s->next.n >= MOST_PATHS)
		path_matches_cut(s);
	else
		strv_addf(&s->next, "%s/%.*s", dir, (int)name.size, name.data);
}

#define STOP 1 /* no more entries */

static int path_matches_take_name(struct path_search *s, const char *name)
{
	if (!s->entries_left) {
		path_matches_cut(s);
		return STOP;
	}
	s->entries_left--;
	if (!path_pattern_matches_name(s->name, span_str(name)))
		return 0;
	if (s->is_of_others && s->n_of_others++ >= MOST_PATHS_OF_OTHERS) {
		path_matches_cut(s);
		return STOP;
	}
	path_matches_push(s, s->dir, span_str(name));
	return s->next.failed ? STOP : 0;
}

static int path_matches_take(void *data, const char *name, enum file_kind kind)
{
	struct path_search *s = data;

	(void)kind;
	s->keeps = s->keeps && s->listing->names.n < MOST_KEPT;
	if (s->keeps)
		strv_adds(&s->listing->names, name);
	return path_matches_take_name(s, name);
}

/* Adds the names that match of the directory that was listed last. */
static void path_matches_take_kept(struct path_search *s)
{
	const struct strv *names = &s->listing->names;
	size_t from = 0, to = names->n, size = strlen(s->prefix);
	size_t left = s->entries_left - names->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (strncmp(names->items[middle], s->prefix, size) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	s->is_of_others = s->listing->is_of_others;
	while (from < names->n && !strncmp(names->items[from], s->prefix, size) &&
		!path_matches_take_name(s, names->items[from]))
		from++;
	s->entries_left = left;
}

/* Keeps the listing of the directory if it is complete. */
static void path_matches_end_list(struct path_search *s, bool complete)
{
	struct path_listing *l = s->listing;

	if (complete && s->keeps && !l->names.failed && (l->dir = strdup(s->dir)))
		strv_sort(&l->names);
	else
		path_listing_done(l);
	l->is_of_others = s->is_of_others;
}

/* Adds the entries of a directory that match. */
static void path_matches_list(struct path_search *s, const char *dir)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	const char *path = *dir ? dir : "/";

	if (!s->dirs_left) {
		path_matches_cut(s);
		return;
	}
	s->dirs_left--;
	s->dir = dir;
	if (s->listing->dir && !strcmp(s->listing->dir, dir) &&
		s->listing->names.n <= s->entries_left) {
		path_matches_take_kept(s);
		return;
	}
	path_listing_done(s->listing);
	s->keeps = true;
	int rc = root_resolve(s->context->root, path, &place, &why);
	s->is_of_others = place.distrust != NULL;
	if (!rc && place.info.kind == FILE_DIR)
		rc = folder_list_at(
			&place, path, "list the directory", path_matches_take, s, &why);
	if (rc < 0)
		path_matches_blame(s, &why);
	path_matches_end_list(s, !rc);
}

/* Follows the next component of the pattern from all paths that match so far. */
static void path_matches_step(struct path_search *s, struct span name)
{
	STRV_AUTO struct strv dirs = s->next;
	char *pattern = strndup(name.data, name.size);
	bool lists = pattern && path_pattern_is(pattern);
	char *literal = pattern ? path_pattern_get_path(pattern) : NULL;
	char *prefix = literal ? path_pattern_get_prefix(pattern) : NULL;

	s->next = (struct strv){.failed = !prefix};
	s->name = name;
	s->prefix = prefix;
	for (size_t i = 0; prefix && i < dirs.n; i++)
		if (lists)
			path_matches_list(s, dirs.items[i]);
		else
			path_matches_push(s, dirs.items[i], span_str(literal));
	free(prefix);
	free(literal);
	free(pattern);
}

/* Takes a directory, which may be a home, or a file of the name that Javas have. */
static void path_matches_add(struct path_search *s, const char *path)
{
	const char *name = strrchr(path, '/');
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err why = {0};

	if (root_resolve(s->context->root, path, &place, &why))
		path_matches_blame(s, &why);
	else if (place.info.kind == FILE_DIR ||
		 (place.info.kind == FILE_REGULAR && !strcmp(name, "/java.security")))
		strv_adds(&s->found->paths, path);
}

int path_matches_find(const struct context *c, const char *pattern,
	struct path_listing *listing, struct path_matches *ret, struct err *e)
{
	struct path_search s = {.context = c,
		.listing = listing,
		.found = ret,
		.dirs_left = MOST_DIRS,
		.entries_left = MOST_ENTRIES};
	size_t top = path_pattern_measure_top(pattern);
	char *first = strndup(pattern, top);
	char *path = first ? path_pattern_get_path(first) : NULL;

	strv_adds(&s.next, path ? path : "");
	for (const char *rest = pattern + top; *rest;) {
		rest += strspn(rest, "/");
		size_t n = strcspn(rest, "/");
		path_matches_step(&s, span_of(rest, n));
		rest += n;
	}
	for (size_t i = 0; i < s.next.n; i++)
		path_matches_add(&s, s.next.items[i]);
	bool failed = !path || s.next.failed || ret->paths.failed;
	strv_sort(&ret->paths);
	strv_done(&s.next);
	free(path);
	free(first);
	if (ret->cut)
		err_set(&ret->why, JSEC_TOO_LARGE, NULL, 0,
			"%s matches too much: jsecpatch looks at no more than %d paths in "
			"%d directories with %d entries, and %d paths in directories that "
			"other users can change",
			pattern, MOST_PATHS, MOST_DIRS, MOST_ENTRIES,
			MOST_PATHS_OF_OTHERS);
	return failed ? err_memory(e) : 0;
}
