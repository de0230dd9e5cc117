/* SPDX-License-Identifier: MIT */
/* Fills in the texts of the hooks, and compares them with what is installed. */
#include "hooks/hook_list.h"

#include "archive/digest.h"
#include "backup/store.h"
#include "base/pointers.h"
#include "hooks/hook_paths.h"
#include "hooks/hook_run.h"
#include "hooks/hook_text.h"
#include "hooks/hook_units.h"
#include "os/file.h"
#include "os/file_info.h"
#include "os/identity.h"
#include "os/root.h"
#include "plan/packages.h"
#include "text/escapes.h"
#include "text/properties.h"
#include "version.h"

#include <stdio.h>
#include <stdlib.h>

#define INSTALLED_PROGRAM BINDIR "/jsecpatch"

static const char *const actions[HOOK_ACTIONS] = {"suspend", "reapply"};

static const char *hook_list_find_text(const char *name)
{
	for (const struct hook_text *t = hook_texts; t->name; t++)
		if (!strcmp(t->name, name))
			return t->text;
	return "";
}

static int hook_list_init_parts(struct hook *h, const struct jsec_hooks *list)
{
	const struct hook_file *file = h->row->files;
	bool failed = false;

	for (; h->n_parts < HOOK_FILES && (file->text || file->target); file++) {
		struct hook_part *part = &h->parts[h->n_parts];
		part->public = (struct jsec_hook_file){.name = file->text,
			.path = file->path,
			.target = file->target,
			.mode = file->mode};
		if (file->text) {
			part->sample = hook_list_find_text(file->text);
			hook_text_fill_in(
				&part->text, part->sample, list->program, &list->watched);
			part->public.text = buf_str(&part->text);
			failed = failed || part->text.failed;
		}
		h->files[h->n_parts++] = &part->public;
	}
	h->public = (struct jsec_hook){.name = h->row->name,
		.alias = h->row->alias,
		.what = h->row->what,
		.files = h->files,
		.runs = h->run_list};
	return failed ? -1 : 0;
}

/* Finds out whether one of the paths "A:B" exists. */
static int hook_list_find_one(
	const struct root *root, const char *paths, bool *ret, struct err *e)
{
	char path[PATH_MAX];
	int rc = 0;

	for (*ret = false; !rc && !*ret && *paths; paths += *paths == ':') {
		size_t n = strcspn(paths, ":");
		snprintf(path, sizeof path, "%.*s", (int)n, paths);
		rc = hook_paths_find(root, path, ret, e);
		paths += n;
	}
	return rc;
}

static int hook_list_judge_fit(const struct root *root, struct hook *h, struct err *e)
{
	const char *const *fits = h->row->fits;
	size_t n = sizeof h->row->fits / sizeof *fits;
	bool all = true, never = false;
	int rc = 0;

	for (size_t i = 0; !rc && all && i < n && fits[i]; i++) {
		rc = hook_list_find_one(root, fits[i], &all, e);
		h->known = h->known || all;
	}
	h->public.fits = all;
	if (rc || !all || !h->row->unless)
		return rc;
	rc = hook_paths_find(root, h->row->unless, &never, e);
	rc = rc ? rc : hook_paths_find(root, h->row->needs, &all, e);
	h->unsupported = never && !all;
	h->public.fits = !h->unsupported;
	return rc;
}

bool hook_list_has_written(
	const struct hook_record *r, const char *path, const char *digest)
{
	const struct hook_entry *entry = hook_record_find(r, path);

	return entry && entry->kind == HOOK_FILE && strstr(entry->value, digest);
}

static int hook_list_examine_link(const struct place *p, const char *target,
	enum jsec_hook_state *ret, struct err *e)
{
	bool ours;
	int rc = place_links_to(p, target, &ours, e);

	*ret = !rc && ours ? JSEC_HOOK_INSTALLED : JSEC_HOOK_CHANGED;
	return rc;
}

/* Compares with what would be written for the program that the file calls. */
static int hook_list_examine_file(const struct place *p, const struct jsec_hooks *list,
	struct hook_part *part, enum jsec_hook_state *ret, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	char digest[DIGEST_SIZE];

	*ret = JSEC_HOOK_CHANGED;
	if (p->info.kind != FILE_REGULAR)
		return 0;
	int rc = file_read(p, &bytes, &meta, e);
	if (rc)
		return rc;
	digest_compute(buf_span(&bytes), digest);
	part->program = hook_text_find_program(buf_span(&bytes));
	part->locked = (part->public.mode & 0111) && !file_info_is_program(&p->info);
	if (p->distrust && identity_is_root()) {
		part->exposed = strdup(p->distrust);
		if (!part->exposed)
			return err_memory(e);
	}
	bool same = span_equal(buf_span(&bytes), buf_span(&part->text));
	part->current = same && !part->locked && !part->exposed;
	bool filled_in = hook_text_is_filled_in(buf_span(&bytes), part->sample,
		part->program ? part->program : list->program);
	part->recorded = hook_list_has_written(&list->record, part->public.path, digest);
	bool ours = part->recorded || (filled_in && list->record_hidden);
	if (filled_in)
		hook_text_list_watched(buf_span(&bytes), part->sample, &part->watched);
	if (same || (ours && filled_in))
		*ret = JSEC_HOOK_INSTALLED;
	else if (ours || (filled_in && !part->program))
		*ret = JSEC_HOOK_OUTDATED; /* the list of an older record that was lost */
	return 0;
}

