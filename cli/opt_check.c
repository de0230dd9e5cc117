/* SPDX-License-Identifier: MIT */
/* Finds the action that all options ask for, and checks that they go together. */
#include "opt_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A rule that the table cannot express. `wrong`: the options break it. */
struct opt_rule {
	bool wrong;
	const char *what;
};

#define MANY 5 /* with so many options, a message does not name them */

/* Tells whether `other` is an option with which `row` can be given. */
static bool opt_check_are_partners(const struct opt_row *row, const struct opt_row *other)
{
	uint32_t asked = row->joins ? other->with : BIT(other->action);

	return row != other && other->action && other->action < ACTION_HELP &&
	       row->with & asked;
}

static bool opt_check_has_partner(const struct opt *o, const struct opt_row *row)
{
	const struct opt_row *r = opt_table;

	for (; r < opt_table + OPT_TABLE_SIZE; r++)
		if (opt_check_are_partners(row, r) && opt_table_is_given(o, r))
			return true;
	return false;
}

/* Fails with "--remember goes with --allow and --disallow only". */
static int opt_check_fail_alone(struct opt *o, const struct opt_row *row, size_t n)
{
	char *list = NULL;
	size_t size, i = 0;
	FILE *out = open_memstream(&list, &size);

	if (!out)
		return 2;
	for (const struct opt_row *r = opt_table; i < n; r++)
		if (opt_check_are_partners(row, r)) {
			fprintf(out, "%s--%s",
				!i	    ? ""
				: i + 1 < n ? ", "
					    : " and ",
				r->name);
			i++;
		}
	int rc = fclose(out) || !list
			 ? 2 /* without a reason: out of memory */
			 : opt_fail(o, "--%s goes with %s only", row->name, list);
	free(list);
	return rc;
}

static size_t opt_check_count_partners(const struct opt_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < OPT_TABLE_SIZE; i++)
		n += opt_check_are_partners(row, &opt_table[i]);
	return n;
}

bool opt_check_excludes(const struct opt_row *row, const struct opt_row *other)
{
	for (size_t i = 0; i < 2; i++)
		if ((row->without[i] && !strcmp(row->without[i], other->name)) ||
			(other->without[i] && !strcmp(other->without[i], row->name)))
			return true;
	return false;
}

/* Tells whether `row` is only for actions that were not asked for. */
static bool opt_check_is_unasked(
	const struct opt *o, const struct opt_row *row, const struct opt_row *other)
{
	return !row->action && other->action && !other->joins &&
	       !(row->with & BIT(other->action)) && !opt_check_has_partner(o, row);
}

static int opt_check_pair(
	struct opt *o, const struct opt_row *first, const struct opt_row *second)
{
	const struct opt_row *row = first->action ? second : first;
	const struct opt_row *other = first->action ? first : second;
	bool apart = !(row->with & other->with) || opt_check_is_unasked(o, row, other);
	size_t n = opt_check_count_partners(row);

	if (apart && row->action)
		return opt_fail(o,
			"--%s does not go with --%s: only one action is allowed "
			"(--allow and --disallow may be combined)",
			row->name, other->name);
	if (apart && other->action && n <= MANY && !opt_check_has_partner(o, row))
		return opt_check_fail_alone(o, row, n);
	if (apart || opt_check_excludes(row, other))
		return opt_fail(o, "--%s does not go with --%s", row->name, other->name);
	return 0;
}

/* Checks each pair of options. */
static int opt_check_pairs(struct opt *o)
{
	for (size_t i = 0; i < OPT_TABLE_SIZE; i++) {
		if (!opt_table_is_given(o, &opt_table[i]))
			continue;
		for (size_t k = i + 1; k < OPT_TABLE_SIZE; k++)
			if (opt_table_is_given(o, &opt_table[k]) &&
				opt_check_pair(o, &opt_table[i], &opt_table[k]))
				return 2;
	}
	return 0;
}

uint32_t opt_check_find_actions(const struct opt *o)
{
	uint32_t mask = UINT32_MAX;

	for (size_t i = 0; i < OPT_TABLE_SIZE; i++)
		if (opt_table_is_given(o, &opt_table[i]))
			mask &= opt_table[i].with;
	return mask;
}

enum action opt_check_choose_action(const struct opt *o)
{
	uint32_t mask = opt_check_find_actions(o);

