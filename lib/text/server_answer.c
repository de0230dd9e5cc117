/* SPDX-License-Identifier: MIT */
/* Takes records, alerts and handshake messages of a server apart. */
#include "text/server_answer.h"

#include "text/client_hello.h"

#define RECORD_HEAD 5
#define RECORD_MOST (16384 + 2048) /* bytes in a record */
#define MESSAGE_HEAD 4
#define TLS_1_3 0x0304
/* Bytes of encrypted records in TLS 1.3. */
#define SEALED_ALERT 19
#define PADDED_ALERT 35	      /* the same in Java, when it is not the first record */
#define LEAST_CERTIFICATE 256 /* in all, if there is a certificate */

enum answer_record {
	RECORD_CHANGE = 20,
	RECORD_ALERT = 21,
	RECORD_HANDSHAKE = 22,
	RECORD_DATA = 23,
};

enum answer_message {
	MESSAGE_CLIENT_HELLO = 1,
	MESSAGE_SERVER_HELLO = 2,
	MESSAGE_CERTIFICATE = 11,
	MESSAGE_KEY = 12,
	MESSAGE_REQUEST = 13,
	MESSAGE_DONE = 14,
};

enum answer_alert {
	ALERT_CLOSE_NOTIFY = 0,
	ALERT_FATAL = 2, /* a level */
};

static const unsigned char answer_retry_random[32] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a,
	0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11,
	0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

/* Takes a number of so many bytes off. Without so many, `s` gets no data, and stays so. */
static unsigned answer_take_number(struct span *s, unsigned bytes)
{
	unsigned number = 0;

	if (s->size < bytes) {
		*s = (struct span){0};
		return 0;
	}
	for (unsigned i = 0; i < bytes; i++)
		number = number << 8 | (unsigned char)s->data[i];
	*s = span_cut(*s, bytes, s->size);
	return number;
}

static struct span answer_take(struct span *s, size_t size)
{
	struct span taken = {0};

	if (s->size < size) {
		*s = taken;
		return taken;
	}
	taken = span_cut(*s, 0, size);
	*s = span_cut(*s, size, s->size);
	return taken;
}

static void answer_read_extension(struct answer *a, unsigned id, struct span body)
{
	if (id == 43 /* supported_versions */ && body.size == 2)
		a->version = answer_take_number(&body, 2);
	if (!a->has_retry)
		return;
	if (id == 51 /* key_share */ && body.size == 2)
		a->retry_group = answer_take_number(&body, 2);
	if (id == 44 /* cookie */) {
		a->cookie.size = 0;
		buf_add(&a->cookie, answer_take(&body, answer_take_number(&body, 2)));
	}
}

static void answer_read_server_hello(struct answer *a, struct span body)
{
	a->version = answer_take_number(&body, 2);
	struct span random = answer_take(&body, 32);
	a->has_retry = span_equal(random,
		span_of((const char *)answer_retry_random, sizeof answer_retry_random));
	answer_take(&body, answer_take_number(&body, 1)); /* the session */
	bool compresses = body.size > 2 && body.data[2];  /* no hello offers that */
	if (body.size < 3 || compresses || (a->has_retry && a->was_retried)) {
		a->protocol = ANSWER_GARBAGE;
		return;
	}
	a->suite = answer_take_number(&body, 2);
	answer_take_number(&body, 1);
	struct span extensions = answer_take(&body, answer_take_number(&body, 2));
	while (extensions.size) {
		unsigned id = answer_take_number(&extensions, 2);
		struct span it =
			answer_take(&extensions, answer_take_number(&extensions, 2));
		answer_read_extension(a, id, it);
	}
	a->has_hello = !a->has_retry;
}

/* Returns the bits of a number that stands in these bytes. */
static unsigned answer_count_bits(struct span number)
{
	while (number.size && !number.data[0])
		number = span_cut(number, 1, number.size);
	if (!number.size)
		return 0;
	unsigned bits = (unsigned)number.size * 8;
	for (unsigned first = (unsigned char)number.data[0]; !(first & 0x80); first <<= 1)
		bits--;
	return bits;
}

static void answer_read_key(struct answer *a, struct span body)
{
	const char *name = client_hello_name_suite(a->suite);

	if (name && strstr(name, "_ECDH")) {
		if (answer_take_number(&body, 1) == 3 /* a named curve */)
			a->group = answer_take_number(&body, 2);
		a->has_key = client_hello_offers_curve(a->group);
	} else {
		a->bits = answer_count_bits(
			answer_take(&body, answer_take_number(&body, 2)));
		a->has_key = a->bits > 0;
	}
}

