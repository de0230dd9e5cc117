/* SPDX-License-Identifier: MIT */
/* Decides what to ask a server next, and what all its answers together mean. */
#include "diagnosis/probes.h"

#include "os/system.h"
#include "text/alert.h"

#define TLS_1_2 0x0303
#define GOOD_BITS 2048 /* of a Diffie-Hellman key: no usual list wants more */
#define POOR_BITS 1024 /* each usual list wants as many */

enum probes_outcome {
	/* no TLS */
	OUTCOME_REFUSED,
	OUTCOME_UNREACHABLE,
	OUTCOME_SILENT,
	OUTCOME_SLOW,
	OUTCOME_NOT_TLS,
	OUTCOME_SSL2,
	OUTCOME_NONSENSE,
	/* anonymous suites */
	OUTCOME_WORKS,
	OUTCOME_WORKS_UNTIL_13,
	OUTCOME_WORKS_OLD,
	OUTCOME_WORKS_WEAK,
	OUTCOME_WORKS_SMALL,
	OUTCOME_WORKS_RARE,
	OUTCOME_WORKS_AT_TIMES,
	/* none */
	OUTCOME_ANON_DEMANDS,
	OUTCOME_CANNOT_BEGIN,
	OUTCOME_CLOSES,
	OUTCOME_CLOSES_ANYHOW,
	OUTCOME_DEMANDS,
	OUTCOME_CERTIFICATE,
	OUTCOME_BROKEN_13,
	OUTCOME_OTHER_VERSIONS,
	OUTCOME_REFUSES,
	OUTCOME_ALERT,
	N_OUTCOMES
};

/* What an outcome means. A cause that is alone is proven. */
struct probes_meaning {
	int works;
	const char *message;
	enum cause causes[8];
	unsigned n;
};

#define CAUSES(...) \
	{__VA_ARGS__}, sizeof((enum cause[]){__VA_ARGS__}) / sizeof(enum cause)

