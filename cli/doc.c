/* SPDX-License-Identifier: MIT */
/* Makes the common pieces of the JSON document, with Jansson. */
#include "doc.h"

#include "hint.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

/* Without memory the document is not printed: something might be missing in it. */
static void *doc_allocate(size_t size)
{
	void *memory = malloc(size);

	if (!memory)
		say_lose_words();
	return memory;
}

/* Takes bytes that are not UTF-8 as Latin-1. */
json_t *doc_quote_bytes(const char *bytes, size_t size)
{
	json_t *json = bytes ? json_stringn(bytes, size) : json_null();
	char *wide = json ? NULL : doc_allocate(2 * size + 1);
	size_t n = 0;

	if (!wide)
		return json;
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c >= 0x80)
			wide[n++] = (char)(0xc0 | c >> 6);
		wide[n++] = (char)(c < 0x80 ? c : 0x80 | (c & 0x3f));
	}
	json = json_stringn(wide, n);
	free(wide);
	return json;
}

json_t *doc_quote(const char *s)
{
	return doc_quote_bytes(s, s ? strlen(s) : 0);
}

json_t *doc_quote_all(const char *const *strings)
{
	json_t *list = json_array();

	for (size_t i = 0; strings[i]; i++)
		json_array_append_new(list, doc_quote(strings[i]));
	return list;
}

json_t *doc_make_line(size_t line)
{
	return line ? json_integer((json_int_t)line) : json_null();
}

json_t *doc_make_note(const struct opt *o, const struct jsec_note *note)
{
	return json_pack("{s:s, s:o, s:o}", "code", note->code, "message",
		doc_quote(note->message), "hint", doc_quote(hint_for_note(o, note)));
}

const struct jsec_note *doc_find_note(
	const struct jsec_note *const *notes, const char *code)
{
	while (*notes && strcmp((*notes)->code, code) != 0)
		notes++;
	return *notes;
}

bool doc_has_note(const struct jsec_note *const *notes, const char *code)
{
	return doc_find_note(notes, code);
}

json_t *doc_make_notes(const struct opt *o, const struct jsec_note *const *notes)
{
	json_t *list = json_array();

	for (; *notes; notes++)
		json_array_append_new(list, doc_make_note(o, *notes));
	return list;
}

json_t *doc_make_error(const struct jsec_error *e, const char *hint)
{
	if (!e)
		return json_null();
	return json_pack("{s:s, s:o, s:o, s:o, s:o}", "code", jsec_code_name(e->code),
		"message", doc_quote(e->message), "hint", doc_quote(hint), "path",
		doc_quote(e->path), "line", doc_make_line(e->line));
}

json_t *doc_begin(
	const struct opt *o, const struct ending *end, bool changed, bool failed)
{
	json_set_alloc_funcs(doc_allocate, free);
	json_t *json = json_object();

	json_object_set_new(json, "version", doc_quote(jsec_version()));
	json_object_set_new(json, "action", doc_quote(opt_name_action(o)));
	json_object_set_new(json, "property", doc_quote(opt_get_property(o)));
	json_object_set_new(json, "dry_run", json_boolean(o->dry_run));
	json_object_set_new(json, "changed", json_boolean(changed));
	json_object_set_new(json, "failed", json_boolean(failed || end->error));
	json_object_set_new(json, "msg", doc_quote(ending_get_message(end)));
	json_object_set_new(json, "error",
		doc_make_error(end->error,
			end->error ? hint_for_run(o, end->error, end->state_dir) : NULL));
	json_object_set_new(json, "warnings", json_array());
	json_object_set_new(json, "policy", json_null());
	return json;
}

/*
 * Prints with this indentation after each line end. Jansson leaves DEL and C1 as they are,
 * but a terminal may obey them.
 */
static void doc_put(const char *text, int indent)
{
	while (*text) {
		size_t control = *text == '\n' ? 0 : say_measure_control(text);

		if (control)
			printf("\\u%04x", (unsigned)(unsigned char)text[control - 1]);
		else
			putchar(*text);
		if (*text == '\n')
			printf("%*s", indent, "");
		text += control ? control : 1;
	}
}

/* Prints a value, if no memory was lacking for it. */
static int doc_put_value(const json_t *value, int indent)
{
	char *text = json_dumps(value, JSON_INDENT(2) | JSON_ENCODE_ANY);
	bool lost = !text || say_has_lost_words();

	if (!lost)
		doc_put(text, indent);
	free(text);
	return lost ? -1 : 0;
}

static int doc_put_installs(const struct doc_installs *installs)
{
	size_t n = 0;
	json_t *one;
	int rc = 0;

	putchar('[');
	for (; !rc && (one = installs->make(installs->data, n)); n++) {
		printf(n ? ",\n    " : "\n    ");
		rc = doc_put_value(one, 4);
		json_decref(one);
	}
	printf(n ? "\n  ]" : "]");
	return rc || say_has_lost_words() ? -1 : 0;
}

int doc_print_installs(json_t *json, const struct doc_installs *installs)
{
	const char *key;
	json_t *value;

	if (!json_object_get(json, "restart")) {
		json_object_set_new(json, "restart", json_array());
		json_object_set_new(json, "restart_unseen", json_integer(0));
	}
	int rc = say_has_lost_words() ? -1 : 0;
	bool first = true;

	json_object_foreach(json, key, value)
	{
		if (rc)
			break;
		printf("%s\n  \"%s\": ", first ? "{" : ",", key);
		rc = installs && !strcmp(key, "installs") ? doc_put_installs(installs)
							  : doc_put_value(value, 2);
		first = false;
	}
	json_decref(json);
	if (!rc)
		puts("\n}");
	return rc || fflush(stdout) ? -1 : 0;
}

int doc_print(json_t *json)
{
	return doc_print_installs(json, NULL);
}

int doc_print_failure(const struct opt *o, const struct ending *end)
{
	json_t *json = doc_begin(o, end, false, true);

	json_object_set_new(json, "scan", json_null());
	json_object_set_new(json, "installs", json_array());
	return doc_print(json);
}
