/* SPDX-License-Identifier: MIT */
/*
 * Reads logs, stack traces, error messages and the output of -Djavax.net.debug: what was
 * said of handshakes that failed, by which side, and what both sides offered. It judges
 * nothing: diagnosis/texts.h does.
 */
#ifndef FAILURE_TEXT_H
#define FAILURE_TEXT_H

#include "base/buf.h"
#include "text/debug_output.h"

#define MOST_FAILURES 24

/* What was said, once or several times. */
struct failure {
	enum phrase_kind said;
	unsigned alert; /* of SAID_ALERT and SAID_SENT, else NO_ALERT */
	enum phrase_role role;
	bool java; /* not the words of a program that is none of Java */
	bool sure; /* these words are said of nothing else */
	bool rsa;  /* the words of RSA Access Manager, or frames of RSA's own TLS */
	size_t n, first, last;	   /* how often, and lines, from 1 */
	struct span words, detail; /* a suite, or an entry of a list; empty if not said */
	unsigned client_versions, server_versions; /* of SAID_VERSIONS */
	struct handshake handshake;
	size_t story; /* of the reader */
};

/* The last handshake that worked. */
struct worked {
	size_t line; /* 0: none */
	struct span suite;
};

struct failure_text {
	struct buf text;			/* spans are parts of it */
	struct failure failures[MOST_FAILURES]; /* the most telling first */
	size_t n;
	struct worked worked;
	size_t memory_line; /* see debug_output.h */
	bool memory_has_anon;
};

/* Returns -1 if memory ran out. */
int failure_text_read(struct failure_text *t, struct span raw);
void failure_text_done(struct failure_text *t);

#define FAILURE_TEXT_AUTO __attribute__((cleanup(failure_text_done)))

#endif
