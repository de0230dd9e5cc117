/* SPDX-License-Identifier: MIT */
/*
 * Makes random inputs for fuzz_edit: documents and requests that a fuzzer rarely meets.
 *
 * usage: generate_edit SEED COUNT [print]
 *
 * Runs the target with each one. Saves an input that crashes it as crash-edit-generated.
 * With "print" it prints each input as a line for tests/oracle/edit_batch instead.
 */
#include "fuzz.h"

#include "base/buf.h"

#include <signal.h>

static uint64_t seed;
static struct buf doc, input;

/* Returns a number below n, n > 0 (xorshift64). */
static unsigned below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % n;
}

static bool one_in(unsigned n)
{
	return below(n) == 0;
}

#define ANY(list) (list)[below(sizeof(list) / sizeof *(list))]

static const char *eol = "\n"; /* of the document, or NULL for a mix */

static void add_eol(struct buf *out)
{
	static const char *const all[] = {"\n", "\r", "\r\n"};

	buf_adds(out, eol ? eol : ANY(all));
}

static void add_blanks(struct buf *out)
{
	static const char *const all[] = {"", "", " ", "    ", "\t", "\f", " \f\t"};

	buf_adds(out, ANY(all));
}

static void add_join(struct buf *out)
{
	buf_addc(out, '\\');
	add_eol(out);
	add_blanks(out);
}

/* Adds a character as it is or, with a chance of 1 in `rare`, in another spelling. */
static void add_char(struct buf *out, char c, unsigned rare)
{
	if (one_in(4 * rare))
		add_join(out);
	if (!one_in(rare))
		buf_addc(out, c);
	else if (!one_in(3) && !strchr("tnrfu", c))
		buf_addf(out, "\\%c", c);
	else
		buf_addf(out, one_in(2) ? "\\u%04x" : "\\u%04X", (unsigned char)c);
}

static void add_text(struct buf *out, const char *text, unsigned rare)
{
	for (; *text; text++)
		add_char(out, *text, rare);
}

/* Adds what may stand around an entry: Java ignores it, or nearly. */
static void add_padding(struct buf *out)
{
	static const char *const odd[] = {"\\ ", "\\t", "\\f", "\\n", "\\r", "\\u0020",
		"\\u0000", "\\u000c", "\x01", "\x0b", "\x1f", " ", "\t", "\f"};

	for (unsigned n = one_in(4) ? 1 + below(3) : 0; n; n--) {
		if (one_in(2))
			add_join(out);
		else
			buf_adds(out, ANY(odd));
	}
}

static void add_comma(struct buf *out)
{
	static const char *const odd[] = {"\\u002c", "\\,", ",,", ", ,", ",\\u002C"};

	add_padding(out);
	buf_adds(out, one_in(8) ? ANY(odd) : ",");
	if (one_in(8))
		add_join(out);
	else if (!one_in(4))
		buf_addc(out, ' ');
	add_padding(out);
}

static const char *choose_entry(void)
{
	static const char *const usual[] = {"anon", "anon", "NULL", "RC4", "SSLv3",
		"DH keySize < 1024", "EC keySize < 224", "ANON",
		"include jdk.disabled.namedCurves"};
	static const char *const odd[] = {"", "", "", "\"", "\"\"", "\"a\"", "\"a", "a\"",
		"#a", "!a", "=a", ":a", "=", ":", "a\\b", "\xe9", "x=y", "'a'"};

	return one_in(4) ? ANY(odd) : ANY(usual);
}

static void add_value(struct buf *out)
{
	unsigned n = below(6), rare = one_in(4) ? 3 : 40;
	bool quotes = one_in(8);

	if (quotes)
		add_char(out, '"', 6);
	for (unsigned i = 0; i < n; i++) {
		if (i || one_in(6))
			add_comma(out);
		add_text(out, choose_entry(), rare);
	}
	if (one_in(6))
		add_comma(out);
	add_padding(out);
	if (quotes)
		add_char(out, '"', 6);
}

static void add_property(struct buf *out, const char *key)
{
	static const char *const separators[] = {"=", "=", "=", " = ", ":", " ", "\t",
		"\f", " \f: ", "= ", "=\\ ", " \\="};

	add_blanks(out);
	add_text(out, key, one_in(8) ? 10 : 10000);
	if (one_in(10))
		add_join(out);
	if (!one_in(30))
		buf_adds(out, ANY(separators));
	if (one_in(10))
		add_join(out);
	add_value(out);
}

