/* SPDX-License-Identifier: MIT */
/* Tests what a program and the answers of a server prove and refute. */
#include "diagnosis/evidence.h"

#include "testing.h"

#define LISTS CAUSE_SERVER_LIST, CAUSE_LIST_IN_MEMORY, CAUSE_BAD_LIST
#define END N_CAUSES

/* Writes the causes by their codes, "!" after a proven one. */
static const char *written(const struct diagnosis *d)
{
	static char text[400];
	size_t n = 0;

	*text = 0;
	for (size_t i = 0; i < d->n; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s%s", i ? " " : "",
			causes_get(d->suspects[i]->cause)->code,
			d->suspects[i]->proven ? "!" : "");
	return text;
}

static struct diagnosis *made(
	enum jsec_subject subject, int works, const enum cause *causes)
{
	struct diagnosis *d = diagnosis_new("it", subject);

	ck_assert_ptr_nonnull(d);
	d->works = works;
	for (; *causes != END; causes++)
		ck_assert_ptr_nonnull(diagnosis_add_cause(d, *causes));
	return d;
}

static const struct {
	int works;
	enum cause before[8];
	enum verdict_of_list list;
	bool changed, idle;
	const char *after;
} listeners[] = {
	{0, {LISTS, CAUSE_SERVER_NOT_ENABLED, END}, LIST_BLOCKS, false, false,
		"server-list!"},
	{0, {LISTS, CAUSE_NO_CERTIFICATE, CAUSE_TLS13_FIRST, END}, LIST_BLOCKS, false,
		false, "server-list! tls13-first"},
	{0, {CAUSE_CLIENT_CERTIFICATE, CAUSE_SERVER_NOT_ENABLED, LISTS, END}, LIST_BLOCKS,
		false, false, "server-list! client-certificate"},
	{0, {CAUSE_SERVER_NOT_ENABLED, LISTS, CAUSE_CLIENT_CERTIFICATE, END}, LIST_BLOCKS,
		false, false, "server-list!"},
	{0, {CAUSE_SERVER_NOT_ENABLED, LISTS, END}, LIST_BLOCKS, true, false,
		"server-list server-not-enabled bad-list"},
	{0, {CAUSE_SERVER_NOT_ENABLED, LISTS, END}, LIST_OPENS, false, false,
		"server-not-enabled"},
	{0, {CAUSE_SERVER_NOT_ENABLED, LISTS, END}, LIST_OPENS, true, false,
		"list-in-memory server-not-enabled"},
	{0, {CAUSE_SERVER_NOT_ENABLED, LISTS, END}, LIST_OPENS, true, true,
		"server-not-enabled list-in-memory"},
	{0, {CAUSE_CLOSES, LISTS, END}, LIST_IS_BAD, false, false, "bad-list!"},
	{0, {CAUSE_CLOSES, LISTS, END}, LIST_IS_BAD, true, false,
		"bad-list closes server-list list-in-memory"},
	{0, {CAUSE_CLOSES, LISTS, END}, LIST_UNKNOWN, true, false,
		"closes server-list list-in-memory bad-list"},
	/* what has nothing to do with a list stays */
	{0, {CAUSE_NOT_TLS, END}, LIST_BLOCKS, false, false, "not-tls"},
	{0, {CAUSE_CLIENT_CERTIFICATE, END}, LIST_IS_BAD, false, false,
		"client-certificate"},
	{1, {CAUSE_CLIENT_LIST, END}, LIST_BLOCKS, true, false, "client-list"},
	{1, {CAUSE_TLS13_FIRST, END}, LIST_OPENS, false, false, "tls13-first"},
};

