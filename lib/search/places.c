/* SPDX-License-Identifier: MIT */
/*
 * Goes down from some directories. Follows names that say Java for a few levels, whatever
 * is below, and other names only where programs are installed: so each search is short.
 */
#include "search/places.h"

#include "jre/context.h"
#include "jre/install.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/folder.h"
#include "os/identity.h"
#include "os/root.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>

#define JAVA_LEVELS 3 /* below a name that says Java, directories of any name */
#define MOST_NAMES 48 /* of a directory that is that of a program: others are data */

/*
 * How many directories and entries a search reads below one directory. Reading them takes
 * less than a second. If there are more, the search is incomplete, and fails. Other users
 * can fill their homes, so it reads less there.
 */
#define MOST_DIRS 50000
#define MOST_ENTRIES 1000000
#define MOST_OTHERS_DIRS 500
#define MOST_OTHERS_ENTRIES 20000

#define FIRST_PERSON 1000 /* users with smaller numbers are programs */

/* Where to begin. `~` is each user's home directory, and `*` any name. */
static const struct place_rule {
	const char *top;
	unsigned any; /* levels of directories with any name */
} rules[] = {
	{"/", 0},
	{"/usr", 0},
	{"/usr/lib", 0},
	{"/usr/lib64", 0},
	{"/usr/lib32", 0},
	/* Of the many directories there, only few are programs. */
	{"/usr/share/*search", 0},
	{"/usr/share/*-indexer", 0},
	{"/usr/share/*-server", 0},
	{"/usr/share/logstash", 0},
	{"/usr/share/dbeaver*", 0},
	{"/usr/local", 2},
	{"/usr/local/MATLAB/*/sys", 0},
	{"/opt", 5},
	{"/opt/*/envs/*/lib", 0},
	{"/u01/app", 4},
	{"/usr/sap", 4},
	{"/usr/openv", 1},
	{"/layers", 1},
	{"/var/lib/jenkins/tools", 1},
	{"/home/linuxbrew/.linuxbrew/Cellar", 0},
	{"/nix/store", 0},
	{"/gnu/store", 0},
	{"/snap/*/current", 3},
	{"/var/lib/flatpak/app/*/*/*/*/files", 2},
	{"/var/lib/flatpak/runtime/*/*/*/*/files", 1},
	{"~", 1},
	{"~/.local", 1},
	{"~/.local/share", 1},
	{"~/.local/share/*/installs", 0},
	{"~/.local/share/*/meta", 0},
	{"~/.local/share/*/runtimes", 1},
	{"~/.local/share/JetBrains/Toolbox/apps", 3},
	{"~/.local/share/flatpak/app/*/*/*/*/files", 2},
	{"~/.local/share/flatpak/runtime/*/*/*/*/files", 1},
	{"~/.local/state/nix/profile/lib", 0},
	{"~/.nix-profile/lib", 0},
	{"~/.guix-profile/lib", 0},
	{"~/.sdkman/candidates", 0},
	{"~/.gradle", 0},
	{"~/.jabba", 0},
	{"~/.jbang/cache", 0},
	{"~/.jenv/versions", 1},
	{"~/.m2", 0},
	{"~/.asdf/installs", 0},
	{"~/.vfox/cache", 0},
	{"~/.proto/tools", 0},
	{"~/.minecraft/runtime", 0},
	{"~/.p2/pool/plugins", 0},
	{"~/.*/extensions", 0},
	{"~/.config/*/User/globalStorage", 0},
	{"~/.var/app/*/data", 1},
	{"~/.var/app/*/data/*/extensions", 0},
	{"~/.cache/coursier", 0},
	{"~/.cache/coursier/arc", 3},
	{"~/.cache/JetBrains/RemoteDev/dist", 1},
	{"~/.cache/bazel/*/*/external", 0},
	{"~/.cache/bazel/*/install/*/embedded_tools", 0},
	{"~/*/envs/*/lib", 0},
};

#define N_RULES (sizeof rules / sizeof *rules)

/* Directories of these names contain no Java, but much else. */
static const char *const never[] = {"doc", "icons", "info", "java", "javadoc", "licenses",
	"locale", "man", "node_modules", "proc", "sys", "dev"};

