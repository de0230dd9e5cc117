/* SPDX-License-Identifier: MIT */
/* New bytes that come from Access Manager's settings. */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include "plan/planner.h"

/* Whether the file can be read at all, and has what the request needs beside the mode. */
int check_settings(const struct planner *p, struct item *it);

/* Sets the transport that the request asks for. */
int plan_transport(const struct planner *p, struct item *it);

#endif
