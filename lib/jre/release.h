/* SPDX-License-Identifier: MIT */
/* Reads which Java an install is, and knows which entries that version supports. */
#ifndef RELEASE_H
#define RELEASE_H

#include "jre/context.h"
#include "os/file_info.h"
#include "text/list.h"
#include "text/properties.h"
#include "text/suite.h"

/* From the `release` file, or guessed from the path. NULL if unknown. */
struct release {
	char *vendor;
	char *version;
};

/*
 * Reads the `release` file with the rights of `reader`. `home` must have its links resolved.
 * It is no error if there is no such file, or if it is not a regular one.
 */
int release_read(struct release *r, const struct context *c, struct owner reader,
	const char *home, struct err *e);
/* Does the same with the bytes of a `release` file, which may be empty. */
void release_take(
	struct release *r, struct lexer *lexer, struct span bytes, const char *home);
void release_done(struct release *r);

/* 1.8.0_292 is {8, 292}, 11.0.9 is {11, 9}. An unknown version is zeroed. */
struct version {
	int major;
	int update;
};

struct version version_parse(const char *release_version);

/* Tells whether this version follows `include` lines (JDK-8319332). */
bool release_includes(const char *version);

/* The next three accept NULL. An unknown version is treated as a current one. */
enum props_reader release_get_reader(const char *version);
struct list_rules release_get_rules(const char *version, const char *property);
struct jsse release_get_jsse(const char *version);

#endif
