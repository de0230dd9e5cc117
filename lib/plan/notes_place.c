/* SPDX-License-Identifier: MIT */
/* Adds notes about who else relies on a file, or writes it. */
#include "plan/notes.h"

#include "jre/install.h"
#include "jre/reading.h"
#include "jre/release.h"
#include "os/root.h"
#include "plan/item.h"
#include "plan/request.h"

#include <stdio.h>
#include <stdlib.h>

/* Tells whether the home has a file of this name. */
static bool notes_has(const struct planner *p, struct item *it, const char *name)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};
	char *path = NULL;

	if (asprintf(&path, "%s/%s", it->install->home, name) < 0) {
		it->out.notes.failed = true;
		return false;
	}
	bool there = !root_resolve(p->context->root, path, &place, &ignored) &&
		     place.info.kind;
	free(path);
	return there;
}

/*
 * A JDK without jmods links from its own files, since 24 (JEP 493), and checks them. Others
 * link from jmods, which have the vendor's file.
 */
static void notes_add_jlink(const struct planner *p, struct item *it)
{
	int major = version_parse(it->install->release.version).major;

	if (!it->install->home || (major && major < 9) || !notes_has(p, it, "bin/jlink"))
		return;
	if (notes_has(p, it, "jmods"))
		note_list_add(&it->out.notes, NOTE_JLINK,
			"images that jlink of this JDK makes have the vendor's list; change "
			"it in each image");
	else if (major >= 24)
		note_list_add(&it->out.notes, NOTE_JLINK,
			"jlink of this JDK makes no images while its java.security is "
			"changed");
}

/* Kubernetes keeps each state of a volume in a directory with the time as its name. */
static bool notes_is_in_volume(const char *path)
{
	while ((path = strstr(path, "/.."))) {
		path += 3;
		if (strspn(path, "0123456789") == 4 && path[4] == '_')
			return true;
	}
	return false;
}

static void notes_add_owners(struct item *it)
{
	const char *file = it->install->file;

	if (file && strstr(file, "/crypto-policies/"))
		note_list_add(&it->out.notes, NOTE_SHARED_POLICY,
			"all Javas of this machine that follow the system's crypto policy "
			"read this file; it belongs to the package crypto-policies, and "
			"update-crypto-policies undoes a change");
	if (file && notes_is_in_volume(file))
		note_list_add(&it->out.notes, NOTE_VOLUME,
			"is in a volume of Kubernetes, which undoes a change; change the "
			"ConfigMap or Secret");
}

void notes_add_place(const struct planner *p, struct item *it)
{
	notes_add_owners(it);
	if (p->request->action == JSEC_CHANGE && it->edit.new.blob)
		notes_add_jlink(p, it);
}
