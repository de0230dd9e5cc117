/* SPDX-License-Identifier: MIT */
/* Acting on files as somebody else: with his rights, and no more. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "base/errors.h"

#include <stdbool.h>
#include <sys/types.h>

/* Whose rights this thread had before. Zero: nothing was changed. */
struct identity {
	bool changed;
	uid_t uid;
	gid_t gid;
	int n_groups;
	gid_t *groups;
};

/*
 * From here on this thread reaches what `uid` and `gid` reach, without other groups or
 * capabilities. Does nothing if uid is that of the process.
 */
int identity_take(uid_t uid, gid_t gid, struct identity *ret, struct err *e);
void identity_restore(struct identity *i);

#define IDENTITY_AUTO __attribute__((cleanup(identity_restore)))

#endif
