/* SPDX-License-Identifier: MIT */
/* An install, as text and as JSON. */
#ifndef SHOW_INSTALL_H
#define SHOW_INSTALL_H

#include "doc.h"

/* Tells whether it is in a container or an archive, where other files may decide. */
bool show_install_is_elsewhere(const struct jsec_install *i);

/* Returns its home, or its file if it has no home. */
const char *show_install_get_name(const struct jsec_install *i);

/* The title line of an install; `remark` ends it. */
void show_install_print(
	const struct opt *o, const struct jsec_install *i, const char *remark);

/* Makes its keys, and the file and line of its list. NULL: its java.security. */
json_t *show_install_make_json(
	const struct jsec_install *i, const char *file, size_t line);

#endif
