/* SPDX-License-Identifier: MIT */
/* Finds out which paths belonged to products that were uninstalled. */
#include "plan/gone.h"

#include "base/buf.h"
#include "jre/install.h"
#include "os/file_info.h"
#include "os/root.h"
#include "search/archive_installs.h"
#include "search/known_places.h"
#include "text/path_pattern.h"

#include <stdio.h>
#include <stdlib.h>

static void gone_product_done(struct gone_product *p)
{
	free(p->path);
	free(p->resolved);
	free(p->home);
	free(p->resolved_home);
}

void gone_done(struct gone_products *g)
{
	for (size_t i = 0; i < g->n; i++)
		gone_product_done(&g->items[i]);
	free(g->items);
	err_done(&g->err);
	*g = (struct gone_products){0};
}

/* What is at a path. */
enum gone_find {
	FOUND_NOTHING,
	FOUND_DIRECTORY, /* not a Java home */
	FOUND_SOMETHING,
};

/* Finds out what is at a path. Fails if that cannot be known. */
static int gone_look(
	const struct context *c, const char *path, enum gone_find *ret, struct err *e)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	struct install found = {0};
	int rc = root_resolve(c->root, path, &place, e);

	*ret = FOUND_NOTHING;
	if (rc == -JSEC_NOT_FOUND)
		err_done(e);
	if (rc || !place.info.kind)
		return rc == -JSEC_NOT_FOUND ? 0 : rc;
	*ret = FOUND_SOMETHING;
	if (place.info.kind != FILE_DIR)
		return 0;
	rc = install_probe(c, path, true, &found, e);
	if (rc == -JSEC_NOT_FOUND) { /* its java.security is a broken link */
		err_done(e);
		rc = 0;
	}
	if (!rc && !install_is_found(&found))
		*ret = FOUND_DIRECTORY;
	install_done(&found);
	return rc;
}

/* Removes empty parts and "." from a path. Returns NULL if memory ran out. */
static char *gone_clean(const char *path)
{
	BUF_AUTO struct buf out = {0};

	while (*path) {
		size_t n = strcspn(path, "/");
		if (n && !(n == 1 && *path == '.')) {
			buf_addc(&out, '/');
			buf_add(&out, span_of(path, n));
		}
		path += n + (path[n] == '/');
	}
	if (!out.size)
		buf_addc(&out, '/');
	return buf_take(&out);
}

/* Tells whether the path leads nowhere. That is no error. */
static bool gone_is_dead(int rc)
{
	return rc == -JSEC_NOT_FOUND || rc == -JSEC_LINK_LOOP;
}

/* Resolves links in the part of the path that still exists. */
static int gone_resolve(
	const struct root *root, const char *path, char **ret, struct err *e)
{
	size_t n = strlen(path);

	for (;;) {
		PLACE_AUTO struct place place = PLACE_NONE;
		char *head = n ? strndup(path, n) : strdup("/");
		int rc = head ? root_resolve(root, head, &place, e) : err_memory(e);

		free(head);
		if (!rc) {
			bool is_top = !strcmp(place.path, "/");
			bool joined =
				asprintf(ret, "%s%s", is_top && path[n] ? "" : place.path,
					path + n) >= 0;
			return joined ? 0 : err_memory(e);
		}
		if (!gone_is_dead(rc) || !n)
			return rc;
		err_done(e);
		while (n && path[--n] != '/')
			;
	}
}

/* Cuts "/" and the tail off. Returns NULL if the path does not end like this. */
static char *gone_cut_tail(const char *path, const char *tail)
{
	size_t n = strlen(path), cut = strlen(tail) + 1;

	if (n <= cut || path[n - cut] != '/' || strcmp(path + n - cut + 1, tail) != 0)
		return NULL;
	return strndup(path, n - cut);
}

/* Returns the home of a java.security, or of the JRE in a JDK 8; "" for other paths. */
static char *gone_guess_home(const char *path)
{
	char *home = gone_cut_tail(path, "jre");
	const char *layout;

	for (size_t k = 0; !home && (layout = install_get_layout(k)); k++)
		home = gone_cut_tail(path, layout);
	return home ? home : strdup("");
}

static int gone_refuse(const char *path, struct err *e)
{
	return err_set(e, JSEC_EXISTS, path, 0, "still exists, so it is not forgotten");
}

static int gone_product_init(
	struct gone_product *p, const struct context *c, const char *path, struct err *e)
{
	enum gone_find found = FOUND_NOTHING;
	ERR_AUTO struct err shown = {0};
	char *absolute;
	int rc = known_places_make_absolute(c, path, &absolute, e);

	*p = (struct gone_product){.path = absolute ? gone_clean(absolute) : NULL};
	free(absolute);
	if (!p->path)
		return rc ? rc : err_memory(e);
	rc = gone_look(c, p->path, &found, e);
	if (rc)
		return rc;
	if (found == FOUND_SOMETHING || archive_installs_show(c, p->path, &shown))
		return gone_refuse(p->path, e);
	p->remains = found == FOUND_DIRECTORY;
	rc = gone_resolve(c->root, p->path, &p->resolved, e);
	if (rc)
		return rc;
	p->home = gone_guess_home(p->path);
	p->resolved_home = gone_guess_home(p->resolved);
	return p->home && p->resolved_home ? 0 : err_memory(e);
}

