/* SPDX-License-Identifier: MIT */
/* What --replaced says: which files the update of a hook is about to replace. */
#ifndef CONCERNED_H
#define CONCERNED_H

#include "opt.h"

#include "jsecpatch.h"

/* A zeroed struct means any file. */
struct concerned {
	enum jsec_replaced what;
	struct words names; /* they are in `text` */
	char *text;
};

/*
 * Reads the value of --replaced, and standard input for "-", to its end. If that is too
 * long, takes longer than a minute, or cannot be read, any file may be replaced.
 */
void concerned_read(struct concerned *c, const struct opt *o);
void concerned_done(struct concerned *c);

#endif
