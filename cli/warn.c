/* SPDX-License-Identifier: MIT */
/* Finds warnings in the results of a change. */
#include "warn.h"

#include "doc.h"
#include "hint.h"
#include "say.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Effects of a change that a user may not want. */
struct warn_weak {
	bool anon, null, vain;
	int tls13; /* as in struct jsec_result */
};

void warn_add(struct warn_list *w, const char *code, const char *message)
{
	struct jsec_note *items = realloc(w->items, (w->n + 1) * sizeof *items);

	if (!items) {
		say_lose_words();
		return;
	}
	items[w->n++] = (struct jsec_note){.code = code, .message = message};
	w->items = items;
}

void warn_addf(struct warn_list *w, const char *code, const char *format, ...)
{
	char **owned = realloc(w->owned, (w->n_owned + 1) * sizeof *owned), *text = NULL;
	va_list args;

	if (!owned) {
		say_lose_words();
		return;
	}
	w->owned = owned;
	va_start(args, format);
	int n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0) {
		say_lose_words();
		return;
	}
	w->owned[w->n_owned++] = text;
	warn_add(w, code, text);
}

void warn_done(struct warn_list *w)
{
	for (size_t i = 0; i < w->n_owned; i++)
		free(w->owned[i]);
	free(w->owned);
	free(w->items);
}

static void warn_look_for_weak(struct warn_weak *weak, const char *const *removed)
{
	for (size_t k = 0; removed[k]; k++) {
		weak->anon = weak->anon || strcasestr(removed[k], "anon");
		weak->null = weak->null || strcasestr(removed[k], "NULL");
	}
}

bool warn_is_in_vain(const struct jsec_result *r)
{
	return r->opened && *r->still_blocked && !*r->opened && !*r->opened_protocols;
}

/* Tells whether an install has a note with this code. */
static bool warn_has_note(const struct jsec_plan *plan, const char *code)
{
	for (const struct jsec_result *const *r = jsec_plan_results(plan); *r; r++)
		if (doc_has_note((*r)->notes, code))
			return true;
	return false;
}

void warn_add_noted(struct warn_list *w, const struct jsec_plan *plan)
{
	static const struct jsec_note rows[] = {
		{WARN_ALL_OFF,
			"in some Java, every restriction is off, because the list is "
			"empty or missing; see the notes"},
		{WARN_LIST_CUT,
			"in some Java, a part of the list was cut off, and blocks "
			"nothing; see the notes"},
		{WARN_IGNORED, "some Java ignores an entry, which has no effect; see the "
			       "notes"},
	};

	for (size_t i = 0; plan && i < sizeof rows / sizeof *rows; i++)
		if (warn_has_note(plan, rows[i].code))
			warn_add(w, rows[i].code, rows[i].message);
}

static void warn_look_at_plan(struct warn_weak *weak, const struct jsec_plan *plan)
{
	for (const struct jsec_result *const *at = jsec_plan_results(plan); *at; at++) {
		const struct jsec_result *r = *at;
		if (!r->error)
			warn_look_for_weak(weak, r->removed);
		weak->vain = weak->vain || warn_is_in_vain(r);
		if (weak->tls13 <= 0 && r->tls13_first)
			weak->tls13 = r->tls13_first;
	}
}

static void warn_look_at_files(
	struct warn_weak *weak, const struct jsec_overrides *files, bool all)
{
	for (const struct jsec_override *const *at = jsec_overrides_items(files); *at;
		at++) {
		const struct jsec_override *f = *at;
		if (f->error || !(all || f->changed))
			continue;
		warn_look_for_weak(weak, f->removed);
		if (weak->tls13 <= 0 && f->tls13_first)
			weak->tls13 = f->tls13_first;
	}
}

void warn_add_tls13(struct warn_list *w, int tls13_first)
{
	static const char known[] =
		"anonymous suites are TLS 1.2 and older. An application that enables them "
		"beside its default suites, and has no certificate, still fails while both "
		"ends offer TLS 1.3: disable TLS 1.3 in that application";
	static const char unknown[] =
		"anonymous suites are TLS 1.2 and older. If this Java has TLS 1.3 (8u272, "
		"11 and later), an application that enables them beside its default suites, "
		"and has no certificate, still fails while both ends offer TLS 1.3: disable "
		"TLS 1.3 in that application";

	if (tls13_first)
		warn_add(w, WARN_TLS13, tls13_first > 0 ? known : unknown);
}

void warn_add_removed(struct warn_list *w, const struct jsec_plan *plan,
	const struct jsec_overrides *files, bool all)
{
	struct warn_weak weak = {0};

	if (plan)
		warn_look_at_plan(&weak, plan);
	if (files)
		warn_look_at_files(&weak, files, all);
	if (weak.anon)
		warn_add(w, WARN_ANON,
			"anonymous suites do not authenticate the peer: anyone on "
			"the network between client and server can read and change "
			"all traffic. TLS with certificates is safer.");
	warn_add_tls13(w, weak.tls13);
	if (weak.null)
		warn_add(w, WARN_NULL, "NULL suites do not encrypt.");
	if (weak.vain)
		warn_add(w, WARN_NO_EFFECT,
			"on some installs no cipher suite became usable, because "
			"other entries still block the same suites");
}

void warn_print(const struct warn_list *w, const struct opt *o, FILE *out)
{
	for (size_t i = 0; i < w->n; i++) {
		const char *hint = hint_for_note(o, &w->items[i]);
		say_line(out, say_choose_color(o, "33"), "Warning: %s%s%s",
			w->items[i].message, hint ? "; " : "", hint ? hint : "");
	}
}

json_t *warn_make_json(const struct warn_list *w, const struct opt *o)
{
	json_t *list = json_array();

	for (size_t i = 0; i < w->n; i++)
		json_array_append_new(list, doc_make_note(o, &w->items[i]));
	return list;
}