static int hook_list_examine_part(
	const struct jsec_hooks *list, struct hook_part *part, struct err *e)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err missing = {0};
	enum jsec_hook_state *state = &part->public.state;
	int rc = root_resolve_entry(list->root, part->public.path, &place, &missing);

	*state = JSEC_HOOK_ABSENT;
	free(part->program);
	free(part->exposed);
	part->program = part->exposed = NULL;
	part->current = part->recorded = part->locked = false;
	strv_done(&part->watched);
	if (rc == -JSEC_NOT_FOUND || (!rc && !place.info.kind))
		return 0;
	if (rc) {
		err_move(e, &missing);
		return rc;
	}
	return part->public.target
		       ? hook_list_examine_link(&place, part->public.target, state, e)
		       : hook_list_examine_file(&place, list, part, state, e);
}

static enum jsec_hook_state hook_list_sum_up(const struct hook *h)
{
	size_t of[JSEC_HOOK_SNIPPET + 1] = {0};

	for (size_t i = 0; i < h->n_parts; i++)
		of[h->parts[i].public.state]++;
	if (of[JSEC_HOOK_CHANGED])
		return JSEC_HOOK_CHANGED;
	if (of[JSEC_HOOK_ABSENT])
		return of[JSEC_HOOK_ABSENT] == h->n_parts ? JSEC_HOOK_ABSENT
							  : JSEC_HOOK_PARTIAL;
	return of[JSEC_HOOK_OUTDATED] ? JSEC_HOOK_OUTDATED : JSEC_HOOK_INSTALLED;
}

/* Finds out whether a file is there that an older version has installed. */
static int hook_list_find_obsolete(
	const struct jsec_hooks *list, struct hook *h, bool *ret)
{
	const char *path = h->row->obsolete;

	*ret = false;
	if (!path || !hook_record_find(&list->record, path))
		return 0;
	return hook_paths_find(list->root, path, ret, &h->err);
}

static void hook_list_publish(struct hook *h)
{
	note_list_done(&h->published);
	note_list_append(&h->published, &h->notes);
	note_list_append(&h->published, &h->found);
	h->public.changes = strv_list(&h->changes);
	h->public.notes = note_list_get(&h->published);
	h->public.error = err_public(&h->err);
}

/* Notes if hooks cannot call the program of a file. */
static int hook_list_judge_program(
	const struct jsec_hooks *list, struct hook *h, const struct hook_part *part)
{
	BUF_AUTO struct buf why = {0};
	enum jsec_code code = JSEC_OK;

	if (!part->program || part->public.state == JSEC_HOOK_CHANGED ||
		note_list_has(&h->found, NOTE_HOOK_PROGRAM))
		return 0;
	int rc =
		hook_paths_judge_program(list->root, part->program, &code, &why, &h->err);
	if (code)
		note_list_add(&h->found, NOTE_HOOK_PROGRAM, "the hook calls %s, but %s",
			part->program, buf_str(&why));
	return rc;
}

/* Notes if the plugin that would run the hook is missing, or switched off. */
static int hook_list_judge_plugin(const struct jsec_hooks *list, struct hook *h)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	META_AUTO struct meta meta = {0};
	BUF_AUTO struct buf bytes = {0};
	ERR_AUTO struct err why = {0};
	bool there;
	int rc = hook_paths_find(list->root, h->row->needs, &there, &h->err);

	if (!rc && !there)
		note_list_add(&h->found, NOTE_HOOK_INACTIVE, "%s", h->row->lacking);
	if (rc || !there)
		return rc;
	rc = root_resolve(list->root, h->row->needs, &p, &why);
	rc = rc ? rc : file_read(&p, &bytes, &meta, &why);
	if (rc && (rc != -JSEC_DENIED || identity_is_root())) {
		err_move(&h->err, &why);
		return rc;
	}
	if (hook_text_switches_off(buf_span(&bytes)))
		note_list_add(&h->found, NOTE_HOOK_INACTIVE,
			"%s switches off what runs the hook: write enabled=1 there",
			h->row->needs);
	return 0;
}

