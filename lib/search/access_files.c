/* SPDX-License-Identifier: MIT */
/* Walks through the directories of an Access Manager installation, down to a limit. */
#include "search/access_files.h"

#include "access_manager/settings.h"
#include "jre/context.h"
#include "jre/install.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/folder.h"
#include "os/root.h"
#include "search/known_places.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_DEEP 40
#define MAX_DIRS 10000
#define MAX_LINKS 10000
#define MARK "cleartrust."

/* State of a walk. */
struct hunt {
	const struct context *context;
	struct jsec_installs *found;
	const char *dir; /* named by the caller */
	size_t n_dirs;
	const struct strv *exclude; /* directories that the caller does not want */
	struct strv *copies; /* directories that were passed by; NULL: enter them, too */
	struct err *e;
};

/* Adds an install. Moves or frees `i`. */
static int access_files_add(struct hunt *h, struct install *i)
{
	if (!i->file || !installs_find(h->found, &i->info))
		return installs_add(h->found, i, JSEC_TARGET, h->e);
	install_done(i);
	return 0;
}

/* Adds a directory that cannot be read or, with a `kind`, a file. */
static int access_files_add_broken(struct hunt *h, const char *path,
	const struct settings_kind *kind, struct err *why)
{
	struct install i = {.kind = INSTALL_ACCESS,
		.home = strdup(path),
		.access = {.settings = kind}};

	if (!i.home)
		return err_memory(h->e);
	err_move(&i.err, why);
	return access_files_add(h, &i);
}

/* Reads the file to find out whether it is one of Access Manager's. */
static int access_files_look_into(const struct context *p, struct install *i, bool *ret)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	META_AUTO struct meta meta = {0};
	BUF_AUTO struct buf bytes = {0};
	int rc = root_resolve(p->root, i->opened, &place, &i->err);

	rc = rc ? rc : file_read(&place, &bytes, &meta, &i->err);
	*ret = true;
	if (rc) /* reported later: the error is stored in the install */
		return rc == -JSEC_NO_MEMORY ? rc : 0;
	i->access.old_agent = i->access.settings->plain_backslashes &&
			      settings_say_old_agent(buf_span(&bytes));
	*ret = !settings_are_text(buf_span(&bytes)) ||
	       (bytes.size && memmem(bytes.data, bytes.size, MARK, strlen(MARK)));
	return 0;
}

/* Fails if the path is a link to nothing. That nothing exists at all is no error. */
static int access_files_is_dead_link(
	const struct hunt *h, const char *path, struct err *why)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	int rc = root_resolve_entry(h->context->root, path, &p, why);

	if (rc || p.info.kind != FILE_LINK)
		return rc;
	return err_set(why, JSEC_NOT_REGULAR, path, 0,
		"is a dangling link; fix it, or remove it");
}

/* Fails for a directory or a device. It is reported even if another product owns it. */
static int access_files_is_irregular(
	const char *path, enum file_kind kind, struct err *why)
{
	return err_set(why, JSEC_NOT_REGULAR, path, 0,
		"is %s; replace it by the file, or remove it from the "
		"directory",
		kind == FILE_DIR ? "a directory" : "not a regular file");
}

/* Examines the file at `path`. If it is one of Access Manager's, `i` gets it. */
static int access_files_probe(struct hunt *h, const char *path,
	const struct settings_kind *kind, struct install *i, bool *is_theirs,
	struct err *why)
{
	int rc = install_probe_file(h->context, path, i, why);

	*is_theirs = false;
	if (rc)
		return rc;
	if (!install_is_found(i))
		return access_files_is_dead_link(h, path, why);
	if (i->info.kind != FILE_REGULAR)
		return access_files_is_irregular(path, i->info.kind, why);
	i->kind = INSTALL_ACCESS;
	i->access.settings = kind;
	rc = access_files_look_into(h->context, i, is_theirs);
	if (!rc && !*is_theirs)
		strv_adds(&h->found->access.ignored, path);
	return rc;
}

static int access_files_try_file(
	struct hunt *h, const char *path, const struct settings_kind *kind)
{
	ERR_AUTO struct err why = {0};
	struct install i;
	bool is_theirs;
	int rc = access_files_probe(h, path, kind, &i, &is_theirs, &why);

	if (!rc && is_theirs)
		return access_files_add(h, &i);
	install_done(&i);
	if (rc == -JSEC_NO_MEMORY)
		return err_memory(h->e);
	return rc ? access_files_add_broken(h, path, kind, &why) : 0;
}

static int access_files_walk(struct hunt *h, const char *path, int deep);

/* A directory that is being listed. */
struct hunt_dir {
	struct hunt *hunt;
	const char *path;
	int deep;
};

