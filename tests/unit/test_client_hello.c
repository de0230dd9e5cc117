/* SPDX-License-Identifier: MIT */
/* Takes hellos apart again, and checks what each kind of them offers. */
#include "text/client_hello.h"

#include "testing.h"

static unsigned char randoms[HELLO_RANDOM];

static unsigned take(struct span *s, unsigned bytes)
{
	unsigned n = 0;

	ck_assert_uint_ge(s->size, bytes);
	for (unsigned i = 0; i < bytes; i++)
		n = n << 8 | (unsigned char)s->data[i];
	*s = span_cut(*s, bytes, s->size);
	return n;
}

/* Takes what stands behind its length, which has so many bytes. */
static struct span take_sized(struct span *s, unsigned bytes)
{
	unsigned n = take(s, bytes);

	ck_assert_uint_ge(s->size, n);
	struct span taken = span_cut(*s, 0, n);
	*s = span_cut(*s, n, s->size);
	return taken;
}

struct taken {
	unsigned version;
	struct span session, suites, extensions;
};

static struct taken read_hello(const struct buf *made)
{
	struct span s = buf_span(made);
	struct taken h = {0};

	ck_assert_uint_eq(take(&s, 1), 22);
	ck_assert_uint_eq(take(&s, 2), 0x0301);
	struct span record = take_sized(&s, 2);
	ck_assert_uint_eq(s.size, 0);
	ck_assert_uint_eq(take(&record, 1), 1);
	struct span body = take_sized(&record, 3);
	ck_assert_uint_eq(record.size, 0);
	h.version = take(&body, 2);
	body = span_cut(body, 32, body.size);
	h.session = take_sized(&body, 1);
	h.suites = take_sized(&body, 2);
	ck_assert_uint_eq(take(&body, 2), 0x0100);
	h.extensions = take_sized(&body, 2);
	ck_assert_uint_eq(body.size, 0);
	return h;
}

/* Returns the body of an extension, without data if it is not there. */
static struct span find_extension(const struct taken *h, unsigned wanted)
{
	struct span s = h->extensions;

	while (s.size) {
		unsigned id = take(&s, 2);
		struct span body = take_sized(&s, 2);
		if (id == wanted)
			return body;
	}
	return (struct span){0};
}

static bool has_number(struct span s, unsigned wanted)
{
	bool found = false;

	while (s.size)
		found |= take(&s, 2) == wanted;
	return found;
}

static const struct {
	enum hello kind;
	bool anonymous, certificate, tls13;
} kinds[] = {
	{HELLO_ANON, true, false, false},
	{HELLO_ALL, true, true, true},
	{HELLO_ALL_12, true, true, false},
	{HELLO_CERT, false, true, false},
	{HELLO_CURVES, true, false, false},
	{HELLO_OLD, true, false, false},
	{HELLO_AGAIN, true, false, false},
};

START_TEST(test_kind)
{
	BUF_AUTO struct buf made = {0};
	enum hello kind = kinds[_i].kind;

	client_hello_make(&made, kind, randoms, NULL, NULL);
	ck_assert(!made.failed);
	struct taken h = read_hello(&made);
	ck_assert_uint_eq(h.version, kind == HELLO_OLD ? 0x0301 : 0x0303);
	ck_assert_int_eq(has_number(h.suites, 0x00a7), kinds[_i].anonymous);
	ck_assert_int_eq(has_number(h.suites, 0x0019), kinds[_i].anonymous);
	ck_assert_int_eq(has_number(h.suites, 0xc02f), kinds[_i].certificate);
	ck_assert_int_eq(has_number(h.suites, 0x1301), kinds[_i].tls13);
	ck_assert(has_number(h.suites, 0x00ff));
	ck_assert(!has_number(h.suites, 0x001f)); /* Kerberos */
	ck_assert_int_eq(find_extension(&h, 51).size > 0, kinds[_i].tls13);
	for (struct span s = h.suites; s.size;) {
		unsigned id = take(&s, 2);
		ck_assert(id == 0x00ff || client_hello_offers(kind, id));
	}
}
END_TEST

