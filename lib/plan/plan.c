/* SPDX-License-Identifier: MIT */
/* Makes a plan: for each install, and for the policy file. */
#include "plan/plan.h"

#include "backup/store.h"
#include "base/pointers.h"
#include "jre/context.h"
#include "jre/install.h"
#include "os/file_info.h"
#include "os/identity.h"
#include "os/root.h"
#include "os/workers.h"
#include "plan/archive_plan.h"
#include "plan/compute.h"
#include "plan/expiry.h"
#include "plan/misspelt.h"
#include "plan/planner.h"
#include "plan/request.h"
#include "search/access_files.h"
#include "search/installs.h"
#include "search/tree_scan.h"
#include "text/diff.h"
#include "text/list.h"
#include "text/properties.h"
#include "text/vendor_lists.h"

#include <stdlib.h>

#define FEW 32
#define OPEN_PER_ITEM 16 /* open files, with the directories of their paths */

/*
 * Loads backups and records. Users who may not read them still get a list: it cannot say
 * what was patched then.
 */
static int plan_load_store(struct jsec_plan *pl, struct err *e)
{
	bool lists = pl->request.action == JSEC_LIST;
	int rc = store_load(pl->store, e);

	pl->turn = pl->store->turn;
	if (rc == -JSEC_DENIED && lists) {
		err_done(e);
		return 0;
	}
	return rc || lists ? rc : suspension_load(pl->store, &pl->suspension, e);
}

/* Loads the policy. If it is bad, actions that do not need it continue without it. */
static int plan_load_policy(struct jsec_plan *pl, struct err *e)
{
	const struct request *r = &pl->request;
	bool needed = r->action == JSEC_REAPPLY || request_has(r, JSEC_REMEMBER) ||
		      request_has(r, JSEC_FORGET);
	int rc = policy_load(pl->context, pl->policy_place, &pl->policy, &pl->policy_err);

	if (!rc && request_has(r, JSEC_REMEMBER) && !pl->policy.present)
		rc = policy_check_place(pl->policy_place, &pl->policy_err);
	if (!rc && (r->action == JSEC_LIST || r->action == JSEC_REAPPLY))
		rc = policy_doubts(&pl->policy, r->action == JSEC_LIST && !pl->all,
			&pl->policy_notes, &pl->policy_err);
	if (!rc || (!needed && rc != -JSEC_NO_MEMORY))
		return 0;
	return err_copy(e, &pl->policy_err.public);
}

static const struct jsec_successor *const no_successors[] = {NULL};

void plan_publish_policy(struct jsec_plan *pl)
{
	pl->policy_public.file = pl->policy_place->path;
	pl->policy_public.present = pl->policy.present;
	pl->policy_public.diff = pl->policy_diff.size ? buf_str(&pl->policy_diff) : NULL;
	pl->policy_public.diff_size = pl->policy_diff.size;
	pl->policy_public.error = err_public(&pl->policy_err);
	pl->policy_public.restores = pl->policy.rules.restores;
	pl->policy_public.notes = note_list_get(&pl->policy_notes);
	pl->policy_public.successors =
		pl->successors.list ? pl->successors.list : no_successors;
}

bool plan_keep_rules(struct jsec_plan *pl)
{
	size_t n = jsec_plan_failed(pl);

	if (n)
		err_set(&pl->policy_err, JSEC_SOME_FAILED, pl->policy_place->path, 0,
			"no rule was removed, because %zu install%s could not be restored",
			n, n > 1 ? "s" : "");
	return n > 0;
}

/*
 * Plans the new policy, after the installs have shown which targets to remember or
 * forget.
 */
static int plan_change_policy(
	struct jsec_plan *pl, const struct jsec_installs *installs, struct err *e)
{
	const struct request *r = &pl->request;
	struct buf *new = &pl->policy_new;
	int rc = 0;

