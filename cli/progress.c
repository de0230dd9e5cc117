/* SPDX-License-Identifier: MIT */
/* Progress is told ten times a second at most, over and over in the same line. */
#include "progress.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define PERIOD 0.1

volatile int interrupted;

static double seconds(const struct timespec *from, const struct timespec *to)
{
	return (double)(to->tv_sec - from->tv_sec) +
	       (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

void progress_init(struct progress *p, bool quiet)
{
	*p = (struct progress){.shown = !quiet && isatty(STDERR_FILENO)};
	clock_gettime(CLOCK_MONOTONIC, &p->begun);
}

static void put_line(const struct jsec_progress *now, double took)
{
	if (now->stage == JSEC_SCANNING)
		fprintf(stderr, "\r%zu directories, %.0f a second, %zu installs\033[K",
			now->done, (double)now->done / took, now->installs);
	else
		fprintf(stderr, "\r%zu of %zu installs %s\033[K", now->done, now->all,
			now->stage == JSEC_PLANNING ? "read" : "written");
	fflush(stderr);
}

void progress_tell(void *data, const struct jsec_progress *now)
{
	struct progress *p = data;
	struct timespec time;

	if (!p->shown)
		return;
	clock_gettime(CLOCK_MONOTONIC, &time);
	if (seconds(&p->begun, &time) < PERIOD || seconds(&p->told, &time) < PERIOD)
		return;
	put_line(now, seconds(&p->begun, &time));
	p->told = time;
	p->dirty = true;
}

void progress_clear(struct progress *p)
{
	if (p->dirty)
		fputs("\r\033[K", stderr);
	p->dirty = false;
}

static struct sigaction before;

/* The second one is as if there were no handler. */
static void on_interrupt(int signal)
{
	interrupted = 1;
	sigaction(signal, &before, NULL);
}

void interrupt_catch(void)
{
	const struct sigaction action = {.sa_handler = on_interrupt};

	sigaction(SIGINT, NULL, &before);
	if (before.sa_handler != SIG_IGN)
		sigaction(SIGINT, &action, NULL);
}

void interrupt_release(void)
{
	sigaction(SIGINT, &before, NULL);
}
