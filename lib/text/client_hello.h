/* SPDX-License-Identifier: MIT */
/* Makes the first message of a TLS handshake, to learn what a server answers to it. */
#ifndef CLIENT_HELLO_H
#define CLIENT_HELLO_H

#include "base/buf.h"

/* What a hello offers. All but HELLO_OLD offer TLS 1.2 and older. */
enum hello {
	HELLO_ANON,   /* the anonymous suites of all Javas, and nothing else */
	HELLO_ALL,    /* all suites, and TLS 1.3 with key shares */
	HELLO_ALL_12, /* all suites, without TLS 1.3 */
	HELLO_CERT,   /* suites with certificates alone */
	HELLO_CURVES, /* HELLO_ANON without the groups ffdhe2048 to ffdhe8192 */
	HELLO_OLD,    /* HELLO_ANON in TLS 1.0 */
	HELLO_AGAIN, /* HELLO_ANON once more: does each connection get the same answer? */
	HELLO_KINDS
};

#define HELLO_RANDOM 1200 /* random bytes that a hello takes at most */

/* What a HelloRetryRequest demands of the second hello. */
struct hello_retry {
	unsigned group;	    /* 0: any */
	struct span cookie; /* empty: none */
};

/*
 * Adds a record with the hello. `random` has HELLO_RANDOM bytes; the second hello of a
 * connection gets the same ones as the first. `name` is the server's name, or NULL.
 * `retry` is NULL in the first hello. The hello has no secret: nothing can follow it. A
 * lack of memory is counted (see base/memory.h), and leaves a part of it.
 */
void client_hello_make(struct buf *out, enum hello kind,
	const unsigned char random[HELLO_RANDOM], const char *name,
	const struct hello_retry *retry);

/* Tells whether a second hello can have a key of this group; 0 is any. */
bool client_hello_has_key(unsigned group);

/* Tells whether such a hello offers the suite. */
bool client_hello_offers(enum hello kind, unsigned suite);

/* Tells whether the suite is anonymous: one that a Java has, or had. */
bool client_hello_is_anonymous(unsigned suite);

/*
 * Tells whether the suite has a cipher that Java's lists block by an entry of its own:
 * NULL, RC4, DES, 3DES, or one for export.
 */
bool client_hello_is_weak(unsigned suite);

/* Tells whether a hello offers the elliptic curve. */
bool client_hello_offers_curve(unsigned group);

/* Tells whether the curve is one that few Javas enable. */
bool client_hello_is_rare_curve(unsigned group);

/* Returns Java's name of the suite, or NULL. */
const char *client_hello_name_suite(unsigned suite);

#endif
