/* SPDX-License-Identifier: MIT */
/*
 * jsecpatch: change Java's disabled-algorithm lists, one entry and not one byte more.
 *
 * A search finds Java installs, a plan says what a request would change in them, and a
 * commit writes it: with a verified backup, atomically, and read back. Everything before
 * the commit only reads, so a dry run is a plan that is not committed.
 *
 *	struct jsec *session;
 *	struct jsec_installs *found;
 *	struct jsec_plan *plan;
 *	const char *allow[] = {"anon"};
 *	struct jsec_request request = {.size = sizeof request, .action = JSEC_CHANGE,
 *		.allow = allow, .n_allow = 1};
 *
 *	jsec_new(NULL, &session);
 *	jsec_lock(session);
 *	jsec_find(session, NULL, &found);
 *	jsec_plan_make(session, found, &request, &plan);
 *	jsec_commit(session, plan);
 *
 * Ownership: `ret` comes last, is written on success only, and what it yields is yours, to
 * be freed by its own _free, which takes NULL. What is reached from an object is borrowed
 * from it. Lifetimes nest: session, then installs, then plan; free them the other way round.
 *
 * Errors: calls return 0 or a negative enum jsec_code; jsec_get_error() has the message. What
 * failed for one install is in its result. A call that writes then returns
 * -JSEC_SOME_FAILED, after it has done the others.
 *
 * Threads: a session and all that was made from it are for one thread at a time; sessions
 * share nothing. The library never prints, exits, reads the environment, or changes
 * signals, the umask or the working directory.
 *
 * Lists: an array of pointers, or of strings, with NULL at its end, and never NULL itself
 * where its comment does not say so.
 *
 * Text: all strings are UTF-8 but paths, which are the bytes that the system uses. Paths
 * in results lie inside the session's root.
 */
#ifndef JSECPATCH_H
#define JSECPATCH_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define JSEC_PUBLIC __attribute__((visibility("default")))
#else
#define JSEC_PUBLIC
#endif

/* What can go wrong. Calls return these negated; scripts use jsec_code_name(). */
enum jsec_code {
	JSEC_OK = 0,
	JSEC_NO_MEMORY,	  /* no-memory */
	JSEC_BAD_REQUEST, /* bad-request: the caller asked for what makes no sense */
	JSEC_NOT_FOUND,	  /* not-found: a named target does not exist */
	JSEC_NOT_JAVA,	  /* not-java: a named target is no Java home, no java.security */
	JSEC_NOT_REGULAR, /* not-regular: a directory, FIFO, device, socket, dead link */
	JSEC_TOO_LARGE,	  /* too-large: more than 16 MiB */
	JSEC_LINK_LOOP,	  /* link-loop */
	JSEC_DENIED,	  /* denied: no permission */
	JSEC_READ_ONLY,	  /* read-only: a read-only file system */
	JSEC_IMMUTABLE,	  /* immutable: the file or its directory has that attribute */
	JSEC_NO_SPACE,	  /* no-space: disk or quota full */
	JSEC_IO,	  /* io: any other failure of a system call */
	JSEC_CHANGED,	  /* changed: the file changed while it was worked on */
	JSEC_LOCKED,	  /* locked: another run holds the lock */
	JSEC_BAD_FILE,	  /* bad-file: Java itself cannot read this file */
	JSEC_BAD_LIST,	  /* bad-list: Java refuses all TLS over this list */
	JSEC_NOT_PROVEN,  /* not-proven: the edit was not exactly what was asked */
	JSEC_EMPTY_LIST,  /* empty-list: it would switch every restriction off */
	JSEC_HARD_LINKS,  /* hard-links: other names of the file would be left behind */
	JSEC_UNTRUSTED,	  /* untrusted: others can change the path */
	JSEC_BACKUP_FAILED,  /* backup-failed */
	JSEC_BACKUP_DAMAGED, /* backup-damaged */
	JSEC_NO_BACKUP,	     /* no-backup: none with this id, or none of this file */
	JSEC_FOREIGN,	     /* foreign: neither the vendor's file nor what was written */
	JSEC_NOT_DURABLE,    /* not-durable: applied, but may not survive a power cut */
	JSEC_NOT_BOOTED, /* not-booted: a chroot or an image build gets no hooks unasked */
	JSEC_CANCELLED,	 /* cancelled: the user stopped it before anything was changed */
	JSEC_BAD_POLICY, /* bad-policy: the policy file cannot be read, or trusted */
	JSEC_OVERRIDDEN, /* overridden: another file decides, outside of the install */
	JSEC_NO_CERTIFICATE, /* no-certificate: what authenticated TLS needs is not set */
	JSEC_NOT_CONFIRMED,  /* not-confirmed: a JRE itself has another list */
	JSEC_OPENS_MORE, /* opens-more: a suite that was named needs other entries to go */
	JSEC_BAD_ARCHIVE, /* bad-archive: damaged, cut short, encrypted, or of no use */
	JSEC_EXISTS,	  /* exists: a product that is to be forgotten is still there */
	JSEC_SOME_FAILED, /* some-failed: at least one install failed; its result says why */
};

