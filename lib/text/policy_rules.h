/* SPDX-License-Identifier: MIT */
/*
 * Rules of the policy file: what lists should contain, in which installs. The file is a
 * .properties document with comments. Its lines are `rule.NAME.KEY = VALUE`; two others
 * may be `keep-gone = N days` and `removal = keep` or `restore`. It is changed line by line,
 * so that what people wrote in it stays.
 */
#ifndef POLICY_RULES_H
#define POLICY_RULES_H

#include "base/buf.h"
#include "base/strv.h"
#include "text/properties.h"

#include <stdint.h>

/* One rule. If two rules cover an install, the later one wins for each entry. */
struct policy_rule {
	char *name; /* the NAME in rule.NAME.KEY */
	char *property;
	struct strv allow, disallow; /* as written, trimmed */
	struct strv targets;	     /* patterns of homes or files; none: all installs */
	struct strv except;	     /* installs that the rule does not cover */
	struct strv restart;	     /* systemd services, with ".service" */
	size_t line;		     /* number of the rule's first line */
};

struct policy_rules {
	struct policy_rule *items;
	size_t n;
	int64_t keep_gone; /* days that backups of homes that are gone stay; 0: for ever */
	bool restores;	   /* all files, before jsecpatch is removed */
};

/*
 * Reads a document. A line that is no part of a rule is JSEC_BAD_POLICY. More rules, entries
 * or paths than 10,000 of each are JSEC_TOO_LARGE.
 */
int policy_rules_read(
	struct policy_rules *p, const struct props *doc, const char *path, struct err *e);
void policy_rules_done(struct policy_rules *p);

/*
 * Adds what `more` asks for, and copies its strings. Extends the last rule for the same
 * list, targets and exceptions, or adds a new rule, so that no other rule overrides it.
 */
int policy_rules_remember(
	struct policy_rules *p, const struct policy_rule *more, struct err *e);

/* Writes `target` in the place of other targets of a rule. */
int policy_rules_exchange(struct policy_rules *p, size_t rule, const struct strv *targets,
	const char *target, struct err *e);

/*
 * Makes a rule no longer cover some installs: without these targets, and with these
 * exceptions. Drops a rule that has lost all its targets.
 */
int policy_rules_except(struct policy_rules *p, size_t rule, const struct strv *targets,
	const struct strv *except, struct err *e);
void policy_rules_drop(struct policy_rules *p, size_t rule);

/* Adds the document with the rules as they are now. `doc` may be empty. */
void policy_rules_write(
	const struct policy_rules *p, const struct props *doc, struct buf *out);

#define POLICY_AUTO __attribute__((cleanup(policy_rules_done)))

#endif
