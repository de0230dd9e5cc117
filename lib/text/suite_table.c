/* SPDX-License-Identifier: MIT */
/* Knows all cipher suites that Java ever had, and the components of their names. */
#include "text/suite.h"

#include <strings.h>

enum {
	X_NONE, /* TLS 1.3 */
	X_SCSV,
	X_RSA,
	X_RSA_EXPORT,
	X_DHE_RSA,
	X_DHE_RSA_EXPORT,
	X_DHE_DSS,
	X_DHE_DSS_EXPORT,
	X_DH_anon,
	X_DH_anon_EXPORT,
	X_ECDH_ECDSA,
	X_ECDH_RSA,
	X_ECDHE_ECDSA,
	X_ECDHE_RSA,
	X_ECDH_anon,
	X_KRB5,
	X_KRB5_EXPORT,
};

enum {
	C_NULL,
	C_RC4_40,
	C_RC4_128,
	C_DES40_CBC,
	C_DES_CBC_40 = C_DES40_CBC, /* Kerberos suites name it so */
	C_DES_CBC,
	C_3DES_EDE_CBC,
	C_AES_128_CBC,
	C_AES_256_CBC,
	C_AES_128_GCM,
	C_AES_256_GCM,
	C_CHACHA20_POLY1305,
};

enum {
	H_NONE,
	H_MD5,
	H_SHA,
	H_SHA256,
	H_SHA384,
};

/* clang-format off */
#define TLS(id, x, c, h) {id, X_##x, C_##c, H_##h, "TLS_" #x "_WITH_" #c "_" #h, NULL}
#define SSL(id, x, c, h) {id, X_##x, C_##c, H_##h, "SSL_" #x "_WITH_" #c "_" #h, \
			  "TLS_" #x "_WITH_" #c "_" #h}
#define TLS13(id, c, h) {id, X_NONE, C_##c, H_##h, "TLS_" #c "_" #h, NULL}
#define SCSV(id) {id, X_SCSV, C_NULL, H_NONE, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", NULL}

