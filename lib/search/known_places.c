/* SPDX-License-Identifier: MIT */
/* Looks for installs in known places, in the environment, and where the caller says. */
#include "search/known_places.h"

#include "access_manager/settings.h"
#include "jre/context.h"
#include "jre/install.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/folder.h"
#include "os/identity.h"
#include "os/root.h"
#include "os/system.h"
#include "search/access_javas.h"
#include "search/archive_installs.h"
#include "search/installs.h"
#include "search/path_matches.h"
#include "search/places.h"
#include "search/running.h"
#include "search/tree_scan.h"
#include "text/java_options.h"
#include "text/path_pattern.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>

/* State of a search. */
struct known_search {
	struct places places;
	struct find_hints *hints;
};

/* Accepts JAVA_HOME, JDK_HOME, JRE_HOME, and JAVA*_HOME for several versions. */
static bool known_places_names_home(const char *variable)
{
	size_t n = strcspn(variable, "=");

	return variable[n] && n >= 8 && !strncmp(variable + n - 5, "_HOME", 5) &&
	       (!strncmp(variable, "JAVA", 4) || !strncmp(variable, "JDK_", 4) ||
		       !strncmp(variable, "JRE_", 4));
}

static int known_places_search_path(struct known_search *s, const char *path)
{
	int rc = 0;

	s->places.source = JSEC_PATH;
	for (size_t n; !rc && *path; path += n + (path[n] == ':')) {
		char *program = NULL;
		n = strcspn(path, ":");
		if (*path != '/')
			continue;
		if (asprintf(&program, "%.*s/java", (int)n, path) < 0)
			return err_memory(s->places.e);
		rc = places_try_program(&s->places, program);
		free(program);
	}
	return rc;
}

static int known_places_search_environment(struct known_search *s)
{
	const struct strv *environment = s->hints->environment;
	int rc = 0;

	for (size_t i = 0; !rc && i < environment->n; i++) {
		const char *it = environment->items[i];
		s->places.source = JSEC_ENVIRONMENT;
		if (known_places_names_home(it) && strchr(it, '=')[1] == '/')
			rc = places_try_home(&s->places, strchr(it, '=') + 1);
		else if (!strncmp(it, "PATH=", 5))
			rc = known_places_search_path(s, it + 5);
	}
	return rc;
}

/* Adds an install that is a target, and records `path` as its name. */
static int known_places_add_named(
	struct known_search *s, struct install *i, const char *path)
{
	struct strv *names = &s->places.found->named;

	i->public.source = s->places.source;
	if (i->err.public.code == JSEC_OK)
		install_learn(s->places.context, i, &i->err);
	if (i->err.public.code == JSEC_OK)
		strv_adds(names, path);
	return names->failed
		       ? err_memory(s->places.e)
		       : installs_add(s->places.found, i, s->places.source, s->places.e);
}

static int known_places_try_file(
	struct known_search *s, const char *path, struct err *why)
{
	struct install i;
	int rc = install_probe_file(s->places.context, path, &i, why);

	if (!rc && !install_is_found(&i))
		rc = err_set(why, JSEC_NOT_JAVA, path, 0, "is not a java.security file");
	if (rc) {
		install_done(&i);
		return rc;
	}
	if (!i.home && install_check_bare(s->places.context, path, &i.err))
		known_places_meant_blame(s->places.context, path, &i.err);
	return known_places_add_named(s, &i, path);
}

static int known_places_refuse_home(const char *path, struct err *why)
{
	return err_set(why, JSEC_NOT_JAVA, path, 0,
		"is not a Java home: it has no conf/security/java.security, "
		"jre/lib/security/java.security or lib/security/java.security");
}

static int known_places_refuse_missing(
	struct known_search *s, const char *path, struct err *why)
{
	ERR_AUTO struct err shown = {0};

	if (archive_installs_show(s->places.context, path, &shown))
		err_move(why, &shown);
	return err_set(why, JSEC_NOT_FOUND, path, 0, "no such file or directory");
}

