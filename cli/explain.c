/* SPDX-License-Identifier: MIT */
/* --explain [SUITE]: what is open, and what blocks the others. */
#include "explain.h"

#include "opened.h"
#include "say.h"
#include "text.h"

#include <string.h>

#define TLS_LIST "jdk.tls.disabledAlgorithms"

/* Adds the entries that block by a protocol, or those that do otherwise. */
static size_t join_some(const struct jsec_suite *s, bool protocol, const char *start,
	char *out, size_t size)
{
	size_t n = 0;

	*out = 0;
	for (size_t i = 0; s->blockers[i] && n < size; i++) {
		const struct jsec_blocker *b = s->blockers[i];
		bool other = strcmp(b->property, TLS_LIST) != 0;

		if ((b->why == JSEC_WHY_PROTOCOL) != protocol)
			continue;
		n += (size_t)snprintf(out + n, size - n, "%s%s%s%s", n ? ", " : start,
			b->entry, other ? " in " : "", other ? b->property : "");
	}
	return n < size ? n : size - 1;
}

/* "anon, MD5 in jdk.certpath.disabledAlgorithms; no protocol is left: TLSv1, TLSv1.1" */
static void join_blockers(const struct jsec_suite *s, char *out, size_t size)
{
	size_t n = join_some(s, false, "", out, size);

	join_some(s, true,
		n ? "; no protocol is left: " : "no protocol is left: ", out + n,
		size - n);
}

/* The first that is explained just so. */
static const struct jsec_explanation *twin_of(const struct run *run, size_t i)
{
	const struct jsec_explanation *e = jsec_explained_get(run->explained, i);

	for (size_t k = 0; k < i; k++) {
		const struct jsec_explanation *other =
			jsec_explained_get(run->explained, k);
		if (!other->error && opened_alike(other->suites, e->suites))
			return other;
	}
	return NULL;
}

static void put_state(
	const struct jsec_explanation *e, enum jsec_suite_state state, const char *title)
{
	char blockers[4096];
	size_t n = 0;

	for (size_t i = 0; e->suites[i]; i++)
		n += e->suites[i]->state == state;
	if (n)
		say(stdout, NULL, "  %zu %s:", n, title);
	for (size_t i = 0; e->suites[i]; i++) {
		const struct jsec_suite *s = e->suites[i];
		if (s->state != state)
			continue;
		join_blockers(s, blockers, sizeof blockers);
		if (*blockers)
			say(stdout, NULL, "    %-45s %s", s->name, blockers);
		else
			say(stdout, NULL, "    %s", s->name);
	}
}

static void put_all(const struct run *run, size_t i, const struct jsec_explanation *e)
{
	const struct jsec_explanation *twin = twin_of(run, i);

	if (twin) {
		say(stdout, NULL, "  the same as %s", text_name(twin->install));
		return;
	}
	put_state(e, JSEC_SUITE_OPEN, "open, if programs enable them");
	put_state(e, JSEC_SUITE_NO_PROTOCOL,
		"of no use, since all their protocols are disabled");
	put_state(e, JSEC_SUITE_BLOCKED, "blocked, by");
}

static void put_one(const struct jsec_suite *s)
{
	char blockers[4096];

	join_blockers(s, blockers, sizeof blockers);
	if (s->state == JSEC_SUITE_UNKNOWN)
		say(stdout, NULL, "  this Java has no %s", s->name);
	else if (s->state == JSEC_SUITE_OPEN)
		say(stdout, NULL, "  %s is open, if programs enable it", s->name);
	else if (s->state == JSEC_SUITE_NO_PROTOCOL)
		say(stdout, NULL, "  %s: %s", s->name, blockers);
	else
		say(stdout, NULL, "  %s is blocked by %s", s->name, blockers);
}

static void put_explanation(const struct run *run, size_t i)
{
	const struct jsec_explanation *e = jsec_explained_get(run->explained, i);

	if (e->error) {
		text_error(e->error->message);
		return;
	}
	if (run->opt->quiet)
		return;
	text_install(run, e->install, "");
	if (e->line)
		say(stdout, NULL, "  by %s:%zu", e->file, e->line);
	else
		say(stdout, NULL, "  " TLS_LIST " is not set in %s", e->file);
	if (run->opt->suite)
		put_one(e->suites[0]);
	else
		put_all(run, i, e);
}

void put_explained(const struct run *run)
{
	for (size_t i = 0; i < run->counts.all; i++)
		put_explanation(run, i);
	if (!run->counts.all && !run->opt->quiet)
		say(stderr, NULL, "%s", run->summary);
}
