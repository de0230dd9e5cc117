/* SPDX-License-Identifier: MIT */
/* Which Java an install is, and what follows from it for its lists. */
#ifndef RELEASE_H
#define RELEASE_H

#include "sys/root.h"
#include "text/list.h"
#include "text/props.h"
#include "text/suite.h"

/* From the `release` file, or guessed from the path; NULL where nothing tells. */
struct release {
	char *vendor;
	char *version;
};

/* `home` is the real path. Never fails: what cannot be read is not known. */
void release_read(struct release *r, const struct root *root, struct lexer *lexer,
	const char *home);
void release_done(struct release *r);

/* NULL is an unknown version: taken for a current one. */
enum props_reader release_reader(const char *version);
struct list_rules release_rules(const char *version, const char *property);
struct jsse release_jsse(const char *version);

#endif
