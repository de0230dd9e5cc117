/* SPDX-License-Identifier: MIT */
/* Tests names, and that bytes are changed as the same bytes in a file would be. */
#include "api.h"

#define PLAIN "/opt/plain"
#define PLAIN_FILE PLAIN "/conf/security/java.security"
#define LIST "jdk.tls.disabledAlgorithms"
#define SUITE "TLS_RSA_WITH_NULL_SHA256"

START_TEST(test_names)
{
	unsigned major, minor, patch;

	ck_assert_int_eq(sscanf(jsec_version(), "%u.%u.%u", &major, &minor, &patch), 3);
	ck_assert_uint_eq(major, JSEC_VERSION_MAJOR);
	ck_assert_uint_eq(minor, JSEC_VERSION_MINOR);
	ck_assert_uint_eq(patch, JSEC_VERSION_PATCH);
	ck_assert_uint_eq(JSEC_VERSION_NUMBER, (major * 100 + minor) * 100 + patch);
	ck_assert_str_eq(jsec_code_name(JSEC_OK), "ok");
	ck_assert_str_eq(jsec_code_name(JSEC_READ_ONLY), "read-only");
	ck_assert_str_eq(jsec_code_name(JSEC_NOT_DURABLE), "not-durable");
	ck_assert_str_eq(jsec_state_name(JSEC_WOULD_PATCH), "would-patch");
	ck_assert_str_eq(jsec_state_name(JSEC_FAILED), "failed");
	ck_assert_str_eq(jsec_source_name(JSEC_KNOWN_PLACE), "known-place");
	ck_assert_str_eq(jsec_source_name(JSEC_PATH), "path");
	for (int i = -2; i < 100; i++) {
		ck_assert_ptr_nonnull(jsec_code_name((enum jsec_code)i));
		ck_assert_ptr_nonnull(jsec_state_name((enum jsec_state)i));
		ck_assert_ptr_nonnull(jsec_source_name((enum jsec_source)i));
	}
	ck_assert_str_eq(jsec_code_name((enum jsec_code)99), "unknown");
	for (int i = 0; i <= JSEC_NOT_DURABLE; i++)
		for (int k = 0; k < i; k++)
			ck_assert_str_ne(jsec_code_name((enum jsec_code)i),
				jsec_code_name((enum jsec_code)k));
}
END_TEST

#define TEXT(text)                    \
	{                             \
		text, sizeof text - 1 \
	}

static const struct {
	struct span before;
	const char *allow, *disallow;
	unsigned flags;
	const char *after; /* NULL: an error */
} rows[] = {
	{TEXT(BEFORE), "anon", NULL, 0, AFTER},
	{TEXT(AFTER), "anon", NULL, 0, AFTER},
	{TEXT("b=2\r\n" LIST "=SSLv3, \\\r\n  anon, NULL\r\n"), "anon", NULL, 0,
		"b=2\r\n" LIST "=SSLv3, \\\r\n  NULL\r\n"},
	{TEXT("caf\xe9=1\n" LIST "=anon, NULL\n"), "anon", "FOO", 0,
		"caf\xe9=1\n" LIST "=NULL, FOO\n"},
	{TEXT(BEFORE), "DESede", NULL, 0, BEFORE},
	{TEXT(BEFORE), NULL, "anon", 0, BEFORE},
	/* a list that is absent, or defined twice */
	{TEXT(""), "anon", NULL, 0, ""},
	{TEXT(""), NULL, "FOO", 0, LIST "=FOO\n"},
	{TEXT("a=1\n"), "anon", NULL, 0, "a=1\n"},
	{TEXT(LIST "=anon\n" BEFORE), "anon", NULL, 0, LIST "=anon\n" AFTER},
	/* what a file's errors are, too */
	{TEXT("a=1\n" LIST "=anon\n"), "anon", NULL, 0, NULL},
	{TEXT("a=1\n" LIST "=anon\n"), "anon", NULL, JSEC_FORCE, "a=1\n" LIST "=\n"},
	{TEXT(BEFORE "k=\\u1\n"), "anon", NULL, 0, NULL},
	{TEXT("\n" LIST "=anon, DH keySize<1\n"), "anon", NULL, 0, NULL},
	/* UTF-16, which Java does not read: nothing is disabled by it */
	{TEXT("\xff\xfex\0=\0a\0\n\0"), "anon", NULL, 0,
		"\xff\xfex\0=\0a\0\n"}, /* and the NUL after that */
	/* the name of a suite */
	{TEXT(BEFORE), SUITE, NULL, 0, NULL},
	{TEXT(BEFORE), SUITE, NULL, JSEC_FORCE, "a=1\n" LIST "=SSLv3, anon\nb=2\n"},
	{TEXT(LIST "=SSLv3, " SUITE "\n"), SUITE, NULL, 0, LIST "=SSLv3\n"},
	{TEXT(AFTER), "TLS_NO_SUCH_SUITE", NULL, JSEC_FORCE, AFTER},
};

