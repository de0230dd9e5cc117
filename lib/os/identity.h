/* SPDX-License-Identifier: MIT */
/* Acting on files as somebody else: with his rights, and no more. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "base/errors.h"
#include "os/file_info.h"

#include <stdbool.h>
#include <sys/types.h>

/* Whose rights this thread had before. Zero: nothing was changed. */
struct identity {
	bool changed;
	struct owner was;
	int n_groups;
	gid_t *groups;
};

/*
 * From here on this thread reaches what `who` reaches, without other groups or capabilities.
 * Does nothing if that is the process's own user.
 */
int identity_take(struct owner who, struct identity *ret, struct err *e);
void identity_restore(struct identity *i);

/* Whether the process is root's, whatever a thread of it has taken. */
bool identity_is_root(void);

#define IDENTITY_AUTO __attribute__((cleanup(identity_restore)))

#endif
