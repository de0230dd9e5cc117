/* SPDX-License-Identifier: MIT */
/* Lists the options, and does what each one asks for. */
#include "opt_table.h"

#include <stdlib.h>
#include <string.h>

static int opt_table_set_action(struct opt *o, enum action action)
{
	if (o->action != ACTION_NONE && o->action != action)
		return opt_fail(o,
			"one action a run (only --allow and --disallow go together)", "");
	o->action = action;
	return 0;
}

/* Adds the entries of a comma list. */
static int opt_table_add_entries(struct opt *o, struct words *w, const char *list)
{
	for (;;) {
		size_t n = strcspn(list, ",");
		char *entry = strndup(list, n);

		if (!entry)
			return 2;
		if (opt_add_word(&o->owned, entry)) {
			free(entry);
			return 2;
		}
		if (!entry[strspn(entry, " \t")])
			/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): it is in o->owned */
			return opt_fail(o, "an entry is empty", "");
		if (opt_add_word(w, entry))
			return 2;
		if (!list[n])
			return 0;
		list += n + 1;
	}
}

static int opt_table_set_allow(struct opt *o, const char *list)
{
	return opt_table_set_action(o, ACTION_CHANGE)
		       ? 2
		       : opt_table_add_entries(o, &o->allow, list);
}

static int opt_table_set_disallow(struct opt *o, const char *list)
{
	return opt_table_set_action(o, ACTION_CHANGE)
		       ? 2
		       : opt_table_add_entries(o, &o->disallow, list);
}

static int opt_table_set_suite(struct opt *o, const char *suite)
{
	o->suite = suite ? suite : o->suite;
	return 0;
}

static int opt_table_set_emit(struct opt *o, const char *file)
{
	if (o->emit)
		return opt_fail(o, "one --emit-override a run", "");
	o->emit = file;
	return *file ? 0 : opt_fail(o, "the FILE of --emit-override is empty", "");
}

static int opt_table_set_output(struct opt *o, const char *file)
{
	o->output = file;
	return *file ? 0 : opt_fail(o, "the FILE of --output is empty", "");
}

static int opt_table_set_scan(struct opt *o, const char *directory)
{
	o->scan = directory ? directory : "/";
	return 0;
}

static int opt_table_set_color(struct opt *o, const char *when)
{
	static const char *const names[] = {[COLOR_AUTO] = "auto",
		[COLOR_ALWAYS] = "always",
		[COLOR_NEVER] = "never"};

	for (int i = COLOR_AUTO; i <= COLOR_NEVER; i++)
		if (!strcmp(when, names[i])) {
			o->color = (enum color)i;
			return 0;
		}
	return opt_fail(o, "--color takes auto, always or never, not", when);
}

static int opt_table_set_hook(struct opt *o, const char *what)
{
	static const char *const names[] = {[HOOK_INSTALL] = "install",
		[HOOK_REMOVE] = "remove",
		[HOOK_STATUS] = "status",
		[HOOK_PRINT] = "print"};

	for (int i = HOOK_INSTALL; i <= HOOK_PRINT; i++)
		if (!strcmp(what, names[i])) {
			o->verb = (enum hook_verb)i;
			return opt_table_set_action(o, ACTION_HOOK);
		}
	return opt_fail(o, "--hook takes install, remove, status or print, not", what);
}

static int opt_table_add_access(struct opt *o, const char *directory)
{
	return *directory ? opt_add_word(&o->access, directory)
			  : opt_fail(o, "the DIR of --access-manager is empty", "");
}

static int opt_table_set_transport(struct opt *o, const char *mode)
{
	o->transport = mode;
	if (!strcmp(mode, "auth") || !strcmp(mode, "anon") || !strcmp(mode, "clear"))
		return 0;
	return opt_fail(o, "--transport takes auth, anon or clear, not", mode);
}

/* --help and --version replace any other action. */
static int opt_table_ask_help(struct opt *o, const char *arg)
{
	(void)arg;
	o->action = ACTION_HELP;
	return 0;
}

static int opt_table_ask_version(struct opt *o, const char *arg)
{
	(void)arg;
	o->action = ACTION_VERSION;
	return 0;
}

