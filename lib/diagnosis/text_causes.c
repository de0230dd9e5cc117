/* SPDX-License-Identifier: MIT */
/* A table of what words can mean; the output of -Djavax.net.debug then rules causes out. */
#include "diagnosis/text_causes.h"

#include "text/alert.h"
#include "text/suite.h"

#define END N_CAUSES

/* The likeliest first, for each role of the one who wrote the text. */
static const struct text_rule {
	enum phrase_kind said;
	short alert; /* of SAID_ALERT and SAID_SENT; -1: any other */
	enum phrase_role role;
	enum cause causes[MOST_TEXT_CAUSES];
} text_rules[] = {
	{SAID_NO_PROTOCOL, -1, ROLE_SERVER,
		{CAUSE_SERVER_LIST, CAUSE_SUITES_AND_PROTOCOLS, CAUSE_OTHER_ENTRY,
			CAUSE_OWN_PROTOCOLS, CAUSE_NO_GROUP, CAUSE_LIST_IN_MEMORY, END}},
	{SAID_NO_PROTOCOL, -1, ROLE_CLIENT,
		{CAUSE_CLIENT_LIST, CAUSE_SUITES_AND_PROTOCOLS, CAUSE_OTHER_ENTRY,
			CAUSE_OWN_PROTOCOLS, CAUSE_NO_GROUP, CAUSE_LIST_IN_MEMORY, END}},
	{SAID_NO_PROTOCOL, -1, ROLE_UNKNOWN,
		{CAUSE_OWN_LIST, CAUSE_SUITES_AND_PROTOCOLS, CAUSE_OTHER_ENTRY,
			CAUSE_OWN_PROTOCOLS, CAUSE_NO_GROUP, CAUSE_LIST_IN_MEMORY, END}},
	{SAID_NO_COMMON_SUITE, -1, ROLE_UNKNOWN,
		{CAUSE_SERVER_LIST, CAUSE_CLIENT_LIST, CAUSE_BOTH_LISTS,
			CAUSE_SERVER_NOT_ENABLED, CAUSE_CLIENT_NOT_ENABLED,
			CAUSE_CLIENT_CERTIFICATE, CAUSE_NO_COMMON_SUITE,
			CAUSE_NO_CERTIFICATE, CAUSE_LIST_IN_MEMORY, END}},
	{SAID_NO_CERTIFICATE, -1, ROLE_UNKNOWN,
		{CAUSE_TLS13_FIRST, CAUSE_BOTH_LISTS, CAUSE_NO_CERTIFICATE,
			CAUSE_SERVER_LIST, CAUSE_CLIENT_LIST, CAUSE_SERVER_NOT_ENABLED,
			CAUSE_CLIENT_NOT_ENABLED, CAUSE_LIST_IN_MEMORY, END}},
	{SAID_NOTHING_USABLE, -1, ROLE_UNKNOWN,
		{CAUSE_NO_CERTIFICATE, CAUSE_SERVER_LIST, CAUSE_SERVER_NOT_ENABLED,
			CAUSE_LIST_IN_MEMORY, END}},
	{SAID_VERSIONS, -1, ROLE_UNKNOWN,
		{CAUSE_SERVER_PROTOCOLS, CAUSE_CLIENT_PROTOCOLS, END}},
	{SAID_GROUP, -1, ROLE_UNKNOWN, {CAUSE_NO_GROUP, END}},
	{SAID_DH_SIZE, -1, ROLE_UNKNOWN, {CAUSE_DH_SIZE, END}},
	{SAID_DH_LARGE, -1, ROLE_UNKNOWN, {CAUSE_DH_LARGE, END}},
	{SAID_CLIENT_CERTIFICATE, -1, ROLE_UNKNOWN, {CAUSE_CLIENT_CERTIFICATE, END}},
	{SAID_UNTRUSTED, -1, ROLE_UNKNOWN, {CAUSE_UNTRUSTED_CERTIFICATE, END}},
	{SAID_BLOCKED_CERTIFICATE, -1, ROLE_UNKNOWN, {CAUSE_BLOCKED_CERTIFICATE, END}},
	{SAID_SSLV2, -1, ROLE_UNKNOWN, {CAUSE_SSLV2_HELLO, END}},
	{SAID_BAD_LIST, -1, ROLE_UNKNOWN, {CAUSE_BAD_LIST, END}},
	{SAID_UNKNOWN_SUITE, -1, ROLE_UNKNOWN, {CAUSE_UNKNOWN_SUITE, END}},
	{SAID_NOT_TLS, -1, ROLE_UNKNOWN, {CAUSE_NOT_TLS, END}},
	{SAID_END_OF_FILE, -1, ROLE_CLIENT,
		{CAUSE_SERVER_LIST, CAUSE_LIST_IN_MEMORY, CAUSE_SUITES_AND_PROTOCOLS,
			CAUSE_OTHER_ENTRY, CAUSE_SERVER_PROTOCOLS, CAUSE_NO_GROUP,
			CAUSE_BAD_LIST, CAUSE_CLOSES, END}},
	{SAID_END_OF_FILE, -1, ROLE_SERVER,
		{CAUSE_CLIENT_LIST, CAUSE_SUITES_AND_PROTOCOLS, CAUSE_OTHER_ENTRY,
			CAUSE_UNKNOWN_SUITE, CAUSE_CLIENT_PROTOCOLS, CAUSE_NO_GROUP,
			CAUSE_BAD_LIST, CAUSE_CLOSES, END}},
	{SAID_END_OF_FILE, -1, ROLE_UNKNOWN,
		{CAUSE_SERVER_LIST, CAUSE_CLIENT_LIST, CAUSE_LIST_IN_MEMORY,
			CAUSE_SUITES_AND_PROTOCOLS, CAUSE_OTHER_ENTRY,
			CAUSE_SERVER_PROTOCOLS, CAUSE_CLIENT_PROTOCOLS, CAUSE_NO_GROUP,
			CAUSE_UNKNOWN_SUITE, CAUSE_BAD_LIST, CAUSE_CLOSES, END}},
	{SAID_ALERT, ALERT_HANDSHAKE_FAILURE, ROLE_SERVER,
		{CAUSE_DH_SIZE, CAUSE_UNTRUSTED_CERTIFICATE, CAUSE_NO_COMMON_SUITE,
			CAUSE_CLIENT_LIST, END}},
	{SAID_ALERT, ALERT_HANDSHAKE_FAILURE, ROLE_UNKNOWN,
		{CAUSE_SERVER_LIST, CAUSE_TLS13_FIRST, CAUSE_CLIENT_LIST,
			CAUSE_BOTH_LISTS, CAUSE_SERVER_NOT_ENABLED,
			CAUSE_CLIENT_NOT_ENABLED, CAUSE_NO_CERTIFICATE,
			CAUSE_CLIENT_CERTIFICATE, CAUSE_NO_COMMON_SUITE,
			CAUSE_LIST_IN_MEMORY, CAUSE_SSLV2_HELLO, END}},
	{SAID_ALERT, ALERT_BAD_CERTIFICATE, ROLE_SERVER,
		{CAUSE_UNTRUSTED_CERTIFICATE, END}},
	{SAID_ALERT, ALERT_BAD_CERTIFICATE, ROLE_UNKNOWN,
		{CAUSE_CLIENT_CERTIFICATE, CAUSE_UNTRUSTED_CERTIFICATE, END}},
	{SAID_ALERT, ALERT_NO_CERTIFICATE, ROLE_UNKNOWN, {CAUSE_CLIENT_CERTIFICATE, END}},
	{SAID_ALERT, ALERT_CERTIFICATE_REQUIRED, ROLE_UNKNOWN,
		{CAUSE_CLIENT_CERTIFICATE, END}},
	{SAID_ALERT, 43, ROLE_UNKNOWN, {CAUSE_UNTRUSTED_CERTIFICATE, END}},
	{SAID_ALERT, 44, ROLE_UNKNOWN, {CAUSE_UNTRUSTED_CERTIFICATE, END}},
	{SAID_ALERT, 45, ROLE_UNKNOWN, {CAUSE_UNTRUSTED_CERTIFICATE, END}},
	{SAID_ALERT, ALERT_CERTIFICATE_UNKNOWN, ROLE_UNKNOWN,
		{CAUSE_UNTRUSTED_CERTIFICATE, END}},
	{SAID_ALERT, ALERT_UNKNOWN_CA, ROLE_UNKNOWN, {CAUSE_UNTRUSTED_CERTIFICATE, END}},
	{SAID_ALERT, ALERT_PROTOCOL_VERSION, ROLE_UNKNOWN,
		{CAUSE_SERVER_PROTOCOLS, CAUSE_CLIENT_PROTOCOLS, END}},
	{SAID_ALERT, ALERT_INSUFFICIENT_SECURITY, ROLE_CLIENT,
		{CAUSE_NO_COMMON_SUITE, CAUSE_SERVER_NOT_ENABLED,
			CAUSE_CLIENT_NOT_ENABLED, CAUSE_CLIENT_LIST, CAUSE_DH_SIZE, END}},
	{SAID_ALERT, ALERT_INSUFFICIENT_SECURITY, ROLE_UNKNOWN,
		{CAUSE_DH_SIZE, CAUSE_NO_COMMON_SUITE, END}},
	{SAID_ALERT, ALERT_INTERNAL_ERROR, ROLE_UNKNOWN,
		{CAUSE_OTHER_ALERT, CAUSE_UNTRUSTED_CERTIFICATE, CAUSE_BAD_LIST, END}},
	{SAID_ALERT, ALERT_CLOSE_NOTIFY, ROLE_UNKNOWN, {CAUSE_CLOSES, END}},
	{SAID_ALERT, ALERT_UNEXPECTED_MESSAGE, ROLE_UNKNOWN,
		{CAUSE_OTHER_ALERT, CAUSE_SSLV2_HELLO, CAUSE_NOT_TLS, END}},
	{SAID_ALERT, -1, ROLE_UNKNOWN, {CAUSE_OTHER_ALERT, END}},
	{SAID_SENT, ALERT_PROTOCOL_VERSION, ROLE_UNKNOWN,
		{CAUSE_SERVER_PROTOCOLS, CAUSE_CLIENT_PROTOCOLS, END}},
	{SAID_SENT, ALERT_INSUFFICIENT_SECURITY, ROLE_UNKNOWN,
		{CAUSE_DH_SIZE, CAUSE_NO_COMMON_SUITE, END}},
	{SAID_SENT, ALERT_HANDSHAKE_FAILURE, ROLE_UNKNOWN,
		{CAUSE_SERVER_LIST, CAUSE_CLIENT_LIST, CAUSE_NO_COMMON_SUITE,
			CAUSE_SERVER_NOT_ENABLED, CAUSE_CLIENT_NOT_ENABLED,
			CAUSE_NO_CERTIFICATE, CAUSE_CLIENT_CERTIFICATE, CAUSE_DH_SIZE,
			CAUSE_CLOSES, END}},
	{SAID_SENT, -1, ROLE_UNKNOWN,
		{CAUSE_UNTRUSTED_CERTIFICATE, CAUSE_CLIENT_CERTIFICATE, END}},
	{SAID_FAILED, -1, ROLE_UNKNOWN,
		{CAUSE_SERVER_LIST, CAUSE_TLS13_FIRST, CAUSE_CLIENT_LIST,
			CAUSE_BOTH_LISTS, CAUSE_SERVER_NOT_ENABLED,
			CAUSE_CLIENT_NOT_ENABLED, CAUSE_NO_COMMON_SUITE,
			CAUSE_SERVER_PROTOCOLS, CAUSE_UNTRUSTED_CERTIFICATE, CAUSE_CLOSES,
			END}},
	{SAID_RESET, -1, ROLE_UNKNOWN,
		{CAUSE_CLOSES, CAUSE_SERVER_LIST, CAUSE_CLIENT_LIST, CAUSE_LIST_IN_MEMORY,
			CAUSE_UNTRUSTED_CERTIFICATE, CAUSE_CLIENT_CERTIFICATE,
			CAUSE_NOT_TLS, END}},
	{SAID_TIMEOUT, -1, ROLE_UNKNOWN, {CAUSE_NO_ANSWER, END}},
	{SAID_NOTHING_LISTENS, -1, ROLE_UNKNOWN, {CAUSE_NOTHING_LISTENS, END}},
	{SAID_UNKNOWN_HOST, -1, ROLE_UNKNOWN, {CAUSE_UNKNOWN_HOST, END}},
};

