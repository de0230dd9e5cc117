/* SPDX-License-Identifier: MIT */
/* Loads and saves the records of override files. */
#include "plan/override_records.h"

#include "backup/sealed.h"
#include "text/escapes.h"
#include "text/properties.h"

#include <stdlib.h>

static const struct sealed record = {
	"overrides", "then override files are not renewed until they are written again"};

#define HEAD "# Files that jsecpatch --emit-override wrote, and --reapply renews.\n"

void emitted_done(struct emitted *it)
{
	free(it->file);
	free(it->home);
	free(it->property);
	strv_done(&it->allow);
	strv_done(&it->disallow);
	free(it->written);
	free(it->was);
	*it = (struct emitted){0};
}

void emitted_files_done(struct emitted_files *f)
{
	for (size_t i = 0; i < f->n; i++)
		emitted_done(&f->items[i]);
	free(f->items);
	*f = (struct emitted_files){0};
}

static void emitted_copy_list(struct strv *to, const struct strv *from)
{
	for (size_t i = 0; i < from->n; i++)
		strv_adds(to, from->items[i]);
}

static bool emitted_is_complete(const struct emitted *it)
{
	return it->file && it->home && it->property && it->written && it->was &&
	       !it->allow.failed && !it->disallow.failed;
}

int emitted_copy(struct emitted *to, const struct emitted *from)
{
	*to = (struct emitted){.file = strdup(from->file),
		.home = strdup(from->home),
		.property = strdup(from->property),
		.written = strdup(from->written),
		.was = strdup(from->was),
		.empty_ok = from->empty_ok};
	emitted_copy_list(&to->allow, &from->allow);
	emitted_copy_list(&to->disallow, &from->disallow);
	return emitted_is_complete(to) ? 0 : -1;
}

/* Adds an empty record. Returns NULL if memory ran out. */
static struct emitted *emitted_add(struct emitted_files *f)
{
	struct emitted *items = memory_grow(f->items, f->n, sizeof *items);

	if (!items)
		return NULL;
	f->items = items;
	items[f->n] = (struct emitted){0};
	return &items[f->n++];
}

/*
 * Stores the value of a line in the last record. The key `file` starts a new one. Returns
 * -1 if memory ran out.
 */
static int emitted_take(
	struct emitted_files *f, const struct props *p, const struct prop *it)
{
	struct emitted *last = props_key_is(p, it, "file") ? emitted_add(f)
			       : f->n			   ? &f->items[f->n - 1]
							   : NULL;
	char *value = chars_decode_bytes(props_get_value(p, it));

	if (!last || !value) {
		free(value);
		return -1;
	}
	char **slot = props_key_is(p, it, "file")	? &last->file
		      : props_key_is(p, it, "home")	? &last->home
		      : props_key_is(p, it, "property") ? &last->property
		      : props_key_is(p, it, "written")	? &last->written
		      : props_key_is(p, it, "was")	? &last->was
							: NULL;
	if (slot && !*slot) {
		*slot = value;
		return 0;
	}
	if (props_key_is(p, it, "allow"))
		strv_adds(&last->allow, value);
	else if (props_key_is(p, it, "disallow"))
		strv_adds(&last->disallow, value);
	else if (props_key_is(p, it, "empty"))
		last->empty_ok = !strcmp(value, "true");
	free(value);
	return 0;
}

static int emitted_read_all_records(const struct store *s, struct span bytes,
	struct emitted_files *ret, struct err *e)
{
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err why = {0};
	int rc = props_read_all(&p, PROPS_MODERN, bytes, NULL, &why);
	bool whole = !rc && p.n && props_key_is(&p, &p.items[0], "file");

	if (rc == -JSEC_NO_MEMORY)
		return err_memory(e);
	for (size_t i = 0; whole && i < p.n; i++)
		if (emitted_take(ret, &p, &p.items[i]))
			return err_memory(e);
	for (size_t i = 0; i < ret->n; i++) {
		if (ret->items[i].allow.failed || ret->items[i].disallow.failed)
			return err_memory(e);
		whole = whole && emitted_is_complete(&ret->items[i]);
	}
	return whole ? 0 : sealed_refuse(s, &record, "it is not understood", e);
}

int emitted_load(const struct store *s, struct emitted_files *ret, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};

	*ret = (struct emitted_files){0};
	int rc = sealed_get(s, &record, &bytes, e);
	if (rc || !bytes.size)
		return rc;
	rc = emitted_read_all_records(s, buf_span(&bytes), ret, e);
	if (rc)
		emitted_files_done(ret);
	return rc;
}

const struct emitted *emitted_find(const struct emitted_files *f, const char *file)
{
	for (size_t i = 0; i < f->n; i++)
		if (!strcmp(f->items[i].file, file))
			return &f->items[i];
	return NULL;
}

void emitted_drop(struct emitted_files *f, const char *file)
{
	for (size_t i = f->n; i-- > 0;) {
		if (strcmp(f->items[i].file, file) != 0)
			continue;
		emitted_done(&f->items[i]);
		memmove(&f->items[i], &f->items[i + 1],
			(f->n - i - 1) * sizeof *f->items);
		f->n--;
	}
}

int emitted_set(struct emitted_files *f, const struct emitted *it)
{
	struct emitted copy;

	if (emitted_copy(&copy, it)) {
		emitted_done(&copy);
		return -1;
	}
	emitted_drop(f, it->file);
	struct emitted *new = emitted_add(f);
	if (!new) {
		emitted_done(&copy);
		return -1;
	}
	*new = copy;
	return 0;
}

static void emitted_put(struct buf *out, const char *key, const char *value)
{
	buf_addf(out, "%s=", key);
	chars_encode_bytes(value, out);
	buf_adds(out, "\n");
}

int emitted_save(const struct store *s, const struct emitted_files *f, struct err *e)
{
	BUF_AUTO struct buf out = {0};

	if (f->n)
		buf_adds(&out, HEAD);
	for (size_t i = 0; i < f->n; i++) {
		const struct emitted *it = &f->items[i];
		emitted_put(&out, "file", it->file);
		emitted_put(&out, "home", it->home);
		emitted_put(&out, "property", it->property);
		for (size_t k = 0; k < it->allow.n; k++)
			emitted_put(&out, "allow", it->allow.items[k]);
		for (size_t k = 0; k < it->disallow.n; k++)
			emitted_put(&out, "disallow", it->disallow.items[k]);
		if (it->empty_ok)
			emitted_put(&out, "empty", "true");
		emitted_put(&out, "written", it->written);
		emitted_put(&out, "was", it->was);
	}
	return sealed_put(s, &record, &out, e);
}
