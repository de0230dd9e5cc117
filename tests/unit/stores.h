/* SPDX-License-Identifier: MIT */
/* A store in a root of its own, for tests of what is in it. */
#ifndef STORES_H
#define STORES_H

#include "backup/store.h"
#include "os/root.h"
#include "testing.h"

static struct tree tree;
static struct root root;
static struct store store;

static void open_store(struct store *s)
{
	*s = STORE_NONE;
	s->root = &root;
	s->path = strdup("/var/state");
}

static void set_up(void)
{
	ERR_AUTO struct err e = {0};

	tree_make(&tree);
	ck_assert_int_eq(root_open(&root, tree.path, &e), 0);
	open_store(&store);
}

static void tear_down(void)
{
	store_done(&store);
	root_close(&root);
	tree_remove(&tree);
}

#endif
