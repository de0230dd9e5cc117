/* SPDX-License-Identifier: MIT */
/*
 * Does with each file of a list what lib/text and lib/archive are for, and writes a line for
 * each result. On each system the lines must be the same.
 *
 * usage: seam LIST RESULTS
 *
 * A line of the list is a kind of file, a blank and a path. Kinds are the functions below.
 */
#include "seam_handle.h"

#include "archive/members.h"
#include "base/checksum.h"
#include "base/keyed.h"
#include "base/memory.h"
#include "text/cgroup.h"
#include "text/client_hello.h"
#include "text/delta.h"
#include "text/diff.h"
#include "text/dpkg_status.h"
#include "text/edit.h"
#include "text/failure_text.h"
#include "text/java_answer.h"
#include "text/java_options.h"
#include "text/known.h"
#include "text/manifest.h"
#include "text/near.h"
#include "text/path_pattern.h"
#include "text/policy_rules.h"
#include "text/prove.h"
#include "text/server_answer.h"
#include "text/suite.h"
#include "text/vendor_lists.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_WORDS 8
#define MOST_SHOWN 60 /* bytes of a result that its line has, too */
#define MOST_PATCHES 4
#define LARGEST ((size_t)1 << 20)
#define LARGEST_PATCHED ((int64_t)1 << 16) /* bytes; the patch keeps larger members */

static FILE *results;
static const char *path_now;

static void seam_stop(const char *why)
{
	fprintf(stderr, "seam: %s: %s\n", path_now ? path_now : "", why);
	exit(1);
}

/* Writes the line of a result: its size and checksum, and a short one itself. */
static void seam_tell(const char *what, struct span result)
{
	fprintf(results, "%s: %s: %llu %016llx ", path_now, what,
		(unsigned long long)result.size,
		(unsigned long long)checksum_compute(result));
	for (size_t i = 0; i < result.size && result.size <= MOST_SHOWN; i++)
		fputc(result.data[i] >= ' ' && result.data[i] < 127 ? result.data[i]
								    : '.',
			results);
	fputc('\n', results);
}

static void seam_tell_buf(const char *what, const struct buf *b)
{
	if (b->failed)
		seam_stop("out of memory");
	seam_tell(what, buf_span(b));
}

/* Writes whether something failed, and with which words. */
static void seam_tell_error(const char *what, const struct err *e)
{
	BUF_AUTO struct buf b = {0};

	buf_addf(&b, "%d %zu %s", (int)e->public.code, e->public.line,
		e->public.message ? e->public.message : "");
	seam_tell_buf(what, &b);
	if (e->public.message)
		fprintf(results, "\t%s\n", e->public.message);
}

static void seam_add_words(struct buf *b, const char *name, const struct strv *words)
{
	for (size_t i = 0; i < words->n; i++)
		buf_addf(b, "%s[%zu]=%s\n", name, i, words->items[i]);
}

static void seam_add_word(struct buf *b, const char *name, const char *word)
{
	buf_addf(b, "%s=%s\n", name, word ? word : "(none)");
}

static const struct list_rules all_rules = {
	.constraints = true, .include = true, .wildcards = true, .handshake_usage = true};

/* Properties and their places. */
static void seam_read(const struct props *p)
{
	BUF_AUTO struct buf b = {0};

	for (size_t i = 0; i < p->n; i++) {
		const struct prop *it = &p->items[i];
		CHARS_AUTO struct chars key = {0}, value = {0};

		if (chars_decode(&key, span_cut(p->bytes, it->key, it->key_end)) ||
			chars_decode(&value, props_get_value(p, it)))
			seam_stop("out of memory");
		buf_addf(&b, "%zu %zu %zu ", it->start,
			props_count_lines(p->bytes, it->value), it->value_end);
		chars_add_to(&key, 0, key.n, &b);
		buf_addc(&b, '=');
		chars_add_to(&value, 0, value.n, &b);
		buf_addc(&b, '\n');
	}
	buf_addf(&b, "%d %d %zu", props_are_utf16(p->bytes), props_is_open(p->bytes),
		strlen(props_find_eol(p->bytes)));
	seam_tell_buf("properties", &b);
}

