/* SPDX-License-Identifier: MIT */
/* Makes an override file of the lists that Java takes, and proves the edit. */
#include "override/override_bytes.h"

#include "jre/effective_list.h"
#include "plan/change.h"
#include "text/prove.h"
#include "text/vendor_lists.h"

#define SWITCH "security.useSystemPropertiesFile"

/* What Red Hat's crypto policy sets, all of which goes when it is switched off. */
static const char *const system_lists[] = {TLS_LIST, "jdk.certpath.disabledAlgorithms",
	"jdk.disabled.namedCurves", "jdk.tls.legacyAlgorithms"};

/* What the making needs. */
struct override_making {
	const struct context *context;
	const struct install *install;
	const struct emitted *what;
	struct buf installed; /* the bytes of java.security */
	struct override_bytes *ret;
	struct err *e;
};

void override_bytes_done(struct override_bytes *x)
{
	buf_done(&x->bytes);
	strv_done(&x->entries);
	strv_done(&x->removed);
	strv_done(&x->added);
	strv_done(&x->notes);
	*x = (struct override_bytes){0};
}

/* The list as Java takes it where nothing in the environment says otherwise. */
static int override_bytes_take_effect(
	const struct override_making *m, const char *property, struct effect *ret)
{
	int rc = effect_find(m->context, m->install, NULL, property,
		buf_span(&m->installed), ret, m->e);

	return !rc && err_public(&ret->fatal) ? err_copy(m->e, &ret->fatal.public) : rc;
}

/* Why the file would be of no use. */
static int override_bytes_check_use(
	const struct override_making *m, const struct effect *f)
{
	if (!f->takes_option)
		return err_set(m->e, JSEC_OVERRIDDEN, m->install->file, 0,
			"does not set security.overridePropertiesFile to true: every JVM of "
			"this install ignores -Djava.security.properties, and would "
			"ignore an override file; set it there first");
	if (!f->file && !m->what->disallow.n)
		return err_set(m->e, JSEC_EMPTY_LIST, m->install->file, 0,
			"does not set %s: nothing is disabled by it, so that no override is "
			"needed",
			m->what->property);
	return 0;
}

/* A comment cannot have a line end in it. */
static void override_bytes_add_comment(
	struct buf *out, const char *before, const char *value)
{
	buf_addf(out, "# %s", before);
	chars_encode_bytes(value, out);
	buf_adds(out, "\n");
}

static void override_bytes_add_comments(
	struct buf *out, const char *before, const struct strv *values)
{
	for (size_t i = 0; i < values->n; i++)
		override_bytes_add_comment(out, before, values->items[i]);
}

/* Nothing here changes as long as the install, its list and what is asked are the same. */
static void override_bytes_add_head(
	const struct override_making *m, const struct effect *f, struct buf *out)
{
	const struct install *i = m->install;

	buf_adds(out,
		"# Written by jsecpatch --emit-override, for the Java below alone:\n");
	override_bytes_add_comment(out, "-Djava.security.properties=", m->what->file);
	buf_adds(out,
		"# 'jsecpatch --reapply' renews it, unless it is changed by hand.\n#\n");
	override_bytes_add_comment(out, "home: ", m->what->home);
	override_bytes_add_comment(
		out, "vendor: ", i->release.vendor ? i->release.vendor : "unknown");
	override_bytes_add_comment(
		out, "version: ", i->release.version ? i->release.version : "unknown");
	override_bytes_add_comment(out, "list: ", f->file ? f->file : "none");
	override_bytes_add_comments(out, "allowed: ", &m->what->allow);
	override_bytes_add_comments(out, "disallowed: ", &m->what->disallow);
	buf_adds(out, "\n");
}

/* As it is written there, which is the vendor's layout. */
static void override_bytes_add_list(
	const char *property, const struct effect *f, struct buf *out)
{
	buf_addf(out, "%s=", property);
	buf_add(out, buf_span(&f->raw));
	if (props_is_open(buf_span(out)))
		buf_adds(out, "\n");
	buf_adds(out, "\n");
}

/*
 * The policy comes after the file and would win. The switch turns all of it off, so that
 * its other lists have to stand here as well.
 */
