/* SPDX-License-Identifier: MIT */
/* Decides what each WHAT is, asks about it, and puts the evidence together. */
#include "diagnosis/diagnose.h"

#include "base/buf.h"
#include "diagnosis/diagnosis.h"
#include "diagnosis/evidence.h"
#include "diagnosis/probes.h"
#include "diagnosis/programs.h"
#include "diagnosis/texts.h"
#include "os/address.h"
#include "os/handle.h"
#include "os/root.h"
#include "os/system.h"
#include "search/known_places.h"

#include <stdlib.h>

#define NAME_MS 3000			 /* for the name service */
#define ALL_NS (INT64_C(9) * 1000000000) /* for one WHAT */
#define TEXT_MOST ((size_t)32 << 20)	 /* bytes at the end of a text that are read */

/* The answer to one WHAT, and the program that it is about. */
struct diagnose_item {
	struct diagnosis *d;
	struct witness program;
};

struct jsec_diagnoses {
	struct diagnose_item *items;
	size_t n;
	const struct jsec_diagnosis **list;
};

/* What one WHAT is. */
struct subject {
	enum jsec_subject kind;
	char *host; /* of an address */
	uint16_t port;
	int pid;
	struct place file;
};

/* An inquiry while it is answered. */
struct diagnose {
	const struct context *context;
	const struct history *history;
	const struct jsec_inquiry *inquiry;
	struct err *e;
};

static void diagnose_drop_subject(struct subject *s)
{
	free(s->host);
	place_done(&s->file);
}

#define SUBJECT_AUTO __attribute__((cleanup(diagnose_drop_subject)))

static int diagnose_refuse(const struct diagnose *q, const char *what, const char *why)
{
	return err_set(q->e, JSEC_BAD_REQUEST, NULL, 0, "'%s': %s", what, why);
}

/* Reads a decimal number up to `most`. Returns 0 if it is none. */
static unsigned diagnose_read_number(const char *text, unsigned most)
{
	unsigned long n = strtoul(text, NULL, 10);
	bool digits = *text && !text[strspn(text, "0123456789")] && strlen(text) < 11;

	return digits && n <= most ? (unsigned)n : 0;
}

/* Tells whether the text can be a host: a name, or an IPv4 address. */
static bool diagnose_is_host(struct span s)
{
	for (size_t i = 0; i < s.size; i++) {
		unsigned char c = (unsigned char)s.data[i];
		bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
		if (!letter && !(c >= '0' && c <= '9') && !memchr("-._", c, 3) &&
			c < 0x80)
			return false;
	}
	return s.size > 0;
}

/*
 * Tells whether a word is written like HOST:PORT or [ADDRESS]:PORT. Sets the host and what
 * stands for the port.
 */
static bool diagnose_split_address(const char *what, struct span *host, const char **port)
{
	const char *colon = strrchr(what, ':'), *end = strchr(what, ']');

	if (*what == '[') {
		*host = span_of(what + 1, end ? (size_t)(end - what) - 1 : 0);
		*port = end && end[1] == ':' ? end + 2 : "";
		return end && memchr(host->data, ':', host->size);
	}
	*port = colon ? colon + 1 : "";
	*host = span_of(what, colon ? (size_t)(colon - what) : 0);
	return colon && diagnose_is_host(*host);
}

static int diagnose_take_address(
	const struct diagnose *q, const char *what, struct subject *ret)
{
	const char *port;
	struct span host;

	if (!diagnose_split_address(what, &host, &port))
		return 0;
	ret->port = (uint16_t)diagnose_read_number(port, UINT16_MAX);
	if (!ret->port)
		return 0;
	ret->kind = JSEC_SUBJECT_ADDRESS;
	ret->host = strndup(host.data, host.size);
	return ret->host ? 0 : err_memory(q->e);
}

/* Takes the string for a file, if there is one of that name. */
static int diagnose_take_file(
	const struct diagnose *q, const char *what, struct subject *ret)
{
	char *path = NULL;
	ERR_AUTO struct err why = {0};
	int rc = known_places_make_absolute(q->context, what, &path, q->e);

	if (rc)
		return rc;
	rc = root_resolve(q->context->root, path, &ret->file, &why);
	free(path);
	if (!rc && ret->file.info.kind != FILE_NONE)
		ret->kind = JSEC_SUBJECT_FILE;
	if (!rc || system_judge(&why) == LOOK_ABSENT || !strchr(what, '/'))
		return 0;
	err_move(q->e, &why);
	return rc;
}

/* Tells whether a word is an IPv6 address without brackets. */
static bool diagnose_is_bare_address(const char *what)
{
	const char *colon = strchr(what, ':');

	return colon && strchr(colon + 1, ':') &&
	       !what[strspn(what, "0123456789abcdefABCDEF:.")];
}

