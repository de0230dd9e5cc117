/* SPDX-License-Identifier: MIT */
/* Recognizes Java homes of 7 and 8 (JRE and JDK), and of 9 and later. */
#include "jre/install.h"

#include "archive/extent.h"
#include "jre/jvm.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/handle.h"
#include "os/identity.h"
#include "os/root.h"
#include "os/system.h"
#include "text/properties.h"

#include <stdio.h>
#include <stdlib.h>

#define FILE_NAME "java.security"
#define UNNAMED_MAX_SIZE ((size_t)1 << 20) /* vendors' files have 60 KB */

/* Where homes have java.security, and their JVM. */
static const struct layout {
	const char *file;
	const char *jre; /* the part before lib/.../libjvm.so */
} layouts[] = {
	{"conf/security/" FILE_NAME, ""},	 /* 9 and later */
	{"jre/lib/security/" FILE_NAME, "jre/"}, /* JDK 7 and 8 */
	{"lib/security/" FILE_NAME, ""},	 /* JRE 7 and 8 */
};

#define N_LAYOUTS (sizeof layouts / sizeof *layouts)

const char *install_get_layout(size_t k)
{
	return k < N_LAYOUTS ? layouts[k].file : NULL;
}

/* Finds a file. If it is unknown whether it exists, returns false and sets `why`. */
static bool install_find_file(const struct root *root, const char *home,
	const char *below, struct place *ret, struct err *why)
{
	ERR_AUTO struct err now = {0};
	char *path = NULL;

	place_done(ret);
	int rc = asprintf(&path, "%s/%s", home, below) > 0
			 ? root_resolve(root, path, ret, &now)
			 : err_memory(&now);
	free(path);
	if (rc && rc != -JSEC_NOT_FOUND)
		err_move(why, &now);
	return !rc && ret->info.kind;
}

static bool install_exists(
	const struct root *root, const char *home, const char *below, struct err *why)
{
	PLACE_AUTO struct place ignored = PLACE_NONE;

	return install_find_file(root, home, below, &ignored, why);
}

/* Moves an error, if there is one. */
static int install_fail(struct err *why, struct err *e)
{
	int rc = -(int)why->public.code;

	if (rc)
		err_move(e, why);
	return rc;
}

/*
 * Looks for a `release` file or a JVM. A bin/java is not needed: runtimes made by jlink
 * may have none. Files that cannot be inspected are an error only if nothing was found.
 */
static int install_looks_like_java(const struct root *root, const char *home,
	const char *jre, struct place *release, bool *ret, struct err *e)
{
	ERR_AUTO struct err why = {0};
	BUF_AUTO struct buf path = {0};

	*ret = install_find_file(root, home, "release", release, &why);
	if (*ret)
		return 0;
	buf_addf(&path, "%s/%s", home, jre);
	int rc = path.failed ? err_memory(e) : jvm_exists(root, buf_str(&path), ret, e);
	return rc || *ret ? rc : install_fail(&why, e);
}

static char *install_get_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strndup(path, slash > path ? (size_t)(slash - path) : 1);
}

/* If the home is the `jre` folder of a JDK 8, the JDK becomes the home. */
static int install_climb_from_jre(
	const struct root *root, struct install *i, struct err *e)
{
	const char *name = strrchr(i->home, '/');
	ERR_AUTO struct err why = {0};
	char *above;

	if (!name || strcmp(name, "/jre"))
		return 0;
	above = install_get_dir(i->home);
	if (!above)
		return err_memory(e);
	if (install_exists(root, above, "release", &why) ||
		install_exists(root, above, "bin/java", &why)) {
		free(i->home);
		i->home = above;
		return 0;
	}
	free(above);
	return system_judge(&why) == LOOK_ABSENT ? 0 : install_fail(&why, e);
}

/* Makes the file at `opened` the install's, if it exists. Moves or frees `opened`. */
static int install_take_file(
	const struct context *p, char *opened, struct install *i, struct err *e)
{
	PLACE_AUTO struct place file = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	int rc = opened ? root_resolve(p->root, opened, &file, &why) : err_memory(&why);

	if (rc == -JSEC_NOT_FOUND || (!rc && !file.info.kind)) {
		free(opened);
		return 0;
	}
	if (rc) {
		free(opened);
		err_move(e, &why);
		return rc;
	}
	i->opened = opened;
	i->file = file.path;
	i->info = file.info;
	i->distrust = file.distrust;
	file.path = file.distrust = NULL;
	return 0;
}

static int install_add_alias(struct install *i, const char *path, struct err *e)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	if (strlen(i->home) == n && !memcmp(i->home, path, n))
		return 0;
	strv_add(&i->aliases, span_of(path, n));
	return i->aliases.failed ? err_memory(e) : 0;
}

