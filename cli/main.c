/* SPDX-License-Identifier: MIT */
/* The command: parses, runs one action, tells it, and exits with its status. */
#include "access.h"
#include "fromhook.h"
#include "hook.h"
#include "json.h"
#include "opt_parse.h"
#include "override.h"
#include "report.h"
#include "run.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <unistd.h>

/* The contract's exit status. */
enum status {
	STATUS_OK = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_NONE_FOUND = 3,
	STATUS_WOULD_CHANGE = 4,
};

/* Where a user who is not root keeps something: below `variable`, or `fallback` of home. */
static char *user_path(const char *variable, const char *fallback, const char *name)
{
	const char *xdg = getenv(variable), *home = getenv("HOME");
	char *path = NULL;
	int rc = -1;

	if (xdg && *xdg == '/')
		rc = asprintf(&path, "%s/%s", xdg, name);
	else if (home && *home == '/')
		rc = asprintf(&path, "%s/%s/%s", home, fallback, name);
	return rc < 0 ? NULL : path;
}

static int open_session(struct run *run)
{
	const struct opt *o = run->opt;
	bool own = geteuid() != 0 && !o->root && !getauxval(AT_SECURE);
	char *state =
		own ? user_path("XDG_STATE_HOME", ".local/state", "jsecpatch") : NULL;
	char *policy =
		own ? user_path("XDG_CONFIG_HOME", ".config", "jsecpatch.conf") : NULL;
	struct jsec_options options = {.size = sizeof options,
		.root = o->root,
		.state_dir = o->state_dir ? o->state_dir : state,
		.policy = o->policy ? o->policy : policy,
		.progress = progress_tell,
		.progress_data = &run->progress,
		.cancel = &interrupted};
	int rc = jsec_new(&options, &run->session);

	free(state);
	free(policy);
	if (!rc)
		return 0;
	snprintf(run->summary, sizeof run->summary, "--root %s: %s",
		o->root ? o->root : "/",
		rc == -JSEC_NOT_FOUND ? "no such directory"
		: rc == -JSEC_DENIED  ? "Permission denied"
				      : jsec_code_name((enum jsec_code) - rc));
	run->own_error = (struct jsec_error){
		.code = (enum jsec_code) - rc, .message = run->summary, .path = o->root};
	run->error = &run->own_error;
	return rc;
}

static enum jsec_action library_action(enum action action)
{
	static const enum jsec_action actions[] = {
		[ACTION_LIST] = JSEC_LIST,
		[ACTION_CHANGE] = JSEC_CHANGE,
		[ACTION_RESTORE] = JSEC_RESTORE,
		[ACTION_REAPPLY] = JSEC_REAPPLY,
		[ACTION_SUSPEND] = JSEC_SUSPEND,
		[ACTION_OVERRIDE] = JSEC_CHANGE,
	};

	return actions[action];
}

static struct jsec_request make_request(const struct opt *o)
{
	return (struct jsec_request){
		.size = sizeof(struct jsec_request),
		.action = library_action(o->action),
		.property = o->property,
		.allow = o->allow.items,
		.n_allow = o->allow.n,
		.disallow = o->disallow.items,
		.n_disallow = o->disallow.n,
		.backup_id = o->backup_id,
		.flags = (o->force ? JSEC_FORCE : 0) | (o->remember ? JSEC_REMEMBER : 0) |
			 (o->forget ? JSEC_FORGET : 0) |
			 (o->adopt_vendor ? JSEC_ADOPT_VENDOR : 0),
		.hook = o->hook,
		.output = o->output,
	};
}

/* Nothing runs from archives. */
static bool only_archives(const struct run *run)
{
	size_t n = jsec_installs_count(run->installs);

	for (size_t i = 0; i < n; i++)
		if (jsec_installs_get(run->installs, i)->source != JSEC_ARCHIVE)
			return false;
	return n > 0;
}

/* Which programs have to be restarted. The run is right also where that cannot be told. */
static void find_restarts(struct run *run)
{
	const struct opt *o = run->opt;

	if (o->hook || (o->quiet && !o->json) ||
		(o->action != ACTION_LIST && !run_changed(run)) || only_archives(run))
		return;
	jsec_unlock(run->session);
	if (jsec_restarts(run->session, run->installs, &run->restarts))
		run->restarts_error = jsec_error(run->session)->message;
}

