/* SPDX-License-Identifier: MIT */
/* The JSON document: its common keys and pieces. Keys are added, but never removed. */
#ifndef DOC_H
#define DOC_H

#include "ending.h"

#include <jansson.h>

/* Makes a JSON string of any bytes; NULL becomes null. */
json_t *doc_quote(const char *s);
json_t *doc_quote_bytes(const char *bytes, size_t size);

/* Makes a JSON list of strings with NULL at the end. */
json_t *doc_quote_all(const char *const *strings);

/* Makes a line number; 0 becomes null. */
json_t *doc_make_line(size_t line);

json_t *doc_make_note(const struct opt *o, const struct jsec_note *note);

/* Returns the first note with this code, or NULL. */
const struct jsec_note *doc_find_note(
	const struct jsec_note *const *notes, const char *code);
bool doc_has_note(const struct jsec_note *const *notes, const char *code);

/* Makes a JSON list of notes with NULL at the end. */
json_t *doc_make_notes(const struct opt *o, const struct jsec_note *const *notes);

/* Makes an error. NULL becomes null. */
json_t *doc_make_error(const struct jsec_error *e, const char *hint);

/* Starts a document with its first keys; "warnings" and "policy" are empty. */
json_t *doc_begin(
	const struct opt *o, const struct ending *end, bool changed, bool failed);

/* Prints a document and frees it. Returns -1 if memory ran out or printing failed. */
int doc_print(json_t *json);

/* Installs, of which there may be thousands: each is made when it is printed. */
struct doc_installs {
	json_t *(*make)(const void *data, size_t nth); /* NULL after the last one */
	const void *data;
};

/*
 * Does the same, and prints these installs as "installs", which is an empty list before. If
 * memory runs out, the document ends there, so that nobody can take it for whole.
 */
int doc_print_installs(json_t *json, const struct doc_installs *installs);

/* Prints the document of a run that could not begin. */
int doc_print_failure(const struct opt *o, const struct ending *end);

#endif
