/* SPDX-License-Identifier: MIT */
/* Finds the hint for an error or a note in a table. */
#include "hint.h"

#include <string.h>

/* What an error is about. */
enum hint_about {
	HINT_RUN = 1,	     /* the whole run */
	HINT_STATE = 2,	     /* the state directory */
	HINT_INSTALL = 4,    /* the file of an install */
	HINT_ARCHIVE = 8,    /* an archive with an install */
	HINT_OUTPUT = 16,    /* the file of --output */
	HINT_OVERRIDE = 32,  /* an override file */
	HINT_HOOK_FILE = 64, /* a file of an update hook */
	HINT_POLICY = 128,   /* the policy file */
	HINT_HOOK = 256,     /* an update hook as a whole */
};

#define HINT_ANY 127

#define HINT_FILE (HINT_INSTALL | HINT_ARCHIVE)

static bool hint_may_force(const struct opt *o)
{
	return o->action != ACTION_EXPLAIN;
}

static bool hint_installs(const struct opt *o)
{
	return o->verb == HOOK_INSTALL;
}

static bool hint_removes(const struct opt *o)
{
	return o->verb == HOOK_REMOVE;
}

static bool hint_is_in_hook(const struct opt *o)
{
	return o->hook != NULL;
}

static bool hint_has_id(const struct opt *o)
{
	return o->backup_id != NULL;
}

static bool hint_has_no_id(const struct opt *o)
{
	return !o->backup_id;
}

static bool hint_remembers(const struct opt *o)
{
	return o->remember;
}

static bool hint_restores(const struct opt *o)
{
	return o->action == ACTION_RESTORE || o->action == ACTION_ACCESS_RESTORE;
}

static bool hint_forgets_rules(const struct opt *o)
{
	return o->forget && !o->backup_id;
}

static bool hint_reapplies(const struct opt *o)
{
	return o->action == ACTION_REAPPLY;
}

static bool hint_forgets(const struct opt *o)
{
	return o->action == ACTION_FORGET;
}

static bool hint_changes(const struct opt *o)
{
	return o->action == ACTION_CHANGE;
}

static bool hint_emits(const struct opt *o)
{
	return o->emit != NULL;
}

static bool hint_does_more_than_list(const struct opt *o)
{
	return o->action != ACTION_LIST;
}

static bool hint_has_no_output(const struct opt *o)
{
	return !o->output;
}

