/* SPDX-License-Identifier: MIT */
/* Finds similar names: one contains the other, or a few letters differ. */
#include "text/near.h"

#include "text/suite.h"

#include <strings.h>

#define MAX_LETTERS 64
#define MAX_DISTANCE 2

static size_t near_get_least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool near_is_same_letter(char a, char b)
{
	return (a | 0x20) == (b | 0x20);
}

/*
 * Returns how many letters must be inserted, removed, replaced or swapped with their
 * neighbour to turn `a` into `b`.
 */
static size_t near_measure(const char *a, const char *b)
{
	size_t rows[3][MAX_LETTERS + 1], n = strlen(b);

	if (strlen(a) > MAX_LETTERS || n > MAX_LETTERS)
		return MAX_LETTERS;
	for (size_t k = 0; k <= n; k++)
		rows[0][k] = k;
	size_t i = 0;
	for (; a[i]; i++) {
		size_t *now = rows[(i + 1) % 3], *last = rows[i % 3];
		now[0] = i + 1;
		for (size_t k = 1; k <= n; k++) {
			size_t replace =
				last[k - 1] + !near_is_same_letter(a[i], b[k - 1]);
			now[k] = near_get_least(
				replace, near_get_least(last[k], now[k - 1]) + 1);
			if (i > 0 && k > 1 && near_is_same_letter(a[i], b[k - 2]) &&
				near_is_same_letter(a[i - 1], b[k - 1]))
				now[k] = near_get_least(
					now[k], rows[(i + 2) % 3][k - 2] + 1);
		}
	}
	return rows[i % 3][n];
}

static bool near_is_near(const char *entry, const char *asked)
{
	size_t limit = strlen(asked) < 5 ? 1 : MAX_DISTANCE;

	size_t word = strcspn(asked, " ");

	/* The same algorithm with another constraint, part of each other, or misspelt. */
	if (asked[word] && !strncasecmp(entry, asked, word) && entry[word] == ' ')
		return true;
	return strcasestr(entry, asked) || strcasestr(asked, entry) ||
	       near_measure(entry, asked) <= limit;
}

void near_find_entries(const struct list *l, const char *asked, struct buf *out)
{
	for (size_t i = 0; i < l->n; i++) {
		const char *entry = l->items[i].text;
		if (*entry && near_is_near(entry, asked))
			buf_addf(out, "%s'%s'", out->size ? ", " : "", entry);
	}
}

void near_find_suites(const char *asked, size_t most, struct buf *out)
{
	/* A JSSE that has every suite of any Java. */
	static const struct jsse all = {
		.gcm = true, .tls13 = true, .chacha20 = true, .krb5 = true};
	size_t n = 0;

	for (const struct suite *s = NULL; (s = suite_table_next(&all, s));)
		if (near_is_near(s->name, asked) && n++ < most)
			buf_addf(out, "%s'%s'", out->size ? ", " : "", s->name);
	if (n > most)
		buf_addf(out, " and %zu more", n - most);
}
