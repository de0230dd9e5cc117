/* SPDX-License-Identifier: MIT */
/* The guard: whether new bytes are the old ones with exactly the change that was asked. */
#ifndef PROVE_H
#define PROVE_H

#include "text/edit.h"
#include "text/list.h"

/* What the proof is about, beside the bytes. */
struct claim {
	struct lexer *lexer;
	enum props_reader reader;
	struct list_rules rules;
	const struct change *change;
	bool empty_ok;	  /* a list may become empty */
	const char *path; /* for errors */
};

/*
 * Returns 0 where, read by the JVM in question, all other properties are the same, all
 * other bytes are the same, the list is the old one without what was to be allowed and
 * with what was to be disallowed, in the old layout, and Java takes it. Otherwise
 * -JSEC_NOT_PROVEN, -JSEC_EMPTY_LIST or -JSEC_BAD_LIST. It trusts nothing of what made the
 * new bytes.
 */
int prove_edit(
	const struct claim *claim, struct span old, struct span new, struct err *e);

#endif
