/* SPDX-License-Identifier: MIT */
/* Compares the transport settings of an installation, on one host or several. */
#ifndef RULES_H
#define RULES_H

#include "access_manager/settings.h"

/* A finding. It borrows from the documents. */
struct finding {
	const char *code;	/* stable name */
	bool problem;		/* the settings contradict each other; false: a note */
	char *message;		/* without file and line */
	const char *path;	/* NULL if it is not about a file */
	size_t line;		/* 0 for the whole file */
	const char *other_path; /* what it contradicts, or NULL */
	size_t other_line;
};

struct findings {
	struct finding *items;
	size_t n;
};

/* Files with names of Access Manager that are not documents, or need not be. */
struct audit_others {
	struct strv left_out; /* paths of files without a setting */
	struct strv there;    /* names of existing files, whether read or not */
	struct strv copies; /* directories that are not compared: they look like copies */
	struct strv excluded; /* directories that are not compared: the user said so */
};

/* Lists all findings, which borrow from the arguments. `ret` needs findings_done(). */
int rules_audit(const struct settings_doc *docs, size_t n,
	const struct audit_others *others, struct findings *ret, struct err *e);
void findings_done(struct findings *f);

#define FINDINGS_AUTO __attribute__((cleanup(findings_done)))

#endif
