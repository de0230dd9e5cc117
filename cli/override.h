/* SPDX-License-Identifier: MIT */
/* Files for -Djava.security.properties: told, and how they are given to a JVM. */
#ifndef OVERRIDE_H
#define OVERRIDE_H

#include "run.h"

#include <stdbool.h>

size_t override_count(const struct run *run);

/* The first error of a file; NULL where there is none. */
const char *override_error(const struct run *run);
bool override_failed(const struct run *run);
bool override_changed(const struct run *run);
bool override_would_change(const struct run *run);

/* Behind what became of the installs: what --reapply renewed. */
void override_sum_up(struct run *run);

/* What --emit-override did, with advice; or what --reapply renewed. */
void put_overrides(const struct run *run);

#endif
