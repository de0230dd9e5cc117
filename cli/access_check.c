/* SPDX-License-Identifier: MIT */
/* Counts and judges the findings about an installation of Access Manager. */
#include "access_check.h"

#include "access_ways.h"

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

/* Tells whether a setting needs `anon`, or may need it. */
static bool access_check_needs_anon(const struct access_check *a)
{
	return access_check_count_mode(a, JSEC_TRANSPORT_ANON) ||
	       access_check_count_mode(a, JSEC_TRANSPORT_TLS);
}

size_t access_check_count_problems(const struct access_check *a)
{
	size_t n = 0;

	if (!a->audit)
		return 0;
	for (const struct jsec_finding *const *f = jsec_audit_findings(a->audit); *f; f++)
		n += (*f)->problem != 0;
	return n;
}

/* Tells whether a Java may block a setting, because its list could not be read. */
static bool access_check_misses_java(const struct access_check *a)
{
	const struct jsec_result *const *r = jsec_plan_results(a->java_lists);

	while (*r && !(*r)->error)
		r++;
	return *r && access_check_needs_anon(a);
}

bool access_check_has_failed(const struct access_check *a)
{
	return access_check_only_looks(a) && a->audit && a->java_lists &&
	       (access_check_count_problems(a) || access_check_misses_java(a));
}

bool access_check_needs_way(const struct access_check *a)
{
	return access_check_only_looks(a) && access_check_has_files(a) &&
	       (access_check_count_problems(a) ||
		       (access_check_needs_anon(a) &&
			       access_ways_count_blocked(a->java_lists)));
}

void access_check_done(struct access_check *a)
{
	jsec_plan_free(a->java_lists);
	jsec_installs_free(a->javas);
	jsec_audit_free(a->audit);
	jsec_plan_free(a->plan);
	jsec_installs_free(a->files);
}
