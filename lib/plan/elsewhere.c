/* SPDX-License-Identifier: MIT */
/* Finds the lists of the policy that are in other files, and judges them. */
#include "plan/elsewhere.h"

#include "base/memory.h"
#include "jre/install.h"
#include "plan/request.h"
#include "text/list.h"

#include <string.h>

static const struct elsewhere *elsewhere_look(const struct item *it, const char *property)
{
	for (size_t i = 0; i < it->work->n_elsewhere; i++)
		if (!strcmp(it->work->elsewhere[i].property, property))
			return &it->work->elsewhere[i];
	return NULL;
}

static int elsewhere_add(const struct planner *p, struct item *it, const char *property,
	const struct reading *own, struct err *e)
{
	EFFECTS_AUTO struct effects f = {0};
	struct elsewhere *all =
		memory_grow(it->work->elsewhere, it->work->n_elsewhere, sizeof *all);

	if (!all)
		return err_memory(e);
	it->work->elsewhere = all;
	int rc = planner_find_list(p, it, property, own, &f, e);
	if (rc)
		return rc;
	all[it->work->n_elsewhere++] = (struct elsewhere){property, f.lists[0]};
	f.lists[0] = (struct effect){0};
	return 0;
}

int elsewhere_find(const struct planner *p, struct item *it, const struct reading *own,
	struct err *e)
{
	POLICY_HITS_AUTO struct policy_hits hits = {0};
	size_t rule;

	item_forget_elsewhere(it->work);
	if (!p->policy || p->request->action == JSEC_SUSPEND)
		return 0;
	if (policy_hits_find(&hits, p->policy, it->found))
		return err_memory(e);
	while (policy_hits_next(p->policy, &hits, &rule)) {
		const char *property = p->policy->requests[rule].property;
		if (!strcmp(property, p->request->property) ||
			elsewhere_look(it, property))
			continue;
		int rc = elsewhere_add(p, it, property, own, e);
		if (rc)
			return rc;
	}
	return 0;
}

const struct elsewhere *elsewhere_get(const struct item *it, const char *property)
{
	const struct elsewhere *x = elsewhere_look(it, property);
	const struct effect *f = x ? &x->effect : NULL;

	return f && (f->doubted || (f->file && strcmp(f->file, it->install->file) != 0))
		       ? x
		       : NULL;
}

bool elsewhere_meets(const struct elsewhere *x, const struct change *change)
{
	LIST_AUTO struct list list = {0};
	STRV_AUTO struct strv allow = {0};
	STRV_AUTO struct strv disallow = {0};
	bool good = !x->effect.doubted && !x->effect.unread;

	if (x->effect.raw.size && list_read(&list, buf_span(&x->effect.raw)))
		return false;
	entry_add_keys(change->allow, change->n_allow, &allow);
	entry_add_keys(change->disallow, change->n_disallow, &disallow);
	for (size_t i = 0; i < allow.n; i++)
		good = good && !list_has_key(&list, allow.items[i]);
	for (size_t i = 0; i < disallow.n; i++)
		good = good && list_has_key(&list, disallow.items[i]);
	return good && !allow.failed && !disallow.failed;
}

int elsewhere_refuse(const struct elsewhere *x, struct item *it)
{
	const struct effect *f = &x->effect;
	const char *home = it->found->home, *file = it->found->file;

	home = home ? home : file;
	if (f->doubted)
		return err_set(&it->out.err, JSEC_NOT_KNOWN, file, 0,
			"a rule of the policy is about %s, and it is not known which file "
			"%s takes that from",
			x->property, home);
	return err_set(&it->out.err, JSEC_OVERRIDDEN, f->file, f->line,
		"a rule of the policy is about %s, which %s takes from here, and a reapply "
		"edits only %s; change this list by itself, or remove the rule",
		x->property, home, it->install->file);
}
