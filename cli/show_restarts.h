/* SPDX-License-Identifier: MIT */
/* The programs that have to be restarted, as text and as JSON. */
#ifndef SHOW_RESTARTS_H
#define SHOW_RESTARTS_H

#include "doc.h"

/* Prints them. `changed`: also print if there is none. */
void show_restarts_print(const struct jsec_restarts *restarts, bool changed);

/* Prints a program in one line. */
void show_restarts_put_process(const char *before, const struct jsec_process *p);

/* Prints those that started during an update, for `--hook status`. */
void show_restarts_print_late(const struct jsec_restarts *restarts);

/* Returns how many of them started during an update. */
size_t show_restarts_count_late(const struct jsec_restarts *restarts);

/* Puts a few of those into a line: "tomcat9.service (pid 812), pid 900 (Main)". */
void show_restarts_put_late(FILE *out, const struct jsec_restarts *restarts);

/* Puts what was done about those that a rule wants restarted: "; restarted a.service (rule.1)". */
void show_restarts_put_ruled(FILE *out, const struct jsec_restarts *restarts);
size_t show_restarts_count_restarted(const struct jsec_restarts *restarts);

json_t *show_restarts_make_process(const struct jsec_process *p);

/* Adds the last keys of the document; `restarts` may be NULL. */
void show_restarts_add_json(json_t *json, const struct jsec_restarts *restarts);

#endif
