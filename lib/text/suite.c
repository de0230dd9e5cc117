/* SPDX-License-Identifier: MIT */
/* Decides which entries block a cipher suite, as Java's SSLAlgorithmConstraints does. */
#include "text/suite.h"

#include <strings.h>

/*
 * The lists in the order in which they are checked. If the TLS and the certpath list both
 * include jdk.disabled.namedCurves, it is only checked for the TLS list: an entry that
 * blocks a suite there blocks it here too.
 */
enum suite_stage {
	TLS,
	TLS_CURVES,
	CERTPATH,
	CERTPATH_CURVES,
	N_STAGES,
};

static bool suite_includes_curves(const struct list *l, const struct list_rules *rules)
{
	for (size_t i = 0; rules->include && l && i < l->n; i++)
		if (l->items[i].includes)
			return true;
	return false;
}

static void suite_look_for_curves(const struct suite_lists *l, bool curves[2])
{
	curves[0] = suite_includes_curves(l->tls, &l->rules);
	curves[1] = !curves[0] && suite_includes_curves(l->certpath, &l->rules);
}

/* Returns the list to check at this stage, or NULL if there is none. */
static const struct list *suite_get_list(
	const struct suite_lists *l, enum suite_stage stage, const bool curves[2])
{
	switch (stage) {
	case TLS:
		return l->tls;
	case CERTPATH:
		return l->certpath;
	default:
		return curves[stage == CERTPATH_CURVES] ? l->curves : NULL;
	}
}

static enum suite_list suite_get_kind(enum suite_stage stage)
{
	return stage == TLS	   ? SUITE_LIST_TLS
	       : stage == CERTPATH ? SUITE_LIST_CERTPATH
				   : SUITE_LIST_CURVES;
}

const char *suite_get_property(enum suite_list list)
{
	switch (list) {
	case SUITE_LIST_TLS:
		return "jdk.tls.disabledAlgorithms";
	case SUITE_LIST_CERTPATH:
		return "jdk.certpath.disabledAlgorithms";
	default:
		return "jdk.disabled.namedCurves";
	}
}

bool suite_fits(const char *pattern, const char *name)
{
	const char *star = NULL, *retry = NULL;

	while (*name) {
		if (*pattern == '*') {
			star = pattern++;
			retry = name;
		} else if (*pattern == *name) {
			pattern++;
			name++;
		} else if (star) {
			pattern = star + 1;
			name = ++retry;
		} else {
			return false;
		}
	}
	return !pattern[strspn(pattern, "*")];
}

/* Returns the protocol of the set that the entry with this key disables, or 0. */
static unsigned suite_is_disabled_by(const char *key, unsigned protocols)
{
	for (unsigned p = SUITE_SSLV3; p <= SUITE_TLSV1_3; p <<= 1)
		if (p & protocols && entry_same_key(key, suite_table_get_protocol_key(p)))
			return p;
	return 0;
}

unsigned suite_find_protocols(const struct suite *s, const struct suite_lists *l)
{
	unsigned enabled = suite_table_get_protocols(s);
	bool curves[2];

	suite_look_for_curves(l, curves);
	for (enum suite_stage stage = TLS; stage < N_STAGES; stage++) {
		const struct list *list = suite_get_list(l, stage, curves);
		for (unsigned p = SUITE_SSLV3; list && p <= SUITE_TLSV1_3; p <<= 1)
			if (p & enabled &&
				list_has_key(list, suite_table_get_protocol_key(p)))
				enabled &= ~p;
	}
	return enabled;
}

static bool suite_has_part(const struct suite_parts *p, const char *key)
{
	for (size_t i = 0; i < p->n; i++)
		if (entry_same_key(key, p->keys[i]))
			return true;
	return false;
}

/* Cheaper than making the name's key: few entries have the same first letter. */
static bool suite_is_named(const struct suite *s, const char *key)
{
	return *key == (*s->name | 0x20) && entry_equal(key, s->name);
}

static unsigned suite_find_newest(unsigned protocols)
{
	unsigned p = SUITE_TLSV1_3;

	while (p > SUITE_SSLV3 && !(p & protocols))
		p >>= 1;
	return p;
}

