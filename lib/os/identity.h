/* SPDX-License-Identifier: MIT */
/* Lets a thread act on files with another user's rights, and no more. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "base/errors.h"
#include "os/file.h"
#include "os/file_info.h"

#include <stdbool.h>
#include <sys/types.h>

/* Whose rights to use. */
struct rights {
	struct owner who;
	struct span groups; /* numbers of further groups, of type gid_t */
};

/* The identity to return to. A zeroed struct: nothing was changed. */
struct identity {
	bool changed;
	struct owner was;
	int n_groups;
	gid_t *groups;
};

/*
 * Returns whose rights the owner of a file has. The file's group does not say that its owner
 * is a member: the group is that of /etc/passwd, or nobody's.
 */
struct owner identity_of(struct owner o);

/* Changes the owner of an open file, also for somebody who is no member of the group. */
int identity_give(int fd, struct owner o);

/*
 * From now on, this thread has the rights of `who` over files, without other groups or
 * capabilities. Does nothing if `who` is the process's own user. The second function also
 * takes the other groups of the user.
 */
int identity_take(struct owner who, struct identity *ret, struct err *e);
int identity_take_all(const struct rights *who, struct identity *ret, struct err *e);
void identity_restore(struct identity *i);

/* Makes a forked process another user's for ever. Takes no lock. */
int identity_become(struct owner who);

/*
 * Reads a file like file_read(), but with the rights of `who`, and only if it has at most
 * `at_most` bytes.
 */
int identity_read_file(const struct rights *who, size_t at_most,
	const struct place *place, struct buf *bytes, struct meta *meta, struct err *e);

/*
 * The real user of the process, and the user who logged in before, whatever that user has
 * become since. The second function returns false if the kernel does not know it.
 */
uint32_t identity_get_user(void);
bool identity_read_login(uint32_t *ret);

/* Tells whether the process runs as root, even if this thread acts as somebody else. */
bool identity_is_root(void);

#define IDENTITY_AUTO __attribute__((cleanup(identity_restore)))

#endif
