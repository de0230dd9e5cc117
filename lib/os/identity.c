/* SPDX-License-Identifier: MIT */
/* The file system identity of this thread alone, as Linux has it. */
#include "os/identity.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The C library's setgroups() would change all threads of the process. */
static int identity_set_groups(int n, const gid_t *groups)
{
	return (int)syscall(SYS_setgroups, n, groups);
}

int identity_take(uid_t uid, gid_t gid, struct identity *i, struct err *e)
{
	*i = (struct identity){.uid = geteuid(), .gid = getegid()};
	if (uid == i->uid)
		return 0;
	i->n_groups = getgroups(0, NULL);
	i->groups =
		calloc((size_t)(i->n_groups > 0 ? i->n_groups : 1), sizeof *i->groups);
	if (!i->groups)
		return err_memory(e);
	i->n_groups = getgroups(i->n_groups, i->groups);
	if (i->n_groups < 0 || identity_set_groups(0, NULL)) {
		free(i->groups);
		i->groups = NULL;
		return err_sys(e, errno, "the file's owner", "act as");
	}
	i->changed = true;
	setfsgid(gid);
	setfsuid(uid); /* drops the capabilities over files, too */
	/* Neither call tells a failure; asking for what cannot be tells the current value. */
	if ((uid_t)setfsuid((uid_t)-1) != uid || (gid_t)setfsgid((gid_t)-1) != gid) {
		identity_restore(i);
		return err_set(e, JSEC_DENIED, NULL, 0, "cannot act as user %u", uid);
	}
	return 0;
}

void identity_restore(struct identity *i)
{
	if (i->changed) {
		setfsuid(i->uid);
		setfsgid(i->gid);
		identity_set_groups(i->n_groups, i->groups);
	}
	free(i->groups);
	*i = (struct identity){0};
}