/* clang-format off */
static const struct probes_meaning probes_meanings[N_OUTCOMES] = {
	[OUTCOME_REFUSED] = {0, "Nothing listens at this address: the connection is refused.",
		CAUSES(CAUSE_NOTHING_LISTENS)},
	[OUTCOME_UNREACHABLE] = {0, "The address cannot be reached from this machine.",
		CAUSES(CAUSE_NO_ANSWER)},
	[OUTCOME_SILENT] = {0, "The server takes the connection, and does not answer.",
		CAUSES(CAUSE_NO_ANSWER)},
	[OUTCOME_SLOW] = {-1, "The server did not answer completely in time: whether a "
		"handshake with anonymous suites works is not known.",
		CAUSES(CAUSE_NO_ANSWER)},
	[OUTCOME_NOT_TLS] = {0, "What answers at this address does not speak TLS.",
		CAUSES(CAUSE_NOT_TLS)},
	[OUTCOME_SSL2] = {0, "The server speaks SSL 2, which no Java speaks.",
		CAUSES(CAUSE_SERVER_PROTOCOLS)},
	[OUTCOME_NONSENSE] = {-1, "The server's answer does not belong to the hello: whether "
		"a handshake with anonymous suites works is not known.",
		{0}, 0},
	[OUTCOME_WORKS] = {1, "A handshake with anonymous suites works. If a client fails all "
		"the same, the cause is in the client.",
		CAUSES(CAUSE_CLIENT_LIST, CAUSE_CLIENT_NOT_ENABLED, CAUSE_CLIENT_PROTOCOLS,
			CAUSE_NO_COMMON_SUITE)},
	[OUTCOME_WORKS_UNTIL_13] = {1, "A handshake with anonymous suites works, but not with a "
		"client that offers TLS 1.3 as well: the server then chooses TLS 1.3, and has "
		"no certificate for it.",
		CAUSES(CAUSE_TLS13_FIRST, CAUSE_CLIENT_LIST, CAUSE_CLIENT_NOT_ENABLED,
			CAUSE_CLIENT_PROTOCOLS, CAUSE_NO_COMMON_SUITE)},
	[OUTCOME_WORKS_OLD] = {0, "A handshake with anonymous suites works in versions before "
		"TLS 1.2 alone, which clients of today do not enable.",
		CAUSES(CAUSE_CLIENT_PROTOCOLS, CAUSE_CLIENT_LIST, CAUSE_CLIENT_NOT_ENABLED,
			CAUSE_NO_COMMON_SUITE)},
	[OUTCOME_WORKS_WEAK] = {-1, "A handshake works with an anonymous suite whose cipher is "
		"weak: whether clients enable it is not known.",
		CAUSES(CAUSE_CLIENT_LIST, CAUSE_NO_COMMON_SUITE, CAUSE_CLIENT_NOT_ENABLED)},
	[OUTCOME_WORKS_SMALL] = {-1, "A handshake works with a Diffie-Hellman key so small that "
		"the usual lists block it: whether clients accept it is not known.",
		CAUSES(CAUSE_DH_SIZE, CAUSE_CLIENT_LIST, CAUSE_CLIENT_NOT_ENABLED,
			CAUSE_NO_COMMON_SUITE)},
	[OUTCOME_WORKS_RARE] = {-1, "A handshake works with an elliptic curve that few Javas "
		"enable: whether it works with others is not known.",
		CAUSES(CAUSE_NO_GROUP, CAUSE_CLIENT_LIST, CAUSE_CLIENT_NOT_ENABLED,
			CAUSE_NO_COMMON_SUITE)},
	[OUTCOME_WORKS_AT_TIMES] = {-1, "The server accepts anonymous suites on one connection, "
		"and refuses them on the next: whether a handshake works is not known.",
		CAUSES(CAUSE_SERVER_LIST, CAUSE_LIST_IN_MEMORY, CAUSE_SERVER_NOT_ENABLED,
			CAUSE_CLOSES)},
	[OUTCOME_ANON_DEMANDS] = {0, "The server chooses an anonymous suite, but demands a "
		"certificate of the client, which breaks the handshake off.",
		CAUSES(CAUSE_CLIENT_CERTIFICATE)},
	[OUTCOME_CANNOT_BEGIN] = {0, "The server closes each connection before it gets a byte: "
		"so does a Java whose list leaves nothing of what its application enables.",
		CAUSES(CAUSE_SERVER_LIST, CAUSE_LIST_IN_MEMORY, CAUSE_SERVER_PROTOCOLS,
			CAUSE_SUITES_AND_PROTOCOLS, CAUSE_NO_GROUP, CAUSE_BAD_LIST)},
	[OUTCOME_CLOSES] = {0, "The server closes the connection after the hello, without an "
		"alert.",
		CAUSES(CAUSE_CLOSES, CAUSE_SERVER_LIST, CAUSE_LIST_IN_MEMORY,
			CAUSE_SERVER_PROTOCOLS, CAUSE_SUITES_AND_PROTOCOLS, CAUSE_NO_GROUP,
			CAUSE_BAD_LIST)},
	[OUTCOME_CLOSES_ANYHOW] = {0, "The server closes the connection without an alert.",
		CAUSES(CAUSE_SERVER_LIST, CAUSE_LIST_IN_MEMORY, CAUSE_SERVER_PROTOCOLS,
			CAUSE_SUITES_AND_PROTOCOLS, CAUSE_NO_GROUP, CAUSE_BAD_LIST,
			CAUSE_CLOSES)},
	[OUTCOME_DEMANDS] = {0, "The server refuses anonymous suites. It has a certificate, and "
		"demands one of the client.",
		CAUSES(CAUSE_CLIENT_CERTIFICATE, CAUSE_SERVER_NOT_ENABLED, CAUSE_SERVER_LIST,
			CAUSE_LIST_IN_MEMORY, CAUSE_UNTRUSTED_CERTIFICATE)},
	[OUTCOME_CERTIFICATE] = {0, "The server refuses anonymous suites. It has a certificate.",
		CAUSES(CAUSE_SERVER_NOT_ENABLED, CAUSE_SERVER_LIST, CAUSE_LIST_IN_MEMORY,
			CAUSE_UNTRUSTED_CERTIFICATE)},
	[OUTCOME_BROKEN_13] = {0, "The server refuses anonymous suites, and has no certificate "
		"for the others.",
		CAUSES(CAUSE_SERVER_LIST, CAUSE_LIST_IN_MEMORY, CAUSE_BOTH_LISTS,
			CAUSE_NO_CERTIFICATE, CAUSE_SERVER_NOT_ENABLED, CAUSE_CLIENT_CERTIFICATE,
			CAUSE_TLS13_FIRST)},
	[OUTCOME_OTHER_VERSIONS] = {0, "The server accepts none of the versions in which there "
		"are anonymous suites.",
		CAUSES(CAUSE_SERVER_PROTOCOLS, CAUSE_SERVER_NOT_ENABLED,
			CAUSE_SUITES_AND_PROTOCOLS)},
	[OUTCOME_REFUSES] = {0, "The server refuses anonymous suites, and all others.",
		CAUSES(CAUSE_SERVER_LIST, CAUSE_LIST_IN_MEMORY, CAUSE_BOTH_LISTS,
			CAUSE_CLIENT_CERTIFICATE, CAUSE_NO_CERTIFICATE,
			CAUSE_SERVER_NOT_ENABLED)},
	[OUTCOME_ALERT] = {0, "The server refuses the hello with an alert that does not come of "
		"cipher suites.",
		{0}, 0},
};
/* clang-format on */

