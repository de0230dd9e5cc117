/* SPDX-License-Identifier: MIT */
/* The lists of the public header: arrays of pointers with NULL at the end. */
#ifndef POINTERS_H
#define POINTERS_H

#include <stddef.h>

/*
 * Returns pointers to `n` objects, and NULL. The first object is `first`, and each next
 * one lies `stride` bytes after it. The objects must not move while the array is used.
 * Free the array; it is NULL if memory ran out.
 */
void *pointers_make(const void *first, size_t n, size_t stride);

#endif