static void answer_read_message(struct answer *a, unsigned type, struct span body)
{
	if (type == MESSAGE_CLIENT_HELLO)
		a->protocol = ANSWER_HELLO;
	else if (type == MESSAGE_SERVER_HELLO && !a->has_hello)
		answer_read_server_hello(a, body);
	else if (!a->has_hello && type)
		a->protocol = ANSWER_GARBAGE; /* nothing but HelloRequest comes before */
	else if (type == MESSAGE_CERTIFICATE)
		a->has_certificate = true;
	else if (type == MESSAGE_REQUEST)
		a->has_request = true;
	else if (type == MESSAGE_KEY)
		answer_read_key(a, body);
	else if (type == MESSAGE_DONE)
		a->has_done = true;
}

static void answer_read_messages(struct answer *a)
{
	while (answer_wants_more(a)) {
		struct span left = span_cut(
			buf_span(&a->messages), a->messages_at, a->messages.size);
		unsigned type = answer_take_number(&left, 1);
		size_t size = answer_take_number(&left, 3);
		if (!left.data || left.size < size)
			return;
		a->messages_at += MESSAGE_HEAD + size;
		answer_read_message(a, type, span_cut(left, 0, size));
	}
}

/* Reads alerts of two bytes, of which several can be in a record, or one in two. */
static void answer_read_alerts(struct answer *a)
{
	size_t at = 0;

	for (; at + 2 <= a->alerts.size && !a->has_alert; at += 2) {
		unsigned level = (unsigned char)a->alerts.data[at];
		unsigned what = (unsigned char)a->alerts.data[at + 1];
		if (level == ALERT_FATAL || what == ALERT_CLOSE_NOTIFY) {
			a->has_alert = true;
			a->alert = what;
		} else {
			a->has_warning = true;
			a->warning = what;
		}
	}
	if (at) {
		memmove(a->alerts.data, a->alerts.data + at, a->alerts.size - at);
		a->alerts.size -= at;
	}
}

static bool answer_is_13(const struct answer *a)
{
	return a->has_hello && a->version >= TLS_1_3;
}

static void answer_seal(struct answer *a, unsigned size)
{
	a->sealed.n++;
	a->sealed.total += size;
	a->sealed.last = size;
}

static void answer_read_record(struct answer *a, unsigned type, struct span body)
{
	switch (type) {
	case RECORD_HANDSHAKE:
		buf_add(&a->messages, body);
		answer_read_messages(a);
		break;
	case RECORD_ALERT:
		buf_add(&a->alerts, body);
		answer_read_alerts(a);
		break;
	case RECORD_DATA:
		if (answer_is_13(a))
			answer_seal(a, (unsigned)body.size);
		else
			a->protocol = ANSWER_GARBAGE;
		break;
	default: /* RECORD_CHANGE, which means nothing in TLS 1.3 */
		if (!a->has_hello && !a->was_retried)
			a->protocol = ANSWER_GARBAGE;
	}
}

/* Tells whether a record can begin so; what has not come yet can be anything. */
static bool answer_begins_record(struct span s)
{
	const unsigned char *b = (const unsigned char *)s.data;

	return (s.size < 1 || (b[0] >= RECORD_CHANGE && b[0] <= RECORD_DATA)) &&
	       (s.size < 2 || b[1] == 3) && (s.size < 3 || b[2] <= 4) &&
	       (s.size < RECORD_HEAD || (b[3] << 8 | b[4]) <= RECORD_MOST);
}

static bool answer_is_text(struct span s)
{
	for (size_t i = 0; i < s.size && i < 8; i++)
		if ((s.data[i] < ' ' && !strchr("\r\n\t\f", s.data[i])) || !s.data[i] ||
			s.data[i] == 0x7f)
			return false;
	return true;
}

/* Says what bytes are that are no record. */
static enum answer_protocol answer_judge(struct span s)
{
	const unsigned char *b = (const unsigned char *)s.data;

	/* in SSL 2 a server's hello has its version in bytes 5 and 6, a client's in 3 and 4 */
	if (s.size >= 7 && b[0] & 0x80 && b[2] == 4 && !b[5] && b[6] == 2)
		return ANSWER_SSL2;
	if (s.size >= 5 && b[0] & 0x80 && b[2] == 1 &&
		(b[3] == 3 || (!b[3] && b[4] == 2)))
		return ANSWER_HELLO;
	return answer_is_text(s) ? ANSWER_TEXT : ANSWER_GARBAGE;
}