#define N_RULES (sizeof text_rules / sizeof *text_rules)

/* A rule for any role comes after those for one, and likewise with alerts. */
static const struct text_rule *text_causes_find_rule(const struct failure *f)
{
	for (size_t i = 0; i < N_RULES; i++) {
		const struct text_rule *r = &text_rules[i];
		if (r->said == f->said && (r->role == f->role || !r->role) &&
			(r->alert < 0 || (unsigned)r->alert == f->alert))
			return r;
	}
	return NULL;
}

static size_t text_causes_find(const struct text_causes *c, enum cause cause)
{
	size_t i = 0;

	while (i < c->n && c->causes[i] != cause)
		i++;
	return i;
}

static void text_causes_drop(struct text_causes *c, enum cause cause)
{
	size_t i = text_causes_find(c, cause);

	if (i < c->n)
		memmove(&c->causes[i], &c->causes[i + 1],
			(--c->n - i) * sizeof *c->causes);
}

static void text_causes_put_first(struct text_causes *c, enum cause cause)
{
	text_causes_drop(c, cause);
	if (c->n == MOST_TEXT_CAUSES)
		c->n--;
	memmove(&c->causes[1], &c->causes[0], c->n++ * sizeof *c->causes);
	c->causes[0] = cause;
}

/* No usual entry but `anon` blocks these; others fall to entries such as ECDH and RC4, too. */
static bool text_causes_blocks_anon(const struct handshake *h)
{
	static const char usual[] = "_DH_anon_WITH_AES_";

	for (size_t i = 0; i < h->n_blocked; i++)
		for (size_t at = 0; at + sizeof usual - 1 <= h->blocked[i].size; at++)
			if (!memcmp(h->blocked[i].data + at, usual, sizeof usual - 1))
				return true;
	return false;
}

