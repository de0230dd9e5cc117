/* SPDX-License-Identifier: MIT */
/* Maps errno to error codes, reads and writes, reads the clock, and makes paths absolute. */
#include "os/system.h"

#include "base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MORE_ROOM 4096

static enum jsec_code system_find_code(int errnum)
{
	switch (errnum) {
	case ENOENT:
	case ENOTDIR:
		return JSEC_NOT_FOUND;
	case EACCES:
	case EPERM:
		return JSEC_DENIED;
	case EROFS:
		return JSEC_READ_ONLY;
	case ENOSPC:
	case EDQUOT:
		return JSEC_NO_SPACE;
	case ELOOP:
		return JSEC_LINK_LOOP;
	case ENOMEM:
		return JSEC_NO_MEMORY;
	case EMFILE:
	case ENFILE:
		return JSEC_NO_DESCRIPTORS;
	default:
		return JSEC_IO;
	}
}

#ifdef __GLIBC__
const char *system_explain(int errnum, char text[SYSTEM_REASON])
{
	return strerror_r(errnum, text, SYSTEM_REASON);
}
#else
/* Where musl's words are others than those that people find in manuals and search for. */
static const struct {
	int errnum;
	const char *text;
} system_words[] = {
	{EIO, "Input/output error"},
	{EBUSY, "Device or resource busy"},
	{EXDEV, "Invalid cross-device link"},
	{EMFILE, "Too many open files"},
	{ENAMETOOLONG, "File name too long"},
	{ELOOP, "Too many levels of symbolic links"},
	{EOPNOTSUPP, "Operation not supported"},
	{ETIMEDOUT, "Connection timed out"},
	{EHOSTUNREACH, "No route to host"},
	{EDQUOT, "Disk quota exceeded"},
};

const char *system_explain(int errnum, char text[SYSTEM_REASON])
{
	(void)text;
	for (size_t i = 0; i < sizeof system_words / sizeof *system_words; i++)
		if (system_words[i].errnum == errnum)
			return system_words[i].text;
	return strerror(errnum); /* constant in musl */
}
#endif

int system_fail(struct err *e, int errnum, const char *path, const char *doing)
{
	char reason[SYSTEM_REASON];

	if (errnum == ENOMEM)
		memory_add_failure();
	return err_set_failure(e, system_find_code(errnum), errnum, path, doing,
		errnum == ENOMEM ? "out of memory" : system_explain(errnum, reason));
}

void system_set_errno(int errnum)
{
	errno = errnum;
}

enum system_look system_judge(const struct err *why)
{
	switch (why->public.code) {
	case JSEC_OK:
	case JSEC_NOT_FOUND:
	case JSEC_LINK_LOOP:
	case JSEC_NOT_REGULAR:
	case JSEC_TOO_LARGE:
	case JSEC_UNTRUSTED:
		return LOOK_ABSENT;
	case JSEC_DENIED:
		return LOOK_DENIED;
	case JSEC_NO_MEMORY:
	case JSEC_NO_DESCRIPTORS:
		return LOOK_EXHAUSTED;
	default:
		/* a process has ended; a name that is too long leads to nothing */
		return why->public.system_errno == ESRCH ||
				       why->public.system_errno == ENAMETOOLONG
			       ? LOOK_ABSENT
			       : LOOK_FAILED;
	}
}

int system_check_file_end(int64_t end)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, &limit) || limit.rlim_cur == RLIM_INFINITY ||
		(uint64_t)end <= limit.rlim_cur)
		return 0;
	errno = EFBIG;
	return -1;
}

int system_read_all(int fd, size_t at_most, struct buf *out)
{
	ssize_t n = 1;

	while (n != 0) {
		if (out->room < out->size + SYSTEM_LEAST_READ &&
			!buf_reserve(out, MORE_ROOM)) {
			errno = ENOMEM;
			return -1;
		}
		n = read(fd, out->data + out->size, out->room - out->size - 1);
		if (n < 0 && errno != EINTR)
			return -1;
		out->size += n > 0 ? (size_t)n : 0;
		out->data[out->size] = 0;
		if (out->size > at_most) {
			errno = EFBIG;
			return -1;
		}
	}
	return 0;
}

int system_write_at(int fd, struct span s, int64_t *at)
{
	if (system_check_file_end(*at + (int64_t)s.size))
		return -1;
	while (s.size) {
		ssize_t n = pwrite(fd, s.data, s.size, *at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = n ? errno : EIO;
			return -1;
		}
		*at += n;
		s = span_cut(s, (size_t)n, s.size);
	}
	return 0;
}

int64_t system_read_clock(clockid_t clock)
{
	struct timespec t = {0};

	clock_gettime(clock, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

void system_sleep(unsigned seconds)
{
	nanosleep(&(struct timespec){.tv_sec = seconds}, NULL);
}

void system_pause(unsigned milliseconds)
{
	nanosleep(&(struct timespec){.tv_sec = milliseconds / 1000,
			  .tv_nsec = (long)(milliseconds % 1000) * 1000000},
		NULL);
}

int system_make_absolute(struct span path, char **ret, struct err *e)
{
	bool absolute = path.size && path.data[0] == '/';
	char *cwd = absolute ? NULL : getcwd(NULL, 0);

	*ret = NULL;
	if (!absolute && !cwd)
		return system_fail(e, errno, ".", "find the working directory");
	if (asprintf(ret, "%s%s%.*s", cwd ? cwd : "", cwd ? "/" : "", (int)path.size,
		    path.data) < 0)
		*ret = NULL;
	free(cwd);
	return *ret ? 0 : err_memory(e);
}
