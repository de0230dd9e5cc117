/* SPDX-License-Identifier: MIT */
/* Parses the command line by the table of options, and prints the help on it. */
#include "opt.h"

#include "opt_table.h"

#include <getopt.h>
#include <string.h>

#define NO_LETTER 256 /* added to the index of an option without a letter */

/* The value by which getopt reports an option. */
static int opt_parse_make_id(size_t i)
{
	return opt_table[i].letter ? opt_table[i].letter : NO_LETTER + (int)i;
}

/* The table in getopt's two forms. */
static void opt_parse_make_getopt(struct option *longs, char *shorts)
{
	*shorts++ = ':';
	for (size_t i = 0; i < OPT_TABLE_SIZE; i++) {
		const struct opt_row *r = &opt_table[i];
		if (!r->name)
			continue;
		int has = !r->arg	   ? no_argument
			  : *r->arg == '[' ? optional_argument
					   : required_argument;
		*longs++ = (struct option){
			.name = r->name, .has_arg = has, .val = opt_parse_make_id(i)};
		if (!r->letter)
			continue;
		*shorts++ = r->letter;
		/* -rID would be a trap beside -rn: only --restore=ID */
		if (has == required_argument)
			*shorts++ = ':';
	}
	*longs = (struct option){0};
	*shorts = 0;
}

/* Says what is wrong with the word that getopt did not take. `missing`: its value is. */
static int opt_parse_refuse(struct opt *o, char **argv, bool missing)
{
	char letter[3] = {'-', (char)optopt, 0};
	bool is_long = optind > 1 && !strncmp(argv[optind - 1], "--", 2);
	const char *word = is_long ? argv[optind - 1] : letter;

	if (missing)
		return opt_fail(o, "a value is missing behind", word);
	if (is_long && optopt)
		return opt_fail(o, "no value goes with", word);
	return opt_fail(o, "unknown option", word);
}

static int opt_parse_take(struct opt *o, int id, const char *arg)
{
	size_t i = 0;

	while (i < OPT_TABLE_SIZE - 1 && opt_parse_make_id(i) != id)
		i++;
	return opt_table_apply(o, &opt_table[i], arg);
}

static bool opt_parse_is_done(const struct opt *o)
{
	return o->action == ACTION_HELP || o->action == ACTION_VERSION;
}

/* Takes the words one by one; sets `*done` if --help or --version ends that. */
static int opt_parse_each(struct opt *o, int argc, char **argv, bool *done)
{
	struct option longs[OPT_TABLE_SIZE + 1];
	char shorts[2 * OPT_TABLE_SIZE + 2];
	int id, rc = 0;

	opt_parse_make_getopt(longs, shorts);
	opterr = 0;
	while (!rc && (id = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		*done = opt_parse_is_done(o);
		if (*done)
			return 0;
		rc = id == '?' || id == ':' ? opt_parse_refuse(o, argv, id == ':')
					    : opt_parse_take(o, id, optarg);
	}
	for (; !rc && optind < argc; optind++)
		rc = *argv[optind] ? opt_add_word(&o->targets, argv[optind])
				   : opt_fail(o, "a TARGET is empty", "");
	return rc;
}

int opt_parse_words(struct opt *o, int argc, char **argv)
{
	bool done = false;

	*o = (struct opt){0};
	int rc = opt_parse_each(o, argc, argv, &done);
	if (done)
		return 0;
	rc = rc ? rc : opt_check_action(o);
	if (o->action == ACTION_LIST) /* which never writes */
		o->dry_run = false;
	rc = rc ? rc : opt_check_together(o);
	for (int i = 1; rc && i < argc; i++) /* also if it comes after the mistake */
		o->json = o->json || !strcmp(argv[i], "--json");
	return rc;
}

static void opt_parse_help_row(FILE *out, const struct opt_row *r)
{
	char left[40], value[16] = "";

	if (!r->name) {
		fprintf(out, "\n%s\n", r->help);
		return;
	}
	if (r->arg)
		snprintf(value, sizeof value, *r->arg == '[' ? "[=%s" : " %s",
			r->arg + (*r->arg == '['));
	snprintf(left, sizeof left, "%c%c%c --%s%s", r->letter ? '-' : ' ',
		r->letter ? r->letter : ' ', r->letter ? ',' : ' ', r->name, value);
	fprintf(out, "  %-24s %s\n", left, r->help);
}

void opt_parse_help(FILE *out)
{
	fputs("Usage: jsecpatch [ACTION] [OPTION]... [TARGET]...\n"
	      "Changes the lists of disabled algorithms in Java's java.security files, one\n"
	      "entry and not one byte more, with verified backups.\n"
	      "A TARGET is a Java home, a java.security file, or a tar or zip archive of homes;\n"
	      "with none, all installs that are found.\n"
	      "\nactions:\n",
		out);
	for (size_t i = 0; i < OPT_TABLE_SIZE; i++)
		opt_parse_help_row(out, &opt_table[i]);
	fputs("\n"
	      "Exit status: 0 all is as asked; 1 an install failed; 2 wrong usage; 3 no install\n"
	      "found; 4 a dry run found something to change.\n"
	      "\n"
	      "  jsecpatch --dry-run --allow anon   what would change, everywhere\n"
	      "  jsecpatch --allow anon             allow anonymous TLS suites again\n"
	      "  jsecpatch --allow anon --remember  and keep it so, by 'jsecpatch --reapply'\n"
	      "  jsecpatch --explain                what the lists do to each cipher suite\n"
	      "  jsecpatch --restore                back to the vendors' files\n",
		out);
}
