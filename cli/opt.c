/* SPDX-License-Identifier: MIT */
/* One table of options drives the parser and --help. */
#include "opt.h"

#include "say.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Options without a short form. */
enum {
	OPT_BACKUPS = 256,
	OPT_REAPPLY,
	OPT_SUSPEND,
	OPT_REMEMBER,
	OPT_FORGET,
	OPT_ADOPT_VENDOR,
	OPT_CONFIRM,
	OPT_POLICY,
	OPT_FROM_HOOK,
	OPT_HOOK,
	OPT_ACCESS,
	OPT_TRANSPORT,
	OPT_EXPLAIN,
	OPT_EMIT,
	OPT_OUTPUT,
	OPT_PROPERTY,
	OPT_SCAN,
	OPT_ROOT,
	OPT_STATE_DIR,
	OPT_FORCE,
	OPT_JSON,
	OPT_COLOR,
	OPT_VERSION,
};

static const struct row {
	int id; /* the short form, or one of the above */
	const char *name;
	const char *arg; /* NULL for none; in brackets if it may be missing */
	const char *help;
} rows[] = {
	{'l', "list", NULL, "list the installs and what each blocks (the default)"},
	{'a', "allow", "ENTRY",
		"remove ENTRY from the list, e.g. anon; repeatable, or A,B"},
	{'d', "disallow", "ENTRY", "put ENTRY into the list; may go with --allow"},
	{'r', "restore", "[ID]", "put the vendor's file back, or the backup ID"},
	{OPT_REAPPLY, "reapply", NULL,
		"enforce the remembered policy, as after an update"},
	{OPT_SUSPEND, "suspend", NULL,
		"before an update: the vendor's files, for the time"},
	{OPT_EXPLAIN, "explain", "[SUITE]",
		"which cipher suites are open, and what blocks the others"},
	{OPT_EMIT, "emit-override", "FILE",
		"the change as a file for -Djava.security.properties"},
	{OPT_BACKUPS, "backups", NULL, "list the backups and check each one"},
	{OPT_HOOK, "hook", "WHAT",
		"install, remove, status or print [NAME]: the update hooks"},
	{OPT_ACCESS, "access-manager", "DIR",
		"audit the transport settings of an RSA Access Manager tree"},
	{0, NULL, NULL, "options:"},
	{OPT_TRANSPORT, "transport", "MODE", "set them all to auth, anon or clear"},
	{OPT_PROPERTY, "property", "NAME",
		"another list, e.g. jdk.certpath.disabledAlgorithms"},
	{OPT_SCAN, "scan", "[DIR]",
		"search all local file systems, or all under DIR, for installs"},
	{OPT_OUTPUT, "output", "FILE", "of an archive: write the result there"},
	{'n', "dry-run", NULL, "change nothing, print the unified diff"},
	{OPT_REMEMBER, "remember", NULL,
		"with --allow, --disallow: into the policy, too, for --reapply"},
	{OPT_FORGET, "forget", NULL, "with --restore: out of the policy, too"},
	{OPT_ADOPT_VENDOR, "adopt-vendor", NULL,
		"start from the vendor's waiting file (.dpkg-dist, .rpmnew)"},
	{OPT_CONFIRM, "confirm", NULL, "afterwards ask each JRE itself what it blocks"},
	{OPT_ROOT, "root", "DIR", "work on the tree under DIR: an image, a chroot"},
	{OPT_STATE_DIR, "state-dir", "DIR", "where backups are kept"},
	{OPT_POLICY, "policy", "FILE", "the policy, instead of /etc/jsecpatch.conf"},
	{OPT_FROM_HOOK, "from-hook", "NAME",
		"as an update hook: silent, exit status always 0"},
	{OPT_FORCE, "force", NULL, "go on where jsecpatch refuses for safety's sake"},
	{OPT_JSON, "json", NULL, "print one JSON document and nothing else"},
	{OPT_COLOR, "color", "WHEN", "auto, always or never"},
	{'q', "quiet", NULL, "print errors only"},
	{'v', "verbose", NULL, "print more: aliases, all entries"},
	{'h', "help", NULL, "print this"},
	{OPT_VERSION, "version", NULL, "print the version"},
};

#define N_ROWS (sizeof rows / sizeof *rows)

/* What is wrong with the command line, of which there is one. */
static char problem[1024];

static int usage(const char *what, const char *word)
{
	snprintf(problem, sizeof problem, "%s%s%s%s; see 'jsecpatch --help'", what,
		*word ? " '" : "", word, *word ? "'" : "");
	return 2;
}

static int out_of_memory(void)
{
	snprintf(problem, sizeof problem, "out of memory");
	return 2;
}

