/* SPDX-License-Identifier: MIT */
/* Properties that hold lists, and vendors' default entries in their order. */
#include "text/vendor_lists.h"

#define TLS TLS_LIST
#define CERTPATH "jdk.certpath.disabledAlgorithms"
#define JAR "jdk.jar.disabledAlgorithms"
#define TLS_LEGACY "jdk.tls.legacyAlgorithms"
#define LEGACY "jdk.security.legacyAlgorithms"
#define CURVES "jdk.disabled.namedCurves"
#define INCLUDE "include jdk.disabled.namedCurves"

/* All entries that a vendor ever shipped in a list, merged in the order they stand in. */
struct order {
	const char *property;
	const char *const *entries;
};

#define ORDER(property, ...)                    \
	{                                       \
		property, (const char *const[]) \
		{                               \
			__VA_ARGS__, NULL       \
		}                               \
	}

static const struct order orders[] = {
	/* OpenJDK 7u75 to 25 and its descendants */
	ORDER(TLS, "SSLv3", "TLSv1", "TLSv1.1", "DTLSv1.0", "RC4", "DES", "MD5withRSA",
		"DH keySize < 768", "DH keySize < 1024", "EC keySize < 224", "DES40_CBC",
		"RC4_40", "3DES_EDE_CBC", "anon", "NULL", "ECDH", "TLS_RSA_*",
		"rsa_pkcs1_sha1 usage HandshakeSignature",
		"ecdsa_sha1 usage HandshakeSignature",
		"dsa_sha1 usage HandshakeSignature", INCLUDE),
	/* IBM SDK 8 */
	ORDER(TLS, "SSLv3", "TLSv1", "TLSv1.1", "RC4", "DES", "MD5withRSA",
		"DH keySize < 1024", "3DES_EDE_CBC", "DESede", "EC keySize < 224", "anon",
		"NULL", "DES_CBC", INCLUDE),
	ORDER(CERTPATH, "MD2", "MD5", "SHA1 jdkCA & usage TLSServer",
		"RSA keySize < 1024", "DSA keySize < 1024", "EC keySize < 224", INCLUDE,
		"SHA1 usage SignedJAR & denyAfter 2019-01-01"),
	ORDER(JAR, "MD2", "MD5", "RSA keySize < 1024", "DSA keySize < 1024", INCLUDE,
		"SHA1 denyAfter 2019-01-01"),
	ORDER(TLS_LEGACY, "K_NULL", "C_NULL", "M_NULL", "DHE_DSS_EXPORT",
		"DHE_RSA_EXPORT", "DH_anon_EXPORT", "DH_DSS_EXPORT", "DH_RSA_EXPORT",
		"RSA_EXPORT", "DH_anon", "ECDH_anon", "RC4_128", "RC4_40", "DES_CBC",
		"DES40_CBC", "3DES_EDE_CBC"),
	ORDER(TLS_LEGACY, "NULL", "anon", "RC4", "DES", "3DES_EDE_CBC"),
	ORDER(LEGACY, "SHA1", "RSA keySize < 2048", "DSA keySize < 2048", "DES", "DESede",
		"MD5", "RC2", "ARCFOUR"),
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

/* The entry's place in the order, or -1. */
static int vendor_lists_find_rank(const struct order *o, const char *entry)
{
	for (int i = 0; o->entries[i]; i++)
		if (entry_equal(o->entries[i], entry))
			return i;
	return -1;
}

bool vendor_lists_have(const char *entry)
{
	static const char *const others[] = {"DH_anon", "ECDH_anon", "DH", "ECDHE", "DHE",
		"EC", "RSA", "DSA", "AES", "CBC", "SHA1", "SHA256", "SHA384", "TLSv1.2",
		"TLSv1.3", "DTLSv1.2", "SSLv2Hello", "C_NULL", "K_NULL", "M_NULL"};

	for (size_t i = 0; i < N_ORDERS; i++)
		if (vendor_lists_find_rank(&orders[i], entry) >= 0)
			return true;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (entry_equal(others[i], entry))
			return true;
	return !strncmp(entry, "TLS_", 4) || !strncmp(entry, "SSL_", 4);
}

/* How many entries of the list the order has, or -1 where they stand in another order. */
static int vendor_lists_count_agreement(const struct order *o, const struct list *l)
{
	int last = -1, n = 0;

	for (size_t i = 0; i < l->n; i++) {
		int r = vendor_lists_find_rank(o, l->items[i].text);
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
	const char *property, const struct list *l, const char *entry)
{
	const struct order *best = NULL;
	size_t place = l->n;
	int most = -2;

	for (size_t i = 0; i < N_ORDERS; i++) {
		const struct order *o = &orders[i];
		if (strcmp(o->property, property) || vendor_lists_find_rank(o, entry) < 0)
			continue;
		int n = vendor_lists_count_agreement(o, l);
		if (n > most) {
			most = n;
			best = o;
		}
	}
	/* Before the first entry that comes later; a new one still before an include. */
	int r = best ? vendor_lists_find_rank(best, entry) : -1;
	for (size_t i = l->n; i-- > 0;) {
		const char *text = l->items[i].text;
		if (best ? vendor_lists_find_rank(best, text) > r
			 : entry_equal(text, INCLUDE))
			place = i;
		else if (best && vendor_lists_find_rank(best, text) >= 0)
			break;
	}
	return place;
}
