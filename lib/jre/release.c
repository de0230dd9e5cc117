/* SPDX-License-Identifier: MIT */
/* Reads which Java an install is, and versions. Knows which update added which feature. */
#include "jre/release.h"

#include "archive/extent.h"
#include "archive/zip_members.h"
#include "jre/context.h"
#include "os/file.h"
#include "os/handle.h"
#include "os/identity.h"
#include "os/system.h"
#include "text/vendor_lists.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* The path has no update number: assume the latest update. */
#define ANY_UPDATE INT_MAX

#define MAX_SIZE ((size_t)64 << 10) /* of a release file; larger ones are ignored */
#define MAX_MANIFEST ((size_t)1 << 20)

struct version version_parse(const char *s)
{
	struct version v = {0};
	char *rest;

	if (!s)
		return v;
	if (!strncmp(s, "1.", 2)) {
		const char *update = strchr(s, '_');
		v.major = atoi(s + 2);
		v.update = update ? atoi(update + 1) : 0;
	} else {
		v.major = (int)strtol(s, &rest, 10);
		if (*rest == '.')
			strtol(rest + 1, &rest, 10);
		if (*rest == '.')
			v.update = (int)strtol(rest + 1, NULL, 10);
	}
	if (strchr(s, 'x'))
		v.update = ANY_UPDATE;
	return v;
}

/* JDK-8224202 changed how Java reads .properties files. */
enum props_reader release_get_reader(const char *version)
{
	struct version v = version_parse(version);

	if (!v.major || v.major > 12 || (v.major == 11 && v.update >= 5))
		return PROPS_MODERN;
	return PROPS_OLD;
}

bool release_includes(const char *version)
{
	struct version v = version_parse(version);

	return !v.major || v.major >= 24;
}

/* Which versions have a feature: all since `since`, and others from these updates on. */
struct feature {
	int since;
	struct version first[4];
};

/* JDK-8233228 */
static const struct feature include = {14, {{7, 301}, {8, 292}, {11, 9}}};
/* JDK-8341964; for 17 and 21 according to their development branches and schedules. */
static const struct feature wildcards = {24, {{11, 30}, {17, 18}, {21, 10}}};
/* JDK-8349583 */
static const struct feature handshake = {25, {{11, 31}, {17, 19}, {21, 11}}};

static bool release_has(const struct feature *f, struct version v)
{
	if (!v.major || v.major >= f->since)
		return true;
	for (size_t i = 0; i < sizeof f->first / sizeof *f->first; i++)
		if (f->first[i].major == v.major)
			return v.update >= f->first[i].update;
	return false;
}

struct list_rules release_get_rules(const char *version, const char *property)
{
	struct version v = version_parse(version);

	return (struct list_rules){
		.constraints = vendor_lists_allow_constraints(property),
		.include = release_has(&include, v),
		.wildcards =
			vendor_lists_are_suites(property) && release_has(&wildcards, v),
		.handshake_usage =
			vendor_lists_are_suites(property) && release_has(&handshake, v),
	};
}

/* JDK-8196584, JDK-8245466; Oracle's builds of 8 had it earlier. */
static const struct feature tls13 = {11, {{8, 271}}};
/* JDK-8140466 */
static const struct feature chacha20 = {12, {{11, 13}}};
/* JDK-8217579 */
static const struct feature scsv_exempt = {13, {{7, 221}, {8, 211}, {11, 3}, {12, 1}}};
/* JDK-8387124; backports were requested. */
static const struct feature tls13_names = {28, {{0}}};

struct jsse release_get_jsse(const char *version)
{
	struct version v = version_parse(version);
	bool oracle_8u261 = v.major == 8 && v.update == 261; /* OpenJDK has 262 instead */

