/* SPDX-License-Identifier: MIT */
/* Whether an item's file may be changed, and can be, and with whose rights. */
#ifndef TRUST_H
#define TRUST_H

#include "os/identity.h"
#include "plan/planner.h"

/* Whether it is changed only where it is named: it is a container's, or in others' hands. */
bool trust_is_named_only(const struct planner *p, const struct install *i);

/* `skip`: it is not to be changed of root's own accord, as the notes say. */
int trust_check(const struct planner *p, struct item *it, bool *skip);

/*
 * Takes on the identity that an untrusted path wants when this is root: its owner's, so
 * that nothing is reached which the owner could not reach. Where root's file is in a
 * directory of others nobody's rights are safe: -JSEC_UNTRUSTED. The way to the file is
 * walked before, with root's rights: there the rule for links keeps it safe.
 */
int trust_take_identity(
	const struct item *it, bool force, struct identity *ret, struct err *e);

#endif
