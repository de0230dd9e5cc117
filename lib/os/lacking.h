/* SPDX-License-Identifier: MIT */
/* Declares what older C libraries and kernel headers lack, and what musl lacks. */
#ifndef LACKING_H
#define LACKING_H

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
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

/* musl has it since 1.2.5. */
#ifndef STATX_TYPE
#include <linux/stat.h>
#define statx(dir, path, flags, mask, ret) \
	((int)syscall(SYS_statx, dir, path, flags, mask, ret))
#endif
#ifndef STATX_ATTR_IMMUTABLE
#define STATX_ATTR_IMMUTABLE 0x10
#define STATX_ATTR_APPEND 0x20
#endif
#ifndef STATX_ATTR_MOUNT_ROOT
#define STATX_ATTR_MOUNT_ROOT 0x2000
#endif

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE 2
#define renameat2(from, old, to, new, flags) \
	((int)syscall(SYS_renameat2, from, old, to, new, flags))
#endif

/* glibc has it since 2.30. In musl struct dirent is that of the kernel. */
#ifndef __GLIBC__
#undef dirent64
#undef getdents64
#define dirent64 dirent
#define getdents64(fd, buffer, size) syscall(SYS_getdents64, fd, buffer, size)
#elif !__GLIBC_PREREQ(2, 30)
#define getdents64(fd, buffer, size) syscall(SYS_getdents64, fd, buffer, size)
#endif

#ifndef __GLIBC__
/* musl takes an int, which has no room for the kernel's unsigned numbers. */
#define ioctl(fd, request, argument) ioctl(fd, (int)(request), argument)
#endif

#endif
