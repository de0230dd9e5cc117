/* SPDX-License-Identifier: MIT */
/*
 * Measures reading a document: `lex FILE`. Prints microseconds of the first time, and the
 * median of the fastest of 20 phases.
 */
#include "text/properties.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PHASES 20
#define PHASE_US 50000.0 /* minimum length of a phase */
#define MAX_RUNS 1000
#define MAX_SIZE (1 << 20)

static char bytes[MAX_SIZE];

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Returns how long it takes to read a document once. */
static double measure_once(struct span document)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};
	double start = now_us();

	if (props_read(&p, PROPS_MODERN, document, NULL, &e)) {
		fprintf(stderr, "lex: %s\n", e.public.message);
		exit(1);
	}
	return now_us() - start;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Returns the median of one phase. */
static double measure_phase(struct span document)
{
	static double times[MAX_RUNS];
	size_t n = 0;

	for (double start = now_us();
		n < 3 || (n < MAX_RUNS && now_us() - start < PHASE_US);)
		times[n++] = measure_once(document);
	qsort(times, n, sizeof *times, compare);
	return times[n / 2];
}

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;

	if (!file)
		return 2;
	struct span document = span_of(bytes, fread(bytes, 1, sizeof bytes, file));
	fclose(file);
	double first = measure_once(document), best = measure_phase(document);
	for (int i = 1; i < PHASES; i++) {
		double it = measure_phase(document);
		best = it < best ? it : best;
	}
	printf("%.1f %.2f\n", first, best);
	return 0;
}
