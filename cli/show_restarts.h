/* SPDX-License-Identifier: MIT */
/* The programs that have to be restarted, as text and as JSON. */
#ifndef SHOW_RESTARTS_H
#define SHOW_RESTARTS_H

#include "doc.h"

/* Prints them. `changed`: also print if there is none. */
void show_restarts_print(const struct jsec_restarts *restarts, bool changed);

/* Prints a program in one line. */
void show_restarts_put_process(const char *before, const struct jsec_process *p);

json_t *show_restarts_make_process(const struct jsec_process *p);

/* Adds the last keys of the document; `restarts` may be NULL. */
void show_restarts_add_json(json_t *json, const struct jsec_restarts *restarts);

#endif
