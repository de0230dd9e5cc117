/* SPDX-License-Identifier: MIT */
/* Shows the causes of failing handshakes, the commands that help, and what was seen. */
#include "show_diagnosis.h"

#include "hint.h"
#include "say.h"
#include "show_install.h"
#include "show_restarts.h"
#include "typed.h"

#include <stdlib.h>
#include <string.h>

static const char *show_diagnosis_name_verdict(const struct jsec_diagnosis *d)
{
	return d->works > 0 ? "works" : d->works ? "not known" : "fails";
}

static const char *show_diagnosis_name_subject(const struct jsec_diagnosis *d)
{
	static const char *const names[] = {
		[JSEC_SUBJECT_TEXT] = "the text of an error",
		[JSEC_SUBJECT_FILE] = "a log",
		[JSEC_SUBJECT_INPUT] = "standard input",
		[JSEC_SUBJECT_ADDRESS] = "a server",
		[JSEC_SUBJECT_PROCESS] = "a program",
	};

	return names[d->subject];
}

#define ROOT_SIZE 32 /* of "/proc/PID/root" */

/*
 * Writes the root of the process if the install is only to be found there: its home begins
 * with it. Else writes "". Returns the home inside the root.
 */
static const char *show_diagnosis_split_home(
	const struct jsec_install *i, char root[ROOT_SIZE])
{
	const char *home = i ? show_install_get_name(i) : NULL;

	snprintf(root, ROOT_SIZE, "/proc/%d/root", i ? i->pid : 0);
	if (home && !strncmp(home, root, strlen(root)))
		return home + strlen(root);
	*root = 0;
	return home;
}

/* Returns the command that changes the list as the cure says; NULL if none does. */
static char *show_diagnosis_make_change(const struct opt *o, const struct jsec_cause *c)
{
	char root[ROOT_SIZE];
	const char *home = show_diagnosis_split_home(c->install, root);
	/* another root has another state directory */
	const struct opt inside = {.root = root};
	struct typed command;

	if (!*c->allow && !*c->disallow)
		return NULL;
	FILE *out = typed_begin(&command, *root ? &inside : o);
	if (!out) {
		say_lose_words();
		return NULL;
	}
	for (size_t i = 0; c->allow[i]; i++)
		typed_add_option(out, "--allow", c->allow[i]);
	for (size_t i = 0; c->disallow[i]; i++)
		typed_add_option(out, "--disallow", c->disallow[i]);
	if (c->property && strcmp(c->property, "jdk.tls.disabledAlgorithms") != 0)
		typed_add_option(out, "--property", c->property);
	if (home)
		typed_add_word(out, home);
	char *text = typed_end(&command);
	if (!text)
		say_lose_words();
	return text;
}

static char *show_diagnosis_make_restart(const struct jsec_cause *c)
{
	char *text = NULL;

	bool restarts = *c->allow || *c->disallow || !strcmp(c->code, "list-in-memory") ||
			!strcmp(c->code, "bad-list");

	if (!restarts || !c->process || !c->process->unit || c->process->container)
		return NULL;
	if (asprintf(&text, "systemctl restart %s", c->process->unit) < 0) {
		say_lose_words();
		return NULL;
	}
	return text;
}

/* Prints the commands of a cure, in their order. */
static void show_diagnosis_put_commands(const struct opt *o, const struct jsec_cause *c)
{
	char *change = show_diagnosis_make_change(o, c);
	char *restart = show_diagnosis_make_restart(c);

	if (change)
		say_verbatim("        %s", change);
	if (restart)
		say_verbatim("        %s", restart);
	free(change);
	free(restart);
}

static void show_diagnosis_put_place(const struct jsec_cause *c)
{
	say_begin(stdout, NULL);
	say_piece(stdout, "    blocked by '%s' in %s", c->entry, c->property);
	if (c->file)
		say_piece(stdout, c->line ? ", %s:%zu" : ", %s", c->file, c->line);
	say_end(stdout, NULL);
}

static void show_diagnosis_put_cure(const struct opt *o, const struct jsec_cause *c)
{
	if (c->entry)
		show_diagnosis_put_place(c);
	say_line(stdout, NULL, "    To do: %s", c->cure);
	show_diagnosis_put_commands(o, c);
	if (c->tell)
		say_line(stdout, NULL, "    To make sure: %s", c->tell);
}

/* Says before the causes how sure they are. */
static void show_diagnosis_put_title(const struct jsec_diagnosis *d, bool several)
{
	if (d->works > 0)
		say_line(stdout, NULL, "  If a client fails all the same:");
	else if (several && !d->causes[0]->proven &&
		 !strstr(d->message, d->causes[0]->message))
		say_line(stdout, NULL, "  Possible causes, the likeliest first:");
}

