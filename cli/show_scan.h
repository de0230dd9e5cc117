/* SPDX-License-Identifier: MIT */
/* What a scan could not search, as text and as JSON. */
#ifndef SHOW_SCAN_H
#define SHOW_SCAN_H

#include "doc.h"

/* Prints nothing if the installs were not found by a scan. */
void show_scan_print(const struct opt *o, const struct jsec_installs *installs);

/* Says that a scan would search everywhere, if there was none. */
void show_scan_print_places(FILE *out, const struct jsec_installs *installs);

/* Returns null in that case, and for NULL. */
json_t *show_scan_make_json(const struct jsec_installs *installs);

#endif