/* Refuses a word that is meant as an address or a file, but is none. */
static int diagnose_check_word(const struct diagnose *q, const char *what)
{
	static const char host[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";
	const char *port;
	struct span ignored;

	if (strstr(what, "://"))
		return diagnose_refuse(q, what, "write HOST:PORT, without anything else");
	if (strchr(what, '/'))
		return err_set(q->e, JSEC_NOT_FOUND, what, 0, "no such file");
	if (diagnose_is_bare_address(what))
		return diagnose_refuse(q, what, "write it as [ADDRESS]:PORT");
	if (diagnose_split_address(what, &ignored, &port))
		return diagnose_refuse(q, what,
			"the port must be a number from 1 to 65535, as in "
			"localhost:5615");
	if (!what[strspn(what, host)])
		return diagnose_refuse(q, what,
			"no file has this name; write a server as HOST:PORT, and the text "
			"of an error as it is in the log");
	return 0;
}

/* Finds out what a string is: see struct jsec_inquiry. */
static int diagnose_take_subject(
	const struct diagnose *q, const char *what, struct subject *ret)
{
	bool is_word = !strpbrk(what, " \t\r\n");

	if (!what[strspn(what, " \t\r\n")])
		return diagnose_refuse(q, what, "there is nothing to diagnose");
	if (!strcmp(what, "-")) {
		ret->kind = JSEC_SUBJECT_INPUT;
		return q->inquiry->input
			       ? 0
			       : diagnose_refuse(q, what, "there is no input to read");
	}
	if (!strncmp(what, "pid:", 4)) {
		ret->kind = JSEC_SUBJECT_PROCESS;
		ret->pid = (int)diagnose_read_number(what + 4, INT32_MAX);
		return ret->pid ? 0
				: diagnose_refuse(q, what,
					  "write the number of a process, as in pid:812");
	}
	int rc = is_word ? diagnose_take_address(q, what, ret) : 0;
	rc = rc || ret->kind ? rc : diagnose_take_file(q, what, ret);
	return rc || ret->kind || !is_word ? rc : diagnose_check_word(q, what);
}

/* Reads the end of a text. `size` is that of all of it. */
static int diagnose_text(
	const struct diagnose *q, struct span text, int64_t size, struct diagnosis *d)
{
	bool cut = size > (int64_t)TEXT_MOST;

	if (text.size > TEXT_MOST)
		text = span_cut(text, text.size - TEXT_MOST, text.size);
	if (cut)
		note_list_add(&d->facts, NOTE_TEXT_CUT,
			"the text is long: only its last %zu MiB were read",
			TEXT_MOST >> 20);
	return texts_read(text, cut ? 0 : 1, d, q->e);
}

static int diagnose_file(
	const struct diagnose *q, const struct subject *s, struct diagnosis *d)
{
	HANDLE_AUTO struct handle *h = NULL;
	struct file_info info;
	BUF_AUTO struct buf text = {0};
	size_t n = 0;
	int rc = handle_open(&s->file, "the log", &h, q->e);

	rc = rc ? rc : handle_examine(h, &info, q->e);
	if (rc)
		return rc;
	int64_t all = info.size;
	size_t most = all < (int64_t)TEXT_MOST ? (size_t)all : TEXT_MOST;
	if (!buf_reserve(&text, most + 1))
		return err_memory(q->e);
	rc = handle_read(h, all - (int64_t)most, text.data, most, &n, q->e);
	return rc ? rc : diagnose_text(q, span_of(text.data, n), all, d);
}

/*
 * Inspects the program that listens on the first of the addresses where one does. Does so
 * before anything is sent: a handshake makes a program read its list.
 */
static int diagnose_find_program(const struct diagnose *q, const struct addresses *all,
	const struct address **ret_at, struct witness *ret)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < all->n && !ret->listens; i++) {
		programs_done(ret);
		*ret_at = &all->items[i];
		rc = programs_find_listener(q->context, q->history, *ret_at, ret, q->e);
	}
	return rc;
}

/* Inspects another program instead. */
static int diagnose_replace_program(
	const struct diagnose *q, const struct address *at, struct witness *ret)
{
	programs_done(ret);
	return programs_find_listener(q->context, q->history, at, ret, q->e);
}

