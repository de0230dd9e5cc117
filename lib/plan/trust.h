/* SPDX-License-Identifier: MIT */
/* Tells whether an item's file may be changed, and with whose rights. */
#ifndef TRUST_H
#define TRUST_H

#include "os/identity.h"
#include "plan/planner.h"

/*
 * Tells whether the install is changed only if it is named: it is in a container, or
 * writable by others.
 */
bool trust_is_named_only(const struct planner *p, const struct install *i);

/* Sets `skip` if the install has to be named to be changed; the notes say so. */
int trust_check(const struct planner *p, struct item *it, bool *skip);

/*
 * If root uses a path that others can change, takes the identity of the file's owner: the
 * owner can then reach nothing new by moving links. If root owns the file but others own
 * a directory above it, no identity is safe: -JSEC_UNTRUSTED without `force`. The path
 * itself is resolved before, as root, where the rule for links protects it.
 */
int trust_take_identity(
	const struct item *it, bool force, struct identity *ret, struct err *e);

#endif