static enum cause text_causes_get_own_list(enum phrase_role role)
{
	return role == ROLE_SERVER   ? CAUSE_SERVER_LIST
	       : role == ROLE_CLIENT ? CAUSE_CLIENT_LIST
				     : CAUSE_OWN_LIST;
}

/* What the client's hello rules out. Lists of anonymous suites are asked for in it, or not. */
static void text_causes_use_hello(struct text_causes *c, const struct handshake *h)
{
	bool anonymous = h->n_dh_anon || h->n_ecdh_anon;
	bool both_kinds = h->n_dh_anon && h->n_ecdh_anon;

	if (!h->hello_line || !h->n_suites)
		return;
	if (!(h->offered & SUITE_TLSV1_3))
		text_causes_drop(c, CAUSE_TLS13_FIRST);
	/* One more stands for the renegotiation. */
	if (h->n_suites <= h->n_dh_anon + h->n_ecdh_anon + 1)
		text_causes_drop(c, CAUSE_NO_CERTIFICATE);
	if (anonymous) {
		text_causes_drop(c, CAUSE_CLIENT_LIST);
		text_causes_drop(c, CAUSE_BOTH_LISTS);
		text_causes_drop(c, CAUSE_CLIENT_NOT_ENABLED);
	} else if (text_causes_find(c, CAUSE_CLIENT_LIST) < c->n) {
		text_causes_put_first(c, CAUSE_CLIENT_NOT_ENABLED);
		text_causes_put_first(c, CAUSE_CLIENT_LIST);
	}
	if (!anonymous || both_kinds)
		text_causes_drop(c, CAUSE_NO_COMMON_SUITE);
}

