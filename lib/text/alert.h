/* SPDX-License-Identifier: MIT */
/* The alerts of TLS, in the spelling of any implementation. */
#ifndef ALERT_H
#define ALERT_H

#include "base/span.h"

enum alert {
	ALERT_CLOSE_NOTIFY = 0,
	ALERT_UNEXPECTED_MESSAGE = 10,
	ALERT_HANDSHAKE_FAILURE = 40,
	ALERT_NO_CERTIFICATE = 41,
	ALERT_BAD_CERTIFICATE = 42,
	ALERT_CERTIFICATE_UNKNOWN = 46,
	ALERT_UNKNOWN_CA = 48,
	ALERT_PROTOCOL_VERSION = 70,
	ALERT_INSUFFICIENT_SECURITY = 71,
	ALERT_INTERNAL_ERROR = 80,
	ALERT_CERTIFICATE_REQUIRED = 116,
};

/* Returns the name that standards use, or NULL if the number has none. */
const char *alert_get_name(unsigned alert);

/*
 * Reads an alert at the start: "handshake_failure", "Handshake Failure", "HandshakeFailure",
 * "handshake_failure(40)", "[40]: Handshake failed" or "40". Returns how many bytes it takes,
 * or 0 if there is none.
 */
size_t alert_read(struct span s, unsigned *ret);

#endif
