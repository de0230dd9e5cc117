/* SPDX-License-Identifier: MIT */
/*
 * The note's first line is "DIGEST TIME N M": of the run's circumstances, then when it was,
 * and how many lines follow about paths in the session's root and in the host's.
 */
#include "hooks/settled.h"

#include "os/boot.h"
#include "os/sights.h"
#include "search/known_places.h"
#include "version.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define NAME "settled"
#define DIGEST (DIGEST_SIZE - 1)
#define TIME_SIZE sizeof "2026-11-23T18:09:00Z"
#define MAX_LINES 10000000

/* A change so soon after another may leave the same time; no file system's is coarser. */
#define TICK_SECONDS 2

/* The steps of a run, all of which must have been. */
enum step {
	SEARCHED = 1,
	COMMITTED = 2,
	RENEWED = 4,
	ALL_STEPS = 7,
};

struct settling {
	struct seen root, host;
	struct timespec start;
	char digest[DIGEST_SIZE]; /* of the circumstances; "" where they cannot be told */
	char time[TIME_SIZE];	  /* of the note that holds */
	unsigned steps;
};

static struct settling *settling_new(void)
{
	struct settling *it = calloc(1, sizeof *it);

	if (!it)
		return NULL;
	it->root = it->host = SEEN_NONE;
	clock_gettime(CLOCK_REALTIME, &it->start);
	return it;
}

static void doubt(struct jsec *s)
{
	if (s->settling)
		seen_doubt(&s->settling->root);
}

static void add_environment(const char *const *environment, struct buf *out)
{
	for (size_t i = 0; environment && environment[i]; i++)
		if (find_uses(environment[i]))
			buf_addf(out, "%s%c", environment[i], 0);
}

/* What an outcome depends on beside files: who runs what, how, and since when. */
static int digest_circumstances(const struct jsec *s, const struct jsec_search *search,
	char ret[static DIGEST_SIZE], struct err *e)
{
	BUF_AUTO struct buf text = {0};
	struct stat own;
	char boot[64];

	*ret = 0;
	/* A note is of no use after a crash, and devices are numbered anew. */
	if (!machine_boot(boot, sizeof boot) || !machine_own_file(&own))
		return 0;
	buf_addf(&text, "%llu %llu %lld.%09ld\n", (unsigned long long)own.st_dev,
		(unsigned long long)own.st_ino, (long long)own.st_ctim.tv_sec,
		own.st_ctim.tv_nsec);
	buf_addf(&text, "%s\n%s\n%u %u %d %d\n%s\n%s\n", VERSION, boot, geteuid(),
		getegid(), s->root_given, s->is_host, s->store.path, s->policy);
	if (s->is_host)
		add_environment(search->environment, &text);
	return text.failed ? err_memory(e) : pack_digest(buf_span(&text), ret, e);
}

/* All known installs, by no other way than those that are noted. */
static bool is_plain(const struct jsec_search *search)
{
	return !search->targets && !search->scan && search->no_processes;
}

/* What follows the first line, line by line. */
static bool all_same(int root, char **at, const char *end, unsigned long n)
{
	for (; n; n--) {
		char *eol = memchr(*at, '\n', (size_t)(end - *at));
		if (!eol || !sights_same(root, *at, (size_t)(eol - *at)))
			return false;
		*at = eol + 1;
	}
	return true;
}

/* Whether the note is one of these circumstances, and whole, and all it tells is the same. */
static bool holds(const struct jsec *s, struct settling *it, struct buf *note)
{
	char digest[DIGEST_SIZE], time[TIME_SIZE];
	unsigned long n_root, n_host;
	const char *end = note->data + note->size;
	int n = 0;

	if (!note->size ||
		sscanf(note->data, "%64[0-9a-f] %20[0-9TZ:-] %7lu %7lu%n", digest, time,
			&n_root, &n_host, &n) != 4 ||
		note->data[n] != '\n' || !n_root || !n_host ||
		strcmp(digest, it->digest) != 0)
		return false;
	char *at = note->data + n + 1;
	if (!all_same(s->root.fd, &at, end, n_root) ||
		!all_same(s->host.fd, &at, end, n_host) || at != end)
		return false;
	memcpy(it->time, time, sizeof time);
	return true;
}

