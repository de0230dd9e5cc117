/* SPDX-License-Identifier: MIT */
/* Catches Ctrl-C, so that the library can end a scan early. */
#include "interrupt.h"

#include <signal.h>
#include <stddef.h>

volatile int interrupt_seen;

static struct sigaction interrupt_before;

/* A second Ctrl-C has its usual effect. */
static void interrupt_handle(int signal)
{
	interrupt_seen = 1;
	sigaction(signal, &interrupt_before, NULL);
}

void interrupt_catch(void)
{
	const struct sigaction action = {.sa_handler = interrupt_handle};

	sigaction(SIGINT, NULL, &interrupt_before);
	if (interrupt_before.sa_handler != SIG_IGN)
		sigaction(SIGINT, &action, NULL);
}

void interrupt_release(void)
{
	sigaction(SIGINT, &interrupt_before, NULL);
}
