/* SPDX-License-Identifier: MIT */
/* The text of a hook's file: fills it in, and reads what is installed. */
#ifndef HOOK_TEXT_H
#define HOOK_TEXT_H

#include "base/buf.h"
#include "base/strv.h"

/* Characters that need no quotes in any of the languages that hooks are written in. */
#define HOOK_TEXT_PLAIN \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._+-"

/* Fills in the program, and the paths to watch that the sample does not have itself. */
void hook_text_fill_in(struct buf *out, const char *sample, const char *program,
	const struct strv *watched);

/* Tells whether a text is the sample with this program, and with any paths to watch. */
bool hook_text_is_filled_in(struct span text, const char *sample, const char *program);

/* Lists the paths to watch that such a text has beside those of the sample. */
void hook_text_list_watched(struct span text, const char *sample, struct strv *out);

/* Returns the path of the program that a text calls (malloc'd), or NULL. */
char *hook_text_find_program(struct span text);

/* Tells whether the configuration of a plugin says that it is switched off. */
bool hook_text_switches_off(struct span text);

#endif
