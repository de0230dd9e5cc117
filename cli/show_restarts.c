/* SPDX-License-Identifier: MIT */
/* Shows which programs have to be restarted. */
#include "show_restarts.h"

#include "say.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#define USER_SIZE 16	 /* of a user's number as text */
#define ID_SIZE 64	 /* of a container's id */
#define SHORT_ID_SIZE 12 /* what container engines show of it */
#define LATE_NAMED 8	 /* programs in a line of the system log */

/* Returns the user's name, valid until the next call, or the number. */
static const char *show_restarts_name_user(unsigned uid, char number[USER_SIZE])
{
	const struct passwd *user = getpwuid(uid);

	snprintf(number, USER_SIZE, "%u", uid);
	return user ? user->pw_name : number;
}

/* Shortens a container's id as container engines do. They accept that. A name stays. */
static int show_restarts_measure_container(const char *container)
{
	size_t n = strlen(container);

	return n == ID_SIZE ? SHORT_ID_SIZE : (int)n;
}

void show_restarts_put_process(const char *before, const struct jsec_process *p)
{
	const char *unit = p->unit ? p->unit : "";
	const char *container = p->container ? p->container : "";
	const char *policy = p->policy_file ? p->policy_file : "";
	char number[USER_SIZE];

	say_line(stdout, NULL, "%spid %d, user %s%s%s%s%.*s, %s, from %s%s%s%s%s", before,
		p->pid, show_restarts_name_user(p->uid, number), *unit ? ", " : "", unit,
		*container ? ", container " : "",
		show_restarts_measure_container(container), container, p->command,
		p->home, *policy ? "; uses " : "", policy,
		!*policy	     ? ""
		: p->policy_replaces ? " instead (-Djava.security.properties)"
				     : " as well (-Djava.security.properties)",
		p->late ? "; it started during an update" : "");
}

/*
 * Prints the processes that an edit reaches, or those with options of their own. Returns
 * how many.
 */
static size_t show_restarts_put_processes(
	const struct jsec_restarts *restarts, bool overridden, const char *title)
{
	size_t shown = 0;

	for (const struct jsec_process *const *at = jsec_restarts_items(restarts); *at;
		at++) {
		const struct jsec_process *p = *at;
		if ((p->overridden_by != NULL) != overridden)
			continue;
		if (!shown++)
			say_line(stdout, NULL, "%s", title);
		show_restarts_put_process("  ", p);
		if (overridden)
			say_line(stdout, NULL, "    its list is %s %s",
				p->list_unread ? "unknown; jsecpatch cannot read" : "in",
				p->overridden_by);
	}
	return shown;
}

/* Prints what root cannot inspect: other user namespaces; all without CAP_SYS_PTRACE. */
static void show_restarts_put_unseen(const int *pids, size_t n)
{
	size_t i = 0;

	say_begin(stdout, NULL);
	say_piece(stdout, "Could not inspect these processes; "
			  "restart them if they run Java:");
	for (; pids[i]; i++)
		say_piece(stdout, "%s pid %d", i ? "," : "", pids[i]);
	if (i < n)
		say_piece(stdout, " and %zu more", n - i);
	say_piece(stdout, ".");
	say_end(stdout, NULL);
}

void show_restarts_print(const struct jsec_restarts *restarts, bool changed)
{
	const int *pids;
	size_t unseen = jsec_restarts_unseen(restarts, &pids);

	if (!show_restarts_put_processes(restarts, false,
		    "Restart these programs; they still use the old list:") &&
		changed)
		say_line(stdout, NULL,
			"No running Java program was found that needs a restart.");
	show_restarts_put_processes(restarts, true,
		"These programs ignore java.security because of their own "
		"options:");
	if (unseen && geteuid())
		say_line(stdout, NULL,
			"Processes of other users that were not checked: %zu; run "
			"as root to include them.",
			unseen);
	else if (unseen)
		show_restarts_put_unseen(pids, unseen);
}

/* Tells whether it started during an update, and was not restarted since. */
static bool show_restarts_is_left(const struct jsec_process *p)
{
	return p->late && !p->restarted;
}

