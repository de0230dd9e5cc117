/* SPDX-License-Identifier: MIT */
/* Asks package managers, and the directory of a file, what an update is about to replace. */
#include "plan/replaced.h"

#include "jre/context.h"
#include "jre/vendor_file.h"
#include "os/package_locks.h"
#include "os/proc.h"
#include "search/installs.h"
#include "text/dpkg_status.h"

#include <stdlib.h>

#define FILES_MAX 1000 /* about so many rpm is asked */

/* Hooks of package managers that work with dpkg's database, and with rpm's. */
static const char *const of_dpkg[] = {"dpkg", "apt", "unattended-upgrades", NULL};
static const char *const of_rpm[] = {"rpm", "dnf4", "dnf5", "zypper", NULL};

static bool replaced_is_one_of(const char *hook, const char *const *hooks)
{
	for (; *hooks; hooks++)
		if (!strcmp(hook, *hooks))
			return true;
	return false;
}

static int replaced_ask_rpm(const struct context *c, const struct jsec_installs *installs,
	struct packages *packages, struct err *e)
{
	const char *files[FILES_MAX];
	size_t n = 0;

	if (!c->is_host || installs->n > FILES_MAX)
		return err_set(e, JSEC_NOT_KNOWN, NULL, 0, "rpm was not asked");
	for (size_t i = 0; i < installs->n; i++)
		if (installs->items[i]->file && installs->items[i]->opened)
			files[n++] = installs->items[i]->file;
	return n ? packages_ask_rpm(c->root, files, n, packages, e) : 0;
}

/* Finds out who owns which file. Fails if nobody knows. */
static int replaced_ask(const struct request *r, const struct context *c,
	const struct jsec_installs *installs, struct packages *packages, struct err *e)
{
	if (replaced_is_one_of(r->hook, of_dpkg))
		return packages_load(c->root, packages, e);
	if (replaced_is_one_of(r->hook, of_rpm))
		return replaced_ask_rpm(c, installs, packages, e);
	return err_set(e, JSEC_NOT_KNOWN, NULL, 0,
		"the package manager of this hook was not asked");
}

/* Takes the name of a package, without ":ARCHITECTURE", or the path of a file. */
static int replaced_add(
	struct replaced *r, const struct root *root, const char *name, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};

	if (!strchr(name, '/'))
		strv_add(&r->names, span_of(name, strcspn(name, ":")));
	else if (!root_resolve(root, name, &p, &ignored))
		strv_adds(p.info.kind == FILE_DIR ? &r->directories : &r->files, p.path);
	return r->names.failed || r->files.failed || r->directories.failed ? err_memory(e)
									   : 0;
}

/*
 * Tells whether dpkg, around which the hook runs, will fail at once, and run no hook after
 * that: another process has one of dpkg's locks. One that cannot be seen, as without /proc,
 * may be what has started dpkg.
 */
static bool replaced_is_none(const struct request *r, const struct root *root)
{
	static const char of[] = "/var/lib/dpkg/"; /* these locks are found first */
	struct package_holder holder;
	ERR_AUTO struct err ignored = {0};
	char name[32];

	return !strcmp(r->hook, "dpkg") && !package_locks_find(root, &holder, &ignored) &&
	       holder.lock && !strncmp(holder.lock, of, sizeof of - 1) && holder.pid &&
	       *process_read_name(holder.pid, name, sizeof name);
}

int replaced_load(const struct request *r, const struct context *c,
	const struct jsec_installs *installs, struct packages *packages,
	struct replaced *ret, struct err *e)
{
	ERR_AUTO struct err why = {0};
	int rc = 0;

	*ret = (struct replaced){.what = r->replaced, .packages = packages};
	if (r->action != JSEC_SUSPEND || r->replaced == JSEC_REPLACED_ANY)
		return 0;
	if (replaced_is_none(r, c->root)) {
		ret->what = JSEC_REPLACED_NAMED;
		return 0;
	}
	for (size_t i = 0; !rc && i < r->names.n; i++)
		rc = replaced_add(ret, c->root, r->names.items[i], e);
	if (rc || (r->replaced == JSEC_REPLACED_NAMED && !ret->names.n))
		return rc;
	ret->unknown = replaced_ask(r, c, installs, packages, &why);
	return why.public.code == JSEC_NO_MEMORY ? err_memory(e) : 0;
}

void replaced_done(struct replaced *r)
{
	strv_done(&r->names);
	strv_done(&r->files);
	strv_done(&r->directories);
}

/*
 * Tells whether dpkg's new file is beside this one, and waits to be configured: it is not
 * what an old run has left. If that cannot be known, it may be.
 */
static bool replaced_waits(
	const struct replaced *r, const struct root *root, const char *file)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err e = {0};
	char *beside = NULL;
	bool clean;
	int rc = root_resolve(root, file, &p, &e);

	rc = rc ? rc : vendor_file_find(&p, file, &beside, &clean, &e);
	bool waits = rc || (beside && vendor_file_is_unfinished(beside));
	free(beside);
	const struct dpkg_package *owner =
		waits ? packages_find(r->packages, file) : NULL;
	return waits && (!owner || owner->state == DPKG_UNFINISHED);
}

/* Tells whether the package that owns a file is replaced. */
static bool replaced_has_package(const struct replaced *r, const struct dpkg_package *p)
{
	BUF_AUTO struct buf name = {0};

	if (!p || r->what == JSEC_REPLACED_OWNED)
		return p != NULL;
	buf_add(&name, p->name);
	return strv_has(&r->names, buf_str(&name));
}

/* Tells whether a directory around the file was named. */
static bool replaced_has_directory(const struct replaced *r, const char *file)
{
	for (size_t i = 0; i < r->directories.n; i++) {
		const char *dir = r->directories.items[i];
		size_t n = strlen(dir);
		if (!strcmp(dir, "/") || (!strncmp(file, dir, n) && file[n] == '/'))
			return true;
	}
	return false;
}

bool replaced_has(const struct replaced *r, const struct root *root, const char *file)
{
	if (r->unknown || r->what == JSEC_REPLACED_ANY)
		return true;
	if (r->what == JSEC_REPLACED_WAITING)
		return replaced_waits(r, root, file);
	return strv_has(&r->files, file) || replaced_has_directory(r, file) ||
	       replaced_has_package(r, packages_find(r->packages, file));
}
