/* SPDX-License-Identifier: MIT */
/* Copies and checks a request before any install is read. */
#include "plan/request.h"

#include "text/escapes.h"
#include "text/list.h"
#include "text/suite.h"
#include "text/vendor_lists.h"

#include <stdlib.h>

/* Trims an entry, and replaces white space in it by one blank. */
static char *request_fold(const char *s)
{
	struct buf out = {0};

	for (; *s; s++) {
		bool blank = *s == ' ' || *s == '\t';
		bool more = s[strspn(s, " \t")] != 0;
		if (!blank)
			buf_add(&out, span_of(s, 1));
		else if (out.size && more && s[1] != ' ' && s[1] != '\t')
			buf_adds(&out, " ");
	}
	return buf_take(&out);
}

static bool request_is_utf8(const char *s)
{
	struct span all = span_str(s);

	for (size_t i = 0; i < all.size;) {
		size_t before = i;
		if (chars_next_utf8(all, &i) >= 0x80 && i == before + 1)
			return false;
	}
	return true;
}

static const char *request_find_trouble(const char *entry, bool adding)
{
	if (!*entry)
		return "is empty";
	if (*entry == '-')
		return "begins with '-', as an option does";
	if (strchr(entry, ','))
		return "contains a comma; give each entry separately";
	if (!request_is_utf8(entry))
		return "is not UTF-8";
	for (const char *s = entry; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return "contains a control character";
	return adding && strchr(entry, '"') ? "contains a quote" : NULL;
}

static int request_copy_entries(
	const char *const *from, size_t n, bool adding, struct strv *to, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		char *entry = request_fold(from[i]);
		const char *trouble = entry ? request_find_trouble(entry, adding) : NULL;
		if (trouble)
			err_set(e, JSEC_BAD_REQUEST, NULL, 0, "the entry '%s' %s", entry,
				trouble);
		else if (entry)
			strv_adds(to, entry);
		else
			to->failed = true;
		free(entry);
		if (trouble)
			return -JSEC_BAD_REQUEST;
	}
	return to->failed ? err_memory(e) : 0;
}

/* Refuses entries that every Java would refuse, before any install is read. */
static int request_check_grammar(const struct request *r, struct err *e)
{
	struct list_rules strict = {
		.constraints = vendor_lists_allow_constraints(r->property),
		.include = true,
		.wildcards = vendor_lists_are_suites(r->property),
		.handshake_usage = vendor_lists_are_suites(r->property)};

	for (size_t i = 0; i < r->disallow.n; i++) {
		const char *fault = entry_find_fault(r->disallow.items[i], &strict);
		if (fault)
			return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
				"the entry '%s' %s: with it every TLS connection would fail",
				r->disallow.items[i], fault);
	}
	return 0;
}

static int request_check_contradiction(const struct request *r, struct err *e)
{
	for (size_t i = 0; i < r->allow.n; i++)
		for (size_t k = 0; k < r->disallow.n; k++)
			if (entry_equal(r->allow.items[i], r->disallow.items[k]))
				return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
					"'%s' is both allowed and disallowed",
					r->allow.items[i]);
	return 0;
}

static int request_check_property(const struct request *r, struct err *e)
{
	for (const char *s = r->property; *s; s++)
		if (*s <= ' ' || *s > '~' || strchr("=:#!\\", *s))
			return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
				"'%s' is not the name of a property", r->property);
	if (*r->property && (r->action == JSEC_LIST || request_has(r, JSEC_FORCE) ||
				    vendor_lists_know(r->property)))
		return 0;
	return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
		"'%s' is not a list of algorithms that jsecpatch knows; only a forced "
		"request can change it",
		r->property);
}

/* Dots separate a name from other words in the records, so it must not have any. */
bool request_is_hook_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n && !name[n] && n < 40;
}

#define FOR(action) (1u << (action))
#define FOR_ALL (FOR(JSEC_TRANSPORT + 1) - 1)

