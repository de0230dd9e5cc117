/* SPDX-License-Identifier: MIT */
/* Shows an audit of Access Manager, or a change of its files. */
#include "show_access.h"

#include "access_javas.h"
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

static void show_access_put_steps(const struct access_way *way)
{
	for (size_t i = 0; i < way->n; i++) {
		if (way->steps[i].what)
			say_line(stdout, NULL, "     %s", way->steps[i].what);
		say_verbatim(
			"      %s", way->steps[i].command ? way->steps[i].command : "?");
	}
}

static void show_access_put_way(
	const struct access_check *a, enum jsec_transport transport, const char *title)
{
	ACCESS_WAY_AUTO struct access_way way;

	access_ways_make(a, transport, &way);
	say_line(stdout, NULL, "  %s", title);
	show_access_put_steps(&way);
}

static void show_access_put_tls13(const struct access_check *a)
{
	ACCESS_WAY_AUTO struct access_way way;

	access_ways_make_tls13(a, &way);
	show_access_put_steps(&way);
}

/* Says where the second way has no command, and why. */
static void show_access_put_refused(const struct access_check *a)
{
	for (size_t i = 0; i < a->javas.n; i++) {
		const struct access_java *j = &a->javas.items[i];
		const char *name = show_install_get_name(j->result->install);

		if (j->counts && j->refused)
			say_line(stdout, NULL, "     In %s it is refused: %s", name,
				j->refused->error->message);
		else if (j->counts && j->anon == ACCESS_ANON_BLOCKED && !j->n_allow)
			say_line(stdout, NULL,
				"     %s has no anonymous suite that could be allowed.",
				name);
	}
}

static void show_access_put_ways(const struct access_check *a)
{
	bool blocked = access_javas_count(&a->javas, ACCESS_ANON_BLOCKED);

	puts("");
	say_line(stdout, NULL, "Choose one of three ways, for all parts at once:");
	show_access_put_way(a, JSEC_TRANSPORT_AUTH,
		"1. auth (recommended); set up certificates first");
	show_access_put_way(a, JSEC_TRANSPORT_ANON,
		blocked ? "2. anon, which Java must allow; peers are not authenticated"
			: "2. anon; peers are not authenticated");
	show_access_put_refused(a);
	show_access_put_tls13(a);
	show_access_put_way(a, JSEC_TRANSPORT_CLEAR,
		"3. clear; anyone on the network can read all traffic");
}

/* Tells whether a path is below a directory that was named. */
static bool show_access_is_below(const struct access_check *a, const char *path)
{
	for (size_t i = 0; i < a->opt->access.n; i++) {
		const char *dir = a->opt->access.items[i];
		size_t n = strlen(dir);
		if (!strncmp(path, dir, n) && strchr("/", path[n]))
			return true;
	}
	return false;
}

static void show_access_put_java(
	const struct access_check *a, const struct access_java *j)
{
	static const char *const words[] = {[ACCESS_ANON_UNKNOWN] = "not known",
		[ACCESS_ANON_BLOCKED] = "blocks anon",
		[ACCESS_ANON_ALLOWED] = "allows anon"};
	const struct jsec_install *i = j->result->install;
	const char *by = j->result->overridden_by;

	say_begin(stdout, NULL);
	say_piece(stdout, "  %s", show_install_get_name(i));
	for (size_t k = 0; i->belongs == JSEC_INSIDE && i->aliases[k]; k++)
		if (!show_access_is_below(a, show_install_get_name(i)) &&
			show_access_is_below(a, i->aliases[k]))
			say_piece(stdout, " (%s)", i->aliases[k]);
	if (i->belongs == JSEC_OF_PROCESS)
		say_piece(stdout, " (process %d)", i->pid);
	say_piece(stdout, ": %s%s%s", words[j->anon],
		by ? ", decided by another file: " : "", by ? by : "");
	say_end(stdout, NULL);
}

static size_t show_access_put_some_javas(const struct access_check *a, bool counted)
{
	size_t n = 0;

	for (size_t i = 0; i < a->javas.n; i++) {
		if (a->javas.items[i].counts != counted)
			continue;
		if (!counted && !n)
			say_line(stdout, NULL, "Others, which do not count here:");
		show_access_put_java(a, &a->javas.items[i]);
		n++;
	}
	return n;
}

/* Says which Javas count, and why these. */
static const char *show_access_choose_title(const struct access_check *a)
{
	if (a->opt->targets.n)
		return "The named Java:";
	if (a->javas.level == JSEC_INSIDE)
		return "Java inside:";
	if (a->javas.level == JSEC_OF_PROCESS)
		return "No Java is inside. Its running programs use:";
	return a->opt->root
		       ? "No Java is inside. Java in this tree:"
		       : "No Java is inside, and no running program of it was found. "
			 "Java on this machine:";
}

static void show_access_put_javas(const struct access_check *a)
{
	say_line(stdout, NULL, "%s", show_access_choose_title(a));
	if (!show_access_put_some_javas(a, true))
		say_line(stdout, NULL, "  none found");
	show_access_put_some_javas(a, false);
	if (access_javas_count(&a->javas, ACCESS_ANON_BLOCKED))
		say_line(stdout, NULL,
			"Programs that use a Java that blocks anon fail with "
			"\"Fatal Alert received: Handshake Failure\".");
}