/* `release` gets the place of that file, or none. */
static int install_probe_layouts(const struct context *p, const char *home, bool named,
	struct place *release, struct install *i, struct err *e)
{
	for (size_t k = 0; k < N_LAYOUTS; k++) {
		bool is_java = named;
		char *opened = NULL;
		if (asprintf(&opened, "%s/%s", home, layouts[k].file) < 0)
			opened = NULL;
		int rc = install_take_file(p, opened, i, e);
		if (!rc && install_is_found(i) && !named)
			rc = install_looks_like_java(
				p->root, home, layouts[k].jre, release, &is_java, e);
		if (rc || (install_is_found(i) && is_java))
			return rc;
		install_done(i);
	}
	return 0;
}

/* Fills in everything except the file, which was found before, as `release` perhaps was. */
static int install_take_home(const struct context *p, const char *path,
	const char *resolved, const struct place *release, struct install *i,
	struct err *e)
{
	i->home = strdup(resolved);
	if (!i->home)
		return err_memory(e);
	int rc = install_climb_from_jre(p->root, i, e);
	if (rc)
		return rc;
	rc = install_add_alias(i, path, e);
	if (rc)
		return rc;
	i->unread = identity_is_root() && (i->distrust || p->of_others);
	bool same = place_is_open(release) && !strcmp(i->home, resolved);
	const struct release_site site = {i->home, i->opened, same ? release : NULL};
	return i->unread ? 0 : release_read(&i->release, p, owner_get_own(), &site, e);
}

/*
 * Tells whether the home is not that of a JDK, but the directory of a program around its
 * own `jre`. What cannot be inspected is taken for a JDK.
 */
static bool install_only_holds_jre(
	const struct root *root, const struct install *i, const char *home)
{
	ERR_AUTO struct err why = {0};
	size_t n = strlen(home);

	return !strncmp(i->opened + n, "/jre/", strlen("/jre/")) &&
	       !install_exists(root, home, "release", &why) &&
	       !install_exists(root, home, "bin/java", &why) && !err_public(&why) &&
	       install_exists(root, home, "jre/bin/java", &why);
}

static int install_probe_jre(const struct context *p, const char *path, bool named,
	struct install *i, struct err *e)
{
	BUF_AUTO struct buf jre = {0};

	install_done(i);
	buf_addf(&jre, "%s/jre", path);
	int rc =
		jre.failed ? err_memory(e) : install_probe(p, buf_str(&jre), named, i, e);
	return !rc && install_is_found(i) ? install_add_alias(i, path, e) : rc;
}

int install_probe(const struct context *p, const char *path, bool named,
	struct install *i, struct err *e)
{
	PLACE_AUTO struct place release = PLACE_NONE;
	PLACE_AUTO struct place dir = PLACE_NONE;
	int rc = root_resolve(p->root, path, &dir, e);

	*i = (struct install){0};
	if (rc || dir.info.kind != FILE_DIR)
		return rc;
	rc = install_probe_layouts(p, dir.path, named, &release, i, e);
	if (!rc && install_is_found(i) && install_only_holds_jre(p->root, i, dir.path))
		return install_probe_jre(p, dir.path, named, i, e);
	if (!rc && install_is_found(i))
		rc = install_take_home(p, path, dir.path, &release, i, e);
	if (!rc)
		return 0;
	install_done(i);
	i->home = dir.path;
	i->distrust = dir.distrust;
	dir.path = dir.distrust = NULL;
	return rc;
}

int install_probe_file(
	const struct context *p, const char *path, struct install *i, struct err *e)
{
	size_t n = strlen(path);

	*i = (struct install){0};
	for (size_t k = 0; k < N_LAYOUTS; k++) {
		size_t tail = strlen(layouts[k].file);
		if (n < tail + 2 || path[n - tail - 1] != '/' ||
			strcmp(path + n - tail, layouts[k].file))
			continue;
		char *home = strndup(path, n - tail - 1);
		int rc = home ? install_probe(p, home, true, i, e) : err_memory(e);
		free(home);
		if (!rc)
			strv_done(&i->aliases);
		return rc;
	}
	return install_take_file(p, strdup(path), i, e);
}

int install_find_named(
	const struct context *p, const char *path, struct install *i, struct err *e)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	int rc = root_resolve(p->root, path, &place, e);

	*i = (struct install){0};
	if (rc || !place.info.kind)
		return rc;
	return place.info.kind == FILE_DIR ? install_probe(p, path, true, i, e)
					   : install_probe_file(p, path, i, e);
}

/* Returns the length of the part of a path in `public` that stands for that root. */
static size_t install_write_root(const struct install *i, char path[64])
{
	return (size_t)snprintf(path, 64, "/proc/%d/root", i->pid);
}

const char *install_get_inner_home(const struct install *i)
{
	char root[64];

	return i->home + install_write_root(i, root);
}

