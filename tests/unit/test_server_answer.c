/* SPDX-License-Identifier: MIT */
/* Reads answers of servers, whole and in pieces. */
#include "text/server_answer.h"

#include "testing.h"

#define RECORD(size) "\x16\x03\x03\0" size
#define RANDOM "0123456789abcdef0123456789abcdef"
#define RETRY_RANDOM                                                       \
	"\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91" \
	"\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"
#define HELLO_12(suite) "\x02\0\0\x26\x03\x03" RANDOM "\0" suite "\0"
#define HELLO_13 "\x02\0\0\x2e\x03\x03" RANDOM "\0\x13\x02\0\0\x06\0\x2b\0\x02\x03\x04"
#define RETRY                                                                \
	"\x02\0\0\x3c\x03\x03" RETRY_RANDOM "\0\x13\x02\0\0\x14\0\x2b\0\x02" \
	"\x03\x04\0\x33\0\x02\0\x18\0\x2c\0\x04\0\x02ok"
#define KEY_DH "\x0c\0\0\x0b\0\x02\x01\xff\0\x01\x02\0\x02\x01\x05"
#define KEY_EC "\x0c\0\0\x05\x03\0\x17\x01\x04"
#define CERTIFICATE "\x0b\0\0\x03\0\0\0"
#define REQUEST "\x0d\0\0\x01\0"
#define DONE "\x0e\0\0\0"
#define ALERT(level, what) "\x15\x03\x03\0\x02" level what
#define SEALED(size) "\x17\x03\x03\0" size
#define CHANGE "\x14\x03\x03\0\x01\x01"
#define B19 "0123456789abcdef012"
#define B35 B19 "0123456789abcdef"
#define B64 RANDOM RANDOM
#define ANON_12 RECORD("\x3d") HELLO_12("\0\xa7") KEY_DH DONE

enum {
	ANONYMOUS = 1,
	WITH_CERTIFICATE = 2,
	BROKEN_13 = 4,
	CLOSED = 8,
	SETTLED = 16,
	MORE = 32,
	DEMANDS = 64
};

