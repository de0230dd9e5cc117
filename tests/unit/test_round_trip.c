/* SPDX-License-Identifier: MIT */
/* Removes and adds each entry of each vendor's list: the bytes must be the same again. */
#include "testing.h"
#include "text/edit.h"
#include "text/prove.h"

#include <dirent.h>

#define TLS "jdk.tls.disabledAlgorithms"
#define CERTPATH "jdk.certpath.disabledAlgorithms"
#define JAR "jdk.jar.disabledAlgorithms"
#define TLS_LEGACY "jdk.tls.legacyAlgorithms"
#define LEGACY "jdk.security.legacyAlgorithms"
#define CURVES "jdk.disabled.namedCurves"
#define KS "MD5withRSA, DH keySize < 1024, EC keySize < 224"
#define INC "include jdk.disabled.namedCurves"
#define SHA1_USAGE                                                                       \
	"rsa_pkcs1_sha1 usage HandshakeSignature, ecdsa_sha1 usage HandshakeSignature, " \
	"dsa_sha1 usage HandshakeSignature"
#define WIDTH 80

/* Default lists, and the release that introduced each. */
static const struct {
	const char *since, *property, *list;
} defaults[] = {
	{"7u75", TLS, "SSLv3"},
	{"7u85", TLS, "SSLv3, DH keySize < 768"},
	{"7u95", TLS, "SSLv3, MD5withRSA, DH keySize < 768"},
	{"7u131", TLS, "SSLv3, MD5withRSA, DH keySize < 768, EC keySize < 224"},
	{"7u171", TLS, "SSLv3, " KS ", DES40_CBC, RC4_40"},
	{"7u181", TLS, "SSLv3, " KS ", DES40_CBC, RC4_40, 3DES_EDE_CBC"},
	{"7u201", TLS, "SSLv3, DES, " KS ", RC4_40, 3DES_EDE_CBC"},
	{"7u211", TLS, "SSLv3, DES, " KS ", RC4_40, 3DES_EDE_CBC, anon, NULL"},
	{"7u301", TLS,
		"SSLv3, TLSv1, TLSv1.1, DES, " KS
		", RC4_40, 3DES_EDE_CBC, anon, NULL, " INC},
	{"8u60", TLS, "SSLv3, RC4, DH keySize < 768"},
	{"8u75", TLS, "SSLv3, RC4, MD5withRSA, DH keySize < 768"},
	{"8u121", TLS, "SSLv3, RC4, MD5withRSA, DH keySize < 768, EC keySize < 224"},
	{"8u161", TLS, "SSLv3, RC4, " KS},
	{"8u171", TLS, "SSLv3, RC4, " KS ", DES40_CBC, RC4_40, 3DES_EDE_CBC"},
	{"8u201", TLS, "SSLv3, RC4, DES, " KS ", 3DES_EDE_CBC, anon, NULL"},
	{"8u292", TLS,
		"SSLv3, TLSv1, TLSv1.1, RC4, DES, " KS
		", 3DES_EDE_CBC, anon, NULL, " INC},
	{"8u432", TLS,
		"SSLv3, TLSv1, TLSv1.1, RC4, DES, " KS
		", 3DES_EDE_CBC, anon, NULL, ECDH, " INC},
	{"10", TLS, "SSLv3, RC4, " KS ", DES40_CBC, RC4_40"},
	{"11.0.9", TLS, "SSLv3, RC4, DES, " KS ", 3DES_EDE_CBC, anon, NULL, " INC},
	{"11.0.24", TLS,
		"SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, " KS
		", 3DES_EDE_CBC, anon, NULL, " INC},
	{"11.0.25", TLS,
		"SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, " KS
		", 3DES_EDE_CBC, anon, NULL, ECDH, " INC},
	{"11.0.30", TLS,
		"SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, " KS
		", 3DES_EDE_CBC, anon, NULL, ECDH, TLS_RSA_*, " INC},
	{"11.0.31", TLS,
		"SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, " KS
		", 3DES_EDE_CBC, anon, NULL, ECDH, TLS_RSA_*, " SHA1_USAGE ", " INC},
	{"17", TLS, "SSLv3, TLSv1, TLSv1.1, RC4, DES, " KS ", 3DES_EDE_CBC, anon, NULL"},
	{"17.0.12", TLS,
		"SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, " KS
		", 3DES_EDE_CBC, anon, NULL"},
	{"20", TLS,
		"SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, " KS
		", 3DES_EDE_CBC, anon, NULL, ECDH"},
	{"24", TLS,
		"SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, " KS
		", 3DES_EDE_CBC, anon, NULL, ECDH, TLS_RSA_*"},
	{"25", TLS,
		"SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, " KS
		", 3DES_EDE_CBC, anon, NULL, ECDH, TLS_RSA_*, " SHA1_USAGE},
	{"Corretto 8.202", TLS, "SSLv3, RC4, DES, " KS ", anon, NULL"},
	{"Corretto 8.292", TLS, "SSLv3, RC4, DES, " KS ", anon, NULL, " INC},
	{"IBM 8", TLS,
		"SSLv3, TLSv1, TLSv1.1, RC4, DES, MD5withRSA, DH keySize < 1024, "
		"3DES_EDE_CBC, "
		"DESede, EC keySize < 224, anon, NULL, DES_CBC, " INC},
	{"8u25", CERTPATH, "MD2, RSA keySize < 1024"},
	{"8u75", CERTPATH, "MD2, MD5, RSA keySize < 1024"},
	{"8u121", CERTPATH,
		"MD2, MD5, RSA keySize < 1024, DSA keySize < 1024, EC keySize < 224"},
	{"8u141", CERTPATH,
		"MD2, MD5, SHA1 jdkCA & usage TLSServer, RSA keySize < 1024, "
		"DSA keySize < 1024, EC keySize < 224"},
	{"8u292", CERTPATH,
		"MD2, MD5, SHA1 jdkCA & usage TLSServer, RSA keySize < 1024, "
		"DSA keySize < 1024, EC keySize < 224, " INC},
	{"8u362", CERTPATH,
		"MD2, MD5, SHA1 jdkCA & usage TLSServer, RSA keySize < 1024, "
		"DSA keySize < 1024, EC keySize < 224, " INC ", "
		"SHA1 usage SignedJAR & denyAfter 2019-01-01"},
	{"17.0.15", CERTPATH,
		"MD2, MD5, SHA1 jdkCA & usage TLSServer, RSA keySize < 1024, "
		"DSA keySize < 1024, EC keySize < 224, "
		"SHA1 usage SignedJAR & denyAfter 2019-01-01"},
	{"8u111", JAR, "MD2, RSA keySize < 1024"},
	{"8u131", JAR, "MD2, MD5, RSA keySize < 1024"},
	{"8u161", JAR, "MD2, MD5, RSA keySize < 1024, DSA keySize < 1024"},
	{"8u292", JAR, "MD2, MD5, RSA keySize < 1024, DSA keySize < 1024, " INC},
	{"8u362", JAR,
		"MD2, MD5, RSA keySize < 1024, DSA keySize < 1024, " INC ", "
		"SHA1 denyAfter 2019-01-01"},
	{"17.0.5", JAR,
		"MD2, MD5, RSA keySize < 1024, DSA keySize < 1024, SHA1 denyAfter "
		"2019-01-01"},
	{"8u171", TLS_LEGACY,
		"K_NULL, C_NULL, M_NULL, DH_anon, ECDH_anon, RC4_128, RC4_40, DES_CBC, "
		"DES40_CBC, 3DES_EDE_CBC"},
	{"8u51", TLS_LEGACY,
		"K_NULL, C_NULL, M_NULL, DHE_DSS_EXPORT, DHE_RSA_EXPORT, DH_anon_EXPORT, "
		"DH_DSS_EXPORT, DH_RSA_EXPORT, RSA_EXPORT, DH_anon, ECDH_anon, RC4_128, "
		"RC4_40, "
		"DES_CBC, DES40_CBC"},
	{"17", TLS_LEGACY, "NULL, anon, RC4, DES, 3DES_EDE_CBC"},
	{"17", LEGACY, "SHA1, RSA keySize < 2048, DSA keySize < 2048"},
	{"25", LEGACY,
		"SHA1, RSA keySize < 2048, DSA keySize < 2048, DES, DESede, MD5, RC2, "
		"ARCFOUR"},
};

