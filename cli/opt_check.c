/* SPDX-License-Identifier: MIT */
/* Checks that the options go together, and settles the action by all of them. */
#include "opt.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A rule, and whether the options break it. */
struct opt_rule {
	bool wrong;
	const char *what;
};

static int opt_check_rules(struct opt *o, const struct opt_rule *rules, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rules[i].wrong)
			return opt_fail(o, rules[i].what, "");
	return 0;
}

/* --emit-override turns --allow and --disallow into an action of its own. */
static int opt_check_emit(struct opt *o)
{
	if (!o->emit)
		return 0;
	if (o->action != ACTION_CHANGE)
		return opt_fail(o,
			"--emit-override takes --allow or --disallow, and no other action",
			"");
	o->action = ACTION_OVERRIDE;
	return 0;
}

/* Access Manager's files can be audited, set or restored, and nothing else. */
static int opt_check_access(struct opt *o)
{
	bool restores = o->action == ACTION_RESTORE;
	const struct opt_rule rules[] = {
		{.wrong = o->action != ACTION_NONE && !restores,
			.what = "--access-manager goes with --transport or --restore alone"},
		{.wrong = o->forget,
			.what = "--forget does not go with --access-manager"},
		{.wrong = o->transport && restores,
			.what = "--transport does not go with --restore"},
		{.wrong = o->targets.n && (o->transport || restores),
			.what = "no TARGET goes with what changes Access Manager's files"},
	};

	if (!o->access.n)
		return o->transport
			       ? opt_fail(o, "--transport needs --access-manager", "")
			       : 0;
	if (opt_check_rules(o, rules, sizeof rules / sizeof *rules))
		return 2;
	o->action = restores ? ACTION_RESTORE : ACTION_ACCESS;
	return 0;
}

/* Whether a target looks like a backup ID, as in `--restore 12`. */
static bool opt_check_names_backup(const struct opt *o)
{
	for (size_t i = 0; i < o->targets.n; i++) {
		const char *word = o->targets.items[i];
		if (!word[strspn(word, "0123456789")])
			return true;
	}
	return false;
}

/* Rules about the words of --backups, --hook and --explain. */
static int opt_check_words(struct opt *o)
{
	enum action a = o->action;
	const struct opt_rule rules[] = {
		{.wrong = a == ACTION_BACKUPS && o->targets.n,
			.what = "--backups takes no TARGET"},
		{.wrong = a == ACTION_HOOK && o->targets.n > 1,
			.what = "--hook takes the name of one hook"},
		{.wrong = a == ACTION_HOOK && o->verb == HOOK_PRINT && !o->targets.n,
			.what = "--hook print takes the name of a hook; --hook status "
				"lists them"},
		{.wrong = o->property && a == ACTION_EXPLAIN,
			.what = "--explain looks at all lists about cipher suites, not "
				"one"},
		{.wrong = o->suite && !*o->suite, .what = "the SUITE is empty"},
	};

	return opt_check_rules(o, rules, sizeof rules / sizeof *rules);
}

/* Rules about options that go with some actions only. */
static int opt_check_actions(struct opt *o)
{
	enum action a = o->action;
	const struct opt_rule rules[] = {
		{.wrong = o->remember && a == ACTION_OVERRIDE,
			.what = "--emit-override needs no --remember: --reapply renews "
				"the file"},
		{.wrong = o->remember && a != ACTION_CHANGE,
			.what = "--remember goes with --allow and --disallow"},
		{.wrong = o->confirm &&
			  (o->dry_run || o->emit || a == ACTION_BACKUPS ||
				  a == ACTION_HOOK || a == ACTION_EXPLAIN ||
				  a == ACTION_ACCESS || a == ACTION_SUSPEND),
			.what = "--confirm goes with --list, --allow, --disallow, "
				"--restore and --reapply, and not with --dry-run"},
		{.wrong = o->forget && a != ACTION_RESTORE,
			.what = "--forget goes with --restore"},
		{.wrong = o->adopt_vendor && a != ACTION_CHANGE && a != ACTION_REAPPLY,
			.what = "--adopt-vendor goes with --reapply, --allow and "
				"--disallow"},
		{.wrong = o->hook && a != ACTION_REAPPLY && a != ACTION_SUSPEND,
			.what = "--from-hook goes with --suspend and --reapply"},
		{.wrong = o->output && a != ACTION_CHANGE && a != ACTION_RESTORE,
			.what = "--output goes with --allow, --disallow and --restore"},
	};

	return opt_check_rules(o, rules, sizeof rules / sizeof *rules);
}

/* Rules about targets, and about --scan, which stands for them. */
static int opt_check_targets(struct opt *o)
{
	enum action a = o->action;
	const struct opt_rule rules[] = {
		{.wrong = o->output && o->targets.n != 1,
			.what = "--output takes one TARGET, which is an archive"},
		{.wrong = o->scan && o->targets.n,
			.what = "--scan goes without a TARGET; its directory is written "
				"--scan=DIR"},
		{.wrong = o->scan && !*o->scan,
			.what = "the directory of --scan is empty"},
		{.wrong = o->scan && (a == ACTION_BACKUPS || a == ACTION_HOOK),
			.what = "--scan goes with actions on installs"},
		{.wrong = o->scan && strcmp(o->scan, "/") != 0 &&
			  (o->remember || o->forget),
			.what = "--remember and --forget go with TARGETs or all installs, "
				"not with --scan=DIR"},
		{.wrong = a == ACTION_RESTORE && !o->backup_id &&
			  opt_check_names_backup(o),
			.what = "a backup's ID is written --restore=ID, and a TARGET of "
				"such a name with its directory, as ./"},
		{.wrong = o->property && a == ACTION_REAPPLY,
			.what = "--reapply enforces the policy, which names its lists "
				"itself"},
	};

	return opt_check_rules(o, rules, sizeof rules / sizeof *rules);
}

/* `--explain SUITE`: takes the first word as a suite, if it has the form of one. */
static void opt_check_take_suite(struct opt *o)
{
	const char *first = o->targets.n ? o->targets.items[0] : "";

	if (o->action != ACTION_EXPLAIN || o->suite || strchr(first, '/') ||
		(strncasecmp(first, "TLS_", 4) != 0 &&
			strncasecmp(first, "SSL_", 4) != 0))
		return;
	o->suite = first;
	o->targets.n--;
	memmove(o->targets.items, o->targets.items + 1,
		o->targets.n * sizeof *o->targets.items);
	if (!o->targets.n) { /* no targets mean all installs */
		free(o->targets.items);
		o->targets.items = NULL;
	}
}

int opt_check_action(struct opt *o)
{
	if (opt_check_emit(o) || opt_check_access(o))
		return 2;
	if (o->action == ACTION_NONE)
		o->action = ACTION_LIST;
	opt_check_take_suite(o);
	return 0;
}

int opt_check_together(struct opt *o)
{
	return opt_check_words(o) || opt_check_actions(o) || opt_check_targets(o) ? 2 : 0;
}
