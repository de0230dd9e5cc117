/* SPDX-License-Identifier: MIT */
/* The public calls for update hooks. */
#include "api_session.h"

#include "hooks/hook_job.h"
#include "hooks/hook_list.h"
#include "hooks/hook_run.h"

#define NOTE_TIMEOUT 1 /* for a note of a run that needed no lock */

int jsec_hooks_read(struct jsec *s, const struct jsec_installs *installs,
	const char *program, struct jsec_hooks **ret)
{
	err_done(&s->err);
	const struct jsec_hooks where = {
		.root = &s->root, .store = &s->store, .root_given = s->root_given};
	return hook_list_make(&where, installs, program, ret, &s->err);
}

/* Under the lock, as a commit; a dry run needs none. */
static int api_hooks_change(struct jsec *s, struct jsec_hooks *list, const char *name,
	unsigned flags,
	int (*act)(struct jsec_hooks *, const char *, unsigned, struct err *))
{
	bool locked = lock_is_held(&s->lock);

	err_done(&s->err);
	if (flags & ~(JSEC_FORCE | JSEC_DRY_RUN))
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"flags that mean nothing for hooks: %#x",
			flags & ~(JSEC_FORCE | JSEC_DRY_RUN));
	if (flags & JSEC_DRY_RUN)
		return act(list, name, flags, &s->err);
	int rc = jsec_lock(s);
	rc = rc ? rc : act(list, name, flags, &s->err);
	if (!locked)
		jsec_unlock(s);
	return rc;
}

int jsec_hooks_install(
	struct jsec *s, struct jsec_hooks *list, const char *name, unsigned flags)
{
	return api_hooks_change(s, list, name, flags, hook_install_named);
}

int jsec_hooks_remove(
	struct jsec *s, struct jsec_hooks *list, const char *name, unsigned flags)
{
	return api_hooks_change(s, list, name, flags, hook_remove_named);
}

int jsec_hook_idle(struct jsec *s)
{
	err_done(&s->err);
	return hook_run_is_idle(&s->store, &s->policy);
}

int jsec_hook_wait(struct jsec *s, unsigned seconds)
{
	err_done(&s->err);
	return hook_run_wait(&s->store, &s->root, seconds, &s->err);
}

/* What separates keys in the notes must not be in a name. */
static bool api_hooks_is_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n && !name[n] && n < 40;
}

int jsec_hook_note(
	struct jsec *s, const char *hook, const char *action, int ok, const char *message)
{
	err_done(&s->err);
	if (!api_hooks_is_name(hook) || !api_hooks_is_name(action))
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"'%s' is not the name of a hook: use letters, digits and '-'",
			hook);
	/* Where another run goes on, it is noted all the same. */
	ERR_AUTO struct err ignored = {0};
	bool unlocks = !lock_is_held(&s->lock) &&
		       !store_lock(&s->store, NOTE_TIMEOUT, &s->lock, &ignored);
	int rc = hook_run_note(&s->store, hook, action, ok, message, &s->err);
	if (unlocks)
		jsec_unlock(s);
	return rc;
}