#define NO ANSWER_NO_ALERT
static const struct {
	struct span bytes;
	enum answer_end end;
	unsigned wants; /* of those above; MORE: before the end is known */
	enum answer_protocol protocol;
	int alert;
} rows[] = {
	/* TLS 1.2 and older */
	{BYTES(ANON_12), ANSWER_ENOUGH, ANONYMOUS, ANSWER_TLS, NO},
	{BYTES(RECORD("\x37") HELLO_12("\xc0\x19") KEY_EC DONE), ANSWER_ENOUGH, ANONYMOUS,
		ANSWER_TLS, NO},
	{BYTES(RECORD("\x2a") HELLO_12("\0\xa7") RECORD("\x0f") KEY_DH RECORD("\4") DONE),
		ANSWER_ENOUGH, ANONYMOUS, ANSWER_TLS, NO},
	/* it does not say that it is done */
	{BYTES(RECORD("\x2a") HELLO_12("\0\xa7") RECORD("\x0f") KEY_DH), ANSWER_LATE,
		MORE, ANSWER_TLS, NO},
	{BYTES(RECORD("\x39") HELLO_12("\0\xa7") KEY_DH), ANSWER_CLOSED, MORE, ANSWER_TLS,
		NO},
	/* it sends what does not belong to an anonymous suite: each Java breaks off */
	{BYTES(RECORD("\x42") HELLO_12("\0\xa7") KEY_DH REQUEST DONE), ANSWER_ENOUGH,
		DEMANDS, ANSWER_TLS, NO},
	{BYTES(RECORD("\x44") HELLO_12("\0\xa7") CERTIFICATE KEY_DH DONE), ANSWER_ENOUGH,
		WITH_CERTIFICATE, ANSWER_TLS, NO},
	/* a key without a prime; of no named curve; of a curve that was not offered */
	{BYTES(RECORD("\x34") HELLO_12("\0\xa7") "\x0c\0\0\x02\0\0" DONE), ANSWER_ENOUGH,
		0, ANSWER_TLS, NO},
	{BYTES(RECORD("\x37") HELLO_12("\xc0\x19") "\x0c\0\0\x05\x01\0\x17\x01\x04" DONE),
		ANSWER_ENOUGH, 0, ANSWER_TLS, NO},
	{BYTES(RECORD("\x37") HELLO_12("\xc0\x19") "\x0c\0\0\x05\x03\0\x1a\x01\x04" DONE),
		ANSWER_ENOUGH, 0, ANSWER_TLS, NO},
	/* compression, which was not offered */
	{BYTES(RECORD("\x3d") "\x02\0\0\x26\x03\x03" RANDOM "\0\0\xa7\1" KEY_DH DONE),
		ANSWER_ENOUGH, 0, ANSWER_GARBAGE, NO},
	/* an anonymous suite, but it breaks off, or the key does not come */
	{BYTES(RECORD("\x2a") HELLO_12("\0\xa7")), ANSWER_LATE, MORE, ANSWER_TLS, NO},
	{BYTES(RECORD("\x2a") HELLO_12("\0\xa7")), ANSWER_CLOSED, MORE, ANSWER_TLS, NO},
	{BYTES(RECORD("\x2a") HELLO_12("\0\xa7") ALERT("\2", "\x28")), ANSWER_ENOUGH, 0,
		ANSWER_TLS, 40},
	{BYTES(RECORD("\x39") HELLO_12("\0\xa7") KEY_DH ALERT("\2", "\x28")),
		ANSWER_ENOUGH, 0, ANSWER_TLS, 40},
	/* certificates */
	{BYTES(RECORD("\x3e") HELLO_12("\xc0\x30") CERTIFICATE KEY_EC DONE),
		ANSWER_ENOUGH, WITH_CERTIFICATE, ANSWER_TLS, NO},
	{BYTES(RECORD("\x43") HELLO_12("\xc0\x30") CERTIFICATE KEY_EC REQUEST DONE),
		ANSWER_ENOUGH, WITH_CERTIFICATE, ANSWER_TLS, NO},
	/* alerts */
	{BYTES(ALERT("\2", "\x28")), ANSWER_ENOUGH, 0, ANSWER_TLS, 40},
	{BYTES(ALERT("\1", "\x70") ALERT("\2", "\x28")), ANSWER_ENOUGH, 0, ANSWER_TLS,
		40},
	{BYTES("\x15\x03\x01\0\x04\1\x70\2\x28"), ANSWER_ENOUGH, 0, ANSWER_TLS, 40},
	{BYTES("\x15\x03\x01\0\1\2\x15\x03\x01\0\1\x46"), ANSWER_ENOUGH, 0, ANSWER_TLS,
		70},
	{BYTES(ALERT("\1", "\x70") ANON_12), ANSWER_ENOUGH, ANONYMOUS, ANSWER_TLS, NO},
	{BYTES(ALERT("\1", "\x28")), ANSWER_CLOSED, MORE, ANSWER_TLS, 40},
	{BYTES(ALERT("\1", "\x28")), ANSWER_LATE, MORE, ANSWER_TLS, NO},
	{BYTES(ALERT("\1", "\0")), ANSWER_CLOSED, CLOSED, ANSWER_TLS, 0},
	/* nothing, or a part */
	{BYTES(""), ANSWER_CLOSED, CLOSED | MORE, ANSWER_NOTHING, NO},
	{BYTES(""), ANSWER_RESET, CLOSED | MORE, ANSWER_NOTHING, NO},
	{BYTES(""), ANSWER_LATE, MORE, ANSWER_NOTHING, NO},
	{BYTES("\x15\x03\x03"), ANSWER_CLOSED, CLOSED | MORE, ANSWER_TLS, NO},
	{BYTES("\x15\x03\x03"), ANSWER_LATE, MORE, ANSWER_TLS, NO},
	/* TLS 1.3: no certificate */
	{BYTES(RECORD("\x32") HELLO_13 CHANGE SEALED("\x40") B64 SEALED("\x23") B35),
		ANSWER_CLOSED, BROKEN_13 | SETTLED | MORE, ANSWER_TLS, NO},
	{BYTES(RECORD("\x32") HELLO_13 SEALED("\x40") B64 SEALED("\x23") B35),
		ANSWER_LATE, BROKEN_13 | SETTLED | MORE, ANSWER_TLS, NO},
	{BYTES(RECORD("\x32") HELLO_13 SEALED("\x13") B19), ANSWER_LATE,
		BROKEN_13 | SETTLED | MORE, ANSWER_TLS, NO},
	{BYTES(RECORD("\x32") HELLO_13), ANSWER_RESET, BROKEN_13 | MORE, ANSWER_TLS, NO},
	{BYTES(RECORD("\x32") HELLO_13 ALERT("\2", "\x28")), ANSWER_ENOUGH, BROKEN_13,
		ANSWER_TLS, 40},
	/* a long request for a client's certificate is not the server's */
	{BYTES(RECORD("\x32") HELLO_13 SEALED("\x40") B64 SEALED("\xc0")
			 B64 B64 B64 SEALED("\x23") B35),
		ANSWER_CLOSED, BROKEN_13 | SETTLED | MORE, ANSWER_TLS, NO},
	/* TLS 1.3: a certificate */
	{BYTES(RECORD("\x32") HELLO_13 SEALED("\x40") B64 SEALED("\xc0")
			 B64 B64 B64 SEALED("\x40") B64),
		ANSWER_LATE, WITH_CERTIFICATE | SETTLED | MORE, ANSWER_TLS, NO},
	/* TLS 1.3: the first message alone may have the size of an alert in Java */
	{BYTES(RECORD("\x32") HELLO_13 SEALED("\x23") B35), ANSWER_LATE, MORE, ANSWER_TLS,
		NO},
	/* other protocols */
	{BYTES("HTTP/1.1 400 Bad Request\r\n"), ANSWER_ENOUGH, 0, ANSWER_TEXT, NO},
	{BYTES("220 mail ready"), ANSWER_LATE, MORE, ANSWER_TEXT, NO},
	{BYTES("\r\nlogin:"), ANSWER_ENOUGH, 0, ANSWER_TEXT, NO},
	{BYTES("\x80\x0b\4\0\1\0\2\0\0\0\0\0\0"), ANSWER_ENOUGH, 0, ANSWER_SSL2, NO},
	{BYTES("\x80\x2e\1\0\2\0\x15"), ANSWER_ENOUGH, 0, ANSWER_HELLO, NO},
	{BYTES("\x80\x2e\1\3\1\0\x15"), ANSWER_ENOUGH, 0, ANSWER_HELLO, NO},
	{BYTES("\x80\x2e\1\7\1\0\x15"), ANSWER_ENOUGH, 0, ANSWER_GARBAGE, NO},
	{BYTES("\x80\x0b\4\0\1\7\2\0\0\0\0\0\0"), ANSWER_ENOUGH, 0, ANSWER_GARBAGE, NO},
	{BYTES("\xff\xfd\4"), ANSWER_ENOUGH, 0, ANSWER_GARBAGE, NO},
	{BYTES(RECORD("\x06") "\1\0\0\x02\x03\x03"), ANSWER_ENOUGH, 0, ANSWER_HELLO, NO},
	{BYTES("J\0\0\0\x0a"
	       "8.0.33"),
		ANSWER_ENOUGH, 0, ANSWER_GARBAGE, NO},
	{BYTES("\x16\x03\x03\xff\xff"), ANSWER_ENOUGH, 0, ANSWER_GARBAGE, NO},
	{BYTES("\x16\x02\x03\0\1"), ANSWER_ENOUGH, 0, ANSWER_GARBAGE, NO},
	{BYTES("\x17\x03\x03\0\1a"), ANSWER_ENOUGH, 0, ANSWER_GARBAGE, NO},
	{BYTES(CHANGE), ANSWER_ENOUGH, 0, ANSWER_GARBAGE, NO},
	{BYTES(RECORD("\x07") CERTIFICATE), ANSWER_ENOUGH, 0, ANSWER_GARBAGE, NO},
	{BYTES(RECORD("\x06") "\2\0\0\x02\x03\x03"), ANSWER_ENOUGH, 0, ANSWER_GARBAGE,
		NO},
	{BYTES(ALERT("\1", "\x70") "garbage"), ANSWER_ENOUGH, 0, ANSWER_GARBAGE, NO},
};

