/* SPDX-License-Identifier: MIT */
/* Finds what keeps a list from being complete. */
#include "list_doubt.h"

#include "doc.h"
#include "show_install.h"

static const char *list_doubt_find_note(const struct jsec_result *r, const char *code)
{
	const struct jsec_note *note = doc_find_note(r->notes, code);

	return note ? note->message : NULL;
}

const char *list_doubt_find_lost(const struct jsec_result *r)
{
	return r->state == JSEC_LISTED ? list_doubt_find_note(r, "backup-damaged") : NULL;
}

const char *list_doubt_find_riddle(const struct jsec_result *r)
{
	static const char *const codes[] = {
		"tls-fails", "includes-unknown", "option-unknown"};
	const char *message = NULL;

	if (r->state != JSEC_LISTED || !r->effect_unknown || r->only_named ||
		show_install_is_elsewhere(r->install))
		return NULL;
	for (size_t i = 0; !message && i < sizeof codes / sizeof *codes; i++)
		message = list_doubt_find_note(r, codes[i]);
	return message;
}

bool list_doubt_is(const struct jsec_result *r, const struct jsec_note *note)
{
	return note->message == list_doubt_find_lost(r) ||
	       note->message == list_doubt_find_riddle(r);
}
