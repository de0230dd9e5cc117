/* SPDX-License-Identifier: MIT */
/* Reads the rules of the policy file, and writes them back line by line. */
#include "text/policy_rules.h"

#include "text/escapes.h"
#include "text/list.h"
#include "text/vendor_lists.h"

#include <stdio.h>
#include <stdlib.h>

#define MARK "rule."
#define KEEP_GONE "keep-gone"
#define REMOVAL "removal"
#define MAX_DAYS 36500

/* Bounds of rules, of entries and of paths in a file: each path is looked up in each run. */
#define MAX_RULES 10000
#define MAX_ENTRIES 10000
#define MAX_PATHS 10000

/* Names of systemd's units, see systemd.unit(5). */
#define UNIT_MAX 255
#define UNIT_CHARACTERS                                                  \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" \
	":-_.\\@"

/* Keys of a rule. A value holds all entries in one line, but only one path. */
enum policy_key {
	KEY_PROPERTY,
	KEY_ALLOW,
	KEY_DISALLOW,
	KEY_TARGET,
	KEY_EXCEPT,
	KEY_RESTART,
	N_KEYS,
};

static const char *const key_names[] = {
	[KEY_PROPERTY] = "property",
	[KEY_ALLOW] = "allow",
	[KEY_DISALLOW] = "disallow",
	[KEY_TARGET] = "target",
	[KEY_EXCEPT] = "except",
	[KEY_RESTART] = "restart",
};

/* A file that has the first of these lines must also have the second one. */
#define SIGN \
	"# Without its last line, \"# end of the policy\", this file counts as cut off."
#define END "# end of the policy"

static const char header[] = SIGN
	"\n"
	"# What 'jsecpatch --reapply' and the update hooks keep in place in Java's\n"
	"# java.security files, after each update of Java too. A rule's lines:\n"
	"#\n"
	"#   rule.NAME.property = jdk.tls.disabledAlgorithms   the list, if another one\n"
	"#   rule.NAME.allow = ENTRY, ENTRY                    not to be in the list\n"
	"#   rule.NAME.disallow = ENTRY, ENTRY                 to be in the list\n"
	"#   rule.NAME.target = /opt/product/jdk-17.*          these Javas only; repeatable\n"
	"#   rule.NAME.except = /opt/other/jre                 but not this; repeatable\n"
	"#   rule.NAME.restart = tomcat9.service               if it started in an update\n"
	"#\n"
	"# Of two rules the later one wins. See jsecpatch.conf(5).\n";

static struct strv *policy_rules_get_list(struct policy_rule *r, enum policy_key key)
{
	return key == KEY_ALLOW	     ? &r->allow
	       : key == KEY_DISALLOW ? &r->disallow
	       : key == KEY_TARGET   ? &r->targets
	       : key == KEY_EXCEPT   ? &r->except
				     : &r->restart;
}

static bool policy_rules_is_paths(enum policy_key key)
{
	return key == KEY_TARGET || key == KEY_EXCEPT;
}

static void policy_rule_done(struct policy_rule *r)
{
	free(r->name);
	free(r->property);
	strv_done(&r->allow);
	strv_done(&r->disallow);
	strv_done(&r->targets);
	strv_done(&r->except);
	strv_done(&r->restart);
	*r = (struct policy_rule){0};
}

void policy_rules_done(struct policy_rules *p)
{
	for (size_t i = 0; i < p->n; i++)
		policy_rule_done(&p->items[i]);
	free(p->items);
	*p = (struct policy_rules){0};
}

/* Returns the names of all rules, in their order: to find many rules by name. */
static struct strv policy_rules_list_names(const struct policy_rules *p)
{
	struct strv names = {0};

	for (size_t i = 0; i < p->n; i++)
		strv_adds(&names, p->items[i].name);
	return names;
}

static struct policy_rule *policy_rules_find_rule(
	const struct policy_rules *p, const struct strv *names, const char *name)
{
	size_t i = strv_find(names, name, strv_is_same);

	return i < p->n ? &p->items[i] : NULL;
}

static struct policy_rule *policy_rules_add_rule(
	struct policy_rules *p, struct strv *names, const char *name)
{
	struct policy_rule *items = memory_grow(p->items, p->n, sizeof *items);

