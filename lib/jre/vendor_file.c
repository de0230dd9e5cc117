/* SPDX-License-Identifier: MIT */
/* Finds, reads and removes the vendor's waiting file. */
#include "jre/vendor_file.h"

#include "os/file_info.h"
#include "os/folder.h"
#include "os/identity.h"
#include "os/replace.h"
#include "os/root.h"
#include "os/temporary.h"

#include <stdio.h>
#include <stdlib.h>

#define UNFINISHED ".dpkg-new"
#define MAX_SUFFIX 16
#define FEW 100 /* names in a directory; in a larger one they are looked up */

/* The preferred one first: a file that dpkg is still installing is the newest. */
static const char *const suffixes[] = {
	UNFINISHED, ".dpkg-dist", ".ucf-dist", ".rpmnew", ".pacnew", ".apk-new"};

#define N_SUFFIXES (sizeof suffixes / sizeof *suffixes)

bool vendor_file_is_unfinished(const char *waiting)
{
	size_t n = strlen(waiting), tail = strlen(UNFINISHED);

	return n > tail && !strcmp(waiting + n - tail, UNFINISHED);
}

/* What is in the directory of a file. */
struct vendor_beside {
	const char *name; /* of the file */
	size_t n;	  /* names so far */
	bool there[N_SUFFIXES];
	bool left; /* maybe by a killed run */
};

static int vendor_file_take_name(void *data, const char *name, enum file_kind kind)
{
	struct vendor_beside *b = data;
	size_t n = strlen(b->name);

	(void)kind;
	b->left = b->left || temporary_may_be_left(name);
	for (size_t i = 0; !strncmp(name, b->name, n) && i < N_SUFFIXES; i++)
		b->there[i] = b->there[i] || !strcmp(name + n, suffixes[i]);
	return ++b->n > FEW;
}

int vendor_file_find(
	const struct place *p, const char *file, char **ret, bool *clean, struct err *e)
{
	struct vendor_beside all = {.name = p->name};
	ERR_AUTO struct err ignored = {0};
	bool listed = !folder_list_beside(
		p, p->path, "list its directory", vendor_file_take_name, &all, &ignored);
	struct file_info beside = {0};
	size_t i = 0;

	*ret = NULL;
	*clean = listed && !all.left;
	/* Package managers do not put files beside a path with a link in it. */
	if (strcmp(p->path, file) != 0)
		return 0;
	for (; i < N_SUFFIXES; i++) {
		char name[NAME_MAX + MAX_SUFFIX];

		if (listed && !all.there[i])
			continue;
		snprintf(name, sizeof name, "%s%s", p->name, suffixes[i]);
		int rc = place_look_beside(p, name, &beside, e);
		if (rc)
			return rc;
		if (beside.kind == FILE_REGULAR)
			break;
	}
	if (i < N_SUFFIXES && asprintf(ret, "%s%s", file, suffixes[i]) < 0) {
		*ret = NULL;
		return err_memory(e);
	}
	return 0;
}

void vendor_file_note(const char *waiting, struct note_list *notes)
{
	if (vendor_file_is_unfinished(waiting))
		note_list_add(notes, NOTE_DPKG_UNFINISHED,
			"dpkg has not finished the update that brought %s", waiting);
	else
		note_list_add(notes, NOTE_VENDOR_WAITS,
			"a newer vendor file is waiting in %s; its restrictions are not active "
			"yet",
			waiting);
}

int vendor_file_read(const struct root *root, const char *waiting, struct buf *bytes,
	struct meta *meta, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	int rc = root_resolve(root, waiting, &p, e);

	if (rc)
		return rc;
	if (identity_is_root() && p.distrust)
		return err_set(e, JSEC_UNTRUSTED, waiting, 0,
			"%s is writable by others, so this file was not adopted",
			p.distrust);
	return file_read(&p, bytes, meta, e);
}

int vendor_file_remove(const struct root *root, const char *waiting,
	const struct meta *meta, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;

	if (vendor_file_is_unfinished(waiting))
		return 0;
	int rc = root_resolve(root, waiting, &p, e);
	return rc ? rc : replace_remove(&p, &meta->info, e);
}
