/* SPDX-License-Identifier: MIT */
/* Keeps installs in a list, and their files in a hash table. */
#include "search/installs.h"

#include "jre/context.h"
#include "jre/release.h"
#include "os/file_info.h"
#include "search/archive_homes.h"

#include <stdint.h>
#include <stdlib.h>

#define MIN_SLOTS 64

static size_t installs_find_first_slot(
	const struct jsec_installs *l, const struct file_info *file)
{
	uint64_t key = (file->id.number ^ file->id.volume << 40) * 0x9e3779b97f4a7c15u;

	return (size_t)(key >> 32) & (l->n_slots - 1);
}

/* Returns the slot of this file, or the free slot where it belongs. */
static size_t *installs_find_slot(
	const struct jsec_installs *l, const struct file_info *file)
{
	size_t at = installs_find_first_slot(l, file);

	for (;; at = (at + 1) & (l->n_slots - 1)) {
		size_t *slot = &l->slots[at];
		const struct install *i = *slot ? l->items[*slot - 1] : NULL;
		if (!i || file_id_equal(i->info.id, file->id))
			return slot;
	}
}

bool installs_have(const struct jsec_installs *l, const struct file_info *file)
{
	return l->n_slots && *installs_find_slot(l, file);
}

/* Tells whether the install has its own file. Those in an archive share that archive. */
static bool installs_has_file(const struct install *i)
{
	return i->file && i->kind != INSTALL_IN_ARCHIVE && i->kind != INSTALL_TEXT;
}

/* Makes room for one more. At least half of the slots are always free. */
static int installs_reserve(struct jsec_installs *l)
{
	if (l->n < l->room)
		return 0;
	size_t room = l->room ? 2 * l->room : MIN_SLOTS / 2;
	struct install **items = realloc(l->items, room * sizeof *items);
	if (items)
		l->items = items;
	size_t *slots = items ? calloc(2 * room, sizeof *slots) : NULL;
	if (!slots)
		return -1;
	free(l->slots);
	l->slots = slots;
	l->n_slots = 2 * room;
	l->room = room;
	for (size_t i = 0; i < l->n; i++)
		if (installs_has_file(items[i]))
			*installs_find_slot(l, &items[i]->info) = i + 1;
	return 0;
}

/* Adds `path` to the aliases of an install, if it is not there yet. */
static int installs_add_name(struct install *i, const char *path, struct err *e)
{
	if (!path || (i->home && !strcmp(i->home, path)) || strv_has(&i->aliases, path))
		return 0;
	strv_adds(&i->aliases, path);
	return i->aliases.failed ? err_memory(e) : 0;
}

/* Adds the names of `from` to `into`: the same file was found by two paths. */
static int installs_merge(struct install *into, struct install *from, struct err *e)
{
	int rc = 0;

	if (!into->home && from->home) { /* until now, only the file was known */
		into->home = from->home;
		into->release = from->release;
		from->home = NULL;
		from->release = (struct release){0};
	}
	rc = installs_add_name(into, from->home, e);
	for (size_t i = 0; !rc && i < from->aliases.n; i++)
		rc = installs_add_name(into, from->aliases.items[i], e);
	return rc;
}

int installs_add(struct jsec_installs *l, struct install *i, enum jsec_source source,
	struct err *e)
{
	struct install *copy = installs_reserve(l) ? NULL : malloc(sizeof *copy);
	size_t *slot =
		copy && installs_has_file(i) ? installs_find_slot(l, &i->info) : NULL;
	int rc = 0;

	if (!copy) {
		rc = err_memory(e);
	} else if (slot && *slot) {
		struct install *same = l->items[*slot - 1];
		rc = installs_merge(same, i, e);
		install_publish(same, same->public.source);
	} else {
		*copy = *i;
		install_publish(copy, source);
		l->items[l->n++] = copy;
		if (slot)
			*slot = l->n;
		return 0;
	}
	free(copy);
	install_done(i);
	return rc;
}

int installs_add_broken(struct jsec_installs *l, const char *path,
	enum jsec_source source, struct err *why, struct err *e)
{
	struct install i = {.home = strdup(path)};

	if (!i.home)
		return err_memory(e);
	err_move(&i.err, why);
	return installs_add(l, &i, source, e);
}

int installs_try_home(struct jsec_installs *l, const struct context *p, const char *path,
	enum jsec_source source, struct strv *missed, struct err *e)
{
	ERR_AUTO struct err why = {0};
	struct install i;
	bool is_java = source == JSEC_TARGET || source == JSEC_PROCESS;
	int rc = install_probe(p, path, is_java, &i, &why);

	if (!rc && install_is_found(&i))
		return installs_add(l, &i, source, e);
	if (rc == -JSEC_NO_MEMORY)
		return err_memory(e);
	/* Report a home with a broken link to its file. But not if others can change the
	 * path: any user could make up such homes in his own directories. */
	bool tell =
		(rc == -JSEC_LINK_LOOP || rc == -JSEC_UNTRUSTED) && i.home && !i.distrust;
	install_done(&i);
	if (tell)
		return installs_add_broken(l, path, source, &why, e);
	if (rc && rc != -JSEC_NOT_FOUND && missed)
		strv_adds(missed, why.public.message);
	return missed && missed->failed ? err_memory(e) : 0;
}

int installs_make_text(struct span bytes, struct jsec_installs **ret, struct err *e)
{
	struct jsec_installs *l = calloc(1, sizeof *l);
	struct install i = {.kind = INSTALL_TEXT,
		.file = strdup("java.security"),
		.text.bytes = bytes};
	int rc = l && i.file ? installs_add(l, &i, JSEC_TARGET, e) : err_memory(e);

	if (!l || !i.file)
		free(i.file);
	rc = rc ? rc : installs_finish(l, e);
	if (rc)
		jsec_installs_free(l);
	else
		*ret = l;
	return rc;
}

int installs_finish(struct jsec_installs *l, struct err *e)
{
	l->list = calloc(l->n + 1, sizeof *l->list);
	for (size_t i = 0; l->list && i < l->n; i++)
		l->list[i] = &l->items[i]->public;
	return l->list ? 0 : err_memory(e);
}

const struct jsec_install *const *jsec_installs_items(const struct jsec_installs *l)
{
	return l->list;
}

const struct jsec_scan *jsec_installs_scan(const struct jsec_installs *l)
{
	return l->scanned ? &l->scan : NULL;
}

void jsec_installs_free(struct jsec_installs *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n; i++) {
		install_done(l->items[i]);
		free(l->items[i]);
	}
	free(l->items);
	free(l->list);
	free(l->slots);
	for (size_t i = 0; i < l->n_bundles; i++)
		bundle_free(l->bundles[i]);
	free(l->bundles);
	walked_done(&l->walked);
	strv_done(&l->left_out);
	strv_done(&l->named);
	jvmargs_done(&l->args);
	strv_done(&l->options);
	free(l);
}