/* A directory to look at. */
struct place_spot {
	char *path;
	unsigned any, java; /* levels below it */
	bool program; /* reached as a directory of any name: maybe that of a program */
	bool top;
};

/* The search below one rule, or in one home: breadth first, what is near comes first. */
struct place_walk {
	struct places *places;
	struct place_spot *queue;
	size_t n, done;
	size_t dirs_left, entries_left;
	bool failed; /* memory ran out */
};

/* What is in a directory. */
struct place_listing {
	struct place_walk *walk;
	struct strv dirs, links;
	bool home; /* it has what homes have */
};

static void place_listing_done(struct place_listing *l)
{
	strv_done(&l->dirs);
	strv_done(&l->links);
}

static void place_walk_done(struct place_walk *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->queue[i].path);
	free(w->queue);
}

#define PLACE_LISTING_AUTO __attribute__((cleanup(place_listing_done)))
#define PLACE_WALK_AUTO __attribute__((cleanup(place_walk_done)))

struct miss places_make_miss(const struct places *p, const char *path, bool step)
{
	return (struct miss){path, p->source, p->weight, step};
}

int places_try_home(struct places *p, const char *path)
{
	const struct miss home = places_make_miss(p, path, true);

	return installs_try_home(p->found, p->context, &home, NULL, p->e);
}

/* Resolves a path, which need not exist. If that fails, its kind is FILE_NONE. */
static int places_resolve(struct places *p, const char *path, struct place *ret)
{
	const struct miss miss = places_make_miss(p, path, true);
	ERR_AUTO struct err why = {0};

	return root_resolve(p->context->root, path, ret, &why)
		       ? installs_miss(p->found, &miss, &why, p->e)
		       : 0;
}

int places_try_program(struct places *p, const char *path)
{
	PLACE_AUTO struct place program = PLACE_NONE;
	int rc = places_resolve(p, path, &program);

	if (rc || program.info.kind != FILE_REGULAR)
		return rc;
	for (int up = 0; up < 2; up++) {
		char *slash = strrchr(program.path, '/');
		if (!slash || slash == program.path)
			return 0;
		*slash = 0;
	}
	return places_try_home(p, program.path);
}

/* Tells whether a directory of this name may be a Java, or hold some. */
static bool places_say_java(const char *name)
{
	static const char *const signs[] = {"jdk", "jre", "jvm", "jbr", "java", "zulu",
		"temurin", "corretto", "graalvm", "semeru", "liberica", "sapmachine",
		"icedtea"};
	const char *at = NULL;

	for (size_t i = 0; !at && i < sizeof signs / sizeof *signs; i++)
		at = strcasestr(name, signs[i]);
	return at && strncasecmp(at, "javascript", strlen("javascript")) != 0;
}

static bool places_is_one_of(const char *name, const char *const *names, size_t n)
{
	size_t i = 0;

	while (i < n && strcmp(name, names[i]) != 0)
		i++;
	return i < n;
}

/* Adds a directory to the queue, which then owns its path. */
static void places_push(struct place_walk *w, struct place_spot spot)
{
	struct place_spot *queue =
		spot.path ? memory_grow(w->queue, w->n, sizeof *queue) : NULL;

	if (!queue) {
		free(spot.path);
		w->failed = true;
		return;
	}
	w->queue = queue;
	queue[w->n++] = spot;
}

static char *places_join(const char *dir, const char *name)
{
	char *path = NULL;

	return asprintf(&path, "%s/%s", strcmp(dir, "/") ? dir : "", name) < 0 ? NULL
									       : path;
}

#define STOP 1 /* no more entries of this directory */

static int places_take_entry(void *data, const char *name, enum file_kind kind)
{
	static const char *const parts[] = {"conf", "lib", "jre"};
	struct place_listing *l = data;

	if (!l->walk->entries_left)
		return STOP;
	l->walk->entries_left--;
	if (kind != FILE_DIR && kind != FILE_LINK)
		return 0;
	l->home = l->home || places_is_one_of(name, parts, sizeof parts / sizeof *parts);
	strv_adds(kind == FILE_DIR ? &l->dirs : &l->links, name);
	return 0;
}

