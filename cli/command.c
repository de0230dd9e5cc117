/* SPDX-License-Identifier: MIT */
/* Opens the session and finds the installs that the options name. */
#include "command.h"

#include "progress.h"

#include <errno.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#define HOOK_LOCK_SECONDS 5 /* less than a hook may take */

/* An action that only reads changes nothing of this machine, whatever it gets to see. */
static bool command_takes_any_root(const struct opt *o)
{
	return o->force || o->action == ACTION_LIST || o->action == ACTION_EXPLAIN ||
	       o->action == ACTION_BACKUPS || o->action == ACTION_AUDIT;
}

/* A set-uid program must not trust its environment. */
static int command_open_session(struct command *c)
{
	const struct opt *o = c->opt;
	struct jsec_options options = {.size = sizeof options,
		.root = o->root,
		.state_dir = o->state_dir,
		.policy = o->policy,
		.progress = progress_tell,
		.progress_data = &c->progress,
		.lock_timeout = o->hook ? HOOK_LOCK_SECONDS : 0,
		.cancel = &progress_interrupted,
		.environment = getauxval(AT_SECURE) ? NULL : (const char *const *)environ,
		.any_root = command_takes_any_root(o)};

	return jsec_new(&options, &c->session);
}

/* Says why a root cannot be used. `why` is the text of the system. */
static const char *command_say_why(int rc, const char *why)
{
	switch (rc) {
	case -JSEC_NOT_FOUND:
		return "no such directory";
	case -JSEC_OWN_ROOT:
		return "this is the machine's own root directory";
	case -JSEC_OUTSIDE:
		return "other users may have chosen this directory, or what is mounted there";
	case -JSEC_UNTRUSTED:
		return "a symbolic link of another user leads to what is not that user's; "
		       "not followed";
	case -JSEC_BAD_REQUEST:
		return "leads to the files as a process sees them; only /proc/PID/root works";
	default:
		return why;
	}
}

int command_open(struct command *c, const struct opt *o, struct ending *end)
{
	*c = (struct command){.opt = o};
	progress_init(&c->progress, o->quiet || o->hook);
	int rc = command_open_session(c);
	if (!rc)
		return 0;
	if (rc == -JSEC_NO_MEMORY)
		return ending_fail(end, JSEC_NO_MEMORY, NULL, "out of memory");
	const char *code = jsec_code_name((enum jsec_code) - rc);
	const char *why = errno ? strerror(errno) : code;
	if (o->root)
		return ending_fail(end, (enum jsec_code) - rc, o->root, "--root %s: %s",
			o->root, command_say_why(rc, why));
	if (rc == -JSEC_NOT_FOUND)
		why = "the working directory does not exist";
	return ending_fail(end, (enum jsec_code) - rc, NULL, "cannot begin: %s", why);
}

void command_close(struct command *c)
{
	jsec_free(c->session);
	concerned_done(&c->concerned);
}

static enum jsec_action command_map_action(enum action action)
{
	static const enum jsec_action actions[] = {
		[ACTION_LIST] = JSEC_LIST,
		[ACTION_CHANGE] = JSEC_CHANGE,
		[ACTION_RESTORE] = JSEC_RESTORE,
		[ACTION_REAPPLY] = JSEC_REAPPLY,
		[ACTION_SUSPEND] = JSEC_SUSPEND,
		[ACTION_REMOVAL] = JSEC_RESTORE,
		[ACTION_OVERRIDE] = JSEC_CHANGE,
	};

	return actions[action];
}

struct jsec_request command_make_request(const struct command *c)
{
	const struct opt *o = c->opt;

	return (struct jsec_request){
		.size = sizeof(struct jsec_request),
		.action = command_map_action(o->action),
		.property = o->property,
		.allow = o->allow.items,
		.n_allow = o->allow.n,
		.disallow = o->disallow.items,
		.n_disallow = o->disallow.n,
		.backup_id = o->backup_id,
		.flags = (o->force ? JSEC_FORCE : 0) | (o->remember ? JSEC_REMEMBER : 0) |
			 (o->forget ? JSEC_FORGET : 0) |
			 (o->adopt_vendor ? JSEC_ADOPT_VENDOR : 0),
		.hook = o->action == ACTION_SUSPEND ? o->hook : NULL,
		.output = o->output,
		.replaced = c->concerned.what,
		.names = c->concerned.names.items,
		.n_names = c->concerned.names.n,
	};
}

int command_leave_to_results(int rc)
{
	return rc == -JSEC_SOME_FAILED ? 0 : rc;
}

static bool command_has_nothing_to_change(const struct jsec_plan *plan)
{
	for (const struct jsec_result *const *r = jsec_plan_results(plan); *r; r++)
		if ((*r)->state != JSEC_SKIPPED)
			return false;
	return true;
}

int command_commit(struct command *c, struct jsec_plan *plan)
{
	int rc = jsec_commit(c->session, plan);

	jsec_unlock(c->session);
	if (rc == -JSEC_NOT_FOUND && command_has_nothing_to_change(plan))
		return 0;
	return command_leave_to_results(rc);
}

/*
 * Tells whether not to look for running JVMs: --suspend knows its installs from records,
 * and a hook must be fast.
 */
static bool command_leaves_processes_out(const struct opt *o)
{
	return o->action == ACTION_SUSPEND || (o->action == ACTION_REAPPLY && o->hook);
}

struct jsec_search command_make_search(const struct opt *o)
{
	return (struct jsec_search){.size = sizeof(struct jsec_search),
		.targets = o->targets.items,
		.n_targets = o->targets.n,
		.scan = o->scan,
		.no_processes = command_leaves_processes_out(o),
		.no_users = o->hook != NULL};
}

const char *command_find_program(char *path, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", path, size - 1);

	if (n <= 0)
		return NULL;
	path[n] = 0;
	return path;
}

bool command_was_interrupted(const struct jsec_installs *installs)
{
	const struct jsec_scan *scan = installs ? jsec_installs_scan(installs) : NULL;

	return scan && scan->cancelled;
}

static int command_search(struct command *c, struct jsec_installs **ret)
{
	struct jsec_search search = command_make_search(c->opt);

	if (search.scan)
		progress_catch_interrupt();
	int rc = jsec_find(c->session, &search, ret);
	if (search.scan)
		progress_release_interrupt();
	progress_clear(&c->progress);
	return rc;
}

/* Scans. After Ctrl-C an action that only reads goes on with what was found so far. */
static int command_scan(
	struct command *c, bool writes, struct ending *end, struct jsec_installs **ret)
{
	int rc = command_search(c, ret);

	if (rc || !writes || !command_was_interrupted(*ret))
		return rc;
	return ending_fail(end, JSEC_CANCELLED, NULL,
		"the scan was interrupted; nothing was changed");
}

int command_find(
	struct command *c, bool writes, struct ending *end, struct jsec_installs **ret)
{
	return c->opt->scan ? command_scan(c, writes, end, ret) : command_search(c, ret);
}

/* An output needs no lock. What a run left half overwritten, the lock finishes. */
int command_plan(struct command *c, const struct jsec_installs *installs,
	const struct jsec_request *request, bool writes, struct jsec_plan **ret)
{
	int rc = jsec_plan_make(c->session, installs, request, ret);

	if (!writes || request->output || (rc && rc != -JSEC_UNFINISHED))
		return rc;
	int locked = jsec_lock(c->session);
	if (!rc && !locked && jsec_plan_is_current(c->session, *ret))
		return 0;
	if (!rc)
		jsec_plan_free(*ret);
	*ret = NULL;
	return locked ? locked : jsec_plan_make(c->session, installs, request, ret);
}
