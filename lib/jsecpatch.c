/* SPDX-License-Identifier: MIT */
/*
 * The public calls.
 *
 * The modules, from the top down; an include runs down or stays in its layer:
 *
 *	hook/install   writes update hooks    hook/remove  takes them away
 *	hook/job       what both share
 *	hook/hooks     their texts, and what is there
 *	hook/live      what systemd is told
 *	hook/record    what was installed      hook/table    one row a hook
 *
 *	java/backups   the list of backups that callers see
 *	java/audits    what is wrong with an Access Manager installation
 *	java/restart   running JVMs that an edit does not reach
 *	java/commit    backs up, replaces, reads back
 *	java/confirm   asks the JVMs themselves
 *	java/plan      what a commit would write, and what is to be told
 *	java/compute   of one install
 *	java/change    edits, by the request or the policy
 *	java/named     suites where entries are wanted
 *	java/opening   the suites that an edit opens
 *	java/explain   what the lists do to all suites
 *	java/verdict   suites as callers see them
 *	java/restrictions  an install's lists that decide about suites
 *	java/restore   backups' bytes     java/vendor    the vendor's waiting file
 *	java/planner   what planning needs java/item     one install's part of a plan
 *	java/override  files for installs that cannot be written
 *	java/extra     the bytes of one    java/emitted   which were written
 *	java/effect    which file's list counts
 *	java/policy    the policy file    java/suspension  what is suspended now
 *	java/hookrun   runs from update hooks
 *	java/request   checks what the caller asks for
 *	java/settings  Access Manager's settings
 *	java/writing   one item, written  java/undo      the way back, if all or none
 *	java/find      all installs          java/scan      those in a whole tree
 *	java/found     each file once        java/install   one install
 *	java/bare      files in no home
 *	java/bundles   the homes in archives  java/bundle  one archive that holds homes
 *	java/parcel    plans for those        java/repack  writes such an archive
 *	java/access    all files of an Access Manager installation
 *	java/running   those of JVMs         java/jvm       a JVM's home
 *	java/release   versions, and what came with which
 *	java/store     archives of backups and their manifests
 *	java/archive   one archive            java/mentions  which backups have a file
 *	java/pool      equal bytes, once
 *	java/history   which bytes a file had when
 *	java/redo      finishes a rewrite in place that was killed
 *	java/session   what a session holds
 *
 *	text/edit      old bytes and a request make new bytes
 *	text/prove     whether they are safe
 *	text/audit     settings of several files, compared
 *	text/retransport  settings changed    text/reprove  whether that is safe
 *	text/transport what the settings are, and say
 *	text/list      a value as entries     text/known   what vendors ship
 *	text/near      near misses            text/diff    unified diffs
 *	text/suite     what blocks a suite    text/suites  all suites, and their parts
 *	text/record    a backup's manifest    text/policy  the policy file's rules
 *	text/props     the document           text/chars   escapes
 *	text/jvmargs   a JVM's options        text/argfile those in an @argfile
 *	text/cgroup    a process's unit and container
 *	text/shown     a JVM's settings, as it prints them
 *
 *	sys/root       paths inside a root    sys/file     one file, read
 *	sys/replace    one file, replaced     sys/identity whose rights
 *	sys/lock       one run at a time      sys/pack     archives, digests
 *	sys/packages   package managers       sys/proc     running processes
 *	sys/spawn      runs a program         sys/machine  is this one that runs
 *	sys/members    archives of any kind   sys/packed   what one holds
 *	sys/tarball    tar, its members       sys/tarsplice  and new bytes for them
 *	sys/tarhead    headers of tar         sys/cursor   decompressed bytes in pieces
 *	sys/zip        zip, its members       sys/zipsplice  and new bytes for them
 *	sys/zipindex   a zip's index          sys/zipcheck   a changed zip, compared
 *	sys/zipbytes   what is packed in it
 *	sys/stream     compressed bytes       sys/gzip     those of gzip
 *	sys/gzsplice   keeps most of them     sys/zstdout  zstd's encoder
 *	sys/extent     a part of a file
 *	sys/walk       a tree, by threads    sys/mounts   file systems
 *	sys/crew       many pieces of work, by threads
 *
 *	base/          errors, bytes, strings
 *
 * text/ makes no system calls, sys/ knows nothing of Java; the two do not see each other.
 */
