/* SPDX-License-Identifier: MIT */
/* Tells a run to a program. */
#ifndef JSON_H
#define JSON_H

#include "run.h"

/* Prints the document; -1 where memory ran out or standard output fails. */
int json_run(const struct run *run);

#endif
