/* SPDX-License-Identifier: MIT */
/* Lists the options and actions, and stores what each option asks for. */
#include "opt_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALL UINT32_MAX
#define CHANGES (BIT(ACTION_CHANGE) | BIT(ACTION_OVERRIDE))
#define ACCESS (BIT(ACTION_AUDIT) | BIT(ACTION_TRANSPORT) | BIT(ACTION_ACCESS_RESTORE))
#define ON_LISTS                                                       \
	(BIT(ACTION_LIST) | BIT(ACTION_CHANGE) | BIT(ACTION_RESTORE) | \
		BIT(ACTION_REAPPLY) | BIT(ACTION_SUSPEND))
#define WRITES                                                                       \
	(CHANGES | BIT(ACTION_RESTORE) | BIT(ACTION_REAPPLY) | BIT(ACTION_SUSPEND) | \
		BIT(ACTION_FORGET) | BIT(ACTION_HOOK) | BIT(ACTION_TRANSPORT) |      \
		BIT(ACTION_ACCESS_RESTORE))

#define WHERE(member) offsetof(struct opt, member)
#define WORDS(...)                \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

const struct opt_row opt_table[OPT_TABLE_SIZE] = {
	{.help = "Actions (one only; --allow and --disallow may be combined)"},
	{.letter = 'l',
		.name = "list",
		.help = "list the installs and what they block (default)",
		.action = ACTION_LIST,
		.with = BIT(ACTION_LIST)},
	{.letter = 'a',
		.name = "allow",
		.arg = "ENTRY",
		.help = "remove ENTRY from the list: anon, or anon,NULL",
		.kind = KIND_ALLOW,
		.repeats = true,
		.action = ACTION_CHANGE,
		.with = CHANGES,
		.where = WHERE(allow)},
	{.letter = 'd',
		.name = "disallow",
		.arg = "ENTRY",
		.help = "add ENTRY to the list",
		.kind = KIND_DISALLOW,
		.repeats = true,
		.action = ACTION_CHANGE,
		.with = CHANGES,
		.where = WHERE(disallow)},
	{.letter = 'r',
		.name = "restore",
		.arg = "ID",
		.help = "put the vendor's file back, or the backup ID",
		.kind = KIND_BACKUP,
		.optional = true,
		.action = ACTION_RESTORE,
		.with = BIT(ACTION_RESTORE) | BIT(ACTION_ACCESS_RESTORE),
		.where = WHERE(backup_id)},
	{.name = "reapply",
		.help = "apply the policy again, as after a Java update",
		.action = ACTION_REAPPLY,
		.with = BIT(ACTION_REAPPLY)},
	{.name = "suspend",
		.help = "put the vendor's files back until --reapply",
		.action = ACTION_SUSPEND,
		.with = BIT(ACTION_SUSPEND)},
	{.name = "explain",
		.arg = "NAME",
		.help = "show which cipher suites are blocked, and by what",
		.kind = KIND_SUITE,
		.optional = true,
		.action = ACTION_EXPLAIN,
		.with = BIT(ACTION_EXPLAIN),
		.where = WHERE(suite)},
	{.name = "diagnose",
		.help = "find out why a handshake fails",
		.action = ACTION_DIAGNOSE,
		.with = BIT(ACTION_DIAGNOSE)},
	{.name = "emit-override",
		.arg = "FILE",
		.help = "with -a, -d: a file for -Djava.security.properties",
		.kind = KIND_FILE,
		.joins = true,
		.action = ACTION_OVERRIDE,
		.with = BIT(ACTION_OVERRIDE),
		.where = WHERE(emit)},
	{.name = "backups",
		.help = "list the backups and check each one",
		.action = ACTION_BACKUPS,
		.with = BIT(ACTION_BACKUPS)},
	{.name = "forget",
		.help = "forget an uninstalled PATH; with -r: its rules",
		.action = ACTION_FORGET,
		.with = BIT(ACTION_FORGET) | BIT(ACTION_RESTORE),
		.where = WHERE(forget)},
	{.name = "hook",
		.arg = "WHAT",
		.help = "hooks: install, remove, renew, status, print NAME",
		.kind = KIND_WORD,
		.words = WORDS("install", "remove", "status", "print", "renew"),
		.action = ACTION_HOOK,
		.with = BIT(ACTION_HOOK),
		.where = WHERE(verb)},
	{.name = "prepare-removal",
		.help = "before jsecpatch is uninstalled: remove its hooks",
		.action = ACTION_REMOVAL,
		.with = BIT(ACTION_REMOVAL)},
	{.name = "access-manager",
		.arg = "DIR",
		.help = "check the transport settings of RSA Access Manager",
		.kind = KIND_TREE,
		.repeats = true,
		.action = ACTION_AUDIT,
		.with = ACCESS,
		.where = WHERE(access)},
	{.name = "transport",
		.arg = "MODE",
		.help = "with --access-manager: set auth, anon or clear",
		.kind = KIND_WORD,
		.words = WORDS("clear", "anon",
			"auth"), /* in the order of enum jsec_transport */
		.joins = true,
		.action = ACTION_TRANSPORT,
		.with = BIT(ACTION_TRANSPORT),
		.where = WHERE(transport)},

	{.help = "Where to look"},
	{.name = "exclude",
		.arg = "DIR",
		.help = "with --access-manager: leave DIR out, such as a copy",
		.kind = KIND_TREE,
		.repeats = true,
		.with = ACCESS,
		.where = WHERE(exclude)},
	{.name = "property",
		.arg = "NAME",
		.help = "work on another list than jdk.tls.disabledAlgorithms",
		.kind = KIND_PROPERTY,
		.words = WORDS("jdk.tls.disabledAlgorithms",
			"jdk.certpath.disabledAlgorithms", "jdk.jar.disabledAlgorithms",
			"jdk.tls.legacyAlgorithms", "jdk.security.legacyAlgorithms",
			"jdk.disabled.namedCurves", "http.auth.digest.disabledAlgorithms",
			"jdk.crypto.disabledAlgorithms"),
		.with = CHANGES | BIT(ACTION_LIST),
		.where = WHERE(property)},
	{.name = "scan",
		.arg = "DIR",
		.help = "search all local file systems, or all under DIR",
		.kind = KIND_DIRECTORY,
		.optional = true,
		.bare = "/",
		.with = ON_LISTS | BIT(ACTION_OVERRIDE) | BIT(ACTION_EXPLAIN) |
			BIT(ACTION_AUDIT),
		.where = WHERE(scan)},
	{.name = "root",
		.arg = "DIR",
		.help = "work inside DIR: a chroot or a container image",
		.kind = KIND_DIRECTORY,
		.with = ALL,
		.where = WHERE(root)},
	{.name = "state-dir",
		.arg = "DIR",
		.help = "directory of the backups (/var/lib/jsecpatch)",
		.kind = KIND_DIRECTORY,
		.with = ALL,
		.where = WHERE(state_dir)},
	{.name = "policy",
		.arg = "FILE",
		.help = "the policy file (/etc/jsecpatch.conf)",
		.kind = KIND_FILE,
		.with = ALL,
		.where = WHERE(policy)},

	{.help = "How to change"},
	{.letter = 'n',
		.name = "dry-run",
		.help = "change nothing; print a diff of what would change",
		.with = ALL,
		.where = WHERE(dry_run)},
	{.name = "remember",
		.help = "with -a, -d: also write it into the policy",
		.with = BIT(ACTION_CHANGE),
		.where = WHERE(remember)},
	{.name = "adopt-vendor",
		.help = "start from the vendor's newer file (.dpkg-dist)",
		.with = BIT(ACTION_CHANGE) | BIT(ACTION_REAPPLY),
		.where = WHERE(adopt_vendor)},
	{.name = "output",
		.arg = "FILE",
		.help = "write the changed archive to FILE, keep the old one",
		.kind = KIND_FILE,
		.with = BIT(ACTION_CHANGE) | BIT(ACTION_RESTORE),
		.where = WHERE(output)},
	{.name = "confirm",
		.help = "then ask each Java itself what it blocks",
		.with = BIT(ACTION_LIST) | BIT(ACTION_CHANGE) | BIT(ACTION_RESTORE) |
			BIT(ACTION_REAPPLY),
		.without = {"dry-run"},
		.where = WHERE(confirm)},
	{.name = "force",
		.help = "go on where jsecpatch refuses for safety",
		.with = WRITES,
		.where = WHERE(force)},

	{.help = "What to print"},
	{.name = "json",
		.help = "one JSON document and nothing else",
		.with = ALL,
		.where = WHERE(json)},
	{.name = "metrics",
		.arg = "FILE",
		.help = "with -l, --reapply: also metrics for Prometheus",
		.kind = KIND_FILE,
		.with = BIT(ACTION_LIST) | BIT(ACTION_REAPPLY),
		.without = {"dry-run", "property"},
		.where = WHERE(metrics)},
	{.name = "color",
		.arg = "WHEN",
		.help = "auto, always or never",
		.kind = KIND_WORD,
		.words = WORDS("auto", "always", "never"),
		.repeats = true,
		.with = ALL,
		.where = WHERE(color)},
	{.letter = 'q',
		.name = "quiet",
		.help = "errors only",
		.with = ALL,
		.where = WHERE(quiet)},
	{.letter = 'v',
		.name = "verbose",
		.help = "more: all entries, other paths of an install",
		.with = ALL,
		.where = WHERE(verbose)},
	{.letter = 'h',
		.name = "help",
		.help = "this text",
		.action = ACTION_HELP,
		.with = ALL},
	{.name = "version", .help = "the version", .action = ACTION_VERSION, .with = ALL},

	/* for programs: not in --help */
	{.name = "from-hook",
		.arg = "NAME",
		.kind = KIND_HOOK,
		.with = BIT(ACTION_REAPPLY) | BIT(ACTION_SUSPEND),
		.without = {"json", "dry-run"},
		.where = WHERE(hook)},
	{.name = "replaced",
		.arg = "WHAT",
		.kind = KIND_PROPERTY,
		.words = WORDS("waiting", "owned", "-"),
		.with = BIT(ACTION_SUSPEND),
		.without = {"json", "dry-run"},
		.where = WHERE(replaced)},
	{.name = "complete", .action = ACTION_COMPLETE, .with = ALL},
};

