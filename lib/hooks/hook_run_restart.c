/* SPDX-License-Identifier: MIT */
/* Restarts the units of programs that started during an update, where a rule says so. */
#include "hooks/hook_run.h"

#include "hooks/hook_units.h"
#include "os/boot.h"
#include "os/package_locks.h"
#include "os/root.h"
#include "os/system.h"
#include "plan/suspension.h"
#include "text/escapes.h"
#include "text/properties.h"

#include <stdlib.h>
#include <time.h>

#define SERVICE "jsecpatch.service"
#define SERVICE_FILE "/etc/systemd/system/" SERVICE
#define ASK_MS 2000 /* a package manager waits */
#define WAIT_SECONDS 900
#define FREE_SECONDS 3 /* apt releases its lock for a moment between two runs of dpkg */
#define UNIT_MS 200000 /* systemd's limits for a stop and a start, and a little more */
#define ALL_MS 300000
#define MOST_ROUNDS 3 /* other updates may begin, and end, while units are restarted */
#define SECOND INT64_C(1000000000)
#define NOTED "systemd" /* the runs that restart units */

/* Pids of programs whose units were restarted, or were to be: never twice for one. */
struct restarted {
	struct strv pids;
	int64_t until; /* seconds: those that started later are others */
	bool begun;    /* it is not known that all is done */
};

/* Reads them. A record that is damaged is an error: nobody knows what was done. */
static int hook_run_read_restarted(
	const struct store *s, struct restarted *ret, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};
	PROPS_AUTO struct props p = {0};
	struct tm tm = {0};
	int rc = hook_run_read(s, &bytes, e);

	rc = rc ? rc : props_read_all(&p, PROPS_MODERN, buf_span(&bytes), NULL, e);
	const struct prop *time = rc ? NULL : props_find(&p, NOTED ".restart.time");
	const struct prop *pids = rc ? NULL : props_find(&p, NOTED ".restart.message");
	const struct prop *result = rc ? NULL : props_find(&p, NOTED ".restart.result");
	if (!time || !pids)
		return rc;
	char *when = chars_decode_bytes(props_get_value(&p, time));
	char *list = chars_decode_bytes(props_get_value(&p, pids));
	ret->begun = result && !span_equal(props_get_value(&p, result), span_str("ok"));
	if (when && strptime(when, "%Y-%m-%dT%H:%M:%SZ", &tm))
		ret->until = timegm(&tm);
	for (const char *at = list; at && *at; at += strspn(at, " ")) {
		size_t n = strcspn(at, " ");
		strv_add(&ret->pids, span_of(at, n));
		at += n;
	}
	rc = when && list && !ret->pids.failed ? 0 : err_memory(e);
	free(when);
	free(list);
	return rc;
}

static bool hook_run_was_restarted(const struct restarted *done, const struct restart *r)
{
	char pid[16];

	snprintf(pid, sizeof pid, "%d", r->program.public.pid);
	return r->start.seconds <= done->until && strv_has(&done->pids, pid);
}

/* Tells whether a rule wants its unit restarted, and nothing has been done about it yet. */
static bool hook_run_is_due(const struct restart *r)
{
	return r->rule && !r->restarted && !err_public(&r->err);
}

static bool hook_run_is_any_due(const struct jsec_restarts *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (hook_run_is_due(&list->items[i]))
			return true;
	return false;
}

/* Tells whether the service may be restarting units in this moment. */
static bool hook_run_is_restarting(const struct restarted *done)
{
	int64_t age = system_read_clock(CLOCK_REALTIME) / SECOND - done->until;

	return done->begun && age >= 0 && age <= ALL_MS / 1000;
}

/* A restart that did not help is not tried again. `hook` is who asks. */
static int hook_run_judge_restarts(const struct hook_restart *w, const char *hook,
	struct jsec_restarts *list, struct err *e)
{
	struct restarted done = {0};
	int rc = hook_run_is_any_due(list) ? hook_run_read_restarted(w->store, &done, e)
					   : 0;
	bool waits = strcmp(hook, NOTED) != 0 && hook_run_is_restarting(&done);

	for (size_t i = 0; !rc && !waits && i < list->n; i++) {
		struct restart *r = &list->items[i];
		if (!hook_run_is_due(r) || !hook_run_was_restarted(&done, r))
			continue;
		err_set(&r->err, JSEC_NOT_ACTIVE, NULL, 0,
			"the restart of %s, which %s wants, has not ended process %d; "
			"end it yourself",
			r->program.public.unit, r->rule, r->program.public.pid);
		restart_publish(r);
	}
	strv_done(&done.pids);
	return rc;
}

