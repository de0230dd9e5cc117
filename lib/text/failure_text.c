/* SPDX-License-Identifier: MIT */
/* Groups what was said into failures: a stack trace says the same several times. */
#include "text/failure_text.h"

#include "text/alert.h"
#include "text/log_phrases.h"
#include "text/log_text.h"

#include <strings.h>

#define MOST_WORDS 160
#define GAP " \t\n\v:=-_'\",>|" /* between a phrase and its alert */
#define MOST_GAP 40
#define MOST_NEAR 200	 /* bytes, or lines, in which things belong together */
#define FIRST_ALERT 1000 /* of the codes of OpenSSL: a received alert with number 0 */

struct failure_reader {
	struct failure_text *t;
	struct phrases phrases;
	struct debug_output debug;
	size_t start, end, number; /* of the line */
	size_t debug_line;	   /* the last one */
	bool trace_line, head_line;
	struct failure *current; /* of the same story as what is said next, or NULL */
	size_t story;		 /* a stack trace, or a handshake */
	bool current_in_debug;	 /* until the next handshake begins */
	bool initializer, frames, java_frames;
	size_t failed; /* line of a failure without a reason */
	struct span failed_words;
	size_t from;   /* of the phrase */
	int last_rank; /* see failure_rank_words() */
	size_t last_end;
	size_t rsa; /* line of one of RSA's frames */
};

#define WRAP " \t\n\v>|" /* where a line was broken, and what its rest begins with */

static struct span failure_skip(struct span s, const char *what)
{
	for (size_t n = 0; n < MOST_GAP && s.size && s.data[0] && strchr(what, s.data[0]);
		n++)
		s = span_cut(s, 1, s.size);
	return s;
}

/* Returns how long the word is at the start of the text, or 0. Its blanks are any. */
static size_t failure_match(struct span s, const char *word)
{
	struct span rest = s;

	for (const char *w = word; *w; w++) {
		bool broken = rest.size && memchr("\n\v", rest.data[0], 2) && w > word;
		struct span next = *w == ' ' || broken ? failure_skip(rest, WRAP) : rest;
		bool good = *w == ' ' ? next.size < rest.size
				      : next.size && !strncasecmp(next.data, w, 1);
		if (!good)
			return 0;
		rest = *w == ' ' ? next : span_cut(next, 1, next.size);
	}
	return s.size - rest.size;
}

/* Returns where the word ends near the start of the text, or 0. */
static size_t failure_find(struct span s, const char *word)
{
	for (size_t i = 0; i < s.size && i < MOST_NEAR; i++) {
		size_t n = failure_match(span_cut(s, i, s.size), word);
		if (n)
			return i + n;
	}
	return 0;
}

/* The end of a quoted message, as JSON and others have it. */
static bool failure_is_quote_end(struct span s)
{
	return s.size > 1 && (s.data[0] == '"' || s.data[0] == '\'') &&
	       strchr(",;}])>", s.data[1]) && s.data[1];
}

/* The rest of the line, without what a person need not read. */
static struct span failure_cut_words(struct span s)
{
	size_t n = 0;

	while (n < s.size && n < MOST_WORDS && (unsigned char)s.data[n] >= ' ' &&
		s.data[n] != 0177 && !failure_is_quote_end(span_cut(s, n, s.size)))
		n++;
	while (n && n < s.size && ((unsigned char)s.data[n] & 0xc0) == 0x80)
		n--;
	while (n && strchr(" \t\",({", s.data[n - 1])) /* what frames them */
		n--;
	return span_trim(span_cut(s, 0, n));
}

/* "received fatal alert: X", "alert: fatal, description = X", "... alert code is 40". */
static size_t failure_read_alert(struct span s, unsigned *ret)
{
	static const char *const before[] = {"description =", "code is", "description\""};
	struct span rest = failure_skip(s, GAP);
	size_t n = alert_read(rest, ret);

	for (size_t i = 0; !n && i < sizeof before / sizeof *before; i++) {
		size_t at = failure_find(s, before[i]);
		if (!at)
			continue;
		rest = failure_skip(span_cut(s, at, s.size), GAP);
		n = alert_read(rest, ret);
	}
	return n ? n + (size_t)(rest.data - s.data) : 0;
}