static void add_other_line(struct buf *out)
{
	static const char *const lines[] = {"# anon, \\", "! x", "", "  ", "a=1", "b",
		"\\", "c = 1, \\\n 2", "jdk.tls.disabledAlgorithmsx=anon", "=", "\\\\",
		"\f"};

	if (one_in(3))
		return;
	buf_adds(out, ANY(lines));
	add_eol(out);
}

static void add_document(const char *property)
{
	static const char *const eols[] = {"\n", "\n", "\r\n", "\r", NULL};

	eol = ANY(eols);
	doc.size = 0;
	add_other_line(&doc);
	for (unsigned n = one_in(30) ? below(3) : 1; n; n--) {
		add_property(&doc, property);
		if (n > 1 || !one_in(4))
			add_eol(&doc);
	}
	add_other_line(&doc);
	if (one_in(40))
		buf_addc(&doc, '\\');
}

/* A request, as fuzz_edit takes it. */
struct wish {
	unsigned flags;
	const char *allow[3], *disallow[3];
	unsigned n_allow, n_disallow;
};

static void make_wish(struct wish *w)
{
	static const char *const valid[] = {"anon", "NULL", "RC4", "ECDH", "FOO", "=a",
		":b", "#a", "a\\b", "DH keySize < 1024", "TLS_RSA_*", "\xc3\xa9",
		"SSLv3"};

	*w = (struct wish){.flags = below(4) | (one_in(16) ? below(4) << 2 : 0)};
	w->n_allow = one_in(4) ? 0 : 1 + below(3) * below(2);
	w->n_disallow = w->n_allow && !one_in(4) ? 0 : 1 + below(3) * below(2);
	for (unsigned i = 0; i < w->n_allow; i++) {
		do
			w->allow[i] = choose_entry();
		while (!*w->allow[i] || *w->allow[i] == '\xe9');
	}
	for (unsigned i = 0; i < w->n_disallow; i++)
		w->disallow[i] = ANY(valid);
	if (w->n_allow < 3 && one_in(4)) /* as fuzz_edit counts the list's own entries */
		w->flags |= 16 | below(8) << 5;
}

static void print_entries(const char *const *entries, unsigned n)
{
	printf("\t");
	for (unsigned i = 0; i < n; i++) {
		for (const char *c = entries[i]; *c; c++)
			printf("%02x", (unsigned char)*c);
		printf(i + 1 < n ? ";" : "");
	}
}

static void print_batch(const struct wish *w, const char *property)
{
	/* only a forced request may change a list that is not known */
	printf("%d\t%s", w->flags & 2 || !strcmp(property, "l"), property);
	print_entries(w->allow, w->n_allow);
	print_entries(w->disallow, w->n_disallow);
	printf("\t");
	for (size_t i = 0; i < doc.size; i++)
		printf("%02x", (unsigned char)doc.data[i]);
	printf("\n");
}

static void run(const struct wish *w)
{
	input.size = 0;
	buf_addc(&input, (char)w->flags);
	for (unsigned i = 0; i < w->n_allow; i++)
		buf_addf(&input, "%s,", w->allow[i]);
	for (unsigned i = 0; i < w->n_disallow; i++)
		buf_addf(&input, "+%s,", w->disallow[i]);
	buf_addc(&input, '\n');
	buf_add(&input, buf_span(&doc));
	CHECK(!input.failed && !doc.failed);
	LLVMFuzzerTestOneInput((const uint8_t *)input.data, input.size);
}

static void save_input(int sig)
{
	FILE *f = fopen("crash-edit-generated", "wb");

	if (f && fwrite(input.data, 1, input.size, f) == input.size && !fclose(f))
		fprintf(stderr, "see crash-edit-generated\n");
	signal(sig, SIG_DFL);
	raise(sig);
}

int main(int argc, char **argv)
{
	static const char *const properties[] = {"jdk.tls.disabledAlgorithms",
		"jdk.certpath.disabledAlgorithms", "jdk.tls.legacyAlgorithms", "l"};
	struct wish w;

	CHECK(argc >= 3);
	signal(SIGABRT, save_input);
	signal(SIGSEGV, save_input);
	seed = strtoull(argv[1], NULL, 10) * 0x9e3779b97f4a7c15u + 1;
	unsigned long n = strtoul(argv[2], NULL, 10);
	for (unsigned long i = 0; i < n; i++) {
		make_wish(&w);
		const char *property = properties[(w.flags >> 2) & 3];
		add_document(property);
		if (argc > 3)
			print_batch(&w, property);
		else
			run(&w);
	}
	buf_done(&doc);
	buf_done(&input);
	fprintf(stderr, "%lu inputs\n", n);
	return 0;
}
