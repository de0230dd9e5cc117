/* SPDX-License-Identifier: MIT */
/* Compares settings between files. Each rule is a function that adds its findings. */
#include "access_manager/rules.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* An audit that is going on. */
struct rules_work {
	const struct settings_doc *docs;
	size_t n;
	const struct audit_others *others;
	struct findings *found;
	struct finding lost; /* used when memory ran out */
	bool failed;
};

/* A setting of a document, or two NULLs. */
struct place_of {
	const struct settings_doc *doc;
	const struct setting *setting;
};

__attribute__((format(printf, 4, 5))) static struct finding *rules_add(
	struct rules_work *w, const char *code, bool problem, const char *format, ...)
{
	struct findings *f = w->found;
	struct finding *items = realloc(f->items, (f->n + 1) * sizeof *items);
	va_list args;

	w->failed = w->failed || !items;
	if (!items)
		return &w->lost;
	f->items = items;
	items[f->n] = (struct finding){.code = code, .problem = problem};
	va_start(args, format);
	if (vasprintf(&items[f->n].message, format, args) < 0)
		items[f->n].message = NULL;
	va_end(args);
	w->failed = w->failed || !items[f->n].message;
	return &items[f->n++];
}

static void rules_add_place(struct finding *f, const struct settings_doc *d, size_t line)
{
	f->path = d->path;
	f->line = line;
}

static void rules_contradict(struct finding *f, struct place_of p)
{
	f->other_path = p.doc->path;
	f->other_line = p.setting->line;
}

static const struct setting *rules_get_setting(
	const struct settings_doc *d, enum settings_group group)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->settings[i].rule->group == group)
			return &d->settings[i];
	return NULL;
}

static bool rules_is_definite(enum jsec_transport mode)
{
	return mode != JSEC_TRANSPORT_UNKNOWN && mode != JSEC_TRANSPORT_TLS;
}

/* Returns the setting that the group must match: a definite one of the first kind. */
static struct place_of rules_weigh(const struct rules_work *w, enum settings_group group)
{
	struct place_of found = {0};

	for (size_t k = 0; settings_list_kinds()[k]; k++)
		for (size_t i = 0; i < w->n; i++) {
			const struct setting *s = rules_get_setting(&w->docs[i], group);
			if (w->docs[i].kind != settings_list_kinds()[k] || !s ||
				s->mode == JSEC_TRANSPORT_UNKNOWN)
				continue;
			if (rules_is_definite(s->mode))
				return (struct place_of){&w->docs[i], s};
			if (!found.doc)
				found = (struct place_of){&w->docs[i], s};
		}
	return found;
}

static void rules_check_group(struct rules_work *w, enum settings_group group)
{
	struct place_of m = rules_weigh(w, group);

	for (size_t i = 0; m.doc && i < w->n; i++) {
		const struct setting *s = rules_get_setting(&w->docs[i], group);
		if (!s || s->mode == JSEC_TRANSPORT_UNKNOWN ||
			settings_match(s->mode, m.setting->mode))
			continue;
		struct finding *f = rules_add(w, "mismatch", true,
			"%s of the %s is %s, but must match %s of the %s, which is "
			"%s",
			s->rule->key, w->docs[i].kind->what, settings_mode_word(s->mode),
			m.setting->rule->key, m.doc->kind->what,
			settings_mode_word(m.setting->mode));
		rules_add_place(f, &w->docs[i], s->line);
		rules_contradict(f, m);
	}
}

static bool rules_is_stronger(enum jsec_transport a, enum jsec_transport than)
{
	if (a == JSEC_TRANSPORT_TLS || than == JSEC_TRANSPORT_TLS)
		return a != JSEC_TRANSPORT_CLEAR && than == JSEC_TRANSPORT_CLEAR;
	return a > than;
}

static void rules_check_runtime(struct rules_work *w, const struct settings_doc *d)
{
	const struct setting *runtime = rules_get_setting(d, GROUP_RUNTIME),
			     *net = rules_get_setting(d, GROUP_SERVERS);

	if (!runtime || net->mode == JSEC_TRANSPORT_UNKNOWN ||
		!rules_is_stronger(runtime->mode, net->mode))
		return;
	struct finding *f = rules_add(w, "too-strong", true,
		"%s is %s, stronger than %s, which is %s: clients cannot create tokens",
		runtime->rule->key, settings_mode_word(runtime->mode), net->rule->key,
		settings_mode_word(net->mode));
	rules_add_place(f, d, runtime->line);
	rules_contradict(f, (struct place_of){d, net});
}

static const struct settings_doc *rules_has_old_agent(const struct rules_work *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->docs[i].old_agent_line)
			return &w->docs[i];
	return NULL;
}

/* The Dispatcher serves agents 4.7 over TLS only if a setting says so. */
static void rules_check_dispatcher(struct rules_work *w, const struct settings_doc *d)
{
	const struct setting *s = rules_get_setting(d, GROUP_COMPATIBLE);
	const struct settings_doc *agent = rules_has_old_agent(w);

	if (!s || s->on ||
		!rules_is_stronger(
			rules_get_setting(d, GROUP_SERVERS)->mode, JSEC_TRANSPORT_CLEAR))
		return;
	struct finding *f = rules_add(w, agent ? "old-agent" : "old-agents",
		agent != NULL, "%s is not true: with TLS, agents 4.7 %s", s->rule->key,
		agent ? "such as this one are not served"
		      : "are not served (none was found here)");
	rules_add_place(f, d, s->line);
	if (agent) {
		f->other_path = agent->path;
		f->other_line = agent->old_agent_line;
	}
}

static void rules_check_setting(
	struct rules_work *w, const struct settings_doc *d, const struct setting *s)
{
	bool flag = s->rule->group == GROUP_COMPATIBLE;

