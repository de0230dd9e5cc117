/* SPDX-License-Identifier: MIT */
/* Calls systemctl: makes systemd use units, and asks which of them it runs. */
#include "hooks/hook_units.h"

#include "os/boot.h"
#include "os/child.h"
#include "os/identity.h"

#include <stdio.h>

#define CHANGE_LIMIT_MS 30000
#define ASK_LIMIT_MS 3000
#define ANSWER_SIZE 16384
#define UNITS "/etc/systemd/system/"
#define MAX_UNITS 16
#define CHANGED "jsecpatch-changed.timer"
#define ASKED "--property=Id,LoadState,ActiveState,NeedDaemonReload"

/* What systemd says of a unit. */
struct hook_unit {
	char name[80], load[24], active[24], reload[8];
};

int hook_units_run(const char *const *argv, unsigned limit, struct buf *out, int *status,
	struct err *e)
{
	static const char *const environment[] = {
		"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", NULL};
	const struct child what = {.argv = argv,
		.environment = environment,
		.known = true, /* systemctl fails if systemd is not to know its pid */
		.milliseconds = limit,
		.max_output = ANSWER_SIZE};

	return child_run(&what, status, out, e);
}

/* Lists the units that the hook's links enable, except services. */
static size_t hook_units_list_enabled(const struct hook *h, const char **out, size_t room)
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

bool hook_units_concern_systemd(const struct jsec_hooks *list, const struct hook *h)
{
	return h->row->units && !list->root_given && boot_has_systemd();
}

static int hook_units_fail(const char *const *argv, const char *why, struct err *e)
{
	BUF_AUTO struct buf line = {0};

	for (size_t i = 1; argv[i]; i++)
		buf_addf(&line, " %s", argv[i]);
	return err_set(e, JSEC_NOT_ACTIVE, NULL, 0, "systemctl%s failed: %.*s",
		buf_str(&line), (int)strcspn(why, "\n"), why);
}

int hook_units_call(struct hook *h, const char *verb, struct err *why)
{
	const char *argv[MAX_UNITS] = {boot_get_systemctl(), verb};
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err e = {0};
	bool later = !strcmp(verb, HOOK_UNITS_LATER);
	size_t n = 0;
	int status = 0;

	if (!later && strcmp(verb, "daemon-reload") != 0) {
		n = hook_units_list_enabled(h, argv + 2, MAX_UNITS - 4);
		if (!n)
			return 0;
	}
	/* to stop: it would fail when its time has come, without its service */
	if (later || !strcmp(verb, "stop"))
		argv[2 + n] = CHANGED;
	if (hook_units_run(argv, CHANGE_LIMIT_MS, &out, &status, &e))
		return hook_units_fail(argv, e.public.message, why);
	return status ? hook_units_fail(
				argv, out.size ? buf_str(&out) : "no reason given", why)
		      : 0;
}

/* The path unit waits for the end of the timer, and that for the end of the run. */
void hook_units_watch_again(void)
{
	const char *argv[] = {boot_get_systemctl(), "stop", CHANGED, NULL};
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err ignored = {0};
	int status;

	if (boot_has_systemd())
		hook_units_run(argv, ASK_LIMIT_MS, &out, &status, &ignored);
}

/* Returns the name of the unit whose text, or drop-in, a file is. Else it is empty. */
static struct span hook_units_find_name(const struct jsec_hook_file *f)
{
	const char *path = f->text ? f->path : NULL;
	const char *slash = path ? strrchr(path, '/') : NULL, *start = slash;

	if (!slash || strncmp(path, UNITS, strlen(UNITS)) != 0)
		return span_str("");
	while (start > path && start[-1] != '/')
		start--;
	if (slash - start > 2 && !strncmp(slash - 2, ".d", 2))
		return span_of(start, (size_t)(slash - start) - 2);
	return span_str(slash + 1);
}

static void hook_units_set(char *to, size_t size, struct span line, size_t key)
{
	snprintf(to, size, "%.*s", (int)(line.size - key), line.data + key);
}

/* Reads what `systemctl show` prints: lines of KEY=VALUE, units apart by an empty line. */
static size_t hook_units_read(struct span text, struct hook_unit *units, size_t room)
{
	struct hook_unit u = {0};
	size_t n = 0;

	while (text.size && n < room) {
		struct span line = span_take_line(&text);
		if (line.size > 3 && !memcmp(line.data, "Id=", 3))
			hook_units_set(u.name, sizeof u.name, line, 3);
		else if (line.size > 10 && !memcmp(line.data, "LoadState=", 10))
			hook_units_set(u.load, sizeof u.load, line, 10);
		else if (line.size > 12 && !memcmp(line.data, "ActiveState=", 12))
			hook_units_set(u.active, sizeof u.active, line, 12);
		else if (line.size > 17 && !memcmp(line.data, "NeedDaemonReload=", 17))
			hook_units_set(u.reload, sizeof u.reload, line, 17);
		if (*u.name && (!line.size || !text.size)) {
			units[n++] = u;
			u = (struct hook_unit){0};
		}
	}
	return n;
}

