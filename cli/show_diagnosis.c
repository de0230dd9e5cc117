/* SPDX-License-Identifier: MIT */
/* Shows the causes of failing handshakes, the commands that help, and what was seen. */
#include "show_diagnosis.h"

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

/* Returns the command that changes the list as the cure says; NULL if none does. */
static char *show_diagnosis_make_change(const struct opt *o, const struct jsec_cause *c)
{
	struct typed command;

	if (!*c->allow && !*c->disallow)
		return NULL;
	FILE *out = typed_begin(&command, o);
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
	if (c->install)
		typed_add_word(out, show_install_get_name(c->install));
	char *text = typed_end(&command);
	if (!text)
		say_lose_words();
	return text;
}

static char *show_diagnosis_make_restart(const struct jsec_cause *c)
{
	char *text = NULL;

	if (!c->process || !c->process->unit || c->process->container)
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

static void show_diagnosis_put_cause(
	const struct opt *o, const struct jsec_cause *c, size_t number)
{
	if (number)
		say_line(stdout, NULL, "  %zu. %s", number, c->message);
	if (c->entry)
		show_diagnosis_put_place(c);
	say_line(stdout, NULL, "    To do: %s", c->cure);
	show_diagnosis_put_commands(o, c);
	if (c->tell)
		say_line(stdout, NULL, "    To make sure: %s", c->tell);
}

static void show_diagnosis_put_notes(
	const char *title, const struct jsec_note *const *notes)
{
	if (*notes)
		say_line(stdout, NULL, "  %s:", title);
	for (; *notes; notes++)
		say_line(stdout, NULL, "    %s", (*notes)->message);
}

static void show_diagnosis_put_one(const struct opt *o, const struct jsec_diagnosis *d)
{
	const char *color = say_choose_color(o, d->works > 0 ? "32"
						: d->works   ? "33"
							     : "31");
	bool several = d->causes[0] && d->causes[1];

	say_line(stdout, color, "%s (%s): %s", d->what, show_diagnosis_name_subject(d),
		show_diagnosis_name_verdict(d));
	say_line(stdout, NULL, "  %s", d->message);
	for (size_t i = 0; d->causes[i]; i++)
		show_diagnosis_put_cause(o, d->causes[i], several ? i + 1 : 0);
	show_diagnosis_put_notes("What was seen", d->facts);
	show_diagnosis_put_notes("What is not known", d->unknown);
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
