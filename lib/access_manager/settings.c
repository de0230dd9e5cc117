/* SPDX-License-Identifier: MIT */
/* The table of RSA Access Manager's transport settings. Reads them from a document. */
#include "access_manager/settings.h"

#include "text/escapes.h"

#include <stdlib.h>
#include <strings.h>

#define NET_SSL "cleartrust.net.ssl."
#define AGENT_SSL "cleartrust.agent.ssl."
#define NET_USE                              \
	{                                    \
		GROUP_SERVERS, NET_SSL "use" \
	}

/*
 * The kinds of files. Settings of the same group must match. The first file in this order
 * that has the setting decides about the others.
 *
 * Agents of web servers are not Java programs. In their files a backslash is not an
 * escape: `C:\users` is just a path.
 */
static const struct settings_kind eserver = {"eserver.conf", "Entitlements Server",
	NET_SSL, {NET_USE, {GROUP_ADMIN, "cleartrust.eserver.api_port.use_ssl"}}, false};
static const struct settings_kind aserver = {"aserver.conf", "Authorization Server",
	NET_SSL, {NET_USE, {GROUP_RUNTIME, "cleartrust.runtime_api.security"}}, false};
static const struct settings_kind dispatcher = {"dispatcher.conf", "Dispatcher", NET_SSL,
	{NET_USE, {GROUP_COMPATIBLE,
			  "cleartrust.dispatcher.list_port.backward_compatible"}},
	false};
static const struct settings_kind keyserver = {"keyserver.conf", "Key Server", NET_SSL,
	{{GROUP_KEYSERVERS, NET_SSL "use"}}, false};
static const struct settings_kind lserver = {
	"lserver.conf", "Log Server", NET_SSL, {NET_USE}, false};
static const struct settings_kind iserver = {
	"iserver.conf", "Instrumentation Server", NET_SSL, {NET_USE}, false};
static const struct settings_kind admingui = {"admingui.cfg", "Administration Console",
	NET_SSL, {NET_USE, {GROUP_ADMIN, "cleartrust.admingui.admin_api.use_ssl"}},
	false};
static const struct settings_kind webagent = {
	"webagent.conf", "Agent", AGENT_SSL, {{GROUP_SERVERS, AGENT_SSL "use"}}, true};

static const struct settings_kind *const kinds[] = {&eserver, &aserver, &dispatcher,
	&keyserver, &lserver, &iserver, &admingui, &webagent, NULL};

const struct settings_kind *const *settings_list_kinds(void)
{
	return kinds;
}

const struct settings_kind *settings_find_kind(const char *name)
{
	for (size_t i = 0; kinds[i]; i++)
		if (!strcasecmp(kinds[i]->file, name))
			return kinds[i];
	return NULL;
}

static bool settings_is_word(struct span s, const char *word)
{
	return s.size == strlen(word) && !strncasecmp(s.data, word, s.size);
}

static const char *const words[] = {
	[JSEC_TRANSPORT_UNKNOWN] = "?",
	[JSEC_TRANSPORT_CLEAR] = "clear",
	[JSEC_TRANSPORT_ANON] = "anon",
	[JSEC_TRANSPORT_AUTH] = "auth",
	[JSEC_TRANSPORT_TLS] = "true",
};

const char *settings_mode_word(enum jsec_transport mode)
{
	size_t i = (size_t)mode;

	return i < sizeof words / sizeof *words ? words[i] : words[0];
}

enum jsec_transport settings_parse_mode(struct span word)
{
	for (int i = JSEC_TRANSPORT_CLEAR; i <= JSEC_TRANSPORT_TLS; i++)
		if (settings_is_word(word, words[i]))
			return (enum jsec_transport)i;
	return settings_is_word(word, "false") ? JSEC_TRANSPORT_CLEAR
					       : JSEC_TRANSPORT_UNKNOWN;
}

