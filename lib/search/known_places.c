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
#include "search/running.h"
#include "search/tree_scan.h"
#include "text/java_options.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_DEEP 4	 /* levels that `**` stands for */
#define MAX_ENTRIES 1000 /* of directories that are listed in the home of another user */

/* Patterns of homes. `~` is each user's home directory. */
static const char *const places[] = {
	"/usr/lib/jvm/*",
	"/usr/lib64/jvm/*",
	"/usr/lib32/jvm/*",
	"/usr/java/*",
	"/usr/jdk/*",
	"/usr/jdk/instances/*",
	"/usr/local/java/*",
	"/usr/local/*jdk*",
	"/usr/local/*jre*",
	"/usr/local/lib/jvm/*",
	"/opt/*",
	"/opt/*/*",
	"/opt/hostedtoolcache/Java_*/*/*",
	"/usr/lib/openjdk-*",
	"/etc/alternatives/jre*",
	"/home/linuxbrew/.linuxbrew/opt/*jdk*",
	"/home/linuxbrew/.linuxbrew/opt/*jdk*/libexec",
	"/nix/store/*jdk*",
	"/nix/store/*jdk*/lib/openjdk",
	"/snap/*/current/**",
	"/var/lib/flatpak/app/**/files/**",
	"~/.sdkman/candidates/java/*",
	"~/.jdks/*",
	"~/.gradle/jdks/*",
	"~/.gradle/jdks/*/*",
	"~/.m2/jdks/*",
	"~/.asdf/installs/java/*",
	"~/.local/share/mise/installs/java/*",
	"~/.jabba/jdk/*",
	"~/.jenv/versions/*",
	"~/.jbang/cache/jdks/*",
	"~/.minecraft/runtime/**",
};

/* State of a search. */
struct places_search {
	const struct context *context;
	struct find_hints *hints;
	struct jsec_installs *found;
	enum jsec_source source;
	enum miss_weight weight; /* of what cannot be examined */
	size_t *entries_left;	 /* NULL, or how many entries may still be listed */
	struct strv closed;	 /* homes of other users, where not to look */
	struct err *e;
};

static struct miss known_places_make_miss(
	const struct places_search *s, const char *path, bool step)
{
	return (struct miss){path, s->source, s->weight, step};
}

static int known_places_try_home(struct places_search *s, const char *path)
{
	const struct miss home = known_places_make_miss(s, path, true);

	return installs_try_home(s->found, s->context, &home, s->e);
}

/* Resolves a path, which need not exist. If that fails, its kind is FILE_NONE. */
static int known_places_resolve(
	struct places_search *s, const char *path, struct place *ret)
{
	const struct miss miss = known_places_make_miss(s, path, true);
	ERR_AUTO struct err why = {0};

	return root_resolve(s->context->root, path, ret, &why)
		       ? installs_miss(s->found, &miss, &why, s->e)
		       : 0;
}

/* Adds the home of the program at `path`, if there is one. */
static int known_places_try_program(struct places_search *s, const char *path)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	int rc = known_places_resolve(s, path, &p);

	if (rc || p.info.kind != FILE_REGULAR)
		return rc;
	for (int up = 0; up < 2; up++) {
		char *slash = strrchr(p.path, '/');
		if (!slash || slash == p.path)
			return 0;
		*slash = 0;
	}
	return known_places_try_home(s, p.path);
}

static int known_places_expand(
	struct places_search *s, const char *done, const char *pattern, int deep);

/* A directory whose entries are compared with a component of a pattern. */
struct places_dir {
	struct places_search *search;
	const char *done; /* its path */
	const char *component, *rest;
	int deep;
};

static int known_places_expand_entries(const struct places_dir *d);

#define STOP 1 /* no more entries of this directory */

