/* SPDX-License-Identifier: MIT */
/* Reads one install's file, gets its new bytes, and judges what is to be told. */
#include "plan/compute.h"

#include "jre/vendor_file.h"
#include "os/replace.h"
#include "plan/archive_plan.h"
#include "plan/change.h"
#include "plan/restore.h"
#include "plan/transport.h"
#include "text/diff.h"
#include "text/vendor_lists.h"

#include <stdio.h>

static int compute_read_install(const struct planner *p, struct item *it)
{
	struct jsec *s = p->session;
	BUF_AUTO struct buf bytes = {0};
	int rc = install_read(
		it->install, p->context->root, &bytes, &it->old_meta, &it->err);

	return rc ? rc : pool_add(&s->pool, &bytes, &it->old, &it->err);
}

/* The new bytes are ready. */
static int compute_take_new_bytes(const struct planner *p, struct item *it)
{
	int rc = pool_add(&p->session->pool, &it->new, &it->made, &it->err);

	if (rc)
		return rc;
	memcpy(it->written, it->made->digest, sizeof it->written);
	diff_write(blob_get(it->old), blob_get(it->made), it->install->file, &it->diff);
	return it->diff.failed || it->notes.failed ? err_memory(&it->err) : 0;
}

/* The list in `bytes`, as it is or will be. A list that Java refuses is an error. */
static int compute_read_list(const struct planner *p, struct item *it, struct span bytes)
{
	PROPS_AUTO struct props doc = {0};
	LIST_AUTO struct list list = {0};
	const char *property = p->request->property,
		   *version = it->install->release.version;
	struct list_rules rules = release_get_rules(version, property);
	const struct entry *bad;
	int rc = props_read(&doc, p->context->lexer, release_get_reader(version), bytes,
		it->install->file, &it->err);
	const struct prop *at = rc ? NULL : props_find(&doc, property);

	strv_done(&it->entries);
	if (rc || !at)
		return rc;
	if (list_read(&list, props_get_value(&doc, at)))
		return err_memory(&it->err);
	it->public.line = props_count_lines(bytes, at->start);
	for (size_t i = 0; i < list.n; i++)
		if (*list.items[i].text)
			strv_adds(&it->entries, list.items[i].text);
	const char *fault = list_find_fault(&list, &rules, &bad);
	if (fault)
		return err_set(&it->err, JSEC_BAD_LIST, it->install->file,
			it->public.line,
			"the entry '%s' in %s %s: every TLS connection of this JRE fails; "
			"correct it by hand",
			bad->text, property, fault);
	return it->entries.failed ? err_memory(&it->err) : 0;
}

/* Earlier definitions count for nothing. */
static void compute_note_duplicates(const struct planner *p, struct item *it)
{
	PROPS_AUTO struct props doc = {0};
	ERR_AUTO struct err ignored = {0};
	const char *version = it->install->release.version,
		   *property = p->request->property;

	if (props_read(&doc, p->context->lexer, release_get_reader(version),
		    blob_get(it->old), NULL, &ignored))
		return;
	const struct prop *last = props_find(&doc, property);
	for (const struct prop *at = doc.items; last && at < last; at++)
		if (props_key_is(&doc, at, property))
			strv_addf(&it->notes,
				"%s is defined more than once: Java takes the last one, in line "
				"%zu, not line %zu",
				property, props_count_lines(doc.bytes, last->start),
				props_count_lines(doc.bytes, at->start));
}

/* The install was asked for by its name, now or in the policy. */
static bool compute_find_named(const struct install *i)
{
	return install_is_target(i) || i->public.source == JSEC_POLICY;
}

/* What lies in others' hands, or in a container, is not changed of root's own accord. */
static bool compute_is_named_only(const struct planner *p, const struct install *i)
{
	return i->public.source == JSEC_CONTAINER ||
	       (i->distrust && identity_is_root() && !compute_find_named(i) &&
		       !request_has(p->request, JSEC_FORCE));
}

