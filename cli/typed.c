/* SPDX-License-Identifier: MIT */
/* Writes commands for a shell. */
#include "typed.h"

#include <stdlib.h>
#include <string.h>

void typed_add_word(FILE *out, const char *word)
{
	bool plain = *word && !word[strcspn(word, " \t\n'\"\\$`&|;<>()*?[]{}~#!")];

	fprintf(out, plain ? " %s" : " '", word);
	for (; !plain && *word; word++)
		fputs(*word == '\'' ? "'\\''" : (char[]){*word, 0}, out);
	fputs(plain ? "" : "'", out);
}

void typed_add_option(FILE *out, const char *option, const char *value)
{
	if (!value)
		return;
	fprintf(out, " %s", option);
	typed_add_word(out, value);
}

FILE *typed_begin(struct typed *t, const struct opt *o)
{
	*t = (struct typed){0};
	t->out = open_memstream(&t->text, &t->size);
	if (!t->out)
		return NULL;
	fputs("jsecpatch", t->out);
	typed_add_option(t->out, "--root", o->root);
	typed_add_option(t->out, "--state-dir", o->state_dir);
	return t->out;
}

char *typed_end(struct typed *t)
{
	bool failed = ferror(t->out);

	if (!fclose(t->out) && !failed)
		return t->text;
	free(t->text);
	return NULL;
}
