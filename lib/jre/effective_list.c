/* SPDX-License-Identifier: MIT */
/* Reads the files that Java's class Security loads, in the same order. */
#include "jre/effective_list.h"

#include "jre/install.h"
#include "jre/release.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/root.h"
#include "os/system.h"
#include "text/escapes.h"
#include "text/list.h"
#include "text/properties.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* Bounds of what one java.security can make jsecpatch read: vendors include one file. */
#define MAX_FILES 1000
#define MAX_INCLUDED ((int64_t)1 << 20) /* bytes of all files that it includes */
#define SYSTEM_POLICY "/etc/crypto-policies/back-ends/java.config"

/* Indexes after those of the lists: properties that make Java read other files. */
enum {
	USE_OVERRIDE = MAX_EFFECTS, /* security.overridePropertiesFile */
	USE_SYSTEM,		    /* security.useSystemPropertiesFile */
	N_TRACKED,
};

/* The last definition of a property so far. */
struct definition {
	struct buf raw;
	char *file;
	size_t line;
	enum effect_way way;
	bool set;
	bool doubted; /* a file that was not followed may define it again */
};

/* State while the files are read. */
struct load {
	const struct effect_question *q;
	const struct install *install;
	const struct jvmargs *args;
	struct version version;
	const char *names[N_TRACKED]; /* NULL if there is none */
	struct definition found[N_TRACKED];
	struct strv open;   /* files being read; to include one again is a circle */
	const char *opened; /* the path by which Java opened the file that is read */
	char *replaced_by;  /* the file that made Java forget those before it, or NULL */
	bool replaced_unread;
	size_t n_files;
	int64_t n_bytes;      /* of these files */
	struct rights reader; /* who named the next file */
	struct effects *ret;
	struct err *e;
};

static void load_done(struct load *l)
{
	for (int i = 0; i < N_TRACKED; i++) {
		buf_done(&l->found[i].raw);
		free(l->found[i].file);
	}
	strv_done(&l->open);
	free(l->replaced_by);
}

void effects_done(struct effects *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->lists[i].file);
		buf_done(&f->lists[i].raw);
	}
	free(f->doubt);
	err_done(&f->unfollowed);
	err_done(&f->fatal);
	reading_done(&f->included);
	*f = (struct effects){0};
}

static int load_define(struct load *l, int which, const struct props *doc,
	const struct prop *it, const char *path, enum effect_way way)
{
	struct definition *d = &l->found[which];

	buf_done(&d->raw);
	free(d->file);
	*d = (struct definition){.file = strdup(path),
		.line = props_count_lines(doc->bytes, it->start),
		.way = way,
		.set = true};
	buf_add(&d->raw, props_get_value(doc, it));
	return d->file && !d->raw.failed ? 0 : err_memory(l->e);
}

/* Tells whether Red Hat may have built it. Builds of others ignore the crypto policy. */
static bool effect_is_red_hat(const struct install *i)
{
	static const char *const others[] = {"Adoptium", "Temurin", "AdoptOpenJDK",
		"Oracle", "Azul", "Amazon", "Microsoft", "BellSoft", "SAP", "IBM",
		"GraalVM", "Debian", "Ubuntu"};

	for (size_t k = 0; i->release.vendor && k < sizeof others / sizeof *others; k++)
		if (strcasestr(i->release.vendor, others[k]))
			return false;
	return true;
}

/* Returns the value of os.arch, or NULL. */
static const char *load_find_arch(const struct release *r)
{
	static const char *const names[][2] = {
		{"x86_64", "amd64"}, {"amd64", "amd64"}, {"aarch64", "aarch64"}};

	for (size_t i = 0; r->arch && i < sizeof names / sizeof *names; i++)
		if (!strcmp(r->arch, names[i][0]))
			return names[i][1];
	return NULL;
}

