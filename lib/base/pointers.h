/* SPDX-License-Identifier: MIT */
/* The lists of the public header: arrays of pointers with NULL at the end. */
#ifndef POINTERS_H
#define POINTERS_H

#include <stddef.h>

/*
 * Pointers to `n` objects that lie `stride` bytes apart from `first` on, and NULL. To be
 * freed; NULL where memory ran out. The objects must stay where they are.
 */
void *pointers_make(const void *first, size_t n, size_t stride);

#endif
