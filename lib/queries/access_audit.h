/* SPDX-License-Identifier: MIT */
/* Finds problems in the settings of Access Manager. */
#ifndef ACCESS_AUDIT_H
#define ACCESS_AUDIT_H

#include "plan/plan.h"

int access_audit_make(
	const struct jsec_plan *plan, struct jsec_audit **ret, struct err *e);

#endif
