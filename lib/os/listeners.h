/* SPDX-License-Identifier: MIT */
/* Finds the processes of this machine that listen on an address. */
#ifndef LISTENERS_H
#define LISTENERS_H

#include "os/address.h"

#include "base/span.h"

#define LISTENERS_MAX 16

/* The sockets that get connections to an address, and their processes. */
struct listeners {
	uint64_t sockets[LISTENERS_MAX]; /* their inodes */
	size_t n;
	uint32_t uid; /* of the user who made the first one */
	int rank;     /* how well they match; 0: there is none */
	int pids[LISTENERS_MAX];
	size_t n_pids;
	size_t unseen; /* processes that could not be inspected */
};

/*
 * Finds them in the network namespace of this process. There is no socket if another
 * namespace, such as that of a container, has it.
 */
int listeners_find(const struct address *at, struct listeners *ret, struct err *e);

/* Adds the sockets in the text of /proc/net/tcp, or of tcp6 if `six`. */
void listeners_take_text(
	struct listeners *l, const struct address *at, struct span text, bool six);

#endif
