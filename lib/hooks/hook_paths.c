/* SPDX-License-Identifier: MIT */
/* Looks at the program that hooks call, and lists the paths that they watch. */
#include "hooks/hook_paths.h"

#include "os/file_info.h"
#include "os/identity.h"
#include "os/system.h"

#include <stdlib.h>

/* Resolves a path. What this user may not look at, or does not exist, is FILE_NONE. */
static int hook_paths_resolve(const struct root *root, const char *path,
	struct place *ret, bool *hidden, struct err *e)
{
	ERR_AUTO struct err why = {0};
	int rc = root_resolve(root, path, ret, &why);
	enum system_look look = system_judge(&why);

	*hidden = rc && look == LOOK_DENIED && !identity_is_root();
	if (!rc || look == LOOK_ABSENT || *hidden)
		return 0;
	err_move(e, &why);
	return rc;
}

int hook_paths_find(const struct root *root, const char *path, bool *ret, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	bool hidden;
	int rc = hook_paths_resolve(root, path, &p, &hidden, e);

	*ret = !rc && p.info.kind;
	return rc;
}

int hook_paths_judge_program(const struct root *root, const char *path,
	enum jsec_code *ret, struct buf *why, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	bool hidden;
	int rc = hook_paths_resolve(root, path, &p, &hidden, e);

	*ret = JSEC_OK;
	if (rc || hidden)
		return rc;
	if (!file_info_is_program(&p.info)) {
		*ret = JSEC_NOT_FOUND;
		buf_adds(why, p.info.kind == FILE_REGULAR ? "it is not executable"
							  : "it does not exist");
	} else if (p.distrust && identity_is_root()) {
		*ret = JSEC_UNTRUSTED;
		buf_addf(why, "%s is writable by others", p.distrust);
	}
	return why->failed ? err_memory(e) : 0;
}

/* Adds the directory of a home, unless it is the root, or others can change it. */
static int hook_paths_add_above(
	const struct root *root, const char *home, struct strv *out, struct err *e)
{
	const char *slash = home ? strrchr(home, '/') : NULL;
	PLACE_AUTO struct place p = PLACE_NONE;
	bool hidden;

	if (!slash || slash == home)
		return 0;
	char *above = strndup(home, (size_t)(slash - home));
	int rc = above ? hook_paths_resolve(root, above, &p, &hidden, e) : err_memory(e);
	if (!rc && p.info.kind == FILE_DIR && !p.distrust && !strv_has(out, above))
		strv_adds(out, above);
	free(above);
	return rc;
}

int hook_paths_list_watched(const struct root *root, const struct jsec_installs *installs,
	struct strv *out, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; !rc && installs && i < installs->n; i++) {
		const struct jsec_install *it = &installs->items[i]->public;
		if (it->error || !it->file || install_is_only_named(installs->items[i]))
			continue;
		if (!strv_has(out, it->file))
			strv_adds(out, it->file);
		rc = hook_paths_add_above(root, it->home, out, e);
		for (size_t k = 0; !rc && it->aliases[k]; k++)
			rc = hook_paths_add_above(root, it->aliases[k], out, e);
	}
	strv_sort(out);
	return rc ? rc : out->failed ? err_memory(e) : 0;
}

/* Returns what must exist for a path to be watched: itself, or the home of a file. */
static char *hook_paths_find_base(const char *path)
{
	size_t n = strlen(path);
	static const char file[] = "/java.security";
	bool is_file = n >= strlen(file) && !strcmp(path + n - strlen(file), file);

	for (unsigned up = is_file ? 3 : 0; up && n; up--)
		while (n && path[--n] != '/')
			;
	return strndup(path, n ? n : 1);
}

int hook_paths_keep_watched(
	const struct root *root, const struct strv *old, struct strv *out, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < old->n; i++) {
		char *base = hook_paths_find_base(old->items[i]);
		bool there = false;
		rc = base ? hook_paths_find(root, base, &there, e) : err_memory(e);
		if (!rc && there && !strv_has(out, old->items[i]))
			strv_adds(out, old->items[i]);
		free(base);
	}
	strv_sort(out);
	return rc ? rc : out->failed ? err_memory(e) : 0;
}
