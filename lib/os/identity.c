/* SPDX-License-Identifier: MIT */
/* Changes the file system identity of one thread, with calls of Linux. */
#include "os/identity.h"

#include "os/place.h"
#include "os/system.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#define USERS "/etc/passwd"
#define LOGIN "/proc/self/loginuid"

/*
 * The kernel's calls for one thread: the C library's would change all of them. Older processors
 * of 32 bits got calls of their own when ids outgrew 16 bits.
 */
#ifdef SYS_setgroups32
#define SET_GROUPS SYS_setgroups32
#define SET_GROUP SYS_setresgid32
#define SET_USER SYS_setresuid32
#else
#define SET_GROUPS SYS_setgroups
#define SET_GROUP SYS_setresgid
#define SET_USER SYS_setresuid
#endif

static int identity_set_groups(int n, const gid_t *groups)
{
	return (int)syscall(SET_GROUPS, n, groups);
}

int identity_become(struct owner who)
{
	uid_t uid = who.user;
	gid_t gid = who.group;

	return identity_set_groups(0, NULL) || syscall(SET_GROUP, gid, gid, gid) ||
			       syscall(SET_USER, uid, uid, uid)
		       ? -1
		       : 0;
}

/* Reads the ids in a line of /etc/passwd. Returns false if the line has none. */
static bool identity_read_line(const char *line, struct owner *ret)
{
	const char *password = strchr(line, ':');
	const char *user = password ? strchr(password + 1, ':') : NULL;

	return user && sscanf(user, ":%u:%u:", &ret->user, &ret->group) == 2;
}

/* The C library's reader would skip the rest after a long line, or not be for threads. */
struct owner identity_of(struct owner o)
{
	struct owner ret = {o.user, OWNER_NOBODY.group}, found;
	char *line = NULL;
	size_t size = 0;

	if (owner_equal(o, owner_get_own()))
		return o;
	FILE *users = fopen(USERS, "re");
	while (users && getline(&line, &size, users) > 0)
		if (identity_read_line(line, &found) && found.user == o.user) {
			ret.group = found.group;
			break;
		}
	free(line);
	if (users)
		fclose(users);
	return ret;
}

int identity_give(int fd, struct owner o)
{
	if (!fchown(fd, o.user, o.group))
		return 0;
	if (errno != EPERM || !identity_is_root())
		return -1;
	int user = setfsuid(0); /* brings the capabilities for files back */
	int rc = fchown(fd, o.user, o.group), errnum = errno;
	setfsuid((uid_t)user);
	errno = errnum;
	return rc;
}

int identity_take(struct owner who, struct identity *i, struct err *e)
{
	return identity_take_all(&(struct rights){.who = identity_of(who)}, i, e);
}

int identity_take_all(const struct rights *rights, struct identity *i, struct err *e)
{
	const struct owner who = rights->who;
	const int n = (int)(rights->groups.size / sizeof *i->groups);

	*i = (struct identity){.was = owner_get_own()};
	if (owner_equal(who, i->was))
		return 0;
	i->n_groups = getgroups(0, NULL);
	i->groups =
		calloc((size_t)(i->n_groups > 0 ? i->n_groups : 1), sizeof *i->groups);
	if (!i->groups)
		return err_memory(e);
	i->n_groups = getgroups(i->n_groups, i->groups);
	if (i->n_groups < 0 ||
		identity_set_groups(
			n, (const gid_t *)(const void *)rights->groups.data)) {
		free(i->groups);
		i->groups = NULL;
		return system_fail(e, errno, "the file's owner", "act as");
	}
	i->changed = true;
	setfsgid(who.group);
	setfsuid(who.user); /* also drops capabilities for files */
	/*
	 * These calls do not fail visibly: with an invalid id they return the current
	 * one.
	 */
	if ((uid_t)setfsuid((uid_t)-1) != who.user ||
		(gid_t)setfsgid((gid_t)-1) != who.group) {
		identity_restore(i);
		return err_set(e, JSEC_DENIED, NULL, 0, "cannot act as %s",
			owner_print(who).text);
	}
	return 0;
}

void identity_restore(struct identity *i)
{
	if (i->changed) {
		setfsuid(i->was.user);
		setfsgid(i->was.group);
		identity_set_groups(i->n_groups, i->groups);
	}
	free(i->groups);
	*i = (struct identity){0};
}

int identity_read_file(const struct rights *who, size_t at_most,
	const struct place *place, struct buf *bytes, struct meta *meta, struct err *e)
{
	IDENTITY_AUTO struct identity i = {0};
	ERR_AUTO struct err why = {0};

	if (at_most < FILE_MAX_SIZE && place->info.size > (int64_t)at_most)
		return err_set(e, JSEC_TOO_LARGE, place->path, 0,
			"has %lld bytes; the limit for this file is %zu KiB",
			(long long)place->info.size, at_most >> 10);
	int rc = identity_take_all(who, &i, e);
	if (rc)
		return rc;
	rc = file_read(place, bytes, meta, &why);
	if (rc == -JSEC_DENIED && i.changed)
		return err_set(e, JSEC_DENIED, place->path, 0,
			"cannot be read with the rights of %s",
			owner_print(who->who).text);
	err_move(e, &why);
	return rc;
}

uint32_t identity_get_user(void)
{
	return getuid();
}

bool identity_read_login(uint32_t *ret)
{
	FILE *in = fopen(LOGIN, "re");
	bool good = in && fscanf(in, "%" SCNu32, ret) == 1 && *ret != UINT32_MAX;

	if (in)
		fclose(in);
	return good;
}

bool identity_is_root(void)
{
	return geteuid() == 0;
}
