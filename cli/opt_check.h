/* SPDX-License-Identifier: MIT */
/* Which options go together. */
#ifndef OPT_CHECK_H
#define OPT_CHECK_H

#include "opt.h"

/* Both return 0, or 2 after opt_fail. The first settles the action by all options. */
int opt_check_action(struct opt *o);
int opt_check_together(struct opt *o);

#endif
