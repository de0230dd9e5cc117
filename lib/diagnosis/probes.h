/* SPDX-License-Identifier: MIT */
/* Asks a server with hellos of TLS, and judges from its answers why handshakes fail. */
#ifndef PROBES_H
#define PROBES_H

#include "diagnosis/diagnosis.h"
#include "os/address.h"

#include <stdint.h>

/*
 * Adds to `d` what the answers of the first address that can be reached show: whether it
 * works, causes, facts, unknowns. Sets `ret_at` to that address; NULL if none can be
 * reached. Ends before `deadline`, by the monotonic clock in nanoseconds. Fails only if
 * memory or descriptors ran out.
 */
int probes_ask(const struct addresses *to, int64_t deadline, struct diagnosis *d,
	const struct address **ret_at, struct err *e);

#endif
