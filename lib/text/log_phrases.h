/* SPDX-License-Identifier: MIT */
/* Finds what TLS implementations say of handshakes, in text that log_text.h has cleaned. */
#ifndef LOG_PHRASES_H
#define LOG_PHRASES_H

#include "base/span.h"

#include <stdint.h>

/* What a phrase says. */
enum phrase_kind {
	/* The side that wrote it refuses. */
	SAID_NO_PROTOCOL, /* it has no suite for any of its protocols */
	SAID_NO_COMMON_SUITE,
	SAID_NO_CERTIFICATE,	 /* no authentication for TLS 1.3 */
	SAID_NOTHING_USABLE,	 /* no suite with what it has, before any client came */
	SAID_VERSIONS,		 /* no common version */
	SAID_GROUP,		 /* a list blocks the group of the other one's key */
	SAID_DH_SIZE,		 /* the other one's key is too small */
	SAID_DH_LARGE,		 /* or too large */
	SAID_CLIENT_CERTIFICATE, /* the client has none */
	SAID_UNTRUSTED,
	SAID_BLOCKED_CERTIFICATE, /* a list blocks the algorithms of a certificate */
	SAID_SSLV2,
	SAID_BAD_LIST,
	SAID_UNKNOWN_SUITE,
	/* The other side did something. */
	SAID_ALERT,	  /* it refused, with this alert */
	SAID_NOT_TLS,	  /* it speaks something else */
	SAID_END_OF_FILE, /* it closed without an alert */
	/* It refuses, and does not say why, or nobody knows who does. */
	SAID_SENT, /* this alert */
	SAID_FAILED,
	/* It does not come as far as TLS. */
	SAID_RESET,
	SAID_TIMEOUT,
	SAID_NOTHING_LISTENS,
	SAID_UNKNOWN_HOST,
	SAID_KINDS,
	/* No failures: what stands around them. */
	SAID_INITIALIZER = SAID_KINDS, /* a static initializer failed */
	SAID_MAYBE_BAD_LIST,	       /* if an initializer failed for it */
	SAID_OPENSSL_CODE,	       /* a number follows that has a kind of its own */
	SAID_DEBUG_ALERT,	       /* lines with an alert follow */
	SAID_FRAME,		       /* of a stack trace: shows the role */
	SAID_JAVA_FRAME,	       /* a class of Java's TLS */
	SAID_RSA,		       /* a class of RSA's own TLS */
	SAID_CLIENT_HELLO,
	SAID_SUITES,
	SAID_SUITE,
	SAID_VERSION_KEY, /* the versions of a hello follow */
	SAID_VERSION_LIST,
	SAID_NEGOTIATED,
	SAID_BLOCKED_SUITE,
	SAID_BLOCKED_SUITES,
	SAID_FINISHED,
	SAID_OPENSSL_WORKS,
	SAID_CALLER, /* debug lines with `expand` */
	SAID_THREAD,
};

enum phrase_role {
	ROLE_UNKNOWN,
	ROLE_SERVER,
	ROLE_CLIENT,
};

struct phrase {
	const char *words; /* a blank is any white space, and any of "_-" */
	enum phrase_kind kind;
	enum phrase_role role; /* of the one who wrote it */
	bool other;	       /* these are not Java's words */
	unsigned char alert;   /* if the words name it; else it follows */
	bool unsure;	       /* there may be another reason for the same words */
};

#define NO_ALERT 255

struct phrases {
	struct span text;
	size_t at; /* where to look next */
	uint8_t first[128];
	uint8_t next[255];
};

/* Text ends may be anywhere: a phrase may go on in the next line. */
void phrases_start(struct phrases *p, struct span text);

/*
 * Returns the next phrase before `end`, and where it begins and ends; NULL if there is none.
 * The longest one counts. The search goes on at `p->at`.
 */
const struct phrase *phrases_next(
	struct phrases *p, size_t end, size_t *from, size_t *to);

#endif
