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

static bool known_starts(const char *entry, const char *start)
{
	return !strncasecmp(entry, start, strlen(start));
}

static bool known_is_one_of(const char *entry, const char *const *some)
{
	for (; *some; some++)
		if (!strcasecmp(entry, *some))
			return true;
	return false;
}

static bool known_is_protocol(const char *entry)
{
	static const char *const others[] = {
		"SSLv2Hello", "DTLSv1.0", "DTLSv1.2", "DTLSv1.3", NULL};

	for (unsigned p = SUITE_SSLV3; p <= SUITE_TLSV1_3; p <<= 1)
		if (!strcasecmp(entry, suite_table_name_protocol(p)))
			return true;
	return known_is_one_of(entry, others);
}

static bool known_is_group(const char *entry)
{
	return known_starts(entry, "secp") || known_starts(entry, "sect") ||
	       known_starts(entry, "ffdhe") || known_starts(entry, "brainpool") ||
	       known_starts(entry, "x25519") || known_starts(entry, "x448") ||
	       known_starts(entry, "c2tnb") || strcasestr(entry, "MLKEM") ||
	       known_starts(entry, "X9.62 ") || entry_is_curve(entry);
}

/* Tells whether the name of a suite has this part, in any Java. */
static bool known_is_part(const char *entry)
{
	for (const struct suite *s = NULL; (s = suite_table_next(&jsse_all, s));) {
		struct suite_parts p = suite_table_split(s, &jsse_all, false);
		for (size_t i = 0; i < p.n; i++)
			if (!strcasecmp(p.keys[i], entry))
				return true;
	}
	return false;
}

/* What an algorithm is beside a part of suites, or NULL. */
static const char *known_find_beside(const char *entry)
{
	static const char *const beside[][2] = {
		{"EC", "groups and keys on elliptic curves, but for x25519 and x448"},
		{"XDH", "the groups x25519 and x448"},
		{"X25519", "the group x25519"},
		{"X448", "the group x448"},
		{"DH", "keys for Diffie-Hellman, and the groups ffdhe2048 to ffdhe8192"},
		{"DiffieHellman",
			"keys for Diffie-Hellman, and the groups ffdhe2048 to ffdhe8192"},
		{"RSA", "certificates and signatures with RSA keys"},
		{"DSA", "certificates and signatures with DSA keys"},
		{"MD5", "certificates and signatures with MD5"},
		{"SHA1", "certificates and signatures with SHA-1"},
		{"SHA-1", "certificates and signatures with SHA-1"},
		{"SHA256", "certificates and signatures with SHA-256"},
		{"SHA384", "certificates and signatures with SHA-384"},
	};

	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
		if (!strcasecmp(entry, beside[i][0]))
			return beside[i][1];
	return NULL;
}

/* Describes an entry with conditions, such as `DH keySize < 1024`. It blocks no suite. */
static void known_add_condition(const char *entry, struct buf *out)
{
	int name = (int)strcspn(entry, " ");
	const char *condition = entry + name + strspn(entry + name, " ");

	if (strcasestr(condition, "HandshakeSignature"))
		buf_addf(out, "the signature scheme %.*s in handshakes", name, entry);
	else if (strncmp(condition, "keySize", 7) != 0)
		buf_addf(out,
			"certificates and signatures that use %.*s, if this holds: %s",
			name, entry, condition);
	else if (known_starts(entry, "DH ") || known_starts(entry, "DiffieHellman "))
		buf_addf(out, "keys for Diffie-Hellman with %s", condition);
	else if (known_starts(entry, "EC "))
		buf_addf(out, "groups and keys on elliptic curves with %s", condition);
	else
		buf_addf(out, "%.*s keys with %s, in certificates and signatures", name,
			entry, condition);
}

static void known_add_name(const char *entry, struct buf *out)
{
	const char *beside = known_find_beside(entry);

	if (suite_table_find(entry))
		buf_adds(out, "the cipher suite of this name");
	else if (known_is_part(entry))
		buf_addf(out, "cipher suites that use it%s%s", beside ? ", and " : "",
			beside ? beside : "");
	else if (beside)
		buf_adds(out, beside);
	else if (!known_restricts(entry))
		buf_adds(out, "nothing that is known; it may be misspelled");
	else if (strcasestr(entry, "with"))
		buf_addf(out, "certificates and handshakes that are signed with %s",
			entry);
	else
		buf_adds(out, "certificates, signatures and keys that use it");
}

void known_describe(const char *entry, const struct list_rules *rules, struct buf *out)
{
	const struct entry own = {.includes = entry_find_include(entry)};

	if (known_is_protocol(entry))
		buf_addf(out, "the protocol %s", entry);
	else if (entry_is_include(&own, rules))
		buf_adds(out, "all that jdk.disabled.namedCurves lists, mostly groups");
	else if (known_is_group(entry))
		buf_addf(out, "the group %s for key exchange", entry);
	else if (strchr(entry, '*') && rules->wildcards)
		buf_adds(out, "cipher suites whose names match it");
	else if (strchr(entry, '*'))
		buf_adds(out, "nothing: this Java does not know wildcards");
	else if (strchr(entry, ' ') && rules->constraints)
		known_add_condition(entry, out);
	else
		known_add_name(entry, out);
}
