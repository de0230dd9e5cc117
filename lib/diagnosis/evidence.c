/* SPDX-License-Identifier: MIT */
/* The rules by which pieces of evidence prove or refute each other's causes. */
#include "diagnosis/evidence.h"

#include <string.h>
#include <strings.h>

/* What the answers of a server show, or refute. */
static const enum cause evidence_of_answers[] = {CAUSE_SERVER_LIST, CAUSE_BOTH_LISTS,
	CAUSE_LIST_IN_MEMORY, CAUSE_TLS13_FIRST, CAUSE_SERVER_PROTOCOLS,
	CAUSE_SERVER_NOT_ENABLED, CAUSE_NO_CERTIFICATE, CAUSE_CLIENT_CERTIFICATE,
	CAUSE_NOT_TLS, CAUSE_NOTHING_LISTENS, CAUSE_NO_ANSWER, CAUSE_CLOSES,
	CAUSE_UNKNOWN_HOST};

#define N_OF_ANSWERS (sizeof evidence_of_answers / sizeof *evidence_of_answers)

static void evidence_set(char **where, const char *text)
{
	free(*where);
	*where = text ? strdup(text) : NULL;
}

/* No change of the install reaches a program that takes its list from another file. */
static void evidence_leave_to_hand(struct suspect *s, const struct witness *w)
{
	bool allows = s->allow.n || *causes_get(s->cause)->allow;

	if (!w->program.overridden_by || (!allows && !*causes_get(s->cause)->disallow))
		return;
	s->install = NULL;
	s->by_hand = true;
	free(s->cure);
	if (asprintf(&s->cure,
		    "%s in %s, which the program reads because of its options or of a "
		    "crypto policy, and restart the program.",
		    allows ? "Remove the entry"
			   : "Enable only TLS 1.2 in the application at one end, or add "
			     "the entry TLSv1.3 to the list",
		    w->program.overridden_by) < 0)
		s->cure = NULL;
}

/* Says whose Java it is. */
static void evidence_name_program(struct suspect *s, const struct witness *w)
{
	if (!s)
		return;
	s->process = w->is_java ? &w->program.public : NULL;
	s->install = w->has_install ? &w->install.public : NULL;
	evidence_leave_to_hand(s, w);
}

/* Says which entries of which list block, and where. */
static void evidence_name_entries(struct suspect *s, const struct witness *w)
{
	if (!s)
		return;
	evidence_name_program(s, w);
	evidence_set(&s->property, w->property);
	evidence_set(&s->file, w->file);
	s->line = w->line;
	evidence_set(&s->entry, w->allow.n ? w->allow.items[0] : NULL);
	for (size_t i = 0; i < w->allow.n; i++)
		strv_adds(&s->allow, w->allow.items[i]);
	evidence_leave_to_hand(s, w);
	if (s->by_hand)
		return;
	if (!w->allow.n) {
		s->by_hand = true;
		evidence_set(&s->cure,
			"Allow what blocks anonymous suites in the lists of "
			"this Java, and restart the program.");
	} else if (w->allow.n > 1 || strcasecmp(w->allow.items[0], "anon") != 0) {
		evidence_set(&s->cure,
			w->allow.n > 1
				? "Allow these entries in this Java, and restart the "
				  "program."
				: "Allow this entry in this Java, and restart the "
				  "program.");
	}
}

/*
 * The list blocks, and the program has no older one. Two causes that the answers have shown
 * would be the next ones: a certificate that is demanded, and TLS 1.3.
 */
static void evidence_prove_list(struct diagnosis *d, const struct witness *w)
{
	bool demands = d->suspects[0]->cause == CAUSE_CLIENT_CERTIFICATE;
	bool next = diagnosis_find_cause(d, CAUSE_TLS13_FIRST) != NULL;
	struct suspect *s = diagnosis_prove_cause(d, CAUSE_SERVER_LIST);
	struct suspect *tls13 = next ? diagnosis_add_cause(d, CAUSE_TLS13_FIRST) : NULL;

	if (demands)
		evidence_name_program(
			diagnosis_add_cause(d, CAUSE_CLIENT_CERTIFICATE), w);
	evidence_name_entries(s, w);
	evidence_name_program(tls13, w);
	if (tls13)
		evidence_set(&tls13->message,
			"After that, TLS 1.3 is in the way of clients that offer it, too: it "
			"has no anonymous cipher suites, and the server has no certificate "
			"for it.");
	note_list_add(&d->unknown, NOTE_OTHER_END,
		"whether the application enables anonymous suites shows only after its list "
		"allows them");
}

