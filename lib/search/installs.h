/* SPDX-License-Identifier: MIT */
/* Lists the installs that a search finds. Each file is listed once. */
#ifndef INSTALLS_H
#define INSTALLS_H

#include "jre/install.h"
#include "os/walk/walked.h"
#include "text/java_options.h"

struct bundle;

/* The directories of an Access Manager installation. Paths are absolute. */
struct access_dirs {
	struct strv names;    /* as the caller names them */
	struct strv tops;     /* the same without links */
	struct strv homes;    /* directories in them that may be Java homes */
	struct strv links;    /* symbolic links in them, which may lead to a Java */
	struct strv owners;   /* numbers of the users who own a directory */
	struct strv ignored;  /* files with a name, but not the settings */
	struct strv copies;   /* directories that were left out: they look like backups */
	struct strv excluded; /* directories that were left out: the caller said so */
};

struct jsec_installs {
	struct install **items;
	size_t n, room;
	const struct jsec_install **list; /* for callers; NULL until all are found */
	size_t *slots;	/* a hash table of the files: 1 + index in `items`, or 0 */
	size_t n_slots; /* a power of 2 */
	struct walked walked;
	struct strv missed; /* one sentence for each place that could only be counted */
	size_t n_missed;
	struct strv left_behind; /* files of a Java that was removed */
	struct strv partly;    /* homes of others with more entries than are looked at */
	struct jsec_scan scan; /* what callers see of these two; points into them */
	bool searched;	       /* there were no targets */
	bool scanned;
	bool all;      /* all known places were searched */
	bool together; /* files of one installation: change all of them, or none */
	struct jvmargs args[JVM_KINDS]; /* what the environment gives to every JVM */
	struct strv options;		/* the variables that contain these options */
	struct access_dirs access;
	struct strv named;	 /* the targets that are installs, as absolute paths */
	struct bundle **bundles; /* the targets that are archives */
	size_t n_bundles;
};

/* Adds an install. Moves `i`, or frees it if its file is in the list already. */
int installs_add(struct jsec_installs *l, struct install *i, enum jsec_source source,
	struct err *e);

/* Adds an install that cannot be used. Moves `why`, the reason. */
int installs_add_broken(struct jsec_installs *l, const char *path,
	enum jsec_source source, struct err *why, struct err *e);

/* Makes the list for callers, after all installs were found and sorted. */
int installs_finish(struct jsec_installs *l, struct err *e);

/*
 * Reads the release of those that were not named, too: with the rights of their owners.
 * Fails only if no file can be read any more.
 */
int installs_learn(const struct jsec_installs *l, const struct context *c, struct err *e);

/* Returns the install with this file, or NULL if it is not in the list. */
const struct install *installs_find(
	const struct jsec_installs *l, const struct file_info *file);

/* Notes that this process of the application uses the install with this file, if there is one. */
void installs_mark_used(struct jsec_installs *l, const struct file_info *file, int pid);

/* Finds the options that the environment gives to this install's JVM. */
int installs_find_args(const struct jsec_installs *l, const struct context *c,
	const struct install *i, const struct jvmargs **ret, struct err *e);

/* What it means that a place cannot be examined. */
enum miss_weight {
	MISS_FAILS,  /* it fails, unless this user may not look there */
	MISS_COUNTS, /* it is named: nothing there would be changed */
	MISS_KNOWN,  /* it fails: an install was there */
};

/* A place that a search looks at. */
struct miss {
	const char *path;
	enum jsec_source source;
	enum miss_weight weight;
	bool step; /* a step of the path failed, so the directory above it was closed */
};

/*
 * Notes that a place could not be examined, for which `why` is the reason. It is counted,
 * or becomes an install that failed. Fails if no place can be examined any more.
 */
int installs_miss(
	struct jsec_installs *l, const struct miss *m, struct err *why, struct err *e);

/* Does the same after install_probe() or the like has failed. Frees `i`. */
int installs_miss_probed(struct jsec_installs *l, const struct miss *m, struct install *i,
	struct err *why, struct err *e);

/*
 * Adds the install at a home, if there is one. Adds a broken one only if the user should
 * know about it. `found`, which may be NULL, becomes true if there is one.
 */
int installs_try_home(struct jsec_installs *l, const struct context *p,
	const struct miss *home, bool *found, struct err *e);

/* Makes a list with one install of kind INSTALL_TEXT. The bytes are borrowed. */
int installs_make_text(struct span bytes, struct jsec_installs **ret, struct err *e);

#endif
