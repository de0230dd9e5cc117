/* SPDX-License-Identifier: MIT */
/* Products that were uninstalled: which paths were theirs. */
#ifndef GONE_H
#define GONE_H

#include "jre/context.h"
#include "text/manifest.h"

/* A product, as the caller named it. */
struct gone_product {
	/* Absolute; the second has the links resolved that are still there. */
	char *path, *resolved;
	/* If the path is that of a file, or of a JDK's JRE: the home; or "". */
	char *home, *resolved_home;
	bool remains;  /* its directory is still there, and may be no home at all */
	bool was_home; /* something known says that it was one */
	bool known;    /* something is known of it */
};

/* Products, and where to look for what is left of them. */
struct gone_products {
	const struct context *context;
	struct gone_product *items;
	size_t n;
	bool failed; /* memory ran out, and a verdict may be wrong */
};

/* What a path has to do with them. */
enum gone_verdict {
	GONE_NOT_THEIRS,
	GONE_THEIRS,	  /* and nothing is there any more */
	GONE_STILL_THERE, /* theirs, but something is there, or that cannot be known */
};

/*
 * Takes the paths of homes, java.security files or archives. JSEC_EXISTS if one of them
 * leads to an install or to a file.
 */
int gone_init(struct gone_products *g, const struct context *c, const char *const *paths,
	size_t n, struct err *e);
void gone_done(struct gone_products *g);

/*
 * Notes that this is a path that once was a home, or a file of one. All that is known is
 * to be noted before the first is judged: of a directory that remains, only what was a
 * home is forgotten.
 */
void gone_note(struct gone_products *g, const char *path);

/* Judges the path of a home, as of a policy's target, which may also be that of a file. */
enum gone_verdict gone_judge_home(struct gone_products *g, const char *path);

/* Judges a file, by its own path or by that of its home. */
enum gone_verdict gone_judge_file(struct gone_products *g, const struct record *r);

/* The first product of which nothing is known; NULL if something is known of all. */
const char *gone_find_unknown(const struct gone_products *g);

#define GONE_AUTO __attribute__((cleanup(gone_done)))

#endif