	if (!items)
		return NULL;
	p->items = items;
	items[p->n] = (struct policy_rule){.name = strdup(name)};
	strv_adds(names, name);
	return items[p->n].name && !names->failed ? &items[p->n++] : NULL;
}

/*
 * Cuts NAME out of "rule.NAME.KEY". Returns NULL, and leaves `text` as it is, if that has
 * another form or an unknown KEY.
 */
static const char *policy_rules_cut_name(char *text, enum policy_key *key)
{
	size_t mark = strlen(MARK);
	char *dot = strrchr(text, '.');

	if (strncmp(text, MARK, mark) != 0 || dot < text + mark + 1)
		return NULL;
	for (int i = 0; i < N_KEYS; i++)
		if (!strcmp(dot + 1, key_names[i])) {
			*key = (enum policy_key)i;
			*dot = 0;
			return text + mark;
		}
	return NULL;
}

/* Adds the trimmed pieces between commas, except empty ones. */
static void policy_rules_add_entries(struct strv *to, const char *value)
{
	for (;;) {
		size_t size = strcspn(value, ","), from = strspn(value, " \t\f"),
		       n = size;

		while (n > from && strchr(" \t\f", value[n - 1]))
			n--;
		if (n > from)
			strv_add(to, span_of(value + from, n - from));
		if (!value[size])
			return;
		value += size + 1;
	}
}

/* Adds a path without blanks and slashes at its end. */
static void policy_rules_add_path(struct strv *to, const char *value)
{
	size_t n = strlen(value);

	while (n > 1 && strchr(" \t\f/", value[n - 1]))
		n--;
	strv_add(to, span_of(value, n));
}

static int policy_rules_take_value(
	struct policy_rule *r, enum policy_key key, const char *value)
{
	if (key == KEY_PROPERTY) {
		free(r->property);
		r->property = strdup(value);
		return r->property ? 0 : -1;
	}
	struct strv *list = policy_rules_get_list(r, key);
	if (policy_rules_is_paths(key))
		policy_rules_add_path(list, value);
	else
		policy_rules_add_entries(list, value);
	return list->failed ? -1 : 0;
}

static int policy_rules_refuse(
	const char *path, size_t line, const char *key, struct err *e)
{
	return err_set(e, JSEC_BAD_POLICY, path, line,
		"'%s' is not a key of a policy: the keys are "
		"rule.NAME.allow, .disallow, .property, .target, .except, "
		".restart, " KEEP_GONE " and " REMOVAL "; correct it by hand",
		key);
}

/* State while a document is read. */
struct policy_reading {
	struct policy_rules *rules;
	struct strv names; /* of the rules */
	const char *path;
	size_t at, line; /* start of a property, and its line */
	size_t n_entries, n_paths;
	struct err *e;
};

static int policy_rules_check_bounds(const struct policy_reading *r)
{
	if (r->rules->n <= MAX_RULES && r->n_entries <= MAX_ENTRIES &&
		r->n_paths <= MAX_PATHS)
		return 0;
	return err_set(r->e, JSEC_TOO_LARGE, r->path, r->line,
		"a policy can have at most %d rules, %d entries and %d paths; jsecpatch "
		"reads no more",
		MAX_RULES, MAX_ENTRIES, MAX_PATHS);
}

static size_t policy_rule_count_entries(const struct policy_rule *r)
{
	return r->allow.n + r->disallow.n + r->restart.n;
}

/*
 * Tells whether a word is the name of a service as systemd allows it. A template is none:
 * "name@.service" cannot run.
 */
static bool policy_rules_is_service(const char *word)
{
	static const char end[] = ".service";
	size_t n = strlen(word), stem = n < sizeof end ? 0 : n + 1 - sizeof end;

	if (!stem || n > UNIT_MAX || strcmp(word + stem, end) != 0 ||
		word[stem - 1] == '@' || *word == '@')
		return false;
	return strspn(word, UNIT_CHARACTERS) == n;
}

/* The rules' later code may rely on the names: they become arguments of a program. */
static int policy_rules_check_services(
	const struct policy_reading *r, const struct policy_rule *rule, size_t from)
{
	for (size_t i = from; i < rule->restart.n; i++)
		if (!policy_rules_is_service(rule->restart.items[i]))
			return err_set(r->e, JSEC_BAD_POLICY, r->path, r->line,
				"'%s' is not the name of a systemd service, such as "
				"tomcat9.service; correct it by hand",
				rule->restart.items[i]);
	return 0;
}

