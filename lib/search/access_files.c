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
#include "search/installs.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_DEEP 40
#define MAX_DIRS 10000
#define MARK "cleartrust."

/* State of a walk. */
struct hunt {
	const struct context *context;
	struct jsec_installs *found;
	const char *dir; /* named by the caller */
	size_t n_dirs;
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
		strv_adds(&h->found->left_out, path);
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

static int access_files_take_entry(void *data, const char *name, enum file_kind entry)
{
	const struct hunt_dir *d = data;
	const struct settings_kind *kind = settings_find_kind(name);
	char *path = NULL;
	int rc = 0;

	if (asprintf(&path, "%s/%s", d->path, name) < 0)
		return err_memory(d->hunt->e);
	if (kind)
		rc = access_files_try_file(d->hunt, path, kind);
	if (!rc && entry == FILE_DIR)
		rc = access_files_walk(d->hunt, path, d->deep + 1);
	free(path);
	return rc;
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

int access_files_find(const struct context *p, const char *const *dirs, size_t n,
	struct jsec_installs **ret, struct err *e)
{
	struct hunt h = {.context = p, .found = calloc(1, sizeof *h.found), .e = e};
	int rc = h.found ? 0 : err_memory(e);

	for (size_t i = 0; !rc && i < n; i++) {
		char *path;
		h.dir = dirs[i];
		h.n_dirs = 0;
		rc = known_places_make_absolute(p, dirs[i], &path, e);
		rc = rc ? rc : access_files_walk(&h, path, 0);
		free(path);
	}
	if (!rc && h.found->left_out.failed)
		rc = err_memory(e);
	if (!rc && h.found->n)
		qsort(h.found->items, h.found->n, sizeof *h.found->items,
			access_files_compare_paths);
	strv_sort(&h.found->left_out);
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
