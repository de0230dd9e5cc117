/* SPDX-License-Identifier: MIT */
/* Compares the transport settings of a whole installation, of one host or of several. */
#ifndef RULES_H
#define RULES_H

#include "access_manager/settings.h"

/* Something that was found. Borrows from the documents. */
struct finding {
	const char *code; /* a stable name */
	bool problem;	  /* the installation is not consistent; or else it is a note */
	char *message;	  /* without the places */
	const char *path; /* NULL where it is about no file */
	size_t line;	  /* 0 for a file as a whole */
	const char *other_path; /* the place that it does not go with; or NULL */
	size_t other_line;
};

struct findings {
	struct finding *items;
	size_t n;
};

/* Files with names of theirs that are no documents, or need not be. */
struct audit_others {
	struct strv left_out; /* the paths of those that have no setting */
	struct strv there;    /* the names of those that are there, if read or not */
};

/* `ret` is to be done in any case; it borrows from all that is given. */
int rules_audit(const struct settings_doc *docs, size_t n,
	const struct audit_others *others, struct findings *ret, struct err *e);
void findings_done(struct findings *f);

#define FINDINGS_AUTO __attribute__((cleanup(findings_done)))

#endif
