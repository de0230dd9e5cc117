/* SPDX-License-Identifier: MIT */
/*
 * A checksum that costs little more than reading the bytes. It notices that they changed,
 * but not that somebody forged them: see archive/digest.h.
 */
#ifndef CHECKSUM_H
#define CHECKSUM_H

#include "base/span.h"

#include <stdint.h>

uint64_t checksum_compute(struct span bytes);

#endif
