/* SPDX-License-Identifier: MIT */
/* Plans one install: here if it is on disk, otherwise in the module for its kind. */
#include "plan/compute.h"

#include "backup/blob.h"
#include "jre/effective_list.h"
#include "jre/install.h"
#include "jre/reading.h"
#include "jre/release.h"
#include "jre/vendor_file.h"
#include "os/file.h"
#include "os/root.h"
#include "os/system.h"
#include "plan/archive_plan.h"
#include "plan/change.h"
#include "plan/elsewhere.h"
#include "plan/item.h"
#include "plan/notes.h"
#include "plan/outlook.h"
#include "plan/packages.h"
#include "plan/request.h"
#include "plan/restore.h"
#include "plan/transport.h"
#include "plan/trust.h"
#include "text/list.h"

#include <stdlib.h>

/* Makes the vendor's newer file the base of the edit. */
static int compute_adopt_vendor(const struct planner *p, struct item *it)
{
	META_AUTO struct meta meta = {0};
	BUF_AUTO struct buf bytes = {0};
	const char *waiting = it->read.waiting;
	struct reading *vendor = &it->edit.vendor;
	int rc = vendor_file_read(p->context->root, waiting, &bytes, &meta, &it->out.err);

	if (rc)
		return rc;
	rc = planner_read_bytes(p, it, &bytes, &meta, vendor);
	if (rc)
		return rc;
	if (!vendor->at && it->read.file.at)
		return err_set(&it->out.err, JSEC_EMPTY_LIST, waiting, 0,
			"was not adopted: it has no %s, so nothing would be "
			"restricted",
			p->request->property);
	memcpy(it->read.pristine, blob_get_digest(vendor->blob), DIGEST_SIZE);
	return 0;
}

/* Tells whether dpkg has not configured the package of the file, or may not have. */
static int compute_find_unfinished(const struct planner *p, struct item *it, bool *ret)
{
	PACKAGES_AUTO struct packages packages = {0};
	ERR_AUTO struct err why = {0};
	int rc = packages_load(p->context->root, &packages, &why);
	const struct dpkg_package *owner =
		rc ? NULL : packages_find(&packages, it->install->file);

	*ret = rc || (owner && owner->state == DPKG_UNFINISHED);
	return rc == -JSEC_NO_MEMORY ? err_memory(&it->out.err) : 0;
}

/*
 * dpkg compares the file with the one that it installed before, when it configures the
 * package: whoever changes it now makes dpkg ask.
 */
static int compute_refuse_half_updated(const struct planner *p, struct item *it)
{
	enum jsec_action action = p->request->action;
	bool unfinished = false;

	if ((action != JSEC_CHANGE && action != JSEC_REAPPLY) ||
		request_has(p->request, JSEC_FORCE) ||
		!vendor_file_is_unfinished(it->read.waiting))
		return 0;
	int rc = compute_find_unfinished(p, it, &unfinished);
	if (rc || !unfinished)
		return rc;
	return err_set(&it->out.err, JSEC_HALF_UPDATED, it->install->file, 0,
		"dpkg has not finished its update: the new file is still %s; left unchanged",
		it->read.waiting);
}

static int compute_look_for_vendor(const struct planner *p, struct item *it)
{
	struct item_input *read = &it->read;
	ERR_AUTO struct err ignored = {0};

	if (planner_find_place(p, it, &ignored))
		return 0;
	int rc = vendor_file_find(&it->work->place, it->install->file, &read->waiting,
		&read->clean, &it->out.err);
	if (rc || !read->waiting)
		return rc;
	rc = compute_refuse_half_updated(p, it);
	if (rc)
		return rc;
	if (request_has(p->request, JSEC_ADOPT_VENDOR))
		return compute_adopt_vendor(p, it);
	vendor_file_note(read->waiting, &it->out.notes);
	return 0;
}

/* Plans an edit, and finds out which suites it makes usable. */
static int compute_change(const struct planner *p, struct item *it)
{
	int rc = change_plan(p, it);

	return rc ? rc : outlook_find_opening(p, it);
}

static int compute_get_new_bytes(const struct planner *p, struct item *it)
{
	switch (p->request->action) {
	case JSEC_CHANGE:
		return compute_change(p, it);
	case JSEC_RESTORE:
		return restore_plan(p, it);
	case JSEC_SUSPEND:
		return restore_suspend(p, it);
	case JSEC_REAPPLY:
		return change_reapply(p, it);
	default:
		return 0;
	}
}