/* In the order of JSSE's preference. Suites that are enabled by default come first. */
static const struct suite suites[] = {
	TLS13(0x1302, AES_256_GCM, SHA384),
	TLS13(0x1301, AES_128_GCM, SHA256),
	TLS13(0x1303, CHACHA20_POLY1305, SHA256),
	TLS(0xc02c, ECDHE_ECDSA, AES_256_GCM, SHA384),
	TLS(0xc02b, ECDHE_ECDSA, AES_128_GCM, SHA256),
	TLS(0xcca9, ECDHE_ECDSA, CHACHA20_POLY1305, SHA256),
	TLS(0xc030, ECDHE_RSA, AES_256_GCM, SHA384),
	TLS(0xcca8, ECDHE_RSA, CHACHA20_POLY1305, SHA256),
	TLS(0xc02f, ECDHE_RSA, AES_128_GCM, SHA256),
	TLS(0x009f, DHE_RSA, AES_256_GCM, SHA384),
	TLS(0xccaa, DHE_RSA, CHACHA20_POLY1305, SHA256),
	TLS(0x00a3, DHE_DSS, AES_256_GCM, SHA384),
	TLS(0x009e, DHE_RSA, AES_128_GCM, SHA256),
	TLS(0x00a2, DHE_DSS, AES_128_GCM, SHA256),
	TLS(0xc024, ECDHE_ECDSA, AES_256_CBC, SHA384),
	TLS(0xc028, ECDHE_RSA, AES_256_CBC, SHA384),
	TLS(0xc023, ECDHE_ECDSA, AES_128_CBC, SHA256),
	TLS(0xc027, ECDHE_RSA, AES_128_CBC, SHA256),
	TLS(0x006b, DHE_RSA, AES_256_CBC, SHA256),
	TLS(0x006a, DHE_DSS, AES_256_CBC, SHA256),
	TLS(0x0067, DHE_RSA, AES_128_CBC, SHA256),
	TLS(0x0040, DHE_DSS, AES_128_CBC, SHA256),
	TLS(0xc02e, ECDH_ECDSA, AES_256_GCM, SHA384),
	TLS(0xc032, ECDH_RSA, AES_256_GCM, SHA384),
	TLS(0xc02d, ECDH_ECDSA, AES_128_GCM, SHA256),
	TLS(0xc031, ECDH_RSA, AES_128_GCM, SHA256),
	TLS(0xc026, ECDH_ECDSA, AES_256_CBC, SHA384),
	TLS(0xc02a, ECDH_RSA, AES_256_CBC, SHA384),
	TLS(0xc025, ECDH_ECDSA, AES_128_CBC, SHA256),
	TLS(0xc029, ECDH_RSA, AES_128_CBC, SHA256),
	TLS(0xc00a, ECDHE_ECDSA, AES_256_CBC, SHA),
	TLS(0xc014, ECDHE_RSA, AES_256_CBC, SHA),
	TLS(0xc009, ECDHE_ECDSA, AES_128_CBC, SHA),
	TLS(0xc013, ECDHE_RSA, AES_128_CBC, SHA),
	TLS(0x0039, DHE_RSA, AES_256_CBC, SHA),
	TLS(0x0038, DHE_DSS, AES_256_CBC, SHA),
	TLS(0x0033, DHE_RSA, AES_128_CBC, SHA),
	TLS(0x0032, DHE_DSS, AES_128_CBC, SHA),
	TLS(0xc005, ECDH_ECDSA, AES_256_CBC, SHA),
	TLS(0xc00f, ECDH_RSA, AES_256_CBC, SHA),
	TLS(0xc004, ECDH_ECDSA, AES_128_CBC, SHA),
	TLS(0xc00e, ECDH_RSA, AES_128_CBC, SHA),
	TLS(0x009d, RSA, AES_256_GCM, SHA384),
	TLS(0x009c, RSA, AES_128_GCM, SHA256),
	TLS(0x003d, RSA, AES_256_CBC, SHA256),
	TLS(0x003c, RSA, AES_128_CBC, SHA256),
	TLS(0x0035, RSA, AES_256_CBC, SHA),
	TLS(0x002f, RSA, AES_128_CBC, SHA),
	SCSV(0x00ff),
	TLS(0x00a7, DH_anon, AES_256_GCM, SHA384),
	TLS(0x00a6, DH_anon, AES_128_GCM, SHA256),
	TLS(0x006d, DH_anon, AES_256_CBC, SHA256),
	TLS(0xc019, ECDH_anon, AES_256_CBC, SHA),
	TLS(0x003a, DH_anon, AES_256_CBC, SHA),
	TLS(0x006c, DH_anon, AES_128_CBC, SHA256),
	TLS(0xc018, ECDH_anon, AES_128_CBC, SHA),
	TLS(0x0034, DH_anon, AES_128_CBC, SHA),
	TLS(0xc008, ECDHE_ECDSA, 3DES_EDE_CBC, SHA),
	TLS(0xc012, ECDHE_RSA, 3DES_EDE_CBC, SHA),
	SSL(0x0016, DHE_RSA, 3DES_EDE_CBC, SHA),
	SSL(0x0013, DHE_DSS, 3DES_EDE_CBC, SHA),
	TLS(0xc003, ECDH_ECDSA, 3DES_EDE_CBC, SHA),
	TLS(0xc00d, ECDH_RSA, 3DES_EDE_CBC, SHA),
	SSL(0x000a, RSA, 3DES_EDE_CBC, SHA),
	TLS(0xc017, ECDH_anon, 3DES_EDE_CBC, SHA),
	SSL(0x001b, DH_anon, 3DES_EDE_CBC, SHA),
	TLS(0xc007, ECDHE_ECDSA, RC4_128, SHA),
	TLS(0xc011, ECDHE_RSA, RC4_128, SHA),
	SSL(0x0005, RSA, RC4_128, SHA),
	TLS(0xc002, ECDH_ECDSA, RC4_128, SHA),
	TLS(0xc00c, ECDH_RSA, RC4_128, SHA),
	SSL(0x0004, RSA, RC4_128, MD5),
	TLS(0xc016, ECDH_anon, RC4_128, SHA),
	SSL(0x0018, DH_anon, RC4_128, MD5),
	SSL(0x0009, RSA, DES_CBC, SHA),
	SSL(0x0015, DHE_RSA, DES_CBC, SHA),
	SSL(0x0012, DHE_DSS, DES_CBC, SHA),
	SSL(0x001a, DH_anon, DES_CBC, SHA),
	SSL(0x0008, RSA_EXPORT, DES40_CBC, SHA),
	SSL(0x0014, DHE_RSA_EXPORT, DES40_CBC, SHA),
	SSL(0x0011, DHE_DSS_EXPORT, DES40_CBC, SHA),
	SSL(0x0019, DH_anon_EXPORT, DES40_CBC, SHA),
	SSL(0x0003, RSA_EXPORT, RC4_40, MD5),
	SSL(0x0017, DH_anon_EXPORT, RC4_40, MD5),
	TLS(0x003b, RSA, NULL, SHA256),
	TLS(0xc006, ECDHE_ECDSA, NULL, SHA),
	TLS(0xc010, ECDHE_RSA, NULL, SHA),
	SSL(0x0002, RSA, NULL, SHA),
	TLS(0xc001, ECDH_ECDSA, NULL, SHA),
	TLS(0xc00b, ECDH_RSA, NULL, SHA),
	TLS(0xc015, ECDH_anon, NULL, SHA),
	SSL(0x0001, RSA, NULL, MD5),
	TLS(0x001f, KRB5, 3DES_EDE_CBC, SHA),
	TLS(0x0023, KRB5, 3DES_EDE_CBC, MD5),
	TLS(0x0020, KRB5, RC4_128, SHA),
	TLS(0x0024, KRB5, RC4_128, MD5),
	TLS(0x001e, KRB5, DES_CBC, SHA),
	TLS(0x0022, KRB5, DES_CBC, MD5),
	TLS(0x0026, KRB5_EXPORT, DES_CBC_40, SHA),
	TLS(0x0029, KRB5_EXPORT, DES_CBC_40, MD5),
	TLS(0x0028, KRB5_EXPORT, RC4_40, SHA),
	TLS(0x002b, KRB5_EXPORT, RC4_40, MD5),
};
/* clang-format on */

