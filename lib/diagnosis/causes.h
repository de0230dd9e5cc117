/* SPDX-License-Identifier: MIT */
/* Why a handshake with anonymous suites fails: the words for each cause, in one table. */
#ifndef CAUSES_H
#define CAUSES_H

#include "jsecpatch.h"

/* In the order of the table. A probe and a text that mean the same use the same one. */
enum cause {
	/* A list of disabled algorithms. */
	CAUSE_SERVER_LIST,
	CAUSE_CLIENT_LIST,
	CAUSE_OWN_LIST, /* of the Java that wrote the text, whatever its role */
	CAUSE_BOTH_LISTS,
	CAUSE_LIST_IN_MEMORY,
	CAUSE_BAD_LIST,
	CAUSE_OTHER_ENTRY, /* not `anon` */
	CAUSE_OWN_PROTOCOLS,
	CAUSE_BLOCKED_CERTIFICATE,
	/* What both ends chose. */
	CAUSE_TLS13_FIRST,
	CAUSE_NO_COMMON_SUITE,
	CAUSE_NO_GROUP,
	CAUSE_DH_SIZE,
	CAUSE_DH_LARGE,
	CAUSE_SERVER_PROTOCOLS,
	CAUSE_CLIENT_PROTOCOLS,
	/* The settings of an application. */
	CAUSE_SERVER_NOT_ENABLED,
	CAUSE_CLIENT_NOT_ENABLED,
	CAUSE_SUITES_AND_PROTOCOLS,
	CAUSE_UNKNOWN_SUITE,
	CAUSE_SSLV2_HELLO,
	CAUSE_NO_CERTIFICATE,
	CAUSE_CLIENT_CERTIFICATE,
	CAUSE_UNTRUSTED_CERTIFICATE,
	CAUSE_OTHER_ALERT,
	/* It does not come as far as TLS. */
	CAUSE_NOT_TLS,
	CAUSE_NOTHING_LISTENS,
	CAUSE_NO_ANSWER,
	CAUSE_CLOSES,
	CAUSE_UNKNOWN_HOST,
	N_CAUSES
};

#define CAUSE_ENTRIES 2

struct cause_words {
	const char *code; /* for programs; never changed */
	enum jsec_side side;
	const char *message; /* one sentence: who refuses, and why */
	const char *cure;    /* one sentence: what to do */
	const char *tell;    /* one sentence: what shows whether it is this one */
	const char *allow[CAUSE_ENTRIES + 1], *disallow[CAUSE_ENTRIES + 1];
};

const struct cause_words *causes_get(enum cause cause);

#endif
