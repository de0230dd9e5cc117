/* SPDX-License-Identifier: MIT */
/* Plans changes of Access Manager's settings. */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include "plan/planner.h"

/* Restores a file, or sets the transport that the request asks for. */
int transport_compute(const struct planner *p, struct item *it);

#endif