bool settings_match(enum jsec_transport a, enum jsec_transport b)
{
	if (a == JSEC_TRANSPORT_TLS || b == JSEC_TRANSPORT_TLS)
		return a != JSEC_TRANSPORT_CLEAR && b != JSEC_TRANSPORT_CLEAR;
	return a == b;
}

bool settings_are_text(struct span b)
{
	return !(b.size && memchr(b.data, 0, b.size)) &&
	       !(b.size >= 2 && (!memcmp(b.data, "\xff\xfe", 2) ||
					!memcmp(b.data, "\xfe\xff", 2)));
}

int settings_read_props(struct props *p, const struct settings_kind *kind,
	struct span bytes, struct buf *plain, const char *path, struct err *e)
{
	ERR_AUTO struct err why = {0};

	if (!settings_are_text(bytes))
		return err_set(e, JSEC_BAD_FILE, path, 0,
			"is not plain text but UTF-16 or binary; save it as plain "
			"text, or remove it from the directory");
	if (kind->plain_backslashes) {
		buf_add(plain, bytes);
		if (plain->failed)
			return err_memory(e);
		for (size_t i = 0; i < plain->size; i++)
			if (plain->data[i] == '\\')
				plain->data[i] = '/';
		bytes = buf_span(plain);
	}
	int rc = props_read(p, PROPS_MODERN, bytes, path, &why);
	if (rc == -JSEC_BAD_FILE)
		return err_set(e, JSEC_BAD_FILE, path, why.public.line,
			"malformed \\uxxxx escape: no server can read this file; "
			"correct it by hand (write \\\\ for a backslash)");
	return rc ? err_copy(e, &why.public) : 0;
}

static bool settings_is_eol(char c)
{
	return c == '\n' || c == '\r';
}

static bool settings_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\f';
}

static bool settings_is_key(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/* Reads "## key = value" from the line [from, to). */
static bool settings_read_comment(
	struct span b, size_t from, size_t to, struct settings_comment *ret)
{
	size_t at = from, key;

	while (at < to && settings_is_blank(b.data[at]))
		at++;
	if (at == to || (b.data[at] != '#' && b.data[at] != '!'))
		return false;
	while (at < to &&
		(settings_is_blank(b.data[at]) || b.data[at] == '#' || b.data[at] == '!'))
		at++;
	for (key = at; at < to && settings_is_key(b.data[at]);)
		at++;
	ret->key = span_cut(b, key, at);
	while (at < to && settings_is_blank(b.data[at]))
		at++;
	if (!ret->key.size || at == to || (b.data[at] != '=' && b.data[at] != ':'))
		return false;
	ret->value = span_trim(span_cut(b, at + 1, to));
	ret->end = to;
	return true;
}

/* Returns the first entry that ends at or after `pos`. */
static const struct prop *settings_take_entry(const struct props *p, size_t pos)
{
	size_t low = 0, high = p->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->items[middle].value_end < pos)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? p->items + low : p->items; /* which is NULL in an empty one */
}

bool settings_comment_next(
	const struct props *p, size_t *pos, struct settings_comment *ret)
{
	struct span b = p->bytes;
	const struct prop *entry = settings_take_entry(p, *pos),
			  *end = p->n ? p->items + p->n : entry;

	while (*pos < b.size) {
		size_t from = *pos, to = from;

		while (entry < end && entry->value_end < from)
			entry++;
		if (entry < end && entry->start <= from) {
			*pos = entry->value_end + 1;
			continue;
		}
		while (to < b.size && !settings_is_eol(b.data[to]))
			to++;
		*pos = to + 1;
		if (settings_read_comment(b, from, to, ret))
			return true;
	}
	return false;
}

static bool settings_can_say(const struct settings_rule *rule, struct span value)
{
	if (rule->group == GROUP_COMPATIBLE)
		return settings_is_word(value, "true") ||
		       settings_is_word(value, "false");
	return settings_parse_mode(value) != JSEC_TRANSPORT_UNKNOWN;
}

