/* SPDX-License-Identifier: MIT */
/* Completes a command line from the table of options. */
#include "complete.h"

#include "say.h"

#include <stdio.h>
#include <string.h>

/* Tells whether a shell can show the text: control characters could change a terminal. */
static bool complete_is_plain(const char *text)
{
	while (*text && !say_measure_control(text))
		text++;
	return !*text;
}

void complete_put(const struct complete *c, const char *value, const char *what)
{
	int before = (int)(c->value - c->word);
	bool shown = what && complete_is_plain(what);

	if (!strncmp(value, c->value, strlen(c->value)) && complete_is_plain(value))
		printf("%.*s%s%s%s\n", before, c->word, value, shown ? "\t" : "",
			shown ? what : "");
}

/* Tells whether the option may follow the ones that are typed. */
static bool complete_fits(const struct opt *o, const struct opt_row *row)
{
	if (!row->help || !row->name || (opt_table_is_given(o, row) && !row->repeats))
		return false;
	for (size_t i = 0; i < OPT_TABLE_SIZE; i++)
		if (opt_table_is_given(o, &opt_table[i]) &&
			opt_check_excludes(&opt_table[i], row))
			return false;
	return opt_check_find_actions(o) & row->with;
}

static void complete_put_option(const struct complete *c, const struct opt_row *row)
{
	char option[40];

	if (!complete_fits(&c->opt, row))
		return;
	snprintf(option, sizeof option, "--%s", row->name);
	complete_put(c, option, row->help);
	snprintf(option, sizeof option, "--%s=", row->name);
	if (row->optional)
		complete_put(c, option, row->help);
	snprintf(option, sizeof option, "-%c", row->letter);
	if (row->letter && !strcmp(c->word, option))
		complete_put(c, option, row->help);
}

static void complete_put_word(const struct complete *c)
{
	for (const char *const *w = c->row->words; *w; w++)
		complete_put(c, *w, NULL);
}

/* Leaves file names to the shell, unless they are in another root. */
static void complete_put_files(const struct complete *c)
{
	if (!c->opt.root)
		puts(c->kind == KIND_FILE || c->kind == KIND_HOME ? "\tfiles"
								  : "\tdirectories");
}

/* Finds out what the last word is from those before it. */
static void complete_look(struct complete *c, bool only_targets)
{
	const char *equals = strchr(c->word, '=');

	c->value = c->word;
	if (c->opt.pending) {
		c->row = c->opt.pending;
	} else if (!only_targets && !strncmp(c->word, "--", 2) && equals) {
		c->row = opt_table_find(c->word + 2, (size_t)(equals - c->word - 2));
		c->value = c->row ? equals + 1 : c->word;
	} else if (only_targets || *c->word != '-') {
		c->kind = opt_table_get_action(opt_check_choose_action(&c->opt))->kind;
	}
	if (c->row)
		c->kind = c->row->kind;
	if (c->kind == KIND_ALLOW || c->kind == KIND_DISALLOW) {
		const char *comma = strrchr(c->value, ',');
		c->value = comma ? comma + 1 : c->value;
	}
}

static void complete_put_all(const struct complete *c)
{
	switch (c->kind) {
	case KIND_NONE:
		break;
	case KIND_WORD:
	case KIND_PROPERTY:
		complete_put_word(c);
		break;
	case KIND_HOME:
		complete_put_found(c);
		complete_put_files(c);
		break;
	case KIND_FILE:
	case KIND_DIRECTORY:
	case KIND_TREE:
		complete_put_files(c);
		break;
	default:
		complete_put_found(c);
	}
}

void complete_print(char **words)
{
	struct complete c = {0};
	int n = 0;

	while (words[n])
		n++;
	if (!n)
		return;
	c.word = words[n - 1];
	/* getopt skips the first word, which is the program, and musl's stops at NULL only */
	words[n - 1] = NULL;
	bool only_targets = opt_parse_typed(&c.opt, n, words - 1);
	complete_look(&c, only_targets);
	if (!c.row && *c.word == '-' && !only_targets)
		for (size_t i = 0; i < OPT_TABLE_SIZE; i++)
			complete_put_option(&c, &opt_table[i]);
	else
		complete_put_all(&c);
	opt_done(&c.opt);
}
