/* SPDX-License-Identifier: MIT */
/* Turns the homes in an archive into installs. */
#include "search/archive_installs.h"

#include "archive/extent.h"
#include "archive/members.h"
#include "jre/context.h"
#include "jre/install.h"
#include "jre/release.h"
#include "os/file_info.h"
#include "os/handle.h"
#include "os/root.h"

#include <stdio.h>
#include <stdlib.h>

/* Makes the path under which a home in an archive is shown: ARCHIVE:HOME. */
static char *archive_installs_make_path(const struct bundle *b, const char *path)
{
	char *out = NULL;

	return asprintf(&out, "%s:%s", b->path, *path ? path : ".") < 0 ? NULL : out;
}

/* Tells whether the archive was added before, by this or another path. */
static bool archive_installs_has(
	const struct jsec_installs *l, const struct file_info *file)
{
	for (size_t i = 0; i < l->n_bundles; i++)
		if (file_id_equal(l->bundles[i]->info.id, file->id))
			return true;
	return false;
}

static struct bundle *archive_installs_add_bundle(
	struct jsec_installs *l, const struct place *place, const struct file_info *file)
{
	struct bundle **items = memory_grow(l->bundles, l->n_bundles, sizeof *items);

	if (!items)
		return NULL;
	l->bundles = items;
	struct bundle *b = calloc(1, sizeof *b);
	if (!b)
		return NULL;
	items[l->n_bundles++] = b;
	b->path = strdup(place->path);
	b->info = *file;
	return b->path ? b : NULL;
}

/* Returns the home's `release` file, or NULL if there is none. */
static const struct parcel *archive_installs_read_release(
	const struct bundle *b, const char *home)
{
	ERR_AUTO struct err ignored = {0};
	struct parcel *found = NULL;
	enum bundle_way way;
	char *path = NULL;

	if (asprintf(&path, "%s/release", home) > 0)
		bundle_resolve(b, path, &way, &found, &ignored);
	free(path);
	return found;
}

/* Fills in what is known about a home, except its file. */
static int archive_installs_fill(struct install *i, const struct bundle *b,
	const struct place *place, const char *home, struct err *e)
{
	*i = (struct install){.home = archive_installs_make_path(b, home),
		.opened = strdup(b->path),
		.info = b->info,
		.distrust = place->distrust ? strdup(place->distrust) : NULL};
	return i->home && i->opened && (i->distrust || !place->distrust) ? 0
									 : err_memory(e);
}

static int archive_installs_add_one(
	struct jsec_installs *l, struct install *i, struct err *e)
{
	i->public.source = JSEC_ARCHIVE;
	return installs_add(l, i, JSEC_ARCHIVE, e);
}

/* Sets an error if the home's file cannot be read. */
static void archive_installs_check_parcel(struct install *i, const struct parcel *p)
{
	if (p->unreadable)
		err_set(&i->err, JSEC_BAD_ARCHIVE, i->file, 0,
			"%s: it can neither be read nor changed", p->unreadable);
}

static int archive_installs_add_home(struct jsec_installs *l, const struct bundle *b,
	const struct place *place, const char *home, struct parcel *file, struct err *e)
{
	struct install i = {0};
	int rc;

	if (file->found) {
		struct install *same = l->items[file->found - 1];
		char *alias = archive_installs_make_path(b, home);
		strv_adds(&same->aliases, alias ? alias : "");
		rc = !alias || same->aliases.failed ? err_memory(e) : 0;
		free(alias);
		install_publish(same, JSEC_ARCHIVE);
		return rc;
	}
	rc = archive_installs_fill(&i, b, place, home, e);
	i.file = archive_installs_make_path(b, file->path);
	i.kind = INSTALL_IN_ARCHIVE;
	i.archive.member = file;
	i.archive.bytes = &file->bytes;
	if (rc || !i.file) {
		install_done(&i);
		return err_memory(e);
	}
	const struct parcel *release = archive_installs_read_release(b, home);
	const struct release_site site = {i.home, i.file, NULL};
	release_take(
		&i.release, release ? buf_span(&release->bytes) : span_of("", 0), &site);
	archive_installs_check_parcel(&i, file);
	file->found = l->n + 1;
	return archive_installs_add_one(l, &i, e);
}

static int archive_installs_add_broken(struct jsec_installs *l, const struct bundle *b,
	const struct place *place, const char *path, const char *why, struct err *e)
{
	struct install i;
	int rc = archive_installs_fill(&i, b, place, path, e);

	if (rc) {
		install_done(&i);
		return rc;
	}
	err_set(&i.err, JSEC_BAD_ARCHIVE, i.home, 0, "%s", why);
	return archive_installs_add_one(l, &i, e);
}

