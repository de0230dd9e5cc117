/* SPDX-License-Identifier: MIT */
/* Writes ClientHello messages of TLS 1.0 to 1.3, byte by byte. */
#include "text/client_hello.h"

#include "text/suite.h"

#define SCSV 0x00ff /* no suite: the client knows secure renegotiation */

enum {
	TLS_1_0 = 0x0301,
	TLS_1_2 = 0x0303,
	TLS_1_3 = 0x0304,
};

enum hello_extension {
	EXT_SERVER_NAME = 0,
	EXT_GROUPS = 10,
	EXT_POINT_FORMATS = 11,
	EXT_SIGNATURES = 13,
	EXT_MASTER_SECRET = 23,
	EXT_VERSIONS = 43,
	EXT_COOKIE = 44,
	EXT_PSK_MODES = 45,
	EXT_KEY_SHARE = 51,
};

/* A group, and the size of a key of it in bytes. */
struct hello_group {
	unsigned short id, size;
};

/* Each group that a Java ever had: what it can do with any client is to be seen. */
static const struct hello_group hello_curves[] = {{29, 32}, {23, 65}, {24, 97}, {25, 133},
	{30, 56}, {22, 0}, {9, 0}, {10, 0}, {11, 0}, {12, 0}, {13, 0}, {14, 0}};
static const struct hello_group hello_primes[] = {
	{256, 256}, {257, 384}, {258, 512}, {259, 768}, {260, 1024}};

static const unsigned short hello_signatures[] = {0x0403, 0x0503, 0x0603, 0x0807, 0x0808,
	0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0402,
	0x0203, 0x0201, 0x0202};

/* The base points of three curves: a key is any point, and these are points. */
static const char hello_p256[] =
	"\x04"
	"\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2"
	"\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96"
	"\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16"
	"\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5";
static const char hello_p384[] =
	"\x04"
	"\xaa\x87\xca\x22\xbe\x8b\x05\x37\x8e\xb1\xc7\x1e\xf3\x20\xad\x74"
	"\x6e\x1d\x3b\x62\x8b\xa7\x9b\x98\x59\xf7\x41\xe0\x82\x54\x2a\x38"
	"\x55\x02\xf2\x5d\xbf\x55\x29\x6c\x3a\x54\x5e\x38\x72\x76\x0a\xb7"
	"\x36\x17\xde\x4a\x96\x26\x2c\x6f\x5d\x9e\x98\xbf\x92\x92\xdc\x29"
	"\xf8\xf4\x1d\xbd\x28\x9a\x14\x7c\xe9\xda\x31\x13\xb5\xf0\xb8\xc0"
	"\x0a\x60\xb1\xce\x1d\x7e\x81\x9d\x7a\x43\x1d\x7c\x90\xea\x0e\x5f";
static const char hello_p521[] =
	"\x04"
	"\x00\xc6\x85\x8e\x06\xb7\x04\x04\xe9\xcd\x9e\x3e\xcb\x66\x23\x95"
	"\xb4\x42\x9c\x64\x81\x39\x05\x3f\xb5\x21\xf8\x28\xaf\x60\x6b\x4d"
	"\x3d\xba\xa1\x4b\x5e\x77\xef\xe7\x59\x28\xfe\x1d\xc1\x27\xa2\xff"
	"\xa8\xde\x33\x48\xb3\xc1\x85\x6a\x42\x9b\xf9\x7e\x7e\x31\xc2\xe5"
	"\xbd\x66\x01\x18\x39\x29\x6a\x78\x9a\x3b\xc0\x04\x5c\x8a\x5f\xb4"
	"\x2c\x7d\x1b\xd9\x98\xf5\x44\x49\x57\x9b\x44\x68\x17\xaf\xbd\x17"
	"\x27\x3e\x66\x2c\x97\xee\x72\x99\x5e\xf4\x26\x40\xc5\x50\xb9\x01"
	"\x3f\xad\x07\x61\x35\x3c\x70\x86\xa2\x72\xc2\x40\x88\xbe\x94\x76"
	"\x9f\xd1\x66\x50";

