/* SPDX-License-Identifier: MIT */
/* Finds which java.security each JVM has read, and whether it was changed since. */
#include "queries/restart.h"

#include "backup/blob.h"
#include "backup/history.h"
#include "base/pointers.h"
#include "jre/effective_list.h"
#include "jre/install.h"
#include "jre/jvm.h"
#include "jre/reading.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/identity.h"
#include "os/proc.h"
#include "os/root.h"
#include "os/system.h"
#include "search/installs.h"
#include "text/cgroup.h"
#include "text/java_options.h"

#include <stdlib.h>
#include <string.h>

/* A JVM, with all that its public part points to. */
struct restart_jvm {
	struct jsec_process public;
	char *home;
	struct jvmargs args;
	struct cgroup cgroup;
	char *overridden_by;
	bool list_unread;
};

struct jsec_restarts {
	struct restart_jvm *items;
	size_t n;
	const struct jsec_process **list;
	size_t unseen;
	int unseen_pids[PROCS_NAMED + 1]; /* 0 at the end */
};

/* An install's file as it is now: a commit may have changed it since it was found. */
struct restart_current {
	const struct install *install;
	struct file_info file;
	struct reading reading; /* empty until it is needed */
	const char *digest;	/* "" if unreadable; NULL until it is needed */
};

/* A search through all processes. */
struct restart_search {
	const struct context *context;
	const struct jsec_installs *installs;
	struct restart_current *files; /* sorted by id; NULL until a JVM is found */
	size_t n_files;
	struct history history;
	struct jsec_restarts *found;
};

static void restart_jvm_done(struct restart_jvm *j)
{
	free(j->home);
	free(j->overridden_by);
	jvmargs_done(&j->args);
	cgroup_done(&j->cgroup);
}

static void restart_search_done(struct restart_search *s)
{
	for (size_t i = 0; i < s->n_files; i++)
		reading_done(&s->files[i].reading);
	free(s->files);
	history_done(&s->history);
	jsec_restarts_free(s->found);
}

static int restart_compare_files(const void *a, const void *b)
{
	return file_id_compare(((const struct restart_current *)a)->file.id,
		((const struct restart_current *)b)->file.id);
}

static int restart_examine_installs(struct restart_search *s, struct err *e)
{
	s->files = calloc(s->installs->n + 1, sizeof *s->files);
	if (!s->files)
		return err_memory(e);
	for (size_t i = 0; i < s->installs->n; i++) {
		PLACE_AUTO struct place p = PLACE_NONE;
		ERR_AUTO struct err why = {0};
		const struct install *it = s->installs->items[i];
		int rc = 0;

		if (it->opened && it->kind != INSTALL_IN_ARCHIVE &&
			!install_is_only_named(it))
			rc = root_resolve(s->context->root, it->opened, &p, &why);
		if (system_judge(&why) != LOOK_ABSENT) {
			free(s->files); /* incomplete; the next process tries again */
			s->files = NULL;
			s->n_files = 0;
			err_move(e, &why);
			return rc;
		}
		if (!rc && p.info.kind == FILE_REGULAR)
			s->files[s->n_files++] =
				(struct restart_current){.install = it, .file = p.info};
	}
	qsort(s->files, s->n_files, sizeof *s->files, restart_compare_files);
	return 0;
}

/* Finds the install with this file. Sets NULL if none has it. */
static int restart_find_install(struct restart_search *s, const struct file_info *file,
	struct restart_current **ret, struct err *e)
{
	const struct restart_current key = {.file = *file};
	int rc = s->files ? 0 : restart_examine_installs(s, e);

	*ret = rc || !s->files ? NULL
			       : bsearch(&key, s->files, s->n_files, sizeof key,
					 restart_compare_files);
	return rc;
}

/*
 * Reads the file. If it is unreadable, its digest is "": then all JVMs that started
 * before its last change count as stale.
 */