/* What a list says of each suite. */
static void seam_judge(const struct list *l)
{
	const struct suite_lists lists = {.tls = l, .rules = all_rules, .jsse = jsse_all};
	BUF_AUTO struct buf b = {0};

	for (const struct suite *s = NULL; (s = suite_table_next(&jsse_all, s));) {
		struct suite_blocker by = {0};
		buf_addf(&b, "%s %d %u", s->name, (int)suite_judge(s, &lists),
			suite_find_protocols(s, &lists));
		while (suite_next_blocker(s, &lists, &by))
			buf_addf(&b, " %s/%d", by.entry->text, (int)by.why);
		buf_addc(&b, '\n');
	}
	seam_tell_buf("suites", &b);
}

static void seam_list(struct span raw, const struct list_rules *rules)
{
	LIST_AUTO struct list l = {0};
	BUF_AUTO struct buf b = {0};
	const struct entry *bad = NULL;

	if (list_read(&l, raw))
		seam_stop("out of memory");
	const char *fault = list_find_fault(&l, rules, &bad);
	seam_add_word(&b, "fault", fault);
	for (size_t i = 0; i < l.n; i++) {
		const struct entry *it = &l.items[i];
		const char *known = near_find_known(it->text);
		buf_addf(&b, "%zu-%zu %d %d %s (%s)\n", it->from, it->to, it->twin,
			known_has(it->text), it->key, known ? known : "");
		if (i < MOST_WORDS) {
			known_describe(it->text, rules, &b);
			near_find_entries(&l, it->text, &b);
		}
	}
	seam_tell_buf("list", &b);
	seam_judge(&l);
}

/* Edits, proves, compares, and makes the new bytes of what differs. */
static void seam_edit(struct span bytes, const struct props *p, enum props_reader reader,
	const struct change *c)
{
	BUF_AUTO struct buf new = {0}, diff = {0}, words = {0}, again = {0};
	STRV_AUTO struct strv removed = {0}, added = {0};
	ERR_AUTO struct err e = {0}, why = {0};
	const struct claim claim = {
		.reader = reader, .rules = all_rules, .change = c, .path = "file"};
	struct delta d = {0};

	if (edit_apply(p, NULL, c, &new, &removed, &added, &e)) {
		seam_tell_error("edit", &e);
		return;
	}
	seam_add_words(&words, "removed", &removed);
	seam_add_words(&words, "added", &added);
	seam_tell_buf("entries", &words);
	seam_tell_buf("edit", &new);
	prove_edit(&claim, bytes, buf_span(&new), &e);
	seam_tell_error("proof", &e);
	diff_write(bytes, buf_span(&new), "file", &diff);
	seam_tell_buf("diff", &diff);
	if (delta_make(&d, bytes, buf_span(&new)) || !delta_apply(&d, bytes, &again))
		seam_stop("no delta");
	seam_tell("delta", span_of(d.put, d.n_put));
	seam_tell_buf("delta applied", &again);
	delta_done(&d);
	if (!new.size)
		return;
	new.data[new.size / 2] ^= 1;
	prove_edit(&claim, bytes, buf_span(&new), &why);
	seam_tell_error("proof of a damaged one", &why);
}

static const struct {
	const char *property, *allow[3], *disallow[3];
} requests[] = {
	{TLS_LIST, {"anon"}, {NULL}},
	{TLS_LIST, {"anon", "NULL", "none such"}, {NULL}},
	{TLS_LIST, {NULL}, {"anon", "rc4_40", "TLS_ECDH_*"}},
	{TLS_LIST, {"DH keySize < 1024", "SSLv3"}, {"DH keySize < 2048"}},
	{"jdk.certpath.disabledAlgorithms", {"MD2"}, {"EC keySize < 99999999999"}},
	{"jdk.tls.legacyAlgorithms", {"anon"}, {"K\xc3\xb6ln \xe2\x82\xac"}},
	{"l", {"a"}, {"b"}},
};

static size_t seam_count(const char *const words[3])
{
	size_t n = 0;

	while (n < 3 && words[n])
		n++;
	return n;
}