static int known_places_try_target(struct known_search *s, const char *path)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	bool is_archive = false;
	int rc = root_name(s->places.context->root, path, false, &p, &why);

	if (rc == -JSEC_NOT_FOUND || (!rc && !p.info.kind))
		rc = known_places_refuse_missing(s, path, &why);
	if (!rc && p.info.kind == FILE_DIR) {
		struct install i;
		rc = install_probe(s->places.context, path, true, &i, &why);
		if (!rc && install_is_found(&i))
			return known_places_add_named(s, &i, path);
		install_done(&i);
		if (!rc)
			known_places_refuse_home(path, &why);
		rc = known_places_meant_blame(s->places.context, path, &why);
	} else if (!rc) {
		rc = archive_installs_add(s->places.found, &p, &is_archive, &why);
		rc = is_archive ? rc : known_places_try_file(s, path, &why);
	}
	if (rc == -JSEC_NO_MEMORY)
		return err_memory(s->places.e);
	return rc < 0 ? installs_add_broken(s->places.found, path, s->places.source, &why,
				s->places.e)
		      : 0;
}

/* Tells whether a file is one of Access Manager's: backups contain such files, too. */
static bool known_places_is_access(const char *path)
{
	const char *slash = strrchr(path, '/');

	return settings_find_kind(slash ? slash + 1 : path);
}

/*
 * Tells whether a file is what the package of a removed Java has left behind: it belonged
 * to a home that is no Java any more.
 */
static int known_places_is_left(struct known_search *s, const struct install *found,
	const char *home, bool *ret, struct err *e)
{
	struct install before;
	bool alone = home && *home && !found->home &&
		     !installs_find(s->places.found, &found->info);
	int rc = alone ? install_probe(s->places.context, home, false, &before, e) : 0;

	*ret = alone && !rc && !install_is_found(&before);
	if (alone)
		install_done(&before);
	return rc;
}

/* `home` is that of a file which is known from a backup, or "", or NULL. */
static int known_places_try_path(
	struct known_search *s, const struct miss *known, const char *home)
{
	struct strv *left = &s->places.found->left_behind;
	bool is_left = false;
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};
	ERR_AUTO struct err why = {0};
	struct install found;

	if (known->source == JSEC_POLICY)
		root_name(s->places.context->root, known->path, true, &place, &ignored);
	int rc = install_find_named(s->places.context, known->path, &found, &why);

	found.public.source = known->source;
	if (!rc && install_is_found(&found))
		rc = known_places_is_left(s, &found, home, &is_left, &why);
	if (is_left) {
		install_done(&found);
		strv_adds(left, known->path);
		return left->failed ? err_memory(s->places.e) : 0;
	}
	if (!rc && install_is_found(&found) && known->source == JSEC_POLICY)
		rc = install_learn(s->places.context, &found, &why);
	return !rc && install_is_found(&found)
		       ? installs_add(s->places.found, &found, known->source, s->places.e)
		       : installs_miss_probed(
				 s->places.found, known, &found, &why, s->places.e);
}

/* Adds the installs at paths that once led to one. If it was removed, it is no error. */
static int known_places_try_known(struct known_search *s, const struct strv *paths,
	const struct strv *homes, enum jsec_source source)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < paths->n; i++) {
		const struct miss known = {paths->items[i], source, MISS_KNOWN, true};
		const char *name = strrchr(known.path, '/');
		/* Skip included files: their java.security leads to them. */
		bool included = source == JSEC_BACKUP && name &&
				strcmp(name, "/java.security") != 0;
		bool closed = source == JSEC_BACKUP &&
			      places_are_closed(&s->places, known.path);
		if (!included && !closed && !known_places_is_access(known.path))
			rc = known_places_try_path(
				s, &known, homes ? homes->items[i] : NULL);
	}
	return rc;
}

/*
 * Finds the paths that a pattern in the policy matches. Its directories are named by the
 * policy as those of a plain path are.
 */
static int known_places_expand(struct known_search *s, const char *pattern,
	struct path_listing *listing, struct strv *paths)
{
	const struct context *c = s->places.context;
	PATH_MATCHES_AUTO struct path_matches m = {0};
	const struct miss miss = {pattern, JSEC_POLICY, MISS_KNOWN, false};
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};
	char *top = strndup(pattern, path_pattern_measure_top(pattern));
	char *dir = top ? path_pattern_get_path(top) : NULL;
	int rc = dir ? 0 : err_memory(s->places.e);

	if (!rc && *dir)
		root_name(c->root, dir, true, &place, &ignored);
	free(dir);
	free(top);
	rc = rc ? rc : path_matches_find(c, pattern, listing, &m, s->places.e);
	for (size_t i = 0; !rc && i < m.paths.n; i++)
		strv_adds(paths, m.paths.items[i]);
	if (rc || m.cut || !err_public(&m.why))
		return rc; /* the plan tells what is cut */
	return installs_miss(s->places.found, &miss, &m.why, s->places.e);
}

