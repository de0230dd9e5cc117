/* SPDX-License-Identifier: MIT */
/* A call that installs or removes hooks. */
#ifndef HOOK_JOB_H
#define HOOK_JOB_H

#include "hooks/hook_list.h"

/* One call. */
struct job {
	struct jsec *session;
	struct jsec_hooks *list;
	bool force, dry;
};

/* Finds the hook of that name; one that can be installed. */
int job_find(const struct job *j, const char *name, struct hook **ret);

/* Notes a change that was made, or in a dry run would be. */
void job_say(const struct job *j, struct hook *h, const char *past, const char *verb,
	const char *path);

/* An error where root would write to what others can change. */
int job_untrusted(const struct place *p, struct err *e);

/* Reads the record anew and looks at the places: before the work, and after it. */
int job_begin(const struct job *j);
int job_end(const struct job *j);

#endif
