/* SPDX-License-Identifier: MIT */
/*
 * Runs an action for an update hook within a few seconds, and reports to the system log and
 * to `--hook status`.
 */
#include "act.h"

#include "command.h"
#include "concerned.h"
#include "hint.h"
#include "hook_watch.h"
#include "say.h"
#include "show_overrides.h"
#include "show_restarts.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define MESSAGE_SIZE 4096 /* a longer one is cut in the status of the hook */

/*
 * Whatever happens, a package manager waits at most ten seconds after it has said what it
 * replaces: so long for the run, then for its end after it was killed, then for the note of
 * that, which needs the lock and the disk, too.
 */
#ifdef EMULATED
#define RUN_SECONDS 140
#define NOTE_SECONDS 40
#else
#define RUN_SECONDS 7
#define NOTE_SECONDS 2
#endif
#define END_SECONDS 1
/* jsec_hook_begin() may wait so long for a package manager, and so may a restart. */
#define MINUTES 15
#define RESTART_MINUTES 6 /* jsec_hook_restart(), after that */

/* Returns the first error, those of files before others, or the summary if there is none. */
static const char *act_from_hook_choose_message(
	const struct opt *o, const struct act_change *a, bool failed)
{
	const char *file = show_overrides_get_error(a->renewed);
	const char *policy = act_change_get_policy_error(o, a);

	for (const struct jsec_result *const *at = a->plan ? jsec_plan_results(a->plan)
							   : NULL;
		at && *at; at++) {
		const struct jsec_result *r = *at;
		if (r->error && (failed || r->error->code != JSEC_HALF_UPDATED))
			return r->error->message;
	}
	if (a->end.error)
		return a->end.error->message;
	return file ? file : policy ? policy : ending_get_message(&a->end);
}

/* Returns that message with the hint for the policy's error, for people who read a log. */
static char *act_from_hook_make_message(
	const struct opt *o, const struct act_change *a, bool failed)
{
	const char *text = act_from_hook_choose_message(o, a, failed), *hint = NULL;
	const struct jsec_policy *p = a->plan ? jsec_plan_policy(a->plan) : NULL;
	char *message;

	if (p && p->error && text == p->error->message)
		hint = hint_for_policy(o, p->error);
	else if (!failed && o->action == ACTION_REAPPLY && a->tally.all &&
		 a->tally.all == a->tally.of[JSEC_UNCHANGED])
		hint = "each list already matches the policy"; /* of an earlier run */
	return asprintf(&message, "%s%s%s", text, hint ? "; " : "", hint ? hint : "") < 0
		       ? NULL
		       : message;
}

static bool act_from_hook_has_changed(const struct act_change *a)
{
	return (a->restarts && show_restarts_count_restarted(a->restarts)) ||
	       a->tally.of[JSEC_PATCHED] || a->tally.of[JSEC_SUSPENDED] ||
	       show_overrides_count_changed(a->renewed);
}

/*
 * Adds the programs that started during the update. `--hook status` names those that run
 * when it is asked, so its message has only their number. Free the result; NULL if memory
 * ran out.
 */
