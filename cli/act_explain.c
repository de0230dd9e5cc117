/* SPDX-License-Identifier: MIT */
/* Explains which cipher suites are usable, and what blocks the others. */
#include "act.h"

#include "command.h"
#include "progress.h"
#include "say.h"
#include "show_entry.h"
#include "show_install.h"
#include "show_scan.h"
#include "show_suites.h"
#include "tally.h"
#include "warn.h"

#include <string.h>

#define TLS_LIST "jdk.tls.disabledAlgorithms"

struct act_explain {
	struct ending end;
	struct tally tally;
	struct jsec_installs *installs;
	struct jsec_explained *explained;
	const struct jsec_explanation *const *items; /* of `explained` */
};

/* What is changed only if it is named does not fail the run. */
static enum jsec_state act_explain_get_state(const struct jsec_explanation *e)
{
	return !e->error ? JSEC_LISTED : e->only_named ? JSEC_SKIPPED : JSEC_FAILED;
}

static void act_explain_execute(struct command *c, struct act_explain *a)
{
	int rc = command_find(c, false, &a->end, &a->installs);

	if (!rc)
		rc = jsec_explain(c->session, a->installs, c->opt->suite, &a->explained);
	progress_clear(&c->progress);
	if (ending_stop(&a->end, rc, c->session))
		return;
	a->items = jsec_explained_items(a->explained);
	for (size_t i = 0; a->items[i]; i++) {
		const struct jsec_explanation *e = a->items[i];
		tally_add(&a->tally, act_explain_get_state(e),
			e->only_named ? NULL : e->error);
	}
	tally_add_search(&a->tally, a->installs);
	FILE *out = ending_open_summary(&a->end);
	if (!out)
		return;
	tally_print(&a->tally, c->opt, out);
	ending_close_summary(&a->end, out);
}

static enum status act_explain_judge(const struct opt *o, const struct act_explain *a)
{
	if (a->end.rc)
		return ending_judge(&a->end, o);
	if (command_was_interrupted(a->installs))
		return STATUS_FAILED;
	if (tally_is_empty(&a->tally))
		return tally_judge_empty(&a->tally);
	return a->tally.of[JSEC_FAILED] ? STATUS_FAILED : STATUS_OK;
}

/* Prints the protocols that block the suite, or the other entries. Returns how many. */
static size_t act_explain_put_some(
	const struct jsec_suite *s, bool protocol, const char *start)
{
	size_t n = 0;

	for (size_t i = 0; s->blockers[i]; i++) {
		const struct jsec_blocker *b = s->blockers[i];
		bool other = strcmp(b->property, TLS_LIST) != 0;

		if ((b->why == JSEC_WHY_PROTOCOL) != protocol)
			continue;
		say_piece(stdout, "%s%s%s%s", n++ ? ", " : start, b->entry,
			other ? " in " : "", other ? b->property : "");
	}
	return n;
}

/*
 * Prints "anon, MD5 in jdk.certpath.disabledAlgorithms; no protocol is left: TLSv1,
 * TLSv1.1".
 */
static void act_explain_put_blockers(const struct jsec_suite *s)
{
	size_t n = act_explain_put_some(s, false, "");

	act_explain_put_some(s, true,
		n ? "; all its protocols are blocked: "
		  : "all its protocols are blocked: ");
}

/* Returns the first install before this one with the same explanation, or NULL. */
static const struct jsec_explanation *act_explain_find_twin(
	const struct act_explain *a, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		const struct jsec_explanation *other = a->items[k];
		if (!other->error &&
			show_suites_are_alike(other->suites, a->items[i]->suites))
			return other;
	}
	return NULL;
}

static void act_explain_put_suite(const struct jsec_suite *s)
{
	say_begin(stdout, NULL);
	if (*s->blockers) {
		say_piece(stdout, "    %-45s ", s->name);
		act_explain_put_blockers(s);
	} else {
		say_piece(stdout, "    %s", s->name);
	}
	say_end(stdout, NULL);
}

static void act_explain_put_state(
	const struct jsec_explanation *e, enum jsec_suite_state state, const char *title)
{
	size_t n = 0;

	for (size_t i = 0; e->suites[i]; i++)
		n += e->suites[i]->state == state;
	if (n)
		say_line(stdout, NULL, "  %zu %s:", n, title);
	for (size_t i = 0; e->suites[i]; i++)
		if (e->suites[i]->state == state)
			act_explain_put_suite(e->suites[i]);
}

static void act_explain_put_all(
	const struct act_explain *a, size_t i, const struct jsec_explanation *e)
{
	const struct jsec_explanation *twin = act_explain_find_twin(a, i);

	if (twin) {
		say_line(stdout, NULL, "  the same as %s",
			show_install_get_name(twin->install));
		return;
	}
	act_explain_put_state(e, JSEC_SUITE_OPEN, "usable, if programs enable them");
	act_explain_put_state(e, JSEC_SUITE_NO_PROTOCOL,
		"not usable, because all their protocols are blocked");
	act_explain_put_state(e, JSEC_SUITE_NO_GROUP,
		"not usable, because all groups for their key exchange are blocked by");
	act_explain_put_state(e, JSEC_SUITE_BLOCKED, "blocked by");
	act_explain_put_state(e, JSEC_SUITE_UNSURE,
		"not known, because it is not known what this update of Java does");
}

