/* SPDX-License-Identifier: MIT */
/* Reads any bytes as a backup archive. */
#include "fuzz.h"

#include "backup/pack.h"

#include <sys/mman.h>

static void read_archive(const struct handle *file)
{
	struct pack *p = NULL;
	ERR_AUTO struct err e = {0};
	int more = pack_open(file, "archive", &p, &e) ? -1 : 1;

	while (more > 0) {
		UNPACKED_AUTO struct unpacked u = {0};
		more = pack_next(p, &u, &e);
		CHECK(more <= 0 || (u.path && u.bytes.size <= FILE_MAX_OWN));
	}
	CHECK(!more || e.public.code == JSEC_BACKUP_DAMAGED);
	pack_close(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct handle *file = NULL;
	struct span bytes = span_of((const char *)data, size);
	char digest[DIGEST_SIZE], again[DIGEST_SIZE];
	ERR_AUTO struct err e = {0};

	if (!file)
		CHECK(!handle_wrap(memfd_create("archive", MFD_CLOEXEC), "archive",
			"the archive", &file, &e));
	CHECK(!handle_cut(file, 0, &e) && !handle_append(file, bytes, &e));
	CHECK(!digest_compute_file(file, "archive", digest, &e));
	digest_compute(bytes, again);
	CHECK(!strcmp(digest, again));
	read_archive(file);
	return 0;
}
