/* SPDX-License-Identifier: MIT */
/* What programs can use of a Java, in one word for each kind. */
#ifndef SHOW_USABLE_H
#define SHOW_USABLE_H

#include "jsecpatch.h"
#include "opt.h"

#include <jansson.h>

/* Each word is usable, partly or blocked, "none" if there is no such suite, "?" if unknown. */
struct show_usable {
	const char *anon, *null, *old_tls;
};

/* `e` explains the same install, or is NULL. The result is about the list of TLS. */
struct show_usable show_usable_judge(
	const struct jsec_result *r, const struct jsec_explanation *e);

/* Tells whether the entries that Java reads are known. */
bool show_usable_is_known(const struct jsec_result *r);

/* Tells whether Java reads no entry, so that every restriction is off. */
bool show_usable_is_open(const struct jsec_result *r);

/* Makes {"anon": WORD, "null": WORD, "old_tls": WORD}, or null if one is unknown. */
json_t *show_usable_make_json(
	const struct jsec_result *r, const struct jsec_explanation *e);

#endif