static void check(int row, const struct answer *a)
{
	unsigned wants = (answer_is_anonymous(a) ? ANONYMOUS : 0) |
			 (answer_is_certificate(a) ? WITH_CERTIFICATE : 0) |
			 (answer_is_broken_13(a) ? BROKEN_13 : 0) |
			 (answer_is_closed(a) ? CLOSED : 0) |
			 (answer_is_settled(a) ? SETTLED : 0) |
			 (answer_wants_more(a) ? MORE : 0) |
			 (answer_is_anonymous_with_request(a) ? DEMANDS : 0);

	ck_assert_msg(wants == rows[row].wants, "%s: 0x%x, not 0x%x",
		shown(rows[row].bytes), wants, rows[row].wants);
	ck_assert_msg(a->protocol == rows[row].protocol, "%s: protocol %d",
		shown(rows[row].bytes), a->protocol);
	ck_assert_msg(answer_get_alert(a) == rows[row].alert, "%s: alert %d",
		shown(rows[row].bytes), answer_get_alert(a));
}

START_TEST(test_whole)
{
	ANSWER_AUTO struct answer a = {0};

	answer_feed(&a, rows[_i].bytes);
	a.end = rows[_i].end;
	check(_i, &a);
}
END_TEST

START_TEST(test_pieces)
{
	ANSWER_AUTO struct answer a = {0};

	/* what is no TLS is known after a byte or two, and then nothing more is read */
	for (size_t i = 0; i < rows[_i].bytes.size; i++)
		answer_feed(&a, span_cut(rows[_i].bytes, i, i + 1));
	a.end = rows[_i].end;
	if (rows[_i].protocol <= ANSWER_TLS)
		check(_i, &a);
	else
		ck_assert_int_gt(a.protocol, ANSWER_TLS);
}
END_TEST