/* Finds the value of a property that the Java itself sets, if it is certain. */
static bool load_add_own(const struct load *l, const char *name, struct buf *out)
{
	const struct release *r = &l->install->release;
	const char *plus = r->runtime ? strchr(r->runtime, '+') : NULL;

	if (!strcmp(name, "/") || !strcmp(name, "file.separator"))
		buf_adds(out, "/");
	else if (!strcmp(name, "path.separator"))
		buf_adds(out, ":");
	else if (!strcmp(name, "os.name"))
		buf_adds(out, "Linux");
	else if (!strcmp(name, "os.arch") && load_find_arch(r))
		buf_adds(out, load_find_arch(r));
	else if (!strcmp(name, "java.home") && l->install->home)
		buf_adds(out, l->install->home);
	else if (!strcmp(name, "java.runtime.version") && plus)
		buf_adds(out, r->runtime);
	else if (!strcmp(name, "java.version") && plus)
		buf_add(out, span_of(r->runtime, (size_t)(plus - r->runtime)));
	else if (!strcmp(name, "java.specification.version") && l->version.major > 8)
		buf_addf(out, "%d", l->version.major);
	else
		return false;
	return true;
}

/*
 * Adds the value of a system property. Returns false if it is not known: a program may
 * have it from its command line, its user or its machine. Those by which users of Red
 * Hat's Java switch its crypto policy off count as not set.
 */
static bool load_add_value(const struct load *l, const char *name, struct buf *out)
{
	const char *given = l->args ? jvmargs_define(l->args, name) : NULL;
	bool red_hat = effect_is_red_hat(l->install);

	if (given)
		buf_adds(out, given);
	else if (!strcmp(name, "__redhat_fips__") && red_hat)
		buf_adds(out, "false");
	else if (!strncmp(name, "redhat.", 7) && red_hat)
		return true;
	else
		return load_add_own(l, name, out);
	return true;
}

/* Adds what stands at `s` up to `end`, and expands it if it is a property. */
static bool load_expand_one(
	const struct load *l, const char *s, const char *end, struct buf *out)
{
	char *name = strndup(s + 2, (size_t)(end - s) - 2);
	bool known = name && load_add_value(l, name, out);

	out->failed = out->failed || !name;
	free(name);
	return known;
}

/*
 * Expands ${property} like Java's PropertyExpander, which leaves ${{...}} as it is. Returns
 * the first property that is not known, or NULL. It is expanded to nothing.
 */
static const char *load_expand(const struct load *l, const char *s, struct buf *out)
{
	const char *unknown = NULL;

	while (*s) {
		const char *end = !strncmp(s, "${", 2) ? strchr(s, '}') : NULL;
		if (!end) {
			buf_add(out, span_of(s++, 1));
			continue;
		}
		if (s[2] == '{') {
			const char *close = strstr(s, "}}");
			end = close ? close + 2 : s + strlen(s);
			buf_add(out, span_of(s, (size_t)(end - s)));
			s = end;
			continue;
		}
		if (!load_expand_one(l, s, end, out) && !unknown)
			unknown = s;
		s = end + 1;
	}
	return unknown;
}

/* A file that Java reads. */
struct load_file {
	const char *opened;
	struct place place;
	struct buf bytes;
	struct meta meta;
};

static void load_file_done(struct load_file *f)
{
	place_done(&f->place);
	buf_done(&f->bytes);
	meta_done(&f->meta);
}

#define LOAD_FILE_AUTO __attribute__((cleanup(load_file_done)))

static int load_take_file(
	struct load *l, struct load_file *file, enum effect_way way, bool lenient);

/* Lets the user who gave the options name the next file. */
static void load_obey_options(struct load *l)
{
	l->reader = l->q->namer ? *l->q->namer : (struct rights){.who = owner_get_own()};
}

/* Lets the author of a file name the next one. Root's rights do not come back then. */
static void load_obey_file(struct load *l, const struct place *p)
{
	const struct owner author = p->info.owner, before = l->reader.who;

	if (!p->distrust || !identity_is_root() || owner_equal(author, before))
		return;
	if (!owner_is_root(author))
		l->reader = (struct rights){.who = identity_of(author)};
	else if (owner_is_root(before))
		l->reader = (struct rights){.who = OWNER_NOBODY};
}

/* Finds and reads a file with the rights of who named it. */
static int load_read_file(
	struct load *l, const char *path, struct load_file *ret, struct err *why)
{
	const struct context *c = l->q->context;
	/* it does not remember directories that only root can enter */
	const struct root other = root_avoid(c->root, c->remote);
	IDENTITY_AUTO struct identity identity = {0};
	int rc = identity_is_root() ? identity_take_all(&l->reader, &identity, why) : 0;