/* Lines of a stack trace below its first one, or the first one itself. */
static void failure_look_at_line(struct failure_reader *r, struct span line)
{
	struct span s = span_trim(line);
	size_t class = 0;

	r->trace_line = !s.size;
	r->trace_line |=
		s.size > 3 && (!memcmp(s.data, "at ", 3) || !memcmp(s.data, "...", 3));
	r->trace_line |= s.size > 10 && (!memcmp(s.data, "Caused by:", 10) ||
						!memcmp(s.data, "Suppressed:", 10) ||
						!memcmp(s.data, "Wrapped by:", 10));
	while (class < s.size && s.data[class] > ' ' && s.data[class] != ':')
		class ++;
	bool head = class > 9 && class < s.size && s.data[class] == ':' &&
		    (!memcmp(s.data + class - 9, "Exception", 9) ||
			    !memcmp(s.data + class - 5, "Error", 5));
	/* A logger prints the message, and in the next line the trace of the same one. */
	r->trace_line |= head && !r->head_line;
	r->head_line = head;
}

static struct failure *failure_look_up(
	struct failure_text *t, enum phrase_kind said, unsigned alert, struct span detail)
{
	for (size_t i = 0; i < t->n; i++) {
		struct failure *f = &t->failures[i];
		if (f->said == said && f->alert == alert &&
			(said != SAID_UNKNOWN_SUITE || span_equal(f->detail, detail)))
			return f;
	}
	if (t->n == MOST_FAILURES) { /* the oldest one makes room */
		memmove(t->failures, t->failures + 1, --t->n * sizeof *t->failures);
	}
	t->failures[t->n] = (struct failure){.said = said, .alert = alert};
	return &t->failures[t->n++];
}

static bool failure_is_debug(const struct failure_reader *r)
{
	return r->debug_line && r->number - r->debug_line < MOST_NEAR;
}

/*
 * OpenSSL says the same thrice: by a code, in words, and by the alert's number. Python says
 * it twice: by a name, and in words.
 */
static int failure_rank_words(const struct failure_reader *r, const struct phrase *p)
{
	const char *words = r->phrases.text.data + r->from;

	if (!p->other || !*p->words)
		return p->other;
	if (!strcmp(p->words, "ssl alert number"))
		return 4;
	return memchr(words, '_', r->phrases.at - r->from) ? 2 : 3;
}

/* Tells whether the same was just said: in a stack trace, in one line, or in one message. */
static bool failure_is_again(
	struct failure_reader *r, const struct phrase *p, const struct failure *f)
{
	int rank = failure_rank_words(r, p);
	size_t gap = r->phrases.at - r->last_end;
	bool next_part = r->last_end && rank > r->last_rank && gap < MOST_NEAR;

	/* "Connection refused (Connection refused)" */
	next_part |= r->last_end && f->said >= SAID_RESET && gap < MOST_GAP;
	r->last_rank = rank;
	r->last_end = r->phrases.at;
	return f->n && (next_part || f->last == r->number ||
			       (r->current && f->story == r->story));
}

/* Starts another time that the failure is said, unless it is said of the same handshake. */
static struct failure *failure_add(struct failure_reader *r, const struct phrase *p,
	enum phrase_kind said, unsigned alert, struct span detail)
{
	struct handshake *h = debug_output_get(&r->debug);
	struct failure *f = failure_look_up(r->t, said, alert, detail);
	bool again = failure_is_again(r, p, f);

	r->story += !r->current;
	f->story = r->story;
	r->current = f;
	if (detail.size)
		f->detail = detail;
	if (again) {
		f->role = f->role ? f->role : p->role;
		f->java &= !p->other;
		return f;
	}
	f->n++;
	f->first = f->first ? f->first : r->number;
	f->last = r->number;
	f->role = p->role;
	f->java = !p->other;
	f->words = span_of("", 0);
	f->sure = false;
	f->rsa = r->rsa && r->number - r->rsa < MOST_NEAR;
	f->handshake = (struct handshake){0};
	f->client_versions = f->server_versions = 0;
	r->current_in_debug = failure_is_debug(r);
	if (!h->over) {
		f->handshake = *h;
		f->role = f->role ? f->role : h->role;
	}
	h->over = true;
	return f;
}

