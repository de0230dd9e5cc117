/* SPDX-License-Identifier: MIT */
/* A hook, and the list of all hooks, while they are examined, installed or removed. */
#ifndef HOOK_H
#define HOOK_H

#include "base/note_list.h"
#include "base/strv.h"
#include "hooks/hook_records.h"
#include "hooks/hook_table.h"

#define HOOK_ACTIONS 2

/* A file or link of a hook. */
struct hook_part {
	struct jsec_hook_file public;
	struct buf text;     /* with the placeholders filled in, as it would be written */
	const char *sample;  /* the same before that */
	char *program;	     /* that the installed file calls, or NULL */
	bool current;	     /* the installed file has this text */
	bool recorded;	     /* jsecpatch has written it as it is */
	bool locked;	     /* a script that cannot be executed */
	char *exposed;	     /* what others can write, and so what root runs; or NULL */
	struct strv watched; /* the paths that the installed file has for @FILES@ */
};

struct hook_run {
	struct jsec_hook_run public;
	char *time, *result, *message;
};

struct hook {
	struct jsec_hook public;
	const struct hook_row *row;
	bool known;	  /* the first program that would run it is there */
	bool unsupported; /* what runs it cannot be had on this machine */
	bool stale;	  /* systemd has not read the text of one of its units */
	struct hook_part parts[HOOK_FILES];
	size_t n_parts;
	const struct jsec_hook_file *files[HOOK_FILES + 1];
	struct hook_run runs[HOOK_ACTIONS];
	const struct jsec_hook_run *run_list[HOOK_ACTIONS + 1];
	struct strv changes;
	struct note_list notes;		   /* of the last call */
	struct note_list found, published; /* about what is installed; both together */
	struct err err;
};

struct jsec_hooks {
	const struct root *root;
	const struct store *store; /* has the record, and the results of runs */
	bool root_given;	   /* the caller chose the root, even if it is "/" */
	struct hook *items;
	size_t n;
	const struct jsec_hook **list;
	char *program;	       /* that hooks call if they are installed now */
	struct strv watched;   /* what they watch then */
	struct strv kept_back; /* a sentence for each Java whose update waits */
	struct hook_record record;
	bool record_hidden; /* this user may not read it */
	bool runs_hidden;   /* nor how the last runs went */
};

#endif
