/* SPDX-License-Identifier: MIT */
/* New bytes that come out of a backup. */
#ifndef RESTORE_H
#define RESTORE_H

#include "java/planner.h"

/* The named backup's, or the vendor's file that the present one comes from. */
int plan_restore(const struct planner *p, struct item *it, struct origin o);

/* The vendor's, where the file is what jsecpatch wrote. */
int plan_suspend(const struct planner *p, struct item *it, struct origin o);

/* What was there before it was suspended, where the vendor's file is still that one. */
int plan_resume(const struct planner *p, struct item *it);

#endif
