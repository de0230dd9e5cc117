/* SPDX-License-Identifier: MIT */
/* Finds which java.security each JVM has read, and whether it was changed since. */
#include "queries/restart.h"

#include "backup/blob.h"
#include "backup/history.h"
#include "base/pointers.h"
#include "base/strv.h"
#include "jre/install.h"
#include "jre/jvm.h"
#include "jre/program.h"
#include "jre/reading.h"
#include "os/file_info.h"
#include "os/procs.h"
#include "os/root.h"
#include "os/system.h"
#include "search/installs.h"

#include <stdlib.h>
#include <string.h>

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
	const struct policy_place *place;
	struct policy_file *policy; /* NULL until it is needed */
	struct jsec_restarts *found;
};

static void restart_search_done(struct restart_search *s)
{
	for (size_t i = 0; i < s->n_files; i++)
		reading_done(&s->files[i].reading);
	free(s->files);
	history_done(&s->history);
	if (s->policy)
		policy_file_done(s->policy);
	free(s->policy);
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

/* Judges a JVM. A restart alone does not help one that is overridden. */
static bool restart_needs(struct restart_search *s, struct restart_current *c,
	const struct process *p, struct program *j)
{
	bool stale = restart_is_stale(s, c, p);

	j->late = stale && !j->overridden_by &&
		  history_late(&s->history, c->install->file, p->start);
	return stale || j->overridden_by;
}

static void restart_done(struct restart *r)
{
	program_done(&r->program);
	free(r->rule);
	err_done(&r->err);
	*r = (struct restart){0};
}

void restart_publish(struct restart *r)
{
	r->program.public.rule = r->rule;
	r->program.public.restarted = r->restarted;
	r->program.public.error = err_public(&r->err);
}

static int restart_load_policy(struct restart_search *s, struct err *e)
{
	ERR_AUTO struct err ignored = {0};

	s->policy = malloc(sizeof *s->policy);
	if (!s->policy)
		return err_memory(e);
	*s->policy = (struct policy_file){.place = PLACE_NONE};
	if (policy_load(s->context, s->place, s->policy, &ignored)) {
		policy_file_done(s->policy);
		*s->policy = (struct policy_file){.place = PLACE_NONE};
	}
	return 0;
}

/*
 * Finds the rule that wants its unit restarted: a service of this machine. The services of
 * users and containers are none, whatever their names are.
 */
static int restart_find_rule(struct restart_search *s, const struct restart_current *c,
	struct restart *r, struct err *e)
{
	const struct cgroup *at = &r->program.cgroup;
	struct install now = *c->install; /* a commit gives the file another identity */

	if (!r->program.late || !at->unit || at->container || !s->context->is_host)
		return 0;
	int rc = s->policy ? 0 : restart_load_policy(s, e);
	now.info = c->file;
	for (size_t i = 0; !rc && !r->rule && i < s->policy->rules.n; i++) {
		const struct policy_rule *rule = &s->policy->rules.items[i];
		if (strv_has(&rule->restart, at->unit) &&
			policy_covers(s->policy, i, &now) &&
			asprintf(&r->rule, "rule.%s", rule->name) < 0) {
			r->rule = NULL;
			rc = err_memory(e);
		}
	}
	return rc;
}

/* Adds a JVM. Moves `j`. */
static int restart_add(struct restart_search *s, const struct process *p,
	const struct restart_current *c, struct program *j, struct err *e)
{
	struct jsec_restarts *found = s->found;
	struct restart *items = memory_grow(found->items, found->n, sizeof *items);

	if (!items)
		return err_memory(e);
	found->items = items;
	struct restart *r = &items[found->n++];
	*r = (struct restart){.program = *j, .start = p->start};
	*j = (struct program){0};
	program_publish(&r->program, p, &c->install->public);
	int rc = restart_find_rule(s, c, r, e);
	restart_publish(r);
	return rc;
}

/* Finds the file that the process reads its list from, if it is not the install's. */
static int restart_find_override(const struct restart_current *c, struct program_view *v,
	struct program *j, struct err *e)
{
	struct effect_question q = {.install = c->install,
		.properties = {"jdk.tls.disabledAlgorithms"},
		.n = 1};
	EFFECTS_AUTO struct effects effects = {0};

	if (!j->args.policy)
		return 0;
	int rc = program_find_lists(v, j, &q, &c->reading, &effects, e);
	return rc ? rc : program_note_override(j, &effects, e);
}

/* Adds the process if it may use another list. */
static int restart_judge(
	struct restart_search *s, struct process *p, struct program *j, struct err *e)
{
	struct program_view view;
	struct file_info file = {0};
	struct restart_current *c = NULL;

	program_look(&view, s->context, p);
	int rc = program_read(&view, j) ? err_memory(e) : 0;
	if (!rc && j->home)
		rc = jvm_find_file(&view.root, j->home, &file, e);
	if (rc || file.kind == FILE_NONE)
		return rc;
	rc = restart_find_install(s, &file, &c, e);
	if (rc || !c)
		return rc;
	if (!c->digest)
		restart_read_current(s, c);
	rc = restart_find_override(c, &view, j, e);
	if (rc || !restart_needs(s, c, p, j))
		return rc;
	return restart_add(s, p, c, j, e);
}

static int restart_judge_all(struct restart_search *s, struct procs *procs, struct err *e)
{
	for (;;) {
		PROCESS_AUTO struct process p = PROCESS_NONE;
		ERR_AUTO struct err why = {0};
		PROGRAM_AUTO struct program j = {0};
		int rc = procs_next(procs, JVM_LIBRARY, &p, e);

		if (rc <= 0)
			return rc;
		rc = restart_judge(s, &p, &j, &why);
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
	const struct jsec_process *first = r->n ? &r->items->program.public : NULL;

	r->list = pointers_make(first, r->n, sizeof *r->items);
	return r->list ? 0 : err_memory(e);
}

bool restart_has_pid(const struct jsec_restarts *list, int pid)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].program.public.pid == pid)
			return true;
	return false;
}

