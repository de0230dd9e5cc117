/* SPDX-License-Identifier: MIT */
/* Finds, reads and removes the vendor's waiting file. */
#include "java/vendor.h"

#include "sys/replace.h"

#include <stdio.h>
#include <stdlib.h>

#define UNFINISHED ".dpkg-new"

/* In the order of their worth: what dpkg has not finished is the newest. */
static const char *const suffixes[] = {
	UNFINISHED, ".dpkg-dist", ".ucf-dist", ".rpmnew", ".pacnew", ".apk-new"};

static bool is_unfinished(const char *waiting)
{
	size_t n = strlen(waiting), tail = strlen(UNFINISHED);

	return n > tail && !strcmp(waiting + n - tail, UNFINISHED);
}

int vendor_find(const struct root *root, const char *file, char **ret, struct err *e)
{
	*ret = NULL;
	for (size_t i = 0; !*ret && i < sizeof suffixes / sizeof *suffixes; i++) {
		PLACE_AUTO struct place p = PLACE_NONE;
		ERR_AUTO struct err ignored = {0};
		char *path = NULL;

		if (asprintf(&path, "%s%s", file, suffixes[i]) < 0)
			return err_memory(e);
		/* A link is no package manager's. */
		if (!root_resolve(root, path, geteuid(), &p, &ignored) &&
			S_ISREG(p.st.st_mode) && !strcmp(p.path, path))
			*ret = path;
		else
			free(path);
	}
	return 0;
}

void vendor_note(const char *waiting, struct strv *notes)
{
	if (is_unfinished(waiting))
		strv_addf(notes,
			"dpkg has not finished the update that brought %s: run jsecpatch "
			"--suspend, then dpkg --configure -a, then jsecpatch --reapply",
			waiting);
	else
		strv_addf(notes,
			"the vendor's newer file waits in %s, so that its new restrictions are "
			"not in force: jsecpatch --reapply --adopt-vendor takes it",
			waiting);
}

int vendor_read(const struct root *root, const char *waiting, struct buf *bytes,
	struct meta *meta, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	int rc = root_resolve(root, waiting, geteuid(), &p, e);

	rc = rc ? rc : file_read(&p, bytes, meta, e);
	if (!rc && !geteuid() && p.distrust)
		rc = err_set(e, JSEC_UNTRUSTED, waiting, 0,
			"others can write to %s; it is not taken for the vendor's file",
			p.distrust);
	return rc;
}

int vendor_remove(const struct root *root, const char *waiting, const struct meta *meta,
	struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;

	if (is_unfinished(waiting))
		return 0;
	int rc = root_resolve(root, waiting, geteuid(), &p, e);
	return rc ? rc : replace_remove(&p, &meta->st, e);
}
