/* SPDX-License-Identifier: MIT */
/*
 * The answer to one WHAT while it is built: causes, what was seen, and what is unknown. A
 * lack of memory is counted, and fails the public call (see base/memory.h).
 */
#ifndef DIAGNOSIS_H
#define DIAGNOSIS_H

#include "base/errors.h"
#include "base/note_list.h"
#include "base/strv.h"
#include "diagnosis/causes.h"

/* A cause that was found. Its strings are copied. */
struct suspect {
	struct jsec_cause public; /* filled by diagnosis_publish() */
	enum cause cause;
	bool proven;
	char *message, *cure;	       /* instead of those of the table; NULL: those */
	char *entry, *property, *file; /* what blocks, and where; NULL if unknown */
	size_t line;
	const struct jsec_install *install; /* whose list it is; NULL if unknown */
	const struct jsec_process *process; /* likewise */
	bool by_hand; /* no change of a list by jsecpatch is part of the cure */
	struct strv allow, disallow; /* instead of those of the table, if any */
};

struct diagnosis {
	struct jsec_diagnosis public; /* filled by diagnosis_publish() */
	char *what;
	int works;		   /* 1, 0, or -1: not known */
	char *message;		   /* the verdict; NULL: it follows from the causes */
	struct suspect **suspects; /* the likeliest first */
	size_t n;
	const struct jsec_cause **causes;
	struct note_list facts, unknown;
};

struct diagnosis *diagnosis_new(const char *what, enum jsec_subject subject);
void diagnosis_free(struct diagnosis *d);

/*
 * Adds a cause after those that are there; what is likelier is added first. Returns it, so
 * that the caller may fill in more: the one that is there already, if it is. NULL: no
 * memory.
 */
struct suspect *diagnosis_add_cause(struct diagnosis *d, enum cause cause);

/* Adds a cause that is the only one: what was seen leaves no other. */
struct suspect *diagnosis_prove_cause(struct diagnosis *d, enum cause cause);

/* Returns the cause, or NULL if it is not among those that were found. */
struct suspect *diagnosis_find_cause(const struct diagnosis *d, enum cause cause);

/* Makes a cause the likeliest one. */
void diagnosis_promote_cause(struct diagnosis *d, enum cause cause);

/* Removes a cause that something else refutes. */
void diagnosis_drop_cause(struct diagnosis *d, enum cause cause);

/*
 * Facts are what was seen, unknowns what could not be found out and what would tell. Both
 * are note lists, so use note_list_add(&d->facts, NOTE_..., ...) for them.
 */

/* Sets the verdict in one sentence. Without it, the causes say it. */
void diagnosis_say(struct diagnosis *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Fills in what callers see. Nothing may be added afterwards. */
int diagnosis_publish(struct diagnosis *d, struct err *e);

#endif
