/* SPDX-License-Identifier: MIT */
/* Opens and closes sessions, and takes the lock of their state directory. */
#include "api_session.h"

#include "backup/store.h"
#include "base/memory.h"
#include "os/identity.h"
#include "os/package_locks.h"
#include "os/root.h"
#include "os/system.h"
#include "plan/journal.h"
#include "text/properties.h"
#include "version.h"

#include <stdio.h>
#include <stdlib.h>

#define DEFAULT_LOCK_TIMEOUT 30

const char *jsec_version(void)
{
	return VERSION;
}

int api_session_copy_options(void *to, size_t known, const void *from, size_t size)
{
	const char *tail = (const char *)from + known;

	if (size < sizeof size)
		return -JSEC_BAD_REQUEST;
	for (size_t i = 0; known + i < size; i++)
		if (tail[i])
			return -JSEC_BAD_REQUEST;
	memcpy(to, from, size < known ? size : known);
	return 0;
}

/* Makes a path absolute (malloc'd), without slashes at its end. */
static int api_session_make_full_path(const char *path, char **ret, struct err *e)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	return system_make_absolute(span_of(path, n), ret, e);
}

/* The value of a variable of the caller's environment, if that is an absolute path. */
static const char *api_session_find_directory(const struct jsec *s, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < s->environment.n; i++) {
		const char *it = s->environment.items[i];
		if (!strncmp(it, name, n) && it[n] == '=')
			return it[n + 1] == '/' ? it + n + 1 : NULL;
	}
	return NULL;
}

/* Where a session keeps something, if the caller does not say it. */
struct session_place {
	const char *variable; /* the directory of a user who is not root ... */
	const char *fallback; /* ... or else this one of the home, */
	const char *name;     /* and in it */
	const char *machine;  /* otherwise */
};

static const struct session_place state_place = {
	"XDG_STATE_HOME", ".local/state", "jsecpatch", STATE_DIR};
static const struct session_place policy_place = {
	"XDG_CONFIG_HOME", ".config", "jsecpatch.conf", "/etc/jsecpatch.conf"};

static int api_session_make_default_path(
	struct jsec *s, const struct session_place *p, char **ret)
{
	const char *xdg = api_session_find_directory(s, p->variable);
	const char *home = api_session_find_directory(s, "HOME");
	int n;

	if (identity_is_root() || (!xdg && !home))
		n = asprintf(ret, "%s", p->machine);
	else
		n = xdg ? asprintf(ret, "%s/%s", xdg, p->name)
			: asprintf(ret, "%s/%s/%s", home, p->fallback, p->name);
	if (n >= 0)
		return 0;
	*ret = NULL;
	return err_memory(&s->err);
}

/* Makes the path of the state directory as it is seen from outside of the root. */
static int api_session_make_host_path(struct jsec *s, const struct jsec_options *o)
{
	bool inside = o->root && !s->context.is_host && !o->state_dir;
	char *root = NULL;
	int rc = inside ? api_session_make_full_path(o->root, &root, &s->err) : 0;

	if (rc)
		return rc;
	if (asprintf(&s->state_dir, "%s%s", root ? root : "", s->store.path) < 0)
		s->state_dir = NULL;
	free(root);
	return s->state_dir ? 0 : err_memory(&s->err);
}

/* State and policy: where the caller says, or else the default inside the root. */
static int api_session_set_paths(struct jsec *s, const struct jsec_options *o)
{
	s->store.root = o->state_dir ? &s->host : &s->root;
	s->policy.root = o->policy ? &s->host : &s->root;
	int rc = o->state_dir
			 ? api_session_make_full_path(
				   o->state_dir, &s->store.path, &s->err)
			 : api_session_make_default_path(s, &state_place, &s->store.path);
	if (rc)
		return rc;
	rc = o->policy ? api_session_make_full_path(o->policy, &s->policy.path, &s->err)
		       : api_session_make_default_path(s, &policy_place, &s->policy.path);
	return rc ? rc : api_session_make_host_path(s, o);
}

int api_session_find_remote(struct jsec *s)
{
	if (s->remote.items)
		return 0;
	s->context.remote = &s->remote;
	return root_list_remote(&s->root, &s->remote, &s->err);
}

static int api_session_copy_environment(struct jsec *s, const struct jsec_options *o)
{
	const char *const *it = o->root ? NULL : o->environment;

	for (; it && *it; it++)
		strv_adds(&s->environment, *it);
	return s->environment.failed ? -JSEC_NO_MEMORY : 0;
}