/* Layouts of real files. */
static const struct {
	const char *file, *lines;
} layouts[] = {
	{"8u201", TLS "=SSLv3, RC4, DES, MD5withRSA, DH keySize < 1024, \\\n"
		      "    EC keySize < 224, 3DES_EDE_CBC, anon, NULL\n"},
	{"8u291", TLS
		"=SSLv3, TLSv1, TLSv1.1, RC4, DES, MD5withRSA, \\\n"
		"    DH keySize < 1024, EC keySize < 224, 3DES_EDE_CBC, anon, NULL, \\\n"
		"    include jdk.disabled.namedCurves\n"},
	{"17.0.15", TLS "=SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, \\\n"
			"    MD5withRSA, DH keySize < 1024, EC keySize < 224, "
			"3DES_EDE_CBC, anon, "
			"NULL, \\\n"
			"    ECDH\n"},
	{"25.0.3",
		TLS "=SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, \\\n"
		    "    MD5withRSA, DH keySize < 1024, EC keySize < 224, 3DES_EDE_CBC, "
		    "anon, "
		    "NULL, \\\n"
		    "    ECDH, TLS_RSA_*, rsa_pkcs1_sha1 usage HandshakeSignature, \\\n"
		    "    ecdsa_sha1 usage HandshakeSignature, dsa_sha1 usage "
		    "HandshakeSignature\n"},
};

