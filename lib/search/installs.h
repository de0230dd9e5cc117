/* SPDX-License-Identifier: MIT */
/* The installs that a search has found: each file once, however many paths lead to it. */
#ifndef INSTALLS_H
#define INSTALLS_H

#include "jre/install.h"
#include "os/walk/walked.h"
#include "text/java_options.h"

struct bundle;

struct jsec_installs {
	struct install **items;
	size_t n, room;
	const struct jsec_install *
		*list; /* what callers see of them, when all are found */
	size_t *slots; /* a hash table by device and inode: 1 + the place in items, or 0 */
	size_t n_slots; /* a power of 2 */
	struct walked walked;
	struct jsec_scan scan; /* what callers see of it; points to the former */
	bool scanned;
	bool all;	      /* no targets were given */
	bool together;	      /* one installation's files: all are changed, or none */
	struct jvmargs args;  /* what the environment gives to every JVM */
	struct strv options;  /* the variables that they are from */
	struct strv left_out; /* named as Access Manager's files, without its settings */
	struct strv named;    /* the targets that are installs, as absolute paths */
	struct bundle **bundles; /* the targets that are archives */
	size_t n_bundles;
};

/* Adds an install, which is moved, or done where its file is there already. */
int installs_add(struct jsec_installs *l, struct install *i, enum jsec_source source,
	struct err *e);

/* What was found at `path` but cannot be used stays in the list, with `why`. */
int installs_add_broken(struct jsec_installs *l, const char *path,
	enum jsec_source source, struct err *why, struct err *e);

/* All are found, and in their order: makes the list for callers. */
int installs_finish(struct jsec_installs *l, struct err *e);

/* Whether this file is there. */
bool installs_have(const struct jsec_installs *l, const struct file_info *file);

/*
 * Adds the install at `path`, if there is one, and if it is broken but worth a word. Why it
 * could not be found out whether there is one goes to `missed`, if it is not NULL.
 */
int installs_try_home(struct jsec_installs *l, const struct context *p, const char *path,
	enum jsec_source source, struct strv *missed, struct err *e);

#endif
