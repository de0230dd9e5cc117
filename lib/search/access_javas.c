/* SPDX-License-Identifier: MIT */
/* Finds the Javas in the directories of Access Manager, and the JVMs that belong to it. */
#include "search/access_javas.h"

#include "jre/context.h"
#include "os/file_info.h"
#include "os/identity.h"
#include "os/proc.h"
#include "os/system.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * Tells whether something is there that cannot be looked at. This is about directories that
 * the caller named: what other users did there counts, too.
 */
static bool access_javas_is_hidden(const struct err *why)
{
	return system_judge(why) != LOOK_ABSENT || why->public.code == JSEC_UNTRUSTED ||
	       why->public.code == JSEC_LINK_LOOP;
}

static int access_javas_add_broken(
	struct jsec_installs *l, const char *path, struct err *why, struct err *e)
{
	int rc = installs_add_broken(l, path, JSEC_SCAN, why, e);

	if (rc)
		return rc;
	l->items[l->n - 1]->belongs = JSEC_INSIDE;
	install_publish(l->items[l->n - 1], JSEC_SCAN);
	return 0;
}

/* Adds an install inside. One that is broken is known to be there, so it is no guess. */
static int access_javas_try_home(
	struct jsec_installs *l, const struct context *p, const char *path, struct err *e)
{
	ERR_AUTO struct err why = {0};
	struct install i;
	int rc = install_probe(p, path, false, &i, &why);

	if (!rc && install_is_found(&i)) {
		i.belongs = JSEC_INSIDE;
		return installs_add(l, &i, JSEC_SCAN, e);
	}
	bool broken = rc && i.home && access_javas_is_hidden(&why);
	install_done(&i);
	if (system_judge(&why) == LOOK_EXHAUSTED) {
		err_move(e, &why);
		return rc;
	}
	return broken ? access_javas_add_broken(l, path, &why, e) : 0;
}

/* Returns the home of HOME/bin/java (malloc'd), or NULL for other paths. */
static char *access_javas_cut_to_home(const char *program)
{
	static const char tail[] = "/bin/java";
	size_t n = strlen(program), cut = strlen(tail);

	return n > cut && !strcmp(program + n - cut, tail) ? strndup(program, n - cut)
							   : NULL;
}

/* Tells whether a name is one that people give to a Java: jre, jdk-17, OpenJDK, javahome */
static bool access_javas_sound_like_one(const char *name)
{
	static const char *const words[] = {"java", "jre", "jdk", "jvm"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasestr(name, words[i]))
			return true;
	return false;
}

/* A link that cannot be followed need not lead to a Java. Reports it if its name says so. */
static int access_javas_miss_link(
	struct jsec_installs *l, const char *path, struct err *why, struct err *e)
{
	enum system_look look = system_judge(why);
	int rc = -(int)why->public.code;

	if (look == LOOK_EXHAUSTED) {
		err_move(e, why);
		return rc;
	}
	return access_javas_is_hidden(why) && why->public.code != JSEC_LINK_LOOP &&
			       access_javas_sound_like_one(strrchr(path, '/'))
		       ? access_javas_add_broken(l, path, why, e)
		       : 0;
}

/* Follows a link: to a home, or to the program of one. */
static int access_javas_try_link(
	struct jsec_installs *l, const struct context *p, const char *path, struct err *e)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	const char *name = strrchr(path, '/');

	if (root_resolve(p->root, path, &place, &why))
		return access_javas_miss_link(l, path, &why, e);
	if (place.info.kind == FILE_DIR)
		return access_javas_try_home(l, p, path, e);
	char *home = place.info.kind == FILE_REGULAR && name && !strcmp(name, "/java")
			     ? access_javas_cut_to_home(place.path)
			     : NULL;
	int rc = home ? access_javas_try_home(l, p, home, e) : 0;
	free(home);
	return rc;
}

