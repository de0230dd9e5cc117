/* SPDX-License-Identifier: MIT */
/* Reads any bytes as a document, with both readers. Spans must be in order and decode. */
#include "fuzz.h"

#include "text/escapes.h"
#include "text/known.h"

static void check_chars(struct span raw)
{
	CHARS_AUTO struct chars c = {0};
	BUF_AUTO struct buf text = {0};
	size_t end = 0;

	CHECK(!chars_decode(&c, raw));
	CHECK(c.n <= raw.size);
	for (size_t i = 0; i < c.n; i++) {
		CHECK(c.items[i].from >= end && c.items[i].to > c.items[i].from);
		end = c.items[i].to;
	}
	CHECK(end <= raw.size);
	chars_add_to(&c, 0, c.n, &text);
	CHECK(!text.size || !memchr(text.data, 0, text.size));
}

static void check_item(const struct props *p, size_t i)
{
	const struct prop *it = &p->items[i];
	size_t before = i ? it[-1].value_end : 0;

	CHECK(it->start >= before && it->start <= it->key);
	CHECK(it->start == 0 || fuzz_at_eol(p->bytes, it->start - 1));
	CHECK(it->key <= it->key_end && it->key_end <= it->value);
	CHECK(it->value <= it->value_end && fuzz_at_eol(p->bytes, it->value_end));
	CHECK(it->value_end > it->start);
	check_chars(span_cut(p->bytes, it->key, it->key_end));
	check_chars(props_get_value(p, it));
}

/*
 * The document up to an entry must read as the same entries before it. But a lone
 * backslash defines nothing before an entry, and the key "" at the end of the file.
 */
static void check_prefix(const struct props *p, enum props_reader reader, size_t n)
{
	PROPS_AUTO struct props part = {0};
	ERR_AUTO struct err e = {0};
	size_t end = n < p->n ? p->items[n].start : p->bytes.size;
	size_t last = n ? p->items[n - 1].value_end : 0;

	if (memchr(p->bytes.data + last, '\\', end - last))
		return;
	CHECK(!props_read(&part, reader, span_cut(p->bytes, 0, end), NULL, &e));
	CHECK(part.n == n);
	CHECK(!n || !memcmp(part.items, p->items, n * sizeof *part.items));
}

/* Each line that is found is one of the document, and comes after those before it. */
static void check_leftovers(const struct props *p)
{
	struct known_rest at = {0};
	const struct prop *it, *last = NULL;

	while ((it = known_rest_find(&at, p, "jdk.tls.disabledAlgorithms"))) {
		CHECK(it >= p->items && it < p->items + p->n && it > last);
		last = it;
	}
	CHECK(known_rest_find_comment(p, "jdk.tls.disabledAlgorithms") <= p->bytes.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = span_of((const char *)data, size);

	for (enum props_reader reader = PROPS_MODERN; reader <= PROPS_OLD; reader++) {
		PROPS_AUTO struct props p = {0};
		ERR_AUTO struct err e = {0};
		int rc = props_read(&p, reader, bytes, "file", &e);

		CHECK(rc == 0 || rc == -JSEC_BAD_FILE);
		CHECK(!rc == (e.public.code == JSEC_OK) && (!rc || e.public.line > 0));
		for (size_t i = 0; i < p.n; i++)
			check_item(&p, i);
		check_leftovers(&p);
		if (p.n > 1 && !rc)
			check_prefix(&p, reader, p.n / 2);
	}
	return 0;
}
