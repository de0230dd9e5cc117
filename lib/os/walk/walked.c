/* SPDX-License-Identifier: MIT */
/* Frees the results of a walk. */
#include "os/walk/walked.h"

void walked_done(struct walked *w)
{
	strv_done(&w->failures);
	strv_done(&w->left_out);
	*w = (struct walked){0};
}
