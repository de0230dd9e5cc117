/* SPDX-License-Identifier: MIT */
/* The Access Manager actions, and what their outcome means. */
#include "access.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/auxv.h>
#include <unistd.h>

static enum jsec_transport wanted(const struct opt *o)
{
	int i = JSEC_TRANSPORT_CLEAR;

	while (o->transport && i < JSEC_TRANSPORT_AUTH &&
		strcmp(o->transport, jsec_transport_name((enum jsec_transport)i)) != 0)
		i++;
	return (enum jsec_transport)i;
}

/* The Javas that may run the servers: those that were named, or all. */
static int look_at_javas(struct run *run)
{
	const struct opt *o = run->opt;
	struct jsec_search search = {.size = sizeof search,
		.targets = o->targets.items,
		.n_targets = o->targets.n,
		.environment =
			getauxval(AT_SECURE) ? NULL : (const char *const *)environ};
	struct jsec_request request = {.size = sizeof request, .action = JSEC_LIST};
	int rc = jsec_find(run->session, &search, &run->javas);

	return rc ? rc : jsec_plan(run->session, run->javas, &request, &run->java_lists);
}

int access_act(struct run *run)
{
	const struct opt *o = run->opt;
	bool restores = o->action == ACTION_RESTORE;
	bool writes = (restores || o->transport) && !o->dry_run;
	struct jsec_request request = {.size = sizeof request,
		.action = restores	 ? JSEC_RESTORE
			  : o->transport ? JSEC_TRANSPORT
					 : JSEC_LIST,
		.transport = wanted(o),
		.backup_id = o->backup_id,
		.flags = o->force ? JSEC_FORCE : 0};
	int rc = writes ? jsec_lock(run->session) : 0;

	rc = rc ? rc
		: jsec_find_access(
			  run->session, o->access.items, o->access.n, &run->installs);
	rc = rc ? rc : jsec_plan(run->session, run->installs, &request, &run->plan);
	if (!rc && writes)
		rc = jsec_commit(run->session, run->plan);
	rc = rc ? rc : jsec_audit(run->session, run->plan, &run->audit);
	return rc || o->action != ACTION_ACCESS ? rc : look_at_javas(run);
}

bool access_audits(const struct opt *o)
{
	return o->action == ACTION_ACCESS && !o->transport;
}

size_t access_problems(const struct run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < jsec_findings_count(run->audit); i++)
		n += jsec_findings_get(run->audit, i)->problem != 0;
	return n;
}

bool access_failed(const struct run *run)
{
	return access_audits(run->opt) && access_problems(run) > 0;
}

size_t access_count(const struct run *run, enum jsec_transport mode)
{
	size_t n = 0;

	for (size_t i = 0; i < jsec_settings_count(run->audit); i++)
		n += jsec_settings_get(run->audit, i)->mode == mode;
	return n;
}

bool access_needs_anon(const struct run *run)
{
	return access_count(run, JSEC_TRANSPORT_ANON) > 0;
}

/* The next entry from *at on that is about anonymous suites, of the list that counts. */
static const char *next_anon(const struct jsec_result *java, size_t *at)
{
	const char *entry = NULL;

	while (!java->error && !entry && java->effective_entries[*at])
		entry = strcasestr(java->effective_entries[(*at)++], "anon");
	return entry ? java->effective_entries[*at - 1] : NULL;
}

bool access_blocks_anon(const struct jsec_result *java)
{
	return next_anon(java, &(size_t){0}) != NULL;
}

size_t access_blocking(const struct run *run)
{
	size_t n = 0;

	for (size_t i = 0; run->java_lists && i < jsec_plan_count(run->java_lists); i++)
		n += access_blocks_anon(jsec_plan_get(run->java_lists, i));
	return n;
}

bool access_needs_way(const struct run *run)
{
	bool tls = access_needs_anon(run) || access_count(run, JSEC_TRANSPORT_TLS) > 0;

	return access_audits(run->opt) && access_found(run) &&
	       (access_problems(run) || (tls && access_blocking(run)));
}