static bool probes_has_asked(const struct answer *a)
{
	return a->end != ANSWER_NOT_ASKED;
}

/* Tells whether something came that is not an answer to any hello. */
static bool probes_is_no_tls(const struct answer *a)
{
	return a->protocol > ANSWER_TLS;
}

static bool probes_is_silent(const struct answer *a)
{
	return a->end == ANSWER_LATE && !a->size;
}

/* Tells whether what came is no answer to the hello, although it is TLS. */
static bool probes_is_nonsense(const struct answer *a)
{
	return a->end != ANSWER_LATE && !answer_is_anonymous(a) &&
	       !answer_is_anonymous_with_request(a) && !answer_is_closed(a) &&
	       answer_get_alert(a) == ANSWER_NO_ALERT;
}

/* Tells whether the server does not want to go on, which it said or showed. */
static bool probes_is_refusal(const struct answer *a)
{
	return answer_is_closed(a) || answer_get_alert(a) != ANSWER_NO_ALERT;
}

/* Tells whether the server takes anonymous suites in one connection and not in another. */
static bool probes_varies(const struct probes *p)
{
	const struct answer *a = &p->answers[HELLO_ANON],
			    *again = &p->answers[HELLO_AGAIN],
			    *all = &p->answers[HELLO_ALL],
			    *all_12 = &p->answers[HELLO_ALL_12];

	if (answer_is_anonymous(a))
		return probes_is_refusal(again) || probes_is_refusal(all_12);
	return probes_is_refusal(a) &&
	       (answer_is_anonymous(again) || answer_is_anonymous(all));
}

/* Tells whether no connection came about. */
static bool probes_is_unreached(const struct answer *a)
{
	return a->end == ANSWER_REFUSED || a->end == ANSWER_FAILED;
}

/* Returns the first of these kinds of hello that has not been sent, or PROBES_END. */
static unsigned probes_find_unasked(const struct probes *p, const unsigned *kinds)
{
	while (*kinds != PROBES_END &&
		probes_has_asked(
			*kinds == PROBES_WAIT ? &p->waited : &p->answers[*kinds]))
		kinds++;
	return *kinds;
}

unsigned probes_choose(const struct probes *p)
{
	static const unsigned first[] = {HELLO_ANON, PROBES_END};
	static const unsigned silent[] = {HELLO_ALL, PROBES_END};
	static const unsigned works[] = {
		HELLO_AGAIN, HELLO_ALL, HELLO_CURVES, PROBES_END};
	static const unsigned not_13[] = {
		HELLO_AGAIN, HELLO_ALL, HELLO_CURVES, HELLO_ALL_12, PROBES_END};
	static const unsigned closes[] = {
		PROBES_WAIT, HELLO_AGAIN, HELLO_ALL, HELLO_CERT, HELLO_OLD, PROBES_END};
	static const unsigned refuses[] = {
		HELLO_AGAIN, HELLO_ALL, HELLO_CERT, HELLO_OLD, PROBES_END};
	const struct answer *a = &p->answers[HELLO_ANON], *all = &p->answers[HELLO_ALL];

	if (!probes_has_asked(a))
		return probes_find_unasked(p, first);
	if (probes_is_unreached(a) || probes_is_no_tls(a) || probes_is_nonsense(a) ||
		answer_is_anonymous_with_request(a))
		return PROBES_END;
	if (a->end == ANSWER_LATE && !answer_is_anonymous(a))
		return probes_is_silent(a) ? probes_find_unasked(p, silent) : PROBES_END;
	if (answer_is_closed(&p->waited) && answer_is_closed(all))
		return PROBES_END;
	if (answer_is_closed(a))
		return probes_find_unasked(p, closes);
	if (!answer_is_anonymous(a))
		return probes_find_unasked(p, refuses);
	return probes_find_unasked(
		p, probes_has_asked(all) && !answer_is_anonymous(all) ? not_13 : works);
}