/* From now on all is noted. What was looked at before nobody knows. */
static int begin(struct jsec *s)
{
	struct settling *it = s->settling;
	int rc = root_watch(&s->root, &it->root, &s->err);

	rc = rc ? rc : root_watch(&s->host, &it->host, &s->err);
	if (s->store.dir >= 0 || s->store.loaded)
		doubt(s);
	return rc;
}

int settled(struct jsec *s, const struct jsec_search *search, const char **ret_time)
{
	BUF_AUTO struct buf note = {0};
	ERR_AUTO struct err ignored = {0};

	if (s->settling) /* one session, one run */
		return 0;
	struct settling *it = s->settling = settling_new();
	int rc = it ? digest_circumstances(s, search, it->digest, &s->err)
		    : err_memory(&s->err);
	if (rc || !*it->digest || !is_plain(search))
		return rc;
	if (!store_get_own(&s->store, NAME, &note, &ignored) && holds(s, it, &note)) {
		*ret_time = it->time;
		return 1;
	}
	return begin(s);
}

void settling_free(struct settling *it)
{
	if (!it)
		return;
	seen_done(&it->root);
	seen_done(&it->host);
	free(it);
}

void settled_search(struct jsec *s, const struct jsec_search *search)
{
	char digest[DIGEST_SIZE];
	ERR_AUTO struct err ignored = {0};

	if (!s->settling)
		return;
	if (is_plain(search) && !digest_circumstances(s, search, digest, &ignored) &&
		!strcmp(digest, s->settling->digest))
		s->settling->steps |= SEARCHED;
	else
		doubt(s);
}

/* Nothing was changed, and there is nothing to tell of it. */
static bool is_quiet(const struct jsec_result *r)
{
	return r->state == JSEC_UNCHANGED && !r->error && !*r->notes && !r->waiting;
}

void settled_commit(struct jsec *s, const struct jsec_plan *plan)
{
	const struct request *r = &plan->request;
	bool quiet = r->action == JSEC_REAPPLY && !r->flags && !r->output && plan->all &&
		     !plan->policy_public.changed && !plan->suspension.records.n;

	if (!s->settling)
		return;
	for (size_t i = 0; quiet && i < plan->n; i++)
		quiet = is_quiet(&plan->items[i].public);
	if (quiet)
		s->settling->steps |= COMMITTED;
	else
		doubt(s);
}

void settled_overrides(struct jsec *s, const struct jsec_overrides *list)
{
	bool quiet = true;

	if (!s->settling)
		return;
	for (size_t i = 0; i < jsec_overrides_count(list); i++) {
		const struct jsec_override *o = jsec_overrides_get(list, i);
		quiet = quiet && !o->changed && !o->would_change && !o->error &&
			!*o->notes;
	}
	if (quiet)
		s->settling->steps |= RENEWED;
	else
		doubt(s);
}

/* The whole note; nothing where it would not tell all. */
static void write_note(const struct jsec *s, struct buf *out)
{
	const struct settling *it = s->settling;
	const struct timespec before = {
		it->start.tv_sec - TICK_SECONDS, it->start.tv_nsec};
	BUF_AUTO struct buf root = {0};
	BUF_AUTO struct buf host = {0};
	char when[TIME_SIZE];
	long n = sights_write(&it->root, s->root.fd, &before, &root);
	long m = n < 0 ? n : sights_write(&it->host, s->host.fd, &before, &host);

	if (m < 0 || n > MAX_LINES || m > MAX_LINES)
		return;
	archive_time(when, sizeof when);
	buf_addf(out, "%s %s %ld %ld\n", it->digest, when, n, m);
	buf_add(out, buf_span(&root));
	buf_add(out, buf_span(&host));
}

void settled_note(struct jsec *s)
{
	BUF_AUTO struct buf note = {0};
	ERR_AUTO struct err ignored = {0};

	if (!s->settling || !s->root.seen || s->settling->steps != ALL_STEPS)
		return;
	s->root.seen = s->host.seen = NULL;
	write_note(s, &note);
	if (note.size && !note.failed && note.size <= FILE_MAX_SIZE)
		store_put_fleeting(&s->store, NAME, buf_span(&note), &ignored);
}
