/* SPDX-License-Identifier: MIT */
/* Whether this is a machine that runs, or a tree on the way to become one. */
#ifndef BOOT_H
#define BOOT_H

#include <stdbool.h>

/*
 * NULL on a machine that was booted; else why this is none: a chroot, a container whose
 * first process is no init, an image build.
 */
const char *boot_say_unbooted(void);

/* Whether systemd is this machine's init, and up. */
bool boot_has_systemd(void);

/* The program systemctl, wherever it is kept. */
const char *boot_get_systemctl(void);

/* Seconds since the system started, at a time that is given in seconds since 1970. */
double boot_uptime_at(double time);

#endif