/* Finds the programs as they are now. */
static int hook_run_find_again(
	const struct hook_restart *w, struct jsec_restarts *list, struct err *e)
{
	struct jsec_restarts *now = NULL;
	int rc = restart_find(w->context, w->store, w->policy, list->installs, &now, e);

	if (rc)
		return rc;
	const struct jsec_restarts old = *list;
	*list = *now;
	*now = old;
	rc = restart_keep(list, now, e);
	jsec_restarts_free(now);
	return rc ? rc : hook_run_judge_restarts(w, NOTED, list, e);
}

static int hook_run_call_systemctl(
	const char *const *argv, int64_t milliseconds, struct buf *out, struct err *e)
{
	int status = 0;
	int rc = hook_units_run(
		argv, milliseconds > 0 ? (unsigned)milliseconds : 0, out, &status, e);

	if (rc || !status)
		return rc;
	return err_set(e, JSEC_NOT_ACTIVE, NULL, 0, "systemctl %s failed: %.*s", argv[2],
		(int)strcspn(buf_str(out), "\n"),
		out->size ? buf_str(out) : "no reason given");
}

/* Why jsecpatch.service cannot be asked. */
static int hook_run_find_service(const struct root *root, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};

	if (!boot_has_systemd())
		return err_set(e, JSEC_NOT_ACTIVE, NULL, 0, "systemd does not run here");
	if (root_resolve(root, SERVICE_FILE, &p, &ignored) || !p.info.kind)
		return err_set(e, JSEC_NOT_ACTIVE, NULL, 0,
			"the hook 'systemd', which does that, is not installed: install "
			"it");
	return 0;
}

/* In the middle of a transaction nothing is restarted: systemd's hook does it later. */
static void hook_run_ask_service(const struct hook_restart *w, struct jsec_restarts *list)
{
	const char *argv[] = {boot_get_systemctl(), "--no-ask-password", "start",
		"--no-block", "--", SERVICE, NULL};
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err why = {0};
	int rc = hook_run_find_service(w->context->root, &why);

	rc = rc ? rc : hook_run_call_systemctl(argv, ASK_MS, &out, &why);
	for (size_t i = 0; rc && i < list->n; i++) {
		struct restart *r = &list->items[i];
		if (!hook_run_is_due(r))
			continue;
		err_set(&r->err, JSEC_NOT_ACTIVE, NULL, 0,
			"%s wants %s restarted, but %s; restart it yourself", r->rule,
			r->program.public.unit, why.public.message);
		restart_publish(r);
	}
}

/* Finds out whether a package manager works, or a file is suspended for one. */
static int hook_run_find_update(const struct hook_restart *w, bool *ret, struct err *e)
{
	struct package_holder holder = {0};
	struct suspension suspended;
	int rc = suspension_load(w->store, &suspended, e);
	bool busy = suspended.records.n;

	suspension_done(&suspended);
	rc = rc ? rc : package_locks_find(w->context->root, &holder, e);
	*ret = busy || holder.lock;
	return rc;
}

/* Waits until there has been no update for a few seconds, at most until `deadline`. */
static int hook_run_wait_for_free(
	const struct hook_restart *w, int64_t deadline, struct err *e)
{
	unsigned quiet = 0;

	for (;;) {
		bool busy;
		int rc = hook_run_find_update(w, &busy, e);

		quiet = busy ? 0 : quiet + 1;
		if (rc || quiet > FREE_SECONDS)
			return rc;
		if (busy && system_read_clock(CLOCK_MONOTONIC) >= deadline)
			return err_set(e, JSEC_LOCKED, NULL, 0,
				"a package manager has been running for %d s; the next run "
				"restarts what the policy says",
				WAIT_SECONDS);
		system_sleep(1);
	}
}

static bool hook_run_is_of_unit(const struct restart *r, const char *unit)
{
	const char *own = r->program.public.unit;

	return hook_run_is_due(r) && own && !strcmp(own, unit);
}

/*
 * Notes the pids of what is done, and of the unit whose turn it is, before that: after a crash
 * in between nothing is done twice. NULL: all is done.
 */
static int hook_run_note_restarts(const struct hook_restart *w,
	const struct jsec_restarts *list, const char *unit, struct err *e)
{
	ERR_AUTO struct err ignored = {0};
	BUF_AUTO struct buf pids = {0};
	struct lock lock = LOCK_NONE;

	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].rule &&
			(!hook_run_is_due(&list->items[i]) ||
				(unit && hook_run_is_of_unit(&list->items[i], unit))))
			buf_addf(&pids, "%s%d", pids.size ? " " : "",
				list->items[i].program.public.pid);
	if (pids.failed)
		return err_memory(e);
	store_lock(w->store, 1, &lock, &ignored);
	int rc = hook_run_note(w->store, NOTED, "restart", !unit, buf_str(&pids), e);
	lock_drop(&lock);
	return rc;
}