static struct jsec_request make_request(int row)
{
	return (struct jsec_request){.size = sizeof(struct jsec_request),
		.action = JSEC_CHANGE,
		.allow = &rows[row].allow,
		.n_allow = rows[row].allow != NULL,
		.disallow = &rows[row].disallow,
		.n_disallow = rows[row].disallow != NULL,
		.flags = rows[row].flags};
}

static void assert_strings(const char *const *a, const char *const *b)
{
	ck_assert_int_eq(a != NULL, b != NULL);
	for (size_t i = 0; a; i++) {
		ck_assert_int_eq(a[i] != NULL, b[i] != NULL);
		if (!a[i])
			break;
		ck_assert_str_eq(a[i], b[i]);
	}
}

/* Compares texts but for the path. */
static void assert_same_text(const char *text, const char *file)
{
	const char *where = strstr(file, PLAIN_FILE);

	if (!where) {
		ck_assert_str_eq(text, file);
		return;
	}
	ck_assert_mem_eq(text, file, (size_t)(where - file));
	ck_assert_str_eq(text + (where - file) + strlen("java.security"),
		where + strlen(PLAIN_FILE));
}

static void assert_notes(
	const struct jsec_note *const *a, const struct jsec_note *const *b)
{
	ck_assert_uint_eq(count_items(a), count_items(b));
	for (size_t i = 0; a[i]; i++) {
		ck_assert_str_eq(a[i]->code, b[i]->code);
		assert_same_text(a[i]->message, b[i]->message);
	}
}

static void assert_same_result(
	const struct jsec_result *text, const struct jsec_result *file)
{
	ck_assert_int_eq(text->state, file->state);
	ck_assert_int_eq(text->would_change, file->would_change);
	ck_assert_uint_eq(text->line, file->line);
	assert_strings(text->entries, file->entries);
	assert_strings(text->removed, file->removed);
	assert_strings(text->added, file->added);
	assert_strings(text->opened, file->opened);
	assert_strings(text->opened_protocols, file->opened_protocols);
	ck_assert_uint_eq(
		count_items(text->still_blocked), count_items(file->still_blocked));
	assert_notes(text->notes, file->notes);
	ck_assert_int_eq(text->diff != NULL, file->diff != NULL);
	if (file->diff)
		ck_assert_str_eq(strstr(text->diff, "\n@@"), strstr(file->diff, "\n@@"));
}

/* The message, without the path before it. */
static void assert_same_error(
	const struct jsec_error *text, const struct jsec_error *file)
{
	const char *where = strstr(file->message, PLAIN_FILE);

	ck_assert_str_eq(jsec_code_name(text->code), jsec_code_name(file->code));
	ck_assert_uint_eq(text->line, file->line);
	ck_assert_str_eq(text->path, "java.security");
	ck_assert_ptr_nonnull(where);
	ck_assert_str_eq(
		text->message + strlen("java.security"), where + strlen(PLAIN_FILE));
}