bool settings_find_default(const struct props *p, const struct settings_rule *rule,
	struct settings_comment *ret)
{
	for (size_t pos = 0; settings_comment_next(p, &pos, ret);)
		if (span_equal(ret->key, span_str(rule->key)) &&
			settings_can_say(rule, ret->value))
			return true;
	return false;
}

static char *settings_decode(struct span raw)
{
	CHARS_AUTO struct chars c = {0};
	struct buf out = {0};

	if (chars_decode(&c, raw))
		return NULL;
	chars_add_to(&c, 0, c.n, &out);
	struct span s = span_trim(buf_span(&out));
	char *text = strndup(s.size ? s.data : "", s.size);
	buf_done(&out);
	return text;
}

/* Returns the line of an earlier definition of the same key, or 0. */
static size_t settings_find_line_before(
	const struct props *p, const struct prop *at, const char *key)
{
	while (at-- > p->items)
		if (props_key_is(p, at, key))
			return props_count_lines(p->bytes, at->start);
	return 0;
}

static int settings_read_setting(const struct props *p, const struct settings_rule *rule,
	struct setting *ret, struct err *e)
{
	const struct prop *at = props_find(p, rule->key);
	struct settings_comment comment;

	*ret = (struct setting){
		.rule = rule, .mode = JSEC_TRANSPORT_CLEAR, .set = at != NULL};
	if (at) {
		ret->line = props_count_lines(p->bytes, at->key);
		ret->earlier = settings_find_line_before(p, at, rule->key);
		ret->value = settings_decode(props_get_value(p, at));
	} else if (settings_find_default(p, rule, &comment)) {
		ret->line = props_count_lines(
			p->bytes, (size_t)(comment.key.data - p->bytes.data));
		ret->value = strndup(comment.value.data, comment.value.size);
	} else {
		return 0;
	}
	if (!ret->value)
		return err_memory(e);
	struct span value = span_str(ret->value);
	ret->on = settings_is_word(value, "true");
	ret->mode = rule->group != GROUP_COMPATIBLE || settings_can_say(rule, value)
			    ? settings_parse_mode(value)
			    : JSEC_TRANSPORT_UNKNOWN;
	return 0;
}

/*
 * What `auth` needs, and words in the names of such parameters. "=" marks a word that
 * must stand alone between dots, underscores or hyphens.
 */
static const struct {
	const char *what;
	const char *words[4];
} needs[] = {
	{"certificate", {"cert", "=ca", "cacert"}},
	{"private key", {"private", "=key", "=keyfile"}},
	{"key store", {"keystore", "key_store"}},
};

#define MAX_WAITING 16 /* nobody reads more */
#define N_NEEDS (sizeof needs / sizeof *needs)

static bool settings_starts(struct span s, const char *word)
{
	size_t n = strlen(word);

	return s.size >= n && !strncasecmp(s.data, word, n);
}

static bool settings_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool settings_holds(struct span name, const char *word)
{
	bool whole = *word == '=';
	size_t n = strlen(word += whole);

	for (size_t i = 0; i + n <= name.size; i++) {
		bool first = i == 0 || strchr("._-", name.data[i - 1]);
		bool last = i + n == name.size || strchr("._-", name.data[i + n]);
		if (settings_starts(span_cut(name, i, name.size), word) &&
			(!whole || (first && last)))
			return true;
	}
	return false;
}

/* Bit i is set if a parameter of this name meets needs[i]. */
static unsigned settings_meet_needs(const struct settings_kind *kind, struct span key)
{
	size_t prefix = strlen(kind->parameters);
	unsigned met = 0;

	if (key.size < prefix || memcmp(key.data, kind->parameters, prefix) != 0)
		return 0;
	for (size_t i = 0; i < N_NEEDS; i++)
		for (size_t k = 0; k < 4 && needs[i].words[k]; k++)
			if (settings_holds(
				    span_cut(key, prefix, key.size), needs[i].words[k]))
				met |= 1u << i;
	return met;
}

