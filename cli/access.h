/* SPDX-License-Identifier: MIT */
/* RSA Access Manager: audits an installation's transport, sets it, and restores it. */
#ifndef ACCESS_H
#define ACCESS_H

#include "run.h"

/* Finds, plans, commits where something is to be written, audits, and looks at the Javas. */
int access_act(struct run *run);
void access_sum_up(struct run *run);
size_t access_warnings(const struct run *run, const char *warnings[MAX_WARNINGS]);

/* Whether nothing is to be changed. */
bool access_audits(const struct opt *o);

/* Whether there is any file of Access Manager's. */
bool access_found(const struct run *run);

/* How many settings have the mode. */
size_t access_count(const struct run *run, enum jsec_transport mode);

/* How many rules are broken; and whether an audit fails for that. */
size_t access_problems(const struct run *run);
bool access_failed(const struct run *run);

/* Whether a part talks TLS without certificates; which, and how many, Javas do not let it. */
bool access_needs_anon(const struct run *run);
bool access_blocks_anon(const struct jsec_result *java);
size_t access_blocking(const struct run *run);

/* Whether an audit found that parts cannot talk to each other. */
bool access_needs_way(const struct run *run);

/* The ways out as commands for a shell, to be freed; NULL if there is no memory. */
char *access_set_command(const struct run *run, const char *mode);
char *access_allow_command(const struct run *run);

#endif
