/* SPDX-License-Identifier: MIT */
/*
 * Tells by its name whether a directory is a copy that somebody keeps: old, conf.bak,
 * backup-2, confOld, "Copy of conf", conf.20260131, conf~.
 */
#include "access_manager/settings.h"

#include <strings.h>

#define MAX_WORDS 32 /* of a name; at most 255 bytes have more only by intent */

/* Words that say so at the beginning of a name, and at its end. */
static const char *const leading[] = {
	"old", "bak", "backup", "backups", "bkp", "bkup", "orig", "copy", "saved", NULL};
static const char *const trailing[] = {"old", "bak", "backup", "backups", "bkp", "bkup",
	"orig", "copy", "saved", "original", "save", "back", "previous", "prev",
	"archive", "archived", "snapshot", "snapshots", "trash", "rpmsave", "rpmnew",
	"rpmorig", "pacsave", "pacnew", NULL};

/* A package manager's file is this word and one of the others: conf.dpkg-dist */
static const char *const packagers[] = {"dpkg", "ucf", NULL};

/* The words of a name: runs of letters and digits. oldConf has two. */
struct copies_words {
	struct span items[MAX_WORDS];
	size_t n;
};

static bool settings_copies_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool settings_copies_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool settings_copies_is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool settings_copies_is_part(char c)
{
	return settings_copies_is_digit(c) || settings_copies_is_upper(c) ||
	       settings_copies_is_lower(c) || (c & 0x80);
}

static struct copies_words settings_copies_split(struct span name)
{
	struct copies_words w = {0};

	for (size_t at = 0, to; at < name.size && w.n < MAX_WORDS; at = to) {
		for (to = at; to < name.size && settings_copies_is_part(name.data[to]) &&
			      !(to > at && settings_copies_is_lower(name.data[to - 1]) &&
				      settings_copies_is_upper(name.data[to]));)
			to++;
		if (to > at)
			w.items[w.n++] = span_cut(name, at, to);
		else
			to++;
	}
	return w;
}

static bool settings_copies_know(const char *const *list, struct span word)
{
	for (; *list; list++)
		if (strlen(*list) == word.size &&
			!strncasecmp(*list, word.data, word.size))
			return true;
	return false;
}

/* Cuts off the number in bak2, unless the word is nothing else. */
static struct span settings_copies_drop_number(struct span word)
{
	size_t n = word.size;

	while (n && settings_copies_is_digit(word.data[n - 1]))
		n--;
	return n ? span_cut(word, 0, n) : word;
}

/* Returns the number that `n` digits make, or -1. */
static int settings_copies_read_number(struct span word, size_t from, size_t n)
{
	int number = 0;

	if (from + n > word.size)
		return -1;
	for (size_t i = from; i < from + n; i++) {
		if (!settings_copies_is_digit(word.data[i]))
			return -1;
		number = 10 * number + word.data[i] - '0';
	}
	return number;
}

static bool settings_copies_is_day(int year, int month, int day)
{
	return year >= 1990 && year < 2100 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= 31;
}

/* Tells whether a word begins with a date: 20260131, 202601311200, 20260131T1200. */
static bool settings_copies_is_date(struct span word)
{
	return settings_copies_is_day(settings_copies_read_number(word, 0, 4),
		settings_copies_read_number(word, 4, 2),
		settings_copies_read_number(word, 6, 2));
}

/* Returns the number that a word is, if it has so many digits, or -1. */
static int settings_copies_take_number(struct span word, size_t digits)
{
	return word.size == digits ? settings_copies_read_number(word, 0, digits) : -1;
}

/* Tells whether three words are a date: 2026-01-31, 31.01.2026 or 01-31-2026. */
static bool settings_copies_are_date(const struct span w[3])
{
	int first = settings_copies_take_number(w[0], 2),
	    second = settings_copies_take_number(w[1], 2),
	    last = settings_copies_take_number(w[2], 4);

	return settings_copies_is_day(settings_copies_take_number(w[0], 4), second,
		       settings_copies_take_number(w[2], 2)) ||
	       settings_copies_is_day(last, second, first) ||
	       settings_copies_is_day(last, first, second);
}

/* Tells whether the name ends in a date, or in a date and a time. */
static bool settings_copies_end_in_date(const struct copies_words *w)
{
	for (size_t i = w->n; i-- && settings_copies_is_digit(w->items[i].data[0]);)
		if (settings_copies_is_date(w->items[i]) ||
			(i + 3 <= w->n && settings_copies_are_date(&w->items[i])))
			return true;
	return false;
}

bool settings_are_copies(const char *name)
{
	struct copies_words w = settings_copies_split(span_str(name));
	size_t last = w.n;

	if (!w.n)
		return false;
	if (name[strlen(name) - 1] == '~' || settings_copies_end_in_date(&w) ||
		settings_copies_know(leading, settings_copies_drop_number(w.items[0])))
		return true;
	while (last > 1 && settings_copies_is_digit(w.items[last - 1].data[0]))
		last--;
	return settings_copies_know(
		       trailing, settings_copies_drop_number(w.items[last - 1])) ||
	       (last > 1 && settings_copies_know(packagers, w.items[last - 2]));
}
