/* SPDX-License-Identifier: MIT */
/* Writes the commands that help. Each one works if it is pasted into a shell. */
#include "access_ways.h"

#include "say.h"
#include "show_install.h"
#include "typed.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends a command, and adds it. */
static void access_ways_add(
	struct access_way *way, struct typed *command, const char *what)
{
	struct access_step *steps = realloc(way->steps, (way->n + 1) * sizeof *steps);
	char *text = typed_end(command);

	if (!steps || !text)
		say_lose_words();
	if (!steps) {
		free(text);
		return;
	}
	steps[way->n++] = (struct access_step){what, text};
	way->steps = steps;
}

static void access_ways_add_set(const struct access_check *a,
	enum jsec_transport transport, const char *what, struct access_way *ret)
{
	const struct opt *o = a->opt;
	struct typed command;
	FILE *out = typed_begin(&command, o);

	if (!out) {
		say_lose_words();
		return;
	}
	for (size_t i = 0; i < o->access.n; i++)
		typed_add_option(out, "--access-manager", o->access.items[i]);
	for (size_t i = 0; i < o->exclude.n; i++)
		typed_add_option(out, "--exclude", o->exclude.items[i]);
	typed_add_option(out, "--transport", jsec_transport_name(transport));
	access_ways_add(ret, &command, what);
}

static bool access_ways_is_blocked(const struct access_java *j)
{
	return j->counts && j->anon == ACCESS_ANON_BLOCKED;
}

/* Adds a command that allows the entries of one list, and remembers it. */
static void access_ways_add_allow(
	const struct access_check *a, const char *property, struct access_way *ret)
{
	const struct access_javas *javas = &a->javas;
	struct words entries = {0};
	struct typed command;
	FILE *out = typed_begin(&command, a->opt);

	if (!out) {
		say_lose_words();
		return;
	}
	typed_add_option(out, "--policy", a->opt->policy);
	access_javas_list_entries(javas, property, &entries);
	if (strcmp(property, "jdk.tls.disabledAlgorithms") != 0)
		typed_add_option(out, "--property", property);
	for (size_t i = 0; i < entries.n; i++)
		typed_add_option(out, "--allow", entries.items[i]);
	fputs(" --remember", out);
	for (size_t i = 0; i < javas->n; i++)
		if (access_ways_is_blocked(&javas->items[i]) && !javas->items[i].refused)
			typed_add_word(out,
				show_install_get_name(javas->items[i].result->install));
	free(entries.items);
	access_ways_add(ret, &command, NULL);
}

/* Adds --hook install: an update of Java would undo the change. */
static void access_ways_add_hook(const struct access_check *a, struct access_way *ret)
{
	struct typed command;
	FILE *out = typed_begin(&command, a->opt);

	if (!out) {
		say_lose_words();
		return;
	}
	fputs(" --hook install", out);
	access_ways_add(ret, &command,
		"each update of Java undoes that; to make it again then, once:");
}

/* Adds the command for a file that programs of this Java can read besides. */
static void access_ways_add_override(
	const struct access_check *a, const struct access_java *j, struct access_way *ret)
{
	const char *home = show_install_get_name(j->result->install);
	const char *slash = strrchr(home, '/');
	struct typed command;
	FILE *out = typed_begin(&command, a->opt);

	if (!out) {
		say_lose_words();
		return;
	}
	fputs(" --emit-override /etc/", out);
	for (const char *at = slash ? slash + 1 : home; *at; at++)
		fputc(isalnum((unsigned char)*at) || strchr("._-", *at) ? *at : '_', out);
	fputs("-anon.security", out);
	for (size_t i = 0; i < j->n_allow; i++)
		typed_add_option(out, "--allow", j->allow[i]->entry);
	typed_add_word(out, home);
	access_ways_add(ret, &command,
		"where another file decides, a file for the programs of that Java:");
}

static void access_ways_add_javas(const struct access_check *a, struct access_way *ret)
{
	const struct access_javas *javas = &a->javas;
	const char *list = NULL;

	while ((list = access_javas_next_list(javas, list)))
		access_ways_add_allow(a, list, ret);
	if (ret->n)
		access_ways_add_hook(a, ret);
	for (size_t i = 0; i < javas->n; i++)
		if (access_ways_is_blocked(&javas->items[i]) &&
			javas->items[i].takes_override)
			access_ways_add_override(a, &javas->items[i], ret);
}

void access_ways_make(const struct access_check *a, enum jsec_transport transport,
	struct access_way *ret)
{
	*ret = (struct access_way){0};
	if (transport == JSEC_TRANSPORT_ANON)
		access_ways_add_javas(a, ret);
	access_ways_add_set(a, transport,
		ret->n ? "and, for parts that do not use it yet:" : NULL, ret);
}

/* Tells whether an edit of a Java's own list reaches it, as far as that is known. */
static bool access_ways_can_edit(const struct access_java *j)
{
	return j->counts && !j->refused && !j->unknown && !j->result->overridden_by;
}

void access_ways_make_tls13(const struct access_check *a, struct access_way *ret)
{
	struct typed command;
	size_t n = 0;

	*ret = (struct access_way){0};
	for (size_t i = 0; i < a->javas.n; i++)
		n += access_ways_can_edit(&a->javas.items[i]);
	if (!n || !access_javas_compare_tls13(&a->javas))
		return;
	FILE *out = typed_begin(&command, a->opt);
	if (!out) {
		say_lose_words();
		return;
	}
	typed_add_option(out, "--policy", a->opt->policy);
	fputs(" --disallow TLSv1.3 --remember", out);
	for (size_t i = 0; i < a->javas.n; i++)
		if (access_ways_can_edit(&a->javas.items[i]))
			typed_add_word(out,
				show_install_get_name(a->javas.items[i].result->install));
	access_ways_add(ret, &command,
		"only if parts fail all the same, and TLS 1.3 is the reason (see below):");
}

void access_ways_done(struct access_way *way)
{
	for (size_t i = 0; i < way->n; i++)
		free(way->steps[i].command);
	free(way->steps);
	*way = (struct access_way){0};
}
