/* SPDX-License-Identifier: MIT */
/* A member of an archive, and new bytes for it. */
#ifndef MEMBER_H
#define MEMBER_H

#include "archive/extent.h"

#include <stdlib.h>

enum member_kind { MEMBER_FILE, MEMBER_SYMLINK, MEMBER_HARDLINK, MEMBER_OTHER };

/* One archive member. A zeroed struct means "no member". */
struct member {
	char *path;
	enum member_kind kind;
	char *target; /* target of a link */
	/*
	 * Place of its header in the decompressed tar, or of its record in the zip's
	 * index.
	 */
	int64_t at;
	int64_t size;
	const char *unreadable; /* NULL, or why its bytes cannot be read */
	const char *fixed;	/* NULL, or why its bytes cannot be replaced */
};

static inline void member_done(struct member *m)
{
	free(m->path);
	free(m->target);
	*m = (struct member){0};
}

#define MEMBER_AUTO __attribute__((cleanup(member_done)))

/* New bytes for the member whose header is at `at`. The member has `size` bytes now. */
struct patch {
	int64_t at;
	int64_t size;
	struct span bytes;
};

#endif
