/* SPDX-License-Identifier: MIT */
/* Notes keep their order and their codes. */
#include "base/note_list.h"

#include "testing.h"

START_TEST(test_empty)
{
	struct note_list none = {0};

	ck_assert_ptr_null(note_list_get(&none)[0]);
	ck_assert(!note_list_has(&none, NOTE_OVERRIDDEN));
	note_list_done(&none);
}
END_TEST

START_TEST(test_order)
{
	struct note_list first = {0}, all = {0};

	note_list_add(&first, NOTE_GONE, "%d%%", 1);
	note_list_add(&all, NOTE_NOT_SET, "none");
	note_list_append(&all, &first);
	note_list_done(&first);

	const struct jsec_note *const *notes = note_list_get(&all);
	ck_assert_str_eq(notes[0]->code, "list-not-set");
	ck_assert_str_eq(notes[0]->message, "none");
	ck_assert_str_eq(notes[1]->code, "install-gone");
	ck_assert_str_eq(notes[1]->message, "1%");
	ck_assert_ptr_null(notes[2]);
	ck_assert(note_list_has(&all, NOTE_GONE));
	ck_assert(!note_list_has(&all, NOTE_OVERRIDDEN));
	note_list_done(&all);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("note_list");
	TCase *c = add_case(s, "note_list");

	tcase_add_test(c, test_empty);
	tcase_add_test(c, test_order);
	return run_suite(s);
}
