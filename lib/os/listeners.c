/* SPDX-License-Identifier: MIT */
/* Reads listening sockets from /proc/net, and finds who has them open. */
#include "os/listeners.h"

#include "base/buf.h"
#include "os/place.h"
#include "os/proc.h"
#include "os/system.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MOST ((size_t)16 << 20)
#define LISTENS 10 /* TCP_LISTEN in the column "st" */

/* Columns of /proc/net/tcp, as proc(5) has them. */
enum column { COLUMN_LOCAL = 1, COLUMN_STATE = 3, COLUMN_UID = 7, COLUMN_INODE = 9 };

/* How well a socket matches an address; connections go to the best. */
enum rank { RANK_NONE = 0, RANK_ANY_OTHER, RANK_ANY, RANK_EXACT };

/* An address of either family, as the one of IPv6 that stands for it, and a port. */
struct listener_end {
	struct in6_addr address;
	unsigned port;
	bool six;
};

static struct listener_end listeners_map(uint32_t four, unsigned port)
{
	struct listener_end end = {.port = port};

	end.address.s6_addr[10] = end.address.s6_addr[11] = 0xff;
	memcpy(end.address.s6_addr + 12, &four, sizeof four);
	return end;
}

/* A connection to the address "any" goes to the machine itself. */
static struct listener_end listeners_get_end(const struct address *a)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)&a->bytes;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&a->bytes;

	if (a->bytes.ss_family == AF_INET)
		return listeners_map(four->sin_addr.s_addr ? four->sin_addr.s_addr
							   : htonl(INADDR_LOOPBACK),
			ntohs(four->sin_port));
	return (struct listener_end){.address = IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr)
							? in6addr_loopback
							: six->sin6_addr,
		.port = ntohs(six->sin6_port),
		.six = !IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)};
}

/* Reads a number of `n` digits. Returns false if there are fewer. */
static bool listeners_read_hex(struct span text, size_t at, size_t n, uint32_t *ret)
{
	*ret = 0;
	for (size_t i = at; i < at + n; i++) {
		int c = i < text.size ? text.data[i] : 0, letter = (c | 0x20) - 'a' + 10;
		bool digit = c >= '0' && c <= '9';

		if (!digit && (letter < 10 || letter > 15))
			return false;
		*ret = *ret << 4 | (uint32_t)(digit ? c - '0' : letter);
	}
	return true;
}

/* Reads "0100007F:1F90": words in the byte order of the machine, and the port. */
static bool listeners_read_end(struct span text, bool six, struct listener_end *ret)
{
	uint32_t words[4], port;
	size_t n = six ? 4 : 1;

	for (size_t i = 0; i < n; i++)
		if (!listeners_read_hex(text, 8 * i, 8, &words[i]))
			return false;
	if (text.size != 8 * n + 5 || text.data[8 * n] != ':' ||
		!listeners_read_hex(text, 8 * n + 1, 4, &port))
		return false;
	*ret = listeners_map(words[0], port);
	ret->six = six;
	if (six)
		memcpy(&ret->address, words, sizeof words);
	return true;
}

static uint64_t listeners_read_number(struct span text)
{
	uint64_t n = 0;

	for (size_t i = 0; i < text.size && text.data[i] >= '0' && text.data[i] <= '9';
		i++)
		n = n * 10 + (uint64_t)(text.data[i] - '0');
	return n;
}

/* Returns a column of a line, counted from 0; empty if there are fewer. */
static struct span listeners_get_column(struct span line, enum column column)
{
	for (int i = 0;; i++) {
		size_t n = 0;

		while (line.size && *line.data == ' ')
			line = span_cut(line, 1, line.size);
		while (n < line.size && line.data[n] != ' ')
			n++;
		if (!n || i == (int)column)
			return span_cut(line, 0, n);
		line = span_cut(line, n, line.size);
	}
}

static enum rank listeners_judge(
	const struct listener_end *socket, const struct listener_end *wanted)
{
	static const struct in6_addr any = IN6ADDR_ANY_INIT;
	const struct listener_end any_four = listeners_map(INADDR_ANY, 0);
	const struct in6_addr *own = socket->six ? &any : &any_four.address;

	if (socket->port != wanted->port)
		return RANK_NONE;
	if (!memcmp(&socket->address, &wanted->address, sizeof any))
		return RANK_EXACT;
	if (memcmp(&socket->address, own, sizeof any) != 0 ||
		(wanted->six && !socket->six))
		return RANK_NONE;
	return socket->six == wanted->six ? RANK_ANY : RANK_ANY_OTHER;
}

static void listeners_take_line(struct listeners *l, const struct listener_end *wanted,
	struct span line, bool six)
{
	struct listener_end end;
	uint32_t state;

	if (!listeners_read_hex(listeners_get_column(line, COLUMN_STATE), 0, 2, &state) ||
		state != LISTENS ||
		!listeners_read_end(listeners_get_column(line, COLUMN_LOCAL), six, &end))
		return;
	int rank = (int)listeners_judge(&end, wanted);
	if (!rank || rank < l->rank)
		return;
	if (rank > l->rank)
		*l = (struct listeners){.rank = rank,
			.uid = (uint32_t)listeners_read_number(
				listeners_get_column(line, COLUMN_UID))};
	if (l->n < LISTENERS_MAX)
		l->sockets[l->n++] =
			listeners_read_number(listeners_get_column(line, COLUMN_INODE));
}

void listeners_take_text(
	struct listeners *l, const struct address *at, struct span text, bool six)
{
	const struct listener_end wanted = listeners_get_end(at);

	while (text.size)
		listeners_take_line(l, &wanted, span_take_line(&text), six);
}

/* A machine without IPv6 does not have tcp6. Listening sockets come first in the files. */
static int listeners_read(struct listeners *l, const struct address *at, const char *path,
	bool six, struct err *e)
{
	FD_AUTO int fd = open(path, O_RDONLY | O_CLOEXEC);
	BUF_AUTO struct buf text = {0};

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || (system_read_all(fd, TEXT_MOST, &text) && errno != EFBIG))
		return system_fail(e, errno, path, "read the listening sockets in");
	listeners_take_text(l, at, buf_span(&text), six);
	return 0;
}

/* A process while its files are looked at. */
struct listener_process {
	const struct listeners *sockets;
	bool has;
};

static void listeners_take_file(void *data, const char *target)
{
	struct listener_process *p = data;

	if (strncmp(target, "socket:[", 8) != 0)
		return;
	uint64_t inode = listeners_read_number(span_str(target + 8));
	for (size_t i = 0; i < p->sockets->n; i++)
		p->has = p->has || p->sockets->sockets[i] == inode;
}

static int listeners_find_processes(struct listeners *l, struct err *e)
{
	DIR *all = opendir("/proc");
	const struct dirent *d;

	if (!all)
		return system_fail(e, errno, "/proc", "list the processes in");
	while ((d = readdir(all)) && l->n_pids < LISTENERS_MAX) {
		struct listener_process p = {.sockets = l};
		int pid = atoi(d->d_name);

		if (pid <= 0)
			continue;
		l->unseen += process_list_files(pid, listeners_take_file, &p) != 0;
		if (p.has)
			l->pids[l->n_pids++] = pid;
	}
	closedir(all);
	return 0;
}

int listeners_find(const struct address *at, struct listeners *ret, struct err *e)
{
	*ret = (struct listeners){0};
	int rc = listeners_read(ret, at, "/proc/net/tcp", false, e);
	rc = rc ? rc : listeners_read(ret, at, "/proc/net/tcp6", true, e);
	return rc || !ret->n ? rc : listeners_find_processes(ret, e);
}