static void restart_read_current(struct restart_search *s, struct restart_current *c)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};

	if (!reading_open(&c->reading, s->context, c->install, NULL, &p, &ignored))
		c->digest = blob_get_digest(c->reading.blob);
	if (!c->digest)
		c->digest = "";
}

static bool restart_is_stale(
	struct restart_search *s, struct restart_current *c, const struct process *p)
{
	return history_stale(
		&s->history, c->install->file, c->file.changed, c->digest, p->start);
}

/* Adds a JVM. Moves `j`. */
static int restart_add(struct restart_search *s, const struct process *p,
	const struct install *install, struct restart_jvm *j)
{
	struct jsec_restarts *found = s->found;
	struct restart_jvm *items = memory_grow(found->items, found->n, sizeof *items);

	if (!items)
		return -1;
	found->items = items;
	j->public = (struct jsec_process){
		.pid = p->pid,
		.uid = owner_get_number(p->owner),
		.home = j->home,
		.install = &install->public,
		.command = j->args.program ? j->args.program : "?",
		.unit = j->cgroup.unit,
		.container = j->cgroup.container,
		.policy_file = j->args.policy,
		.policy_replaces = j->args.policy_only,
		.overridden_by = j->overridden_by,
		.list_unread = j->list_unread,
	};
	items[found->n++] = *j;
	*j = (struct restart_jvm){0};
	return 0;
}

static struct rights restart_get_rights(const struct process *p)
{
	return (struct rights){p->owner, buf_span(&p->groups)};
}

/* A process, and its root without what may not answer there. */
struct restart_process {
	struct process *of;
	struct root root;
	const struct remote_mounts *remote;
};

/* Reads an options file with the rights of the process. */
static int restart_read_options(void *context, const char *path, struct buf *ret)
{
	const struct restart_process *r = context;
	const struct process *p = r->of;
	const struct rights rights = restart_get_rights(p);
	IDENTITY_AUTO struct identity identity = {0};
	PLACE_AUTO struct place place = PLACE_NONE;
	META_AUTO struct meta meta = {0};
	ERR_AUTO struct err ignored = {0};
	BUF_AUTO struct buf full = {0};

	if (*path != '/' && p->directory)
		buf_addf(&full, "%s/", p->directory);
	buf_adds(&full, path);
	if (full.failed || *buf_str(&full) != '/' ||
		(identity_is_root() && identity_take_all(&rights, &identity, &ignored)) ||
		root_resolve(&r->root, buf_str(&full), &place, &ignored))
		return -1;
	return file_read(&place, ret, &meta, &ignored);
}

/* Finds the home by the JVM's path or, if it is given, by -Djava.home. */
static int restart_find_home(struct restart_process *r, struct restart_jvm *j)
{
	const struct option_files files = {restart_read_options, r};
	const struct process *p = r->of;
	bool modern = true;

	j->home = jvm_find_home(p->library, &modern);
	if (jvmargs_read(buf_span(&p->cmdline), buf_span(&p->environ), modern, &files,
		    &j->args))
		return -1;
	if (j->args.java_home && *j->args.java_home == '/') {
		free(j->home);
		j->home = strdup(j->args.java_home);
		return j->home ? 0 : -1;
	}
	return 0;
}

/* Finds the file that the process reads its list from, if it is not the install's. */
static int restart_find_override(struct restart_search *s,
	const struct restart_current *c, const struct restart_process *r,
	struct restart_jvm *j, struct err *e)
{
	const struct process *p = r->of;
	const struct context context = {.root = &r->root,
		.remote = r->remote,
		.lexer = s->context->lexer,
		.pool = s->context->pool,
		.is_host = true};
	const struct rights rights = restart_get_rights(p);
	const struct effect_question q = {.context = &context,
		.install = c->install,
		.args = &j->args,
		.namer = &rights,
		.properties = {"jdk.tls.disabledAlgorithms"},
		.n = 1};
	EFFECTS_AUTO struct effects effects = {0};
	const struct effect *list = &effects.lists[0];