static char *act_from_hook_add_late(
	const struct act_change *a, const char *message, bool named)
{
	size_t late = a->restarts ? show_restarts_count_late(a->restarts) : 0;
	bool tells = a->restarts && !geteuid() && (late || tally_has_written(&a->tally));
	size_t unseen = tells ? jsec_restarts_unseen(a->restarts, NULL) : 0;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fputs(message, out);
	if (late)
		fprintf(out, "; programs to restart, started during an update: %zu%s",
			late, named ? ": " : "");
	if (late && named)
		show_restarts_put_late(out, a->restarts);
	if (a->restarts)
		show_restarts_put_ruled(out, a->restarts);
	if (unseen)
		fprintf(out, "; processes that could not be inspected: %zu", unseen);
	if (a->restarts_error)
		fprintf(out,
			a->restarts ? "; no program was restarted: %s"
				    : "; which programs started during an update is "
				      "not known: %s",
			a->restarts_error);
	return fclose(out) ? NULL : text;
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

/* Notes it for `--hook status`, if there is a session. */
static void act_from_hook_note(
	const struct command *c, bool failed, bool changed, const char *message)
{
	if (c->session &&
		jsec_hook_end(c->session, c->opt->hook, command_make_request(c).action,
			!failed, message) &&
		!failed)
		act_from_hook_log(
			c->opt, true, changed, jsec_get_error(c->session)->message);
}

/* Reports to the system log and to `--hook status`. */
static void act_from_hook_report(const struct command *c, const struct act_change *a,
	bool failed, const char *message)
{
	const char *words = message ? message : "out of memory";
	bool changed = act_from_hook_has_changed(a);
	char *log = act_from_hook_add_late(a, words, true);
	char *note = act_from_hook_add_late(a, words, false);
	char copy[MESSAGE_SIZE];

	/* the next call frees the session's error, to which they may point */
	snprintf(copy, sizeof copy, "%s", note ? note : words);
	act_from_hook_log(c->opt, failed, changed, log ? log : words);
	act_from_hook_note(c, failed, changed, copy);
	free(log);
	free(note);
}

void act_from_hook_report_failure(const struct command *c, const struct ending *end)
{
	act_from_hook_report(c, &(struct act_change){0}, true, ending_get_message(end));
}

/*
 * Tells whether the run failed. If no Java is installed, that is no failure of a hook, unless a
 * rule is for one that is gone.
 */
static bool act_from_hook_has_failed(const struct opt *o, const struct act_change *a)
{
	bool none = !a->end.error && a->plan && tally_is_empty(&a->tally) &&
		    !show_overrides_get_error(a->renewed) &&
		    !act_change_get_policy_error(o, a);

	return !none && act_change_judge(o, a) != STATUS_OK;
}

/*
 * After the run of systemd's hook, which a new Java may have started: renews the list of
 * files that systemd watches.
 */
static void act_from_hook_renew(struct command *c, struct act_change *a)
{
	struct jsec_hooks *hooks = NULL;
	char path[4096];

	if (strcmp(c->opt->hook, "systemd") != 0 || c->opt->action != ACTION_REAPPLY)
		return;
	int rc = jsec_hooks_read(
		c->session, a->installs, command_find_program(path, sizeof path), &hooks);
	rc = rc ? rc : jsec_hooks_install(c->session, hooks, "systemd", JSEC_RENEW);
	for (const struct jsec_hook *const *h = hooks ? jsec_hooks_items(hooks) : NULL;
		h && *h; h++) {
		const struct jsec_error *e = (*h)->error;
		if (*(*h)->changes)
			act_from_hook_log(c->opt, false, true, *(*h)->changes);
		if (e && rc == -JSEC_SOME_FAILED)
			ending_fail(&a->end, e->code, NULL, "%s", e->message);
	}
	ending_stop(&a->end, rc, c->session);
	jsec_hooks_free(hooks);
}

/* Finds the programs that started during an update, and restarts what the policy says. */
static void act_from_hook_restart(struct command *c, struct act_change *a)
{
	act_change_find_restarts(c, a);
	int rc = a->restarts ? jsec_hook_restart(c->session, c->opt->hook, a->restarts)
			     : 0;
	if (!rc)
		return;
	a->unknown = true; /* so the run fails */
	if (command_leave_to_results(rc)) {
		a->restarts_failed = true;
		free(a->restarts_error);
		a->restarts_error = act_change_keep(jsec_get_error(c->session)->message);
	}
}

static void act_from_hook_tell(int fd)
{
	if (fd >= 0)
		(void)!write(fd, "", 1);
}

/* The run. It tells when it does not wait any more, and when the files are done. */
static void act_from_hook_act(struct command *c, int tells)
{
	struct act_change a = {0};
	char program[4096];
	int idle = 0;
	int rc = jsec_hook_begin(c->session, c->opt->hook, &idle);

	if (!rc && idle)
		return;
	act_from_hook_tell(tells);
	if (!ending_stop(&a.end, rc, c->session))
		act_change_execute(c, &a);
	bool failed = act_from_hook_has_failed(c->opt, &a);
	act_from_hook_tell(tells);
	if (!a.end.rc)
		act_from_hook_restart(c, &a);
	if (!a.end.rc)
		act_from_hook_renew(c, &a);
	failed = failed || a.end.rc || a.unknown;
	char *message = act_from_hook_make_message(c->opt, &a, failed);
	act_from_hook_report(c, &a, failed || !message, message);
	free(message);
	hook_watch_start(c->opt, a.plan, command_find_program(program, sizeof program));
	act_change_done(&a);
}

/* Returns the time in so many seconds, in milliseconds. */
static int64_t act_from_hook_set_deadline(int seconds)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec + seconds) * INT64_C(1000) + now.tv_nsec / 1000000;
}

