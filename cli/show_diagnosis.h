/* SPDX-License-Identifier: MIT */
/* Why handshakes fail, as text and as JSON. */
#ifndef SHOW_DIAGNOSIS_H
#define SHOW_DIAGNOSIS_H

#include "doc.h"

/* Prints them: the verdict, the causes with their cures, and what was seen. */
void show_diagnosis_print(const struct opt *o, const struct jsec_diagnoses *all);

/* Makes the list of them. */
json_t *show_diagnosis_make_json(const struct opt *o, const struct jsec_diagnoses *all);

#endif
