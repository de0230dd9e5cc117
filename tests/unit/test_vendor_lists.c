/* SPDX-License-Identifier: MIT */
/* Tests which entries vendors ship, and where an entry belongs among others. */
#include "text/vendor_lists.h"

#include "testing.h"

#define TLS "jdk.tls.disabledAlgorithms"
#define CERTPATH "jdk.certpath.disabledAlgorithms"
#define JAR "jdk.jar.disabledAlgorithms"
#define TLS_LEGACY "jdk.tls.legacyAlgorithms"
#define LEGACY "jdk.security.legacyAlgorithms"
#define CURVES "jdk.disabled.namedCurves"
#define INCLUDE "include jdk.disabled.namedCurves"

static const struct {
	const char *property;
	bool known, constraints, suites;
} properties[] = {
	{TLS, true, true, true},
	{CERTPATH, true, true, false},
	{JAR, true, true, false},
	{LEGACY, true, true, false},
	{TLS_LEGACY, true, false, false},
	{CURVES, true, false, false},
};

START_TEST(test_property)
{
	const char *property = properties[_i].property;

	ck_assert(vendor_lists_know(property));
	ck_assert_int_eq(
		vendor_lists_allow_constraints(property), properties[_i].constraints);
	ck_assert_int_eq(vendor_lists_are_suites(property), properties[_i].suites);
}
END_TEST

START_TEST(test_no_property)
{
	static const char *const others[] = {"", "jdk.tls.disabledAlgorithm",
		"JDK.TLS.DISABLEDALGORITHMS", "security.provider.1", "include"};

	ck_assert(!vendor_lists_know(others[_i]));
}
END_TEST

START_TEST(test_entry)
{
	static const char *const entries[] = {"anon", "ANON", "NULL", "SSLv3", "TLSv1.1",
		"DH keySize < 1024", "dh  keysize < 1024", "ECDH", "DH_anon", "TLS_RSA_*",
		"X9.62 c2tnb191v1", "HmacMD5", INCLUDE};

	ck_assert(vendor_lists_have(NULL, entries[_i]));
}
END_TEST

START_TEST(test_own_list)
{
	ck_assert(vendor_lists_have(TLS, "anon"));
	ck_assert(!vendor_lists_have(TLS, "MD2"));
	ck_assert(vendor_lists_have(JAR, "MD2"));
	ck_assert(!vendor_lists_have("some.other.list", "MD2"));
}
END_TEST

START_TEST(test_no_entry)
{
	static const char *const entries[] = {
		"", "annon", "anon NULL", "SSLv33", "MD5 withRSA", "DH keySize < 1025"};

	ck_assert(!vendor_lists_have(NULL, entries[_i]));
}
END_TEST

/* Where `entry` is inserted: before the entry `before`, or at the end for "". */
static const struct {
	const char *property, *list, *entry, *before;
} places[] = {
	{TLS, "SSLv3, RC4, 3DES_EDE_CBC, NULL", "anon", "NULL"},
	{TLS, "SSLv3, RC4, 3DES_EDE_CBC", "anon", ""},
	{TLS, "RC4, NULL", "SSLv3", "RC4"},
	{TLS, "SSLv3, NULL, ECDH", "anon", "NULL"},
	{TLS, "SSLv3, NULL, " INCLUDE, "ECDH", INCLUDE},
	{TLS, "SSLv3, NULL, " INCLUDE, "unheard", INCLUDE},
	{TLS, "SSLv3, NULL", "unheard", ""},
	{TLS, "SSLv3, mine, NULL", "anon", "NULL"},
	{TLS, "SSLv3, NULL, mine", "ECDH", ""},
	{TLS, "mine, yours", "anon", ""},
	{TLS, "NULL, SSLv3", "anon", ""},
	{TLS, "SSLv3, null", "ANON", "null"},
	/* IBM has EC keys after 3DES, OpenJDK before it. */
	{TLS, "SSLv3, DH keySize < 1024, 3DES_EDE_CBC, DESede, anon", "EC keySize < 224",
		"anon"},
	{TLS, "SSLv3, DH keySize < 1024, 3DES_EDE_CBC, anon", "EC keySize < 224",
		"3DES_EDE_CBC"},
	{CERTPATH, "MD2, MD5, RSA keySize < 1024", "SHA1 jdkCA & usage TLSServer",
		"RSA keySize < 1024"},
	{JAR, "MD2, RSA keySize < 1024", "MD5", "RSA keySize < 1024"},
	{TLS_LEGACY, "NULL, RC4, DES", "anon", "RC4"},
	{TLS_LEGACY, "K_NULL, C_NULL, ECDH_anon, RC4_128", "DH_anon", "ECDH_anon"},
	{"some.other.list", "b, c", "a", ""},
};

