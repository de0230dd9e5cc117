/* SPDX-License-Identifier: MIT */
/* Finds installs: named, in the known places, by the environment, and those of before. */
#ifndef FIND_H
#define FIND_H

#include "java/install.h"
#include "text/jvmargs.h"

struct jsec_installs {
	struct install **items;
	size_t n;
	bool all;	     /* no targets were given */
	bool together;	     /* one installation's files: all are changed, or none */
	struct jvmargs args; /* what the environment gives to every JVM */
	struct strv options; /* the variables that they are from */
	struct strv named;   /* the targets that are installs, as absolute paths */
};

/* What is known beside the places. */
struct find_hints {
	struct strv policy;  /* paths that the policy names */
	struct strv backups; /* files that were changed before */
};

/* Relative paths start in the working directory, or in the root, if it is another one. */
char *find_absolute(const struct prober *p, const char *path);

/* The one with the same file, by device and inode; or NULL. */
struct install *find_same(const struct jsec_installs *l, const struct install *i);

/* Appends `i`, which is moved, or done. */
int find_append(struct jsec_installs *l, struct install *i, enum jsec_source source,
	struct err *e);

/* `environment`: NULL for none, as where the root is not the machine's own. */
int find(const struct prober *p, const struct jsec_search *search,
	const char *const *environment, const struct find_hints *hints,
	struct jsec_installs **ret, struct err *e);

#endif
