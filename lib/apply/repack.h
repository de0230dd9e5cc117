/* SPDX-License-Identifier: MIT */
/* Writes the archives of a plan, each one once for all its homes. */
#ifndef REPACK_H
#define REPACK_H

#include "plan/plan.h"

/* Stores the results in the items. */
void repack_archive(struct jsec_plan *plan);

#endif
