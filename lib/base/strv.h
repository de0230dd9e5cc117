/* SPDX-License-Identifier: MIT */
/* A list of strings that grows. It ends with NULL and remembers a failed allocation. */
#ifndef STRV_H
#define STRV_H

#include "base/span.h"

/* A zeroed struct is an empty list. */
struct strv {
	char **items; /* ends with NULL; NULL itself if the list was never filled */
	size_t n;
	bool failed;
};

void strv_add(struct strv *v, struct span s);
void strv_adds(struct strv *v, const char *string);
void strv_addf(struct strv *v, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void strv_drop_last(struct strv *v);
bool strv_has(const struct strv *v, const char *string);

/* Returns the list as public structs have it: never NULL. */
const char *const *strv_list(const struct strv *v);
void strv_done(struct strv *v);

#define STRV_AUTO __attribute__((cleanup(strv_done)))

#endif