/* Follows an entry that matches. Links are not followed for `**`. */
static int known_places_take_entry(void *data, const char *name, enum file_kind kind)
{
	const struct places_dir *d = data;
	bool any_depth = !strcmp(d->component, "**");
	char *path = NULL;

	if (d->search->entries_left && !*d->search->entries_left)
		return STOP;
	if (d->search->entries_left)
		--*d->search->entries_left;
	if ((kind != FILE_DIR && (any_depth || kind != FILE_LINK)) ||
		fnmatch(any_depth ? "*" : d->component, name, FNM_PERIOD))
		return 0;
	if (asprintf(&path, "%s/%s", d->done, name) < 0)
		return err_memory(d->search->e);
	int rc = known_places_expand(d->search, path, d->rest, 0);
	if (!rc && any_depth && d->deep < MAX_DEEP)
		rc = known_places_expand_entries(&(struct places_dir){
			d->search, path, d->component, d->rest, d->deep + 1});
	free(path);
	return rc;
}

/* Continues with each entry of the directory that the component matches. */
static int known_places_expand_entries(const struct places_dir *d)
{
	const struct miss miss = known_places_make_miss(d->search, d->done, false);
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	struct places_dir dir = *d;
	int rc = known_places_resolve(d->search, d->done, &p);

	if (rc || p.info.kind != FILE_DIR)
		return rc;
	rc = folder_list_at(
		&p, d->done, "list the directory", known_places_take_entry, &dir, &why);
	if (err_public(&why))
		return installs_miss(d->search->found, &miss, &why, d->search->e);
	return rc == STOP ? 0 : rc;
}

/*
 * Tries the homes that a pattern matches. `done` is the part without wildcards so far;
 * `pattern` is the rest, which is empty or starts with a slash.
 */
static int known_places_expand(
	struct places_search *s, const char *done, const char *pattern, int deep)
{
	size_t size = *pattern ? 1 + strcspn(pattern + 1, "/") : 0;
	char *component, *path = NULL;
	int rc;

	if (!size)
		return known_places_try_home(s, done);
	component = strndup(pattern + 1, size - 1);
	if (!component)
		return err_memory(s->e);
	if (strchr(component, '*'))
		rc = known_places_expand_entries(
			&(struct places_dir){s, done, component, pattern + size, deep});
	else if (asprintf(&path, "%s/%s", done, component) < 0)
		rc = err_memory(s->e);
	else
		rc = known_places_expand(s, path, pattern + size, deep);
	free(component);
	free(path);
	return rc;
}

/* Returns field `n` of a line of /etc/passwd, counted from 0. NULL if there are fewer. */
static char *known_places_find_field(char *line, int n)
{
	for (; line && n; n--) {
		line = strchr(line, ':');
		line = line ? line + 1 : NULL;
	}
	return line;
}

/* The home directories in /etc/passwd, each one once. */
struct places_users {
	struct strv homes;
	struct buf owners; /* of these homes: struct owner */
};

static void known_places_users_done(struct places_users *u)
{
	strv_done(&u->homes);
	buf_done(&u->owners);
}

/* Adds the home directory in a line of /etc/passwd. */
static void known_places_take_user(char *line, struct places_users *ret)
{
	const char *user = known_places_find_field(line, 2);
	const char *group = known_places_find_field(line, 3);
	char *home = known_places_find_field(line, 5);

	if (!home)
		return;
	const struct owner owner = {
		(uint32_t)strtoul(user, NULL, 10), (uint32_t)strtoul(group, NULL, 10)};
	home[strcspn(home, ":")] = 0;
	if (*home != '/' || !home[1] || strv_has(&ret->homes, home))
		return;
	strv_adds(&ret->homes, home);
	buf_add(&ret->owners, span_of((const char *)&owner, sizeof owner));
}

