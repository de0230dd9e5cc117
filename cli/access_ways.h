/* SPDX-License-Identifier: MIT */
/* Which Javas keep Access Manager's parts from talking, and the commands that help. */
#ifndef ACCESS_WAYS_H
#define ACCESS_WAYS_H

#include "opt.h"

#include "jsecpatch.h"

/* Whether a Java does not let TLS without certificates through; how many do so. */
bool access_ways_is_blocked(const struct jsec_result *java);
size_t access_ways_count_blocked(const struct jsec_plan *javas);

/* The ways out as commands for a shell, to be freed; NULL if there is no memory. */
char *access_ways_make_set(const struct opt *o, const char *mode);
char *access_ways_make_allow(const struct opt *o, const struct jsec_plan *javas);

#endif
