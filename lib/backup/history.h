/* SPDX-License-Identifier: MIT */
/*
 * A journal of what jsecpatch wrote, and when. It tells which bytes a program found that
 * started in between. Without it, more programs than needed are reported to need a
 * restart.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include "backup/store.h"

/* A change of one file. Digests are SHA-256 in hexadecimal. */
struct moment {
	const char *file;      /* inside the root, with links resolved */
	struct file_time time; /* when the file was changed */
	const char *was;
	const char *written;
	struct file_time since; /* for an update `was` was in place since then; or zero */
};

/* Adds a line for each change. The lock must be held. */
int history_add(
	const struct store *s, const struct moment *moments, size_t n, struct err *e);

/* Removes the lines about these files, which no longer exist. The lock must be held. */
int history_drop(const struct store *s, const struct strv *files, struct err *e);

/* A line. It borrows from the journal. */
struct history_line {
	bool is_good;	 /* else it is damaged, and may have been about any file */
	long long time;	 /* in nanoseconds */
	long long since; /* likewise; 0 if no update was the reason */
	struct span was, written, file;
};

/* The journal as it was read. */
struct history {
	struct buf bytes;
	struct history_line *lines;
	size_t n;
};

/*
 * Reads the journal. It is empty if there is no file, or if this user may not read it. Call
 * history_done() after an error, too.
 */
int history_load(const struct store *s, struct history *ret, struct err *e);
void history_done(struct history *h);

#define HISTORY_AUTO __attribute__((cleanup(history_done)))

/*
 * Tells whether a program that started at `start` may have read other bytes than those
 * with `digest`, which the file has had since `changed`.
 */
bool history_stale(const struct history *h, const char *file, struct file_time changed,
	const char *digest, struct file_time start);

/*
 * Tells whether a program that started at `start` found the file that was in place for an
 * update: from when it was suspended or replaced, until jsecpatch changed it again.
 */
bool history_late(const struct history *h, const char *file, struct file_time start);

/* Returns the last line about a file, or NULL if there is none or if it may be lost. */
const struct history_line *history_find_last(const struct history *h, const char *file);

/* Returns the time of a line. */
struct file_time history_get_time(const struct history_line *l);

#endif
