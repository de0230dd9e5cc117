/* SPDX-License-Identifier: MIT */
/* Keeps installs in a list, and their files in a hash table. */
#include "search/installs.h"

#include "jre/context.h"
#include "jre/release.h"
#include "os/file_info.h"
#include "os/identity.h"
#include "os/system.h"
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

const struct install *installs_find(
	const struct jsec_installs *l, const struct file_info *file)
{
	const size_t *slot = l->n_slots ? installs_find_slot(l, file) : NULL;

	return slot && *slot ? l->items[*slot - 1] : NULL;
}

void installs_mark_used(struct jsec_installs *l, const struct file_info *file, int pid)
{
	const size_t *slot = l->n_slots ? installs_find_slot(l, file) : NULL;
	struct install *i = slot && *slot ? l->items[*slot - 1] : NULL;

	if (!i || i->belongs == JSEC_INSIDE)
		return;
	i->belongs = JSEC_OF_PROCESS;
	i->pid = i->pid ? i->pid : pid;
	install_publish(i, i->public.source);
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
	if (from->belongs > into->belongs)
		into->belongs = from->belongs;
	rc = installs_add_name(into, from->home, e);
	for (size_t i = 0; !rc && i < from->aliases.n; i++)
		rc = installs_add_name(into, from->aliases.items[i], e);
	return rc;
}

/* The number of a file that was replaced may be that of another new file by now. */
static bool installs_is_same(const struct install *a, const struct install *b)
{
	return !strcmp(a->file, b->file) || file_info_is_unchanged(&a->info, &b->info);
}

int installs_add(struct jsec_installs *l, struct install *i, enum jsec_source source,
	struct err *e)
{
	struct install *copy = installs_reserve(l) ? NULL : malloc(sizeof *copy);
	size_t *slot =
		copy && installs_has_file(i) ? installs_find_slot(l, &i->info) : NULL;
	int rc = 0;

	if (slot && *slot && !installs_is_same(l->items[*slot - 1], i))
		slot = NULL;
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

int installs_learn(const struct jsec_installs *l, const struct context *c, struct err *e)
{
	for (size_t i = 0; i < l->n; i++) {
		ERR_AUTO struct err why = {0};
		int rc = install_learn(c, l->items[i], &why);
		if (rc && system_judge(&why) == LOOK_EXHAUSTED) {
			err_move(e, &why);
			return rc;
		}
	}
	return 0;
}

/*
 * Counts a place, once, however many paths lead there. The last one is the likeliest. Root
 * only names what he would not change: other users must not make his runs doubtful.
 */
static int installs_count_missed(struct jsec_installs *l, const struct miss *m,
	const struct err *why, struct err *e)
{
	const char *reason = strrchr(why->public.message, ':');
	const char *at = m->step && why->public.path ? why->public.path : m->path;
	const char *slash = m->step ? strrchr(at, '/') : NULL;
	size_t n = slash == at ? 1 : slash ? (size_t)(slash - at) : strlen(at);
	BUF_AUTO struct buf text = {0};

	buf_addf(&text, "%.*s%s", (int)n, at, reason ? reason : "");
	if (text.failed)
		return err_memory(e);
	if (strv_has(&l->missed, buf_str(&text)))
		return 0;
	bool counts = m->weight != MISS_COUNTS || !identity_is_root();
	l->n_missed += counts;
	if (l->missed.n >= WALK_MAX_TOLD && !counts)
		return 0;
	if (l->missed.n >= WALK_MAX_TOLD)
		strv_drop_last(&l->missed);
	strv_adds(&l->missed, buf_str(&text));
	return l->missed.failed ? err_memory(e) : 0;
}

/* Tells whether the list says already that nothing is known about this path. */
static bool installs_have_broken(const struct jsec_installs *l, const char *path)
{
	size_t i = 0;

	while (i < l->n && !(err_public(&l->items[i]->err) && l->items[i]->home &&
				   !strcmp(l->items[i]->home, path)))
		i++;
	return i < l->n;
}

int installs_miss(
	struct jsec_installs *l, const struct miss *m, struct err *why, struct err *e)
{
	enum system_look look = system_judge(why);
	bool counts =
		m->weight == MISS_COUNTS ||
		(look == LOOK_DENIED && m->weight != MISS_KNOWN && !identity_is_root());
	int rc = -(int)why->public.code;

