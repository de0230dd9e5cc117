/* SPDX-License-Identifier: MIT */
/*
 * Measures reading a document: `lex FILE`, or `lex KIND SIZE` for SIZE bytes that are
 * hard for some parsers. Prints microseconds: for the first run, which compiles the
 * grammar, and the median of the fastest phase of later runs.
 */
#include "text/edit.h"
#include "text/list.h"
#include "text/prove.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PHASES 20
#define PHASE_US 50000.0 /* minimum length of a phase */
#define MAX_RUNS 1000

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* The work to measure. Reads a document, and returns how much it found, or -1. */
typedef long lex_job(struct span bytes);

static long read_doc(struct span bytes)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};

	return props_read(&p, PROPS_MODERN, bytes, NULL, &e) ? -1 : (long)p.n;
}

/* Removes all entries "a" from the list "l", adds "b", and proves the edit. */
static long edit_doc(struct span bytes)
{
	static const char *const a[] = {"a"}, *const b[] = {"b"};
	const struct change change = {"l", a, 1, b, 1};
	struct claim claim = {.change = &change};
	PROPS_AUTO struct props p = {0};
	STRV_AUTO struct strv removed = {0}, added = {0};
	BUF_AUTO struct buf new = {0};
	ERR_AUTO struct err e = {0};

	if (props_read(&p, PROPS_MODERN, bytes, NULL, &e) ||
		edit_apply(&p, NULL, &change, &new, &removed, &added, &e) ||
		prove_edit(&claim, bytes, buf_span(&new), &e)) {
		fprintf(stderr, "lex: %s\n", e.public.message);
		return -1;
	}
	return (long)removed.n;
}

/* Documents that repeat one piece. */
static const struct kind {
	const char *name;
	const char *before, *piece, *after;
	lex_job *job;
} kinds[] = {
	{"value", "k=", "all is one value, ", "\n", read_doc},
	{"entries", "", "k=v\n", "", read_doc},
	{"comments", "", "# a=b\\\n", "", read_doc},
	{"blank-lines", "", " \t\n", "", read_doc},
	{"carriage-returns", "", "\r", "", read_doc},
	{"joins", "k=", "\\\n ", "v\n", read_doc},
	{"key-joins", "", "\\\r\n", "k\n", read_doc},
	{"blanks", "k", " ", "=v\n", read_doc},
	{"backslashes", "k=", "\\\\", "\n", read_doc},
	{"escapes", "k=", "\\u0061", "\n", read_doc},
	{"torn-escapes", "k=", "\\u00\\\n61", "\n", read_doc},
	{"lone-backslashes", "", "\\\n\n", "", read_doc},
	{"list", "l=c", ", c", "\n", edit_doc},
	{"list-of-equals", "l=c", ", a", "\n", edit_doc},
};

static char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	char *bytes = NULL;
	size_t room = 0;

	for (*size = 0; file && *size == room;) {
		room = room ? room * 2 : 65536;
		char *more = realloc(bytes, room);
		if (!more)
			break;
		bytes = more;
		*size += fread(bytes + *size, 1, room - *size, file);
	}
	if (file)
		fclose(file);
	else
		perror(path);
	return file ? bytes : NULL;
}

static char *make(const struct kind *k, size_t size, size_t *ret)
{
	size_t before = strlen(k->before), piece = strlen(k->piece),
	       after = strlen(k->after);
	size_t n = size / piece + 1;
	char *bytes = malloc(before + n * piece + after);

	if (!bytes)
		return NULL;
	memcpy(bytes, k->before, before);
	for (size_t i = 0; i < n; i++)
		memcpy(bytes + before + i * piece, k->piece, piece);
	memcpy(bytes + before + n * piece, k->after, after);
	*ret = before + n * piece + after;
	return bytes;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Returns the median of one phase, or -1. */
static double run_phase(lex_job *job, struct span bytes)
{
	static double times[MAX_RUNS];
	size_t n = 0;

	for (double start = now_us();
		n < 3 || (n < MAX_RUNS && now_us() - start < PHASE_US);) {
		double from = now_us();
		if (job(bytes) < 0)
			return -1;
		times[n++] = now_us() - from;
	}
	qsort(times, n, sizeof *times, by_value);
	return times[n / 2];
}

static int measure(lex_job *job, struct span bytes, int phases)
{
	double start = now_us(), best = 0;

	if (job(bytes) < 0)
		return 1;
	double first = now_us() - start;
	for (int i = 0; i < phases; i++) {
		double it = run_phase(job, bytes);
		if (it < 0)
			return 1;
		best = i == 0 || it < best ? it : best;
	}
	printf("%zu %.1f %.2f\n", bytes.size, first, best);
	return 0;
}

int main(int argc, char **argv)
{
	size_t size = 0;
	char *bytes = NULL;
	int rc = 1;

	if (argc == 2) {
		bytes = read_file(argv[1], &size);
		if (bytes)
			rc = measure(read_doc, span_of(bytes, size), PHASES);
	} else if (argc == 3) {
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
			if (strcmp(argv[1], kinds[i].name))
				continue;
			bytes = make(&kinds[i], strtoul(argv[2], NULL, 10), &size);
			if (bytes)
				rc = measure(kinds[i].job, span_of(bytes, size), 1);
		}
	} else {
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
			puts(kinds[i].name);
		rc = 0;
	}
	free(bytes);
	return rc;
}
