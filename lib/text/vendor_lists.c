/* SPDX-License-Identifier: MIT */
/* Knows the properties that hold lists, and the order of entries in vendors' lists. */
#include "text/vendor_lists.h"

#define TLS TLS_LIST
#define CERTPATH "jdk.certpath.disabledAlgorithms"
#define JAR "jdk.jar.disabledAlgorithms"
#define TLS_LEGACY "jdk.tls.legacyAlgorithms"
#define LEGACY "jdk.security.legacyAlgorithms"
#define CURVES "jdk.disabled.namedCurves"
#define INCLUDE "include jdk.disabled.namedcurves"

/* The keys of all entries that a vendor ever shipped in a list, merged into one order. */
struct order {
	const char *property;
	const char *const *keys;
};

#define ORDER(property, ...)                    \
	{                                       \
		property, (const char *const[]) \
		{                               \
			__VA_ARGS__, NULL       \
		}                               \
	}

static const struct order orders[] = {
	/* OpenJDK 7u75 to 25, and builds that derive from it */
	ORDER(TLS, "sslv3", "tlsv1", "tlsv1.1", "dtlsv1.0", "rc4", "des", "md5withrsa",
		"dh keysize < 768", "dh keysize < 1024", "ec keysize < 224", "des40_cbc",
		"rc4_40", "3des_ede_cbc", "anon", "null", "ecdh", "tls_rsa_*",
		"rsa_pkcs1_sha1 usage handshakesignature",
		"ecdsa_sha1 usage handshakesignature",
		"dsa_sha1 usage handshakesignature", INCLUDE),
	/* IBM SDK 8 */
	ORDER(TLS, "sslv3", "tlsv1", "tlsv1.1", "rc4", "des", "md5withrsa",
		"dh keysize < 1024", "3des_ede_cbc", "desede", "ec keysize < 224", "anon",
		"null", "des_cbc", INCLUDE),
	ORDER(CERTPATH, "md2", "md5", "sha1 jdkca & usage tlsserver",
		"rsa keysize < 1024", "dsa keysize < 1024", "ec keysize < 224", INCLUDE,
		"sha1 usage signedjar & denyafter 2019-01-01"),
	ORDER(JAR, "md2", "md5", "rsa keysize < 1024", "dsa keysize < 1024", INCLUDE,
		"sha1 denyafter 2019-01-01"),
	ORDER(TLS_LEGACY, "k_null", "c_null", "m_null", "dhe_dss_export",
		"dhe_rsa_export", "dh_anon_export", "dh_dss_export", "dh_rsa_export",
		"rsa_export", "dh_anon", "ecdh_anon", "rc4_128", "rc4_40", "des_cbc",
		"des40_cbc", "3des_ede_cbc"),
	ORDER(TLS_LEGACY, "null", "anon", "rc4", "des", "3des_ede_cbc"),
	ORDER(LEGACY, "sha1", "rsa keysize < 2048", "dsa keysize < 2048", "des", "desede",
		"md5", "rc2", "arcfour"),
	ORDER(CURVES, "secp256k1"),
};

#define N_ORDERS (sizeof orders / sizeof *orders)

bool vendor_lists_know(const char *property)
{
	for (size_t i = 0; i < N_ORDERS; i++)
		if (!strcmp(orders[i].property, property))
			return true;
	return false;
}

bool vendor_lists_allow_constraints(const char *property)
{
	return strcmp(property, TLS_LEGACY) && strcmp(property, CURVES);
}

bool vendor_lists_are_suites(const char *property)
{
	return !strcmp(property, TLS);
}

/* Returns the position of this key in the order, or -1. */
static int vendor_lists_find_rank(const struct order *o, const char *key)
{
	for (int i = 0; o->keys[i]; i++)
		if (entry_same_key(o->keys[i], key))
			return i;
	return -1;
}

bool vendor_lists_have(const char *entry)
{
	static const char *const others[] = {"DH_anon", "ECDH_anon", "DH", "ECDHE", "DHE",
		"EC", "RSA", "DSA", "AES", "CBC", "SHA1", "SHA256", "SHA384", "TLSv1.2",
		"TLSv1.3", "DTLSv1.2", "SSLv2Hello", "C_NULL", "K_NULL", "M_NULL"};

	for (size_t i = 0; i < N_ORDERS; i++)
		for (const char *const *key = orders[i].keys; *key; key++)
			if (entry_equal(*key, entry))
				return true;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (entry_equal(others[i], entry))
			return true;
	return !strncmp(entry, "TLS_", 4) || !strncmp(entry, "SSL_", 4);
}

/* Returns how many entries the order has, or -1 if the list has them in another order. */
static int vendor_lists_count_agreement(const struct order *o, const struct list *l)
{
	int last = -1, n = 0;

	for (size_t i = 0; i < l->n; i++) {
		int r = vendor_lists_find_rank(o, l->items[i].key);
		if (r < 0)
			continue;
		if (r < last)
			return -1;
		last = r;
		n++;
	}
	return n;
}

size_t vendor_lists_find_place(
	const char *property, const struct list *l, const char *key)
{
	const struct order *best = NULL;
	size_t place = l->n;
	int most = -2;

	for (size_t i = 0; i < N_ORDERS; i++) {
		const struct order *o = &orders[i];
		if (strcmp(o->property, property) || vendor_lists_find_rank(o, key) < 0)
			continue;
		int n = vendor_lists_count_agreement(o, l);
		if (n > most) {
			most = n;
			best = o;
		}
	}
	/* Insert before the first entry that comes later, or before an include. */
	int r = best ? vendor_lists_find_rank(best, key) : -1;
	for (size_t i = l->n; i-- > 0;) {
		const char *other = l->items[i].key;
		if (best ? vendor_lists_find_rank(best, other) > r
			 : entry_same_key(other, INCLUDE))
			place = i;
		else if (best && vendor_lists_find_rank(best, other) >= 0)
			break;
	}
	return place;
}