/* Whether root may change what lies on this path, of its own accord or at all. */
static int compute_check_trust(const struct planner *p, struct item *it, bool *skip)
{
	IDENTITY_AUTO struct identity identity = {0};
	PLACE_AUTO struct place place = PLACE_NONE;
	const struct install *i = it->install;
	enum replace_way way = REPLACE_ATOMIC;

	*skip = compute_is_named_only(p, i);
	if (*skip && i->public.source == JSEC_CONTAINER)
		strv_adds(&it->notes,
			"it lies in container storage: changed only if it is named as a TARGET");
	else if (*skip)
		strv_addf(&it->notes,
			"others can write to %s: changed only if it is named as a TARGET",
			i->distrust);
	if (*skip)
		return 0;
	if (p->request->output)
		return archive_plan_get_output(p->session, p->request,
			archive_plan_get_bundle(it), &place, &it->err);
	int rc = root_resolve(p->context->root, i->opened, &place, &it->err);
	rc = rc ? rc
		: item_identity(
			  it, request_has(p->request, JSEC_FORCE), &identity, &it->err);
	rc = rc ? rc : replace_check(&place, &way, &it->err);
	if (rc == -JSEC_DENIED && identity.changed) {
		err_done(&it->err);
		rc = err_set(&it->err, JSEC_DENIED, i->opened, 0,
			"belongs to %s, with whose rights it is changed, and who may "
			"not write to its directory; give the file to root, or the "
			"directory to them",
			owner_print(i->info.owner).text);
	}
	if (!rc && i->parcel && way != REPLACE_ATOMIC)
		rc = err_set(&it->err, JSEC_READ_ONLY, i->opened, 0,
			"is a mount point, which cannot be replaced; write the result "
			"elsewhere (--output)");
	if (!rc && i->distrust && identity_is_root() &&
		request_has(p->request, JSEC_FORCE))
		strv_addf(&it->notes, "--force: others can write to %s", i->distrust);
	if (rc || it->old_meta.info.links < 2)
		return rc;
	if (!request_has(p->request, JSEC_FORCE))
		return err_set(&it->err, JSEC_HARD_LINKS, i->file, 0,
			"has %lu names (hard links), which may belong to other installs; "
			"nothing is changed (--force changes this name alone)",
			(unsigned long)it->old_meta.info.links);
	strv_adds(&it->notes, "--force: its other hard links keep the old bytes");
	return 0;
}

/* Digests and the vendor's file that this one comes from, for the backup's manifest. */
static void compute_note_digests(
	const struct planner *p, struct item *it, struct origin *o)
{
	memcpy(it->was, it->old->digest, sizeof it->was);
	*o = store_find_origin(&p->session->store, it->install->file, it->was);
	it->public.patched = o->ours;
	snprintf(it->pristine, sizeof it->pristine, "%s",
		o->known ? o->pristine : it->was);
}

static bool compute_has_list(
	const struct planner *p, const struct item *it, struct span bytes)
{
	PROPS_AUTO struct props doc = {0};
	ERR_AUTO struct err ignored = {0};

	return !props_read(&doc, p->context->lexer,
		       release_get_reader(it->install->release.version), bytes, NULL,
		       &ignored) &&
	       props_find(&doc, p->request->property);
}

/* The vendor's newer file, if one waits, and its bytes where they are to be the base. */
static int compute_look_for_vendor(const struct planner *p, struct item *it)
{
	const struct root *root = p->context->root;
	int rc = vendor_file_find(root, it->install->file, &it->waiting, &it->err);

	if (rc || !it->waiting || !request_has(p->request, JSEC_ADOPT_VENDOR)) {
		if (!rc && it->waiting)
			vendor_file_note(it->waiting, &it->notes);
		return rc;
	}
	rc = vendor_file_read(
		root, it->waiting, &it->adopted, &it->adopted_meta, &it->err);
	if (!rc && !compute_has_list(p, it, buf_span(&it->adopted)) &&
		compute_has_list(p, it, blob_get(it->old)))
		rc = err_set(&it->err, JSEC_EMPTY_LIST, it->waiting, 0,
			"is not taken: it has no %s, so that nothing would be restricted",
			p->request->property);
	return rc ? rc : digest_compute(buf_span(&it->adopted), it->pristine, &it->err);
}

