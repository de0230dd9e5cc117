/* SPDX-License-Identifier: MIT */
/* Splits a value into the entries of a list of disabled algorithms. */
#ifndef LIST_H
#define LIST_H

#include "base/errors.h"
#include "base/strv.h"
#include "text/escapes.h"

/* Whether an entry includes the list jdk.disabled.namedCurves. */
enum entry_includes {
	INCLUDES_NOTHING,
	INCLUDES_CURVES, /* it is `include jdk.disabled.namedCurves` */
	INCLUDES_MORE,	 /* likewise, but text follows */
};

/* A trimmed entry. Offsets are in the raw value; from == to if the entry is empty. */
struct entry {
	size_t from;
	size_t to;
	char *text;	 /* UTF-8, as Java sees it; "" if empty */
	const char *key; /* see entry_add_key(); in the same memory as `text` */
	enum entry_includes includes;
	bool twin; /* it differs from an earlier entry in case only, or not at all */
};

/* n entries, n > 0, with commas between. Includes empty entries, which Java ignores. */
struct list {
	struct entry *items;
	size_t n;
	size_t from;	  /* after blanks and an opening quote */
	size_t to;	  /* before blanks and a closing quote */
	bool quoted;	  /* Java takes a quote off each end */
	struct strv keys; /* of a long list that was read: all keys, to find one fast */
};

/* What this version of Java accepts in this list. */
struct list_rules {
	bool constraints;     /* entries may have constraints */
	bool include;	      /* Java knows `include jdk.disabled.namedCurves` */
	bool include_more;    /* and ignores text after it */
	bool wildcards;	      /* Java knows TLS_* (JDK-8341964) */
	bool handshake_usage; /* Java knows `usage HandshakeSignature` (JDK-8349583) */
	bool set;	      /* of twins, Java only sees the first one */
	bool exact_curves;    /* names of curves count only in the vendor's case */
};

/*
 * Splits the raw bytes of a value as Java's AbstractAlgorithmConstraints does. Returns 0
 * or -JSEC_NO_MEMORY.
 */
int list_read(struct list *l, struct span raw);
void list_done(struct list *l);

/*
 * Adds what list_read() would find if it read the value again: an entry was written as
 * entry number `place`, into the bytes [from, to), and the value grew by `grown` bytes.
 */
int list_insert(struct list *l, size_t place, const char *entry, size_t from, size_t to,
	size_t grown);

/* Returns how many entries are not empty, or tells whether none is. */
size_t list_count(const struct list *l);
bool list_is_empty(const struct list *l);

/* Adds the texts of the entries that are not empty. */
void list_copy_texts(const struct list *l, struct strv *ret);

/*
 * Adds the key of an entry. Two keys are equal if Java treats the two entries as equal:
 * it ignores ASCII case and the length of white space. A key has lower-case letters, one
 * blank for each run of white space, and none at its ends.
 */
void entry_add_key(const char *entry, struct buf *out);

/* Adds the keys of n entries, for use with strv_has(). */
void entry_add_keys(const char *const *entries, size_t n, struct strv *keys);

/* The first letter is compared first, for speed: most keys differ there. */
static inline bool entry_same_key(const char *a, const char *b)
{
	return *a == *b && !strcmp(a, b);
}

/* Tells what an entry with this text includes. */
enum entry_includes entry_find_include(const char *text);

/* Tells whether Java takes the entry for an include of jdk.disabled.namedCurves. */
static inline bool entry_is_include(const struct entry *e, const struct list_rules *rules)
{
	return rules->include &&
	       (e->includes == INCLUDES_CURVES ||
		       (e->includes == INCLUDES_MORE && rules->include_more));
}

bool list_has_key(const struct list *l, const char *key);

/* Tells whether it is one of Java's names of curves that have a blank in them. */
bool entry_is_curve(const char *entry);

/* Compares two entries as their keys would compare. */
bool entry_equal(const char *a, const char *b);

/* Tells whether the list has an entry that is equal in the sense of entry_equal(). */
bool list_has_entry(const struct strv *v, const char *entry);

/* Adds `entries` to `to` unless they are there, and removes them from `out_of`. */
void list_move_entries(struct strv *to, struct strv *out_of, const struct strv *entries);

/*
 * Returns NULL if Java accepts the entry. Otherwise returns why it throws an exception,
 * which makes all TLS fail.
 */
const char *entry_find_fault(const char *entry, const struct list_rules *rules);

/* Finds the first faulty entry of the list. Returns NULL if Java accepts all. */
const char *list_find_fault(
	const struct list *l, const struct list_rules *rules, const struct entry **entry);

/*
 * Returns the text in an entry that Java accepts, but ignores: all that follows the number
 * of `keySize < 1024`, or an include. NULL if there is none.
 */
const char *entry_find_ignored(const struct entry *entry, const struct list_rules *rules);

#define LIST_AUTO __attribute__((cleanup(list_done)))

#endif