/* Notes what keeps a hook from being run that has its files. */
static int hook_list_judge_use(const struct jsec_hooks *list, struct hook *h)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < h->n_parts; i++) {
		rc = hook_list_judge_program(list, h, &h->parts[i]);
		if (h->parts[i].locked)
			note_list_add(&h->found, NOTE_HOOK_INACTIVE,
				"%s cannot be executed; install the hook again",
				h->parts[i].public.path);
		if (h->parts[i].exposed)
			note_list_add(&h->found, NOTE_HOOK_INACTIVE,
				"%s is writable by others, who could let root run "
				"anything: look what is in %s, and fix the permissions",
				h->parts[i].exposed, h->parts[i].public.path);
	}
	if (h->row->needs && !h->unsupported && h->public.state != JSEC_HOOK_ABSENT)
		rc = rc ? rc : hook_list_judge_plugin(list, h);
	if (h->unsupported)
		note_list_add(&h->found, NOTE_HOOK_UNSUPPORTED, "%s", h->row->instead);
	if (h->known && h->row->uncovered)
		note_list_add(&h->found, NOTE_HOOK_UNCOVERED, "%s", h->row->uncovered);
	for (size_t i = 0; h->row->uncovered && i < list->kept_back.n; i++)
		note_list_add(&h->found, NOTE_KEPT_BACK, "%s", list->kept_back.items[i]);
	return rc;
}

static void hook_list_examine_one(const struct jsec_hooks *list, struct hook *h)
{
	bool snippet = hook_table_is_snippet(h->row), obsolete = false;
	int rc = 0;

	note_list_done(&h->found);
	h->stale = false;
	for (size_t i = 0; !rc && i < h->n_parts; i++)
		if (snippet)
			h->parts[i].public.state = JSEC_HOOK_SNIPPET;
		else
			rc = hook_list_examine_part(list, &h->parts[i], &h->err);
	h->public.state = snippet ? JSEC_HOOK_SNIPPET : hook_list_sum_up(h);
	rc = rc ? rc : hook_list_find_obsolete(list, h, &obsolete);
	if (obsolete && (h->public.state == JSEC_HOOK_ABSENT ||
				h->public.state == JSEC_HOOK_INSTALLED))
		h->public.state = JSEC_HOOK_OUTDATED;
	if (!rc)
		hook_list_judge_use(list, h);
}

bool hook_list_is_in_place(const struct hook *h)
{
	enum jsec_hook_state state = h->public.state;

	return state == JSEC_HOOK_INSTALLED || state == JSEC_HOOK_OUTDATED ||
	       state == JSEC_HOOK_BROKEN || state == JSEC_HOOK_PARTIAL;
}

/* Tells whether something was found that keeps the hook from working. */
static bool hook_list_is_broken(const struct hook *h)
{
	static const char *const codes[] = {NOTE_HOOK_PROGRAM, NOTE_HOOK_INACTIVE,
		NOTE_HOOK_UNSUPPORTED, NOTE_HOOK_UNITS};
	bool in_place = h->public.state == JSEC_HOOK_INSTALLED ||
			h->public.state == JSEC_HOOK_OUTDATED;

	for (size_t i = 0; in_place && i < sizeof codes / sizeof *codes; i++)
		if (note_list_has(&h->found, codes[i]))
			return true;
	return false;
}

int hook_list_examine(struct jsec_hooks *list, struct err *e)
{
	bool failed = false;

	for (size_t i = 0; i < list->n; i++)
		hook_list_examine_one(list, &list->items[i]);
	hook_units_examine(list);
	for (size_t i = 0; i < list->n; i++) {
		struct hook *h = &list->items[i];
		if (hook_list_is_broken(h))
			h->public.state = JSEC_HOOK_BROKEN;
		if (list->runs_hidden && !*h->run_list && hook_list_is_in_place(h))
			note_list_add(&h->found, NOTE_HOOK_RUNS,
				"how its last run went is not known: only root may read that");
		hook_list_publish(h);
		failed = failed || h->changes.failed || h->notes.failed ||
			 h->found.failed || h->published.failed;
	}
	return failed ? err_memory(e) : 0;
}

/* Reads the value of NAME.ACTION.FIELD, if it is set. */
static int hook_list_read_field(const struct props *p, const char *name,
	const char *action, const char *field, char **ret)
{
	char key[128];

	snprintf(key, sizeof key, "%s.%s.%s", name, action, field);
	const struct prop *it = props_find(p, key);
	if (it)
		*ret = chars_decode_bytes(props_get_value(p, it));
	return !it || *ret ? 0 : -1;
}

