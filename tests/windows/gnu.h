/* SPDX-License-Identifier: MIT */
/*
 * What lib/base, lib/text and lib/archive use of the GNU C library, and Windows does not have.
 * The compiler for Windows includes this before each file. The structure test keeps the list
 * short.
 */
#ifndef GNU_H
#define GNU_H

#include <stdio.h>
#include <string.h>

char *strndup(const char *s, size_t n);
char *strcasestr(const char *s, const char *part);
void *memmem(const void *bytes, size_t n, const void *part, size_t n_part);
void *memrchr(const void *bytes, int c, size_t n);
void tdestroy(void *tree, void (*done)(void *thing));

/* In `format(printf, ...)`: the compiler would take it for Microsoft's, without %zu. */
#define printf gnu_printf

#endif
