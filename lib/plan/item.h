/* SPDX-License-Identifier: MIT */
/* What is to become of one install's file. */
#ifndef ITEM_H
#define ITEM_H

#include "backup/blob.h"
#include "jre/effective_list.h"
#include "os/identity.h"
#include "suites/opened.h"

struct item {
	struct jsec_result public;
	const struct install *install; /* whose file is worked on */
	const struct install *found;   /* whose list it is: the same one, mostly */
	struct install included;       /* where it is not: the file that counts */
	struct blob *old;	       /* the file's bytes, as read */
	struct buf new;	      /* those to write, while they are made; empty: no change */
	struct blob *made;    /* they, when they are ready; NULL where nothing changes */
	struct meta old_meta; /* with the identity that the file must still have */
	struct meta new_meta; /* where `restores`: the backup's */
	bool held;     /* not changed, since another one of its installation cannot be */
	bool restores; /* owner, mode, attributes and time come with the bytes */
	char was[DIGEST_SIZE];
	char written[DIGEST_SIZE];
	char pristine[DIGEST_SIZE];
	struct strv entries, removed, added, notes;
	struct opening opening;
	struct buf diff;
	struct jsec_backup backup; /* its strings are the item's */
	struct effect effect;
	char *overridden_by; /* or NULL */
	char *waiting;	     /* the vendor's newer file; NULL: none */
	struct buf adopted;  /* its bytes, where they are the new base */
	struct meta adopted_meta;
	struct err err;
};

/* Lets `public` point to the rest. */
void item_publish(struct item *it, enum jsec_state state);
void item_done(struct item *it);

/* What is skipped, or failed, stays as it is. */
void item_forget_change(struct item *it);

/* Leaves an item as it is, for the sake of another one. */
void item_hold(struct item *it, const struct item *failed);

/*
 * Takes on the identity that an untrusted path wants when this is root: its owner's, so
 * that nothing is reached which the owner could not reach. Where root's file is in a
 * directory of others nobody's rights are safe: -JSEC_UNTRUSTED. The way to the file is
 * walked before, with root's rights: there the rule for links keeps it safe.
 */
int item_identity(const struct item *it, bool force, struct identity *ret, struct err *e);

#endif
