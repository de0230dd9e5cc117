/* SPDX-License-Identifier: MIT */
/* The files of samples/hooks, put into the library when it is built. */
#ifndef HOOK_TEXTS_H
#define HOOK_TEXTS_H

#include <stddef.h>

struct hook_text {
	const char *name; /* below samples/hooks; NULL at the end */
	const char *text;
};

extern const struct hook_text hook_texts[];

#endif