const struct opt_row opt_table[OPT_TABLE_SIZE] = {
	{.letter = 'l',
		.name = "list",
		.help = "list the installs and what each blocks (the default)",
		.action = ACTION_LIST},
	{.letter = 'a',
		.name = "allow",
		.arg = "ENTRY",
		.help = "remove ENTRY from the list, e.g. anon; repeatable, or A,B",
		.set = opt_table_set_allow},
	{.letter = 'd',
		.name = "disallow",
		.arg = "ENTRY",
		.help = "put ENTRY into the list; may go with --allow",
		.set = opt_table_set_disallow},
	{.letter = 'r',
		.name = "restore",
		.arg = "[ID]",
		.help = "put the vendor's file back, or the backup ID",
		.action = ACTION_RESTORE,
		.value = offsetof(struct opt, backup_id)},
	{.name = "reapply",
		.help = "enforce the remembered policy, as after an update",
		.action = ACTION_REAPPLY},
	{.name = "suspend",
		.help = "before an update: the vendor's files, for the time",
		.action = ACTION_SUSPEND},
	{.name = "explain",
		.arg = "[SUITE]",
		.help = "which cipher suites are open, and what blocks the others",
		.action = ACTION_EXPLAIN,
		.set = opt_table_set_suite},
	{.name = "emit-override",
		.arg = "FILE",
		.help = "the change as a file for -Djava.security.properties",
		.set = opt_table_set_emit},
	{.name = "backups",
		.help = "list the backups and check each one",
		.action = ACTION_BACKUPS},
	{.name = "hook",
		.arg = "WHAT",
		.help = "install, remove, status or print [NAME]: the update hooks",
		.set = opt_table_set_hook},
	{.name = "access-manager",
		.arg = "DIR",
		.help = "audit the transport settings of an RSA Access Manager tree",
		.set = opt_table_add_access},
	{.help = "options:"},
	{.name = "transport",
		.arg = "MODE",
		.help = "set them all to auth, anon or clear",
		.set = opt_table_set_transport},
	{.name = "property",
		.arg = "NAME",
		.help = "another list, e.g. jdk.certpath.disabledAlgorithms",
		.value = offsetof(struct opt, property)},
	{.name = "scan",
		.arg = "[DIR]",
		.help = "search all local file systems, or all under DIR, for installs",
		.set = opt_table_set_scan},
	{.name = "output",
		.arg = "FILE",
		.help = "of an archive: write the result there",
		.set = opt_table_set_output},
	{.letter = 'n',
		.name = "dry-run",
		.help = "change nothing, print the unified diff",
		.flag = offsetof(struct opt, dry_run)},
	{.name = "remember",
		.help = "with --allow, --disallow: into the policy, too, for --reapply",
		.flag = offsetof(struct opt, remember)},
	{.name = "forget",
		.help = "with --restore: out of the policy, too",
		.flag = offsetof(struct opt, forget)},
	{.name = "adopt-vendor",
		.help = "start from the vendor's waiting file (.dpkg-dist, .rpmnew)",
		.flag = offsetof(struct opt, adopt_vendor)},
	{.name = "confirm",
		.help = "afterwards ask each JRE itself what it blocks",
		.flag = offsetof(struct opt, confirm)},
	{.name = "root",
		.arg = "DIR",
		.help = "work on the tree under DIR: an image, a chroot",
		.value = offsetof(struct opt, root)},
	{.name = "state-dir",
		.arg = "DIR",
		.help = "where backups are kept",
		.value = offsetof(struct opt, state_dir)},
	{.name = "policy",
		.arg = "FILE",
		.help = "the policy, instead of /etc/jsecpatch.conf",
		.value = offsetof(struct opt, policy)},
	{.name = "from-hook",
		.arg = "NAME",
		.help = "as an update hook: silent, exit status always 0",
		.value = offsetof(struct opt, hook)},
	{.name = "force",
		.help = "go on where jsecpatch refuses for safety's sake",
		.flag = offsetof(struct opt, force)},
	{.name = "json",
		.help = "print one JSON document and nothing else",
		.flag = offsetof(struct opt, json)},
	{.name = "color",
		.arg = "WHEN",
		.help = "auto, always or never",
		.set = opt_table_set_color},
	{.letter = 'q',
		.name = "quiet",
		.help = "print errors only",
		.flag = offsetof(struct opt, quiet)},
	{.letter = 'v',
		.name = "verbose",
		.help = "print more: aliases, all entries",
		.flag = offsetof(struct opt, verbose)},
	{.letter = 'h', .name = "help", .help = "print this", .set = opt_table_ask_help},
	{.name = "version", .help = "print the version", .set = opt_table_ask_version},
};

int opt_table_apply(struct opt *o, const struct opt_row *row, const char *arg)
{
	if (row->flag)
		*(bool *)((char *)o + row->flag) = true;
	if (row->value)
		*(const char **)((char *)o + row->value) = arg;
	if (row->action && opt_table_set_action(o, row->action))
		return 2;
	return row->set ? row->set(o, arg) : 0;
}
