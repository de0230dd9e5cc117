/* SPDX-License-Identifier: MIT */
/*
 * Reads what a server answers to a ClientHello, as it comes, in whatever pieces.
 *
 *	struct answer a = {0};
 *	while (answer_wants_more(&a) && (n = ... bytes ...))
 *		answer_feed(&a, bytes);
 *	a.end = ... why no more came ...
 *	if (answer_is_anonymous(&a, kind)) ...
 *
 * What follows a ServerHello of TLS 1.3 is encrypted, but the sizes of the records tell: a
 * server without a certificate sends an alert soon after, in a record of 19 bytes, or of 35
 * if Java pads it.
 */
#ifndef SERVER_ANSWER_H
#define SERVER_ANSWER_H

#include "base/buf.h"

/* Why a connection ended, or why it did not begin. */
enum answer_end {
	ANSWER_NOT_ASKED,
	ANSWER_ENOUGH,	/* we have read what there is to know */
	ANSWER_CLOSED,	/* the server closed the connection */
	ANSWER_RESET,	/* or so, with a reset */
	ANSWER_LATE,	/* no more came in time */
	ANSWER_REFUSED, /* no connection: nothing listens */
	ANSWER_FAILED,	/* no connection for another reason, or none in time */
};

enum answer_protocol {
	ANSWER_NOTHING, /* not one byte */
	ANSWER_TLS,
	ANSWER_TEXT,  /* of another protocol */
	ANSWER_SSL2,  /* a server of SSL 2 */
	ANSWER_HELLO, /* a ClientHello: an echo, or another client */
	ANSWER_GARBAGE,
};

#define ANSWER_HEAD 80			 /* bytes that are kept of the start */
#define ANSWER_MOST ((size_t)256 * 1024) /* bytes that are read of an answer */
#define ANSWER_NO_ALERT (-1)

/* Sizes of the encrypted records after a ServerHello of TLS 1.3. */
struct answer_sealed {
	unsigned n, total, last;
};

/* A zeroed struct is one of which nothing has been read. */
struct answer {
	enum answer_end end; /* set by who reads the connection */
	enum answer_protocol protocol;
	size_t size; /* of all that came */
	char head[ANSWER_HEAD];
	bool has_hello; /* a ServerHello; then also: */
	unsigned version, suite;
	bool was_retried;
	bool has_retry;	      /* a HelloRetryRequest; then also: */
	unsigned retry_group; /* 0: none is named */
	struct buf cookie;
	bool has_certificate, has_request, has_done;
	bool has_key;	/* one that a hello allows */
	unsigned group; /* of the server's key: a named one, or 0 */
	unsigned bits;	/* or the size of the prime */
	bool has_alert; /* a fatal one, or a last warning; then also: */
	unsigned alert;
	bool has_warning; /* the same for a warning that need not be the end */
	unsigned warning;
	struct answer_sealed sealed;
	/* The state of answer_feed(). */
	struct buf raw, messages, alerts;
	size_t raw_at, messages_at;
};

/* Reads bytes. Those after ANSWER_MOST, and those after the end, are ignored. */
void answer_feed(struct answer *a, struct span bytes);

/* Tells whether more bytes could change what is known. */
bool answer_wants_more(const struct answer *a);

/* The client sends a second hello now, and reads on. */
void answer_retry(struct answer *a);

/*
 * Tells whether an answer in TLS 1.3 is complete as far as can be seen, so that to wait a
 * little shows whether more comes.
 */
bool answer_is_settled(const struct answer *a);

/*
 * Tells whether the server chose an anonymous suite, sent a key that a client understands,
 * and waits for that of the client.
 */
bool answer_is_anonymous(const struct answer *a);

/* Tells whether it did so, but demands a certificate, which no client accepts then. */
bool answer_is_anonymous_with_request(const struct answer *a);

/* Tells whether it sent, or will send, a certificate. */
bool answer_is_certificate(const struct answer *a);

/* Tells whether it chose TLS 1.3, and then broke off: it has nothing to sign with. */
bool answer_is_broken_13(const struct answer *a);

/* Tells whether it broke off without a word: it closed, and sent no alert. */
bool answer_is_closed(const struct answer *a);

/* Returns the alert that the server ended with, or ANSWER_NO_ALERT. */
int answer_get_alert(const struct answer *a);

/* Returns the name of a version ("TLSv1.2"), or NULL. */
const char *answer_name_version(unsigned version);

/* Forgets the bytes, and keeps what is known. Then a copy of the struct is a copy. */
void answer_settle(struct answer *a);
void answer_done(struct answer *a);

#define ANSWER_AUTO __attribute__((cleanup(answer_done)))

#endif
