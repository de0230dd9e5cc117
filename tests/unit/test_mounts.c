/* SPDX-License-Identifier: MIT */
/* Tests access control lists of NFSv4: who else than the owner may change a file? */
#include "os/mounts.h"

#include "os/place.h"
#include "testing.h"

#define N(byte) "\0\0\0" byte
#define ALLOW N("\0")
#define DENY N("\1")
#define READ "\0\x12\0\x81"
#define WRITE "\0\x16\x01\xa7"
#define APPEND N("\4")
#define DELETE "\0\1\0\0"
#define GIVE "\0\x08\0\0"
#define OWNER N("\6") "OWNER@\0\0"
#define GROUP N("\6") "GROUP@\0\0"
#define ALL N("\x9") "EVERYONE@\0\0\0"
#define ALICE N("\5") "alice\0\0\0"
#define LIST(text) text, sizeof text - 1

static const struct {
	const char *bytes;
	size_t size;
	bool private;
} rows[] = {
	{LIST(N("\0")), true},
	{LIST(N("\3") ALLOW N("\0") WRITE OWNER ALLOW N("\x40") READ GROUP ALLOW N("\0")
			 READ ALL),
		true},
	{LIST(N("\2") ALLOW N("\0") READ ALICE ALLOW N("\0") WRITE OWNER), true},
	{LIST(N("\1") DENY N("\0") WRITE ALICE), true},
	{LIST(N("\1") ALLOW N("\x0b") WRITE ALICE), true}, /* only for new files */
	{LIST(N("\1") ALLOW N("\3") WRITE ALICE), false},
	{LIST(N("\1") ALLOW N("\0") WRITE ALICE), false},
	{LIST(N("\1") ALLOW N("\0") APPEND ALICE), false},
	{LIST(N("\1") ALLOW N("\0") DELETE ALICE), false},
	{LIST(N("\1") ALLOW N("\0") GIVE ALICE), false},
	{LIST(N("\2") ALLOW N("\0") WRITE OWNER ALLOW N("\0") APPEND GROUP), false},
	{LIST(N("\1") ALLOW N("\0") WRITE ALL), false},
	{LIST(N("\1") ALLOW N("\0") WRITE N("\5") "OWNER\0\0\0"), false},
	/* damaged */
	{LIST(""), false},
	{LIST("\0\0\0"), false},
	{LIST(N("\1")), false},
	{LIST(N("\2") ALLOW N("\0") READ ALL), false},
	{LIST(N("\1") ALLOW N("\0") READ N("\6") "OWNER"), false},
	{LIST("\xff\xff\xff\xff" ALLOW N("\0") READ ALL), false},
	{LIST(N("\1") ALLOW N("\0") READ "\xff\xff\xff\xff"), false},
};

START_TEST(test_list)
{
	char *own = malloc(rows[_i].size + !rows[_i].size); /* its end is seen */

	ck_assert_ptr_nonnull(own);
	memcpy(own, rows[_i].bytes, rows[_i].size);
	ck_assert_int_eq(
		mounts_acl_is_private(span_of(own, rows[_i].size)), rows[_i].private);
	free(own);
}
END_TEST

/* A file of this machine has no such list. */
START_TEST(test_no_list)
{
	FD_AUTO int fd = open("/", O_PATH | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert(mounts_acl_check(fd));
	ck_assert(!mounts_acl_check(-1));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mounts");
	TCase *c = add_case(s, "lists");

	tcase_add_loop_test(c, test_list, 0, N_ROWS(rows));
	tcase_add_test(c, test_no_list);
	return run_suite(s);
}
