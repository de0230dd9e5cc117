/* SPDX-License-Identifier: MIT */
/* Frees the results of a walk. */
#include "os/walk/walked.h"

#include <stdlib.h>

void walked_done(struct walked *w)
{
	while (w->n_told)
		free(w->failures[--w->n_told].path);
	strv_done(&w->left_out);
	*w = (struct walked){0};
}
