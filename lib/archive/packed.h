/* SPDX-License-Identifier: MIT */
/* Members of archives, and new bytes for them. */
#ifndef PACKED_H
#define PACKED_H

#include "archive/extent.h"

enum packed_kind { PACKED_FILE, PACKED_SYMLINK, PACKED_HARDLINK, PACKED_OTHER };

/* A member. Zero is none. */
struct packed {
	char *path;
	enum packed_kind kind;
	char *target; /* of a link */
	off_t at; /* of its header: in a tar in the decompressed bytes; in a zip's index */
	off_t size;
	const char *unreadable; /* NULL, or why its bytes cannot be had */
	const char *fixed;	/* NULL, or why they cannot be replaced */
};

void packed_done(struct packed *m);

/* What a member's bytes are to be. */
struct patch {
	off_t at;   /* the member's */
	off_t size; /* of its bytes as they are */
	struct span bytes;
};

#endif
