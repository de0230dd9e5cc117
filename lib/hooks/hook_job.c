/* SPDX-License-Identifier: MIT */
/* Does what installing and removing hooks have in common. */
#include "hooks/hook_job.h"

#include "hooks/hook_records.h"
#include "hooks/hook_table.h"
#include "os/boot.h"
#include "os/child.h"
#include "os/identity.h"
#include "os/root.h"
#include "os/temporary.h"

#include <stdio.h>

#define TIME_LIMIT_MS 30000
#define WORDS 8

/* Lists the units that the hook's links enable, except services, which run at boot. */
static size_t hook_job_list_units(const struct hook *h, const char **out, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < h->n_parts; i++) {
		const char *target = h->parts[i].public.target;
		const char *slash = target ? strrchr(target, '/') : NULL;
		if (slash && !strstr(slash, ".service") && n < room)
			out[n++] = slash + 1;
	}
	return n;
}

/* A unit that does not stop has no file any more: a note is enough. */
static int hook_job_tell_failed(struct hook *h, const char *const *argv, const char *why)
{
	int n = (int)strcspn(why, "\n");
	bool stops = argv[1] && !strcmp(argv[1], "stop");
	BUF_AUTO struct buf line = {0};

	for (size_t i = 1; argv[i]; i++)
		buf_addf(&line, " %s", argv[i]);
	if (!stops)
		return err_set(&h->err, JSEC_NOT_ACTIVE, NULL, 0,
			"%s: systemctl%s failed, so systemd does not know that the units "
			"have changed: %.*s; run it yourself",
			h->row->name, buf_str(&line), n, why);
	note_list_add(&h->notes, NOTE_SYSTEMCTL_FAILED,
		"systemctl%s failed: %.*s; run it yourself", buf_str(&line), n, why);
	return h->notes.failed ? err_memory(&h->err) : 0;
}

static int hook_job_call_systemctl(struct hook *h, const char *verb)
{
	static const char *const environment[] = {
		"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", NULL};
	const char *argv[WORDS] = {boot_get_systemctl(), verb};
	struct child what = {.argv = argv,
		.environment = environment,
		.milliseconds = TIME_LIMIT_MS,
		.max_output = 1000};
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err e = {0};
	int status = 0;

	if (strcmp(verb, "daemon-reload") != 0 &&
		!hook_job_list_units(h, argv + 2, WORDS - 3))
		return 0;
	if (child_run(&what, &status, &out, &e))
		return hook_job_tell_failed(h, argv, e.public.message);
	return status ? hook_job_tell_failed(
				h, argv, out.size ? buf_str(&out) : "no reason given")
		      : 0;
}

static bool hook_job_concerns_systemd(const struct hook_job *j, const struct hook *h)
{
	return h->row->units && !j->list->root_given && boot_has_systemd();
}

void hook_job_tell_installed(const struct hook_job *j, struct hook *h)
{
	if (!hook_job_concerns_systemd(j, h))
		return;
	/* a path unit that is running would go on with its old version */
	if (!hook_job_call_systemctl(h, "daemon-reload"))
		hook_job_call_systemctl(h, "restart");
}

void hook_job_stop_units(const struct hook_job *j, struct hook *h)
{
	if (hook_job_concerns_systemd(j, h))
		hook_job_call_systemctl(h, "stop");
}

void hook_job_tell_removed(const struct hook_job *j, struct hook *h)
{
	if (hook_job_concerns_systemd(j, h))
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
		if (strcmp(h->row->name, name) != 0)
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
		rc = rc ? rc : hook_list_examine(j->list, h, j->e);
		note_list_done(&h->notes);
		hook_list_publish(h);
	}
	return rc;
}

int hook_job_end(const struct hook_job *j, const struct hook *one, int rc)
{
	struct failures failures = {.what = "hooks"};
	ERR_AUTO struct err second = {0};

	/* of each hook, because this also publishes its notes */
	for (size_t i = 0; i < j->list->n; i++) {
		struct hook *h = &j->list->items[i];
		int bad = hook_list_examine(j->list, h, rc ? &second : j->e);
		rc = rc ? rc : bad;
		if (!one || h == one)
			failures_count(&failures, h->public.error);
	}
	return rc ? rc : failures_judge(&failures, j->e);
}
