/* SPDX-License-Identifier: MIT */
/* Does each piece of work once, with any number of threads. */
#include "os/workers.h"

#include "testing.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/resource.h>

#define N 500

struct work {
	atomic_int done[N];
	atomic_uint highest; /* number of a thread */
	atomic_bool strange; /* number 0 was not the caller */
	pthread_t caller;
	size_t told;
};

static void work(void *data, size_t nth, unsigned thread)
{
	struct work *w = data;
	unsigned highest = atomic_load(&w->highest);

	atomic_fetch_add(&w->done[nth], 1);
	while (thread > highest &&
		!atomic_compare_exchange_weak(&w->highest, &highest, thread))
		;
	if ((thread == 0) != (pthread_equal(pthread_self(), w->caller) != 0))
		atomic_store(&w->strange, true);
}

static void tell(void *data, size_t done)
{
	struct work *w = data;

	ck_assert(pthread_equal(pthread_self(), w->caller));
	ck_assert_uint_ge(done, w->told);
	ck_assert_uint_le(done, N);
	w->told = done;
}

START_TEST(test_all)
{
	static const unsigned threads[] = {0, 1, 2, CREW_MAX, 1000};
	struct work w = {.caller = pthread_self()};

	crew_run(&(struct crew){N, work, &w, tell}, threads[_i]);
	for (size_t i = 0; i < N; i++)
		ck_assert_int_eq(w.done[i], 1);
	ck_assert(!w.strange);
	ck_assert_uint_lt(w.highest, CREW_MAX);
	if (threads[_i] < 2) {
		ck_assert_uint_eq(w.highest, 0);
		ck_assert_uint_eq(w.told, N);
	}
	crew_run(&(struct crew){.n = 0, .work = work, .data = &w}, threads[_i]);
}
END_TEST

/* Things 2 and 3 of five fail. */
static int fail_two(void *data, size_t nth, struct err *e)
{
	(void)data;
	return nth != 2 && nth != 3 ? 0 : err_set(e, JSEC_IO, NULL, 0, "thing %zu", nth);
}

START_TEST(test_first_error)
{
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(crew_run_all(2, fail_two, NULL, (unsigned)_i, &e), 0);
	ck_assert_ptr_null(err_public(&e));
	ck_assert_int_eq(crew_run_all(5, fail_two, NULL, (unsigned)_i, &e), -JSEC_IO);
	ck_assert_str_eq(err_public(&e)->message, "thing 2");
}
END_TEST

START_TEST(test_size)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = 64;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_uint_eq(crew_count(16), 2);
	ck_assert_uint_eq(crew_count(1), CREW_MAX);
	ck_assert_uint_eq(crew_count(1000), 1);
}
END_TEST

/* Waits until both threads are here, so that one of them is not the calling one. */
static void work_deep(void *data, size_t nth, unsigned thread)
{
	volatile char room[1 << 20];

	(void)nth;
	(void)thread;
	for (size_t i = 0; i < sizeof room; i += 512)
		room[i] = 1;
	atomic_fetch_add((atomic_int *)data, room[0]);
	while (atomic_load((atomic_int *)data) < 2)
		sched_yield();
}

START_TEST(test_stack)
{
	atomic_int here = 0;

	crew_run(&(struct crew){.n = 2, .work = work_deep, .data = &here}, 2);
	ck_assert_int_eq(here, 2);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("workers");
	TCase *c = add_case(s, "workers");

	tcase_add_loop_test(c, test_all, 0, 5);
	tcase_add_loop_test(c, test_first_error, 1, 6);
	tcase_add_test(c, test_size);
	tcase_add_test(c, test_stack);
	return run_suite(s);
}