	return (struct jsse){
		.gcm = !v.major || v.major >= 8,
		.tls13 = release_has(&tls13, v) || oracle_8u261,
		.chacha20 = release_has(&chacha20, v),
		.unsure = !v.major || (v.major == 8 && v.update == ANY_UPDATE),
		.krb5 = v.major && v.major <= 10,
		.scsv_exempt = release_has(&scsv_exempt, v),
		.tls13_names = release_has(&tls13_names, v),
	};
}

/* Returns the value of a KEY="value" line without quotes. NULL if missing or empty. */
static char *release_unquote(const struct props *p, const char *key)
{
	const struct prop *it = props_find(p, key);
	struct span v = it ? props_get_value(p, it) : span_of("", 0);

	if (v.size >= 2 && v.data[0] == '"' && v.data[v.size - 1] == '"')
		v = span_cut(v, 1, v.size - 1);
	return v.size && !span_equal(v, span_str("N/A")) ? strndup(v.data, v.size) : NULL;
}

static bool release_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool release_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * Returns the word at the start of a vendor's own version, such as Temurin-25.0.3+9 or
 * (Red_Hat-17.0.9.0.9-1). NULL if it starts with a number.
 */
static char *release_take_brand(const struct props *p)
{
	char *version = release_unquote(p, "IMPLEMENTOR_VERSION");
	const char *at = version ? version + (*version == '(') : "";
	size_t n = 0;

	while (release_is_letter(at[n]) || (n && at[n] == '_'))
		n++;
	char *brand = n > 2 ? strndup(at, n) : NULL;
	for (char *c = brand; c && *c; c++)
		*c = *c == '_' ? ' ' : *c;
	free(version);
	return brand;
}

/* Adds the vendor's name without the form of its company. */
static void release_add_vendor(const struct release *r, struct buf *out)
{
	static const char *const forms[] = {
		", ", " Inc.", " Corporation", " s.r.o.", " GmbH", " LLC"};
	const char *brand = r->brand ? r->brand : r->vendor ? r->vendor : "";
	size_t n = strlen(brand);

	for (size_t i = 0; !r->brand && i < sizeof forms / sizeof *forms; i++) {
		const char *form = strstr(brand, forms[i]);
		n = form && (size_t)(form - brand) < n ? (size_t)(form - brand) : n;
	}
	if (!r->brand && !strcmp(brand, "Eclipse Adoptium"))
		buf_adds(out, "Temurin");
	else
		buf_add(out, span_of(brand, n));
}

/* Adds the version: 1.8.0_292 is called 8u292. */
static void release_add_version(const char *version, struct buf *out)
{
	const char *update = strchr(version, '_');

	if (strncmp(version, "1.", 2) != 0) {
		buf_adds(out, version);
		return;
	}
	buf_add(out, span_of(version + 2, strspn(version + 2, "0123456789")));
	if (update && release_is_digit(update[1]))
		buf_addf(out, "u%s", update + 1);
}

/* Makes the name. It is NULL if nothing is known, or if memory ran out. */
static void release_make_name(struct release *r)
{
	struct buf name = {0};

	release_add_vendor(r, &name);
	if (r->version && name.size)
		buf_adds(&name, " ");
	if (r->version)
		release_add_version(r->version, &name);
	if (name.size)
		r->name = buf_take(&name);
	else
		buf_done(&name);
}

static char *release_guess_vendor(const char *home)
{
	static const char *const signs[][2] = {{"corretto", "Amazon.com Inc."},
		{"temurin", "Eclipse Adoptium"}, {"adopt", "AdoptOpenJDK"},
		{"zulu", "Azul Systems, Inc."}, {"liberica", "BellSoft"},
		{"bellsoft", "BellSoft"}, {"msopenjdk", "Microsoft"},
		{"sapmachine", "SAP SE"}, {"semeru", "IBM Corporation"},
		{"ibm", "IBM Corporation"}, {"graalvm", "GraalVM"},
		{"oracle", "Oracle Corporation"}};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strcasestr(home, signs[i][0]))
			return strdup(signs[i][1]);
	return NULL;
}

