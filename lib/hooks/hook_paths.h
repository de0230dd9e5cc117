/* SPDX-License-Identifier: MIT */
/* Looks at the paths that hooks depend on: the program they call, and what they watch. */
#ifndef HOOK_PATHS_H
#define HOOK_PATHS_H

#include "base/buf.h"
#include "base/strv.h"
#include "os/root.h"
#include "search/installs.h"

/*
 * Finds out why hooks cannot call a program: `why` becomes a sentence, and `*ret` the code
 * of an error. They are empty and 0 if hooks can call it, or if this user may not look.
 */
int hook_paths_judge_program(const struct root *root, const char *path,
	enum jsec_code *ret, struct buf *why, struct err *e);

/* Finds out whether a path exists, as far as this user may know. */
int hook_paths_find(const struct root *root, const char *path, bool *ret, struct err *e);

/*
 * Lists what a path unit has to watch: the file of each install, and the directories in
 * which a newer version, or another link to it, would appear. Leaves out what others can
 * change: they could start the unit until systemd gives up. `installs` may be NULL.
 */
int hook_paths_list_watched(const struct root *root, const struct jsec_installs *installs,
	struct strv *out, struct err *e);

/*
 * Adds those of `old` that may be needed again: directories that exist, and files of homes
 * that exist, though a Java may be half unpacked there.
 */
int hook_paths_keep_watched(
	const struct root *root, const struct strv *old, struct strv *out, struct err *e);

#endif
