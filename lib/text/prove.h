/* SPDX-License-Identifier: MIT */
/* Checks that the new bytes are the old ones with exactly the requested change. */
#ifndef PROVE_H
#define PROVE_H

#include "text/edit.h"
#include "text/list.h"

/* What the proof needs to know, apart from the bytes. */
struct claim {
	enum props_reader reader;
	struct list_rules rules;
	const struct change *change;
	bool empty_ok;	  /* the list may become empty */
	const char *path; /* for error messages */
};

/*
 * Returns 0 if this version of Java accepts the new list, the list is the old one without
 * the allowed entries and with the disallowed ones, in the old layout, and all other
 * properties and bytes are unchanged. Otherwise returns -JSEC_NOT_PROVEN,
 * -JSEC_EMPTY_LIST or -JSEC_BAD_LIST. It does not rely on any result of the edit.
 */
int prove_edit(
	const struct claim *claim, struct span old, struct span new, struct err *e);

#endif