/* Notes what may be, or lead to, a Java. It is looked at when Javas are searched. */
static void access_files_note_java(const struct hunt_dir *d, const char *name,
	const char *path, enum file_kind entry)
{
	static const char *const parts[] = {"conf", "lib"};
	struct access_dirs *a = &d->hunt->found->access;
	bool part = false;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		part = part || !strcmp(name, parts[i]);
	if (part && (entry == FILE_DIR || entry == FILE_LINK) &&
		!strv_has(&a->homes, d->path))
		strv_adds(&a->homes, d->path);
	if (entry == FILE_LINK && a->links.n < MAX_LINKS)
		strv_adds(&a->links, path);
}

/* Enters a directory, unless it is left out. */
static int access_files_enter(
	const struct hunt_dir *d, const char *name, const char *path)
{
	struct hunt *h = d->hunt;

	if (strv_has(h->exclude, path))
		return 0;
	if (!h->copies || !settings_are_copies(name))
		return access_files_walk(h, path, d->deep + 1);
	strv_adds(h->copies, path);
	return 0;
}

static int access_files_take_entry(void *data, const char *name, enum file_kind entry)
{
	const struct hunt_dir *d = data;
	const struct settings_kind *kind = settings_find_kind(name);
	char *path = NULL;
	int rc = 0;

	if (asprintf(&path, "%s/%s", d->path, name) < 0)
		return err_memory(d->hunt->e);
	access_files_note_java(d, name, path, entry);
	if (kind)
		rc = access_files_try_file(d->hunt, path, kind);
	if (!rc && entry == FILE_DIR)
		rc = access_files_enter(d, name, path);
	free(path);
	return rc;
}

static void access_files_note_owner(struct hunt *h, const struct file_info *info)
{
	struct strv *owners = &h->found->access.owners;
	char number[16];

	snprintf(number, sizeof number, "%u", owner_get_number(info->owner));
	if (info->kind == FILE_DIR && !strv_has(owners, number))
		strv_adds(owners, number);
}

static int access_files_walk(struct hunt *h, const char *path, int deep)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	int rc = root_resolve(h->context->root, path, &p, &why);

	if (!rc && deep > MAX_DEEP) {
		rc = err_set(&why, JSEC_TOO_LARGE, path, 0,
			"is more than %d directories below %s; name the "
			"directories with the conf directories",
			MAX_DEEP, h->dir);
	} else if (!rc && ++h->n_dirs > MAX_DIRS) {
		if (h->n_dirs > MAX_DIRS + 1)
			return 0;
		rc = err_set(&why, JSEC_TOO_LARGE, h->dir, 0,
			"has more than %d directories below it; name the "
			"directories with the conf directories",
			MAX_DIRS);
	} else if (!rc && p.info.kind != FILE_DIR) {
		rc = err_set(&why, JSEC_NOT_FOUND, path, 0, "no such directory");
	}
	if (!rc)
		access_files_note_owner(h, &p.info);
	rc = rc ? rc
		: folder_list_at(&p, path, "list the directory", access_files_take_entry,
			  &(struct hunt_dir){h, p.path, deep}, &why);
	if (rc == -JSEC_NO_MEMORY)
		return err_memory(h->e);
	return err_public(&why) ? access_files_add_broken(h, path, NULL, &why) : rc;
}

static int access_files_compare_paths(const void *a, const void *b)
{
	const struct install *x = *(struct install *const *)a;
	const struct install *y = *(struct install *const *)b;

	return strcmp(x->file ? x->file : x->home, y->file ? y->file : y->home);
}

/* Looks whether a directory that was left out has any file of Access Manager. */
static int access_files_find_any(struct hunt *h, const char *path, bool *ret)
{
	struct hunt other = *h;
	int rc;

	other.found = calloc(1, sizeof *other.found);
	other.copies = NULL;
	rc = other.found ? access_files_walk(&other, path, 1) : err_memory(h->e);
	h->n_dirs = other.n_dirs;
	*ret = other.found && other.found->n;
	jsec_installs_free(other.found);
	return rc;
}

/* Searches a tree. Copies count only if all files are in copies. */
static int access_files_search(struct hunt *h, const char *path)
{
	struct access_dirs *a = &h->found->access;
	STRV_AUTO struct strv copies = {0};
	size_t before = h->found->n;

	h->n_dirs = 0;
	h->copies = &copies;
	int rc = access_files_walk(h, path, 0);
	h->copies = NULL;
	bool alone = h->found->n == before;
	for (size_t i = 0; !rc && i < copies.n; i++) {
		bool any = false;
		if (alone)
			rc = access_files_walk(h, copies.items[i], 1);
		else
			rc = access_files_find_any(h, copies.items[i], &any);
		if (any && !strv_has(&a->tops, copies.items[i]) &&
			!strv_has(&a->copies, copies.items[i]))
			strv_adds(&a->copies, copies.items[i]);
	}
	return rc || !copies.failed ? rc : err_memory(h->e);
}

