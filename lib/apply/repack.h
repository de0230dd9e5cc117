/* SPDX-License-Identifier: MIT */
/* Writes the archives of a plan, each once for all its homes. */
#ifndef REPACK_H
#define REPACK_H

#include "plan/plan.h"

/* The results of the items in archives then tell what was done. */
void repack_archive(struct jsec_plan *plan);

#endif
