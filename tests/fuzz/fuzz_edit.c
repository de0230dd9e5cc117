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

	return !props_read(p, t->reader, bytes, NULL, &e);
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

/* Returns the next entry from *i that the change is not about, or NULL. */
static const char *next_other(const struct list *l, size_t *i, const struct change *c)
{
	while (*i < l->n) {
		const char *text = l->items[(*i)++].text;
		bool asked = !*text;

		for (size_t k = 0; k < c->n_allow; k++)
			asked = asked || entry_equal(text, c->allow[k]);
		for (size_t k = 0; k < c->n_disallow; k++)
			asked = asked || entry_equal(text, c->disallow[k]);
		if (!asked)
			return text;
	}
	return NULL;
}

/* What was asked is so, and the other entries are the old ones in their order. */
static void check_result(const struct trial *t, const struct change *c,
	const struct props *old, struct span new)
{
	PROPS_AUTO struct props p = {0};
	LIST_AUTO struct list before = {0}, after = {0};
	size_t i = 0, k = 0;
	const char *was, *is;

	CHECK(read_doc(&p, t, new));
	list_of(&before, old, c->property);
	list_of(&after, &p, c->property);
	for (size_t n = 0; n < c->n_allow; n++)
		CHECK(!list_has(&after, c->allow[n]));
	for (size_t n = 0; n < c->n_disallow; n++)
		CHECK(list_has(&after, c->disallow[n]));
	do {
		was = next_other(&before, &i, c);
		is = next_other(&after, &k, c);
		CHECK(!was == !is && (!was || !strcmp(was, is)));
	} while (was);
}

/* Makes the change. `new` stays empty if the proof refuses it. */
static void apply(const struct trial *t, const struct change *c, struct span old,
	struct buf *new, bool *changes)
{
	PROPS_AUTO struct props doc = {0};
	STRV_AUTO struct strv removed = {0}, added = {0};
	ERR_AUTO struct err e = {0};
	struct claim claim = {
		.reader = t->reader,
		.rules = {.constraints = true,
			.include = true,
			.wildcards = true,
			.handshake_usage = true},
		.change = c,
		.empty_ok = t->request.flags & JSEC_FORCE,
	};

	CHECK(read_doc(&doc, t, old));
	if (edit_apply(&doc, NULL, c, new, &removed, &added, &e)) {
		CHECK(props_is_open(old) && strstr(e.public.message, "lone backslash"));
		buf_done(new);
		return;
	}
	*changes = removed.n || added.n;
	CHECK(*changes || span_equal(old, buf_span(new)));
	int rc = prove_edit(&claim, old, buf_span(new), &e);
	bool fair = rc == -JSEC_BAD_LIST || (rc == -JSEC_EMPTY_LIST && !claim.empty_ok);
	if (rc && !fair)
		fprintf(stderr, "refused: %s\n", e.public.message);
	CHECK(!rc || fair);
	if (rc)
		buf_done(new);
	else
		check_result(t, c, &doc, buf_span(new));
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