/* Quotes the words, up to their end or that of the line. */
static void failure_say(
	struct failure_reader *r, struct failure *f, size_t from, size_t end)
{
	if (!f->words.size)
		f->words = failure_cut_words(span_cut(r->phrases.text, from, end));
}

static void failure_take_alert(struct failure_reader *r, const struct phrase *p,
	size_t from, enum phrase_kind said, struct span rest)
{
	unsigned alert = p->alert;
	size_t n = alert == NO_ALERT ? failure_read_alert(rest, &alert) : 0;

	if (alert == NO_ALERT || (p->alert == NO_ALERT && !n))
		return;
	r->phrases.at += n;
	struct failure *f = failure_add(r, p, said, alert, span_of("", 0));
	f->sure = true;
	f->rsa |= !strcmp(p->words, "fatal alert received:");
	if (p->kind != SAID_DEBUG_ALERT) /* an exception with better words follows */
		failure_say(r, f, from, r->phrases.at);
}

static struct span failure_get_brackets(struct span s, size_t which)
{
	size_t start = 0, end = 0;

	for (size_t i = 0; i < s.size && i < MOST_NEAR; i++) {
		start = s.data[i] == '[' ? i : start;
		if (s.data[i] != ']')
			continue;
		end = i;
		if (which-- == 0)
			return span_cut(s, start, end);
	}
	return span_of("", 0);
}

/* The texts name the versions of both, or only the one that was chosen or asked for. */
static void failure_take_versions(
	struct failure *f, const struct phrase *p, struct span rest)
{
	struct span near = span_cut(rest, 0, rest.size < 12 ? rest.size : 12);
	unsigned one = debug_output_read_versions(near);
	unsigned first = debug_output_read_versions(failure_get_brackets(rest, 0));

	if (!strcmp(p->words, "the client supported protocol versions")) {
		f->client_versions = first;
		f->server_versions =
			debug_output_read_versions(failure_get_brackets(rest, 1));
	} else if (p->role == ROLE_SERVER) {
		f->client_versions = one;
	} else {
		f->server_versions = one;
		f->client_versions = first;
	}
}

static bool failure_is_suite(struct span s)
{
	return s.size > 4 &&
	       (!strncasecmp(s.data, "TLS_", 4) || !strncasecmp(s.data, "SSL_", 4));
}

/* What the list has there: "Constraint unknown: X", "X is not a legal Operator", "X". */
static struct span failure_read_entry(struct span rest)
{
	struct span line = failure_cut_words(failure_skip(rest, " .:\""));
	size_t after = failure_find(line, "constraint unknown:");
	size_t operator= failure_find(line, " is not a legal operator");

	if (after)
		return span_trim(span_cut(line, after, line.size));
	if (operator)
		return span_cut(line, 0, operator- strlen(" is not a legal operator"));
	return span_of("", 0);
}

static struct span failure_read_detail(const struct phrase *p, struct span rest)
{
	struct span s = span_of("", 0);

	if (p->kind == SAID_UNKNOWN_SUITE)
		s = debug_output_read_suite(rest);
	else if (p->kind == SAID_BAD_LIST)
		s = failure_read_entry(rest);
	else if (p->kind == SAID_MAYBE_BAD_LIST && p->words[0] == 'n' && rest.size) {
		rest = failure_skip(rest, " \"");
		const char *quote = memchr(
			rest.data, '"', rest.size < MOST_WORDS ? rest.size : MOST_WORDS);
		s = span_cut(rest, 0, quote ? (size_t)(quote - rest.data) : 0);
	}
	return s;
}

/* Words that other programs use, too. */
static bool failure_is_about_tls(const struct failure_reader *r, const struct phrase *p,
	size_t from, struct span detail)
{
	static const char *const common[] = {"unsupported protocol",
		"wrong version number", "no protocols available", "version too low"};
	struct span before =
		span_cut(r->phrases.text, from > MOST_NEAR ? from - MOST_NEAR : 0, from);

	if (!strcmp(p->words, "cannot support"))
		return failure_is_suite(detail);
	for (size_t i = 0; i < sizeof common / sizeof *common; i++)
		if (!strcmp(p->words, common[i]))
			return failure_find(before, "ssl") || failure_find(before, "tls");
	return true;
}

