/* SPDX-License-Identifier: MIT */
/* Collects hellos, and the suites that lists block, from lines of all versions of Java. */
#include "text/debug_output.h"

#include "text/log_text.h"
#include "text/suite.h"

#include <strings.h>

#define PREFIX "javax.net.ssl|"
#define MOST_LIST 32768 /* bytes of a list of suites or versions */
#define MOST_SUITE 64
#define MOST_LINE 256

static bool debug_output_is_name(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

static bool debug_output_has(struct span s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.size; i++)
		if (!strncasecmp(s.data + i, word, n))
			return true;
	return false;
}

struct span debug_output_read_suite(struct span s)
{
	size_t n = 0;

	while (s.size && s.data[0] && strchr(" :=\"'[\t\n\v>|", s.data[0]))
		s = span_cut(s, 1, s.size);
	while (n < s.size && n < MOST_SUITE && debug_output_is_name(s.data[n]))
		n++;
	return span_cut(s, 0, n);
}

bool debug_output_is_anonymous(struct span suite)
{
	return debug_output_has(suite, "_anon_") || debug_output_has(suite, "ADH-") ||
	       debug_output_has(suite, "AECDH-");
}

/* Reads what follows "TLS": "v1.2", "12", "v1". */
static unsigned debug_output_read_version(struct span s)
{
	static const unsigned bits[] = {
		SUITE_TLSV1, SUITE_TLSV1_1, SUITE_TLSV1_2, SUITE_TLSV1_3};
	size_t n = s.size && (s.data[0] == 'v' || s.data[0] == 'V');

	if (n >= s.size || s.data[n] != '1')
		return 0;
	n++;
	n += n < s.size && s.data[n] == '.';
	return n < s.size && s.data[n] >= '0' && s.data[n] <= '3' ? bits[s.data[n] - '0']
								  : SUITE_TLSV1;
}

unsigned debug_output_read_versions(struct span s)
{
	unsigned found = 0;

	for (size_t i = 0; i + 3 < s.size && s.data[i] != ']'; i++) {
		if (!strncasecmp(s.data + i, "TLS", 3))
			found |= debug_output_read_version(span_cut(s, i + 3, s.size));
		else if (!strncasecmp(s.data + i, "SSLv3", 5) ||
			 !strncasecmp(s.data + i, "SSL30", 5))
			found |= SUITE_SSLV3;
	}
	return found;
}

struct handshake *debug_output_get(struct debug_output *d)
{
	return &d->threads[d->current];
}

static void debug_output_set_thread(struct debug_output *d, struct span name)
{
	for (size_t i = 0; i < d->n; i++)
		if (span_equal(d->names[i], name)) {
			d->current = i;
			return;
		}
	/* One that may have ended long ago makes room. */
	d->current = d->n < MOST_THREADS ? d->n++ : (d->current + 1) % MOST_THREADS;
	d->names[d->current] = name;
	d->threads[d->current] = (struct handshake){0};
}

/* javax.net.ssl|LEVEL|THREAD|NAME|TIME|File.java:LINE|TEXT */
bool debug_output_start_line(struct debug_output *d, struct span line)
{
	size_t n = strlen(PREFIX), field = 0;

	while (line.size >= n && memcmp(line.data, PREFIX, n) != 0) {
		const char *next = memchr(line.data + 1, PREFIX[0], line.size - 1);
		line = next ? span_of(next, line.size - (size_t)(next - line.data))
			    : span_of(line.data, 0);
	}
	if (line.size < n)
		return false;
	line = span_cut(line, n, line.size);
	d->file = span_of("", 0);
	for (const char *bar; field < 8 && (bar = memchr(line.data, '|', line.size));
		field++) {
		struct span s = span_cut(line, 0, (size_t)(bar - line.data));
		if (field == 1)
			debug_output_set_thread(d, s);
		if (debug_output_has(s, ".java:"))
			d->file = s;
		line = span_cut(line, s.size + 1, line.size);
	}
	d->in_hello = d->versions_follow = false;
	return true;
}

/* The lines before a hello are about the same handshake; what another hello left is not. */
static struct handshake *debug_output_begin(struct debug_output *d)
{
	struct handshake *h = debug_output_get(d);

	if (h->over || h->hello_line)
		*h = (struct handshake){0};
	return h;
}

static void debug_output_take_hello(
	struct debug_output *d, const struct phrase *p, struct span rest, size_t number)
{
	struct handshake *h = debug_output_get(d);

	if (h->over)
		*h = (struct handshake){0};
	h->n_suites = h->n_dh_anon = h->n_ecdh_anon = 0;
	h->role = p->role;
	h->hello_line = number;
	/* "*** ClientHello, TLSv1.2" */
	h->offered = p->role ? 0
			     : debug_output_read_versions(span_cut(
				       rest, 0, rest.size < 12 ? rest.size : 12));
	d->in_hello = true;
}

