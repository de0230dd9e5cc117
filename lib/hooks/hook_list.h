/* SPDX-License-Identifier: MIT */
/* The list of hooks: texts as they are to be, and what is there. */
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
	struct buf text; /* with its placeholders filled in */
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
	const struct store *store; /* has the record, and how runs went */
	bool root_given;	   /* the caller chose the root, be it "/" */
	struct hook *items;
	size_t n;
	const struct jsec_hook **list;
	char *program;
	struct hook_record record;
};

/* What is in `where` is the caller's and must outlive the list: root, store, root_given. */
int hook_list_make(const struct jsec_hooks *where, const struct jsec_installs *installs,
	const char *program, struct jsec_hooks **ret, struct err *e);

/* Looks again at what is there, and publishes what a call noted. */
int hook_list_examine(const struct jsec_hooks *hooks, struct hook *h, struct err *e);

/* The text's SHA-256 is among the digests that the record has for its path. */
bool hook_list_has_written(
	const struct hook_record *r, const char *path, const char *digest);

#endif
