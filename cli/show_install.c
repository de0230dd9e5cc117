/* SPDX-License-Identifier: MIT */
/* Shows what identifies an install. */
#include "show_install.h"

#include "say.h"

bool show_install_is_elsewhere(const struct jsec_install *i)
{
	return i->pid || i->source == JSEC_CONTAINER || i->source == JSEC_ARCHIVE;
}

const char *show_install_get_name(const struct jsec_install *i)
{
	return i->home ? i->home : i->file ? i->file : "?";
}

void show_install_print(
	const struct opt *o, const struct jsec_install *i, const char *remark)
{
	const char *unknown = i->vendor ? ""
			      : i->name ? "unknown vendor "
					: "unknown vendor";
	const char *color = say_choose_color(o, "1");

	say_begin(stdout, color);
	say_whole(stdout, show_install_get_name(i));
	say_piece(stdout, " (%s%s)%s", unknown, i->name ? i->name : "", remark);
	say_end(stdout, color);
	for (size_t k = 0; o->verbose && i->aliases[k]; k++)
		say_line(stdout, NULL, "  also %s", i->aliases[k]);
	if (o->verbose)
		say_line(stdout, NULL, "  found by %s", jsec_source_name(i->source));
	if (i->pid)
		say_line(stdout, NULL, "  used by process %d%s%s", i->pid,
			i->container ? ", in container " : "",
			i->container ? i->container : "");
}

json_t *show_install_make_json(
	const struct jsec_install *i, const char *file, size_t line)
{
	json_t *json = json_object();

	json_object_set_new(json, "home", doc_quote(i->home));
	json_object_set_new(json, "aliases", doc_quote_all(i->aliases));
	json_object_set_new(json, "vendor", doc_quote(i->vendor));
	json_object_set_new(json, "java_version", doc_quote(i->java_version));
	json_object_set_new(json, "name", doc_quote(i->name));
	json_object_set_new(json, "source", doc_quote(jsec_source_name(i->source)));
	json_object_set_new(json, "pid", i->pid ? json_integer(i->pid) : json_null());
	json_object_set_new(json, "container", doc_quote(i->container));
	json_object_set_new(json, "file", doc_quote(file ? file : i->file));
	json_object_set_new(json, "line", doc_make_line(line));
	return json;
}
