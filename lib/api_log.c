/* SPDX-License-Identifier: MIT */
/* Makes the lines about changes: who did what, to which file, and where the backup is. */
#include "api_log.h"

#include "os/identity.h"
#include "os/system.h"
#include "plan/plan.h"
#include "plan/request.h"

#include <stdio.h>

#define LONGEST 16384 /* bytes of a value: a socket takes lines of some 200 KiB */

/* The lines of one call. The log is opened for the first one. */
struct log_lines {
	const struct jsec *session;
	const char *action;
	struct system_log log;
	bool open;
};

/* A line, as text and as fields of a journal. */
struct log_line {
	struct buf text, fields;
};

/*
 * Adds a value. Whatever a path or an entry has in it, the line stays one line, and the value
 * ends at its quotation mark. Of a long list, the beginning is better than no line at all.
 */
static void api_log_quote(struct buf *b, const char *value)
{
	const size_t end = b->size + LONGEST;

	for (; *value && b->size < end; value++) {
		unsigned char c = (unsigned char)*value;
		if (c < ' ' || c >= 0x7f)
			buf_addf(b, "\\x%02x", c);
		else if (c == '"' || c == '\\')
			buf_addf(b, "\\%c", c);
		else
			buf_addc(b, (char)c);
	}
	if (*value)
		buf_adds(b, "...");
}

/* Adds a key, of small letters and '_', and a value. Does nothing if the value is NULL. */
static void api_log_add(struct log_line *l, const char *key, const char *value)
{
	if (!value)
		return;
	buf_addf(&l->text, "%s%s=\"", l->text.size ? " " : "", key);
	api_log_quote(&l->text, value);
	buf_addc(&l->text, '"');
	buf_adds(&l->fields, "JSECPATCH_");
	for (const char *c = key; *c; c++)
		buf_addc(&l->fields, (char)(*c == '_' ? '_' : *c - 'a' + 'A'));
	buf_addc(&l->fields, '=');
	api_log_quote(&l->fields, value);
	buf_addc(&l->fields, '\n');
}

static void api_log_add_number(struct log_line *l, const char *key, uint32_t value)
{
	char text[16];

	snprintf(text, sizeof text, "%u", (unsigned)value);
	api_log_add(l, key, text);
}

/* Adds a list, if it is not empty. */
static void api_log_add_list(
	struct log_line *l, const char *key, const char *const *words)
{
	BUF_AUTO struct buf all = {0};

	for (size_t i = 0; words[i]; i++)
		buf_addf(&all, "%s%s", i ? ", " : "", words[i]);
	if (all.size)
		api_log_add(l, key, buf_str(&all));
}

/*
 * Who called sudo, as sudo says it in the environment. Only root is believed: it can do what it
 * says it may.
 */
static const char *api_log_find_sudo_user(const struct jsec *s)
{
	static const char name[] = "SUDO_USER=";
	const size_t n = sizeof name - 1;

	for (size_t i = 0; identity_get_user() == 0 && i < s->environment.n; i++)
		if (!strncmp(s->environment.items[i], name, n))
			return s->environment.items[i] + n;
	return NULL;
}

/* Begins a line. What may be long comes last: a syslog server may cut a line. */
static void api_log_begin(
	const struct log_lines *all, struct log_line *l, const char *result)
{
	uint32_t login;

	*l = (struct log_line){0};
	api_log_add(l, "action", all->action);
	api_log_add(l, "result", result);
	api_log_add_number(l, "uid", identity_get_user());
	if (identity_read_login(&login))
		api_log_add_number(l, "loginuid", login);
	api_log_add(l, "sudo_user", api_log_find_sudo_user(all->session));
}

static void api_log_end(struct log_lines *all, struct log_line *l)
{
	if (!all->open)
		system_log_open(&all->log);
	all->open = true;
	if (!l->text.failed && !l->fields.failed)
		system_log_send(&all->log, buf_span(&l->text), buf_span(&l->fields));
	buf_done(&l->text);
	buf_done(&l->fields);
}

static void api_log_file(struct log_lines *all, const char *result, const char *file)
{
	struct log_line l;

	api_log_begin(all, &l, result);
	api_log_add(&l, "file", file);
	api_log_end(all, &l);
}

/* Lines about another tree than this machine's would only confuse. */
static bool api_log_is_meant(const struct jsec *s)
{
	return s->context.is_host && !s->no_log;
}

static void api_log_done(struct log_lines *all)
{
	if (all->open)
		system_log_close(&all->log);
}

static void api_log_item(struct log_lines *all, const struct jsec_plan *p, size_t i)
{
	const struct jsec_result *r = &p->items[i].out.public;
	struct log_line l;

	api_log_begin(all, &l, jsec_state_name(r->state));
	if (r->error)
		api_log_add(&l, "error", jsec_code_name(r->error->code));
	api_log_add(&l, "backup", r->backup ? r->backup->id : NULL);
	api_log_add(&l, "file", r->file);
	api_log_add(&l, "property", p->request.property);
	api_log_add_list(&l, "allowed", r->removed);
	api_log_add_list(&l, "disallowed", r->added);
	api_log_end(all, &l);
}

void api_log_commit(const struct jsec *s, const struct jsec_plan *p)
{
	struct log_lines all = {.session = s, .action = request_get_name(&p->request)};

	if (!api_log_is_meant(s))
		return;
	if (p->policy_public.changed)
		api_log_file(&all,
			request_has(&p->request, JSEC_FORGET) ? "forgotten"
							      : "remembered",
			p->policy_public.file);
	for (size_t i = 0; i < p->n; i++)
		if (p->items[i].out.written)
			api_log_item(&all, p, i);
	api_log_done(&all);
}

void api_log_overrides(const struct jsec *s, const struct jsec_overrides *list)
{
	const struct jsec_override *const *at = jsec_overrides_items(list);
	struct log_lines all = {.session = s, .action = "emit-override"};

	for (; api_log_is_meant(s) && *at; at++)
		if ((*at)->changed)
			api_log_file(&all, "written", (*at)->file);
	api_log_done(&all);
}

void api_log_forgotten(const struct jsec *s, const char *const *paths, size_t n)
{
	struct log_lines all = {.session = s, .action = "forget"};

	for (size_t i = 0; api_log_is_meant(s) && i < n; i++)
		api_log_file(&all, "forgotten", paths[i]);
	api_log_done(&all);
}

void api_log_hooks(
	const struct jsec *s, const char *action, const struct jsec_hooks *list)
{
	struct log_lines all = {.session = s, .action = action};

	for (const struct jsec_hook *const *h = jsec_hooks_items(list);
		api_log_is_meant(s) && *h; h++) {
		struct log_line l;
		if (!*(*h)->changes)
			continue;
		api_log_begin(&all, &l, "changed");
		api_log_add(&l, "hook", (*h)->name);
		api_log_add_list(&l, "changes", (*h)->changes);
		api_log_end(&all, &l);
	}
	api_log_done(&all);
}
