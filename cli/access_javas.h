/* SPDX-License-Identifier: MIT */
/* The Javas that may run Access Manager, and what each does to TLS without certificates. */
#ifndef ACCESS_JAVAS_H
#define ACCESS_JAVAS_H

#include "command.h"

/* Whether a Java lets programs use anonymous suites. */
enum access_anon {
	ACCESS_ANON_UNKNOWN, /* an error says why */
	ACCESS_ANON_BLOCKED,
	ACCESS_ANON_ALLOWED,
};

struct access_java {
	const struct jsec_result *result;
	const struct jsec_explanation *explained;
	enum access_anon anon;
	bool counts; /* the verdict is about it; the others are only listed */
	const struct jsec_blocker **allow; /* what has to go if anon is blocked */
	size_t n_allow;
	const char *unknown;		   /* why it is not known; else NULL */
	const struct jsec_result *refused; /* of a plan to allow it that fails; or NULL */
	bool takes_override; /* it is refused, but an override file would help */
};

struct access_javas {
	struct jsec_installs *found;
	struct jsec_plan *lists;
	struct jsec_explained *explained;
	struct jsec_restarts *restarts; /* of those inside */
	struct access_java *items;
	size_t n;
	enum jsec_belonging level; /* of those that count, unless they are named */
	struct jsec_installs *blocked;
	struct jsec_plan *change; /* of these */
};

/*
 * Finds the Javas of an installation. The named ones count; else those in its directories;
 * else those that its programs use; else all of the machine.
 */
int access_javas_find(
	struct command *c, const struct jsec_installs *files, struct access_javas *ret);

/* Plans to allow anon where it is blocked, to find out where that would be refused. */
int access_javas_try_allow(struct command *c, struct access_javas *j);

/* Counts those that count. */
size_t access_javas_count(const struct access_javas *j, enum access_anon anon);

/*
 * Tells whether TLS 1.3 may stand in the way of those that count, once they allow anon: as
 * tls13_first of struct jsec_result.
 */
int access_javas_compare_tls13(const struct access_javas *j);

/* Adds entries of a list that have to go, each once, for all that count and can be changed. */
void access_javas_list_entries(
	const struct access_javas *j, const char *property, struct words *ret);

/* Returns the next list after `property` with such entries, or NULL. NULL is the first. */
const char *access_javas_next_list(const struct access_javas *j, const char *property);

void access_javas_done(struct access_javas *j);

#endif
