/* SPDX-License-Identifier: MIT */
/* Access Manager as text and as JSON: an audit or a change of its files. */
#ifndef SHOW_ACCESS_H
#define SHOW_ACCESS_H

#include "access_check.h"
#include "doc.h"
#include "warn.h"

void show_access_print(const struct access_check *a, const struct ending *end,
	const struct warn_list *warnings);

/* Adds what an audit found to the document. */
void show_access_add_json(json_t *json, const struct access_check *a);

#endif