	if (!pl->policy_place)
		return 0;
	if (request_has(r, JSEC_REMEMBER) && (pl->all || installs->named.n))
		rc = policy_add_request(
			&pl->policy, pl->context, r, installs, &pl->policy_notes, new, e);
	else if (request_has(r, JSEC_FORGET) && pl->policy.present &&
		 (pl->all || installs->named.n) && !plan_keep_rules(pl))
		rc = policy_forget(
			&pl->policy, pl->context, installs, &pl->policy_notes, new, e);
	if (rc)
		return rc;
	if (new->data && !span_equal(buf_span(new), buf_span(&pl->policy.bytes))) {
		pl->policy_public.would_change = 1;
		diff_write(buf_span(&pl->policy.bytes), buf_span(new),
			pl->policy_place->path, &pl->policy_diff);
	}
	plan_publish_policy(pl);
	return pl->policy_diff.failed ? err_memory(e) : 0;
}

const struct item *plan_find_failed(const struct jsec_plan *pl)
{
	for (size_t i = 0; i < pl->n; i++)
		if (err_public(&pl->items[i].out.err))
			return &pl->items[i];
	return NULL;
}

bool plan_concerns_packages(const struct jsec_plan *pl)
{
	for (size_t i = 0; identity_is_root() && i < pl->n; i++) {
		const struct item *it = &pl->items[i];
		if (it->install->kind == INSTALL_ON_DISK &&
			(it->out.public.would_change ||
				it->out.err.public.code == JSEC_HALF_UPDATED))
			return true;
	}
	return false;
}

size_t jsec_plan_failed(const struct jsec_plan *pl)
{
	size_t n = 0;

	for (size_t i = 0; i < pl->n; i++)
		n += err_public(&pl->items[i].out.err) != NULL;
	return n;
}

int plan_judge(const struct jsec_plan *pl, struct err *e)
{
	struct failures failures = {.what = "installs"};

	for (size_t i = 0; i < pl->n; i++)
		failures_count(&failures, err_public(&pl->items[i].out.err));
	int rc = failures_judge(&failures, e);
	if (rc || pl->request.action != JSEC_REAPPLY || !err_public(&pl->policy_err))
		return rc;
	return err_set(e, JSEC_SOME_FAILED, NULL, 0, "%s", pl->policy_err.public.message);
}

static void plan_hold_all(struct jsec_plan *pl)
{
	const struct item *failed = plan_find_failed(pl);

	for (size_t i = 0; failed && i < pl->n; i++)
		if (pl->items[i].out.public.would_change)
			item_hold(&pl->items[i], failed);
}

/* Lists belong to Java installs, transports to Access Manager files. */
static int plan_check_kinds(
	const struct jsec_installs *l, enum jsec_action action, struct err *e)
{
	if (!l->n || action == JSEC_LIST || action == JSEC_RESTORE ||
		(action == JSEC_TRANSPORT) == l->together)
		return 0;
	return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
		"allow and disallow apply to Java installs, a transport to "
		"Access Manager files");
}

/* Threads that read installs, each with its own context. */
struct planners {
	struct planner of[CREW_MAX];
	struct context contexts[CREW_MAX];
	struct root roots[CREW_MAX]; /* each thread remembers its own directories */
	struct jsec_plan *plan;
	const struct watcher *watcher;
};

static void plan_compute_one(void *data, size_t nth, unsigned thread)
{
	struct planners *all = data;

	compute_item(&all->of[thread], &all->plan->items[nth]);
}

static void plan_tell(void *data, size_t done)
{
	const struct planners *all = data;

	watcher_tell(all->watcher,
		&(struct jsec_progress){
			.stage = JSEC_PLANNING, .done = done, .all = all->plan->n});
}

static bool plan_has_archives(const struct jsec_installs *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i]->kind == INSTALL_IN_ARCHIVE)
			return true;
	return false;
}

