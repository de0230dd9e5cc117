/* SPDX-License-Identifier: MIT */
/* Members of archives. */
#include "archive/packed.h"

#include <stdlib.h>

void packed_done(struct packed *m)
{
	free(m->path);
	free(m->target);
	*m = (struct packed){0};
}
