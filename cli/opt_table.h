/* SPDX-License-Identifier: MIT */
/* The table of options: the parser, the checks, --help and the completions share it. */
#ifndef OPT_TABLE_H
#define OPT_TABLE_H

#include "opt.h"

/* What the value of an option is, or a word that is no option. */
enum opt_kind {
	KIND_NONE = 0, /* there is no value */
	KIND_WORD,     /* one of a fixed set */
	KIND_ALLOW,    /* entries of a list, separated by commas: to be removed */
	KIND_DISALLOW, /* likewise: to be added */
	KIND_PROPERTY,
	KIND_SUITE,
	KIND_BACKUP,
	KIND_HOOK,
	KIND_FILE,
	KIND_DIRECTORY,
	KIND_TREE, /* a directory, of which there may be several */
	KIND_HOME, /* a Java home, a java.security file or an archive */
};

/* An option; or, without a name, the title of the options after it. */
struct opt_row {
	char letter;   /* the short form; 0: none */
	bool optional; /* the value may be missing: only --name=VALUE gives one */
	bool repeats;  /* may be given more than once */
	bool joins;    /* asks for no action alone: makes another one of what is asked */
	enum opt_kind kind;
	enum action action; /* that it asks for; ACTION_NONE: none */
	uint32_t with;	    /* the actions that it goes with: BIT(ACTION_...) */
	const char *name;
	const char *arg;	  /* what --help calls the value */
	const char *help;	  /* NULL: not in --help */
	const char *without[2];	  /* options that it does not go with */
	const char *const *words; /* values that are known; NULL at the end */
	const char *bare;	  /* the value if an optional one is missing */
	size_t where; /* in struct opt: a bool, an int, words or a string by `kind` */
};

/* What an action is called in JSON, and which words it takes beside the options. */
struct opt_action {
	const char *name;
	enum opt_kind kind;
	size_t least, most;
	const char *bounds; /* what to say if there are fewer or more */
};

#define BIT(action) (UINT32_C(1) << (action))

#define OPT_TABLE_SIZE 38

extern const struct opt_row opt_table[OPT_TABLE_SIZE];

/* The row of an option by its name; NULL: there is none. */
const struct opt_row *opt_table_find(const char *name, size_t length);

/* What an action takes; never NULL. */
const struct opt_action *opt_table_get_action(enum action action);

bool opt_table_is_given(const struct opt *o, const struct opt_row *row);

/* Notes an option and its value in `o`; returns 0, or 2 after opt_fail. */
int opt_table_apply(struct opt *o, const struct opt_row *row, const char *value);

/* Takes words that are still being typed: a mistake is no end, and nothing is checked.
 * Sets o->pending to an option whose value is to come; returns whether only TARGETs are. */
bool opt_parse_typed(struct opt *o, int argc, char **argv);

/* The actions that all options go with: BIT(ACTION_...). */
uint32_t opt_check_find_actions(const struct opt *o);

/* One of them that is asked for; ACTION_NONE if there is none at all. */
enum action opt_check_choose_action(const struct opt *o);

/* Whether two options do not go together, whatever the action is. */
bool opt_check_excludes(const struct opt_row *row, const struct opt_row *other);

/* Settles the action, and checks all options; returns 0, or 2 after opt_fail. */
int opt_check_all(struct opt *o);

#endif
