/* SPDX-License-Identifier: MIT */
/*
 * The backups of a state directory, one archive for each run. All that is known about
 * former changes is in their manifests, so that nothing can contradict them.
 */
#ifndef STORE_H
#define STORE_H

#include "backup/backup.h"
#include "backup/mentions.h"
#include "base/strv.h"
#include "os/folder.h"
#include "os/lock.h"

#include <pthread.h>

/* Several threads may call functions that take a const store. */
struct store {
	const struct root *root;
	char *path;		      /* of the state directory */
	struct folder state, backups; /* opened for each use unless they are open */
	struct folder made_in[2]; /* where those two were made, until that is synced */
	bool loaded;
	int64_t turn;	      /* of the lock, when the load began; -1: unknown */
	struct backup *items; /* oldest first */
	size_t n;
	struct mentions mentions;
	pthread_mutex_t lock;	/* held while an archive is read */
	unsigned long failures; /* of allocations before this call */
};

#define STORE_NONE                                     \
	((struct store){.state = FOLDER_NONE,          \
		.backups = FOLDER_NONE,                \
		.made_in = {FOLDER_NONE, FOLDER_NONE}, \
		.lock = PTHREAD_MUTEX_INITIALIZER})

/* What the manifests say about a file with certain bytes. */
struct origin {
	bool known;
	bool ours;	      /* written by jsecpatch; not the vendor's */
	const char *pristine; /* digest of the vendor's bytes; NULL if unknown */
};

/* Waits up to `seconds` for the lock of the state directory. Makes the directory. */
int store_lock(struct store *s, unsigned seconds, struct lock *ret, struct err *e);

/* Removes incomplete files of killed runs. The lock must be held. */
void store_clean(struct store *s);

/*
 * Tells whether an allocation has failed in this call. Then nothing must be written: it
 * may be incomplete.
 */
bool store_lacks_memory(const struct store *s);

/* Reads a small file of the state directory, or replaces it. No bytes: removes it. */
int store_get(const struct store *s, const char *name, struct buf *ret, struct err *e);
int store_put(const struct store *s, const char *name, struct span bytes, struct err *e);

/*
 * Syncs the directories in which the store has made its own. store_put() and
 * store_confirm() do that, too.
 */
int store_sync_made(const struct store *s, struct err *e);

/* Reads one that may be missing: then `ret` stays empty. */
int store_get_any(
	const struct store *s, const char *name, struct buf *ret, struct err *e);

#define STORE_KEEP_LAST 10 /* backups that each file keeps, besides the vendor's bytes */

#define STATE_DIR "/var/lib/jsecpatch" /* the default */

/*
 * Appends lines to such a file, or makes it. Completes an incomplete last line first.
 * `size` gets the size before. The lock must be held.
 */
int store_append(const struct store *s, const char *name, struct span lines,
	int64_t *size, struct err *e);

/* Reads the manifests, once. Without a directory there are none. */
int store_load(struct store *s, struct err *e);

/* Forgets what was loaded, so that the next load sees what other processes did. */
void store_forget(struct store *s);
void store_done(struct store *s);

/*
 * Returns why an archive could not be read, or NULL: it is not known which files it has.
 * A damaged one does not count.
 */
const struct jsec_error *store_find_unread(const struct store *s);

struct origin store_find_origin(
	const struct store *s, const char *file, const char *digest);

/* Returns the digest of the vendor's bytes from the file's newest backup, or NULL. */
const char *store_find_pristine(const struct store *s, const char *file);

/*
 * Writes one archive with all the files; the `share` of each is filled. `ret` is borrowed from the store. Do not rely on
 * it before store_confirm().
 */
int store_save(struct store *s, const char *action, struct backup_keep *files, size_t n,
	const struct backup **ret, struct err *e);

/*
 * Syncs all backups. `saved` is the one just saved, or NULL: gives it its name, and reads
 * it back completely. Deletes it after an error.
 */
int store_confirm(struct store *s, const struct backup *saved,
	const struct backup_keep *files, size_t n, struct err *e);

/* Returns a verified backup that already has all that this one would have, or NULL. */
const struct backup *store_find_kept(
	const struct store *s, const struct backup_keep *file);

/*
 * Returns the newest or oldest good backup that has these bytes of the file. Returns NULL
 * if there is none; then `e` may say what is wrong with a damaged one.
 */
const struct backup *store_find(const struct store *s, const char *file,
	const char *digest, bool oldest, struct err *e);

/*
 * Fails if the damaged manifest of an archive may have said something about the file.
 */
int store_doubt(const struct store *s, const char *file, struct err *e);

/* Finds a backup by its id, or by the number at its start. */
const struct backup *store_find_id(const struct store *s, const char *id);

/* Returns the last backup before number `before` that has the file, or NULL. */
const struct backup *store_find_earlier(
	const struct store *s, const char *file, size_t before);

/*
 * Reads a file from a backup, after verifying the whole archive. `digest` selects the
 * bytes of the file; NULL selects those that were replaced. Returns -JSEC_NO_BACKUP if
 * the archive does not have them.
 */
int store_read(const struct store *s, const struct backup *b, const char *file,
	const char *digest, struct unpacked *ret, struct err *e);

/* Does the same, and only returns when the file was modified. */
int store_read_time(const struct store *s, const struct backup *b, const char *file,
	const char *digest, struct file_time *ret, struct err *e);

/* Opens the archive that has the bytes: this one or another. They are at `at`. */
int store_open_bytes(const struct store *s, const struct backup *b, const char *file,
	const char *digest, struct handle **ret, struct err *e);

/*
 * Adds the paths of all files that were ever changed, each once, and to `homes` the Java
 * homes that they belonged to, or "".
 */
int store_list_files(
	const struct store *s, struct strv *ret, struct strv *homes, struct err *e);

/*
 * Verifies a whole archive, once. JSEC_NOT_FOUND: another run has deleted it since the
 * store was loaded, which without the lock is no error.
 */
int store_check(const struct store *s, const struct backup *b, struct err *e);

/* Opens another file that is kept beside the archives, for reading. */
int store_open_backup_file(
	struct store *s, const char *name, struct handle **ret, struct err *e);

/*
 * Deletes the marked archives, the newest first: if this is interrupted, the others can
 * still be restored. Afterwards the store must be loaded again.
 */
int store_delete(struct store *s, const bool *marked, struct err *e);

#endif
