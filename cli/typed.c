/* SPDX-License-Identifier: MIT */
/* Writes commands for a shell. */
#include "typed.h"

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

FILE *typed_begin(const struct opt *o, char **text, size_t *size)
{
	FILE *out = open_memstream(text, size);

	if (!out)
		return NULL;
	fputs("jsecpatch", out);
	typed_add_option(out, "--root", o->root);
	typed_add_option(out, "--state-dir", o->state_dir);
	return out;
}
