/* SPDX-License-Identifier: MIT */
/* Reads dpkg's database: which package owns a configuration file, and how it is installed. */
#ifndef DPKG_STATUS_H
#define DPKG_STATUS_H

#include "base/span.h"

/* How far dpkg has got with a package. */
enum dpkg_state {
	DPKG_ABSENT,	 /* removed, or never installed: config-files, not-installed */
	DPKG_UNFINISHED, /* half-installed, unpacked, half-configured: work waits for dpkg */
	DPKG_INSTALLED, /* installed, also while its triggers wait */
};

/* Spans of the text. */
struct dpkg_package {
	struct span name, architecture;
	struct span word; /* of its state, such as "half-configured" */
	enum dpkg_state state;
	bool superseded; /* a later entry of the text is about the same package */
};

/* A configuration file (conffile) of a package. */
struct dpkg_conffile {
	struct span path; /* absolute, as the package has it */
	size_t package;	  /* its place in the list of packages */
	bool obsolete;	  /* newer versions of the package do not have it */
};

/* A zeroed struct is an empty database. Call dpkg_status_done(). */
struct dpkg_status {
	struct dpkg_package *packages;
	size_t n_packages;
	struct dpkg_conffile *conffiles; /* sorted by path */
	size_t n_conffiles;
};

/*
 * Reads the text of /var/lib/dpkg/status. It may be followed by the files of
 * /var/lib/dpkg/updates in their order: a later entry of a package replaces an earlier one.
 * The text must outlive the database. Entries that are no entries of dpkg are left out.
 * Returns -1 if memory ran out.
 */
int dpkg_status_read(struct dpkg_status *s, struct span text);
void dpkg_status_done(struct dpkg_status *s);

/*
 * Returns the package that has the path as a configuration file, or NULL. If several have
 * had it, this is one that is there and still has it; then one that is there.
 */
const struct dpkg_package *dpkg_status_find(
	const struct dpkg_status *s, struct span path);

#define DPKG_STATUS_AUTO __attribute__((cleanup(dpkg_status_done)))

#endif