static const struct opt_action opt_table_actions[] = {
	[ACTION_NONE] = {.name = "list", .kind = KIND_HOME, .most = SIZE_MAX},
	[ACTION_LIST] = {.name = "list", .kind = KIND_HOME, .most = SIZE_MAX},
	[ACTION_CHANGE] = {.name = "allow", .kind = KIND_HOME, .most = SIZE_MAX},
	[ACTION_RESTORE] = {.name = "restore", .kind = KIND_HOME, .most = SIZE_MAX},
	[ACTION_REAPPLY] = {.name = "reapply", .kind = KIND_HOME, .most = SIZE_MAX},
	[ACTION_SUSPEND] = {.name = "suspend", .kind = KIND_HOME, .most = SIZE_MAX},
	[ACTION_EXPLAIN] = {.name = "explain", .kind = KIND_HOME, .most = SIZE_MAX},
	[ACTION_DIAGNOSE] = {.name = "diagnose",
		.kind = KIND_FILE,
		.least = 1,
		.most = SIZE_MAX,
		.bounds =
			"--diagnose requires HOST:PORT, pid:N, a log file, - or the text "
			"of an error"},
	[ACTION_OVERRIDE] = {.name = "emit-override",
		.kind = KIND_HOME,
		.most = SIZE_MAX},
	[ACTION_BACKUPS] = {.name = "backups", .bounds = "--backups takes no TARGET"},
	[ACTION_FORGET] = {.name = "forget",
		.kind = KIND_FILE,
		.least = 1,
		.most = SIZE_MAX,
		.bounds = "--forget requires the PATH of a Java that was uninstalled, or "
			  "--restore"},
	[ACTION_HOOK] = {.name = "hook",
		.kind = KIND_HOOK,
		.most = 1,
		.bounds = "--hook takes the name of one hook only"},
	[ACTION_REMOVAL] = {.name = "prepare-removal",
		.bounds = "--prepare-removal takes no TARGET"},
	[ACTION_AUDIT] = {.name = "audit", .kind = KIND_HOME, .most = SIZE_MAX},
	[ACTION_TRANSPORT] = {.name = "transport",
		.bounds = "--transport takes no TARGET: it changes all files under DIR"},
	[ACTION_ACCESS_RESTORE] = {.name = "restore",
		.bounds = "--restore with --access-manager takes no TARGET: it restores "
			  "all files under DIR"},
	[ACTION_HELP] = {.name = "help"},
	[ACTION_VERSION] = {.name = "version"},
	[ACTION_COMPLETE] = {.name = "complete"},
};

