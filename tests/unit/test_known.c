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

int main(void)
{
	Suite *s = suite_create("known");
	TCase *c = add_case(s, "known");

	tcase_add_loop_test(c, test_row, 0, N_ROWS(rows));
	tcase_add_test(c, test_all);
	return run_suite(s);
}
