/* SPDX-License-Identifier: MIT */
/* Tests suggestions: which names are offered, and which are not. */
#include "text/near.h"

#include "testing.h"

static const struct {
	const char *list, *asked, *near;
} rows[] = {
	{"SSLv3, DH_anon, ECDH_anon, NULL", "anon", "'DH_anon', 'ECDH_anon'"},
	{"SSLv3, anon, NULL", "anonn", "'anon'"},
	{"SSLv3, anon, NULL", "aon", "'anon'"},
	{"SSLv3, anon, NULL", "amon", "'anon'"},
	{"SSLv3, anon, NULL", "anno", "'anon'"},
	{"SSLv3, anon, NULL", "naon", "'anon'"},
	{"SSLv3, anon, NULL", "nano", ""},
	{"3DES_EDE_CBC, MD5withRSA", "MD5wtihRAS", "'MD5withRSA'"},
	{"SSLv3, anon, NULL", "DH_anon", "'anon'"},
	{"TLSv1, TLSv1.1, RC4", "tlsv1.2", "'TLSv1', 'TLSv1.1'"},
	{"SSLv3, DH keySize < 1024", "DH keySize < 2048", "'DH keySize < 1024'"},
	{"SSLv3, DH keySize < 1024", "DH keySize < 1023", "'DH keySize < 1024'"},
	{"SSLv3, DH keySize < 1024", "DH", "'DH keySize < 1024'"},
	{"SSLv3, anon, NULL", "MD5withRSA", ""},
	{"SSLv3, RC4, DES", "anon", ""},
	{"DES, 3DES_EDE_CBC", "DESede", "'3DES_EDE_CBC'"},
	{"DES", "DESede", ""},
	{"DES, RC4", "EDH-RSA-DES-CBC3-SHA", ""},
	{"DES, SSL_RSA_WITH_DES_CBC_SHA", "DES-CBC-SHA", "'SSL_RSA_WITH_DES_CBC_SHA'"},
	{"ECDH, anon", "SSL_ECDHE_RSA_WITH_AES_128_CBC_SHA", ""},
	{"ECDH, anon", "AECDH-AES256-SHA", ""},
	{"ECDH, anon", "TLS_ECDH_anon", "'ECDH', 'anon'"},
	{"DES, NULL, TLSv1", "eNULL", "'NULL'"},
	{"TLSv1, anon, NULL", "aNULL", "'anon'"},
	{"SSLv3, TLSv1, TLSv1.1", "TLS 1.0", "'TLSv1'"},
	{"anon, , NULL,", "anon x", "'anon'"},
	{"", "anon", ""},
	{"abcd", "wxyz", ""},
	{"abxy", "abcd", ""}, /* short names must be more similar */
	{"abcxy", "abcde", "'abcxy'"},
};

START_TEST(test_near)
{
	LIST_AUTO struct list l = {0};
	BUF_AUTO struct buf out = {0};

	ck_assert_int_eq(list_read(&l, span_str(rows[_i].list)), 0);
	near_find_entries(&l, rows[_i].asked, &out);
	ck_assert_str_eq(buf_str(&out), rows[_i].near);
}
END_TEST

/* Compares names of any length, even if they are too long to count letters. */
START_TEST(test_long)
{
	static const struct {
		size_t size;
		const char *near;
	} sizes[] = {{63, "'-'"}, {64, "'-'"}, {65, "'-'"}, {100000, "'-'"}};
	LIST_AUTO struct list l = {0};
	BUF_AUTO struct buf out = {0};
	SPAN_AUTO struct span name =
		repeated(span_str("-"), sizes[_i].size, span_of("", 1));

	ck_assert_int_eq(list_read(&l, span_str("-, anon")), 0);
	near_find_entries(&l, name.data, &out);
	ck_assert_str_eq(buf_str(&out), sizes[_i].near);
}
END_TEST

