/* SPDX-License-Identifier: MIT */
/* A session: where it works, and with what. */
#ifndef API_SESSION_H
#define API_SESSION_H

#include "backup/blob.h"
#include "backup/store.h"
#include "jre/context.h"
#include "os/lock.h"
#include "os/root.h"
#include "plan/policy.h"
#include "search/tree_scan.h"

struct jsec {
	struct root root; /* where the installs are */
	struct root host; /* "/": where a state directory that the caller named is */
	bool root_given;  /* the caller chose it, be it "/" */
	struct context context;	     /* for the root, and this thread */
	struct remote_mounts remote; /* empty until the first search */
	struct pool pool;
	struct procs_seen seen; /* by the last look at the running processes */
	struct store store;
	char *state_dir;	    /* its path outside of the root */
	struct policy_place policy; /* its path is malloc'd */
	unsigned lock_timeout;
	struct strv environment; /* none if the caller chose the root */
	struct watcher watcher;
	struct lock lock;
	bool in_hook; /* a package manager runs this program */
	bool no_log;  /* changes are not logged */
	bool awaits;  /* the last plan changes what package managers change, too */
	bool waited;  /* for one, since the last plan */
	struct err unfinished; /* under the lock: a file is only half overwritten */
	struct err err;	       /* of the last call */
};

/*
 * Starts and ends a call. If an allocation failed meanwhile, the call fails: what its
 * code made of that may be incomplete. Returns `rc` or -JSEC_NO_MEMORY.
 */
void api_session_begin(struct jsec *s);
int api_session_end(struct jsec *s, int rc);

/*
 * Ends a call that makes something: gives that to the caller, or frees it after an error.
 * Returns what api_session_end() does.
 */
#define API_SESSION_GIVE(session, rc, made, free_made, ret)      \
	({                                                       \
		int give_rc_ = api_session_end((session), (rc)); \
		if (give_rc_)                                    \
			free_made(made);                         \
		else                                             \
			*(ret) = (made);                         \
		give_rc_;                                        \
	})

/*
 * Copies a struct of `size` bytes of the caller over `known` bytes of ours. A shorter one is
 * an older caller's; a longer one may say nothing that is not known here.
 */
int api_session_copy_options(void *to, size_t known, const void *from, size_t size);

/*
 * Waits until no package manager works, if the last plan is to. Their hooks need the lock, so
 * that who holds it fails at once.
 */
int api_session_await_packages(struct jsec *s);

/* Lists the file systems that may not answer, once in a session. */
int api_session_find_remote(struct jsec *s);

/*
 * Fails with -JSEC_UNFINISHED while a file is only half overwritten, whatever the caller
 * asks for: nobody should take its list for the one that was wanted.
 */
int api_session_check_whole(struct jsec *s);

#endif
