/* SPDX-License-Identifier: MIT */
/* What became of files for -Djava.security.properties. */
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

/* What became of the file of --emit-override. */
void override_sum_up_emitted(struct run *run);

#endif
