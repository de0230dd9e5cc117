/* SPDX-License-Identifier: MIT */
/*
 * Asks a server with hellos of TLS, and judges from its answers why handshakes fail.
 *
 * A server is asked with one hello after the other, each on its own connection; what it has
 * answered decides what to ask next. It never gets anything but hellos. What to ask and the
 * judgement follow from the answers alone, so that tests can make them up.
 */
#ifndef PROBES_H
#define PROBES_H

#include "diagnosis/diagnosis.h"
#include "os/address.h"
#include "text/client_hello.h"
#include "text/server_answer.h"

#include <stdint.h>

#define PROBES_MOST 12 /* connections to a server */

/* What to do next: send this kind of hello, or */
enum {
	PROBES_WAIT = HELLO_KINDS, /* connect, send nothing, and see whether it closes */
	PROBES_END,
};

/* What a server has answered. A zeroed struct is one that has not been asked. */
struct probes {
	struct answer answers[HELLO_KINDS];
	struct answer waited;	  /* to no hello at all */
	int errnum;		  /* why there is no connection, or 0 */
	char where[ADDRESS_TEXT]; /* the address that was tried last */
	bool late;		  /* there was no time for more */
};

/* Returns what is to be asked next: a kind of hello, PROBES_WAIT, or PROBES_END. */
unsigned probes_choose(const struct probes *p);

/* Adds to `d` what the answers show. */
void probes_judge(const struct probes *p, struct diagnosis *d);

void probes_done(struct probes *p);

#define PROBES_AUTO __attribute__((cleanup(probes_done)))

/*
 * Asks the first address that can be reached, and adds to `d` what its answers show:
 * whether it works, causes, facts, unknowns. `host` is the name that the user gave; a
 * server of several names is told it. Sets `ret_at` to that address; NULL if none can be
 * reached. Ends before `deadline`, by the monotonic clock in nanoseconds. Fails only if
 * memory or descriptors ran out.
 */
int probes_ask(const struct addresses *to, const char *host, int64_t deadline,
	struct diagnosis *d, const struct address **ret_at, struct err *e);

#endif
