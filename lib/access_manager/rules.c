/* SPDX-License-Identifier: MIT */
/* The rules between files, each one as a function that adds what it finds. */
#include "access_manager/rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* An audit under way. */
struct work {
	const struct transport_doc *docs;
	size_t n;
	const struct audit_others *others;
	struct findings *found;
	struct finding lost; /* where there is no memory for one */
	bool failed;
};

/* A setting of a document; both NULL for none. */
struct place_of {
	const struct transport_doc *doc;
	const struct transport_setting *setting;
};

__attribute__((format(printf, 4, 5))) static struct finding *add(
	struct work *w, const char *code, bool problem, const char *format, ...)
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

static void at(struct finding *f, const struct transport_doc *d, size_t line)
{
	f->path = d->path;
	f->line = line;
}

static void against(struct finding *f, struct place_of p)
{
	f->other_path = p.doc->path;
	f->other_line = p.setting->line;
}

static const struct transport_setting *setting_of(
	const struct transport_doc *d, enum transport_group group)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->settings[i].rule->group == group)
			return &d->settings[i];
	return NULL;
}

static bool is_definite(enum jsec_transport mode)
{
	return mode != JSEC_TRANSPORT_UNKNOWN && mode != JSEC_TRANSPORT_TLS;
}

/* The setting that the others of its group are measured by: of the first kind there is. */
static struct place_of measure(const struct work *w, enum transport_group group)
{
	struct place_of found = {0};

	for (size_t k = 0; transport_kinds()[k]; k++)
		for (size_t i = 0; i < w->n; i++) {
			const struct transport_setting *s =
				setting_of(&w->docs[i], group);
			if (w->docs[i].kind != transport_kinds()[k] || !s ||
				s->mode == JSEC_TRANSPORT_UNKNOWN)
				continue;
			if (is_definite(s->mode))
				return (struct place_of){&w->docs[i], s};
			if (!found.doc)
				found = (struct place_of){&w->docs[i], s};
		}
	return found;
}

static void check_group(struct work *w, enum transport_group group)
{
	struct place_of m = measure(w, group);

	for (size_t i = 0; m.doc && i < w->n; i++) {
		const struct transport_setting *s = setting_of(&w->docs[i], group);
		if (!s || s->mode == JSEC_TRANSPORT_UNKNOWN ||
			transport_match(s->mode, m.setting->mode))
			continue;
		struct finding *f = add(w, "mismatch", true,
			"%s of the %s is %s, but has to match %s of the %s, which is %s",
			s->rule->key, w->docs[i].kind->what, transport_word(s->mode),
			m.setting->rule->key, m.doc->kind->what,
			transport_word(m.setting->mode));
		at(f, &w->docs[i], s->line);
		against(f, m);
	}
}

static bool stronger(enum jsec_transport a, enum jsec_transport than)
{
	if (a == JSEC_TRANSPORT_TLS || than == JSEC_TRANSPORT_TLS)
		return a != JSEC_TRANSPORT_CLEAR && than == JSEC_TRANSPORT_CLEAR;
	return a > than;
}

static void check_runtime(struct work *w, const struct transport_doc *d)
{
	const struct transport_setting *runtime = setting_of(d, GROUP_RUNTIME),
				       *net = setting_of(d, GROUP_SERVERS);

	if (!runtime || net->mode == JSEC_TRANSPORT_UNKNOWN ||
		!stronger(runtime->mode, net->mode))
		return;
	struct finding *f = add(w, "too-strong", true,
		"%s is %s, stronger than %s, which is %s: clients cannot create tokens",
		runtime->rule->key, transport_word(runtime->mode), net->rule->key,
		transport_word(net->mode));
	at(f, d, runtime->line);
	against(f, (struct place_of){d, net});
}

static const struct transport_doc *old_agent(const struct work *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->docs[i].old_agent_line)
			return &w->docs[i];
	return NULL;
}

/* Agents 4.7 are served over TLS only where the Dispatcher is told so. */
static void check_dispatcher(struct work *w, const struct transport_doc *d)
{
	const struct transport_setting *s = setting_of(d, GROUP_COMPATIBLE);
	const struct transport_doc *agent = old_agent(w);

	if (!s || s->on ||
		!stronger(setting_of(d, GROUP_SERVERS)->mode, JSEC_TRANSPORT_CLEAR))
		return;
	struct finding *f = add(w, agent ? "old-agent" : "old-agents", agent != NULL,
		"%s is not true: over TLS agents 4.7 %s", s->rule->key,
		agent ? "such as this one are not served"
		      : "would not be served, if there are any");
	at(f, d, s->line);
	if (agent) {
		f->other_path = agent->path;
		f->other_line = agent->old_agent_line;
	}
}