/* What a request does. */
enum jsec_action {
	JSEC_LIST = 0,	/* reads the list, changes nothing */
	JSEC_CHANGE,	/* allows and disallows entries */
	JSEC_RESTORE,	/* puts a backup's bytes and metadata back */
	JSEC_REAPPLY,	/* puts back what was suspended, and enforces the policy file */
	JSEC_SUSPEND,	/* puts the vendor's file back where it is what jsecpatch wrote */
	JSEC_TRANSPORT, /* sets RSA Access Manager's transport, in all files or in none */
};

/* What became, or would become, of an install's file. */
enum jsec_state {
	JSEC_LISTED = 0,  /* listed */
	JSEC_PATCHED,	  /* patched */
	JSEC_UNCHANGED,	  /* unchanged: it was as asked */
	JSEC_WOULD_PATCH, /* would-patch: planned, not yet committed */
	JSEC_RESTORED,	  /* restored */
	JSEC_SUSPENDED,	  /* suspended: it is the vendor's file until it is reapplied */
	JSEC_SKIPPED, /* skipped: not to be changed unless named, or since another cannot be */
	JSEC_FAILED, /* failed */
};

/* How an install was found. */
enum jsec_source {
	JSEC_TARGET = 0,  /* target: the caller named it */
	JSEC_KNOWN_PLACE, /* known-place: a directory where vendors install */
	JSEC_ENVIRONMENT, /* environment: JAVA_HOME and its kind */
	JSEC_PATH,	  /* path: `java` on PATH */
	JSEC_POLICY,	  /* policy: a rule of the policy file names it */
	JSEC_BACKUP,	  /* backup: jsecpatch changed it before */
	JSEC_SCAN,	  /* scan: somewhere in a tree that was scanned */
	JSEC_PROCESS,	  /* process: a JVM runs from it */
	JSEC_CONTAINER,	  /* container: in container storage, or a container's JVM runs */
	JSEC_ARCHIVE,	  /* archive: in a tar or zip archive that the caller named */
};

/* Whether an install's lists are as the policy file wants them. */
enum jsec_compliance {
	JSEC_NOT_COVERED = 0, /* null: no rule is about it */
	JSEC_COMPLIES,	      /* complies */
	JSEC_DIFFERS,	      /* differs: the next JSEC_REAPPLY changes it */
};

/* What the lists of an install do to a cipher suite. */
enum jsec_suite_state {
	JSEC_SUITE_OPEN = 0,	/* open: a handshake can use it, if programs enable it */
	JSEC_SUITE_NO_PROTOCOL, /* no-protocol: all that it is made for are disabled */
	JSEC_SUITE_BLOCKED,	/* blocked: programs cannot enable it */
	JSEC_SUITE_UNKNOWN,	/* unknown: this Java does not have it */
};

/* Why an entry blocks a cipher suite. */
enum jsec_why {
	JSEC_WHY_NAME = 0,  /* name: it is the suite's name */
	JSEC_WHY_COMPONENT, /* component: an algorithm that Java finds in the suite */
	JSEC_WHY_WILDCARD,  /* wildcard: the suite's name fits it */
	JSEC_WHY_PROTOCOL,  /* protocol: it is one that the suite is made for */
};

/* What has become of an update hook. */
enum jsec_hook_state {
	JSEC_HOOK_ABSENT = 0, /* absent */
	JSEC_HOOK_INSTALLED,  /* installed */
	JSEC_HOOK_OUTDATED,   /* outdated: jsecpatch wrote it, but now has another text */
	JSEC_HOOK_CHANGED,    /* changed: its place holds what jsecpatch did not write */
	JSEC_HOOK_PARTIAL,    /* partial: some of it is missing */
	JSEC_HOOK_SNIPPET,    /* snippet: a part of a package, only to be shown */
};

/* How Access Manager's parts talk to each other, the weakest way first. */
enum jsec_transport {
	JSEC_TRANSPORT_UNKNOWN = 0, /* ?: what the file says is none of these */
	JSEC_TRANSPORT_CLEAR,	    /* clear: not encrypted */
	JSEC_TRANSPORT_ANON,	    /* anon: TLS without certificates */
	JSEC_TRANSPORT_AUTH,	    /* auth: TLS with certificates on both ends */
	JSEC_TRANSPORT_TLS,	    /* true: an old file's word for anon or auth */
};

/*
 * Flags of struct jsec_request, and of the hooks' calls. One that is unknown, or means
 * nothing for the action or the call, is JSEC_BAD_REQUEST, and so is a member.
 */