/* Versions of TLS that the server refuses may be in its list. */
static void evidence_add_protocols(struct diagnosis *d, const struct witness *w)
{
	struct suspect *s = diagnosis_find_cause(d, CAUSE_SERVER_PROTOCOLS);

	if (!s || !w->allow.n || strncasecmp(w->allow.items[0], "TLSv", 4) != 0)
		return;
	evidence_name_entries(s, w);
	diagnosis_promote_cause(d, CAUSE_SERVER_PROTOCOLS);
}

static void evidence_add_blocking(struct diagnosis *d, const struct witness *w)
{
	struct suspect *s = diagnosis_find_cause(d, CAUSE_SERVER_LIST);

	if (d->works > 0)
		note_list_add(&d->facts, NOTE_SEEN_CHANGE,
			"it works with the list that the program has in memory; after a "
			"restart, the list of its file blocks anonymous suites");
	if (d->works > 0 || !s) {
		evidence_add_protocols(d, w);
		return;
	}
	if (!w->is_changed) {
		evidence_prove_list(d, w);
		return;
	}
	diagnosis_drop_cause(d, CAUSE_LIST_IN_MEMORY); /* this one has the same cure */
	evidence_name_entries(s, w);
	diagnosis_promote_cause(d, CAUSE_SERVER_LIST);
}

static void evidence_add_open(struct diagnosis *d, const struct witness *w)
{
	diagnosis_drop_cause(d, CAUSE_SERVER_LIST);
	diagnosis_drop_cause(d, CAUSE_BOTH_LISTS);
	diagnosis_drop_cause(d, CAUSE_BAD_LIST);
	if (!d->works) /* it refuses those suites without TLS 1.3, too */
		diagnosis_drop_cause(d, CAUSE_TLS13_FIRST);
	if (!w->is_changed)
		diagnosis_drop_cause(d, CAUSE_LIST_IN_MEMORY);
	else if (!w->is_idle && diagnosis_find_cause(d, CAUSE_LIST_IN_MEMORY))
		diagnosis_promote_cause(d, CAUSE_LIST_IN_MEMORY);
}

static void evidence_add_bad(struct diagnosis *d, const struct witness *w)
{
	struct suspect *s;

	if (d->works > 0 || !diagnosis_find_cause(d, CAUSE_BAD_LIST))
		return;
	s = w->is_changed ? diagnosis_add_cause(d, CAUSE_BAD_LIST)
			  : diagnosis_prove_cause(d, CAUSE_BAD_LIST);
	diagnosis_promote_cause(d, CAUSE_BAD_LIST);
	if (!s)
		return;
	evidence_name_program(s, w);
	evidence_set(&s->file, w->file);
	s->line = w->line;
}

/* Something that is no Java has no such list, but may pass connections on. */
static void evidence_add_other(struct diagnosis *d, const struct witness *w)
{
	if (d->works > 0 || !note_list_has(&w->facts, NOTE_SEEN_PROGRAM) ||
		note_list_has(&w->unknown, NOTE_PROGRAM_HIDDEN))
		return;
	note_list_add(&d->unknown, NOTE_PROGRAM_UNKNOWN,
		"the program that listens does not run Java: then no list of Java is the "
		"reason, unless it passes connections on; diagnose the server behind it");
}

void evidence_add_listener(struct diagnosis *d, const struct witness *w)
{
	note_list_append(&d->facts, &w->facts);
	note_list_append(&d->unknown, &w->unknown);
	if (!w->is_java) {
		evidence_add_other(d, w);
		return;
	}
	d->public.process = &w->program.public;
	for (size_t i = 0; i < d->n; i++) {
		enum jsec_side side = causes_get(d->suspects[i]->cause)->side;
		if (side != JSEC_SIDE_CLIENT)
			evidence_name_program(d->suspects[i], w);
	}
	switch (w->list) {
	case LIST_BLOCKS:
		evidence_add_blocking(d, w);
		break;
	case LIST_OPENS:
		evidence_add_open(d, w);
		break;
	case LIST_IS_BAD:
		evidence_add_bad(d, w);
		break;
	default:
		break;
	}
}