static int add(struct words *w, const char *word)
{
	const char **items = realloc(w->items, (w->n + 1) * sizeof *items);

	if (!items)
		return out_of_memory();
	w->items = items;
	w->items[w->n++] = word;
	return 0;
}

/* Adds the entries of a comma list. */
static int add_entries(struct opt *o, struct words *w, const char *list)
{
	for (;;) {
		size_t n = strcspn(list, ",");
		char *entry = strndup(list, n);

		if (!entry)
			return out_of_memory();
		if (add(&o->owned, entry)) {
			free(entry);
			return 2;
		}
		if (!entry[strspn(entry, " \t")])
			return usage("an entry is empty", "");
		if (add(w, entry))
			return 2;
		if (!list[n])
			return 0;
		list += n + 1;
	}
}

static int set_action(struct opt *o, enum action action)
{
	if (o->action != ACTION_NONE && o->action != action)
		return usage(
			"one action a run (only --allow and --disallow go together)", "");
	o->action = action;
	return 0;
}

static int set_color(struct opt *o, const char *when)
{
	static const char *const names[] = {[COLOR_AUTO] = "auto",
		[COLOR_ALWAYS] = "always",
		[COLOR_NEVER] = "never"};

	for (int i = COLOR_AUTO; i <= COLOR_NEVER; i++)
		if (!strcmp(when, names[i])) {
			o->color = (enum color)i;
			return 0;
		}
	return usage("--color takes auto, always or never, not", when);
}

static int set_hook(struct opt *o, const char *what)
{
	static const char *const names[] = {[HOOK_INSTALL] = "install",
		[HOOK_REMOVE] = "remove",
		[HOOK_STATUS] = "status",
		[HOOK_PRINT] = "print"};

	for (int i = HOOK_INSTALL; i <= HOOK_PRINT; i++)
		if (!strcmp(what, names[i])) {
			o->verb = (enum hook_verb)i;
			return set_action(o, ACTION_HOOK);
		}
	return usage("--hook takes install, remove, status or print, not", what);
}

static int set_transport(struct opt *o, const char *mode)
{
	o->transport = mode;
	if (!strcmp(mode, "auth") || !strcmp(mode, "anon") || !strcmp(mode, "clear"))
		return 0;
	return usage("--transport takes auth, anon or clear, not", mode);
}

/* Access Manager's files are audited, set or restored; nothing else is done with them. */
static int check_access(struct opt *o)
{
	bool restores = o->action == ACTION_RESTORE;

	if (!o->access.n)
		return o->transport ? usage("--transport needs --access-manager", "") : 0;
	if (o->action != ACTION_NONE && !restores)
		return usage(
			"--access-manager goes with --transport or --restore alone", "");
	if (o->forget)
		return usage("--forget does not go with --access-manager", "");
	if (o->transport && restores)
		return usage("--transport does not go with --restore", "");
	if (o->targets.n && (o->transport || restores))
		return usage(
			"no TARGET goes with what changes Access Manager's files", "");
	o->action = restores ? ACTION_RESTORE : ACTION_ACCESS;
	return 0;
}

static int set_emit(struct opt *o, const char *file)
{
	if (o->emit)
		return usage("one --emit-override a run", "");
	o->emit = file;
	return *file ? 0 : usage("the FILE of --emit-override is empty", "");
}

/* The entries say what is to be in the file. */
static int check_emit(struct opt *o)
{
	if (!o->emit)
		return 0;
	if (o->action != ACTION_CHANGE)
		return usage("--emit-override takes --allow or --disallow, and no other "
			     "action",
			"");
	o->action = ACTION_OVERRIDE;
	return 0;
}

