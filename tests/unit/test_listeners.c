/* SPDX-License-Identifier: MIT */
/* Tests which sockets get connections to an address, and who has them open. */
#include "os/listeners.h"

#include "base/buf.h"

#include "testing.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#define HEAD                                                                           \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt " \
	"  uid  timeout inode\n"
#define ROW(end, state, inode)                                                          \
	"   0: " end " 00000000:0000 " state " 00000000:00000000 00:00000000 00000000 " \
	"  104        0 " inode " 1 0000000000000000 100 0 0 10 0\n"
/* The words of the addresses have the byte order of the machine. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define WORD(a, b, c, d) d c b a
#else
#define WORD(a, b, c, d) a b c d
#endif
#define LOCAL WORD("7F", "00", "00", "01")
#define ANY6 "00000000000000000000000000000000"
#define ONE6 "000000000000000000000000" WORD("00", "00", "00", "01")
#define MAPPED6 "0000000000000000" WORD("00", "00", "FF", "FF") LOCAL

static const struct {
	const char *host;
	const char *text, *text6;
	uint64_t inode; /* 0: none */
} rows[] = {
	{"127.0.0.1", ROW(LOCAL ":15EF", "0A", "11"), "", 11},
	{"127.0.0.1", ROW("00000000:15EF", "0A", "12"), "", 12},
	{"127.0.0.1", ROW("00000000:15EF", "0A", "12") ROW(LOCAL ":15EF", "0A", "13"), "",
		13},
	{"127.0.0.1", ROW(LOCAL ":15EF", "0A", "13") ROW("00000000:15EF", "0A", "12"), "",
		13},
	{"127.0.0.1", "", ROW(ANY6 ":15EF", "0A", "14"), 14},
	{"127.0.0.1", "", ROW(MAPPED6 ":15EF", "0A", "15"), 15},
	{"127.0.0.1", ROW("00000000:15EF", "0A", "12"), ROW(ANY6 ":15EF", "0A", "14"),
		12},
	{"0.0.0.0", ROW(LOCAL ":15EF", "0A", "11"), "", 11},
	{"::1", ROW("00000000:15EF", "0A", "12"), "", 0},
	{"::1", "", ROW(ONE6 ":15EF", "0A", "16"), 16},
	{"::1", "", ROW(ANY6 ":15EF", "0A", "14"), 14},
	{"::1", "", ROW(MAPPED6 ":15EF", "0A", "15"), 0},
	{"::", "", ROW(ONE6 ":15EF", "0A", "16"), 16},
	/* other ports, addresses and states, and lines that are cut */
	{"127.0.0.1", ROW(LOCAL ":15EE", "0A", "11"), "", 0},
	{"127.0.0.1", ROW(WORD("7F", "00", "00", "02") ":15EF", "0A", "11"), "", 0},
	{"127.0.0.1", ROW(LOCAL ":15EF", "01", "11"), "", 0},
	{"127.0.0.1", "   0: " LOCAL ":15EF 00000000:0000", "", 0},
	{"127.0.0.1", "   0: " LOCAL ":15E", "", 0},
	{"127.0.0.1", "   0: 0100007G:15EF 0 0A 0 0 0 0 0 11", "", 0},
	{"127.0.0.1", "", ROW(LOCAL ":15EF", "0A", "11"), 0},
	{"127.0.0.1", "", "", 0},
};

static struct address resolved(const char *host, uint16_t port)
{
	ERR_AUTO struct err e = {0};
	struct addresses all = {.n = 0};

	ck_assert_int_eq(address_resolve(host, port, 1, &all, &e), 0);
	ck_assert_uint_eq(all.n, 1);
	return all.items[0];
}

START_TEST(test_text)
{
	const struct address at = resolved(rows[_i].host, 0x15ef);
	struct listeners l = {0};
	BUF_AUTO struct buf text = {0};

	buf_addf(&text, "%s%s", HEAD, rows[_i].text);
	listeners_take_text(&l, &at, buf_span(&text), false);
	listeners_take_text(&l, &at, span_str(rows[_i].text6), true);
	ck_assert_uint_eq(l.n, rows[_i].inode != 0);
	ck_assert_uint_eq(l.n ? l.sockets[0] : 0, rows[_i].inode);
	ck_assert_uint_eq(l.uid, l.n ? 104 : 0);
}
END_TEST

/* More sockets than are kept have one address with SO_REUSEPORT. */
START_TEST(test_many)
{
	const struct address at = resolved("127.0.0.1", 0x15ef);
	struct listeners l = {0};

	for (int i = 0; i < 2 * LISTENERS_MAX; i++)
		listeners_take_text(
			&l, &at, span_str(ROW(LOCAL ":15EF", "0A", "11")), false);
	ck_assert_uint_eq(l.n, LISTENERS_MAX);
}
END_TEST

static const char *const hosts[] = {"127.0.0.1", "::1", "0.0.0.0", "::"};

/* Finds this process by a socket of its own. */
START_TEST(test_process)
{
	struct address at = resolved(hosts[_i], 0);
	ERR_AUTO struct err e = {0};
	struct listeners l;
	int fd = socket(at.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at.bytes, at.size))
		return; /* no IPv6 here */
	ck_assert_int_eq(listen(fd, 1), 0);
	at.size = sizeof at.bytes;
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&at.bytes, &at.size), 0);
	ck_assert(address_is_local(&at));
	ck_assert_int_eq(listeners_find(&at, &l, &e), 0);
	ck_assert_uint_eq(l.n, 1);
	ck_assert_uint_eq(l.uid, getuid());
	ck_assert_uint_ge(l.n_pids, 1);
	bool found = false;
	for (size_t i = 0; i < l.n_pids; i++)
		found = found || l.pids[i] == getpid();
	ck_assert(found);
	close(fd);
	ck_assert_int_eq(listeners_find(&at, &l, &e), 0);
	ck_assert_uint_eq(l.n, 0);
}
END_TEST

static const struct {
	const char *host, *text;
	bool local;
} addresses[] = {
	{"127.0.0.1", "127.0.0.1:443", true},
	{"127.9.9.9", "127.9.9.9:443", true},
	{"::1", "[::1]:443", true},
	{"::ffff:127.0.0.1", "[::ffff:127.0.0.1]:443", true},
	{"192.0.2.1", "192.0.2.1:443", false}, /* for documents, RFC 5737 */
	{"2001:db8::1", "[2001:db8::1]:443", false},
};

START_TEST(test_address)
{
	const struct address at = resolved(addresses[_i].host, 443);
	char text[ADDRESS_TEXT];

	address_format(&at, text);
	ck_assert_str_eq(text, addresses[_i].text);
	ck_assert_int_eq(address_is_local(&at), addresses[_i].local);
}
END_TEST

/* A name service that does not answer is not waited for. */
START_TEST(test_late)
{
	ERR_AUTO struct err e = {0};
	struct addresses all = {.n = 0};

	ck_assert_int_eq(address_resolve("name.invalid", 443, 0, &all, &e), -JSEC_IO);
	ck_assert_uint_eq(all.n, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("listeners");
	TCase *c = add_case(s, "listeners");

	tcase_add_loop_test(c, test_text, 0, N_ROWS(rows));
	tcase_add_test(c, test_many);
	const bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
	if (little ||
		!under_qemu("sockets of processes: the kernel has another byte order"))
		tcase_add_loop_test(c, test_process, 0, N_ROWS(hosts));
	tcase_add_loop_test(c, test_address, 0, N_ROWS(addresses));
	tcase_add_test(c, test_late);
	return run_suite(s);
}
