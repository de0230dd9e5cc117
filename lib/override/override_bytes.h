/* SPDX-License-Identifier: MIT */
/*
 * Makes the bytes of a file for -Djava.security.properties: a head that says where the
 * list comes from, and the list that Java reads today, changed.
 */
#ifndef OVERRIDE_BYTES_H
#define OVERRIDE_BYTES_H

#include "base/note_list.h"
#include "jre/install.h"
#include "plan/override_records.h"

/* The new bytes and what to report about them. */
struct override_bytes {
	struct buf bytes;
	struct strv entries, removed, added;
	int tls13_first; /* as in struct jsec_override */
	struct note_list notes;
};

/*
 * Makes the bytes of the file at what->file. Fails with JSEC_OVERRIDDEN if Java would not
 * read such a file, and if the list is bad before or after the change. Call
 * override_bytes_done() also after an error.
 */
int override_bytes_make(const struct context *c, const struct install *i,
	const struct emitted *what, struct override_bytes *ret, struct err *e);
void override_bytes_done(struct override_bytes *x);

#endif