/* Adds the value to the rule of that name, which may be new. */
static int policy_rules_take_line(struct policy_reading *r, const char *name,
	enum policy_key key, const char *value)
{
	struct policy_rule *rule = policy_rules_find_rule(r->rules, &r->names, name);

	if (!rule)
		rule = policy_rules_add_rule(r->rules, &r->names, name);
	if (!rule)
		return err_memory(r->e);
	const size_t n_services = rule->restart.n;
	r->n_entries -= policy_rule_count_entries(rule);
	if (policy_rules_take_value(rule, key, value))
		return err_memory(r->e);
	r->n_entries += policy_rule_count_entries(rule);
	r->n_paths += policy_rules_is_paths(key);
	if (!rule->line)
		rule->line = r->line;
	int rc = policy_rules_check_services(r, rule, n_services);
	return rc ? rc : policy_rules_check_bounds(r);
}

/* Reads "N days". */
static int policy_rules_take_days(
	const struct policy_reading *r, const char *value, struct err *e)
{
	char *end;
	long days = strtol(value, &end, 10);

	if (*value < '0' || *value > '9' || days < 1 || days > MAX_DAYS ||
		strcmp(end, " days") != 0)
		return err_set(e, JSEC_BAD_POLICY, r->path, r->line,
			"'%s' is not a time such as '90 days', from 1 to %d; correct it "
			"by hand",
			value, MAX_DAYS);
	r->rules->keep_gone = days;
	return 0;
}

/* Reads "keep" or "restore". */
static int policy_rules_take_removal(
	const struct policy_reading *r, const char *value, struct err *e)
{
	r->rules->restores = !strcmp(value, "restore");
	if (r->rules->restores || !strcmp(value, "keep"))
		return 0;
	return err_set(e, JSEC_BAD_POLICY, r->path, r->line,
		"'%s' is neither 'keep' nor 'restore'; correct it by hand", value);
}

/* Tells whether the key is a setting of the whole file, and not of one rule. */
static bool policy_rules_is_setting(const char *key)
{
	return !strcmp(key, KEEP_GONE) || !strcmp(key, REMOVAL);
}

static int policy_rules_take_setting(
	const struct policy_reading *r, const char *key, const char *value)
{
	return !strcmp(key, REMOVAL) ? policy_rules_take_removal(r, value, r->e)
				     : policy_rules_take_days(r, value, r->e);
}

static int policy_rules_read_line(
	struct policy_reading *r, const struct props *doc, const struct prop *it)
{
	char *text = chars_decode_bytes(span_cut(doc->bytes, it->key, it->key_end));
	char *value = chars_decode_bytes(props_get_value(doc, it));
	enum policy_key key = N_KEYS;
	const char *name = text ? policy_rules_cut_name(text, &key) : NULL;
	struct span since = span_cut(doc->bytes, r->at, it->start);
	int rc = 0;

	r->line += props_count_lines(since, since.size) - 1;
	r->at = it->start;
	if (!text || !value)
		rc = err_memory(r->e);
	else if (policy_rules_is_setting(text))
		rc = policy_rules_take_setting(r, text, value);
	else if (!name)
		rc = policy_rules_refuse(r->path, r->line, text, r->e);
	else if (policy_rules_is_paths(key) && *value != '/')
		rc = err_set(r->e, JSEC_BAD_POLICY, r->path, r->line,
			"'%s' is not an absolute path; correct it by hand", value);
	else
		rc = policy_rules_take_line(r, name, key, value);
	free(text);
	free(value);
	return rc;
}

/* Returns the offset after the line end at `at`. */
static size_t policy_rules_next_line(struct span s, size_t at)
{
	if (at < s.size && s.data[at] == '\r')
		at++;
	return at < s.size && s.data[at] == '\n' ? at + 1 : at;
}

/* Cuts the first line off, and returns it without its end. */
static struct span policy_rules_cut_line(struct span *s)
{
	size_t size = 0;

	while (size < s->size && s->data[size] != '\r' && s->data[size] != '\n')
		size++;
	const struct span line = span_of(s->data, size);
	*s = span_cut(*s, policy_rules_next_line(*s, size), s->size);
	return line;
}

