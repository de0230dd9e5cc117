/* SPDX-License-Identifier: MIT */
/* Looks for Java homes above a path, and in the directories of a path. */
#include "search/known_places.h"

#include "base/strv.h"
#include "jre/install.h"
#include "os/folder.h"
#include "os/root.h"

#include <stdlib.h>

#define MAX_UP 6	  /* jre/lib/amd64/server/libjvm.so is five below its home */
#define MAX_NAMED 8	  /* homes that a message names */
#define MAX_ENTRIES 10000 /* of a directory that are looked at */

static bool known_places_meant_is_home(const struct context *c, const char *path)
{
	ERR_AUTO struct err ignored = {0};
	struct install i;
	bool found = !install_probe(c, path, false, &i, &ignored) && install_is_found(&i);

	install_done(&i);
	return found;
}

/* Returns the home above the path, or NULL. */
static char *known_places_meant_find_above(const struct context *c, const char *path)
{
	char *above = strdup(path);

	for (int up = 0; above && up < MAX_UP; up++) {
		char *slash = strrchr(above, '/');
		if (!slash || slash == above)
			break;
		*slash = 0;
		if (known_places_meant_is_home(c, above))
			return above;
	}
	free(above);
	return NULL;
}

/* The homes of a directory. */
struct meant_dir {
	const struct context *context;
	const char *path;
	struct strv homes;
	size_t entries;
};

static int known_places_meant_take_entry(
	void *data, const char *name, enum file_kind kind)
{
	struct meant_dir *d = data;
	char *path = NULL;

	if (d->entries++ == MAX_ENTRIES)
		return 1;
	if (kind != FILE_DIR) /* links lead to other names of homes */
		return 0;
	if (asprintf(&path, "%s/%s", strcmp(d->path, "/") ? d->path : "", name) < 0)
		return -JSEC_NO_MEMORY;
	if (known_places_meant_is_home(d->context, path))
		strv_adds(&d->homes, path);
	free(path);
	return d->homes.failed ? -JSEC_NO_MEMORY : 0;
}

static int known_places_meant_name_homes(const struct meant_dir *d, struct err *why)
{
	BUF_AUTO struct buf names = {0};

	for (size_t i = 0; i < d->homes.n && i < MAX_NAMED; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", d->homes.items[i]);
	if (d->homes.n > MAX_NAMED)
		buf_addf(&names, " and %zu more", d->homes.n - MAX_NAMED);
	if (names.failed)
		return err_memory(why);
	err_done(why);
	return err_set(why, JSEC_NOT_JAVA, d->path, 0,
		"is not a Java home, but contains %s: %s; name %s",
		d->homes.n == 1 ? "one" : "some", buf_str(&names),
		d->homes.n == 1 ? "it" : "them");
}

static int known_places_meant_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int known_places_meant_look_inside(
	const struct context *c, const struct place *p, struct err *why)
{
	struct meant_dir d = {.context = c, .path = p->path};
	ERR_AUTO struct err ignored = {0};
	int rc = folder_list_at(p, p->path, "list the directory",
		known_places_meant_take_entry, &d, &ignored);

	if (d.homes.n)
		qsort(d.homes.items, d.homes.n, sizeof *d.homes.items,
			known_places_meant_compare);
	rc = rc == -JSEC_NO_MEMORY ? err_memory(why)
	     : d.homes.n	   ? known_places_meant_name_homes(&d, why)
				   : -(int)why->public.code;
	strv_done(&d.homes);
	return rc;
}

int known_places_meant_blame(const struct context *c, const char *path, struct err *why)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};

	if (why->public.code != JSEC_NOT_JAVA && why->public.code != JSEC_BAD_ARCHIVE)
		return -(int)why->public.code;
	if (root_resolve(c->root, path, &p, &ignored) || !p.info.kind)
		return -(int)why->public.code;
	char *above = known_places_meant_find_above(c, p.path);
	if (above) {
		err_done(why);
		err_set(why, JSEC_NOT_JAVA, path, 0,
			"is a part of the Java home %s; name that", above);
		free(above);
		return -(int)why->public.code;
	}
	return p.info.kind == FILE_DIR ? known_places_meant_look_inside(c, &p, why)
				       : -(int)why->public.code;
}
