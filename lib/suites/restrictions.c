/* SPDX-License-Identifier: MIT */
/* Takes the lists that decide about suites apart, and checks them. */
#include "suites/restrictions.h"

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

int restrictions_take(struct restrictions *r, const struct install *install,
	const struct restriction lists[SUITE_LISTS], struct err *e)
{
	const char *version = install->release.version;

	*r = (struct restrictions){.line = lists[SUITE_LIST_TLS].line};
	r->all = (struct suite_lists){&r->tls, &r->certpath, &r->curves,
		release_get_rules(version, suite_get_property(SUITE_LIST_TLS)),
		release_get_jsse(version)};
	if (list_read(&r->tls, lists[SUITE_LIST_TLS].value) ||
		list_read(&r->certpath, lists[SUITE_LIST_CERTPATH].value) ||
		list_read(&r->curves, lists[SUITE_LIST_CURVES].value))
		return err_memory(e);
	return restrictions_check(r, lists, e);
}

struct restriction restriction_read(
	const struct props *doc, const char *file, enum suite_list which)
{
	const struct prop *at = props_find(doc, suite_get_property(which));

	if (!at)
		return (struct restriction){0};
	return (struct restriction){
		props_get_value(doc, at), file, props_count_lines(doc->bytes, at->start)};
}

void restrictions_done(struct restrictions *r)
{
	list_done(&r->tls);
	list_done(&r->certpath);
	list_done(&r->curves);
}