START_TEST(test_place)
{
	LIST_AUTO struct list l = {0};
	BUF_AUTO struct buf key = {0};

	ck_assert_int_eq(list_read(&l, span_str(places[_i].list)), 0);
	entry_add_key(places[_i].entry, &key);
	size_t place = vendor_lists_find_place(places[_i].property, &l, buf_str(&key));
	ck_assert_uint_le(place, l.n);
	ck_assert_str_eq(place < l.n ? l.items[place].text : "", places[_i].before);
}
END_TEST

/* All entries that vendors ship, in their spelling. */
static const struct {
	const char *property, *entries;
} shipped[] = {
	{TLS, "SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, MD5withRSA, DH keySize < 768, "
	      "DH keySize < 1024, EC keySize < 224, DES40_CBC, RC4_40, 3DES_EDE_CBC, anon, "
	      "NULL, ECDH, TLS_RSA_*, rsa_pkcs1_sha1 usage HandshakeSignature, "
	      "ecdsa_sha1 usage HandshakeSignature, dsa_sha1 usage HandshakeSignature, " INCLUDE},
	{TLS, "SSLv3, TLSv1, TLSv1.1, RC4, DES, MD5withRSA, DH keySize < 1024, "
	      "3DES_EDE_CBC, DESede, EC keySize < 224, anon, NULL, DES_CBC, " INCLUDE},
	{CERTPATH, "MD2, MD5, SHA1 jdkCA & usage TLSServer, RSA keySize < 1024, "
		   "DSA keySize < 1024, EC keySize < 224, " INCLUDE
		   ", SHA1 usage SignedJAR & denyAfter 2019-01-01"},
	{JAR, "MD2, MD5, RSA keySize < 1024, DSA keySize < 1024, " INCLUDE
	      ", SHA1 denyAfter 2019-01-01"},
	{TLS_LEGACY, "K_NULL, C_NULL, M_NULL, DHE_DSS_EXPORT, DHE_RSA_EXPORT, "
		     "DH_anon_EXPORT, DH_DSS_EXPORT, DH_RSA_EXPORT, RSA_EXPORT, DH_anon, "
		     "ECDH_anon, RC4_128, RC4_40, DES_CBC, DES40_CBC, 3DES_EDE_CBC"},
	{TLS_LEGACY, "NULL, anon, RC4, DES, 3DES_EDE_CBC"},
	{TLS, "DH keySize < 2048, TLSv1.1, TLSv1, SSLv3, SSLv2, DHE_DSS, RSA_EXPORT, "
	      "DHE_DSS_EXPORT, DHE_RSA_EXPORT, DH_DSS_EXPORT, DH_RSA_EXPORT, DH_anon, "
	      "ECDH_anon, DH_RSA, DH_DSS, ECDH, 3DES_EDE_CBC, DES_CBC, RC4_40, RC4_128, "
	      "DES40_CBC, RC2, HmacMD5"},
	{CERTPATH, "MD2, MD5, SHA1, DSA, RSA keySize < 2048"},
	{LEGACY, "SHA1, RSA keySize < 2048, DSA keySize < 2048, DES, DESede, MD5, RC2, "
		 "ARCFOUR"},
};

/* Each entry is known: the list's first entry goes before any other one. */
START_TEST(test_shipped)
{
	const char *property = shipped[_i].property;
	LIST_AUTO struct list all = {0};

	ck_assert_int_eq(list_read(&all, span_str(shipped[_i].entries)), 0);
	for (size_t i = 1; i < all.n; i++) {
		struct list other = {.items = &all.items[i], .n = 1};
		ck_assert_msg(
			!vendor_lists_find_place(property, &other, all.items[0].key),
			"%s is not known", all.items[i].text);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("vendor_lists");
	TCase *c = add_case(s, "vendor_lists");

	tcase_add_loop_test(c, test_property, 0, N_ROWS(properties));
	tcase_add_loop_test(c, test_no_property, 0, 5);
	tcase_add_loop_test(c, test_entry, 0, 13);
	tcase_add_test(c, test_own_list);
	tcase_add_loop_test(c, test_no_entry, 0, 6);
	tcase_add_loop_test(c, test_place, 0, N_ROWS(places));
	tcase_add_loop_test(c, test_shipped, 0, N_ROWS(shipped));
	return run_suite(s);
}
