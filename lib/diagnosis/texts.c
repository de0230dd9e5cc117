/* SPDX-License-Identifier: MIT */
/* Says what a text shows: where, who wrote it, what both ends offered, and the causes. */
#include "diagnosis/texts.h"

#include "diagnosis/text_causes.h"
#include "text/alert.h"
#include "text/debug_output.h"
#include "text/failure_text.h"
#include "text/suite.h"

#define NEAR 200 /* lines */

/* A text while it is diagnosed. */
struct text_read {
	struct diagnosis *d;
	const struct failure_text *t;
	size_t first_line;
};

/* "FILE:12: ", "line 12: ", or nothing for an error that somebody typed. */
static void texts_add_place(const struct text_read *r, size_t line, struct buf *b)
{
	enum jsec_subject subject = r->d->public.subject;

	line += r->first_line - 1;
	if (subject == JSEC_SUBJECT_FILE && r->first_line)
		buf_addf(b, "%s:%zu: ", r->d->what, line);
	else if (subject == JSEC_SUBJECT_FILE)
		buf_addf(b, "%s: ", r->d->what);
	else if (subject == JSEC_SUBJECT_INPUT && r->first_line)
		buf_addf(b, "line %zu: ", line);
}

static void texts_add_seen(const struct text_read *r, const struct failure *f)
{
	static const char *const writers[] = {
		"", "the server wrote ", "the client wrote "};
	BUF_AUTO struct buf b = {0};
	const char *alert = alert_get_name(f->alert);

	texts_add_place(r, f->last, &b);
	buf_adds(&b, writers[f->role]);
	if (f->words.size)
		buf_addf(&b, "'%.*s'", (int)f->words.size, f->words.data);
	else
		buf_adds(&b, "an alert");
	if (f->n > 1 && r->first_line)
		buf_addf(&b, ", %zu times since line %zu", f->n,
			f->first + r->first_line - 1);
	if (f->said == SAID_ALERT)
		buf_addf(&b, "; the other end refused with alert %u (%s)", f->alert,
			alert ? alert : "unknown");
	else if (f->said == SAID_END_OF_FILE)
		buf_adds(&b, "; the other end closed the connection without an alert");
	note_list_add(&r->d->facts, NOTE_SEEN_TEXT, "%s", buf_str(&b));
}

static void texts_list_protocols(struct buf *b, unsigned protocols)
{
	const char *between = "";

	for (unsigned bit = SUITE_TLSV1_3; bit; bit >>= 1) {
		if (!(protocols & bit))
			continue;
		buf_addf(b, "%s%s", between, suite_table_name_protocol(bit));
		between = ", ";
	}
}

static void texts_add_hello(const struct text_read *r, const struct handshake *h)
{
	BUF_AUTO struct buf b = {0};

	if (!h->hello_line || !h->n_suites)
		return;
	texts_add_place(r, h->hello_line, &b);
	buf_addf(&b, "the client offered %zu cipher suite%s, %zu of them anonymous",
		h->n_suites, h->n_suites == 1 ? "" : "s", h->n_dh_anon + h->n_ecdh_anon);
	if (h->offered)
		buf_adds(&b, ", with ");
	texts_list_protocols(&b, h->offered);
	if (h->chosen.size)
		buf_addf(&b, "; the server chose %.*s", (int)h->chosen.size,
			h->chosen.data);
	note_list_add(&r->d->facts, NOTE_SEEN_HELLO, "%s", buf_str(&b));
}

static void texts_add_blocked(const struct text_read *r, const struct handshake *h)
{
	BUF_AUTO struct buf b = {0};

	if (!h->n_blocked)
		return;
	texts_add_place(r, h->blocked_line, &b);
	buf_addf(&b,
		"the list of the Java that wrote this blocks %zu cipher suite%s that its "
		"application enables:",
		h->n_blocked, h->n_blocked == 1 ? "" : "s");
	for (size_t i = 0; i < h->n_blocked && i < 3; i++)
		buf_addf(&b, "%s %.*s", i ? "," : "", (int)h->blocked[i].size,
			h->blocked[i].data);
	buf_adds(&b, h->n_blocked > 3 ? ", ..." : "");
	note_list_add(&r->d->facts, NOTE_SEEN_BLOCKED, "%s", buf_str(&b));
}