	for (size_t i = 0; i < OPT_TABLE_SIZE; i++)
		if (opt_table[i].action && mask & BIT(opt_table[i].action) &&
			opt_table_is_given(o, &opt_table[i]))
			return opt_table[i].action;
	if (!mask || mask & BIT(ACTION_LIST))
		return mask ? ACTION_LIST : ACTION_NONE;
	return (enum action)(ffs((int)mask) - 1);
}

/* Tells whether an option is useless without another one, which is missing. */
static bool opt_check_is_alone(const struct opt *o, const struct opt_row *row)
{
	bool needs = row->joins || (!row->action && !(row->with & BIT(ACTION_LIST)));

	return opt_table_is_given(o, row) && needs && !opt_check_has_partner(o, row);
}

/* Finds the action. */
static int opt_check_action(struct opt *o)
{
	if (opt_check_pairs(o))
		return 2;
	for (size_t i = 0; i < OPT_TABLE_SIZE; i++)
		if (opt_check_is_alone(o, &opt_table[i]))
			return opt_check_fail_alone(o, &opt_table[i],
				opt_check_count_partners(&opt_table[i]));
	o->action = opt_check_choose_action(o);
	return o->action ? 0 : opt_fail(o, "these options do not go together");
}

/* Tells whether an option lacks its optional value, and the word looks like one. */
static bool opt_check_lacks(
	const struct opt *o, const struct opt_row *row, const char *word)
{
	if (!row->optional || !opt_table_is_given(o, row) ||
		*(const char *const *)((const char *)o + row->where))
		return false;
	if (row->kind == KIND_BACKUP)
		return *word >= '0' && *word <= '9' &&
		       !word[strspn(word, "0123456789abcdefTZ-")];
	return row->kind == KIND_SUITE && !strchr(word, '/') &&
	       (!strncasecmp(word, "TLS_", 4) || !strncasecmp(word, "SSL_", 4));
}

static int opt_check_target(struct opt *o, const char *target)
{
	for (size_t i = 0; i < OPT_TABLE_SIZE; i++)
		if (opt_check_lacks(o, &opt_table[i], target))
			return opt_fail(o,
				"write '--%s=%s', or './%s' if that is a TARGET",
				opt_table[i].name, target, target);
	if (o->scan)
		return opt_fail(o,
			"--scan takes no TARGET; write '--scan=%s' to search that "
			"directory",
			target);
	return 0;
}

static int opt_check_targets(struct opt *o)
{
	const struct opt_action *a = opt_table_get_action(o->action);

	if (o->targets.n < a->least || o->targets.n > a->most)
		return opt_fail(o, "%s", a->bounds);
	for (size_t i = 0; a->kind == KIND_HOME && i < o->targets.n; i++)
		if (opt_check_target(o, o->targets.items[i]))
			return 2;
	return 0;
}

static int opt_check_rules(struct opt *o)
{
	const struct opt_rule rules[] = {
		{.wrong = o->verb == HOOK_PRINT && !o->targets.n,
			.what = "--hook print requires the name of a hook; "
				"--hook status lists them"},
		{.wrong = o->force && (o->verb == HOOK_STATUS || o->verb == HOOK_PRINT),
			.what = "--force goes with --hook install and --hook remove "
				"only"},
		{.wrong = o->root && o->action == ACTION_DIAGNOSE,
			.what = "--root does not go with --diagnose: processes and ports "
				"are those of this machine"},
		{.wrong = o->replaced && !o->hook,
			.what = "--replaced requires --from-hook: it is for update hooks"},
		{.wrong = o->metrics && (o->targets.n || o->hook),
			.what = "--metrics takes no TARGET, and does not go with "
				"--from-hook: metrics are about all installs"},
		{.wrong = o->output && o->targets.n != 1,
			.what = "--output requires one TARGET, which is an archive"},
		{.wrong = o->scan && strcmp(o->scan, "/") != 0 &&
			  (o->remember || o->forget),
			.what = "--remember and --forget do not go with --scan=DIR: name "
				"the installs, or take all with --scan"},
	};

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (rules[i].wrong)
			return opt_fail(o, "%s", rules[i].what);
	return 0;
}

const char *opt_name_action(const struct opt *o)
{
	if (o->action == ACTION_CHANGE && !o->allow.n)
		return "disallow";
	return opt_table_get_action(o->action)->name;
}

int opt_check_all(struct opt *o)
{
	if (opt_check_action(o) || opt_check_targets(o) || opt_check_rules(o))
		return 2;
	if (o->action == ACTION_LIST) /* a list never writes */
		o->dry_run = false;
	return 0;
}