static int compute_get_new_bytes(
	const struct planner *p, struct item *it, struct origin o)
{
	switch (p->request->action) {
	case JSEC_CHANGE:
		return change_plan(p, it);
	case JSEC_RESTORE:
		return restore_plan(p, it, o);
	case JSEC_SUSPEND:
		return restore_suspend(p, it, o);
	case JSEC_REAPPLY:
		return change_reapply(p, it);
	default:
		return 0;
	}
}

/* Entries of the list before that are not in the one behind, and the other way round. */
static void compute_note_difference(struct item *it, const struct strv *before)
{
	strv_done(&it->removed);
	strv_done(&it->added);
	for (size_t i = 0; i < before->n; i++)
		if (!list_has_entry(&it->entries, before->items[i]))
			strv_adds(&it->removed, before->items[i]);
	for (size_t i = 0; i < it->entries.n; i++)
		if (!list_has_entry(before, it->entries.items[i]))
			strv_adds(&it->added, it->entries.items[i]);
}

/* What is written is what Java takes. */
static int compute_take_entries(struct item *it)
{
	strv_done(&it->effect.entries);
	for (size_t i = 0; i < it->entries.n; i++)
		strv_adds(&it->effect.entries, it->entries.items[i]);
	return it->effect.entries.failed ? err_memory(&it->err) : 0;
}

static int compute_finish_new_bytes(const struct planner *p, struct item *it)
{
	bool by_policy = p->request->action == JSEC_REAPPLY ||
			 p->request->action == JSEC_SUSPEND || it->adopted.data;
	struct strv before = it->entries;

	it->entries = (struct strv){0};
	int rc = compute_read_list(p, it, buf_span(&it->new));
	if (!rc && it->public.effective)
		rc = compute_take_entries(it);
	if (by_policy)
		compute_note_difference(it, &before);
	strv_done(&before);
	return rc ? rc : compute_take_new_bytes(p, it);
}

/* A backup may be put in the place of a file that Java cannot read. */
static int compute_read_old_list(const struct planner *p, struct item *it)
{
	bool needed =
		p->request->action != JSEC_RESTORE && p->request->action != JSEC_SUSPEND;
	int rc = compute_read_list(p, it, blob_get(it->old));

	if (!rc || needed || rc == -JSEC_NO_MEMORY)
		return rc;
	err_done(&it->err);
	return 0;
}

/* What this leaves may not be what the policy says. */
static void compute_note_policy(const struct planner *p, struct item *it)
{
	enum jsec_action action = p->request->action;
	struct span bytes = it->new.data ? buf_span(&it->new) : blob_get(it->old);
	bool restores = action == JSEC_RESTORE;

	it->public.policy = change_compare_policy(p, it, bytes);
	it->public.kept = action == JSEC_CHANGE && change_is_in_policy(p, it);
	it->public.only_named = compute_is_named_only(p, it->install);
	if (it->public.policy != JSEC_DIFFERS || (!restores && action != JSEC_CHANGE) ||
		request_has(p->request, JSEC_REMEMBER) ||
		request_has(p->request, JSEC_FORGET))
		return;
	strv_addf(&it->notes,
		"the policy in %s still covers it, so that the next --reapply changes it "
		"again; %s",
		p->session->policy.path,
		restores ? "--restore --forget takes it out"
			 : "--remember changes the policy, too");
}

/*
 * A file of the install itself, included by its java.security, is what has to be edited
 * where that one's definition counts.
 */