/* Says what else there is to do if everything that was looked at is right. */
static void show_access_put_next(const struct access_check *a)
{
	if (!access_check_needs_anon(a) || access_check_has_failed(a))
		return;
	say_line(stdout, NULL,
		"If a handshake fails all the same, restart all parts. Then find out why: "
		"jsecpatch --diagnose HOST:PORT");
	show_access_put_tls13(a);
}

/* Prints whether TLS handshakes fail here, and what to do about it. */
static void show_access_put_diagnosis(const struct access_check *a)
{
	size_t anon = access_check_count_mode(a, JSEC_TRANSPORT_ANON),
	       maybe = access_check_count_mode(a, JSEC_TRANSPORT_TLS);

	puts("");
	if (anon || maybe) {
		say_line(stdout, NULL, "%zu setting%s anon, TLS without certificates%s.",
			anon, anon == 1 ? " needs" : "s need",
			maybe ? "; settings with the value true may need it" : "");
		show_access_put_javas(a);
	} else {
		say_line(stdout, NULL, "No setting needs anon.");
	}
	if (access_check_has_mismatch(a))
		say_line(stdout, NULL,
			"Parts whose settings do not match cannot talk to each "
			"other.");
	show_access_put_next(a);
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
 * Tells whether a file or setting is missing, or was left out: the user must know this
 * after a change, too.
 */
static bool show_access_is_about_files(const struct jsec_finding *f)
{
	static const char *const codes[] = {"no-file", "no-setting", "copy", "excluded"};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (!strcmp(f->code, codes[i]))
			return true;
	return false;
}

static void show_access_put_findings(const struct access_check *a, FILE *out)
{
	bool looks = access_check_only_looks(a);

	if (looks)
		show_access_put_settings(a);
	for (const struct jsec_finding *const *at = a->findings; at && *at; at++) {
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
	for (const struct jsec_finding *const *f = a->findings; f && *f; f++)
		if ((*f)->problem)
			show_access_put_finding(a->opt, *f, stderr);
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

static json_t *show_access_make_steps(const struct access_way *way)
{
	json_t *list = json_array();

	for (size_t i = 0; i < way->n; i++)
		json_array_append_new(list, doc_quote(way->steps[i].command));
	return list;
}

/* Makes the commands of a way. */
static json_t *show_access_make_way(
	const struct access_check *a, enum jsec_transport transport)
{
	ACCESS_WAY_AUTO struct access_way way;

	access_ways_make(a, transport, &way);
	return show_access_make_steps(&way);
}

static json_t *show_access_make_tls13(const struct access_check *a)
{
	ACCESS_WAY_AUTO struct access_way way;

	access_ways_make_tls13(a, &way);
	return show_access_make_steps(&way);
}

/* Makes the commands that set each mode; null if nothing is wrong. */
static json_t *show_access_make_ways(const struct access_check *a)
{
	if (!access_check_needs_way(a))
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o}", "auth",
		show_access_make_way(a, JSEC_TRANSPORT_AUTH), "anon",
		show_access_make_way(a, JSEC_TRANSPORT_ANON), "clear",
		show_access_make_way(a, JSEC_TRANSPORT_CLEAR), "tls13",
		show_access_make_tls13(a));
}

static json_t *show_access_make_java(
	const struct access_check *a, const struct access_java *j)
{
	static const char *const words[] = {[ACCESS_ANON_UNKNOWN] = "unknown",
		[ACCESS_ANON_BLOCKED] = "blocked",
		[ACCESS_ANON_ALLOWED] = "allowed"};
	json_t *entries = json_array();
	const char *group = a->opt->targets.n
				    ? "target"
				    : jsec_belonging_name(j->result->install->belongs);

	for (size_t i = 0; i < j->n_allow; i++)
		json_array_append_new(entries,
			json_pack("{s:o, s:s}", "entry", doc_quote(j->allow[i]->entry),
				"property", j->allow[i]->property));
	return json_pack("{s:o, s:o, s:s, s:b, s:s, s:o, s:o}", "home",
		doc_quote(j->result->install->home), "file",
		doc_quote(j->explained->file), "group", group, "counts", (int)j->counts,
		"anon", words[j->anon], "blocked_by", entries, "unknown",
		doc_quote(j->unknown));
}

/* Adds Access Manager's files and settings, and the Java installs that they depend on. */
void show_access_add_json(json_t *json, const struct access_check *a)
{
	json_t *settings = json_array(), *findings = json_array(), *javas = json_array();
	size_t n_anon = access_check_count_mode(a, JSEC_TRANSPORT_ANON);
	size_t n_blocked = access_javas_count(&a->javas, ACCESS_ANON_BLOCKED);

	for (const struct jsec_setting *const *s = jsec_audit_settings(a->audit); *s; s++)
		json_array_append_new(settings, show_access_make_setting(*s));
	for (const struct jsec_finding *const *f = a->findings; f && *f; f++)
		json_array_append_new(findings, show_access_make_finding(*f));
	for (size_t i = 0; i < a->javas.n; i++)
		json_array_append_new(
			javas, show_access_make_java(a, &a->javas.items[i]));
	json_object_set_new(json, "files", show_result_list_json(a->opt, a->plan));
	json_object_set_new(json, "settings", settings);
	json_object_set_new(json, "findings", findings);
	json_object_set_new(json, "needs_anon", json_boolean(n_anon > 0));
	json_object_set_new(json, "anon_blocked", json_boolean(n_blocked > 0));
	json_object_set_new(json, "javas", javas);
	json_object_set_new(json, "ways", show_access_make_ways(a));
	json_object_set_new(
		json, "installs", show_result_list_json(a->opt, a->javas.lists));
}
