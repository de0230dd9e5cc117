/* SPDX-License-Identifier: MIT */
/* What a person reads of an audit of Access Manager, and of a change. */
#include "access_text.h"

#include "access.h"
#include "result.h"
#include "say.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static int width_of_places(const struct run *run)
{
	int width = 0;

	for (size_t i = 0; i < jsec_settings_count(run->audit); i++) {
		const struct jsec_setting *s = jsec_settings_get(run->audit, i);
		int n = snprintf(NULL, 0, "%s:%zu", s->file, s->line);
		width = n > width ? n : width;
	}
	return width;
}

/* "FILE:LINE", or the file alone; into one of two places that take turns. */
static const char *place(const char *file, size_t line)
{
	static char texts[2][4200];
	static int turn;
	char *text = texts[turn++ % 2];

	snprintf(text, sizeof texts[0], line ? "%s:%zu" : "%s", file, line);
	return text;
}

static void put_settings(const struct run *run)
{
	int width = width_of_places(run);

	for (size_t i = 0; i < jsec_settings_count(run->audit); i++) {
		const struct jsec_setting *s = jsec_settings_get(run->audit, i);
		const char *otherwise =
			s->is_flag ? "false" : jsec_transport_name(s->mode);

		say(stdout, NULL, "%-*s  %-5s %-9s  %s", width, place(s->file, s->line),
			s->value ? s->value : otherwise, s->is_set ? "" : "(default)",
			s->key);
	}
}

static void put_finding(const struct run *run, const struct jsec_finding *f, FILE *out)
{
	const char *color = f->problem ? "31" : "33";

	say(out, text_colors(run->opt) ? color : NULL, "%s: %s%s%s",
		f->problem ? "problem" : "note", f->file ? place(f->file, f->line) : "",
		f->file ? ": " : "", f->message);
	if (f->other_file)
		say(out, NULL, "         against %s",
			place(f->other_file, f->other_line));
}

/* `line` is freed. */
static void put_way(const char *what, char *line)
{
	say(stdout, NULL, "  %s", what);
	say(stdout, NULL, "      %s", line ? line : "?");
	free(line);
}

static void put_ways(const struct run *run)
{
	puts("\nThere are three ways out, each one for all parts at once:");
	put_way("1. auth, the recommended one; certificates have to be set up first",
		access_set_command(run, "auth"));
	if (access_blocking(run)) {
		put_way("2. anon, allowed again in Java; peers are not authenticated",
			access_allow_command(run));
		put_way("   and, if it is not in all parts yet,",
			access_set_command(run, "anon"));
	} else {
		put_way("2. anon; peers are not authenticated",
			access_set_command(run, "anon"));
	}
	put_way("3. clear; whoever is on the network can read all",
		access_set_command(run, "clear"));
}

static void put_javas(const struct run *run)
{
	size_t n = jsec_plan_count(run->java_lists);

	for (size_t i = 0; i < n; i++) {
		const struct jsec_result *r = jsec_plan_get(run->java_lists, i);

		if (r->error)
			say(stdout, NULL, "  %s", r->error->message);
		else
			say(stdout, NULL, "  %s: %s%s%s", text_name(r->install),
				access_blocks_anon(r) ? "blocks anon" : "allows anon",
				r->overridden_by ? ", as another file says: " : "",
				r->overridden_by ? r->overridden_by : "");
	}
	if (!n)
		puts("  none found; name its home behind the options");
	else if (access_blocking(run))
		puts("What runs with a Java that blocks anon fails with\n"
		     "\"Fatal Alert received: Handshake Failure\".");
}

/* Whether the handshakes fail here, and what to do about it. */
static void put_diagnosis(const struct run *run)
{
	size_t anon = access_count(run, JSEC_TRANSPORT_ANON),
	       maybe = access_count(run, JSEC_TRANSPORT_TLS);

	if (anon || maybe) {
		printf("\n%zu setting%s anon, TLS without certificates%s. Java here:\n",
			anon, anon == 1 ? " needs" : "s need",
			maybe ? "; those that say true may need it" : "");
		put_javas(run);
	} else {
		puts("\nNo setting needs anon.");
	}
	if (access_problems(run))
		puts("Parts whose settings do not go together cannot talk to each other.");
	if (access_needs_way(run))
		put_ways(run);
}

static void put_file(const struct run *run, const struct jsec_result *r)
{
	if (r->error) {
		text_error(r->error->message);
		return;
	}
	if (run->opt->quiet)
		return;
	say(stdout, NULL, "%s: %s", r->install->file, jsec_state_name(r->state));
	for (size_t i = 0; r->added[i]; i++)
		say(stdout, NULL, "  %s", r->added[i]);
	if (r->backup && r->state != JSEC_SKIPPED)
		say(stdout, NULL, "  backup %s", r->backup->path);
	for (size_t i = 0; r->notes[i]; i++)
		say(stdout, NULL, "  note: %s", r->notes[i]);
}

static void put_files(const struct run *run)
{
	for (size_t i = 0; i < jsec_plan_count(run->plan); i++)
		(run->opt->dry_run ? result_diff : put_file)(
			run, jsec_plan_get(run->plan, i));
}

static void put_errors(const struct run *run)
{
	for (size_t i = 0; i < jsec_plan_count(run->plan); i++)
		if (jsec_plan_get(run->plan, i)->error)
			text_error(jsec_plan_get(run->plan, i)->error->message);
}

/* What is not set with the rest is to be known. */
static bool is_about_files(const struct jsec_finding *f)
{
	return !strcmp(f->code, "no-file") || !strcmp(f->code, "no-setting");
}

void access_text(const struct run *run)
{
	bool looks = access_audits(run->opt), any = access_found(run);
	FILE *out = run->opt->dry_run && !looks ? stderr : stdout;

	(looks ? put_errors : put_files)(run);
	if (run->opt->quiet)
		return;
	if (looks)
		put_settings(run);
	for (size_t i = 0; i < jsec_findings_count(run->audit); i++) {
		const struct jsec_finding *f = jsec_findings_get(run->audit, i);
		if (looks || f->problem || is_about_files(f))
			put_finding(run, f, out);
	}
	say(any ? out : stderr, NULL, "%s", run->summary);
	if (looks && any)
		put_diagnosis(run);
	if (run_changed(run))
		puts("Restart all Access Manager servers, agents and clients, together.");
	result_warnings(run, out);
}
