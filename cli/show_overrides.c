/* SPDX-License-Identifier: MIT */
/* Shows what was done with override files. */
#include "show_overrides.h"

#include "hint.h"
#include "say.h"

const struct jsec_override *const *show_overrides_get(const struct jsec_overrides *files)
{
	static const struct jsec_override *const none[] = {NULL};

	return files ? jsec_overrides_items(files) : none;
}

const char *show_overrides_get_error(const struct jsec_overrides *files)
{
	for (const struct jsec_override *const *f = show_overrides_get(files); *f; f++)
		if ((*f)->error)
			return (*f)->error->message;
	return NULL;
}

size_t show_overrides_count_changed(const struct jsec_overrides *files)
{
	size_t n = 0;

	for (const struct jsec_override *const *f = show_overrides_get(files); *f; f++)
		n += (*f)->changed != 0;
	return n;
}

bool show_overrides_would_change(const struct jsec_overrides *files)
{
	bool would = false;

	for (const struct jsec_override *const *f = show_overrides_get(files); *f; f++)
		would = would || (*f)->would_change;
	return would;
}

static void show_overrides_put_notes(
	const struct opt *o, const struct jsec_override *f, FILE *out)
{
	for (size_t i = 0; f->notes[i]; i++)
		say_note(out, say_choose_color(o, "33"), NULL, f->notes[i]->message,
			hint_for_note(o, f->notes[i]));
}

/* Prints what was done. Prints nothing about files that --reapply did not change. */
static void show_overrides_put_done(const struct opt *o, const struct jsec_override *f)
{
	const char *color = f->changed ? say_choose_color(o, "32") : NULL;
	const char *word = f->changed ? o->emit ? "written" : "renewed"
			   : o->emit  ? "unchanged"
				      : "left unchanged";

	if (!o->emit && !f->changed && !*f->notes)
		return;
	say_begin(stdout, color);
	say_piece(stdout, "%s: %s, for %s", f->file, word, f->home);
	say_words(stdout, ": allowed ", f->removed);
	say_words(stdout, say_has_words(f->removed) ? "; disallowed " : ": disallowed ",
		f->added);
	say_end(stdout, color);
	show_overrides_put_notes(o, f, stdout);
}

static void show_overrides_put_diff(const struct opt *o, const struct jsec_override *f)
{
	if (*f->notes && !o->quiet) {
		say_line(stderr, NULL, "%s:", f->file);
		show_overrides_put_notes(o, f, stderr);
	}
	if (f->would_change && f->diff)
		say_text(f->diff, f->diff_size);
}

void show_overrides_print(const struct opt *o, const struct jsec_overrides *files)
{
	for (const struct jsec_override *const *at = show_overrides_get(files); *at;
		at++) {
		const struct jsec_override *f = *at;

		if (f->error)
			say_error(f->error->message, hint_for_override(o, f));
		else if (o->dry_run)
			show_overrides_put_diff(o, f);
		else if (!o->quiet)
			show_overrides_put_done(o, f);
	}
}

json_t *show_overrides_make_json(const struct opt *o, const struct jsec_override *f)
{
	return json_pack("{s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"file", doc_quote(f->file), "home", doc_quote(f->home), "property",
		doc_quote(f->property), "changed", f->changed || f->would_change,
		"removed", doc_quote_all(f->removed), "added", doc_quote_all(f->added),
		"entries", doc_quote_all(f->entries), "notes",
		doc_make_notes(o, f->notes), "content",
		doc_quote_bytes(f->content, f->content_size), "diff",
		doc_quote_bytes(f->diff, f->diff_size), "error",
		doc_make_error(f->error, hint_for_override(o, f)));
}

json_t *show_overrides_list_json(const struct opt *o, const struct jsec_overrides *files)
{
	json_t *list = json_array();

	for (const struct jsec_override *const *f = show_overrides_get(files); *f; f++)
		json_array_append_new(list, show_overrides_make_json(o, *f));
	return list;
}
