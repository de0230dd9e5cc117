/* SPDX-License-Identifier: MIT */
/* Reads which Java an install is, and knows which entries that version supports. */
#ifndef RELEASE_H
#define RELEASE_H

#include "jre/context.h"
#include "os/file_info.h"
#include "text/list.h"
#include "text/properties.h"
#include "text/suite.h"

/*
 * From the `release` file, from the manifest of rt.jar, or guessed from the path. NULL if
 * unknown.
 */
struct release {
	char *vendor;
	char *version;
	char *brand; /* of the vendor, such as Temurin; NULL if it has none */
	char *name;  /* brand or vendor, and version, as people say them: Debian 8u504 */
	char *runtime; /* JAVA_RUNTIME_VERSION */
	char *arch;    /* OS_ARCH */
	bool openj9;   /* the `release` file says so */
	bool old;      /* its java.security is where only Java 8 and older have it */
};

/* Where an install is. */
struct release_site {
	const char *home; /* links resolved */
	const char *file; /* the path by which its JVM opens java.security, or NULL */
	const struct place *release; /* of HOME/release if it was found before, or NULL */
};

/*
 * Reads them with the rights of `reader`. It is no error if there is no such file, or if it
 * is not a regular one.
 */
int release_read(struct release *r, const struct context *c, struct owner reader,
	const struct release_site *site, struct err *e);
/* Does the same with the bytes of a `release` file, which may be empty. */
void release_take(struct release *r, struct span bytes, const struct release_site *site);
/* Copies into a zeroed struct. */
int release_copy(struct release *to, const struct release *from, struct err *e);
void release_done(struct release *r);

/* Adds all of it to a key, by which results are found that depend on it. */
void release_add_key(const struct release *r, struct buf *key);

/* Tells whether it is Java 8 or older: by its layout, or else by its version. */
bool release_is_old(const struct release *r);

/* 1.8.0_292 is {8, 292}, 11.0.9 is {11, 9}. An unknown version is zeroed. */
struct version {
	int major;
	int update;
};

struct version version_parse(const char *release_version);

/* What is known about a feature in the update of an install. */
enum has { HAS_NOT, HAS, HAS_MAYBE };

/* Tells whether this Java follows `include` lines (JDK-8319332). */
enum has release_includes(const struct release *r);

/*
 * Tells whether a relative path in an `include` line starts at the path by which Java
 * opened the file, and not where links lead.
 */
enum has release_includes_by_link(const struct release *r);

/* Tells whether this Java knows the entry `include jdk.disabled.namedCurves`. */
bool release_knows_curves(const struct release *r);

/* An unknown version is read as a current one. */
enum props_reader release_get_reader(const struct release *r);

/* A feature of which nobody knows whether this update has it counts as `guess`. */
struct list_rules release_get_rules(
	const struct release *r, const char *property, bool guess);
struct jsse release_get_jsse(const struct release *r, bool guess);

#endif
