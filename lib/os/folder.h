/* SPDX-License-Identifier: MIT */
/* A directory that stays open. Files in it appear complete or not at all. */
#ifndef FOLDER_H
#define FOLDER_H

#include "os/handle.h"

/* Only os/ uses the member: a descriptor, or -1. */
struct folder {
	int fd;
};

#define FOLDER_NONE ((struct folder){-1})

#define FOLDER_AUTO __attribute__((cleanup(folder_close)))

/*
 * Opens the directory at a place. Errors say "cannot DOING" and name `path`. If the
 * directory was missing when the place was resolved, this fails even if it exists by now:
 * nobody checked who owns it.
 */
int folder_open(const struct place *p, const char *path, const char *doing,
	struct folder *ret, struct err *e);
void folder_close(struct folder *f);
bool folder_is_open(const struct folder *f);

/*
 * Opens a file in the folder. The first function opens it for reading. The second one
 * opens it for appending, too, and creates it if missing. Errors name `path` and call the
 * file `what`, a string that must outlive the handle. A file that another user owns or can
 * write to is refused.
 */
int folder_open_file(const struct folder *f, const char *name, const char *path,
	const char *what, struct handle **ret, struct err *e);
int folder_open_log(const struct folder *f, const char *name, const char *path,
	const char *what, struct handle **ret, struct err *e);

/*
 * For os/: opens a file in the folder, and returns its descriptor or an error. It must be a
 * regular file of root or the caller, and nobody else may be able to write to it.
 */
int folder_open_fd(const struct folder *f, const char *name, int flags, const char *path,
	const char *what, struct err *e);

#define FOLDER_NEW ".new" /* the names of incomplete files start with this */

/*
 * Creates an empty file that only the caller may read, and locks it until it is closed.
 * Takes what a killed run left under that name; waits while another run writes it.
 */
int folder_create(const struct folder *f, const char *name, const char *path,
	const char *what, struct handle **ret, struct err *e);

/*
 * Renames the new file `from` once its bytes are on the disk. Replaces a file of that
 * name. Call folder_sync() to make the new name survive a power cut.
 */
int folder_publish(const struct folder *f, const struct handle *file, const char *from,
	const char *to, struct err *e);
int folder_sync(
	const struct folder *f, const char *path, const char *doing, struct err *e);

/* Removes a file; it may be missing. folder_discard() ignores all errors. */
int folder_remove(const struct folder *f, const char *name, const char *path,
	const char *doing, struct err *e);
void folder_discard(const struct folder *f, const char *name);

/* Removes what killed runs left: files of such names that no run writes. */
void folder_clean(const struct folder *f);

/*
 * Calls `each` for each name except "." and "..". If it does not return 0, the list ends
 * and returns that value.
 */
typedef int (*folder_each)(void *data, const char *name, enum file_kind kind);

int folder_list(const struct folder *f, const char *path, const char *doing,
	folder_each each, void *data, struct err *e);

/*
 * Does the same for a directory that was not opened before: the first function for the one
 * at a place, the second one for the one in which a place is.
 */
int folder_list_at(const struct place *p, const char *path, const char *doing,
	folder_each each, void *data, struct err *e);
int folder_list_beside(const struct place *p, const char *path, const char *doing,
	folder_each each, void *data, struct err *e);

#endif