/* Lists a directory. One that cannot be listed may be a home all the same. */
static int places_list(struct place_walk *w, const char *path, struct place_listing *ret)
{
	struct places *p = w->places;
	const struct miss miss = places_make_miss(p, path, false);
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	int rc = places_resolve(p, path, &place);

	if (rc || place.info.kind != FILE_DIR)
		return rc;
	w->dirs_left--;
	rc = folder_list_at(
		&place, path, "list the directory", places_take_entry, ret, &why);
	if (ret->dirs.failed || ret->links.failed)
		return err_memory(p->e);
	if (!err_public(&why))
		return 0;
	ret->home = true;
	return rc < 0 ? installs_miss(p->found, &miss, &why, p->e) : 0;
}

/* Puts what is below a directory into the queue, as far as names and levels allow. */
static void places_push_child(
	struct place_walk *w, const struct place_spot *at, const char *name, bool few)
{
	bool any = at->any && few && *name != '.' &&
		   !places_is_one_of(name, never, sizeof never / sizeof *never);
	bool java = places_say_java(name);

	if (!java && !at->java && !any && !(at->program && !strcmp(name, "lib")))
		return;
	char *path = places_join(at->path, name);
	places_push(w, (struct place_spot){path, any && !java ? at->any - 1 : 0,
			       java	  ? JAVA_LEVELS
			       : at->java ? at->java - 1
					  : 0,
			       any && !java, false});
}

/* Links are not followed further: they lead to what has another path, or in a circle. */
static int places_try_link(
	struct places *p, const struct place_spot *at, const char *name, bool few)
{
	if (!at->java && !places_say_java(name) && !(at->any && few))
		return 0;
	char *path = places_join(at->path, name);
	int rc = path ? places_try_home(p, path) : err_memory(p->e);
	free(path);
	return rc;
}

/* Looks at the next directory of the queue. */
static int places_visit(struct place_walk *w)
{
	struct place_spot at = w->queue[w->done];
	struct places *p = w->places;
	PLACE_LISTING_AUTO struct place_listing l = {.walk = w};
	const struct miss home = places_make_miss(p, at.path, true);
	bool found = false;
	int rc = places_list(w, at.path, &l);
	bool few = at.top || l.dirs.n <= MOST_NAMES;

	w->done++;
	if (!rc && l.home)
		rc = installs_try_home(p->found, p->context, &home, &found, p->e);
	if (found) /* it may be that of a program around a `jre` */
		at = (struct place_spot){.path = at.path};
	for (size_t i = 0; !rc && i < l.links.n; i++)
		rc = places_try_link(p, &at, l.links.items[i], few);
	for (size_t i = 0; i < l.dirs.n; i++)
		if (!found || strcmp(l.dirs.items[i], "jre") != 0)
			places_push_child(w, &at, l.dirs.items[i], few);
	return rc || !w->failed ? rc : err_memory(p->e);
}

static int places_walk(struct place_walk *w)
{
	int rc = 0;

	while (!rc && w->done < w->n && w->dirs_left && w->entries_left)
		rc = places_visit(w);
	return rc;
}

static int places_push_tops(
	struct place_walk *w, const char *done, const char *pattern, unsigned any);

/* Puts the tops into the queue that a pattern with `*` in its next component matches. */
static int places_expand(
	struct place_walk *w, const char *done, const char *pattern, unsigned any)
{
	PLACE_LISTING_AUTO struct place_listing l = {.walk = w};
	size_t size = strcspn(pattern, "/");
	char *component = strndup(pattern, size);
	int rc = component ? places_list(w, done, &l) : err_memory(w->places->e);

	for (size_t i = 0; !rc && i < l.dirs.n && w->dirs_left; i++) {
		if (fnmatch(component, l.dirs.items[i], FNM_PERIOD))
			continue;
		char *path = places_join(done, l.dirs.items[i]);
		rc = path ? places_push_tops(w, path, pattern + size, any)
			  : err_memory(w->places->e);
		free(path);
	}
	free(component);
	return rc;
}

