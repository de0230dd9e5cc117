/* SPDX-License-Identifier: MIT */
/* Whether this is a machine that runs, or a tree on the way to become one; and since when. */
#ifndef BOOT_H
#define BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/*
 * NULL on a machine that was booted; else why this is none: a chroot, a container whose
 * first process is no init, an image build.
 */
const char *machine_unbooted(void);

/* A word that is another one after each start of the kernel; false where it is not told. */
bool machine_boot(char *ret, size_t size);

/* The file that this code was loaded from; false where that is not known. */
bool machine_own_file(struct stat *ret);

/* Whether systemd is this machine's init, and up. */
bool machine_has_systemd(void);

#endif
