/* SPDX-License-Identifier: MIT */
/* What the systemd that runs has to be told; where it fails, a note says what to do. */
#ifndef HOOK_LIVE_H
#define HOOK_LIVE_H

#include "hooks/hook_list.h"

/* After the hook's units were written. */
void live_installed(const struct jsec *s, struct hook *h);

/* Before they are removed, and after it. */
void live_stop(const struct jsec *s, struct hook *h);
void live_removed(const struct jsec *s, struct hook *h);

#endif