#define JSEC_FORCE 1u /* go on where safety says no; notes say where. Not for JSEC_LIST */
#define JSEC_REMEMBER 2u     /* JSEC_CHANGE: write it into the policy file, too */
#define JSEC_FORGET 4u	     /* JSEC_RESTORE: take the installs out of the policy file */
#define JSEC_ADOPT_VENDOR 8u /* JSEC_CHANGE, JSEC_REAPPLY: start from the vendor's file */
/* that waits beside the old one (.dpkg-dist, .rpmnew ...) */
#define JSEC_DRY_RUN 16u /* hooks only: change nothing, say what would change */

/* An error: one sentence, and where. */
struct jsec_error {
	enum jsec_code code;
	int system_errno;    /* 0 where no system call failed */
	const char *message; /* one sentence, with path and line in it where known */
	const char *path;    /* NULL where no file is concerned */
	size_t line;	     /* from 1; 0 where no line is concerned */
};

/* Something that the user should know, beside the result. */
struct jsec_note {
	/* A stable name for programs, such as "vendor-file-waiting": jsecpatch-json(5). */
	const char *code;
	/* One sentence. */
	const char *message;
};

/* What a long call is doing. */
enum jsec_stage {
	JSEC_SCANNING = 0, /* `done` directories are searched */
	JSEC_PLANNING = 1, /* `done` of `all` installs are read */
	JSEC_WRITING = 2,  /* `done` of `all` installs are as they are to be */
};

/* How far a long call is. */
struct jsec_progress {
	enum jsec_stage stage;
	size_t done;
	size_t installs; /* found so far */
	size_t all;	 /* 0 where nobody knows */
};

/* A session: which tree, whose state. Zero members mean the default. */
struct jsec_options {
	size_t size;	       /* sizeof(struct jsec_options) */
	const char *root;      /* work on the tree under this directory; default "/" */
	const char *state_dir; /* backups; default /var/lib/jsecpatch inside root */
	unsigned lock_timeout; /* seconds to wait for another run; default 30 */
	const char *policy; /* the policy file; default /etc/jsecpatch.conf inside root */
	/* Called ten times a second by a scan, and often by a plan and a commit, in the
	 * thread that called the library. */
	void (*progress)(void *data, const struct jsec_progress *now);
	void *progress_data;
	/* Where not 0, as a signal handler may set it, a scan stops with what it found. */
	const volatile int *cancel;
	/*
	 * The caller's environment: strings "NAME=value", NULL at the end, for example
	 * environ. The library reads no other, and not this one if there is a `root`.
	 * Searches then look at JAVA_HOME and PATH, and for a user who is not root the default
	 * places are the user's own: $XDG_STATE_HOME/jsecpatch or ~/.local/state/jsecpatch, and
	 * $XDG_CONFIG_HOME/jsecpatch.conf or ~/.config/jsecpatch.conf. Default: none.
	 */
	const char *const *environment;
};

/* Where to search. Zero members mean the default. */
struct jsec_search {
	size_t size;		    /* sizeof(struct jsec_search) */
	const char *const *targets; /* homes, java.security files, archives; NULL: all */
	size_t n_targets;
	/* A directory, to find all installs under it, not only in the known places; "/" is
	 * both. Links are not followed; pseudo and remote file systems are left out, but for
	 * the one that the directory itself is on. Not together with targets. */
	const char *scan;
	int no_processes; /* 1: not to look at running programs for what they run from */
};

/* What a scan went through. Lists have NULL at the end. */
struct jsec_scan {
	size_t directories;
	size_t unreadable; /* directories and homes that could not be searched */
	const char *const *problems; /* which, and why; of the first 100 of them */
	const char *const *left_out; /* directories where remote file systems begin */
	int cancelled;		     /* 1 where it was stopped before its end */
};

/* A request. Zero members mean the default. */
struct jsec_request {
	size_t size; /* sizeof(struct jsec_request) */
	enum jsec_action action;
	const char
		*property; /* default jdk.tls.disabledAlgorithms; not for JSEC_REAPPLY */
	const char *const *allow; /* entries to remove from the list, in full */
	size_t n_allow;
	const char *const *disallow; /* entries to put into the list */
	size_t n_disallow;
	const char *backup_id; /* for JSEC_RESTORE; default the vendor's file */
	unsigned flags;
	const char *hook; /* for JSEC_SUSPEND: the update hook that asks, or NULL */
	enum jsec_transport transport; /* for JSEC_TRANSPORT: clear, anon or auth */
	const char
		*output; /* for one archive: where the result goes; default its place */
};

