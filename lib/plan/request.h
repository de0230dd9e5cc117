/* SPDX-License-Identifier: MIT */
/* A request, checked and in a form of its own. */
#ifndef REQUEST_H
#define REQUEST_H

#include "base/errors.h"
#include "base/strv.h"
#include "text/edit.h"

/* A copy of what the caller asked for. */
struct request {
	enum jsec_action action;
	char *property;
	struct strv allow, disallow; /* trimmed, white space folded */
	char *backup_id;	     /* or NULL */
	unsigned flags;
	char *hook; /* or NULL */
	enum jsec_transport transport;
	char *output; /* or NULL */
};

/* -JSEC_BAD_REQUEST for what no list can satisfy. `ret` is to be done in any case. */
int request_copy(const struct jsec_request *from, struct request *ret, struct err *e);
void request_done(struct request *r);

/* -JSEC_BAD_REQUEST if a caller's list lacks a string. `what` is its name. */
int request_check_strings(
	const char *what, const char *const *strings, size_t n, struct err *e);

/* Whether a flag is set. */
static inline bool request_has(const struct request *r, unsigned flag)
{
	return (r->flags & flag) != 0;
}

/* The request as edit and prove know it; borrowed. */
struct change request_make_change(const struct request *r);

/* allow, disallow, change (both), restore, reapply, suspend, transport or list. */
const char *request_get_name(const struct request *r);

#endif