/* What the server chose. A server with TLS 1.3 answers a hello with TLS 1.3 by that. */
static void text_causes_use_choice(struct text_causes *c, const struct failure *f)
{
	const struct handshake *h = &f->handshake;
	bool tls13 = h->negotiated == SUITE_TLSV1_3 ||
		     !strncmp(h->chosen.size > 7 ? h->chosen.data : "", "TLS_AES", 7);

	if (!h->hello_line || f->said == SAID_NO_CERTIFICATE)
		return;
	if (tls13 && text_causes_find(c, CAUSE_TLS13_FIRST) < c->n)
		text_causes_put_first(c, CAUSE_TLS13_FIRST);
	else if (!tls13)
		text_causes_drop(c, CAUSE_TLS13_FIRST);
}

/* Only what comes on top of the list remains: the other end, and TLS 1.3. */
static void text_causes_prove_list(struct text_causes *c, enum cause own)
{
	static const enum cause more[] = {CAUSE_TLS13_FIRST, CAUSE_BOTH_LISTS};
	struct text_causes proven = {{own}, 1, true};

	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		if (text_causes_find(c, more[i]) < c->n)
			proven.causes[proven.n++] = more[i];
	*c = proven;
}

/* The handshake's own lines prove which suites the list blocks. */
static void text_causes_use_blocked(
	struct text_causes *c, const struct failure_text *t, const struct failure *f)
{
	const struct handshake *h = &f->handshake;
	enum cause own = text_causes_get_own_list(f->role);
	bool hello = h->hello_line && h->n_suites;
	bool offered = h->n_dh_anon || h->n_ecdh_anon;