/* One java.security file that a JVM reads, and the home that it belongs to. */
struct jsec_install {
	const char *home;	    /* NULL for a file that lies in no home */
	const char *const *aliases; /* other paths of the same home, NULL at the end */
	const char *vendor;	  /* from `release`, or guessed from the path; or NULL */
	const char *java_version; /* likewise */
	const char *file;	  /* java.security, all links resolved; NULL if none */
	enum jsec_source source;
	const struct jsec_error *error; /* NULL, or why it cannot be worked on */
	int pid; /* of a JVM that runs from it, where that is how it was found; else 0 */
	const char *container; /* that one's id or name, or NULL */
};

/* A file for -Djava.security.properties. Lists have NULL at the end. */
struct jsec_override {
	const char *file;     /* inside the root, links resolved */
	const char *home;     /* of the install that it is for; or the java.security */
	const char *property; /* the list that it changes */
	int would_change;     /* 1 where jsec_overrides_write() writes or forgets it */
	int changed;	      /* 1 where it wrote it */
	const char *const *entries; /* of the list in it */
	const char *const *removed; /* of those that Java takes without it */
	const char *const *added;
	const struct jsec_note *const *notes;
	const char *content; /* all its bytes; NULL where they are not known */
	size_t content_size;
	const char *diff; /* as in struct jsec_result */
	size_t diff_size;
	const struct jsec_error *error; /* NULL, or why it failed */
};

/* A backup of one file. */
struct jsec_backup {
	const char *id;
	const char *path;   /* the archive */
	const char *sha256; /* of the file that it holds, in hexadecimal */
};

/* What a JRE said itself. */
enum jsec_confirmation {
	JSEC_NOT_ASKED = 0,
	JSEC_CONFIRMED,
	JSEC_CONTRADICTED,    /* then the result has an error, JSEC_NOT_CONFIRMED */
	JSEC_NOT_CONFIRMABLE, /* a note says why it was not asked */
};

/* An entry that blocks a cipher suite. */
struct jsec_blocker {
	const char *entry;    /* as it stands in the list */
	const char *property; /* the list */
	enum jsec_why why;
	int needed; /* 1 where it has to go for the suite to be open */
};

/* A cipher suite. Lists have NULL at the end. */
struct jsec_suite {
	const char *name;  /* as Java reports it */
	const char *alias; /* another name that Java knows, or NULL */
	unsigned id;	   /* IANA's number */
	enum jsec_suite_state state;
	const char *const *protocols; /* of those that it is made for: not disabled */
	const struct jsec_blocker *const *blockers;
};

/* What an install's lists do to its cipher suites. */
struct jsec_explanation {
	const struct jsec_install *install;
	const char *file; /* that Java takes jdk.tls.disabledAlgorithms from, or would */
	size_t line;	  /* where; 0: it is not set */
	const struct jsec_suite *const *suites; /* NULL at the end */
	const struct jsec_error *error;		/* NULL, or why it cannot be told */
};

/* What a plan holds, or a commit did, for one install. Lists have NULL at the end. */
struct jsec_result {
	const struct jsec_install *install;
	enum jsec_state state;
	int would_change; /* 1 where a commit of this plan writes */
	int patched;	  /* 1 where the file is what jsecpatch once wrote */
	size_t line;	  /* of the property's definition that counts; 0: none */
	const char *const *entries; /* of the list as it is, or will be */
	const char *const *removed;
	const char *const *added;
	const struct jsec_note *const *notes;
	const char *diff; /* unified diff for patch -p1; NULL where nothing changes */
	size_t diff_size;
	const struct jsec_backup *backup; /* NULL where none was made */
	const struct jsec_error *error;	  /* NULL, or why it failed */
	enum jsec_compliance policy;	  /* of the file as it is, or will be */
	const char *waiting;		  /* the vendor's newer file beside it, or NULL */
	const char *file; /* install->file, or what it includes and what counts */
	int effective;	  /* 1 where Java takes the list from there */
	const char *overridden_by; /* where not: "FILE:LINE", or FILE; or NULL */
	const char *const *effective_entries; /* of the list that Java takes */
	enum jsec_confirmation confirmed;     /* after jsec_confirm() */
	/* What a JSEC_CHANGE of jdk.tls.disabledAlgorithms does to cipher suites: */
	const char *const *opened; /* NULL for others, and where it cannot be told */
	const char *const *opened_protocols; /* no longer disabled, if suites use them */
	const struct jsec_suite *const *still_blocked; /* as other entries block them */
	int effect_unknown; /* 1 in a container or an archive: what decides there was not */
	/* looked at; then `effective` is 0, and nothing is in `effective_entries` */
	int kept; /* 1 where the policy wants all that a JSEC_CHANGE does, after updates too */
	int only_named; /* 1 where it is changed only if it is named as a target */
};

/* What a plan does to the policy file, or did. */
struct jsec_policy {
	const char *file;
	int present;	  /* 1 where there is one */
	int would_change; /* 1 where a commit of this plan writes it */
	int changed;	  /* 1 where it did */
	const char *diff; /* as in struct jsec_result */
	size_t diff_size;
	const struct jsec_error *error; /* NULL, or why it cannot be used */
	/* JSEC_LIST, JSEC_REAPPLY: rules that may not do what their author meant. */
	const struct jsec_note *const *notes;
};

