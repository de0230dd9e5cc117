/* SPDX-License-Identifier: MIT */
/* Shows which update hooks are in place. */
#include "show_hooks.h"

#include "say.h"
#include "typed.h"

#include <stdlib.h>
#include <unistd.h>

/* Tells whether the hook runs after an update. An outdated one does, too. */
static bool show_hooks_is_in_place(const struct jsec_hook *h)
{
	return h->state == JSEC_HOOK_INSTALLED || h->state == JSEC_HOOK_OUTDATED;
}

bool show_hooks_are_missing(const struct jsec_hooks *hooks)
{
	const struct jsec_hook *const *h = hooks ? jsec_hooks_items(hooks) : NULL;

	while (h && *h && !show_hooks_is_in_place(*h))
		h++;
	return h && !*h;
}

void show_hooks_put(FILE *out, const struct jsec_hooks *hooks)
{
	const char *before = "hooks: ";

	if (!hooks || show_hooks_are_missing(hooks)) {
		say_piece(out, "hooks: %s", hooks ? "none" : "unknown");
		return;
	}
	for (const struct jsec_hook *const *h = jsec_hooks_items(hooks); *h; h++) {
		if (!show_hooks_is_in_place(*h))
			continue;
		say_piece(out, "%s%s", before, (*h)->name);
		before = ", ";
	}
}

json_t *show_hooks_make_json(const struct jsec_hooks *hooks)
{
	json_t *list = json_array();

	if (!hooks) {
		json_decref(list);
		return json_null();
	}
	for (const struct jsec_hook *const *h = jsec_hooks_items(hooks); *h; h++)
		if (show_hooks_is_in_place(*h))
			json_array_append_new(list, doc_quote((*h)->name));
	return list;
}

/* Tells whether a hook would help. Hooks run as root, with the machine's policy only. */
static bool show_hooks_would_help(const struct opt *o)
{
	return !o->policy && (o->root || geteuid() == 0);
}

char *show_hooks_make_advice(const struct opt *o)
{
	bool help = show_hooks_would_help(o);
	struct typed typed;
	char *text = NULL;
	FILE *out = typed_begin(&typed, o);

	if (!out)
		return NULL;
	typed_add_option(out, "--policy", o->policy);
	fputs(help ? " --hook install" : " --reapply", out);
	char *command = typed_end(&typed);
	if (command &&
		asprintf(&text,
			help ? "no update hook is installed, so nothing will reapply the "
			       "policy after a Java update; run: %s"
			     : "update hooks do not read this policy; after each Java "
			       "update run: %s",
			command) < 0)
		text = NULL;
	free(command);
	return text;
}