/* The root of a process, and in it what may not answer. */
struct install_root {
	struct root root;
	struct remote_mounts remote;
};

static void install_root_done(struct install_root *r)
{
	root_close(&r->root);
	mounts_remote_done(&r->remote);
}

#define INSTALL_ROOT_AUTO __attribute__((cleanup(install_root_done)))

static int install_open_root(
	const struct install *i, struct install_root *ret, struct err *e)
{
	char path[64];

	install_write_root(i, path);
	int rc = root_open(&ret->root, path, e);
	return rc ? rc : root_list_remote(&ret->root, &ret->remote, e);
}

/* Finds the file in the root of its process. */
static int install_find_elsewhere(
	const struct install *i, struct place *place, struct err *e)
{
	INSTALL_ROOT_AUTO struct install_root own = {.root = ROOT_NONE};
	int rc = install_open_root(i, &own, e);
	const struct root root = root_avoid(&own.root, &own.remote);

	return rc ? rc : root_resolve(&root, i->elsewhere.path, place, e);
}

static int install_learn_elsewhere(
	const struct context *c, struct install *i, struct err *e)
{
	INSTALL_ROOT_AUTO struct install_root own = {.root = ROOT_NONE};
	int rc = install_open_root(i, &own, e);
	const struct root root = root_avoid(&own.root, &own.remote);
	struct context inside = *c;

	const struct release_site site = {
		install_get_inner_home(i), i->elsewhere.path, NULL};

	inside.root = &root;
	return rc ? rc
		  : release_read(&i->release, &inside, install_get_reader(i), &site, e);
}

static void install_publish_release(struct install *i)
{
	i->public.vendor = i->release.vendor;
	i->public.java_version = i->release.version;
	i->public.name = i->release.name;
}

int install_learn(const struct context *c, struct install *i, struct err *e)
{
	if (!i->unread)
		return 0;
	const struct release_site site = {i->home, i->opened, NULL};
	i->unread = false;
	int rc = i->kind == INSTALL_ELSEWHERE
			 ? install_learn_elsewhere(c, i, e)
			 : release_read(&i->release, c, install_get_reader(i), &site, e);
	install_publish_release(i);
	return rc;
}

struct owner install_get_reader(const struct install *i)
{
	const struct owner own = owner_get_own();

	if (!identity_is_root() || i->kind == INSTALL_IN_ARCHIVE)
		return own;
	if (i->kind == INSTALL_ELSEWHERE && !owner_is_root(i->elsewhere.user))
		return i->elsewhere.user;
	if (!i->distrust)
		return own;
	if (!owner_is_root(i->info.owner))
		return identity_of(i->info.owner);
	return install_is_only_named(i) ? OWNER_NOBODY : own;
}

int install_read(const struct install *i, const struct root *root, struct place *place,
	struct buf *bytes, struct meta *meta, struct err *e)
{
	int rc;

	*place = PLACE_NONE;
	if (i->kind == INSTALL_IN_ARCHIVE) {
		buf_add(bytes, buf_span(i->archive.bytes));
		meta->info = i->info;
		return bytes->failed ? err_memory(e) : 0;
	}
	if (i->kind == INSTALL_TEXT) {
		buf_add(bytes, i->text.bytes);
		return bytes->failed ? err_memory(e) : 0;
	}
	if (i->kind == INSTALL_ELSEWHERE)
		rc = install_find_elsewhere(i, place, e);
	else
		rc = root_resolve(root, i->opened, place, e);
	size_t at_most = install_is_only_named(i) ? UNNAMED_MAX_SIZE : FILE_MAX_SIZE;
	return rc ? rc
		  : identity_read_file(
			    &(const struct rights){.who = install_get_reader(i)}, at_most,
			    place, bytes, meta, e);
}

bool install_is_elsewhere(const struct install *i)
{
	return i->kind == INSTALL_IN_ARCHIVE || i->kind == INSTALL_ELSEWHERE ||
	       i->kind == INSTALL_TEXT || i->public.source == JSEC_CONTAINER;
}

int install_is_openj9(
	const struct install *i, const struct context *c, bool *ret, struct err *e)
{
	BUF_AUTO struct buf home = {0};
	const char *at = i->opened && !install_is_elsewhere(i) ? i->opened : "";
	size_t n = strlen(at);

	/* the JVM's home is three levels above its java.security, in each layout */
	for (int k = 0; k < 3; k++) {
		const char *slash = memrchr(at, '/', n);
		n = slash ? (size_t)(slash - at) : 0;
	}
	*ret = i->release.openj9;
	if (*ret || !n)
		return 0;
	buf_add(&home, span_of(at, n));
	return home.failed ? err_memory(e)
			   : jvm_is_openj9(c->root, buf_str(&home), ret, e);
}