	/* Not all of these lines may be here. */
	if (t->memory_line && !t->memory_has_anon && text_causes_find(c, own) < c->n) {
		text_causes_drop(c, own);
		c->causes[c->n++] = own;
	}
	/* Other failures have nothing to do with lists. */
	if (!h->n_blocked || !f->java || f->said == SAID_END_OF_FILE ||
		text_causes_find(c, own) == c->n)
		return;
	if (f->said == SAID_NO_PROTOCOL && !h->n_blocked_anon) {
		text_causes_drop(c, own);
		text_causes_put_first(c, CAUSE_OTHER_ENTRY);
	} else if (h->n_blocked_anon && f->role == ROLE_SERVER && hello && !offered) {
		text_causes_drop(c, own);
		text_causes_put_first(c, CAUSE_BOTH_LISTS);
	} else if (text_causes_blocks_anon(h)) {
		text_causes_prove_list(c, own);
	}
}

static void text_causes_use_versions(struct text_causes *c, const struct failure *f)
{
	/* The one whose newest version is older needs the other's. */
	if (f->client_versions > f->server_versions && f->server_versions)
		text_causes_put_first(c, CAUSE_CLIENT_PROTOCOLS);
}

/* After the hello of the client, or the server's, that side had begun. */
static void text_causes_use_progress(struct text_causes *c, const struct failure *f)
{
	const struct handshake *h = &f->handshake;
	bool begun = f->role == ROLE_SERVER ? h->hello_line : h->chosen.size;

	if (f->said != SAID_END_OF_FILE || !begun)
		return;
	*c = (struct text_causes){{CAUSE_CLOSES, CAUSE_UNTRUSTED_CERTIFICATE}, 2, false};
	if (h->chosen.size && f->role == ROLE_SERVER)
		text_causes_put_first(c, CAUSE_DH_SIZE);
}

/* Lists are a matter of Java. */
static void text_causes_use_writer(struct text_causes *c, const struct failure *f)
{
	enum cause own = text_causes_get_own_list(f->role);

	if (f->java)
		return;
	text_causes_drop(c, own);
	text_causes_drop(c, CAUSE_OWN_LIST);
	text_causes_drop(c, CAUSE_BOTH_LISTS);
	text_causes_drop(c, CAUSE_OTHER_ENTRY);
	if (f->said == SAID_ALERT && f->role != ROLE_SERVER) /* then it is the client */
		text_causes_drop(c, CAUSE_CLIENT_LIST);
	if (f->role == ROLE_SERVER)
		text_causes_drop(c, CAUSE_LIST_IN_MEMORY);
	if (f->said == SAID_NO_PROTOCOL)
		text_causes_drop(c, CAUSE_LIST_IN_MEMORY);
}

struct text_causes text_causes_judge(
	const struct failure_text *t, const struct failure *f)
{
	const struct text_rule *rule = text_causes_find_rule(f);
	struct text_causes c = {.n = 0};

	for (; rule && rule->causes[c.n] != END; c.n++)
		c.causes[c.n] = rule->causes[c.n];
	text_causes_use_hello(&c, &f->handshake);
	text_causes_use_choice(&c, f);
	text_causes_use_blocked(&c, t, f);
	text_causes_use_versions(&c, f);
	text_causes_use_progress(&c, f);
	text_causes_use_writer(&c, f);
	/* Words that have one cause prove it. */
	if (c.n == 1 && rule && rule->causes[1] == END)
		c.proven = f->sure && f->said != SAID_TIMEOUT && f->said != SAID_SENT &&
			   c.causes[0] != CAUSE_CLOSES;
	return c;
}
