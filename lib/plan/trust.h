/* SPDX-License-Identifier: MIT */
/* Tells whether an item's file may be changed, and with whose rights. */
#ifndef TRUST_H
#define TRUST_H

#include "os/identity.h"
#include "plan/planner.h"

/*
 * Tells whether the install is read and changed only if it is named. With `force`, one of
 * root need not be.
 */
bool trust_is_named_only(const struct planner *p, const struct install *i);

/* Adds the note that says why the install was left alone. */
void trust_note_named_only(struct item *it);

/* Tells whether the file may be changed, and can be. */
int trust_check(const struct planner *p, struct item *it);

/*
 * If root uses a path that others can change, takes the identity of the file's owner: the
 * owner can then reach nothing new by moving links. If root owns the file but others own
 * a directory above it, no identity is safe: -JSEC_UNTRUSTED without `force`. The path
 * itself is resolved before, as root, where the rule for links protects it.
 */
int trust_take_identity(
	const struct item *it, bool force, struct identity *ret, struct err *e);

#endif
