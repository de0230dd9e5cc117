/* SPDX-License-Identifier: MIT */
/* Walks through a tree, and tries the homes of the files that it finds. */
#include "search/tree_scan.h"

#include "jre/context.h"
#include "os/file.h"
#include "os/identity.h"
#include "os/root.h"
#include "os/system.h"
#include "os/walk/walk.h"

#include <stdlib.h>

/* Where the files of containers are. Installs there belong to other systems. */
static const char *const storages[] = {
	"/var/lib/docker/",
	"/var/lib/containers/",
	"/var/lib/containerd/",
	"/run/containerd/",
	"/run/containers/",
	"/.local/share/docker/",
	"/.local/share/containers/",
	"/var/lib/rancher/",
	"/var/lib/buildkit/",
	"/var/lib/lxc/",
	"/var/lib/lxd/",
	"/var/lib/incus/",
	"/var/lib/machines/",
	"/var/snap/docker/",
	"/var/snap/microk8s/",
};

static bool tree_scan_is_container(const char *path)
{
	for (size_t i = 0; i < sizeof storages / sizeof *storages; i++)
		if (strstr(path, storages[i]))
			return true;
	return false;
}

/* State of a scan. */
struct scanning {
	struct jsec_installs *found;
	const struct context *context;
	const struct watcher *watcher;
	struct err *e;
};

/* Cuts off the last component and returns it. Returns NULL if it is the only one. */
static char *tree_scan_cut_name(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash || slash == path)
		return NULL;
	*slash = 0;
	return slash + 1;
}

/*
 * Cuts HOME/conf/security/java.security, HOME/lib/security or HOME/conf down to HOME.
 * Returns NULL for other paths.
 */
static char *tree_scan_cut_to_home(char *path)
{
	char *name = tree_scan_cut_name(path);

	if (name && !strcmp(name, "java.security"))
		name = tree_scan_cut_name(path);
	if (name && !strcmp(name, "security")) {
		name = tree_scan_cut_name(path);
		return name && (!strcmp(name, "conf") || !strcmp(name, "lib")) ? path
									       : NULL;
	}
	return name && !strcmp(name, "conf") ? path : NULL;
}

/* Nothing is changed in container storage unless it is named. */
static struct miss tree_scan_make_miss(const char *path, const char *below, bool step)
{
	bool container = tree_scan_is_container(below);

	return (struct miss){path, container ? JSEC_CONTAINER : JSEC_SCAN,
		container ? MISS_COUNTS : MISS_FAILS, step};
}

static int tree_scan_try_path(void *data, const char *path)
{
	struct scanning *s = data;
	char *copy = strdup(path), *home = copy ? tree_scan_cut_to_home(copy) : NULL;
	const char *name;
	const struct miss miss = tree_scan_make_miss(home, path, true);
	size_t before = s->found->n;
	int rc = copy ? 0 : err_memory(s->e);

	if (home)
		rc = installs_try_home(s->found, s->context, &miss, NULL, s->e);
	/* The `jre` folder of a JDK 8 may not look like a Java: try the JDK itself. */
	if (!rc && home && s->found->n == before && (name = strrchr(home, '/')) &&
		!strcmp(name, "/jre") && tree_scan_cut_name(home))
		rc = installs_try_home(s->found, s->context, &miss, NULL, s->e);
	free(copy);
	return rc;
}

static void tree_scan_tell_progress(void *data, size_t n_dirs)
{
	const struct scanning *s = data;
	struct jsec_progress now = {
		.stage = JSEC_SCANNING, .done = n_dirs, .installs = s->found->n};

	watcher_tell(s->watcher, &now);
}

/* Notes the directories that the walk could not read. Only the first ones are known. */
static int tree_scan_take_failures(
	struct jsec_installs *l, const char *top, struct err *e)
{
	const struct walked *w = &l->walked;
	size_t more = w->n_failed - w->n_told;
	ERR_AUTO struct err why = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < w->n_told; i++) {
		const struct walk_failure *f = &w->failures[i];
		const struct miss miss = tree_scan_make_miss(f->path, f->path, false);
		ERR_AUTO struct err one = {0};
		system_fail(&one, f->errnum, f->path, "read the directory");
		rc = installs_miss(l, &miss, &one, e);
	}
	if (rc || !more)
		return rc;
	if (!identity_is_root()) {
		l->n_missed += more;
		return 0;
	}
	err_set(&why, JSEC_IO, top, 0, "%zu more directories could not be read", more);
	return installs_add_broken(l, top, JSEC_SCAN, &why, e);
}

int tree_scan_run(struct jsec_installs *l, const struct context *p, const char *path,
	const struct watcher *watcher, struct err *e)
{
	static const char *const links[] = {"conf", NULL};
	struct scanning s = {.found = l, .context = p, .watcher = watcher, .e = e};
	struct walk_job job = {
		.names = {"java.security", "security", links},
		.found = tree_scan_try_path,
		.progress = tree_scan_tell_progress,
		.data = &s,
		.cancel = watcher->cancel,
	};
	PLACE_AUTO struct place place = PLACE_NONE;
	int rc = root_name(p->root, path, false, &place, e);

	if (rc)
		return rc;
	rc = walk_tree(&place, path, &job, &l->walked, e);
	l->scanned = true;
	return rc ? rc : tree_scan_take_failures(l, path, e);
}