/* The vendor's newer file may include another one, which has the list then. */
static int compute_check_adopted(const struct planner *p, struct item *it)
{
	const struct reading *adopted = item_get_latest(it);
	EFFECTS_AUTO struct effects f = {0};

	if (!it->edit.vendor.blob || it->install != it->found ||
		request_has(p->request, JSEC_FORCE))
		return 0;
	int rc = planner_find_effects(p, it, adopted, &f, &it->out.err);
	if (rc)
		return rc;
	if (err_public(&f.fatal))
		return err_copy(&it->out.err, &f.fatal.public);
	if (err_public(&f.unfollowed) && f.lists[0].doubted)
		return err_copy(&it->out.err, &f.unfollowed.public);
	if (f.lists[0].way == EFFECT_OWN)
		return 0;
	return err_set(&it->out.err, JSEC_OVERRIDDEN, it->read.waiting, 0,
		"with this file Java would take %s from %s; put it in place yourself, then "
		"run jsecpatch again",
		p->request->property, f.lists[0].file);
}

/*
 * Edits an included file instead if it belongs to the same install and its list counts.
 * The file was read already when the list was looked for.
 */
static int compute_turn_to_included(const struct planner *p, struct item *it)
{
	struct effects *f = &it->work->effects;
	const char *file = f->lists[0].file;
	const struct release *r = &it->found->release;

	it->included = calloc(1, sizeof *it->included);
	if (!it->included)
		return err_memory(&it->out.err);
	int rc = install_probe_file(p->context, file, it->included, &it->out.err);
	if (rc)
		return rc;
	if (!install_is_found(it->included))
		return err_set(&it->out.err, JSEC_CHANGED, file, 0,
			"was removed meanwhile; try again");
	rc = release_copy(&it->included->release, r, &it->out.err);
	if (rc)
		return rc;
	install_publish(it->included, it->found->public.source);
	it->install = it->included;
	place_done(&it->work->place);
	reading_done(&it->read.file);
	it->read.file = f->included;
	f->included = (struct reading){0};
	return planner_find_origin(p, it);
}

/* Fails if another file overrides this one: the change would have no effect. */
static int compute_refuse_override(const struct planner *p, struct item *it)
{
	const struct effects *all = &it->work->effects;
	const struct effect *f = &all->lists[0];

	if (request_has(p->request, JSEC_FORCE))
		return 0;
	if (err_public(&all->fatal))
		return err_copy(&it->out.err, &all->fatal.public);
	return err_set(&it->out.err, JSEC_OVERRIDDEN, it->install->file, 0,
		"Java takes %s from %s (%s), so a change here would have no effect; %s",
		p->request->property, it->out.overridden_by, effect_describe_way(f->way),
		effect_advise(f->way, &p->request->allow));
}

static int compute_judge_effect(const struct planner *p, struct item *it)
{
	enum jsec_action action = p->request->action;
	bool puts_back = action == JSEC_RESTORE || action == JSEC_SUSPEND;
	bool effective = item_is_effective(it);

	if ((effective && it->work->effects.lists[0].way == EFFECT_OWN) ||
		(puts_back && it->read.origin.ours))
		return 0;
	if (effective)
		return compute_turn_to_included(p, it);
	int rc = notes_add_override(p, it);
	return rc || puts_back || action == JSEC_LIST ? rc
						      : compute_refuse_override(p, it);
}

/*
 * Shows the entries that Java reads: of this file, of another one, or none if it is not
 * set.
 */
static int compute_show_effective(struct item *it)
{
	const struct effects *all = &it->work->effects;
	const struct effect *f = &all->lists[0];
	bool own = (f->way == EFFECT_OWN && f->file) || it->install == it->included;

	if (err_public(&all->fatal))
		return 0;
	if (!own)
		return effects_copy_entries(all, &it->work->effective, &it->out.err);
	list_copy_texts(&it->read.file.list, &it->work->effective);
	return it->work->effective.failed ? err_memory(&it->out.err) : 0;
}