	if (!j->args.policy)
		return 0;
	j->args.directory = p->directory ? strdup(p->directory) : NULL;
	int rc = effects_find(&q, &c->reading, &effects, e);
	if (rc || !effect_is_override(list))
		return rc;
	j->list_unread = list->unread;
	return effect_format_place(list, &j->overridden_by, e);
}

/* Adds the process if it may use another list. */
static int restart_judge(
	struct restart_search *s, struct process *p, struct restart_jvm *j, struct err *e)
{
	const struct root root = root_act_for(&p->root, owner_get_own());
	const struct remote_mounts *remote =
		p->elsewhere ? &p->mounts : s->context->remote;
	struct restart_process r = {p, root_avoid(&root, remote), remote};
	struct file_info file = {0};
	struct restart_current *c = NULL;
	int rc = restart_find_home(&r, j) ? err_memory(e) : 0;

	if (!rc && j->home)
		rc = jvm_find_file(&r.root, j->home, &file, e);
	if (rc || file.kind == FILE_NONE)
		return rc;
	rc = restart_find_install(s, &file, &c, e);
	if (rc || !c)
		return rc;
	if (!c->digest)
		restart_read_current(s, c);
	rc = restart_find_override(s, c, &r, j, e);
	if (rc || !(restart_is_stale(s, c, p) || j->overridden_by))
		return rc;
	return cgroup_read(buf_span(&p->cgroup), &j->cgroup) ||
			       restart_add(s, p, c->install, j)
		       ? err_memory(e)
		       : 0;
}

static int restart_judge_all(struct restart_search *s, struct procs *procs, struct err *e)
{
	for (;;) {
		PROCESS_AUTO struct process p = PROCESS_NONE;
		ERR_AUTO struct err why = {0};
		struct restart_jvm j = {0};
		int rc = procs_next(procs, JVM_LIBRARY, &p, e);

		if (rc <= 0)
			return rc;
		rc = restart_judge(s, &p, &j, &why);
		restart_jvm_done(&j);
		if (rc && system_judge(&why) == LOOK_EXHAUSTED) {
			err_move(e, &why);
			return rc;
		}
		if (rc)
			procs_count_unseen(procs, p.pid);
	}
}

static int restart_finish(struct jsec_restarts *r, struct err *e)
{
	const struct jsec_process *first = r->n ? &r->items->public : NULL;

	r->list = pointers_make(first, r->n, sizeof *r->items);
	return r->list ? 0 : err_memory(e);
}

int restart_find(const struct context *c, const struct store *store,
	const struct jsec_installs *installs, struct jsec_restarts **ret, struct err *e)
{
	struct restart_search s = {
		.context = c, .installs = installs, .found = calloc(1, sizeof *s.found)};
	PROCS_AUTO struct procs procs = {0};
	int rc = s.found ? 0 : err_memory(e);

	rc = rc ? rc : history_load(store, &s.history, e);
	rc = rc ? rc : procs_open(&procs, e);
	rc = rc ? rc : restart_judge_all(&s, &procs, e);
	rc = rc ? rc : restart_finish(s.found, e);
	if (!rc) {
		s.found->unseen = procs.unseen;
		memcpy(s.found->unseen_pids, procs.unseen_pids, sizeof procs.unseen_pids);
		*ret = s.found;
		s.found = NULL;
	}
	restart_search_done(&s);
	return rc;
}

const struct jsec_process *const *jsec_restarts_items(const struct jsec_restarts *r)
{
	return r->list;
}

size_t jsec_restarts_unseen(const struct jsec_restarts *r, const int **ret_pids)
{
	if (ret_pids)
		*ret_pids = r->unseen_pids;
	return r->unseen;
}

void jsec_restarts_free(struct jsec_restarts *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n; i++)
		restart_jvm_done(&r->items[i]);
	free(r->items);
	free(r->list);
	free(r);
}
