/* SPDX-License-Identifier: MIT */
/* Reads any value as a list, under any rules. The first byte chooses the rules. */
#include "fuzz.h"

#include "text/list.h"
#include "text/known.h"
#include "text/near.h"

/* The text of an entry, encoded and decoded, must be the same. */
static void check_encoding(const char *text)
{
	CHARS_AUTO struct chars c = {0};
	BUF_AUTO struct buf raw = {0}, back = {0};

	chars_encode(span_str(text), &raw);
	CHECK(!raw.failed && !chars_decode(&c, buf_span(&raw)));
	chars_add_to(&c, 0, c.n, &back);
	CHECK(!strcmp(buf_str(&back), text));
}

/* The key of a key is the same key. Keys must agree with entry_equal(). */
static void check_key(const struct entry *it, const struct entry *before)
{
	BUF_AUTO struct buf key = {0};

	entry_add_key(it->key, &key);
	CHECK(!key.failed && !strcmp(buf_str(&key), it->key));
	CHECK(entry_equal(it->key, it->text));
	CHECK(entry_equal(it->text, before->text) ==
		entry_same_key(it->key, before->key));
}

static void check_list(struct span raw, const struct list_rules *rules)
{
	LIST_AUTO struct list l = {0};
	BUF_AUTO struct buf near = {0};
	const struct entry *bad = NULL;

	CHECK(!list_read(&l, raw));
	CHECK(l.n > 0 && list_count(&l) <= l.n);
	CHECK(l.from <= l.to && l.to <= raw.size);
	for (size_t i = 0, end = 0; i < l.n; end = l.items[i++].to) {
		const struct entry *it = &l.items[i];

		CHECK(it->from >= end && it->to >= it->from && it->to <= raw.size);
		CHECK((it->from == it->to) == !*it->text);
		check_key(it, i ? it - 1 : it);
		check_encoding(it->text);
	}
	const char *fault = list_find_fault(&l, rules, &bad);
	CHECK(!fault || (*fault && bad >= l.items && bad < l.items + l.n));
	if (l.n < 16) {
		known_describe(l.items[0].text, rules, &near);
		entry_find_ignored(&l.items[0], rules);
	}
	if (l.n < 16)
		near_find_entries(&l, l.items[0].text, &near);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};
	BUF_AUTO struct buf doc = {0};

	if (!size)
		return 0;
	struct list_rules rules = {data[0] & 1, data[0] & 2, data[0] & 32, data[0] & 4,
		data[0] & 8, data[0] & 16, data[0] & 64};
	/* Gets the value from a reader, which decides where it ends. */
	buf_adds(&doc, "k=");
	buf_add(&doc, span_of((const char *)data + 1, size - 1));
	if (!props_read(&p, PROPS_MODERN, buf_span(&doc), NULL, &e))
		check_list(props_get_value(&p, &p.items[0]), &rules);
	return 0;
}