/* Adds the home if it has a java.security, in the first layout that matches. */
static int archive_installs_try_home(struct jsec_installs *l, const struct bundle *b,
	const struct place *place, const char *home, struct err *e)
{
	enum bundle_way way = BUNDLE_MISSING;
	struct parcel *file = NULL;
	const char *layout;
	int rc = 0;

	for (size_t k = 0;
		!rc && way == BUNDLE_MISSING && (layout = install_get_layout(k)); k++) {
		char *path = NULL;
		if (asprintf(&path, "%s/%s", home, layout) < 0)
			return err_memory(e);
		rc = bundle_resolve(b, path, &way, &file, e);
		free(path);
	}
	if (rc || way == BUNDLE_MISSING)
		return rc;
	if (way == BUNDLE_FOUND)
		return archive_installs_add_home(l, b, place, home, file, e);
	return archive_installs_add_broken(l, b, place, home,
		"its java.security is a link to a file that the archive "
		"does not contain",
		e);
}

static int archive_installs_add_all(struct jsec_installs *l, const struct bundle *b,
	const struct place *place, struct err *e)
{
	STRV_AUTO struct strv homes = {0};
	size_t before = l->n;
	int rc = bundle_list_homes(b, &homes, e);

	/* The first of the homes that share a file gives the name: one with `release`. */
	for (int known = 1; known >= 0; known--)
		for (size_t i = 0; !rc && i < homes.n; i++)
			if ((archive_installs_read_release(b, homes.items[i]) != NULL) ==
				known)
				rc = archive_installs_try_home(
					l, b, place, homes.items[i], e);
	for (size_t i = 0; !rc && i < b->escaping.n; i++)
		rc = archive_installs_add_broken(l, b, place, b->escaping.items[i],
			"its path leads out of the archive; left unchanged", e);
	if (rc || l->n > before)
		return rc;
	if (b->layered)
		return err_set(e, JSEC_NOT_JAVA, b->path, 0,
			"is a saved container image, whose layers are archives of their own; "
			"change the image where it is built, or change what 'docker export' "
			"writes for a container of it, and import that");
	return err_set(
		e, JSEC_NOT_JAVA, b->path, 0, "is an archive that contains no Java home");
}

int archive_installs_add(struct jsec_installs *l, const struct place *place,
	bool *is_archive, struct err *why)
{
	enum members_kind kind = MEMBERS_NONE;
	struct extent x;
	struct file_info info, after;

	*is_archive = false;
	if (place->info.kind != FILE_REGULAR)
		return 0;
	HANDLE_AUTO struct handle *file = NULL;
	int rc = handle_open(place, "the file", &file, why);
	if (rc == -JSEC_NOT_REGULAR) {
		err_done(why);
		return 0;
	}
	*is_archive = true;
	rc = rc ? rc : handle_examine(file, &info, why);
	if (rc)
		return rc;
	rc = extent_make(file, place->path, &x, why);
	rc = rc ? rc : members_kind_of(&x, &kind, why);
	*is_archive = rc || kind != MEMBERS_NONE;
	if (rc || kind == MEMBERS_NONE || archive_installs_has(l, &info))
		return rc;
	struct bundle *b = archive_installs_add_bundle(l, place, &info);
	if (!b)
		return err_memory(why);
	rc = bundle_scan(&x, kind, b, why);
	if (!rc &&
		(handle_examine(file, &after, why) || !file_info_is_same(&info, &after)))
		rc = err_set(why, JSEC_CHANGED, b->path, 0,
			"changed while it was read; try again");
	return rc ? rc : archive_installs_add_all(l, b, place, why);
}

static bool archive_installs_is_archive(const struct context *p, const char *path)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};
	enum members_kind kind = MEMBERS_NONE;
	struct extent x;

	if (root_resolve(p->root, path, &place, &ignored) ||
		place.info.kind != FILE_REGULAR)
		return false;
	HANDLE_AUTO struct handle *file = NULL;
	return !handle_open(&place, "the file", &file, &ignored) &&
	       !extent_make(file, path, &x, &ignored) &&
	       !members_kind_of(&x, &kind, &ignored) && kind != MEMBERS_NONE;
}

bool archive_installs_show(const struct context *p, const char *path, struct err *why)
{
	bool found = false;

	for (const char *colon = path; !found && (colon = strchr(colon, ':')); colon++) {
		char *archive = strndup(path, (size_t)(colon - path));
		found = archive && archive_installs_is_archive(p, archive);
		if (found)
			err_set(why, JSEC_NOT_FOUND, path, 0,
				"an archive is changed as a whole: name %s itself",
				archive);
		free(archive);
	}
	return found;
}
