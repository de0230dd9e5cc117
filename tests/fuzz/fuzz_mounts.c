/* SPDX-License-Identifier: MIT */
/* Reads any bytes as a list of mounts. */
#include "base/memory.h"

#include "os/mounts.c"
#include "fuzz.h"

#include <sys/mman.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	__attribute__((cleanup(mounts_lines_done))) struct mount_lines lines = {0};
	ERR_AUTO struct err e = {0};
	struct mounts m = {0};
	char path[64];
	FD_AUTO int fd = memfd_create("mountinfo", MFD_CLOEXEC);

	CHECK(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	CHECK(!mounts_read_lines(path, &lines, &e));
	CHECK(!mounts_mark_covered(&lines, &e));
	CHECK(!mounts_take_lines(&m, lines.items, lines.n, &e));
	mounts_find_kind(&m, 1, -1);
	mounts_done(&m);
	return 0;
}
