/* SPDX-License-Identifier: MIT */
/* Knows the properties that hold lists, and the order of entries in vendors' lists. */
#include "text/vendor_lists.h"

#define TLS TLS_LIST
#define CERTPATH "jdk.certpath.disabledAlgorithms"
#define JAR "jdk.jar.disabledAlgorithms"
#define TLS_LEGACY "jdk.tls.legacyAlgorithms"
#define LEGACY "jdk.security.legacyAlgorithms"
#define CURVES CURVES_LIST
#define DIGEST "http.auth.digest.disabledAlgorithms" /* since 20 */
#define CRYPTO "jdk.crypto.disabledAlgorithms"	     /* vendors have no entries in it */
#define INCLUDE "include jdk.disabled.namedCurves"
#define INCLUDE_KEY "include jdk.disabled.namedcurves"

/* All entries that a vendor ever shipped in a list, merged into one order. */
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
	/* OpenJDK 7u75 to 25, and builds that derive from it */
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
	/* Red Hat's crypto policies */
	ORDER(TLS, "DH keySize < 1023", "DH keySize < 1024", "DH keySize < 2048",
		"DH keySize < 3072", "TLSv1.1", "TLSv1", "SSLv3", "SSLv2", "DHE_DSS",
		"RSA_EXPORT", "DHE_DSS_EXPORT", "DHE_RSA_EXPORT", "DH_DSS_EXPORT",
		"DH_RSA_EXPORT", "DH_anon", "ECDH_anon", "DH_RSA", "DH_DSS", "ECDH",
		"3DES_EDE_CBC", "DES_CBC", "RC4_40", "RC4_128", "DES40_CBC", "RC2",
		"HmacMD5"),
	ORDER(CERTPATH, "MD2", "MD5", "SHA1", "DSA", "RSA keySize < 1023",
		"RSA keySize < 2048", "RSA keySize < 3072"),
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
	ORDER(DIGEST, "MD5", "SHA-1"),
	ORDER(CURVES, "secp112r1", "secp112r2", "secp128r1", "secp128r2", "secp160k1",
		"secp160r1", "secp160r2", "secp192k1", "secp192r1", "secp224k1",
		"secp224r1", "secp256k1", "sect113r1", "sect113r2", "sect131r1",
		"sect131r2", "sect163k1", "sect163r1", "sect163r2", "sect193r1",
		"sect193r2", "sect233k1", "sect233r1", "sect239k1", "sect283k1",
		"sect283r1", "sect409k1", "sect409r1", "sect571k1", "sect571r1",
		"X9.62 c2tnb191v1", "X9.62 c2tnb191v2", "X9.62 c2tnb191v3",
		"X9.62 c2tnb239v1", "X9.62 c2tnb239v2", "X9.62 c2tnb239v3",
		"X9.62 c2tnb359v1", "X9.62 c2tnb431r1", "X9.62 prime192v2",
		"X9.62 prime192v3", "X9.62 prime239v1", "X9.62 prime239v2",
		"X9.62 prime239v3", "brainpoolP256r1", "brainpoolP320r1",
		"brainpoolP384r1", "brainpoolP512r1"),
};

#define N_ORDERS (sizeof orders / sizeof *orders)

const char *vendor_lists_get_property(size_t nth)
{
	static const char *const properties[] = {
		TLS, CERTPATH, JAR, TLS_LEGACY, LEGACY, CURVES, DIGEST, CRYPTO};

	return nth < sizeof properties / sizeof *properties ? properties[nth] : NULL;
}

bool vendor_lists_know(const char *property)
{
	const char *known;

	for (size_t i = 0; (known = vendor_lists_get_property(i)); i++)
		if (!strcmp(known, property))
			return true;
	return false;
}

const char *vendor_lists_get_subject(const char *property)
{
	return !strcmp(property, TLS)	     ? "TLS"
	       : !strcmp(property, CERTPATH) ? "certificates"
	       : !strcmp(property, JAR)	     ? "signed JAR files"
	       : !strcmp(property, DIGEST)   ? "HTTP Digest authentication"
					     : NULL;
}

bool vendor_lists_are_old(const char *property)
{
	return !strcmp(property, TLS) || !strcmp(property, CERTPATH) ||
	       !strcmp(property, JAR);
}

bool vendor_lists_allow_constraints(const char *property)
{
	return !strcmp(property, TLS) || !strcmp(property, CERTPATH) ||
	       !strcmp(property, JAR) || !strcmp(property, LEGACY) ||
	       !vendor_lists_know(property);
}

bool vendor_lists_are_suites(const char *property)
{
	return !strcmp(property, TLS);
}

/* Returns the position of this key in the order, or -1. */
static int vendor_lists_find_rank(const struct order *o, const char *key)
{
	for (int i = 0; o->entries[i]; i++)
		if ((*o->entries[i] | 0x20) == (*key | 0x20) &&
			entry_equal(o->entries[i], key))
			return i;
	return -1;
}

bool vendor_lists_have(const char *property, const char *entry)
{
	for (size_t i = 0; i < N_ORDERS; i++) {
		const char *const *one = orders[i].entries;

		if (property && strcmp(orders[i].property, property) != 0)
			continue;
		for (; *one; one++)
			if (entry_equal(*one, entry))
				return true;
	}
	return false;
}

const char *vendor_lists_get_entry(size_t nth)
{
	for (size_t i = 0; i < N_ORDERS; i++)
		for (const char *const *entry = orders[i].entries; *entry; entry++)
			if (!nth--)
				return *entry;
	return NULL;
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
	if (!best && !list_has_key(l, INCLUDE_KEY))
		return place;
	for (size_t i = l->n; i-- > 0;) {
		const char *other = l->items[i].key;
		if (best ? vendor_lists_find_rank(best, other) > r : l->items[i].includes)
			place = i;
		else if (best && vendor_lists_find_rank(best, other) >= 0)
			break;
	}
	return place;
}
