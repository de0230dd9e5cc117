/* SPDX-License-Identifier: MIT */
/* Asks for the lists beside the one that is edited: includes and options may have them. */
#include "plan/outlook.h"

#include "jre/effective_list.h"

static int outlook_ask(const struct planner *p, const struct install *i,
	struct span bytes, enum suite_list which, struct effect *effect,
	struct restriction *ret, struct err *e)
{
	int rc = effect_find(
		p->context, i, p->args, suite_get_property(which), bytes, effect, e);

	if (!rc && err_public(&effect->fatal))
		rc = err_copy(e, &effect->fatal.public);
	*ret = (struct restriction){buf_span(&effect->raw), effect->file, effect->line};
	return rc;
}

int outlook_read(const struct planner *p, const struct item *it, struct span bytes,
	struct restrictions *ret, struct err *e)
{
	EFFECT_AUTO struct effect certpath = {0};
	EFFECT_AUTO struct effect curves = {0};
	PROPS_AUTO struct props doc = {0};
	META_AUTO struct meta meta = {0};
	BUF_AUTO struct buf own = {0};
	struct restriction lists[SUITE_LISTS] = {0};
	const struct install *found = it->found;
	struct span start = bytes; /* of the file that Java reads first */
	int rc = 0;

	if (it->install != found) {
		rc = install_read(found, p->context->root, &own, &meta, e);
		start = buf_span(&own);
	}
	rc = rc ? rc
		: props_read(&doc, p->context->lexer,
			  release_get_reader(it->install->release.version), bytes,
			  it->install->file, e);
	if (rc)
		return rc;
	lists[SUITE_LIST_TLS] = restriction_read(&doc, it->install->file, SUITE_LIST_TLS);
	rc = outlook_ask(p, found, start, SUITE_LIST_CERTPATH, &certpath,
		&lists[SUITE_LIST_CERTPATH], e);
	rc = rc ? rc
		: outlook_ask(p, found, start, SUITE_LIST_CURVES, &curves,
			  &lists[SUITE_LIST_CURVES], e);
	return rc ? rc : restrictions_take(ret, it->install, lists, e);
}
