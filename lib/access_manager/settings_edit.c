/* SPDX-License-Identifier: MIT */
/* Puts transport settings into a document, each one where it stands or would stand. */
#include "access_manager/settings_edit.h"

#include <strings.h>

/* Bytes to be put in the place of [from, to). */
struct patch {
	size_t from;
	size_t to;
	bool is_line; /* of its own: the one before has to end */
	struct buf text;
};

struct patches {
	struct patch items[MAX_SETTINGS];
	size_t n;
};

static void patches_done(struct patches *l)
{
	for (size_t i = 0; i < l->n; i++)
		buf_done(&l->items[i].text);
}

/* What stands between the key and the value of the line before, "=" where nothing does. */
static struct span separator(const struct props *p, size_t from, size_t to)
{
	struct span s = span_cut(p->bytes, from, to);

	for (size_t i = 0; i < s.size; i++)
		if (!strchr(" \t=:", s.data[i]) || !s.data[i])
			return span_str("=");
	return span_trim(s).size ? s : span_str("=");
}

static void put_line(const struct props *p, const struct transport_want *w,
	struct span between, struct buf *out)
{
	buf_adds(out, w->rule->key);
	buf_add(out, between);
	buf_adds(out, w->value);
	buf_adds(out, props_eol(p->bytes));
}

/* Behind the line that ends at `at`. */
static void add_behind(const struct props *p, const struct transport_want *w, size_t at,
	struct span between, struct patch *ret)
{
	struct span b = p->bytes;

	if (at < b.size && b.data[at] == '\r')
		at++;
	if (at < b.size && b.data[at] == '\n')
		at++;
	put_line(p, w, between, &ret->text);
	ret->from = ret->to = at;
	ret->is_line = true;
}

/* At the end, where a line that is still open would swallow it. */
static int add_last(const struct props *p, const struct transport_want *w,
	const char *path, struct patch *ret, struct err *e)
{
	struct span b = p->bytes;
	const struct prop *last = p->n ? &p->items[p->n - 1] : NULL;

	if (last && last->value_end == b.size && props_is_open(b))
		return err_set(e, JSEC_NOT_PROVEN, path, 0,
			"the file ends in a backslash, behind which no setting can be added; "
			"remove it by hand");
	add_behind(p, w, b.size,
		last ? separator(p, last->key_end, last->value) : span_str("="), ret);
	return 0;
}

/* The value of the definition that counts. */
static void change(
	const struct transport_want *w, const struct prop *at, struct patch *ret)
{
	if (at->value == at->key_end) /* a bare key */
		buf_adds(&ret->text, "=");
	buf_adds(&ret->text, w->value);
	ret->from = at->value;
	ret->to = at->value_end;
}

static int make(const struct props *p, const struct transport_want *w, const char *path,
	struct patch *ret, struct err *e)
{
	const struct prop *at = props_find(p, w->rule->key);
	struct transport_comment comment;

	if (at) {
		change(w, at, ret);
	} else if (transport_default(p, w->rule, &comment)) {
		size_t key_end =
			(size_t)(comment.key.data - p->bytes.data) + comment.key.size;
		size_t value = (size_t)(comment.value.data - p->bytes.data);
		add_behind(p, w, comment.end, separator(p, key_end, value), ret);
	} else {
		return add_last(p, w, path, ret, e);
	}
	return 0;
}

/* Applies the patches, of which there are two at most, in the order of their places. */
static void apply(
	struct span b, const char *eol, const struct patches *l, struct buf *out)
{
	bool swapped = l->n == 2 && l->items[1].from < l->items[0].from;
	size_t at = 0;

	for (size_t i = 0; i < l->n; i++) {
		const struct patch *it = &l->items[swapped ? l->n - 1 - i : i];
		buf_add(out, span_cut(b, at, it->from));
		if (it->is_line && out->size && !strchr("\r\n", out->data[out->size - 1]))
			buf_adds(out, eol);
		buf_add(out, buf_span(&it->text));
		out->failed = out->failed || it->text.failed;
		at = it->to;
	}
	buf_add(out, span_cut(b, at, b.size));
}

static const struct transport_setting *setting(
	const struct transport_doc *d, const struct transport_want *w)
{
	const struct transport_setting *s = d->settings;

	while (s->rule != w->rule)
		s++;
	return s;
}

static void note_change(const struct transport_doc *d, const struct transport_want *w,
	struct strv *removed, struct strv *added)
{
	const struct transport_setting *s = setting(d, w);

	if (s->set)
		strv_addf(removed, "%s=%s", w->rule->key, s->value);
	strv_addf(added, "%s=%s", w->rule->key, w->value);
}

int retransport(struct lexer *lexer, const struct transport_kind *kind, struct span bytes,
	const char *path, const struct transport_want *wants, size_t n, struct buf *out,
	struct strv *removed, struct strv *added, struct err *e)
{
	__attribute__((cleanup(patches_done))) struct patches l = {0};
	TRANSPORT_AUTO struct transport_doc doc = {0};
	PROPS_AUTO struct props p = {0};
	BUF_AUTO struct buf plain = {0};
	int rc = transport_read(lexer, kind, bytes, path, &doc, e);

	rc = rc ? rc : transport_props(&p, lexer, kind, bytes, &plain, path, e);
	for (size_t i = 0; !rc && i < n; i++) {
		const struct transport_setting *s = setting(&doc, &wants[i]);
		if (s->set && !strcasecmp(s->value, wants[i].value))
			continue;
		rc = make(&p, &wants[i], path, &l.items[l.n++], e);
		note_change(&doc, &wants[i], removed, added);
	}
	if (!rc)
		apply(bytes, props_eol(bytes), &l, out);
	return rc || !(out->failed || removed->failed || added->failed) ? rc
									: err_memory(e);
}
