/* SPDX-License-Identifier: MIT */
/* Parses a file as its Java does, and splits the list. */
#include "jre/reading.h"

#include "backup/blob.h"
#include "jre/release.h"
#include "os/file.h"
#include "os/root.h"
#include "text/properties.h"

#include <string.h>

/* Finds the definition that Java uses, which is the last one, and splits its value. */
static int reading_find_list(struct reading *r, struct err *e)
{
	r->at = props_find(&r->doc, r->property);
	if (!r->at)
		return 0;
	r->line = props_count_lines(r->doc.bytes, r->at->start);
	return list_read(&r->list, props_get_value(&r->doc, r->at)) ? err_memory(e) : 0;
}

int reading_take(struct reading *r, const struct context *c,
	const struct reading_kind *kind, struct buf *bytes, struct meta *meta,
	struct err *e)
{
	*r = (struct reading){0};
	if (meta) {
		r->meta = *meta;
		*meta = (struct meta){0};
	}
	int rc = pool_add(c->pool, bytes, &r->blob, e);
	if (rc || !kind->release)
		return rc;
	r->reader = release_get_reader(kind->release);
	rc = props_read(&r->doc, r->reader, reading_get_bytes(r), kind->path, &r->bad);
	if (rc && rc != -JSEC_BAD_FILE)
		return err_copy(e, &r->bad.public);
	r->property = kind->property;
	if (!r->property)
		return 0;
	r->rules = release_get_rules(kind->release, r->property, false);
	return rc ? 0 : reading_find_list(r, e);
}

int reading_open(struct reading *r, const struct context *c, const struct install *i,
	const char *property, struct place *place, struct err *e)
{
	META_AUTO struct meta meta = {0};
	BUF_AUTO struct buf bytes = {0};
	bool settings = i->kind == INSTALL_ACCESS; /* not read by Java's class Security */
	const struct reading_kind kind = {
		settings ? NULL : &i->release, property, i->file};

	*r = (struct reading){0};
	int rc = install_read(i, c->root, place, &bytes, &meta, e);
	return rc ? rc : reading_take(r, c, &kind, &bytes, &meta, e);
}

void reading_drop_document(struct reading *r)
{
	props_done(&r->doc);
	r->doc = (struct props){0};
	r->at = NULL;
	list_done(&r->list);
}

void reading_drop_bytes(struct reading *r)
{
	reading_drop_document(r);
	blob_drop(r->blob);
	r->blob = NULL;
}

void reading_done(struct reading *r)
{
	blob_drop(r->blob);
	meta_done(&r->meta);
	props_done(&r->doc);
	err_done(&r->bad);
	list_done(&r->list);
	*r = (struct reading){0};
}

int reading_check(const struct reading *r, const char *path, struct err *e)
{
	const struct entry *entry;
	const char *fault;

	if (err_public(&r->bad))
		return err_copy(e, &r->bad.public);
	fault = list_find_fault(&r->list, &r->rules, &entry);
	if (!fault)
		return 0;
	return err_set(e, JSEC_BAD_LIST, path, r->line,
		"the entry '%s' in %s %s: every TLS connection of this JRE fails; correct it "
		"by hand",
		entry->text, r->property, fault);
}
