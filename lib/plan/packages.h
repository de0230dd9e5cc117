/* SPDX-License-Identifier: MIT */
/* Knows the packages that own files, and their states: of dpkg configuration files only. */
#ifndef PACKAGES_H
#define PACKAGES_H

#include "base/buf.h"
#include "base/errors.h"
#include "base/strv.h"
#include "os/root.h"
#include "text/dpkg_status.h"

/* A zeroed struct knows no package. Call packages_done() also after an error. */
struct packages {
	struct buf text;
	struct dpkg_status dpkg;
	struct packages_link *links; /* files that packages name by other paths */
	size_t n_links;
};

/*
 * Reads dpkg's database in the root, with what a dpkg that runs, or was killed, has not
 * merged into it yet. Without one there are no packages, and that is no error.
 */
int packages_load(const struct root *root, struct packages *ret, struct err *e);

/*
 * Asks rpm, which must be that of this machine, about the packages that own these files. The
 * files of a package are all that it has, not only configuration files.
 */
int packages_ask_rpm(const struct root *root, const char *const *files, size_t n,
	struct packages *ret, struct err *e);
void packages_done(struct packages *p);

#define PACKAGES_AUTO __attribute__((cleanup(packages_done)))

/*
 * Returns the package that has this file, a path with all links resolved; or NULL. The
 * package may name it by another path, through links.
 */
const struct dpkg_package *packages_find(const struct packages *p, const char *file);

/*
 * Lists the packages that unattended-upgrades has kept back. None, if this user may not know.
 */
int packages_list_kept_back(const struct root *root, struct strv *ret, struct err *e);

/* Tells whether such a list has a package, which was not updated since. */
bool packages_is_kept_back(const struct root *root, const struct strv *kept_back,
	const struct dpkg_package *package);

#endif