	if (rc)
		return rc;
	rc = root_resolve(identity.changed ? &other : c->root, path, &ret->place, why);
	rc = rc ? rc : file_read(&ret->place, &ret->bytes, &ret->meta, why);
	if (rc != -JSEC_DENIED || !identity.changed)
		return rc;
	err_done(why);
	return err_set(why, JSEC_DENIED, path, 0, "cannot be read with the rights of %s",
		owner_print(l->reader.who).text);
}

/*
 * Reads a file if its namer can. If not, `there` is false, but `ret` may have the place
 * of the file. Fails if nobody knows what Java would read there.
 */
static int load_open_file(struct load *l, const char *path, struct load_file *ret,
	bool *there, struct err *why)
{
	int rc = load_read_file(l, path, ret, why);

	ret->opened = path;
	*there = !rc;
	if (!rc && file_time_is_later(ret->place.info.changed, l->ret->newest))
		l->ret->newest = ret->place.info.changed;
	if (rc == -JSEC_TOO_LARGE) /* Java does read it */
		return err_copy(l->e, &why->public);
	return system_judge(why) > LOOK_DENIED ? err_copy(l->e, &why->public) : 0;
}

/* Where a file is included. Lines are counted only for errors. */
struct load_site {
	const char *path;
	const struct props *doc;
	const struct prop *it;
};

static size_t load_count_line(const struct load_site *s)
{
	return props_count_lines(s->doc->bytes, s->it->start);
}

/* Refuses an include that leads in a circle, or beyond the bounds. */
static int load_check_include(
	struct load *l, const struct load_file *file, const struct load_site *from)
{
	if (strv_has(&l->open, file->place.path))
		return err_set(&l->ret->fatal, JSEC_BAD_FILE, from->path,
			load_count_line(from),
			"files include each other in a circle (%s): TLS does not "
			"work in this Java until that is fixed",
			file->place.path);
	l->n_files++;
	l->n_bytes += (int64_t)file->bytes.size;
	if (l->n_files <= MAX_FILES && l->n_bytes <= MAX_INCLUDED)
		return 0;
	return err_set(l->e, JSEC_TOO_LARGE, from->path, load_count_line(from),
		"more than %d files or 1 MiB are included up to here; jsecpatch reads no "
		"more",
		MAX_FILES);
}

/* Notes that an include was not followed: what it may define is not known any more. */
static int load_leave_include(struct load *l, const struct load_site *from,
	const char *start, struct span what, const char *end)
{
	struct err *why = &l->ret->unfollowed;

	for (int k = 0; k < N_TRACKED; k++)
		l->found[k].doubted = true;
	if (err_public(why))
		return 0;
	int rc = err_set(why, JSEC_NOT_KNOWN, from->path, load_count_line(from),
		"%s%.*s%s; so it is not known which list Java takes", start,
		(int)what.size, what.data, end);
	return rc == -JSEC_NO_MEMORY ? err_memory(l->e) : 0;
}

/* Reads an included file. If there is none, Java's class Security and TLS fail. */
static int load_include(struct load *l, const char *path, enum effect_way way,
	const struct load_site *from)
{
	LOAD_FILE_AUTO struct load_file file = {.place = PLACE_NONE};
	ERR_AUTO struct err why = {0};
	bool there;
	int rc = load_open_file(l, path, &file, &there, &why);

	if (rc)
		return rc;
	if (!there && why.public.code != JSEC_NOT_FOUND &&
		file.place.info.kind != FILE_DIR)
		return load_leave_include(l, from, "cannot read included file (",
			span_str(why.public.message), ")");
	if (!there)
		return err_set(&l->ret->fatal, JSEC_BAD_FILE, from->path,
			load_count_line(from),
			"cannot read included file (%s): TLS does not work in this "
			"Java until that is fixed",
			why.public.message);
	rc = load_check_include(l, &file, from);
	return rc ? rc : load_take_file(l, &file, way, false);
}

static struct span load_get_directory(const char *path)
{
	return span_of(path, (size_t)(strrchr(path, '/') - path) + 1);
}

/* Tells whether the path by which Java opened the file is in the file's own directory. */
static bool load_is_beside(const struct load *l, const char *path)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};
	BUF_AUTO struct buf opened = {0};
	size_t n = (size_t)(strrchr(path, '/') - path);

	buf_add(&opened, load_get_directory(l->opened));
	if (opened.failed ||
		root_resolve(l->q->context->root, buf_str(&opened), &place, &ignored))
		return false;
	return !strncmp(place.path, path, n) &&
	       (!place.path[n] || (!n && !place.path[1])); /* "/" is empty here */
}

