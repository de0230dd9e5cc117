/* SPDX-License-Identifier: MIT */
/* Tells a running machine from a chroot, a container or an image that is being built. */
#ifndef BOOT_H
#define BOOT_H

#include <stdbool.h>

/*
 * Returns NULL on a machine that was booted. Otherwise returns why it is not: a chroot, a
 * container without an init, or an image build.
 */
const char *boot_say_unbooted(void);

/* Tells whether systemd is running as this machine's init. */
bool boot_has_systemd(void);

/* Returns the path of systemctl. */
const char *boot_get_systemctl(void);

/* Converts a time in seconds since 1970 to seconds since the system started. */
double boot_uptime_at(double time);

#endif
