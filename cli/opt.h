/* SPDX-License-Identifier: MIT */
/* What the command line asks for. */
#ifndef OPT_H
#define OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What a run does. */
enum action {
	ACTION_NONE = 0,
	ACTION_LIST,
	ACTION_CHANGE, /* --allow, --disallow or both */
	ACTION_RESTORE,
	ACTION_REAPPLY,
	ACTION_SUSPEND,
	ACTION_EXPLAIN,
	ACTION_DIAGNOSE,
	ACTION_OVERRIDE,
	ACTION_BACKUPS,
	ACTION_FORGET, /* --forget without --restore */
	ACTION_HOOK,
	ACTION_REMOVAL,
	/* The three on files of Access Manager. */
	ACTION_AUDIT,
	ACTION_TRANSPORT,
	ACTION_ACCESS_RESTORE,
	ACTION_HELP,
	ACTION_VERSION,
	ACTION_COMPLETE,
};

/* Values of --color, in the order of the words in the table. 0: not given. */
enum color {
	COLOR_AUTO = 1,
	COLOR_ALWAYS,
	COLOR_NEVER,
};

/* Values of --hook, likewise. */
enum hook_verb {
	HOOK_INSTALL = 1,
	HOOK_REMOVE,
	HOOK_STATUS,
	HOOK_PRINT,
	HOOK_RENEW,
};

/* A list of strings. It borrows them: from argv or struct opt. */
struct words {
	const char **items;
	size_t n;
};

/* A parsed command line. Strings are in argv, or live until opt_done(). */
struct opt {
	enum action action;
	uint64_t given; /* bit i: the option in row i of the table */
	int verb;	/* of --hook: enum hook_verb; the hook's name is the target */
	int transport;	/* of --transport: enum jsec_transport; 0: not given */
	int color;	/* of --color: enum color */
	struct words allow, disallow, targets;
	struct words owned;   /* pieces of comma lists */
	struct words access;  /* Access Manager trees, for --restore too */
	struct words exclude; /* directories of these that are left out */
	const char *suite;    /* of --explain; NULL: all */
	const char *emit;     /* of --emit-override */
	const char *output;
	const char *metrics; /* a file; NULL: none */
	const char *property;
	const char *backup_id;
	const char *root;
	const char *state_dir;
	const char *policy;
	const char *replaced; /* with `hook`: what the update replaces; NULL: any file */
	const char *hook; /* name of the hook that started this run; NULL: a person did */
	const char *scan; /* a directory; NULL: no scan */
	char **rest; /* after --complete: the words of another command line, then NULL */
	const struct opt_row *pending; /* by opt_parse_typed(): it lacks a value */
	bool dry_run, json, force, quiet, verbose;
	bool remember, forget, adopt_vendor, confirm;
	char *problem; /* the error of opt_fail(); NULL: none, or memory ran out */
};

/* Sets `problem`. Returns 2. */
__attribute__((format(printf, 2, 3))) int opt_fail(
	struct opt *o, const char *format, ...);

/* Returns 0, or 2 if memory ran out. */
int opt_add_word(struct words *w, const char *word);

/* Parses the words of the command line. Returns 0, or 2 if something is wrong. */
int opt_parse_words(struct opt *o, int argc, char **argv);

/* Prints the help. */
void opt_help_print(FILE *out);

/* Returns the name of the action for users and JSON. */
const char *opt_name_action(const struct opt *o);

/* Returns the property that holds the list: --property, or the default. */
const char *opt_get_property(const struct opt *o);

/* Tells whether the property is jdk.tls.disabledAlgorithms. */
bool opt_is_about_tls(const struct opt *o);

void opt_done(struct opt *o);

#endif