/* Follows an include to a path. A relative one starts beside the file, or a link to it. */
static int load_follow_path(
	struct load *l, const struct load_site *from, const char *to, enum effect_way way)
{
	BUF_AUTO struct buf full = {0};
	enum has by_link = release_includes_by_link(&l->install->release);

	if (*to != '/' && by_link == HAS_MAYBE && !load_is_beside(l, from->path))
		return load_leave_include(l, from,
			"includes a file beside it, or beside the link to it: this depends on "
			"the update of Java (",
			span_str(to), ")");
	if (*to != '/')
		buf_add(&full,
			load_get_directory(by_link == HAS ? l->opened : from->path));
	buf_adds(&full, to);
	if (full.failed)
		return err_memory(l->e);
	if (!strcmp(buf_str(&full), SYSTEM_POLICY))
		way = EFFECT_SYSTEM_INCLUDE;
	else if (way == EFFECT_OWN)
		way = EFFECT_INCLUDE;
	return load_include(l, buf_str(&full), way, from);
}

static int load_follow_include(struct load *l, const struct props *doc,
	const struct prop *it, const char *path, enum effect_way way)
{
	const struct load_site from = {path, doc, it};
	BUF_AUTO struct buf to = {0};

	if (install_is_elsewhere(l->install))
		return 0;
	if (release_includes(&l->install->release) == HAS_MAYBE)
		return load_leave_include(l, &from,
			"Java follows this include since version 24, but the version of this "
			"Java is not known",
			span_str(""), "");
	char *value = chars_decode_bytes(props_get_value(doc, it));
	const char *unknown = value ? load_expand(l, value, &to) : NULL;
	int rc;
	if (!value || to.failed)
		rc = err_memory(l->e);
	else if (unknown)
		rc = load_leave_include(l, &from,
			"includes a file whose name depends on ",
			span_of(unknown, (size_t)(strchr(unknown, '}') - unknown) + 1),
			", which is not known from outside of a program");
	else
		rc = load_follow_path(l, &from, buf_str(&to), way);
	free(value);
	return rc;
}

/* Takes a document's definitions. Of one property only its last one there matters. */
static int load_take_props(
	struct load *l, const struct props *doc, const char *path, enum effect_way way)
{
	const struct prop *last[N_TRACKED] = {NULL};
	bool includes = release_includes(&l->install->release) != HAS_NOT;
	int rc = 0;

	for (int k = 0; k < N_TRACKED; k++)
		last[k] = l->names[k] ? props_find(doc, l->names[k]) : NULL;
	for (size_t i = 0; !rc && i < doc->n; i++) {
		const struct prop *it = &doc->items[i];
		if (includes && props_key_is(doc, it, "include"))
			rc = load_follow_include(l, doc, it, path, way);
		for (int k = 0; !rc && k < N_TRACKED; k++)
			if (last[k] == it)
				rc = load_define(l, k, doc, it, path, way);
	}
	return rc;
}

static int load_take_reading(struct load *l, const struct reading *r, const char *path,
	enum effect_way way, bool lenient)
{
	strv_adds(&l->open, path);
	if (l->open.failed)
		return err_memory(l->e);
	int rc = load_take_props(l, &r->doc, path, way);
	strv_drop_last(&l->open);
	if (!rc && err_public(&r->bad) && !lenient)
		rc = err_copy(&l->ret->fatal, &r->bad.public);
	return rc;
}

/* Reads the properties of a file. Keeps it if it has the first list: it may be edited. */
static int load_take_file(
	struct load *l, struct load_file *file, enum effect_way way, bool lenient)
{
	READING_AUTO struct reading reading = {0};
	const struct definition *list = &l->found[0];
	const struct rights before = l->reader;
	const char *path = file->place.path, *opened = l->opened;
	const struct reading_kind kind = {&l->install->release, l->names[0], path};
	int rc = reading_take(
		&reading, l->q->context, &kind, &file->bytes, &file->meta, l->e);

	if (rc)
		return rc;
	load_obey_file(l, &file->place);
	l->opened = file->opened;
	rc = load_take_reading(l, &reading, path, way, lenient);
	l->opened = opened;
	l->reader = before;
	if (rc || !list->set || strcmp(list->file, path) != 0)
		return rc;
	reading_done(&l->ret->included);
	l->ret->included = reading;
	reading = (struct reading){0};
	return 0;
}

