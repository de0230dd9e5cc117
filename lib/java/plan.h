/* SPDX-License-Identifier: MIT */
/* A change, computed and proven for each install, and not yet written. */
#ifndef PLAN_H
#define PLAN_H

#include "java/find.h"
#include "java/request.h"
#include "java/session.h"
#include "sys/identity.h"

/* What is to become of one install's file. */
struct item {
	struct jsec_result public;
	const struct install *install;
	struct buf old;	      /* the file's bytes, as read */
	struct buf new;	      /* those to write; empty where nothing changes */
	struct meta old_meta; /* with the identity that the file must still have */
	struct meta new_meta; /* for a restore: the backup's */
	bool restores;
	char was[DIGEST_SIZE];
	char written[DIGEST_SIZE];
	char pristine[DIGEST_SIZE];
	struct strv entries, removed, added, notes;
	struct buf diff;
	struct jsec_backup backup; /* its strings are the item's */
	struct err err;
};

struct jsec_plan {
	struct item *items;
	size_t n;
	struct request request;
};

int plan(struct jsec *session, const struct jsec_installs *installs,
	const struct jsec_request *request, struct jsec_plan **ret);

/* Lets `public` point to the rest. */
void item_publish(struct item *it, enum jsec_state state);

/*
 * Takes on the identity that an untrusted path wants when this is root: its owner's, so
 * that nothing is reached which the owner could not reach. Where root's file is in a
 * directory of others nobody's rights are safe: -JSEC_UNTRUSTED. The way to the file is
 * walked before, with root's rights: there the rule for links keeps it safe.
 */
int item_identity(const struct item *it, bool force, struct identity *ret, struct err *e);

#endif
