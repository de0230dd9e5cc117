/* SPDX-License-Identifier: MIT */
/*
 * What a JVM started from an install takes for a list, and where it finds that: in what
 * java.security says last, in files that this includes, in the system's crypto policy, in a
 * file that the environment's options name. Read as that JVM would, without running it.
 */
#ifndef EFFECTIVE_LIST_H
#define EFFECTIVE_LIST_H

#include "jre/reading.h"
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
	bool inside;	/* the install's own, or a file of its own that it includes */
	struct buf raw; /* the value as it is written; empty where nothing sets it */
};

#define MAX_EFFECTS 5

/* Some lists, all from the same files. Zero where nobody asked yet. */
struct effects {
	struct effect lists[MAX_EFFECTS]; /* as they were asked for */
	size_t n;
	bool takes_option; /* a file of -Djava.security.properties would count */
	char *doubt;	   /* NULL, or what could not be looked at */
	struct err fatal;  /* why no JVM of it gets as far as TLS */
	struct reading
		included; /* the first list's file, if the install's own includes it */
};

/* Which lists: of which install, with which options. */
struct effect_question {
	const struct context *context;
	const struct install *install;
	const struct jvmargs *args; /* that every JVM gets; NULL for none */
	const char *properties[MAX_EFFECTS];
	size_t n;
};

/*
 * `own` stands for the install's file itself, so that what is about to be written can be
 * judged. Of an install that is elsewhere, only that file is looked at.
 */
int effects_find(const struct effect_question *q, const struct reading *own,
	struct effects *ret, struct err *e);
void effects_done(struct effects *f);

/* The entries of the first list. */
int effects_copy_entries(const struct effects *f, struct strv *ret, struct err *e);

/* Whether Java takes a list, or none at all, from where it is not the install's to say. */
bool effect_is_override(const struct effect *f);
/* "FILE:LINE", or FILE. */
int effect_format_place(const struct effect *f, char **ret, struct err *e);

/* As in "which FILE:LINE overrides": how Java comes to it, and what can be done. */
const char *effect_describe_way(enum effect_way way);
const char *effect_advise(enum effect_way way);

#define EFFECTS_AUTO __attribute__((cleanup(effects_done)))

#endif
