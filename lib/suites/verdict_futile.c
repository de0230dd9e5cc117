/* SPDX-License-Identifier: MIT */
/* Knows which kinds of entries some Javas ignore: patterns, usages, protocols, names. */
#include "suites/verdict.h"

#include "text/known.h"
#include "text/list.h"
#include "text/suite.h"
#include "text/vendor_lists.h"

#include <strings.h>

struct verdict_place verdict_place_make(
	const struct release *release, const char *property)
{
	return (struct verdict_place){release, property,
		release_get_rules(release, property, false),
		release_get_rules(release, property, true)};
}

/* Has what this update may have, too, if `guess` is set. */
static struct jsse verdict_futile_get_jsse(const struct verdict_place *p, bool guess)
{
	return release_get_jsse(p->release, guess);
}

/* What is known about a feature, with what it is if the update has what it may have. */
static const char *verdict_futile_choose(
	bool has, bool may_have, const char *without, const char *unknown, bool *sure)
{
	*sure = !may_have;
	return has ? NULL : may_have ? unknown : without;
}

/* The IBM SDK has a JSSE of its own. Nothing is known about its suites and names. */
static bool verdict_futile_is_other_jsse(const struct release *r)
{
	return r->vendor && strcasestr(r->vendor, "IBM") &&
	       version_parse(r->version).major < 9;
}

static bool verdict_futile_fits_any(const struct verdict_place *p, const char *pattern)
{
	const struct jsse jsse = verdict_futile_get_jsse(p, true);

	for (const struct suite *s = NULL; (s = suite_table_next(&jsse, s));)
		if (suite_fits(pattern, s->name))
			return true;
	return false;
}

static const char *verdict_futile_explain_pattern(
	const struct verdict_place *p, const char *entry, bool *sure)
{
	*sure = true;
	if (!vendor_lists_are_suites(p->property))
		return "is a pattern, which only jdk.tls.disabledAlgorithms may have";
	if (strchr(entry, ' '))
		return "is a pattern with a constraint, which blocks nothing";
	const char *why = verdict_futile_choose(p->rules.wildcards, p->most.wildcards,
		"is a pattern, and this Java ignores patterns",
		"is a pattern, and it is not known whether this update of Java ignores "
		"patterns",
		sure);
	if (why)
		return why;
	*sure = true;
	return verdict_futile_fits_any(p, entry)
		       ? NULL
		       : "is a pattern that no cipher suite of this Java matches";
}

static const char *verdict_futile_explain_usage(
	const struct verdict_place *p, const char *entry, bool *sure)
{
	const char *usage = strstr(entry, " usage ");

	if (!usage || (!strstr(usage, "HandshakeSignature") &&
			      !strstr(usage, "CertificateSignature")))
		return NULL;
	return verdict_futile_choose(p->rules.handshake_usage, p->most.handshake_usage,
		"has a usage that this Java ignores in this list",
		"has a usage, and it is not known whether this update of Java ignores it",
		sure);
}

static const char *verdict_futile_explain_protocol(
	const struct verdict_place *p, const char *entry, bool *sure)
{
	int major = version_parse(p->release->version).major;

	*sure = true;
	if (!strcasecmp(entry, "SSLv2"))
		return "is a protocol that no Java has";
	if (!strcasecmp(entry, "TLSv1.3"))
		return verdict_futile_choose(verdict_futile_get_jsse(p, false).tls13,
			verdict_futile_get_jsse(p, true).tls13,
			"is a protocol that this Java does not have",
			"is a protocol, and it is not known whether this update of Java has "
			"it",
			sure);
	return !strncasecmp(entry, "DTLS", 4) && major && major < 9
		       ? "is a protocol that this Java does not have"
		       : NULL;
}

static const char *verdict_futile_explain_suite(const struct verdict_place *p,
	const struct suite *s, const char *entry, bool *sure)
{
	const struct jsse jsse = verdict_futile_get_jsse(p, false),
			  most = verdict_futile_get_jsse(p, true);

	*sure = true;
	if (!entry_equal(s->name, entry))
		return "is not Java's own name of that cipher suite";
	bool known = version_parse(p->release->version).major;
	return verdict_futile_choose(suite_table_has(s, &jsse),
		!known || suite_table_has(s, &most),
		"is a cipher suite that this Java does not have",
		"is a cipher suite, and it is not known whether this update of Java has it",
		sure);
}

/* Constraints are about keys and certificates. What has none is only blocked by its name. */
static bool verdict_futile_has_no_key(const char *name, size_t n)
{
	static const char *const names[] = {"anon", "NULL", "DH_anon", "ECDH_anon",
		"SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3", "DTLSv1.0",
		"DTLSv1.2"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == n && !strncasecmp(names[i], name, n))
			return true;
	return false;
}

static const char *verdict_futile_explain_name(const char *entry, bool *sure)
{
	size_t word = strcspn(entry, " ");

	*sure = true;
	if (entry[word] && verdict_futile_has_no_key(entry, word))
		return "has a constraint, but only the bare name would block anything";
	if (known_restricts(entry))
		return NULL;
	if (strchr(entry, ';') || strpbrk(entry, "\"'"))
		return "is no name: commas separate entries, and quotes may only stand around "
		       "the whole list";
	*sure = false;
	return "is no name that jsecpatch knows; if it is misspelled, it blocks nothing";
}

/* Tells whether this Java may refuse the entry, and all TLS with it. */
static bool verdict_futile_is_fatal(const struct verdict_place *p, const char *entry)
{
	return entry_find_fault(entry, &p->rules) || entry_find_fault(entry, &p->most);
}

const char *verdict_futile_explain(
	const struct verdict_place *p, const char *entry, bool *sure)
{
	bool tls = vendor_lists_are_suites(p->property);
	const struct suite *s = tls ? suite_table_find(entry) : NULL;

	*sure = false;
	if (!vendor_lists_know(p->property) || verdict_futile_is_other_jsse(p->release) ||
		verdict_futile_is_fatal(p, entry))
		return NULL;
	if (strchr(entry, '*'))
		return verdict_futile_explain_pattern(p, entry, sure);
	if (s)
		return verdict_futile_explain_suite(p, s, entry, sure);
	const char *why = tls ? verdict_futile_explain_usage(p, entry, sure) : NULL;
	if (!why && tls)
		why = verdict_futile_explain_protocol(p, entry, sure);
	return why ? why : verdict_futile_explain_name(entry, sure);
}