static const struct {
	const char *asked, *near;
} suites[] = {
	{"TLS_DH_anon_WITH_AES_128_GCM_SHA265", "'TLS_DH_anon_WITH_AES_128_GCM_SHA256'"},
	{"ecdh_anon_with_aes", "'TLS_ECDH_anon_WITH_AES_256_CBC_SHA', "
			       "'TLS_ECDH_anon_WITH_AES_128_CBC_SHA'"},
	{"TLS_KRB5_WITH_RC4_128_MD", "'TLS_KRB5_WITH_RC4_128_MD5'"},
	{"TLS_CHACHA20_POLY1305_SHA", "'TLS_CHACHA20_POLY1305_SHA256'"},
	/* at most that many, and the number of others */
	{"ADH-AES128-SHA256", "'TLS_DH_anon_WITH_AES_128_CBC_SHA256'"},
	{"anon", "'TLS_DH_anon_WITH_AES_256_GCM_SHA384', "
		 "'TLS_DH_anon_WITH_AES_128_GCM_SHA256' and 14 more"},
	{"TLS_FOO", ""},
};

START_TEST(test_suites)
{
	BUF_AUTO struct buf out = {0};

	near_find_suites(suites[_i].asked, 2, &out);
	ck_assert_str_eq(buf_str(&out), suites[_i].near);
}
END_TEST

static const struct {
	const char *asked, *known;
} meant[] = {
	{"annon", "anon"},
	{"nul", "NULL"},
	{"SSLv33", "SSLv3"},
	{"3DES", "3DES_EDE_CBC"},
	{"DH keySize < 1025", "DH keySize < 1024"},
	{"secp256k2", "secp256k1"},
	{"AECDH-AES256-SHA", "TLS_ECDH_anon_WITH_AES_256_CBC_SHA"},
	{"adh-des-cbc3-sha", "SSL_DH_anon_WITH_3DES_EDE_CBC_SHA"},
	{"ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
	{"AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA"},
	{"NULL-MD5", "SSL_RSA_WITH_NULL_MD5"},
	{"TLS_DH_anon_WITH_AES_128_GCM_SHA265", "TLS_DH_anon_WITH_AES_128_GCM_SHA256"},
	{"DES-CBC-SHA", "SSL_RSA_WITH_DES_CBC_SHA"},
	{"AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"},
	{"EDH-RSA-DES-CBC3-SHA", "SSL_DHE_RSA_WITH_3DES_EDE_CBC_SHA"},
	{"DHE-DSS-AES128-SHA", "TLS_DHE_DSS_WITH_AES_128_CBC_SHA"},
	{"EXP-ADH-DES-CBC-SHA", "SSL_DH_anon_EXPORT_WITH_DES40_CBC_SHA"},
	{"EXP-EDH-RSA-DES-CBC-SHA", "SSL_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"},
	{"EXP-RC4-MD5", "SSL_RSA_EXPORT_WITH_RC4_40_MD5"},
	{"RC4-MD5", "SSL_RSA_WITH_RC4_128_MD5"},
	{"ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
	{"ECDH-ECDSA-AES256-SHA384", "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384"},
	{"DESede", "3DES_EDE_CBC"},
	{"EDH-RSA-RC4-SHA0", NULL},
	{"frobnicate", NULL},
	{"AECDH-AES256-SHA0", NULL},
};

START_TEST(test_known)
{
	const char *known = near_find_known(meant[_i].asked);

	ck_assert_msg(known ? meant[_i].known && !strcmp(known, meant[_i].known)
			    : !meant[_i].known,
		"%s: %s", meant[_i].asked, known ? known : "nothing");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("near");
	TCase *c = add_case(s, "near");

	tcase_add_loop_test(c, test_near, 0, N_ROWS(rows));
	tcase_add_loop_test(c, test_long, 0, 4);
	tcase_add_loop_test(c, test_suites, 0, N_ROWS(suites));
	tcase_add_loop_test(c, test_known, 0, N_ROWS(meant));
	return run_suite(s);
}
