/* SPDX-License-Identifier: MIT */
/* Pieces of what is told as text. */
#ifndef TEXT_H
#define TEXT_H

#include "run.h"

/* The line that an install's results stand below; `remark` ends it. */
void text_install(
	const struct run *run, const struct jsec_install *i, const char *remark);

/* Its home, or else its file. */
const char *text_name(const struct jsec_install *i);

/* Writes the strings with commas, as far as there is room. */
void text_join(char *out, size_t size, const char *const *items);

/* Whether standard output is to have colors. */
bool text_colors(const struct opt *o);

/* One line on standard error, with the command's name before it. */
void text_error(const char *message);

#endif