/* Plans and, where something is to be written, commits. */
static int plan_and_commit(struct run *run, bool writes)
{
	struct jsec_request request = make_request(run->opt);
	int rc = jsec_plan(run->session, run->installs, &request, &run->plan);

	rc = rc || !writes ? rc : jsec_commit(run->session, run->plan);
	if (rc || !run->opt->confirm)
		return rc;
	jsec_unlock(run->session);
	return jsec_confirm(run->session, run->installs, run->plan);
}

static int plan_overrides(struct run *run)
{
	struct jsec_request request = make_request(run->opt);

	return run->opt->emit
		       ? jsec_override(run->session, run->installs, &request,
				 run->opt->emit, &run->overrides)
		       : jsec_overrides(run->session, run->installs, &run->overrides);
}

/* Override files are made from the lists as they are after all else. */
static int act_on_overrides(struct run *run, bool writes)
{
	int rc = plan_overrides(run);

	return rc || !writes ? rc : jsec_overrides_write(run->session, run->overrides);
}

/* What was suspended is on record, and a hook is to be quick: neither needs what runs. */
static bool leaves_processes_out(const struct opt *o)
{
	return o->action == ACTION_SUSPEND || (o->action == ACTION_REAPPLY && o->hook);
}

/* Ctrl-C ends a scan, and what it found is told; what it did not is not to be changed. */
static int search(struct run *run, bool writes)
{
	const struct opt *o = run->opt;
	struct jsec_search search = {.size = sizeof search,
		.targets = o->targets.items,
		.n_targets = o->targets.n,
		.environment = getauxval(AT_SECURE) ? NULL : (const char *const *)environ,
		.scan = o->scan,
		.no_processes = leaves_processes_out(o)};

	if (o->scan)
		interrupt_catch();
	int rc = jsec_find(run->session, &search, &run->installs);
	if (o->scan)
		interrupt_release();
	progress_clear(&run->progress);
	if (rc)
		return rc;
	run->scan = jsec_installs_scan(run->installs);
	if (!run->scan || !run->scan->cancelled || !writes)
		return 0;
	run->own_error = (struct jsec_error){.code = JSEC_CANCELLED,
		.message = "the scan was interrupted: nothing is changed"};
	run->error = &run->own_error;
	return -JSEC_CANCELLED;
}

static int act_on_installs(struct run *run)
{
	const struct opt *o = run->opt;
	bool explains = o->action == ACTION_EXPLAIN;
	bool writes = o->action != ACTION_LIST && !explains && !o->dry_run;
	/* A scan takes its time, in which others can work. */
	int rc = o->scan ? search(run, writes) : 0;

	if (!rc && writes && !o->output)
		rc = jsec_lock(run->session);
	if (!rc && !o->scan)
		rc = search(run, writes);
	if (!rc && explains)
		rc = jsec_explain(run->session, run->installs, o->suite, &run->explained);
	else if (!rc && !o->emit)
		rc = plan_and_commit(run, writes);
	if (!rc && (o->emit || o->action == ACTION_REAPPLY))
		rc = act_on_overrides(run, writes);
	progress_clear(&run->progress);
	if (rc)
		return rc;
	run_count(run);
	if (o->emit) {
		override_sum_up_emitted(run);
		return 0;
	}
	run_sum_up(run);
	override_sum_up(run);
	find_restarts(run);
	return 0;
}

static int act_on_access(struct run *run)
{
	int rc = access_act(run);

	if (rc)
		return rc;
	run_count(run);
	run_sum_up(run);
	access_sum_up(run);
	return 0;
}

static int act_on_backups(struct run *run)
{
	int rc = jsec_backups(run->session, &run->backups);

	if (rc)
		return rc;
	run->counts.all = jsec_backups_count(run->backups);
	for (size_t i = 0; i < run->counts.all; i++)
		run->counts.of[JSEC_FAILED] += !!jsec_backups_get(run->backups, i)->error;
	snprintf(run->summary, sizeof run->summary, "%zu backed-up files, %zu damaged",
		run->counts.all, run->counts.of[JSEC_FAILED]);
	return 0;
}

