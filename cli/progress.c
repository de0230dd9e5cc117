/* SPDX-License-Identifier: MIT */
/* Shows progress at most ten times a second, always in the same line. */
#include "progress.h"

#include "say.h"
#include "wrap.h"

#include <signal.h>
#include <stdio.h>

#define PERIOD 0.1

static double progress_measure(const struct timespec *from, const struct timespec *to)
{
	return (double)(to->tv_sec - from->tv_sec) +
	       (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

void progress_init(struct progress *p, bool quiet)
{
	*p = (struct progress){.shown = !quiet && wrap_get_width(stderr), .quiet = quiet};
	clock_gettime(CLOCK_MONOTONIC, &p->begun);
}

static void progress_put_line(const struct jsec_progress *now, double took)
{
	if (now->stage == JSEC_SCANNING)
		fprintf(stderr, "\r%zu directories, %.0f a second, %zu installs\033[K",
			now->done, (double)now->done / took, now->installs);
	else
		fprintf(stderr, "\r%zu of %zu installs %s\033[K", now->done, now->all,
			now->stage == JSEC_PLANNING ? "read" : "written");
	fflush(stderr);
}

static void progress_put_holder(const struct jsec_progress *now)
{
	char pid[32] = "";

	if (now->pid)
		snprintf(pid, sizeof pid, " (pid %d)", now->pid);
	say_line(stderr, NULL,
		"jsecpatch: waits until the package manager%s releases %s, at most %zu seconds",
		pid, now->lock, now->all);
}

void progress_tell(void *data, const struct jsec_progress *now)
{
	struct progress *p = data;
	struct timespec time;

	if (now->stage == JSEC_WAITING && !p->quiet)
		progress_put_holder(now);
	if (!p->shown || now->stage == JSEC_WAITING)
		return;
	clock_gettime(CLOCK_MONOTONIC, &time);
	if (progress_measure(&p->begun, &time) < PERIOD ||
		progress_measure(&p->told, &time) < PERIOD)
		return;
	progress_put_line(now, progress_measure(&p->begun, &time));
	p->told = time;
	p->dirty = true;
}

void progress_clear(struct progress *p)
{
	if (p->dirty)
		fputs("\r\033[K", stderr);
	p->dirty = false;
}

volatile int progress_interrupted;

static struct sigaction progress_before;

/* Makes a second Ctrl-C end the program as usual. */
static void progress_handle_signal(int signal)
{
	progress_interrupted = 1;
	sigaction(signal, &progress_before, NULL);
}

void progress_catch_interrupt(void)
{
	const struct sigaction action = {.sa_handler = progress_handle_signal};

	sigaction(SIGINT, NULL, &progress_before);
	if (progress_before.sa_handler != SIG_IGN)
		sigaction(SIGINT, &action, NULL);
}

void progress_release_interrupt(void)
{
	sigaction(SIGINT, &progress_before, NULL);
}
