/* SPDX-License-Identifier: MIT */
/* Lists the hooks: the texts that they should have, and what is installed. */
#ifndef HOOK_LIST_H
#define HOOK_LIST_H

#include "base/note_list.h"
#include "base/strv.h"
#include "hooks/hook_records.h"
#include "hooks/hook_table.h"

#define HOOK_ACTIONS 2

/* A file or link of a hook. */
struct hook_part {
	struct jsec_hook_file public;
	struct buf text; /* with the placeholders filled in */
};

struct hook_run {
	struct jsec_hook_run public;
	char *time, *result, *message;
};

struct hook {
	struct jsec_hook public;
	const struct hook_row *row;
	struct hook_part parts[HOOK_FILES];
	size_t n_parts;
	const struct jsec_hook_file *files[HOOK_FILES + 1];
	struct hook_run runs[HOOK_ACTIONS];
	const struct jsec_hook_run *run_list[HOOK_ACTIONS + 1];
	struct strv changes;
	struct note_list notes;
	struct err err;
};

struct jsec_hooks {
	const struct root *root;
	const struct store *store; /* has the record, and the results of runs */
	bool root_given;	   /* the caller chose the root, even if it is "/" */
	struct hook *items;
	size_t n;
	const struct jsec_hook **list;
	char *program;
	struct hook_record record;
};

/*
 * Makes the list, with root, store and root_given from `where`. Root and store must
 * outlive the list.
 */
int hook_list_make(const struct jsec_hooks *where, const struct jsec_installs *installs,
	const char *program, struct jsec_hooks **ret, struct err *e);

/* Examines what is installed of the hook, and publishes what the last call noted. */
int hook_list_examine(const struct jsec_hooks *hooks, struct hook *h, struct err *e);

/* Does the latter only: what was published before may be freed. */
void hook_list_publish(struct hook *h);

/* Tells whether the record has this SHA-256 for the path. */
bool hook_list_has_written(
	const struct hook_record *r, const char *path, const char *digest);

#endif