static void answer_read_records(struct answer *a)
{
	while (answer_wants_more(a)) {
		struct span left = span_cut(buf_span(&a->raw), a->raw_at, a->raw.size);
		if (!answer_begins_record(left)) {
			a->protocol = a->raw_at ? ANSWER_GARBAGE : answer_judge(left);
			return;
		}
		a->protocol = ANSWER_TLS;
		if (left.size < RECORD_HEAD)
			return;
		unsigned type = answer_take_number(&left, 1);
		answer_take_number(&left, 2);
		size_t size = answer_take_number(&left, 2);
		if (!left.data || left.size < size)
			return;
		a->raw_at += RECORD_HEAD + size;
		answer_read_record(a, type, span_cut(left, 0, size));
	}
}

static void answer_keep_head(struct answer *a, struct span bytes)
{
	if (a->size < ANSWER_HEAD - 1) {
		size_t room = ANSWER_HEAD - 1 - a->size;
		memcpy(a->head + a->size, bytes.data,
			bytes.size < room ? bytes.size : room);
	}
	a->size += bytes.size;
}

void answer_feed(struct answer *a, struct span bytes)
{
	size_t room = ANSWER_MOST - (a->size < ANSWER_MOST ? a->size : ANSWER_MOST);

	bytes.size = bytes.size < room ? bytes.size : room;
	if (!bytes.size)
		return;
	answer_keep_head(a, bytes);
	buf_add(&a->raw, bytes);
	if (a->protocol == ANSWER_NOTHING || a->protocol == ANSWER_TLS)
		answer_read_records(a);
}

bool answer_wants_more(const struct answer *a)
{
	if (a->size >= ANSWER_MOST || a->raw.failed || a->messages.failed)
		return false;
	if (a->protocol == ANSWER_TEXT)
		return a->size < ANSWER_HEAD && !memchr(a->head, '\n', a->size);
	if (a->protocol != ANSWER_NOTHING && a->protocol != ANSWER_TLS)
		return false;
	return !a->has_alert && !a->has_done && !a->has_retry;
}

void answer_retry(struct answer *a)
{
	a->has_retry = false;
	a->was_retried = true;
}

/* Tells whether the last encrypted record has the size of an alert. */
static bool answer_ends_sealed_alert(const struct answer *a)
{
	return (a->sealed.n && a->sealed.last == SEALED_ALERT) ||
	       (a->sealed.n > 1 && a->sealed.last == PADDED_ALERT);
}

bool answer_is_settled(const struct answer *a)
{
	return answer_is_13(a) &&
	       (answer_ends_sealed_alert(a) || a->sealed.total >= LEAST_CERTIFICATE);
}

/* Tells whether the server chose an anonymous suite, and then said all that it has to. */
static bool answer_ends_anonymous(const struct answer *a)
{
	return a->has_hello && !answer_is_13(a) && a->has_key && a->has_done &&
	       !a->has_certificate && client_hello_is_anonymous(a->suite);
}

bool answer_is_anonymous(const struct answer *a)
{
	return answer_ends_anonymous(a) && !a->has_request;
}

bool answer_is_anonymous_with_request(const struct answer *a)
{
	return answer_ends_anonymous(a) && a->has_request;
}

bool answer_is_certificate(const struct answer *a)
{
	if (answer_is_13(a))
		return !a->has_alert && !answer_ends_sealed_alert(a) &&
		       a->sealed.total >= LEAST_CERTIFICATE;
	return a->has_certificate && !a->has_alert;
}

static bool answer_has_ended(const struct answer *a)
{
	return a->end == ANSWER_CLOSED || a->end == ANSWER_RESET;
}

bool answer_is_broken_13(const struct answer *a)
{
	return answer_is_13(a) && !answer_is_certificate(a) &&
	       (a->has_alert || answer_ends_sealed_alert(a) || answer_has_ended(a));
}

int answer_get_alert(const struct answer *a)
{
	if (a->has_alert)
		return (int)a->alert;
	return a->has_warning && !a->has_hello && answer_has_ended(a) ? (int)a->warning
								      : ANSWER_NO_ALERT;
}

bool answer_is_closed(const struct answer *a)
{
	int alert = answer_get_alert(a);

	return !a->has_hello &&
	       (a->protocol == ANSWER_NOTHING || a->protocol == ANSWER_TLS) &&
	       (alert == ALERT_CLOSE_NOTIFY ||
		       (alert == ANSWER_NO_ALERT && answer_has_ended(a)));
}

const char *answer_name_version(unsigned version)
{
	static const char *const names[] = {
		"SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};

	return version >= 0x0300 && version <= TLS_1_3 ? names[version - 0x0300] : NULL;
}

void answer_settle(struct answer *a)
{
	buf_done(&a->raw);
	buf_done(&a->messages);
	buf_done(&a->alerts);
	buf_done(&a->cookie);
}

void answer_done(struct answer *a)
{
	answer_settle(a);
	*a = (struct answer){0};
}
