/* SPDX-License-Identifier: MIT */
/*
 * The override files that were written: a file in the state directory says of each what it
 * was made from, so that it can be renewed. Losing it loses that, and no more.
 */
#ifndef OVERRIDE_RECORDS_H
#define OVERRIDE_RECORDS_H

#include "base/strv.h"
#include "backup/store.h"

/* One of them. The strings are its own. */
struct emitted {
	char *file;	/* inside the root, links resolved */
	char *home;	/* of the install whose list it changes; or the java.security */
	char *property; /* the list */
	struct strv allow, disallow;
	char *written; /* digest of its bytes */
	char *was;     /* of those before, if they were written too; or "" */
	bool empty_ok; /* the list may become empty */
};

struct emitted_files {
	struct emitted *items;
	size_t n;
};

/* None at all is no error, nor is one that cannot be understood: it is of no use. */
int emitted_load(const struct store *s, struct emitted_files *ret, struct err *e);
void emitted_files_done(struct emitted_files *f);

/* The record of a file; NULL where there is none. */
const struct emitted *emitted_find(const struct emitted_files *f, const char *file);

/* Adds a copy, in the place of what the file's record was; -1 where memory ran out. */
int emitted_set(struct emitted_files *f, const struct emitted *it);
void emitted_drop(struct emitted_files *f, const char *file);

/* Makes it last; without records there is no file. */
int emitted_save(const struct store *s, const struct emitted_files *f, struct err *e);

int emitted_copy(struct emitted *to, const struct emitted *from);
void emitted_done(struct emitted *it);

#define EMITTED_AUTO __attribute__((cleanup(emitted_files_done)))

#endif