/* The first matching row is used. `when` may be NULL. */
static const struct hint_row {
	enum jsec_code code;
	unsigned about;
	bool (*when)(const struct opt *o);
	const char *hint;
} error_rows[] = {
	{JSEC_NOT_BOOTED, HINT_RUN, hint_installs,
		"use --root / to install them all the same"},
	{JSEC_UNTRUSTED, HINT_STATE, NULL, "or use --state-dir for another directory"},
	{JSEC_DENIED, HINT_STATE, NULL, "use --state-dir for another directory"},
	{JSEC_READ_ONLY, HINT_STATE, NULL, "use --state-dir for another directory"},
	{JSEC_NO_SPACE, HINT_STATE, NULL, "use --state-dir for another directory"},
	{JSEC_NO_DESCRIPTORS, HINT_ANY, NULL, "raise the limit: ulimit -n 1024"},
	{JSEC_EMPTY_LIST, HINT_FILE | HINT_OVERRIDE, NULL,
		"use --force to remove all restrictions"},
	{JSEC_UNTRUSTED, HINT_FILE, NULL, "or use --force if you trust these users"},
	{JSEC_OVERRIDDEN, HINT_FILE, NULL,
		"use --force to change this file all the same"},
	{JSEC_NOT_KNOWN, HINT_FILE, NULL, "use --force to change it all the same"},
	{JSEC_HARD_LINKS, HINT_FILE, NULL, "use --force to change this name only"},
	{JSEC_NO_CERTIFICATE, HINT_FILE, NULL, "use --force to set auth all the same"},
	{JSEC_UNKNOWN_ENTRY, HINT_RUN | HINT_OVERRIDE, hint_may_force,
		"use --force if it is meant so"},
	{JSEC_INCLUDED, HINT_FILE, NULL, "use --property jdk.disabled.namedCurves"},
	{JSEC_OPENS_MORE, HINT_FILE, hint_remembers, "allow what blocks it by name"},
	{JSEC_OPENS_MORE, HINT_FILE, NULL,
		"use --force, or allow what blocks it by name"},
	{JSEC_OPENS_MORE, HINT_OVERRIDE, NULL, "--explain=SUITE names them"},
	{JSEC_NO_BACKUP, HINT_FILE, hint_reapplies,
		"restore that backup, or use --force to apply only the policy"},
	{JSEC_NO_BACKUP, HINT_FILE, hint_forgets_rules,
		"use --force to remove the rule all the same"},
	{JSEC_NO_BACKUP, HINT_FILE, hint_has_id, "use --backups to list all backups"},
	{JSEC_NO_BACKUP, HINT_FILE, hint_has_no_id,
		"use --state-dir if the backups are in another directory"},
	{JSEC_BACKUP_DAMAGED, HINT_FILE, hint_reapplies,
		"restore that backup, or use --force to apply only the policy"},
	{JSEC_BACKUP_DAMAGED, HINT_FILE, hint_restores,
		"use --backups to list all backups"},
	{JSEC_BACKUP_DAMAGED, HINT_RUN | HINT_STATE, hint_forgets,
		"use --force to forget the rest and keep this backup"},
	{JSEC_UNFINISHED, HINT_RUN | HINT_INSTALL, hint_does_more_than_list,
		"use --restore=ID with this file only"},
	{JSEC_EXISTS, HINT_RUN, NULL, "use --restore --forget to restore it first"},
	{JSEC_NOT_FOUND, HINT_RUN, hint_forgets, "use --backups to list all backups"},
	{JSEC_READ_ONLY, HINT_ARCHIVE, hint_has_no_output,
		"use --output to write the result to another file"},
	{JSEC_FOREIGN, HINT_FILE, hint_restores,
		"use --restore=ID to restore a backup (--backups lists them), or --force to "
		"restore the original file"},
	{JSEC_FOREIGN, HINT_OUTPUT | HINT_OVERRIDE, NULL, "use --force to replace it"},
	{JSEC_FOREIGN, HINT_HOOK_FILE, hint_installs, "use --force to replace it"},
	{JSEC_FOREIGN, HINT_HOOK_FILE, hint_removes, "use --force to remove it"},
	{JSEC_FOREIGN, HINT_HOOK, hint_removes,
		"if no package of this system owns it, use --force to remove it"},
	{JSEC_NO_TARGET, HINT_POLICY, hint_is_in_hook,
		"use --forget with that path if it was uninstalled; --list shows what may have "
		"replaced it"},
	{JSEC_NO_TARGET, HINT_POLICY, NULL,
		"use --forget with that path if it was uninstalled"},
	{JSEC_OWN_ROOT, HINT_RUN, NULL,
		"leave out --root, or use --force to see it with the mounts of that process"},
	{JSEC_OUTSIDE, HINT_ANY, NULL, "use --force if it is meant so"},
	{JSEC_HALF_UPDATED, HINT_FILE, NULL,
		"run jsecpatch --suspend, then dpkg --configure -a, then jsecpatch --reapply"},
	{JSEC_NOT_CONFIRMED, HINT_FILE, hint_does_more_than_list,
		"use --list to see what was found"},
};

/* The same for notes. */
static const struct hint_note_row {
	const char *code;
	bool (*when)(const struct opt *o);
	const char *hint;
} note_rows[] = {
	{"vendor-file-waiting", NULL, "run jsecpatch --reapply --adopt-vendor"},
	{"dpkg-unfinished", NULL,
		"run jsecpatch --suspend, then dpkg --configure -a, then jsecpatch --reapply"},
	{"in-another-root", NULL, "use --root with that directory, and name that home"},
	{"in-archive", NULL, "use --allow or --disallow to change it"},
	{"entry-in-other-list", NULL, "use --property with that list to allow it there"},
	{"no-change-unless-named", NULL, "name it as a TARGET to change it"},
	{"no-confirm-unless-named", NULL,
		"name it as a TARGET to ask it with its owner's rights"},
	{"rights-not-restored", NULL, "use --force to restore them, too"},
	{"not-in-policy", hint_restores,
		"use --restore --forget to remove it from the policy"},
	{"not-in-policy", hint_changes, "use --remember to change the policy, too"},
	{"policy-target-missing", NULL,
		"use --forget with that path if it was uninstalled"},
	{"policy-target-pattern", hint_remembers,
		"to keep the rule to this version, write its path into the policy file"},
	{"override-java-missing", NULL,
		"use --forget with that path if it was uninstalled"},
	{"override-changed", NULL, "use --emit-override with --force to write it again"},
	{"hook-program", NULL, "install jsecpatch, then run jsecpatch --hook install"},
	{"hook-unsupported", NULL,
		"run jsecpatch --suspend before dnf, and jsecpatch --reapply after it"},
	{"hook-not-covered", NULL,
		"run jsecpatch --suspend before it, and jsecpatch --reapply after it"},
	{"updates-kept-back", NULL, "run apt-get upgrade, with the hooks installed"},
	{"hook-broken", NULL, "see jsecpatch --hook status"},
	{"hook-failed", NULL, "see jsecpatch --hook status"},
	{"text-access-manager", NULL, "see --access-manager DIR"},
	{"no-effect", NULL, "see --explain"},
	{"jlink", NULL, "see JLINK in jsecpatch(1)"},
	{"list-cut", NULL, "correct the file by hand, or use --disallow with each entry"},
	{"tls13-first", hint_emits,
		"or in all programs that use this file: add --disallow TLSv1.3 to the "
		"command. --diagnose HOST:PORT tells whether TLS 1.3 is the reason"},
	{"tls13-first", NULL,
		"or in all programs of this Java, with --disallow TLSv1.3. "
		"--diagnose HOST:PORT tells whether TLS 1.3 is the reason"},
};