START_TEST(test_groups)
{
	BUF_AUTO struct buf all = {0}, curves = {0};

	client_hello_make(&all, HELLO_ANON, randoms, NULL, NULL);
	client_hello_make(&curves, HELLO_CURVES, randoms, NULL, NULL);
	struct taken a = read_hello(&all), c = read_hello(&curves);
	struct span in_all = find_extension(&a, 10), in_curves = find_extension(&c, 10);
	ck_assert(has_number(take_sized(&in_all, 2), 256));
	ck_assert(!has_number(take_sized(&in_curves, 2), 256));
	ck_assert(client_hello_offers_curve(22) && client_hello_is_rare_curve(22));
	ck_assert(client_hello_offers_curve(30) && !client_hello_is_rare_curve(30));
	ck_assert(!client_hello_offers_curve(26) && !client_hello_is_rare_curve(26));
}
END_TEST

START_TEST(test_name)
{
	BUF_AUTO struct buf made = {0};

	client_hello_make(&made, HELLO_ANON, randoms, "a.example", NULL);
	struct taken h = read_hello(&made);
	assert_bytes(find_extension(&h, 0), span_of("\0\f\0\0\ta.example", 14), "name");
}
END_TEST

static const struct {
	unsigned group, size; /* size 0: no key is known */
} keys[] = {{29, 32}, {23, 65}, {24, 97}, {25, 133}, {30, 56}, {256, 256}, {257, 384},
	{258, 512}, {259, 768}, {260, 1024}, {4588, 0}, {14, 0}};

/* The second hello has one key, of the group that the server demands. */
START_TEST(test_retry)
{
	BUF_AUTO struct buf made = {0};
	const struct hello_retry retry = {keys[_i].group, span_str("biscuit")};

	client_hello_make(&made, HELLO_ALL, randoms, NULL, &retry);
	struct taken h = read_hello(&made);
	struct span shares = find_extension(&h, 51), cookie = find_extension(&h, 44);
	assert_bytes(take_sized(&cookie, 2), span_str("biscuit"), "cookie");
	shares = take_sized(&shares, 2);
	if (!keys[_i].size) {
		ck_assert_uint_eq(shares.size, 0);
		return;
	}
	ck_assert_uint_eq(take(&shares, 2), keys[_i].group);
	ck_assert_uint_eq(take_sized(&shares, 2).size, keys[_i].size);
	ck_assert_uint_eq(shares.size, 0);
}
END_TEST

START_TEST(test_suites)
{
	ck_assert(client_hello_is_anonymous(0x00a7));
	ck_assert(client_hello_is_anonymous(0xc015));
	ck_assert(!client_hello_is_anonymous(0xc030));
	ck_assert(!client_hello_is_anonymous(0x1301));
	ck_assert(!client_hello_is_anonymous(0x00ff));
	ck_assert(!client_hello_is_weak(0x00a7));
	ck_assert(!client_hello_is_weak(0x0034));
	for (const unsigned *weak =
			(unsigned[]){0xc015, 0x0018, 0x001b, 0x001a, 0x0019, 0};
		*weak; weak++)
		ck_assert_msg(client_hello_is_weak(*weak), "%x", *weak);
	ck_assert_str_eq(
		client_hello_name_suite(0x001b), "SSL_DH_anon_WITH_3DES_EDE_CBC_SHA");
	ck_assert_ptr_null(client_hello_name_suite(0xfafa));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("client_hello");
	TCase *c = add_case(s, "client_hello");

	for (size_t i = 0; i < sizeof randoms; i++)
		randoms[i] = (unsigned char)i;
	tcase_add_loop_test(c, test_kind, 0, N_ROWS(kinds));
	tcase_add_test(c, test_groups);
	tcase_add_test(c, test_name);
	tcase_add_loop_test(c, test_retry, 0, N_ROWS(keys));
	tcase_add_test(c, test_suites);
	return run_suite(s);
}
