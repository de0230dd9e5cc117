/* SPDX-License-Identifier: MIT */
/* A directory that stays open, in which files appear whole or not at all. */
#ifndef FOLDER_H
#define FOLDER_H

#include "os/handle.h"

/* Its member is lib/os's own: a descriptor, or -1. */
struct folder {
	int fd;
};

#define FOLDER_NONE ((struct folder){-1})

#define FOLDER_AUTO __attribute__((cleanup(folder_close)))

/*
 * Opens the directory that was found at a place, which is called `path` in errors: "cannot
 * DOING". One that came later is none: it was not judged.
 */
int folder_open(const struct place *p, const char *path, const char *doing,
	struct folder *ret, struct err *e);
void folder_close(struct folder *f);
bool folder_is_open(const struct folder *f);

/*
 * Opens a file in it: for reading; or also for appending, and it is made where it is missing.
 * Errors name `path`, and call it `what`, which must outlive the handle.
 */
int folder_open_file(const struct folder *f, const char *name, const char *path,
	const char *what, struct handle **ret, struct err *e);
int folder_open_log(const struct folder *f, const char *name, const char *path,
	const char *what, struct handle **ret, struct err *e);

/* Makes a file of that name, which is for the caller alone, in place of what had the name. */
int folder_create(const struct folder *f, const char *name, const char *path,
	const char *what, struct handle **ret, struct err *e);

/*
 * The new file `from` gets another name, in place of what had it, when all its bytes are on
 * the disk. That the name lasts needs folder_sync().
 */
int folder_publish(const struct folder *f, const struct handle *file, const char *from,
	const char *to, struct err *e);
int folder_sync(
	const struct folder *f, const char *path, const char *doing, struct err *e);

/* Removes a file; no error where there is none. The other one does what it can. */
int folder_remove(const struct folder *f, const char *name, const char *path,
	const char *doing, struct err *e);
void folder_discard(const struct folder *f, const char *name);

/* What is called for each name but "." and ".."; not 0 ends the list, which returns it. */
typedef int (*folder_each)(void *data, const char *name, enum file_kind kind);

int folder_list(const struct folder *f, const char *path, const char *doing,
	folder_each each, void *data, struct err *e);

/* The same for a directory that is not kept open. */
int folder_list_at(const struct place *p, const char *path, const char *doing,
	folder_each each, void *data, struct err *e);

#endif
