/* SPDX-License-Identifier: MIT */
/*
 * Tests any request for any document: the proof must accept the edit, and the edit must
 * do what was asked.
 *
 * The first byte has the flags below. The rest of the first line has entries separated by
 * commas; those to disallow start with +. After the line feed follows the document.
 */
#include "fuzz.h"

#include "plan/request.h"
#include "text/edit.h"
#include "text/list.h"
#include "text/prove.h"

#define MAX_ENTRIES 8

enum {
	OLD_READER = 1,
	EMPTY_OK = 2,
	PROPERTY = 4 | 8,
	OWN_ENTRY = 16, /* allow an entry of the list; the highest bits are its number */
};

static const char *const properties[] = {"jdk.tls.disabledAlgorithms",
	"jdk.certpath.disabledAlgorithms", "jdk.tls.legacyAlgorithms", "l"};

/* A document and a request. */
struct trial {
	struct span old;
	enum props_reader reader;
	struct request request;
};

static bool read_doc(struct props *p, const struct trial *t, struct span bytes)
{
	ERR_AUTO struct err e = {0};

	return !props_read(p, fuzz_lexer(), t->reader, bytes, NULL, &e);
}

static bool list_of(struct list *l, const struct props *p, const char *property)
{
	const struct prop *at = props_find(p, property);

	CHECK(!at || !list_read(l, props_get_value(p, at)));
	return at;
}

static bool list_has(const struct list *l, const char *entry)
{
	for (size_t i = 0; i < l->n; i++)
		if (entry_equal(l->items[i].text, entry))
			return true;
	return false;
}

static void check_result(const struct trial *t, const struct change *c, struct span new)
{
	PROPS_AUTO struct props p = {0};
	LIST_AUTO struct list l = {0};

	CHECK(read_doc(&p, t, new));
	list_of(&l, &p, c->property);
	for (size_t i = 0; i < c->n_allow; i++)
		CHECK(!list_has(&l, c->allow[i]));
	for (size_t i = 0; i < c->n_disallow; i++)
		CHECK(list_has(&l, c->disallow[i]));
}

/* Tells whether it has quotes, or characters that Java trims, except blank and tab. */
static bool has_oddities(struct span raw)
{
	CHARS_AUTO struct chars c = {0};
	bool found = false;

	CHECK(!chars_decode(&c, raw));
	for (size_t i = 0; i < c.n; i++)
		found = found || c.items[i].c == '"' ||
			(c.items[i].c <= ' ' && raw.data[c.items[i].from] != ' ' &&
				raw.data[c.items[i].from] != '\t');
	return found;
}

/*
 * Tells whether the proof may refuse an edit of this document: its list starts with a
 * comma, or has quotes or control characters, or the document ends in a backslash.
 */
static bool odd(const struct props *p, const char *property)
{
	const struct prop *at = props_find(p, property);
	size_t end = p->bytes.size;
	LIST_AUTO struct list l = {0};

	while (end > 0 && memchr("\r\n", p->bytes.data[end - 1], 2))
		end--;
	return (end > 0 && p->bytes.data[end - 1] == '\\') ||
	       (list_of(&l, p, property) &&
		       (!*l.items[0].text || has_oddities(props_get_value(p, at))));
}

/* Makes the change. `new` stays empty if the proof refuses it. */
static void apply(const struct trial *t, const struct change *c, struct span old,
	struct buf *new, bool *changes)
{
	PROPS_AUTO struct props doc = {0};
	STRV_AUTO struct strv removed = {0}, added = {0};
	ERR_AUTO struct err e = {0};
	struct claim claim = {
		.lexer = fuzz_lexer(),
		.reader = t->reader,
		.rules = {true, true, true, true},
		.change = c,
		.empty_ok = t->request.flags & JSEC_FORCE,
	};

	CHECK(read_doc(&doc, t, old));
	if (edit_apply(&doc, NULL, c, new, &removed, &added,
		    &e)) { /* nothing can follow a backslash */
		CHECK(!props_find(&doc, c->property) && memchr(old.data, '\\', old.size));
		buf_done(new);
		return;
	}
	*changes = removed.n || added.n;
	CHECK(*changes || span_equal(old, buf_span(new)));
	int rc = prove_edit(&claim, old, buf_span(new), &e);
	bool fair = rc == -JSEC_BAD_LIST || (rc == -JSEC_EMPTY_LIST && !claim.empty_ok) ||
		    (rc == -JSEC_NOT_PROVEN && odd(&doc, c->property));
	if (rc && !fair)
		fprintf(stderr, "refused: %s\n", e.public.message);
	CHECK(!rc || fair);
	if (rc)
		buf_done(new);
	else
		check_result(t, c, buf_span(new));
}

/* Makes the change, makes it again, and undoes it. */
static void try(const struct trial *t)
{
	struct change c = request_make_change(&t->request);
	struct change back = {c.property, c.disallow, c.n_disallow, c.allow, c.n_allow};
	BUF_AUTO struct buf new = {0}, again = {0}, undone = {0};
	bool changes;

	apply(t, &c, t->old, &new, &changes);
	if (!new.data)
		return;
	apply(t, &c, buf_span(&new), &again, &changes);
	CHECK(!changes);
	for (size_t i = 0; i < back.n_disallow; i++)
		if (strchr(back.disallow[i], '"')) /* no request may add a quote */
			return;
	apply(t, &back, buf_span(&new), &undone, &changes);
}

static void read_entries(
	char *line, struct jsec_request *r, const char **allow, const char **disallow)
{
	char *state = NULL;

	for (char *s = strtok_r(line, ",", &state); s; s = strtok_r(NULL, ",", &state)) {
		if (*s == '+' && r->n_disallow < MAX_ENTRIES)
			disallow[r->n_disallow++] = s + 1;
		else if (*s != '+' && r->n_allow < MAX_ENTRIES)
			allow[r->n_allow++] = s;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *allow[MAX_ENTRIES + 1], *disallow[MAX_ENTRIES];
	const uint8_t *eol = size ? memchr(data + 1, '\n', size - 1) : NULL;
	PROPS_AUTO struct props doc = {0};
	LIST_AUTO struct list own = {0};
	ERR_AUTO struct err e = {0};

	if (!eol)
		return 0;
	struct trial t = {
		.old = span_of((const char *)eol + 1, size - 1 - (size_t)(eol - data)),
		.reader = data[0] & OLD_READER ? PROPS_OLD : PROPS_MODERN};
	struct jsec_request r = {.size = sizeof r,
		.action = JSEC_CHANGE,
		.property = properties[(data[0] & PROPERTY) / 4],
		.allow = allow,
		.disallow = disallow,
		.flags = data[0] & EMPTY_OK ? JSEC_FORCE : 0};
	char *line = strndup((const char *)data + 1, (size_t)(eol - data) - 1);
	CHECK(line);
	read_entries(line, &r, allow, disallow);
	if (read_doc(&doc, &t, t.old)) {
		if (list_of(&own, &doc, r.property) && (data[0] & OWN_ENTRY))
			allow[r.n_allow++] = own.items[(data[0] >> 5) % own.n].text;
		if (!request_copy(&r, &t.request, &e))
			try(&t);
		request_done(&t.request);
	}
	free(line);
	return 0;
}
