/* SPDX-License-Identifier: MIT */
/*
 * Prints how the library reads lists, for one version of Java:
 *
 *	list_dump VERSION
 *
 * Each line of stdin is a property TAB a document in hexadecimal. The answer has the
 * entries as UTF-8 in hexadecimal, TAB, and `ok` or `bad` TAB the reason; or it is `ERR`
 * if the document cannot be read.
 */
#include "batch.h"
#include "jre/release.h"
#include "text/list.h"
#include "text/properties.h"

static void print_list(struct span raw, const struct list_rules *rules)
{
	LIST_AUTO struct list l = {0};
	const struct entry *bad;

	if (list_read(&l, raw))
		exit(2);
	for (size_t i = 0; i < l.n; i++) {
		printf("%s", i ? ";" : "");
		batch_hex(l.items[i].text, strlen(l.items[i].text));
	}
	const char *fault = list_find_fault(&l, rules, &bad);
	printf("\t%s\t%s\n", fault ? "bad" : "ok", fault ? fault : "");
}

static void dump(const char *version, const char *property, struct span bytes)
{
	const struct release release = {.vendor = "Debian", .version = (char *)version};
	struct list_rules rules = release_get_rules(&release, property, false);
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};

	if (props_read(&p, release_get_reader(&release), bytes, NULL, &e)) {
		puts("ERR");
		return;
	}
	const struct prop *it = props_find(&p, property);
	print_list(it ? props_get_value(&p, it) : span_of("", 0), &rules);
}

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t room = 0;

	if (argc != 2)
		return 2;
	while (batch_line(&line, &room)) {
		char *hex = strchr(line, '\t');
		if (!hex)
			return 2;
		*hex++ = 0;
		dump(argv[1], line, span_of(hex, batch_unhex(hex)));
	}
	free(line);
	return 0;
}