static void seam_document(struct span bytes)
{
	for (enum props_reader reader = PROPS_MODERN; reader <= PROPS_OLD; reader++) {
		PROPS_AUTO struct props p = {0};
		ERR_AUTO struct err e = {0};
		struct known_rest rest = {0};
		const struct prop *it;
		int rc = props_read(&p, reader, bytes, "file", &e);

		seam_tell_error("reading", &e);
		seam_read(&p);
		if (rc)
			continue;
		while ((it = known_rest_find(&rest, &p, TLS_LIST)))
			seam_tell("rest", props_get_value(&p, it));
		for (size_t i = 0; vendor_lists_get_property(i); i++)
			if ((it = props_find(&p, vendor_lists_get_property(i))))
				seam_list(props_get_value(&p, it), &all_rules);
		for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
			seam_edit(bytes, &p, reader,
				&(struct change){requests[i].property, requests[i].allow,
					seam_count(requests[i].allow),
					requests[i].disallow,
					seam_count(requests[i].disallow)});
	}
}

/* The first line has a request, the rest is a document: see tests/fuzz/fuzz_edit.c. */
static void seam_request(struct span bytes)
{
	const char *allow[MOST_WORDS], *disallow[MOST_WORDS];
	struct change c = {.property = TLS_LIST, .allow = allow, .disallow = disallow};
	STRV_AUTO struct strv words = {0};
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err e = {0};
	struct span rest = bytes, line = span_take_line(&rest);

	for (size_t at = 1, end; at < line.size; at = end + 1) {
		for (end = at; end < line.size && line.data[end] != ',';)
			end++;
		strv_add(&words, span_cut(line, at, end));
	}
	for (size_t i = 0; i < words.n && i < MOST_WORDS; i++)
		if (words.items[i][0] == '+')
			disallow[c.n_disallow++] = words.items[i] + 1;
		else
			allow[c.n_allow++] = words.items[i];
	if (!props_read(&p, PROPS_MODERN, rest, "file", &e))
		seam_edit(rest, &p, PROPS_MODERN, &c);
	seam_tell_error("reading", &e);
}

/* The first byte has rules, the rest is a value. */
static void seam_value(struct span bytes)
{
	const unsigned char flags = bytes.size ? (unsigned char)bytes.data[0] : 0;
	const struct list_rules rules = {flags & 1, flags & 2, flags & 32, flags & 4,
		flags & 8, flags & 16, flags & 64};

	if (bytes.size && !memchr(bytes.data, '\n', bytes.size) &&
		!memchr(bytes.data, '\\', bytes.size))
		seam_list(span_cut(bytes, 1, bytes.size), &rules);
}

static void seam_escapes(struct span bytes)
{
	BUF_AUTO struct buf b = {0};
	char *decoded = chars_decode_bytes(bytes);

	if (!decoded)
		seam_stop("out of memory");
	seam_tell("decoded", span_str(decoded));
	chars_encode_bytes(decoded, &b);
	chars_encode(bytes, &b);
	seam_tell_buf("encoded", &b);
	free(decoded);
}

static void seam_pattern(struct buf *b, const char *pattern)
{
	char *path = path_pattern_get_path(pattern);
	char *prefix = path_pattern_get_prefix(pattern);

	buf_addf(b, "%s %d %zu %s %s ", pattern, path_pattern_is(pattern),
		path_pattern_measure_top(pattern), path ? path : "",
		prefix ? prefix : "");
	path_pattern_cover_updates(pattern, "1.8.0_412", b);
	path_pattern_cover_updates(pattern, "17.0.15", b);
	buf_addf(b, " %d\n", path && path_pattern_matches(pattern, path));
	free(path);
	free(prefix);
}

static void seam_policy(struct span bytes)
{
	PROPS_AUTO struct props doc = {0};
	POLICY_AUTO struct policy_rules rules = {0};
	BUF_AUTO struct buf b = {0}, patterns = {0};
	ERR_AUTO struct err e = {0};
	const struct policy_rule more = {.property = (char *)TLS_LIST};

	if (!props_read(&doc, PROPS_MODERN, bytes, NULL, &e) &&
		!policy_rules_read(&rules, &doc, "policy", &e)) {
		for (size_t i = 0; i < rules.n; i++)
			for (size_t k = 0; k < rules.items[i].targets.n; k++)
				seam_pattern(&patterns, rules.items[i].targets.items[k]);
		buf_addf(&patterns, "%lld", (long long)rules.keep_gone);
		policy_rules_remember(&rules, &more, &e);
		policy_rules_write(&rules, &doc, &b);
	}
	seam_tell_error("policy", &e);
	seam_tell_buf("patterns", &patterns);
	seam_tell_buf("written", &b);
}

