/* SPDX-License-Identifier: MIT */
/* Refuses changes with an entry that is probably misspelt: it would change nothing. */
#include "plan/misspelt.h"

#include "text/known.h"
#include "text/list.h"
#include "text/near.h"

#include <strings.h>

#define MAX_NEAR 4
#define SHORT 4 /* shorter names are too often near another one */

/* Finds what may be meant: the word that is known, then entries of the lists. */
static void misspelt_find_near(
	const char *asked, const struct strv *listed, struct strv *ret)
{
	const char *known = near_find_known(asked);

	if (known)
		strv_adds(ret, known);
	if (near_translate(asked)) /* it is no typing error */
		return;
	for (size_t i = 0; i < listed->n && ret->n < MAX_NEAR; i++)
		if (near_is_near(listed->items[i], asked) &&
			!list_has_entry(ret, listed->items[i]))
			strv_adds(ret, listed->items[i]);
}

static int misspelt_refuse(const struct change *c, const char *asked,
	const struct strv *listed, struct err *e)
{
	STRV_AUTO struct strv near = {0};
	BUF_AUTO struct buf hint = {0};

	misspelt_find_near(asked, listed, &near);
	for (size_t i = 0; i < near.n; i++)
		buf_addf(
			&hint, "%s'%s'", i ? ", " : "; similar entries: ", near.items[i]);
	if (near.failed || hint.failed)
		return err_memory(e);
	return err_set(e, JSEC_UNKNOWN_ENTRY, NULL, 0,
		"'%s' is not in %s, and no vendor's list ever had it, so nothing was "
		"changed%s",
		asked, c->property, buf_str(&hint));
}

/* Names are open-ended: only one that is nearly a known one is a typing error. */
static bool misspelt_is_typing_error(const char *entry)
{
	return strlen(entry) >= SHORT && !known_restricts(entry) &&
	       near_find_known(entry);
}

/* Returns the first entry that is probably misspelt, or NULL. */
static const char *misspelt_find(const struct change *c, const struct strv *listed)
{
	for (size_t i = 0; i < c->n_allow; i++)
		if (!list_has_entry(listed, c->allow[i]) && !known_has(c->allow[i]))
			return c->allow[i];
	for (size_t i = 0; i < c->n_disallow; i++)
		if (!list_has_entry(listed, c->disallow[i]) &&
			misspelt_is_typing_error(c->disallow[i]))
			return c->disallow[i];
	return NULL;
}

bool misspelt_is_possible(const struct change *c)
{
	static const struct strv none = {0};

	return misspelt_find(c, &none);
}

int misspelt_check(const struct change *c, const struct strv *listed, struct err *e)
{
	const char *entry = misspelt_find(c, listed);

	return entry ? misspelt_refuse(c, entry, listed, e) : 0;
}