/* One file in an archive of backups. */
struct jsec_stored {
	struct jsec_backup backup;
	const char *time; /* when, ISO 8601 in UTC */
	const char *
		action; /* allow, disallow, change, restore, reapply, suspend or transport */
	const char *file; /* whose bytes it holds; NULL where the archive is unreadable */
	int pristine;	  /* 1 for the vendor's file */
	const struct jsec_error *error; /* NULL, or what is wrong with it */
};

/* A transport setting of a file of RSA Access Manager's. */
struct jsec_setting {
	const char *file;
	size_t line; /* of the definition, or of the comment that tells the default; or 0 */
	const char *key;
	const char *value;	  /* as written; NULL where there is no line */
	enum jsec_transport mode; /* that counts; of a flag: UNKNOWN */
	int is_set;  /* 1 where the file defines it, 0 where the default counts */
	int is_flag; /* 1 for a key that is true or false, and no mode */
};

/* What an audit of the settings found. */
struct jsec_finding {
	const char *code;    /* a stable name, such as mismatch; see jsecpatch(1) */
	int problem;	     /* 1: the installation is not consistent; 0: a note */
	const char *message; /* one sentence, without the places */
	const char *file;    /* NULL where it is about no file */
	size_t line;
	const char *other_file; /* what it does not go with; NULL if nothing */
	size_t other_line;
};

/* A running JVM. */
struct jsec_process {
	int pid;
	unsigned uid;
	const char *home; /* java.home as the process sees it, inside its own root */
	const struct jsec_install *install;
	const char *command;	 /* main class, module or jar; else what is known of it */
	const char *unit;	 /* the systemd service that it is part of, or NULL */
	const char *container;	 /* its id or name, or NULL */
	const char *policy_file; /* of -Djava.security.properties, or NULL */
	int policy_replaces;	 /* 1 where that was given with "==": only it counts */
	const char *overridden_by; /* "FILE:LINE" or FILE: no edit concerns it; or NULL */
};

/* A file of a hook. */
struct jsec_hook_file {
	const char *name;   /* of its text, "apt/90jsecpatch"; NULL for a link */
	const char *path;   /* where it goes; NULL in a snippet */
	const char *text;   /* NULL for a link */
	const char *target; /* of a link; NULL for a file */
	unsigned mode;
	enum jsec_hook_state state; /* never partial */
};

/* How a hook's last run of an action went. */
struct jsec_hook_run {
	const char *action; /* suspend or reapply */
	const char *time;   /* when, ISO 8601 in UTC */
	int ok;
	const char *message; /* what it did, or what went wrong */
};

/* An update hook. Lists have NULL at the end. */
struct jsec_hook {
	const char *name;
	const char *what; /* when it runs, or which package it is for */
	int fits;	  /* 1 where this machine, or tree, has what would run it */
	enum jsec_hook_state state;
	const struct jsec_hook_file *const *files;
	const struct jsec_hook_run *const *runs;
	const char *const *changes; /* by the last call, a sentence each */
	const struct jsec_note *const *notes;
	const struct jsec_error *error; /* NULL, or why the last call failed */
};

/* What jsec_forget() dropped, or would drop. */
struct jsec_forgotten {
	/* 1 if something was dropped; with JSEC_DRY_RUN: if something would be. */
	int changed;
	/* The policy file; NULL if there is none. */
	const char *policy;
	/* The paths whose rules were removed from it. */
	const char *const *rules;
	/* The archives that were deleted from the backups. */
	const char *const *backups;
	/* The archives that were kept although they hold files of the products. */
	const char *const *kept;
	/* The override files that are no longer renewed. They themselves stay. */
	const char *const *overrides;
	/* The files that are no longer noted as suspended. */
	const char *const *suspended;
	/* Why something was kept. */
	const struct jsec_note *const *notes;
	/* Of the policy file: as in struct jsec_result. */
	const char *diff;
	size_t diff_size;
};

struct jsec;
struct jsec_audit;
struct jsec_installs;
struct jsec_plan;
struct jsec_backups;
struct jsec_restarts;
struct jsec_explained;
struct jsec_overrides;
struct jsec_hooks;

/* The library's version, as "0.1.0". */
JSEC_PUBLIC const char *jsec_version(void);

/* Stable names for scripts and JSON, as in the comments above; never NULL. */
JSEC_PUBLIC const char *jsec_code_name(enum jsec_code code);
JSEC_PUBLIC const char *jsec_state_name(enum jsec_state state);
JSEC_PUBLIC const char *jsec_source_name(enum jsec_source source);
JSEC_PUBLIC const char *jsec_hook_state_name(enum jsec_hook_state state);
JSEC_PUBLIC const char *jsec_transport_name(enum jsec_transport transport);
JSEC_PUBLIC const char *jsec_suite_state_name(enum jsec_suite_state state);
JSEC_PUBLIC const char *jsec_why_name(enum jsec_why why);

