/* SPDX-License-Identifier: MIT */
/* What a session holds. */
#ifndef SESSION_H
#define SESSION_H

#include "backup/store.h"
#include "base/errors.h"
#include "jre/context.h"
#include "plan/policy.h"
#include "search/tree_scan.h"

#define STATE_DIR "/var/lib/jsecpatch" /* where the caller names none */

struct jsec {
	struct root root; /* where the installs are */
	struct root host; /* "/": where a state directory that the caller named is */
	bool root_given;  /* the caller chose it, be it "/" */
	struct context context; /* for the root, and this thread */
	struct pool pool;
	struct store store;
	struct policy_place policy; /* its path is malloc'd */
	unsigned lock_timeout;
	struct watcher watcher;
	struct lock lock;
	struct err err; /* of the last call */
};

#endif