/* Adds the installs that the policy names. */
static int known_places_try_policy(struct known_search *s)
{
	const struct strv *targets = &s->hints->policy;
	PATH_LISTING_AUTO struct path_listing listing = {0};
	STRV_AUTO struct strv paths = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < targets->n; i++) {
		char *path = NULL;
		if (path_pattern_is(targets->items[i]))
			rc = known_places_expand(s, targets->items[i], &listing, &paths);
		else if ((path = path_pattern_get_path(targets->items[i])))
			strv_adds(&paths, path);
		else
			rc = err_memory(s->places.e);
		free(path);
	}
	if (!rc && paths.failed)
		rc = err_memory(s->places.e);
	return rc ? rc : known_places_try_known(s, &paths, NULL, JSEC_POLICY);
}

int known_places_make_absolute(
	const struct context *p, const char *path, char **ret, struct err *e)
{
	if (p->is_host || *path == '/')
		return system_make_absolute(span_str(path), ret, e);
	if (asprintf(ret, "/%s", path) >= 0)
		return 0;
	*ret = NULL;
	return err_memory(e);
}

static int known_places_compare_homes(const void *a, const void *b)
{
	const struct install *x = *(struct install *const *)a;
	const struct install *y = *(struct install *const *)b;

	return strcmp(x->home ? x->home : "", y->home ? y->home : "");
}

/* Reads an options file. Refuses a relative path: where a JVM will run is unknown. */
static int known_places_read_file(void *context, const char *path, struct buf *ret)
{
	const struct context *p = context;
	PLACE_AUTO struct place place = PLACE_NONE;
	META_AUTO struct meta meta = {0};
	ERR_AUTO struct err ignored = {0};

	if (*path != '/' || root_resolve(p->root, path, &place, &ignored))
		return -1;
	return file_read(&place, ret, &meta, &ignored);
}

/* Reads the options that the environment gives to every JVM. */
static int known_places_read_options(const struct context *p,
	const struct strv *environment, struct jsec_installs *ret, struct err *e)
{
	const struct option_files files = {known_places_read_file, (void *)p};
	BUF_AUTO struct buf bytes = {0};

	for (size_t i = 0; i < environment->n; i++)
		if (jvmargs_names_variable(environment->items[i]))
			strv_adds(&ret->options, environment->items[i]);
	for (size_t i = 0; i < ret->options.n; i++)
		buf_add(&bytes, span_of(ret->options.items[i],
					strlen(ret->options.items[i]) + 1));
	const struct span java = span_of("java", sizeof "java");
	bool failed = bytes.failed || ret->options.failed;
	for (unsigned kind = 0; !failed && kind < JVM_KINDS; kind++)
		failed = jvmargs_read(
			java, buf_span(&bytes), kind, &files, &ret->args[kind]);
	return failed ? err_memory(e) : 0;
}

static int known_places_search_targets(
	struct known_search *s, const struct jsec_search *what)
{
	int rc = 0;

	s->places.source = JSEC_TARGET;
	for (size_t i = 0; !rc && i < what->n_targets; i++) {
		char *path;
		rc = known_places_make_absolute(
			s->places.context, what->targets[i], &path, s->places.e);
		rc = rc ? rc : known_places_try_target(s, path);
		free(path);
	}
	return rc;
}

/*
 * Notes that a record could not be read, and so which installs it names. Not all users may
 * read it, and what is wrong with its content is said by those who need it.
 */
static int known_places_miss_record(struct known_search *s, const char *path,
	enum jsec_source source, struct err *why)
{
	enum jsec_code code = why->public.code;