/* What means nothing for an action is refused: its author meant something else. */
static int request_check_members(const struct jsec_request *r, struct err *e)
{
	const struct {
		bool given;
		unsigned actions; /* with which it goes */
		const char *what;
	} rules[] = {
		{r->flags & JSEC_FORCE, FOR_ALL & ~FOR(JSEC_LIST), "JSEC_FORCE"},
		{r->flags & JSEC_REMEMBER, FOR(JSEC_CHANGE), "JSEC_REMEMBER"},
		{r->flags & JSEC_FORGET, FOR(JSEC_RESTORE), "JSEC_FORGET"},
		{r->flags & JSEC_ADOPT_VENDOR, FOR(JSEC_CHANGE) | FOR(JSEC_REAPPLY),
			"JSEC_ADOPT_VENDOR"},
		{r->flags & JSEC_DRY_RUN, 0, "JSEC_DRY_RUN"},
		{r->property, FOR_ALL & ~(FOR(JSEC_REAPPLY) | FOR(JSEC_TRANSPORT)),
			"property"},
		{r->n_allow, FOR(JSEC_CHANGE), "allow"},
		{r->n_disallow, FOR(JSEC_CHANGE), "disallow"},
		{r->backup_id, FOR(JSEC_RESTORE), "backup_id"},
		{r->hook, FOR(JSEC_SUSPEND), "hook"},
		{r->transport, FOR(JSEC_TRANSPORT), "transport"},
		{r->output, FOR(JSEC_CHANGE) | FOR(JSEC_RESTORE), "output"},
		{r->replaced, FOR(JSEC_SUSPEND), "replaced"},
		{r->n_names, FOR(JSEC_SUSPEND), "names"},
	};
	const unsigned known = JSEC_FORCE | JSEC_REMEMBER | JSEC_FORGET |
			       JSEC_ADOPT_VENDOR | JSEC_DRY_RUN;

	if ((unsigned)r->action > JSEC_TRANSPORT)
		return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
			"the request has an unknown action: %d", (int)r->action);
	if (r->flags & ~known)
		return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
			"the request has unknown flags: %#x", r->flags & ~known);
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (rules[i].given && !(rules[i].actions & FOR(r->action)))
			return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
				"the request has %s, which means nothing for its action",
				rules[i].what);
	return 0;
}

int request_check_strings(
	const char *what, const char *const *strings, size_t n, struct err *e)
{
	if (n && !strings)
		return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
			"%s is NULL, but should have %zu strings", what, n);
	for (size_t i = 0; i < n; i++)
		if (!strings[i] || !*strings[i])
			return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
				"%s has %s instead of string %zu of %zu", what,
				strings[i] ? "an empty string" : "NULL", i + 1, n);
	return 0;
}

static int request_check_replaced(const struct jsec_request *r, struct err *e)
{
	if ((unsigned)r->replaced > JSEC_REPLACED_NAMED)
		return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
			"the request has an unknown value of replaced: %d",
			(int)r->replaced);
	if (r->replaced && !r->hook)
		return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
			"what is replaced is for update hooks, but hook is NULL");
	if (r->n_names && r->replaced != JSEC_REPLACED_NAMED)
		return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
			"names are given, but replaced is not JSEC_REPLACED_NAMED");
	return request_check_strings("names", r->names, r->n_names, e);
}

static int request_check_caller(const struct jsec_request *r, struct err *e)
{
	int rc = request_check_members(r, e);

	if (!rc && r->hook && !request_is_hook_name(r->hook))
		rc = err_set(e, JSEC_BAD_REQUEST, NULL, 0,
			"'%s' is not the name of a hook", r->hook);
	rc = rc ? rc : request_check_strings("allow", r->allow, r->n_allow, e);
	rc = rc ? rc : request_check_strings("disallow", r->disallow, r->n_disallow, e);
	rc = rc ? rc : request_check_replaced(r, e);
	if (rc || r->action != JSEC_CHANGE || r->n_allow || r->n_disallow)
		return rc;
	return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
		"a change needs an entry to allow or disallow");
}

