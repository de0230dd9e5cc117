/* SPDX-License-Identifier: MIT */
/* Asks dpkg's database, and the directory of a file, what an update is about to replace. */
#include "plan/replaced.h"

#include "jre/vendor_file.h"
#include "text/dpkg_status.h"

#include <stdlib.h>

/* Hooks around runs of dpkg. */
static const char *const of_dpkg[] = {"dpkg", "apt", "unattended-upgrades"};

static bool replaced_asks_dpkg(const char *hook)
{
	for (size_t i = 0; hook && i < sizeof of_dpkg / sizeof *of_dpkg; i++)
		if (!strcmp(hook, of_dpkg[i]))
			return true;
	return false;
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

int replaced_load(const struct request *r, const struct root *root,
	struct packages *packages, struct replaced *ret, struct err *e)
{
	ERR_AUTO struct err why = {0};
	int rc = 0;

	*ret = (struct replaced){.what = r->replaced, .packages = packages};
	if (r->action != JSEC_SUSPEND || r->replaced == JSEC_REPLACED_ANY)
		return 0;
	for (size_t i = 0; !rc && i < r->names.n; i++)
		rc = replaced_add(ret, root, r->names.items[i], e);
	if (rc || (r->replaced == JSEC_REPLACED_NAMED && !ret->names.n))
		return rc;
	ret->unknown =
		!replaced_asks_dpkg(r->hook) || packages_load(root, packages, &why);
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
	int rc = root_resolve(root, file, &p, &e);

	rc = rc ? rc : vendor_file_find(&p, file, &beside, &e);
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
