/* SPDX-License-Identifier: MIT */
/* Judges lists of NFSv4: 32-bit numbers, and who is meant (RFC 7530, section 6). */
#include "os/mounts.h"

#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>

#define NAME "system.nfs4_acl"
#define MAX_SIZE 8192 /* a longer one is not trusted */

#define ALLOWS 0	    /* a type of entries */
#define ONLY_INHERITED 0x08 /* a flag: the entry is for new files of a directory */
#define OWNER "OWNER@"

/* To write data, append, delete an entry or the file, change the list or the owner. */
#define CHANGES (0x02 | 0x04 | 0x40 | 0x10000 | 0x40000 | 0x80000)

/* Takes a number from the list. Returns false at its end. */
static bool mounts_acl_take(struct span *list, uint32_t *ret)
{
	if (list->size < sizeof *ret)
		return false;
	memcpy(ret, list->data, sizeof *ret);
	*ret = be32toh(*ret);
	*list = span_cut(*list, sizeof *ret, list->size);
	return true;
}

bool mounts_acl_is_private(struct span list)
{
	uint32_t n, type, flags, mask, size;

	if (!mounts_acl_take(&list, &n))
		return false;
	for (; n; n--) {
		if (!mounts_acl_take(&list, &type) || !mounts_acl_take(&list, &flags) ||
			!mounts_acl_take(&list, &mask) ||
			!mounts_acl_take(&list, &size) || size > list.size)
			return false;
		if (type == ALLOWS && !(flags & ONLY_INHERITED) && (mask & CHANGES) &&
			!span_equal(span_cut(list, 0, size), span_str(OWNER)))
			return false;
		size_t padded = ((size_t)size + 3) / 4 * 4;
		list = span_cut(list, padded < list.size ? padded : list.size, list.size);
	}
	return true;
}

bool mounts_acl_check(int fd)
{
	char self[32], list[MAX_SIZE];

	snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
	ssize_t n = getxattr(self, NAME, list, sizeof list);
	if (n < 0)
		return errno == ENODATA || errno == ENOTSUP;
	return mounts_acl_is_private(span_of(list, (size_t)n));
}