int gone_init(struct gone_products *g, const struct context *c, const char *const *paths,
	size_t n, struct err *e)
{
	int rc = 0;

	*g = (struct gone_products){
		.context = c, .items = calloc(n + 1, sizeof *g->items)};
	if (!g->items)
		return err_memory(e);
	for (size_t i = 0; !rc && i < n; i++) {
		rc = gone_product_init(&g->items[i], c, paths[i], e);
		g->n++;
	}
	return rc;
}

/* Tells whether the path is the directory or in it. */
static bool gone_is_in(const char *path, const char *directory)
{
	size_t n = strlen(directory);

	if (!strcmp(directory, "/"))
		return true;
	return !strncmp(path, directory, n) && (!path[n] || path[n] == '/');
}

/* Tells whether `path` is the home or its java.security. */
static bool gone_is_home(const char *path, const char *home)
{
	const char *layout;
	size_t n = strlen(home);

	if (!strcmp(path, home))
		return true;
	if (strncmp(path, home, n) != 0 || path[n] != '/')
		return false;
	for (size_t k = 0; (layout = install_get_layout(k)); k++)
		if (!strcmp(path + n + 1, layout))
			return true;
	return false;
}

void gone_note(struct gone_products *g, const char *path)
{
	for (size_t i = 0; i < g->n; i++) {
		struct gone_product *p = &g->items[i];
		if (gone_is_home(path, p->path) || gone_is_home(path, p->resolved))
			p->was_home = true;
	}
}

/* Tells whether the product was named as a home in this archive, "ARCHIVE:MEMBER". */
static bool gone_is_archive(const struct gone_product *p, const char *path)
{
	size_t n = strlen(path);

	return !strncmp(p->path, path, n) && p->path[n] == ':';
}

static bool gone_owns(const struct gone_product *p, const char *path)
{
	if (p->remains && !p->was_home)
		return false;
	return gone_is_in(path, p->path) || gone_is_in(path, p->resolved) ||
	       !strcmp(path, p->home) || !strcmp(path, p->resolved_home) ||
	       gone_is_archive(p, path);
}

/*
 * Marks the products that own the path as known. Returns false if there is none, or for
 * NULL.
 */
static bool gone_find_owner(struct gone_products *g, const char *path)
{
	const struct root root = root_avoid(g->context->root, g->context->remote);
	ERR_AUTO struct err e = {0};
	char *resolved = NULL;
	bool any = false;

	if (path && gone_resolve(&root, path, &resolved, &e)) {
		resolved = NULL;
		err_move(&g->err, &e);
	}
	for (size_t i = 0; path && i < g->n; i++) {
		struct gone_product *p = &g->items[i];
		bool owns = gone_owns(p, path) || (resolved && gone_owns(p, resolved));
		p->known = p->known || owns;
		any = any || owns;
	}
	free(resolved);
	return any;
}

enum gone_verdict gone_judge_home(struct gone_products *g, const char *path)
{
	ERR_AUTO struct err e = {0};
	enum gone_find found;

	if (!gone_find_owner(g, path))
		return GONE_NOT_THEIRS;
	if (gone_look(g->context, path, &found, &e)) {
		err_move(&g->err, &e);
		found = FOUND_SOMETHING;
	}
	return found == FOUND_SOMETHING ? GONE_STILL_THERE : GONE_THEIRS;
}

/* Tells whether a pattern matches a home, or its java.security. */
static bool gone_matches_home(
	struct gone_products *g, const char *pattern, const char *home)
{
	bool matches = *home && path_pattern_matches(pattern, home);
	const char *layout;

	for (size_t k = 0; *home && !matches && (layout = install_get_layout(k)); k++) {
		BUF_AUTO struct buf file = {0};
		buf_addf(&file, "%s/%s", home, layout);
		matches = path_pattern_matches(pattern, buf_str(&file));
		if (file.failed)
			err_memory(&g->err);
	}
	return matches;
}

enum gone_verdict gone_judge_pattern(
	struct gone_products *g, const char *pattern, bool leads)
{
	bool any = false;

	for (size_t i = 0; i < g->n; i++) {
		struct gone_product *p = &g->items[i];
		const char *const paths[] = {
			p->path, p->resolved, p->home, p->resolved_home};
		bool matches = false;
		for (size_t k = 0; k < 4 && !(p->remains && !p->was_home); k++)
			matches = matches || !strcmp(pattern, paths[k]) ||
				  gone_matches_home(g, pattern, paths[k]);
		if (leads && !strcmp(pattern, p->path))
			err_set(&g->err, JSEC_EXISTS, pattern, 0,
				"still matches a Java, so it is not forgotten");
		p->known = p->known || matches;
		any = any || matches;
	}
	if (!any)
		return GONE_NOT_THEIRS;
	return leads ? GONE_STILL_THERE : GONE_THEIRS;
}

enum gone_verdict gone_judge_file(struct gone_products *g, const struct record *r)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err e = {0};
	bool owned = gone_find_owner(g, r->file);

	if (!owned && gone_judge_home(g, r->home) != GONE_THEIRS)
		return GONE_NOT_THEIRS;
	int rc = root_resolve(g->context->root, r->file, &place, &e);
	if (gone_is_dead(rc) || (!rc && !place.info.kind))
		return GONE_THEIRS;
	if (rc)
		err_move(&g->err, &e);
	return GONE_STILL_THERE;
}

const char *gone_find_unknown(const struct gone_products *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (!g->items[i].known)
			return g->items[i].path;
	return NULL;
}
