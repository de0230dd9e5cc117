/* SPDX-License-Identifier: MIT */
/* The files of samples/hooks, put into the library when it is built. */
#ifndef TEXTS_H
#define TEXTS_H

#include <stddef.h>

struct hook_text {
	const char *name; /* below samples/hooks; NULL at the end */
	const char *text;
};

extern const struct hook_text hook_texts[];

#endif
