/* SPDX-License-Identifier: MIT */
/*
 * Reads and writes the record, a .properties file. Its lines are HOOK.file.PATH=DIGEST,
 * HOOK.link.PATH=TARGET and .directory.PATH=
 */
#include "hooks/hook_records.h"

#include "backup/sealed.h"
#include "text/escapes.h"
#include "text/properties.h"

#include <stdlib.h>

static const struct sealed record = {"hooks", "then install the hooks again, with force"};

static const char *const kinds[] = {
	[HOOK_FILE] = "file", [HOOK_LINK] = "link", [HOOK_DIRECTORY] = "directory"};

static void hook_records_entry_done(struct hook_entry *e)
{
	free(e->hook);
	free(e->path);
	free(e->value);
}

void hook_record_done(struct hook_record *r)
{
	for (size_t i = 0; i < r->n; i++)
		hook_records_entry_done(&r->items[i]);
	free(r->items);
	*r = (struct hook_record){0};
}

struct hook_entry *hook_record_find(const struct hook_record *r, const char *path)
{
	for (size_t i = 0; i < r->n; i++)
		if (!strcmp(r->items[i].path, path))
			return &r->items[i];
	return NULL;
}

int hook_record_set(struct hook_record *r, enum hook_kind kind, const char *hook,
	const char *path, const char *value)
{
	struct hook_entry *old = hook_record_find(r, path), *items;
	struct hook_entry new = {kind, strdup(hook), strdup(path), strdup(value)};

	items = old ? r->items : realloc(r->items, (r->n + 1) * sizeof *items);
	if (!items || !new.hook || !new.path || !new.value) {
		r->items = items ? items : r->items;
		hook_records_entry_done(&new);
		return -1;
	}
	r->items = items;
	if (old)
		hook_records_entry_done(old);
	else
		old = &items[r->n++];
	*old = new;
	return 0;
}

void hook_record_drop(struct hook_record *r, struct hook_entry *entry)
{
	size_t i = (size_t)(entry - r->items);

	hook_records_entry_done(entry);
	memmove(entry, entry + 1, (r->n - i - 1) * sizeof *entry);
	r->n--;
}

/*
 * Reads a line. Ignores a line that jsecpatch cannot have written. Returns -1 if memory
 * ran out.
 */
static int hook_records_read_entry(
	struct hook_record *r, const struct props *p, const struct prop *it)
{
	struct span raw = span_cut(p->bytes, it->key, it->key_end);
	char *key = chars_decode_bytes(raw),
	     *value = chars_decode_bytes(props_get_value(p, it));
	char *kind = key ? strchr(key, '.') : NULL,
	     *path = kind ? strchr(kind + 1, '.') : NULL;
	int rc = key && value ? 0 : -1;

	if (!rc && path && path[1] == '/') {
		*kind++ = 0;
		*path++ = 0;
		for (size_t i = 0; !rc && i < sizeof kinds / sizeof *kinds; i++)
			if (!strcmp(kind, kinds[i]))
				rc = hook_record_set(
					r, (enum hook_kind)i, key, path, value);
	}
	free(key);
	free(value);
	return rc;
}

int hook_record_read(const struct store *s, struct hook_record *r, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err bad = {0};
	int rc = sealed_get(s, &record, &bytes, e);

	if (rc)
		return rc;
	rc = props_read_all(&p, PROPS_MODERN, buf_span(&bytes), NULL, &bad);
	if (rc)
		return rc == -JSEC_NO_MEMORY
			       ? err_memory(e)
			       : sealed_refuse(s, &record, "it is not understood", e);
	for (size_t i = 0; !rc && i < p.n; i++)
		if (hook_records_read_entry(r, &p, &p.items[i]))
			rc = err_memory(e);
	return rc;
}

static void hook_records_print(const struct hook_record *r, struct buf *out)
{
	buf_adds(out, "# What jsecpatch --hook install wrote, for --hook remove.\n");
	for (size_t i = 0; i < r->n; i++) {
		const struct hook_entry *it = &r->items[i];
		buf_addf(out, "%s.%s.", it->hook, kinds[it->kind]);
		chars_encode_bytes(it->path, out);
		buf_adds(out, "=");
		chars_encode_bytes(it->value, out);
		buf_adds(out, "\n");
	}
}

int hook_record_write(const struct store *s, const struct hook_record *r, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};

	if (r->n)
		hook_records_print(r, &bytes);
	return sealed_put(s, &record, &bytes, e);
}
