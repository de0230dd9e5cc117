/* SPDX-License-Identifier: MIT */
/* Pieces of what is told as text. */
#include "text.h"

#include "say.h"

#include <stdlib.h>
#include <unistd.h>

bool text_colors(const struct opt *o)
{
	const char *no = getenv("NO_COLOR");

	if (o->color != COLOR_AUTO)
		return o->color == COLOR_ALWAYS;
	return isatty(STDOUT_FILENO) && !(no && *no);
}

void text_error(const char *message)
{
	say(stderr, NULL, "jsecpatch: %s", message);
}

void text_join(char *out, size_t size, const char *const *items)
{
	size_t n = 0;

	*out = 0;
	for (size_t i = 0; items[i] && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s", i ? ", " : "", items[i]);
}

const char *text_name(const struct jsec_install *i)
{
	return i->home ? i->home : i->file ? i->file : "?";
}

void text_install(const struct run *run, const struct jsec_install *i, const char *remark)
{
	const char *vendor = i->vendor ? i->vendor : "unknown vendor";

	say(stdout, text_colors(run->opt) ? "1" : NULL, "%s (%s%s%s)%s", text_name(i),
		vendor, i->java_version ? " " : "",
		i->java_version ? i->java_version : "", remark);
	for (size_t k = 0; run->opt->verbose && i->aliases[k]; k++)
		say(stdout, NULL, "  also %s", i->aliases[k]);
	if (run->opt->verbose)
		say(stdout, NULL, "  found by %s", jsec_source_name(i->source));
	if (i->pid)
		say(stdout, NULL, "  process %d runs from it%s%s", i->pid,
			i->container ? ", in container " : "",
			i->container ? i->container : "");
}
