/* SPDX-License-Identifier: MIT */
/* One install's part of a plan: what was read, the edit, and the result for callers. */
#ifndef ITEM_H
#define ITEM_H

#include "backup/store.h"
#include "base/note_list.h"
#include "jre/effective_list.h"
#include "jre/reading.h"
#include "plan/list_pool.h"
#include "suites/opened.h"
#include "text/delta.h"

/* A list of the policy, and where Java takes it from: see plan/elsewhere. */
struct elsewhere {
	const char *property;
	struct effect effect;
};

/* What only planning needs: large, so an item has it only meanwhile. */
struct item_work {
	struct place place;	     /* of the file, or none */
	struct effects effects;	     /* which file Java reads the list from */
	struct elsewhere *elsewhere; /* other lists than that of the request */
	size_t n_elsewhere;
	/* as in what the item keeps */
	struct strv entries, effective, ignored, removed, added;
};

/* What was read before anything changes. */
struct item_input {
	struct reading file; /* its meta has the identity that the file must still have */
	struct origin origin;	    /* what the backups know about the bytes */
	char was[DIGEST_SIZE];	    /* "" if not needed */
	char pristine[DIGEST_SIZE]; /* digest of the vendor's bytes */
	uint64_t sum;  /* checksum of the bytes, if they are to be read again */
	char *waiting; /* path of the vendor's newer file, or NULL */
	bool clean;    /* no killed run left anything beside the file */
};

/* The new bytes. */
struct item_edit {
	struct reading vendor; /* the vendor's newer file, if it is the base */
	struct reading new;    /* what to write; no blob: nothing changes */
	bool restores;	       /* owner, mode, attributes and time are restored, too */
	char written[DIGEST_SIZE]; /* digest of the new bytes */
	struct delta delta;	   /* between the bytes of the file and the new ones */
	uint64_t new_sum; /* checksum of the new bytes, when they are made again */
	const struct strv *removed, *added;
};

/* What callers see. */
struct item_outcome {
	struct jsec_result public;
	bool written; /* the file was changed, even if something failed afterwards */
	bool held; /* not changed, because another file of its installation cannot be */
	/* the last: those of the others that this Java ignores */
	const struct strv *entries, *effective, *ignored;
	struct note_list notes;
	const struct opening *opening; /* of the plan; NULL: unknown, or no change */
	bool opens_nothing;	       /* nothing changes: no suite becomes usable */
	struct buf diff;
	struct jsec_backup backup; /* the item owns its strings */
	char *overridden_by;	   /* path of a file, or NULL */
	struct err err;
};

struct item {
	const struct install *install; /* the install whose file is changed */
	const struct install *found;   /* the install that was found; mostly the same */
	struct install *included;      /* the file that counts, if it is another one */
	struct item_work *work;	       /* borrowed; NULL once it is settled */
	struct item_input read;
	struct item_edit edit;
	struct item_outcome out;
};

/* Prepares an item. Call item_done() when it has its final address. */
void item_init(struct item *it, const struct install *install);
void item_done(struct item *it);

/* Makes the public members point to the others, and sets the state. Settle it first. */
void item_publish(struct item *it, enum jsec_state state);

/* Tells whether Java reads this file's list, as far as is known. */
bool item_is_effective(const struct item *it);

/* Returns the planned bytes, or those of the file if nothing changes. */
static inline const struct reading *item_get_latest(const struct item *it)
{
	return it->edit.new.blob ? &it->edit.new : &it->read.file;
}

/* Shows the list of a reading. A list that Java refuses is an error. */
int item_show_list(struct item *it, const struct reading *r);

/*
 * There may be thousands of files: of the bytes of those that can be read again, keeps only
 * the difference. Also frees what `work` has; the lists go to the pool.
 */
void item_settle(struct item *it, struct list_pool *lists);

/* Frees what elsewhere_find() has found. */
void item_forget_elsewhere(struct item_work *work);

/* Drops the planned change of an item that was skipped or has failed. */
void item_forget_change(struct item *it);

/* Leaves an item unchanged because another one failed. */
void item_hold(struct item *it, const struct item *failed);

#endif