/* Tells whether the entry in *b blocks a suite with these components. Sets the reason. */
static bool suite_blocks(const struct suite *s, const struct suite_parts *parts,
	const struct list_rules *rules, struct suite_blocker *b)
{
	const char *key = b->entry->key;

	b->needed = true;
	if (b->list == SUITE_LIST_TLS && rules->wildcards && strchr(key, '*')) {
		b->why = SUITE_WILDCARD;
		return suite_fits(b->entry->text, s->name);
	}
	b->why = SUITE_NAME;
	if (suite_is_named(s, key))
		return true;
	b->why = SUITE_COMPONENT;
	if (suite_has_part(parts, key))
		return true;
	if (b->enabled)
		return false;
	unsigned protocol = suite_is_disabled_by(key, suite_table_get_protocols(s));
	b->why = SUITE_PROTOCOL;
	b->needed = protocol == suite_find_newest(suite_table_get_protocols(s));
	return protocol;
}

/* Finds the next blocker in this list. */
static bool suite_next_in(const struct list *list, const struct suite *s,
	const struct suite_lists *l, struct suite_blocker *b)
{
	struct suite_parts parts = suite_table_split(s, &l->jsse, b->stage >= CERTPATH);

	b->list = suite_get_kind(b->stage);
	while (b->next < list->n) {
		b->entry = &list->items[b->next++];
		if (suite_blocks(s, &parts, &l->rules, b))
			return true;
	}
	return false;
}

bool suite_next_blocker(
	const struct suite *s, const struct suite_lists *l, struct suite_blocker *b)
{
	if (!b->entry) {
		suite_look_for_curves(l, b->curves);
		b->enabled = suite_find_protocols(s, l);
	}
	for (; b->stage < N_STAGES; b->stage++, b->next = 0) {
		const struct list *list = suite_get_list(l, b->stage, b->curves);
		if (list && suite_next_in(list, s, l, b))
			return true;
	}
	return false;
}

enum suite_state suite_judge(const struct suite *s, const struct suite_lists *l)
{
	enum suite_state state = SUITE_OPEN;
	struct suite_blocker b = {0};

	while (state != SUITE_BLOCKED && suite_next_blocker(s, l, &b))
		state = b.why == SUITE_PROTOCOL ? SUITE_NO_PROTOCOL : SUITE_BLOCKED;
	return state;
}

bool suite_allows_tls13(const struct suite_lists *l)
{
	for (const struct suite *s = NULL; (s = suite_table_next(&l->jsse, s));)
		if (suite_table_get_protocols(s) == SUITE_TLSV1_3 &&
			suite_judge(s, l) == SUITE_OPEN)
			return true;
	return false;
}

int suite_change(const struct suite *s, const struct suite_lists *before,
	const struct suite_lists *after)
{
	return (suite_judge(s, after) == SUITE_OPEN) -
	       (suite_judge(s, before) == SUITE_OPEN);
}

/* A list that is included follows the including list's rules, but has no wildcards. */
static struct list_rules suite_get_rules(
	const struct suite_lists *l, enum suite_stage stage)
{
	struct list_rules rules = l->rules;

	rules.wildcards = rules.wildcards && stage == TLS;
	rules.handshake_usage = rules.handshake_usage && stage < CERTPATH;
	rules.include = rules.include && suite_get_kind(stage) != SUITE_LIST_CURVES;
	return rules;
}

const char *suite_find_fault(
	const struct suite_lists *l, enum suite_list *list, const struct entry **entry)
{
	bool curves[2];

	suite_look_for_curves(l, curves);
	for (enum suite_stage stage = TLS; stage < N_STAGES; stage++) {
		struct list_rules rules = suite_get_rules(l, stage);
		const struct list *at = suite_get_list(l, stage, curves);
		const char *fault = at ? list_find_fault(at, &rules, entry) : NULL;
		*list = suite_get_kind(stage);
		if (fault)
			return fault;
	}
	return NULL;
}