/* Tells whether to go on where Java may take the list from a file that nobody can name. */
static bool compute_bears_doubt(const struct planner *p)
{
	enum jsec_action action = p->request->action;

	return action == JSEC_LIST || action == JSEC_RESTORE || action == JSEC_SUSPEND ||
	       request_has(p->request, JSEC_FORCE);
}

static int compute_doubt_include(const struct planner *p, struct item *it)
{
	const struct jsec_error *why = &it->work->effects.unfollowed.public;

	if (!compute_bears_doubt(p))
		return err_copy(&it->out.err, why);
	note_list_add(&it->out.notes, NOTE_INCLUDES_UNKNOWN, "%s", why->message);
	return 0;
}

static int compute_doubt_option(const struct planner *p, struct item *it)
{
	const char *why = it->work->effects.doubt;

	if (!compute_bears_doubt(p))
		return err_set(&it->out.err, JSEC_NOT_KNOWN, it->install->file, 0,
			"a change may have no effect: %s", why);
	note_list_add(&it->out.notes, NOTE_OPTION_UNKNOWN, "%s", why);
	return 0;
}

/* Finds out which file Java reads the list from. */
static int compute_find_effect(const struct planner *p, struct item *it)
{
	struct effects *f = &it->work->effects;
	int rc = planner_find_effects(p, it, &it->read.file, f, &it->out.err);

	if (!rc && f->doubt)
		rc = compute_doubt_option(p, it);
	if (rc)
		return rc;
	if (err_public(&f->unfollowed) && f->lists[0].doubted)
		rc = compute_doubt_include(p, it);
	if (rc)
		return rc;
	rc = elsewhere_find(p, it, &it->read.file, &it->out.err);
	rc = rc ? rc : compute_judge_effect(p, it);
	int shown = compute_show_effective(it);
	return rc ? rc : shown;
}

/* Restoring a file, or suspending it, is no matter of what its list says. */
static int compute_note_state(const struct planner *p, struct item *it)
{
	enum jsec_action action = p->request->action;

	if (action == JSEC_RESTORE || action == JSEC_SUSPEND)
		return 0;
	notes_add_place(p, it);
	int rc = notes_futile_add_all(p, it);
	return rc ? rc : notes_add_state(it);
}

static int compute_on_disk(const struct planner *p, struct item *it)
{
	enum jsec_action action = p->request->action;
	int rc = planner_read_file(p, it);

	if (rc)
		return rc;
	rc = planner_find_origin(p, it);
	if (rc)
		return rc;
	rc = compute_find_effect(p, it);
	if (!rc && !it->read.origin.known)
		rc = planner_doubt_origin(p, it, it->install->file);
	if (rc)
		return rc;
	rc = planner_show_old_list(p, it);
	if (rc)
		return rc;
	rc = compute_look_for_vendor(p, it);
	if (rc)
		return rc;
	rc = compute_get_new_bytes(p, it);
	rc = rc ? rc : compute_check_adopted(p, it);
	if (rc)
		return rc;
	if (action != JSEC_RESTORE && action != JSEC_SUSPEND)
		notes_add_list(it);
	rc = compute_note_state(p, it);
	if (rc)
		return rc;
	notes_add_policy(p, it);
	rc = planner_show_new_list(p, it);
	if (rc || (action != JSEC_REAPPLY && action != JSEC_RESTORE))
		return rc;
	return outlook_compare_tls13(p, it);
}

/* Shows an install whose paths are not those of this machine. It cannot be changed. */
static int compute_elsewhere(const struct planner *p, struct item *it, bool *skip)
{
	const struct install *i = it->install;

	*skip = p->request->action != JSEC_LIST;
	if (!*skip) {
		int rc = planner_read_file(p, it);
		rc = rc ? rc : planner_show_old_list(p, it);
		return rc ? rc : compute_note_state(p, it);
	}
	note_list_add(&it->out.notes, NOTE_OTHER_ROOT,
		"in %s%s (process %d), whose root directory is /proc/%d/root; the "
		"home there is %s; left unchanged",
		i->container ? "container " : "another mount namespace",
		i->container ? i->container : "", i->pid, i->pid,
		install_get_inner_home(i));
	return 0;
}

