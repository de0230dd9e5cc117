/* SPDX-License-Identifier: MIT */
/* Finds out why handshakes fail, from addresses, processes, logs and words. */
#ifndef DIAGNOSE_H
#define DIAGNOSE_H

#include "backup/store.h"
#include "base/errors.h"
#include "jre/context.h"

/* Diagnoses each WHAT, and then lets what one shows refute what another one suspects. */
int diagnose_all(const struct context *c, const struct store *store,
	const struct jsec_inquiry *inquiry, struct jsec_diagnoses **ret, struct err *e);

#endif
