/* SPDX-License-Identifier: MIT */
/* Where installs are looked for and read, and with what: made once, and once more a thread. */
#ifndef CONTEXT_H
#define CONTEXT_H

#include "backup/blob.h"
#include "os/root.h"
#include "text/properties.h"

struct context {
	const struct root *root;
	struct lexer *lexer;
	struct pool *pool; /* for the bytes of files that are read */
	bool is_host; /* the root is this machine's own: its working directory counts */
};

#endif
