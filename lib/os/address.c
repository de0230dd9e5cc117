/* SPDX-License-Identifier: MIT */
/* Asks for the addresses of a name in a process of its own, which can be stopped. */
#include "os/address.h"

#include "os/place.h"
#include "os/system.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/* What the process that asks writes before the addresses. */
struct address_answer {
	int failure; /* of getaddrinfo() */
	struct addresses found;
};

static void address_ask(
	const char *host, const char *port, int flags, struct address_answer *ret)
{
	const struct addrinfo wanted = {
		.ai_flags = flags | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
	struct addrinfo *list = NULL;

	*ret = (struct address_answer){0};
	ret->failure = getaddrinfo(host, port, &wanted, &list);
	if (ret->failure)
		return;
	for (const struct addrinfo *i = list; i && ret->found.n < ADDRESSES_MAX;
		i = i->ai_next) {
		struct address *a = &ret->found.items[ret->found.n++];
		memcpy(&a->bytes, i->ai_addr, i->ai_addrlen);
		a->size = i->ai_addrlen;
	}
	freeaddrinfo(list);
}

/* Runs in the process that asks. */
static void address_answer_and_exit(const char *host, const char *port, int to)
{
	struct address_answer answer;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	address_ask(host, port, 0, &answer);
	_exit(write(to, &answer, sizeof answer) < 0);
}

/* Waits for the answer. Returns false if there is none in time. */
static bool address_wait(int from, unsigned milliseconds, struct address_answer *ret)
{
	int64_t end =
		system_read_clock(CLOCK_MONOTONIC) + milliseconds * INT64_C(1000000);
	struct pollfd p = {.fd = from, .events = POLLIN};
	int ready;

	do {
		int64_t left = end - system_read_clock(CLOCK_MONOTONIC);
		ready = poll(&p, 1, left > 0 ? (int)(left / 1000000) : 0);
	} while (ready < 0 && errno == EINTR);
	/* the answer is smaller than what a pipe takes at once */
	return ready > 0 && read(from, ret, sizeof *ret) == sizeof *ret;
}

/* Asks the name service. Returns false if it does not answer in time. */
static bool address_ask_service(const char *host, const char *port, unsigned milliseconds,
	struct address_answer *ret)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return false;
	FD_AUTO int from = ends[0];
	pid_t pid = fork();
	if (!pid)
		address_answer_and_exit(host, port, ends[1]);
	close(ends[1]);
	if (pid < 0)
		return false;
	bool answered = address_wait(from, milliseconds, ret);
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return answered;
}

int address_resolve(const char *host, uint16_t port, unsigned milliseconds,
	struct addresses *ret, struct err *e)
{
	struct address_answer answer;
	char number[8];

	snprintf(number, sizeof number, "%u", port);
	address_ask(host, number, AI_NUMERICHOST, &answer);
	if (answer.failure && !address_ask_service(host, number, milliseconds, &answer))
		return err_set(e, JSEC_IO, NULL, 0,
			"the name service does not answer for '%s' within %u s", host,
			milliseconds / 1000);
	if (answer.failure == EAI_AGAIN)
		return err_set(e, JSEC_IO, NULL, 0,
			"the name service cannot be asked for '%s'", host);
	*ret = answer.found;
	return 0;
}

void address_format(const struct address *a, char ret[ADDRESS_TEXT])
{
	char host[INET6_ADDRSTRLEN + IF_NAMESIZE + 1] = "?", port[8] = "?";
	bool six = a->bytes.ss_family == AF_INET6;

	if (getnameinfo((const struct sockaddr *)&a->bytes, a->size, host, sizeof host,
		    port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV))
		strcpy(host, "?");
	snprintf(ret, ADDRESS_TEXT, six ? "[%s]:%s" : "%s:%s", host, port);
}

/* Tells whether both have the same IP address. */
static bool address_is_same(const struct sockaddr *a, const struct sockaddr *b)
{
	if (!b || a->sa_family != b->sa_family)
		return false;
	if (a->sa_family == AF_INET)
		return ((const struct sockaddr_in *)a)->sin_addr.s_addr ==
		       ((const struct sockaddr_in *)b)->sin_addr.s_addr;
	return a->sa_family == AF_INET6 &&
	       !memcmp(&((const struct sockaddr_in6 *)a)->sin6_addr,
		       &((const struct sockaddr_in6 *)b)->sin6_addr,
		       sizeof(struct in6_addr));
}

static bool address_is_loopback(const struct address *a)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)&a->bytes;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&a->bytes;

	if (a->bytes.ss_family == AF_INET)
		return ntohl(four->sin_addr.s_addr) >> 24 == 127 ||
		       !four->sin_addr.s_addr;
	return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr) ||
	       IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr) ||
	       (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr) &&
		       six->sin6_addr.s6_addr[12] == 127);
}

bool address_is_local(const struct address *a)
{
	struct ifaddrs *list = NULL;
	bool found = address_is_loopback(a);

	if (found || getifaddrs(&list))
		return found;
	for (const struct ifaddrs *i = list; i && !found; i = i->ifa_next)
		found = address_is_same((const struct sockaddr *)&a->bytes, i->ifa_addr);
	freeifaddrs(list);
	return found;
}