static void act_explain_put_one(const struct jsec_suite *s)
{
	if (s->state == JSEC_SUITE_UNKNOWN) {
		say_line(stdout, NULL, "  this Java does not have %s", s->name);
		return;
	}
	if (s->state == JSEC_SUITE_OPEN) {
		say_line(stdout, NULL, "  %s is usable, if programs enable it", s->name);
		return;
	}
	if (s->state == JSEC_SUITE_UNSURE && !*s->blockers) {
		say_line(
			stdout, NULL, "  whether this Java has %s is not known", s->name);
		return;
	}
	if (s->state == JSEC_SUITE_NO_GROUP && !*s->blockers) {
		say_line(stdout, NULL,
			"  %s is not usable: the option jdk.tls.namedGroups has no group for "
			"it",
			s->name);
		return;
	}
	say_begin(stdout, NULL);
	say_piece(stdout, "  %s%s ", s->name,
		s->state == JSEC_SUITE_NO_PROTOCOL ? ":"
		: s->state == JSEC_SUITE_NO_GROUP
			? ": all groups for its key exchange are blocked by"
		: s->state == JSEC_SUITE_UNSURE
			? ": in this update of Java it may be blocked by"
			: " is blocked by");
	act_explain_put_blockers(s);
	say_end(stdout, NULL);
}

static void act_explain_put_install(
	const struct opt *o, const struct act_explain *a, size_t i)
{
	const struct jsec_explanation *e = a->items[i];

	if (e->error && !e->only_named) {
		say_error(e->error->message, NULL);
		return;
	}
	if (o->quiet)
		return;
	if (e->error) {
		say_note(stdout, say_choose_color(o, "33"),
			show_install_get_name(e->install), e->error->message, NULL);
		return;
	}
	show_install_print(o, e->install, "");
	if (e->entry) {
		show_entry_print(e);
		return;
	}
	if (e->line)
		say_line(stdout, NULL, "  by %s:%zu", e->file, e->line);
	else
		say_line(stdout, NULL, "  " TLS_LIST " is not set in %s", e->file);
	if (o->suite)
		act_explain_put_one(e->suites[0]);
	else
		act_explain_put_all(a, i, e);
}

static struct warn_list act_explain_collect_warnings(const struct act_explain *a)
{
	struct warn_list w = {0};
	int first = 0;

	for (size_t i = 0; i < a->tally.all && first <= 0; i++)
		if (a->items[i]->tls13_first)
			first = a->items[i]->tls13_first;
	warn_add_tls13(&w, first);
	return w;
}

static void act_explain_print(const struct opt *o, const struct act_explain *a)
{
	WARN_AUTO struct warn_list warnings = act_explain_collect_warnings(a);

	for (size_t i = 0; i < a->tally.all; i++)
		act_explain_put_install(o, a, i);
	show_scan_print(o, a->installs);
	if (!a->tally.all)
		say_line(stderr, NULL, "%s", ending_get_message(&a->end));
	else if (!o->quiet)
		show_scan_print_places(stdout, a->installs);
	if (!o->quiet)
		warn_print(&warnings, o, stdout);
}

static json_t *act_explain_make_install(const struct jsec_explanation *e)
{
	json_t *json = show_install_make_json(e->install, e->file, e->line);

	json_object_set_new(
		json, "state", doc_quote(jsec_state_name(act_explain_get_state(e))));
	json_object_set_new(json, "suites", show_suites_make_json(e->suites));
	json_object_set_new(json, "entry", show_entry_make_json(e->entry));
	json_object_set_new(json, "error", doc_make_error(e->error, NULL));
	return json;
}

static json_t *act_explain_make_nth(const void *data, size_t nth)
{
	const struct act_explain *a = data;

	return nth < a->tally.all ? act_explain_make_install(a->items[nth]) : NULL;
}

static int act_explain_print_json(const struct opt *o, const struct act_explain *a)
{
	WARN_AUTO struct warn_list warnings = act_explain_collect_warnings(a);
	bool failed =
		a->tally.of[JSEC_FAILED] || act_explain_judge(o, a) == STATUS_FAILED;
	json_t *json = doc_begin(o, &a->end, false, failed);

	json_object_set_new(json, "warnings", warn_make_json(&warnings, o));
	if (a->explained)
		json_object_set_new(json, "suite", doc_quote(o->suite));
	json_object_set_new(json, "scan", show_scan_make_json(a->installs));
	json_object_set_new(json, "installs", json_array());
	return doc_print_installs(json, &(struct doc_installs){act_explain_make_nth, a});
}

static void act_explain_done(struct act_explain *a)
{
	jsec_explained_free(a->explained);
	jsec_installs_free(a->installs);
	ending_done(&a->end);
}

enum status act_explain_run(struct command *c)
{
	struct act_explain a = {0};

	act_explain_execute(c, &a);
	enum status status = act_explain_judge(c->opt, &a);
	if (c->opt->json)
		status = act_explain_print_json(c->opt, &a) ? STATUS_FAILED : status;
	else if (a.end.error)
		ending_print_error(&a.end, c->opt);
	else
		act_explain_print(c->opt, &a);
	act_explain_done(&a);
	return status;
}