/* Of no weight for a failure, but it shows which list this Java has read. */
static void texts_add_memory(const struct text_read *r)
{
	BUF_AUTO struct buf b = {0};

	if (!r->t->memory_has_anon)
		return;
	texts_add_place(r, r->t->memory_line, &b);
	note_list_add(&r->d->facts, NOTE_SEEN_BLOCKED,
		"%sthe list that the Java that wrote this has in memory blocks anonymous "
		"cipher suites",
		buf_str(&b));
}

static void texts_add_worked(const struct text_read *r)
{
	const struct worked *w = &r->t->worked;
	bool after = r->t->n && w->line > r->t->failures[0].last;
	BUF_AUTO struct buf b = {0};

	if (!w->line)
		return;
	texts_add_place(r, w->line, &b);
	buf_addf(&b, "%s handshake worked", after ? "after the failure, a" : "a");
	if (w->suite.size)
		buf_addf(&b, ", with %.*s", (int)w->suite.size, w->suite.data);
	note_list_add(&r->d->facts, NOTE_SEEN_WORKED, "%s", buf_str(&b));
}

/* The words of the table are about the usual end; here the text names another, or details. */
static void texts_word_cause(struct suspect *s, const struct failure *f)
{
	bool peer = f->said == SAID_ALERT || f->said == SAID_END_OF_FILE ||
		    f->said == SAID_NOT_TLS;
	bool by_client = f->role == (peer ? ROLE_SERVER : ROLE_CLIENT);
	BUF_AUTO struct buf b = {0};
	const char *alert = alert_get_name(f->alert);

	if (s->cause == CAUSE_UNKNOWN_SUITE && f->detail.size)
		buf_addf(&b,
			"The application names the cipher suite %.*s, which its Java "
			"does not have.",
			(int)f->detail.size, f->detail.data);
	else if (s->cause == CAUSE_BAD_LIST && f->said == SAID_BAD_LIST && f->detail.size)
		buf_addf(&b,
			"Java cannot read its list of disabled algorithms at '%.*s', and "
			"refuses every TLS connection.",
			(int)f->detail.size, f->detail.data);
	else if (s->cause == CAUSE_OTHER_ALERT)
		buf_addf(&b,
			"The other end refused with alert %u (%s), which no list of "
			"disabled algorithms causes.",
			f->alert, alert ? alert : "unknown");
	else if (s->cause == CAUSE_UNTRUSTED_CERTIFICATE && f->role && !by_client)
		buf_adds(&b,
			"The server does not trust the certificate of the client; no list "
			"of algorithms is the reason.");
	else if (s->cause == CAUSE_CLOSES && by_client)
		buf_adds(&b, "The client closes the connection without an alert.");
	else if (s->cause == CAUSE_NOT_TLS && by_client)
		buf_adds(&b, "A client that does not speak TLS connected to this port.");
	if (b.size && !s->message)
		s->message = buf_take(&b);
}

static void texts_add_causes(const struct text_read *r, const struct failure *f)
{
	struct text_causes c = text_causes_judge(r->t, f);

	for (size_t i = 0; i < c.n; i++) {
		struct suspect *s = diagnosis_add_cause(r->d, c.causes[i]);
		if (!s)
			return;
		s->proven |= c.proven && i == 0;
		texts_word_cause(s, f);
	}
}

/* What else was said counts only if it proves something, and is about the same time. */
static void texts_add_others(const struct text_read *r)
{
	for (size_t i = 1; i < r->t->n; i++) {
		const struct failure *f = &r->t->failures[i];
		bool near = f->last + NEAR >= r->t->failures[0].last;
		texts_add_seen(r, f);
		if (near && f->said < SAID_RESET && text_causes_judge(r->t, f).proven)
			texts_add_causes(r, f);
	}
}