bool install_is_target(const struct install *i)
{
	return i->public.source == JSEC_TARGET || i->public.source == JSEC_ARCHIVE;
}

bool install_is_only_named(const struct install *i)
{
	bool named = install_is_target(i) || i->public.source == JSEC_POLICY;

	return i->public.source == JSEC_CONTAINER ||
	       (i->distrust && identity_is_root() && !named);
}

void install_publish(struct install *i, enum jsec_source source)
{
	i->public = (struct jsec_install){
		.home = i->home,
		.aliases = strv_list(&i->aliases),
		.file = i->kind == INSTALL_TEXT ? NULL : i->file,
		.source = source,
		.error = err_public(&i->err),
		.pid = i->pid,
		.container = i->container,
		.belongs = i->belongs,
	};
	install_publish_release(i);
}

void install_done(struct install *i)
{
	free(i->home);
	free(i->file);
	free(i->opened);
	free(i->distrust);
	free(i->container);
	if (i->kind == INSTALL_ELSEWHERE)
		free(i->elsewhere.path);
	strv_done(&i->aliases);
	release_done(&i->release);
	err_done(&i->err);
	*i = (struct install){0};
}

#define INSTALL "install it, then change the installed Java"
#define UNPACK "unpack it, then change the unpacked Java"

/* Other files in which a Java may be shipped, and what the user can do with them. */
static const struct bare_kind {
	int64_t at;
	const char *magic, *what, *way;
} kinds[] = {
	{0, "!<arch>\ndebian-binary", "a Debian package", INSTALL},
	{0, "\xed\xab\xee\xdb", "an RPM package", INSTALL},
	{0, "7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK},
	{0, "Rar!\x1a\x07", "a RAR archive", UNPACK},
	{32769, "CD001", "an ISO image", UNPACK},
	{0, "Salted__", "a file encrypted by openssl",
		"decrypt it, then name the result"},
};

static const struct bare_kind *install_guess_kind(const struct extent *x)
{
	ERR_AUTO struct err ignored = {0};
	char start[32];

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t size = strlen(kinds[i].magic), n = 0;
		if (x->size > kinds[i].at &&
			!extent_read(x, kinds[i].at, start, size, &n, &ignored) &&
			n == size && !memcmp(start, kinds[i].magic, size))
			return &kinds[i];
	}
	return NULL;
}

/* Detects binary files: otherwise a tar could pass for the java.security inside it. */
static bool install_has_nul(const struct extent *x)
{
	ERR_AUTO struct err ignored = {0};
	char chunk[16384];
	size_t n = sizeof chunk;

	for (int64_t at = 0; n == sizeof chunk && at < (int64_t)FILE_MAX_SIZE;
		at += (int64_t)n)
		if (extent_read(x, at, chunk, sizeof chunk, &n, &ignored))
			return false;
		else if (memchr(chunk, 0, n))
			return true;
	return false;
}

/* Refuses binary files of any size. Read errors are reported when the text is read. */
static int install_check_binary(
	const struct place *place, const char *path, struct err *e)
{
	ERR_AUTO struct err why = {0};
	struct extent x;

	if (place->info.kind != FILE_REGULAR)
		return 0;
	HANDLE_AUTO struct handle *file = NULL;
	int rc = handle_open(place, "the file", &file, &why);
	rc = rc ? rc : extent_make(file, path, &x, &why);
	if (rc)
		return rc == -JSEC_NO_MEMORY ? err_memory(e) : 0;
	const struct bare_kind *kind = install_guess_kind(&x);
	if (kind)
		return err_set(e, JSEC_BAD_ARCHIVE, path, 0,
			"is %s, which jsecpatch cannot change: %s", kind->what,
			kind->way);
	if (!install_has_nul(&x))
		return 0;
	return err_set(e, JSEC_NOT_JAVA, path, 0,
		"is neither a java.security file nor an archive that jsecpatch can change: "
		"a tar, also in gzip, bzip2, xz or zstd, or a zip");
}

int install_check_bare(const struct context *p, const char *path, struct err *e)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	META_AUTO struct meta meta = {0};
	BUF_AUTO struct buf bytes = {0};
	PROPS_AUTO struct props props = {0};
	int rc = root_resolve(p->root, path, &place, e);

	if (rc)
		return rc;
	rc = install_check_binary(&place, path, e);
	if (rc)
		return rc;
	rc = file_read(&place, &bytes, &meta, e);
	if (rc)
		return rc;
	rc = props_read(&props, PROPS_MODERN, buf_span(&bytes), path, e);
	if (rc || props_find(&props, "security.provider.1") ||
		props_find(&props, "jdk.tls.disabledAlgorithms"))
		return rc;
	return err_set(e, JSEC_NOT_JAVA, path, 0,
		"is not a java.security file: it has neither security.provider.1 nor "
		"jdk.tls.disabledAlgorithms");
}
