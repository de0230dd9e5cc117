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

/* The request as edit and prove know it; borrowed. */
/* Whether a flag is set. */
static inline bool request_has(const struct request *r, unsigned flag)
{
	return (r->flags & flag) != 0;
}

struct change request_make_change(const struct request *r);

/* allow, disallow, change (both), restore, reapply, suspend, transport or list. */
const char *request_get_name(const struct request *r);

#endif