static const struct hook_unit *hook_units_find(
	const struct hook_unit *units, size_t n, struct span name)
{
	for (size_t i = 0; i < n; i++)
		if (span_equal(span_str(units[i].name), name))
			return &units[i];
	return NULL;
}

static bool hook_units_is_enabled(const struct hook *h, const char *name)
{
	const char *enabled[HOOK_FILES];
	size_t n = hook_units_list_enabled(h, enabled, HOOK_FILES);

	while (n && strcmp(enabled[n - 1], name) != 0)
		n--;
	return n > 0;
}

/* Notes what keeps systemd from running a unit. A unit of others may run or not. */
static void hook_units_judge(struct hook *h, const struct hook_unit *u)
{
	const char *name = u->name, *code = NOTE_HOOK_UNITS;
	bool ours = !strncmp(name, "jsecpatch", 9);

	if (ours && !strcmp(u->load, "masked"))
		note_list_add(&h->found, code, "%s is masked; run systemctl unmask %s",
			name, name);
	else if (!strcmp(u->load, "not-found") || !strcmp(u->reload, "yes"))
		note_list_add(&h->found, code,
			"systemd does not know what is in %s now; run systemctl daemon-reload",
			name);
	else if (!ours)
		return;
	else if (!strcmp(u->load, "bad-setting") || !strcmp(u->load, "error"))
		note_list_add(
			&h->found, code, "systemd cannot load %s (%s)", name, u->load);
	else if (!strcmp(u->active, "failed"))
		note_list_add(&h->found, code,
			"%s has failed; systemctl status %s says why; then run systemctl "
			"restart %s",
			name, name, name);
	else if (!strcmp(u->active, "inactive") && hook_units_is_enabled(h, name))
		note_list_add(&h->found, code, "%s does not run; run systemctl start %s",
			name, name);
}

static void hook_units_judge_hook(struct hook *h, const struct hook_unit *units, size_t n)
{
	for (size_t i = 0; i < h->n_parts; i++) {
		const struct hook_unit *u = hook_units_find(
			units, n, hook_units_find_name(&h->parts[i].public));
		if (u)
			hook_units_judge(h, u);
		h->stale = h->stale || (u && !strcmp(u->reload, "yes"));
	}
}

/* Tells whether systemd should run units of the hook on this machine. */
static bool hook_units_are_in_place(const struct jsec_hooks *list, const struct hook *h)
{
	return h->row->units && !list->root_given &&
	       (h->public.state == JSEC_HOOK_INSTALLED ||
		       h->public.state == JSEC_HOOK_OUTDATED);
}

/* Lists the words of a call that asks about the units of all hooks in place. */
static size_t hook_units_list(const struct jsec_hooks *list, struct strv *argv)
{
	size_t n = 0;

	strv_adds(argv, boot_get_systemctl());
	strv_adds(argv, "show");
	strv_adds(argv, ASKED);
	for (size_t i = 0; i < list->n; i++) {
		const struct hook *h = &list->items[i];
		if (!hook_units_are_in_place(list, h))
			continue;
		for (size_t k = 0; k < h->n_parts && n < MAX_UNITS; k++) {
			struct span name = hook_units_find_name(&h->parts[k].public);
			if (!name.size)
				continue;
			strv_add(argv, name);
			n++;
		}
	}
	return argv->failed ? 0 : n;
}

/* Asks systemd. Returns what it cannot say, for root, whom it should answer; or NULL. */
static const char *hook_units_ask(
	const struct strv *argv, struct hook_unit *units, size_t *n)
{
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err ignored = {0};
	int status = 0;

	*n = 0;
	if (!boot_has_systemd())
		return "systemd does not run here";
	if (hook_units_run(strv_list(argv), ASK_LIMIT_MS, &out, &status, &ignored) ||
		status)
		return identity_is_root() ? "systemctl show failed, so it is not known "
					    "whether systemd runs the units"
					  : NULL;
	*n = hook_units_read(buf_span(&out), units, MAX_UNITS);
	return NULL;
}

void hook_units_examine(struct jsec_hooks *list)
{
	struct hook_unit units[MAX_UNITS];
	STRV_AUTO struct strv argv = {0};
	size_t n;

	if (!hook_units_list(list, &argv))
		return;
	const char *why = hook_units_ask(&argv, units, &n);
	for (size_t i = 0; i < list->n; i++) {
		struct hook *h = &list->items[i];
		if (!hook_units_are_in_place(list, h))
			continue;
		if (why)
			note_list_add(&h->found, NOTE_HOOK_UNITS, "%s", why);
		hook_units_judge_hook(h, units, n);
	}
}
