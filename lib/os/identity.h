/* SPDX-License-Identifier: MIT */
/* Lets a thread act on files with another user's rights, and no more. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "base/errors.h"
#include "os/file_info.h"

#include <stdbool.h>
#include <sys/types.h>

/* The identity to return to. A zeroed struct: nothing was changed. */
struct identity {
	bool changed;
	struct owner was;
	int n_groups;
	gid_t *groups;
};

/*
 * From now on, this thread has the rights of `who` over files, without other groups or
 * capabilities. Does nothing if `who` is the process's own user.
 */
int identity_take(struct owner who, struct identity *ret, struct err *e);
void identity_restore(struct identity *i);

/* Tells whether the process runs as root, even if this thread acts as somebody else. */
bool identity_is_root(void);

#define IDENTITY_AUTO __attribute__((cleanup(identity_restore)))

#endif