	if (look == LOOK_ABSENT)
		return 0;
	if (look == LOOK_EXHAUSTED) {
		err_move(e, why);
		return rc;
	}
	if (counts)
		return installs_count_missed(l, m, why, e);
	return installs_have_broken(l, m->path)
		       ? 0
		       : installs_add_broken(l, m->path, m->source, why, e);
}

int installs_miss_probed(struct jsec_installs *l, const struct miss *m, struct install *i,
	struct err *why, struct err *e)
{
	/* root would not change it without being told to: see install_is_only_named() */
	bool others = i->distrust && identity_is_root() && m->source != JSEC_POLICY;
	/* Report a home with a broken link to its file. But not if others can change the
	 * path: any user could make up such homes in his own directories. */
	bool tell = (why->public.code == JSEC_LINK_LOOP ||
			    why->public.code == JSEC_UNTRUSTED) &&
		    i->home && !i->distrust;
	struct miss miss = *m;

	install_done(i);
	if (tell)
		return installs_have_broken(l, m->path)
			       ? 0
			       : installs_add_broken(l, m->path, m->source, why, e);
	miss.step = true;
	miss.weight = others ? MISS_COUNTS : m->weight;
	return installs_miss(l, &miss, why, e);
}

int installs_try_home(struct jsec_installs *l, const struct context *p,
	const struct miss *home, bool *found, struct err *e)
{
	ERR_AUTO struct err why = {0};
	struct install i;
	bool is_java = home->source == JSEC_TARGET || home->source == JSEC_PROCESS;
	int rc = install_probe(p, home->path, is_java, &i, &why);
	bool there = !rc && install_is_found(&i);

	if (found)
		*found = there;
	return there ? installs_add(l, &i, home->source, e)
		     : installs_miss_probed(l, home, &i, &why, e);
}

int installs_find_args(const struct jsec_installs *l, const struct context *c,
	const struct install *i, const struct jvmargs **ret, struct err *e)
{
	unsigned kind = release_is_old(&i->release) ? 0 : JVM_MODERN;
	bool openj9 = false;
	/* without options it is all the same */
	int rc = l->options.n ? install_is_openj9(i, c, &openj9, e) : 0;

	*ret = &l->args[kind | (openj9 ? JVM_OPENJ9 : 0)];
	return rc;
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
	l->scan = (struct jsec_scan){
		.directories = l->walked.n_dirs,
		.unreadable = l->n_missed,
		.problems = strv_list(&l->missed),
		.partly = strv_list(&l->partly),
		.left_out = strv_list(&l->walked.left_out),
		.left_behind = strv_list(&l->left_behind),
		.known_places_only = !l->scanned,
		.cancelled = l->walked.cancelled,
	};
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
	return l->searched ? &l->scan : NULL;
}

static void installs_done_access(struct access_dirs *a)
{
	strv_done(&a->names);
	strv_done(&a->tops);
	strv_done(&a->homes);
	strv_done(&a->links);
	strv_done(&a->owners);
	strv_done(&a->ignored);
	strv_done(&a->copies);
	strv_done(&a->excluded);
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
	strv_done(&l->missed);
	strv_done(&l->left_behind);
	strv_done(&l->partly);
	installs_done_access(&l->access);
	strv_done(&l->named);
	for (size_t i = 0; i < JVM_KINDS; i++)
		jvmargs_done(&l->args[i]);
	strv_done(&l->options);
	free(l);
}
