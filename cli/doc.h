/* SPDX-License-Identifier: MIT */
/* The JSON document: what all have in common, and its pieces. Keys are only ever added. */
#ifndef DOC_H
#define DOC_H

#include "ending.h"

#include <jansson.h>

/* Strings are bytes that should be UTF-8. NULL is null. */
json_t *doc_quote(const char *s);
json_t *doc_quote_bytes(const char *bytes, size_t size);

/* A list of strings with NULL at the end. */
json_t *doc_quote_all(const char *const *strings);

/* 0 is null. */
json_t *doc_make_line(size_t line);

/* NULL is null. */
json_t *doc_make_error(const struct jsec_error *e);

/* Starts a document; the keys that come first get their values, or empty ones. */
json_t *doc_begin(
	const struct opt *o, const struct ending *end, bool changed, bool failed);

/* Prints a document and frees it; -1 if memory ran out or standard output fails. */
int doc_print(json_t *json);

/* The document of a run that could not begin. */
int doc_print_failure(const struct opt *o, const struct ending *end);

#endif
