/* SPDX-License-Identifier: MIT */
/* The ways to mend Access Manager's connections, as commands. */
#ifndef ACCESS_WAYS_H
#define ACCESS_WAYS_H

#include "access_check.h"

/* A command of a way. NULL: memory ran out. */
struct access_step {
	const char *what; /* a line that introduces it, or NULL */
	char *command;
};

struct access_way {
	struct access_step *steps;
	size_t n;
};

/* Makes the commands that give all parts this transport, and that let Java take it. */
void access_ways_make(const struct access_check *a, enum jsec_transport transport,
	struct access_way *ret);

/* Makes the command that disables TLS 1.3, if that may stand in the way of anon. */
void access_ways_make_tls13(const struct access_check *a, struct access_way *ret);
void access_ways_done(struct access_way *way);

#define ACCESS_WAY_AUTO __attribute__((cleanup(access_ways_done)))

#endif
