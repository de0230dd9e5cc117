/* SPDX-License-Identifier: MIT */
/* Reads a process from /proc by descriptors, so that a reused pid is not confused. */
#include "os/proc.h"

#include "os/file.h"
#include "os/file_info.h"
#include "os/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define TEXT_MAX ((size_t)256 << 10)
#define MAPS_MAX ((size_t)16 << 20)
#define DELETED " (deleted)"
#define STAT_PARENT 4 /* fields of `stat`, counted from 1 as in proc(5) */
#define STAT_START 22
#define SECOND 1000000000LL

void process_done(struct process *p)
{
	free(p->library);
	free(p->directory);
	buf_done(&p->cmdline);
	buf_done(&p->environ);
	buf_done(&p->cgroup);
	buf_done(&p->groups);
	mounts_remote_done(&p->mounts);
	root_close(&p->root);
	*p = PROCESS_NONE;
}

/* Reads up to `at_most` bytes of a process's file. Returns -1 and errno if it cannot. */
static int process_read_text(int dir, const char *name, size_t at_most, struct buf *out)
{
	FD_AUTO int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || (system_read_all(fd, at_most, out) && errno != EFBIG))
		return -1;
	return 0;
}

/* Returns the numbers in the line of `status` that starts with `key`. */
static struct span process_find_status(struct span status, const char *key)
{
	size_t n = strlen(key);

	while (status.size) {
		struct span line = span_take_line(&status);
		if (line.size > n && !memcmp(line.data, key, n))
			return span_cut(line, n, line.size);
	}
	return span_of("", 0);
}

/* Takes the next number from a line, of which more lines follow in the same text. */
static bool process_take_number(struct span *line, uint32_t *ret)
{
	size_t i = 0;

	while (i < line->size && strchr(" \t", line->data[i]))
		i++;
	if (i == line->size)
		return false;
	*ret = (uint32_t)strtoul(line->data + i, NULL, 10);
	while (i < line->size && !strchr(" \t", line->data[i]))
		i++;
	*line = span_cut(*line, i, line->size);
	return true;
}

size_t process_read_status(
	int dir, const char *path, const char *key, uint32_t *ret, size_t n)
{
	BUF_AUTO struct buf status = {0};
	size_t found = 0;

	if (process_read_text(dir, path, TEXT_MAX, &status))
		return 0;
	struct span numbers = process_find_status(buf_span(&status), key);
	while (found < n && process_take_number(&numbers, &ret[found]))
		found++;
	return found;
}

/*
 * Reads the user and the groups. The owner of the directory /proc/PID does not tell them: it
 * is root if the process does not want to be traced.
 */
static int process_read_owner(struct span status, struct process *ret)
{
	struct span users = process_find_status(status, "Uid:");
	struct span groups = process_find_status(status, "Gid:");
	struct span more = process_find_status(status, "Groups:");
	struct owner real, effective;
	uint32_t group;

	if (!process_take_number(&users, &real.user) ||
		!process_take_number(&users, &effective.user) ||
		!process_take_number(&groups, &real.group) ||
		!process_take_number(&groups, &effective.group)) {
		errno = EIO;
		return -1;
	}
	/* a set-uid program got its options from the real user */
	ret->owner = owner_is_root(effective) ? real : effective;
	while (process_take_number(&more, &group))
		buf_add(&ret->groups, span_of((const char *)&group, sizeof group));
	errno = ENOMEM;
	return ret->groups.failed ? -1 : 0;
}

/* Tells whether two paths lead to different files. Returns false if that is unknown. */
static bool process_differ(int dir, const char *name, const char *path)
{
	struct stat its, own;

	return !fstatat(dir, name, &its, 0) && !stat(path, &own) &&
	       (its.st_ino != own.st_ino || its.st_dev != own.st_dev);
}

