/* SPDX-License-Identifier: MIT */
/* Decides which entries block a cipher suite, as Java's SSLAlgorithmConstraints does. */
#include "text/suite.h"

#include <stdlib.h>
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
	for (size_t i = 0; l && i < l->n; i++)
		if (entry_is_include(&l->items[i], rules))
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

/* The groups that Java has by default, and those on other curves that it had once. */
static const struct group {
	const char *key;
	unsigned kind;
	long bits;
	bool former;
} groups[] = {
	{"x25519mlkem768", GROUP_HYBRID, 0, false},
	{"x25519", GROUP_XDH, 255, false},
	{"secp256r1", GROUP_EC, 256, false},
	{"secp384r1", GROUP_EC, 384, false},
	{"secp521r1", GROUP_EC, 521, false},
	{"x448", GROUP_XDH, 448, false},
	{"ffdhe2048", GROUP_FFDHE, 2048, false},
	{"ffdhe3072", GROUP_FFDHE, 3072, false},
	{"ffdhe4096", GROUP_FFDHE, 4096, false},
	{"ffdhe6144", GROUP_FFDHE, 6144, false},
	{"ffdhe8192", GROUP_FFDHE, 8192, false},
	{"512 bits", GROUP_EXPORT, 512, false},
	{"secp256k1", GROUP_EC, 256, true},
	{"sect283k1", GROUP_EC, 283, true},
	{"sect283r1", GROUP_EC, 283, true},
	{"sect409k1", GROUP_EC, 409, true},
	{"sect409r1", GROUP_EC, 409, true},
	{"sect571k1", GROUP_EC, 571, true},
	{"sect571r1", GROUP_EC, 571, true},
};

#define N_GROUPS (sizeof groups / sizeof *groups)

/* Tells whether the option's value has the name. Accepts NULL, which has all. */
static bool group_is_named(const char *option, const char *name)
{
	size_t n = strlen(name);

	for (const char *at = option; at && (at = strcasestr(at, name)); at += n) {
		bool starts = at == option || strchr(", \"", at[-1]);
		if (starts && (!at[n] || strchr(", \"", at[n])))
			return true;
	}
	return !option;
}

/* Tells whether the JVM has the group if no list disables it. */
static bool group_is_there(const struct group *g, const struct suite_lists *l)
{
	if (g->former && l->jsse.few_groups && !l->groups)
		return false;
	if (g->kind == GROUP_EXPORT)
		return true;
	return (g->kind != GROUP_XDH || l->jsse.xdh) &&
	       (g->kind != GROUP_HYBRID || l->jsse.hybrid) &&
	       group_is_named(l->groups, g->key);
}

/* Tells whether `keysize < 1024` is true of this size. */
static bool group_has_size(const char *condition, long bits)
{
	const char *operator= condition + strlen("keysize ");
	const char *number = strchr(operator, ' ');
	long limit = number ? strtol(number + 1, NULL, 10) : 0;

	if (operator[0] == '<')
		return operator[1] == '=' ? bits <= limit : bits<limit;
	if (operator[0] == '>')
		return operator[1] == '=' ? bits >= limit : bits> limit;
	return operator[0] == '!' ? bits != limit : bits == limit;
}

/*
 * Tells whether constraints on sizes apply to the group. For x25519 and x448 they do not.
 * The keys of export suites are called DH only.
 */
static bool group_has_bits(const struct group *g, const char *key)
{
	return g->kind != GROUP_XDH && g->bits &&
	       (g->kind != GROUP_EXPORT || !strncmp(key, "dh ", 3));
}

/* Tells whether the entry with this key disables the group. */
static bool group_is_refused(
	const struct group *g, const char *key, const struct jsse *jsse)
{
	static const struct {
		const char *name;
		unsigned kinds;
	} names[] = {{"ec", GROUP_EC}, {"xdh", GROUP_XDH},
		{"diffiehellman", GROUP_FFDHE | GROUP_EXPORT},
		{"dh", GROUP_FFDHE | GROUP_EXPORT}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t n = strlen(names[i].name);
		if (strncmp(key, names[i].name, n) || !(g->kind & names[i].kinds))
			continue;
		if (!key[n])
			return true;
		if (!strncmp(key + n, " keysize ", 9) && group_has_bits(g, key))
			return group_has_size(key + n + 1, g->bits);
	}
	return jsse->group_names && entry_same_key(key, g->key);
}

/* A quick test: few entries have to do with groups. */
static bool group_may_be_refused(const char *key)
{
	return *key == 'e' || *key == 'x' || *key == 'd' || *key == 's' || *key == 'f';
}

bool suite_refuses_groups(const struct entry *entry, const struct suite_lists *l)
{
	for (size_t i = 0; group_may_be_refused(entry->key) && i < N_GROUPS; i++)
		if (group_is_there(&groups[i], l) &&
			group_is_refused(&groups[i], entry->key, &l->jsse))
			return true;
	return false;
}

/* Tells whether the entry disables a group of one of these kinds. */
static bool suite_refuses_kind(
	const struct entry *entry, const struct suite_lists *l, unsigned kinds)
{
	for (size_t i = 0; group_may_be_refused(entry->key) && i < N_GROUPS; i++)
		if (groups[i].kind & kinds &&
			group_is_refused(&groups[i], entry->key, &l->jsse))
			return true;
	return false;
}

