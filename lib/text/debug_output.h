/* SPDX-License-Identifier: MIT */
/* Follows handshakes through the output of -Djavax.net.debug, of each thread apart. */
#ifndef DEBUG_OUTPUT_H
#define DEBUG_OUTPUT_H

#include "text/log_phrases.h"

#define MOST_BLOCKED 40
#define MOST_THREADS 16

/* A handshake, as far as the output shows it. */
struct handshake {
	enum phrase_role role; /* of the Java that wrote this */
	size_t hello_line; /* of the client's hello, 0: not shown; what follows is in it */
	size_t n_suites, n_dh_anon, n_ecdh_anon;
	unsigned offered;    /* protocols, such as SUITE_TLSV1_2 in text/suite.h */
	unsigned negotiated; /* the protocol, 0: not shown */
	struct span chosen;  /* suite */
	/* Suites that the application enables, and that its Java's list blocks. */
	struct span blocked[MOST_BLOCKED];
	size_t n_blocked, n_blocked_anon;
	size_t blocked_line; /* of the first one */
	bool over;	     /* it failed, or worked */
};

struct debug_output {
	struct handshake threads[MOST_THREADS];
	struct span names[MOST_THREADS];
	size_t n, current;
	struct span file; /* that wrote this line, such as HandshakeContext.java */
	bool in_hello, versions_follow;
	/* What the list in memory blocks, whatever the application enables. */
	size_t memory_line;
	bool memory_has_anon; /* suites that no other usual entry blocks */
};

/* Looks whether a new line has the prefix of this output: a thread and a file. */
bool debug_output_start_line(struct debug_output *d, struct span line);

/*
 * Takes a phrase in this line; `before` and `rest` are what stands around it. Returns how
 * many bytes of the rest belong to it.
 */
size_t debug_output_take(struct debug_output *d, const struct phrase *p,
	struct span before, struct span rest, size_t number);

/* The handshake that this line belongs to. */
struct handshake *debug_output_get(struct debug_output *d);

/* Returns protocols, as bits of text/suite.h: "TLSv1.2", "TLS12", "[TLSv1.1, TLSv1]". */
unsigned debug_output_read_versions(struct span s);

/* Returns the name of a suite at the start, without blanks and quotes before it. */
struct span debug_output_read_suite(struct span s);
bool debug_output_is_anonymous(struct span suite);

#endif
