/* SPDX-License-Identifier: MIT */
/* The functions of gnu.h, in plain C. */
#include "gnu.h"

#include <search.h>
#include <stdlib.h>

#undef strndup /* of base/memory.h */

char *strndup(const char *s, size_t n)
{
	size_t size = strnlen(s, n);
	char *copy = malloc(size + 1);

	if (!copy)
		return NULL;
	copy[size] = 0;
	return memcpy(copy, s, size);
}

char *strcasestr(const char *s, const char *part)
{
	size_t n = strlen(part);

	for (; strncasecmp(s, part, n) != 0; s++)
		if (!*s)
			return NULL;
	return (char *)s;
}

void *memmem(const void *bytes, size_t n, const void *part, size_t n_part)
{
	const char *at = bytes;

	for (; n >= n_part; at++, n--)
		if (!memcmp(at, part, n_part))
			return (void *)at;
	return NULL;
}

void *memrchr(const void *bytes, int c, size_t n)
{
	const char *at = bytes;

	while (n-- > 0)
		if (at[n] == (char)c)
			return (void *)(at + n);
	return NULL;
}

static int gnu_compare_none(const void *a, const void *b)
{
	(void)a;
	(void)b;
	return 0;
}

/* Each node starts with the pointer to its thing. */
void tdestroy(void *tree, void (*done)(void *thing))
{
	while (tree) {
		void *thing = *(void **)tree;

		tdelete(thing, &tree, gnu_compare_none);
		done(thing);
	}
}