/* Reads the root's own /etc/passwd. */
static int known_places_list_users(struct places_search *s, struct places_users *ret)
{
	const struct miss miss = known_places_make_miss(s, "/etc/passwd", false);
	PLACE_AUTO struct place place = PLACE_NONE;
	META_AUTO struct meta meta = {0};
	BUF_AUTO struct buf bytes = {0};
	ERR_AUTO struct err why = {0};

	if (root_resolve(s->context->root, miss.path, &place, &why) ||
		file_read(&place, &bytes, &meta, &why))
		return installs_miss(s->found, &miss, &why, s->e);
	for (char *line = bytes.data, *end; line && *line; line = end) {
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = 0;
		known_places_take_user(line, ret);
	}
	return ret->homes.failed || ret->owners.failed ? err_memory(s->e) : 0;
}

/* Searches the places of the system or, with `home`, those of a user. */
static int known_places_search_patterns(struct places_search *s, const char *home)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < sizeof places / sizeof *places; i++)
		if ((*places[i] == '~') == (home != NULL))
			rc = home ? known_places_expand(s, home, places[i] + 1, 0)
				  : known_places_expand(s, "", places[i], 0);
	return rc;
}

/* Looks into the home of another user, with that user's rights if root runs. */
static int known_places_search_other(
	struct places_search *s, const char *home, struct owner owner)
{
	const struct miss miss = known_places_make_miss(s, home, false);
	/* the list of users that names the home has the group, too, if it is this machine's */
	const struct rights rights = {
		.who = s->context->is_host ? owner : identity_of(owner)};
	IDENTITY_AUTO struct identity identity = {0};
	size_t left = MAX_ENTRIES;
	ERR_AUTO struct err why = {0};

	if (identity_is_root()) {
		if (identity_take_all(&rights, &identity, &why))
			return installs_miss(s->found, &miss, &why, s->e);
		s->entries_left = &left;
	}
	int rc = known_places_search_patterns(s, home);
	s->entries_left = NULL;
	if (!rc && !left) {
		strv_adds(&s->found->partly, home);
		rc = s->found->partly.failed ? err_memory(s->e) : 0;
	}
	return rc;
}

/* Searches a home, if it exists. The caller does not change what others have in theirs. */
static int known_places_search_home(
	struct places_search *s, const char *home, struct owner owner, bool others)
{
	bool own = owner_equal(owner, owner_get_own());
	PLACE_AUTO struct place p = PLACE_NONE;

	s->weight = own ? MISS_FAILS : MISS_COUNTS;
	int rc = known_places_resolve(s, home, &p);
	bool there = !rc && p.info.kind == FILE_DIR;

	if (there && own)
		rc = known_places_search_patterns(s, home);
	else if (there && others)
		rc = known_places_search_other(s, home, owner);
	else if (there && !owner_is_root(p.info.owner))
		strv_adds(&s->closed, p.path);
	s->weight = MISS_FAILS;
	return s->closed.failed ? err_memory(s->e) : rc;
}

static int known_places_search_users(struct places_search *s, bool others)
{
	__attribute__((cleanup(known_places_users_done))) struct places_users users = {0};
	int rc = known_places_list_users(s, &users);

	for (size_t i = 0; !rc && i < users.homes.n; i++) {
		struct owner owner;
		memcpy(&owner, users.owners.data + i * sizeof owner, sizeof owner);
		rc = known_places_search_home(s, users.homes.items[i], owner, others);
	}
	return rc;
}

static int known_places_search_places(
	struct places_search *s, const struct jsec_search *what)
{
	int rc;

	s->source = JSEC_KNOWN_PLACE;
	rc = known_places_search_patterns(s, NULL);
	rc = rc ? rc
		: known_places_search_users(s, !what->no_users || !identity_is_root());
	return rc ? rc : known_places_try_program(s, "/etc/alternatives/java");
}

/* Accepts JAVA_HOME, JDK_HOME, JRE_HOME, and JAVA*_HOME for several versions. */
static bool known_places_names_home(const char *variable)
{
	size_t n = strcspn(variable, "=");

	return variable[n] && n >= 8 && !strncmp(variable + n - 5, "_HOME", 5) &&
	       (!strncmp(variable, "JAVA", 4) || !strncmp(variable, "JDK_", 4) ||
		       !strncmp(variable, "JRE_", 4));
}

