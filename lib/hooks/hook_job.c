/* SPDX-License-Identifier: MIT */
/* Does what installing and removing hooks have in common. */
#include "hooks/hook_job.h"

#include "hooks/hook_records.h"
#include "hooks/hook_table.h"
#include "hooks/hook_units.h"
#include "os/identity.h"
#include "os/root.h"
#include "os/temporary.h"

#include <stdio.h>

/* A unit that does not stop has no file any more: a note is enough. */
static int hook_job_call_systemctl(struct hook *h, const char *verb)
{
	ERR_AUTO struct err why = {0};

	if (!hook_units_call(h, verb, &why))
		return 0;
	if (strcmp(verb, "stop") != 0)
		return err_set(&h->err, JSEC_NOT_ACTIVE, NULL, 0,
			"%s: %s, so systemd does not know that the units have changed; run "
			"it yourself",
			h->row->name, why.public.message);
	note_list_add(&h->notes, NOTE_SYSTEMCTL_FAILED, "%s; run it yourself",
		why.public.message);
	return h->notes.failed ? err_memory(&h->err) : 0;
}

void hook_job_tell_installed(const struct hook_job *j, struct hook *h)
{
	if (!hook_units_concern_systemd(j->list, h))
		return;
	/* a path unit that is running would go on with its old version */
	int rc = hook_job_call_systemctl(h, "daemon-reload");
	rc = rc ? rc : hook_job_call_systemctl(h, j->renew ? "try-restart" : "restart");
	/* it did not see what changed meanwhile: one more run looks at that */
	if (!rc && j->renew)
		hook_job_call_systemctl(h, HOOK_UNITS_LATER);
}

void hook_job_stop_units(const struct hook_job *j, struct hook *h)
{
	if (hook_units_concern_systemd(j->list, h))
		hook_job_call_systemctl(h, "stop");
}

void hook_job_tell_removed(const struct hook_job *j, struct hook *h)
{
	if (hook_units_concern_systemd(j->list, h))
		hook_job_call_systemctl(h, "daemon-reload");
}

static int hook_job_refuse_unknown(const struct hook_job *j, const char *name)
{
	BUF_AUTO struct buf names = {0};

	for (size_t i = 0; i < j->list->n; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", j->list->items[i].row->name);
	return err_set(j->e, JSEC_BAD_REQUEST, NULL, 0,
		"there is no hook '%s'; the hooks are %s", name, buf_str(&names));
}

int hook_job_find(const struct hook_job *j, const char *name, struct hook **ret)
{
	for (size_t i = 0; i < j->list->n; i++) {
		struct hook *h = &j->list->items[i];
		if (!hook_table_has_name(h->row, name))
			continue;
		if (hook_table_is_snippet(h->row))
			return err_set(j->e, JSEC_BAD_REQUEST, NULL, 0,
				"'%s' is for the maintainer of a package: it can be "
				"printed, not installed",
				name);
		*ret = h;
		return 0;
	}
	return hook_job_refuse_unknown(j, name);
}

void hook_job_say(const struct hook_job *j, struct hook *h, const char *past,
	const char *verb, const char *path)
{
	if (j->dry)
		strv_addf(&h->changes, "would %s %s", verb, path);
	else
		strv_addf(&h->changes, "%s %s", past, path);
}

int hook_job_refuse_untrusted(const struct place *p, struct err *e)
{
	if (!p->distrust || !identity_is_root())
		return 0;
	return err_set(e, JSEC_UNTRUSTED, p->path, 0,
		"%s is writable by others, so root's hooks are not safe "
		"there",
		p->distrust);
}

void hook_job_clean(const struct hook_job *j, struct hook *h, const struct place *p)
{
	ERR_AUTO struct err ignored = {0};

	if (!j->dry && !hook_job_refuse_untrusted(p, &ignored))
		temporary_clean(p, &h->notes);
}

/* Drops what an earlier call noted. Another run may have changed the hooks meanwhile. */
int hook_job_begin(const struct hook_job *j)
{
	hook_record_done(&j->list->record);
	int rc = hook_record_read(j->list->store, &j->list->record, j->e);
	for (size_t i = 0; i < j->list->n; i++) {
		struct hook *h = &j->list->items[i];
		err_done(&h->err);
		strv_done(&h->changes);
		note_list_done(&h->notes);
	}
	return rc ? rc : hook_list_examine(j->list, j->e);
}

int hook_job_end(const struct hook_job *j, const struct hook *one, int rc)
{
	struct failures failures = {.what = "hooks"};

	/* this also publishes the notes of each hook */
	int bad = hook_list_examine(j->list, j->e);
	rc = rc ? rc : bad;
	for (size_t i = 0; i < j->list->n; i++) {
		const struct hook *h = &j->list->items[i];
		if (!one || h == one)
			failures_count(&failures, h->public.error);
	}
	return rc ? rc : failures_judge(&failures, j->e);
}
