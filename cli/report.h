/* SPDX-License-Identifier: MIT */
/* Tells a run to a person. */
#ifndef REPORT_H
#define REPORT_H

#include "run.h"

void report(const struct run *run);

#endif
