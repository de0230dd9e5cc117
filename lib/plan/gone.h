/* SPDX-License-Identifier: MIT */
/* Finds out which paths belonged to products that were uninstalled. */
#ifndef GONE_H
#define GONE_H

#include "jre/context.h"
#include "text/manifest.h"

/* A product as the caller named it. */
struct gone_product {
	/* Absolute. In the second one links are resolved, as far as they still exist. */
	char *path, *resolved;
	/* The home if the path is a java.security or the JRE in a JDK; otherwise "". */
	char *home, *resolved_home;
	bool remains;  /* its directory still exists, and may never have been a home */
	bool was_home; /* a rule, record or backup says that it was a home */
	bool known;    /* a rule, record or backup is about it */
};

/* Products, and where to look for what is left of them. */
struct gone_products {
	const struct context *context;
	struct gone_product *items;
	size_t n;
	struct err err; /* what could not be examined: a verdict may be wrong */
};

/* How a path is related to the products. */
enum gone_verdict {
	GONE_NOT_THEIRS,
	GONE_THEIRS,	  /* theirs, and it does not exist any more */
	GONE_STILL_THERE, /* theirs, but it exists, or that cannot be known */
};

/*
 * Takes paths of homes, java.security files or archives. Fails with JSEC_EXISTS if one of
 * them leads to an install or a file.
 */
int gone_init(struct gone_products *g, const struct context *c, const char *const *paths,
	size_t n, struct err *e);
void gone_done(struct gone_products *g);

/*
 * Notes that the path was a home, or a file of one. Note all known paths before the first
 * judgement: a directory that still exists is only forgotten if it was a home.
 */
void gone_note(struct gone_products *g, const char *path);

/* Judges the path of a home. A policy's target may also be a file. */
enum gone_verdict gone_judge_home(struct gone_products *g, const char *path);

/*
 * Judges a pattern in the policy. It is theirs if it was named itself, or matches the path of
 * a home of theirs or of its java.security; `leads` if it still leads to an install.
 */
enum gone_verdict gone_judge_pattern(
	struct gone_products *g, const char *pattern, bool leads);

/* Judges a file by its own path or by that of its home. */
enum gone_verdict gone_judge_file(struct gone_products *g, const struct record *r);

/* Returns the first product of which nothing is known, or NULL if all are known. */
const char *gone_find_unknown(const struct gone_products *g);

#define GONE_AUTO __attribute__((cleanup(gone_done)))

#endif