static void check_setting(
	struct work *w, const struct transport_doc *d, const struct transport_setting *s)
{
	bool flag = s->rule->group == GROUP_COMPATIBLE;

	if (s->mode == JSEC_TRANSPORT_UNKNOWN)
		at(add(w, "bad-value", true, "%s is '%s', which is none of %s",
			   s->rule->key, s->value,
			   flag ? "true, false" : "clear, anon, auth"),
			d, s->line);
	else if (!flag && s->value &&
		 (s->mode == JSEC_TRANSPORT_TLS || !strcasecmp(s->value, "false")))
		at(add(w, "old-value", false, "%s is '%s', as old files have it: %s",
			   s->rule->key, s->value,
			   s->mode == JSEC_TRANSPORT_TLS ? "anon or auth" : "clear"),
			d, s->line);
	if (!s->line && !flag)
		at(add(w, "not-there", false,
			   "%s is not in the file, not even as a comment: taken for %s",
			   s->rule->key, transport_word(s->mode)),
			d, 0);
	if (s->earlier)
		at(add(w, "duplicate", false,
			   "%s is defined again in line %zu, and the last one counts",
			   s->rule->key, s->line),
			d, s->earlier);
}

static void join(const struct strv *words, char *out, size_t size)
{
	size_t n = 0;

	*out = 0;
	for (size_t i = 0; i < words->n && n < size; i++)
		n += (size_t)snprintf(
			out + n, size - n, "%s%s", i ? ", " : "", words->items[i]);
}

/* The first setting that is auth. */
static const struct transport_setting *auth_of(const struct transport_doc *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->settings[i].mode == JSEC_TRANSPORT_AUTH)
			return &d->settings[i];
	return NULL;
}

static void check_parameters(struct work *w, const struct transport_doc *d)
{
	const struct transport_setting *auth = auth_of(d);
	char lacking[128], waiting[2048];

	if (!auth || !d->lacking.n)
		return;
	join(&d->lacking, lacking, sizeof lacking);
	join(&d->waiting, waiting, sizeof waiting);
	at(add(w, "no-certificate", false,
		   "auth, but no %s seems to be set among %s*%s%s", lacking,
		   d->kind->parameters, *waiting ? "; commented out or empty are " : "",
		   waiting),
		d, auth->line);
}

/* What no tree has may be on other hosts, where it has to match as well. */
static bool names_kind(const struct strv *paths, const struct transport_kind *kind)
{
	for (size_t i = 0; i < paths->n; i++) {
		const char *slash = strrchr(paths->items[i], '/');
		if (transport_kind(slash ? slash + 1 : paths->items[i]) == kind)
			return true;
	}
	return false;
}

static bool is_there(const struct work *w, const struct transport_kind *kind)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->docs[i].kind == kind)
			return true;
	return names_kind(&w->others->left_out, kind) ||
	       names_kind(&w->others->there, kind);
}

static void check_kinds(struct work *w)
{
	STRV_AUTO struct strv missing = {0};
	char names[256];

	for (size_t k = 0; transport_kinds()[k]; k++)
		if (!is_there(w, transport_kinds()[k]))
			strv_adds(&missing, transport_kinds()[k]->file);
	w->failed = w->failed || missing.failed;
	join(&missing, names, sizeof names);
	if (missing.n)
		add(w, "no-file", false,
			"not found, and not compared: %s; where other hosts have them, name "
			"copies of their trees, too",
			names);
}

static void check_left_out(struct work *w)
{
	for (size_t i = 0; i < w->others->left_out.n; i++)
		add(w, "no-setting", false,
			"has no setting of Access Manager's (cleartrust.): left out")
			->path = w->others->left_out.items[i];
}

int audit(const struct transport_doc *docs, size_t n, const struct audit_others *others,
	struct findings *ret, struct err *e)
{
	static const enum transport_group groups[] = {
		GROUP_SERVERS, GROUP_ADMIN, GROUP_RUNTIME, GROUP_KEYSERVERS};
	struct work w = {.docs = docs, .n = n, .others = others, .found = ret};

	*ret = (struct findings){0};
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		check_group(&w, groups[i]);
	for (size_t i = 0; i < n; i++) {
		check_runtime(&w, &docs[i]);
		check_dispatcher(&w, &docs[i]);
		for (size_t k = 0; k < docs[i].n; k++)
			check_setting(&w, &docs[i], &docs[i].settings[k]);
		check_parameters(&w, &docs[i]);
	}
	check_left_out(&w);
	if (n)
		check_kinds(&w);
	return w.failed ? err_memory(e) : 0;
}

void findings_done(struct findings *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->items[i].message);
	free(f->items);
	*f = (struct findings){0};
}