static char *release_add_update(struct span version)
{
	struct buf out = {0};
	bool old = version.size > 1 && !memcmp(version.data, "1.", 2);
	size_t dots = 0;

	for (size_t i = 0; i < version.size; i++)
		dots += version.data[i] == '.';
	buf_add(&out, version);
	if (old ? !memchr(version.data, '_', version.size) : dots < 2)
		buf_adds(&out, old ? "_x" : ".x");
	return buf_take(&out);
}

/* Returns the last component of the path that is not just "jre". */
static const char *release_find_name(const char *home)
{
	const char *name = strrchr(home, '/'), *above;

	if (name && !strcmp(name, "/jre") && name > home) {
		above = memrchr(home, '/', (size_t)(name - home));
		name = above ? above : name;
	}
	return name ? name + 1 : home;
}

/*
 * Returns the number after "java-", "jdk" or the like in the last component of the path.
 * An x stands for the update number if the path has none. Old versions have one digit: IBM
 * calls 7.1 and 8 java-71 and java-x86_64-80.
 */
static char *release_guess_version(const char *home, bool old)
{
	static const char *const signs[] = {
		"java-", "jdk-", "jre-", "jdk", "jre", "zulu-", "openjdk-", "java"};
	const char *name = release_find_name(home);

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		const char *at = strstr(name, signs[i]);
		const char *number = at ? at + strlen(signs[i]) : "";
		if (old && at && !release_is_digit(*number))
			number = strrchr(at, '-') ? strrchr(at, '-') + 1 : "";
		size_t n = strspn(number, "0123456789._");
		if (old && strtol(number, NULL, 10) > 8)
			n = 1;
		if (n)
			return release_add_update(span_of(number, n));
	}
	return NULL;
}

/* Reads a file. An absent one is empty. */
static int release_read_file(const struct root *root, const char *path,
	struct owner reader, struct buf *bytes, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	META_AUTO struct meta meta = {0};
	ERR_AUTO struct err why = {0};
	int rc = root_resolve(root, path, &p, &why);

	rc = rc ? rc
		: identity_read_file(&(const struct rights){.who = reader}, MAX_SIZE, &p,
			  bytes, &meta, &why);
	if (!rc || system_judge(&why) == LOOK_ABSENT)
		return 0;
	err_move(e, &why);
	return rc;
}

/* Returns the length of the path of `lib`, with the slash. 0 if it is not an old layout. */
static size_t release_find_lib(const struct release_site *site)
{
	static const char tail[] = "/lib/security/java.security";
	size_t n = site->file ? strlen(site->file) : 0;

	if (n < sizeof tail || strcmp(site->file + n - (sizeof tail - 1), tail) != 0)
		return 0;
	return n - strlen("security/java.security");
}

static void release_take_file(struct release *r, struct lexer *lexer, struct span bytes,
	const struct release_site *site)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err ignored = {0};

	*r = (struct release){.old = release_find_lib(site) > 0};
	if (props_read(&p, lexer, PROPS_MODERN, bytes, NULL, &ignored))
		return;
	r->vendor = release_unquote(&p, "IMPLEMENTOR");
	r->version = release_unquote(&p, "JAVA_VERSION");
	r->brand = release_take_brand(&p);
}

/* Adds what a manifest says, such as "Implementation-Version: 1.8.0_504". */
static void release_take_manifest(
	struct release *r, struct lexer *lexer, struct span manifest)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err ignored = {0};

	if (props_read(&p, lexer, PROPS_MODERN, manifest, NULL, &ignored))
		return;
	char *version = release_unquote(&p, "Implementation-Version");
	size_t n = version ? strspn(version, "0123456789._") : 0;
	if (n > 2 && !strncmp(version, "1.", 2))
		r->version = release_add_update(span_of(version, n));
	if (r->version && !r->vendor)
		r->vendor = release_unquote(&p, "Implementation-Vendor");
	free(version);
}