/* Adds the directories that the caller named, with links and without. */
static int access_files_name_tops(
	const struct context *p, const struct jsec_access *where, struct hunt *h)
{
	struct access_dirs *a = &h->found->access;

	for (size_t i = 0; i < where->n_directories; i++) {
		PLACE_AUTO struct place place = PLACE_NONE;
		ERR_AUTO struct err ignored = {0}; /* the walk reports it */
		char *path;
		int rc =
			known_places_make_absolute(p, where->directories[i], &path, h->e);
		if (rc)
			return rc;
		strv_adds(&a->names, path);
		rc = root_resolve(p->root, path, &place, &ignored);
		strv_adds(&a->tops, rc || !place.path ? path : place.path);
		free(path);
	}
	return a->names.failed || a->tops.failed ? err_memory(h->e) : 0;
}

/* Tells whether `path` is below `dir`. */
static bool access_files_is_below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	n -= n && dir[n - 1] == '/';
	return !strncmp(path, dir, n) && path[n] == '/' && path[n + 1];
}

/* Takes a directory to leave out, if it exists and is below one that is searched. */
static int access_files_try_exclude(
	const struct hunt *h, const char *path, bool *found, struct err *e)
{
	struct access_dirs *a = &h->found->access;
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};

	if (root_resolve(h->context->root, path, &place, &ignored) ||
		place.info.kind != FILE_DIR)
		return 0;
	for (size_t i = 0; i < a->tops.n; i++) {
		if (!strcmp(a->tops.items[i], place.path) ||
			access_files_is_below(a->tops.items[i], place.path))
			return err_set(e, JSEC_BAD_REQUEST, path, 0,
				"to exclude it leaves nothing of %s", a->names.items[i]);
		if (!access_files_is_below(place.path, a->tops.items[i]))
			continue;
		*found = true;
		if (!strv_has(&a->excluded, place.path))
			strv_adds(&a->excluded, place.path);
	}
	return a->excluded.failed ? err_memory(e) : 0;
}

/* A relative path starts in the directories or, if none has it, where the caller is. */
static int access_files_exclude(
	struct hunt *h, const struct jsec_access *where, const char *given)
{
	const struct strv *tops = &h->found->access.tops;
	bool found = false;
	char *path = NULL;
	int rc = 0;

	for (size_t i = 0; !rc && *given != '/' && i < tops->n; i++) {
		if (asprintf(&path, "%s/%s", tops->items[i], given) < 0)
			return err_memory(h->e);
		rc = access_files_try_exclude(h, path, &found, h->e);
		free(path);
	}
	if (rc || found)
		return rc;
	rc = known_places_make_absolute(h->context, given, &path, h->e);
	rc = rc ? rc : access_files_try_exclude(h, path, &found, h->e);
	free(path);
	return rc || found ? rc
			   : err_set(h->e, JSEC_BAD_REQUEST, given, 0,
				     "cannot be excluded: no such directory below %s",
				     where->directories[0]);
}

/* Fails if all files are in directories that the caller does not want. */
static int access_files_check_rest(struct hunt *h)
{
	static const struct strv none = {0};
	const struct strv *excluded = &h->found->access.excluded;
	bool any = false;
	int rc = 0;

	h->n_dirs = 0;
	h->exclude = &none;
	for (size_t i = 0; !rc && !any && !h->found->n && i < excluded->n; i++)
		rc = access_files_find_any(h, excluded->items[i], &any);
	return rc || !any ? rc
			  : err_set(h->e, JSEC_BAD_REQUEST, NULL, 0,
				    "all files of Access Manager are in directories "
				    "that are to be excluded");
}

static int access_files_search_all(struct hunt *h, const struct jsec_access *where)
{
	struct access_dirs *a = &h->found->access;
	int rc = access_files_name_tops(h->context, where, h);

	for (size_t i = 0; !rc && i < where->n_exclude; i++)
		rc = access_files_exclude(h, where, where->exclude[i]);
	h->exclude = &a->excluded;
	for (size_t i = 0; !rc && i < a->names.n; i++) {
		h->dir = a->names.items[i];
		rc = access_files_search(h, h->dir);
	}
	rc = rc ? rc : access_files_check_rest(h);
	if (!rc && (a->ignored.failed || a->copies.failed || a->homes.failed ||
			   a->links.failed || a->owners.failed))
		rc = err_memory(h->e);
	strv_sort(&a->ignored);
	strv_sort(&a->copies);
	strv_sort(&a->homes);
	strv_sort(&a->links);
	return rc;
}

int access_files_find(const struct context *p, const struct jsec_access *where,
	struct jsec_installs **ret, struct err *e)
{
	struct hunt h = {.context = p, .found = calloc(1, sizeof *h.found), .e = e};
	int rc = h.found ? access_files_search_all(&h, where) : err_memory(e);

	if (!rc && h.found->n)
		qsort(h.found->items, h.found->n, sizeof *h.found->items,
			access_files_compare_paths);
	rc = rc ? rc : installs_finish(h.found, e);
	if (rc) {
		jsec_installs_free(h.found);
		return rc;
	}
	h.found->together = true;
	*ret = h.found;
	return 0;
}

bool access_files_have_old_agents(const struct jsec_installs *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i]->kind == INSTALL_ACCESS && l->items[i]->access.old_agent)
			return true;
	return false;
}