/* `done` is the part without `*` so far; `pattern` is the rest, or empty. */
static int places_push_tops(
	struct place_walk *w, const char *done, const char *pattern, unsigned any)
{
	const char *star = strchr(pattern, '*'), *from = pattern;
	char *path = NULL;
	int rc = 0;

	for (const char *c = pattern; star && c < star; c++)
		from = *c == '/' ? c : from;
	if (!star)
		from = pattern + strlen(pattern);
	if (asprintf(&path, "%s%.*s", done, (int)(from - pattern), pattern) < 0)
		return err_memory(w->places->e);
	if (star) {
		rc = places_expand(w, path, from + 1, any);
		free(path);
	} else {
		places_push(w, (struct place_spot){path, any, 0, .top = true});
	}
	return rc || !w->failed ? rc : err_memory(w->places->e);
}

static bool places_is_whole(const struct place_walk *w)
{
	return w->dirs_left && w->entries_left;
}

/* Adds a failed install if the search did not read everything below `top`, up to its `*`. */
static int places_check_whole(const struct place_walk *w, const char *top)
{
	struct places *p = w->places;
	BUF_AUTO struct buf path = {0};
	ERR_AUTO struct err why = {0};

	if (places_is_whole(w))
		return 0;
	buf_add(&path, span_of(top, strcspn(top, "*")));
	if (path.failed)
		return err_memory(p->e);
	err_set(&why, JSEC_TOO_LARGE, buf_str(&path), 0,
		"has more than %d directories or %d files, so not all were looked at; "
		"search it completely, or name the Java homes there",
		MOST_DIRS, MOST_ENTRIES);
	return installs_add_broken(p->found, buf_str(&path), p->source, &why, p->e);
}

/* Looks into the places of the system. Each rule has its own bounds. */
static int places_search_system(struct places *p)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < N_RULES; i++) {
		PLACE_WALK_AUTO struct place_walk w = {.places = p,
			.dirs_left = MOST_DIRS,
			.entries_left = MOST_ENTRIES};
		if (*rules[i].top == '~')
			continue;
		rc = places_push_tops(&w, "", rules[i].top, rules[i].any);
		rc = rc ? rc : places_walk(&w);
		rc = rc ? rc : places_check_whole(&w, rules[i].top);
	}
	return rc;
}

/* Tells whether a home has what the next component of the rule names. */
static bool places_has_first(const struct place_listing *l, const char *rule)
{
	const struct strv *const all[] = {&l->dirs, &l->links};
	size_t size = strcspn(rule, "/");
	char first[64];

	snprintf(first, sizeof first, "%.*s", (int)size, rule);
	for (size_t k = 0; k < sizeof all / sizeof *all; k++)
		for (size_t i = 0; i < all[k]->n; i++)
			if (!fnmatch(first, all[k]->items[i], FNM_PERIOD))
				return true;
	return false;
}

/*
 * Puts the places in a home into the queue. In that of a program, such as /var/cache/man,
 * only names that say Java are followed.
 */
static int places_push_home(struct place_walk *w, const char *home, struct owner owner)
{
	PLACE_LISTING_AUTO struct place_listing l = {.walk = w};
	bool person = owner_is_root(owner) || owner.user >= FIRST_PERSON;
	int rc = places_list(w, home, &l);

	for (size_t i = 0; !rc && i < N_RULES; i++) {
		const char *top = rules[i].top;
		if (!strcmp(top, "~"))
			rc = places_push_tops(w, home, "", person ? rules[i].any : 0);
		else if (*top == '~' && places_has_first(&l, top + 2))
			rc = places_push_tops(w, home, top + 1, rules[i].any);
	}
	return rc;
}

/* Looks into the places in a home. */
static int places_search_user(struct place_walk *w, const char *home, struct owner owner)
{
	int rc = places_push_home(w, home, owner);

	return rc ? rc : places_walk(w);
}

static int places_search_own(struct places *p, const char *home, struct owner owner)
{
	PLACE_WALK_AUTO struct place_walk w = {
		.places = p, .dirs_left = MOST_DIRS, .entries_left = MOST_ENTRIES};
	int rc = places_search_user(&w, home, owner);

	return rc ? rc : places_check_whole(&w, home);
}