#include "jsecpatch.h"

#include "hook/install.h"
#include "hook/remove.h"
#include "java/access.h"
#include "java/audits.h"
#include "java/backups.h"
#include "java/commit.h"
#include "java/confirm.h"
#include "java/explain.h"
#include "java/hookrun.h"
#include "java/override.h"
#include "java/plan.h"
#include "java/redo.h"
#include "java/restart.h"
#include "java/session.h"
#include "sys/lock.h"
#include "text/known.h"
#include "text/prove.h"
#include "version.h"

#include <stdio.h>
#include <stdlib.h>

#define DEFAULT_POLICY "/etc/jsecpatch.conf"
#define DEFAULT_LOCK_TIMEOUT 30
#define NOTE_TIMEOUT 1 /* for a note of a run that needed no lock */

const char *jsec_version(void)
{
	return VERSION;
}

const char *jsec_state_name(enum jsec_state state)
{
	static const char *const names[] = {
		[JSEC_LISTED] = "listed",
		[JSEC_PATCHED] = "patched",
		[JSEC_UNCHANGED] = "unchanged",
		[JSEC_WOULD_PATCH] = "would-patch",
		[JSEC_RESTORED] = "restored",
		[JSEC_SUSPENDED] = "suspended",
		[JSEC_SKIPPED] = "skipped",
		[JSEC_FAILED] = "failed",
	};
	size_t i = (size_t)state;

	return i < sizeof names / sizeof *names ? names[i] : "unknown";
}

const char *jsec_source_name(enum jsec_source source)
{
	static const char *const names[] = {
		[JSEC_TARGET] = "target",
		[JSEC_KNOWN_PLACE] = "known-place",
		[JSEC_ENVIRONMENT] = "environment",
		[JSEC_PATH] = "path",
		[JSEC_POLICY] = "policy",
		[JSEC_BACKUP] = "backup",
		[JSEC_SCAN] = "scan",
		[JSEC_PROCESS] = "process",
		[JSEC_CONTAINER] = "container",
		[JSEC_ARCHIVE] = "archive",
	};
	size_t i = (size_t)source;

	return i < sizeof names / sizeof *names ? names[i] : "unknown";
}

const char *jsec_compliance_name(enum jsec_compliance compliance)
{
	return compliance == JSEC_COMPLIES  ? "complies"
	       : compliance == JSEC_DIFFERS ? "differs"
					    : NULL;
}

const char *jsec_transport_name(enum jsec_transport transport)
{
	return transport_word(transport);
}

/*
 * Copies a caller's options of `size` bytes over `known` bytes of ours; a shorter one is an
 * older caller's. A longer one may say nothing that is not known here.
 */
static int copy_options(void *to, size_t known, const void *from, size_t size)
{
	const char *tail = (const char *)from + known;

	if (size < sizeof size)
		return -JSEC_BAD_REQUEST;
	for (size_t i = 0; known + i < size; i++)
		if (tail[i])
			return -JSEC_BAD_REQUEST;
	memcpy(to, from, size < known ? size : known);
	return 0;
}

static int bad_size(struct jsec *s, const char *what)
{
	return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
		"%s: size is not set, or says what this version does not know", what);
}

/* The path, absolute, without slashes at its end; malloc'd. */
static char *full_path(const char *path)
{
	size_t n = strlen(path);
	char *cwd = NULL, *full = NULL;

	while (n > 1 && path[n - 1] == '/')
		n--;
	if (*path == '/')
		return strndup(path, n);
	cwd = getcwd(NULL, 0);
	if (cwd && asprintf(&full, "%s/%.*s", cwd, (int)n, path) < 0)
		full = NULL;
	free(cwd);
	return full;
}

/* State and policy: inside the root by default, where the caller says otherwise. */
static int set_paths(struct jsec *s, const struct jsec_options *o)
{
	s->store.root = o->state_dir ? &s->host : &s->root;
	s->store.lexer = s->lexer;
	s->store.pool = &s->pool;
	s->store.path = full_path(o->state_dir ? o->state_dir : STATE_DIR);
	s->policy_root = o->policy ? &s->host : &s->root;
	s->policy = full_path(o->policy ? o->policy : DEFAULT_POLICY);
	return s->store.path && s->policy ? 0 : -JSEC_NO_MEMORY;
}