int jsec_new(const struct jsec_options *options, struct jsec **ret)
{
	struct jsec_options o = {.size = sizeof o};
	struct jsec *s = calloc(1, sizeof *s);
	int rc = 0;

	if (!s)
		return -JSEC_NO_MEMORY;
	s->root = s->host = ROOT_NONE;
	s->lock = LOCK_NONE;
	s->store = STORE_NONE;
	s->store.failures = memory_count_failures();
	s->pool = POOL_NONE;
	s->context =
		(struct context){.root = &s->root, .pool = &s->pool, .seen = &s->seen};
	if (options)
		rc = api_session_copy_options(&o, sizeof o, options, options->size);
	s->root_given = o.root != NULL;
	s->no_log = o.no_log != 0;
	s->context.is_host = !o.root || !strcmp(o.root, "/");
	s->lock_timeout = o.lock_timeout ? o.lock_timeout : DEFAULT_LOCK_TIMEOUT;
	s->watcher = (struct watcher){o.progress, o.progress_data, o.cancel};
	rc = rc ? rc : root_open(&s->host, "/", &s->err);
	rc = rc ? rc : root_open(&s->root, o.root ? o.root : "/", &s->err);
	if (!rc && !s->context.is_host && !o.any_root)
		rc = root_guard(&s->root, o.root, &s->err);
	rc = rc ? rc : api_session_copy_environment(s, &o);
	rc = rc ? rc : api_session_set_paths(s, &o);
	rc = store_lacks_memory(&s->store) ? -JSEC_NO_MEMORY : rc;
	int errnum = s->err.public.system_errno;
	if (rc) {
		jsec_free(s);
		system_set_errno(errnum);
	} else {
		*ret = s;
	}
	return rc;
}

void jsec_free(struct jsec *s)
{
	if (!s)
		return;
	jsec_unlock(s);
	store_done(&s->store);
	pool_done(&s->pool);
	free(s->state_dir);
	free(s->policy.path);
	mounts_remote_done(&s->remote);
	procs_seen_done(&s->seen);
	root_close(&s->root);
	root_close(&s->host);
	strv_done(&s->environment);
	err_done(&s->unfinished);
	err_done(&s->err);
	free(s);
}

void api_session_begin(struct jsec *s)
{
	err_done(&s->err);
	s->store.failures = memory_count_failures();
}

int api_session_end(struct jsec *s, int rc)
{
	if (memory_count_failures() == s->store.failures ||
		(rc == -JSEC_NO_MEMORY && s->err.public.code == JSEC_NO_MEMORY))
		return rc;
	err_done(&s->err);
	return err_memory(&s->err);
}

const char *jsec_get_state_dir(const struct jsec *s)
{
	return s->state_dir;
}

const struct jsec_error *jsec_get_error(const struct jsec *s)
{
	return &s->err.public;
}

static void api_session_tell_holder(void *data, const struct package_holder *holder)
{
	const struct jsec *s = data;

	watcher_tell(&s->watcher, &(struct jsec_progress){.stage = JSEC_WAITING,
					  .all = s->lock_timeout,
					  .lock = holder->lock,
					  .pid = holder->pid});
}

int api_session_await_packages(struct jsec *s)
{
	unsigned seconds = lock_is_held(&s->lock) ? 0 : s->lock_timeout;
	bool waited = false;

	if (!s->awaits || s->in_hook)
		return 0;
	s->awaits = false;
	int rc = package_locks_wait(
		&s->root, seconds, api_session_tell_holder, s, &waited, &s->err);
	s->waited = s->waited || waited;
	return rc;
}

int jsec_lock(struct jsec *s)
{
	api_session_begin(s);
	if (lock_is_held(&s->lock))
		return 0;
	int rc = api_session_await_packages(s);
	rc = rc ? rc : store_lock(&s->store, s->lock_timeout, &s->lock, &s->err);
	if (rc)
		return rc;
	if (!lock_follows(&s->lock, s->store.turn))
		store_forget(&s->store); /* another run may have added to it */
	rc = api_session_end(s, store_load(&s->store, &s->err));
	if (rc) {
		jsec_unlock(s);
		return rc;
	}
	store_clean(&s->store);
	err_done(&s->unfinished);
	rc = journal_finish(&s->store, &s->root, &s->unfinished);
	rc = api_session_end(s, rc == -JSEC_NO_MEMORY ? err_memory(&s->err) : 0);
	if (rc)
		jsec_unlock(s);
	return rc;
}

int api_session_check_whole(struct jsec *s)
{
	const struct jsec_error *known = err_public(&s->unfinished);

	if (!lock_is_held(&s->lock))
		return journal_look(&s->store, &s->root, &s->err);
	return known ? err_copy(&s->err, known) : 0;
}

void jsec_unlock(struct jsec *s)
{
	lock_drop(&s->lock);
}
