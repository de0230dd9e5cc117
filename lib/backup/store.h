/* SPDX-License-Identifier: MIT */
/*
 * A state directory's backups: one archive a run. Their manifests are all the memory that
 * there is of what was changed, so that nothing can contradict them.
 */
#ifndef STORE_H
#define STORE_H

#include "backup/backup.h"
#include "base/strv.h"
#include "os/folder.h"
#include "os/lock.h"

/* A record of a manifest. */
struct mention {
	const struct record *record;
	size_t backup; /* which one */
	size_t nth;    /* of its records */
};

/* Sorted by file; those of one file by backup, and in its order. */
struct mentions {
	struct mention *items;
	size_t n;
};

/* What takes a const one can be called by several threads. */
struct store {
	const struct root *root;
	char *path; /* of the state directory */
	struct lexer *lexer;
	struct folder state, backups; /* what is not open is opened for each use */
	bool loaded;
	struct backup *items; /* oldest first */
	size_t n;
	struct mentions mentions;
	struct pool *pool;    /* for what is read */
	pthread_mutex_t lock; /* while an archive is looked at */
};

#define STORE_NONE                            \
	((struct store){.state = FOLDER_NONE, \
		.backups = FOLDER_NONE,       \
		.lock = PTHREAD_MUTEX_INITIALIZER})

/* What the manifests know about a file with certain bytes. */
struct origin {
	bool known;
	bool ours;	      /* written by jsecpatch, and not the vendor's */
	const char *pristine; /* digest of the vendor's bytes; NULL where not known */
};

/* Waits up to so many seconds for the lock of the state directory, which is made. */
int store_lock(struct store *s, unsigned seconds, struct lock *ret, struct err *e);

/* A small file of the state directory: read, or replaced for good; no bytes: removed. */
int store_get(const struct store *s, const char *name, struct buf *ret, struct err *e);
int store_put(const struct store *s, const char *name, struct span bytes, struct err *e);

#define STATE_DIR "/var/lib/jsecpatch" /* where the caller names none */

/*
 * Adds lines to one, which is made; a torn last line gets its end before. `size` is how large
 * it was. The lock must be held.
 */
int store_append(const struct store *s, const char *name, struct span lines,
	int64_t *size, struct err *e);

/* Reads the manifests, of which there are none without a directory; once. */
int store_load(struct store *s, struct err *e);

/* Forgets what was loaded, so that the next load sees what others did. */
void store_forget(struct store *s);
void store_done(struct store *s);

struct origin store_find_origin(
	const struct store *s, const char *file, const char *digest);

/* Of the newest backup of the file: the digest of the vendor's bytes, or NULL. */
const char *store_find_pristine(const struct store *s, const char *file);

/*
 * Writes one archive with all the files. `ret` is borrowed from the store. Nothing may rely
 * on it before store_confirm().
 */
int store_save(struct store *s, const char *action, const struct backup_keep *files,
	size_t n, const struct backup **ret, struct err *e);

/*
 * Makes all backups last, and reads the one that was just saved (NULL: none was) back to
 * the last byte. After an error it is gone.
 */
int store_confirm(struct store *s, const struct backup *saved,
	const struct backup_keep *files, size_t n, struct err *e);

/* A backup that says and keeps all that this one would, verified; or NULL. */
const struct backup *store_find_kept(
	const struct store *s, const struct backup_keep *file);

/*
 * The newest or the oldest good backup that keeps these bytes of the file, or NULL: then `e`
 * says what is wrong with one that is not good, if there is such.
 */
const struct backup *store_find(const struct store *s, const char *file,
	const char *digest, bool oldest, struct err *e);

/*
 * Checks all archives that may say something about the file: those that do, and the damaged
 * ones whose manifest may have lost it.
 */
int store_doubt(const struct store *s, const char *file, struct err *e);

/* By its id, or the number that starts it. */
const struct backup *store_find_id(const struct store *s, const char *id);

/* The next backup before number `before` that has the file; NULL where there is none. */
const struct backup *store_find_earlier(
	const struct store *s, const char *file, size_t before);

/*
 * Reads a file out of a backup, after all of the archive was verified. `digest` tells which
 * bytes of the file, or is NULL for those that were replaced. -JSEC_NO_BACKUP where the
 * archive does not hold it.
 */
int store_read(const struct store *s, const struct backup *b, const char *file,
	const char *digest, struct unpacked *ret, struct err *e);

/* Adds the paths of all files that were ever changed, each once. */
int store_list_files(const struct store *s, struct strv *ret, struct err *e);

/* Verifies a whole archive, once. */
int store_check(const struct store *s, const struct backup *b, struct err *e);

/* Drops what nobody needs: what a killed run left, and of each file all but the last ten, and the vendor's ones. */
void store_prune(struct store *s);

#endif