static const char *const ends[] = {"\n", "\r\n", "\r"};

/* Writes a list in the layout of vendors, who fill lines up to the width. */
static void lay_out(
	const char *property, const char *list, const char *eol, struct buf *out)
{
	size_t column = strlen(property) + 1;

	buf_addf(out, "# before%s%s=", eol, property);
	for (const char *at = list, *next; *at; at = next) {
		const char *comma = strstr(at, ", ");
		size_t size = comma ? (size_t)(comma - at) : strlen(at);
		size_t tail = comma ? strlen(", \\") : 0;

		next = comma ? comma + 2 : at + size;
		if (at != list && column + size + tail > WIDTH) {
			buf_addf(out, "\\%s    ", eol);
			column = 4;
		}
		buf_add(out, span_of(at, size));
		buf_adds(out, comma ? ", " : "");
		column += size + (comma ? 2 : 0);
	}
	buf_addf(out, "%safter=1%s", eol, eol);
}

/* Makes one edit and proves it. `removed` gets the entry as it was written. */
static void edit_proven(struct span before, const struct change *change,
	struct buf *after, struct strv *removed)
{
	PROPS_AUTO struct props p = {0};
	STRV_AUTO struct strv added = {0};
	ERR_AUTO struct err e = {0};
	struct claim claim = {.rules = {.constraints = true,
				      .include = true,
				      .wildcards = true,
				      .handshake_usage = true},
		.change = change,
		.empty_ok = true};

	ck_assert_int_eq(props_read(&p, PROPS_MODERN, before, NULL, &e), 0);
	ck_assert_int_eq(edit_apply(&p, NULL, change, after, removed, &added, &e), 0);
	ck_assert_msg(!prove_edit(&claim, before, buf_span(after), &e), "refused: %s",
		e.message);
}

/* Removes the entry, and adds it again in `with`. */
static void go_and_come(
	struct span doc, const char *property, const char *entry, struct buf *with)
{
	STRV_AUTO struct strv removed = {0}, none = {0};
	BUF_AUTO struct buf without = {0};

	edit_proven(
		doc, &(struct change){property, &entry, 1, NULL, 0}, &without, &removed);
	ck_assert_uint_eq(removed.n, 1);
	ck_assert_str_eq(removed.items[0], entry);
	ck_assert(!span_equal(doc, buf_span(&without)));
	edit_proven(buf_span(&without), &(struct change){property, NULL, 0, &entry, 1},
		with, &none);
}

/* Joins lines that continue. */
static void join_lines(struct span s, struct buf *out)
{
	for (size_t i = 0; i < s.size; i++) {
		bool joins = s.data[i] == '\\' && i + 1 < s.size &&
			     strchr("\r\n", s.data[i + 1]);
		if (!joins) {
			buf_add(out, span_of(s.data + i, 1));
			continue;
		}
		while (i + 1 < s.size && strchr("\r\n \t", s.data[i + 1]))
			i++;
		while (out->size && out->data[out->size - 1] == ' ')
			out->size--;
		buf_adds(out, " ");
	}
}

static bool same_joined(struct span a, struct span b)
{
	BUF_AUTO struct buf x = {0}, y = {0};

	join_lines(a, &x);
	join_lines(b, &y);
	return span_equal(buf_span(&x), buf_span(&y));
}

/*
 * Tests all entries of a property's list, and returns how many. If not `exact`, lines may
 * be filled differently, since not all vendors fill them.
 */