/*
 * Uses a thread for each processor; but only one if there are few installs, or if they
 * share an archive or an installation.
 */
static unsigned plan_count_threads(const struct jsec_installs *installs)
{
	bool alone =
		installs->n < FEW || installs->together || plan_has_archives(installs);
	unsigned n = alone ? 1 : crew_count_processors();
	unsigned most = crew_count(OPEN_PER_ITEM);

	return n < most ? n : most;
}

static void plan_add_planner(
	struct planners *all, unsigned n, const struct planner *first)
{
	all->roots[n] = root_act_for(first->context->root, owner_get_own());
	root_remember(&all->roots[n]);
	all->contexts[n] = *first->context;
	all->contexts[n].root = &all->roots[n];
	all->of[n] = *first;
	all->of[n].context = &all->contexts[n];
}

static void plan_compute_all(struct jsec_plan *pl, const struct jsec_installs *installs)
{
	struct planners all = {.plan = pl, .watcher = pl->watcher};
	unsigned n_threads = plan_count_threads(installs), n = 1;

	all.of[0] = (struct planner){.context = pl->context,
		.store = pl->store,
		.request = &pl->request,
		.installs = installs,
		.policy_path = pl->policy_place ? pl->policy_place->path : NULL,
		.policy = pl->policy_place && !err_public(&pl->policy_err) ? &pl->policy
									   : NULL,
		.suspension = &pl->suspension,
		.replaced = &pl->replaced,
		.openings = &pl->openings,
		.lists = &pl->lists,
		.old_agents = access_files_have_old_agents(installs)};
	for (; n < n_threads; n++)
		plan_add_planner(&all, n, &all.of[0]);
	crew_run(&(struct crew){pl->n, plan_compute_one, &all, plan_tell}, n);
	while (n-- > 1)
		root_forget(&all.roots[n]);
}

static int plan_init(struct jsec_plan *pl, const struct jsec_installs *installs,
	const struct jsec_request *request, struct err *e)
{
	pl->policy.place = PLACE_NONE;
	pl->all = installs->all;
	pl->together = installs->together;
	pl->access = &installs->access;
	pl->items = calloc(installs->n + 1, sizeof *pl->items);
	if (!pl->items)
		return err_memory(e);
	for (; pl->n < installs->n; pl->n++)
		item_init(&pl->items[pl->n], installs->items[pl->n]);
	pl->results = pointers_make(&pl->items->out.public, pl->n, sizeof *pl->items);
	if (!pl->results)
		return err_memory(e);
	return request_copy(request, &pl->request, e);
}

/* The policy has no rule for a part of the known places. */
static int plan_check_rules(
	const struct jsec_plan *pl, const struct jsec_installs *l, struct err *e)
{
	bool rules = request_has(&pl->request, JSEC_REMEMBER) ||
		     request_has(&pl->request, JSEC_FORGET);

	if (!rules || l->all || !(l->scanned || l->together))
		return 0;
	return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
		"the policy can only remember or forget installs that are named, or all");
}

static int plan_check_request(
	const struct jsec_plan *pl, const struct jsec_installs *l, struct err *e)
{
	int rc = plan_check_kinds(l, pl->request.action, e);

	rc = rc ? rc : plan_check_rules(pl, l, e);
	return rc ? rc : archive_plan_check_targets(l, &pl->request, e);
}

/* Loads the state directory and the policy file. */
static int plan_load(struct jsec_plan *pl, struct err *e)
{
	int rc = pl->policy_place ? plan_load_store(pl, e) : 0;

	return rc || !pl->policy_place ? rc : plan_load_policy(pl, e);
}