static bool policy_rules_have_line(struct span s, const char *text)
{
	while (s.size)
		if (span_equal(policy_rules_cut_line(&s), span_str(text)))
			return true;
	return false;
}

/* A rule that has lost its targets would be about all installs. */
static int policy_rules_check_end(struct span s, const char *path, struct err *e)
{
	bool starts = s.size && s.size < strlen(SIGN) && !memcmp(SIGN, s.data, s.size);

	if (!starts &&
		(!policy_rules_have_line(s, SIGN) || policy_rules_have_line(s, END)))
		return 0;
	return err_set(e, JSEC_BAD_POLICY, path, 0,
		"the file is cut off: it does not have its last line \"" END
		"\"; restore it from a copy, or complete it and add that line");
}

int policy_rules_read(
	struct policy_rules *p, const struct props *doc, const char *path, struct err *e)
{
	struct policy_reading r = {.rules = p, .path = path, .line = 1, .e = e};
	int rc = policy_rules_check_end(doc->bytes, path, e);

	*p = (struct policy_rules){0};
	for (size_t i = 0; !rc && i < doc->n; i++)
		rc = policy_rules_read_line(&r, doc, &doc->items[i]);
	strv_done(&r.names);
	for (size_t i = 0; !rc && i < p->n; i++)
		if (!p->items[i].property) {
			p->items[i].property = strdup(TLS_LIST);
			rc = p->items[i].property ? 0 : err_memory(e);
		}
	return rc;
}

static bool policy_rules_is_same_set(const struct strv *a, const struct strv *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!strv_has(b, a->items[i]))
			return false;
	return true;
}

static bool policy_rules_share_entry(const struct strv *a, const struct strv *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (list_has_entry(b, a->items[i]))
			return true;
	return false;
}

/* Tells whether a rule has all entries, and for more installs than asked. */
static bool policy_rules_says_already(
	const struct policy_rule *r, const struct policy_rule *more)
{
	bool all = more->targets.n;

	for (size_t i = 0; all && i < more->targets.n; i++)
		all = strv_has(&r->targets, more->targets.items[i]);
	for (size_t i = 0; all && i < more->allow.n; i++)
		all = list_has_entry(&r->allow, more->allow.items[i]);
	for (size_t i = 0; all && i < more->disallow.n; i++)
		all = list_has_entry(&r->disallow, more->disallow.items[i]);
	return all;
}

/* Returns the last rule for the same installs; NULL if a later one contradicts `more`. */
static struct policy_rule *policy_rules_find_to_extend(
	struct policy_rules *p, const struct policy_rule *more)
{
	for (size_t i = p->n; i-- > 0;) {
		struct policy_rule *r = &p->items[i];
		if (strcmp(r->property, more->property) != 0)
			continue;
		if (policy_rules_is_same_set(&r->except, &more->except) &&
			(policy_rules_is_same_set(&r->targets, &more->targets) ||
				policy_rules_says_already(r, more)))
			return r;
		if (policy_rules_share_entry(&r->allow, &more->disallow) ||
			policy_rules_share_entry(&r->disallow, &more->allow))
			return NULL;
	}
	return NULL;
}

static void policy_rules_copy(const struct strv *from, struct strv *to)
{
	for (size_t i = 0; i < from->n; i++)
		if (!strv_has(to, from->items[i]))
			strv_adds(to, from->items[i]);
}

/* Adds a new rule, named with the first free number. */
static struct policy_rule *policy_rules_start_rule(
	struct policy_rules *p, const struct policy_rule *more)
{
	STRV_AUTO struct strv names = policy_rules_list_names(p);
	char name[16];
	size_t number = 1;

	do
		snprintf(name, sizeof name, "%zu", number++);
	while (policy_rules_find_rule(p, &names, name));
	struct policy_rule *r =
		names.failed ? NULL : policy_rules_add_rule(p, &names, name);
	if (!r)
		return NULL;
	r->property = strdup(more->property);
	policy_rules_copy(&more->targets, &r->targets);
	policy_rules_copy(&more->except, &r->except);
	return r->property && !r->targets.failed && !r->except.failed ? r : NULL;
}

