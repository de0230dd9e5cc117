/* SPDX-License-Identifier: MIT */
/* Finds out which backups the files need, and deletes the others. */
#include "backup/prune.h"

#include "backup/mentions.h"
#include "backup/sharing.h"

#include <stdlib.h>

/* Which backups are needed, as far as is known. */
struct pruning {
	const struct store *store;
	bool verifies; /* if not, all archives are taken for good ones */
	bool *needed;  /* by index of the backup */
};

/* An archive that cannot be read does not count, whatever the reason. */
static bool prune_is_good(const struct pruning *p, size_t backup)
{
	const struct backup *b = &p->store->items[backup];
	ERR_AUTO struct err ignored = {0};

	return p->verifies ? !store_check(p->store, b, &ignored) : !err_public(&b->err);
}

/*
 * Tells whether there are ten newer good backups of the file. `all` has its mentions.
 * Looks at the newest ones first: they stay.
 */
static bool prune_is_outdated(
	const struct pruning *p, const struct mentions *all, size_t nth)
{
	const struct mention *m = all->items;
	size_t newer = 0;

	for (size_t i = all->n; i-- > nth + 1 && newer < STORE_KEEP_LAST;)
		newer += m[i].backup != m[i - 1].backup && prune_is_good(p, m[i].backup);
	return newer >= STORE_KEEP_LAST;
}

/* Tells whether an older good backup has the same bytes. The oldest one stays. */
static bool prune_has_copy_before(
	const struct pruning *p, const struct mentions *all, size_t nth)
{
	const struct mention *m = all->items;

	for (size_t i = 0; i < nth && m[i].backup < m[nth].backup; i++)
		if (!strcmp(m[i].record->was, m[nth].record->was) &&
			prune_is_good(p, m[i].backup))
			return true;
	return false;
}

/* Marks the backups that this file needs. */
static void prune_mark_needed(const struct pruning *p, const struct mentions *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct record *r = all->items[i].record;
		bool *needed = &p->needed[all->items[i].backup];
		bool vendors = !strcmp(r->was, r->pristine);

		*needed = *needed || !prune_is_outdated(p, all, i) ||
			  (vendors && !prune_has_copy_before(p, all, i));
	}
}

/* Marks the backups that any file needs. Returns false if all are needed. */
static bool prune_mark_all(const struct pruning *p)
{
	const struct store *s = p->store;
	bool any = false;

	for (size_t i = 0; i < s->mentions.n;) {
		const struct mentions all =
			mentions_find(&s->mentions, s->mentions.items[i].record->file);
		prune_mark_needed(p, &all);
		i += all.n;
	}
	/* a damaged one may have the only copy of a file: people decide */
	for (size_t i = 0; i < s->n; i++)
		p->needed[i] = p->needed[i] || !prune_is_good(p, i);
	sharing_mark_bases(s->items, s->n, p->needed);
	sharing_mark_doubted(s->items, s->n, p->needed);
	for (size_t i = 0; i < s->n; i++)
		any = any || !p->needed[i];
	return any;
}

void prune_backups(struct store *s)
{
	ERR_AUTO struct err ignored = {0};
	bool *flags = calloc(s->n + 1, sizeof *flags);
	struct pruning p = {.store = s, .needed = flags};

	bool any = flags && prune_mark_all(&p);
	p.verifies = true;
	if (any && prune_mark_all(&p)) {
		for (size_t i = 0; i < s->n; i++)
			flags[i] = !flags[i];
		store_delete(s, flags, &ignored);
	}
	free(flags);
}
