/* SPDX-License-Identifier: MIT */
/* Installs and removes hooks. */
#ifndef HOOK_JOB_H
#define HOOK_JOB_H

#include "hooks/hook_list.h"

/* A call that installs or removes hooks. */
struct hook_job {
	struct jsec_hooks *list;
	bool force, dry;
	bool renew;    /* only the lists of watched files */
	bool again;    /* only hooks that are in place */
	struct err *e; /* gets errors of the whole call; each hook has its own */
};

/* Finds a hook by its name. Fails if it cannot be installed. */
int hook_job_find(const struct hook_job *j, const char *name, struct hook **ret);

/* Records a change that was made, or that a dry run would make. */
void hook_job_say(const struct hook_job *j, struct hook *h, const char *past,
	const char *verb, const char *path);

/* Fails if root would write to a place that others can change. */
int hook_job_refuse_untrusted(const struct place *p, struct err *e);

/* Removes what killed runs left beside the place, unless others can change it. */
void hook_job_clean(const struct hook_job *j, struct hook *h, const struct place *p);

/* Before the work: reads the record again and examines all hooks. */
int hook_job_begin(const struct hook_job *j);

/*
 * After the work, which ended with rc: examines all hooks again. If rc is 0, returns
 * -JSEC_SOME_FAILED if hook `one` has an error or, if `one` is NULL, if any hook has one.
 */
int hook_job_end(const struct hook_job *j, const struct hook *one, int rc);

/* Makes systemd use the hook's units, after they were written. */
void hook_job_tell_installed(const struct hook_job *j, struct hook *h);

/* Makes systemd stop the units before they are removed, and forget them afterwards. */
void hook_job_stop_units(const struct hook_job *j, struct hook *h);
void hook_job_tell_removed(const struct hook_job *j, struct hook *h);

/* Removes what an older version installed of the hook, and this one does not. */
void hook_remove_obsolete(const struct hook_job *j, struct hook *h);

/* Installs the hook of that name. NULL installs all that fit this machine. */
int hook_install_named(
	struct jsec_hooks *list, const char *name, unsigned flags, struct err *e);

/* Removes what was installed of that hook, and nothing else. NULL removes all hooks. */
int hook_remove_named(
	struct jsec_hooks *list, const char *name, unsigned flags, struct err *e);

#endif
