/* SPDX-License-Identifier: MIT */
/* Which Java an install is, and what follows from it for its lists. */
#ifndef RELEASE_H
#define RELEASE_H

#include "os/root.h"
#include "text/list.h"
#include "text/properties.h"
#include "text/suite.h"

/* From the `release` file, or guessed from the path; NULL where nothing tells. */
struct release {
	char *vendor;
	char *version;
};

/* `home` is the real path. Never fails: what cannot be read is not known. */
void release_read(struct release *r, const struct root *root, struct lexer *lexer,
	const char *home);
/* The same of bytes that are the `release` file's, or none. */
void release_take(
	struct release *r, struct lexer *lexer, struct span bytes, const char *home);
void release_done(struct release *r);

/* 1.8.0_292 is {8, 292}, 11.0.9 is {11, 9}; of an unknown one all is 0. */
struct version {
	int major;
	int update;
};

struct version version_parse(const char *release_version);

/* Whether `include` lines are followed: JDK-8319332. */
bool release_includes(const char *version);

/* NULL is an unknown version: taken for a current one. */
enum props_reader release_get_reader(const char *version);
struct list_rules release_get_rules(const char *version, const char *property);
struct jsse release_get_jsse(const char *version);

#endif
