/* SPDX-License-Identifier: MIT */
/* Opens and examines what a walk found, by its descriptor. */
#include "os/place.h"

#include "base/span.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void place_done(struct place *p)
{
	place_close_fd(&p->directory);
	place_close_fd(&p->file);
	free(p->path);
	free(p->distrust);
	*p = PLACE_NONE;
}

int place_refuse_dangling(const char *path, enum jsec_code code, struct err *e)
{
	err_done(e);
	return err_set(e, code, path, 0,
		"leads through a symbolic link to a place that is not there; mount or make "
		"that, or remove the link");
}

bool place_is_open(const struct place *p)
{
	return p->directory >= 0;
}

/* Without /proc, the name may lead to another file by now. */
static int place_open_name(const struct place *p, int flags)
{
	int fd = openat(p->directory, p->name, flags | O_NOFOLLOW);
	struct file_info now;

	if (fd < 0 || (!file_info_read(fd, &now) && file_id_equal(now.id, p->info.id)))
		return fd;
	close(fd);
	errno = ESTALE;
	return -1;
}

int place_open(const struct place *p, int flags)
{
	char self[32];

	if (p->info.kind == FILE_DIR)
		return openat(p->file, ".", flags | O_CLOEXEC);
	if (p->info.kind != FILE_REGULAR || p->pseudo) {
		errno = !p->info.kind ? ENOENT : flags & O_DIRECTORY ? ENOTDIR : EINVAL;
		return -1;
	}
	/* does not wait for who holds a lease */
	flags |= O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	snprintf(self, sizeof self, "/proc/self/fd/%d", p->file);
	int fd = open(self, flags);
	return fd < 0 && errno == ENOENT ? place_open_name(p, flags) : fd;
}

int place_check(const struct place *p, struct err *e)
{
	const struct file_info *i = &p->info;
	const char *kind = i->kind == FILE_DIR	    ? "a directory"
			   : i->kind == FILE_LINK   ? "a symbolic link"
			   : i->kind == FILE_PIPE   ? "a FIFO"
			   : i->kind == FILE_SOCKET ? "a socket"
						    : "a device";

	if (i->kind == FILE_NONE)
		return err_set(e, JSEC_NOT_FOUND, p->path, 0, "no such file");
	if (i->kind != FILE_REGULAR)
		return err_set(e, JSEC_NOT_REGULAR, p->path, 0,
			"is %s, not a regular file", kind);
	if (p->pseudo)
		return err_set(e, JSEC_NOT_REGULAR, p->path, 0,
			"is not a real file, but on proc or a similar file system; not "
			"read");
	return 0;
}

int place_look_beside(
	const struct place *p, const char *name, struct file_info *ret, struct err *e)
{
	struct stat st;

	*ret = (struct file_info){0};
	if (!fstatat(p->directory, name, &st, AT_SYMLINK_NOFOLLOW))
		*ret = file_info_make(&st);
	else if (errno != ENOENT && errno != ENAMETOOLONG)
		return system_fail(e, errno, p->path, "look beside the file");
	return 0;
}

int place_links_to(const struct place *p, const char *target, bool *ret, struct err *e)
{
	char text[PATH_MAX];
	ssize_t n = p->info.kind == FILE_LINK ? readlinkat(p->file, "", text, sizeof text)
					      : 0;

	if (n < 0)
		return system_fail(e, errno, p->path, "read the link");
	*ret = span_equal(span_of(text, (size_t)n), span_str(target));
	return 0;
}

int place_remove_dir(const struct place *p, struct err *e)
{
	if (unlinkat(p->directory, p->name, AT_REMOVEDIR)) {
		if (errno == ENOENT)
			return 0;
		return errno == ENOTEMPTY || errno == EEXIST
			       ? 1
			       : system_fail(e, errno, p->path, "remove the directory");
	}
	FD_AUTO int parent =
		openat(p->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0 || fsync(parent))
		return system_fail(e, errno, p->path, "sync the directory above it");
	return 0;
}
