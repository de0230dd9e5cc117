/* SPDX-License-Identifier: MIT */
/* Knows the words that can be entries of a list: of vendors' lists, and of Java's APIs. */
#include "text/known.h"

#include "text/list.h"
#include "text/suite.h"
#include "text/vendor_lists.h"

#include <strings.h>

/* What is neither in a vendor's list nor a part of a suite. */
static const char *const words[] = {
	/* protocols */
	"SSLv2Hello", "TLSv1.2", "TLSv1.3", "DTLSv1.2", "DTLSv1.3",
	/* keys and signatures */
	"RSA", "DSA", "EC", "DH", "DiffieHellman", "XDH", "X25519", "X448", "EdDSA",
	"Ed25519", "Ed448", "RSASSA-PSS", "ML-DSA", "ML-KEM", "MD2withRSA", "SHA1withRSA",
	"SHA1withDSA", "SHA1withECDSA", "SHA224withRSA", "SHA224withDSA",
	"SHA224withECDSA", "SHA256withRSA", "SHA256withDSA", "SHA256withECDSA",
	"SHA384withRSA", "SHA384withECDSA", "SHA512withRSA", "SHA512withECDSA", "rsa_md5",
	"rsa_pkcs1_sha1", "rsa_pkcs1_sha256", "rsa_pkcs1_sha384", "rsa_pkcs1_sha512",
	"rsa_sha224", "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512",
	"rsa_pss_pss_sha256", "rsa_pss_pss_sha384", "rsa_pss_pss_sha512", "ecdsa_sha1",
	"ecdsa_sha224", "ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384",
	"ecdsa_secp521r1_sha512", "dsa_sha1", "dsa_sha224", "dsa_sha256",
	/* digests and ciphers */
	"MD4", "SHA", "SHA-1", "SHA224", "SHA-224", "SHA256", "SHA-256", "SHA384",
	"SHA-384", "SHA512", "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512", "HmacSHA1",
	"AES", "AES_128", "AES_256", "Blowfish", "ChaCha20", "ChaCha20-Poly1305", "RC5",
	"IDEA", "DES_EDE", "CBC", "GCM", "ECB",
	/* groups */
	"secp256r1", "secp384r1", "secp521r1", "ffdhe2048", "ffdhe3072", "ffdhe4096",
	"ffdhe6144", "ffdhe8192", "X25519MLKEM768", "SecP256r1MLKEM768",
	"SecP384r1MLKEM1024"};

#define N_WORDS (sizeof words / sizeof *words)

const char *known_get(size_t nth)
{
	size_t n_shipped = 0;
	const char *entry = vendor_lists_get_entry(nth);

	if (entry)
		return entry;
	while (vendor_lists_get_entry(n_shipped))
		n_shipped++;
	return nth - n_shipped < N_WORDS ? words[nth - n_shipped] : NULL;
}

static bool known_is_in(const struct suite *s, const char *entry)
{
	struct suite_parts tls = suite_table_split(s, &jsse_all, false);
	struct suite_parts certpath = suite_table_split(s, &jsse_all, true);

	for (size_t i = 0; i < tls.n; i++)
		if (entry_equal(tls.keys[i], entry))
			return true;
	for (size_t i = 0; i < certpath.n; i++)
		if (entry_equal(certpath.keys[i], entry))
			return true;
	return strchr(entry, '*') && suite_fits(entry, s->name);
}

/* Tells whether it is a name of the Java API, as jdk.crypto.disabledAlgorithms has them. */
static bool known_is_service(const char *entry)
{
	static const char *const services[] = {
		"Cipher.", "KeyStore.", "MessageDigest.", "Signature."};

	for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
		size_t n = strlen(services[i]);
		if (!strncasecmp(entry, services[i], n) && entry[n])
			return true;
	}
	return false;
}

bool known_has(const char *entry)
{
	if (vendor_lists_have(NULL, entry) || entry_is_curve(entry) ||
		suite_table_find(entry) || known_is_service(entry))
		return true;
	for (size_t i = 0; i < N_WORDS; i++)
		if (entry_equal(words[i], entry))
			return true;
	for (const struct suite *s = NULL; (s = suite_table_next(&jsse_all, s));)
		if (known_is_in(s, entry))
			return true;
	return false;
}

bool known_restricts(const char *entry)
{
	char algorithm[64];
	size_t n = strcspn(entry, " ");

	if (known_has(entry))
		return true;
	if (!entry[n] || n >= sizeof algorithm)
		return false;
	memcpy(algorithm, entry, n);
	algorithm[n] = 0;
	return known_has(algorithm);
}
