/* SPDX-License-Identifier: MIT */
/* Describes the hooks: which machine each is for, and where its files belong. */
#ifndef HOOK_TABLE_H
#define HOOK_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/* A file or link of a hook. */
struct hook_file {
	const char *text;   /* file below samples/hooks; NULL for a link */
	const char *path;   /* where to install it; NULL if it is only printed */
	const char *target; /* of a link */
	unsigned mode;
};

#define HOOK_FILES 8 /* maximum; an element without text and target ends a shorter list */

struct hook_row {
	const char *name;
	const char
		*alias; /* another name for it, and that of an older version; or NULL */
	const char *obsolete; /* a file that an older version installed; or NULL */
	const char *what;
	/* Lists of paths, "A:B". The hook fits if a path of each list exists. */
	const char *fits[2];
	/* A file without which the hook never runs, and what to do if it is missing. */
	const char *needs, *lacking;
	/* A file that machines have on which there is no such file, and what to do there. */
	const char *unless, *instead;
	/* Where the first program of `fits` exists: what the hook does not cover. */
	const char *uncovered;
	struct hook_file files[HOOK_FILES];
	bool units; /* systemd must reload after a change */
};

/* A file of samples/hooks. embed.py puts it into the library. */
struct hook_text {
	const char *name; /* below samples/hooks; NULL at the end */
	const char *text;
};

extern const struct hook_text hook_texts[];
extern const struct hook_row hook_rows[];
extern const size_t n_hook_rows;

/* Tells whether the hook is a part of a package: it is printed, not installed. */
bool hook_table_is_snippet(const struct hook_row *row);

/* Tells whether the hook has this name, or had it in an older version. */
bool hook_table_has_name(const struct hook_row *row, const char *name);

#endif
