/* SPDX-License-Identifier: MIT */
/* What was installed, kept in the state directory so that just that can be removed. */
#ifndef HOOK_RECORDS_H
#define HOOK_RECORDS_H

#include "backup/store.h"

enum hook_kind {
	HOOK_FILE, /* value: SHA-256 of what was written, of more than one on the way */
	HOOK_LINK, /* value: its target */
	HOOK_DIRECTORY, /* of no hook: one may be made by one and used by another */
};

struct hook_entry {
	enum hook_kind kind;
	char *hook; /* "" for a directory */
	char *path;
	char *value;
};

/* Zero is an empty record. */
struct hook_record {
	struct hook_entry *items;
	size_t n;
};

int hook_record_read(const struct store *s, struct hook_record *r, struct err *e);

/* Writes it durably; nothing in it: removes the file. */
int hook_record_write(const struct store *s, const struct hook_record *r, struct err *e);

/* The entry of a path, or NULL. */
struct hook_entry *hook_record_find(const struct hook_record *r, const char *path);

/* Adds an entry, or sets its value. -1 where memory ran out. */
int hook_record_set(struct hook_record *r, enum hook_kind kind, const char *hook,
	const char *path, const char *value);
void hook_record_drop(struct hook_record *r, struct hook_entry *entry);
void hook_record_done(struct hook_record *r);

#endif