/* Judges a server that does not get as far as TLS; N_OUTCOMES if it does. */
static enum probes_outcome probes_judge_reach(const struct probes *p)
{
	const struct answer *a = &p->answers[HELLO_ANON], *all = &p->answers[HELLO_ALL];

	if (a->end == ANSWER_REFUSED)
		return OUTCOME_REFUSED;
	if (a->end == ANSWER_FAILED)
		return OUTCOME_UNREACHABLE;
	if (a->protocol == ANSWER_SSL2)
		return OUTCOME_SSL2;
	if (probes_is_no_tls(a))
		return OUTCOME_NOT_TLS;
	if (probes_is_silent(a) && (!probes_has_asked(all) || probes_is_silent(all)))
		return OUTCOME_SILENT;
	return a->end == ANSWER_LATE && !answer_is_anonymous(a) ? OUTCOME_SLOW
								: N_OUTCOMES;
}

/* Judges a server that takes anonymous suites. */
static enum probes_outcome probes_judge_works(const struct probes *p)
{
	const struct answer *a = &p->answers[HELLO_ANON], *all = &p->answers[HELLO_ALL];

	if (a->version < TLS_1_2)
		return OUTCOME_WORKS_OLD;
	if (client_hello_is_weak(a->suite))
		return OUTCOME_WORKS_WEAK;
	if (a->bits && a->bits < POOR_BITS)
		return OUTCOME_WORKS_SMALL;
	if (client_hello_is_rare_curve(a->group))
		return OUTCOME_WORKS_RARE;
	return answer_is_broken_13(all) ? OUTCOME_WORKS_UNTIL_13 : OUTCOME_WORKS;
}

/* Judges a server that closes instead of answering anonymous suites. */
static enum probes_outcome probes_judge_closes(const struct probes *p)
{
	if (!probes_has_asked(&p->waited))
		return OUTCOME_CLOSES_ANYHOW;
	/* Java closes, and has no reason to reset the connection */
	return p->waited.end == ANSWER_CLOSED && !p->waited.size ? OUTCOME_CANNOT_BEGIN
								 : OUTCOME_CLOSES;
}

/* Judges a server that refuses anonymous suites by what it says to other hellos. */
static enum probes_outcome probes_judge_others(const struct probes *p)
{
	const struct answer *a = &p->answers[HELLO_ANON], *all = &p->answers[HELLO_ALL],
			    *cert = &p->answers[HELLO_CERT];
	int alert = answer_get_alert(a);

	if (probes_is_nonsense(a))
		return OUTCOME_NONSENSE;
	if (answer_is_anonymous_with_request(a))
		return OUTCOME_ANON_DEMANDS;
	if (answer_is_anonymous(&p->answers[HELLO_OLD]))
		return OUTCOME_WORKS_OLD;
	if (alert == ALERT_PROTOCOL_VERSION)
		return OUTCOME_OTHER_VERSIONS;
	if (cert->has_request || all->has_request)
		return OUTCOME_DEMANDS;
	if (answer_is_certificate(cert) || answer_is_certificate(all))
		return OUTCOME_CERTIFICATE;
	if (answer_is_broken_13(all))
		return OUTCOME_BROKEN_13;
	if (answer_is_closed(a))
		return probes_judge_closes(p);
	return alert == ALERT_HANDSHAKE_FAILURE || alert == ALERT_INSUFFICIENT_SECURITY
		       ? OUTCOME_REFUSES
		       : OUTCOME_ALERT;
}