/* A list that is in no vendor's file and in no install is a misspelled one. */
static int plan_check_listed(const struct jsec_plan *pl, struct err *e)
{
	const char *property = pl->request.property;
	size_t n_read = 0;

	if (pl->request.action != JSEC_LIST || vendor_lists_know(property))
		return 0;
	for (size_t i = 0; i < pl->n; i++) {
		if (pl->items[i].out.public.line)
			return 0;
		n_read += pl->items[i].out.public.state == JSEC_LISTED;
	}
	if (!n_read)
		return 0;
	return err_set(
		e, JSEC_BAD_REQUEST, NULL, 0, "no install has a list '%s'", property);
}

/* Adds the entries that the item's list has before the change. */
static void plan_add_listed(const struct item *it, struct strv *ret)
{
	for (size_t i = 0; i < it->out.entries->n; i++)
		if (!list_has_entry(it->edit.added, it->out.entries->items[i]))
			strv_adds(ret, it->out.entries->items[i]);
	for (size_t i = 0; i < it->edit.removed->n; i++)
		strv_adds(ret, it->edit.removed->items[i]);
}

/* An entry that is in no list and in no vendor's list is a misspelled one. */
static int plan_check_entries(const struct jsec_plan *pl, struct err *e)
{
	const struct change change = request_make_change(&pl->request);
	STRV_AUTO struct strv listed = {0};

	if (pl->request.action != JSEC_CHANGE || request_has(&pl->request, JSEC_FORCE) ||
		!misspelt_is_possible(&change))
		return 0;
	for (size_t i = 0; i < pl->n; i++)
		plan_add_listed(&pl->items[i], &listed);
	if (listed.failed)
		return err_memory(e);
	return listed.n ? misspelt_check(&change, &listed, e) : 0;
}

/*
 * The same in the policy is found too late to refuse it: the other rules are applied, but
 * the run fails. So it does if a rule has no install; but not if only some installs were
 * looked at, as the user wanted.
 */
static int plan_check_policy(
	struct jsec_plan *pl, const struct jsec_installs *l, struct err *e)
{
	enum jsec_action action = pl->request.action;
	int rc = 0;

	if (!pl->policy_place || err_public(&pl->policy_err))
		return 0;
	if (action == JSEC_REAPPLY || (action == JSEC_LIST && pl->all))
		rc = policy_check_entries(&pl->policy, &pl->policy_err);
	if (!rc && pl->all && (action == JSEC_REAPPLY || action == JSEC_LIST))
		rc = policy_check_targets(&pl->policy, &pl->policy_err);
	if (rc != -JSEC_NO_MEMORY && pl->all &&
		(action == JSEC_REAPPLY || action == JSEC_LIST))
		return policy_find_successors(&pl->policy, l, &pl->successors, e);
	return rc == -JSEC_NO_MEMORY ? err_memory(e) : 0;
}

/* Finds which backups this run will delete, for a note. */
static int plan_find_expired(struct jsec_plan *pl, struct err *e)
{
	const int64_t days = pl->policy.rules.keep_gone;
	const struct expiry x = {pl->context, pl->store, days};
	int rc = pl->policy_place && days && pl->request.action != JSEC_LIST &&
				 !pl->request.output && !err_public(&pl->policy_err)
			 ? expiry_find(&x, &pl->expired, e)
			 : 0;

	for (size_t i = 0; !rc && i < pl->expired.n; i++)
		note_list_add(&pl->policy_notes, NOTE_BACKUP_EXPIRED,
			"the backup %s is deleted: its files have been gone for %lld "
			"days or more",
			pl->expired.items[i], (long long)days);
	return rc;
}