static bool hello_is_of_kind(const struct suite *s, enum hello kind)
{
	bool is_13 = suite_table_get_protocols(s) == SUITE_TLSV1_3;
	bool is_anonymous = strstr(s->name, "_anon_") != NULL;

	if (s->id == SCSV || strstr(s->name, "_KRB5_"))
		return false;
	switch (kind) {
	case HELLO_ALL:
		return true;
	case HELLO_ALL_12:
		return !is_13;
	case HELLO_CERT:
		return !is_13 && !is_anonymous;
	default:
		return is_anonymous;
	}
}

static const struct suite *hello_find_suite(unsigned id)
{
	const struct suite *s = NULL;

	while ((s = suite_table_next(&jsse_all, s)) && s->id != id)
		;
	return s;
}

bool client_hello_offers(enum hello kind, unsigned suite)
{
	const struct suite *s = hello_find_suite(suite);

	return s && hello_is_of_kind(s, kind);
}

bool client_hello_is_anonymous(unsigned suite)
{
	return client_hello_offers(HELLO_ANON, suite);
}

bool client_hello_is_weak(unsigned suite)
{
	const struct suite *s = hello_find_suite(suite);

	return s && (strstr(s->name, "_NULL_") || strstr(s->name, "_RC4_") ||
			    strstr(s->name, "DES"));
}

const char *client_hello_name_suite(unsigned suite)
{
	const struct suite *s = hello_find_suite(suite);

	return s ? s->name : NULL;
}

static void hello_add_number(struct buf *out, unsigned number, unsigned bytes)
{
	while (bytes-- > 0)
		buf_addc(out, (char)(number >> (8 * bytes)));
}

/* Adds the length in so many bytes, and what is so long. */
static void hello_add_sized(struct buf *out, unsigned bytes, const struct buf *what)
{
	hello_add_number(out, (unsigned)what->size, bytes);
	buf_add(out, buf_span(what));
}

static void hello_add_extension(
	struct buf *out, enum hello_extension id, const struct buf *what)
{
	hello_add_number(out, id, 2);
	hello_add_sized(out, 2, what);
}

/* Adds an extension that is a list, whose size has so many bytes. */
static void hello_add_list(
	struct buf *out, enum hello_extension id, unsigned bytes, const struct buf *items)
{
	BUF_AUTO struct buf list = {0};

	hello_add_sized(&list, bytes, items);
	hello_add_extension(out, id, &list);
}

static void hello_add_name(struct buf *out, const char *name)
{
	BUF_AUTO struct buf host = {0}, entry = {0};

	buf_adds(&host, name);
	buf_addc(&entry, 0); /* a host name */
	hello_add_sized(&entry, 2, &host);
	hello_add_list(out, EXT_SERVER_NAME, 2, &entry);
}

static void hello_add_groups(struct buf *out, enum hello kind)
{
	BUF_AUTO struct buf ids = {0}, formats = {0};

	for (size_t i = 0; i < sizeof hello_curves / sizeof *hello_curves; i++)
		hello_add_number(&ids, hello_curves[i].id, 2);
	for (size_t i = 0; i < sizeof hello_primes / sizeof *hello_primes; i++)
		if (kind != HELLO_CURVES)
			hello_add_number(&ids, hello_primes[i].id, 2);
	hello_add_list(out, EXT_GROUPS, 2, &ids);
	buf_addc(&formats, 0); /* uncompressed */
	hello_add_list(out, EXT_POINT_FORMATS, 1, &formats);
}

static void hello_add_signatures(struct buf *out)
{
	BUF_AUTO struct buf ids = {0};

	for (size_t i = 0; i < sizeof hello_signatures / sizeof *hello_signatures; i++)
		hello_add_number(&ids, hello_signatures[i], 2);
	hello_add_list(out, EXT_SIGNATURES, 2, &ids);
}

bool client_hello_offers_curve(unsigned group)
{
	for (size_t i = 0; i < sizeof hello_curves / sizeof *hello_curves; i++)
		if (hello_curves[i].id == group)
			return true;
	return false;
}

/* Returns the number of bytes in a key of the group, 0 if it is not known. */
static unsigned hello_size_key(unsigned group)
{
	for (size_t i = 0; i < sizeof hello_curves / sizeof *hello_curves; i++)
		if (hello_curves[i].id == group)
			return hello_curves[i].size;
	for (size_t i = 0; i < sizeof hello_primes / sizeof *hello_primes; i++)
		if (hello_primes[i].id == group)
			return hello_primes[i].size;
	return 0;
}

