/* SPDX-License-Identifier: MIT */
/* The public calls for update hooks. */
#include "api_log.h"
#include "api_session.h"

#include "hooks/hook_job.h"
#include "hooks/hook_list.h"
#include "hooks/hook_run.h"
#include "hooks/hook_units.h"
#include "plan/request.h"

#define WAIT_SECONDS 900
#define NOTE_TIMEOUT 1 /* for a note of a run that needed no lock */

int jsec_hooks_read(struct jsec *s, const struct jsec_installs *installs,
	const char *program, struct jsec_hooks **ret)
{
	struct jsec_hooks *list = NULL;

	api_session_begin(s);
	const struct jsec_hooks where = {
		.root = &s->root, .store = &s->store, .root_given = s->root_given};
	int rc = hook_list_make(&where, installs, program, &list, &s->err);
	return API_SESSION_GIVE(s, rc, list, jsec_hooks_free, ret);
}

/* Under the lock, as a commit; a dry run needs none. */
static int api_hooks_change(struct jsec *s, struct jsec_hooks *list, const char *name,
	unsigned flags, const char *action,
	int (*act)(struct jsec_hooks *, const char *, unsigned, struct err *))
{
	bool locked = lock_is_held(&s->lock);

	api_session_begin(s);
	const unsigned unknown =
		flags & ~(JSEC_FORCE | JSEC_DRY_RUN | JSEC_RENEW | JSEC_AGAIN);
	if (unknown)
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"flags that mean nothing for hooks: %#x", unknown);
	if (flags & JSEC_DRY_RUN)
		return api_session_end(s, act(list, name, flags, &s->err));
	int rc = jsec_lock(s);
	rc = rc ? rc : api_session_check_whole(s);
	bool begun = !rc;
	rc = rc ? rc : api_session_end(s, act(list, name, flags, &s->err));
	if (!locked)
		jsec_unlock(s);
	if (begun)
		api_log_hooks(s, action, list);
	return rc;
}

int jsec_hooks_install(
	struct jsec *s, struct jsec_hooks *list, const char *name, unsigned flags)
{
	return api_hooks_change(s, list, name, flags, "hook-install", hook_install_named);
}

int jsec_hooks_remove(
	struct jsec *s, struct jsec_hooks *list, const char *name, unsigned flags)
{
	return api_hooks_change(s, list, name, flags, "hook-remove", hook_remove_named);
}

static int api_hooks_refuse_name(struct jsec *s, const char *hook)
{
	if (hook && request_is_hook_name(hook))
		return 0;
	return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
		"'%s' is not the name of a hook: use letters, digits and '-'",
		hook ? hook : "NULL");
}

int jsec_hook_begin(struct jsec *s, const char *hook, int *ret_idle)
{
	api_session_begin(s);
	int rc = api_hooks_refuse_name(s, hook);
	s->in_hook = !rc;
	rc = rc ? rc : api_session_check_whole(s);
	if (rc)
		return rc;
	bool idle = hook_run_is_idle(&s->store, &s->policy);
	/* systemd starts its hook in the middle of a transaction */
	if (!idle && !strcmp(hook, "systemd"))
		rc = hook_run_wait(&s->store, &s->root, WAIT_SECONDS, &s->err);
	if (!rc && !idle && !s->root_given && !strcmp(hook, "systemd"))
		hook_units_watch_again();
	if (!rc)
		*ret_idle = idle;
	return rc;
}

int jsec_hook_restart(struct jsec *s, const char *hook, struct jsec_restarts *restarts)
{
	const struct hook_restart where = {&s->context, &s->store, &s->policy};

	api_session_begin(s);
	int rc = api_hooks_refuse_name(s, hook);
	return rc ? rc
		  : api_session_end(
			    s, hook_run_carry_out(&where, hook, restarts, &s->err));
}

int jsec_hook_end(struct jsec *s, const char *hook, enum jsec_action action, int ok,
	const char *message)
{
	api_session_begin(s);
	int rc = api_hooks_refuse_name(s, hook);
	if (rc)
		return rc;
	if (!message || (action != JSEC_SUSPEND && action != JSEC_REAPPLY))
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"the run of a hook ends with JSEC_SUSPEND or JSEC_REAPPLY, and a "
			"message");
	/* if another run goes on, it is noted all the same */
	ERR_AUTO struct err ignored = {0};
	bool unlocks = !lock_is_held(&s->lock) &&
		       !store_lock(&s->store, NOTE_TIMEOUT, &s->lock, &ignored);
	rc = hook_run_note(&s->store, hook,
		action == JSEC_SUSPEND ? "suspend" : "reapply", ok, message, &s->err);
	if (unlocks)
		jsec_unlock(s);
	return rc;
}
