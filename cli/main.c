/* SPDX-License-Identifier: MIT */
/* The command: parses the command line, runs one action, and exits with its status. */
/*
 * From the bottom; includes run up this table, or stay in their line:
 *
 *	opt, opt_*      the command line         wrap, progress  the terminal
 *	say, hint       lines of text, advice    ending, doc     errors, JSON
 *	command, tally  session, installs        warn, access_*  judgements
 *	concerned       what an update replaces
 *	show_*          parts of results, as text and as JSON; they know no action
 *	complete, ..._found  words for the shells
 *	act_*           an action each: options, result, and its text or JSON
 *			act_from_hook runs another one for an update hook
 */
#include "act.h"
#include "command.h"
#include "complete.h"
#include "doc.h"
#include "opt.h"
#include "say.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Runs an action, prints its result and returns the exit status. */
typedef enum status main_action(struct command *c);

static main_action *main_choose_action(const struct opt *o)
{
	static main_action *const actions[] = {
		[ACTION_LIST] = act_change_run,
		[ACTION_CHANGE] = act_change_run,
		[ACTION_RESTORE] = act_change_run,
		[ACTION_REAPPLY] = act_change_run,
		[ACTION_SUSPEND] = act_change_run,
		[ACTION_BACKUPS] = act_backups_run,
		[ACTION_FORGET] = act_forget_run,
		[ACTION_HOOK] = act_hook_run,
		[ACTION_REMOVAL] = act_removal_run,
		[ACTION_AUDIT] = act_access_run,
		[ACTION_TRANSPORT] = act_access_run,
		[ACTION_ACCESS_RESTORE] = act_access_run,
		[ACTION_EXPLAIN] = act_explain_run,
		[ACTION_DIAGNOSE] = act_diagnose_run,
		[ACTION_OVERRIDE] = act_override_run,
	};

	return actions[o->action];
}

/* Reports that the session could not be opened. */
static enum status main_fail(const struct command *c, const struct ending *end)
{
	if (c->opt->hook) {
		act_from_hook_report_failure(c, end);
		return STATUS_OK;
	}
	if (c->opt->json && doc_print_failure(c->opt, end))
		return STATUS_FAILED;
	if (!c->opt->json)
		ending_print_error(end, c->opt);
	return ending_judge(end, c->opt);
}

static enum status main_act(const struct opt *o)
{
	struct command c;
	struct ending end = {0};
	enum status status = STATUS_OK;

	if (command_open(&c, o, &end))
		status = main_fail(&c, &end);
	else if (o->hook)
		act_from_hook_run(&c);
	else
		status = main_choose_action(o)(&c);
	command_close(&c);
	ending_done(&end);
	return status;
}

/* Prints the error to standard error also with --json: a person made the mistake. */
static enum status main_refuse(const struct opt *o)
{
	struct ending end = {0};

	ending_fail(&end, o->problem ? JSEC_BAD_REQUEST : JSEC_NO_MEMORY, NULL, "%s",
		o->problem ? o->problem : "out of memory");
	say_error(end.error->message, NULL);
	if (o->json)
		doc_print_failure(o, &end);
	enum status status = ending_judge(&end, o);
	ending_done(&end);
	return status;
}

/* Opens standard files that are closed: otherwise other files would take their place. */
static void main_fill_standard_files(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			open("/dev/null",
				fd ? O_RDONLY
				   : O_WRONLY); /* reads and writes still fail */
}

/* In glibc this is so from the start. musl would write 1 KiB at a time. */
static void main_buffer_output(void)
{
#ifndef __GLIBC__
	static char room[4096];
	setvbuf(stdout, room, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF, sizeof room);
#endif
}

/* Returns why the output is incomplete, or NULL. */
static const char *main_find_loss(void)
{
	if (fflush(stdout) || ferror(stdout))
		return "cannot write to standard output";
	return say_has_lost_words() ? "out of memory: the output is incomplete" : NULL;
}

int main(int argc, char **argv)
{
	struct opt o;
	enum status status = STATUS_OK;

	main_fill_standard_files();
	main_buffer_output();
	signal(SIGXFSZ, SIG_IGN); /* a limit of file sizes is an error of the write */
	if (opt_parse_words(&o, argc, argv)) {
		status = main_refuse(&o);
	} else if (o.action == ACTION_HELP) {
		opt_help_print(stdout);
	} else if (o.action == ACTION_VERSION) {
		printf("jsecpatch %s\n", jsec_version());
	} else if (o.action == ACTION_COMPLETE) {
		complete_print(o.rest);
	} else {
		status = main_act(&o);
	}
	opt_done(&o);
	const char *loss = main_find_loss();
	if (loss) {
		say_error(loss, NULL);
		if (status == STATUS_OK || status == STATUS_WOULD_CHANGE)
			status = STATUS_FAILED;
	}
	return (int)status;
}
