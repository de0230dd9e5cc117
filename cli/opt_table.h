/* SPDX-License-Identifier: MIT */
/* The table of options. The parser, the checks, --help and the completions share it. */
#ifndef OPT_TABLE_H
#define OPT_TABLE_H

#include "opt.h"

/* What the value of an option is, or a word that is not an option. */
enum opt_kind {
	KIND_NONE = 0, /* no value */
	KIND_WORD,     /* one of a fixed set */
	KIND_ALLOW,    /* entries of a list, separated by commas, to remove */
	KIND_DISALLOW, /* likewise, to add */
	KIND_PROPERTY,
	KIND_SUITE,
	KIND_BACKUP,
	KIND_HOOK,
	KIND_FILE,
	KIND_DIRECTORY,
	KIND_TREE, /* a directory; several are allowed */
	KIND_HOME, /* a Java home, a java.security file or an archive */
};

/* An option or, without a name, the title of the options after it. */
struct opt_row {
	char letter;   /* short form; 0: none */
	bool optional; /* the value may be missing; only --name=VALUE gives one */
	bool repeats;  /* may be given more than once */
	bool joins;    /* is no action itself, but changes the action of another option */
	enum opt_kind kind;
	enum action action; /* the action that it asks for, or ACTION_NONE */
	uint32_t with;	    /* actions that it goes with: BIT(ACTION_...) */
	const char *name;
	const char *arg;	  /* what --help calls the value */
	const char *help;	  /* NULL: not in --help */
	const char *without[2];	  /* options that exclude it */
	const char *const *words; /* known values, ended by NULL */
	const char *bare;	  /* the value if an optional one is missing */
	size_t where; /* offset in struct opt of a bool, int, words or string, by `kind` */
};

/* The name of an action in JSON, and the words that it takes besides options. */
struct opt_action {
	const char *name;
	enum opt_kind kind;
	size_t least, most;
	const char *bounds; /* the error if there are fewer or more */
};

#define BIT(action) (UINT32_C(1) << (action))

#define OPT_TABLE_SIZE 42

extern const struct opt_row opt_table[OPT_TABLE_SIZE];

/* Returns the row of an option by its name, or NULL if there is none. */
const struct opt_row *opt_table_find(const char *name, size_t length);

/* Returns what an action takes; never NULL. */
const struct opt_action *opt_table_get_action(enum action action);

bool opt_table_is_given(const struct opt *o, const struct opt_row *row);

/* Stores an option and its value in `o`. Returns 0, or 2 after opt_fail(). */
int opt_table_apply(struct opt *o, const struct opt_row *row, const char *value);

/*
 * Parses words that are still being typed: does not stop at mistakes and checks nothing.
 * Sets o->pending to an option that lacks its value. Returns whether only TARGETs can
 * follow.
 */
bool opt_parse_typed(struct opt *o, int argc, char **argv);

/* Returns the actions that all options go with: BIT(ACTION_...). */
uint32_t opt_check_find_actions(const struct opt *o);

/* Returns one of them that is asked for, or ACTION_NONE. */
enum action opt_check_choose_action(const struct opt *o);

/* Tells whether two options never go together. */
bool opt_check_excludes(const struct opt_row *row, const struct opt_row *other);

/* Finds the action and checks all options. Returns 0, or 2 after opt_fail(). */
int opt_check_all(struct opt *o);

#endif
