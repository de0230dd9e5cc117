/* SPDX-License-Identifier: MIT */
/* Undoes the change in the new document, and compares the result with the old one. */
#include "access_manager/settings.h"

#include "text/properties.h"

#include <strings.h>

/* Both documents, and the result of undoing the change. */
struct settings_proof {
	const struct settings_want *wants;
	size_t n;
	struct span old, new; /* the original bytes */
	struct props a, b;
	struct buf back;
	size_t done; /* new bytes that are processed */
	bool at_end; /* the last line was removed */
};

static const struct settings_want *settings_prove_find_wanted(
	const struct settings_proof *f, const struct props *p, const struct prop *it)
{
	for (size_t i = 0; i < f->n; i++)
		if (props_key_is(p, it, f->wants[i].rule->key))
			return &f->wants[i];
	return NULL;
}

static bool settings_prove_same_key(const struct settings_proof *f, size_t i, size_t k)
{
	const struct prop *x = &f->a.items[i], *y = &f->b.items[k];

	return span_equal(span_cut(f->old, x->key, x->key_end),
		span_cut(f->new, y->key, y->key_end));
}

static bool settings_prove_same_value(const struct settings_proof *f, size_t i, size_t k)
{
	const struct prop *x = &f->a.items[i], *y = &f->b.items[k];

	return span_equal(span_cut(f->old, x->value, x->value_end),
		span_cut(f->new, y->value, y->value_end));
}

/* Puts the old value back. The new one must be the wanted one. */
static const char *settings_prove_take_back_value(
	struct settings_proof *f, size_t i, size_t k)
{
	const struct prop *x = &f->a.items[i], *y = &f->b.items[k];
	const struct settings_want *w = settings_prove_find_wanted(f, &f->a, x);
	size_t cut = y->value;

	if (!w || x != props_find(&f->a, w->rule->key))
		return "another setting changed";
	if (!span_equal(span_cut(f->new, y->value, y->value_end), span_str(w->value)))
		return "a value is not as requested";
	if (x->value == x->key_end && cut && f->new.data[cut - 1] == '=')
		cut--;
	buf_add(&f->back, span_cut(f->new, f->done, cut));
	buf_add(&f->back, span_cut(f->old, x->value, x->value_end));
	f->done = y->value_end;
	return NULL;
}

/* Accepts one separator with blanks around it. */
static bool settings_prove_is_plain_between(
	const struct settings_proof *f, const struct prop *y)
{
	struct span s = span_trim(span_cut(f->new, y->key_end, y->value));

	return s.size == 1 && strchr("=:", *s.data);
}

/* Removes a new line with its line end. */
static const char *settings_prove_take_back_line(struct settings_proof *f, size_t k)
{
	const struct prop *y = &f->b.items[k];
	const struct settings_want *w = settings_prove_find_wanted(f, &f->b, y);
	size_t end = y->value_end;

	if (!w || props_find(&f->a, w->rule->key) || props_find(&f->b, w->rule->key) != y)
		return "there is one property too many";
	if (!span_equal(span_cut(f->new, y->key, y->key_end), span_str(w->rule->key)) ||
		!span_equal(
			span_cut(f->new, y->value, y->value_end), span_str(w->value)) ||
		y->key != y->start || y->start < f->done ||
		!settings_prove_is_plain_between(f, y))
		return "a new line is not a plain property";
	buf_add(&f->back, span_cut(f->new, f->done, y->start));
	end += end < f->new.size && f->new.data[end] == '\r';
	end += end < f->new.size && f->new.data[end] == '\n';
	if (end == y->value_end)
		return "a new line has no end";
	f->at_end = end == f->new.size;
	f->done = end;
	return NULL;
}

/* Compares the results. A last line without an end may have got one before a new line. */
static bool settings_prove_same_bytes(const struct settings_proof *f)
{
	struct span back = buf_span(&f->back), old = f->old;

	if (span_equal(back, old))
		return true;
	if (!f->at_end || back.size <= old.size || !old.size ||
		strchr("\r\n", old.data[old.size - 1]))
		return false;
	struct span more = span_cut(back, old.size, back.size);
	return span_equal(span_cut(back, 0, old.size), old) &&
	       (span_equal(more, span_str("\n")) || span_equal(more, span_str("\r")) ||
		       span_equal(more, span_str("\r\n")));
}

/* Walks both. Each new property must be the next old one, or one that was asked for. */
static const char *settings_prove_walk(struct settings_proof *f)
{
	const char *why = NULL;
	size_t i = 0;

	for (size_t k = 0; !why && k < f->b.n; k++) {
		if (i < f->a.n && settings_prove_same_key(f, i, k)) {
			why = settings_prove_same_value(f, i, k)
				      ? NULL
				      : settings_prove_take_back_value(f, i, k);
			i++;
		} else {
			why = settings_prove_take_back_line(f, k);
		}
	}
	if (!why && i < f->a.n)
		why = "a property is missing";
	buf_add(&f->back, span_cut(f->new, f->done, f->new.size));
	if (!why && !settings_prove_same_bytes(f))
		why = "a byte outside the settings changed";
	return why;
}

/* Checks that the audit, too, reads the wanted settings from the new document. */
static bool settings_prove_says_all(
	const struct settings_proof *f, const struct settings_doc *d)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct setting *s = d->settings;
		while (s < d->settings + d->n && s->rule != f->wants[i].rule)
			s++;
		if (s == d->settings + d->n || !s->set ||
			strcasecmp(s->value, f->wants[i].value) != 0)
			return false;
	}
	return true;
}

int settings_prove_edit(const struct settings_kind *kind, const char *path,
	const struct settings_want *wants, size_t n, struct span old, struct span new,
	struct err *e)
{
	TRANSPORT_AUTO struct settings_doc doc = {0};
	BUF_AUTO struct buf plain_old = {0};
	BUF_AUTO struct buf plain_new = {0};
	struct settings_proof f = {.wants = wants, .n = n, .old = old, .new = new};
	const char *why = NULL;
	int rc = settings_read_props(&f.a, kind, old, &plain_old, path, e);

	rc = rc ? rc : settings_read_props(&f.b, kind, new, &plain_new, path, e);
	rc = rc ? rc : settings_read(kind, new, path, &doc, e);
	if (!rc) {
		why = settings_prove_walk(&f);
		why = why || settings_prove_says_all(&f, &doc)
			      ? why
			      : "a setting is not as requested";
	}
	if (!rc && f.back.failed)
		rc = err_memory(e);
	props_done(&f.a);
	props_done(&f.b);
	buf_done(&f.back);
	return rc || !why
		       ? rc
		       : err_set(e, JSEC_NOT_PROVEN, path, 0,
				 "internal check failed, nothing was changed: %s; please "
				 "report this bug",
				 why);
}
