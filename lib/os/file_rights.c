/* SPDX-License-Identifier: MIT */
/* Compares who may change two files, or gains rights by them, and copies these rights. */
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

/* A list that lets others write shows that in the mode, if it is one of POSIX. */
static bool meta_has_more(const struct meta *m, const struct meta *than)
{
	bool shared = m->info.permissions & S_IWGRP;

	for (size_t i = 0; i < m->n_xattrs; i++) {
		const struct xattr *x = &m->xattrs[i];
		bool harmless = !shared && !strncmp(x->name, "system.posix_acl_", 17);
		if (meta_is_right(x) && !harmless && !meta_has_xattr(than, x))
			return true;
	}
	return false;
}

static bool meta_is_less_trusted(const struct meta *m, const struct meta *than)
{
	const unsigned set_id = S_ISUID | S_ISGID;
	const struct file_info *a = &m->info, *b = &than->info;
	bool same = owner_equal(a->owner, b->owner) && a->owner.group == b->owner.group;

	if (!owner_is_root(a->owner) && !owner_equal(a->owner, b->owner))
		return true;
	if (a->permissions & ~b->permissions & (S_IWGRP | S_IWOTH | set_id))
		return true;
	return (!same && (a->permissions & (S_IWGRP | set_id))) || meta_has_more(m, than);
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
