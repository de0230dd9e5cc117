/* SPDX-License-Identifier: MIT */
/* --hook install|remove|status|print [NAME] */
#include "hook.h"

#include "say.h"
#include "text.h"

#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static const char *name_of(const struct run *run)
{
	return run->opt->targets.n ? run->opt->targets.items[0] : NULL;
}

bool hook_is_meant(const struct run *run, const struct jsec_hook *hook)
{
	const char *name = name_of(run);

	return !name || !strcmp(name, hook->name);
}

/* What a hook is to call: this very program. */
static const char *own_path(char *path, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", path, size - 1);

	if (n <= 0)
		return NULL;
	path[n] = 0;
	return path;
}

static void count_hooks(struct run *run)
{
	struct counts *c = &run->counts;

	for (size_t i = 0; i < jsec_hooks_count(run->hooks); i++) {
		const struct jsec_hook *h = jsec_hooks_get(run->hooks, i);
		c->all += hook_is_meant(run, h);
		c->of[h->error	      ? JSEC_FAILED
			: *h->changes ? JSEC_PATCHED
				      : JSEC_LISTED] += hook_is_meant(run, h);
		c->would_change += *h->changes != NULL;
	}
}

/* A name that is none, where the library has nothing to do with it. */
static int check_name(struct run *run)
{
	size_t n;

	if (run->counts.all)
		return 0;
	n = (size_t)snprintf(run->summary, sizeof run->summary,
		"no hook is called '%s'; there are", name_of(run));
	for (size_t i = 0; n < sizeof run->summary && i < jsec_hooks_count(run->hooks);
		i++)
		n += (size_t)snprintf(run->summary + n, sizeof run->summary - n, "%s %s",
			i ? "," : "", jsec_hooks_get(run->hooks, i)->name);
	run->own_error =
		(struct jsec_error){.code = JSEC_BAD_REQUEST, .message = run->summary};
	run->error = &run->own_error;
	return -JSEC_BAD_REQUEST;
}

static void sum_up(struct run *run)
{
	const struct opt *o = run->opt;
	const struct counts *c = &run->counts;

	if (o->verb == HOOK_STATUS || o->verb == HOOK_PRINT)
		snprintf(run->summary, sizeof run->summary, "%zu hooks", c->all);
	else if (o->verb == HOOK_REMOVE && !c->of[JSEC_PATCHED] && !c->of[JSEC_FAILED])
		snprintf(run->summary, sizeof run->summary,
			"nothing to remove: no hook is on record as installed%s",
			geteuid() ? " by this user" : "");
	else
		snprintf(run->summary, sizeof run->summary, "%zu %s, %zu failed",
			c->of[JSEC_PATCHED],
			o->dry_run		  ? "would change"
			: o->verb == HOOK_INSTALL ? "installed"
						  : "removed",
			c->of[JSEC_FAILED]);
}

int act_on_hooks(struct run *run)
{
	const struct opt *o = run->opt;
	bool safe = !getauxval(AT_SECURE);
	unsigned flags = (o->force ? JSEC_FORCE : 0) | (o->dry_run ? JSEC_DRY_RUN : 0);
	struct jsec_search search = {.size = sizeof search,
		.environment = safe ? (const char *const *)environ : NULL};
	char path[4096];
	int rc = jsec_find(run->session, &search, &run->installs);

	rc = rc ? rc
		: jsec_hooks(run->session, run->installs, own_path(path, sizeof path),
			  &run->hooks);
	if (!rc && o->verb == HOOK_INSTALL)
		rc = jsec_hook_install(run->session, run->hooks, name_of(run), flags);
	if (!rc && o->verb == HOOK_REMOVE)
		rc = jsec_hook_remove(run->session, run->hooks, name_of(run), flags);
	if (rc)
		return rc;
	count_hooks(run);
	sum_up(run);
	return check_name(run);
}

static void put_status(const struct run *run, const struct jsec_hook *h)
{
	char line[1024];
	size_t n = (size_t)snprintf(line, sizeof line, "%-20s %-10s %s", h->name,
		jsec_hook_state_name(h->state), h->fits ? "fits" : "not here");

	for (size_t i = 0; h->runs[i] && n < sizeof line; i++) {
		const struct jsec_hook_run *r = h->runs[i];
		n += (size_t)snprintf(line + n, sizeof line - n, "%s%s %s %s%s%s",
			i ? ", " : "  ", r->action, r->ok ? "ok" : "failed", r->time,
			*r->message ? ": " : "", r->message);
	}
	say(stdout, NULL, "%s", line);
	if (run->opt->verbose)
		say(stdout, NULL, "  %s", h->what);
	for (size_t i = 0; run->opt->verbose && h->files[i]; i++)
		if (h->files[i]->path)
			say(stdout, NULL, "  %s (%s)", h->files[i]->path,
				jsec_hook_state_name(h->files[i]->state));
	for (size_t i = 0; h->notes[i]; i++)
		say(stdout, NULL, "  note: %s", h->notes[i]);
}

static void put_changes(const struct run *run, const struct jsec_hook *h)
{
	for (size_t i = 0; h->changes[i]; i++)
		say(stdout, NULL, "%s: %s", h->name, h->changes[i]);
	for (size_t i = 0; *h->changes && !run->opt->dry_run && h->notes[i]; i++)
		say(stdout, NULL, "%s: note: %s", h->name, h->notes[i]);
}

/* The very text; what is more than one file is told apart as head(1) does it. */
static void put_text(const struct jsec_hook *h)
{
	size_t n = 0;

	for (size_t i = 0; h->files[i]; i++)
		n += h->files[i]->text != NULL;
	for (size_t i = 0; h->files[i]; i++) {
		const struct jsec_hook_file *f = h->files[i];
		if (f->text && n > 1)
			printf("%s==> %s <==\n", i ? "\n" : "",
				f->path ? f->path : f->name);
		if (f->text)
			fputs(f->text, stdout);
	}
}

void put_hooks(const struct run *run)
{
	enum hook_verb verb = run->opt->verb;
	bool works = verb == HOOK_INSTALL || verb == HOOK_REMOVE;

	for (size_t i = 0; i < jsec_hooks_count(run->hooks); i++) {
		const struct jsec_hook *h = jsec_hooks_get(run->hooks, i);
		if (!hook_is_meant(run, h))
			continue;
		if (verb == HOOK_PRINT)
			put_text(h);
		else if (verb == HOOK_STATUS && !run->opt->quiet)
			put_status(run, h);
		else if (works && !run->opt->quiet)
			put_changes(run, h);
		if (h->error)
			text_error(h->error->message);
	}
	if (works && !run->opt->quiet)
		say(stdout, NULL, "%s", run->summary);
}
