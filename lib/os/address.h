/* SPDX-License-Identifier: MIT */
/* Addresses of servers: finds those of a host name, within a time limit. */
#ifndef ADDRESS_H
#define ADDRESS_H

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

#endif