int policy_rules_remember(
	struct policy_rules *p, const struct policy_rule *more, struct err *e)
{
	struct policy_rule *r = policy_rules_find_to_extend(p, more);

	r = r ? r : policy_rules_start_rule(p, more);
	if (!r)
		return err_memory(e);
	list_move_entries(&r->allow, &r->disallow, &more->allow);
	list_move_entries(&r->disallow, &r->allow, &more->disallow);
	return r->allow.failed || r->disallow.failed ? err_memory(e) : 0;
}

void policy_rules_drop(struct policy_rules *p, size_t rule)
{
	policy_rule_done(&p->items[rule]);
	memmove(&p->items[rule], &p->items[rule + 1],
		(p->n - rule - 1) * sizeof *p->items);
	p->n--;
}

/* Removes targets of a rule. */
static int policy_rules_drop_targets(
	struct policy_rule *r, const struct strv *targets, struct err *e)
{
	struct strv rest = {0};

	for (size_t i = 0; i < r->targets.n; i++)
		if (!strv_has(targets, r->targets.items[i]))
			strv_adds(&rest, r->targets.items[i]);
	if (rest.failed) {
		strv_done(&rest);
		return err_memory(e);
	}
	strv_done(&r->targets);
	r->targets = rest;
	return 0;
}

int policy_rules_exchange(struct policy_rules *p, size_t rule, const struct strv *targets,
	const char *target, struct err *e)
{
	struct policy_rule *r = &p->items[rule];
	int rc = policy_rules_drop_targets(r, targets, e);

	if (!rc && !strv_has(&r->targets, target))
		strv_adds(&r->targets, target);
	return r->targets.failed ? err_memory(e) : rc;
}

int policy_rules_except(struct policy_rules *p, size_t rule, const struct strv *targets,
	const struct strv *except, struct err *e)
{
	struct policy_rule *r = &p->items[rule];
	bool has_targets = r->targets.n;
	int rc = policy_rules_drop_targets(r, targets, e);

	if (rc)
		return rc;
	policy_rules_copy(except, &r->except);
	if (r->except.failed)
		return err_memory(e);
	if (has_targets && !r->targets.n) /* it would cover all installs */
		policy_rules_drop(p, rule);
	return 0;
}

static void policy_rules_put_entries(struct buf *out, const struct strv *entries)
{
	BUF_AUTO struct buf joined = {0};

	for (size_t i = 0; i < entries->n; i++)
		buf_addf(&joined, "%s%s", i ? ", " : "", entries->items[i]);
	out->failed = out->failed || joined.failed;
	chars_encode_bytes(buf_str(&joined), out);
}

static void policy_rules_put_key(
	struct buf *out, const struct policy_rule *r, enum policy_key key)
{
	buf_addf(out, MARK "%s.%s = ", r->name, key_names[key]);
}

/* Adds the lines of one key, as in a new rule. Paths that are in `there` are left out. */
static void policy_rules_put_lines(struct buf *out, struct policy_rule *r,
	enum policy_key key, const struct strv *there, const char *eol)
{
	const struct strv *list = policy_rules_get_list(r, key);

	for (size_t i = 0; policy_rules_is_paths(key) && i < list->n; i++)
		if (!there || !strv_has(there, list->items[i])) {
			policy_rules_put_key(out, r, key);
			chars_encode_bytes(list->items[i], out);
			buf_adds(out, eol);
		}
	if (policy_rules_is_paths(key) || !list->n || (there && there->n))
		return;
	policy_rules_put_key(out, r, key);
	policy_rules_put_entries(out, list);
	buf_adds(out, eol);
}

static void policy_rules_put_rule(struct buf *out, struct policy_rule *r, const char *eol)
{
	if (strcmp(r->property, TLS_LIST) != 0) {
		policy_rules_put_key(out, r, KEY_PROPERTY);
		buf_addf(out, "%s%s", r->property, eol);
	}
	for (int key = KEY_ALLOW; key < N_KEYS; key++)
		policy_rules_put_lines(out, r, (enum policy_key)key, NULL, eol);
}

/* What a line of the file is about. */
struct policy_line {
	struct policy_rule *was,
		*is; /* the rule it belongs to, before and after the change; or NULL */
	enum policy_key key;
	size_t first; /* the first line that has the same key */
	bool changed; /* of that one: other entries are to be there */
	bool last;    /* no later line is about the rule */
	bool no_rule; /* it is not about a rule, and stays */
};

