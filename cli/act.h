/* SPDX-License-Identifier: MIT */
/* The actions. Each one does what the options ask for and prints the result. */
#ifndef ACT_H
#define ACT_H

#include "command.h"
#include "tally.h"

/* The actions on lists: list, allow, disallow, restore, reapply, suspend. */
/* The result of such an action. Members are NULL until they are made. */
struct act_change {
	struct ending end;
	struct tally tally;
	struct jsec_installs *installs;
	struct jsec_plan *plan;
	struct jsec_overrides *renewed; /* by --reapply */
	struct jsec_restarts *restarts;
	char *restarts_error; /* why they are not known, or not restarted; NULL if they are */
	bool restarts_failed; /* and the run fails because of it */
	struct jsec_hooks *hooks;
	char *hooks_error; /* why `hooks` is NULL; NULL if that is no error */
	struct jsec_explained *explained; /* if act_list_is_judged() */
	bool unknown;			  /* something that was asked for is not known */
	const char *
		lost; /* the error about a damaged backup, if a listed file may be in it */
	const char
		*riddle; /* the first reason why the list of a Java is unknown, or NULL */
	char *no_policy; /* the error if the file of --policy is missing, or NULL */
	char *metrics_error; /* why they could not be written; NULL if they were */
	char *no_hook;	     /* what to do because no hook will reapply the policy */
};

/* Finds the installs, makes the plan and, if the action writes, commits it. */
void act_change_execute(struct command *c, struct act_change *a);

/* Returns a copy of a message (malloc'd). If memory ran out, NULL, and the run fails. */
char *act_change_keep(const char *message);

/* After that, and if it succeeded: looks for programs to restart. */
void act_change_find_restarts(struct command *c, struct act_change *a);

/* Returns why the policy fails the run: it is needed, or nobody knows what it says. */
const char *act_change_get_policy_error(const struct opt *o, const struct act_change *a);
enum status act_change_judge(const struct opt *o, const struct act_change *a);
void act_change_done(struct act_change *a);

/* Runs the action and prints its result. */
enum status act_change_run(struct command *c);

/* The table of installs that --list prints on a terminal. */
bool act_list_is_table(const struct opt *o);

/* Tells whether the run prints which cipher suites are usable. */
bool act_list_is_judged(const struct opt *o);
void act_list_print(const struct opt *o, const struct act_change *a);
void act_list_sum_up(const struct opt *o, const struct act_change *a);

/*
 * Writes the metrics of a run that ends with this status. Returns why it failed, or NULL. Free
 * that.
 */
char *act_metrics_write(
	const struct opt *o, const struct act_change *a, enum status status);

/* Writes this text to the file of the metrics. Returns the same. */
char *act_metrics_save(const char *path, const char *text, size_t size);

/* --backups: lists the backups and checks each one. */
enum status act_backups_run(struct command *c);

/* --explain[=SUITE]: which suites are usable, and what blocks the others. */
enum status act_explain_run(struct command *c);

/* --diagnose WHAT...: why handshakes fail. */
enum status act_diagnose_run(struct command *c);

/* --forget without --restore: drops what is known of uninstalled products. */
enum status act_forget_run(struct command *c);

/* --hook install|remove|status|print [NAME]: the update hooks. */
enum status act_hook_run(struct command *c);

/* --prepare-removal: restores the changed files, or names them, and removes the hooks. */
enum status act_removal_run(struct command *c);

/* --emit-override: a change as a file for -Djava.security.properties. */
enum status act_override_run(struct command *c);

/* --access-manager: audits or sets the transport, or restores the files. */
enum status act_access_run(struct command *c);

/* A run from an update hook, which prints errors only and always exits with 0. */
/* Runs the action, unless there is nothing to do, and reports its result. */
void act_from_hook_run(struct command *c);

/* Reports that the session could not be opened. */
void act_from_hook_report_failure(const struct command *c, const struct ending *end);

#endif
