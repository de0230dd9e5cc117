/* SPDX-License-Identifier: MIT */
/* Finds the homes of JVMs. If a path leads to another file here, the JVM is elsewhere. */
#include "search/running.h"

#include "jre/context.h"
#include "jre/install.h"
#include "jre/jvm.h"
#include "os/file_info.h"
#include "os/proc.h"
#include "os/root.h"
#include "text/cgroup.h"

#include <stdio.h>
#include <stdlib.h>

/* Tells whether the home has the same file here as in the root of the process. */
static bool running_is_here(
	const struct context *p, const char *home, const struct file_info *info)
{
	struct file_info here;

	return jvm_find_file(p->root, home, &here) && file_id_equal(here.id, info->id);
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
static int running_add_prefix(char **path, int pid)
{
	char *longer = NULL;

	if (!*path)
		return 0;
	if (asprintf(&longer, "/proc/%d/root%s", pid, *path) < 0)
		return -1;
	free(*path);
	*path = longer;
	return 0;
}

static int running_add_foreign(struct jsec_installs *l, const struct context *p,
	const struct process *process, const char *home, struct err *e)
{
	struct root root = root_act_for(&process->root, owner_get_own());
	struct context inside = {.root = &root, .lexer = p->lexer, .pool = p->pool};
	ERR_AUTO struct err ignored = {0};
	struct install i;
	int rc = install_probe(&inside, home, true, &i, &ignored);

	if (rc || !install_is_found(&i)) {
		install_done(&i);
		return rc == -JSEC_NO_MEMORY ? err_memory(e) : 0;
	}
	i.kind = INSTALL_ELSEWHERE;
	i.elsewhere.path = i.opened;
	i.opened = NULL;
	i.pid = process->pid;
	strv_done(&i.aliases);
	if (running_add_prefix(&i.home, i.pid) || running_add_prefix(&i.file, i.pid)) {
		install_done(&i);
		return err_memory(e);
	}
	return installs_add(l, &i, JSEC_CONTAINER, e);
}

static int running_try_process(struct jsec_installs *l, const struct context *p,
	const struct process *process, struct err *e)
{
	size_t before = l->n;
	struct file_info info;
	bool modern;
	char *home = jvm_find_home(process->library, &modern);
	int rc = 0;

	if (home && jvm_find_file(&process->root, home, &info) &&
		!installs_have(l, &info))
		rc = running_is_here(p, home, &info)
			     ? installs_try_home(l, p, home, JSEC_PROCESS, NULL, e)
			     : running_add_foreign(l, p, process, home, e);
	free(home);
	return rc ? rc : running_note_process(l, process, before, e);
}

int running_find(struct jsec_installs *l, const struct context *p, struct err *e)
{
	PROCS_AUTO struct procs procs = {0};
	ERR_AUTO struct err ignored = {0};

	if (procs_open(&procs, &ignored))
		return 0;
	for (;;) {
		PROCESS_AUTO struct process process = PROCESS_NONE;
		int rc = procs_next(&procs, JVM_LIBRARY, &process, e);

		rc = rc <= 0				      ? rc
		     : running_try_process(l, p, &process, e) ? -JSEC_NO_MEMORY
							      : 1;
		if (rc <= 0)
			return rc;
	}
}