/* Compares as Java does: String.equalsIgnoreCase("true"), without trimming. */
static bool effect_is_true(const struct definition *d)
{
	char *value = d->set ? chars_decode_bytes(buf_span(&d->raw)) : NULL;
	bool yes = value && !strcasecmp(value, "true");

	free(value);
	return yes;
}

/* Returns the path in a file: URL, or `s` itself if it is not one. */
static const char *effect_skip_scheme(const char *s)
{
	if (strncmp(s, "file:", 5) != 0)
		return s;
	s += 5;
	while (s[0] == '/' && s[1] == '/')
		s++;
	return s;
}

static const char *load_make_absolute(const struct load *l, struct buf *path)
{
	const char *at = effect_skip_scheme(buf_str(path));
	BUF_AUTO struct buf full = {0};

	if (*at == '/' || !l->args->directory || strstr(at, "://"))
		return at;
	buf_addf(&full, "%s/%s", l->args->directory, at);
	path->failed = path->failed || full.failed;
	path->size = 0;
	buf_add(path, buf_span(&full));
	return buf_str(path);
}

/*
 * Tells whether -Djava.security.properties==PATH makes Java forget java.security. Since
 * JDK 24, PATH must be a regular file. Before, a directory had the same effect, and in
 * the oldest versions (JDK-8155246) even a path that does not exist.
 */
static bool load_replaces(const struct load *l, const struct place *place)
{
	struct version v = l->version;
	bool oldest = v.major && (v.major < 11 || (v.major == 11 && v.update <= 20));

	if (place->info.kind == FILE_REGULAR || oldest)
		return true;
	return place->info.kind == FILE_DIR && v.major && v.major < 24;
}

static int load_forget_all(struct load *l, const char *path)
{
	for (int i = 0; i < N_TRACKED; i++)
		l->found[i].set = l->found[i].doubted = false;
	l->replaced_by = strdup(path);
	return l->replaced_by ? 0 : err_memory(l->e);
}

static int load_doubt(struct load *l, const char *option, const char *value)
{
	for (int k = 0; k < N_TRACKED; k++)
		l->found[k].doubted = true;
	if (asprintf(&l->ret->doubt,
		    "%s%s in the environment could not be followed: Java may "
		    "take another list",
		    option, value) >= 0)
		return 0;
	l->ret->doubt = NULL;
	return err_memory(l->e);
}

static int load_option(struct load *l)
{
	LOAD_FILE_AUTO struct load_file file = {.place = PLACE_NONE};
	BUF_AUTO struct buf path = {0};
	ERR_AUTO struct err why = {0};
	bool there;
	struct version v = l->version;
	bool lenient = !v.major || v.major >= 24 || v.major < 11 ||
		       (v.major == 11 && v.update <= 20);

	if (l->args && l->args->unread)
		return load_doubt(l, "", l->args->unread);
	if (!l->args || !l->args->policy || !effect_is_true(&l->found[USE_OVERRIDE]))
		return 0;
	bool known = !load_expand(l, l->args->policy, &path);
	const char *at = load_make_absolute(l, &path);
	if (path.failed)
		return err_memory(l->e);
	if (!known || *at != '/')
		return load_doubt(l, "-Djava.security.properties=", l->args->policy);
	load_obey_options(l);
	int rc = load_open_file(l, at, &file, &there, &why);
	if (!rc && l->args->policy_only && load_replaces(l, &file.place))
		rc = load_forget_all(l, at);
	l->replaced_unread =
		l->replaced_by && !there &&
		(file.place.info.kind == FILE_REGULAR || why.public.code == JSEC_DENIED);
	l->ret->lacks_option = !rc && !there;
	if (rc || !there)
		return rc;
	return load_take_file(l, &file, EFFECT_OPTION, lenient);
}