/* Reads a run of the hook `name`: it may be the hook's alias. */
static int hook_list_read_run(
	struct hook *h, const char *name, const struct props *p, size_t i, size_t *n)
{
	struct hook_run *run = &h->runs[i];

	if (run->time || !name)
		return 0;
	if (hook_list_read_field(p, name, actions[i], "time", &run->time) ||
		hook_list_read_field(p, name, actions[i], "result", &run->result) ||
		hook_list_read_field(p, name, actions[i], "message", &run->message))
		return -1;
	if (!run->time || !run->result)
		return 0;
	run->public = (struct jsec_hook_run){.action = actions[i],
		.time = run->time,
		.ok = !strcmp(run->result, "ok"),
		.message = run->message ? run->message : ""};
	h->run_list[(*n)++] = &run->public;
	return 0;
}

/* Reads the results of runs. Users who may not read them still get the list. */
static int hook_list_read_runs(struct jsec_hooks *list, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};
	PROPS_AUTO struct props p = {0};
	ERR_AUTO struct err bad = {0};
	int rc = hook_run_read(list->store, &bytes, &bad);

	rc = rc ? rc : props_read_all(&p, PROPS_MODERN, buf_span(&bytes), NULL, &bad);
	if (rc && rc != -JSEC_DENIED && rc != -JSEC_UNTRUSTED) {
		err_move(e, &bad);
		return rc;
	}
	list->runs_hidden = rc || (!list->root_given && !identity_is_root());
	for (size_t i = 0; i < list->n; i++) {
		struct hook *h = &list->items[i];
		size_t n = 0;
		for (size_t k = 0; k < HOOK_ACTIONS; k++)
			if (hook_list_read_run(h, h->row->name, &p, k, &n) ||
				hook_list_read_run(h, h->row->alias, &p, k, &n))
				return err_memory(e);
	}
	return 0;
}

/* Finds the Javas whose packages unattended-upgrades has kept back. */
static int hook_list_find_kept_back(
	struct jsec_hooks *list, const struct jsec_installs *installs, struct err *e)
{
	PACKAGES_AUTO struct packages packages = {0};
	STRV_AUTO struct strv names = {0};
	int rc = packages_list_kept_back(list->root, &names, e);

	if (!rc && names.n && installs)
		rc = packages_load(list->root, &packages, e);
	for (size_t i = 0; !rc && names.n && installs && i < installs->n; i++) {
		const char *file = installs->items[i]->public.file;
		const struct dpkg_package *p =
			file ? packages_find(&packages, file) : NULL;
		if (p && packages_is_kept_back(list->root, &names, p))
			strv_addf(&list->kept_back,
				"unattended-upgrades has kept back %.*s, which has %s: its "
				"security updates wait",
				(int)p->name.size, p->name.data, file);
	}
	return rc ? rc : list->kept_back.failed ? err_memory(e) : 0;
}

static int hook_list_fill(struct jsec_hooks *list, const struct jsec_installs *found,
	const char *program, struct err *e)
{
	ERR_AUTO struct err bad = {0};

	list->program =
		strdup(program && !list->root_given ? program : INSTALLED_PROGRAM);
	list->items = calloc(n_hook_rows, sizeof *list->items);
	if (!list->program || !list->items)
		return err_memory(e);
	list->n = n_hook_rows;
	list->list = pointers_make(&list->items->public, list->n, sizeof *list->items);
	if (!list->list)
		return err_memory(e);
	/* Users who may not read the record still get the list. */
	int rc = hook_record_read(list->store, &list->record, &bad);
	if (rc && rc != -JSEC_DENIED) {
		err_move(e, &bad);
		return rc;
	}
	list->record_hidden = rc;
	rc = hook_paths_list_watched(list->root, found, &list->watched, e);
	rc = rc ? rc : hook_list_find_kept_back(list, found, e);
	for (size_t i = 0; !rc && i < list->n; i++) {
		struct hook *h = &list->items[i];
		h->row = &hook_rows[i];
		if (hook_list_init_parts(h, list))
			return err_memory(e);
		rc = hook_list_judge_fit(list->root, h, e);
	}
	rc = rc ? rc : hook_list_read_runs(list, e);
	return rc ? rc : hook_list_examine(list, e);
}

int hook_list_make(const struct jsec_hooks *where, const struct jsec_installs *installs,
	const char *program, struct jsec_hooks **ret, struct err *e)
{
	struct jsec_hooks *list = malloc(sizeof *list);

	if (!list)
		return err_memory(e);
	*list = *where;
	int rc = hook_list_fill(list, installs, program, e);
	if (rc)
		jsec_hooks_free(list);
	else
		*ret = list;
	return rc;
}
