/* SPDX-License-Identifier: MIT */
/* Parses the command line with the table of options. */
#include "opt_table.h"

#include <getopt.h>
#include <string.h>

#define NO_LETTER 256 /* options without a letter have ids above all letters */

/* Returns the id by which getopt reports an option. */
static int opt_parse_make_id(size_t i)
{
	return opt_table[i].letter ? opt_table[i].letter : NO_LETTER + (int)i;
}

/* Makes getopt's two tables. */
static void opt_parse_make_getopt(struct option *longs, char *shorts)
{
	*shorts++ = ':';
	for (size_t i = 0; i < OPT_TABLE_SIZE; i++) {
		const struct opt_row *r = &opt_table[i];
		if (!r->name)
			continue;
		int has = !r->kind	? no_argument
			  : r->optional ? optional_argument
					: required_argument;
		*longs++ = (struct option){
			.name = r->name, .has_arg = has, .val = opt_parse_make_id(i)};
		if (!r->letter)
			continue;
		*shorts++ = r->letter;
		/* no value after the letter: in -rn, n is an option */
		if (has == required_argument)
			*shorts++ = ':';
	}
	*longs = (struct option){0};
	*shorts = 0;
}

/* Returns the row of the option that getopt reports as `id`, or NULL. */
static const struct opt_row *opt_parse_find(int id)
{
	for (size_t i = 0; i < OPT_TABLE_SIZE; i++)
		if (opt_table[i].name && opt_parse_make_id(i) == id)
			return &opt_table[i];
	return NULL;
}

/* Returns an option as it was typed: by its name or by its letter. */
static const char *opt_parse_quote(char *typed, size_t size, const char *word, int letter)
{
	if (!strncmp(word, "--", 2))
		snprintf(typed, size, "%.*s", (int)strcspn(word, "="), word);
	else
		snprintf(typed, size, "-%c", letter);
	return typed;
}

/* Reports an option that getopt refused. */
static int opt_parse_refuse(struct opt *o, char **argv, bool missing)
{
	const char *word = argv[optind - 1];
	char typed[32];

	if (missing)
		return opt_fail(o, "option '%s' requires a value",
			opt_parse_quote(typed, sizeof typed, word, optopt));
	if (opt_parse_find(optopt))
		return opt_fail(o, "option '%s' does not take a value",
			opt_parse_quote(typed, sizeof typed, word, optopt));
	if (optopt)
		return opt_fail(o, "unknown option '-%c'", optopt);
	return opt_fail(o, "unknown option '%.*s'", (int)strcspn(word, "="), word);
}

/* Takes an option. Its value must not look like an option: then a value was forgotten. */
static int opt_parse_take(struct opt *o, int id, char **argv)
{
	char typed[32];

	if (id == '?' || id == ':')
		return opt_parse_refuse(o, argv, id == ':');
	if (optarg && optarg == argv[optind - 1] && *optarg == '-')
		return opt_fail(o, "option '%s' requires a value before '%s'",
			opt_parse_quote(typed, sizeof typed, argv[optind - 2], id),
			optarg);
	return opt_table_apply(o, opt_parse_find(id), optarg);
}

/* Calls `take` for each option, until --help or a similar one, or the first mistake. */
static int opt_parse_each(struct opt *o, int argc, char **argv,
	int (*take)(struct opt *o, int id, char **argv))
{
	struct option longs[OPT_TABLE_SIZE + 1];
	char shorts[2 * OPT_TABLE_SIZE + 2];
	int id, rc = 0;

	opt_parse_make_getopt(longs, shorts);
	opterr = 0;
	optind = 0; /* restarts getopt */
	while (!rc && o->action == ACTION_NONE &&
		(id = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		optind = optind < argc ? optind : argc; /* musl's steps over a lack */
		rc = take(o, id, argv);
	}
	o->rest = argv + optind;
	return rc;
}

static int opt_parse_take_targets(struct opt *o, int argc, char **argv)
{
	for (int i = optind; i < argc; i++)
		if (!*argv[i])
			return opt_fail(o, "a TARGET is empty");
		else if (opt_add_word(&o->targets, argv[i]))
			return 2;
	return 0;
}

int opt_parse_words(struct opt *o, int argc, char **argv)
{
	*o = (struct opt){0};
	int rc = opt_parse_each(o, argc, argv, opt_parse_take);
	if (!rc && o->action == ACTION_NONE)
		rc = opt_parse_take_targets(o, argc, argv);
	if (!rc && o->action == ACTION_NONE)
		rc = opt_check_all(o);
	for (int i = 1; rc && i < argc; i++) /* --json counts even after the mistake */
		o->json = o->json || !strcmp(argv[i], "--json");
	return rc;
}

/* Takes an option and ignores mistakes: the words are still being typed. */
static int opt_parse_take_typed(struct opt *o, int id, char **argv)
{
	if (id == ':')
		o->pending = opt_parse_find(optopt);
	else if (id != '?')
		opt_parse_take(o, id, argv);
	return 0;
}

bool opt_parse_typed(struct opt *o, int argc, char **argv)
{
	*o = (struct opt){0};
	opt_parse_each(o, argc, argv, opt_parse_take_typed);
	opt_parse_take_targets(o, argc, argv);
	return optind > 1 && !strcmp(argv[optind - 1], "--");
}
