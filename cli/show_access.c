/* SPDX-License-Identifier: MIT */
/* Shows an audit of Access Manager, or a change of its files. */
#include "show_access.h"

#include "access_ways.h"
#include "hint.h"
#include "say.h"
#include "show_install.h"
#include "show_result.h"

#include <stdlib.h>
#include <string.h>

static int show_access_measure_places(const struct access_check *a)
{
	int width = 0;

	for (const struct jsec_setting *const *at = jsec_audit_settings(a->audit); *at;
		at++) {
		const struct jsec_setting *s = *at;
		int n = snprintf(NULL, 0, "%s:%zu", s->file, s->line);
		width = n > width ? n : width;
	}
	return width;
}

/* Prints "FILE:LINE", or only the file. Returns the length. */
static int show_access_put_place(FILE *out, const char *file, size_t line)
{
	say_piece(out, line ? "%s:%zu" : "%s", file, line);
	return snprintf(NULL, 0, line ? "%s:%zu" : "%s", file, line);
}

static void show_access_put_settings(const struct access_check *a)
{
	int width = show_access_measure_places(a);

	for (const struct jsec_setting *const *at = jsec_audit_settings(a->audit); *at;
		at++) {
		const struct jsec_setting *s = *at;
		const char *otherwise =
			s->is_flag ? "false" : jsec_transport_name(s->mode);

		say_begin(stdout, NULL);
		int n = show_access_put_place(stdout, s->file, s->line);
		say_piece(stdout, "%*s  %-5s %-9s  %s", width - n, "",
			s->value ? s->value : otherwise, s->is_set ? "" : "(default)",
			s->key);
		say_end(stdout, NULL);
	}
}

static void show_access_put_finding(
	const struct opt *o, const struct jsec_finding *f, FILE *out)
{
	const char *color = say_choose_color(o, f->problem ? "31" : "33");

	say_begin(out, color);
	say_piece(out, "%s: ", f->problem ? "problem" : "note");
	if (f->file) {
		show_access_put_place(out, f->file, f->line);
		say_piece(out, ": ");
	}
	say_piece(out, "%s", f->message);
	say_end(out, color);
	if (!f->other_file)
		return;
	say_begin(out, NULL);
	say_piece(out, "         compare ");
	show_access_put_place(out, f->other_file, f->other_line);
	say_end(out, NULL);
}

/* Frees `line`. */
static void show_access_put_way(const char *what, char *line)
{
	say_line(stdout, NULL, "  %s", what);
	say_verbatim("      %s", line ? line : "?");
	free(line);
}

static void show_access_put_ways(const struct access_check *a)
{
	const struct opt *o = a->opt;

	puts("");
	say_line(stdout, NULL, "Choose one of three ways, for all parts at once:");
	show_access_put_way("1. auth (recommended); set up certificates first",
		access_ways_make_set(o, "auth"));
	if (access_ways_count_blocked(a->java_lists)) {
		show_access_put_way("2. anon, which Java must allow; peers are not "
				    "authenticated",
			access_ways_make_allow(o, a->java_lists));
		show_access_put_way("   and, for parts that do not use it yet:",
			access_ways_make_set(o, "anon"));
	} else {
		show_access_put_way("2. anon; peers are not authenticated",
			access_ways_make_set(o, "anon"));
	}
	show_access_put_way("3. clear; anyone on the network can read all traffic",
		access_ways_make_set(o, "clear"));
}

static void show_access_put_java(const struct jsec_result *r)
{
	if (r->error)
		say_error(r->error->message, NULL);
	else
		say_line(stdout, NULL, "  %s: %s%s%s", show_install_get_name(r->install),
			access_ways_is_blocked(r) ? "blocks anon" : "allows anon",
			r->overridden_by ? ", decided by another file: " : "",
			r->overridden_by ? r->overridden_by : "");
}

static void show_access_put_javas(const struct access_check *a)
{
	const struct jsec_result *const *javas = jsec_plan_results(a->java_lists);

	for (size_t i = 0; javas[i]; i++)
		show_access_put_java(javas[i]);
	if (!*javas)
		say_line(
			stdout, NULL, "  none found; give its home as the last argument");
	else if (access_ways_count_blocked(a->java_lists))
		say_line(stdout, NULL,
			"Programs that use a Java that blocks anon fail with "
			"\"Fatal Alert received: Handshake Failure\".");
}

/* Prints whether TLS handshakes fail here, and what to do about it. */
static void show_access_put_diagnosis(const struct access_check *a)
{
	size_t anon = access_check_count_mode(a, JSEC_TRANSPORT_ANON),
	       maybe = access_check_count_mode(a, JSEC_TRANSPORT_TLS);

	puts("");
	if (anon || maybe) {
		say_line(stdout, NULL,
			"%zu setting%s anon, TLS without certificates%s. Java on "
			"this machine:",
			anon, anon == 1 ? " needs" : "s need",
			maybe ? "; settings with the value true may need it" : "");
		show_access_put_javas(a);
	} else {
		say_line(stdout, NULL, "No setting needs anon.");
	}
	if (access_check_count_problems(a))
		say_line(stdout, NULL,
			"Parts whose settings do not match cannot talk to each "
			"other.");
	if (access_check_needs_way(a))
		show_access_put_ways(a);
}

static void show_access_put_file(const struct opt *o, const struct jsec_result *r)
{
	if (r->error) {
		say_error(r->error->message, hint_for_result(o, r));
		return;
	}
	if (o->quiet)
		return;
	say_line(stdout, NULL, "%s: %s", r->install->file, jsec_state_name(r->state));
	for (size_t i = 0; r->added[i]; i++)
		say_line(stdout, NULL, "  %s", r->added[i]);
	if (r->backup && r->state != JSEC_SKIPPED)
		say_line(stdout, NULL, "  backup %s", r->backup->path);
	for (size_t i = 0; r->notes[i]; i++)
		say_note(stdout, NULL, NULL, r->notes[i]->message,
			hint_for_note(o, r->notes[i]));
}