/* Accepts the variables that give options to every JVM. */
static bool known_places_names_options(const char *variable)
{
	static const char *const names[] = {
		"JAVA_TOOL_OPTIONS=", "JDK_JAVA_OPTIONS=", "_JAVA_OPTIONS="};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strncmp(variable, names[i], strlen(names[i])))
			return true;
	return false;
}

static int known_places_search_path(struct places_search *s, const char *path)
{
	int rc = 0;

	s->source = JSEC_PATH;
	for (size_t n; !rc && *path; path += n + (path[n] == ':')) {
		char *program = NULL;
		n = strcspn(path, ":");
		if (*path != '/')
			continue;
		if (asprintf(&program, "%.*s/java", (int)n, path) < 0)
			return err_memory(s->e);
		rc = known_places_try_program(s, program);
		free(program);
	}
	return rc;
}

static int known_places_search_environment(struct places_search *s)
{
	const struct strv *environment = s->hints->environment;
	int rc = 0;

	for (size_t i = 0; !rc && i < environment->n; i++) {
		const char *it = environment->items[i];
		s->source = JSEC_ENVIRONMENT;
		if (known_places_names_home(it) && strchr(it, '=')[1] == '/')
			rc = known_places_try_home(s, strchr(it, '=') + 1);
		else if (!strncmp(it, "PATH=", 5))
			rc = known_places_search_path(s, it + 5);
	}
	return rc;
}

/* Adds an install that is a target, and records `path` as its name. */
static int known_places_add_named(
	struct places_search *s, struct install *i, const char *path)
{
	struct strv *names = &s->found->named;

	i->public.source = s->source;
	if (i->err.public.code == JSEC_OK)
		install_learn(s->context, i, &i->err);
	if (i->err.public.code == JSEC_OK)
		strv_adds(names, path);
	return names->failed ? err_memory(s->e)
			     : installs_add(s->found, i, s->source, s->e);
}

static int known_places_try_file(
	struct places_search *s, const char *path, struct err *why)
{
	struct install i;
	int rc = install_probe_file(s->context, path, &i, why);

	if (!rc && !install_is_found(&i))
		rc = err_set(why, JSEC_NOT_JAVA, path, 0, "is not a java.security file");
	if (rc) {
		install_done(&i);
		return rc;
	}
	if (!i.home && install_check_bare(s->context, path, &i.err))
		known_places_meant_blame(s->context, path, &i.err);
	return known_places_add_named(s, &i, path);
}

static int known_places_refuse_home(const char *path, struct err *why)
{
	return err_set(why, JSEC_NOT_JAVA, path, 0,
		"is not a Java home: it has no conf/security/java.security, "
		"jre/lib/security/java.security or lib/security/java.security");
}

static int known_places_refuse_missing(
	struct places_search *s, const char *path, struct err *why)
{
	ERR_AUTO struct err shown = {0};

	if (archive_installs_show(s->context, path, &shown))
		err_move(why, &shown);
	return err_set(why, JSEC_NOT_FOUND, path, 0, "no such file or directory");
}

static int known_places_try_target(struct places_search *s, const char *path)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	bool is_archive = false;
	int rc = root_name(s->context->root, path, false, &p, &why);

	if (rc == -JSEC_NOT_FOUND || (!rc && !p.info.kind))
		rc = known_places_refuse_missing(s, path, &why);
	if (!rc && p.info.kind == FILE_DIR) {
		struct install i;
		rc = install_probe(s->context, path, true, &i, &why);
		if (!rc && install_is_found(&i))
			return known_places_add_named(s, &i, path);
		install_done(&i);
		rc = !rc ? known_places_refuse_home(path, &why) : rc;
		rc = known_places_meant_blame(s->context, path, &why);
	} else if (!rc) {
		rc = archive_installs_add(s->found, s->context, &p, &is_archive, &why);
		rc = is_archive ? rc : known_places_try_file(s, path, &why);
	}
	if (rc == -JSEC_NO_MEMORY)
		return err_memory(s->e);
	return rc < 0 ? installs_add_broken(s->found, path, s->source, &why, s->e) : 0;
}

