/* SPDX-License-Identifier: MIT */
/* Finds out why handshakes fail, and prints the causes and their cures. */
#include "act.h"

#include "command.h"
#include "doc.h"
#include "say.h"
#include "show_diagnosis.h"

#include <stdlib.h>
#include <string.h>

#define INPUT_MOST ((size_t)64 << 20) /* the library reads less; it says so */

struct act_diagnose {
	struct ending end;
	struct jsec_diagnoses *all;
	size_t n, n_works;
	char *input;
	size_t input_size;
};

static bool act_diagnose_reads_input(const struct opt *o)
{
	for (size_t i = 0; i < o->targets.n; i++)
		if (!strcmp(o->targets.items[i], "-"))
			return true;
	return false;
}

/* Reads standard input to its end, and keeps the last bytes of it. */
static int act_diagnose_read_input(struct act_diagnose *a)
{
	size_t n;

	a->input = malloc(INPUT_MOST);
	if (!a->input)
		return ending_fail(&a->end, JSEC_NO_MEMORY, NULL, "out of memory");
	while ((n = fread(a->input + a->input_size, 1, INPUT_MOST - a->input_size,
			stdin)) > 0) {
		a->input_size += n;
		if (a->input_size < INPUT_MOST)
			continue;
		a->input_size /= 2;
		memcpy(a->input, a->input + a->input_size, a->input_size);
	}
	if (ferror(stdin))
		return ending_fail(&a->end, JSEC_IO, NULL, "cannot read standard input");
	return 0;
}

static void act_diagnose_execute(struct command *c, struct act_diagnose *a)
{
	const struct opt *o = c->opt;

	if (act_diagnose_reads_input(o) && act_diagnose_read_input(a))
		return;
	const struct jsec_inquiry inquiry = {.size = sizeof inquiry,
		.what = o->targets.items,
		.n_what = o->targets.n,
		.input = a->input,
		.input_size = a->input_size};
	if (ending_stop(
		    &a->end, jsec_diagnose(c->session, &inquiry, &a->all), c->session))
		return;
	for (const struct jsec_diagnosis *const *d = jsec_diagnoses_items(a->all); *d;
		d++) {
		a->n++;
		a->n_works += (*d)->works == 1;
	}
	ending_sum_up(&a->end, "%zu of %zu would work", a->n_works, a->n);
}

static enum status act_diagnose_judge(const struct opt *o, const struct act_diagnose *a)
{
	if (a->end.rc)
		return ending_judge(&a->end, o);
	return a->n && a->n_works == a->n ? STATUS_OK : STATUS_FAILED;
}

static int act_diagnose_print_json(const struct opt *o, const struct act_diagnose *a)
{
	json_t *json = doc_begin(o, &a->end, false, act_diagnose_judge(o, a));

	json_object_set_new(json, "scan", json_null());
	json_object_set_new(json, "installs", json_array());
	if (a->all)
		json_object_set_new(
			json, "diagnoses", show_diagnosis_make_json(o, a->all));
	return doc_print(json);
}

enum status act_diagnose_run(struct command *c)
{
	struct act_diagnose a = {0};

	act_diagnose_execute(c, &a);
	enum status status = act_diagnose_judge(c->opt, &a);
	if (c->opt->json)
		status = act_diagnose_print_json(c->opt, &a) ? STATUS_FAILED : status;
	else if (a.end.error)
		ending_print_error(&a.end, c->opt);
	else if (!c->opt->quiet)
		show_diagnosis_print(c->opt, a.all);
	jsec_diagnoses_free(a.all);
	free(a.input);
	ending_done(&a.end);
	return status;
}
