/* SPDX-License-Identifier: MIT */
/* A growable list of strings with NULL at its end, with a sticky failure. */
#ifndef STRV_H
#define STRV_H

#include "base/span.h"

/* Zero is an empty list. */
struct strv {
	char **items; /* NULL at the end; NULL itself where the list is empty */
	size_t n;
	bool failed;
};

void strv_add(struct strv *v, struct span s);
void strv_adds(struct strv *v, const char *string);
void strv_addf(struct strv *v, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void strv_drop_last(struct strv *v);
bool strv_has(const struct strv *v, const char *string);

/* The list for the public structs: never NULL. */
const char *const *strv_list(const struct strv *v);
void strv_done(struct strv *v);

#define STRV_AUTO __attribute__((cleanup(strv_done)))

#endif
