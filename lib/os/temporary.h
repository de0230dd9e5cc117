/* SPDX-License-Identifier: MIT */
/*
 * A new file before it has its place. Its names tell, also after a kill, what a file of
 * such a name is: ours, the file that ours replaced, or a stranger's that came between.
 */
#ifndef TEMPORARY_H
#define TEMPORARY_H

#include "base/note_list.h"
#include "os/handle.h"
#include "os/place.h"

#define TEMPORARY_NAME_SIZE (NAME_MAX + 1)

/* Only os/ uses it. */
struct temporary {
	int dir;
	struct handle *file;
	char name[TEMPORARY_NAME_SIZE];
	bool named;
};

#define TEMPORARY_NONE ((struct temporary){.dir = -1})

/*
 * Creates a file in the place's directory; without a name if the file system can, so that
 * a kill leaves nothing. Until temporary_done() nobody cleans the directory up.
 */
int temporary_open(struct temporary *t, const struct place *p, struct err *e);

/* Removes the file if it has a temporary name. */
void temporary_done(struct temporary *t);

/* Gives the file a name. Returns 0, or -1 and errno: EEXIST if the name is taken. */
int temporary_link(const struct temporary *t, const char *name);

/* Gives it the temporary name for an exchange with `old`. Returns 0, or -1 and errno. */
int temporary_prepare_exchange(struct temporary *t, const struct file_info *old);

/* Tells whether the temporary name has our file. */
bool temporary_is_in_hand(const struct temporary *t);

/*
 * Gives the file that has the temporary name, a stranger's, a name beside `beside` that is
 * never cleaned up. If that fails, it keeps the temporary name. Either name is in t->name.
 */
void temporary_save(struct temporary *t, const char *beside);

/* Tells whether a killed run may have left a file of this name. */
bool temporary_may_be_left(const char *name);

/*
 * Removes what killed runs left in the place's directory, unless a run works there now.
 * A stranger's file is renamed and noted. `notes` may be NULL.
 */
void temporary_clean(const struct place *p, struct note_list *notes);

#endif
