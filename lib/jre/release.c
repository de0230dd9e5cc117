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

/* Tells whether updates of this vendor are OpenJDK's with the same number. */
static bool release_follows_openjdk(const struct release *r)
{
	static const char *const vendors[] = {"Debian", "Ubuntu", "Adoptium", "Temurin",
		"AdoptOpenJDK", "Azul", "Amazon", "Microsoft", "BellSoft", "SAP",
		"Red Hat"};

	if (r->vendor && strstr(r->vendor, "IBM"))
		return version_parse(r->version).major > 8; /* Semeru, not IBM's SDK */
	for (size_t i = 0; r->vendor && i < sizeof vendors / sizeof *vendors; i++)
		if (strcasestr(r->vendor, vendors[i]))
			return true;
	return false;
}

/* What is neither in the release file nor in the path may be in the layout. */
static struct version release_parse(const struct release *r)
{
	struct version v = version_parse(r->version);

	if (!v.major && r->old)
		v = (struct version){8, ANY_UPDATE};
	return v;
}

/* JDK-8224202 changed how Java reads .properties files. */
enum props_reader release_get_reader(const struct release *r)
{
	struct version v = release_parse(r);

	if (!v.major || v.major > 12 || (v.major == 11 && v.update >= 5))
		return PROPS_MODERN;
	return PROPS_OLD;
}

enum has release_includes(const struct release *r)
{
	int major = release_parse(r).major;

	if (!major)
		return HAS_MAYBE;
	return major >= 24 && !r->old ? HAS : HAS_NOT;
}

/*
 * Updates of an older version, and whether they have a feature: not up to `without` in
 * OpenJDK's numbers, nor up to `before` in any vendor's, since it was made later; and all
 * from `with` on, unless that is 0.
 */
struct backport {
	int major;
	int before, without, with;
};

/* Which versions have a feature: all since `since`, and some updates of others. */
struct feature {
	int since;
	struct backport back[8];
};

/* JDK-8233228. Oracle's numbers are others, and its 8u291 has it. */
static const struct feature include = {
	14, {{7, 0, 0, 301}, {8, 0, 0, 292}, {11, 0, 0, 9}}};
/* Java 8, and the first updates of 11 that have `include`, take text after it. */
static const struct feature include_exact = {14, {{11, 8, 8, 15}}};
/* JDK-8341964 */
static const struct feature wildcards = {
	24, {{8, 452, 504, 0}, {11, 27, 29, 30}, {17, 15, 15, 18}, {21, 7, 7, 10}}};
/* JDK-8349583 */
static const struct feature handshake = {
	25, {{8, 452, 504, 0}, {11, 27, 30, 31}, {17, 15, 15, 19}, {21, 7, 7, 11}}};
/* Java 8 checks each entry; later ones have a set, whose order ignores case. */
static const struct feature set = {12, {{8, 504, 504, 0}, {11, -1, -1, 24}}};

static enum has release_has(const struct feature *f, const struct release *r)
{
	struct version v = release_parse(r);

	if (!v.major)
		return HAS_MAYBE;
	if (v.major >= f->since)
		return HAS;
	for (const struct backport *b = f->back; b->major; b++) {
		if (b->major != v.major)
			continue;
		if (v.update == ANY_UPDATE)
			return HAS_MAYBE;
		if (b->with && v.update >= b->with)
			return HAS;
		return v.update <= (release_follows_openjdk(r) ? b->without : b->before)
			       ? HAS_NOT
			       : HAS_MAYBE;
	}
	return HAS_NOT;
}

static bool release_count(const struct feature *f, const struct release *r, bool guess)
{
	enum has has = release_has(f, r);

	return has == HAS || (has == HAS_MAYBE && guess);
}

bool release_knows_curves(const struct release *r)
{
	return release_has(&include, r) == HAS;
}

/* Not in 25.0.3, but in 25.0.5, 26.0.2 and 27.0.1. */
static const struct feature include_link = {27, {{25, 3, 3, 5}, {26, -1, -1, 2}}};

enum has release_includes_by_link(const struct release *r)
{
	return release_has(&include_link, r);
}

/* 8u504 and 11.0.33 compare exactly, 17 and later do not. */
static const struct feature curves_any_case = {
	16, {{12, -1, -1, 0}, {13, -1, -1, 0}, {14, -1, -1, 0}, {15, -1, -1, 0}}};

/*
 * An entry of a vendor that a version may not know is no reason to call the list faulty:
 * `include` is always accepted, and a guess makes nothing else faulty either.
 */
struct list_rules release_get_rules(
	const struct release *r, const char *property, bool guess)
{
	bool suites = vendor_lists_are_suites(property);

	return (struct list_rules){
		.constraints = vendor_lists_allow_constraints(property),
		.include = true,
		.include_more = !release_count(&include_exact, r, guess),
		.wildcards = suites && release_count(&wildcards, r, guess),
		.handshake_usage = suites && release_count(&handshake, r, guess),
		.set = release_count(&set, r, !guess),
		.exact_curves = !release_count(&curves_any_case, r, true),
	};
}

/* JDK-8196584, JDK-8245466; Oracle's 8u261 and 8u271 had it earlier. */
static const struct feature tls13 = {11, {{8, 265, 265, 271}}};
/* JDK-8140466 */
static const struct feature chacha20 = {12, {{11, 12, 12, 13}}};
/* JDK-8217579 */
static const struct feature scsv_exempt = {
	13, {{7, 220, 220, 221}, {8, 210, 210, 211}, {11, 2, 2, 3}, {12, 0, 0, 1}}};
