/* SPDX-License-Identifier: MIT */
/* Reads an archive, and keeps the members by which homes are recognized. */
#include "search/archive_homes.h"

#include "archive/extent.h"
#include "archive/member.h"
#include "jre/install.h"
#include "os/file_info.h"
#include "os/handle.h"
#include "os/root.h"
#include "os/system.h"

#include <stdlib.h>

#define MAX_RELEASE ((size_t)64 << 10)
#define MAX_LINKS 40
#define MAX_HELD ((size_t)24 << 20) /* bytes in memory: 400 homes, or 100,000 links */
#define LIST_NAME "java.security"

static void parcel_done(struct parcel *p)
{
	free(p->path);
	free(p->target);
	buf_done(&p->bytes);
}

static void bundle_walk_done(struct bundle *b)
{
	for (size_t i = 0; i < b->n; i++)
		parcel_done(&b->parcels[i]);
	free(b->parcels);
	free(b->path);
	strv_done(&b->escaping);
	free(b->id);
	meta_done(&b->meta);
}

void bundle_free(struct bundle *b)
{
	if (!b)
		return;
	bundle_free(b->before);
	bundle_walk_done(b);
	free(b);
}

int bundle_open(const struct bundle *b, const struct root *root, struct place *place,
	struct handle **ret, struct err *e)
{
	ERR_AUTO struct err why = {0};
	struct file_info now = {0};
	int rc = root_resolve(root, b->path, place, e);

	if (rc)
		return rc;
	if (place->info.kind == FILE_REGULAR) {
		rc = handle_open(place, "the archive", ret, &why);
		rc = rc ? rc : handle_examine(*ret, &now, &why);
	}
	if (rc == -JSEC_NO_MEMORY)
		return err_memory(e);
	if (!rc && file_info_is_unchanged(&now, &b->info))
		return 0;
	return err_set(e, JSEC_CHANGED, b->path, 0,
		"was changed by another program meanwhile; left unchanged, "
		"try again");
}

/* Takes the next component of a path. Returns false at the end. */
static bool bundle_take_part(const char **path, struct span *part)
{
	*path += strspn(*path, "/");
	*part = span_of(*path, strcspn(*path, "/"));
	*path += part->size;
	return part->size > 0;
}

static bool bundle_is(struct span part, const char *name)
{
	return span_equal(part, span_str(name));
}

/*
 * Returns the path without empty components and ".". Returns NULL if it has "..", or if
 * memory ran out.
 */
static char *bundle_tidy(const char *path, bool *escapes)
{
	struct buf out = {0};
	struct span part;

	buf_adds(&out, "");
	while (!*escapes && bundle_take_part(&path, &part)) {
		if (bundle_is(part, "."))
			continue;
		*escapes = bundle_is(part, "..");
		if (out.size)
			buf_adds(&out, "/");
		buf_add(&out, part);
	}
	if (!*escapes)
		return buf_take(&out);
	buf_done(&out);
	return NULL;
}

static const char *bundle_get_last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Tells whether the last components are `tail`. `ret` gets the size of those before. */
static bool bundle_ends_in(const char *path, const char *tail, size_t *ret)
{
	size_t n = strlen(path), k = strlen(tail);

	if (n < k || strcmp(path + n - k, tail) != 0 || (n > k && path[n - k - 1] != '/'))
		return false;
	*ret = n > k ? n - k - 1 : 0;
	return true;
}

/* Tells whether saved container images, of Docker or OCI, have such a member. */
static bool bundle_is_layer(const struct member *m)
{
	size_t ignored;

	return bundle_ends_in(m->path, "layer.tar", &ignored) ||
	       bundle_ends_in(m->path, "oci-layout", &ignored) ||
	       !strncmp(m->path, "blobs/sha256/", 13);
}

static bool bundle_matters(const struct member *m)
{
	const char *name = bundle_get_last_part(m->path);
	size_t ignored;

	/* any kind: the last member of a path counts, even if it is not a file */
	return m->kind == MEMBER_SYMLINK || m->kind == MEMBER_HARDLINK ||
	       !strcmp(name, LIST_NAME) ||
	       (m->kind == MEMBER_FILE &&
		       (!strcmp(name, "release") ||
			       bundle_ends_in(m->path, "bin/java", &ignored)));
}

