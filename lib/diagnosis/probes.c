/* SPDX-License-Identifier: MIT */
/* Asks nothing yet. */
#include "diagnosis/probes.h"

int probes_ask(const struct addresses *to, int64_t deadline, struct diagnosis *d,
	const struct address **ret_at, struct err *e)
{
	(void)to;
	(void)deadline;
	(void)e;
	note_list_add(&d->unknown, NOTE_NOT_ASKED, "the server was not asked");
	*ret_at = NULL;
	return 0;
}