/* Prints the files. For an audit only the errors. */
static void show_access_put_files(const struct access_check *a)
{
	for (const struct jsec_result *const *at = jsec_plan_results(a->plan); *at;
		at++) {
		const struct jsec_result *r = *at;

		if (a->opt->dry_run && !access_check_only_looks(a))
			show_result_print_diff(a->opt, a->plan, r);
		else if (!access_check_only_looks(a))
			show_access_put_file(a->opt, r);
		else if (r->error)
			say_error(r->error->message, hint_for_result(a->opt, r));
	}
}

/*
 * Tells whether a file or setting is missing: the user must know this after a change,
 * too.
 */
static bool show_access_is_about_files(const struct jsec_finding *f)
{
	return !strcmp(f->code, "no-file") || !strcmp(f->code, "no-setting");
}

static void show_access_put_findings(const struct access_check *a, FILE *out)
{
	bool looks = access_check_only_looks(a);

	if (looks)
		show_access_put_settings(a);
	for (const struct jsec_finding *const *at = jsec_audit_findings(a->audit); *at;
		at++) {
		const struct jsec_finding *f = *at;
		if (looks || f->problem || show_access_is_about_files(f))
			show_access_put_finding(a->opt, f, out);
	}
}

/* Prints with --quiet, too, why the check failed, or why there was nothing to check. */
static void show_access_put_errors(const struct access_check *a, const struct ending *end)
{
	if (!access_check_has_files(a))
		say_error(ending_get_message(end), NULL);
	if (!access_check_has_failed(a))
		return;
	for (const struct jsec_finding *const *f = jsec_audit_findings(a->audit); *f; f++)
		if ((*f)->problem)
			show_access_put_finding(a->opt, *f, stderr);
	for (const struct jsec_result *const *r = jsec_plan_results(a->java_lists); *r;
		r++)
		if ((*r)->error)
			say_error((*r)->error->message, NULL);
}

void show_access_print(const struct access_check *a, const struct ending *end,
	const struct warn_list *warnings)
{
	bool looks = access_check_only_looks(a), any = access_check_has_files(a);
	FILE *out = a->opt->dry_run && !looks ? stderr : stdout;

	show_access_put_files(a);
	if (a->opt->quiet) {
		show_access_put_errors(a, end);
		return;
	}
	show_access_put_findings(a, out);
	say_line(any ? out : stderr, NULL, "%s", ending_get_message(end));
	if (looks && any)
		show_access_put_diagnosis(a);
	if (tally_has_written(&a->tally))
		say_line(stdout, NULL,
			"Restart all Access Manager servers, agents and clients "
			"together.");
	warn_print(warnings, a->opt, out);
}

static json_t *show_access_make_setting(const struct jsec_setting *s)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:b}", "file", doc_quote(s->file),
		"line", doc_make_line(s->line), "key", doc_quote(s->key), "value",
		doc_quote(s->value), "mode",
		doc_quote(s->is_flag ? NULL : jsec_transport_name(s->mode)), "is_set",
		s->is_set);
}

static json_t *show_access_make_finding(const struct jsec_finding *f)
{
	return json_pack("{s:s, s:b, s:o, s:o, s:o, s:o, s:o}", "code", f->code,
		"problem", f->problem, "message", doc_quote(f->message), "file",
		doc_quote(f->file), "line", doc_make_line(f->line), "other_file",
		doc_quote(f->other_file), "other_line", doc_make_line(f->other_line));
}

static void show_access_add_command(json_t *list, char *command)
{
	json_array_append_new(list, doc_quote(command));
	free(command);
}

/* Makes the commands that set each mode; null if nothing is wrong. */
static json_t *show_access_make_ways(const struct access_check *a)
{
	const struct opt *o = a->opt;

	if (!access_check_needs_way(a))
		return json_null();
	json_t *auth = json_array(), *anon = json_array(), *clear = json_array();
	show_access_add_command(auth, access_ways_make_set(o, "auth"));
	if (access_ways_count_blocked(a->java_lists))
		show_access_add_command(anon, access_ways_make_allow(o, a->java_lists));
	show_access_add_command(anon, access_ways_make_set(o, "anon"));
	show_access_add_command(clear, access_ways_make_set(o, "clear"));
	return json_pack("{s:o, s:o, s:o}", "auth", auth, "anon", anon, "clear", clear);
}

/* Adds Access Manager's files and settings, and the Java installs that they depend on. */
void show_access_add_json(json_t *json, const struct access_check *a)
{
	json_t *settings = json_array(), *findings = json_array();
	size_t n_anon = access_check_count_mode(a, JSEC_TRANSPORT_ANON);
	size_t n_blocked = access_ways_count_blocked(a->java_lists);

	for (const struct jsec_setting *const *s = jsec_audit_settings(a->audit); *s; s++)
		json_array_append_new(settings, show_access_make_setting(*s));
	for (const struct jsec_finding *const *f = jsec_audit_findings(a->audit); *f; f++)
		json_array_append_new(findings, show_access_make_finding(*f));
	json_object_set_new(json, "files", show_result_list_json(a->opt, a->plan));
	json_object_set_new(json, "settings", settings);
	json_object_set_new(json, "findings", findings);
	json_object_set_new(json, "needs_anon", json_boolean(n_anon > 0));
	json_object_set_new(json, "anon_blocked", json_boolean(n_blocked > 0));
	json_object_set_new(json, "ways", show_access_make_ways(a));
	json_object_set_new(
		json, "installs", show_result_list_json(a->opt, a->java_lists));
}