#define N_SUITES (sizeof suites / sizeof *suites)

const struct jsse jsse_all = {.gcm = true,
	.tls13 = true,
	.chacha20 = true,
	.krb5 = true,
	.krb5_names = true,
	.tls13_names = true,
	.xdh = true,
	.hybrid = true,
	.group_names = true};

static bool suite_table_is_gcm(const struct suite *s)
{
	return s->cipher == C_AES_128_GCM || s->cipher == C_AES_256_GCM;
}

static bool suite_table_is_krb5(const struct suite *s)
{
	return s->exchange == X_KRB5 || s->exchange == X_KRB5_EXPORT;
}

bool suite_table_is_anon(const struct suite *s)
{
	return s->exchange == X_DH_anon || s->exchange == X_DH_anon_EXPORT ||
	       s->exchange == X_ECDH_anon;
}

bool suite_table_has(const struct suite *s, const struct jsse *j)
{
	return (s->exchange != X_NONE || j->tls13) &&
	       (!suite_table_is_gcm(s) || j->gcm) &&
	       (s->cipher != C_CHACHA20_POLY1305 || j->chacha20) &&
	       (!suite_table_is_krb5(s) || j->krb5);
}

const struct suite *suite_table_next(const struct jsse *j, const struct suite *s)
{
	for (s = s ? s + 1 : suites; s < suites + N_SUITES; s++)
		if (suite_table_has(s, j))
			return s;
	return NULL;
}

const struct suite *suite_table_find(const char *name)
{
	bool ssl = !strncasecmp(name, "SSL_", 4);
	bool any = ssl || !strncasecmp(name, "TLS_", 4); /* as all names and aliases */

	for (size_t i = 0; any && i < N_SUITES; i++)
		if (!strcasecmp(suites[i].name, name) ||
			(suites[i].alias && !strcasecmp(suites[i].alias, name)) ||
			(ssl && !strcasecmp(suites[i].name + 4, name + 4)))
			return &suites[i];
	return NULL;
}