/* Waits until the other end writes or is closed. Returns whether that was in time. */
static bool act_from_hook_wait(int fd, int64_t deadline)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int rc;

	do {
		int64_t left = deadline - act_from_hook_set_deadline(0);
		rc = poll(&p, 1, left > 0 ? (int)left : 0);
	} while (rc < 0 && errno == EINTR);
	return rc != 0;
}

/* Gives systemd's hook, which is late already, more time. */
static bool act_from_hook_wait_longer(
	const struct opt *o, int from_run, int minutes, const char *why)
{
	if (strcmp(o->hook, "systemd") != 0)
		return false;
	openlog("jsecpatch", LOG_PID, LOG_DAEMON);
	syslog(LOG_NOTICE, "%s (hook %s): %s, at most %d minutes", opt_name_action(o),
		o->hook, why, minutes);
	closelog();
	return act_from_hook_wait(from_run, act_from_hook_set_deadline(minutes * 60));
}

/*
 * Gives the run its time, from when it began. Returns whether it ended. Sets `looks` if it
 * had done the files.
 */
static bool act_from_hook_watch(const struct opt *o, int from_run, bool *looks)
{
	int64_t deadline = act_from_hook_set_deadline(RUN_SECONDS);
	bool in_time = act_from_hook_wait(from_run, deadline);
	char told;

	if (!in_time) {
		in_time = act_from_hook_wait_longer(
			o, from_run, MINUTES, "waits for a package manager");
		deadline = act_from_hook_set_deadline(RUN_SECONDS);
	}
	if (in_time && read(from_run, &told, 1) == 1)
		in_time = act_from_hook_wait(from_run, deadline);
	*looks = in_time && read(from_run, &told, 1) == 1;
	if (!*looks)
		return in_time;
	return act_from_hook_wait(from_run, deadline) ||
	       act_from_hook_wait_longer(o, from_run, MINUTES + RESTART_MINUTES,
		       "waits for a package manager, or restarts programs");
}

/*
 * Reports for a run that has died. The note is written by a process of its own: what the run
 * has hung at may not answer that, either.
 */
static void act_from_hook_report_death(const struct command *c, const char *message)
{
	int ends[2];

	act_from_hook_log(c->opt, true, false, message);
	if (pipe2(ends, O_CLOEXEC))
		return;
	pid_t note = fork();
	if (!note) {
		act_from_hook_note(c, true, false, message);
		_exit(0);
	}
	close(ends[1]);
	if (note > 0 &&
		act_from_hook_wait(ends[0], act_from_hook_set_deadline(NOTE_SECONDS)))
		waitpid(note, NULL, 0);
	close(ends[0]);
}

/*
 * Ends the run if it takes too long. To kill it is safe, as always: it leaves each file old
 * or new, and the record of what is suspended is written before. One that hangs in the
 * kernel is left behind.
 */
static void act_from_hook_supervise(struct command *c, pid_t run, int from_run)
{
	char message[160];
	bool looks = false, in_time = act_from_hook_watch(c->opt, from_run, &looks);
	int status = 0;

	if (!in_time) {
		kill(run, SIGKILL);
		if (act_from_hook_wait(from_run, act_from_hook_set_deadline(END_SECONDS)))
			waitpid(run, &status, WNOHANG);
		snprintf(message, sizeof message,
			looks ? "timed out: all files are done, but it is not known which "
				"programs started during an update, or were restarted"
			      : "timed out: it had not ended after %d seconds, and was "
				"stopped; the next run goes on",
			RUN_SECONDS);
		act_from_hook_report_death(c, message);
		return;
	}
	while (waitpid(run, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFSIGNALED(status))
		return;
	snprintf(message, sizeof message, "the run was ended by signal %d",
		WTERMSIG(status));
	act_from_hook_report_death(c, message);
}

/* The run is a process of its own, so that its end can be waited for, and forced. */
void act_from_hook_run(struct command *c)
{
	const pid_t self = getpid();
	int ends[2];

	/* before the run's time begins: apt may need long to say what it replaces */
	concerned_read(&c->concerned, c->opt);
	fflush(NULL);
	if (pipe2(ends, O_CLOEXEC)) {
		act_from_hook_act(c, -1);
		return;
	}
	pid_t run = fork();
	if (run <= 0) {
		close(ends[0]);
		if (!run && (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != self))
			_exit(0);
		act_from_hook_act(c, run ? -1 : ends[1]);
		if (run)
			close(ends[1]);
		return;
	}
	close(ends[1]);
	act_from_hook_supervise(c, run, ends[0]);
	close(ends[0]);
}