int jsec_new(const struct jsec_options *options, struct jsec **ret)
{
	struct jsec_options o = {.size = sizeof o};
	struct jsec *s = calloc(1, sizeof *s);
	int rc = 0;

	if (!s)
		return -JSEC_NO_MEMORY;
	s->root.fd = s->host.fd = s->lock = -1;
	s->store = STORE_NONE;
	s->pool = POOL_NONE;
	s->lexer = lexer_new();
	if (!s->lexer)
		rc = -JSEC_NO_MEMORY;
	if (!rc && options)
		rc = copy_options(&o, sizeof o, options, options->size);
	s->root_given = o.root != NULL;
	s->is_host = !o.root || !strcmp(o.root, "/");
	s->lock_timeout = o.lock_timeout ? o.lock_timeout : DEFAULT_LOCK_TIMEOUT;
	s->watcher = (struct watcher){o.progress, o.progress_data, o.cancel};
	rc = rc ? rc : root_open(&s->host, "/", &s->err);
	rc = rc ? rc : root_open(&s->root, o.root ? o.root : "/", &s->err);
	rc = rc ? rc : set_paths(s, &o);
	if (rc)
		jsec_free(s);
	else
		*ret = s;
	return rc;
}

void jsec_free(struct jsec *s)
{
	if (!s)
		return;
	jsec_unlock(s);
	store_done(&s->store);
	free(s->policy);
	lexer_free(s->lexer);
	root_close(&s->root);
	root_close(&s->host);
	err_done(&s->err);
	free(s);
}

const struct jsec_error *jsec_error(const struct jsec *s)
{
	return &s->err.public;
}

static int take_lock(struct jsec *s, unsigned seconds, struct err *e)
{
	FD_AUTO int dir = -1;
	char *path = NULL;
	int rc = store_open_dir(&s->store, true, &dir, e);

	if (!rc && asprintf(&path, "%s/lock", s->store.path) < 0)
		rc = err_memory(e);
	rc = rc ? rc : lock_take(dir, path, seconds, &s->lock, e);
	free(path);
	return rc;
}

int jsec_lock(struct jsec *s)
{
	err_done(&s->err);
	if (s->lock >= 0)
		return 0;
	int rc = take_lock(s, s->lock_timeout, &s->err);
	if (rc)
		return rc;
	store_forget(&s->store); /* another run may have added to it */
	rc = store_load(&s->store, &s->err);
	if (!rc)
		redo_finish(s);
	return rc;
}

void jsec_unlock(struct jsec *s)
{
	fd_done(&s->lock);
	s->lock = -1;
}

/* A policy or backups that cannot be read give no hints; the plan says why. */
static int get_hints(struct jsec *s, struct find_hints *hints)
{
	POLICY_FILE_AUTO struct policy_file policy = {.place = PLACE_NONE};
	ERR_AUTO struct err ignored = {0};
	int rc = policy_load(s, &policy, &ignored);

	rc = rc == -JSEC_NO_MEMORY ? err_memory(&s->err) : 0;
	if (!rc && !err_public(&ignored))
		rc = policy_targets(&policy, &hints->policy, &s->err);
	if (!rc && !store_load(&s->store, &ignored))
		rc = store_files(&s->store, &hints->backups, &s->err);
	return rc;
}

int jsec_find(
	struct jsec *s, const struct jsec_search *search, struct jsec_installs **ret)
{
	struct jsec_search copy = {.size = sizeof copy};
	struct prober prober = {&s->root, s->lexer, s->is_host};

	struct find_hints hints = {0};

	err_done(&s->err);
	if (search && copy_options(&copy, sizeof copy, search, search->size))
		return bad_size(s, "struct jsec_search");
	if (!s->is_host)
		copy.environment = NULL;
	int rc = copy.targets ? 0 : get_hints(s, &hints);
	root_remember(&s->root);
	rc = rc ? rc : find(&prober, &copy, &hints, &s->watcher, ret, &s->err);
	root_forget(&s->root);
	strv_done(&hints.policy);
	strv_done(&hints.backups);
	return rc;
}

int jsec_find_access(struct jsec *s, const char *const *directories, size_t n,
	struct jsec_installs **ret)
{
	struct prober prober = {&s->root, s->lexer, s->is_host};