/* Reads the bytes of a java.security or `release`. */
static int bundle_read_bytes(
	struct members *from, const struct member *m, struct parcel *p, struct err *e)
{
	bool list = !strcmp(bundle_get_last_part(p->path), LIST_NAME);
	size_t most = list ? FILE_MAX_SIZE : MAX_RELEASE;

	if (m->kind != MEMBER_FILE || m->unreadable ||
		(!list && strcmp(bundle_get_last_part(p->path), "release") != 0))
		return 0;
	if (m->size > (int64_t)most) {
		p->unreadable = list ? "it is larger than 4 MiB" : NULL;
		return 0;
	}
	return members_read(from, most, &p->bytes, e);
}

/* State while an archive is read. */
struct bundle_reading {
	struct bundle *bundle;
	const struct extent *x;
	struct members *from;
	size_t room, order;
	size_t held; /* memory that all parcels take, roughly, in bytes */
};

static struct parcel *bundle_reserve(struct bundle_reading *r)
{
	struct bundle *b = r->bundle;

	if (b->n == r->room) {
		size_t more = r->room ? 2 * r->room : 64;
		struct parcel *items = realloc(b->parcels, more * sizeof *items);
		if (!items)
			return NULL;
		b->parcels = items;
		r->room = more;
	}
	b->parcels[b->n] = (struct parcel){0};
	return &b->parcels[b->n];
}

/* Limits the memory that a hostile archive can take, by many links for example. */
static int bundle_count(struct bundle_reading *r, const struct parcel *p, struct err *e)
{
	r->held += sizeof *p + strlen(p->path) + p->bytes.room;
	r->held += p->target ? strlen(p->target) : 0;
	return r->held <= MAX_HELD
		       ? 0
		       : extent_refuse(r->x, "it has too many links or homes", e);
}

static int bundle_take(struct bundle_reading *r, struct member *m, struct err *e)
{
	struct bundle *b = r->bundle;
	bool escapes = false;
	struct parcel *p = bundle_reserve(r);
	char *path = p ? bundle_tidy(m->path, &escapes) : NULL;

	if (escapes && m->kind == MEMBER_FILE &&
		!strcmp(bundle_get_last_part(m->path), LIST_NAME)) {
		strv_adds(&b->escaping, m->path);
		r->held += strlen(m->path);
	}
	if (!path)
		return escapes && !b->escaping.failed ? 0 : err_memory(e);
	*p = (struct parcel){.path = path,
		.kind = m->kind,
		.target = m->target,
		.at = m->at,
		.order = r->order,
		.unreadable = m->unreadable,
		.fixed = m->fixed};
	m->target = NULL;
	b->n++;
	int rc = bundle_read_bytes(r->from, m, p, e);
	return rc ? rc : bundle_count(r, p, e);
}

static int bundle_sort_by_path(const void *a, const void *b)
{
	const struct parcel *x = a, *y = b;
	int rc = strcmp(x->path, y->path);

	return rc ? rc : (x->order < y->order) - (x->order > y->order);
}

/* Sorts the members. Keeps the last one of each path: unpacking overwrites the others. */
static void bundle_sort(struct bundle *b)
{
	size_t n = 0;

	if (b->n)
		qsort(b->parcels, b->n, sizeof *b->parcels, bundle_sort_by_path);
	for (size_t i = 0; i < b->n; i++)
		if (n && !strcmp(b->parcels[n - 1].path, b->parcels[i].path))
			parcel_done(&b->parcels[i]);
		else
			b->parcels[n++] = b->parcels[i];
	b->n = n;
	for (size_t i = 0; i < n; i++)
		b->parcels[i].bundle = b;
}

int bundle_scan(
	const struct extent *x, enum members_kind kind, struct bundle *b, struct err *e)
{
	struct bundle_reading r = {.bundle = b, .x = x};
	int rc = members_open(x, kind, &r.from, e), more = 1;

	b->kind = kind;
	for (; !rc && more; r.order++) {
		struct member m = {0};
		more = members_next(r.from, &m, e);
		b->layered = b->layered || (more > 0 && bundle_is_layer(&m));
		rc = more < 0			  ? more
		     : more && bundle_matters(&m) ? bundle_take(&r, &m, e)
						  : 0;
		member_done(&m);
	}
	members_close(r.from);
	bundle_sort(b);
	return rc;
}

