/* SPDX-License-Identifier: MIT */
/* Finds similar names: one contains the other, or a few letters differ. */
#include "text/near.h"

#include "text/known.h"
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

/* How else people and other programs call an entry. */
static const struct {
	const char *other, *entry;
} aliases[] = {
	{"DESede", "3DES_EDE_CBC"},
	{"3DES", "3DES_EDE_CBC"},
	{"TripleDES", "3DES_EDE_CBC"},
	{"aNULL", "anon"},
	{"ADH", "anon"},
	{"AECDH", "anon"},
	{"anonymous", "anon"},
	{"eNULL", "NULL"},
	{"TLSv1.0", "TLSv1"},
	{"TLS1", "TLSv1"},
	{"TLS1.0", "TLSv1"},
	{"TLS1.1", "TLSv1.1"},
	{"TLS 1.0", "TLSv1"},
	{"TLS 1.1", "TLSv1.1"},
	{"SSL3", "SSLv3"},
};

static const char *near_get_alias(const char *asked)
{
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (!strcasecmp(aliases[i].other, asked))
			return aliases[i].entry;
	return NULL;
}

static bool near_is_letter(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Tells whether the words are a part of `asked`, not cut out of longer words. */
static bool near_has_words(const char *asked, const char *words)
{
	size_t n = strlen(words);

	for (const char *at = asked; (at = strcasestr(at, words)); at++)
		if ((at == asked || !near_is_letter(at[-1])) && !near_is_letter(at[n]))
			return true;
	return false;
}

static bool near_is_misspelt(const char *entry, const char *asked)
{
	return near_measure(entry, asked) <= (strlen(asked) < 5 ? 1 : MAX_DISTANCE);
}

bool near_is_near(const char *entry, const char *asked)
{
	size_t word = strcspn(asked, " ");
	const char *alias = near_get_alias(asked);

	/* The same algorithm with another constraint, part of each other, or misspelt. */
	if (asked[word] && !strncasecmp(entry, asked, word) && entry[word] == ' ')
		return true;
	return (alias && !strcasecmp(entry, alias)) || strcasestr(entry, asked) ||
	       near_has_words(asked, entry) || near_is_misspelt(entry, asked);
}

static void near_add(struct buf *out, const char *entry)
{
	buf_addf(out, "%s'%s'", out->size ? ", " : "", entry);
}

void near_find_entries(const struct list *l, const char *asked, struct buf *out)
{
	const char *same = near_translate(asked);

	for (size_t i = 0; i < l->n; i++) {
		const char *entry = l->items[i].text;
		if (*entry &&
			(same ? !strcasecmp(entry, same) : near_is_near(entry, asked)))
			near_add(out, entry);
	}
}

/* How OpenSSL abbreviates parts of the names of suites. */
static const struct {
	const char *part, *openssl;
} parts[] = {
	{"ECDH_anon", "AECDH"},
	{"DH_anon", "ADH"},
	{"_RSA", "-RSA"}, /* after another exchange */
	{"RSA_WITH_", ""},
	{"RSA_EXPORT_WITH_", ""},
	{"_EXPORT_WITH_", "-"},
	{"_WITH_", "-"},
	{"AES_", "AES"},
	{"DES40_CBC", "DES-CBC"},
	{"DES_CBC_40", "DES-CBC"},
	{"3DES_EDE_CBC", "DES-CBC3"},
	{"DES_CBC", "DES-CBC"},
	{"_CBC", ""},
	{"RC4_128", "RC4"},
	{"RC4_40", "RC4"},
	{"CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305"},
	{"_", "-"},
};

#define N_PARTS (sizeof parts / sizeof *parts)

/* Tells whether the name, abbreviated so, is `asked`. */
static bool near_is_abbreviated(const char *name, const char *asked)
{
	while (*name) {
		size_t i = 0, n = 0;
		while (i < N_PARTS && strncmp(name, parts[i].part, strlen(parts[i].part)))
			i++;
		const char *written = i < N_PARTS ? parts[i].openssl : name;
		n = i < N_PARTS ? strlen(written) : 1;
		if (strncasecmp(asked, written, n))
			return false;
		asked += n;
		name += i < N_PARTS ? strlen(parts[i].part) : 1;
	}
	return !*asked;
}

/*
 * Tells whether OpenSSL calls the suite so. It marks export suites at the start, and calls
 * DHE also EDH.
 */
static bool near_is_openssl(const struct suite *s, const char *asked)
{
	bool export = !strncasecmp(asked, "EXP-", 4);
	const char *name = s->name + 4;

	if (!strchr(asked, '-')) /* there is always one before the hash */
		return false;
	asked += export ? 4 : 0;
	if (!strstr(name, "_WITH_") || export != (strstr(name, "_EXPORT_") != NULL))
		return false; /* those of TLS 1.3 have Java's names */
	if (strncasecmp(asked, "EDH-", 4) != 0)
		return near_is_abbreviated(name, asked);
	return !strncmp(name, "DHE_", 4) && near_is_abbreviated(name + 3, asked + 3);
}

const char *near_translate(const char *asked)
{
	const char *alias = near_get_alias(asked);

	for (const struct suite *s = NULL;
		!alias && (s = suite_table_next(&jsse_all, s));)
		if (near_is_openssl(s, asked))
			alias = s->name;
	return alias;
}

const char *near_find_known(const char *asked)
{
	const char *best = near_translate(asked), *word;
	size_t least = MAX_LETTERS;

	if (best)
		return best;
	for (size_t i = 0; (word = known_get(i)); i++) {
		size_t n = near_measure(word, asked);
		if (n < least && near_is_misspelt(word, asked)) {
			least = n;
			best = word;
		}
	}
	for (const struct suite *s = NULL; !best && (s = suite_table_next(&jsse_all, s));)
		if (near_is_misspelt(s->name, asked))
			best = s->name;
	return best;
}

void near_find_suites(const char *asked, size_t most, struct buf *out)
{
	size_t n = 0;

	for (const struct suite *s = NULL; (s = suite_table_next(&jsse_all, s));)
		if ((near_is_near(s->name, asked) || near_is_openssl(s, asked)) &&
			n++ < most)
			near_add(out, s->name);
	if (n > most)
		buf_addf(out, " and %zu more", n - most);
}
