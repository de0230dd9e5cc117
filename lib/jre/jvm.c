/* SPDX-License-Identifier: MIT */
/* Finds a JVM's library in a home, and the home of a library, before and since Java 9. */
#include "jre/jvm.h"

#include "os/file_info.h"
#include "os/folder.h"
#include "os/root.h"
#include "os/system.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_DEEP 2	 /* directories between lib and the library */
#define MAX_ENTRIES 4096 /* that are looked at; a lib has some 60 */

/* State of the search for a library. */
struct jvm_search {
	const struct root *root;
	bool (*wants)(const char *dir, const char *name);
	const char *dir;
	unsigned deep;
	size_t *left;
	bool *found;
	struct err *e;
};

/* The last ones are those of AIX, HP-UX, macOS and Windows. */
static bool jvm_is_library(const char *dir, const char *name)
{
	(void)dir;
	static const char *const names[] = {
		JVM_LIBRARY, "libjvm.a", "libjvm.sl", "libjvm.dylib", "jvm.dll"};
	size_t i = 0;

	while (i < sizeof names / sizeof *names && strcmp(name, names[i]) != 0)
		i++;
	return i < sizeof names / sizeof *names;
}

static bool jvm_is_openj9_library(const char *dir, const char *name)
{
	static const char *const dirs[] = {"/compressedrefs", "/j9vm", "/default"};
	const char *last = strrchr(dir, '/');

	if (!strncmp(name, "libj9vm", 7))
		return true;
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++)
		if (last && !strcmp(last, dirs[i]))
			return jvm_is_library(dir, name);
	return false;
}

static int jvm_search_dir(struct jvm_search *s);

/* Looks at an entry of a directory. Returns 1 to end the search. */
static int jvm_take_entry(void *data, const char *name, enum file_kind kind)
{
	const struct jvm_search *s = data;
	char *path = NULL;

	if (!*s->left)
		return 1;
	--*s->left;
	if (kind == FILE_REGULAR && s->wants(s->dir, name))
		*s->found = true;
	if (*s->found || kind != FILE_DIR || s->deep == MAX_DEEP)
		return *s->found;
	if (asprintf(&path, "%s/%s", s->dir, name) < 0)
		return err_memory(s->e);
	struct jvm_search below = *s;
	below.dir = path;
	below.deep++;
	int rc = jvm_search_dir(&below);
	free(path);
	return rc ? rc : *s->found;
}

static int jvm_search_dir(struct jvm_search *s)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	int rc = root_resolve(s->root, s->dir, &place, &why);

	if (!rc && place.info.kind == FILE_DIR)
		rc = folder_list_at(
			&place, s->dir, "list the directory", jvm_take_entry, s, &why);
	if (rc >= 0 || system_judge(&why) == LOOK_ABSENT)
		return 0;
	err_move(s->e, &why);
	return 0;
}

static int jvm_search_home(const struct root *root, const char *home,
	bool (*wants)(const char *dir, const char *name), bool *ret, struct err *e)
{
	static const char *const places[] = {"lib", "bin"};
	size_t left = MAX_ENTRIES;
	ERR_AUTO struct err why = {0};

	*ret = false;
	for (size_t i = 0; !*ret && i < sizeof places / sizeof *places; i++) {
		BUF_AUTO struct buf dir = {0};
		buf_addf(&dir, "%s/%s", home, places[i]);
		if (dir.failed)
			return err_memory(e);
		struct jvm_search s = {root, wants, buf_str(&dir), 0, &left, ret, &why};
		jvm_search_dir(&s);
	}
	int rc = *ret ? 0 : -(int)why.public.code;
	if (rc)
		err_move(e, &why);
	return rc;
}

int jvm_exists(const struct root *root, const char *home, bool *ret, struct err *e)
{
	return jvm_search_home(root, home, jvm_is_library, ret, e);
}

int jvm_is_openj9(const struct root *root, const char *home, bool *ret, struct err *e)
{
	ERR_AUTO struct err why = {0};
	int rc = jvm_search_home(root, home, jvm_is_openj9_library, ret, &why);

	return rc == -JSEC_NO_MEMORY ? err_memory(e) : 0;
}

/* Cuts off the last component. Returns false if it is not `name` (NULL: any name). */
static bool jvm_cut_last(struct span *path, const char *name)
{
	const char *slash = memrchr(path->data, '/', path->size);
	size_t size = slash ? (size_t)(slash - path->data) : 0;

	if (!slash || (name && !span_equal(span_cut(*path, size + 1, path->size),
				       span_str(name))))
		return false;
	path->size = size;
	return true;
}

char *jvm_find_home(const char *library, bool *modern)
{
	struct span path = span_str(library);

	if (!jvm_cut_last(&path, JVM_LIBRARY) || !jvm_cut_last(&path, NULL))
		return NULL;
	*modern = jvm_cut_last(&path, "lib");
	if (!*modern && (!jvm_cut_last(&path, NULL) || !jvm_cut_last(&path, "lib")))
		return NULL;
	return strndup(path.data, path.size);
}

int jvm_find_file(
	const struct root *root, const char *home, struct file_info *ret, struct err *e)
{
	static const char *const places[] = {
		"conf/security/java.security", "lib/security/java.security"};

	*ret = (struct file_info){0};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		PLACE_AUTO struct place place = PLACE_NONE;
		ERR_AUTO struct err why = {0};
		BUF_AUTO struct buf path = {0};

		buf_addf(&path, "%s/%s", home, places[i]);
		if (path.failed)
			return err_memory(e);
		int rc = root_resolve(root, buf_str(&path), &place, &why);
		if (system_judge(&why) != LOOK_ABSENT) {
			err_move(e, &why);
			return rc;
		}
		if (!rc && place.info.kind == FILE_REGULAR) {
			*ret = place.info;
			return 0;
		}
	}
	return 0;
}
