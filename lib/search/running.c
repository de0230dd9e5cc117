/* SPDX-License-Identifier: MIT */
/* Finds the homes of JVMs. If a path leads to another file here, the JVM is elsewhere. */
#include "search/running.h"

#include "jre/context.h"
#include "jre/install.h"
#include "jre/jvm.h"
#include "os/file_info.h"
#include "os/identity.h"
#include "os/procs.h"
#include "os/root.h"
#include "search/access_javas.h"
#include "text/cgroup.h"

#include <stdio.h>
#include <stdlib.h>

/* Returns the root of a process, without what may not answer there. */
static struct root running_get_root(
	const struct context *p, const struct process *process)
{
	const struct root root = root_act_for(&process->root, owner_get_own());

	return root_avoid(&root, process->elsewhere ? &process->mounts : p->remote);
}

/* Returns a path as the process sees it, under /proc/PID/root (malloc'd). */
static char *running_add_prefix(const char *path, int pid)
{
	char *longer = NULL;

	return asprintf(&longer, "/proc/%d/root%s", pid, path) < 0 ? NULL : longer;
}

/* Notes that a home could not be examined in the root of its process. */
static int running_miss(struct jsec_installs *l, const struct process *process,
	const char *home, enum miss_weight weight, struct err *why, struct err *e)
{
	char *path = running_add_prefix(home, process->pid);
	const struct miss miss = {path, JSEC_PROCESS, weight, false};
	int rc = path ? installs_miss(l, &miss, why, e) : err_memory(e);

	free(path);
	return rc;
}

/* Records the process in the install that was just added, if there is one. */
static int running_note_process(
	struct jsec_installs *l, const struct process *p, size_t before, struct err *e)
{
	CGROUP_AUTO struct cgroup cgroup = {0};
	struct install *i = l->n > before ? l->items[before] : NULL;

	if (!i)
		return 0;
	if (cgroup_read(buf_span(&p->cgroup), &cgroup))
		return err_memory(e);
	i->pid = p->pid;
	i->container = cgroup.container;
	cgroup.container = NULL;
	install_publish(i, i->public.source);
	return 0;
}

/* Puts /proc/PID/root before a path. */
static int running_replace_path(char **path, int pid)
{
	char *longer = *path ? running_add_prefix(*path, pid) : NULL;

	if (!longer)
		return *path ? -1 : 0;
	free(*path);
	*path = longer;
	return 0;
}

int running_move_out(struct install *i, const struct process *process)
{
	i->kind = INSTALL_ELSEWHERE;
	i->elsewhere.path = i->opened;
	i->elsewhere.user = process->owner;
	i->opened = NULL;
	i->pid = process->pid;
	strv_done(&i->aliases);
	return running_replace_path(&i->home, i->pid) ||
			       running_replace_path(&i->file, i->pid)
		       ? -1
		       : 0;
}

static int running_add_foreign(struct jsec_installs *l, const struct context *p,
	const struct process *process, const char *home, struct err *e)
{
	const struct root root = running_get_root(p, process);
	const struct context inside = {.root = &root, .pool = p->pool, .of_others = true};
	ERR_AUTO struct err why = {0};
	struct install i;

	if (install_probe(&inside, home, true, &i, &why) || !install_is_found(&i)) {
		install_done(&i);
		return running_miss(l, process, home, MISS_COUNTS, &why, e);
	}
	if (running_move_out(&i, process)) {
		install_done(&i);
		return err_memory(e);
	}
	return installs_add(l, &i, JSEC_CONTAINER, e);
}

/* Root would change nothing that only another user's process leads to. */
static enum miss_weight running_weigh(const struct process *process)
{
	bool own = owner_is_root(process->owner) && !process->elsewhere;

	return identity_is_root() && !own ? MISS_COUNTS : MISS_FAILS;
}

/* Adds the home of a process: ours if it has the same file here, or a foreign one. */
static int running_try_home(struct jsec_installs *l, const struct context *p,
	const struct process *process, const char *home, struct file_info *info,
	struct err *e)
{
	const struct miss miss = {home, JSEC_PROCESS, running_weigh(process), true};
	ERR_AUTO struct err why = {0};
	const struct root root = running_get_root(p, process);
	struct file_info here;

	if (jvm_find_file(&root, home, info, &why))
		return running_miss(l, process, home, miss.weight, &why, e);
	if (info->kind == FILE_NONE || installs_find(l, info))
		return 0;
	if (jvm_find_file(p->root, home, &here, &why))
		return installs_miss(l, &miss, &why, e);
	return here.kind != FILE_NONE && file_id_equal(here.id, info->id)
		       ? installs_try_home(l, p, &miss, NULL, e)
		       : running_add_foreign(l, p, process, home, e);
}

/* Tells whether the process belongs to the installation that the search is for. */
static bool running_is_used(const struct access_dirs *access, const struct context *p,
	const struct process *process)
{
	const struct root root = running_get_root(p, process);

	return access && access_javas_are_used_by(access, p, process, &root);
}

static int running_try_process(struct jsec_installs *l, const struct context *p,
	const struct process *process, const struct running_search *what, struct err *e)
{
	bool used = running_is_used(what->access, p, process);
	struct file_info info = {0};
	size_t before = l->n;
	bool modern;

	if (what->only_used && !used)
		return 0;
	char *home = jvm_find_home(process->library, &modern);
	int rc = home ? running_try_home(l, p, process, home, &info, e) : 0;

	free(home);
	rc = rc ? rc : running_note_process(l, process, before, e);
	if (!rc && used && info.kind != FILE_NONE)
		installs_mark_used(l, &info, process->pid);
	return rc;
}

int running_find(struct jsec_installs *l, const struct context *p,
	const struct running_search *what, struct err *e)
{
	const struct miss all = {"/proc", JSEC_PROCESS, MISS_FAILS, false};
	PROCS_AUTO struct procs procs = {0};
	ERR_AUTO struct err why = {0};

	if (procs_open(&procs, p->seen, &why))
		return installs_miss(l, &all, &why, e);
	for (;;) {
		PROCESS_AUTO struct process process = PROCESS_NONE;
		int more = procs_next(&procs, JVM_LIBRARY, &process, e);
		int rc = more > 0 ? running_try_process(l, p, &process, what, e) : more;
		if (rc || !more)
			return rc;
	}
}