/* A home of which no version is known. */
static struct jsec_installs *make_plain_install(struct span bytes)
{
	put_file(below(&tree, PLAIN_FILE + 1), "");
	put_bytes(below(&tree, PLAIN_FILE + 1), bytes);
	return find((const char *const[]){PLAIN}, 1);
}

/* What is misspelt fails as a whole: no result has the error. */
START_TEST(test_misspelt)
{
	static const char *const words[] = {"TLS_NO_SUCH_SUITE", "anno", "anno"};
	struct jsec_request request = {.size = sizeof request,
		.action = JSEC_CHANGE,
		.allow = &words[_i],
		.n_allow = _i < 2,
		.disallow = &words[_i],
		.n_disallow = _i == 2};
	struct span before = TEXT(BEFORE);
	struct jsec_installs *found = make_plain_install(before);
	struct jsec_plan *plan = NULL;

	ck_assert_int_eq(
		jsec_plan_make(session, found, &request, &plan), -JSEC_UNKNOWN_ENTRY);
	assert_error(JSEC_UNKNOWN_ENTRY);
	ck_assert_int_eq(
		jsec_plan_text(session, before.data, before.size, &request, &plan),
		-JSEC_UNKNOWN_ENTRY);
	assert_error(JSEC_UNKNOWN_ENTRY);
	ck_assert_ptr_null(plan);
	jsec_installs_free(found);
}
END_TEST

START_TEST(test_as_a_file)
{
	struct jsec_request request = make_request(_i);
	struct span before = rows[_i].before;
	struct jsec_installs *found = make_plain_install(before);
	struct jsec_plan *in_file = make_plan(found, &request), *plan = NULL;
	const struct jsec_result *file = jsec_plan_results(in_file)[0];
	int rc = jsec_plan_text(session, before.data, before.size, &request, &plan);

	ck_assert_int_eq(rc == 0, rows[_i].after != NULL);
	if (rc) {
		ck_assert_ptr_null(plan);
		assert_same_error(jsec_get_error(session), file->error);
	} else {
		const struct jsec_result *text = jsec_plan_results(plan)[0];
		ck_assert_uint_eq(count_items(jsec_plan_results(plan)), 1);
		ck_assert_ptr_null(file->error);
		assert_same_result(text, file);
		ck_assert_int_eq(jsec_commit(session, in_file), 0);
		SPAN_AUTO struct span now = get_bytes(below(&tree, PLAIN_FILE + 1));
		assert_bytes(span_of(text->content, text->content_size), now, "content");
		ck_assert_str_eq(text->content, rows[_i].after);
	}
	jsec_plan_free(plan);
	jsec_plan_free(in_file);
	jsec_installs_free(found);
}
END_TEST

START_TEST(test_includes)
{
	static const char bytes[] = "include other\n" BEFORE;
	struct jsec_plan *plan = NULL;

	ck_assert_int_eq(
		jsec_plan_text(session, bytes, strlen(bytes), &allow_anon, &plan), 0);
	const struct jsec_result *r = jsec_plan_results(plan)[0];
	ck_assert_str_eq(r->notes[0]->code, "includes-unknown");
	ck_assert_str_eq(r->content, "include other\n" AFTER);
	jsec_plan_free(plan);
}
END_TEST

