/* SPDX-License-Identifier: MIT */
/*
 * Finds the list that a JVM of an install uses, without running it. The list may be in
 * java.security, in a file that it includes, in the system's crypto policy, or in a file
 * that an option in the environment names.
 */
#ifndef EFFECTIVE_LIST_H
#define EFFECTIVE_LIST_H

#include "jre/reading.h"
#include "os/identity.h"
#include "text/java_options.h"

/* Why Java reads the file that has the list. */
enum effect_way {
	EFFECT_OWN,	       /* it is the install's java.security */
	EFFECT_INCLUDE,	       /* java.security includes it */
	EFFECT_SYSTEM,	       /* Red Hat's patch reads the crypto policy */
	EFFECT_SYSTEM_INCLUDE, /* java.security includes the crypto policy */
	EFFECT_OPTION,	       /* -Djava.security.properties names it */
	EFFECT_HOME,	       /* -Djava.home names another install */
	EFFECT_PROFILE,	       /* a FIPS profile of Semeru in java.security */
};

struct effect {
	char *file; /* inside the root, links resolved; NULL if nothing sets the list */
	size_t line;
	enum effect_way way;
	bool inside;  /* the file is java.security, or the install's own included file */
	bool unread;  /* `file` has the list, but jsecpatch cannot read it */
	bool doubted; /* a file that could not be followed may have another one */
	struct buf raw; /* the value as it is written; empty if nothing sets it */
};

#define MAX_EFFECTS 5

/* Some lists, read from the same files. A zeroed struct has none. */
struct effects {
	struct effect lists[MAX_EFFECTS]; /* in the order of the question */
	size_t n;
	const char *
		groups; /* of -Djdk.tls.namedGroups in the options of the question, or NULL */
	struct file_time newest; /* when the last change of another file was */
	bool lacks_option; /* there is no file of -Djava.security.properties any more */
	bool takes_option; /* Java would read a file of -Djava.security.properties */
	char *doubt;	   /* NULL, or which option could not be followed */
	struct err unfollowed; /* which include could not be followed, and why */
	struct err fatal;      /* why TLS fails in every JVM of this install */
	struct reading
		included; /* the first list's file, unless it is the install's own */
};

/* Which lists to find, of which install, and with which options. */
struct effect_question {
	const struct context *context;
	const struct install *install;
	const struct jvmargs *args; /* options that every JVM gets, or NULL */
	const struct rights
		*namer; /* of who gave it the options; NULL for this process */
	const char *properties[MAX_EFFECTS];
	size_t n;
};

/*
 * Finds the lists. Uses `own` in place of the install's file, so that bytes can be judged
 * before they are written. If the install is elsewhere, reads no other files. Each other
 * file is read with the rights of the user who names it.
 */
int effects_find(const struct effect_question *q, const struct reading *own,
	struct effects *ret, struct err *e);
void effects_done(struct effects *f);

/* Adds the entries of the first list. */
int effects_copy_entries(const struct effects *f, struct strv *ret, struct err *e);

/* Tells whether Java uses another file than the install's, even if it sets no list. */
bool effect_is_override(const struct effect *f);

/* Formats the place as "FILE:LINE", or FILE if there is no line. */
int effect_format_place(const struct effect *f, char **ret, struct err *e);

/*
 * Returns texts for notes: why Java reads the file, and what the user can do, who wants to
 * allow these entries.
 */
const char *effect_describe_way(enum effect_way way);
const char *effect_advise(enum effect_way way, const struct strv *allow);

#define EFFECTS_AUTO __attribute__((cleanup(effects_done)))

#endif