static int compute_turn_to_included(const struct planner *p, struct item *it)
{
	const struct release *r = &it->found->release;
	int rc = install_probe_file(p->context, it->effect.file, &it->included, &it->err);

	if (rc != 1)
		return rc ? rc
			  : err_set(&it->err, JSEC_CHANGED, it->effect.file, 0,
				    "is gone; try again");
	it->included.release.vendor = r->vendor ? strdup(r->vendor) : NULL;
	it->included.release.version = r->version ? strdup(r->version) : NULL;
	install_publish(&it->included, it->found->public.source);
	it->install = &it->included;
	blob_drop(it->old);
	it->old = NULL;
	meta_done(&it->old_meta);
	return compute_read_install(p, it);
}

/* Says what Java takes instead of this file's list. */
static int compute_note_override(const struct planner *p, struct item *it)
{
	const struct effect *f = &it->effect;

	if (err_public(&f->fatal)) {
		if (p->request->action == JSEC_LIST)
			strv_adds(&it->notes, f->fatal.public.message);
		return 0;
	}
	if (effect_format_place(f, &it->overridden_by, &it->err))
		return -JSEC_NO_MEMORY;
	strv_addf(&it->notes, "not in effect: Java takes the list from %s (%s); %s",
		it->overridden_by, effect_describe_way(f->way), effect_advise(f->way));
	return 0;
}

/* What is asked for would have no effect: that is no success. */
static int compute_refuse_override(const struct planner *p, struct item *it)
{
	const struct effect *f = &it->effect;

	if (request_has(p->request, JSEC_FORCE))
		return 0;
	if (err_public(&f->fatal))
		return err_copy(&it->err, &f->fatal.public);
	return err_set(&it->err, JSEC_OVERRIDDEN, it->install->file, 0,
		"an edit would have no effect: Java takes %s from %s (%s); %s "
		"(--force edits this file all the same)",
		p->request->property, it->overridden_by, effect_describe_way(f->way),
		effect_advise(f->way));
}

/* Which file Java takes the list from: this one, one that goes with it, or another. */
static int compute_find_effect(const struct planner *p, struct item *it, struct origin o)
{
	enum jsec_action action = p->request->action;
	bool puts_back = action == JSEC_RESTORE || action == JSEC_SUSPEND;
	const struct effect *f = &it->effect;
	int rc = effect_find(p->context, it->found, p->args, p->request->property,
		blob_get(it->old), &it->effect, &it->err);

	it->public.effective = !err_public(&f->fatal) && !effect_is_override(f);
	if (f->doubt)
		strv_adds(&it->notes, f->doubt);
	if (rc || (it->public.effective && f->way == EFFECT_OWN) || (puts_back && o.ours))
		return rc;
	if (it->public.effective)
		return compute_turn_to_included(p, it);
	rc = compute_note_override(p, it);
	return rc || puts_back || action == JSEC_LIST ? rc
						      : compute_refuse_override(p, it);
}

static int compute_list(const struct planner *p, struct item *it)
{
	enum jsec_action action = p->request->action;
	struct origin o = {0};
	int rc = compute_read_install(p, it);

	if (!rc && !it->install->inside && (action != JSEC_LIST || p->session->store.n))
		compute_note_digests(p, it, &o);
	it->public.effective =
		it->install->inside != NULL; /* as far as is known from here */
	if (!rc && !it->install->inside)
		rc = compute_find_effect(p, it, o);
	if (!rc && it->install == &it->included)
		compute_note_digests(p, it, &o);
	rc = rc ? rc : compute_read_old_list(p, it);
	if (rc || it->install->inside)
		return rc;
	rc = compute_look_for_vendor(p, it);
	rc = rc ? rc : compute_get_new_bytes(p, it, o);
	if (rc)
		return rc;
	if (action != JSEC_RESTORE && action != JSEC_SUSPEND)
		compute_note_duplicates(p, it);
	compute_note_policy(p, it);
	return it->new.data ? compute_finish_new_bytes(p, it) : 0;
}

