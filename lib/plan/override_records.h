/* SPDX-License-Identifier: MIT */
/*
 * Records of the override files that were written. A file in the state directory says
 * what each one was made from, so that it can be renewed.
 */
#ifndef OVERRIDE_RECORDS_H
#define OVERRIDE_RECORDS_H

#include "base/strv.h"
#include "backup/store.h"

/* One record. It owns its strings. */
struct emitted {
	char *file;	/* inside the root, links resolved */
	char *home;	/* home or java.security of its install */
	char *property; /* name of the changed list */
	struct strv allow, disallow;
	char *written; /* digest of its bytes */
	char *was;     /* digest of the bytes before, if written by us; or "" */
	bool empty_ok; /* the list may become empty */
};

struct emitted_files {
	struct emitted *items;
	size_t n;
};

/* Loads the records. There are none if the file is missing. */
int emitted_load(const struct store *s, struct emitted_files *ret, struct err *e);
void emitted_files_done(struct emitted_files *f);

/* Returns the record of a file, or NULL if there is none. */
const struct emitted *emitted_find(const struct emitted_files *f, const char *file);

/* Adds a copy or replaces the record of the file. Returns -1 if memory ran out. */
int emitted_set(struct emitted_files *f, const struct emitted *it);
void emitted_drop(struct emitted_files *f, const char *file);

/* Saves the records durably. Removes the file if there are none. */
int emitted_save(const struct store *s, const struct emitted_files *f, struct err *e);

int emitted_copy(struct emitted *to, const struct emitted *from);
void emitted_done(struct emitted *it);

#define EMITTED_AUTO __attribute__((cleanup(emitted_files_done)))

#endif