/* Tells whether a file is one of Access Manager's: backups contain such files, too. */
static bool known_places_is_access(const char *path)
{
	const char *slash = strrchr(path, '/');

	return settings_find_kind(slash ? slash + 1 : path);
}

static int known_places_try_path(struct places_search *s, const struct miss *known)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};
	ERR_AUTO struct err why = {0};
	struct install found;

	if (known->source == JSEC_POLICY)
		root_name(s->context->root, known->path, true, &place, &ignored);
	int rc = install_find_named(s->context, known->path, &found, &why);

	found.public.source = known->source;
	if (!rc && install_is_found(&found) && known->source == JSEC_POLICY)
		rc = install_learn(s->context, &found, &why);
	return !rc && install_is_found(&found)
		       ? installs_add(s->found, &found, known->source, s->e)
		       : installs_miss_probed(s->found, known, &found, &why, s->e);
}

/* Tells whether the path is in a home where not to look. */
static bool known_places_is_closed(const struct places_search *s, const char *path)
{
	for (size_t i = 0; i < s->closed.n; i++) {
		size_t n = strlen(s->closed.items[i]);
		if (!strncmp(path, s->closed.items[i], n) && path[n] == '/')
			return true;
	}
	return false;
}

/* Adds the installs at paths that once led to one. If it was removed, it is no error. */
static int known_places_try_known(
	struct places_search *s, const struct strv *paths, enum jsec_source source)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < paths->n; i++) {
		const struct miss known = {paths->items[i], source, MISS_KNOWN, true};
		const char *name = strrchr(known.path, '/');
		/* Skip included files: their java.security leads to them. */
		bool included = source == JSEC_BACKUP && name &&
				strcmp(name, "/java.security") != 0;
		bool closed =
			source == JSEC_BACKUP && known_places_is_closed(s, known.path);
		if (!included && !closed && !known_places_is_access(known.path))
			rc = known_places_try_path(s, &known);
	}
	return rc;
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
		if (known_places_names_options(environment->items[i]))
			strv_adds(&ret->options, environment->items[i]);
	for (size_t i = 0; i < ret->options.n; i++)
		buf_add(&bytes, span_of(ret->options.items[i],
					strlen(ret->options.items[i]) + 1));
	const struct span java = span_of("java", sizeof "java");
	return bytes.failed || ret->options.failed ||
			       jvmargs_read(java, buf_span(&bytes), false, &files,
				       &ret->old_args) ||
			       jvmargs_read(
				       java, buf_span(&bytes), true, &files, &ret->args)
		       ? err_memory(e)
		       : 0;
}

static int known_places_search_targets(
	struct places_search *s, const struct jsec_search *what)
{
	int rc = 0;

	s->source = JSEC_TARGET;
	for (size_t i = 0; !rc && i < what->n_targets; i++) {
		char *path;
		rc = known_places_make_absolute(
			s->context, what->targets[i], &path, s->e);
		rc = rc ? rc : known_places_try_target(s, path);
		free(path);
	}
	return rc;
}

/*
 * Notes that a record could not be read, and so which installs it names. Not all users may
 * read it, and what is wrong with its content is said by those who need it.
 */
static int known_places_miss_record(struct places_search *s, const char *path,
	enum jsec_source source, struct err *why)
{
	enum jsec_code code = why->public.code;

	if (code == JSEC_OK || code == JSEC_DENIED || code == JSEC_UNTRUSTED ||
		code == JSEC_BAD_POLICY)
		return 0;
	if (system_judge(why) != LOOK_EXHAUSTED)
		return installs_add_broken(s->found, path, source, why, s->e);
	err_move(s->e, why);
	return -(int)code;
}

