/* SPDX-License-Identifier: MIT */
/* Recognises entries of lists that stand where a property should be. */
#include "text/known.h"

#include "text/list.h"
#include "text/vendor_lists.h"

#include <string.h>

/* A property has a separator. The first line of a list's rest has a blank, or nothing. */
static bool known_rest_is_property(const struct props *doc, const struct prop *it)
{
	for (size_t i = it->key_end; i < it->value; i++)
		if (doc->bytes.data[i] == '=' || doc->bytes.data[i] == ':')
			return true;
	return it->key == it->key_end;
}

/* Tells whether at least half of the line are entries that Java knows. */
static bool known_rest_is_list(const struct props *doc, const struct prop *it)
{
	LIST_AUTO struct list l = {0};
	size_t known = 0, all = 0;

	if (list_read(&l, span_cut(doc->bytes, it->key, it->value_end)))
		return false;
	for (size_t i = 0; i < l.n; i++) {
		all += *l.items[i].text != 0;
		known += *l.items[i].text && known_restricts(l.items[i].text);
	}
	return known && 2 * known >= all;
}

/* Finds the name in the bytes, as a whole word. Returns the end of its last place, or 0. */
static size_t known_rest_find_last(struct span bytes, size_t from, const char *name)
{
	size_t n = strlen(name), last = 0;
	const char *end = bytes.data + bytes.size, *at = bytes.data + from;

	while ((at = memmem(at, (size_t)(end - at), name, n))) {
		at += n;
		last = (size_t)(at - bytes.data);
	}
	return last;
}

/* Notes which list is mentioned last before the offset. */
static void known_rest_read_up_to(
	struct known_rest *at, const struct props *doc, size_t offset)
{
	const struct span before = span_cut(doc->bytes, 0, offset);
	const char *name;
	size_t last = 0;

	for (size_t i = 0; (name = vendor_lists_get_property(i)); i++) {
		size_t found = known_rest_find_last(before, at->read, name);
		if (found <= last)
			continue;
		last = found;
		at->latest = name;
	}
	at->read = offset;
}

const struct prop *known_rest_find(
	struct known_rest *at, const struct props *doc, const char *property)
{
	while (at->next < doc->n) {
		const struct prop *it = &doc->items[at->next++];

		if (known_rest_is_property(doc, it) || !known_rest_is_list(doc, it))
			continue;
		known_rest_read_up_to(at, doc, it->start);
		if (at->latest && !strcmp(at->latest, property))
			return it;
	}
	return NULL;
}

/*
 * Tells whether the name at this offset was commented out. Vendors' examples in comments
 * are indented; what was commented out is not.
 */
static bool known_rest_is_comment(struct span bytes, size_t name)
{
	size_t signs = name && bytes.data[name - 1] == ' ' ? name - 1 : name;
	size_t start = signs;

	while (start && (bytes.data[start - 1] == '#' || bytes.data[start - 1] == '!'))
		start--;
	return start < signs &&
	       (!start || bytes.data[start - 1] == '\n' || bytes.data[start - 1] == '\r');
}

/* Tells whether a separator follows, after blanks. */
static bool known_rest_is_defined(struct span bytes, size_t end)
{
	while (end < bytes.size && (bytes.data[end] == ' ' || bytes.data[end] == '\t'))
		end++;
	return end < bytes.size && (bytes.data[end] == '=' || bytes.data[end] == ':');
}

size_t known_rest_find_comment(const struct props *doc, const char *property)
{
	const struct span bytes = doc->bytes;
	const char *end = bytes.data + bytes.size, *at = bytes.data;
	size_t n = strlen(property), last = bytes.size;

	while (bytes.size && (at = memmem(at, (size_t)(end - at), property, n))) {
		size_t name = (size_t)(at - bytes.data);
		at += n;
		if (known_rest_is_defined(bytes, name + n) &&
			known_rest_is_comment(bytes, name))
			last = name;
	}
	return last < bytes.size ? props_count_lines(bytes, last) : 0;
}
