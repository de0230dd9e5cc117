/* SPDX-License-Identifier: MIT */
/* Looks for the locks that Linux's package managers hold while they change files. */
#include "os/package_locks.h"

#include "os/file_info.h"
#include "os/proc.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>

#define POLL_MS 100

static const struct package_lock {
	const char *path;
	bool by_being_there; /* the lock is held while the file exists */
} locks[] = {
	{"/var/lib/dpkg/lock-frontend", false},
	{"/var/lib/dpkg/lock", false},
	{"/usr/lib/sysimage/rpm/.rpm.lock", false},
	{"/var/lib/rpm/.rpm.lock", false},
	{"/var/lib/pacman/db.lck", true},
};

static int package_locks_find_one(const struct root *root, const struct package_lock *l,
	struct package_holder *ret, struct err *e)
{
	/* Asks for writers only: every user can hold a read lock on a file they may read. */
	struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	int rc = root_resolve(root, l->path, &p, &why);

	*ret = (struct package_holder){0};
	if (system_judge(&why) != LOOK_ABSENT)
		return err_copy(e, &why.public);
	if (rc || p.info.kind != FILE_REGULAR)
		return 0;
	if (l->by_being_there) {
		*ret = (struct package_holder){.lock = l->path, .may_be_stale = true};
		return 0;
	}
	FD_AUTO int fd = place_open(&p, O_RDONLY);
	if (fd < 0 || fcntl(fd, F_GETLK, &lock))
		return errno == ENOENT ? 0
				       : system_fail(e, errno, l->path, "read the lock");
	if (lock.l_type == F_UNLCK || process_is_ancestor(lock.l_pid))
		return 0;
	*ret = (struct package_holder){
		.lock = l->path, .pid = lock.l_pid > 0 ? lock.l_pid : 0};
	return 0;
}

int package_locks_find(const struct root *root, struct package_holder *ret, struct err *e)
{
	int rc = 0;

	*ret = (struct package_holder){0};
	for (size_t i = 0; !rc && !ret->lock && i < sizeof locks / sizeof *locks; i++)
		rc = package_locks_find_one(root, &locks[i], ret, e);
	return rc;
}

static int package_locks_refuse(
	const struct package_holder *h, unsigned seconds, struct err *e)
{
	char name[32];

	if (!h->pid)
		return err_set(e, JSEC_LOCKED, h->lock, 0,
			"a package manager has been working for %u s; try again when it has "
			"ended%s",
			seconds,
			h->may_be_stale ? " (if none is running, remove this file)" : "");
	return err_set(e, JSEC_LOCKED, h->lock, 0,
		"%s (pid %d) has been working for %u s; try again when it has ended",
		process_read_name(h->pid, name, sizeof name), h->pid, seconds);
}

int package_locks_wait(const struct root *root, unsigned seconds, package_locks_fn *tell,
	void *data, bool *waited, struct err *e)
{
	int64_t deadline =
		system_read_clock(CLOCK_MONOTONIC) + seconds * INT64_C(1000000000);
	struct package_holder holder;
	int rc;

	*waited = false;
	while (!(rc = package_locks_find(root, &holder, e)) && holder.lock) {
		if (system_read_clock(CLOCK_MONOTONIC) >= deadline)
			return package_locks_refuse(&holder, seconds, e);
		if (!*waited)
			tell(data, &holder);
		*waited = true;
		system_pause(POLL_MS);
	}
	return rc;
}
