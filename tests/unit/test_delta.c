/* SPDX-License-Identifier: MIT */
/* Makes new bytes again from old ones and what is different. */
#include "text/delta.h"

#include "base/checksum.h"
#include "testing.h"

static const struct {
	struct span old, new;
	size_t n_put;
} rows[] = {
	{BYTES("RC4, anon, NULL\n"), BYTES("RC4, NULL\n"), 0},
	{BYTES("RC4, NULL\n"), BYTES("RC4, anon, NULL\n"), 6},
	{BYTES("same"), BYTES("same"), 0},
	{BYTES(""), BYTES("new"), 3},
	{BYTES("old"), BYTES(""), 0},
	{BYTES("aaaa"), BYTES("aaa"), 0}, /* start and end overlap */
	{BYTES("aaa"), BYTES("aaaa"), 1},
	{BYTES("abc"), BYTES("xyz"), 3},
	{BYTES("a\0b"), BYTES("a\0\0b"), 1},
};

START_TEST(test_rows)
{
	BUF_AUTO struct buf out = {0};
	struct delta d;

	ck_assert_int_eq(delta_make(&d, rows[_i].old, rows[_i].new), 0);
	ck_assert_uint_eq(d.n_put, rows[_i].n_put);
	ck_assert(delta_apply(&d, rows[_i].old, &out));
	assert_bytes(buf_span(&out), rows[_i].new, "new bytes");
	out.size = 0;
	ck_assert(!delta_apply(&d, span_str("a file of another size"), &out));
	delta_done(&d);
}
END_TEST

/* Any byte that changes, comes or goes changes the checksum. */
START_TEST(test_checksum)
{
	char bytes[100] = {0};

	for (size_t n = 0; n < sizeof bytes; n++) {
		uint64_t sum = checksum_compute(span_of(bytes, n));
		ck_assert(sum != checksum_compute(span_of(bytes, n + 1)));
		for (size_t i = 0; i < n; i++) {
			bytes[i] ^= 1;
			ck_assert(sum != checksum_compute(span_of(bytes, n)));
			bytes[i] ^= 1;
		}
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("delta");
	TCase *c = add_case(s, "delta");

	tcase_add_loop_test(c, test_rows, 0, N_ROWS(rows));
	tcase_add_test(c, test_checksum);
	return run_suite(s);
}
