/* SPDX-License-Identifier: MIT */
/*
 * Fails each allocation of the library in turn, once and from then on. The linker puts the
 * functions here before those of libc. A call that meets it returns -JSEC_NO_MEMORY and no
 * result, and the next call of the same session works.
 */
#include "api.h"

#include <stdarg.h>
#include <stdatomic.h>

#define ONCE 23 /* every how many allocations one fails */
#define ON 97

static atomic_long left = -1; /* allocations until one fails; -1: none does */
static bool goes_on;
static atomic_bool reached;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *string);
char *__real_strndup(const char *string, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *string);
char *__wrap_strndup(const char *string, size_t size);
int __wrap_vasprintf(char **ret, const char *format, va_list args);
int __wrap_asprintf(char **ret, const char *format, ...);
int __wrap___vasprintf_chk(char **ret, int flag, const char *format, va_list args);
int __wrap___asprintf_chk(char **ret, int flag, const char *format, ...);
int __real_vasprintf(char **ret, const char *format, va_list args);

static bool fails(void)
{
	long n = atomic_load(&left);

	if (n < 0)
		return false;
	if (n > 0) {
		atomic_fetch_sub(&left, 1);
		return false;
	}
	if (!goes_on)
		atomic_store(&left, -1);
	atomic_store(&reached, true);
	return true;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *string)
{
	return fails() ? NULL : __real_strdup(string);
}

char *__wrap_strndup(const char *string, size_t size)
{
	return fails() ? NULL : __real_strndup(string, size);
}

int __wrap_vasprintf(char **ret, const char *format, va_list args)
{
	return fails() ? -1 : __real_vasprintf(ret, format, args);
}

int __wrap_asprintf(char **ret, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int n = __wrap_vasprintf(ret, format, args);
	va_end(args);
	return n;
}

/* FORTIFY calls these. */
int __wrap___vasprintf_chk(char **ret, int flag, const char *format, va_list args)
{
	(void)flag;
	return __wrap_vasprintf(ret, format, args);
}

int __wrap___asprintf_chk(char **ret, int flag, const char *format, ...)
{
	va_list args;

	(void)flag;
	va_start(args, format);
	int n = __wrap_vasprintf(ret, format, args);
	va_end(args);
	return n;
}

/* Makes allocation n fail, and all later ones if `on`. */
static void arm(long n, bool on)
{
	goes_on = on;
	atomic_store(&reached, false);
	atomic_store(&left, n);
}

/* Tells whether an allocation failed since arm(). */
static bool disarm(void)
{
	atomic_store(&left, -1);
	return atomic_load(&reached);
}

/* What is tried, with what it needs. Each returns a code, and frees its result. */
static struct jsec_installs *installs;
static bool bad; /* assertions would allocate */

/* There is a result if the call did not fail. */
static void look(int rc, const void *result)
{
	bad = bad || !result != (rc != 0);
}

static int try_find(void)
{
	struct jsec_installs *found = NULL;
	int rc = jsec_find(session, NULL, &found);

	look(rc, found);
	jsec_installs_free(found);
	return rc;
}

static int try_change(const struct jsec_request *request)
{
	struct jsec_plan *plan = NULL;
	int rc = jsec_plan_make(session, installs, request, &plan);

	look(rc, plan);
	rc = rc ? rc : jsec_commit(session, plan);
	jsec_plan_free(plan);
	return rc;
}

static int try_allow(void)
{
	return try_change(&allow_anon);
}

static int try_restore(void)
{
	return try_change(&restore);
}

static int try_text(void)
{
	struct jsec_plan *plan = NULL;
	int rc = jsec_plan_text(session, BEFORE, strlen(BEFORE), &allow_anon, &plan);

	look(rc, plan);
	jsec_plan_free(plan);
	return rc;
}

static int try_explain(void)
{
	struct jsec_explained *explained = NULL;
	int rc = jsec_explain(session, installs, NULL, &explained);

	look(rc, explained);
	jsec_explained_free(explained);
	return rc;
}

static int try_backups(void)
{
	struct jsec_backups *backups = NULL;
	int rc = jsec_backups_read(session, &backups);

	look(rc, backups);
	for (size_t i = 0; backups && i < count_items(jsec_backups_items(backups)); i++)
		bad = bad || jsec_backups_items(backups)[i]->error;
	jsec_backups_free(backups);
	return rc;
}

static int try_hooks(void)
{
	struct jsec_hooks *hooks = NULL;
	int rc = jsec_hooks_read(session, installs, NULL, &hooks);

	look(rc, hooks);
	jsec_hooks_free(hooks);
	return rc;
}

static int try_override(void)
{
	struct jsec_overrides *files = NULL;
	const char *const targets[] = {"/opt/own"};
	struct jsec_installs *one = NULL;
	int rc = jsec_find(session,
		&(struct jsec_search){.size = sizeof(struct jsec_search),
			.targets = targets,
			.n_targets = 1},
		&one);

	rc = rc ? rc
		: jsec_overrides_plan(
			  session, one, &allow_anon, "/opt/anon.security", &files);
	look(rc, files);
	rc = rc ? rc : jsec_overrides_write(session, files);
	jsec_overrides_free(files);
	jsec_installs_free(one);
	return rc;
}

static int try_new(void)
{
	struct jsec *other = NULL;
	int rc = jsec_new(&options, &other);

	look(rc, other);
	jsec_free(other);
	return rc;
}

static int (*const calls[])(void) = {try_find, try_allow, try_restore, try_text,
	try_explain, try_backups, try_hooks, try_override, try_new};

/* A file is the old or the new one, whatever happened. */
static void assert_whole(const char *path)
{
	SPAN_AUTO struct span now = get_bytes(below(&tree, path + 1));

	ck_assert(span_equal(now, span_str(BEFORE)) || span_equal(now, span_str(AFTER)));
}

START_TEST(test_call)
{
	bool on = _i % 2, more = true;

	put_file(below(&tree, "opt/own/release"), "JAVA_VERSION=\"17.0.15\"\n");
	put_file(below(&tree, "opt/own/conf/security/java.security"),
		"security.overridePropertiesFile=true\n" BEFORE);
	patch_all();
	installs = find(NULL, 0);
	for (long n = 0; more; n += on ? ON : ONCE) {
		ck_assert_int_eq(
			try_change(calls[_i / 2] == try_restore ? &allow_anon : &restore),
			0);
		arm(n, on);
		int rc = calls[_i / 2]();
		more = disarm();
		ck_assert_msg(rc == (more ? -JSEC_NO_MEMORY : 0),
			"allocation %ld: %d: %s", n, rc,
			jsec_get_error(session)->message);
		if (calls[_i / 2] != try_new)
			assert_error(more ? JSEC_NO_MEMORY : JSEC_OK);
		assert_whole(FILE17);
		assert_whole(FILE8);
		rc = calls[_i / 2]();
		ck_assert_msg(!rc, "after allocation %ld: %s", n,
			jsec_get_error(session)->message);
		ck_assert_int_eq(try_backups(), 0);
		ck_assert(!bad);
	}
	jsec_installs_free(installs);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("memory");

	tcase_add_loop_test(add_api_case(s), test_call, 0, 2 * N_ROWS(calls));
	return run_suite(s);
}