	err_done(&s->err);
	return access_find(&prober, directories, n, ret, &s->err);
}

int jsec_plan(struct jsec *s, const struct jsec_installs *installs,
	const struct jsec_request *request, struct jsec_plan **ret)
{
	struct jsec_request copy = {.size = sizeof copy};

	err_done(&s->err);
	if (copy_options(&copy, sizeof copy, request, request->size))
		return bad_size(s, "struct jsec_request");
	root_remember(&s->root);
	int rc = plan(s, installs, &copy, ret);
	root_forget(&s->root);
	return rc;
}

int jsec_commit(struct jsec *s, struct jsec_plan *p)
{
	bool alone = p->request.output != NULL; /* nothing else is touched */
	bool unlocks = s->lock < 0 && !alone;
	int rc = alone ? 0 : jsec_lock(s);

	rc = rc ? rc : store_load(&s->store, &s->err);
	rc = rc ? rc : commit(s, p);
	if (unlocks)
		jsec_unlock(s);
	return rc;
}

static int edit_text(
	struct jsec *s, const struct request *r, struct span old, struct buf *new)
{
	struct change change = request_change(r);
	struct claim claim = {
		.lexer = s->lexer,
		.reader = release_reader(NULL),
		.rules = release_rules(NULL, r->property),
		.change = &change,
		.empty_ok = request_has(r, JSEC_FORCE),
	};
	PROPS_AUTO struct props doc = {0};
	STRV_AUTO struct strv removed = {0};
	STRV_AUTO struct strv added = {0};
	int rc = props_read(&doc, s->lexer, claim.reader, old, NULL, &s->err);

	rc = rc ? rc : edit(&doc, &change, new, &removed, &added, &s->err);
	if (rc || (!removed.n && !added.n))
		return rc;
	return prove(&claim, old, buf_span(new), &s->err);
}

int jsec_plan_text(struct jsec *s, const void *bytes, size_t size,
	const struct jsec_request *request, void **ret, size_t *ret_size)
{
	struct jsec_request copy = {.size = sizeof copy};
	struct request r = {0};
	BUF_AUTO struct buf new = {0};
	int rc;

	err_done(&s->err);
	if (copy_options(&copy, sizeof copy, request, request->size))
		return bad_size(s, "struct jsec_request");
	if (copy.action != JSEC_CHANGE)
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"bytes that are no file can only be changed");
	if (size > FILE_MAX_SIZE)
		return err_set(&s->err, JSEC_TOO_LARGE, NULL, 0,
			"a java.security file has at most 16 MiB");
	rc = request_copy(&copy, &r, &s->err);
	rc = rc ? rc : edit_text(s, &r, span_of(bytes, size), &new);
	request_done(&r);
	if (rc)
		return rc;
	*ret_size = new.size;
	*ret = buf_take(&new);
	return *ret ? 0 : err_memory(&s->err);
}

int jsec_audit(struct jsec *s, const struct jsec_plan *p, struct jsec_audit **ret)
{
	err_done(&s->err);
	return audits(s, p, ret);
}

int jsec_backups(struct jsec *s, struct jsec_backups **ret)
{
	err_done(&s->err);
	return backups(s, ret);
}

const char *jsec_suite_state_name(enum jsec_suite_state state)
{
	static const char *const names[] = {
		[JSEC_SUITE_OPEN] = "open",
		[JSEC_SUITE_NO_PROTOCOL] = "no-protocol",
		[JSEC_SUITE_BLOCKED] = "blocked",
		[JSEC_SUITE_UNKNOWN] = "unknown",
	};
	size_t i = (size_t)state;

	return i < sizeof names / sizeof *names ? names[i] : "unknown";
}

const char *jsec_why_name(enum jsec_why why)
{
	static const char *const names[] = {
		[JSEC_WHY_NAME] = "name",
		[JSEC_WHY_COMPONENT] = "component",
		[JSEC_WHY_WILDCARD] = "wildcard",
		[JSEC_WHY_PROTOCOL] = "protocol",
	};
	size_t i = (size_t)why;

	return i < sizeof names / sizeof *names ? names[i] : "unknown";
}

