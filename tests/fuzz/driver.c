/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target without a fuzzer, with each file of the given directories. */
#include "fuzz.h"

#include <dirent.h>

#define MAX_SIZE 65536

/* Allocates exactly the size, so that a sanitizer sees an access after the end. */
static void run(const char *bytes, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	CHECK(copy);
	memcpy(copy, bytes, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void run_file(const char *path)
{
	static char bytes[MAX_SIZE];
	FILE *file = fopen(path, "rb");

	CHECK(file);
	size_t size = fread(bytes, 1, sizeof bytes, file);
	CHECK(!ferror(file) && size < sizeof bytes);
	fclose(file);
	/* After a crash, the last name shows which input caused it. */
	fprintf(stderr, "%s\n", path);
	run(bytes, size);
}

static size_t run_dir(const char *path)
{
	DIR *dir = opendir(path);
	size_t n = 0;

	CHECK(dir);
	for (struct dirent *d; (d = readdir(dir));) {
		char *file = NULL;

		if (*d->d_name == '.')
			continue;
		CHECK(asprintf(&file, "%s/%s", path, d->d_name) > 0);
		run_file(file);
		free(file);
		n++;
	}
	closedir(dir);
	return n;
}

int main(int argc, char **argv)
{
	size_t n = 0;

	for (int i = 1; i < argc; i++)
		n += run_dir(argv[i]);
	printf("%zu inputs\n", n);
	return n ? 0 : 1;
}
