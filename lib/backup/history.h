/* SPDX-License-Identifier: MIT */
/*
 * A journal of what jsecpatch wrote, and when, so that a program which started in between
 * can be told by the bytes that it found. It is comfort: without it more programs are said
 * to have to be restarted.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include "backup/store.h"

/* One file's change; digests are SHA-256 in hexadecimal. */
struct moment {
	const char *file;      /* inside the root, links resolved */
	struct file_time time; /* when the file was changed to this */
	const char *was;
	const char *written;
};

/* Adds a line for each. The session's lock must be held; what fails is not told. */
void history_add(const struct store *s, const struct moment *moments, size_t n);

/* Reads the journal; `ret` stays empty where there is none. */
void history_load(const struct store *s, struct buf *ret);

/*
 * Whether what started at `start` may have found other bytes than those of `digest`, which
 * the file has had since `changed`.
 */
bool history_stale(struct span history, const char *file, struct file_time changed,
	const char *digest, struct file_time start);

#endif
