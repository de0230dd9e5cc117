/* SPDX-License-Identifier: MIT */
/* Tests records of pax headers: what was written is read, and damage is noticed. */
#include "archive/pax.h"

#include "testing.h"

static const struct {
	struct span records;
	size_t n; /* good records at the start */
	bool good;
} rows[] = {
	{BYTES(""), 0, true},
	{BYTES("6 a=b\n"), 1, true},
	{BYTES("5 a=\n"), 1, true},
	{BYTES("5 =a\n"), 1, true},
	{BYTES("7 a=b\n\n"), 1, true},
	{BYTES("7 a==b\n"), 1, true},
	{BYTES("7 a=\0b\n"), 1, true},
	{BYTES("6 a=b\n8 cd=ef\n"), 2, true},
	{BYTES("006 a=b\n"), 0, false},
	{BYTES("008 a=b\n"), 1, true},
	{BYTES("6 a=b\n6"), 1, false},
	{BYTES("6 a=b\n6 a=b"), 1, false},
	{BYTES("6 a=b\n0 \n"), 1, false},
	{BYTES("5 a=b\n"), 0, false},
	{BYTES("7 a=b\n"), 0, false},
	{BYTES("4 ab\n"), 0, false},
	{BYTES("6 a-b\n"), 0, false},
	{BYTES("3 \n"), 0, false},
	{BYTES("2 "), 0, false},
	{BYTES(" a=b\n"), 0, false},
	{BYTES("-6 a=b\n"), 0, false},
	{BYTES("6\ta=b\n"), 0, false},
	{BYTES("99999999999999999999996 a=b\n"), 0, false},
	{BYTES("\n"), 0, false},
};

START_TEST(test_take)
{
	struct span left = rows[_i].records;
	struct pax_record r;
	size_t n = 0;

	while (pax_take(&left, &r))
		n++;
	ck_assert_uint_eq(n, rows[_i].n);
	ck_assert_int_eq(!left.size, rows[_i].good);
}
END_TEST

/* The length counts its own digits: tries all sizes at which it gets one more. */
START_TEST(test_round_trip)
{
	static const char zeros[1200];

	for (size_t size = 0; size < sizeof zeros; size++) {
		BUF_AUTO struct buf records = {0};
		struct pax_record r;

		pax_add(&records, "key", span_of(zeros, size));
		pax_addf(&records, "other", "%d", 7);
		struct span left = buf_span(&records);
		ck_assert(pax_take(&left, &r));
		ck_assert(pax_key_is(&r, "key") && !pax_key_is(&r, "keys"));
		assert_bytes(r.value, span_of(zeros, size), "value");
		ck_assert(pax_take(&left, &r));
		assert_bytes(r.value, span_str("7"), "other value");
		ck_assert(!pax_take(&left, &r) && !left.size);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("pax");
	TCase *c = add_case(s, "pax");

	tcase_add_loop_test(c, test_take, 0, N_ROWS(rows));
	tcase_add_test(c, test_round_trip);
	return run_suite(s);
}