void show_restarts_print_late(const struct jsec_restarts *restarts)
{
	const struct jsec_process *const *at = jsec_restarts_items(restarts);
	const int *pids;
	size_t unseen = jsec_restarts_unseen(restarts, &pids);

	if (show_restarts_count_late(restarts))
		say_line(stdout, NULL,
			"Restart these programs; they started during an update, and use "
			"the vendor's list:");
	for (; *at; at++)
		if ((*at)->late)
			show_restarts_put_process("  ", *at);
	if (unseen && !geteuid())
		show_restarts_put_unseen(pids, unseen);
}

size_t show_restarts_count_late(const struct jsec_restarts *restarts)
{
	size_t n = 0;

	for (const struct jsec_process *const *at = jsec_restarts_items(restarts); *at;
		at++)
		n += show_restarts_is_left(*at);
	return n;
}

/* Puts the name of what to restart: the unit is one of the container if there is one. */
static void show_restarts_put_name(FILE *out, const struct jsec_process *p)
{
	if (p->container)
		fprintf(out, "container %.*s (pid %d)",
			show_restarts_measure_container(p->container), p->container,
			p->pid);
	else if (p->unit)
		fprintf(out, "%s (pid %d)", p->unit, p->pid);
	else
		fprintf(out, "pid %d (%s)", p->pid, p->command);
}

void show_restarts_put_late(FILE *out, const struct jsec_restarts *restarts)
{
	size_t n = 0;

	for (const struct jsec_process *const *at = jsec_restarts_items(restarts); *at;
		at++) {
		if (!show_restarts_is_left(*at) || n++ >= LATE_NAMED)
			continue;
		fputs(n > 1 ? ", " : "", out);
		show_restarts_put_name(out, *at);
	}
	if (n > LATE_NAMED)
		fprintf(out, " and %zu more", n - LATE_NAMED);
}

/* Tells whether an earlier program in the list is of the same unit. */
static bool show_restarts_is_repeated(
	const struct jsec_process *const *list, const struct jsec_process *p)
{
	for (; *list != p; list++)
		if ((*list)->rule && (*list)->restarted == p->restarted &&
			!(*list)->error == !p->error && !strcmp((*list)->unit, p->unit))
			return true;
	return false;
}

void show_restarts_put_ruled(FILE *out, const struct jsec_restarts *restarts)
{
	const struct jsec_process *const *list = jsec_restarts_items(restarts);

	for (size_t i = 0; list[i]; i++) {
		const struct jsec_process *p = list[i];
		if (!p->rule || show_restarts_is_repeated(list, p))
			continue;
		if (p->error)
			fprintf(out, "; %s", p->error->message);
		else
			fprintf(out, "; %s %s (%s)",
				p->restarted ? "restarted" : "jsecpatch.service restarts",
				p->unit, p->rule);
	}
}

size_t show_restarts_count_restarted(const struct jsec_restarts *restarts)
{
	size_t n = 0;

	for (const struct jsec_process *const *at = jsec_restarts_items(restarts); *at;
		at++)
		n += (*at)->restarted != 0;
	return n;
}

json_t *show_restarts_make_process(const struct jsec_process *p)
{
	char number[USER_SIZE];

	return json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:b, s:b, s:o}",
		"pid", p->pid, "user", doc_quote(show_restarts_name_user(p->uid, number)),
		"unit", doc_quote(p->unit), "container", doc_quote(p->container), "home",
		doc_quote(p->home), "command", doc_quote(p->command), "policy_file",
		doc_quote(p->policy_file), "policy_replaces", p->policy_replaces,
		"overridden_by", doc_quote(p->overridden_by), "list_unread",
		p->list_unread, "late", p->late, "rule", doc_quote(p->rule));
}

void show_restarts_add_json(json_t *json, const struct jsec_restarts *restarts)
{
	size_t unseen = restarts ? jsec_restarts_unseen(restarts, NULL) : 0;
	json_t *list = json_array();

	for (size_t i = 0; restarts && jsec_restarts_items(restarts)[i]; i++)
		json_array_append_new(list,
			show_restarts_make_process(jsec_restarts_items(restarts)[i]));
	json_object_set_new(json, "restart", list);
	json_object_set_new(json, "restart_unseen", json_integer((json_int_t)unseen));
}