static int known_places_miss_records(struct places_search *s)
{
	struct find_hints *h = s->hints;
	int rc = known_places_miss_record(s, h->policy_path, JSEC_POLICY, &h->policy_err);

	return rc ? rc
		  : known_places_miss_record(
			    s, h->backups_path, JSEC_BACKUP, &h->backups_err);
}

/* Searches the running programs; for an application perhaps only its own. */
static int known_places_search_processes(
	struct places_search *s, const struct jsec_search *what, bool only_used)
{
	const struct running_search search = {
		what->access ? &what->access->access : NULL, only_used};

	if (!s->context->is_host || what->no_processes || (only_used && !what->access))
		return 0;
	return running_find(s->found, s->context, &search, s->e);
}

/* Searches everything except what only a scan finds. */
static int known_places_search_known(
	struct places_search *s, const struct jsec_search *what)
{
	int rc = known_places_miss_records(s);

	rc = rc ? rc : known_places_try_known(s, &s->hints->policy, JSEC_POLICY);
	rc = rc ? rc : known_places_search_places(s, what);
	rc = rc ? rc : known_places_search_environment(s);
	if (!rc)
		rc = known_places_search_processes(s, what, false);
	return rc ? rc : known_places_try_known(s, &s->hints->backups, JSEC_BACKUP);
}

/* Scans a directory. For "/", searches the known places, too. */
static int known_places_search_tree(struct places_search *s,
	const struct jsec_search *what, const struct watcher *watcher)
{
	char *path;
	int rc = known_places_make_absolute(s->context, what->scan, &path, s->e);
	bool all = path && !path[strspn(path, "/")];

	if (!rc)
		rc = all ? known_places_search_known(s, what)
			 : known_places_search_processes(s, what, true);
	s->found->all = all;
	rc = rc ? rc : tree_scan_run(s->found, s->context, path, watcher, s->e);
	free(path);
	return rc;
}

/* Names the file systems on which the search ended. */
static int known_places_tell_left_out(struct places_search *s)
{
	const struct remote_mounts *remote = s->context->remote;
	struct strv *told = &s->found->walked.left_out;

	for (size_t i = 0; remote && i < remote->n; i++) {
		const struct remote_mount *m = &remote->items[i];
		if (m->met && !m->named && !strv_has(told, m->path))
			strv_adds(told, m->path);
	}
	strv_sort(told); /* the threads of a scan find them in any order */
	return told->failed ? err_memory(s->e) : 0;
}

int known_places_search(const struct context *p, const struct jsec_search *what,
	struct find_hints *hints, const struct watcher *watcher,
	struct jsec_installs **ret, struct err *e)
{
	struct places_search s = {.context = p,
		.hints = hints,
		.found = calloc(1, sizeof *s.found),
		.e = e};
	int rc = s.found ? known_places_read_options(p, hints->environment, s.found, e)
			 : err_memory(e);

	if (!rc && what->access)
		rc = access_javas_add(s.found, p, &what->access->access, e);
	if (!rc && what->targets) {
		rc = known_places_search_targets(&s, what);
	} else if (!rc && what->scan) {
		rc = known_places_search_tree(&s, what, watcher);
	} else if (!rc) {
		s.found->all = true;
		rc = known_places_search_known(&s, what);
	}
	if (!rc && !what->targets && s.found->n)
		qsort(s.found->items, s.found->n, sizeof *s.found->items,
			known_places_compare_homes);
	strv_done(&s.closed);
	if (!rc)
		s.found->searched = !what->targets;
	rc = rc ? rc : known_places_tell_left_out(&s);
	rc = rc ? rc : installs_finish(s.found, e);
	if (rc)
		jsec_installs_free(s.found);
	else
		*ret = s.found;
	return rc;
}
