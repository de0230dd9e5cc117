/* SPDX-License-Identifier: MIT */
/*
 * Prints how the library judges the suites under lists, for one version of Java:
 *
 *	suite_dump VERSION
 *
 * Each line of stdin is `components`, or a document in hexadecimal with all the lists.
 * The answers have the form of those of Suites.java.
 */
#include "batch.h"
#include "jre/release.h"

#define SCSV 0x00ff

static void print_components(const struct jsse *j)
{
	const char *space = "";

	for (const struct suite *s = NULL; (s = suite_table_next(j, s)); space = " ")
		for (int certpath = 0; certpath < 2; certpath++) {
			struct suite_parts p = suite_table_split(s, j, certpath);
			printf("%s%s", certpath ? "" : space, certpath ? "" : s->name);
			for (size_t i = 0; i < p.n; i++)
				printf(certpath ? "%s," : ",%s", p.keys[i]);
			printf("%s", certpath ? "" : ";");
		}
	putchar('\n');
}

static bool may_use(const struct suite *s, const struct suite_lists *l, unsigned protocol)
{
	enum suite_state state = suite_judge(s, l);

	return (state == SUITE_OPEN || state == SUITE_UNSURE) &&
	       suite_find_protocols(s, l) & protocol;
}

/* Prints the suites of a handshake by this protocol alone, none if only SCSV is left. */
static void print_handshake(const struct suite_lists *l, unsigned protocol)
{
	bool real = false;

	for (const struct suite *s = NULL; (s = suite_table_next(&jsse_all, s));)
		real = real || (s->id != SCSV && may_use(s, l, protocol));
	printf("\t%s:", suite_table_name_protocol(protocol));
	for (const struct suite *s = NULL; real && (s = suite_table_next(&jsse_all, s));)
		if (may_use(s, l, protocol))
			printf("%s%04x,", suite_judge(s, l) == SUITE_UNSURE ? "?" : "",
				s->id);
}

static void print_suites(const struct suite_lists *l)
{
	const struct entry *entry;
	enum suite_list list;

	if (suite_find_fault(l, &list, &entry)) {
		puts("bad");
		return;
	}
	if (suite_find_fault(l->doubt, &list, &entry)) {
		puts("unsure");
		return;
	}
	printf("ok\t");
	for (const struct suite *s = NULL; (s = suite_table_next(&jsse_all, s));) {
		enum suite_state state = suite_judge(s, l);
		if (state != SUITE_BLOCKED && state != SUITE_ABSENT)
			printf("%s%s,", state == SUITE_UNSURE ? "?" : "", s->name);
	}
	for (unsigned p = SUITE_TLSV1_3; p; p >>= 1)
		print_handshake(l, p);
	putchar('\n');
}

static void read_list(struct list *list, const struct props *p, enum suite_list which)
{
	const struct prop *it = props_find(p, suite_get_property(which));

	if (list_read(list, it ? props_get_value(p, it) : span_of("", 0)))
		exit(2);
}

static void dump(const char *version, struct span bytes)
{
	LIST_AUTO struct list tls = {0}, certpath = {0}, curves = {0};
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};
	const struct release release = {.vendor = "Debian", .version = (char *)version};
	const char *property = suite_get_property(SUITE_LIST_TLS);
	struct suite_lists doubt = {.tls = &tls,
		.certpath = &certpath,
		.curves = &curves,
		.rules = release_get_rules(&release, property, true),
		.jsse = release_get_jsse(&release, false)};
	struct suite_lists l = {.tls = &tls,
		.certpath = &certpath,
		.curves = &curves,
		.rules = release_get_rules(&release, property, false),
		.jsse = release_get_jsse(&release, true),
		.doubt = &doubt};

	if (props_read(&p, release_get_reader(&release), bytes, NULL, &e))
		exit(2);
	read_list(&tls, &p, SUITE_LIST_TLS);
	read_list(&certpath, &p, SUITE_LIST_CERTPATH);
	read_list(&curves, &p, SUITE_LIST_CURVES);
	print_suites(&l);
}

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t room = 0;

	if (argc != 2)
		return 2;
	const struct release release = {.vendor = "Debian", .version = argv[1]};
	struct jsse jsse = release_get_jsse(&release, false);
	while (batch_line(&line, &room)) {
		if (!strcmp(line, "components"))
			print_components(&jsse);
		else
			dump(argv[1], span_of(line, batch_unhex(line)));
	}
	free(line);
	return 0;
}
