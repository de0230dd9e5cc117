/* SPDX-License-Identifier: MIT */
/* Finds the package of a configuration file, and its state, in dpkg's database. */
#include "text/dpkg_status.h"

#include "testing.h"

#define HEAD "Package: x\nArchitecture: all\n"
#define OK "Status: install ok installed\n"
#define FILES "Conffiles:\n /etc/x 00112233445566778899aabbccddeeff"
#define X HEAD OK FILES "\n"

static const struct {
	const char *text;
	const char *name; /* of the package that has /etc/x; NULL if there is none */
	enum dpkg_state state;
} rows[] = {
	{"", NULL, 0},
	{"\n\n", NULL, 0},
	{X, "x", DPKG_INSTALLED},
	{HEAD OK FILES, "x", DPKG_INSTALLED},
	{"package:x\nSTATUS: install ok installed\nconffiles:\n /etc/x 0\n", "x",
		DPKG_INSTALLED},
	{OK FILES "\n", NULL, 0}, /* no name */
	{HEAD FILES "\n", "x", DPKG_ABSENT},
	/* states */
	{HEAD "Status: install ok unpacked\n" FILES " newconffile\n", NULL, 0},
	{HEAD "Status: install ok unpacked\nConffiles:\n /etc/x newconffile\n", "x",
		DPKG_UNFINISHED},
	{HEAD "Status: install ok half-configured\n" FILES "\n", "x", DPKG_UNFINISHED},
	{HEAD "Status: install reinstreq half-installed\n" FILES "\n", "x",
		DPKG_UNFINISHED},
	{HEAD "Status: hold ok triggers-awaited\n" FILES "\n", "x", DPKG_INSTALLED},
	{HEAD "Status: install ok triggers-pending\n" FILES "\n", "x", DPKG_INSTALLED},
	{HEAD "Status: deinstall ok config-files\n" FILES "\n", "x", DPKG_ABSENT},
	{HEAD "Status: purge ok not-installed\n" FILES "\n", "x", DPKG_ABSENT},
	{HEAD "Status: installed\n" FILES "\n", "x", DPKG_INSTALLED},
	{HEAD "Status:\n" FILES "\n", "x", DPKG_ABSENT},
	/* files */
	{HEAD OK FILES " obsolete\n", "x", DPKG_INSTALLED},
	{HEAD OK FILES " remove-on-upgrade\n", "x", DPKG_INSTALLED},
	{HEAD OK FILES " obsolete remove-on-upgrade\n", "x", DPKG_INSTALLED},
	{HEAD OK "Conffiles:\n /etc/x y 0\n", NULL, 0},
	{HEAD OK "Conffiles:\n /etc/y 0\n /etc/x 0\n /etc/a 0\n", "x", DPKG_INSTALLED},
	{HEAD OK "Conffiles:\n etc/x 0\n", NULL, 0},
	{HEAD OK "Conffiles:\n /etc/x\n", NULL, 0},
	{HEAD OK "Conffiles: /etc/x 0\n", NULL, 0},
	{HEAD OK "Description: see\n /etc/x 0\n", NULL, 0},
	{HEAD OK "Conffiles:\nDescription: see\n /etc/x 0\n", NULL, 0},
	{HEAD OK FILES "\nDescription: a\n b\n .\n c\n\n", "x", DPKG_INSTALLED},
	{HEAD OK "\n" FILES "\n", NULL, 0}, /* not of this entry */
	/* several packages */
	{X "\nPackage: y\n" OK "Conffiles:\n /etc/y 0\n", "x", DPKG_INSTALLED},
	{"Package: y\n" OK "Conffiles:\n /etc/y 0\n\n" X, "x", DPKG_INSTALLED},
	{"Package: old\n" OK FILES " obsolete\n\n" X, "x", DPKG_INSTALLED},
	{X "\nPackage: old\n" OK FILES " obsolete\n", "x", DPKG_INSTALLED},
	{"Package: gone\nStatus: deinstall ok config-files\n" FILES "\n\n" HEAD OK FILES
	 " obsolete\n",
		"x", DPKG_INSTALLED},
	/* a later entry, as dpkg's updates have it */
	{X "\n" HEAD "Status: install ok half-configured\n" FILES "\n", "x",
		DPKG_UNFINISHED},
	{HEAD "Status: install ok unpacked\n" FILES "\n\n" X, "x", DPKG_INSTALLED},
	{X "\n\n" HEAD "Status: purge ok not-installed\n", NULL, 0},
	{X "\nPackage: x\nArchitecture: i386\nStatus: install ok unpacked\n", "x",
		DPKG_INSTALLED},
};

START_TEST(test_rows)
{
	const char *name = rows[_i].name;
	DPKG_STATUS_AUTO struct dpkg_status s = {0};

	ck_assert_int_eq(dpkg_status_read(&s, span_str(rows[_i].text)), 0);
	const struct dpkg_package *p = dpkg_status_find(&s, span_str("/etc/x"));
	ck_assert_msg(!p == !name, "%s: %s", rows[_i].text, p ? "found" : "not found");
	if (!p)
		return;
	ck_assert(span_equal(p->name, span_str(name)));
	ck_assert_msg(p->state == rows[_i].state, "%s: %d", rows[_i].text, (int)p->state);
}
END_TEST

/* The word of the state is there for messages. */
START_TEST(test_word)
{
	DPKG_STATUS_AUTO struct dpkg_status s = {0};
	const char *text = HEAD "Status: install ok half-configured\n" FILES "\n";

	ck_assert_int_eq(dpkg_status_read(&s, span_str(text)), 0);
	ck_assert(span_equal(s.packages[0].word, span_str("half-configured")));
	ck_assert(span_equal(s.packages[0].architecture, span_str("all")));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("dpkg_status");
	TCase *c = add_case(s, "dpkg_status");

	tcase_add_loop_test(c, test_rows, 0, N_ROWS(rows));
	tcase_add_test(c, test_word);
	return run_suite(s);
}
