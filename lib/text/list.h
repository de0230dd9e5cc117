/* SPDX-License-Identifier: MIT */
/*
 * A value as a list of disabled algorithms, split as
 * sun.security.util.AbstractAlgorithmConstraints does, each entry with the bytes that it
 * came from.
 */
#ifndef LIST_H
#define LIST_H

#include "base/errors.h"
#include "base/strv.h"
#include "text/escapes.h"

/* An entry, trimmed; from == to for an empty one. Offsets into the raw value. */
struct entry {
	size_t from;
	size_t to;
	char *text;	 /* UTF-8, as Java sees it; "" for an empty one */
	const char *key; /* of the text, in the same memory */
	bool includes;	 /* it is `include jdk.disabled.namedCurves` */
};

/* A list of n - 1 commas, n > 0. Of no use to Java, but kept: empty entries. */
struct list {
	struct entry *items;
	size_t n;
	size_t from; /* behind a quote that opens the value, and blanks */
	size_t to;   /* before blanks, and a quote that closes it */
};

/* What a JVM's reading of a list depends on. */
struct list_rules {
	bool constraints;     /* the property may hold them: not so legacyAlgorithms */
	bool include;	      /* `include jdk.disabled.namedCurves` is known */
	bool wildcards;	      /* TLS_* is known (JDK-8341964) */
	bool handshake_usage; /* `usage HandshakeSignature` is known (JDK-8349583) */
};

/* Splits the raw bytes of a value. Returns -JSEC_NO_MEMORY, or 0. */
int list_read(struct list *l, struct span raw);
void list_done(struct list *l);

/* Entries that are not empty. */
size_t list_count(const struct list *l);

/* Adds the texts of those entries. */
void list_copy_texts(const struct list *l, struct strv *ret);

/*
 * Java compares entries without regard to ASCII case and to the length of white space. Their
 * keys are equal where Java takes the entries for equal: small letters, one blank for each
 * run of white space, and none at the ends.
 */
void entry_add_key(const char *entry, struct buf *out);

/* The keys of n entries, for strv_has(). */
void entry_add_keys(const char *const *entries, size_t n, struct strv *keys);

/* Most keys differ in their first letter already. */
static inline bool entry_same_key(const char *a, const char *b)
{
	return *a == *b && !strcmp(a, b);
}

bool list_has_key(const struct list *l, const char *key);

/* Compares two entries that have no keys. */
bool entry_equal(const char *a, const char *b);

/* Lists of entries as strings, compared so. */
bool list_has_entry(const struct strv *v, const char *entry);

/* Adds what `to` has not, and takes all of it out of the list of the contrary. */
void list_move_entries(struct strv *to, struct strv *out_of, const struct strv *entries);

/* NULL, or why a JVM with these rules throws at the entry, and so refuses all TLS. */
const char *entry_find_fault(const char *entry, const struct list_rules *rules);

/* The first entry of the list with a fault; NULL where Java takes it. */
const char *list_find_fault(
	const struct list *l, const struct list_rules *rules, const struct entry **entry);

#define LIST_AUTO __attribute__((cleanup(list_done)))

#endif