static size_t check_all(
	struct span doc, const char *property, const char *where, bool exact)
{
	PROPS_AUTO struct props p = {0};
	LIST_AUTO struct list l = {0};
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(props_read(&p, PROPS_MODERN, doc, NULL, &e), 0);
	const struct prop *it = props_find(&p, property);
	if (!it)
		return 0;
	ck_assert_int_eq(list_read(&l, props_get_value(&p, it)), 0);
	for (size_t i = 0; i < l.n; i++) {
		BUF_AUTO struct buf now = {0};

		go_and_come(doc, property, l.items[i].text, &now);
		ck_assert_msg(exact ? span_equal(doc, buf_span(&now))
				    : same_joined(doc, buf_span(&now)),
			"%s, %s: '%s' does not come back to its place", where, property,
			l.items[i].text);
	}
	return l.n;
}

START_TEST(test_default)
{
	for (int i = 0; i < N_ROWS(ends); i++) {
		BUF_AUTO struct buf doc = {0};

		lay_out(defaults[_i].property, defaults[_i].list, ends[i], &doc);
		ck_assert_uint_gt(check_all(buf_span(&doc), defaults[_i].property,
					  defaults[_i].since, true),
			0);
	}
}
END_TEST

/*
 * Tells whether a line is short, or is too long even without any single entry. In
 * between, nobody can know whether a line that became short was long on purpose.
 */
static bool stays_one_line(const struct buf *doc)
{
	return doc->size <= WIDTH || doc->size > WIDTH + 60;
}

START_TEST(test_one_line)
{
	BUF_AUTO struct buf doc = {0}, tight = {0};
	const char *property = defaults[_i].property, *list = defaults[_i].list;

	buf_addf(&doc, "%s=%s", property, list);
	for (size_t i = 0; i < doc.size; i++)
		if (doc.data[i] != ' ' || doc.data[i - 1] != ',')
			buf_add(&tight, span_of(doc.data + i, 1));
	if (stays_one_line(&doc))
		check_all(buf_span(&doc), property, "one line", true);
	/* If the only comma is removed with its entry, its style is lost. */
	if (stays_one_line(&tight) && strchr(list, ',') != strrchr(list, ','))
		check_all(buf_span(&tight), property, "without blanks", true);
}
END_TEST

START_TEST(test_layout)
{
	ck_assert_uint_gt(
		check_all(span_str(layouts[_i].lines), TLS, layouts[_i].file, true), 0);
}
END_TEST

/* Tests complete real files, if there are any. */
static size_t check_file(const char *path)
{
	static const char *const properties[] = {TLS, CERTPATH, JAR, TLS_LEGACY, LEGACY};
	SPAN_AUTO struct span doc = get_bytes(path);
	size_t n = 0;

	ck_assert_msg(doc.data != NULL, "cannot read %s", path);
	for (int i = 0; i < N_ROWS(properties); i++)
		n += check_all(doc, properties[i], path, i == 0);
	return n;
}

START_TEST(test_corpus)
{
	static const char name[] = ".java.security";
	const char *source = getenv("SOURCE_ROOT");
	char path[4096];
	size_t n = 0;

	snprintf(path, sizeof path, "%s/../shared/corpus", source ? source : ".");
	DIR *dir = opendir(path);
	if (!dir)
		return;
	for (struct dirent *d; (d = readdir(dir));) {
		size_t size = strlen(d->d_name);

		if (size < sizeof name ||
			strcmp(d->d_name + size - sizeof name + 1, name))
			continue;
		snprintf(path, sizeof path, "%s/../shared/corpus/%s",
			source ? source : ".", d->d_name);
		n += check_file(path);
	}
	closedir(dir);
	ck_assert_uint_gt(n, 0);
}
END_TEST

START_TEST(test_machine)
{
	static const char *const files[] = {
		"/etc/java-17-openjdk/security/java.security",
		"/usr/lib/jvm/temurin-25-jdk-amd64/conf/security/java.security",
	};

	if (access(files[_i], R_OK) == 0)
		ck_assert_uint_gt(check_file(files[_i]), 10);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("round-trip");
	TCase *c = add_case(s, "lists");

	tcase_add_loop_test(c, test_default, 0, N_ROWS(defaults));
	tcase_add_loop_test(c, test_one_line, 0, N_ROWS(defaults));
	tcase_add_loop_test(c, test_layout, 0, N_ROWS(layouts));
	c = add_case(s, "files");
	tcase_add_test(c, test_corpus);
	tcase_add_loop_test(c, test_machine, 0, 2);
	return run_suite(s);
}
