/* SPDX-License-Identifier: MIT */
/*
 * What a JVM started from an install takes for a list, and where it finds that: in what
 * java.security says last, in files that this includes, in the system's crypto policy, in a
 * file that the environment's options name. Read as that JVM would, without running it.
 */
#ifndef EFFECTIVE_LIST_H
#define EFFECTIVE_LIST_H

#include "jre/install.h"
#include "text/java_options.h"

/* Why Java reads the file that counts. */
enum effect_way {
	EFFECT_OWN,	       /* it is the install's java.security */
	EFFECT_INCLUDE,	       /* that includes it */
	EFFECT_SYSTEM,	       /* the system's crypto policy, by Red Hat's patch */
	EFFECT_SYSTEM_INCLUDE, /* the same, by an include */
	EFFECT_OPTION,	       /* -Djava.security.properties */
	EFFECT_HOME,	       /* -Djava.home: all of another install */
	EFFECT_PROFILE,	       /* a FIPS profile of Semeru's */
};

struct effect {
	char *file; /* inside the root, links resolved; NULL where nothing sets the list */
	size_t line;
	enum effect_way way;
	bool inside; /* the install's own, or a file of its own that it includes */
	struct strv entries;
	struct buf raw;	   /* the value as it is written; empty where nothing sets it */
	bool takes_option; /* a file of -Djava.security.properties would count */
	char *doubt;	   /* NULL, or what could not be looked at */
	struct err fatal;  /* why no JVM of it gets as far as TLS */
};

/*
 * `args` are the options that every JVM gets, from the environment; NULL for none. `bytes`
 * stand for the install's file itself, so that what is about to be written can be judged.
 * Of one that is elsewhere, only that file is read.
 */
int effect_find(const struct context *p, const struct install *i,
	const struct jvmargs *args, const char *property, struct span bytes,
	struct effect *ret, struct err *e);
void effect_done(struct effect *f);

/* Whether Java takes a list, or none at all, from where it is not the install's to say. */
bool effect_is_override(const struct effect *f);
/* "FILE:LINE", or FILE. */
int effect_format_place(const struct effect *f, char **ret, struct err *e);

/* As in "which FILE:LINE overrides": how Java comes to it, and what can be done. */
const char *effect_describe_way(enum effect_way way);
const char *effect_advise(enum effect_way way);

#define EFFECT_AUTO __attribute__((cleanup(effect_done)))

#endif