static void failure_take(
	struct failure_reader *r, const struct phrase *p, size_t from, struct span rest)
{
	struct span detail = failure_read_detail(p, rest);
	enum phrase_kind said = p->kind == SAID_MAYBE_BAD_LIST ? SAID_BAD_LIST : p->kind;

	if (!failure_is_about_tls(r, p, from, detail))
		return;
	if (said == SAID_RESET && r->current) /* as a handshake that failed ends */
		return;
	struct failure *f = failure_add(r, p, said, NO_ALERT, detail);
	f->sure |= p->kind == SAID_MAYBE_BAD_LIST ? r->java_frames : !p->unsure;
	if (said == SAID_VERSIONS)
		failure_take_versions(f, p, rest);
	failure_say(r, f, from, r->phrases.text.size);
}

/* Reads the last three digits of "0A000410:". Returns 0 if it is no code of TLS. */
static unsigned failure_read_code(struct span s)
{
	static const char digits[] = "0123456789abcdef";
	unsigned code = 0;

	if (strncmp(s.data, "14", 2) != 0 && strncasecmp(s.data, "0a", 2) != 0 &&
		strncmp(s.data, "10", 2) != 0)
		return 0;
	for (size_t i = 0; i < 8 && s.size > 1; i++) {
		char c = s.data[0];
		const char *found = memchr(
			digits, c >= 'A' && c <= 'F' ? c + 32 : c, sizeof digits - 1);
		if (!found)
			return 0;
		code = code * 16 + (unsigned)(found - digits);
		s = failure_skip(span_cut(s, 1, s.size), "\n\v \t");
	}
	return s.size && s.data[0] == ':' ? code & 0xfff : 0;
}

/* The codes of OpenSSL, which stay as they are when the words change. */
static void failure_take_code(struct failure_reader *r, size_t from, struct span rest)
{
	static const struct {
		unsigned code;
		struct phrase means;
	} codes[] = {
		{0xc1, {"", SAID_NO_COMMON_SUITE, ROLE_SERVER, true, 0, false}},
		{0x10b, {"", SAID_NOT_TLS, ROLE_UNKNOWN, true, 0, false}},
		{0xfc, {"", SAID_NOT_TLS, ROLE_UNKNOWN, true, 0, false}},
		{0x9c, {"", SAID_NOT_TLS, ROLE_SERVER, true, 0, false}},
		{0x102, {"", SAID_VERSIONS, ROLE_UNKNOWN, true, 0, false}},
		{0x126, {"", SAID_END_OF_FILE, ROLE_UNKNOWN, true, 0, false}},
		{0x18c, {"", SAID_VERSIONS, ROLE_UNKNOWN, true, 0, false}},
		{0x18a, {"", SAID_DH_SIZE, ROLE_CLIENT, true, 0, false}},
		{0xbf, {"", SAID_NO_PROTOCOL, ROLE_UNKNOWN, true, 0, false}},
		{0xb5, {"", SAID_NO_PROTOCOL, ROLE_UNKNOWN, true, 0, false}},
		{0x86, {"", SAID_UNTRUSTED, ROLE_UNKNOWN, true, 0, false}},
	};
	static const struct phrase alert = {"", SAID_ALERT, ROLE_UNKNOWN, true, 0, false};
	unsigned code = rest.size > 8 ? failure_read_code(rest) : 0;
	bool boring = rest.size && rest.data[0] == '1' && rest.data[1] == '0';

	if (code >= FIRST_ALERT && code < FIRST_ALERT + NO_ALERT)
		failure_say(r,
			failure_add(r, &alert, SAID_ALERT, code - FIRST_ALERT,
				span_of("", 0)),
			from, r->phrases.text.size);
	for (size_t i = 0; !boring && i < sizeof codes / sizeof *codes; i++)
		if (codes[i].code == code)
			failure_take(r, &codes[i].means, from, rest);
}

static void failure_take_finished(
	struct failure_reader *r, const struct phrase *p, struct span rest)
{
	struct handshake *h = debug_output_get(&r->debug);
	struct span suite = h->chosen;

