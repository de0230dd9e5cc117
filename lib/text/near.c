/* SPDX-License-Identifier: MIT */
/* Near misses: parts of each other, or few letters apart. */
#include "text/near.h"

#include "text/suite.h"

#include <strings.h>

#define MAX_LETTERS 64
#define MAX_DISTANCE 2

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool same_letter(char a, char b)
{
	return (a | 0x20) == (b | 0x20);
}

/* Insertions, deletions and substitutions that make `a` into `b`. */
static size_t distance(const char *a, const char *b)
{
	size_t row[MAX_LETTERS + 1], n = strlen(b);

	if (strlen(a) > MAX_LETTERS || n > MAX_LETTERS)
		return MAX_LETTERS;
	for (size_t k = 0; k <= n; k++)
		row[k] = k;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t k = 1; k <= n; k++) {
			size_t above = row[k];
			size_t replace = diagonal + !same_letter(a[i - 1], b[k - 1]);
			row[k] = least(replace, least(above, row[k - 1]) + 1);
			diagonal = above;
		}
	}
	return row[n];
}

static bool is_near(const char *entry, const char *asked)
{
	size_t limit = strlen(asked) < 5 ? 1 : MAX_DISTANCE;

	size_t word = strcspn(asked, " ");

	/* The same algorithm with another constraint, parts of each other, or misspelt. */
	if (asked[word] && !strncasecmp(entry, asked, word) && entry[word] == ' ')
		return true;
	return strcasestr(entry, asked) || strcasestr(asked, entry) ||
	       distance(entry, asked) <= limit;
}

void near_entries(const struct list *l, const char *asked, struct buf *out)
{
	for (size_t i = 0; i < l->n; i++) {
		const char *entry = l->items[i].text;
		if (*entry && is_near(entry, asked))
			buf_addf(out, "%s'%s'", out->size ? ", " : "", entry);
	}
}

void near_suites(const char *asked, size_t most, struct buf *out)
{
	/* Each suite is in one of these. */
	static const struct jsse all = {
		.gcm = true, .tls13 = true, .chacha20 = true, .krb5 = true};
	size_t n = 0;

	for (const struct suite *s = NULL; n < most && (s = suite_next(&all, s));)
		if (is_near(s->name, asked)) {
			buf_addf(out, "%s'%s'", out->size ? ", " : "", s->name);
			n++;
		}
}
