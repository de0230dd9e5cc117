/* SPDX-License-Identifier: MIT */
/* New bytes that come from Access Manager's settings. */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include "plan/planner.h"

/* Whether the file can be read at all, and has what the request needs beside the mode. */
int transport_check(const struct planner *p, struct item *it);

/* Sets the transport that the request asks for. */
int transport_plan(const struct planner *p, struct item *it);

#endif