static struct span seam_take_part(struct span *left)
{
	const char *end = left->size ? memchr(left->data, 0xff, left->size) : NULL;
	size_t size = end ? (size_t)(end - left->data) : left->size;
	struct span part = span_cut(*left, 0, size);

	*left = span_cut(*left, end ? size + 1 : size, left->size);
	return part;
}

static int seam_take_file(void *context, const char *path, struct buf *ret)
{
	(void)path;
	buf_add(ret, seam_take_part(context));
	return 0;
}

static void seam_options(struct span bytes)
{
	for (unsigned kind = 0; kind < JVM_KINDS; kind++) {
		JVMARGS_AUTO struct jvmargs a = {0};
		BUF_AUTO struct buf b = {0};
		struct span left = bytes;
		struct span arguments = seam_take_part(&left);
		struct span environment = seam_take_part(&left);
		const struct option_files files = {seam_take_file, &left};

		if (jvmargs_read(arguments, environment, kind, &files, &a))
			seam_stop("out of memory");
		seam_add_word(&b, "program", a.program);
		seam_add_word(&b, "unread", a.unread);
		seam_add_word(&b, "policy", a.policy);
		seam_add_word(&b, "home", a.java_home);
		seam_add_words(&b, "define", &a.defines);
		seam_tell_buf("options", &b);
	}
}

static void seam_cgroup(struct span bytes)
{
	CGROUP_AUTO struct cgroup c = {0};
	BUF_AUTO struct buf b = {0};

	if (cgroup_read(bytes, &c))
		seam_stop("out of memory");
	seam_add_word(&b, "unit", c.unit);
	seam_add_word(&b, "container", c.container);
	seam_tell_buf("cgroup", &b);
}

/* An answer to each hello, which are results, too. */
static void seam_answer(struct span bytes)
{
	static const unsigned char random[HELLO_RANDOM];
	BUF_AUTO struct buf b = {0};

	for (enum hello kind = HELLO_ANON; kind < HELLO_KINDS; kind++) {
		ANSWER_AUTO struct answer a = {0};
		BUF_AUTO struct buf hello = {0};

		answer_feed(&a, bytes);
		const struct hello_retry retry = {a.retry_group, buf_span(&a.cookie)};
		client_hello_make(&hello, kind, random, "name.example",
			a.has_retry ? &retry : NULL);
		seam_tell_buf("hello", &hello);
		buf_addf(&b, "%d %x %x %u %u %d %d %d\n", (int)a.protocol, a.version,
			a.suite, a.group, a.bits, answer_get_alert(&a),
			answer_is_anonymous(&a), answer_is_settled(&a));
	}
	seam_tell_buf("answer", &b);
}

static void seam_failure(struct span bytes)
{
	FAILURE_TEXT_AUTO struct failure_text t = {.n = 0};
	BUF_AUTO struct buf b = {0};

	if (failure_text_read(&t, bytes))
		seam_stop("out of memory");
	for (size_t i = 0; i < t.n; i++) {
		const struct failure *f = &t.failures[i];
		buf_addf(&b, "%d %u %d %zu %zu %zu %zu %u ", (int)f->said, f->alert,
			(int)f->role, f->n, f->first, f->last, f->handshake.n_blocked,
			f->handshake.offered);
		buf_add(&b, f->words);
		buf_add(&b, f->detail);
	}
	seam_tell_buf("failures", &b);
	seam_tell_buf("cleaned", &t.text);
}

static void seam_pair(struct span bytes)
{
	BUF_AUTO struct buf b = {0};
	struct span new = bytes, old = seam_take_part(&new);

	diff_write(old, new, "file", &b);
	seam_tell_buf("diff", &b);
}

