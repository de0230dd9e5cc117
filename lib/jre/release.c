/* SPDX-License-Identifier: MIT */
/* Reads the `release` file and versions. Knows which update added which feature. */
#include "jre/release.h"

#include "jre/context.h"
#include "os/file.h"
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
	return v.size ? strndup(v.data, v.size) : NULL;
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

/*
 * Returns the number after "java-", "jdk" or the like in the last component of the path.
 * An x stands for the update number if the path has none.
 */
static char *release_guess_version(const char *home)
{
	static const char *const signs[] = {
		"java-", "jdk-", "jre-", "jdk", "jre", "zulu-", "openjdk-"};
	const char *name = strrchr(home, '/') ? strrchr(home, '/') + 1 : home;

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		const char *at = strstr(name, signs[i]);
		size_t n = at ? strspn(at + strlen(signs[i]), "0123456789._") : 0;
		if (n)
			return release_add_update(span_of(at + strlen(signs[i]), n));
	}
	return NULL;
}

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

void release_take(
	struct release *r, struct lexer *lexer, struct span bytes, const char *home)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err ignored = {0};

	*r = (struct release){0};
	if (!props_read(&p, lexer, PROPS_MODERN, bytes, NULL, &ignored)) {
		r->vendor = release_unquote(&p, "IMPLEMENTOR");
		r->version = release_unquote(&p, "JAVA_VERSION");
	}
	if (!r->vendor)
		r->vendor = release_guess_vendor(home);
	if (!r->version)
		r->version = release_guess_version(home);
}

int release_read(struct release *r, const struct context *c, struct owner reader,
	const char *home, struct err *e)
{
	BUF_AUTO struct buf path = {0};
	BUF_AUTO struct buf bytes = {0};

	buf_addf(&path, "%s/release", home);
	if (path.failed)
		return err_memory(e);
	int rc = release_read_file(c->root, buf_str(&path), reader, &bytes, e);
	if (!rc)
		release_take(r, c->lexer, buf_span(&bytes), home);
	return rc;
}

void release_done(struct release *r)
{
	free(r->vendor);
	free(r->version);
	*r = (struct release){0};
}
