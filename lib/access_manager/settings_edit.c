/* SPDX-License-Identifier: MIT */
/* Changes transport settings in a document, or adds them where they belong. */
#include "access_manager/settings.h"

#include "text/properties.h"

#include <strings.h>

/* New bytes for the range [from, to). */
struct settings_patch {
	size_t from;
	size_t to;
	bool is_line; /* a line of its own: the line before must end */
	struct buf text;
};

struct settings_patches {
	struct settings_patch items[MAX_SETTINGS];
	size_t n;
};

static void settings_patches_done(struct settings_patches *l)
{
	for (size_t i = 0; i < l->n; i++)
		buf_done(&l->items[i].text);
}

/* Returns what separates key and value in the line before, or "=" if nothing does. */
static struct span settings_edit_find_separator(
	const struct props *p, size_t from, size_t to)
{
	struct span s = span_cut(p->bytes, from, to);

	for (size_t i = 0; i < s.size; i++)
		if (!strchr(" \t=:", s.data[i]) || !s.data[i])
			return span_str("=");
	return span_trim(s).size ? s : span_str("=");
}

static void settings_edit_put_line(const struct props *p, const struct settings_want *w,
	struct span between, struct buf *out)
{
	buf_adds(out, w->rule->key);
	buf_add(out, between);
	buf_adds(out, w->value);
	buf_adds(out, props_find_eol(p->bytes));
}

/* Adds a line after the one that ends at `at`. */
static void settings_edit_add_behind(const struct props *p, const struct settings_want *w,
	size_t at, struct span between, struct settings_patch *ret)
{
	struct span b = p->bytes;

	if (at < b.size && b.data[at] == '\r')
		at++;
	if (at < b.size && b.data[at] == '\n')
		at++;
	settings_edit_put_line(p, w, between, &ret->text);
	ret->from = ret->to = at;
	ret->is_line = true;
}

/* Adds a line at the end, unless the last line is open and would continue there. */
static int settings_edit_add_last(const struct props *p, const struct settings_want *w,
	const char *path, struct settings_patch *ret, struct err *e)
{
	struct span b = p->bytes;
	const struct prop *last = p->n ? &p->items[p->n - 1] : NULL;

	if (last && last->value_end == b.size && props_is_open(b))
		return err_set(e, JSEC_NOT_PROVEN, path, 0,
			"the file ends in a backslash, after which no setting can "
			"be added; remove it by hand");
	settings_edit_add_behind(p, w, b.size,
		last ? settings_edit_find_separator(p, last->key_end, last->value)
		     : span_str("="),
		ret);
	return 0;
}

/* Replaces the value of the definition that Java uses. */
static void settings_edit_change(
	const struct settings_want *w, const struct prop *at, struct settings_patch *ret)
{
	if (at->value == at->key_end) /* a key without separator */
		buf_adds(&ret->text, "=");
	buf_adds(&ret->text, w->value);
	ret->from = at->value;
	ret->to = at->value_end;
}

static int settings_edit_make(const struct props *p, const struct settings_want *w,
	const char *path, struct settings_patch *ret, struct err *e)
{
	const struct prop *at = props_find(p, w->rule->key);
	struct settings_comment comment;

	if (at) {
		settings_edit_change(w, at, ret);
	} else if (settings_find_default(p, w->rule, &comment)) {
		size_t key_end =
			(size_t)(comment.key.data - p->bytes.data) + comment.key.size;
		size_t value = (size_t)(comment.value.data - p->bytes.data);
		settings_edit_add_behind(p, w, comment.end,
			settings_edit_find_separator(p, key_end, value), ret);
	} else {
		return settings_edit_add_last(p, w, path, ret, e);
	}
	return 0;
}

/* Applies the patches in the order of their places. There are at most two. */
static void settings_edit_write_patches(
	struct span b, const char *eol, const struct settings_patches *l, struct buf *out)
{
	bool swapped = l->n == 2 && l->items[1].from < l->items[0].from;
	size_t at = 0;

	for (size_t i = 0; i < l->n; i++) {
		const struct settings_patch *it = &l->items[swapped ? l->n - 1 - i : i];
		buf_add(out, span_cut(b, at, it->from));
		if (it->is_line && out->size && !strchr("\r\n", out->data[out->size - 1]))
			buf_adds(out, eol);
		buf_add(out, buf_span(&it->text));
		out->failed = out->failed || it->text.failed;
		at = it->to;
	}
	buf_add(out, span_cut(b, at, b.size));
}

static const struct setting *settings_edit_find_setting(
	const struct settings_doc *d, const struct settings_want *w)
{
	const struct setting *s = d->settings;

	while (s->rule != w->rule)
		s++;
	return s;
}

static void settings_edit_note_change(const struct settings_doc *d,
	const struct settings_want *w, struct strv *removed, struct strv *added)
{
	const struct setting *s = settings_edit_find_setting(d, w);

	if (s->set)
		strv_addf(removed, "%s=%s", w->rule->key, s->value);
	strv_addf(added, "%s=%s", w->rule->key, w->value);
}

int settings_edit_apply(const struct settings_kind *kind, struct span bytes,
	const char *path, const struct settings_want *wants, size_t n, struct buf *out,
	struct strv *removed, struct strv *added, struct err *e)
{
	__attribute__((cleanup(settings_patches_done))) struct settings_patches l = {0};
	TRANSPORT_AUTO struct settings_doc doc = {0};
	PROPS_AUTO struct props p = {0};
	BUF_AUTO struct buf plain = {0};
	int rc = settings_read(kind, bytes, path, &doc, e);

	rc = rc ? rc : settings_read_props(&p, kind, bytes, &plain, path, e);
	for (size_t i = 0; !rc && i < n; i++) {
		const struct setting *s = settings_edit_find_setting(&doc, &wants[i]);
		if (s->set && !strcasecmp(s->value, wants[i].value))
			continue;
		rc = settings_edit_make(&p, &wants[i], path, &l.items[l.n++], e);
		settings_edit_note_change(&doc, &wants[i], removed, added);
	}
	if (!rc)
		settings_edit_write_patches(bytes, props_find_eol(bytes), &l, out);
	return rc || !(out->failed || removed->failed || added->failed) ? rc
									: err_memory(e);
}
