/* SPDX-License-Identifier: MIT */
/* Counts and judges the findings about an installation of Access Manager. */
#include "access_check.h"

#include "say.h"
#include "show_install.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool access_check_only_looks(const struct access_check *a)
{
	return a->opt->action == ACTION_AUDIT;
}

bool access_check_has_files(const struct access_check *a)
{
	return !tally_is_empty(&a->tally);
}

size_t access_check_count_mode(const struct access_check *a, enum jsec_transport mode)
{
	size_t n = 0;

	for (const struct jsec_setting *const *s = jsec_audit_settings(a->audit); *s; s++)
		n += (*s)->mode == mode;
	return n;
}

bool access_check_needs_anon(const struct access_check *a)
{
	return access_check_count_mode(a, JSEC_TRANSPORT_ANON) ||
	       access_check_count_mode(a, JSEC_TRANSPORT_TLS);
}

/* Adds a problem about a Java, or about the search for it. */
__attribute__((format(printf, 5, 6))) static void access_check_add(struct access_check *a,
	const char *code, const char *file, size_t line, const char *format, ...)
{
	char *message;
	va_list args;

	va_start(args, format);
	if (vasprintf(&message, format, args) < 0)
		message = NULL;
	va_end(args);
	if (!message) {
		say_lose_words();
		return;
	}
	a->own[a->n_own++] = (struct jsec_finding){.code = code,
		.problem = 1,
		.message = message,
		.file = file,
		.line = line};
}

static void access_check_judge_java(struct access_check *a, const struct access_java *j)
{
	const char *name = show_install_get_name(j->result->install);
	size_t n = access_check_count_mode(a, JSEC_TRANSPORT_ANON),
	       maybe = access_check_count_mode(a, JSEC_TRANSPORT_TLS);

	if (j->anon == ACCESS_ANON_UNKNOWN)
		access_check_add(a, "java-unknown", name, 0,
			"it is not known whether this Java allows anon, TLS without "
			"certificates: %s",
			j->unknown);
	else if (j->anon == ACCESS_ANON_BLOCKED && n)
		access_check_add(a, "anon-blocked", j->explained->file,
			j->explained->line,
			"the Java in %s blocks anon, which %zu setting%s", name, n,
			n == 1 ? " needs" : "s need");
	else if (j->anon == ACCESS_ANON_BLOCKED)
		access_check_add(a, "anon-may-be-blocked", j->explained->file,
			j->explained->line,
			"the Java in %s blocks anon, which %zu setting%s with the value "
			"true may need; write anon or auth there",
			name, maybe, maybe == 1 ? "" : "s");
}

/* Returns the n-th running program that may still use the list from before a change. */
static const struct jsec_process *access_check_get_restart(
	const struct access_check *a, size_t n)
{
	const struct jsec_process *const *p =
		a->javas.restarts ? jsec_restarts_items(a->javas.restarts) : NULL;

	for (; p && *p; p++)
		if ((*p)->install->belongs == JSEC_INSIDE && !n--)
			return *p;
	return NULL;
}

static size_t access_check_count_restarts(const struct access_check *a)
{
	size_t n = 0;

	while (access_check_get_restart(a, n))
		n++;
	return n;
}

static void access_check_judge_programs(struct access_check *a)
{
	const struct jsec_process *p;

	for (size_t i = 0; (p = access_check_get_restart(a, i)); i++)
		access_check_add(a, "restart-needed", p->install->file, 0,
			"has changed since process %d%s%s%s (%s) started, which may still use "
			"the list from before; restart it",
			p->pid, p->unit ? " (" : "", p->unit ? p->unit : "",
			p->unit ? ")" : "", p->command);
}

/* Finds out whether any Java was missed that may be the one that counts. */
static void access_check_judge_search(struct access_check *a)
{
	const struct jsec_scan *scan = jsec_installs_scan(a->javas.found);
	size_t n_counted = access_javas_count(&a->javas, ACCESS_ANON_UNKNOWN) +
			   access_javas_count(&a->javas, ACCESS_ANON_BLOCKED) +
			   access_javas_count(&a->javas, ACCESS_ANON_ALLOWED);

	if (!n_counted)
		access_check_add(a, "no-java", NULL, 0,
			"no Java was found, so it is not known whether anon is allowed; "
			"name the home of the product's Java as the last argument, or "
			"search with --scan");
	else if (scan && a->javas.level == JSEC_OF_MACHINE &&
		 (scan->cancelled || scan->unreadable))
		access_check_add(a, "java-unknown", NULL, 0,
			"not all places could be searched, so there may be other Javas: "
			"%s",
			scan->cancelled ? "the scan was interrupted" : *scan->problems);
}

void access_check_collect(struct access_check *a)
{
	const struct jsec_finding *const *found = jsec_audit_findings(a->audit);
	size_t n = 0, k = 0;

	while (found[n])
		n++;
	size_t most = a->javas.n + access_check_count_restarts(a) + 1;
	a->own = calloc(most, sizeof *a->own);
	a->findings = calloc(n + most + 1, sizeof *a->findings);
	if (!a->own || !a->findings) {
		say_lose_words();
		return;
	}
	if (access_check_only_looks(a) && access_check_needs_anon(a)) {
		for (size_t i = 0; i < a->javas.n; i++)
			if (a->javas.items[i].counts)
				access_check_judge_java(a, &a->javas.items[i]);
		access_check_judge_search(a);
		access_check_judge_programs(a);
	}
	for (size_t i = 0; i < n; i++)
		a->findings[k++] = found[i];
	for (size_t i = 0; i < a->n_own; i++)
		a->findings[k++] = &a->own[i];
}

size_t access_check_count_problems(const struct access_check *a)
{
	size_t n = 0;

	for (const struct jsec_finding *const *f = a->findings; f && *f; f++)
		n += (*f)->problem != 0;
	return n;
}

bool access_check_has_mismatch(const struct access_check *a)
{
	return access_check_count_problems(a) > a->n_own;
}

bool access_check_has_failed(const struct access_check *a)
{
	return access_check_only_looks(a) && access_check_count_problems(a);
}

bool access_check_needs_way(const struct access_check *a)
{
	return access_check_only_looks(a) && access_check_has_files(a) &&
	       access_check_count_problems(a);
}

void access_check_done(struct access_check *a)
{
	for (size_t i = 0; i < a->n_own; i++)
		free((char *)a->own[i].message);
	free(a->own);
	free(a->findings);
	access_javas_done(&a->javas);
	jsec_audit_free(a->audit);
	jsec_plan_free(a->plan);
	jsec_installs_free(a->files);
}