/* Nothing is known about these bytes but the bytes themselves. */
static int compute_text(const struct planner *p, struct item *it)
{
	int rc = planner_read_file(p, it);

	rc = rc ? rc : planner_show_old_list(p, it);
	if (rc)
		return rc;
	notes_add_others(it);
	rc = change_plan_alone(p, it);
	if (rc)
		return rc;
	notes_add_list(it);
	rc = compute_note_state(p, it);
	return rc ? rc : planner_show_new_list(p, it);
}

static int compute_by_kind(const struct planner *p, struct item *it, bool *skip)
{
	switch (it->install->kind) {
	case INSTALL_ACCESS:
		return transport_compute(p, it);
	case INSTALL_IN_ARCHIVE:
		return archive_plan_compute(p, it, skip);
	case INSTALL_ELSEWHERE:
		return compute_elsewhere(p, it, skip);
	case INSTALL_TEXT:
		return compute_text(p, it);
	default:
		return compute_on_disk(p, it);
	}
}

static bool compute_is_scanned(const struct install *i)
{
	return i->public.source == JSEC_SCAN || i->public.source == JSEC_CONTAINER;
}

/* What is kept as the vendor's file must not be one that jsecpatch wrote. */
static int compute_check_origin(const struct planner *p, struct item *it)
{
	enum install_kind kind = it->install->kind;

	return it->read.origin.known || kind == INSTALL_TEXT || kind == INSTALL_IN_ARCHIVE
		       ? 0
		       : restore_check_manifests(p, it, it->install->file);
}

/*
 * Tells whether to skip the install unread: whoever can change it must not decide how long
 * the run takes, nor whether it fails.
 */
static bool compute_is_left_alone(const struct planner *p, struct item *it, bool *skip)
{
	bool only_named = it->install->kind != INSTALL_ELSEWHERE &&
			  trust_is_named_only(p, it->install);

	it->out.public.only_named = only_named;
	*skip = only_named && p->request->action != JSEC_LIST;
	return *skip;
}

/* Makes a note of an error in what is changed only if it is named. */
static void compute_excuse(struct item *it, bool *skip)
{
	struct item_outcome *out = &it->out;

	if (!err_public(&out->err) || !install_is_only_named(it->install) ||
		system_judge(&out->err) == LOOK_EXHAUSTED)
		return;
	note_list_done(&out->notes);
	out->notes = (struct note_list){0};
	note_list_add(&out->notes, NOTE_UNREADABLE, "%s", out->err.public.message);
	err_done(&out->err);
	*skip = true;
}

/*
 * Tells whether to leave an install unread that the update does not replace. A file that
 * is included may be replaced alone: where there can be one, restore_suspend() decides.
 */
static bool compute_is_unconcerned(const struct planner *p, const struct install *i)
{
	return p->request->action == JSEC_SUSPEND && i->file &&
	       !replaced_has(p->replaced, p->context->root, i->file) &&
	       release_includes(&i->release) == HAS_NOT;
}

static void compute_judge(const struct planner *p, struct item *it, bool *skip)
{
	const struct jsec_error *known = err_public(&it->install->err);
	struct item_outcome *out = &it->out;

	if (compute_is_unconcerned(p, it->install))
		return;
	if (known)
		err_copy(&out->err, known);
	else if (compute_is_left_alone(p, it, skip))
		trust_note_named_only(it);
	else if (!compute_by_kind(p, it, skip) && it->edit.new.blob &&
		 !trust_check(p, it) && !compute_check_origin(p, it))
		out->public.would_change = !*skip;
	/* files may disappear while a tree is searched */
	if (out->err.public.code == JSEC_NOT_FOUND && compute_is_scanned(it->install)) {
		err_done(&out->err);
		note_list_add(
			&out->notes, NOTE_GONE, "it was removed since it was found");
		*skip = true;
	}
}

void compute_item(const struct planner *p, struct item *it)
{
	struct item_work work = {.place = PLACE_NONE};
	bool skip = false;

	it->work = &work;
	compute_judge(p, it, &skip);
	if (p->request->action == JSEC_LIST)
		compute_excuse(it, &skip);
	item_settle(it, p->lists);
	it->work = NULL;
	if (skip || err_public(&it->out.err))
		item_forget_change(it);
	item_publish(it, skip				   ? JSEC_SKIPPED
			 : p->request->action == JSEC_LIST ? JSEC_LISTED
			 : it->out.public.would_change	   ? JSEC_WOULD_PATCH
							   : JSEC_UNCHANGED);
}
