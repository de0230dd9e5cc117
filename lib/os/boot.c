/* SPDX-License-Identifier: MIT */
/* Asks /proc and /run about the first process and its root. */
#include "os/boot.h"

#include "os/lacking.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names of the first process on a machine that was booted. */
static const char *const inits[] = {"systemd", "init", "openrc-init", "runit",
	"s6-svscan", "s6-linux-init", "dinit", "shepherd", "busybox", "finit", "launchd"};

static bool boot_is_init(const char *name)
{
	for (size_t i = 0; i < sizeof inits / sizeof *inits; i++)
		if (!strcmp(name, inits[i]))
			return true;
	return false;
}

/* Reads the first line of a file in /proc. Returns false if it cannot. */
static bool boot_read_line(const char *path, char *name, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, name, size - 1);

	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return false;
	name[n] = 0;
	name[strcspn(name, "\n")] = 0;
	return true;
}

/* Tells whether "/" seems to be another root than the first process has. */
static bool boot_is_chroot(void)
{
	const unsigned root = STATX_ATTR_MOUNT_ROOT;
	struct statx x;
	struct stat own, first;

	/* A machine's root is a mount point. */
	if (!statx(AT_FDCWD, "/", 0, STATX_TYPE, &x) && (x.stx_attributes_mask & root) &&
		!(x.stx_attributes & root))
		return true;
	/* Few users may look at the first process's root: others rely on the above. */
	return !stat("/", &own) && !stat("/proc/1/root", &first) &&
	       (own.st_dev != first.st_dev || own.st_ino != first.st_ino);
}

const char *boot_say_unbooted(void)
{
	char name[32];

	if (!boot_read_line("/proc/1/comm", name, sizeof name))
		return "/proc is not mounted, so this looks like a chroot or an image build";
	if (boot_is_chroot())
		return "this is a chroot";
	if (!boot_is_init(name))
		return "no init runs here, so this looks like a container or an image build";
	return NULL;
}

bool boot_has_systemd(void)
{
	struct stat st;

	/* if that is unknown, systemctl knows */
	return lstat("/run/systemd/system", &st) ? errno != ENOENT && errno != ENOTDIR
						 : S_ISDIR(st.st_mode);
}

const char *boot_get_systemctl(void)
{
	return access("/usr/bin/systemctl", X_OK) ? "/bin/systemctl"
						  : "/usr/bin/systemctl";
}

double boot_uptime_at(double time)
{
	int64_t start =
		system_read_clock(CLOCK_REALTIME) - system_read_clock(CLOCK_BOOTTIME);

	return time - (double)start / 1e9;
}
