/* SPDX-License-Identifier: MIT */
/*
 * The policy file: what lists are to be, in which installs. A properties document with
 * comments, whose lines are `rule.NAME.KEY = VALUE`; it is changed line by line, so that
 * what people wrote into it stays.
 */
#ifndef POLICY_RULES_H
#define POLICY_RULES_H

#include "base/buf.h"
#include "base/strv.h"
#include "text/properties.h"

/* One rule. Of two that cover an install the later one wins, entry by entry. */
struct policy_rule {
	char *name; /* what stands between the dots */
	char *property;
	struct strv allow, disallow; /* as written, trimmed */
	struct strv targets;	     /* homes or files, as bytes; none: all installs */
	struct strv except;	     /* those that it does not cover all the same */
	size_t line;		     /* of its first line */
};

struct policy_rules {
	struct policy_rule *items;
	size_t n;
};

/* Reads a document. What is no rule's line is JSEC_BAD_POLICY, with its line. */
int policy_rules_read(
	struct policy_rules *p, const struct props *doc, const char *path, struct err *e);
void policy_rules_done(struct policy_rules *p);

/*
 * Adds what `more` asks for: to the last rule about the same list and the same targets, or
 * as a new one, so that no other rule overrides it. The strings are copied.
 */
int policy_rules_remember(
	struct policy_rules *p, const struct policy_rule *more, struct err *e);

/* Makes a rule cover an install no more; a rule that covers none is dropped. */
int policy_rules_except(
	struct policy_rules *p, size_t rule, const char *target, struct err *e);
void policy_rules_drop(struct policy_rules *p, size_t rule);

/* The document with the rules as they are now; `doc` may be of no bytes at all. */
void policy_rules_write(
	const struct policy_rules *p, const struct props *doc, struct buf *out);

#define POLICY_AUTO __attribute__((cleanup(policy_rules_done)))

#endif
