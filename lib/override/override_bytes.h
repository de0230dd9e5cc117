/* SPDX-License-Identifier: MIT */
/*
 * The bytes of a file for -Djava.security.properties: the list that Java takes for an
 * install today, changed, and a head that says where it comes from.
 */
#ifndef OVERRIDE_BYTES_H
#define OVERRIDE_BYTES_H

#include "base/note_list.h"
#include "jre/install.h"
#include "plan/override_records.h"

/* What is made, and what is to be told about it. */
struct override_bytes {
	struct buf bytes;
	struct strv entries, removed, added;
	struct note_list notes;
};

/*
 * `what` says which list becomes what, and where the file will be. `ret` is to be done in any
 * case. Fails where Java would not read such a file,
 * with JSEC_OVERRIDDEN, and where the list of the install is bad, or becomes so.
 */
int override_bytes_make(const struct context *c, const struct install *i,
	const struct emitted *what, struct override_bytes *ret, struct err *e);
void override_bytes_done(struct override_bytes *x);

#endif