static void seam_dpkg(struct span bytes)
{
	DPKG_STATUS_AUTO struct dpkg_status s = {0};
	BUF_AUTO struct buf b = {0};

	if (dpkg_status_read(&s, bytes))
		seam_stop("out of memory");
	for (size_t i = 0; i < s.n_conffiles; i++) {
		const struct dpkg_package *p = dpkg_status_find(&s, s.conffiles[i].path);
		buf_add(&b, s.conffiles[i].path);
		buf_addf(&b, " %zu %d\n", s.conffiles[i].package, p ? (int)p->state : -1);
	}
	seam_tell_buf("conffiles", &b);
}

static void seam_record(struct span bytes)
{
	RECORDS_AUTO struct records r = {0};
	BUF_AUTO struct buf b = {0};
	int rc = records_read(&r, bytes);

	buf_addf(&b, "%d\n", rc);
	if (!rc)
		records_write(&r, "0", &b);
	seam_tell_buf("records", &b);
}

static void seam_shown(struct span bytes)
{
	JAVA_ANSWER_AUTO struct java_answer a = {0};
	BUF_AUTO struct buf b = {0};

	if (java_answer_read(bytes, &a))
		seam_stop("out of memory");
	buf_addf(&b, "%d %zu %zu\n", a.whole, a.n_suites, a.n_anonymous);
	seam_add_word(&b, "failure", a.failure);
	seam_add_words(&b, "entry", &a.entries);
	seam_tell_buf("answer", &b);
}

/* New bytes of a member: without anon, if it has a list. */
static void seam_make_new(const struct buf *old, struct buf *new)
{
	static const char *const anon[] = {"anon"};
	const struct change c = {.property = TLS_LIST, .allow = anon, .n_allow = 1};
	PROPS_AUTO struct props p = {0};
	STRV_AUTO struct strv removed = {0}, added = {0};
	ERR_AUTO struct err e = {0};

	if (props_read(&p, PROPS_MODERN, buf_span(old), "file", &e) ||
		!props_find(&p, TLS_LIST) ||
		edit_apply(&p, NULL, &c, new, &removed, &added, &e)) {
		new->size = 0;
		buf_adds(new, "new bytes");
	}
}

/* Lists the members. Prepares new bytes for some of them, of the same kind as a real run's. */
static size_t seam_list_members(const struct extent *x, enum members_kind kind,
	struct patch *patches, struct buf *news, struct err *e)
{
	struct members *m = NULL;
	struct keyed seen = {0};
	BUF_AUTO struct buf b = {0};
	size_t n = 0;
	int more = members_open(x, kind, &m, e) ? 0 : 1;

	while (more > 0) {
		MEMBER_AUTO struct member p = {0};
		BUF_AUTO struct buf bytes = {0};
		more = members_next(m, &p, e);
		if (more <= 0)
			break;
		buf_addf(&b, "%s %d %s %lld %lld %s %s", p.path, (int)p.kind,
			p.target ? p.target : "", (long long)p.at, (long long)p.size,
			p.unreadable ? p.unreadable : "", p.fixed ? p.fixed : "");
		keyed_keep(&seen, span_str(p.path), strdup(p.path), free);
		if (p.kind == MEMBER_FILE && !p.unreadable &&
			!members_read(m, LARGEST, &bytes, e)) {
			buf_addf(&b, " %016llx",
				(unsigned long long)checksum_compute(buf_span(&bytes)));
			if (!p.fixed && p.size <= LARGEST_PATCHED && n < MOST_PATCHES) {
				seam_make_new(&bytes, &news[n]);
				patches[n] =
					(struct patch){p.at, p.size, buf_span(&news[n])};
				n++;
			}
		}
		buf_addc(&b, '\n');
		if (!keyed_find(&seen, span_str(p.path)))
			seam_stop("a member is lost");
	}
	members_close(m);
	keyed_done(&seen);
	seam_tell_buf("members", &b);
	return n;
}