/* A policy file that is being rewritten. */
struct policy_writing {
	const struct props *doc;
	const struct policy_rules *before, *after;
	const char *eol;
	struct policy_line *lines;
	size_t pos; /* the old bytes before it are done */
	struct buf *out;
};

static void policy_rules_copy_to(struct policy_writing *w, size_t to)
{
	buf_add(w->out, span_cut(w->doc->bytes, w->pos, to));
	w->pos = to;
}

static void policy_rules_drop_line(struct policy_writing *w, const struct prop *it)
{
	policy_rules_copy_to(w, it->start);
	w->pos = policy_rules_next_line(w->doc->bytes, it->value_end);
}

/* Keeps the line of a path, if the rule still has that. */
static void policy_rules_write_path(
	struct policy_writing *w, const struct prop *it, const struct strv *is)
{
	STRV_AUTO struct strv here = {0};
	char *value = chars_decode_bytes(props_get_value(w->doc, it));

	if (value)
		policy_rules_add_path(&here, value);
	w->out->failed = w->out->failed || !here.n;
	if (here.n && !strv_has(is, here.items[0]))
		policy_rules_drop_line(w, it);
	free(value);
}

static void policy_rules_write_line(struct policy_writing *w, size_t i)
{
	const struct prop *it = &w->doc->items[i];
	const struct policy_line *l = &w->lines[i];
	const struct strv *is = policy_rules_get_list(l->is, l->key);

	if (l->key == KEY_PROPERTY)
		return;
	if (policy_rules_is_paths(l->key)) {
		policy_rules_write_path(w, it, is);
	} else if (!w->lines[l->first].changed) {
		return;
	} else if (!is->n || l->first < i) {
		policy_rules_drop_line(w, it);
	} else {
		policy_rules_copy_to(w, it->value);
		policy_rules_put_entries(w->out, is);
		w->pos = it->value_end;
	}
}

/* After the last line of a rule, adds the lines that the rule still needs. */
static void policy_rules_write_missing(struct policy_writing *w, size_t i)
{
	BUF_AUTO struct buf more = {0};
	const struct policy_line *l = &w->lines[i];

	for (int k = KEY_ALLOW; l->last && k < N_KEYS; k++)
		policy_rules_put_lines(&more, l->is, (enum policy_key)k,
			policy_rules_get_list(l->was, (enum policy_key)k), w->eol);
	if (!more.size)
		return;
	size_t end = policy_rules_next_line(w->doc->bytes, w->doc->items[i].value_end);
	if (w->pos < end)
		policy_rules_copy_to(w, end);
	if (end == w->doc->items[i].value_end) /* the file's last line has no line end */
		buf_adds(w->out, w->eol);
	buf_add(w->out, buf_span(&more));
}

/* Starts with an empty line, which ends a line that continues. */
static void policy_rules_append(struct policy_writing *w, struct policy_rule *r)
{
	char last = w->out->size ? w->out->data[w->out->size - 1] : '\n';

	if (last != '\n' && last != '\r')
		buf_adds(w->out, w->eol);
	if (w->out->size)
		buf_adds(w->out, w->eol);
	policy_rules_put_rule(w->out, r, w->eol);
}

/* Finds the rule of a line before and after. */
static void policy_rules_map_line(struct policy_writing *w, size_t i,
	const struct strv *before, const struct strv *after)
{
	const struct prop *it = &w->doc->items[i];
	char *text = chars_decode_bytes(span_cut(w->doc->bytes, it->key, it->key_end));
	const char *name = text ? policy_rules_cut_name(text, &w->lines[i].key) : NULL;

	w->lines[i].no_rule = text && policy_rules_is_setting(text);
	w->out->failed = w->out->failed || (!name && !w->lines[i].no_rule);
	if (name) {
		w->lines[i].was = policy_rules_find_rule(w->before, before, name);
		w->lines[i].is = policy_rules_find_rule(w->after, after, name);
	}
	free(text);
}

/* Compares the entries once for all lines of a key. */
static void policy_rules_map_first(struct policy_writing *w, size_t i, size_t first)
{
	struct policy_line *l = &w->lines[i];

	l->first = first;
	l->changed = first == i && l->is && l->key != KEY_PROPERTY &&
		     !policy_rules_is_same_set(policy_rules_get_list(l->was, l->key),
			     policy_rules_get_list(l->is, l->key));
}

