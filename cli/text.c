/* SPDX-License-Identifier: MIT */
/* Tables, results and warnings as text. */
#include "text.h"

#include "access_text.h"
#include "explain.h"
#include "hook.h"
#include "override.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool text_colors(const struct opt *o)
{
	const char *no = getenv("NO_COLOR");

	if (o->color != COLOR_AUTO)
		return o->color == COLOR_ALWAYS;
	return isatty(STDOUT_FILENO) && !(no && *no);
}

void text_error(const char *message)
{
	say(stderr, NULL, "jsecpatch: %s", message);
}

void text_join(char *out, size_t size, const char *const *items)
{
	size_t n = 0;

	*out = 0;
	for (size_t i = 0; items[i] && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s", i ? ", " : "", items[i]);
}

const char *text_name(const struct jsec_install *i)
{
	return i->home ? i->home : i->file ? i->file : "?";
}

void text_install(const struct run *run, const struct jsec_install *i, const char *remark)
{
	const char *vendor = i->vendor ? i->vendor : "unknown vendor";

	say(stdout, text_colors(run->opt) ? "1" : NULL, "%s (%s%s%s)%s", text_name(i),
		vendor, i->java_version ? " " : "",
		i->java_version ? i->java_version : "", remark);
	for (size_t k = 0; run->opt->verbose && i->aliases[k]; k++)
		say(stdout, NULL, "  also %s", i->aliases[k]);
	if (run->opt->verbose)
		say(stdout, NULL, "  found by %s", jsec_source_name(i->source));
	if (i->pid)
		say(stdout, NULL, "  process %d runs from it%s%s", i->pid,
			i->container ? ", in container " : "",
			i->container ? i->container : "");
}

static void put_entries(const struct run *run, const struct jsec_result *r)
{
	const char *property =
		run->opt->property ? run->opt->property : "jdk.tls.disabledAlgorithms";
	char entries[8192], effective[8192];

	text_join(entries, sizeof entries, r->entries);
	text_join(effective, sizeof effective, r->effective_entries);
	if (!r->line)
		say(stdout, NULL, "  blocks nothing: %s is not set in %s", property,
			r->file);
	else
		say(stdout, NULL, "  blocks %s", *entries ? entries : "nothing");
	if (r->line)
		say(stdout, NULL, "  in %s:%zu", r->file, r->line);
	if (r->overridden_by)
		say(stdout, NULL, "  but Java blocks %s",
			*effective ? effective : "nothing");
	if (r->effect_unknown)
		say(stdout, NULL,
			"  as far as that file says: what else counts there was not looked at");
}

/* Whether it is as the policy wants it; without a rule about it there is nothing to say. */
static void put_policy(const struct run *run, const struct jsec_result *r)
{
	if (r->policy == JSEC_COMPLIES)
		say(stdout, NULL, "  as the policy in %s wants it",
			jsec_plan_policy(run->plan)->file);
	else if (r->policy == JSEC_DIFFERS)
		say(stdout, text_colors(run->opt) ? "33" : NULL,
			"  not as the policy in %s wants it: jsecpatch --reapply",
			jsec_plan_policy(run->plan)->file);
}

/* What was done, as "removed 'anon'; added 'NULL'". */
static void put_change(const struct run *run, const struct jsec_result *r)
{
	const char *word = r->state == JSEC_WOULD_PATCH ? "would be changed"
							: jsec_state_name(r->state);
	bool good = r->state == JSEC_PATCHED || r->state == JSEC_RESTORED ||
		    r->state == JSEC_SUSPENDED;
	char removed[4096], added[4096];

	text_join(removed, sizeof removed, r->removed);
	text_join(added, sizeof added, r->added);
	say(stdout, good && text_colors(run->opt) ? "32" : NULL, "  %s%s%s%s%s", word,
		*removed ? ": allowed " : "", removed, *added ? ": disallowed " : "",
		added);
	if (r->line)
		say(stdout, NULL, "  in %s:%zu", r->file, r->line);
	else if (r->file)
		say(stdout, NULL, "  in %s", r->file);
	if (r->backup)
		say(stdout, NULL, "  backup %s", r->backup->path);
}

static void put_result(const struct run *run, const struct jsec_result *r)
{
	if (r->error) {
		say(stderr, NULL, "jsecpatch: %s", r->error->message);
		return;
	}
	if (run->opt->quiet)
		return;
	text_install(run, r->install,
		r->patched && run->opt->action == ACTION_LIST ? " - patched by jsecpatch"
							      : "");
	if (run->opt->action == ACTION_LIST) {
		put_entries(run, r);
		put_policy(run, r);
	} else {
		put_change(run, r);
		put_opened(run, r, stdout, "  ");
	}
	if (run->opt->verbose && run->opt->action == ACTION_CHANGE)
		put_entries(run, r);
	if (r->confirmed == JSEC_CONFIRMED)
		say(stdout, NULL, "  confirmed by this JRE itself");
	for (size_t i = 0; r->notes[i]; i++)
		say(stdout, text_colors(run->opt) ? "33" : NULL, "  note: %s",
			r->notes[i]);
}

static void put_would_open(const struct run *run, const struct jsec_result *r)
{
	char prefix[4096 + 16];

	snprintf(prefix, sizeof prefix, "%s: ", text_name(r->install));
	if (!run->opt->quiet)
		put_opened(run, r, stderr, prefix);
}

/* Standard output is for patch alone; all else goes to standard error. */
void text_diff(const struct run *run, const struct jsec_result *r)
{
	if (r->error)
		say(stderr, NULL, "jsecpatch: %s", r->error->message);
	for (size_t i = 0; r->notes[i] && !run->opt->quiet; i++)
		say(stderr, NULL, "%s: note: %s", text_name(r->install), r->notes[i]);
	put_would_open(run, r);
	if (r->diff && r->would_change)
		fwrite(r->diff, 1, r->diff_size, stdout);
}

static void put_policy_file(const struct run *run)
{
	const struct jsec_policy *p = jsec_plan_policy(run->plan);

	if (p->error)
		text_error(p->error->message);
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

/* Whether something was patched that an update can replace. */
static bool patched_installs(const struct run *run)
{
	for (size_t i = 0; i < jsec_plan_count(run->plan); i++) {
		const struct jsec_result *r = jsec_plan_get(run->plan, i);
		if (r->state == JSEC_PATCHED && r->install->source != JSEC_ARCHIVE)
			return true;
	}
	return false;
}

/* What is not remembered lasts until the next update. */
static void put_advice(const struct run *run)
{
	const struct jsec_policy *p = jsec_plan_policy(run->plan);

	if (run->opt->action == ACTION_CHANGE && !run->opt->remember && !p->present &&
		patched_installs(run))
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

void text_warnings(const struct run *run)
{
	const char *warnings[MAX_WARNINGS];
	size_t n = run_warnings(run, warnings);

	for (size_t i = 0; i < n; i++)
		say(stdout, text_colors(run->opt) ? "33" : NULL, "Warning: %s",
			warnings[i]);
}

void text_run(const struct run *run)
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
	for (size_t i = 0; run->plan && i < jsec_plan_count(run->plan); i++)
		(dry ? text_diff : put_result)(run, jsec_plan_get(run->plan, i));
	put_overrides(run);
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
	text_warnings(run);
}
