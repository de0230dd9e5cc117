/* SPDX-License-Identifier: MIT */
/*
 * Small records in the state directory. Each has a first line with the number of its
 * format and a digest of the rest, so that any damage is noticed.
 */
#ifndef SEALED_H
#define SEALED_H

#include "backup/store.h"

/* A record. */
struct sealed {
	const char *name; /* of its file */
	const char *loss; /* what deleting the record means, for a message */
};

/*
 * Reads the record without its first line. Without a file `ret` stays empty. Fails with
 * JSEC_RECORD_DAMAGED or JSEC_NEWER_FORMAT.
 */
int sealed_get(
	const struct store *s, const struct sealed *what, struct buf *ret, struct err *e);

/* Replaces the record durably. No text removes it. */
int sealed_put(const struct store *s, const struct sealed *what, const struct buf *text,
	struct err *e);

/* Sets JSEC_RECORD_DAMAGED, with what the user can do. */
int sealed_refuse(
	const struct store *s, const struct sealed *what, const char *why, struct err *e);

#endif
