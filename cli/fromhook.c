/* SPDX-License-Identifier: MIT */
/* Runs from update hooks: whether to run at all, and where it is told how it went. */
#include "fromhook.h"

#include "override.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>

#define WAIT_SECONDS 900

/* systemd sees the file change in the middle of a transaction: it has to wait for the end. */
bool hook_begin(struct run *run, int rc)
{
	if (rc)
		return true;
	if (jsec_hook_idle(run->session))
		return false;
	if (strcmp(run->opt->hook, "systemd") != 0 ||
		!jsec_hook_wait(run->session, WAIT_SECONDS))
		return true;
	run->error = jsec_error(run->session);
	hook_end(run, 1);
	return false;
}

/* The first thing that went wrong; the summary where nothing did. */
static const char *outcome(const struct run *run)
{
	if (run->error)
		return run->error->message;
	for (size_t i = 0; run->plan && i < jsec_plan_count(run->plan); i++) {
		const struct jsec_result *r = jsec_plan_get(run->plan, i);
		if (r->error)
			return r->error->message;
	}
	const char *file = override_error(run);
	return file ? file : run->summary;
}

static size_t n_changed(const struct counts *c)
{
	return c->of[JSEC_PATCHED] + c->of[JSEC_SUSPENDED];
}

/* That no Java is installed is no failure of a hook. */
void hook_end(struct run *run, int status)
{
	bool none = !run->error && !override_failed(run) && run->plan &&
		    run->counts.no_install == run->counts.all;
	bool failed = status && !none;
	char message[1024]; /* a copy: the session's error goes with the next call */

	snprintf(message, sizeof message, "%s", outcome(run));
	openlog("jsecpatch", LOG_PID, LOG_DAEMON);
	if (failed || n_changed(&run->counts) || override_changed(run))
		syslog(failed ? LOG_ERR : LOG_NOTICE, "%s (hook %s): %s", run->action,
			run->opt->hook, message);
	closelog();
	if (failed)
		fprintf(stderr, "jsecpatch: %s: %s\n", run->action, message);
	if (run->session)
		jsec_hook_note(
			run->session, run->opt->hook, run->action, !failed, message);
}
