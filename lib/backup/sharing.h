/* SPDX-License-Identifier: MIT */
/*
 * Finds equal bytes, which are stored once: in one member of an archive, or in an older
 * archive, the base.
 */
#ifndef SHARING_H
#define SHARING_H

#include "backup/mentions.h"

/* All archives. Only one thread at a time may use them. */
struct sharing {
	struct backup *items;
	size_t n;
	const struct mentions *mentions;
	const struct folder *dir;
};

/*
 * Fills the `share` of each file that is to be saved. Files share bytes only if owner, mode
 * and attributes are equal, too: tar then restores all of this through a hard link.
 */
int sharing_find(
	const struct sharing *s, struct backup_keep *files, size_t n, struct err *e);

/* Is the function of struct backup_bases. `data` is a struct sharing. */
int sharing_follow(void *data, const struct backup *b, const struct record *r,
	const char *file, struct backup_content *ret, struct err *e);

/* Marks also the archives that have bytes of the marked ones, of `n` archives. */
void sharing_mark_bases(const struct backup *items, size_t n, bool *marked);

/* Marks an archive whose manifest is damaged, and all older ones: it may have their bytes. */
void sharing_mark_doubted(const struct backup *items, size_t n, bool *marked);

#endif