static int take(struct opt *o, int id, const char *arg)
{
	switch (id) {
	case 'l':
		return set_action(o, ACTION_LIST);
	case 'a':
		return set_action(o, ACTION_CHANGE) ? 2 : add_entries(o, &o->allow, arg);
	case 'd':
		return set_action(o, ACTION_CHANGE) ? 2
						    : add_entries(o, &o->disallow, arg);
	case 'r':
		o->backup_id = arg;
		return set_action(o, ACTION_RESTORE);
	case OPT_REAPPLY:
		return set_action(o, ACTION_REAPPLY);
	case OPT_SUSPEND:
		return set_action(o, ACTION_SUSPEND);
	case OPT_BACKUPS:
		return set_action(o, ACTION_BACKUPS);
	case OPT_REMEMBER:
		o->remember = true;
		return 0;
	case OPT_FORGET:
		o->forget = true;
		return 0;
	case OPT_ADOPT_VENDOR:
		o->adopt_vendor = true;
		return 0;
	case OPT_CONFIRM:
		o->confirm = true;
		return 0;
	case OPT_POLICY:
		o->policy = arg;
		return 0;
	case OPT_FROM_HOOK:
		o->hook = arg;
		return 0;
	case OPT_HOOK:
		return set_hook(o, arg);
	case OPT_ACCESS:
		return *arg ? add(&o->access, arg)
			    : usage("the DIR of --access-manager is empty", "");
	case OPT_TRANSPORT:
		return set_transport(o, arg);
	case OPT_EXPLAIN:
		o->suite = arg ? arg : o->suite;
		return set_action(o, ACTION_EXPLAIN);
	case OPT_EMIT:
		return set_emit(o, arg);
	case OPT_OUTPUT:
		o->output = arg;
		return *arg ? 0 : usage("the FILE of --output is empty", "");
	case OPT_PROPERTY:
		o->property = arg;
		return 0;
	case OPT_SCAN:
		o->scan = arg ? arg : "/";
		return 0;
	case 'n':
		o->dry_run = true;
		return 0;
	case OPT_ROOT:
		o->root = arg;
		return 0;
	case OPT_STATE_DIR:
		o->state_dir = arg;
		return 0;
	case OPT_FORCE:
		o->force = true;
		return 0;
	case OPT_JSON:
		o->json = true;
		return 0;
	case OPT_COLOR:
		return set_color(o, arg);
	case 'q':
		o->quiet = true;
		return 0;
	case 'v':
		o->verbose = true;
		return 0;
	case 'h':
		o->action = ACTION_HELP;
		return 0;
	default:
		o->action = ACTION_VERSION;
		return 0;
	}
}

/* The table in getopt's two forms. */
static void make_getopt(struct option *longs, char *shorts)
{
	*shorts++ = ':';
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct row *r = &rows[i];
		if (!r->name)
			continue;
		int has = !r->arg	   ? no_argument
			  : *r->arg == '[' ? optional_argument
					   : required_argument;
		*longs++ = (struct option){r->name, has, NULL, r->id};
		if (r->id >= 256)
			continue;
		*shorts++ = (char)r->id;
		/* -rID would be a trap beside -rn: only --restore=ID */
		if (has == required_argument)
			*shorts++ = ':';
	}
	*longs = (struct option){0};
	*shorts = 0;
}

static int unknown(char **argv, bool missing)
{
	char letter[3] = {'-', (char)optopt, 0};
	bool is_long = optind > 1 && !strncmp(argv[optind - 1], "--", 2);
	const char *word = is_long ? argv[optind - 1] : letter;

	if (missing)
		return usage("a value is missing behind", word);
	if (is_long && optopt)
		return usage("no value goes with", word);
	return usage("unknown option", word);
}

/* `--restore 12` is no TARGET. */
static bool names_backup(const struct opt *o)
{
	for (size_t i = 0; i < o->targets.n; i++) {
		const char *word = o->targets.items[i];
		if (!word[strspn(word, "0123456789")])
			return true;
	}
	return false;
}

/* What goes with one action alone. */
static int check_together(const struct opt *o)
{
	enum action a = o->action;
	const struct {
		bool wrong;
		const char *what;
	} rules[] = {
		{a == ACTION_BACKUPS && o->targets.n, "--backups takes no TARGET"},
		{a == ACTION_HOOK && o->targets.n > 1,
			"--hook takes the name of one hook"},
		{a == ACTION_HOOK && o->verb == HOOK_PRINT && !o->targets.n,
			"--hook print takes the name of a hook; --hook status lists them"},
		{o->property && a == ACTION_EXPLAIN,
			"--explain looks at all lists about cipher suites, not one"},
		{o->suite && !*o->suite, "the SUITE is empty"},
		{o->remember && a == ACTION_OVERRIDE,
			"--emit-override needs no --remember: --reapply renews the file"},
		{o->remember && a != ACTION_CHANGE,
			"--remember goes with --allow and --disallow"},
		{o->confirm && (o->dry_run || o->emit || a == ACTION_BACKUPS ||
				       a == ACTION_HOOK || a == ACTION_EXPLAIN ||
				       a == ACTION_ACCESS || a == ACTION_SUSPEND),
			"--confirm goes with --list, --allow, --disallow, --restore and "
			"--reapply, and not with --dry-run"},
		{o->forget && a != ACTION_RESTORE, "--forget goes with --restore"},
		{o->adopt_vendor && a != ACTION_CHANGE && a != ACTION_REAPPLY,
			"--adopt-vendor goes with --reapply, --allow and --disallow"},
		{o->hook && a != ACTION_REAPPLY && a != ACTION_SUSPEND,
			"--from-hook goes with --suspend and --reapply"},
		{o->output && a != ACTION_CHANGE && a != ACTION_RESTORE,
			"--output goes with --allow, --disallow and --restore"},
		{o->output && o->targets.n != 1,
			"--output takes one TARGET, which is an archive"},
		{o->scan && o->targets.n,
			"--scan goes without a TARGET; its directory is written --scan=DIR"},
		{o->scan && !*o->scan, "the directory of --scan is empty"},
		{o->scan && (a == ACTION_BACKUPS || a == ACTION_HOOK),
			"--scan goes with actions on installs"},
		{o->scan && strcmp(o->scan, "/") != 0 && (o->remember || o->forget),
			"--remember and --forget go with TARGETs or all installs, not with "
			"--scan=DIR"},
		{a == ACTION_RESTORE && !o->backup_id && names_backup(o),
			"a backup's ID is written --restore=ID, and a TARGET of such a name "
			"with its directory, as ./"},
		{o->property && a == ACTION_REAPPLY,
			"--reapply enforces the policy, which names its lists itself"},
	};

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (rules[i].wrong)
			return usage(rules[i].what, "");
	return 0;
}