static const char *hint_find(
	const struct opt *o, const struct jsec_error *e, enum hint_about about)
{
	for (size_t i = 0; i < sizeof error_rows / sizeof *error_rows; i++) {
		const struct hint_row *row = &error_rows[i];
		if (row->code != e->code || !(row->about & about) ||
			(row->when && !row->when(o)))
			continue;
		return o->force && strstr(row->hint, "--force") ? NULL : row->hint;
	}
	return NULL;
}

/* Tells whether an error is about this file, its archive, or no file. */
static bool hint_is_about(const struct jsec_error *e, const char *file)
{
	size_t n = e->path ? strlen(e->path) : 0;

	return !n || (file && !strncmp(file, e->path, n) && (!file[n] || file[n] == ':'));
}

const char *hint_for_result(const struct opt *o, const struct jsec_result *r)
{
	bool packed = r->install->source == JSEC_ARCHIVE;

	if (!r->error)
		return NULL;
	if (r->error->code == JSEC_OUTSIDE) /* on the way to any file */
		return hint_find(o, r->error, HINT_INSTALL);
	if (r->error->code == JSEC_OVERRIDDEN && r->overridden_by &&
		strstr(r->overridden_by, "/crypto-policies/") && !o->force)
		return "use --emit-override to make such a file, or --force to change this "
		       "java.security all the same";
	if (r->install->error)
		return NULL;
	if (hint_is_about(r->error, r->file) || hint_is_about(r->error, r->install->home))
		return hint_find(o, r->error, packed ? HINT_ARCHIVE : HINT_INSTALL);
	return o->output ? hint_find(o, r->error, HINT_OUTPUT) : NULL;
}

const char *hint_for_override(const struct opt *o, const struct jsec_override *f)
{
	return f->error && hint_is_about(f->error, f->file)
		       ? hint_find(o, f->error, HINT_OVERRIDE)
		       : NULL;
}

const char *hint_for_hook(const struct opt *o, const struct jsec_hook *h)
{
	return h->error ? hint_find(o, h->error,
				  h->error->path ? HINT_HOOK_FILE : HINT_HOOK)
			: NULL;
}

const char *hint_for_policy(const struct opt *o, const struct jsec_error *e)
{
	return hint_find(o, e, HINT_POLICY);
}

const char *hint_for_note(const struct opt *o, const struct jsec_note *note)
{
	for (size_t i = 0; i < sizeof note_rows / sizeof *note_rows; i++) {
		const struct hint_note_row *row = &note_rows[i];
		if (!strcmp(row->code, note->code) && (!row->when || row->when(o)))
			return row->hint;
	}
	return NULL;
}

/* Whether `path` is below `dir`, or is `dir`. */
static bool hint_is_below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return !strncmp(path, dir, n) && (!path[n] || path[n] == '/');
}

/*
 * Whether a path is the state directory, in it, or on the way to it. Paths in errors are
 * inside the root.
 */
static bool hint_is_state(const struct opt *o, const char *path, const char *state_dir)
{
	size_t n = o->root ? strlen(o->root) : 0;

	if (!path || !state_dir)
		return false;
	while (n && o->root[n - 1] == '/')
		n--;
	if (!o->state_dir && n && !strncmp(state_dir, o->root, n))
		state_dir += n;
	return hint_is_below(path, state_dir) || hint_is_below(state_dir, path);
}

const char *hint_for_run(
	const struct opt *o, const struct jsec_error *e, const char *state_dir)
{
	bool state = hint_is_state(o, e->path, state_dir);

	return hint_find(o, e, state ? HINT_STATE : HINT_RUN);
}