/* Finds what each line is about. `before` and `after` are the names of the rules. */
static void policy_rules_map_lines(
	struct policy_writing *w, const struct strv *before, const struct strv *after)
{
	STRV_AUTO struct strv keys = {0};
	const struct props *doc = w->doc;
	bool *seen = calloc(w->before->n + 1, sizeof *seen);

	w->lines = calloc(doc->n + 1, sizeof *w->lines);
	if (!w->lines || !seen)
		w->out->failed = true;
	for (size_t i = 0; !w->out->failed && i < doc->n; i++) {
		policy_rules_map_line(w, i, before, after);
		strv_add(&keys,
			span_cut(doc->bytes, doc->items[i].key, doc->items[i].key_end));
		w->out->failed = w->out->failed || keys.failed;
		if (!w->out->failed)
			policy_rules_map_first(
				w, i, strv_find(&keys, keys.items[i], strv_is_same));
	}
	for (size_t i = doc->n; !w->out->failed && i-- > 0;) {
		if (w->lines[i].no_rule)
			continue;
		bool *later = &seen[w->lines[i].was - w->before->items];
		w->lines[i].last = !*later;
		*later = true;
	}
	free(seen);
}

static void policy_rules_write_lines(struct policy_writing *w)
{
	for (size_t i = 0; !w->out->failed && i < w->doc->n; i++) {
		if (w->lines[i].no_rule) {
			continue;
		} else if (w->lines[i].is) {
			policy_rules_write_line(w, i);
			policy_rules_write_missing(w, i);
		} else {
			policy_rules_drop_line(w, &w->doc->items[i]);
		}
	}
	policy_rules_copy_to(w, w->doc->bytes.size);
}

/* Adds the rules without care for the lines at the start and at the end of the file. */
static void policy_rules_write_all(
	const struct policy_rules *after, const struct props *doc, struct buf *out)
{
	POLICY_AUTO struct policy_rules before = {0};
	ERR_AUTO struct err ignored = {0};
	struct policy_writing w = {
		doc, &before, after, props_find_eol(doc->bytes), NULL, 0, out};

	if (policy_rules_read(&before, doc, NULL, &ignored))
		out->failed = true;
	STRV_AUTO struct strv old = policy_rules_list_names(&before);
	STRV_AUTO struct strv new = policy_rules_list_names(after);
	out->failed = out->failed || old.failed || new.failed;
	if (!doc->bytes.size)
		buf_adds(out, header);
	policy_rules_map_lines(&w, &old, &new);
	policy_rules_write_lines(&w);
	for (size_t i = 0; i < after->n; i++)
		if (!strv_has(&old, after->items[i].name))
			policy_rules_append(&w, &after->items[i]);
	free(w.lines);
} /* NOLINT(clang-analyzer-unix.Malloc): freed by POLICY_AUTO */

/* Copies a file, and puts its two lines where they belong. */
static void policy_rules_sign(struct span s, const char *eol, struct buf *out)
{
	struct span line = span_of("", 0);

	if (!policy_rules_have_line(s, SIGN))
		buf_addf(out, SIGN "%s", eol);
	while (s.size) {
		struct span rest = s, next = policy_rules_cut_line(&rest);
		if (!span_equal(next, span_str(END))) {
			line = next;
			buf_add(out, span_cut(s, 0, s.size - rest.size));
		}
		s = rest;
	}
	if (out->size && !strchr("\r\n", out->data[out->size - 1]))
		buf_adds(out, eol);
	if (line.size && line.data[line.size - 1] == '\\') /* it would continue */
		buf_adds(out, eol);
	buf_addf(out, END "%s", eol);
}

void policy_rules_write(
	const struct policy_rules *after, const struct props *doc, struct buf *out)
{
	BUF_AUTO struct buf all = {0};

	policy_rules_write_all(after, doc, &all);
	if (span_equal(buf_span(&all), doc->bytes))
		buf_add(out, doc->bytes);
	else
		policy_rules_sign(buf_span(&all), props_find_eol(doc->bytes), out);
	out->failed = out->failed || all.failed;
}