/* NULL for JSEC_NOT_COVERED. */
JSEC_PUBLIC const char *jsec_compliance_name(enum jsec_compliance compliance);

/*
 * Open a session. `options` may be NULL. Fails with JSEC_BAD_REQUEST where options->size
 * is not known, JSEC_NOT_FOUND or JSEC_DENIED where the root cannot be opened; there is no
 * session to ask for details then.
 */
JSEC_PUBLIC int jsec_new(const struct jsec_options *options, struct jsec **ret);
JSEC_PUBLIC void jsec_free(struct jsec *session);

/* The last call's error, borrowed until the next call; its code is JSEC_OK if none. */
JSEC_PUBLIC const struct jsec_error *jsec_get_error(const struct jsec *session);

/* Where this session keeps its backups and records: a path on the host. */
JSEC_PUBLIC const char *jsec_get_state_dir(const struct jsec *session);

/*
 * Take the state directory's lock, and hold it until jsec_unlock() or jsec_free(). Without
 * it jsec_commit() takes the lock for itself; then a file that another run changed since
 * the plan fails with JSEC_CHANGED. Waits up to the session's lock_timeout, then fails
 * with JSEC_LOCKED. The kernel drops the lock of a process that dies.
 */
JSEC_PUBLIC int jsec_lock(struct jsec *session);
JSEC_PUBLIC void jsec_unlock(struct jsec *session);

/*
 * Find Java installs: the named targets; or all in a tree; or all in the known places, in
 * the environment that is handed in, that JVMs run from, named in the policy file, and
 * changed before. One java.security (by device and inode) is one install however many paths
 * lead to it. A target that is none is in the list too, with its error. One that is an
 * archive (tar, compressed or not, or zip) yields the homes in it, whose paths are then
 * "ARCHIVE:MEMBER"; nothing is unpacked. Nothing of an install is ever run. A scan has threads, which have ended when this returns, and makes up
 * to 400 descriptors. `search` may be NULL.
 */
JSEC_PUBLIC int jsec_find(struct jsec *session, const struct jsec_search *search,
	struct jsec_installs **ret);
JSEC_PUBLIC const struct jsec_install *const *jsec_installs_items(
	const struct jsec_installs *installs);

/* NULL where the search was no scan. */
JSEC_PUBLIC const struct jsec_scan *jsec_installs_scan(
	const struct jsec_installs *installs);
JSEC_PUBLIC void jsec_installs_free(struct jsec_installs *installs);

/*
 * Find the configuration files of RSA Access Manager by their names, up to 40 levels
 * below the directories: the trees of one installation, of one host or of several. They are
 * in the list as installs that have a file but no home, for JSEC_LIST, JSEC_TRANSPORT and
 * JSEC_RESTORE, each of which then changes all of them or none. Links to directories are
 * not followed. A directory that is none is in the list too, with its error, and so is what
 * has such a name and is no file that a server can read.
 */
JSEC_PUBLIC int jsec_find_access(struct jsec *session, const char *const *directories,
	size_t n, struct jsec_installs **ret);

/*
 * Work out what a request would change in each install, and prove that nothing else
 * changes. Reads only. Fails with JSEC_BAD_REQUEST for a request that no list can satisfy
 * (an entry with a comma in it, the same entry allowed and disallowed).
 *
 * Entries are matched as Java matches them: in whole, ASCII case and white space folded.
 * A cipher suite that is named where jdk.tls.disabledAlgorithms is to allow an entry, and is
 * none there, stands for the entries that block it. As they block others, too, the install
 * fails with JSEC_OPENS_MORE, which names them; with JSEC_FORCE they are removed.
 *
 * JSEC_RESTORE of a file that has no backup in the state directory leaves it as it is, and
 * nobody knows whether it is the vendor's: JSEC_NO_BACKUP where it, its home or its archive
 * was named, and a note where not, as with Access Manager's files.
 * JSEC_BACKUP_DAMAGED: no good backup is left, or a damaged one may be about the file.
 *
 * JSEC_REAPPLY, and the flags JSEC_REMEMBER and JSEC_FORGET, fail with JSEC_BAD_POLICY where
 * the policy file cannot be understood, or, for root, where others can write to it. Other
 * requests go on without it: jsec_plan_policy() tells.
 */
JSEC_PUBLIC int jsec_plan_make(struct jsec *session, const struct jsec_installs *installs,
	const struct jsec_request *request, struct jsec_plan **ret);
JSEC_PUBLIC const struct jsec_result *const *jsec_plan_results(
	const struct jsec_plan *plan);