/* JDK-8387124, of June 2026 */
static const struct feature tls13_names = {
	28, {{8, 492, 504, 0}, {11, 31, 33, 0}, {17, 19, 21, 0}, {21, 11, 13, 0},
		    {25, 3, 3, 5}, {26, 1, 2, 0}, {27, 0, 1, 0}}};

static const struct feature xdh = {13, {{8, 504, 504, 0}, {11, -1, -1, 24}}};
static const struct feature hybrid = {27, {{25, 3, 5, 0}, {26, 1, 2, 0}}};
static const struct feature group_names = {14, {{8, 504, 504, 0}, {11, 8, 8, 24}}};
/* Not even the default of 8 has other curves now, but early updates had. */
static const struct feature few_groups = {17, {{8, -1, -1, 504}, {11, -1, -1, 24}}};

static bool release_is_oracle_8u261(struct version v)
{
	return v.major == 8 && v.update == 261; /* OpenJDK has 262 instead */
}

struct jsse release_get_jsse(const struct release *r, bool guess)
{
	struct version v = release_parse(r);
	bool has_tls13 = release_is_oracle_8u261(v) || release_count(&tls13, r, guess);

	return (struct jsse){
		.gcm = !v.major || v.major >= 8,
		.tls13 = has_tls13,
		.chacha20 = release_count(&chacha20, r, guess),
		.krb5 = v.major && v.major <= 10,
		.krb5_names = v.major && v.major <= 10 && !has_tls13,
		.scsv_exempt = release_count(&scsv_exempt, r, guess),
		.tls13_names = release_count(&tls13_names, r, guess),
		.xdh = release_count(&xdh, r, guess),
		.hybrid = release_count(&hybrid, r, guess),
		.group_names = release_count(&group_names, r, guess),
		.xdh_sizes = v.major >= 13 && v.major < 25,
		.few_groups = release_count(&few_groups, r, guess),
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
static int release_read_file(const struct root *root, const struct release_site *site,
	struct owner reader, struct buf *bytes, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	META_AUTO struct meta meta = {0};
	BUF_AUTO struct buf path = {0};
	ERR_AUTO struct err why = {0};
	int rc = 0;

	if (!site->release) {
		buf_addf(&path, "%s/release", site->home);
		rc = path.failed ? err_memory(&why)
				 : root_resolve(root, buf_str(&path), &p, &why);
	}
	rc = rc ? rc
		: identity_read_file(&(const struct rights){.who = reader}, MAX_SIZE,
			  site->release ? site->release : &p, bytes, &meta, &why);
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

/* HotSpot, too, is a JVM_VARIANT, but IBM builds no HotSpot. Older files have none. */
static bool release_is_openj9(const struct release *r, const struct props *p)
{
	char *variant = release_unquote(p, "JVM_VARIANT");
	const char *name = variant ? variant : r->vendor ? r->vendor : "";
	bool is = strcasestr(name, "openj9") || (!variant && strstr(name, "IBM"));

	free(variant);
	return is;
}

static void release_take_file(
	struct release *r, struct span bytes, const struct release_site *site)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err ignored = {0};

	*r = (struct release){.old = release_find_lib(site) > 0};
	if (props_read(&p, PROPS_MODERN, bytes, NULL, &ignored))
		return;
	r->vendor = release_unquote(&p, "IMPLEMENTOR");
	r->version = release_unquote(&p, "JAVA_VERSION");
	r->runtime = release_unquote(&p, "JAVA_RUNTIME_VERSION");
	r->arch = release_unquote(&p, "OS_ARCH");
	r->brand = release_take_brand(&p);
	r->openj9 = release_is_openj9(r, &p);
}

/* Adds what a manifest says, such as "Implementation-Version: 1.8.0_504". */
static void release_take_manifest(struct release *r, struct span manifest)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err ignored = {0};

	if (props_read(&p, PROPS_MODERN, manifest, NULL, &ignored))
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
		release_take_manifest(r, buf_span(&manifest));
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

void release_take(struct release *r, struct span bytes, const struct release_site *site)
{
	release_take_file(r, bytes, site);
	release_complete(r, site->home);
}

int release_read(struct release *r, const struct context *c, struct owner reader,
	const struct release_site *site, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};
	int rc = release_read_file(c->root, site, reader, &bytes, e);

	if (rc)
		return rc;
	release_take_file(r, buf_span(&bytes), site);
	if (r->old && !r->version)
		rc = release_read_jar(r, c, reader, site, e);
	release_complete(r, site->home);
	return rc;
}

int release_copy(struct release *to, const struct release *from, struct err *e)
{
	const char *const texts[] = {from->vendor, from->version, from->brand, from->name,
		from->runtime, from->arch};
	char **const copies[] = {&to->vendor, &to->version, &to->brand, &to->name,
		&to->runtime, &to->arch};

	to->old = from->old;
	to->openj9 = from->openj9;
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

void release_add_key(const struct release *r, struct buf *key)
{
	const char *const texts[] = {
		r->vendor, r->version, r->brand, r->name, r->runtime, r->arch};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (texts[i])
			buf_addf(key, "%zu %s", strlen(texts[i]), texts[i]);
		buf_addc(key, ' ');
	}
	buf_addc(key, r->openj9 ? 'j' : '-');
	buf_addc(key, r->old ? 'o' : '-');
}

void release_done(struct release *r)
{
	free(r->vendor);
	free(r->version);
	free(r->brand);
	free(r->name);
	free(r->runtime);
	free(r->arch);
	*r = (struct release){0};
}
