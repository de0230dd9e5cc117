/* SPDX-License-Identifier: MIT */
/* Addresses of servers, and connections to them; no call waits longer than allowed. */
#ifndef ADDRESS_H
#define ADDRESS_H

#include "base/buf.h"
#include "base/errors.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define ADDRESSES_MAX 8
#define ADDRESS_TEXT 80 /* bytes of "[ADDRESS%INTERFACE]:PORT" */

/* Only os/ uses the members. */
struct address {
	struct sockaddr_storage bytes;
	socklen_t size;
};

/* The addresses of a host, in the order in which programs try them. */
struct addresses {
	struct address items[ADDRESSES_MAX];
	size_t n;
};

/*
 * Finds the addresses of a host, which is a name or an address. Sets none if the name has
 * none. Fails with JSEC_IO if the name service does not answer in time.
 */
int address_resolve(const char *host, uint16_t port, unsigned milliseconds,
	struct addresses *ret, struct err *e);

/* Formats it as "127.0.0.1:443" or "[::1]:443". */
void address_format(const struct address *a, char ret[ADDRESS_TEXT]);

/* Tells whether the address is one of this machine. */
bool address_is_local(const struct address *a);

/*
 * A deadline is a time of the monotonic clock in nanoseconds. A connection that breaks
 * raises no SIGPIPE.
 */
enum connection {
	CONNECTION_OK,
	CONNECTION_CLOSED,  /* by the other end */
	CONNECTION_RESET,   /* the same */
	CONNECTION_LATE,    /* the deadline has passed */
	CONNECTION_REFUSED, /* nothing listens */
	CONNECTION_FAILED,  /* there is no way, or a firewall, or it failed here */
};

/*
 * Connects. Sets the descriptor, which belongs to the caller: -1 without CONNECTION_OK;
 * then `errnum` gets the reason.
 */
enum connection connection_open(
	const struct address *to, int64_t deadline, int *fd, int *errnum);

/* Tells whether such a reason is a lack of memory or descriptors. */
bool connection_is_exhausted(int errnum);

/* Sends all bytes. */
enum connection connection_send(int fd, struct span bytes, int64_t deadline);

/* Waits for bytes, and adds some to `out`. */
enum connection connection_receive(int fd, int64_t deadline, struct buf *out);

/* Ends the connection. Does nothing if `fd` is negative. */
void connection_close(int fd);

/* Fills memory with random bytes. Returns 0, or -1 and errno. */
int connection_make_random(void *data, size_t size);

#endif