static enum probes_outcome probes_find_outcome(const struct probes *p)
{
	enum probes_outcome outcome = probes_judge_reach(p);

	if (outcome != N_OUTCOMES)
		return outcome;
	if (probes_varies(p))
		return OUTCOME_WORKS_AT_TIMES;
	return answer_is_anonymous(&p->answers[HELLO_ANON]) ? probes_judge_works(p)
							    : probes_judge_others(p);
}

/*
 * Tells whether the size of the server's key can be what a client, or the server itself,
 * refuses: it is small, or smaller for a client that names no such groups although the
 * server avoids small ones.
 */
static bool probes_doubts_size(const struct probes *p)
{
	unsigned bits = p->answers[HELLO_ANON].bits;
	unsigned unnamed = p->answers[HELLO_CURVES].bits;

	return bits &&
	       (bits < GOOD_BITS || (bits > GOOD_BITS && unnamed && unnamed < bits));
}

/* Adds causes that details of the answers suggest, which come before the usual ones. */
static void probes_add_details(
	const struct probes *p, enum probes_outcome outcome, struct diagnosis *d)
{
	const struct answer *all = &p->answers[HELLO_ALL],
			    *all_12 = &p->answers[HELLO_ALL_12];
	struct suspect *first = outcome == OUTCOME_WORKS_UNTIL_13
					? diagnosis_add_cause(d, CAUSE_TLS13_FIRST)
					: NULL;

	if (first && answer_is_anonymous(all_12)) {
		first->proven = true;
		first->message = strdup(
			"The server chooses TLS 1.3 with each client that offers it; "
			"TLS 1.3 has no anonymous cipher suites, and the server has no "
			"certificate for it.");
	}
	if (outcome != OUTCOME_WORKS && outcome != OUTCOME_WORKS_UNTIL_13)
		return;
	if (probes_doubts_size(p))
		diagnosis_add_cause(d, CAUSE_DH_SIZE);
	if (answer_is_certificate(all) || answer_is_certificate(all_12))
		diagnosis_add_cause(d, CAUSE_UNTRUSTED_CERTIFICATE);
}

static void probes_describe_hello(const struct answer *a, struct buf *out)
{
	const char *version = answer_name_version(a->version);
	const char *suite = client_hello_name_suite(a->suite);

	buf_addf(out, "chooses %s in %s", suite ? suite : "an unknown suite",
		version ? version : "an unknown version");
	if (answer_is_broken_13(a))
		buf_adds(out, ", and breaks off: it has no certificate");
	else if (answer_is_certificate(a))
		buf_adds(out, a->has_request ? ", sends a certificate, and demands one"
					     : ", and sends a certificate");
	else if (a->has_request)
		buf_adds(out, ", and demands a certificate");
	if (a->bits)
		buf_addf(out, ", with a key of %u bits", a->bits);
}

static void probes_describe_alert(unsigned alert, struct buf *out)
{
	buf_addf(out, "refuses with the alert %s (%u)",
		alert_get_name(alert) ? alert_get_name(alert) : "unknown", alert);
}

/* Adds the start of a text as it can be printed. */
static void probes_describe_text(const struct answer *a, struct buf *out)
{
	buf_adds(out, "sends '");
	for (size_t i = 0; i < ANSWER_HEAD && a->head[i] && a->head[i] != '\n'; i++)
		if (a->head[i] >= ' ' && a->head[i] < 0x7f)
			buf_addc(out, a->head[i]);
	buf_adds(out, "'");
}

static void probes_describe_end(const struct answer *a, struct buf *out)
{
	if (a->end == ANSWER_LATE && a->size)
		buf_addf(out, "sends %zu bytes, and no more in time", a->size);
	else if (a->end == ANSWER_LATE)
		buf_adds(out, "does not answer in time");
	else if (a->end == ANSWER_ENOUGH)
		buf_addf(out, "sends %zu bytes without a meaning", a->size);
	else
		buf_adds(out, a->end == ANSWER_CLOSED ? "closes the connection"
						      : "resets the connection");
}