/* Returns field `n` of a line of /etc/passwd, counted from 0. NULL if there are fewer. */
static char *places_find_field(char *line, int n)
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

static void places_users_done(struct places_users *u)
{
	strv_done(&u->homes);
	buf_done(&u->owners);
}

#define PLACES_USERS_AUTO __attribute__((cleanup(places_users_done)))

/* Adds the home directory in a line of /etc/passwd. */
static void places_take_user(char *line, struct places_users *ret)
{
	const char *user = places_find_field(line, 2);
	const char *group = places_find_field(line, 3);
	char *home = places_find_field(line, 5);

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
static int places_list_users(struct places *p, struct places_users *ret)
{
	const struct miss miss = places_make_miss(p, "/etc/passwd", false);
	PLACE_AUTO struct place place = PLACE_NONE;
	META_AUTO struct meta meta = {0};
	BUF_AUTO struct buf bytes = {0};
	ERR_AUTO struct err why = {0};

	if (root_resolve(p->context->root, miss.path, &place, &why) ||
		file_read(&place, &bytes, &meta, &why))
		return installs_miss(p->found, &miss, &why, p->e);
	for (char *line = bytes.data, *end; line && *line; line = end) {
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = 0;
		places_take_user(line, ret);
	}
	return ret->homes.failed || ret->owners.failed ? err_memory(p->e) : 0;
}

/* Looks into the home of another user, with that user's rights if root runs. */
static int places_search_other(struct places *p, const char *home, struct owner owner)
{
	const struct miss miss = places_make_miss(p, home, false);
	/* the list of users that names the home has the group, too, if it is this machine's */
	const struct rights rights = {
		.who = p->context->is_host ? owner : identity_of(owner)};
	PLACE_WALK_AUTO struct place_walk w = {.places = p,
		.dirs_left = MOST_OTHERS_DIRS,
		.entries_left = MOST_OTHERS_ENTRIES};
	IDENTITY_AUTO struct identity identity = {0};
	ERR_AUTO struct err why = {0};

	if (identity_is_root() && identity_take_all(&rights, &identity, &why))
		return installs_miss(p->found, &miss, &why, p->e);
	int rc = places_search_user(&w, home, owner);
	if (rc || places_is_whole(&w))
		return rc;
	strv_adds(&p->found->partly, home);
	return p->found->partly.failed ? err_memory(p->e) : 0;
}

/* Searches a home, if it exists. The caller does not change what others have in theirs. */
static int places_search_home(
	struct places *p, const char *home, struct owner owner, bool others)
{
	bool own = owner_equal(owner, owner_get_own());
	PLACE_AUTO struct place place = PLACE_NONE;

	p->weight = own ? MISS_FAILS : MISS_COUNTS;
	int rc = places_resolve(p, home, &place);
	bool there = !rc && place.info.kind == FILE_DIR;

	if (there && own)
		rc = places_search_own(p, home, owner);
	else if (there && others)
		rc = places_search_other(p, home, owner);
	else if (there && !owner_is_root(place.info.owner))
		strv_adds(&p->closed, place.path);
	p->weight = MISS_FAILS;
	return p->closed.failed ? err_memory(p->e) : rc;
}

static int places_search_users(struct places *p, bool others)
{
	PLACES_USERS_AUTO struct places_users users = {0};
	int rc = places_list_users(p, &users);

	for (size_t i = 0; !rc && i < users.homes.n; i++) {
		struct owner owner;
		memcpy(&owner, users.owners.data + i * sizeof owner, sizeof owner);
		rc = places_search_home(p, users.homes.items[i], owner, others);
	}
	return rc;
}

int places_search(struct places *p, bool others)
{
	int rc = places_search_system(p);

	rc = rc ? rc : places_search_users(p, others);
	return rc ? rc : places_try_program(p, "/etc/alternatives/java");
}

bool places_are_closed(const struct places *p, const char *path)
{
	for (size_t i = 0; i < p->closed.n; i++) {
		size_t n = strlen(p->closed.items[i]);
		if (!strncmp(path, p->closed.items[i], n) && path[n] == '/')
			return true;
	}
	return false;
}
