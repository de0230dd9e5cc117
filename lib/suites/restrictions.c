/* SPDX-License-Identifier: MIT */
/* Splits the lists that decide about cipher suites, and checks them. */
#include "suites/restrictions.h"

#include "text/list.h"

#include <string.h>

static int restrictions_check(const struct restrictions *r,
	const struct restriction lists[SUITE_LISTS], struct err *e)
{
	const struct entry *bad;
	enum suite_list which;
	const char *fault = suite_find_fault(&r->all, &which, &bad);

	if (!fault)
		return 0;
	return err_set(e, JSEC_BAD_LIST, lists[which].file, lists[which].line,
		"the entry '%s' in %s %s: every TLS connection of this JRE fails; correct it "
		"by hand",
		bad->text, suite_get_property(which), fault);
}

/* Returns the list, split into `own` if necessary. It is empty if it is not set. */
static const struct list *restrictions_read_list(
	struct list *own, const struct restriction *from, bool *failed)
{
	if (from->list)
		return from->list;
	if (from->value.size && list_read(own, from->value))
		*failed = true;
	return own;
}

void restrictions_add_key(const struct release *release,
	const struct restriction lists[SUITE_LISTS], const char *groups, struct buf *key)
{
	release_add_key(release, key);
	for (int k = 0; k < SUITE_LISTS; k++) {
		buf_addf(key, "%zu ", lists[k].value.size);
		buf_add(key, lists[k].value);
	}
	if (groups)
		buf_addf(key, "%zu %s", strlen(groups), groups);
	buf_addc(key, ' ');
}

int restrictions_take(struct restrictions *r, const struct release *release,
	const struct restriction lists[SUITE_LISTS], const char *groups, struct err *e)
{
	const char *tls = suite_get_property(SUITE_LIST_TLS);
	const struct list *all[SUITE_LISTS];
	bool failed = false;

	*r = (struct restrictions){0};
	for (int k = 0; k < SUITE_LISTS; k++)
		all[k] = restrictions_read_list(&r->own[k], &lists[k], &failed);
	if (failed)
		return err_memory(e);
	r->all = (struct suite_lists){.tls = all[SUITE_LIST_TLS],
		.certpath = all[SUITE_LIST_CERTPATH],
		.curves = all[SUITE_LIST_CURVES],
		.groups = groups,
		.rules = release_get_rules(release, tls, false),
		.jsse = release_get_jsse(release, true)};
	r->doubt = r->all;
	r->doubt.rules = release_get_rules(release, tls, true);
	r->doubt.jsse = release_get_jsse(release, false);
	if (memcmp(&r->doubt.rules, &r->all.rules, sizeof r->all.rules) != 0 ||
		memcmp(&r->doubt.jsse, &r->all.jsse, sizeof r->all.jsse) != 0)
		r->all.doubt = &r->doubt;
	return restrictions_check(r, lists, e);
}

void restrictions_done(struct restrictions *r)
{
	for (int k = 0; k < SUITE_LISTS; k++)
		list_done(&r->own[k]);
}