	if (p->kind == SAID_OPENSSL_WORKS) {
		rest = failure_skip(rest, " ");
		size_t n = 0;
		while (n < rest.size && n < MOST_NEAR && rest.data[n] > ' ')
			n++;
		suite = span_cut(rest, 0, n);
		if (!n || rest.data[0] == '(') /* (NONE) */
			return;
	} else if (p->words[0] == 'c' && p->words[1] == 'a') { /* [Session-1, SUITE] */
		size_t comma = failure_find(rest, ",");
		suite = debug_output_read_suite(span_cut(rest, comma, rest.size));
	}
	h->over = true;
	r->current = NULL;
	r->t->worked = (struct worked){r->number, suite};
}

/* A frame belongs to what was said last; the first one that shows the role is the nearest. */
static void failure_take_frame(struct failure_reader *r, const struct phrase *p)
{
	r->frames = true;
	r->java_frames |= p->kind == SAID_JAVA_FRAME;
	if (p->kind == SAID_RSA) {
		r->rsa = r->number;
		if (r->current)
			r->current->rsa = true;
	} else if (r->current && !r->current->role) {
		r->current->role = p->role;
	}
}

static void failure_take_phrase(
	struct failure_reader *r, const struct phrase *p, size_t from, size_t to)
{
	struct span rest = span_cut(r->phrases.text, to, r->phrases.text.size);
	size_t start = from - r->start > MOST_NEAR ? from - MOST_NEAR : r->start;
	struct span before = span_cut(r->phrases.text, start, from);

	r->from = from;
	switch (p->kind) {
	case SAID_ALERT:
	case SAID_SENT:
		failure_take_alert(r, p, from, p->kind, rest);
		break;
	case SAID_DEBUG_ALERT: /* others are warnings */
		if (failure_find(rest, "\"fatal\""))
			failure_take_alert(r, p, from, SAID_ALERT, rest);
		break;
	case SAID_OPENSSL_CODE:
		failure_take_code(r, from, rest);
		break;
	case SAID_FAILED:
		r->failed = r->number;
		r->failed_words = failure_cut_words(
			span_cut(r->phrases.text, from, r->phrases.text.size));
		break;
	case SAID_INITIALIZER:
		r->initializer = true;
		r->frames = r->java_frames = false;
		break;
	case SAID_MAYBE_BAD_LIST:
		if (r->initializer && (!r->frames || r->java_frames))
			failure_take(r, p, from, rest);
		break;
	case SAID_FRAME:
	case SAID_JAVA_FRAME:
	case SAID_RSA:
		failure_take_frame(r, p);
		break;
	case SAID_FINISHED:
	case SAID_OPENSSL_WORKS:
		failure_take_finished(r, p, rest);
		break;
	case SAID_CALLER: /* each message of `expand` has one */
	case SAID_CLIENT_HELLO:
		r->debug_line = r->number;
		debug_output_take(&r->debug, p, before, rest, r->number);
		break;
	default:
		if (p->kind < SAID_KINDS)
			failure_take(r, p, from, rest);
		else
			r->phrases.at +=
				debug_output_take(&r->debug, p, before, rest, r->number);
	}
	/* A handshake that begins is another one. */
	if (r->current_in_debug && !debug_output_get(&r->debug)->over &&
		(p->kind == SAID_CLIENT_HELLO || p->kind == SAID_BLOCKED_SUITE))
		r->current = NULL;
}

/* Sentences of jsecpatch quote the words of others. */
static bool failure_is_ours(struct span line)
{
	static const char *const starts[] = {
		"To make sure:", "Programs that use a Java that blocks anon"};
	struct span s = span_trim(line);

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (s.size > strlen(starts[i]) &&
			!memcmp(s.data, starts[i], strlen(starts[i])))
			return true;
	return false;
}

static void failure_read_line(struct failure_reader *r)
{
	struct span line = span_cut(r->phrases.text, r->start, r->end);
	const struct phrase *p;
	size_t from, to;

	if (failure_is_ours(line)) {
		r->phrases.at = r->end;
		return;
	}
	if (debug_output_start_line(&r->debug, line))
		r->debug_line = r->number;
	failure_look_at_line(r, line);
	if (r->trace_line && line.size)
		r->frames |= memchr(line.data, '(', line.size) != NULL;
	else if (!r->current_in_debug && line.size)
		r->current = NULL;
	if (!r->trace_line)
		r->initializer = r->initializer && r->head_line;
	while ((p = phrases_next(&r->phrases, r->end, &from, &to)))
		failure_take_phrase(r, p, from, to);
}

