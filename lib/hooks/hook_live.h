/* SPDX-License-Identifier: MIT */
/* What the systemd that runs has to be told; where it fails, a note says what to do. */
#ifndef HOOK_LIVE_H
#define HOOK_LIVE_H

#include "hooks/hook_list.h"

/* After the hook's units were written. */
void hook_job_tell_installed(const struct jsec *s, struct hook *h);

/* Before they are removed, and after it. */
void hook_job_stop_units(const struct jsec *s, struct hook *h);
void hook_job_tell_removed(const struct jsec *s, struct hook *h);

#endif