static int plan_fill(struct jsec_plan *pl, const struct jsec_installs *installs,
	const struct jsec_request *request, struct err *e)
{
	int rc = plan_init(pl, installs, request, e);

	if (rc)
		return rc;
	rc = plan_check_request(pl, installs, e);
	if (rc)
		return rc;
	rc = plan_load(pl, e);
	rc = rc ? rc
		: replaced_load(&pl->request, pl->context, installs, &pl->packages,
			  &pl->replaced, e);
	if (!rc &&
		(request->action == JSEC_LIST || request_has(&pl->request, JSEC_FORCE)))
		rc = installs_learn(installs, pl->context, e);
	if (rc)
		return rc;
	plan_compute_all(pl, installs);
	rc = plan_check_listed(pl, e);
	rc = rc ? rc : plan_check_entries(pl, e);
	rc = rc ? rc : plan_check_policy(pl, installs, e);
	if (rc)
		return rc;
	if (pl->together)
		plan_hold_all(pl);
	rc = plan_find_expired(pl, e);
	return rc ? rc : plan_change_policy(pl, installs, e);
}

int plan_make(const struct jsec_plan *with, const struct jsec_installs *installs,
	const struct jsec_request *request, struct jsec_plan **ret, struct err *e)
{
	struct jsec_plan *pl = malloc(sizeof *pl);

	if (!pl)
		return err_memory(e);
	*pl = (struct jsec_plan){.openings = OPENINGS_NONE,
		.lists = LIST_POOL_NONE,
		.context = with->context,
		.store = with->store,
		.policy_place = with->policy_place,
		.watcher = with->watcher};
	int rc = plan_fill(pl, installs, request, e);
	if (rc)
		jsec_plan_free(pl);
	else
		*ret = pl;
	return rc;
}

/* Bytes are in no file, which could be remembered, or written elsewhere. */
static int plan_check_text(const struct jsec_request *r, struct err *e)
{
	if (r->action == JSEC_CHANGE && !(r->flags & ~JSEC_FORCE) && !r->output)
		return 0;
	return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
		"bytes that are in no file can only be changed: with a JSEC_CHANGE, without an "
		"output and without flags other than JSEC_FORCE");
}

static int plan_take_result(struct jsec_plan *pl, struct err *e)
{
	const struct item *failed = plan_find_failed(pl);

	return failed ? err_copy(e, &failed->out.err.public) : 0;
}

int plan_make_text(const struct jsec_plan *with, struct span bytes,
	const struct jsec_request *request, struct jsec_plan **ret, struct err *e)
{
	struct jsec_installs *text = NULL;
	BUF_AUTO struct buf copy = {0};
	struct jsec_plan *pl = NULL;
	int rc = plan_check_text(request, e);

	if (rc)
		return rc;
	buf_add(&copy, bytes);
	rc = copy.failed ? err_memory(e) : installs_make_text(buf_span(&copy), &text, e);
	rc = rc ? rc : plan_make(with, text, request, &pl, e);
	if (rc) {
		jsec_installs_free(text);
		return rc;
	}
	pl->text = text;
	pl->text_bytes = copy;
	copy = (struct buf){0};
	rc = plan_take_result(pl, e);
	if (rc)
		jsec_plan_free(pl);
	else
		*ret = pl;
	return rc;
}

const struct jsec_policy *jsec_plan_policy(const struct jsec_plan *pl)
{
	return pl->policy_place ? &pl->policy_public : NULL;
}

const struct jsec_result *const *jsec_plan_results(const struct jsec_plan *pl)
{
	return pl->results;
}

void jsec_plan_free(struct jsec_plan *pl)
{
	if (!pl)
		return;
	for (size_t i = 0; i < pl->n; i++)
		item_done(&pl->items[i]);
	free(pl->items);
	free(pl->results);
	request_done(&pl->request);
	policy_file_done(&pl->policy);
	buf_done(&pl->policy_new);
	buf_done(&pl->policy_diff);
	err_done(&pl->policy_err);
	note_list_done(&pl->policy_notes);
	strv_done(&pl->expired);
	policy_successors_done(&pl->successors);
	suspension_done(&pl->suspension);
	replaced_done(&pl->replaced);
	openings_done(&pl->openings);
	list_pool_done(&pl->lists);
	packages_done(&pl->packages);
	jsec_installs_free(pl->text);
	buf_done(&pl->text_bytes);
	free(pl);
}