/* An Access Manager's file: it has settings, and no list. */
static int compute_access(const struct planner *p, struct item *it)
{
	enum jsec_action action = p->request->action;
	struct origin o = {0};
	int rc = compute_read_install(p, it);

	it->public.effective = 1;
	if (rc)
		return rc;
	compute_note_digests(p, it, &o);
	rc = action == JSEC_RESTORE ? restore_plan(p, it, o) : transport_check(p, it);
	if (!rc && action == JSEC_TRANSPORT)
		rc = transport_plan(p, it);
	if (rc || !it->new.data)
		return rc;
	return compute_take_new_bytes(p, it);
}

/* A home in an archive: what else its JVMs will read is not known. */
static int compute_packed(const struct planner *p, struct item *it)
{
	enum jsec_action action = p->request->action;
	int rc = compute_read_install(p, it);

	rc = rc ? rc : archive_plan_begin(p, it);
	rc = rc ? rc : compute_read_old_list(p, it);
	if (!rc && action == JSEC_CHANGE)
		rc = change_plan(p, it);
	else if (!rc && action == JSEC_RESTORE)
		rc = archive_plan_restore(p, it);
	if (rc)
		return rc;
	if (action != JSEC_RESTORE)
		compute_note_duplicates(p, it);
	rc = archive_plan_check(p, it);
	return rc || !it->new.data ? rc : compute_finish_new_bytes(p, it);
}

/* What this machine's paths do not lead to is only shown. */
static void compute_note_inside(const struct planner *p, struct item *it, bool *skip)
{
	const struct install *i = it->install;

	*skip = p->request->action != JSEC_LIST;
	if (*skip)
		strv_addf(&it->notes,
			"it is in %s%s, of process %d: changed only with --root /proc/%d/root",
			i->container ? "container " : "another mount namespace",
			i->container ? i->container : "", i->pid, i->pid);
}

/* Nothing updates what is in an archive. */
static void compute_note_packed(const struct planner *p, struct item *it, bool *skip)
{
	*skip = p->request->action == JSEC_REAPPLY || p->request->action == JSEC_SUSPEND;
	if (*skip)
		strv_adds(&it->notes,
			"it lies in an archive, which no update changes and no policy covers: "
			"change it with --allow and --disallow");
}

static int compute_any(const struct planner *p, struct item *it)
{
	if (it->install->access)
		return compute_access(p, it);
	return it->install->parcel ? compute_packed(p, it) : compute_list(p, it);
}

static bool compute_is_scanned(const struct install *i)
{
	return i->public.source == JSEC_SCAN || i->public.source == JSEC_CONTAINER;
}

void compute_item(const struct planner *p, struct item *it)
{
	const struct jsec_error *known = err_public(&it->install->err);
	enum jsec_state state = JSEC_UNCHANGED;
	bool skip = false;

	if (known) {
		err_copy(&it->err, known);
	} else if (!compute_any(p, it)) {
		if (it->install->inside)
			compute_note_inside(p, it, &skip);
		if (it->install->parcel)
			compute_note_packed(p, it, &skip);
		if (it->made && !compute_check_trust(p, it, &skip))
			it->public.would_change = !skip;
		state = skip			  ? JSEC_SKIPPED
			: it->public.would_change ? JSEC_WOULD_PATCH
						  : JSEC_UNCHANGED;
	}
	/* Whole trees change while they are searched. */
	if (it->err.public.code == JSEC_NOT_FOUND && compute_is_scanned(it->install)) {
		err_done(&it->err);
		strv_adds(&it->notes, "it is gone: removed since it was found");
		skip = true;
		state = JSEC_SKIPPED;
	}
	if (skip || err_public(&it->err))
		item_forget_change(it);
	if (p->request->action == JSEC_LIST && state != JSEC_SKIPPED)
		state = JSEC_LISTED;
	item_publish(it, state);
}
