/* SPDX-License-Identifier: MIT */
/* Which Java installs block Access Manager's connections, and the commands that help. */
#ifndef ACCESS_WAYS_H
#define ACCESS_WAYS_H

#include "opt.h"

#include "jsecpatch.h"

/* Tells whether a Java blocks TLS without certificates; counts the Javas that do. */
bool access_ways_is_blocked(const struct jsec_result *java);
size_t access_ways_count_blocked(const struct jsec_plan *javas);

/* Return commands for a shell. Free them. Return NULL if memory ran out. */
char *access_ways_make_set(const struct opt *o, const char *mode);
char *access_ways_make_allow(const struct opt *o, const struct jsec_plan *javas);

#endif
