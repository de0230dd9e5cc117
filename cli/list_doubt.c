/* SPDX-License-Identifier: MIT */
/* Finds what keeps a list from being complete. */
#include "list_doubt.h"

#include <stddef.h>
#include <string.h>

static const char *list_doubt_find_note(const struct jsec_result *r, const char *code)
{
	for (size_t i = 0; r->notes[i]; i++)
		if (!strcmp(r->notes[i]->code, code))
			return r->notes[i]->message;
	return NULL;
}

const char *list_doubt_find_lost(const struct jsec_result *r)
{
	return r->state == JSEC_LISTED ? list_doubt_find_note(r, "backup-damaged") : NULL;
}

const char *list_doubt_find_riddle(const struct jsec_result *r)
{
	static const char *const codes[] = {
		"tls-fails", "includes-unknown", "option-unknown"};
	bool elsewhere = r->install->pid || r->install->source == JSEC_CONTAINER ||
			 r->install->source == JSEC_ARCHIVE;
	const char *message = NULL;

	if (r->state != JSEC_LISTED || !r->effect_unknown || elsewhere || r->only_named)
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
