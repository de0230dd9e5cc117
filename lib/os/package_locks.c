/* SPDX-License-Identifier: MIT */
/* Looks for the locks that Linux's package managers hold while they change files. */
#include "os/package_locks.h"

#include "os/file_info.h"

#include <fcntl.h>

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

static bool package_locks_is_held(const struct root *root, const struct package_lock *l)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};

	if (root_resolve(root, l->path, &p, &ignored) || p.info.kind != FILE_REGULAR)
		return false;
	if (l->by_being_there)
		return true;
	FD_AUTO int fd = place_open(&p, O_RDONLY | O_NONBLOCK);
	return fd >= 0 && !fcntl(fd, F_GETLK, &lock) && lock.l_type != F_UNLCK;
}

bool package_locks_are_held(const struct root *root)
{
	for (size_t i = 0; i < sizeof locks / sizeof *locks; i++)
		if (package_locks_is_held(root, &locks[i]))
			return true;
	return false;
}