static int bundle_compare_path(const void *key, const void *item)
{
	return strcmp(key, ((const struct parcel *)item)->path);
}

struct parcel *bundle_get(const struct bundle *b, const char *path)
{
	return b->n ? bsearch(path, b->parcels, b->n, sizeof *b->parcels,
			      bundle_compare_path)
		    : NULL;
}

static int bundle_compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Adds the homes that the member may belong to. */
static void bundle_add_homes(const struct parcel *p, struct strv *ret)
{
	const char *layout;
	size_t n;

	if (bundle_ends_in(p->path, "release", &n) ||
		bundle_ends_in(p->path, "bin/java", &n))
		strv_add(ret, span_of(p->path, n));
	for (size_t k = 0; (layout = install_get_layout(k)); k++)
		if (bundle_ends_in(p->path, layout, &n)) {
			strv_add(ret, span_of(p->path, n));
			break;
		}
}

int bundle_list_homes(const struct bundle *b, struct strv *ret, struct err *e)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++)
		bundle_add_homes(&b->parcels[i], ret);
	if (ret->failed)
		return err_memory(e);
	if (ret->n)
		qsort(ret->items, ret->n, sizeof *ret->items, bundle_compare_names);
	for (size_t i = 0; i < ret->n; i++)
		if (n && !strcmp(ret->items[n - 1], ret->items[i]))
			free(ret->items[i]);
		else
			ret->items[n++] = ret->items[i];
	while (ret->n > n)
		ret->items[--ret->n] = NULL;
	return 0;
}

/* State while a path is resolved, from the top of the archive. */
struct bundle_walk {
	struct buf done; /* the resolved part, without links */
	struct buf todo; /* the rest */
	unsigned links;
	bool out; /* the path leads out of the archive, or in a circle */
};

static void bundle_walk_up(struct bundle_walk *w)
{
	const char *slash;

	if (!w->done.size) {
		w->out = true;
		return;
	}
	slash = strrchr(w->done.data, '/');
	w->done.size = slash ? (size_t)(slash - w->done.data) : 0;
	w->done.data[w->done.size] = 0;
}

/* Follows a link. Then the rest of the path is relative to its target. */
static void bundle_follow(
	struct bundle_walk *w, const struct parcel *link, const char *rest)
{
	struct buf todo = {0};

	buf_addf(&todo, "%s/%s", link->target, rest);
	buf_done(&w->todo);
	w->todo = todo;
	w->out = ++w->links > MAX_LINKS || todo.size > PATH_MAX;
	if (link->kind == MEMBER_HARDLINK || *link->target == '/')
		w->done.size = 0;
}

static void bundle_step(
	struct bundle_walk *w, const struct bundle *b, struct span part, const char *rest)
{
	size_t before = w->done.size;

	if (bundle_is(part, "."))
		return;
	if (bundle_is(part, "..")) {
		bundle_walk_up(w);
		return;
	}
	if (before)
		buf_adds(&w->done, "/");
	buf_add(&w->done, part);
	const struct parcel *p = w->done.failed ? NULL : bundle_get(b, w->done.data);
	if (!p || !p->target)
		return;
	w->done.size = before;
	w->done.data[before] = 0;
	bundle_follow(w, p, rest);
}

int bundle_resolve(const struct bundle *b, const char *path, enum bundle_way *way,
	struct parcel **ret, struct err *e)
{
	struct bundle_walk w = {0};
	size_t at = 0;
	unsigned links = 0;

	buf_adds(&w.todo, path);
	buf_adds(&w.done, "");
	while (!w.out && !w.todo.failed && !w.done.failed) {
		const char *todo = buf_str(&w.todo) + at;
		struct span part;
		if (!bundle_take_part(&todo, &part))
			break;
		at = (size_t)(todo - w.todo.data);
		bundle_step(&w, b, part, todo);
		if (w.links != links)
			at = 0;
		links = w.links;
	}
	bool failed = w.todo.failed || w.done.failed;
	*ret = failed || w.out ? NULL : bundle_get(b, buf_str(&w.done));
	if (*ret && (*ret)->kind != MEMBER_FILE)
		*ret = NULL;
	*way = *ret ? BUNDLE_FOUND : w.links ? BUNDLE_DANGLING : BUNDLE_MISSING;
	buf_done(&w.done);
	buf_done(&w.todo);
	return failed ? err_memory(e) : 0;
}
