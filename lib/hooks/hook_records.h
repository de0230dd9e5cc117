/* SPDX-License-Identifier: MIT */
/* Records what was installed, so that exactly that can be removed. */
#ifndef HOOK_RECORDS_H
#define HOOK_RECORDS_H

#include "backup/store.h"

enum hook_kind {
	HOOK_FILE, /* value: SHA-256 of its text; during an update also of the old one */
	HOOK_LINK, /* value: its target */
	HOOK_DIRECTORY, /* belongs to no hook: several hooks may use it */
};

struct hook_entry {
	enum hook_kind kind;
	char *hook; /* "" for a directory */
	char *path;
	char *value;
};

/* A zeroed struct is an empty record. */
struct hook_record {
	struct hook_entry *items;
	size_t n;
};

int hook_record_read(const struct store *s, struct hook_record *r, struct err *e);

/* Writes the record durably. Removes the file if the record is empty. */
int hook_record_write(const struct store *s, const struct hook_record *r, struct err *e);

/* Returns the entry of a path, or NULL if there is none. */
struct hook_entry *hook_record_find(const struct hook_record *r, const char *path);

/* Adds an entry, or replaces the one of this path. Returns -1 if memory ran out. */
int hook_record_set(struct hook_record *r, enum hook_kind kind, const char *hook,
	const char *path, const char *value);
void hook_record_drop(struct hook_record *r, struct hook_entry *entry);
void hook_record_done(struct hook_record *r);

#endif