/* Reads the crypto policy as Red Hat's patch does up to 21. Later builds include it. */
static int load_system_policy(struct load *l)
{
	LOAD_FILE_AUTO struct load_file file = {.place = PLACE_NONE};
	ERR_AUTO struct err ignored = {0};
	bool there;
	const char *off = l->args ? jvmargs_define(l->args,
					    "java.security.disableSystemPropertiesFile")
				  : NULL;

	if (l->version.major >= 25 || !effect_is_true(&l->found[USE_SYSTEM]) ||
		!effect_is_red_hat(l->install) || (off && !strcasecmp(off, "true")))
		return 0;
	l->reader = (struct rights){.who = owner_get_own()};
	int rc = load_open_file(l, SYSTEM_POLICY, &file, &there, &ignored);
	return rc || !there ? rc : load_take_file(l, &file, EFFECT_SYSTEM, true);
}

/* Reads the install's file, or that of another install if -Djava.home names one. */
static int load_master(struct load *l, const struct reading *own)
{
	LOAD_FILE_AUTO struct load_file file = {.place = PLACE_NONE};
	BUF_AUTO struct buf path = {0};
	ERR_AUTO struct err why = {0};
	const char *home = l->args ? l->args->java_home : NULL;
	bool there;

	l->opened = l->install->opened;
	if (!home || !l->install->home || !strcmp(home, l->install->home))
		return load_take_reading(l, own, l->install->file, EFFECT_OWN, false);
	buf_addf(&path, "%s/%s/security/java.security", home,
		l->version.major && l->version.major < 9 ? "lib" : "conf");
	if (path.failed)
		return err_memory(l->e);
	load_obey_options(l);
	int rc = load_open_file(l, buf_str(&path), &file, &there, &why);
	if (rc)
		return rc;
	if (!there)
		return err_set(&l->ret->fatal, JSEC_BAD_FILE, buf_str(&path), 0,
			"Java reads this file because of -Djava.home in the "
			"environment, but it cannot be read (%s)",
			why.public.message);
	return load_take_file(l, &file, EFFECT_HOME, false);
}

/* Applies a FIPS profile of Semeru. It is in the same file, and overrides all lists. */
static int load_profile(struct load *l, const struct reading *own)
{
	const char *profile = l->args ? jvmargs_define(l->args, "semeru.customprofile")
				      : NULL,
		   *fips = l->args ? jvmargs_define(l->args, "semeru.fips") : NULL;
	BUF_AUTO struct buf key = {0};
	int rc = 0;

	if (!profile && !(fips && !strcasecmp(fips, "true")))
		return 0;
	buf_addf(&key, "RestrictedSecurity.%s.tls.disabledAlgorithms",
		profile ? profile : "OpenJCEPlusFIPS.FIPS140-3");
	if (key.failed)
		return err_memory(l->e);
	if (err_public(&own->bad))
		return 0;
	const struct prop *it = props_find(&own->doc, buf_str(&key));
	for (int k = 0; !rc && it && k < (int)l->q->n; k++)
		rc = load_define(l, k, &own->doc, it, l->install->file, EFFECT_PROFILE);
	return rc;
}

static bool effect_is_below(const char *path, const char *dir)
{
	size_t n = dir ? strlen(dir) : 0;

	return n && !strncmp(path, dir, n) && path[n] == '/';
}

/*
 * Tells whether a file belongs to the install: it is below the home or, if java.security
 * is a link, below the folder of the file that it leads to.
 */
static bool effect_belongs(const struct install *i, const char *path)
{
	const char *slash = i->file ? strrchr(i->file, '/') : NULL;

	if (effect_is_below(path, i->home))
		return true;
	return slash && slash > i->file && strlen(path) > (size_t)(slash - i->file) &&
	       !strncmp(path, i->file, (size_t)(slash - i->file) + 1);
}

static int load_take_list(struct load *l, struct definition *d, struct effect *ret)
{
	ret->doubted = d->doubted;
	if (!d->set) { /* nothing is disabled */
		ret->way = l->replaced_by ? EFFECT_OPTION : EFFECT_OWN;
		ret->unread = l->replaced_unread;
		ret->file = l->replaced_by ? strdup(l->replaced_by) : NULL;
		return ret->file || !l->replaced_by ? 0 : err_memory(l->e);
	}
	*ret = (struct effect){.file = d->file,
		.doubted = d->doubted,
		.line = d->line,
		.way = d->way,
		.inside =
			d->way == EFFECT_OWN ||
			(d->way == EFFECT_INCLUDE && effect_belongs(l->install, d->file)),
		.raw = d->raw};
	d->raw = (struct buf){0};
	d->file = NULL;
	return 0;
}

static int load_take_lists(struct load *l)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < l->q->n; i++)
		rc = load_take_list(l, &l->found[i], &l->ret->lists[i]);
	return rc;
}

