/* SPDX-License-Identifier: MIT */
/* Old bytes and a request make new bytes; whether they are safe is for prove to say. */
#ifndef EDIT_H
#define EDIT_H

#include "base/buf.h"
#include "base/strv.h"
#include "text/list.h"
#include "text/properties.h"

/* What a list is to become. Strings are UTF-8, one entry each. */
struct change {
	const char *property;
	const char *const *allow; /* to be removed */
	size_t n_allow;
	const char *const *disallow; /* to be added where missing */
	size_t n_disallow;
};

/*
 * Applies the change to a document, into `out`. `list` is the property's value, taken apart,
 * or NULL where nobody did that yet. `removed` and `added` get the entries as
 * they stood or stand; both empty means that nothing changes, and `out` is a copy.
 */
int edit_apply(const struct props *p, const struct list *list,
	const struct change *change, struct buf *out, struct strv *removed,
	struct strv *added, struct err *e);

#endif
