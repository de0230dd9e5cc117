/* SPDX-License-Identifier: MIT */
/*
 * Prints the properties that the library reads, in the form of vectors.tsv:
 *
 *	props_dump modern|old [FILE]
 *
 * Without a file each line of stdin is a document in hexadecimal.
 */
#include "batch.h"
#include "text/escapes.h"
#include "text/properties.h"

/* Prints characters in hexadecimal; those above U+00FF are in brackets. */
static void print_chars(struct span raw)
{
	CHARS_AUTO struct chars c = {0};

	if (chars_decode(&c, raw))
		exit(2);
	for (size_t i = 0; i < c.n; i++)
		printf(c.items[i].c > 0xff ? "[%04x]" : "%02x", c.items[i].c);
}

/* Prints all definitions in their order. The last one of a key counts. */
static void print_props(const struct props *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct prop *it = &p->items[i];

		printf("%s", i ? ";" : "");
		print_chars(span_cut(p->bytes, it->key, it->key_end));
		printf("=");
		print_chars(props_get_value(p, it));
	}
}

static void dump(enum props_reader reader, struct span bytes)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};
	int rc = props_read(&p, reader, bytes, NULL, &e);

	if (rc)
		printf(rc == -JSEC_BAD_FILE ? "ERR" : "FAIL");
	if (rc && p.n)
		printf(":");
	print_props(&p);
	printf(!rc && !p.n ? "-\n" : "\n");
}

static void dump_file(enum props_reader reader, const char *path)
{
	BUF_AUTO struct buf bytes = {0};
	FILE *f = fopen(path, "rb");
	char part[4096];
	size_t n;

	if (!f) {
		perror(path);
		exit(2);
	}
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		buf_add(&bytes, span_of(part, n));
	fclose(f);
	dump(reader, buf_span(&bytes));
}

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t room = 0;

	if (argc < 2)
		return 2;
	enum props_reader reader = strcmp(argv[1], "old") ? PROPS_MODERN : PROPS_OLD;
	if (argc > 2)
		dump_file(reader, argv[2]);
	while (argc == 2 && batch_line(&line, &room))
		dump(reader, span_of(line, batch_unhex(line)));
	free(line);
	return 0;
}
