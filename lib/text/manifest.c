/* SPDX-License-Identifier: MIT */
/* Writes and reads the comments in the manifest of a backup. */
#include "text/manifest.h"

#include "text/escapes.h"

#include <stdlib.h>

#define MARK "# "
#define FORMAT 1
#define FORMAT_LINKED 2
#define BY_HAND "tar -xpf ARCHIVE -C / etc/...\n"
#define BY_HAND_LINKED                                                                 \
	"not into /, as some are links.\n"                                             \
	"#   mkdir -p NEW/BASE; tar -xpf BASE.tar -C NEW/BASE (for each base below)\n" \
	"#   tar -xpf ARCHIVE -C NEW; cp -a --no-preserve=links NEW/etc/... /etc/...\n"

static void record_add_line(struct buf *out, const char *key, const char *value)
{
	buf_addf(out, MARK "%s=", key);
	chars_encode_bytes(value, out);
	buf_adds(out, "\n");
}

void records_write(const struct records *r, const char *version, struct buf *out)
{
	buf_addf(out,
		"#mtree\n"
		"# Files as they were before jsecpatch %s changed them.\n"
		"# To put them back by hand: %s#\n"
		"# format=%d\n",
		version, r->linked ? BY_HAND_LINKED : BY_HAND,
		r->linked ? FORMAT_LINKED : FORMAT);
	record_add_line(out, "action", r->action);
	record_add_line(out, "time", r->time);
	for (size_t i = 0; i < r->n; i++) {
		record_add_line(out, "file", r->items[i].file);
		record_add_line(out, "was", r->items[i].was);
		record_add_line(out, "written", r->items[i].written);
		record_add_line(out, "pristine", r->items[i].pristine);
		if (r->items[i].home)
			record_add_line(out, "home", r->items[i].home);
		if (r->items[i].meta)
			record_add_line(out, "meta", r->items[i].meta);
		if (r->items[i].base)
			record_add_line(out, "base", r->items[i].base);
	}
}

static bool record_is_whole(const struct record *it)
{
	return it->file && it->was && it->written && it->pristine;
}

int records_add(struct records *r, const struct record *it)
{
	struct record *items = memory_grow(r->items, r->n, sizeof *items);

	if (!items)
		return -1;
	r->items = items;
	struct record *copy = &items[r->n++];
	*copy = (struct record){.file = strdup(it->file),
		.was = strdup(it->was),
		.written = strdup(it->written),
		.pristine = strdup(it->pristine),
		.home = it->home ? strdup(it->home) : NULL,
		.meta = it->meta ? strdup(it->meta) : NULL,
		.base = it->base ? strdup(it->base) : NULL};
	return record_is_whole(copy) && !it->home == !copy->home &&
			       !it->meta == !copy->meta && !it->base == !copy->base
		       ? 0
		       : -1;
}

/* Adds the lines that start with the mark, without the mark. */
static void record_unmark(struct span manifest, struct buf *out)
{
	size_t mark = strlen(MARK);

	while (manifest.size) {
		const char *eol = memchr(manifest.data, '\n', manifest.size);
		size_t size = eol ? (size_t)(eol - manifest.data) + 1 : manifest.size;
		if (size > mark && !memcmp(manifest.data, MARK, mark))
			buf_add(out, span_of(manifest.data + mark, size - mark));
		manifest = span_cut(manifest, size, manifest.size);
	}
}

/* Adds an empty record. Returns -1 if memory ran out. */
static int record_start(struct records *r)
{
	struct record *items = memory_grow(r->items, r->n, sizeof *items);

	if (!items)
		return -1;
	r->items = items;
	items[r->n++] = (struct record){0};
	return 0;
}

/* Returns where to store the value of this key, or NULL. */
static char **record_get_slot(
	struct records *r, const struct props *p, const struct prop *it)
{
	if (props_key_is(p, it, "format"))
		return &r->format;
	if (props_key_is(p, it, "action"))
		return &r->action;
	if (props_key_is(p, it, "time"))
		return &r->time;
	if (!r->items)
		return NULL;
	struct record *last = &r->items[r->n - 1];
	return props_key_is(p, it, "file")	 ? &last->file
	       : props_key_is(p, it, "was")	 ? &last->was
	       : props_key_is(p, it, "written")	 ? &last->written
	       : props_key_is(p, it, "pristine") ? &last->pristine
	       : props_key_is(p, it, "home")	 ? &last->home
	       : props_key_is(p, it, "meta")	 ? &last->meta
	       : props_key_is(p, it, "base")	 ? &last->base
						 : NULL;
}

/* Stores a value. `file` starts a record. Returns -1 if memory ran out. */
static int record_take(struct records *r, const struct props *p, const struct prop *it)
{
	if (props_key_is(p, it, "file") && record_start(r))
		return -1;
	char **slot = record_get_slot(r, p, it);
	if (!slot)
		return 0;
	free(*slot);
	*slot = chars_decode_bytes(props_get_value(p, it));
	return *slot ? 0 : -1;
}

static bool record_is_complete(const struct records *r)
{
	if (!r->items)
		return false;
	for (size_t i = 0; i < r->n; i++)
		if (!record_is_whole(&r->items[i]))
			return false;
	return r->action && r->time;
}

/* Tells whether this version understands what was read. */
static int record_judge(struct records *r)
{
	unsigned long format = r->format ? strtoul(r->format, NULL, 10) : 0;

	if (format > FORMAT_LINKED)
		return -JSEC_NEWER_FORMAT;
	r->linked = format == FORMAT_LINKED;
	return format >= FORMAT && record_is_complete(r) ? 0 : -JSEC_BAD_FILE;
}

int records_read(struct records *r, struct span manifest)
{
	BUF_AUTO struct buf text = {0};
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err ignored = {0};
	int rc;

	*r = (struct records){0};
	record_unmark(manifest, &text);
	if (text.failed)
		return -JSEC_NO_MEMORY;
	rc = props_read_all(&p, PROPS_MODERN, buf_span(&text), NULL, &ignored);
	for (size_t i = 0; !rc && i < p.n; i++)
		rc = record_take(r, &p, &p.items[i]) ? -JSEC_NO_MEMORY : 0;
	rc = rc ? rc : record_judge(r);
	if (rc)
		records_done(r);
	return rc;
}

void record_done(struct record *it)
{
	free(it->file);
	free(it->was);
	free(it->written);
	free(it->pristine);
	free(it->home);
	free(it->meta);
	free(it->base);
}

void records_done(struct records *r)
{
	for (size_t i = 0; i < r->n; i++)
		record_done(&r->items[i]);
	free(r->items);
	free(r->format);
	free(r->action);
	free(r->time);
	*r = (struct records){0};
}