/* Returns how many bytes it read, so that they are not read again. */
static size_t debug_output_take_suites(struct debug_output *d, struct span rest)
{
	struct handshake *h = debug_output_get(d);
	size_t i = 0;

	if (!d->in_hello)
		return 0;
	for (; i + 4 < rest.size && i < MOST_LIST && rest.data[i] != ']'; i++) {
		struct span suite;
		if (strncmp(rest.data + i, "TLS_", 4) != 0 &&
			strncmp(rest.data + i, "SSL_", 4) != 0)
			continue;
		suite = debug_output_read_suite(span_cut(rest, i, rest.size));
		h->n_suites++;
		h->n_dh_anon += debug_output_has(suite, "_DH_anon_");
		h->n_ecdh_anon += debug_output_has(suite, "_ECDH_anon_");
		i += suite.size - 1;
	}
	return i < rest.size ? i : rest.size;
}

/* Returns what is left of the line, as far as it can matter. */
static struct span debug_output_cut_line(struct span s)
{
	size_t n = 0;

	while (n < s.size && n < MOST_LINE && s.data[n] != '\n' &&
		s.data[n] != LOG_TEXT_BREAK)
		n++;
	return span_cut(s, 0, n);
}

static void debug_output_take_versions(
	struct debug_output *d, const struct phrase *p, struct span rest)
{
	struct handshake *h = debug_output_get(d);
	bool legacy = p->words[0] == 'c'; /* client version */

	if (!d->in_hello || (!legacy && !d->versions_follow))
		return;
	h->offered = debug_output_read_versions(debug_output_cut_line(rest));
	d->versions_follow = false;
}

/*
 * Only the handshake's own lines speak of what the application enables: those of
 * HandshakeContext.java, and in old versions those that name a protocol.
 */
static void debug_output_take_blocked(
	struct debug_output *d, const struct phrase *p, struct span rest, size_t number)
{
	struct span suite = debug_output_read_suite(rest);
	struct span line = debug_output_cut_line(rest);
	bool old = p->words[5] == 'i'; /* ignoring */

	if (!suite.size)
		return;
	if (old ? !debug_output_has(line, " for tls") &&
				!debug_output_has(line, " for ssl")
		: !debug_output_has(d->file, "HandshakeContext.java")) {
		d->memory_line = d->memory_line ? d->memory_line : number;
		d->memory_has_anon |= debug_output_has(suite, "_anon_WITH_AES_");
		return;
	}
	struct handshake *h = debug_output_begin(d);
	for (size_t i = 0; i < h->n_blocked; i++)
		if (span_equal(h->blocked[i], suite))
			return;
	if (h->n_blocked == MOST_BLOCKED)
		return;
	h->blocked_line = h->n_blocked ? h->blocked_line : number;
	h->blocked[h->n_blocked++] = suite;
	h->n_blocked_anon += debug_output_is_anonymous(suite);
}

/* Java 27: all of them in brackets, after the protocols in brackets. */
static size_t debug_output_take_list(
	struct debug_output *d, struct span rest, size_t number)
{
	size_t end = 0;

	for (int brackets = 0; end < rest.size && end < MOST_LIST && brackets < 2; end++)
		brackets += rest.data[end] == ']';
	d->memory_line = d->memory_line ? d->memory_line : number;
	d->memory_has_anon |= debug_output_has(span_cut(rest, 0, end), "_anon_WITH_AES_");
	return end;
}

static void debug_output_take_expanded(
	struct debug_output *d, const struct phrase *p, struct span rest)
{
	struct span line = span_trim(debug_output_cut_line(rest));

	d->in_hello = d->versions_follow = false;
	if (p->kind == SAID_CALLER)
		d->file = line;
	else
		debug_output_set_thread(d, line);
}

/* The old line's phrase has the beginning of the name, and stands alone in its line. */
static void debug_output_take_chosen(struct debug_output *d, const struct phrase *p,
	struct span before, struct span rest)
{
	struct handshake *h = debug_output_get(d);
	bool old = p->words[strlen(p->words) - 1] != '"';

	if (old && span_trim(before).size)
		return;
	h->chosen = debug_output_read_suite(
		old ? span_of(rest.data - 3, rest.size + 3) : rest);
	d->in_hello = false;
}

size_t debug_output_take(struct debug_output *d, const struct phrase *p,
	struct span before, struct span rest, size_t number)
{
	switch ((int)p->kind) {
	case SAID_CLIENT_HELLO:
		debug_output_take_hello(d, p, rest, number);
		return 0;
	case SAID_SUITES:
		return debug_output_take_suites(d, rest);
	case SAID_SUITE:
		debug_output_take_chosen(d, p, before, rest);
		return 0;
	case SAID_VERSION_KEY:
		d->versions_follow = true;
		return 0;
	case SAID_VERSION_LIST:
		debug_output_take_versions(d, p, rest);
		return 0;
	case SAID_NEGOTIATED:
		debug_output_get(d)->negotiated =
			debug_output_read_versions(debug_output_cut_line(rest));
		return 0;
	case SAID_BLOCKED_SUITE:
		debug_output_take_blocked(d, p, rest, number);
		return 0;
	case SAID_BLOCKED_SUITES:
		return debug_output_take_list(d, rest, number);
	default:
		debug_output_take_expanded(d, p, rest);
		return 0;
	}
}