unsigned suite_table_get_protocols(const struct suite *s)
{
	static const unsigned to_1_0 = SUITE_SSLV3 | SUITE_TLSV1;

	if (s->exchange == X_NONE)
		return SUITE_TLSV1_3;
	if (s->hash == H_SHA256 || s->hash == H_SHA384)
		return SUITE_TLSV1_2;
	if (s->cipher == C_RC4_40 || s->cipher == C_DES40_CBC)
		return to_1_0;
	return to_1_0 | SUITE_TLSV1_1 | (s->cipher == C_DES_CBC ? 0 : SUITE_TLSV1_2);
}

unsigned suite_table_get_groups(const struct suite *s)
{
	switch (s->exchange) {
	case X_NONE:
		return GROUP_EC | GROUP_XDH | GROUP_FFDHE | GROUP_HYBRID;
	case X_ECDH_ECDSA:
	case X_ECDH_RSA:
	case X_ECDHE_ECDSA:
	case X_ECDHE_RSA:
	case X_ECDH_anon:
		return GROUP_EC | GROUP_XDH;
	case X_DHE_RSA:
	case X_DHE_DSS:
	case X_DH_anon:
		return GROUP_FFDHE;
	case X_DH_anon_EXPORT:
		return s->cipher == C_DES40_CBC ? GROUP_EXPORT : GROUP_FFDHE;
	default:
		return 0;
	}
}

const char *suite_table_name_protocol(unsigned protocol)
{
	static const char *const names[] = {
		[SUITE_SSLV3] = "SSLv3",
		[SUITE_TLSV1] = "TLSv1",
		[SUITE_TLSV1_1] = "TLSv1.1",
		[SUITE_TLSV1_2] = "TLSv1.2",
		[SUITE_TLSV1_3] = "TLSv1.3",
	};

	return names[protocol];
}

const char *suite_table_get_protocol_key(unsigned protocol)
{
	static const char *const keys[] = {
		[SUITE_SSLV3] = "sslv3",
		[SUITE_TLSV1] = "tlsv1",
		[SUITE_TLSV1_1] = "tlsv1.1",
		[SUITE_TLSV1_2] = "tlsv1.2",
		[SUITE_TLSV1_3] = "tlsv1.3",
	};

	return keys[protocol];
}

static void suite_table_add(struct suite_parts *p, const char *const *keys)
{
	while (*keys)
		p->keys[p->n++] = *keys++;
}

#define ADD(parts, ...) suite_table_add(parts, (const char *const[]){__VA_ARGS__, NULL})

/*
 * Before TLS 1.3, Java treated an export suite like the suite with the full key exchange.
 * Since then, JSSE gives suites with DES40_CBC an exchange without components, except for
 * RSA, and Kerberos suites, too.
 */
static unsigned suite_table_get_exchange(const struct suite *s, const struct jsse *j)
{
	bool own = j->tls13 && s->cipher == C_DES40_CBC;

	switch (s->exchange) {
	case X_DHE_RSA_EXPORT:
		return own ? X_NONE : X_DHE_RSA;
	case X_DHE_DSS_EXPORT:
		return own ? X_NONE : X_DHE_DSS;
	case X_DH_anon_EXPORT:
		return own ? X_NONE : X_DH_anon;
	case X_KRB5:
	case X_KRB5_EXPORT:
		return j->krb5_names ? s->exchange : X_NONE;
	default:
		return s->exchange;
	}
}

static void suite_table_add_exchange(struct suite_parts *p, unsigned exchange)
{
	static const char *const components[][7] = {
		[X_RSA] = {"rsa"},
		[X_RSA_EXPORT] = {"rsa", "rsa_export"},
		[X_DHE_RSA] = {"rsa", "dh", "dhe", "diffiehellman", "dhe_rsa"},
		[X_DHE_DSS] = {"dsa", "dss", "dh", "dhe", "diffiehellman", "dhe_dss"},
		[X_DH_anon] = {"anon", "dh", "diffiehellman", "dh_anon"},
		[X_ECDH_ECDSA] = {"ecdh", "ecdsa", "ecdh_ecdsa"},
		[X_ECDH_RSA] = {"ecdh", "rsa", "ecdh_rsa"},
		[X_ECDHE_ECDSA] = {"ecdhe", "ecdsa", "ecdhe_ecdsa"},
		[X_ECDHE_RSA] = {"ecdhe", "rsa", "ecdhe_rsa"},
		[X_ECDH_anon] = {"ecdh", "anon", "ecdh_anon"},
		[X_KRB5] = {"krb5"},
		[X_KRB5_EXPORT] = {"krb5_export"},
	};

	suite_table_add(p, components[exchange]);
}