/* Tells whether the entry disables the group that is enough: secp256r1, ffdhe2048. */
static bool suite_refuses_usual(
	const struct entry *entry, const struct suite_lists *l, unsigned kinds)
{
	const unsigned usual = kinds & (GROUP_EC | GROUP_FFDHE | GROUP_EXPORT);
	size_t i = 0;

	while (i + 1 < N_GROUPS && !(groups[i].kind & usual))
		i++;
	return group_is_refused(&groups[i], entry->key, &l->jsse);
}

/*
 * Tells whether the list refuses the keys of the group that Java prefers, but not the group.
 * Then each handshake that needs a curve agrees on that group, and fails.
 */
static bool suite_refuses_preferred(const struct list *list, const struct suite_lists *l)
{
	for (size_t k = 0; k < list->n; k++) {
		const char *key = list->items[k].key;
		if (!l->jsse.group_names && !strcmp(key, "secp256r1"))
			return true;
		if (l->jsse.xdh_sizes && !strncmp(key, "xdh keysize ", 12) &&
			group_has_size(key + 4, 255))
			return true;
	}
	return false;
}

/* Finds the groups that the list leaves of those in the set. */
static unsigned suite_leave_groups(
	unsigned left, const struct list *list, const struct suite_lists *l)
{
	for (size_t k = 0; k < list->n; k++) {
		const char *key = list->items[k].key;
		for (size_t i = 0; group_may_be_refused(key) && i < N_GROUPS; i++)
			if (left & 1U << i && group_is_refused(&groups[i], key, &l->jsse))
				left &= ~(1U << i);
	}
	return left;
}

/*
 * Tells whether the lists leave no group of these kinds. Before TLS 1.3, and without any
 * ffdhe in the option, Java uses groups of its own for Diffie-Hellman.
 */
static bool suite_lacks_group(
	unsigned kinds, const struct suite_lists *l, const bool curves[2])
{
	unsigned all = 0, left, preferred = 0;
	bool refused = false;

	for (size_t i = 0; i < N_GROUPS; i++)
		if (groups[i].kind & kinds && group_is_there(&groups[i], l))
			all |= 1U << i;
	for (size_t i = 0; i < N_GROUPS; i++)
		if (!strcmp(groups[i].key, l->jsse.group_names ? "x25519" : "secp256r1"))
			preferred = 1U << i;
	left = all;
	for (enum suite_stage stage = TLS; left && stage < N_STAGES; stage++) {
		const struct list *list = suite_get_list(l, stage, curves);
		left = list ? suite_leave_groups(left, list, l) : left;
		refused = refused || (list && suite_refuses_preferred(list, l));
	}
	if (refused && left & preferred)
		return true;
	return kinds && !left && (all || kinds != GROUP_FFDHE);
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
	const struct suite_lists *l, struct suite_blocker *b)
{
	const struct list_rules *rules = &l->rules;
	const char *key = b->entry->key;

	b->needed = true;
	if (b->list == SUITE_LIST_TLS && rules->wildcards && strchr(key, '*')) {
		b->why = SUITE_WILDCARD;
		return !(rules->set && b->entry->twin) &&
		       suite_fits(b->entry->text, s->name);
	}
	b->why = SUITE_NAME;
	if (suite_is_named(s, key))
		return true;
	b->why = SUITE_COMPONENT;
	if (suite_has_part(parts, key))
		return true;
	b->why = SUITE_GROUP;
	if (b->no_group && suite_refuses_kind(b->entry, l, suite_table_get_groups(s))) {
		b->needed = suite_refuses_usual(b->entry, l, suite_table_get_groups(s));
		return true;
	}
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
		if (suite_blocks(s, &parts, l, b))
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
		b->no_group = suite_lacks_group(suite_table_get_groups(s), l, b->curves);
	}
	for (; b->stage < N_STAGES; b->stage++, b->next = 0) {
		const struct list *list = suite_get_list(l, b->stage, b->curves);
		if (list && suite_next_in(list, s, l, b))
			return true;
	}
	return false;
}

static enum suite_state suite_judge_alone(
	const struct suite *s, const struct suite_lists *l)
{
	enum suite_state state = SUITE_OPEN;
	struct suite_blocker b = {0};

	if (!suite_table_has(s, &l->jsse))
		return SUITE_ABSENT;
	while (state != SUITE_BLOCKED && suite_next_blocker(s, l, &b))
		state = b.why == SUITE_PROTOCOL || (b.why == SUITE_GROUP &&
							   state == SUITE_NO_PROTOCOL)
				? SUITE_NO_PROTOCOL
			: b.why == SUITE_GROUP ? SUITE_NO_GROUP
					       : SUITE_BLOCKED;
	return state == SUITE_OPEN && b.no_group ? SUITE_NO_GROUP : state;
}

enum suite_state suite_judge(const struct suite *s, const struct suite_lists *l)
{
	enum suite_state state = suite_judge_alone(s, l);

	if (!l->doubt || suite_judge_alone(s, l->doubt) == state)
		return state;
	return SUITE_UNSURE;
}

int suite_allows_tls13(const struct suite_lists *l)
{
	int found = 0;

	for (const struct suite *s = NULL; (s = suite_table_next(&l->jsse, s));) {
		enum suite_state state = suite_table_get_protocols(s) == SUITE_TLSV1_3
						 ? suite_judge(s, l)
						 : SUITE_ABSENT;
		if (state == SUITE_OPEN)
			return 1;
		if (state == SUITE_UNSURE)
			found = -1;
	}
	return found;
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
