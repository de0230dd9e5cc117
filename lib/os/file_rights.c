/* SPDX-License-Identifier: MIT */
/* Compares who may read or change two files, or gains rights, and copies these rights. */
#include "os/file.h"

#include "os/file_info.h"

#include <stdlib.h>
#include <sys/stat.h>

#define CAPABILITIES "security.capability"

/* Tells whether an attribute is a list of who may do what, or gives rights to a program. */
static bool meta_is_right(const struct xattr *x)
{
	return !strncmp(x->name, "system.", 7) || !strcmp(x->name, CAPABILITIES);
}

/* Tells whether it is a POSIX ACL. The mode's group bits are the most that it allows. */
static bool meta_is_posix_list(const struct xattr *x)
{
	return !strncmp(x->name, "system.posix_acl_", 17);
}

/* Tells whether all attributes of `m` that are rights, POSIX lists or others, are in `of`. */
static bool meta_is_covered(const struct meta *m, const struct meta *of, bool posix)
{
	for (size_t i = 0; i < m->n_xattrs; i++) {
		const struct xattr *x = &m->xattrs[i];
		if (meta_is_right(x) && meta_is_posix_list(x) == posix &&
			!meta_has_xattr(of, x))
			return false;
	}
	return true;
}

/* Returns what all users may do whom a POSIX list names, and the file's group. */
static unsigned meta_find_least(const struct xattr *x)
{
	enum { HEAD = 4, ENTRY = 8, USER = 2, GROUP_OBJ = 4, GROUP = 8 };
	const unsigned char *bytes = (const unsigned char *)buf_str(&x->value);
	unsigned least = 7;

	for (size_t at = HEAD; at + ENTRY <= x->value.size; at += ENTRY)
		if (bytes[at] & (USER | GROUP_OBJ | GROUP))
			least &= bytes[at + 2];
	return least;
}

/* Returns the bits rwx that everybody has, whatever groups and lists they are in. */
static unsigned meta_find_common(const struct meta *m)
{
	unsigned common = m->info.permissions & m->info.permissions >> 3 & 7;

	for (size_t i = 0; i < m->n_xattrs; i++)
		if (meta_is_posix_list(&m->xattrs[i]))
			common &= meta_find_least(&m->xattrs[i]);
	return common;
}

/*
 * Tells whether somebody could do more with the file, even only read it. The owner's bits
 * do not matter: the owner can set them.
 */
static bool meta_gives_more(const struct meta *m, const struct meta *than)
{
	const unsigned a = m->info.permissions, b = than->info.permissions;

	if (m->info.owner.group == than->info.owner.group &&
		meta_is_covered(m, than, true) && meta_is_covered(than, m, true))
		return a & ~b & (S_IRWXG | S_IRWXO);
	return (a | a >> 3) & 7 & ~meta_find_common(than);
}

static bool meta_is_less_trusted(const struct meta *m, const struct meta *than)
{
	const unsigned set_id = S_ISUID | S_ISGID;
	const struct file_info *a = &m->info, *b = &than->info;
	bool same = owner_equal(a->owner, b->owner) && a->owner.group == b->owner.group;

	if (!owner_is_root(a->owner) && !owner_equal(a->owner, b->owner))
		return true;
	if (a->permissions & set_id & ~(same ? b->permissions : 0))
		return true;
	return meta_gives_more(m, than) || !meta_is_covered(m, than, false);
}

static void meta_drop_rights(struct meta *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_xattrs; i++) {
		struct xattr *x = &m->xattrs[i];
		if (!meta_is_right(x)) {
			m->xattrs[n++] = *x;
			continue;
		}
		free(x->name);
		buf_done(&x->value);
	}
	m->n_xattrs = n;
}

int meta_keep_rights(struct meta *m, const struct meta *now)
{
	if (!meta_is_less_trusted(m, now))
		return 0;
	meta_drop_rights(m);
	m->info.owner = now->info.owner;
	m->info.permissions = now->info.permissions;
	for (size_t i = 0; i < now->n_xattrs; i++) {
		const struct xattr *x = &now->xattrs[i];
		if (meta_is_right(x) &&
			meta_add_xattr(m, x->name, buf_str(&x->value), x->value.size))
			return -1;
	}
	return 1;
}
