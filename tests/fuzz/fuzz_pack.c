/* SPDX-License-Identifier: MIT */
/* Any bytes as an archive. */
#include "fuzz.h"

#include "archive/tar_writer.h"

#include <sys/mman.h>
#include <unistd.h>

static void read_archive(int fd)
{
	struct pack *p = NULL;
	ERR_AUTO struct err e = {0};
	int more = pack_open(fd, "archive", &p, &e) ? -1 : 1;

	while (more > 0) {
		UNPACKED_AUTO struct unpacked u = {0};
		more = pack_next(p, &u, &e);
		CHECK(more <= 0 || (u.path && u.bytes.size <= FILE_MAX_SIZE));
	}
	CHECK(!more || e.public.code == JSEC_BACKUP_DAMAGED);
	pack_close(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	struct span bytes = span_of((const char *)data, size);
	char digest[DIGEST_SIZE], again[DIGEST_SIZE];
	ERR_AUTO struct err e = {0};

	if (fd < 0)
		fd = memfd_create("archive", MFD_CLOEXEC);
	CHECK(fd >= 0 && !ftruncate(fd, 0) && !lseek(fd, 0, SEEK_SET));
	CHECK(!file_write_all(fd, bytes) && !pack_digest_file(fd, "archive", digest, &e));
	CHECK(!pack_digest_bytes(bytes, again, &e) && !strcmp(digest, again));
	CHECK(!lseek(fd, 0, SEEK_SET));
	read_archive(fd);
	return 0;
}
