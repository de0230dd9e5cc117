/* SPDX-License-Identifier: MIT */
/* The audit that callers see. */
#ifndef AUDITS_H
#define AUDITS_H

#include "java/plan.h"

int audits(struct jsec *session, const struct jsec_plan *plan, struct jsec_audit **ret);

#endif