static void settings_add_waiting(
	const struct props *p, struct span key, struct settings_doc *d)
{
	if (d->waiting.n == MAX_WAITING)
		d->more_waiting++;
	else
		strv_addf(&d->waiting, "%zu: %.*s",
			props_count_lines(p->bytes, (size_t)(key.data - p->bytes.data)),
			(int)key.size, key.data);
}

static int settings_read_parameters(
	const struct props *p, struct settings_doc *d, struct err *e)
{
	struct settings_comment comment;
	unsigned met = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct prop *it = &p->items[i];
		struct span key = span_cut(p->bytes, it->key, it->key_end);
		unsigned here = settings_meet_needs(d->kind, key);

		if (here && span_trim(props_get_value(p, it)).size)
			met |= here;
		else if (here)
			settings_add_waiting(p, key, d);
	}
	for (size_t i = 0; i < N_NEEDS; i++)
		if (!(met & 1u << i))
			strv_adds(&d->lacking, needs[i].what);
	for (size_t pos = 0; d->lacking.n && settings_comment_next(p, &pos, &comment);)
		if (settings_meet_needs(d->kind, comment.key) & ~met)
			settings_add_waiting(p, comment.key, d);
	return d->lacking.failed || d->waiting.failed ? err_memory(e) : 0;
}

/* Tells whether the line says "version" or "agent", and then 4.7. */
static bool settings_tell_4_7(struct span line)
{
	bool named = false;

	for (size_t i = 0; i < line.size; i++) {
		struct span rest = span_cut(line, i, line.size);
		named = named || settings_starts(rest, "version") ||
			settings_starts(rest, "agent");
		if (!named || !settings_starts(rest, "4.7"))
			continue;
		char before = i ? line.data[i - 1] : ' ';
		char after = rest.size > 3 ? rest.data[3] : ' ';
		if (!settings_is_digit(after) && !settings_is_digit(before) &&
			before != '.')
			return true;
	}
	return false;
}

size_t settings_say_old_agent(struct span b)
{
	size_t line = 1;

	for (size_t from = 0, to; from < b.size; from = to + 1, line++) {
		for (to = from; to < b.size && b.data[to] != '\n';)
			to++;
		if (settings_tell_4_7(span_cut(b, from, to)))
			return line;
	}
	return 0;
}

int settings_read(const struct settings_kind *kind, struct span bytes, const char *path,
	struct settings_doc *ret, struct err *e)
{
	PROPS_AUTO struct props p = {0};
	BUF_AUTO struct buf plain = {0};

	*ret = (struct settings_doc){.kind = kind, .path = path};
	int rc = settings_read_props(&p, kind, bytes, &plain, path, e);
	for (; !rc && kind->rules[ret->n].group; ret->n++)
		rc = settings_read_setting(
			&p, &kind->rules[ret->n], &ret->settings[ret->n], e);
	rc = rc ? rc : settings_read_parameters(&p, ret, e);
	if (!rc && kind == &webagent)
		ret->old_agent_line = settings_say_old_agent(bytes);
	return rc;
}

void settings_done(struct settings_doc *d)
{
	for (size_t i = 0; i < MAX_SETTINGS; i++)
		free(d->settings[i].value);
	strv_done(&d->lacking);
	strv_done(&d->waiting);
	*d = (struct settings_doc){0};
}

size_t settings_list_wants(const struct settings_kind *kind, enum jsec_transport mode,
	bool old_agents, struct settings_want ret[MAX_SETTINGS])
{
	size_t n = 0;

	for (const struct settings_rule *r = kind->rules; r->group; r++)
		if (r->group != GROUP_COMPATIBLE)
			ret[n++] = (struct settings_want){r, settings_mode_word(mode)};
		else if (old_agents && mode != JSEC_TRANSPORT_CLEAR)
			ret[n++] = (struct settings_want){r, "true"};
	return n;
}