int jsec_explain(struct jsec *s, const struct jsec_installs *installs, const char *suite,
	struct jsec_explained **ret)
{
	err_done(&s->err);
	return explain(s, installs, suite, ret);
}

int jsec_override(struct jsec *s, const struct jsec_installs *installs,
	const struct jsec_request *request, const char *file, struct jsec_overrides **ret)
{
	struct jsec_request copy = {.size = sizeof copy};

	err_done(&s->err);
	if (copy_options(&copy, sizeof copy, request, request->size))
		return bad_size(s, "struct jsec_request");
	return override_plan(s, installs, &copy, file, ret);
}

int jsec_overrides(
	struct jsec *s, const struct jsec_installs *installs, struct jsec_overrides **ret)
{
	err_done(&s->err);
	return override_renew(s, installs, ret);
}

int jsec_overrides_write(struct jsec *s, struct jsec_overrides *list)
{
	bool locked = s->lock >= 0;
	int rc = jsec_lock(s);

	rc = rc ? rc : override_write(s, list);
	if (!locked)
		jsec_unlock(s);
	return rc;
}

int jsec_hook_idle(struct jsec *s)
{
	err_done(&s->err);
	return hookrun_idle(s);
}

int jsec_hook_wait(struct jsec *s, unsigned seconds)
{
	err_done(&s->err);
	return hookrun_wait(s, seconds);
}

/* What separates keys in the notes must not be in a name. */
static bool is_hook_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n && !name[n] && n < 40;
}

int jsec_hook_note(
	struct jsec *s, const char *hook, const char *action, int ok, const char *message)
{
	err_done(&s->err);
	if (!is_hook_name(hook) || !is_hook_name(action))
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"'%s' is no hook's name: letters, digits and '-'", hook);
	/* Where another run goes on, it is noted all the same. */
	ERR_AUTO struct err ignored = {0};
	bool unlocks = s->lock < 0 && !take_lock(s, NOTE_TIMEOUT, &ignored);
	int rc = hookrun_note(s, hook, action, ok, message);
	if (unlocks)
		jsec_unlock(s);
	return rc;
}

int jsec_confirm(
	struct jsec *s, const struct jsec_installs *installs, struct jsec_plan *p)
{
	err_done(&s->err);
	return confirm(s, installs, p);
}

int jsec_restarts(
	struct jsec *s, const struct jsec_installs *installs, struct jsec_restarts **ret)
{
	err_done(&s->err);
	return restarts(s, installs, ret);
}

const char *jsec_hook_state_name(enum jsec_hook_state state)
{
	static const char *const names[] = {
		[JSEC_HOOK_ABSENT] = "absent",
		[JSEC_HOOK_INSTALLED] = "installed",
		[JSEC_HOOK_OUTDATED] = "outdated",
		[JSEC_HOOK_CHANGED] = "changed",
		[JSEC_HOOK_PARTIAL] = "partial",
		[JSEC_HOOK_SNIPPET] = "snippet",
	};
	size_t i = (size_t)state;

	return i < sizeof names / sizeof *names ? names[i] : "unknown";
}

int jsec_hooks(struct jsec *s, const struct jsec_installs *installs, const char *program,
	struct jsec_hooks **ret)
{
	err_done(&s->err);
	return hooks(s, installs, program, ret);
}

/* Under the lock, as a commit; a dry run needs none. */
static int with_hooks(struct jsec *s, struct jsec_hooks *list, const char *name,
	unsigned flags,
	int (*act)(struct jsec *, struct jsec_hooks *, const char *, unsigned))
{
	bool locked = s->lock >= 0;

	err_done(&s->err);
	if (flags & ~(JSEC_FORCE | JSEC_DRY_RUN))
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0, "unknown flags");
	if (flags & JSEC_DRY_RUN)
		return act(s, list, name, flags);
	int rc = jsec_lock(s);
	rc = rc ? rc : act(s, list, name, flags);
	if (!locked)
		jsec_unlock(s);
	return rc;
}

int jsec_hook_install(
	struct jsec *s, struct jsec_hooks *list, const char *name, unsigned flags)
{
	return with_hooks(s, list, name, flags, hook_install);
}

int jsec_hook_remove(
	struct jsec *s, struct jsec_hooks *list, const char *name, unsigned flags)
{
	return with_hooks(s, list, name, flags, hook_remove);
}