static int override_bytes_add_system(
	const struct override_making *m, const struct effect *f, struct buf *out)
{
	int rc = 0;

	override_bytes_add_comment(
		out, "Without this the system's crypto policy would win: ", f->file);
	buf_adds(out, SWITCH "=false\n");
	for (size_t k = 0; !rc && k < sizeof system_lists / sizeof *system_lists; k++) {
		EFFECT_AUTO struct effect other = {0};
		if (!strcmp(system_lists[k], m->what->property))
			continue;
		rc = override_bytes_take_effect(m, system_lists[k], &other);
		if (!rc && other.file && other.way == EFFECT_SYSTEM)
			override_bytes_add_list(system_lists[k], &other, out);
	}
	buf_adds(out, "\n");
	strv_addf(&m->ret->notes,
		"the file switches the system's crypto policy (%s) off for each program "
		"that gets it, and has its lists instead",
		f->file);
	return rc;
}

static int override_bytes_take_entries(
	const struct override_making *m, const struct props *doc)
{
	const struct prop *it = props_find(doc, m->what->property);
	LIST_AUTO struct list list = {0};

	if (it && list_read(&list, props_get_value(doc, it)))
		return err_memory(m->e);
	for (size_t i = 0; i < list.n; i++)
		if (*list.items[i].text)
			strv_adds(&m->ret->entries, list.items[i].text);
	return 0;
}

/* Changes the list in `base`, as it would be changed in java.security. */
static int override_bytes_change_list(const struct override_making *m, struct span base)
{
	const char *version = m->install->release.version;
	const struct emitted *w = m->what;
	const struct change change = {w->property, strv_list(&w->allow), w->allow.n,
		strv_list(&w->disallow), w->disallow.n};
	const struct claim claim = {.lexer = m->context->lexer,
		.reader = release_get_reader(version),
		.rules = release_get_rules(version, w->property),
		.change = &change,
		.empty_ok = w->empty_ok,
		.path = w->file};
	struct override_bytes *x = m->ret;
	PROPS_AUTO struct props old = {0};
	PROPS_AUTO struct props new = {0};
	int rc = props_read(&old, claim.lexer, claim.reader, base, w->file, m->e);

	rc = rc ? rc : edit_apply(&old, &change, &x->bytes, &x->removed, &x->added, m->e);
	rc = rc ? rc : prove_edit(&claim, base, buf_span(&x->bytes), m->e);
	rc = rc ? rc : change_note_missing(&change, &old, &x->removed, &x->notes, m->e);
	rc = rc ? rc
		: props_read(&new, claim.lexer, claim.reader, buf_span(&x->bytes),
			  w->file, m->e);
	return rc ? rc : override_bytes_take_entries(m, &new);
}

static int override_bytes_write(const struct override_making *m)
{
	BUF_AUTO struct buf base = {0};
	EFFECT_AUTO struct effect f = {0};
	int rc = override_bytes_take_effect(m, m->what->property, &f);

	rc = rc ? rc : override_bytes_check_use(m, &f);
	if (rc)
		return rc;
	override_bytes_add_head(m, &f, &base);
	if (f.way == EFFECT_SYSTEM)
		rc = override_bytes_add_system(m, &f, &base);
	if (f.file)
		override_bytes_add_list(m->what->property, &f, &base);
	if (!rc && base.failed)
		rc = err_memory(m->e);
	rc = rc ? rc : override_bytes_change_list(m, buf_span(&base));
	if (rc)
		return rc;
	change_note_unknown(&m->ret->added, &m->ret->notes);
	if (!m->ret->entries.n)
		strv_adds(&m->ret->notes,
			"--force: the list is empty, so that nothing is restricted any more");
	return m->ret->notes.failed || m->ret->entries.failed ? err_memory(m->e) : 0;
}

int override_bytes_make(const struct context *c, const struct install *i,
	const struct emitted *what, struct override_bytes *ret, struct err *e)
{
	struct override_making m = {
		.context = c, .install = i, .what = what, .ret = ret, .e = e};
	META_AUTO struct meta meta = {0};
	int rc;

	*ret = (struct override_bytes){0};
	rc = install_read(i, c->root, &m.installed, &meta, e);
	rc = rc ? rc : override_bytes_write(&m);
	buf_done(&m.installed);
	return rc;
}