static enum status status_of(const struct run *run, int rc)
{
	const struct counts *c = &run->counts;

	if (rc == -JSEC_BAD_REQUEST)
		return STATUS_USAGE;
	if (run->opt->emit && (rc == -JSEC_NOT_FOUND || rc == -JSEC_NOT_JAVA))
		return STATUS_NONE_FOUND;
	if (rc || (run->scan && run->scan->cancelled))
		return STATUS_FAILED;
	if (run->backups)
		return c->of[JSEC_FAILED] ? STATUS_FAILED : STATUS_OK;
	if (override_failed(run))
		return STATUS_FAILED;
	if (!run->hooks && c->no_install == c->all && !override_count(run))
		return STATUS_NONE_FOUND;
	if (c->of[JSEC_FAILED] || (run->audit && access_failed(run)))
		return STATUS_FAILED;
	bool would = c->would_change || override_would_change(run) ||
		     (run->plan && jsec_plan_policy(run->plan)->would_change);
	return run->opt->dry_run && would ? STATUS_WOULD_CHANGE : STATUS_OK;
}

static enum status act(struct run *run, int rc)
{
	if (!rc)
		rc = run->opt->action == ACTION_BACKUPS ? act_on_backups(run)
		     : run->opt->action == ACTION_HOOK	? act_on_hooks(run)
		     : run->opt->access.n		? act_on_access(run)
							: act_on_installs(run);
	if (rc && run->session && !run->error)
		run->error = jsec_error(run->session);
	return status_of(run, rc);
}

static enum status execute(const struct opt *o)
{
	struct run run = {.opt = o, .action = opt_name_action(o)};
	enum status status = STATUS_OK;

	progress_init(&run.progress, o->quiet || o->hook);
	int rc = open_session(&run);

	if (o->hook) {
		if (hook_begin(&run, rc))
			hook_end(&run, (int)act(&run, rc));
	} else {
		status = act(&run, rc);
		if (!o->json)
			report(&run);
		else if (json_run(&run))
			status = STATUS_FAILED;
	}
	jsec_restarts_free(run.restarts);
	jsec_hooks_free(run.hooks);
	jsec_explained_free(run.explained);
	jsec_overrides_free(run.overrides);
	jsec_backups_free(run.backups);
	jsec_plan_free(run.java_lists);
	jsec_installs_free(run.javas);
	jsec_audit_free(run.audit);
	jsec_plan_free(run.plan);
	jsec_installs_free(run.installs);
	jsec_free(run.session);
	return status;
}

/* Wrong usage is for a person to see, whoever reads the rest. */
static enum status refuse(const struct opt *o)
{
	struct run run = {.opt = o, .action = opt_name_action(o)};

	const char *problem = o->problem ? o->problem : "out of memory";

	text_error(problem);
	run.own_error = (struct jsec_error){.code = JSEC_BAD_REQUEST, .message = problem};
	run.error = &run.own_error;
	if (o->json)
		json_run(&run);
	return STATUS_USAGE;
}

/* A file that is opened must not become the output that somebody closed. */
static void fill_standard_files(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			open("/dev/null", fd ? O_RDONLY : O_WRONLY); /* fails as before */
}

int main(int argc, char **argv)
{
	struct opt o;
	enum status status = STATUS_OK;

	fill_standard_files();
	if (opt_parse_words(&o, argc, argv)) {
		status = refuse(&o);
	} else if (o.action == ACTION_HELP) {
		opt_parse_help(stdout);
	} else if (o.action == ACTION_VERSION) {
		printf("jsecpatch %s\n", jsec_version());
	} else {
		status = execute(&o);
	}
	opt_done(&o);
	if (fflush(stdout) || ferror(stdout)) {
		text_error("cannot write to standard output");
		if (status == STATUS_OK || status == STATUS_WOULD_CHANGE)
			status = STATUS_FAILED;
	}
	return (int)status;
}
