/* SPDX-License-Identifier: MIT */
/* Lists the backups and the errors of damaged ones. */
#include "act.h"

#include "command.h"
#include "doc.h"
#include "say.h"

#include <string.h>

struct act_backups {
	struct ending end;
	struct jsec_backups *list;
	size_t n, n_damaged;
};

static void act_backups_execute(struct command *c, struct act_backups *a)
{
	if (ending_stop(&a->end, jsec_backups_read(c->session, &a->list), c->session))
		return;
	for (const struct jsec_stored *const *s = jsec_backups_items(a->list); *s; s++) {
		a->n++;
		a->n_damaged += (*s)->error != NULL;
	}
	ending_sum_up(&a->end, "%zu backed-up files, %zu damaged", a->n, a->n_damaged);
}

static void act_backups_put_file(const struct opt *o, const struct jsec_stored *s)
{
	say_line(stdout, NULL, "%s  %-9s %s  %s", s->backup.id, s->action,
		s->pristine ? "vendor's" : "changed ", s->file ? s->file : "?");
	if (o->verbose)
		say_line(stdout, NULL, "  sha256 %s, made %s, in %s", s->backup.sha256,
			s->time, s->backup.path);
}

static void act_backups_print(const struct opt *o, const struct act_backups *a)
{
	const char *told = ""; /* the last damaged archive: its files have one error */

	for (const struct jsec_stored *const *s = jsec_backups_items(a->list); *s; s++) {
		if (!(*s)->error && !o->quiet)
			act_backups_put_file(o, *s);
		if (!(*s)->error || !strcmp(told, (*s)->backup.path))
			continue;
		told = (*s)->backup.path;
		say_error((*s)->error->message, NULL);
	}
	if (!o->quiet)
		say_line(stdout, NULL, "%s", ending_get_message(&a->end));
}

static json_t *act_backups_make_file(const struct jsec_stored *s)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "id",
		doc_quote(s->backup.id), "path", doc_quote(s->backup.path), "sha256",
		doc_quote(s->backup.sha256), "time", doc_quote(s->time), "action",
		doc_quote(s->action), "file", doc_quote(s->file), "pristine", s->pristine,
		"error", doc_make_error(s->error, NULL));
}

static int act_backups_print_json(const struct opt *o, const struct act_backups *a)
{
	json_t *json = doc_begin(o, &a->end, false, a->n_damaged > 0);
	json_t *list = json_array();

	for (size_t i = 0; i < a->n; i++)
		json_array_append_new(
			list, act_backups_make_file(jsec_backups_items(a->list)[i]));
	json_object_set_new(json, "scan", json_null());
	json_object_set_new(json, a->list ? "backups" : "installs", list);
	return doc_print(json);
}

enum status act_backups_run(struct command *c)
{
	struct act_backups a = {0};

	act_backups_execute(c, &a);
	enum status status = a.n_damaged ? STATUS_FAILED : ending_judge(&a.end, c->opt);
	if (c->opt->json)
		status = act_backups_print_json(c->opt, &a) ? STATUS_FAILED : status;
	else if (a.end.error)
		ending_print_error(&a.end, c->opt);
	else
		act_backups_print(c->opt, &a);
	jsec_backups_free(a.list);
	ending_done(&a.end);
	return status;
}