/* Adds the first section of a jar's manifest. The others are about single packages. */
static int release_read_manifest(
	const struct place *place, struct owner reader, struct buf *ret, struct err *e)
{
	const struct rights rights = {.who = reader};
	IDENTITY_AUTO struct identity identity = {0};
	HANDLE_AUTO struct handle *file = NULL;
	struct extent x;
	int rc = identity_take_all(&rights, &identity, e);

	rc = rc ? rc : handle_open(place, "the file", &file, e);
	rc = rc ? rc : extent_make(file, place->path, &x, e);
	rc = rc ? rc : zip_read_early(&x, "META-INF/MANIFEST.MF", MAX_MANIFEST, ret, e);
	for (struct span rest = buf_span(ret), line; rest.size;) {
		size_t at = ret->size - rest.size;
		line = span_take_line(&rest);
		if (!line.size || *line.data == '\r') {
			ret->size = at;
			break;
		}
	}
	return rc;
}

/* Reads the manifest of rt.jar, which Java 8 and older have beside their java.security. */
static int release_read_jar(struct release *r, const struct context *c,
	struct owner reader, const struct release_site *site, struct err *e)
{
	PLACE_AUTO struct place jar = PLACE_NONE;
	BUF_AUTO struct buf path = {0};
	BUF_AUTO struct buf manifest = {0};
	ERR_AUTO struct err why = {0};

	buf_addf(&path, "%.*srt.jar", (int)release_find_lib(site), site->file);
	if (path.failed)
		return err_memory(e);
	int rc = root_resolve(c->root, buf_str(&path), &jar, &why);
	if (!rc && jar.info.kind == FILE_REGULAR)
		rc = release_read_manifest(&jar, reader, &manifest, &why);
	if (!rc)
		release_take_manifest(r, c->lexer, buf_span(&manifest));
	if (system_judge(&why) != LOOK_EXHAUSTED)
		return 0;
	err_move(e, &why);
	return rc;
}

/* Guesses what no file says, and makes the name. */
static void release_complete(struct release *r, const char *home)
{
	if (!r->vendor)
		r->vendor = release_guess_vendor(home);
	if (!r->version)
		r->version = release_guess_version(home, r->old);
	release_make_name(r);
}

void release_take(struct release *r, struct lexer *lexer, struct span bytes,
	const struct release_site *site)
{
	release_take_file(r, lexer, bytes, site);
	release_complete(r, site->home);
}

int release_read(struct release *r, const struct context *c, struct owner reader,
	const struct release_site *site, struct err *e)
{
	BUF_AUTO struct buf path = {0};
	BUF_AUTO struct buf bytes = {0};

	buf_addf(&path, "%s/release", site->home);
	if (path.failed)
		return err_memory(e);
	int rc = release_read_file(c->root, buf_str(&path), reader, &bytes, e);
	if (rc)
		return rc;
	release_take_file(r, c->lexer, buf_span(&bytes), site);
	if (r->old && !r->version)
		rc = release_read_jar(r, c, reader, site, e);
	release_complete(r, site->home);
	return rc;
}

int release_copy(struct release *to, const struct release *from, struct err *e)
{
	const char *const texts[] = {
		from->vendor, from->version, from->brand, from->name};
	char **const copies[] = {&to->vendor, &to->version, &to->brand, &to->name};

	to->old = from->old;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		*copies[i] = texts[i] ? strdup(texts[i]) : NULL;
		if (texts[i] && !*copies[i])
			return err_memory(e);
	}
	return 0;
}

bool release_is_old(const struct release *r)
{
	struct version v = version_parse(r->version);

	return r->old || (v.major && v.major < 9);
}

void release_done(struct release *r)
{
	free(r->vendor);
	free(r->version);
	free(r->brand);
	free(r->name);
	*r = (struct release){0};
}