	if (code == JSEC_OK || code == JSEC_DENIED || code == JSEC_UNTRUSTED ||
		code == JSEC_BAD_POLICY)
		return 0;
	if (system_judge(why) != LOOK_EXHAUSTED)
		return installs_add_broken(
			s->places.found, path, source, why, s->places.e);
	err_move(s->places.e, why);
	return -(int)code;
}

static int known_places_miss_records(struct known_search *s)
{
	struct find_hints *h = s->hints;
	int rc = known_places_miss_record(s, h->policy_path, JSEC_POLICY, &h->policy_err);

	return rc ? rc
		  : known_places_miss_record(
			    s, h->backups_path, JSEC_BACKUP, &h->backups_err);
}

/* Searches the running programs; for an application perhaps only its own. */
static int known_places_search_processes(
	struct known_search *s, const struct jsec_search *what, bool only_used)
{
	const struct running_search search = {
		what->access ? &what->access->access : NULL, only_used};

	if (!s->places.context->is_host || what->no_processes ||
		(only_used && !what->access))
		return 0;
	return running_find(s->places.found, s->places.context, &search, s->places.e);
}

/* Searches everything except what only a scan finds. */
static int known_places_search_known(
	struct known_search *s, const struct jsec_search *what)
{
	int rc = known_places_miss_records(s);

	rc = rc ? rc : known_places_try_policy(s);
	s->places.source = JSEC_KNOWN_PLACE;
	rc = rc ? rc : places_search(&s->places, !what->no_users || !identity_is_root());
	rc = rc ? rc : known_places_search_environment(s);
	if (!rc)
		rc = known_places_search_processes(s, what, false);
	return rc ? rc
		  : known_places_try_known(
			    s, &s->hints->backups, &s->hints->backup_homes, JSEC_BACKUP);
}

/* Scans a directory. For "/", searches the known places, too. */
static int known_places_search_tree(struct known_search *s,
	const struct jsec_search *what, const struct watcher *watcher)
{
	char *path;
	int rc = known_places_make_absolute(
		s->places.context, what->scan, &path, s->places.e);
	bool all = path && !path[strspn(path, "/")];

	if (!rc)
		rc = all ? known_places_search_known(s, what)
			 : known_places_search_processes(s, what, true);
	s->places.found->all = all;
	rc = rc ? rc
		: tree_scan_run(
			  s->places.found, s->places.context, path, watcher, s->places.e);
	free(path);
	return rc;
}

/* Names the file systems on which the search ended. */
static int known_places_tell_left_out(struct known_search *s)
{
	const struct remote_mounts *remote = s->places.context->remote;
	struct strv *told = &s->places.found->walked.left_out;

	for (size_t i = 0; remote && i < remote->n; i++) {
		const struct remote_mount *m = &remote->items[i];
		if (m->met && !m->named && !strv_has(told, m->path))
			strv_adds(told, m->path);
	}
	strv_sort(told); /* the threads of a scan find them in any order */
	return told->failed ? err_memory(s->places.e) : 0;
}

int known_places_search(const struct context *p, const struct jsec_search *what,
	struct find_hints *hints, const struct watcher *watcher,
	struct jsec_installs **ret, struct err *e)
{
	struct known_search s = {.hints = hints,
		.places = {.context = p,
			.found = calloc(1, sizeof *s.places.found),
			.e = e}};
	int rc = s.places.found ? known_places_read_options(
					  p, hints->environment, s.places.found, e)
				: err_memory(e);

	if (!rc && what->access)
		rc = access_javas_add(s.places.found, p, &what->access->access, e);
	if (!rc && what->targets) {
		rc = known_places_search_targets(&s, what);
	} else if (!rc && what->scan) {
		rc = known_places_search_tree(&s, what, watcher);
	} else if (!rc) {
		s.places.found->all = true;
		rc = known_places_search_known(&s, what);
	}
	if (!rc && !what->targets && s.places.found->n)
		qsort(s.places.found->items, s.places.found->n,
			sizeof *s.places.found->items, known_places_compare_homes);
	strv_done(&s.places.closed);
	if (!rc)
		s.places.found->searched = !what->targets;
	rc = rc ? rc : known_places_tell_left_out(&s);
	rc = rc ? rc : installs_finish(s.places.found, e);
	if (rc)
		jsec_installs_free(s.places.found);
	else
		*ret = s.places.found;
	return rc;
}
