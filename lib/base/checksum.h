/* SPDX-License-Identifier: MIT */
/*
 * A checksum for bytes in memory, with half of the instructions of XXH64, as each file that is
 * read gets one. It notices that they changed, but not that somebody forged them: see
 * archive/digest.h.
 */
#ifndef CHECKSUM_H
#define CHECKSUM_H

#include "base/span.h"

#include <stdint.h>

uint64_t checksum_compute(struct span bytes);

#endif
