/* SPDX-License-Identifier: MIT */
/*
 * Runs an action for an update hook, and reports to the system log and to `--hook
 * status`.
 */
#include "act.h"

#include "command.h"
#include "say.h"
#include "show_overrides.h"

#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#define MESSAGE_SIZE 4096 /* a longer one is cut in the status of the hook */

/* Returns the first error, or the summary if there is none. */
static const char *act_from_hook_choose_message(
	const struct opt *o, const struct act_change *a)
{
	const char *file = show_overrides_get_error(a->renewed);
	const char *policy = act_change_get_policy_error(o, a);

	if (a->end.error)
		return a->end.error->message;
	for (const struct jsec_result *const *at = jsec_plan_results(a->plan); *at;
		at++) {
		const struct jsec_result *r = *at;
		if (r->error)
			return r->error->message;
	}
	return file ? file : policy ? policy : ending_get_message(&a->end);
}

static bool act_from_hook_has_changed(const struct act_change *a)
{
	return a->tally.of[JSEC_PATCHED] || a->tally.of[JSEC_SUSPENDED] ||
	       show_overrides_count_changed(a->renewed);
}

static void act_from_hook_log(
	const struct opt *o, bool failed, bool changed, const char *message)
{
	char *shown = say_escape(message);

	openlog("jsecpatch", LOG_PID, LOG_DAEMON);
	if (failed || changed)
		syslog(failed ? LOG_ERR : LOG_NOTICE, "%s (hook %s): %s",
			opt_name_action(o), o->hook, shown ? shown : "out of memory");
	closelog();
	free(shown);
	if (failed)
		say_line(stderr, NULL, "jsecpatch: %s: %s", opt_name_action(o), message);
}

/* Reports to the system log and, if there is a session, to `--hook status`. */
static void act_from_hook_report(
	const struct command *c, bool failed, bool changed, const char *message)
{
	char copy[MESSAGE_SIZE];

	/* the next call frees the session's error, to which `message` may point */
	snprintf(copy, sizeof copy, "%s", message);
	act_from_hook_log(c->opt, failed, changed, message);
	if (c->session &&
		jsec_hook_end(c->session, c->opt->hook,
			command_make_request(c->opt).action, !failed, copy) &&
		!failed)
		act_from_hook_log(
			c->opt, true, changed, jsec_get_error(c->session)->message);
}

void act_from_hook_report_failure(const struct command *c, const struct ending *end)
{
	act_from_hook_report(c, true, false, ending_get_message(end));
}

/* Tells whether the run failed. If no Java is installed, that is no failure of a hook. */
static bool act_from_hook_has_failed(const struct opt *o, const struct act_change *a)
{
	bool none = !a->end.error && a->plan && tally_is_empty(&a->tally) &&
		    !show_overrides_get_error(a->renewed);

	return !none && act_change_judge(o, a) != STATUS_OK;
}

void act_from_hook_run(struct command *c)
{
	struct act_change a = {0};
	int idle = 0, rc = jsec_hook_begin(c->session, c->opt->hook, &idle);

	if (!rc && idle)
		return;
	if (!ending_stop(&a.end, rc, c->session))
		act_change_execute(c, &a);
	act_from_hook_report(c, act_from_hook_has_failed(c->opt, &a),
		act_from_hook_has_changed(&a), act_from_hook_choose_message(c->opt, &a));
	act_change_done(&a);
}
