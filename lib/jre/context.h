/* SPDX-License-Identifier: MIT */
/* What is needed to look for installs and to read them. Each thread has its own. */
#ifndef CONTEXT_H
#define CONTEXT_H

#include "backup/blob.h"
#include "os/procs.h"
#include "os/root.h"
#include "text/properties.h"

struct context {
	const struct root *root;
	struct pool *pool;		    /* for the bytes of files that are read */
	const struct remote_mounts *remote; /* a search does not enter these */
	struct procs_seen *seen;	    /* for JVM_LIBRARY; or NULL */
	bool of_others; /* another user may control the mounts in the root */
	bool is_host;	/* the root is this machine's own, with our working directory */
};

#endif
