/* SPDX-License-Identifier: MIT */
/* Converts what text/suite says about a suite into what callers see. */
#include "suites/verdict.h"

#include <stdlib.h>

/* A suite, with all that its public part points to. */
struct verdict {
	struct jsec_suite public; /* first: a pointer to it points to the whole */
	const char *protocols[6];
	struct jsec_blocker *blockers;
	const struct jsec_blocker **list;
	size_t n;
};

static enum jsec_why verdict_get_why(enum suite_why why)
{
	static const enum jsec_why whys[] = {
		[SUITE_NAME] = JSEC_WHY_NAME,
		[SUITE_COMPONENT] = JSEC_WHY_COMPONENT,
		[SUITE_WILDCARD] = JSEC_WHY_WILDCARD,
		[SUITE_PROTOCOL] = JSEC_WHY_PROTOCOL,
		[SUITE_GROUP] = JSEC_WHY_GROUP,
	};

	return whys[why];
}

static int verdict_add_blocker(struct verdict *v, const struct suite_blocker *b)
{
	struct jsec_blocker *blockers = memory_grow(v->blockers, v->n, sizeof *blockers);

	if (!blockers)
		return -JSEC_NO_MEMORY;
	v->blockers = blockers;
	v->blockers[v->n++] = (struct jsec_blocker){b->entry->text,
		suite_get_property(b->list), verdict_get_why(b->why), b->needed};
	return 0;
}

static enum jsec_suite_state verdict_get_state(enum suite_state state)
{
	static const enum jsec_suite_state states[] = {
		[SUITE_OPEN] = JSEC_SUITE_OPEN,
		[SUITE_NO_GROUP] = JSEC_SUITE_NO_GROUP,
		[SUITE_NO_PROTOCOL] = JSEC_SUITE_NO_PROTOCOL,
		[SUITE_BLOCKED] = JSEC_SUITE_BLOCKED,
		[SUITE_ABSENT] = JSEC_SUITE_UNKNOWN,
		[SUITE_UNSURE] = JSEC_SUITE_UNSURE,
	};

	return states[state];
}

static int verdict_add_blockers(
	struct verdict *v, const struct suite *s, const struct suite_lists *l)
{
	struct suite_blocker b = {0};

	while (suite_next_blocker(s, l, &b))
		if (verdict_add_blocker(v, &b))
			return -JSEC_NO_MEMORY;
	v->list = calloc(v->n + 1, sizeof *v->list);
	for (size_t i = 0; v->list && i < v->n; i++)
		v->list[i] = &v->blockers[i];
	return v->list ? 0 : -JSEC_NO_MEMORY;
}

static void verdict_add_protocols(
	struct verdict *v, const struct suite *s, const struct suite_lists *l)
{
	unsigned enabled = suite_find_protocols(s, l);
	size_t n = 0;

	for (unsigned p = SUITE_SSLV3; p <= SUITE_TLSV1_3; p <<= 1)
		if (p & enabled)
			v->protocols[n++] = suite_table_name_protocol(p);
}

/* Of the lists of a suite that may be blocked, returns those with what may block it. */
static const struct suite_lists *verdict_choose_lists(
	const struct suite *s, const struct suite_lists *l)
{
	struct suite_lists alone = *l;

	alone.doubt = NULL;
	enum suite_state state = suite_judge(s, &alone);
	return state == SUITE_OPEN || state == SUITE_ABSENT ? l->doubt : l;
}

/* Adds an empty verdict. Returns NULL if memory ran out. */
static struct verdict *verdicts_grow(struct verdicts *v)
{
	const struct jsec_suite **list = memory_grow(v->list, v->n + 1, sizeof *list);
	struct verdict *it = calloc(1, sizeof *it);

	if (list)
		v->list = list;
	if (!list || !it) {
		if (list)
			list[v->n] = NULL;
		free(it);
		return NULL;
	}
	list[v->n++] = &it->public;
	list[v->n] = NULL;
	return it;
}

int verdicts_add(struct verdicts *v, const struct suite *s, const struct suite_lists *l,
	struct err *e)
{
	static const struct suite_lists nothing = {0};
	struct verdict *it = verdicts_grow(v);

	if (!it)
		return err_memory(e);
	enum suite_state state = suite_judge(s, l);
	it->public = (struct jsec_suite){.name = s->name,
		.alias = s->alias,
		.id = s->id,
		.state = verdict_get_state(state)};
	if (state == SUITE_UNSURE)
		l = verdict_choose_lists(s, l);
	if (state == SUITE_ABSENT)
		l = &nothing;
	else
		verdict_add_protocols(it, s, l);
	if (verdict_add_blockers(it, s, l))
		return err_memory(e);
	it->public.protocols = it->protocols;
	it->public.blockers = it->list;
	return 0;
}

const struct jsec_suite *const *verdicts_list(const struct verdicts *v)
{
	static const struct jsec_suite *const none = NULL;

	return v->list ? v->list : &none;
}

void verdicts_done(struct verdicts *v)
{
	for (size_t i = 0; i < v->n; i++) {
		struct verdict *it = (struct verdict *)v->list[i];
		free(it->blockers);
		free(it->list);
		free(it);
	}
	free(v->list);
	*v = (struct verdicts){0};
}
