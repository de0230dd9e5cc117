/* SPDX-License-Identifier: MIT */
/* One install's part of a plan: shown, freed, and with whose rights it is worked on. */
#include "plan/item.h"

#include <stdlib.h>

/* Where Java takes the list from; which nobody here knows of what lies elsewhere. */
static void item_publish_effect(struct item *it)
{
	static const char *const none[] = {NULL};
	struct jsec_result *r = &it->public;

	r->effect_unknown = install_is_elsewhere(it->found);
	r->effective = r->effective && !r->effect_unknown;
	r->overridden_by = r->effect_unknown ? NULL : it->overridden_by;
	r->effective_entries = r->effect_unknown ? none : strv_list(&it->effect.entries);
}

void item_publish(struct item *it, enum jsec_state state)
{
	struct jsec_result *r = &it->public;

	item_publish_effect(it);
	r->install = &it->found->public;
	r->file = it->install->file;
	r->state = it->err.public.code == JSEC_OK ? state : JSEC_FAILED;
	r->entries = strv_list(&it->entries);
	r->removed = strv_list(&it->removed);
	r->added = strv_list(&it->added);
	r->notes = strv_list(&it->notes);
	r->diff = it->diff.size ? buf_str(&it->diff) : NULL;
	r->diff_size = it->diff.size;
	r->backup = it->backup.id ? &it->backup : NULL;
	r->error = err_public(&it->err);
	r->waiting = it->waiting;
	r->opened = it->opening.known ? strv_list(&it->opening.suites) : NULL;
	r->opened_protocols = strv_list(&it->opening.protocols);
	r->still_blocked = verdicts_list(&it->opening.still);
}

void item_done(struct item *it)
{
	blob_drop(it->old);
	blob_drop(it->made);
	buf_done(&it->new);
	meta_done(&it->old_meta);
	meta_done(&it->new_meta);
	strv_done(&it->entries);
	strv_done(&it->removed);
	strv_done(&it->added);
	strv_done(&it->notes);
	opening_done(&it->opening);
	buf_done(&it->diff);
	free((char *)it->backup.id);
	free((char *)it->backup.path);
	free((char *)it->backup.sha256);
	install_done(&it->included);
	effect_done(&it->effect);
	free(it->overridden_by);
	free(it->waiting);
	buf_done(&it->adopted);
	meta_done(&it->adopted_meta);
	err_done(&it->err);
}

void item_forget_change(struct item *it)
{
	strv_done(&it->removed);
	strv_done(&it->added);
	opening_done(&it->opening);
	buf_done(&it->diff);
}

void item_hold(struct item *it, const struct item *failed)
{
	it->held = true;
	it->public.would_change = 0;
	strv_addf(&it->notes, "left as it was, since %s cannot be changed",
		failed->install->file ? failed->install->file : failed->install->home);
	item_forget_change(it);
	item_publish(it, JSEC_SKIPPED);
}

int item_identity(const struct item *it, bool force, struct identity *ret, struct err *e)
{
	struct owner owner = it->install->info.owner;

	*ret = (struct identity){0};
	if (!identity_is_root() || !it->install->distrust)
		return 0;
	if (owner_is_root(owner) && !force)
		return err_set(e, JSEC_UNTRUSTED, it->install->file, 0,
			"others can write to %s, on the way to it; mend that "
			"(or --force, if you trust them all)",
			it->install->distrust);
	return identity_take(owner, ret, e);
}