const struct opt_row *opt_table_find(const char *name, size_t length)
{
	for (size_t i = 0; i < OPT_TABLE_SIZE; i++) {
		const char *known = opt_table[i].name;
		if (known && !strncmp(known, name, length) && !known[length])
			return &opt_table[i];
	}
	return NULL;
}

const struct opt_action *opt_table_get_action(enum action action)
{
	return &opt_table_actions[action];
}

bool opt_table_is_given(const struct opt *o, const struct opt_row *row)
{
	return o->given >> (row - opt_table) & 1;
}

static int opt_table_check_entry(struct opt *o, const char *entry)
{
	const char *text = entry + strspn(entry, " \t");

	if (!*text)
		return opt_fail(o, "an entry is empty");
	if (*text == '-')
		return opt_fail(o, "an entry cannot begin with '-': '%s'", entry);
	return 0;
}

/* Copies a string. The copy lives until opt_done(). NULL: memory ran out. */
static const char *opt_table_copy(struct opt *o, const char *text, size_t n)
{
	char *copy = strndup(text, n);

	if (!copy || !opt_add_word(&o->owned, copy))
		return copy;
	free(copy);
	return NULL;
}

/* Adds the entries of a comma-separated list. */
static int opt_table_add_entries(struct opt *o, struct words *w, const char *list)
{
	for (;;) {
		size_t n = strcspn(list, ",");
		const char *entry = opt_table_copy(o, list, n);

		if (!entry || opt_table_check_entry(o, entry) || opt_add_word(w, entry))
			/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): o->owned owns it */
			return 2;
		if (!list[n])
			return 0;
		list += n + 1;
	}
}