/* What a plan of bytes does not have. */
START_TEST(test_no_file)
{
	char bytes[] = BEFORE;
	struct jsec_audit *audit = NULL;
	struct jsec_installs *found = find(NULL, 0);
	struct jsec_plan *plan = NULL, *in_file = make_plan(found, &allow_anon);

	ck_assert_int_eq(
		jsec_plan_text(session, bytes, strlen(bytes), &allow_anon, &plan), 0);
	memset(bytes, 'x', strlen(bytes)); /* they were copied */
	const struct jsec_result *r = jsec_plan_results(plan)[0];
	ck_assert_str_eq(r->content, AFTER);
	ck_assert_ptr_null(r->file);
	ck_assert_ptr_null(r->install->file);
	ck_assert_ptr_null(r->install->home);
	ck_assert_ptr_null(r->backup);
	ck_assert_int_eq(r->effect_unknown, 1);
	ck_assert_int_eq(r->effective, 0);
	ck_assert_int_eq(r->policy, JSEC_NOT_COVERED);
	ck_assert_ptr_null(jsec_plan_results(in_file)[0]->content);
	ck_assert_ptr_null(jsec_plan_policy(plan));
	ck_assert_uint_eq(jsec_plan_failed(plan), 0);
	ck_assert_int_eq(jsec_commit(session, plan), -JSEC_BAD_REQUEST);
	ck_assert_int_eq(jsec_confirm(session, found, plan), -JSEC_BAD_REQUEST);
	ck_assert_int_eq(jsec_audit_make(session, plan, &audit), -JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
	jsec_plan_free(in_file);
	jsec_plan_free(plan);
	jsec_installs_free(found);
}
END_TEST

#define REQUEST(of, ...)                                                       \
	{                                                                      \
		.size = sizeof(struct jsec_request), .action = of, __VA_ARGS__ \
	}
#define ALLOW .allow = anon, .n_allow = 1

static const struct jsec_request refused[] = {
	REQUEST(JSEC_LIST),
	REQUEST(JSEC_RESTORE),
	REQUEST(JSEC_CHANGE),
	REQUEST(JSEC_CHANGE, ALLOW, .flags = JSEC_REMEMBER),
	REQUEST(JSEC_CHANGE, ALLOW, .flags = JSEC_ADOPT_VENDOR),
	REQUEST(JSEC_CHANGE, ALLOW, .flags = JSEC_DRY_RUN),
	REQUEST(JSEC_CHANGE, ALLOW, .flags = 0x40),
	REQUEST(JSEC_CHANGE, ALLOW, .output = "/out"),
	REQUEST(JSEC_CHANGE, ALLOW, .n_disallow = 1),
};

START_TEST(test_refused)
{
	struct jsec_plan *plan = NULL;

	ck_assert_int_eq(
		jsec_plan_text(session, "", 0, &refused[_i], &plan), -JSEC_BAD_REQUEST);
	assert_error(JSEC_BAD_REQUEST);
	ck_assert_ptr_null(plan);
}
END_TEST

START_TEST(test_limits)
{
	SPAN_AUTO struct span large =
		repeated(span_str("#"), (16 << 20) + 1, span_str(""));
	struct jsec_plan *plan = NULL;

	ck_assert_int_eq(
		jsec_plan_text(session, large.data, large.size, &allow_anon, &plan),
		-JSEC_TOO_LARGE);
	ck_assert_int_eq(
		jsec_plan_text(session, NULL, 1, &allow_anon, &plan), -JSEC_BAD_REQUEST);
	ck_assert_ptr_null(plan);
	ck_assert_int_eq(jsec_plan_text(session, NULL, 0, &allow_anon, &plan), 0);
	ck_assert_str_eq(jsec_plan_results(plan)[0]->content, "");
	ck_assert_uint_eq(jsec_plan_results(plan)[0]->content_size, 0);
	jsec_plan_free(plan);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("api_text");
	TCase *c = add_api_case(s);

	tcase_add_test(c, test_names);
	tcase_add_loop_test(c, test_misspelt, 0, 3);
	tcase_add_loop_test(c, test_as_a_file, 0, N_ROWS(rows));
	tcase_add_test(c, test_includes);
	tcase_add_test(c, test_no_file);
	tcase_add_loop_test(c, test_refused, 0, N_ROWS(refused));
	tcase_add_test(c, test_limits);
	return run_suite(s);
}
