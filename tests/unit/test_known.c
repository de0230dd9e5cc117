/* SPDX-License-Identifier: MIT */
/* Tests which words are known as entries, so that others are taken for misspelt ones. */
#include "text/known.h"

#include "testing.h"

/* An entry, whether it is known as it is, and whether it restricts something. */
static const struct {
	const char *entry;
	bool known, restricts;
} rows[] = {
	{"anon", true, true},
	{"ANON", true, true},
	{"SHA1 jdkCA & usage TLSServer", true, true},
	{"DH  keySize < 1024", true, true},
	{"DH keySize < 1025", false, true},
	{"DHE_RSA keySize < 1", false, true},
	{"include jdk.disabled.namedCurves", true, true},
	/* suites, and parts of suites */
	{"TLS_DH_anon_WITH_AES_128_GCM_SHA256", true, true},
	{"tls_dh_anon_with_3des_ede_cbc_sha", true, true},
	{"SSL_DH_anon_WITH_AES_128_GCM_SHA256", true, true},
	{"AES_128_GCM", true, true},
	{"ECDHE_RSA", true, true},
	{"HmacSHA256", true, true},
	{"KRB5_EXPORT", true, true},
	{"TLS_RSA_*", true, true},
	{"TLS_*_SHA", true, true},
	{"TLS_RAS_*", false, false},
	{"TLS_DH_annon_WITH_AES_128_GCM_SHA256", false, false},
	/* what Java has besides */
	{"TLSv1.3", true, true},
	{"DTLSv1.2", true, true},
	{"secp256r1", true, true},
	{"X9.62 c2tnb191v1", true, true},
	{"NIST P-256", true, true},
	{"sect113r1", true, true},
	{"ffdhe2048", true, true},
	{"rsa_pkcs1_sha1", true, true},
	{"rsa_pkcs1_sha256 usage HandshakeSignature", false, true},
	{"", false, false},
	{"annon", false, false},
	{"anon NULL", false, true},
	{"SSLv33", false, false},
	{"MD5 withRSA", false, true},
	{"TLSv1.4", false, false},
	{"an", false, false},
};

START_TEST(test_row)
{
	ck_assert_msg(known_has(rows[_i].entry) == rows[_i].known, "%s", rows[_i].entry);
	ck_assert_msg(known_restricts(rows[_i].entry) == rows[_i].restricts, "%s",
		rows[_i].entry);
}
END_TEST

/* Whatever is offered as a correction is known. */
START_TEST(test_all)
{
	const char *word, *last = NULL;
	size_t n = 0;

	for (; (word = known_get(n)); n++) {
		ck_assert_msg(known_has(word) && known_restricts(word), "%s", word);
		last = word;
	}
	ck_assert_uint_gt(n, 100);
	ck_assert_str_eq(last, "SecP384r1MLKEM1024");
	ck_assert_ptr_null(known_get(n + 1));
}
END_TEST

static const struct list_rules java25 = {.constraints = true,
	.include = true,
	.wildcards = true,
	.handshake_usage = true,
	.set = true};
static const struct list_rules java8 = {.constraints = true, .include = true};

static const struct {
	const char *entry;
	const struct list_rules *rules;
	const char *want;
} descriptions[] = {
	{"TLSv1.1", &java25, "the protocol TLSv1.1"},
	{"tlsv1.3", &java25, "the protocol tlsv1.3"},
	{"DTLSv1.0", &java25, "the protocol DTLSv1.0"},
	{"SSLv2Hello", &java25, "the protocol SSLv2Hello"},
	{"anon", &java25, "cipher suites that use it"},
	{"GCM", &java25, "cipher suites that use it"},
	{"TLS_RSA_WITH_NULL_SHA256", &java25, "the cipher suite of this name"},
	{"TLS_RSA_*", &java25, "cipher suites whose names match it"},
	{"TLS_RSA_*", &java8, "nothing: this Java does not know wildcards"},
	{"secp256k1", &java25, "the group secp256k1 for key exchange"},
	{"X9.62 c2tnb191v1", &java25, "the group X9.62 c2tnb191v1 for key exchange"},
	{"EC", &java25, "groups and keys on elliptic curves, but for x25519 and x448"},
	{"XDH", &java25, "the groups x25519 and x448"},
	{"RSA", &java25,
		"cipher suites that use it, and certificates and signatures with RSA keys"},
	{"DH keySize < 1024", &java25, "keys for Diffie-Hellman with keySize < 1024"},
	{"EC keySize < 224", &java25,
		"groups and keys on elliptic curves with keySize < 224"},
	{"RSA keySize < 2048", &java25,
		"RSA keys with keySize < 2048, in certificates and signatures"},
	{"SHA1 jdkCA & usage TLSServer", &java25,
		"certificates and signatures that use SHA1, if this holds: jdkCA & usage "
		"TLSServer"},
	{"rsa_pkcs1_sha1 usage HandshakeSignature", &java25,
		"the signature scheme rsa_pkcs1_sha1 in handshakes"},
	{"MD5withRSA", &java25,
		"certificates and handshakes that are signed with MD5withRSA"},
	{"include jdk.disabled.namedCurves", &java25,
		"all that jdk.disabled.namedCurves lists, mostly groups"},
	{"annon", &java25, "nothing that is known; it may be misspelled"},
	{"Ed25519", &java25, "certificates, signatures and keys that use it"},
};

START_TEST(test_description)
{
	BUF_AUTO struct buf got = {0};

	known_describe(descriptions[_i].entry, descriptions[_i].rules, &got);
	ck_assert_str_eq(buf_str(&got), descriptions[_i].want);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("known");
	TCase *c = add_case(s, "known");

	tcase_add_loop_test(c, test_row, 0, N_ROWS(rows));
	tcase_add_test(c, test_all);
	tcase_add_loop_test(c, test_description, 0, N_ROWS(descriptions));
	return run_suite(s);
}
