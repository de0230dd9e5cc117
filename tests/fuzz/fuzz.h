/* SPDX-License-Identifier: MIT */
/* What all fuzz targets share. */
#ifndef FUZZ_H
#define FUZZ_H

#include "text/properties.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* What the fuzzer, or the driver, calls with each input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Unlike assert() it stays in release builds: it is all that a target is for. */
#define CHECK(what)                                                                \
	do {                                                                       \
		if (!(what)) {                                                     \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, \
				#what);                                            \
			abort();                                                   \
		}                                                                  \
	} while (0)

/* One lexer for all inputs, as a session has one for all files. */
static inline struct lexer *fuzz_lexer(void)
{
	static struct lexer *lexer;

	if (!lexer)
		lexer = lexer_new();
	CHECK(lexer);
	return lexer;
}

/* Whether a line may end at this offset. */
static inline bool fuzz_at_eol(struct span s, size_t i)
{
	return i == s.size || s.data[i] == '\r' || s.data[i] == '\n';
}

#endif
