/* SPDX-License-Identifier: MIT */
/* Tells a run to a person. */
#include "report.h"

#include "access_text.h"
#include "explain.h"
#include "hook.h"
#include "override.h"
#include "override_text.h"
#include "result.h"
#include "say.h"
#include "text.h"

#include <string.h>
#include <unistd.h>

static void put_policy_file(const struct run *run)
{
	const struct jsec_policy *p = jsec_plan_policy(run->plan);

	if (p->error)
		text_error(p->error->message);
	for (size_t i = 0; p->notes && p->notes[i] && !run->opt->quiet; i++)
		say(run->opt->dry_run ? stderr : stdout,
			text_colors(run->opt) ? "33" : NULL, "note: %s", p->notes[i]);
	if (run->opt->dry_run && p->would_change && p->diff)
		fwrite(p->diff, 1, p->diff_size, stdout);
	if (p->changed && !run->opt->quiet)
		say(stdout, NULL, "%s %s",
			run->opt->forget ? "taken out of the policy in"
					 : "added to the policy in",
			p->file);
	if (!p->present && run->opt->action == ACTION_REAPPLY && !run->opt->quiet &&
		!override_count(run))
		say(stderr, NULL,
			"there is no policy %s, so nothing to enforce; 'jsecpatch --allow ENTRY "
			"--remember' makes one",
			p->file);
}

/* Whether the next update puts back what was changed. */
static bool does_not_last(const struct run *run)
{
	for (size_t i = 0; i < jsec_plan_count(run->plan); i++) {
		const struct jsec_result *r = jsec_plan_get(run->plan, i);
		if (r->state == JSEC_PATCHED && r->patched && !r->kept &&
			r->install->source != JSEC_ARCHIVE)
			return true;
	}
	return false;
}

static void put_advice(const struct run *run)
{
	if (run->opt->action == ACTION_CHANGE && !run->opt->remember &&
		does_not_last(run))
		puts("A Java update will undo this, unless it is remembered: see --remember "
		     "and --hook.");
}

static void put_process(const struct jsec_process *p)
{
	const char *unit = p->unit ? p->unit : "", *container = p->container;
	const char *policy = p->policy_file ? p->policy_file : "";

	say(stdout, NULL, "  pid %d, user %s%s%s%s%.12s, %s, from %s%s%s%s", p->pid,
		run_user(p->uid), *unit ? ", " : "", unit,
		container ? ", container " : "", container ? container : "", p->command,
		p->home, *policy ? "; takes " : "", policy,
		!*policy	     ? ""
		: p->policy_replaces ? " instead (-Djava.security.properties)"
				     : " as well (-Djava.security.properties)");
}

/* Those that an edit reaches by a restart, or those that it does not; how many. */
static size_t put_processes(const struct run *run, bool overridden, const char *title)
{
	size_t shown = 0;

	for (size_t i = 0; i < jsec_restarts_count(run->restarts); i++) {
		const struct jsec_process *p = jsec_restarts_get(run->restarts, i);
		if ((p->overridden_by != NULL) != overridden)
			continue;
		if (!shown++)
			puts(title);
		put_process(p);
		if (overridden)
			say(stdout, NULL, "    its list is in %s", p->overridden_by);
	}
	return shown;
}

/* As root: of another user namespace, say, or root is without CAP_SYS_PTRACE. */
static void put_unseen(const struct jsec_restarts *restarts, size_t n)
{
	size_t i = 0;

	printf("The kernel hides processes even from this root; restart them if they run Java:");
	for (int pid; (pid = jsec_restarts_unseen_pid(restarts, i)); i++)
		printf("%s pid %d", i ? "," : "", pid);
	if (i < n)
		printf(" and %zu more", n - i);
	puts(".");
}

static void put_restarts(const struct run *run)
{
	size_t unseen = jsec_restarts_unseen(run->restarts);

	if (!put_processes(run, false,
		    "Restart these programs: they still run with the list that they "
		    "started with:") &&
		run_changed(run))
		puts("No running Java program was seen that has to be restarted.");
	put_processes(run, true,
		"Not affected by java.security are these programs, by their own options:");
	if (unseen && geteuid())
		printf("Other users' processes that were not looked at: %zu; root sees them, too.\n",
			unseen);
	else if (unseen)
		put_unseen(run->restarts, unseen);
}

static void put_stored(const struct run *run, const struct jsec_stored *s)
{
	if (s->error) {
		text_error(s->error->message);
		return;
	}
	if (run->opt->quiet)
		return;
	say(stdout, NULL, "%s  %-9s %s  %s", s->backup.id, s->action,
		s->pristine ? "vendor's" : "changed ", s->file ? s->file : "?");
	if (run->opt->verbose)
		say(stdout, NULL, "  sha256 %s, made %s, in %s", s->backup.sha256,
			s->time, s->backup.path);
}

static void put_backups(const struct run *run)
{
	for (size_t i = 0; i < jsec_backups_count(run->backups); i++)
		put_stored(run, jsec_backups_get(run->backups, i));
	if (!run->opt->quiet)
		say(stdout, NULL, "%s", run->summary);
}

/* What a scan did not see. */
static void put_scan(const struct run *run)
{
	const struct jsec_scan *s = run->scan;

	if (s && s->cancelled)
		say(stderr, NULL, "interrupted: there may be more installs");
	if (!s || run->opt->quiet)
		return;
	for (size_t i = 0; s->left_out[i]; i++)
		say(stderr, NULL, "not scanned, since it is remote: %s", s->left_out[i]);
	for (size_t i = 0; run->opt->verbose && s->problems[i]; i++)
		say(stderr, NULL, "not scanned: %s", s->problems[i]);
	if (s->unreadable)
		say(stderr, NULL, "%zu of %zu directories could not be searched%s",
			s->unreadable, s->directories,
			run->opt->verbose ? "" : " (--verbose tells which)");
}

/* What is wrong with an archive, or with the backups, is so for many, and told once. */
static void put_results(const struct run *run)
{
	bool dry = run->opt->dry_run;
	const char *told[] = {"", ""}; /* last of a file, and of none */

	for (size_t i = 0; run->plan && i < jsec_plan_count(run->plan); i++) {
		const struct jsec_result *r = jsec_plan_get(run->plan, i);
		const struct jsec_error *e = r->error;
		if (e && !strcmp(e->message, told[!e->path]))
			continue;
		if (e)
			told[!e->path] = e->message;
		(dry ? result_diff : result_text)(run, r);
	}
}

void report(const struct run *run)
{
	bool dry = run->opt->dry_run;
	FILE *out = dry ? stderr : stdout;

	if (run->error) {
		text_error(run->error->message);
		return;
	}
	if (run->hooks) {
		put_hooks(run);
		return;
	}
	if (run->backups) {
		put_backups(run);
		return;
	}
	if (run->audit) {
		access_text(run);
		return;
	}
	if (run->explained) {
		put_explained(run);
		return;
	}
	put_results(run);
	override_text(run);
	if (run->opt->emit)
		return;
	put_policy_file(run);
	put_scan(run);
	if (run->opt->quiet)
		return;
	if (run->counts.all > run->counts.of[JSEC_FAILED] &&
		run->opt->action != ACTION_LIST)
		fputs(dry ? "" : "\n", out);
	say(run->counts.all ? out : stderr, NULL, "%s", run->summary);
	if (dry)
		return;
	if (run->restarts)
		put_restarts(run);
	put_advice(run);
	result_warnings(run, out);
}
