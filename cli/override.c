/* SPDX-License-Identifier: MIT */
/* What became of override files. */
#include "override.h"

#include <string.h>

size_t override_count(const struct run *run)
{
	return run->overrides ? jsec_overrides_count(run->overrides) : 0;
}

const char *override_error(const struct run *run)
{
	for (size_t i = 0; i < override_count(run); i++) {
		const struct jsec_override *f = jsec_overrides_get(run->overrides, i);
		if (f->error)
			return f->error->message;
	}
	return NULL;
}

bool override_failed(const struct run *run)
{
	return override_error(run) != NULL;
}

static size_t n_changed(const struct run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < override_count(run); i++)
		n += jsec_overrides_get(run->overrides, i)->changed != 0;
	return n;
}

/* Those of which just the record would go are none. */
static size_t n_would_renew(const struct run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < override_count(run); i++) {
		const struct jsec_override *f = jsec_overrides_get(run->overrides, i);
		n += f->would_change && f->diff;
	}
	return n;
}

bool override_changed(const struct run *run)
{
	return n_changed(run) > 0;
}

bool override_would_change(const struct run *run)
{
	bool would = false;

	for (size_t i = 0; i < override_count(run); i++)
		would = would || jsec_overrides_get(run->overrides, i)->would_change;
	return would;
}

void override_sum_up(struct run *run)
{
	bool dry = run->opt->dry_run;
	size_t n = dry ? n_would_renew(run) : n_changed(run), at = strlen(run->summary);

	if (n)
		snprintf(run->summary + at, sizeof run->summary - at,
			"; %zu override file%s %s", n, n == 1 ? "" : "s",
			dry ? "would be renewed" : "renewed");
}

void override_sum_up_emitted(struct run *run)
{
	const struct jsec_override *f =
		override_count(run) ? jsec_overrides_get(run->overrides, 0) : NULL;

	if (f && f->error)
		snprintf(run->summary, sizeof run->summary, "%s", f->error->message);
	else if (f)
		snprintf(run->summary, sizeof run->summary, "%s: %s", f->file,
			f->changed	  ? "written"
			: f->would_change ? "would be written"
					  : "unchanged");
}