/* Fails with "--color takes auto, always or never, not 'blue'". */
static int opt_table_fail_word(
	struct opt *o, const struct opt_row *row, const char *value)
{
	char list[80] = "";
	size_t n = 0;

	for (const char *const *w = row->words; *w; w++)
		n += (size_t)snprintf(list + n, sizeof list - n, "%s%s",
			w == row->words ? ""
			: w[1]		? ", "
					: " or ",
			*w);
	return opt_fail(o, "--%s takes %s, not '%s'", row->name, list, value);
}

static int opt_table_set_word(
	struct opt *o, const struct opt_row *row, const char *value, int *ret)
{
	for (int i = 0; row->words[i]; i++)
		if (!strcmp(value, row->words[i])) {
			*ret = i + 1;
			return 0;
		}
	return opt_table_fail_word(o, row, value);
}

static int opt_table_set_value(
	struct opt *o, const struct opt_row *row, const char *value)
{
	void *where = (char *)o + row->where;

	if (!value)
		value = row->bare;
	else if (!*value)
		return opt_fail(o, "the value of '--%s' is empty", row->name);
	switch (row->kind) {
	case KIND_NONE:
		if (row->where)
			*(bool *)where = true;
		return 0;
	case KIND_WORD:
		return opt_table_set_word(o, row, value, where);
	case KIND_ALLOW:
	case KIND_DISALLOW:
		return opt_table_add_entries(o, where, value);
	case KIND_TREE:
		return opt_add_word(where, value);
	default:
		*(const char **)where = value;
		return 0;
	}
}

int opt_table_apply(struct opt *o, const struct opt_row *row, const char *value)
{
	if (row->kind != KIND_NONE && !row->repeats && opt_table_is_given(o, row))
		return opt_fail(o, "option '--%s' may be given only once", row->name);
	o->given |= UINT64_C(1) << (row - opt_table);
	if (row->action >= ACTION_HELP)
		o->action = row->action;
	return opt_table_set_value(o, row, value);
}
