/* SPDX-License-Identifier: MIT */
/* A list of strings that grows. It ends with NULL and remembers a failed allocation. */
#ifndef STRV_H
#define STRV_H

#include "base/span.h"

#include <stdint.h>

struct strv_slot;

/*
 * A zeroed struct is an empty list. A long list has an index of its strings, so that many
 * can be looked for in many.
 */
struct strv {
	char **items; /* ends with NULL; NULL itself if the list was never filled */
	size_t n;
	bool failed;
	struct strv_slot *slots; /* the index, or NULL */
	size_t n_slots, n_used;
};

/* Tells whether two strings are equal. May ignore the case of ASCII, and white space. */
typedef bool strv_equal_fn(const char *a, const char *b);

void strv_add(struct strv *v, struct span s);
void strv_adds(struct strv *v, const char *string);
void strv_addf(struct strv *v, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void strv_drop_last(struct strv *v);
bool strv_has(const struct strv *v, const char *string);

/* Returns the place of an equal string, of those with the same bytes the first, or `n`. */
size_t strv_find(const struct strv *v, const char *string, strv_equal_fn *equal);
strv_equal_fn strv_is_same; /* compares all bytes */

/* Sorts the strings by their bytes. */
void strv_sort(struct strv *v);

/* Returns the list as public structs have it: never NULL. */
const char *const *strv_list(const struct strv *v);
void strv_done(struct strv *v);

#define STRV_AUTO __attribute__((cleanup(strv_done)))

#endif