/* How many of the results have an error. */
JSEC_PUBLIC size_t jsec_plan_failed(const struct jsec_plan *plan);
JSEC_PUBLIC const struct jsec_policy *jsec_plan_policy(const struct jsec_plan *plan);
JSEC_PUBLIC void jsec_plan_free(struct jsec_plan *plan);

/*
 * Carry a plan out: write the policy file, if it changes, then back up all files that change into one archive and verify it, then
 * replace each file atomically and read it back. Where the backup fails no install is
 * changed. The results of the plan then say what was done.
 *
 * Returns 0 if no install failed. -JSEC_SOME_FAILED: at least one did; jsec_plan_failed()
 * counts them. -JSEC_NOT_FOUND: a JSEC_CHANGE, JSEC_RESTORE or JSEC_TRANSPORT had no install
 * to change: none was found, or all were skipped. Any other code: no install was touched.
 *
 * An archive is written once for all homes in it, after a comparison with the old one, and
 * backed up as a whole. Where the request has an output, the result is written there, the
 * archive stays, nothing is backed up, and no lock is taken.
 */
JSEC_PUBLIC int jsec_commit(struct jsec *session, struct jsec_plan *plan);

/*
 * Edit the bytes of a java.security that is no file (yet), for installers that patch
 * before they install; proven like a plan. `ret` is malloc'd, to be freed with free().
 * Where nothing has to change it is a copy. JSEC_RESTORE is a JSEC_BAD_REQUEST here.
 */
JSEC_PUBLIC int jsec_plan_text(struct jsec *session, const void *bytes, size_t size,
	const struct jsec_request *request, void **ret, size_t *ret_size);

/*
 * Compare the transport settings of the Access Manager files of a plan, as they are, or as
 * they will be or were made by it. The audit borrows from the plan.
 */
JSEC_PUBLIC int jsec_audit_make(
	struct jsec *session, const struct jsec_plan *plan, struct jsec_audit **ret);
JSEC_PUBLIC const struct jsec_setting *const *jsec_audit_settings(
	const struct jsec_audit *audit);
JSEC_PUBLIC const struct jsec_finding *const *jsec_audit_findings(
	const struct jsec_audit *audit);
JSEC_PUBLIC void jsec_audit_free(struct jsec_audit *audit);

/*
 * List the backups of the session's state directory, and verify each one by reading all of
 * it. A damaged one is in the list, with its error.
 */
JSEC_PUBLIC int jsec_backups_read(struct jsec *session, struct jsec_backups **ret);
JSEC_PUBLIC const struct jsec_stored *const *jsec_backups_items(
	const struct jsec_backups *backups);
JSEC_PUBLIC void jsec_backups_free(struct jsec_backups *backups);

/*
 * Forget products that were uninstalled: their rules in the policy file, the backups of
 * their files, and what else the state directory has on them. `paths` are Java homes,
 * java.security files and JDK archives that no longer exist. A backup is kept if its archive
 * also holds a file of another product, or a file that still exists. Takes the lock as
 * jsec_commit() does.
 *
 * Fails before anything is changed: with JSEC_EXISTS if a path still exists, with
 * JSEC_NOT_FOUND if nothing is known of one, with JSEC_BAD_POLICY, and without JSEC_FORCE
 * with JSEC_BACKUP_DAMAGED if it cannot be known whether a damaged backup is theirs. A
 * damaged backup is never deleted. After another error some of it may be done: the next
 * call does the rest.
 */
JSEC_PUBLIC int jsec_forget(struct jsec *session, const char *const *paths, size_t n,
	unsigned flags, struct jsec_forgotten **ret);
JSEC_PUBLIC void jsec_forgotten_free(struct jsec_forgotten *forgotten);

/*
 * Tell what each install's lists do to the cipher suites of its Java: all of them, or with
 * a name the one that is called so (in any case, or by its alias). A name that no Java knows
 * is JSEC_BAD_REQUEST, with those that come near it. Reads only. To be freed before
 * `installs`.
 */
JSEC_PUBLIC int jsec_explain(struct jsec *session, const struct jsec_installs *installs,
	const char *suite, struct jsec_explained **ret);
JSEC_PUBLIC const struct jsec_explanation *const *jsec_explained_items(
	const struct jsec_explained *explained);
JSEC_PUBLIC void jsec_explained_free(struct jsec_explained *explained);

/*
 * Ask the JREs of a plan themselves, after it was made or committed, which list they take,
 * by `java -XshowSettings:security:properties` where they have that. One that others than
 * root and the caller could have replaced is not run; as root, one that is another user's is
 * run as that user. It takes as long as a start of Java each. Returns -JSEC_SOME_FAILED if
 * one contradicts its result; one that could not be asked has a note.
 */
JSEC_PUBLIC int jsec_confirm(struct jsec *session, const struct jsec_installs *installs,
	struct jsec_plan *plan);