static void texts_add_unknowns(struct diagnosis *d, const struct failure *f)
{
	bool peer = f->said == SAID_ALERT || f->said == SAID_END_OF_FILE ||
		    f->said == SAID_RESET || f->said == SAID_TIMEOUT;

	if (d->n && d->suspects[0]->proven)
		return;
	if (!f->role)
		note_list_add(&d->unknown, NOTE_ROLE_UNKNOWN,
			"whether the server or the client wrote this text: the whole stack "
			"trace shows it");
	if (f->java && !f->handshake.hello_line && f->said < SAID_RESET)
		note_list_add(&d->unknown, NOTE_SUITES_NOT_SHOWN,
			"which cipher suites and TLS versions both ends enable: the output "
			"of -Djavax.net.debug=ssl:handshake:verbose shows it");
	if (peer)
		note_list_add(&d->unknown, NOTE_OTHER_END,
			"why the other end did this: diagnose its address, HOST:PORT, or its "
			"log");
}

/* Connections also end, or stay silent, after a handshake that worked. */
static bool texts_is_failure(const struct failure *f)
{
	return f->said == SAID_END_OF_FILE
		       ? f->java
		       : f->said != SAID_RESET && f->said != SAID_TIMEOUT;
}

static bool texts_is_rsa(const struct failure_text *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->failures[i].rsa)
			return true;
	return false;
}

static void texts_add_failures(const struct text_read *r)
{
	const struct failure *f = &r->t->failures[0];

	r->d->works = texts_is_failure(f) && r->t->worked.line < f->last ? 0 : -1;
	if (r->t->worked.line > f->last)
		diagnosis_say(r->d,
			"Handshakes failed, but a later one worked: the cause may "
			"be gone.");
	texts_add_seen(r, f);
	texts_add_hello(r, &f->handshake);
	texts_add_blocked(r, &f->handshake);
	texts_add_memory(r);
	texts_add_causes(r, f);
	texts_add_others(r);
	texts_add_unknowns(r->d, f);
	if (texts_is_rsa(r->t))
		note_list_add(&r->d->facts, NOTE_SEEN_RSA,
			"these are words of the TLS in RSA Access Manager, whose settings "
			"decide about anonymous suites, too");
}

/* Returns the program that compressed the text, or NULL. */
static const char *texts_name_packer(struct span s)
{
	static const char *const packers[][2] = {{"\x1f\x8b", "gzip"},
		{"\xfd\x37zXZ", "xz"}, {"\x28\xb5\x2f\xfd", "zstd"}, {"BZh", "bzip2"},
		{"PK\3\4", "zip"}};

	for (size_t i = 0; i < sizeof packers / sizeof *packers; i++) {
		struct span start = span_str(packers[i][0]);
		if (s.size > start.size && span_equal(span_cut(s, 0, start.size), start))
			return packers[i][1];
	}
	return NULL;
}

static void texts_add_nothing(struct span text, struct diagnosis *d)
{
	const char *packer = texts_name_packer(text);

	if (packer)
		note_list_add(&d->unknown, NOTE_NOT_RECOGNIZED,
			"this is compressed (%s): unpack it, and diagnose what was in it",
			packer);
	else
		note_list_add(&d->unknown, NOTE_NOT_RECOGNIZED,
			"the text has no failure of a TLS handshake that is known; give the "
			"whole stack trace with all lines 'Caused by', or the output of "
			"-Djavax.net.debug=ssl:handshake:verbose");
}

int texts_read(struct span text, size_t first_line, struct diagnosis *d, struct err *e)
{
	FAILURE_TEXT_AUTO struct failure_text t = {.n = 0};
	const struct text_read r = {d, &t, first_line};

	if (failure_text_read(&t, text))
		return err_memory(e);
	if (t.n)
		texts_add_failures(&r);
	else if (t.worked.line && debug_output_is_anonymous(t.worked.suite))
		d->works = 1;
	else
		texts_add_nothing(text, d);
	texts_add_worked(&r);
	return 0;
}