START_TEST(test_listener)
{
	struct diagnosis *d =
		made(JSEC_SUBJECT_ADDRESS, listeners[_i].works, listeners[_i].before);
	struct witness w = {.listens = true,
		.is_java = true,
		.list = listeners[_i].list,
		.is_changed = listeners[_i].changed,
		.is_idle = listeners[_i].idle,
		.property = "jdk.tls.disabledAlgorithms",
		.file = (char *)"/f",
		.line = 7};

	strv_adds(&w.allow, "ANON");
	evidence_add_listener(d, &w);
	ck_assert_str_eq(written(d), listeners[_i].after);
	const struct suspect *s = diagnosis_find_cause(d, CAUSE_SERVER_LIST);
	if (s && w.list == LIST_BLOCKS) {
		ck_assert_str_eq(s->entry, "ANON");
		ck_assert_str_eq(s->file, "/f");
		ck_assert_ptr_eq(s->process, &w.program.public);
	}
	ck_assert_int_eq(d->works, listeners[_i].works);
	strv_done(&w.allow);
	diagnosis_free(d);
}
END_TEST

/* The list of the program has the version that the server refuses. */
START_TEST(test_protocol)
{
	static const enum cause before[] = {
		CAUSE_SERVER_NOT_ENABLED, CAUSE_SERVER_PROTOCOLS, END};
	struct diagnosis *d = made(JSEC_SUBJECT_ADDRESS, 0, before);
	struct witness w = {.is_java = true, .list = LIST_BLOCKS};

	strv_adds(&w.allow, "TLSv1.2");
	evidence_add_listener(d, &w);
	ck_assert_str_eq(written(d), "server-protocols server-not-enabled");
	ck_assert_str_eq(d->suspects[0]->entry, "TLSv1.2");
	strv_done(&w.allow);
	diagnosis_free(d);
}
END_TEST

/* A change of the install is no cure if the program takes another file. */
START_TEST(test_overridden)
{
	static const struct {
		enum cause before[2];
		const char *entry;
	} kinds[] = {{{CAUSE_SERVER_LIST, END}, "anon"},
		{{CAUSE_SERVER_PROTOCOLS, END}, "TLSv1.2"}};
	struct diagnosis *d = made(JSEC_SUBJECT_ADDRESS, 0, kinds[_i].before);
	ERR_AUTO struct err e = {0};
	struct witness w = {.is_java = true,
		.has_install = true,
		.list = LIST_BLOCKS,
		.program.overridden_by = (char *)"/other:3",
		.file = (char *)"/other",
		.line = 3};

	strv_adds(&w.allow, kinds[_i].entry);
	evidence_add_listener(d, &w);
	ck_assert_int_eq(diagnosis_publish(d, &e), 0);
	ck_assert_ptr_null(d->public.causes[0]->install);
	ck_assert_ptr_null(d->public.causes[0]->allow[0]);
	ck_assert_ptr_nonnull(strstr(d->public.causes[0]->cure, "/other:3"));
	strv_done(&w.allow);
	diagnosis_free(d);
}
END_TEST

/* What does not run Java has no list, but may pass the connection on. */
START_TEST(test_no_java)
{
	static const enum cause before[] = {LISTS, CAUSE_SERVER_NOT_ENABLED, END};
	struct diagnosis *d = made(JSEC_SUBJECT_ADDRESS, 0, before);
	struct witness w = {.listens = true};

	note_list_add(&w.facts, NOTE_SEEN_PROGRAM, "process 1 is socat");
	evidence_add_listener(d, &w);
	ck_assert_str_eq(written(d), "server-list list-in-memory bad-list "
				     "server-not-enabled");
	ck_assert(note_list_has(&d->unknown, NOTE_PROGRAM_UNKNOWN));
	note_list_done(&w.facts);
	diagnosis_free(d);
}
END_TEST

static const struct {
	enum verdict_of_list list;
	bool changed, tls13;
	int works;
	const char *causes;
} programs[] = {
	{LIST_BLOCKS, false, true, 0, "own-list!"},
	{LIST_BLOCKS, true, true, -1, "own-list"},
	{LIST_OPENS, false, true, -1, ""},
	{LIST_OPENS, true, false, -1, "list-in-memory"},
	{LIST_OPENS, false, false, -1, ""},
	{LIST_IS_BAD, false, false, 0, "bad-list!"},
	{LIST_IS_BAD, true, false, -1, "bad-list"},
	{LIST_UNKNOWN, false, false, -1, ""},
};