	if (s->mode == JSEC_TRANSPORT_UNKNOWN)
		rules_add_place(
			rules_add(w, "bad-value", true,
				"%s is '%s', but must be one of %s", s->rule->key,
				s->value, flag ? "true, false" : "clear, anon, auth"),
			d, s->line);
	else if (!flag && s->value &&
		 (s->mode == JSEC_TRANSPORT_TLS || !strcasecmp(s->value, "false")))
		rules_add_place(
			rules_add(w, "old-value", false,
				"%s is '%s', a value of old files, which means %s",
				s->rule->key, s->value,
				s->mode == JSEC_TRANSPORT_TLS ? "anon or auth" : "clear"),
			d, s->line);
	if (!s->line && !flag)
		rules_add_place(
			rules_add(w, "not-there", false,
				"%s is not in the file, not even as a comment; the default "
				"is %s",
				s->rule->key, settings_mode_word(s->mode)),
			d, 0);
	if (s->earlier)
		rules_add_place(
			rules_add(w, "duplicate", false,
				"%s is defined again in line %zu; the last definition "
				"counts",
				s->rule->key, s->line),
			d, s->earlier);
}

/* Adds the words to `out`. `more` is how many others there are. */
static void rules_join(const struct strv *words, size_t more, struct buf *out)
{
	for (size_t i = 0; i < words->n; i++)
		buf_addf(out, "%s%s", i ? ", " : "", words->items[i]);
	if (more)
		buf_addf(out, " and %zu more", more);
}

/* Returns the first setting that is auth. */
static const struct setting *rules_get_auth(const struct settings_doc *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->settings[i].mode == JSEC_TRANSPORT_AUTH)
			return &d->settings[i];
	return NULL;
}

static void rules_check_parameters(struct rules_work *w, const struct settings_doc *d)
{
	const struct setting *auth = rules_get_auth(d);
	BUF_AUTO struct buf lacking = {0};
	BUF_AUTO struct buf waiting = {0};

	if (!auth || !d->lacking.n)
		return;
	rules_join(&d->lacking, 0, &lacking);
	rules_join(&d->waiting, d->more_waiting, &waiting);
	w->failed = w->failed || lacking.failed || waiting.failed;
	rules_add_place(
		rules_add(w, "no-certificate", false,
			"auth is set, but no %s seems to be configured in %s*%s%s",
			buf_str(&lacking), d->kind->parameters,
			waiting.size ? "; commented out or empty: " : "",
			buf_str(&waiting)),
		d, auth->line);
}

/* A kind of file that no tree has may be on another host. There it must match, too. */
static bool rules_names_kind(const struct strv *paths, const struct settings_kind *kind)
{
	for (size_t i = 0; i < paths->n; i++) {
		const char *slash = strrchr(paths->items[i], '/');
		if (settings_find_kind(slash ? slash + 1 : paths->items[i]) == kind)
			return true;
	}
	return false;
}

static bool rules_has_setting(
	const struct rules_work *w, const struct settings_kind *kind)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->docs[i].kind == kind)
			return true;
	return rules_names_kind(&w->others->left_out, kind) ||
	       rules_names_kind(&w->others->there, kind);
}

static void rules_check_kinds(struct rules_work *w)
{
	STRV_AUTO struct strv missing = {0};
	BUF_AUTO struct buf names = {0};

	for (size_t k = 0; settings_list_kinds()[k]; k++)
		if (!rules_has_setting(w, settings_list_kinds()[k]))
			strv_adds(&missing, settings_list_kinds()[k]->file);
	rules_join(&missing, 0, &names);
	w->failed = w->failed || missing.failed || names.failed;
	if (missing.n)
		rules_add(w, "no-file", false,
			"not found, so not compared: %s. If other hosts have these "
			"files, name copies of their directories, too",
			buf_str(&names));
}

static void rules_check_left_out(struct rules_work *w)
{
	for (size_t i = 0; i < w->others->left_out.n; i++)
		rules_add(w, "no-setting", false,
			"has no Access Manager setting (cleartrust.); skipped")
			->path = w->others->left_out.items[i];
	for (size_t i = 0; i < w->others->copies.n; i++)
		rules_add(w, "copy", false,
			"looks like a copy by its name, so its files were neither compared "
			"nor changed; if it is in use, name this directory, too")
			->path = w->others->copies.items[i];
	for (size_t i = 0; i < w->others->excluded.n; i++)
		rules_add(w, "excluded", false,
			"was excluded: its files were neither compared nor changed")
			->path = w->others->excluded.items[i];
}

int rules_audit(const struct settings_doc *docs, size_t n,
	const struct audit_others *others, struct findings *ret, struct err *e)
{
	static const enum settings_group groups[] = {
		GROUP_SERVERS, GROUP_ADMIN, GROUP_RUNTIME, GROUP_KEYSERVERS};
	struct rules_work w = {.docs = docs, .n = n, .others = others, .found = ret};

	*ret = (struct findings){0};
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		rules_check_group(&w, groups[i]);
	for (size_t i = 0; i < n; i++) {
		rules_check_runtime(&w, &docs[i]);
		rules_check_dispatcher(&w, &docs[i]);
		for (size_t k = 0; k < docs[i].n; k++)
			rules_check_setting(&w, &docs[i], &docs[i].settings[k]);
		rules_check_parameters(&w, &docs[i]);
	}
	rules_check_left_out(&w);
	if (n)
		rules_check_kinds(&w);
	return w.failed ? err_memory(e) : 0;
}

void findings_done(struct findings *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->items[i].message);
	free(f->items);
	*f = (struct findings){0};
}
