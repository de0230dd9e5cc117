/* SPDX-License-Identifier: MIT */
/*
 * Replaces the file of the metrics atomically. Its directory often belongs to another user, as
 * Debian's /var/lib/prometheus does, so root must not be led elsewhere.
 */
#include "act.h"

#include "say.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_TRIES 100 /* names for the temporary file, if others are taken */

/* The file, while it is written. */
struct act_metrics_file {
	const char *path;
	char *copy; /* of the path, cut into steps */
	char *name; /* the last step */
	int dir;    /* the others lead there; or -1 */
	char temporary[NAME_MAX + 1];
	char *why; /* it failed, or NULL */
};

__attribute__((format(printf, 2, 3))) static bool act_metrics_fail(
	struct act_metrics_file *f, const char *format, ...)
{
	char *reason = NULL;
	va_list args;

	va_start(args, format);
	int n = vasprintf(&reason, format, args);
	va_end(args);
	if (n < 0 || asprintf(&f->why, "cannot write the metrics to %s: %s", f->path,
			     reason) < 0) {
		f->why = NULL;
		say_lose_words();
	}
	free(n < 0 ? NULL : reason);
	return false;
}

/* Goes one step down. A symbolic link is not followed: others may have made it. */
static bool act_metrics_enter(struct act_metrics_file *f, const char *step)
{
	int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int next = openat(f->dir, step, flags);
	struct stat st;

	if (next < 0 && errno == ENOTDIR &&
		!fstatat(f->dir, step, &st, AT_SYMLINK_NOFOLLOW) && S_ISLNK(st.st_mode))
		return act_metrics_fail(f,
			"'%s' in this path is a symbolic link, which is not followed; "
			"name the real path",
			step);
	if (next < 0)
		return act_metrics_fail(f, "%s: %s", step, strerror(errno));
	close(f->dir);
	f->dir = next;
	return true;
}

/* Opens the directory. The last step is the name of the file. */
static bool act_metrics_open_dir(struct act_metrics_file *f)
{
	char *rest = NULL, *step;

	f->dir = open(*f->path == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (f->dir < 0)
		return act_metrics_fail(f, "%s", strerror(errno));
	step = strtok_r(f->copy, "/", &rest);
	for (; step && rest && *rest; step = strtok_r(NULL, "/", &rest))
		if (!act_metrics_enter(f, step))
			return false;
	f->name = step;
	return step || act_metrics_fail(f, "it names no file");
}

/* Refuses to replace a device, a link or a directory, such as /dev/null. */
static bool act_metrics_check_old(struct act_metrics_file *f)
{
	struct stat st;

	if (fstatat(f->dir, f->name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT || act_metrics_fail(f, "%s", strerror(errno));
	return S_ISREG(st.st_mode) || act_metrics_fail(f, "it is not a regular file");
}

/* Creates the new file. Who reads all files *.prom must not read it before it is complete. */
static int act_metrics_create(struct act_metrics_file *f)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, fd = -1;

	for (int i = 0; fd < 0 && i < MOST_TRIES; i++) {
		snprintf(f->temporary, sizeof f->temporary, ".jsecpatch-%d-%d.tmp",
			(int)getpid(), i);
		fd = openat(f->dir, f->temporary, flags, 0600);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return fd;
}

static bool act_metrics_fill(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t n = write(fd, text, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text += n;
		size -= (size_t)n;
	}
	/* the exporter runs as another user */
	return !fchmod(fd, 0644) && !fsync(fd);
}

static bool act_metrics_replace(struct act_metrics_file *f, const char *text, size_t size)
{
	int fd = act_metrics_create(f);

	if (fd < 0)
		return act_metrics_fail(f, "%s", strerror(errno));
	bool good = act_metrics_fill(fd, text, size) &&
		    !renameat(f->dir, f->temporary, f->dir, f->name);
	int errnum = errno;
	close(fd);
	if (good)
		return true;
	unlinkat(f->dir, f->temporary, 0);
	return act_metrics_fail(f, "%s", strerror(errnum));
}

char *act_metrics_save(const char *path, const char *text, size_t size)
{
	struct act_metrics_file f = {.path = path, .copy = strdup(path), .dir = -1};

	if (!f.copy)
		say_lose_words();
	else if (act_metrics_open_dir(&f) && act_metrics_check_old(&f))
		act_metrics_replace(&f, text, size);
	if (f.dir >= 0)
		close(f.dir);
	free(f.copy);
	return f.why;
}
