/* SPDX-License-Identifier: MIT */
/* Edits a list in a document. Whether the result is safe is for text/prove to decide. */
#ifndef EDIT_H
#define EDIT_H

#include "base/buf.h"
#include "base/strv.h"
#include "text/list.h"
#include "text/properties.h"

/* A request to change a list. Strings are UTF-8, one entry each. */
struct change {
	const char *property;
	const char *const *allow; /* entries to remove */
	size_t n_allow;
	const char *const *disallow; /* entries to add if missing */
	size_t n_disallow;
};

/*
 * Applies the change to the document and adds the result to `out`. `list` is the
 * property's parsed value, or NULL to have it parsed here. `removed` and `added` get the
 * entries as they are written. If both stay empty, nothing changes and `out` is a copy.
 */
int edit_apply(const struct props *p, const struct list *list,
	const struct change *change, struct buf *out, struct strv *removed,
	struct strv *added, struct err *e);

#endif
