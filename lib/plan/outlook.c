/* SPDX-License-Identifier: MIT */
/* Compares what lists do to suites before and after an edit of one of them. */
#include "plan/outlook.h"

#include "jre/effective_list.h"
#include "jre/reading.h"
#include "plan/item.h"
#include "suites/opened.h"
#include "text/suite.h"
#include "text/vendor_lists.h"

static int outlook_take(const struct item *it, const struct reading *r,
	const struct effects *f, const struct restrictions *known,
	struct restrictions *ret, struct err *e)
{
	struct restriction lists[SUITE_LISTS] = {
		[SUITE_LIST_TLS] = {
			.list = &r->list, .file = it->install->file, .line = r->line}};

	if (err_public(&f->fatal))
		return err_copy(e, &f->fatal.public);
	for (int k = SUITE_LIST_TLS + 1; k < SUITE_LISTS; k++)
		lists[k] = (struct restriction){.value = buf_span(&f->lists[k].raw),
			.file = f->lists[k].file,
			.line = f->lists[k].line};
	if (known) {
		lists[SUITE_LIST_CERTPATH].list = known->all.certpath;
		lists[SUITE_LIST_CURVES].list = known->all.curves;
	}
	return restrictions_take(ret, &it->install->release, lists, e);
}

/*
 * An edit changes one list, as is proven. The vendor's newer file may have others, too: they
 * count if it is the file that Java reads first.
 */
static bool outlook_has_other_lists(const struct item *it, const struct reading *r)
{
	return it->edit.vendor.blob && it->install == it->found && r != &it->read.file;
}

int outlook_read(const struct planner *p, const struct item *it, const struct reading *r,
	const struct restrictions *known, struct restrictions *ret, struct err *e)
{
	EFFECTS_AUTO struct effects others = {0};

	if (err_public(&r->bad))
		return err_copy(e, &r->bad.public);
	if (!outlook_has_other_lists(it, r))
		return outlook_take(it, r, &it->read.effects, known, ret, e);
	int rc = planner_find_effects(p, it, r, &others, e);
	return rc ? rc : outlook_take(it, r, &others, NULL, ret, e);
}

static int outlook_compare(
	const struct planner *p, const struct item *it, struct opening *o, struct err *e)
{
	int rc = outlook_read(p, it, &it->read.file, NULL, &o->before, e);

	if (rc)
		return rc;
	rc = outlook_read(p, it, &it->edit.new, &o->before, &o->after, e);
	return rc ? rc : opening_find(o, e);
}

/* That other lists are not what Java takes is no reason not to change this one. */
int outlook_find_opening(const struct planner *p, struct item *it)
{
	ERR_AUTO struct err why = {0};

	if (strcmp(p->request->property, TLS_LIST) != 0 || !item_is_effective(it))
		return 0;
	if (!it->edit.new.blob) {
		it->out.opening.known = true;
		return 0;
	}
	int rc = outlook_compare(p, it, &it->out.opening, &why);
	if (rc == -JSEC_NO_MEMORY)
		return err_memory(&it->out.err);
	if (rc)
		strv_adds(&it->out.notes, why.public.message);
	return 0;
}
