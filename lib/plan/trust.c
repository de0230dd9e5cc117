/* SPDX-License-Identifier: MIT */
/* Checks who can change the path to a file, and whether the file can be replaced. */
#include "plan/trust.h"

#include "jre/install.h"
#include "os/file_info.h"
#include "os/identity.h"
#include "os/replace.h"
#include "os/root.h"
#include "plan/archive_plan.h"
#include "plan/item.h"
#include "plan/request.h"

static bool trust_is_forced(const struct planner *p)
{
	return request_has(p->request, JSEC_FORCE);
}

bool trust_is_named_only(const struct planner *p, const struct install *i)
{
	bool roots = i->public.source != JSEC_CONTAINER && owner_is_root(i->info.owner);

	return install_is_only_named(i) && !(roots && trust_is_forced(p));
}

void trust_note_named_only(struct item *it)
{
	const struct install *i = it->install;

	if (i->public.source == JSEC_CONTAINER)
		note_list_add(&it->out.notes, NOTE_ONLY_NAMED,
			"in container storage; left unchanged");
	else if (owner_is_root(i->info.owner))
		/* trust_take_identity() refuses it even if it is named */
		note_list_add(&it->out.notes, NOTE_PATH_UNTRUSTED,
			"%s is writable by others; left unchanged; fix its permissions",
			i->distrust);
	else
		note_list_add(&it->out.notes, NOTE_ONLY_NAMED,
			"%s is writable by others; left unchanged", i->distrust);
}

/* Checks the output of an archive. */
static int trust_check_output(const struct planner *p, struct item *it)
{
	PLACE_AUTO struct place place = PLACE_NONE;

	return archive_plan_get_output(p->context, p->request,
		archive_plan_get_bundle(it), &place, &it->out.err);
}

int trust_take_identity(
	const struct item *it, bool force, struct identity *ret, struct err *e)
{
	struct owner owner = it->install->info.owner;

	*ret = (struct identity){0};
	if (!identity_is_root() || !it->install->distrust)
		return 0;
	if (owner_is_root(owner) && !force)
		return err_set(e, JSEC_UNTRUSTED, it->install->file, 0,
			"%s is writable by others, so nothing was changed; fix its "
			"permissions",
			it->install->distrust);
	return identity_take(owner, ret, e);
}

/*
 * Finds out how the file can be replaced. If others can change the path, the owner's
 * rights decide.
 */
static int trust_find_way(
	const struct planner *p, struct item *it, enum replace_way *ret, struct err *e)
{
	IDENTITY_AUTO struct identity identity = {0};
	const struct install *i = it->install;
	int rc = planner_find_place(p, it, e);

	if (rc)
		return rc;
	rc = trust_take_identity(it, trust_is_forced(p), &identity, e);
	if (rc)
		return rc;
	rc = replace_check(&it->work->place, ret, e);
	if (rc != -JSEC_DENIED || !identity.changed)
		return rc;
	err_done(e);
	return err_set(e, JSEC_DENIED, i->opened, 0,
		"owned by %s, who cannot write to its directory; chown the "
		"file to root, or the directory to that user",
		owner_print(i->info.owner).text);
}

static int trust_check_mount_point(struct item *it, enum replace_way way)
{
	if (it->install->kind != INSTALL_IN_ARCHIVE || way == REPLACE_ATOMIC)
		return 0;
	return err_set(&it->out.err, JSEC_READ_ONLY, it->install->opened, 0,
		"is a mount point, which cannot be replaced");
}

static int trust_check_links(const struct planner *p, struct item *it)
{
	unsigned long n = (unsigned long)it->read.file.meta.info.links;

	if (n < 2)
		return 0;
	if (!trust_is_forced(p))
		return err_set(&it->out.err, JSEC_HARD_LINKS, it->install->file, 0,
			"has %lu names (hard links), which may belong to other installs; "
			"nothing was changed",
			n);
	note_list_add(&it->out.notes, NOTE_FORCED_LINKS,
		"forced: its other hard links keep the old content");
	return 0;
}

int trust_check(const struct planner *p, struct item *it)
{
	enum replace_way way = REPLACE_ATOMIC;
	const char *distrust = it->install->distrust;

	if (it->install->kind == INSTALL_TEXT)
		return 0;
	if (p->request->output)
		return trust_check_output(p, it);
	int rc = trust_find_way(p, it, &way, &it->out.err);
	if (rc)
		return rc;
	rc = trust_check_mount_point(it, way);
	if (rc)
		return rc;
	if (distrust && identity_is_root() && trust_is_forced(p))
		note_list_add(&it->out.notes, NOTE_FORCED_UNTRUSTED,
			"forced: %s is writable by others", distrust);
	return trust_check_links(p, it);
}
