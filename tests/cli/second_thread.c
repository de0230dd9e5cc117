/* SPDX-License-Identifier: MIT */
/* A library for programs that stand for JVMs: they have more than one thread, as those do. */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static void *thread_wait(void *unused)
{
	pause(); /* all signals are blocked */
	return unused;
}

/* Signals are the program's own matter. */
__attribute__((constructor)) static void thread_start(void)
{
	sigset_t all, before;
	pthread_t thread;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&thread, NULL, thread_wait, NULL))
		_exit(1);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}
