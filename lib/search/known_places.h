/* SPDX-License-Identifier: MIT */
/* Finds installs: those that are named, those in known places, or those in a tree. */
#ifndef KNOWN_PLACES_H
#define KNOWN_PLACES_H

#include "search/tree_scan.h"

/* Paths where installs may be, from the policy and from the backups. */
struct find_hints {
	struct strv policy;		/* paths and patterns that the policy names */
	struct strv backups;		/* files that were changed before, */
	struct strv backup_homes;	/* and the homes that they belonged to, or "" */
	const struct strv *environment; /* of the caller: "NAME=value" */
	const char *policy_path, *backups_path;
	struct err policy_err, backups_err; /* why there are no such paths */
};

/*
 * Makes a path absolute (malloc'd; NULL after an error). Relative paths start in the
 * working directory or, if the root is not the machine's own, in the root.
 */
int known_places_make_absolute(
	const struct context *p, const char *path, char **ret, struct err *e);

/*
 * If the path is inside a Java home, or has homes in it, replaces the error by one that
 * names them. Returns the code of the error, which is -JSEC_NO_MEMORY if memory ran out.
 */
int known_places_meant_blame(const struct context *c, const char *path, struct err *why);

int known_places_search(const struct context *p, const struct jsec_search *what,
	struct find_hints *hints, const struct watcher *watcher,
	struct jsec_installs **ret, struct err *e);

#endif