int access_javas_add(struct jsec_installs *l, const struct context *p,
	const struct access_dirs *access, struct err *e)
{
	int rc = 0;

	/* The deepest first: the directory of the product is not the home of its jre. */
	for (size_t i = access->homes.n; !rc && i--;)
		rc = access_javas_try_home(l, p, access->homes.items[i], e);
	for (size_t i = 0; !rc && i < access->links.n; i++)
		rc = access_javas_try_link(l, p, access->links.items[i], e);
	return rc;
}

/* Tells whether a path is a directory, or below it. */
static bool access_javas_is_in(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	n -= n && dir[n - 1] == '/';
	return !strncmp(path, dir, n) && (!path[n] || path[n] == '/');
}

/* Tells whether a word names a directory, or what is in it: -cp /a.jar:/opt/rsa/lib/b.jar */
static bool access_javas_name(const char *word, const char *dir)
{
	size_t n = strlen(dir);

	n -= n && dir[n - 1] == '/';
	for (const char *at = word; n && (at = strstr(at, dir)); at++) {
		char before = at == word ? ':' : at[-1];
		bool url = at - word > 2 && !strncmp(at - 2, "//", 2);
		if ((url || strchr(":;,=@\"'( ", before)) &&
			(!at[n] || strchr("/:;,\"') ", at[n])))
			return true;
	}
	return false;
}

/* Calls access_javas_name() for each word. Of an environment only for Java's variables. */
static bool access_javas_words_name(
	const struct buf *words, bool environment, const char *dir)
{
	static const char *const variables[] = {"CLASSPATH=", "JAVA_TOOL_OPTIONS=",
		"JDK_JAVA_OPTIONS=", "_JAVA_OPTIONS=", NULL};
	const char *end = words->data + words->size;

	for (const char *word = words->data; word && word < end;
		word += strlen(word) + 1) {
		const char *const *v = variables;
		while (environment && *v && strncmp(word, *v, strlen(*v)) != 0)
			v++;
		if (*v && access_javas_name(word, dir))
			return true;
	}
	return false;
}

/* What is looked for in the open files of a process. */
struct access_use {
	const char *dir;
	bool found;
};

static void access_javas_compare_file(void *data, const char *path)
{
	struct access_use *use = data;

	use->found = use->found || access_javas_is_in(path, use->dir);
}

static bool access_javas_open(const struct process *process, const char *dir)
{
	struct access_use use = {dir, false};

	process_list_files(process->pid, access_javas_compare_file, &use);
	return use.found;
}

/* Tells whether a process sees the same directory as we do under this path. */
static bool access_javas_see_same(const struct context *p, const struct process *process,
	const struct root *inside, const char *dir)
{
	PLACE_AUTO struct place ours = PLACE_NONE;
	PLACE_AUTO struct place theirs = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};

	return !process->elsewhere ||
	       (!root_resolve(p->root, dir, &ours, &ignored) &&
		       !root_resolve(inside, dir, &theirs, &ignored) &&
		       ours.info.kind == FILE_DIR && theirs.info.kind == FILE_DIR &&
		       file_id_equal(ours.info.id, theirs.info.id));
}

static bool access_javas_use(const struct process *process, const char *dir)
{
	return access_javas_is_in(process->library, dir) ||
	       (process->directory && access_javas_is_in(process->directory, dir)) ||
	       access_javas_words_name(&process->cmdline, false, dir) ||
	       access_javas_words_name(&process->environ, true, dir) ||
	       access_javas_open(process, dir);
}

/* Tells whether the user of a process has a part in the installation. */
static bool access_javas_trust(
	const struct access_dirs *access, const struct process *process)
{
	char number[16];

	snprintf(number, sizeof number, "%u", owner_get_number(process->owner));
	return !identity_is_root() || owner_is_root(process->owner) ||
	       strv_has(&access->owners, number);
}

bool access_javas_are_used_by(const struct access_dirs *access, const struct context *p,
	const struct process *process, const struct root *inside)
{
	const struct strv *lists[] = {&access->tops, &access->names};

	if (!access_javas_trust(access, process))
		return false;
	for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
		for (size_t i = 0; i < lists[k]->n; i++)
			if (access_javas_use(process, lists[k]->items[i]) &&
				access_javas_see_same(
					p, process, inside, lists[k]->items[i]))
				return true;
	return false;
}
