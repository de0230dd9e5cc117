/* SPDX-License-Identifier: MIT */
/* Connects to a server, sends hellos, and reads the answers while they come in time. */
#include "diagnosis/probes.h"

#include "os/system.h"

/* Milliseconds. */
#define CONNECT_MS 4000	      /* for a connection */
#define CONNECT_FIRST_MS 2000 /* if there are other addresses */
#define SILENCE_MS 7000	      /* without a byte: a Java that just started is slow */
#define PIECE_MS 3000	      /* between two parts of an answer */
#define SETTLED_MS 1000	      /* for more after what seems to be all */
#define TEXT_MS 300	      /* for the rest of a line that is no TLS */
#define BEFORE_MS 1000	      /* for a server that closes before it gets a hello */

/* How to reach the server that is asked. */
struct probe {
	const struct address *to;
	const char *name; /* for its hello, or NULL */
	int64_t deadline;
	unsigned connections;
	unsigned char random[HELLO_RANDOM];
};

static int64_t probe_set_limit(const struct probe *q, unsigned milliseconds)
{
	int64_t limit =
		system_read_clock(CLOCK_MONOTONIC) + milliseconds * INT64_C(1000000);

	return limit < q->deadline ? limit : q->deadline;
}

static unsigned probe_choose_patience(const struct answer *a)
{
	if (a->protocol == ANSWER_TEXT)
		return TEXT_MS;
	if (answer_is_settled(a))
		return SETTLED_MS;
	return a->size ? PIECE_MS : SILENCE_MS;
}

static enum answer_end probe_name_end(enum connection state)
{
	switch (state) {
	case CONNECTION_CLOSED:
		return ANSWER_CLOSED;
	case CONNECTION_REFUSED:
		return ANSWER_REFUSED;
	case CONNECTION_LATE:
		return ANSWER_LATE;
	default:
		return ANSWER_RESET;
	}
}

/* Reads until nothing more is to be learnt. */
static void probe_read(const struct probe *q, int fd, unsigned patience, struct answer *a)
{
	enum connection state = CONNECTION_OK;

	while (state == CONNECTION_OK && answer_wants_more(a)) {
		BUF_AUTO struct buf bytes = {0};
		unsigned most = patience ? patience : probe_choose_patience(a);
		state = connection_receive(fd, probe_set_limit(q, most), &bytes);
		answer_feed(a, buf_span(&bytes));
	}
	a->end = state == CONNECTION_OK ? ANSWER_ENOUGH : probe_name_end(state);
}

static void probe_send(struct probe *q, int fd, enum hello kind,
	const struct hello_retry *retry, struct answer *a)
{
	BUF_AUTO struct buf hello = {0};
	unsigned long failures = memory_count_failures();

	client_hello_make(&hello, kind, q->random, q->name, retry);
	/* a piece of a hello is none; the call will fail */
	a->end = ANSWER_FAILED;
	if (memory_count_failures() != failures)
		return;
	/* that the server has closed is seen better by reading */
	connection_send(fd, buf_span(&hello), probe_set_limit(q, SILENCE_MS));
	probe_read(q, fd, 0, a);
}

/* Sends the second hello that a server demands, if there is one that it can mean. */
static void probe_retry(struct probe *q, int fd, enum hello kind, struct answer *a)
{
	BUF_AUTO struct buf cookie = {0};
	struct hello_retry retry = {.group = a->retry_group};

	if (!a->has_retry || !client_hello_has_key(a->retry_group))
		return;
	buf_add(&cookie, buf_span(&a->cookie));
	retry.cookie = buf_span(&cookie);
	answer_retry(a);
	probe_send(q, fd, kind, &retry, a);
}

/* Asks once. `what` is a kind of hello, or PROBES_WAIT. */
static int probe_ask(struct probe *q, struct probes *p, unsigned what, unsigned patience,
	struct err *e)
{
	struct answer *a = what == PROBES_WAIT ? &p->waited : &p->answers[what];
	int fd = -1;
	enum connection state =
		connection_open(q->to, probe_set_limit(q, patience), &fd, &p->errnum);

	q->connections++;
	if (connection_is_exhausted(p->errnum))
		return system_fail(e, p->errnum, NULL, "connect");
	if (connection_make_random(q->random, sizeof q->random))
		state = CONNECTION_FAILED;
	if (state == CONNECTION_REFUSED || state == CONNECTION_RESET) {
		a->end = probe_name_end(state);
	} else if (state != CONNECTION_OK) {
		a->end = ANSWER_FAILED;
	} else if (what == PROBES_WAIT) {
		probe_read(q, fd, BEFORE_MS, a);
	} else {
		probe_send(q, fd, what, NULL, a);
		probe_retry(q, fd, what, a);
	}
	connection_close(fd);
	answer_settle(a);
	return 0;
}

static bool probes_has_connected(const struct probes *p)
{
	enum answer_end end = p->answers[HELLO_ANON].end;

	return end != ANSWER_NOT_ASKED && end != ANSWER_REFUSED && end != ANSWER_FAILED;
}

/* Asks the first question, of each address until one can be reached. */
static int probes_reach(
	struct probe *q, struct probes *p, const struct addresses *all, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < all->n && !rc && !probes_has_connected(p); i++) {
		q->to = &all->items[i];
		address_format(q->to, p->where);
		rc = probe_ask(q, p, HELLO_ANON,
			i + 1 < all->n ? CONNECT_FIRST_MS : CONNECT_MS, e);
	}
	return rc;
}

/* Tells whether a hello can have this name of a server. Java's rule is the same. */
static bool probes_is_name(const char *host)
{
	static const char digits[] = "0123456789.";
	static const char all[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				  "0123456789.-";
	size_t n = strlen(host);

	return n < 254 && strchr(host, '.') && host[n - 1] != '.' &&
	       !host[strspn(host, all)] && host[strspn(host, digits)];
}

int probes_ask(const struct addresses *to, const char *host, int64_t deadline,
	struct diagnosis *d, const struct address **ret_at, struct err *e)
{
	PROBES_AUTO struct probes p = {0};
	struct probe q = {
		.name = probes_is_name(host) ? host : NULL, .deadline = deadline};
	int rc = probes_reach(&q, &p, to, e);

	*ret_at = probes_has_connected(&p) ? q.to : NULL;
	for (unsigned next; !rc && (next = probes_choose(&p)) != PROBES_END;) {
		p.late = q.connections >= PROBES_MOST ||
			 system_read_clock(CLOCK_MONOTONIC) >= deadline;
		if (p.late)
			break;
		rc = probe_ask(&q, &p, next, CONNECT_MS, e);
	}
	if (!rc)
		probes_judge(&p, d);
	return rc;
}

void probes_done(struct probes *p)
{
	for (size_t i = 0; i < HELLO_KINDS; i++)
		answer_done(&p->answers[i]);
	answer_done(&p->waited);
}