static int request_check_remembered(const struct request *r, struct err *e)
{
	if (!request_has(r, JSEC_REMEMBER) || vendor_lists_know(r->property))
		return 0;
	return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
		"a list that jsecpatch does not know cannot be remembered");
}

static int request_check_transport(const struct request *r, struct err *e)
{
	if (r->action != JSEC_TRANSPORT || (r->transport >= JSEC_TRANSPORT_CLEAR &&
						   r->transport <= JSEC_TRANSPORT_AUTH))
		return 0;
	return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
		"the transport must be clear, anon or auth");
}

/* Refuses to remember a forced suite: the entries that block it differ between Javas. */
static int request_check_suites(const struct request *r, struct err *e)
{
	for (size_t i = 0; i < r->allow.n && request_has(r, JSEC_REMEMBER) &&
			   request_has(r, JSEC_FORCE) && !strcmp(r->property, TLS_LIST);
		i++)
		if (suite_table_find(r->allow.items[i]))
			return err_set(e, JSEC_BAD_REQUEST, NULL, 0,
				"%s cannot be remembered by its name: allow the entries that "
				"block it instead",
				r->allow.items[i]);
	return 0;
}

static int request_check_all(const struct request *r, struct err *e)
{
	int (*const checks[])(const struct request *, struct err *) = {
		request_check_contradiction, request_check_remembered,
		request_check_transport, request_check_suites, request_check_grammar};
	int rc = 0;

	for (size_t i = 0; !rc && i < sizeof checks / sizeof *checks; i++)
		rc = checks[i](r, e);
	return rc;
}

int request_copy(const struct jsec_request *from, struct request *r, struct err *e)
{
	*r = (struct request){
		.action = from->action,
		.property = strdup(from->property ? from->property : TLS_LIST),
		.backup_id = from->backup_id ? strdup(from->backup_id) : NULL,
		.flags = from->flags,
		.hook = from->hook ? strdup(from->hook) : NULL,
		.transport = from->transport,
		.output = from->output ? strdup(from->output) : NULL,
		.replaced = from->replaced,
		.restarts = from->restarts != 0,
	};
	if (!r->property || (from->backup_id && !r->backup_id) ||
		(from->hook && !r->hook) || (from->output && !r->output))
		return err_memory(e);
	int rc = request_check_caller(from, e);
	rc = rc ? rc : request_check_property(r, e);
	if (rc)
		return rc;
	rc = request_copy_entries(from->allow, from->n_allow, false, &r->allow, e);
	if (rc)
		return rc;
	rc = request_copy_entries(
		from->disallow, from->n_disallow, true, &r->disallow, e);
	for (size_t i = 0; i < from->n_names; i++)
		strv_adds(&r->names, from->names[i]);
	rc = rc || !r->names.failed ? rc : err_memory(e);
	return rc ? rc : request_check_all(r, e);
}

void request_done(struct request *r)
{
	free(r->property);
	free(r->backup_id);
	free(r->hook);
	free(r->output);
	strv_done(&r->allow);
	strv_done(&r->disallow);
	strv_done(&r->names);
	*r = (struct request){0};
}

struct change request_make_change(const struct request *r)
{
	return (struct change){r->property, strv_list(&r->allow), r->allow.n,
		strv_list(&r->disallow), r->disallow.n};
}

const char *request_get_name(const struct request *r)
{
	switch (r->action) {
	case JSEC_LIST:
		return "list";
	case JSEC_RESTORE:
		return "restore";
	case JSEC_REAPPLY:
		return "reapply";
	case JSEC_SUSPEND:
		return "suspend";
	case JSEC_TRANSPORT:
		return "transport";
	default:
		return r->allow.n && r->disallow.n ? "change"
		       : r->allow.n		   ? "allow"
						   : "disallow";
	}
}