static void evidence_judge_blocking(struct diagnosis *d, const struct witness *w)
{
	struct suspect *s = diagnosis_add_cause(d, CAUSE_OWN_LIST);

	evidence_name_entries(s, w);
	if (!s)
		return;
	evidence_set(&s->message,
		"The Java of this program blocks anonymous cipher suites in its list of "
		"disabled algorithms.");
	if (!s->cure)
		evidence_set(
			&s->cure, "Allow 'anon' in this Java, and restart the program.");
	s->proven = !w->is_changed;
	d->works = w->is_changed ? -1 : 0;
	if (w->is_changed)
		diagnosis_say(d,
			"The list of this program blocks anonymous suites now; the program "
			"may still use an older one.");
}

static void evidence_judge_open(struct diagnosis *d, const struct witness *w)
{
	if (w->is_changed) {
		evidence_name_program(diagnosis_add_cause(d, CAUSE_LIST_IN_MEMORY), w);
		diagnosis_say(d,
			"The list of this program does not block anonymous suites now, but "
			"the program may still use an older one.");
	} else {
		diagnosis_say(
			d, "The list of this program does not block anonymous suites.");
	}
	if (w->has_tls13)
		note_list_add(&d->unknown, NOTE_OTHER_END,
			"its list leaves TLS 1.3 enabled: whether that is chosen first, and "
			"fails for lack of a certificate, depends on both ends");
	note_list_add(&d->unknown, NOTE_OTHER_END,
		"whether its application enables anonymous suites cannot be seen from "
		"outside; diagnose the address of the server");
}

void evidence_judge_program(struct diagnosis *d, const struct witness *w)
{
	note_list_append(&d->facts, &w->facts);
	note_list_append(&d->unknown, &w->unknown);
	if (!w->is_java && !note_list_has(&w->unknown, NOTE_PROGRAM_HIDDEN))
		diagnosis_say(d, "This program does not run Java: no list of Java "
				 "decides about its handshakes.");
	if (!w->is_java)
		return;
	d->public.process = &w->program.public;
	if (w->list == LIST_BLOCKS)
		evidence_judge_blocking(d, w);
	else if (w->list == LIST_OPENS)
		evidence_judge_open(d, w);
	else if (w->list == LIST_IS_BAD) {
		struct suspect *s = diagnosis_add_cause(d, CAUSE_BAD_LIST);
		evidence_name_program(s, w);
		d->works = w->is_changed ? -1 : 0;
		if (s) {
			s->proven = !w->is_changed;
			evidence_set(&s->file, w->file);
			s->line = w->line;
		}
	}
}

/* Takes over what another piece of evidence knows of the same cause. */
static void evidence_copy(struct suspect *to, const struct suspect *from)
{
	to->by_hand = from->by_hand;
	evidence_set(&to->cure, from->cure);
	evidence_set(&to->entry, from->entry);
	evidence_set(&to->property, from->property);
	evidence_set(&to->file, from->file);
	to->line = from->line;
	to->install = from->install;
	to->process = from->process;
	for (size_t i = 0; !to->allow.n && i < from->allow.n; i++)
		strv_adds(&to->allow, from->allow.items[i]);
}

/* Keeps of the causes that answers can show only those that these answers leave. */
static void evidence_compare_answers(
	struct diagnosis *text, const struct diagnosis *server)
{
	size_t before = text->n;

	if (server->works < 0 && !server->n)
		return; /* it was not asked */
	for (size_t i = 0; i < N_OF_ANSWERS; i++) {
		enum cause cause = evidence_of_answers[i];
		struct suspect *its = diagnosis_find_cause(text, cause);
		const struct suspect *shown = diagnosis_find_cause(server, cause);

		if (its && shown) {
			evidence_copy(its, shown);
			if (shown->proven)
				diagnosis_promote_cause(text, cause);
		} else if (its && !its->proven) {
			diagnosis_drop_cause(text, cause);
		}
	}
	if (text->n < before)
		note_list_add(&text->facts, NOTE_SEEN_ANSWER,
			"the answers of %s rule out %zu other causes", server->what,
			before - text->n);
}

void evidence_compare(struct diagnosis *text, const struct diagnosis *shown)
{
	struct suspect *own = diagnosis_find_cause(text, CAUSE_OWN_LIST);
	const struct suspect *its = diagnosis_find_cause(shown, CAUSE_OWN_LIST);

	if (shown->public.subject == JSEC_SUBJECT_ADDRESS)
		evidence_compare_answers(text, shown);
	else if (own && its)
		evidence_copy(own, its);
}