/* Where it works, what a client may have of its own is only a hint. */
static void show_diagnosis_put_causes(const struct opt *o, const struct jsec_diagnosis *d)
{
	bool several = d->causes[0] && d->causes[1];

	if (d->causes[0])
		show_diagnosis_put_title(d, several);
	for (size_t i = 0; d->causes[i]; i++) {
		const struct jsec_cause *c = d->causes[i];
		char number[24] = "";

		if (several)
			snprintf(number, sizeof number, "%zu. ", i + 1);
		if (several || strcmp(c->message, d->message) != 0)
			say_line(stdout, NULL, "  %s%s%s", number,
				several || c->proven || d->works > 0 ? "" : "Possibly: ",
				c->message);
		if (d->works <= 0 || c->proven || o->verbose)
			show_diagnosis_put_cure(o, c);
	}
}

/* A hint names the command that goes on from there. */
static void show_diagnosis_put_note(const struct opt *o, const struct jsec_note *note)
{
	const char *hint = hint_for_note(o, note);

	say_line(stdout, NULL, "    %s%s%s", note->message, hint ? "; " : "",
		hint ? hint : "");
}

/* Prints what was seen. The line of the process has more than its note. */
static void show_diagnosis_put_facts(const struct opt *o, const struct jsec_diagnosis *d)
{
	if (*d->facts)
		say_line(stdout, NULL, "  What was seen:");
	for (const struct jsec_note *const *f = d->facts; *f; f++)
		if (d->process && !strcmp((*f)->code, "program"))
			show_restarts_put_process("    ", d->process);
		else
			show_diagnosis_put_note(o, *f);
}

static void show_diagnosis_put_unknown(
	const struct opt *o, const struct jsec_diagnosis *d)
{
	if (*d->unknown)
		say_line(stdout, NULL, "  What is not known:");
	for (const struct jsec_note *const *u = d->unknown; *u; u++)
		show_diagnosis_put_note(o, *u);
}

static void show_diagnosis_put_one(const struct opt *o, const struct jsec_diagnosis *d)
{
	const char *color = say_choose_color(o, d->works > 0 ? "32"
						: d->works   ? "33"
							     : "31");

	say_line(stdout, color, "%s (%s): %s", d->what, show_diagnosis_name_subject(d),
		show_diagnosis_name_verdict(d));
	say_line(stdout, NULL, "  %s", d->message);
	show_diagnosis_put_causes(o, d);
	show_diagnosis_put_facts(o, d);
	show_diagnosis_put_unknown(o, d);
}

void show_diagnosis_print(const struct opt *o, const struct jsec_diagnoses *all)
{
	for (const struct jsec_diagnosis *const *d = jsec_diagnoses_items(all); *d; d++)
		show_diagnosis_put_one(o, *d);
}

static json_t *show_diagnosis_make_commands(
	const struct opt *o, const struct jsec_cause *c)
{
	char *commands[] = {
		show_diagnosis_make_change(o, c), show_diagnosis_make_restart(c)};
	json_t *list = json_array();

	for (size_t i = 0; i < 2; i++) {
		if (commands[i])
			json_array_append_new(list, doc_quote(commands[i]));
		free(commands[i]);
	}
	return list;
}

static json_t *show_diagnosis_make_cause(const struct opt *o, const struct jsec_cause *c)
{
	return json_pack("{s:s, s:b, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
			 "s:o, s:o, s:o}",
		"code", c->code, "proven", c->proven, "side", jsec_side_name(c->side),
		"message", doc_quote(c->message), "entry", doc_quote(c->entry),
		"property", doc_quote(c->property), "file", doc_quote(c->file), "line",
		doc_make_line(c->line), "home",
		doc_quote(c->install ? c->install->home : NULL), "pid",
		c->process ? json_integer(c->process->pid) : json_null(), "cure",
		doc_quote(c->cure), "allow", doc_quote_all(c->allow), "disallow",
		doc_quote_all(c->disallow), "commands",
		show_diagnosis_make_commands(o, c), "tell", doc_quote(c->tell));
}

static json_t *show_diagnosis_make_one(
	const struct opt *o, const struct jsec_diagnosis *d)
{
	json_t *causes = json_array();

	for (size_t i = 0; d->causes[i]; i++)
		json_array_append_new(causes, show_diagnosis_make_cause(o, d->causes[i]));
	return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "what",
		doc_quote(d->what), "subject", jsec_subject_name(d->subject), "works",
		d->works < 0 ? json_null() : json_boolean(d->works), "message",
		doc_quote(d->message), "causes", causes, "facts",
		doc_make_notes(o, d->facts), "unknown", doc_make_notes(o, d->unknown),
		"process",
		d->process ? show_restarts_make_process(d->process) : json_null());
}

json_t *show_diagnosis_make_json(const struct opt *o, const struct jsec_diagnoses *all)
{
	json_t *list = json_array();

	for (const struct jsec_diagnosis *const *d = jsec_diagnoses_items(all); *d; d++)
		json_array_append_new(list, show_diagnosis_make_one(o, *d));
	return list;
}