static void probes_describe(const struct answer *a, struct buf *out)
{
	int alert = answer_get_alert(a);

	if (a->protocol == ANSWER_TEXT)
		probes_describe_text(a, out);
	else if (probes_is_no_tls(a))
		buf_adds(out, a->protocol == ANSWER_SSL2 ? "answers in SSL 2"
			      : a->protocol == ANSWER_HELLO
				      ? "sends a hello itself"
				      : "sends bytes that are no TLS");
	else if (a->has_hello) {
		probes_describe_hello(a, out);
		if (a->has_alert && !answer_is_broken_13(a)) {
			buf_adds(out, "; then it ");
			probes_describe_alert(a->alert, out);
		}
	} else if (a->has_retry)
		buf_adds(out, "wants TLS 1.3 with a group that was not offered");
	else if (alert == ANSWER_NO_ALERT)
		probes_describe_end(a, out);
	else
		probes_describe_alert((unsigned)alert, out);
}

static void probes_add_fact(
	const char *hello, const struct answer *a, struct diagnosis *d)
{
	BUF_AUTO struct buf text = {0};

	if (!probes_has_asked(a) || probes_is_unreached(a))
		return;
	probes_describe(a, &text);
	note_list_add(
		&d->facts, NOTE_SEEN_ANSWER, "%s, the server %s", hello, buf_str(&text));
}

static void probes_add_facts(const struct probes *p, struct diagnosis *d)
{
	static const char *const hellos[HELLO_KINDS] = {
		[HELLO_ANON] = "to anonymous suites alone",
		[HELLO_ALL] = "to all suites with TLS 1.3",
		[HELLO_ALL_12] = "to all suites without TLS 1.3",
		[HELLO_CERT] = "to suites with certificates alone",
		[HELLO_CURVES] = "to anonymous suites without ffdhe groups",
		[HELLO_OLD] = "to anonymous suites in TLS 1.0",
		[HELLO_AGAIN] = "to anonymous suites alone once more",
	};

	for (size_t i = 0; i < HELLO_KINDS; i++)
		if (i != HELLO_AGAIN || probes_varies(p))
			probes_add_fact(hellos[i], &p->answers[i], d);
	probes_add_fact("before any hello", &p->waited, d);
}

static void probes_add_reason(const struct probes *p, struct diagnosis *d)
{
	ERR_AUTO struct err why = {0};

	system_fail(&why, p->errnum, p->where, "connect");
	note_list_add(&d->facts, NOTE_SEEN_ANSWER, "%s", why.public.message);
}

static void probes_add_unknowns(
	const struct probes *p, enum probes_outcome outcome, struct diagnosis *d)
{
	const struct answer *all = &p->answers[HELLO_ALL];

	if (p->late)
		note_list_add(&d->unknown, NOTE_NOT_ASKED,
			"there was no time to ask the server all that would tell more");
	if (outcome == OUTCOME_WORKS && !answer_is_anonymous(all) &&
		!answer_is_certificate(all))
		note_list_add(&d->unknown, NOTE_NOT_ASKED,
			"whether it also works with a client that offers TLS 1.3 is not "
			"known");
	if (outcome == OUTCOME_WORKS_AT_TIMES)
		note_list_add(&d->unknown, NOTE_NOT_ASKED,
			"several servers may be behind this address, as behind a load "
			"balancer; diagnose each one by its own address");
	if (outcome == OUTCOME_ALERT)
		note_list_add(&d->unknown, NOTE_NOT_ASKED,
			"why the server refuses is not known; its log says it");
}

void probes_judge(const struct probes *p, struct diagnosis *d)
{
	enum probes_outcome outcome = probes_find_outcome(p);
	const struct probes_meaning *m = &probes_meanings[outcome];

	d->works = m->works;
	diagnosis_say(d, "%s", m->message);
	if (outcome == OUTCOME_UNREACHABLE)
		probes_add_reason(p, d);
	probes_add_facts(p, d);
	probes_add_unknowns(p, outcome, d);
	probes_add_details(p, outcome, d);
	for (unsigned i = 0; i < m->n; i++)
		diagnosis_add_cause(d, m->causes[i]);
	if (m->n == 1 && !m->works && d->n == 1)
		d->suspects[0]->proven = true;
}