static int load_all(struct load *l, const struct reading *own)
{
	int rc = load_master(l, own);

	l->ret->takes_option = effect_is_true(&l->found[USE_OVERRIDE]);
	if (rc)
		return rc;
	rc = load_option(l);
	if (rc)
		return rc;
	if (!install_is_elsewhere(l->install))
		rc = load_system_policy(l);
	return rc ? rc : load_profile(l, own);
}

int effects_find(const struct effect_question *q, const struct reading *own,
	struct effects *ret, struct err *e)
{
	const struct install *i = q->install;
	__attribute__((cleanup(load_done))) struct load l = {.q = q,
		.install = i,
		/* our environment has no effect on a JVM that is elsewhere */
		.args = install_is_elsewhere(i) ? NULL : q->args,
		.version = version_parse(i->release.version),
		.names = {[USE_OVERRIDE] = "security.overridePropertiesFile",
			[USE_SYSTEM] = "security.useSystemPropertiesFile"},
		.reader = {.who = install_get_reader(i)},
		.ret = ret,
		.e = e};

	*ret = (struct effects){.n = q->n};
	ret->groups = l.args ? jvmargs_define(l.args, "jdk.tls.namedGroups") : NULL;
	memcpy(l.names, q->properties, q->n * sizeof *l.names);
	int rc = load_all(&l, own);
	if (err_public(&ret->fatal) && !err_public(e))
		return 0; /* the caller reads `fatal`: there are no lists */
	return rc ? rc : load_take_lists(&l);
}

int effects_copy_entries(const struct effects *f, struct strv *ret, struct err *e)
{
	LIST_AUTO struct list list = {0};

	if (!f->lists[0].raw.size)
		return 0;
	if (list_read(&list, buf_span(&f->lists[0].raw)))
		return err_memory(e);
	list_copy_texts(&list, ret);
	return ret->failed ? err_memory(e) : 0;
}

bool effect_is_override(const struct effect *f)
{
	return f->file && !f->inside;
}

int effect_format_place(const struct effect *f, char **ret, struct err *e)
{
	int n = f->line ? asprintf(ret, "%s:%zu", f->file, f->line)
			: asprintf(ret, "%s", f->file);

	if (n >= 0)
		return 0;
	*ret = NULL;
	return err_memory(e);
}

const char *effect_describe_way(enum effect_way way)
{
	static const char *const texts[] = {
		[EFFECT_OWN] = "java.security itself",
		[EFFECT_INCLUDE] = "a file that java.security includes",
		[EFFECT_SYSTEM] = "the system's crypto policy",
		[EFFECT_SYSTEM_INCLUDE] =
			"the system's crypto policy, which java.security includes",
		[EFFECT_OPTION] =
			"the file of -Djava.security.properties in the environment",
		[EFFECT_HOME] = "the home of -Djava.home in the environment",
		[EFFECT_PROFILE] = "Semeru's FIPS profile",
	};

	return texts[way];
}

/* Tells whether one of the entries is about anonymous suites. */
static bool effect_is_about_anon(const struct strv *allow)
{
	for (size_t i = 0; i < allow->n; i++)
		if (strcasestr(allow->items[i], "anon"))
			return true;
	return false;
}

/* An override file wins over an include, and may switch off what Red Hat's patch reads. */
static const char *effect_advise_policy(const struct strv *allow)
{
	return effect_is_about_anon(allow)
		       ? "update-crypto-policies cannot allow 'anon' without NULL; give an "
			 "override file to the programs that need it"
		       : "update-crypto-policies changes it for all Javas of this machine, "
			 "with another policy or a module; or give an override file to the "
			 "programs that need it";
}

const char *effect_advise(enum effect_way way, const struct strv *allow)
{
	static const char *const texts[] = {
		[EFFECT_OWN] = "change it there",
		[EFFECT_INCLUDE] = "change it there, or remove the include",
		[EFFECT_OPTION] =
			"change it there, or remove the option from the environment",
		[EFFECT_HOME] =
			"change it there, or remove the option from the environment",
		[EFFECT_PROFILE] = "the profile decides as long as the option is set",
	};

	return way == EFFECT_SYSTEM || way == EFFECT_SYSTEM_INCLUDE
		       ? effect_advise_policy(allow)
		       : texts[way];
}
