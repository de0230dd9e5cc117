/* SPDX-License-Identifier: MIT */
/* Declares what older C libraries and kernel headers lack. */
#ifndef LACKING_H
#define LACKING_H

#include <dirent.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* These have the same number on each processor that has had Java since. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_faccessat2
#define SYS_faccessat2 439
#endif

#if __has_include(<linux/openat2.h>)
#include <linux/openat2.h>
#else
struct open_how {
	uint64_t flags, mode, resolve;
};
#define RESOLVE_NO_XDEV 0x01
#endif

#ifndef FS_DAX_FL
#define FS_DAX_FL 0x02000000
#endif
#ifndef STATX_ATTR_MOUNT_ROOT
#define STATX_ATTR_MOUNT_ROOT 0x2000
#endif

/* glibc has it since 2.30. */
#if !defined __GLIBC__ || !__GLIBC_PREREQ(2, 30)
#define getdents64(fd, buffer, size) syscall(SYS_getdents64, fd, buffer, size)
#endif

#endif
