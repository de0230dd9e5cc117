/* SPDX-License-Identifier: MIT */
/* One install's part of a plan: what was read, the edit, and what callers see. */
#ifndef ITEM_H
#define ITEM_H

#include "backup/store.h"
#include "base/note_list.h"
#include "jre/effective_list.h"
#include "jre/reading.h"
#include "suites/opened.h"

/* What was read, before anything is changed. */
struct item_input {
	struct reading file; /* its meta has the identity that the file must still have */
	struct place place;  /* of the file, while the item is planned; or none */
	struct effects effects;	    /* where Java takes the list from */
	struct origin origin;	    /* what the backups know of the bytes */
	char was[DIGEST_SIZE];	    /* "" where it is not needed */
	char pristine[DIGEST_SIZE]; /* of the vendor's bytes */
	char *waiting;		    /* the vendor's newer file; NULL: none */
};

/* What becomes of the bytes. */
struct item_edit {
	struct reading vendor; /* the vendor's newer file, where it is the new base */
	struct reading new;    /* what is to be written; without a blob nothing changes */
	bool restores;	       /* owner, mode, attributes and time come with the bytes */
	char written[DIGEST_SIZE]; /* of the new bytes */
	struct strv removed, added;
};

/* What callers see. */
struct item_outcome {
	struct jsec_result public;
	bool held; /* not changed, since another one of its installation cannot be */
	struct strv entries, effective;
	struct note_list notes;
	struct opening opening;
	struct buf diff;
	struct jsec_backup backup; /* its strings are the item's */
	char *overridden_by;	   /* or NULL */
	struct err err;
};

struct item {
	const struct install *install; /* whose file is worked on */
	const struct install *found;   /* whose list it is: the same one, mostly */
	struct install included;       /* where it is not: the file that counts */
	struct item_input read;
	struct item_edit edit;
	struct item_outcome out;
};

/* A new item for an install; to be done when it lies where it stays. */
void item_init(struct item *it, const struct install *install);
void item_done(struct item *it);

/* Lets what callers see point to the rest. */
void item_publish(struct item *it, enum jsec_state state);

/* Whether Java takes this file's list, as far as is known from here. */
bool item_is_effective(const struct item *it);

/* The bytes that the file has, or is to have. */
static inline const struct reading *item_get_latest(const struct item *it)
{
	return it->edit.new.blob ? &it->edit.new : &it->read.file;
}

/* Shows a reading's list. One that Java refuses is an error. */
int item_show_list(struct item *it, const struct reading *r);

/* What is skipped, or failed, stays as it is. */
void item_forget_change(struct item *it);

/* Leaves an item as it is, for the sake of another one. */
void item_hold(struct item *it, const struct item *failed);

#endif