START_TEST(test_details)
{
	ANSWER_AUTO struct answer dh = {0}, ec = {0}, request = {0};

	answer_feed(&dh, (struct span)BYTES(ANON_12));
	ck_assert_uint_eq(dh.version, 0x0303);
	ck_assert_uint_eq(dh.suite, 0x00a7);
	ck_assert_uint_eq(dh.bits, 9);
	answer_feed(
		&ec, (struct span)BYTES(RECORD("\x37") HELLO_12("\xc0\x19") KEY_EC DONE));
	ck_assert_uint_eq(ec.group, 23);
	ck_assert_uint_eq(ec.bits, 0);
	answer_feed(&request, (struct span)BYTES(RECORD("\x43") HELLO_12("\xc0\x30")
					      CERTIFICATE KEY_EC REQUEST DONE));
	ck_assert(request.has_request);
}
END_TEST

START_TEST(test_retry)
{
	ANSWER_AUTO struct answer a = {0};
	static const struct span first = BYTES(RECORD("\x40") RETRY CHANGE);
	static const struct span second =
		BYTES(RECORD("\x32") HELLO_13 SEALED("\x13") B19);

	answer_feed(&a, first);
	ck_assert(a.has_retry && !a.has_hello && !answer_wants_more(&a));
	ck_assert_uint_eq(a.retry_group, 24);
	assert_bytes(buf_span(&a.cookie), span_str("ok"), "cookie");
	answer_retry(&a);
	ck_assert(answer_wants_more(&a));
	answer_feed(&a, second);
	ck_assert(answer_is_broken_13(&a));
}
END_TEST

/* A server that asks for a retry again and again is none. */
START_TEST(test_retry_twice)
{
	ANSWER_AUTO struct answer a = {0};
	static const struct span first = BYTES(RECORD("\x40") RETRY);

	answer_feed(&a, first);
	answer_retry(&a);
	answer_feed(&a, first);
	ck_assert_int_eq(a.protocol, ANSWER_GARBAGE);
}
END_TEST

static const struct span endless[] = {
	BYTES(ALERT("\1", "\x70")),
	BYTES("\x16\x03\x03\0\0"),
	BYTES(RECORD("\4") "\0\0\0\0"),
	BYTES("\x16\x03\x03\x40\0\x0b\xff\xff\xff"),
	BYTES("text without an end "),
};

START_TEST(test_endless)
{
	ANSWER_AUTO struct answer a = {0};
	struct span much = repeated(endless[_i], (size_t)1 << 20, span_str(""));

	answer_feed(&a, much);
	ck_assert(!answer_wants_more(&a));
	ck_assert_uint_le(a.raw.size, ANSWER_MOST);
	free((char *)much.data);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("server_answer");
	TCase *c = add_case(s, "server_answer");

	tcase_add_loop_test(c, test_whole, 0, N_ROWS(rows));
	tcase_add_loop_test(c, test_pieces, 0, N_ROWS(rows));
	tcase_add_test(c, test_details);
	tcase_add_test(c, test_retry);
	tcase_add_test(c, test_retry_twice);
	tcase_add_loop_test(c, test_endless, 0, N_ROWS(endless));
	return run_suite(s);
}
