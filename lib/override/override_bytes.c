/* SPDX-License-Identifier: MIT */
/*
 * Makes the bytes of an override file from the lists that Java reads, and proves the
 * edit.
 */
#include "override/override_bytes.h"

#include "jre/context.h"
#include "jre/effective_list.h"
#include "jre/reading.h"
#include "os/root.h"
#include "plan/change.h"
#include "plan/notes.h"
#include "suites/opened.h"
#include "suites/restrictions.h"
#include "text/edit.h"
#include "text/escapes.h"
#include "text/list.h"
#include "text/properties.h"
#include "text/prove.h"
#include "text/vendor_lists.h"

#define SWITCH "security.useSystemPropertiesFile"

/*
 * The lists that Red Hat's crypto policy sets. Switching the policy off removes all of
 * them. The first ones are in the order of enum suite_list.
 */
static const char *const system_lists[] = {TLS_LIST, "jdk.certpath.disabledAlgorithms",
	"jdk.disabled.namedCurves", "jdk.tls.legacyAlgorithms"};

/* What making a file needs. */
struct override_making {
	const struct context *context;
	const struct install *install;
	const struct emitted *what;
	struct reading installed; /* the java.security of the install */
	struct effects effects;	  /* of the changed list, and of those in system_lists */
	struct override_bytes *ret;
	struct err *e;
};

void override_bytes_done(struct override_bytes *x)
{
	buf_done(&x->bytes);
	strv_done(&x->entries);
	strv_done(&x->removed);
	strv_done(&x->added);
	note_list_done(&x->notes);
	*x = (struct override_bytes){0};
}

/* Finds out which lists Java reads if the environment does not change anything. */
static int override_bytes_find_effects(struct override_making *m)
{
	struct effect_question q = {.context = m->context,
		.install = m->install,
		.properties = {m->what->property},
		.n = 1};

	for (size_t k = 0; k < sizeof system_lists / sizeof *system_lists; k++)
		if (strcmp(system_lists[k], m->what->property) != 0)
			q.properties[q.n++] = system_lists[k];
	int rc = effects_find(&q, &m->installed, &m->effects, m->e);
	if (rc)
		return rc;
	if (err_public(&m->effects.fatal))
		return err_copy(m->e, &m->effects.fatal.public);
	if (m->effects.lists[0].doubted)
		return err_copy(m->e, &m->effects.unfollowed.public);
	return 0;
}

/* Refuses to make a file that would have no effect. */
static int override_bytes_check_use(
	const struct override_making *m, const struct effect *f)
{
	if (!m->effects.takes_option)
		return err_set(m->e, JSEC_OVERRIDDEN, m->install->file, 0,
			"security.overridePropertiesFile is not true here: every "
			"JVM of this install ignores -Djava.security.properties, "
			"and would ignore an override file; set it to true first");
	if (!f->file && !m->what->disallow.n)
		return err_set(m->e, JSEC_EMPTY_LIST, m->install->file, 0,
			"%s is not set: it blocks nothing, so no override file is "
			"needed",
			m->what->property);
	return 0;
}

/* Escapes line ends: one would end the comment. */
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

/*
 * The head depends on the install, its list and the request only: no date, no version of
 * ours.
 */
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

/* Copies the list as the vendor wrote it, with its line breaks. */
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
 * Java reads the crypto policy after this file, so the policy would win. The switch
 * disables the whole policy, so its other lists are copied here.
 */
static void override_bytes_add_system(
	const struct override_making *m, const struct effect *f, struct buf *out)
{
	size_t at = 1;

	override_bytes_add_comment(
		out, "Without this the system's crypto policy would win: ", f->file);
	buf_adds(out, SWITCH "=false\n");
	for (size_t k = 0; k < sizeof system_lists / sizeof *system_lists; k++) {
		if (!strcmp(system_lists[k], m->what->property))
			continue;
		const struct effect *other = &m->effects.lists[at++];
		if (other->file && other->way == EFFECT_SYSTEM)
			override_bytes_add_list(system_lists[k], other, out);
	}
	buf_adds(out, "\n");
	note_list_add(&m->ret->notes, NOTE_SYSTEM_OFF,
		"programs using this file ignore the system's crypto "
		"policy (%s); the file contains that policy's lists",
		f->file);
}

static int override_bytes_read(
	const struct override_making *m, struct buf *bytes, struct reading *ret)
{
	const struct reading_kind kind = {
		&m->install->release, m->what->property, m->what->file};

	return reading_take(ret, m->context, &kind, bytes, NULL, m->e);
}

