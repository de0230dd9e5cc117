/* SPDX-License-Identifier: MIT */
/* Recognizes nothing yet. */
#include "diagnosis/texts.h"

int texts_read(struct span text, size_t first_line, struct diagnosis *d, struct err *e)
{
	(void)text;
	(void)first_line;
	(void)e;
	note_list_add(&d->unknown, NOTE_NOT_RECOGNIZED,
		"the text has no message of a failing handshake that is known");
	return 0;
}
