/* SPDX-License-Identifier: MIT */
/* Prints the help: two screens of 25 lines and 79 columns. */
#include "opt_table.h"

static void opt_help_put_row(FILE *out, const struct opt_row *r)
{
	char left[32], letter[5] = "";

	if (!r->name) {
		fprintf(out, "\n%s:\n", r->help);
		return;
	}
	if (r->letter)
		snprintf(letter, sizeof letter, "-%c, ", r->letter);
	snprintf(left, sizeof left, "%4s--%s%s%s%s", letter, r->name,
		!r->arg	      ? ""
		: r->optional ? "[="
			      : " ",
		r->arg ? r->arg : "", r->optional ? "]" : "");
	fprintf(out, "  %-24s %s\n", left, r->help);
}

void opt_help_print(FILE *out)
{
	fputs("Usage: jsecpatch [ACTION] [OPTION]... [TARGET]...\n"
	      "Changes the list of algorithms that Java's TLS refuses, in java.security files.\n"
	      "TARGET: a Java home, a java.security file, or a tar or zip archive of Java\n"
	      "homes. Without one: all Java installs that are found. With --diagnose:\n"
	      "HOST:PORT, pid:N, a log file, - for standard input, or an error in quotes.\n",
		out);
	for (size_t i = 0; i < OPT_TABLE_SIZE; i++)
		if (opt_table[i].help)
			opt_help_put_row(out, &opt_table[i]);
	fputs("\n"
	      "Exit status: 0 success; 1 an install failed; 2 wrong usage; 3 no install found;\n"
	      "4 a dry run found something to change.\n"
	      "Examples: jsecpatch --dry-run --allow anon    show what would change\n"
	      "          jsecpatch --allow anon --remember   change it, for updates too\n",
		out);
}
