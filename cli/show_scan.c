/* SPDX-License-Identifier: MIT */
/* Shows what a search could not look at. */
#include "show_scan.h"

#include "say.h"

void show_scan_print(const struct opt *o, const struct jsec_installs *installs)
{
	const struct jsec_scan *s = jsec_installs_scan(installs);
	size_t n = 0;

	if (s && s->cancelled)
		say_line(stderr, NULL, "interrupted: there may be more installs");
	if (!s || o->quiet)
		return;
	for (size_t i = 0; s->left_out[i]; i++)
		say_line(stderr, NULL,
			"not searched, because this file system may not answer: %s",
			s->left_out[i]);
	for (size_t i = 0; s->partly[i]; i++)
		say_line(stderr, NULL,
			"not searched completely, because it has too many files: %s",
			s->partly[i]);
	for (size_t i = 0; o->verbose && s->left_behind[i]; i++)
		say_line(stderr, NULL, "left behind by a Java that was removed: %s",
			s->left_behind[i]);
	for (; o->verbose && s->problems[n]; n++)
		say_line(stderr, NULL, "not searched: %s", s->problems[n]);
	if (o->verbose && n < s->unreadable)
		say_line(stderr, NULL, "not searched: %zu more", s->unreadable - n);
	if (s->unreadable)
		say_line(stderr, NULL, "%zu place%s could not be searched%s",
			s->unreadable, s->unreadable == 1 ? "" : "s",
			o->verbose	     ? ""
			: s->unreadable == 1 ? " (--verbose names it)"
					     : " (--verbose lists them)");
}

void show_scan_print_places(FILE *out, const struct jsec_installs *installs)
{
	const struct jsec_scan *s = jsec_installs_scan(installs);

	if (s && s->known_places_only)
		say_line(out, NULL,
			"Only known places were searched; --scan looks "
			"everywhere.");
}

json_t *show_scan_make_json(const struct jsec_installs *installs)
{
	const struct jsec_scan *s = installs ? jsec_installs_scan(installs) : NULL;

	if (!s)
		return json_null();
	return json_pack("{s:I, s:I, s:o, s:o, s:o, s:o, s:b, s:b}", "directories",
		(json_int_t)s->directories, "unreadable", (json_int_t)s->unreadable,
		"problems", doc_quote_all(s->problems), "partly",
		doc_quote_all(s->partly), "left_out", doc_quote_all(s->left_out),
		"left_behind", doc_quote_all(s->left_behind), "known_places_only",
		s->known_places_only, "cancelled", s->cancelled);
}
