/* SPDX-License-Identifier: MIT */
/* A checked copy of a request. */
#ifndef REQUEST_H
#define REQUEST_H

#include "base/errors.h"
#include "base/strv.h"
#include "text/edit.h"

/* What the caller asked for. */
struct request {
	enum jsec_action action;
	char *property;
	struct strv allow, disallow; /* trimmed, each white space one blank */
	char *backup_id;	     /* or NULL */
	unsigned flags;
	char *hook; /* or NULL */
	enum jsec_transport transport;
	char *output; /* or NULL */
	enum jsec_replaced replaced;
	struct strv names; /* of what is replaced */
	bool restarts;	   /* the caller will ask for the programs to restart */
};

/*
 * Copies a request. Fails with -JSEC_BAD_REQUEST if no list could satisfy it. Call
 * request_done() also after an error.
 */
int request_copy(const struct jsec_request *from, struct request *ret, struct err *e);
void request_done(struct request *r);

/*
 * Fails with -JSEC_BAD_REQUEST if the list or a string in it is NULL, or a string is empty.
 * `what` names the list.
 */
int request_check_strings(
	const char *what, const char *const *strings, size_t n, struct err *e);

/* Tells whether a hook can have this name. */
bool request_is_hook_name(const char *name);

/* Tells whether a flag is set. */
static inline bool request_has(const struct request *r, unsigned flag)
{
	return (r->flags & flag) != 0;
}

/* Returns the change for edit and prove. It borrows from the request. */
struct change request_make_change(const struct request *r);

/* Returns the name of the action: change if it both allows and disallows. */
const char *request_get_name(const struct request *r);

#endif