/*
 * For installs that cannot be written: plan a file that changes one list, for the option
 * -Djava.security.properties. It holds the list that the JVMs of the one install take today,
 * without what `request`, a JSEC_CHANGE, allows, and with what it disallows. Of the install
 * nothing is written. Fails with JSEC_BAD_REQUEST where there is more than one install, or
 * the path is of no use in an option, and with JSEC_NOT_FOUND where there is none. Why else
 * the file cannot be made or written is in the one member of the list: it is not of
 * jsecpatch's making (JSEC_FOREIGN, unless JSEC_FORCE), Java would ignore it
 * (JSEC_OVERRIDDEN), others can write there (JSEC_UNTRUSTED).
 *
 * jsec_overrides_renew() plans how all files that were so made are renewed from their installs, as
 * they are now; with named targets only those of `installs`. One that was changed since is
 * left, with a note; one that is gone, or whose install is gone, is forgotten.
 *
 * Both only read; jsec_overrides_write() carries the plan out, and takes the lock as
 * jsec_commit() does. Returns -JSEC_SOME_FAILED if a file failed.
 */
JSEC_PUBLIC int jsec_overrides_plan(struct jsec *session,
	const struct jsec_installs *installs, const struct jsec_request *request,
	const char *file, struct jsec_overrides **ret);
JSEC_PUBLIC int jsec_overrides_renew(struct jsec *session,
	const struct jsec_installs *installs, struct jsec_overrides **ret);
JSEC_PUBLIC int jsec_overrides_write(
	struct jsec *session, struct jsec_overrides *overrides);
JSEC_PUBLIC const struct jsec_override *const *jsec_overrides_items(
	const struct jsec_overrides *overrides);
JSEC_PUBLIC void jsec_overrides_free(struct jsec_overrides *overrides);

/*
 * List the running JVMs of these installs that may still have another list than the one in
 * their java.security, as it changed after they started, and so have to be restarted. Those
 * that found the same bytes when they started are left out. To be freed before
 * `installs`.
 */
JSEC_PUBLIC int jsec_restarts_find(struct jsec *session,
	const struct jsec_installs *installs, struct jsec_restarts **ret);
JSEC_PUBLIC const struct jsec_process *const *jsec_restarts_items(
	const struct jsec_restarts *restarts);

/*
 * How many processes could not be examined, for example those of other users. `ret_pids`,
 * if it is not NULL, is set to the first few of their pids, with 0 at the end.
 */
JSEC_PUBLIC size_t jsec_restarts_unseen(
	const struct jsec_restarts *restarts, const int **ret_pids);
JSEC_PUBLIC void jsec_restarts_free(struct jsec_restarts *restarts);

/*
 * For update hooks, which run in every transaction of a package manager. _idle(): 1 where
 * there is neither a policy file, nor anything suspended, nor an override file to renew.
 * _wait(): waits while a transaction goes on for which something was suspended, for at most
 * so many seconds, then fails with JSEC_LOCKED. _note(): records how a run of the hook of
 * that name went; the names are letters, digits and '-'.
 */
JSEC_PUBLIC int jsec_hook_idle(struct jsec *session);
JSEC_PUBLIC int jsec_hook_wait(struct jsec *session, unsigned seconds);
JSEC_PUBLIC int jsec_hook_note(struct jsec *session, const char *hook, const char *action,
	int ok, const char *message);

/*
 * List the update hooks, with their texts as they would be installed: for `program`, the
 * command's absolute path (NULL, and always in a session with a root: where this build
 * installs it, inside the root), and for the files of `installs` (NULL: none).
 */
JSEC_PUBLIC int jsec_hooks_read(struct jsec *session,
	const struct jsec_installs *installs, const char *program,
	struct jsec_hooks **ret);
JSEC_PUBLIC const struct jsec_hook *const *jsec_hooks_items(
	const struct jsec_hooks *hooks);
JSEC_PUBLIC void jsec_hooks_free(struct jsec_hooks *hooks);

/*
 * Install the hook of that name, or with NULL all that fit; remove it, or all that were
 * installed. What is installed is recorded in the state directory, and that is what is
 * removed: a file that was changed since is left, unless JSEC_FORCE. Without a root in the
 * session's options systemd is told, and a tree that nobody booted is refused with
 * JSEC_NOT_BOOTED, unless JSEC_FORCE. Fails with JSEC_BAD_REQUEST for a name that is none.
 * Returns -JSEC_SOME_FAILED if a hook failed; after any other code nothing was tried.
 */
JSEC_PUBLIC int jsec_hooks_install(
	struct jsec *session, struct jsec_hooks *hooks, const char *name, unsigned flags);
JSEC_PUBLIC int jsec_hooks_remove(
	struct jsec *session, struct jsec_hooks *hooks, const char *name, unsigned flags);

#ifdef __cplusplus
}
#endif

#endif