bool access_found(const struct run *run)
{
	return run->counts.all > run->counts.no_install;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* Behind what became of the files, or instead of it. */
void access_sum_up(struct run *run)
{
	size_t problems = access_problems(run),
	       n_files = run->counts.all - run->counts.no_install,
	       notes = jsec_findings_count(run->audit) - problems,
	       n_settings = jsec_settings_count(run->audit),
	       n = access_audits(run->opt) ? 0 : strlen(run->summary);

	if (!access_found(run))
		snprintf(run->summary, sizeof run->summary,
			"no Access Manager file found%s",
			run->counts.all
				? ""
				: ": no eserver.conf, aserver.conf, dispatcher.conf, ...");
	else
		snprintf(run->summary + n, sizeof run->summary - n,
			"%s%zu setting%s in %zu file%s: %zu problem%s, %zu note%s",
			n ? "; " : "", n_settings, plural(n_settings), n_files,
			plural(n_files), problems, plural(problems), notes,
			plural(notes));
}

size_t access_warnings(const struct run *run, const char *warnings[MAX_WARNINGS])
{
	const char *mode = run->opt->transport ? run->opt->transport : "";
	size_t n = 0;

	if (run->counts.of[JSEC_FAILED] || !access_found(run))
		return 0;
	if (!strcmp(mode, "clear"))
		warnings[n++] =
			"clear is not encrypted: whoever sits on the network between two "
			"parts can read all traffic, passwords included, and change it.";
	if (!strcmp(mode, "anon"))
		warnings[n++] =
			"anon does not authenticate the peer: whoever sits on the network "
			"between two parts can read and change all. Java, too, has to allow "
			"it: jsecpatch --allow anon";
	if (access_audits(run->opt) && access_needs_anon(run))
		warnings[n++] = "anon does not authenticate the peer; auth, with "
				"certificates, is the better way.";
	return n;
}

/* A word as a shell takes it. */
static void add_word(FILE *out, const char *word)
{
	bool plain = *word && !word[strcspn(word, " \t\n'\"\\$`&|;<>()*?[]{}~#!")];

	fprintf(out, plain ? " %s" : " '", word);
	for (; !plain && *word; word++)
		fputs(*word == '\'' ? "'\\''" : (char[]){*word, 0}, out);
	fputs(plain ? "" : "'", out);
}

static void add_option(FILE *out, const char *option, const char *value)
{
	if (!value)
		return;
	fprintf(out, " %s", option);
	add_word(out, value);
}

/* "jsecpatch" and the options that say where. */
static FILE *begin_command(const struct run *run, char **text, size_t *size)
{
	FILE *out = open_memstream(text, size);

	if (!out)
		return NULL;
	fputs("jsecpatch", out);
	add_option(out, "--root", run->opt->root);
	add_option(out, "--state-dir", run->opt->state_dir);
	return out;
}

char *access_set_command(const struct run *run, const char *mode)
{
	char *text = NULL;
	size_t size;
	FILE *out = begin_command(run, &text, &size);

	for (size_t i = 0; out && i < run->opt->access.n; i++)
		add_option(out, "--access-manager", run->opt->access.items[i]);
	if (!out)
		return NULL;
	add_option(out, "--transport", mode);
	fclose(out);
	return text;
}

/* Mostly just anon, but lists may also have DH_anon, or suites. */
static void add_allows(const struct run *run, FILE *out)
{
	const char *told[16];
	size_t n = 0;

	for (size_t i = 0; i < jsec_plan_count(run->java_lists); i++) {
		const struct jsec_result *r = jsec_plan_get(run->java_lists, i);
		const char *entry;

		for (size_t at = 0; (entry = next_anon(r, &at));) {
			size_t k = 0;
			while (k < n && strcasecmp(told[k], entry) != 0)
				k++;
			if (k == n && n < sizeof told / sizeof *told)
				add_option(out, "--allow", told[n++] = entry);
		}
	}
}

char *access_allow_command(const struct run *run)
{
	char *text = NULL;
	size_t size;
	FILE *out = begin_command(run, &text, &size);

	if (!out)
		return NULL;
	add_allows(run, out);
	for (size_t i = 0; i < jsec_plan_count(run->java_lists); i++) {
		const struct jsec_result *r = jsec_plan_get(run->java_lists, i);
		if (access_blocks_anon(r))
			add_word(out,
				r->install->home ? r->install->home : r->install->file);
	}
	fclose(out);
	return text;
}