/* Restarts a unit, for all its programs. */
static void hook_run_restart_unit(
	struct jsec_restarts *list, const char *unit, int64_t deadline)
{
	const char *argv[] = {boot_get_systemctl(), "--no-ask-password", "try-restart",
		"--", unit, NULL};
	int64_t left = (deadline - system_read_clock(CLOCK_MONOTONIC)) / 1000000;
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err why = {0};
	int rc = hook_run_call_systemctl(
		argv, left < UNIT_MS ? left : UNIT_MS, &out, &why);

	for (size_t i = 0; i < list->n; i++) {
		struct restart *r = &list->items[i];
		if (!hook_run_is_of_unit(r, unit))
			continue;
		r->restarted = !rc;
		if (rc)
			err_set(&r->err, JSEC_NOT_ACTIVE, NULL, 0,
				"%s wants %s restarted, but that failed: %s", r->rule,
				unit, why.public.message);
		restart_publish(r);
	}
}

/* Tells whether there is a program that was not there when the restarts began. */
static bool hook_run_has_new(
	const struct jsec_restarts *after, const struct jsec_restarts *list)
{
	for (size_t i = 0; i < after->n; i++)
		if (hook_run_is_due(&after->items[i]) &&
			!restart_has_pid(list, after->items[i].program.public.pid))
			return true;
	return false;
}

/* Looks whether the programs have ended: a unit may leave processes behind. */
static int hook_run_check_restarts(const struct hook_restart *w,
	struct jsec_restarts *list, bool *more, struct err *e)
{
	struct jsec_restarts *after = NULL;
	int rc = restart_find(w->context, w->store, w->policy, list->installs, &after, e);

	for (size_t i = 0; !rc && i < list->n; i++) {
		struct restart *r = &list->items[i];
		const struct jsec_process *p = &r->program.public;
		for (size_t k = 0; r->restarted && k < after->n; k++) {
			if (after->items[k].program.public.pid != p->pid)
				continue;
			r->restarted = false;
			err_set(&r->err, JSEC_NOT_ACTIVE, NULL, 0,
				"the restart of %s, which %s wants, has not ended process "
				"%d; end it yourself",
				p->unit, r->rule, p->pid);
			restart_publish(r);
		}
	}
	*more = !rc && (hook_run_is_any_due(list) || hook_run_has_new(after, list));
	jsec_restarts_free(after);
	return rc;
}

/* Stops before the next unit if an update begins. Sets `more` if there is more to do then. */
static int hook_run_restart_all(const struct hook_restart *w, struct jsec_restarts *list,
	int64_t deadline, bool *more, struct err *e)
{
	bool busy = false;
	int rc = 0;

	for (size_t i = 0; !rc && !busy && i < list->n; i++) {
		const char *unit = list->items[i].program.public.unit;
		if (!hook_run_is_due(&list->items[i]))
			continue;
		rc = hook_run_find_update(w, &busy, e);
		if (rc || busy)
			continue;
		rc = hook_run_note_restarts(w, list, unit, e);
		if (!rc)
			hook_run_restart_unit(list, unit, deadline);
	}
	rc = rc ? rc : hook_run_check_restarts(w, list, more, e);
	return rc ? rc : hook_run_note_restarts(w, list, NULL, e);
}

/*
 * Restarts them after the end of all transactions. Some may have been restarted meanwhile, and
 * others come while units are restarted: who asks for them then starts no second service.
 */
static int hook_run_restart_later(
	const struct hook_restart *w, struct jsec_restarts *list, struct err *e)
{
	const int64_t until = system_read_clock(CLOCK_MONOTONIC) + WAIT_SECONDS * SECOND;
	bool more = true;
	int rc = 0;

	for (unsigned round = 0; !rc && more && round < MOST_ROUNDS; round++) {
		rc = hook_run_wait_for_free(w, until, e);
		rc = rc ? rc : hook_run_find_again(w, list, e);
		more = !rc && hook_run_is_any_due(list);
		if (more)
			rc = hook_run_restart_all(
				w, list, until + ALL_MS * (SECOND / 1000), &more, e);
	}
	if (rc || !more)
		return rc;
	return err_set(e, JSEC_LOCKED, NULL, 0,
		"updates go on; the next run restarts what the policy says");
}

int hook_run_carry_out(const struct hook_restart *w, const char *hook,
	struct jsec_restarts *list, struct err *e)
{
	struct failures failures = {.what = "programs"};
	int rc = hook_run_judge_restarts(w, hook, list, e);

	if (!rc && hook_run_is_any_due(list) && !strcmp(hook, NOTED))
		rc = hook_run_restart_later(w, list, e);
	else if (!rc && hook_run_is_any_due(list))
		hook_run_ask_service(w, list);
	for (size_t i = 0; i < list->n; i++)
		failures_count(&failures, list->items[i].program.public.error);
	return rc ? rc : failures_judge(&failures, e);
}
