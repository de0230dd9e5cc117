/* SPDX-License-Identifier: MIT */
/* Shared by all fuzz targets. */
#ifndef FUZZ_H
#define FUZZ_H

#include "text/properties.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Called by the fuzzer or the driver with each input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Unlike assert() this stays in release builds: a target is nothing but checks. */
#define CHECK(what)                                                                \
	do {                                                                       \
		if (!(what)) {                                                     \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, \
				#what);                                            \
			abort();                                                   \
		}                                                                  \
	} while (0)

/* Tells whether a line may end at this offset. */
static inline bool fuzz_at_eol(struct span s, size_t i)
{
	return i == s.size || s.data[i] == '\r' || s.data[i] == '\n';
}

#endif