/* Nothing but the name of an alert: somebody typed it. */
static void failure_take_bare_alert(struct failure_reader *r)
{
	struct span s = failure_skip(span_trim(r->phrases.text), "\"' ");
	static const struct phrase p = {"", SAID_ALERT, ROLE_UNKNOWN, false, 0, false};
	unsigned alert;

	s = failure_skip(span_cut(s, failure_match(s, "alert "), s.size), "\"' ");
	size_t n = alert_read(s, &alert);
	if (!n || (s.data[0] >= '0' && s.data[0] <= '9') ||
		failure_skip(span_cut(s, n, s.size), "\"'.! \n()[]0123456789").size)
		return;
	r->number = 1;
	failure_say(r, failure_add(r, &p, SAID_ALERT, alert, span_of("", 0)), 0,
		r->phrases.text.size);
}

/* A certificate that a list blocks is reported as one that is not trusted, too. */
static void failure_drop_untrusted(struct failure_text *t, size_t blocked)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->failures[i].said == SAID_UNTRUSTED &&
			t->failures[i].story == blocked) {
			memmove(&t->failures[i], &t->failures[i + 1],
				(--t->n - i) * sizeof *t->failures);
			return;
		}
}

/* Own words with a reason tell more than what the other side did, or than no reason. */
static int failure_rank(const struct failure *f)
{
	if (f->said < SAID_ALERT || f->said == SAID_NOT_TLS)
		return 3;
	return f->said < SAID_SENT ? 2 : f->said < SAID_RESET ? 1 : 0;
}

/* Swaps the most telling one of those near the end of the log to the front. */
static void failure_put_first(struct failure_text *t, size_t from)
{
	size_t last = 0, best = from;

	for (size_t i = from; i < t->n; i++)
		if (failure_rank(&t->failures[i]) > 1 && t->failures[i].last > last)
			last = t->failures[i].last;
	for (size_t i = from + 1; i < t->n; i++) {
		struct failure *f = &t->failures[i], *b = &t->failures[best];
		bool recent = f->last + MOST_NEAR >= last;
		bool best_recent = b->last + MOST_NEAR >= last;
		int more = failure_rank(f) - failure_rank(b);
		bool tls = failure_rank(f) > 1, best_tls = failure_rank(b) > 1;
		if (tls != best_tls		? tls
			: recent != best_recent ? recent
			: recent && more	? more > 0
						: f->last > b->last)
			best = i;
	}
	struct failure first = t->failures[best];
	memmove(&t->failures[from + 1], &t->failures[from], (best - from) * sizeof first);
	t->failures[from] = first;
}

static void failure_finish(struct failure_reader *r)
{
	struct failure_text *t = r->t;
	static const struct phrase failed = {
		"", SAID_FAILED, ROLE_UNKNOWN, false, 0, false};

	if (!t->n)
		failure_take_bare_alert(r);
	if (!t->n && r->failed) {
		r->number = r->failed;
		failure_add(r, &failed, SAID_FAILED, NO_ALERT, span_of("", 0))->words =
			r->failed_words;
	}
	for (size_t i = 0; i < t->n; i++)
		if (t->failures[i].said == SAID_BLOCKED_CERTIFICATE)
			failure_drop_untrusted(t, t->failures[i].story);
	for (size_t i = 0; i < t->n; i++)
		failure_put_first(t, i);
	t->memory_line = r->debug.memory_line;
	t->memory_has_anon = r->debug.memory_has_anon;
}

int failure_text_read(struct failure_text *t, struct span raw)
{
	struct failure_reader r = {.t = t, .number = 1};

	log_text_clean(raw, &t->text);
	if (t->text.failed)
		return -1;
	phrases_start(&r.phrases, buf_span(&t->text));
	for (struct span s = r.phrases.text; r.start < s.size; r.start = r.end + 1) {
		r.end = r.start;
		while (r.end < s.size && s.data[r.end] != '\n' &&
			s.data[r.end] != LOG_TEXT_BREAK)
			r.end++;
		failure_read_line(&r);
		r.number += r.end < s.size && s.data[r.end] == '\n';
	}
	failure_finish(&r);
	return 0;
}

void failure_text_done(struct failure_text *t)
{
	buf_done(&t->text);
}
