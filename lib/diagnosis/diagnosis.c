/* SPDX-License-Identifier: MIT */
/* Collects causes, facts and unknowns, and makes of them what callers see. */
#include "diagnosis/diagnosis.h"

#include "base/pointers.h"

#include <stdarg.h>

struct diagnosis *diagnosis_new(const char *what, enum jsec_subject subject)
{
	struct diagnosis *d = calloc(1, sizeof *d);

	if (!d)
		return NULL;
	d->works = -1;
	d->public.subject = subject;
	d->what = strdup(what);
	if (d->what)
		return d;
	diagnosis_free(d);
	return NULL;
}

static void diagnosis_free_suspect(struct suspect *s)
{
	free(s->message);
	free(s->cure);
	free(s->entry);
	free(s->property);
	free(s->file);
	strv_done(&s->allow);
	strv_done(&s->disallow);
	free(s);
}

void diagnosis_free(struct diagnosis *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n; i++)
		diagnosis_free_suspect(d->suspects[i]);
	free(d->suspects);
	free(d->causes);
	note_list_done(&d->facts);
	note_list_done(&d->unknown);
	free(d->message);
	free(d->what);
	free(d);
}

struct suspect *diagnosis_find_cause(const struct diagnosis *d, enum cause cause)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->suspects[i]->cause == cause)
			return d->suspects[i];
	return NULL;
}

struct suspect *diagnosis_add_cause(struct diagnosis *d, enum cause cause)
{
	struct suspect *s = diagnosis_find_cause(d, cause);

	if (s)
		return s;
	struct suspect **items = memory_grow(d->suspects, d->n, sizeof *items);
	s = items ? calloc(1, sizeof *s) : NULL;
	if (items)
		d->suspects = items;
	if (!s)
		return NULL;
	s->cause = cause;
	d->suspects[d->n++] = s;
	return s;
}

struct suspect *diagnosis_prove_cause(struct diagnosis *d, enum cause cause)
{
	struct suspect *s = diagnosis_add_cause(d, cause);

	if (!s)
		return NULL;
	for (size_t i = 0; i < d->n; i++)
		if (d->suspects[i] != s)
			diagnosis_free_suspect(d->suspects[i]);
	d->suspects[0] = s;
	d->n = 1;
	s->proven = true;
	return s;
}

void diagnosis_promote_cause(struct diagnosis *d, enum cause cause)
{
	size_t at = 0;

	while (at < d->n && d->suspects[at]->cause != cause)
		at++;
	if (at >= d->n)
		return;
	struct suspect *s = d->suspects[at];
	memmove(d->suspects + 1, d->suspects, at * sizeof(struct suspect *));
	d->suspects[0] = s;
}

void diagnosis_drop_cause(struct diagnosis *d, enum cause cause)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->n; i++)
		if (d->suspects[i]->cause == cause)
			diagnosis_free_suspect(d->suspects[i]);
		else
			d->suspects[kept++] = d->suspects[i];
	d->n = kept;
}

void diagnosis_say(struct diagnosis *d, const char *format, ...)
{
	va_list args;

	free(d->message);
	va_start(args, format);
	if (vasprintf(&d->message, format, args) < 0)
		d->message = NULL;
	va_end(args);
}

/* Says what the causes say. */
static void diagnosis_conclude(struct diagnosis *d)
{
	const char *first = d->n ? d->suspects[0]->message : NULL;

	if (d->message)
		return;
	if (d->n && !first)
		first = causes_get(d->suspects[0]->cause)->message;
	if (d->works > 0)
		diagnosis_say(d, "A handshake with anonymous cipher suites works.");
	else if (d->n == 1 || (d->n && d->suspects[0]->proven))
		diagnosis_say(d, "%s", first);
	else if (d->n)
		diagnosis_say(
			d, "%zu causes are possible; the likeliest one: %s", d->n, first);
	else
		diagnosis_say(d, "The cause is unknown.");
}

static void diagnosis_publish_cause(struct suspect *s)
{
	static const char *const none = NULL;
	const struct cause_words *w = causes_get(s->cause);
	const char *const *allow = s->allow.n ? strv_list(&s->allow) : w->allow;
	const char *const *disallow =
		s->disallow.n ? strv_list(&s->disallow) : w->disallow;

	s->public = (struct jsec_cause){
		.code = w->code,
		.proven = s->proven,
		.side = w->side,
		.message = s->message ? s->message : w->message,
		.entry = s->entry,
		.property = s->property,
		.file = s->file,
		.line = s->line,
		.install = s->install,
		.process = s->process,
		.cure = s->cure ? s->cure : w->cure,
		.allow = s->by_hand ? &none : allow,
		.disallow = s->by_hand ? &none : disallow,
		.tell = s->proven ? NULL : w->tell,
	};
}

int diagnosis_publish(struct diagnosis *d, struct err *e)
{
	diagnosis_conclude(d);
	d->causes = calloc(d->n + 1, sizeof *d->causes);
	if (!d->causes || !d->message)
		return err_memory(e);
	for (size_t i = 0; i < d->n; i++) {
		diagnosis_publish_cause(d->suspects[i]);
		d->causes[i] = &d->suspects[i]->public;
	}
	d->public.what = d->what;
	d->public.works = d->works;
	d->public.message = d->message;
	d->public.causes = d->causes;
	d->public.facts = note_list_get(&d->facts);
	d->public.unknown = note_list_get(&d->unknown);
	return 0;
}