static int diagnose_address(
	const struct diagnose *q, const struct subject *s, struct diagnose_item *ret)
{
	struct diagnosis *d = ret->d;
	int64_t end = system_read_clock(CLOCK_MONOTONIC) + ALL_NS;
	struct addresses found = {.n = 0};
	const struct address *at = NULL, *local = NULL;
	ERR_AUTO struct err why = {0};
	int rc = address_resolve(s->host, s->port, NAME_MS, &found, &why);

	if (rc) {
		note_list_add(&d->unknown, NOTE_NOT_ASKED, "%s", why.public.message);
		return 0;
	}
	if (!found.n) {
		diagnosis_prove_cause(d, CAUSE_UNKNOWN_HOST);
		d->works = 0;
		return 0;
	}
	rc = diagnose_find_program(q, &found, &local, &ret->program);
	rc = rc ? rc : probes_ask(&found, s->host, end, d, &at, q->e);
	if (!rc && at && at != local)
		rc = diagnose_replace_program(q, at, &ret->program);
	if (!rc && at)
		evidence_add_listener(d, &ret->program);
	return rc;
}

static int diagnose_process(
	const struct diagnose *q, const struct subject *s, struct diagnose_item *ret)
{
	int rc = programs_inspect(q->context, q->history, s->pid, &ret->program, q->e);

	if (!rc)
		evidence_judge_program(ret->d, &ret->program);
	return rc;
}

static int diagnose_subject(
	const struct diagnose *q, const struct subject *s, struct diagnose_item *ret)
{
	const struct jsec_inquiry *i = q->inquiry;
	const char *what = ret->d->what;

	switch (s->kind) {
	case JSEC_SUBJECT_ADDRESS:
		return diagnose_address(q, s, ret);
	case JSEC_SUBJECT_PROCESS:
		return diagnose_process(q, s, ret);
	case JSEC_SUBJECT_FILE:
		return diagnose_file(q, s, ret->d);
	case JSEC_SUBJECT_INPUT:
		return diagnose_text(q, span_of(i->input, i->input_size),
			(int64_t)i->input_size, ret->d);
	default:
		return diagnose_text(q, span_str(what), (int64_t)strlen(what), ret->d);
	}
}

/* Answers one WHAT. */
static int diagnose_one(
	const struct diagnose *q, const char *what, struct diagnose_item *ret)
{
	SUBJECT_AUTO struct subject s = {.file = PLACE_NONE};
	int rc = diagnose_take_subject(q, what, &s);

	if (rc)
		return rc;
	ret->d = diagnosis_new(what, s.kind);
	return ret->d ? diagnose_subject(q, &s, ret) : err_memory(q->e);
}

static bool diagnose_is_text(const struct diagnosis *d)
{
	return d->public.subject != JSEC_SUBJECT_ADDRESS &&
	       d->public.subject != JSEC_SUBJECT_PROCESS;
}

/* Lets servers and programs refute what texts suggest. */
static void diagnose_compare(struct jsec_diagnoses *all)
{
	for (size_t i = 0; i < all->n; i++)
		for (size_t k = 0; k < all->n; k++)
			if (diagnose_is_text(all->items[i].d) &&
				!diagnose_is_text(all->items[k].d))
				evidence_compare(all->items[i].d, all->items[k].d);
}

static int diagnose_publish(struct jsec_diagnoses *all, struct err *e)
{
	all->list = calloc(all->n + 1, sizeof *all->list);
	if (!all->list)
		return err_memory(e);
	for (size_t i = 0; i < all->n; i++) {
		int rc = diagnosis_publish(all->items[i].d, e);
		if (rc)
			return rc;
		all->list[i] = &all->items[i].d->public;
	}
	return 0;
}

static int diagnose_each(const struct diagnose *q, struct jsec_diagnoses *all)
{
	int rc = 0;

	all->items = calloc(q->inquiry->n_what, sizeof *all->items);
	if (!all->items)
		return err_memory(q->e);
	for (size_t i = 0; !rc && i < q->inquiry->n_what; i++) {
		all->n = i + 1;
		rc = diagnose_one(q, q->inquiry->what[i], &all->items[i]);
	}
	if (rc)
		return rc;
	diagnose_compare(all);
	return diagnose_publish(all, q->e);
}

int diagnose_all(const struct context *c, const struct store *store,
	const struct jsec_inquiry *inquiry, struct jsec_diagnoses **ret, struct err *e)
{
	HISTORY_AUTO struct history history = {0};
	const struct diagnose q = {c, &history, inquiry, e};
	struct jsec_diagnoses *all = calloc(1, sizeof *all);
	int rc = all ? history_load(store, &history, e) : err_memory(e);

	rc = rc ? rc : diagnose_each(&q, all);
	if (rc)
		jsec_diagnoses_free(all);
	else
		*ret = all;
	return rc;
}

const struct jsec_diagnosis *const *jsec_diagnoses_items(const struct jsec_diagnoses *all)
{
	return all->list;
}

void jsec_diagnoses_free(struct jsec_diagnoses *all)
{
	if (!all)
		return;
	for (size_t i = 0; i < all->n; i++) {
		diagnosis_free(all->items[i].d);
		programs_done(&all->items[i].program);
	}
	free(all->items);
	free(all->list);
	free(all);
}
