/* SPDX-License-Identifier: MIT */
/* Records of a pax header: "LENGTH KEY=VALUE\n". */
#ifndef PAX_H
#define PAX_H

#include "base/buf.h"

#include <stdint.h>

struct pax_record {
	struct span key, value;
};

/*
 * Takes the first record off `records`. Returns false at their end. If they are damaged,
 * `records` is not empty then.
 */
bool pax_take(struct span *records, struct pax_record *ret);

bool pax_key_is(const struct pax_record *r, const char *key);

/* Reads the decimal number of a value. Returns false if it is none, or above `most`. */
bool pax_read_number(struct span value, int64_t most, int64_t *ret);

/* Appends a record. */
void pax_add(struct buf *records, const char *key, struct span value);
void pax_addf(struct buf *records, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
