/* SPDX-License-Identifier: MIT */
/* The hooks: for whom each is, and which of its files goes where. */
#ifndef HOOK_TABLE_H
#define HOOK_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/* A file or link of a hook. */
struct hook_file {
	const char *text;   /* below samples/hooks; NULL for a link */
	const char *path;   /* where it goes; NULL for what is only printed */
	const char *target; /* of a link */
	unsigned mode;
};

#define HOOK_FILES 8 /* at most; a file without text and target ends them */

struct hook_row {
	const char *name;
	const char *what;
	/* It is for this machine if of each list, "A:B", there is one. */
	const char *fits[2];
	/* It does nothing while this is missing, and what to do about that. */
	const char *needs, *lacking;
	struct hook_file files[HOOK_FILES];
	bool units; /* systemd has to be told */
};

/* A file of samples/hooks, put into the library when it is built. */
struct hook_text {
	const char *name; /* below samples/hooks; NULL at the end */
	const char *text;
};

extern const struct hook_text hook_texts[];
extern const struct hook_row hook_rows[];
extern const size_t n_hook_rows;

/* A package's part, which is only printed. */
bool hook_table_is_snippet(const struct hook_row *row);

#endif