/* Adds a program of another list. Moves `r`. */
static int restart_take(struct jsec_restarts *list, struct restart *r, struct err *e)
{
	struct restart *items = memory_grow(list->items, list->n, sizeof *items);

	if (!items)
		return err_memory(e);
	list->items = items;
	items[list->n++] = *r;
	*r = (struct restart){0};
	return 0;
}

int restart_keep(struct jsec_restarts *list, struct jsec_restarts *old, struct err *e)
{
	const struct jsec_process **before = list->list;
	int rc = 0;

	for (size_t i = 0; !rc && i < old->n; i++) {
		struct restart *r = &old->items[i];
		bool reports = r->restarted || err_public(&r->err);
		if (reports && !restart_has_pid(list, r->program.public.pid))
			rc = restart_take(list, r, e);
	}
	for (size_t i = 0; i < list->n; i++)
		restart_publish(&list->items[i]);
	if (restart_finish(list, e)) {
		list->list = before; /* the items may have moved */
		*list->list = NULL;
		return -JSEC_NO_MEMORY;
	}
	free(before);
	return rc;
}

int restart_find(const struct context *c, const struct store *store,
	const struct policy_place *at, const struct jsec_installs *installs,
	struct jsec_restarts **ret, struct err *e)
{
	struct restart_search s = {.context = c,
		.installs = installs,
		.place = at,
		.found = calloc(1, sizeof *s.found)};
	PROCS_AUTO struct procs procs = {0};
	int rc = s.found ? 0 : err_memory(e);

	rc = rc ? rc : history_load(store, &s.history, e);
	rc = rc ? rc : procs_open(&procs, c->seen, e);
	rc = rc ? rc : restart_judge_all(&s, &procs, e);
	rc = rc ? rc : restart_finish(s.found, e);
	if (!rc) {
		s.found->installs = installs;
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
		restart_done(&r->items[i]);
	free(r->items);
	free(r->list);
	free(r);
}