/* Changes the list in `base` as in a java.security file, and proves the change. */
static int override_bytes_change_list(
	const struct override_making *m, const struct reading *base)
{
	const struct emitted *w = m->what;
	const struct change change = {w->property, strv_list(&w->allow), w->allow.n,
		strv_list(&w->disallow), w->disallow.n};
	const struct claim claim = {.reader = base->reader,
		.rules = base->rules,
		.change = &change,
		.empty_ok = w->empty_ok,
		.path = w->file};
	struct override_bytes *x = m->ret;

	if (err_public(&base->bad))
		return err_copy(m->e, &base->bad.public);
	int rc = edit_apply(&base->doc, base->at ? &base->list : NULL, &change, &x->bytes,
		&x->removed, &x->added, m->e);
	if (rc)
		return rc;
	rc = prove_edit(&claim, reading_get_bytes(base), buf_span(&x->bytes), m->e);
	if (!rc)
		change_note_missing(&change, base, &x->removed, &x->notes);
	return rc;
}

/* Takes the lists that decide about suites, in the order of the question. */
static int override_bytes_take_lists(const struct override_making *m,
	const struct list *tls, struct restrictions *ret, struct err *e)
{
	struct restriction lists[SUITE_LISTS] = {0};

	for (int k = 0; k < SUITE_LISTS; k++)
		lists[k].value = buf_span(&m->effects.lists[k].raw);
	lists[SUITE_LIST_TLS].list = tls;
	return restrictions_take(ret, &m->install->release, lists, m->effects.groups, e);
}

/* Compares the suites of the new list with those that Java has without the file. */
static int override_bytes_compare_suites(
	const struct override_making *m, const struct list *new)
{
	OPENING_AUTO struct opening opening = {0};
	ERR_AUTO struct err why = {0};

	if (strcmp(m->what->property, TLS_LIST) != 0)
		return 0;
	int rc = override_bytes_take_lists(m, NULL, &opening.before, &why);
	rc = rc ? rc : override_bytes_take_lists(m, new, &opening.after, &why);
	rc = rc ? rc : opening_find(&opening, &why);
	m->ret->tls13_first = opening.tls13_first;
	return rc == -JSEC_NO_MEMORY ? err_memory(m->e) : 0;
}

/* Reads the entries from the new bytes. */
static int override_bytes_take_entries(const struct override_making *m)
{
	READING_AUTO struct reading new = {0};
	BUF_AUTO struct buf copy = {0};

	buf_add(&copy, buf_span(&m->ret->bytes));
	int rc = override_bytes_read(m, &copy, &new);
	if (rc)
		return rc;
	list_copy_texts(&new.list, &m->ret->entries);
	return err_public(&new.bad) ? err_copy(m->e, &new.bad.public)
				    : override_bytes_compare_suites(m, &new.list);
}

static int override_bytes_make_base(const struct override_making *m, struct reading *ret)
{
	BUF_AUTO struct buf base = {0};
	const struct effect *f = &m->effects.lists[0];

	override_bytes_add_head(m, f, &base);
	if (f->way == EFFECT_SYSTEM)
		override_bytes_add_system(m, f, &base);
	if (f->file)
		override_bytes_add_list(m->what->property, f, &base);
	return base.failed ? err_memory(m->e) : override_bytes_read(m, &base, ret);
}

static int override_bytes_write(const struct override_making *m)
{
	READING_AUTO struct reading base = {0};
	struct override_bytes *x = m->ret;
	int rc = override_bytes_check_use(m, &m->effects.lists[0]);

	if (rc)
		return rc;
	rc = override_bytes_make_base(m, &base);
	if (rc)
		return rc;
	rc = override_bytes_change_list(m, &base);
	if (rc)
		return rc;
	rc = override_bytes_take_entries(m);
	if (rc)
		return rc;
	change_note_unknown(&x->added, &x->notes);
	notes_futile_add(&m->install->release, m->what->property, &x->added, &x->notes);
	if (!x->entries.n)
		note_list_add(&x->notes, NOTE_FORCED_EMPTY,
			"forced: the list is empty, so nothing is restricted any more");
	return x->notes.failed || x->entries.failed ? err_memory(m->e) : 0;
}

int override_bytes_make(const struct context *c, const struct install *i,
	const struct emitted *what, struct override_bytes *ret, struct err *e)
{
	struct override_making m = {
		.context = c, .install = i, .what = what, .ret = ret, .e = e};
	PLACE_AUTO struct place place = PLACE_NONE;

	*ret = (struct override_bytes){0};
	int rc = reading_open(&m.installed, c, i, NULL, &place, e);
	rc = rc ? rc : override_bytes_find_effects(&m);
	rc = rc ? rc : override_bytes_write(&m);
	effects_done(&m.effects);
	reading_done(&m.installed);
	return rc;
}
