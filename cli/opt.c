/* SPDX-License-Identifier: MIT */
/* Holds what the command line asks for. */
#include "opt.h"

#include <stdio.h>
#include <stdlib.h>

int opt_fail(struct opt *o, const char *what, const char *word)
{
	if (asprintf(&o->problem, "%s%s%s%s; see 'jsecpatch --help'", what,
		    *word ? " '" : "", word, *word ? "'" : "") < 0)
		o->problem = NULL;
	return 2;
}

int opt_add_word(struct words *w, const char *word)
{
	const char **items = realloc(w->items, (w->n + 1) * sizeof *items);

	if (!items)
		return 2;
	w->items = items;
	w->items[w->n++] = word;
	return 0;
}

const char *opt_name_action(const struct opt *o)
{
	switch (o->action) {
	case ACTION_CHANGE:
		return o->allow.n ? "allow" : "disallow";
	case ACTION_RESTORE:
		return "restore";
	case ACTION_REAPPLY:
		return "reapply";
	case ACTION_SUSPEND:
		return "suspend";
	case ACTION_BACKUPS:
		return "backups";
	case ACTION_HOOK:
		return "hook";
	case ACTION_ACCESS:
		return o->transport ? "transport" : "audit";
	case ACTION_EXPLAIN:
		return "explain";
	case ACTION_OVERRIDE:
		return "emit-override";
	default:
		return "list";
	}
}

const char *opt_get_property(const struct opt *o)
{
	return o->property ? o->property : "jdk.tls.disabledAlgorithms";
}

void opt_done(struct opt *o)
{
	for (size_t i = 0; i < o->owned.n; i++)
		free((char *)o->owned.items[i]);
	free(o->owned.items);
	free(o->allow.items);
	free(o->disallow.items);
	free(o->targets.items);
	free(o->access.items);
	free(o->problem);
	*o = (struct opt){0};
}
