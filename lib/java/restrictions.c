/* SPDX-License-Identifier: MIT */
/* Reads the lists that decide about suites out of one java.security. */
#include "java/restrictions.h"

static size_t line_of(const struct props *doc, enum suite_list which)
{
	const struct prop *at = props_find(doc, suite_list_property(which));

	return at ? props_line(doc->bytes, at->start) : 0;
}

static int read_list(struct list *list, const struct props *doc, enum suite_list which)
{
	const struct prop *at = props_find(doc, suite_list_property(which));

	return list_read(list, at ? props_value(doc, at) : span_of("", 0));
}

static int check(const struct restrictions *r, const struct props *doc, const char *path,
	struct err *e)
{
	const struct entry *bad;
	enum suite_list which;
	const char *fault = suite_fault(&r->all, &which, &bad);

	if (!fault)
		return 0;
	return err_set(e, JSEC_BAD_LIST, path, line_of(doc, which),
		"the entry '%s' in %s %s: every TLS connection of this JRE fails; correct it "
		"by hand",
		bad->text, suite_list_property(which), fault);
}

int restrictions_read(struct restrictions *r, struct lexer *lexer,
	const struct install *install, struct span bytes, struct err *e)
{
	PROPS_AUTO struct props doc = {0};
	const char *version = install->release.version;
	int rc =
		props_read(&doc, lexer, release_reader(version), bytes, install->file, e);

	*r = (struct restrictions){0};
	if (rc)
		return rc;
	r->all = (struct suite_lists){&r->tls, &r->certpath, &r->curves,
		release_rules(version, suite_list_property(SUITE_LIST_TLS)),
		release_jsse(version)};
	r->line = line_of(&doc, SUITE_LIST_TLS);
	if (read_list(&r->tls, &doc, SUITE_LIST_TLS) ||
		read_list(&r->certpath, &doc, SUITE_LIST_CERTPATH) ||
		read_list(&r->curves, &doc, SUITE_LIST_CURVES))
		return err_memory(e);
	return check(r, &doc, install->file, e);
}

void restrictions_done(struct restrictions *r)
{
	list_done(&r->tls);
	list_done(&r->certpath);
	list_done(&r->curves);
}