START_TEST(test_program)
{
	static const enum cause none[] = {END};
	struct diagnosis *d = made(JSEC_SUBJECT_PROCESS, -1, none);
	const struct witness w = {.is_java = true,
		.list = programs[_i].list,
		.is_changed = programs[_i].changed,
		.has_tls13 = programs[_i].tls13};

	evidence_judge_program(d, &w);
	ck_assert_str_eq(written(d), programs[_i].causes);
	ck_assert_int_eq(d->works, programs[_i].works);
	diagnosis_free(d);
}
END_TEST

static const struct {
	enum cause text[8];
	int works;
	enum cause server[8];
	const char *after;
} texts[] = {
	/* it works: the client is left */
	{{CAUSE_SERVER_LIST, CAUSE_TLS13_FIRST, CAUSE_CLIENT_NOT_ENABLED, END}, 1,
		{CAUSE_CLIENT_LIST, END}, "client-not-enabled"},
	{{CAUSE_SERVER_LIST, CAUSE_CLIENT_LIST, CAUSE_TLS13_FIRST, END}, 1,
		{CAUSE_TLS13_FIRST, END}, "client-list tls13-first"},
	{{CAUSE_TLS13_FIRST, CAUSE_NO_CERTIFICATE, CAUSE_SERVER_LIST, END}, 0,
		{CAUSE_SERVER_LIST, CAUSE_NO_CERTIFICATE, END},
		"no-certificate server-list"},
	{{CAUSE_SERVER_LIST, CAUSE_CLIENT_LIST, END}, 0, {CAUSE_NOTHING_LISTENS, END},
		"client-list"},
	/* it was not asked */
	{{CAUSE_SERVER_LIST, CAUSE_CLIENT_LIST, END}, -1, {END},
		"server-list client-list"},
};

START_TEST(test_compare)
{
	struct diagnosis *text = made(JSEC_SUBJECT_TEXT, -1, texts[_i].text);
	struct diagnosis *server =
		made(JSEC_SUBJECT_ADDRESS, texts[_i].works, texts[_i].server);

	evidence_compare(text, server);
	ck_assert_str_eq(written(text), texts[_i].after);
	diagnosis_free(text);
	diagnosis_free(server);
}
END_TEST

/* What a text proves stays; what a server proves comes first. */
START_TEST(test_compare_proven)
{
	static const enum cause some[] = {
		CAUSE_CLIENT_LIST, CAUSE_SERVER_LIST, CAUSE_NO_CERTIFICATE, END};
	struct diagnosis *text = made(JSEC_SUBJECT_TEXT, -1, some);
	struct diagnosis *server = made(JSEC_SUBJECT_ADDRESS, 0, some + 1);

	diagnosis_find_cause(text, CAUSE_NO_CERTIFICATE)->proven = true;
	diagnosis_prove_cause(server, CAUSE_SERVER_LIST)->line = 5;
	evidence_compare(text, server);
	ck_assert_str_eq(written(text), "server-list client-list no-certificate!");
	ck_assert_uint_eq(text->suspects[0]->line, 5);
	diagnosis_free(text);
	diagnosis_free(server);
}
END_TEST

START_TEST(test_words)
{
	const struct cause_words *w = causes_get((enum cause)_i);

	ck_assert_ptr_nonnull(w->code);
	ck_assert_int_eq(w->message[strlen(w->message) - 1], '.');
	ck_assert_int_eq(w->cure[strlen(w->cure) - 1], '.');
	ck_assert_int_eq(w->tell[strlen(w->tell) - 1], '.');
}
END_TEST

int main(void)
{
	Suite *s = suite_create("evidence");
	TCase *c = add_case(s, "evidence");

	tcase_add_loop_test(c, test_listener, 0, N_ROWS(listeners));
	tcase_add_test(c, test_protocol);
	tcase_add_loop_test(c, test_overridden, 0, 2);
	tcase_add_test(c, test_no_java);
	tcase_add_loop_test(c, test_program, 0, N_ROWS(programs));
	tcase_add_loop_test(c, test_compare, 0, N_ROWS(texts));
	tcase_add_test(c, test_compare_proven);
	tcase_add_loop_test(c, test_words, 0, N_CAUSES);
	return run_suite(s);
}