bool client_hello_is_rare_curve(unsigned group)
{
	return client_hello_offers_curve(group) && !hello_size_key(group);
}

bool client_hello_has_key(unsigned group)
{
	return !group || hello_size_key(group);
}

/* Adds a public key of the group that nobody has the private key of. */
static void hello_add_key(struct buf *out, unsigned group, const unsigned char *random)
{
	BUF_AUTO struct buf key = {0};
	unsigned size = hello_size_key(group);

	if (!size)
		return;
	if (group == 23)
		buf_add(&key, span_of(hello_p256, size));
	else if (group == 24)
		buf_add(&key, span_of(hello_p384, size));
	else if (group == 25)
		buf_add(&key, span_of(hello_p521, size));
	else
		buf_add(&key, span_of((const char *)random, size));
	if (key.data) /* below each prime of this size, whose first bits are ones */
		key.data[0] &= 0x7f;
	hello_add_number(out, group, 2);
	hello_add_sized(out, 2, &key);
}

static void hello_add_13(
	struct buf *out, const unsigned char *random, const struct hello_retry *retry)
{
	BUF_AUTO struct buf versions = {0}, modes = {0}, keys = {0}, cookie = {0};

	for (unsigned v = TLS_1_3; v >= TLS_1_0; v--)
		hello_add_number(&versions, v, 2);
	hello_add_list(out, EXT_VERSIONS, 1, &versions);
	buf_addc(&modes, 1); /* with a key exchange */
	hello_add_list(out, EXT_PSK_MODES, 1, &modes);
	if (retry && retry->cookie.size) {
		buf_add(&cookie, retry->cookie);
		hello_add_list(out, EXT_COOKIE, 2, &cookie);
	}
	if (retry && retry->group) {
		hello_add_key(&keys, retry->group, random);
	} else {
		hello_add_key(&keys, 29, random);
		hello_add_key(&keys, 23, random);
	}
	hello_add_list(out, EXT_KEY_SHARE, 2, &keys);
}

static void hello_add_extensions(struct buf *out, enum hello kind,
	const unsigned char *random, const char *name, const struct hello_retry *retry)
{
	BUF_AUTO struct buf all = {0}, nothing = {0};

	if (name)
		hello_add_name(&all, name);
	hello_add_groups(&all, kind);
	if (kind != HELLO_OLD)
		hello_add_signatures(&all);
	hello_add_extension(&all, EXT_MASTER_SECRET, &nothing);
	if (kind == HELLO_ALL)
		hello_add_13(&all, random, retry);
	hello_add_sized(out, 2, &all);
}

static void hello_add_suites(struct buf *out, enum hello kind)
{
	BUF_AUTO struct buf ids = {0};

	for (const struct suite *s = NULL; (s = suite_table_next(&jsse_all, s));)
		if (hello_is_of_kind(s, kind))
			hello_add_number(&ids, s->id, 2);
	hello_add_number(&ids, SCSV, 2);
	hello_add_sized(out, 2, &ids);
}

void client_hello_make(struct buf *out, enum hello kind,
	const unsigned char random[HELLO_RANDOM], const char *name,
	const struct hello_retry *retry)
{
	BUF_AUTO struct buf body = {0}, session = {0}, message = {0};
	const char *bytes = (const char *)random;

	hello_add_number(&body, kind == HELLO_OLD ? TLS_1_0 : TLS_1_2, 2);
	buf_add(&body, span_of(bytes, 32));
	if (kind == HELLO_ALL)
		buf_add(&session, span_of(bytes + 32, 32));
	hello_add_sized(&body, 1, &session);
	hello_add_suites(&body, kind);
	hello_add_number(&body, 0x0100, 2); /* no compression */
	hello_add_extensions(&body, kind, random + 64, name, retry);
	buf_addc(&message, 1); /* ClientHello */
	hello_add_sized(&message, 3, &body);
	buf_addc(out, 22); /* a record of a handshake */
	hello_add_number(out, TLS_1_0, 2);
	hello_add_sized(out, 2, &message);
}