/* Writes the archive anew. Most of it is copied, or all is compressed. */
static void seam_write_archive(const struct extent *old, enum members_kind kind,
	const struct patch *patches, size_t n, bool copy)
{
	struct handle *file = handle_make(), *damaged = handle_make();
	struct seam seam = {0};
	ERR_AUTO struct err e = {0}, why = {0};
	BUF_AUTO struct buf b = {0};
	struct extent new;

	if (!file || !damaged)
		seam_stop("out of memory");
	if (!members_write(old, kind, patches, n, file, copy ? &seam : NULL, &e) &&
		!extent_make(file, "new", &new, &e)) {
		members_check(old, &new, kind, patches, n, &seam, &e);
		buf_add(&b, handle_look(file));
		b.data[b.size / 2] ^= 1;
		if (!handle_append(damaged, buf_span(&b), &why) &&
			!extent_make(damaged, "damaged", &new, &why))
			members_check(old, &new, kind, patches, n, &seam, &why);
		seam_tell_error("proof of a damaged one", &why);
	}
	seam_tell(
		copy ? "new archive" : "new archive, all compressed", handle_look(file));
	seam_tell_error("proof", &e);
	handle_close(file);
	handle_close(damaged);
}

static void seam_archive(struct span bytes)
{
	struct handle *file = handle_make();
	struct patch patches[MOST_PATCHES];
	struct buf news[MOST_PATCHES] = {{0}};
	enum members_kind kind = MEMBERS_NONE;
	struct extent old;
	ERR_AUTO struct err e = {0};
	size_t n = 0;

	if (!file || handle_append(file, bytes, &e) ||
		extent_make(file, "archive", &old, &e) ||
		members_kind_of(&old, &kind, &e))
		seam_stop("not read");
	if (kind != MEMBERS_NONE)
		n = seam_list_members(&old, kind, patches, news, &e);
	seam_tell_error("reading", &e);
	if (n && !err_public(&e)) {
		seam_write_archive(&old, kind, patches, n, true);
		seam_write_archive(&old, kind, patches, n, false);
	}
	for (size_t i = 0; i < MOST_PATCHES; i++)
		buf_done(&news[i]);
	handle_close(file);
}

static const struct {
	const char *kind;
	void (*run)(struct span bytes);
} kinds[] = {{"document", seam_document}, {"props", seam_document},
	{"edit", seam_request}, {"list", seam_value}, {"escapes", seam_escapes},
	{"policy", seam_policy}, {"options", seam_options}, {"cgroup", seam_cgroup},
	{"answer", seam_answer}, {"failure", seam_failure}, {"diff", seam_pair},
	{"dpkg", seam_dpkg}, {"record", seam_record}, {"shown", seam_shown},
	{"members", seam_archive}};

static void seam_read_file(const char *path, struct buf *ret)
{
	FILE *file = fopen(path, "rb");
	size_t n = 1;

	while (file && n && buf_reserve(ret, LARGEST)) {
		n = fread(ret->data + ret->size, 1, LARGEST, file);
		ret->size += n;
	}
	if (!file || ferror(file) || fclose(file) || ret->failed)
		seam_stop("cannot be read");
}

static void seam_run(const char *kind, const char *path)
{
	BUF_AUTO struct buf bytes = {0};

	path_now = path;
	seam_read_file(path, &bytes);
	seam_tell("input", buf_span(&bytes));
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(kinds[i].kind, kind)) {
			kinds[i].run(buf_span(&bytes));
			return;
		}
	seam_stop("has no such kind");
}

int main(int argc, char **argv)
{
	BUF_AUTO struct buf list = {0};

	if (argc != 3)
		seam_stop("seam LIST RESULTS");
	seam_read_file(argv[1], &list);
	results = fopen(argv[2], "wb");
	if (!results)
		seam_stop("the results cannot be written");
	for (struct span rest = buf_span(&list); rest.size;) {
		struct span line = span_take_line(&rest);
		const char *blank = memchr(line.data, ' ', line.size);
		if (!blank)
			seam_stop("a line of the list has no blank");
		char *kind = strndup(line.data, (size_t)(blank - line.data));
		char *path =
			strndup(blank + 1, line.size - 1 - (size_t)(blank - line.data));
		seam_run(kind, path);
		free(kind);
		free(path);
	}
	return memory_count_failures() || ferror(results) || fclose(results);
}