/* The parts of the cipher's name in the JCE, then its name in JSSE. */
static void suite_table_add_cipher(struct suite_parts *p, unsigned cipher)
{
	static const char *const components[][6] = {
		[C_NULL] = {"null", "c_null"},
		[C_RC4_40] = {"rc4", "rc4_40"},
		[C_RC4_128] = {"rc4", "rc4_128"},
		[C_DES40_CBC] = {"des", "cbc", "nopadding", "des40_cbc", "des_cbc_40"},
		[C_DES_CBC] = {"des", "cbc", "nopadding", "des_cbc"},
		[C_3DES_EDE_CBC] = {"desede", "cbc", "nopadding", "3des_ede_cbc"},
		[C_AES_128_CBC] = {"aes", "cbc", "nopadding", "aes_128_cbc"},
		[C_AES_256_CBC] = {"aes", "cbc", "nopadding", "aes_256_cbc"},
		[C_AES_128_GCM] = {"aes", "gcm", "nopadding", "aes_128_gcm"},
		[C_AES_256_GCM] = {"aes", "gcm", "nopadding", "aes_256_gcm"},
		[C_CHACHA20_POLY1305] = {"chacha20-poly1305", "chacha20_poly1305"},
	};

	suite_table_add(p, components[cipher]);
}

static void suite_table_add_hash(struct suite_parts *p, unsigned hash)
{
	static const char *const components[][4] = {
		[H_NONE] = {"m_null"},
		[H_MD5] = {"md5", "hmacmd5"},
		[H_SHA] = {"sha1", "sha-1", "hmacsha1"},
		[H_SHA256] = {"sha256", "sha-256", "hmacsha256"},
		[H_SHA384] = {"sha384", "sha-384", "hmacsha384"},
	};

	suite_table_add(p, components[hash]);
}

/* JSSE's own name of the cipher is the last component. */
static bool suite_table_lacks_own_name(const struct suite *s, const struct jsse *j)
{
	return !j->tls13_names &&
	       (s->exchange == X_NONE || s->cipher == C_CHACHA20_POLY1305);
}

/* Adds the hash of TLS 1.2's key derivation. Kerberos suites have it without using it. */
static void suite_table_add_derivation(struct suite_parts *p, const struct suite *s)
{
	if (s->hash == H_SHA384)
		suite_table_add_hash(p, H_SHA384);
	else if (suite_table_is_krb5(s) ||
		 suite_table_get_protocols(s) & (SUITE_TLSV1_2 | SUITE_TLSV1_3))
		suite_table_add_hash(p, H_SHA256);
}

struct suite_parts suite_table_split(
	const struct suite *s, const struct jsse *j, bool certpath)
{
	bool aead = suite_table_is_gcm(s) || s->cipher == C_CHACHA20_POLY1305;
	struct suite_parts p = {0};

	/* Since 11, Java splits this name like an algorithm's, at the "in" that it has. */
	if (s->exchange == X_SCSV && j->scsv_exempt) {
		if (j->krb5)
			ADD(&p, "tls_empty_renegotiation_info_scsv");
		else
			ADD(&p, "tls_empty_renegotiation_", "fo_scsv");
		return p;
	}
	if (!certpath || (!suite_table_is_anon(s) && !suite_table_is_krb5(s)))
		suite_table_add_exchange(&p, suite_table_get_exchange(s, j));
	if (certpath)
		return p;
	suite_table_add_cipher(&p, s->cipher);
	if (suite_table_lacks_own_name(s, j))
		p.n--;
	if (!aead)
		suite_table_add_hash(&p, s->hash);
	if (j->tls13 && s->exchange != X_SCSV)
		suite_table_add_derivation(&p, s);
	return p;
}
