/* SPDX-License-Identifier: MIT */
/* Looks for the locks that Linux's package managers hold while they change files. */
#include "os/package_locks.h"

#include "os/file_info.h"
#include "os/system.h"

#include <errno.h>
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

static int package_locks_find_one(
	const struct root *root, const struct package_lock *l, bool *ret, struct err *e)
{
	/* Asks for writers only: every user can hold a read lock on a file they may read. */
	struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	int rc = root_resolve(root, l->path, &p, &why);

	*ret = !rc && p.info.kind == FILE_REGULAR && l->by_being_there;
	if (system_judge(&why) != LOOK_ABSENT)
		return err_copy(e, &why.public);
	if (rc || p.info.kind != FILE_REGULAR || *ret)
		return 0;
	FD_AUTO int fd = place_open(&p, O_RDONLY);
	if (fd < 0 || fcntl(fd, F_GETLK, &lock))
		return errno == ENOENT ? 0
				       : system_fail(e, errno, l->path, "read the lock");
	*ret = lock.l_type != F_UNLCK;
	return 0;
}

int package_locks_find(const struct root *root, bool *ret, struct err *e)
{
	int rc = 0;

	*ret = false;
	for (size_t i = 0; !rc && !*ret && i < sizeof locks / sizeof *locks; i++)
		rc = package_locks_find_one(root, &locks[i], ret, e);
	return rc;
}
