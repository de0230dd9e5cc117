/* SPDX-License-Identifier: MIT */
/* What the command line asks for. */
#ifndef OPT_H
#define OPT_H

#include <stdbool.h>
#include <stdio.h>
#include <stddef.h>

/* What a run does. */
enum action {
	ACTION_NONE = 0,
	ACTION_LIST,
	ACTION_CHANGE,
	ACTION_RESTORE,
	ACTION_REAPPLY,
	ACTION_SUSPEND,
	ACTION_BACKUPS,
	ACTION_HOOK,
	ACTION_ACCESS, /* Access Manager: audits, or sets the transport */
	ACTION_EXPLAIN,
	ACTION_OVERRIDE,
	ACTION_HELP,
	ACTION_VERSION,
};

enum color {
	COLOR_AUTO = 0,
	COLOR_ALWAYS,
	COLOR_NEVER,
};

/* What to do with update hooks. */
enum hook_verb {
	HOOK_INSTALL = 0,
	HOOK_REMOVE,
	HOOK_STATUS,
	HOOK_PRINT,
};

/* A list of strings that the options share. */
struct words {
	const char **items;
	size_t n;
};

/* A parsed command line. Strings are those of argv, or live until opt_done. */
struct opt {
	enum action action;
	enum hook_verb verb; /* of --hook; the hook's name is the target */
	struct words allow, disallow, targets;
	struct words owned;  /* pieces of comma lists */
	struct words access; /* Access Manager trees, for --restore too */
	const char *transport;
	const char *suite; /* of --explain; NULL: all */
	const char *emit;  /* of --emit-override */
	const char *output;
	const char *property;
	const char *backup_id;
	const char *root;
	const char *state_dir;
	const char *policy;
	const char *hook; /* run from the hook of that name; NULL: by a person */
	const char *scan; /* a directory; NULL for no scan */
	bool dry_run, json, force, quiet, verbose;
	bool remember, forget, adopt_vendor, confirm;
	enum color color;
	char *problem; /* the error of opt_fail(); NULL: none, or memory ran out */
};

/* Sets `problem`, with the word that caused it or ""; returns 2. */
int opt_fail(struct opt *o, const char *what, const char *word);

/* Returns 0, or 2 if memory ran out. */
int opt_add_word(struct words *w, const char *word);

/* The action as users and JSON know it. */
const char *opt_name_action(const struct opt *o);

/* The property that holds the list: --property, or the default. */
const char *opt_get_property(const struct opt *o);

void opt_done(struct opt *o);

/* From the words of the command line to options, and the help on them. */
/* Returns 0, or 2 if something is wrong. */
int opt_parse_words(struct opt *o, int argc, char **argv);
void opt_parse_help(FILE *out);

/* Which options go together. */
/* Both return 0, or 2 after opt_fail. The first settles the action by all options. */
int opt_check_action(struct opt *o);
int opt_check_together(struct opt *o);

#endif
