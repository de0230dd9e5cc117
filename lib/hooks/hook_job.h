/* SPDX-License-Identifier: MIT */
/* A call that installs or removes hooks. */
#ifndef HOOK_JOB_H
#define HOOK_JOB_H

#include "hooks/hook_list.h"

/* One call. */
struct hook_job {
	struct jsec_hooks *list;
	bool force, dry;
	struct err *e; /* of the call; a hook has its own */
};

/* Finds the hook of that name; one that can be installed. */
int hook_job_find(const struct hook_job *j, const char *name, struct hook **ret);

/* Notes a change that was made, or in a dry run would be. */
void hook_job_say(const struct hook_job *j, struct hook *h, const char *past,
	const char *verb, const char *path);

/* An error where root would write to what others can change. */
int hook_job_refuse_untrusted(const struct place *p, struct err *e);

/* Reads the record anew and looks at the places, before the work. */
int hook_job_begin(const struct hook_job *j);

/*
 * Looks at the places after the work. -JSEC_SOME_FAILED if `one`, or with NULL any, has an
 * error.
 */
int hook_job_end(const struct hook_job *j, const struct hook *one);

/* After the hook's units were written. */
void hook_job_tell_installed(const struct hook_job *j, struct hook *h);

/* Before they are removed, and after it. */
void hook_job_stop_units(const struct hook_job *j, struct hook *h);
void hook_job_tell_removed(const struct hook_job *j, struct hook *h);

/* Writes the hook of that name, or with NULL all that fit this machine. */
int hook_install_named(
	struct jsec_hooks *list, const char *name, unsigned flags, struct err *e);

/* Takes away what was installed of it, or with NULL of all, and only that. */
int hook_remove_named(
	struct jsec_hooks *list, const char *name, unsigned flags, struct err *e);

#endif