/* Tells whether its root directory is on a file system that may not answer, unlike ours. */
static bool process_hides_root(const struct process *p)
{
	struct remote_mounts own = {0};
	ERR_AUTO struct err ignored = {0};
	bool hides =
		p->mounts.all &&
		(p->elsewhere || mounts_list_remote(0, "/", &own, &ignored) || !own.all);

	mounts_remote_done(&own);
	return hides;
}

/* Opens its root directory. Returns -1 and errno if it cannot, or if that may not answer. */
static int process_open_root(int dir, struct process *ret)
{
	ERR_AUTO struct err why = {0};

	if (mounts_list_remote(ret->pid, "", &ret->mounts, &why)) {
		errno = why.public.system_errno ? why.public.system_errno : ENOMEM;
		return -1;
	}
	ret->elsewhere = process_differ(dir, "ns/mnt", "/proc/self/ns/mnt");
	if (process_hides_root(ret)) {
		errno = EACCES;
		return -1;
	}
	ret->elsewhere = ret->elsewhere || process_differ(dir, "root", "/");
	return root_adopt(&ret->root,
		openat(dir, "root", O_PATH | O_DIRECTORY | O_CLOEXEC), ret->owner);
}

/* Returns field `n` of `stat`, for n > 2. Field 2 is a name that may contain anything. */
static unsigned long long process_find_stat_field(const struct buf *stat, int n)
{
	const char *at = strrchr(buf_str(stat), ')');

	for (int i = 2; at && *at && i < n; i++) {
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	return at ? strtoull(at, NULL, 10) : 0;
}

/*
 * `stat` counts ticks since the machine started. Returns the end of the tick in which the
 * process started: no program reads its files sooner.
 */
static struct file_time process_read_start(const struct buf *stat)
{
	int64_t boot =
		system_read_clock(CLOCK_REALTIME) - system_read_clock(CLOCK_BOOTTIME);
	long long ticks = (long long)process_find_stat_field(stat, STAT_START);
	int64_t start = boot + (ticks + 1) * (SECOND / sysconf(_SC_CLK_TCK));

	return (struct file_time){start / SECOND, (uint32_t)(start % SECOND)};
}

/* Returns the path of the first mapped file of that name, without " (deleted)". */
static struct span process_find_mapping(struct span maps, const char *name)
{
	while (maps.size) {
		struct span line = span_take_line(&maps);
		const char *slash = memchr(line.data, '/', line.size);
		size_t mark = strlen(DELETED), tail = strlen(name);

		if (!slash)
			continue;
		struct span path = span_cut(line, (size_t)(slash - line.data), line.size);
		if (path.size > mark &&
			!memcmp(path.data + path.size - mark, DELETED, mark))
			path.size -= mark;
		if (path.size > tail && path.data[path.size - tail - 1] == '/' &&
			!memcmp(path.data + path.size - tail, name, tail))
			return path;
	}
	return span_of("", 0);
}

/* Cuts the process's own root off a path: the kernel shows it as the caller sees it. */
static char *process_cut_root(int dir, struct span path)
{
	char root[PATH_MAX];
	ssize_t n = readlinkat(dir, "root", root, sizeof root);
	size_t size = n > 1 && n < (ssize_t)sizeof root ? (size_t)n : 0;

	if (size && path.size > size && path.data[size] == '/' &&
		!memcmp(path.data, root, size))
		path = span_cut(path, size, path.size);
	return strndup(path.data, path.size);
}

/* Returns the parent of a process, or 0 if there is none to be seen. */
static int process_find_parent(int pid)
{
	BUF_AUTO struct buf stat = {0};
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	return process_read_text(AT_FDCWD, path, TEXT_MAX, &stat)
		       ? 0
		       : (int)process_find_stat_field(&stat, STAT_PARENT);
}

bool process_is_ancestor(int pid)
{
	int above = getppid();

	while (above > 0 && above != pid)
		above = process_find_parent(above);
	return pid > 0 && above == pid;
}

const char *process_read_name(int pid, char *name, size_t size)
{
	BUF_AUTO struct buf text = {0};
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/comm", pid);
	(void)process_read_text(AT_FDCWD, path, TEXT_MAX, &text);
	snprintf(name, size, "%.*s", (int)strcspn(buf_str(&text), "\n"), buf_str(&text));
	return name;
}

/* Reads a text of a process that may be hidden from the caller. Returns -1 and errno. */
static int process_read_visible(int dir, const char *name, struct buf *out)
{
	return process_read_text(dir, name, TEXT_MAX, out) && errno != EACCES &&
			       errno != EPERM
		       ? -1
		       : 0;
}

/* Fills in what everybody may see of a process. Returns -1 and errno if it cannot. */
static int process_describe_outside(int dir, struct process *ret)
{
	BUF_AUTO struct buf text = {0};
	BUF_AUTO struct buf status = {0};

	if (process_read_text(dir, "stat", TEXT_MAX, &text) ||
		process_read_text(dir, "status", TEXT_MAX, &status) ||
		process_read_owner(buf_span(&status), ret) ||
		process_read_visible(dir, "cmdline", &ret->cmdline) ||
		process_read_visible(dir, "cgroup", &ret->cgroup))
		return -1;
	ret->start = process_read_start(&text);
	return 0;
}

/* Fills in the rest of `ret`. Returns -1 and errno if it cannot. */
static int process_describe(int dir, struct process *ret)
{
	char path[PATH_MAX];

	if (process_describe_outside(dir, ret) ||
		process_read_visible(dir, "environ", &ret->environ) ||
		process_open_root(dir, ret))
		return -1;
	ssize_t n = readlinkat(dir, "cwd", path, sizeof path);
	if (n > 0 && n < (ssize_t)sizeof path && *path == '/')
		ret->directory = process_cut_root(dir, span_of(path, (size_t)n));
	return 0;
}

/* Finds the library in the maps of a process. Returns 1, or 0 if it is not there. */
static int process_find_library(int dir, const char *library, char **ret)
{
	BUF_AUTO struct buf maps = {0};

	if (process_read_text(dir, "maps", MAPS_MAX, &maps))
		return -1;
	struct span path = process_find_mapping(buf_span(&maps), library);
	if (!path.size)
		return 0;
	*ret = process_cut_root(dir, path);
	errno = ENOMEM;
	return *ret ? 1 : -1;
}

int process_examine(int dir, const char *library, bool whole, struct process *ret)
{
	int found = dir < 0	   ? -1
		    : ret->library ? 1
				   : process_find_library(dir, library, &ret->library);

	if (!found || (found > 0 && (!whole || !process_describe(dir, ret))))
		return found;
	int errnum = errno;
	process_done(ret);
	errno = errnum;
	return -1;
}

/* Opens the directory of a process. Returns -1 and errno if it cannot. */
static int process_open_directory(int pid)
{
	char path[32];

	snprintf(path, sizeof path, "/proc/%d", pid);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int process_inspect(int pid, const char *library, struct process *ret, struct err *e)
{
	FD_AUTO int dir = process_open_directory(pid);

	*ret = (struct process){.pid = pid, .root = ROOT_NONE};
	int found = process_examine(dir, library, true, ret);
	if (!found && process_describe_outside(dir, ret))
		found = -1;
	if (found >= 0)
		return found;
	int errnum = errno;
	if (dir < 0 || errnum == ESRCH)
		return err_set(e, JSEC_NOT_FOUND, NULL, 0, "there is no process %d", pid);
	ret->pid = pid;
	if (process_describe_outside(dir, ret))
		errnum = errno;
	return system_fail(e, errnum, "/proc", "inspect the process in");
}

int process_list_files(int pid, process_file_fn *take, void *data)
{
	FD_AUTO int dir = process_open_directory(pid);
	int fd = dir < 0 ? -1 : openat(dir, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *files = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *d;
	char target[PATH_MAX];

	if (!files) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	while ((d = readdir(files))) {
		ssize_t n = readlinkat(fd, d->d_name, target, sizeof target - 1);
		if (n <= 0)
			continue;
		target[n] = 0;
		take(data, target);
	}
	closedir(files);
	return 0;
}
