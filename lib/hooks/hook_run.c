/* SPDX-License-Identifier: MIT */
/* Decides whether a hook's run has work or must wait, and records its result. */
#include "hooks/hook_run.h"

#include "backup/backup.h"
#include "backup/sealed.h"
#include "os/boot.h"
#include "os/file_info.h"
#include "os/package_locks.h"
#include "os/root.h"
#include "os/system.h"
#include "plan/override_records.h"
#include "plan/suspension.h"
#include "text/escapes.h"
#include "text/manifest.h"

#include <stdio.h>
#include <time.h>

#define POLL_SECONDS 1
/*
 * A transaction may not have taken its lock yet. unattended-upgrades releases it between
 * its steps. So a free lock does not mean that the transaction has ended.
 */
#define SETTLE_SECONDS 60
#define UNATTENDED "unattended-upgrades"
#define UNATTENDED_SECONDS (6 * 3600)

static const struct sealed runs = {
	"hook-runs", "then the results of earlier runs are unknown"};

bool hook_run_is_idle(const struct store *s, const struct policy_place *at)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};
	EMITTED_AUTO struct emitted_files emitted = {0};
	struct suspension suspended = {0};
	int rc = root_resolve(at->root, at->path, &p, &ignored);
	bool policy = rc ? rc != -JSEC_NOT_FOUND : p.info.kind != FILE_NONE;
	bool idle = !policy && !suspension_load(s, &suspended, &ignored) &&
		    !suspended.records.n && !emitted_load(s, &emitted, &ignored) &&
		    !emitted.n;

	suspension_done(&suspended);
	return idle;
}

/* Finds out whether the transaction that suspended the policy may still be running. */
static int hook_run_find_work(
	const struct root *root, const struct records *r, bool *ret, struct err *e)
{
	struct package_holder holder;
	struct tm tm = {0};
	double since, age;

	*ret = false;
	if (!r->n || !strptime(r->time, "%Y-%m-%dT%H:%M:%SZ", &tm))
		return 0;
	since = (double)timegm(&tm);
	age = difftime(time(NULL), timegm(&tm));
	if (boot_uptime_at(since) < 0 || age < 0) /* before the boot, or in the future */
		return 0;
	*ret = age < SETTLE_SECONDS ||
	       (!strcmp(r->action, UNATTENDED) && age < UNATTENDED_SECONDS);
	if (*ret)
		return 0;
	int rc = package_locks_find(root, &holder, e);
	*ret = holder.lock != NULL;
	return rc;
}

int hook_run_wait(
	const struct store *s, const struct root *root, unsigned seconds, struct err *e)
{
	for (unsigned waited = 0;; waited += POLL_SECONDS) {
		struct suspension suspended;
		int rc = suspension_load(s, &suspended, e);
		bool busy = false;

		if (!rc)
			rc = hook_run_find_work(root, &suspended.records, &busy, e);

		suspension_done(&suspended);
		if (rc || !busy)
			return rc;
		if (waited >= seconds)
			return err_set(e, JSEC_LOCKED, NULL, 0,
				"a package manager has been running for %u s; the next run "
				"reapplies the policy",
				seconds);
		system_sleep(POLL_SECONDS);
	}
}

static void hook_run_put(
	struct buf *out, const char *prefix, const char *key, const char *value)
{
	buf_addf(out, "%s%s=", prefix, key);
	chars_encode_bytes(value, out);
	buf_adds(out, "\n");
}

/* Copies the lines of all other hooks and actions. */
static void hook_run_copy_others(struct span old, const char *prefix, struct buf *out)
{
	size_t n = strlen(prefix);

	while (old.size) {
		const char *eol = memchr(old.data, '\n', old.size);
		size_t size = eol ? (size_t)(eol - old.data) + 1 : old.size;
		if (eol && (size < n || memcmp(old.data, prefix, n) != 0))
			buf_add(out, span_of(old.data, size));
		old = span_cut(old, size, old.size);
	}
}

int hook_run_note(const struct store *s, const char *hook, const char *action, bool ok,
	const char *message, struct err *e)
{
	BUF_AUTO struct buf old = {0};
	BUF_AUTO struct buf new = {0};
	char prefix[128], when[32];
	int rc = hook_run_read(s, &old, e);

	if (rc)
		return rc;
	snprintf(prefix, sizeof prefix, "%s.%s.", hook, action);
	backup_format_time(when, sizeof when);
	hook_run_copy_others(buf_span(&old), prefix, &new);
	hook_run_put(&new, prefix, "time", when);
	hook_run_put(&new, prefix, "result", ok ? "ok" : "failed");
	hook_run_put(&new, prefix, "message", message);
	return sealed_put(s, &runs, &new, e);
}

int hook_run_read(const struct store *s, struct buf *ret, struct err *e)
{
	return sealed_get(s, &runs, ret, e);
}

int hook_run_forget(const struct store *s, const char *hook, struct err *e)
{
	BUF_AUTO struct buf old = {0};
	BUF_AUTO struct buf new = {0};
	char prefix[128];
	int rc = hook_run_read(s, &old, e);

	snprintf(prefix, sizeof prefix, "%s.", hook);
	hook_run_copy_others(buf_span(&old), prefix, &new);
	return rc || new.size == old.size ? rc : sealed_put(s, &runs, &new, e);
}
