/* SPDX-License-Identifier: MIT */
/* Files for -Djava.security.properties, as text and as JSON. */
#ifndef SHOW_OVERRIDES_H
#define SHOW_OVERRIDES_H

#include "doc.h"

/* Returns the files; none for NULL. */
const struct jsec_override *const *show_overrides_get(const struct jsec_overrides *files);

/* Returns the first error of a file, or NULL. */
const char *show_overrides_get_error(const struct jsec_overrides *files);

size_t show_overrides_count_changed(const struct jsec_overrides *files);
bool show_overrides_would_change(const struct jsec_overrides *files);

/* Print files that --emit-override made or --reapply renewed. */
void show_overrides_print(const struct opt *o, const struct jsec_overrides *files);
json_t *show_overrides_make_json(const struct opt *o, const struct jsec_override *f);
json_t *show_overrides_list_json(const struct opt *o, const struct jsec_overrides *files);

#endif