/* `--explain SUITE`: a word that is no path and starts as all suites do. */
static void take_suite(struct opt *o)
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
	if (!o->targets.n) { /* none is all */
		free(o->targets.items);
		o->targets.items = NULL;
	}
}

int opt_parse(struct opt *o, int argc, char **argv)
{
	struct option longs[N_ROWS + 1];
	char shorts[2 * N_ROWS + 2];
	int id, rc = 0;

	*o = (struct opt){0};
	make_getopt(longs, shorts);
	opterr = 0;
	while (!rc && (id = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (o->action == ACTION_HELP || o->action == ACTION_VERSION)
			return 0;
		rc = id == '?' || id == ':' ? unknown(argv, id == ':')
					    : take(o, id, optarg);
	}
	for (; !rc && optind < argc; optind++)
		rc = *argv[optind] ? add(&o->targets, argv[optind])
				   : usage("a TARGET is empty", "");
	rc = rc ? rc : check_emit(o);
	rc = rc ? rc : check_access(o);
	if (!rc && o->action == ACTION_NONE)
		o->action = ACTION_LIST;
	take_suite(o);
	if (o->action == ACTION_LIST) /* which writes nothing anyway */
		o->dry_run = false;
	rc = rc ? rc : check_together(o);
	o->problem = rc ? problem : NULL;
	for (int i = 1; rc && i < argc; i++) /* also where it stands behind the mistake */
		o->json = o->json || !strcmp(argv[i], "--json");
	return rc;
}

void opt_help(FILE *out)
{
	fputs("Usage: jsecpatch [ACTION] [OPTION]... [TARGET]...\n"
	      "Changes the lists of disabled algorithms in Java's java.security files, one\n"
	      "entry and not one byte more, with verified backups.\n"
	      "A TARGET is a Java home, a java.security file, or a tar or zip archive of homes;\n"
	      "with none, all installs that are found.\n"
	      "\nactions:\n",
		out);
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct row *r = &rows[i];
		char left[40], value[16] = "";

		if (!r->name) {
			fprintf(out, "\n%s\n", r->help);
			continue;
		}
		if (r->arg)
			snprintf(value, sizeof value, *r->arg == '[' ? "[=%s" : " %s",
				r->arg + (*r->arg == '['));
		snprintf(left, sizeof left, "%c%c%c --%s%s", r->id < 256 ? '-' : ' ',
			r->id < 256 ? r->id : ' ', r->id < 256 ? ',' : ' ', r->name,
			value);
		fprintf(out, "  %-24s %s\n", left, r->help);
	}
	fputs("\n"
	      "Exit status: 0 all is as asked; 1 an install failed; 2 wrong usage; 3 no install\n"
	      "found; 4 a dry run found something to change.\n"
	      "\n"
	      "  jsecpatch --dry-run --allow anon   what would change, everywhere\n"
	      "  jsecpatch --allow anon             allow anonymous TLS suites again\n"
	      "  jsecpatch --allow anon --remember  and keep it so, by 'jsecpatch --reapply'\n"
	      "  jsecpatch --explain                what the lists do to each cipher suite\n"
	      "  jsecpatch --restore                back to the vendors' files\n",
		out);
}

void opt_done(struct opt *o)
{
	for (size_t i = 0; i < o->owned.n; i++)
		free((char *)o->owned.items[i]);
	free(o->owned.items);
	free(o->allow.items);
	free(o->disallow.items);
	free(o->targets.items);
	free(o->access.items);
	*o = (struct opt){0};
}
