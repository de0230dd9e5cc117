/* SPDX-License-Identifier: MIT */
/*
 * jsecpatch: changes Java's lists of disabled algorithms, one entry at a time.
 *
 * Since 2019 Java disables anonymous TLS cipher suites by an entry `anon` in the property
 * jdk.tls.disabledAlgorithms of its file java.security. A program that needs such suites
 * needs a Java without this entry. This library removes it, in one Java or in every Java
 * of a machine, and puts it back.
 *
 * A search finds Java installs. A plan works out what a request would change in them, and
 * proves that nothing else changes. A commit backs up the files, replaces each one
 * atomically, and reads it back. Everything before the commit only reads, so a dry run is
 * a plan that is never committed.
 *
 * This allows anonymous suites in one JRE, and notices each kind of failure:
 *
 *	static int allow_anon(struct jsec *session, const char *home)
 *	{
 *		const char *targets[] = {home}, *allow[] = {"anon"};
 *		struct jsec_search search = {
 *			.size = sizeof search, .targets = targets, .n_targets = 1};
 *		struct jsec_request request = {.size = sizeof request,
 *			.action = JSEC_CHANGE, .allow = allow, .n_allow = 1};
 *		struct jsec_installs *installs = NULL;
 *		struct jsec_plan *plan = NULL;
 *		int rc = jsec_find(session, &search, &installs);
 *
 *		if (!rc)
 *			rc = jsec_plan_make(session, installs, &request, &plan);
 *		if (!rc)
 *			rc = jsec_commit(session, plan);
 *		if (rc)
 *			fprintf(stderr, "%s\n", jsec_get_error(session)->message);
 *		jsec_plan_free(plan);
 *		jsec_installs_free(installs);
 *		return rc;
 *	}
 *
 * To undo it, replace the request by {.size = sizeof request, .action = JSEC_RESTORE}.
 * samples/installer has both as whole programs in C and in C++.
 *
 * Ownership
 *	`ret` comes last and is written on success only. What it yields is yours: free it
 *	with its own _free function, which accepts NULL. Everything that you reach from an
 *	object is borrowed from it. Lifetimes nest: session, then installs, then plan.
 *	Free them in the opposite order. What you pass in a search or a request is copied.
 *
 * Lists
 *	A list is an array of pointers, or of strings, with NULL at its end. It is never
 *	NULL itself unless its comment says so:
 *
 *		const struct jsec_result *const *r = jsec_plan_results(plan);
 *		for (; *r; r++)
 *			puts(jsec_state_name((*r)->state));
 *
 * Structs
 *	A struct that you fill in starts with its size. Zero members mean the default. A
 *	struct from a newer header works as long as the members that this library does not
 *	know are zero. Structs that you read may grow at their end: never copy or compare
 *	them by sizeof. C++ before C++20 has no initializers by name:
 *
 *		jsec_request request = {};
 *		request.size = sizeof request;
 *		request.action = JSEC_RESTORE;
 *
 * Errors
 *	A call that returns int returns 0, or a negated enum jsec_code; jsec_get_error()
 *	then has the message. A flag or a member that is unknown, or that means nothing
 *	for the action, is JSEC_BAD_REQUEST. A call that writes returns 0 only if no
 *	install failed, and -JSEC_SOME_FAILED if some did, after it has done the others. A
 *	call that only reads returns 0 even then: their results have the error. Any call
 *	may fail with JSEC_NO_MEMORY, and does so if any allocation failed meanwhile: then
 *	nothing that it found is returned, and nothing incomplete is written. A call that
 *	reads or writes files may fail with JSEC_DENIED, JSEC_READ_ONLY, JSEC_NO_SPACE or
 *	JSEC_IO. The comments of the calls name the other codes to expect.
 *
 * Threads
 *	Use a session, and what was made from it, in one thread at a time. Sessions share
 *	nothing. A call may start threads, which have ended when it returns. The library
 *	never prints, exits, reads environment variables, or changes signal handlers, the
 *	umask or the working directory. It starts other programs in five calls only:
 *	jsec_confirm(), jsec_hooks_install(), jsec_hooks_remove(), jsec_hook_restart()
 *	and, if it has to ask rpm what is about to be replaced, jsec_plan_make(). As root,
 *	a thread takes the file system identity of another user while it changes a file
 *	that this user can replace, and gives it back before the call returns.
 *
 * Text
 *	Strings are UTF-8. Paths are the bytes that the system uses. Paths in results are
 *	inside the session's root. Messages name no option of the jsecpatch command.
 *
 * Java
 *	"Java does" in a comment refers to the classes of OpenJDK 7 to 26, which it names:
 *	java.security.Security finds the file, java.util.Properties.load reads it,
 *	sun.security.util.DisabledAlgorithmConstraints reads the list, and
 *	sun.security.ssl.SSLAlgorithmDecomposer splits a cipher suite into algorithms.
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

/*
 * The version of this header. That of the library that is loaded is jsec_version(). Use
 * it to write a program that compiles with several versions.
 */
#define JSEC_VERSION_MAJOR 0
#define JSEC_VERSION_MINOR 1
#define JSEC_VERSION_PATCH 0

/* The same as one number: "#if JSEC_VERSION_NUMBER >= 100" is 0.1.0 or later. */
#define JSEC_VERSION_NUMBER \
	(JSEC_VERSION_MAJOR * 10000 + JSEC_VERSION_MINOR * 100 + JSEC_VERSION_PATCH)

/*
 * What can go wrong. Calls return these negated: -JSEC_LOCKED. The word before the colon
 * is the name for scripts and JSON, from jsec_code_name(). An error of one install is in
 * its result; an error of the whole call is in jsec_get_error().
 */
enum jsec_code {
	/* ok: no error */
	JSEC_OK = 0,
	/* no-memory: memory ran out; the message is a constant */
	JSEC_NO_MEMORY,
	/*
	 * bad-request: the caller asked for something that contradicts itself, or that no
	 * Java could satisfy. Correct the program or what its user typed; nothing was
	 * changed.
	 */
	JSEC_BAD_REQUEST,
	/*
	 * not-found: a target does not exist. From jsec_commit(): there was no install to
	 * change, so do not report success.
	 */
	JSEC_NOT_FOUND,
	/*
	 * not-java: a target is neither a Java home nor a java.security nor an archive. A
	 * home is the directory that Java calls java.home, or the JDK around it.
	 */
	JSEC_NOT_JAVA,
	/*
	 * not-regular: a directory, FIFO, device or socket is where a file should be, or
	 * a file where a directory should be
	 */
	JSEC_NOT_REGULAR,
	/*
	 * too-large: a java.security or another file of settings has more than 4 MiB,
	 * 100,000 properties, or 64 KiB in one of them; or it includes more than 1 MiB or
	 * 1,000 files; or a policy has more than 10,000 rules, entries or paths,
	 * or a pattern that matches more than that
	 */
	JSEC_TOO_LARGE,
	/* link-loop: too many symbolic links */
	JSEC_LINK_LOOP,
	/* denied: no permission; run as root, or as the owner of the install */
	JSEC_DENIED,
	/* read-only: the file system is read-only; jsec_overrides_plan() may help */
	JSEC_READ_ONLY,
	/* immutable: the file or its directory has that attribute, or append-only */
	JSEC_IMMUTABLE,
	/* no-space: the disk or the quota is full */
	JSEC_NO_SPACE,
	/*
	 * no-descriptors: this process, or the machine, cannot have more files open;
	 * raise the limit (ulimit -n)
	 */
	JSEC_NO_DESCRIPTORS,
	/* io: another system call failed; struct jsec_error has its errno */
	JSEC_IO,
	/* changed: another program changed the file since the plan; make a new plan */
	JSEC_CHANGED,
	/* locked: another run, or a package manager, holds its lock; try again later */
	JSEC_LOCKED,
	/*
	 * bad-file: Java itself cannot read this file, for example because of a malformed
	 * \uxxxx (java.util.Properties.load), or an include that does not exist. Java
	 * fails at the first use of its class Security. Correct the file by hand, or
	 * restore it.
	 */
	JSEC_BAD_FILE,
	/*
	 * bad-list: Java cannot read the list, and then refuses every TLS connection. For
	 * example, a comma is missing: "anon NULL" (DisabledAlgorithmConstraints).
	 */
	JSEC_BAD_LIST,
	/* not-proven: the edit would have changed more than asked for; report a bug */
	JSEC_NOT_PROVEN,
	/* empty-list: the edit would have removed every restriction; see JSEC_FORCE */
	JSEC_EMPTY_LIST,
	/*
	 * hard-links: the file has other names, which would keep the old content, and may
	 * belong to other installs. JSEC_FORCE changes this one.
	 */
	JSEC_HARD_LINKS,
	/*
	 * untrusted: other users can change the file or a directory on the way to it, and
	 * so could make root write elsewhere. The message names that directory: correct
	 * its mode.
	 */
	JSEC_UNTRUSTED,
	/* backup-failed: it could not be written and verified; no install was changed */
	JSEC_BACKUP_FAILED,
	/* backup-damaged: a checksum does not match, or the index of a backup is lost */
	JSEC_BACKUP_DAMAGED,
	/*
	 * record-damaged: the checksum of a record in the state directory does not match.
	 * The message says what is lost if you delete the record.
	 */
	JSEC_RECORD_DAMAGED,
	/* newer-format: a newer jsecpatch wrote a backup or a record; use that version */
	JSEC_NEWER_FORMAT,
	/* no-backup: there is none with this id, or none of this file */
	JSEC_NO_BACKUP,
	/*
	 * foreign: the file is neither the vendor's nor one that jsecpatch wrote, so that
	 * somebody else's change would be lost. JSEC_FORCE overwrites it.
	 */
	JSEC_FOREIGN,
	/* not-durable: the change is made, but a power failure now could undo it */
	JSEC_NOT_DURABLE,
	/*
	 * not-active: the files of a hook are in place, or removed, but systemd could not
	 * be told; or a unit could not be restarted
	 */
	JSEC_NOT_ACTIVE,
	/* not-booted: a chroot, a container or an image build; no hooks were installed */
	JSEC_NOT_BOOTED,
	/*
	 * cancelled: the user stopped it before anything was changed. No call returns
	 * this: a search that is stopped succeeds, and struct jsec_scan says so. It is
	 * the name for a program that then reports why it did not go on.
	 */
	JSEC_CANCELLED,
	/* bad-policy: the policy file cannot be read, understood or trusted */
	JSEC_BAD_POLICY,
	/*
	 * overridden: Java takes the list from a file outside of the install, so that a
	 * change of this install would have no effect. The message says which file and
	 * why.
	 */
	JSEC_OVERRIDDEN,
	/*
	 * not-known: Java may take the list from a file that depends on something that
	 * cannot be known from outside: a system property of the program, or the version
	 */
	JSEC_NOT_KNOWN,
	/* no-certificate: authenticated TLS needs settings that are not there */
	JSEC_NO_CERTIFICATE,
	/* not-confirmed: the JRE itself reports another list, or failed to report one */
	JSEC_NOT_CONFIRMED,
	/* opens-more: to allow this suite, entries must go that block others, too */
	JSEC_OPENS_MORE,
	/*
	 * unknown-entry: an entry to allow is in no list, and no vendor's list ever had
	 * it; or one to disallow is nearly one that is known. So it is probably misspelt.
	 * The message has what may be meant. See JSEC_FORCE.
	 */
	JSEC_UNKNOWN_ENTRY,
	/*
	 * included: an entry to allow is not in the list itself, but in
	 * jdk.disabled.namedCurves, which the list includes; allow it there
	 */
	JSEC_INCLUDED,
	/* bad-archive: damaged, cut short, encrypted, or of an unsupported kind */
	JSEC_BAD_ARCHIVE,
	/* exists: a product that is to be forgotten still exists; restore it first */
	JSEC_EXISTS,
	/*
	 * unfinished: a run was interrupted while it overwrote a file that is a mount
	 * point, so that the file may have old and new bytes. The next jsec_lock()
	 * finishes that; what it cannot finish fails every later call until the file is
	 * restored.
	 */
	JSEC_UNFINISHED,
	/*
	 * no-target: a rule of the policy file is for some installs, and none of them is
	 * there any more; the other rules were applied
	 */
	JSEC_NO_TARGET,
	/* own-root: the root is this machine's own root directory, under another name */
	JSEC_OWN_ROOT,
	/*
	 * outside: the root is that of a process: what is mounted there is this machine's
	 * own, or other users may have chosen it or its mounts
	 */
	JSEC_OUTSIDE,
	/* some-failed: at least one install failed; its result has the error */
	JSEC_SOME_FAILED,
	/*
	 * half-updated: dpkg has unpacked a newer file, and not yet configured its
	 * package. To change the file of now would make dpkg ask. Run dpkg --configure
	 * -a, and try again. JSEC_FORCE changes it all the same.
	 */
	JSEC_HALF_UPDATED,
};

/*
 * What a request does. JSEC_LIST and JSEC_RESTORE work on all installs, JSEC_TRANSPORT on
 * those of jsec_find_access() only, the others on those of jsec_find() only.
 */
enum jsec_action {
	/* Reads the lists, changes nothing. */
	JSEC_LIST = 0,
	/* Removes entries from a list (allows) and adds entries to it (disallows). */
	JSEC_CHANGE,
	/*
	 * Puts back the content and the metadata of a backup, by default the vendor's
	 * file.
	 */
	JSEC_RESTORE,
	/*
	 * Puts back what JSEC_SUSPEND has suspended, and makes each install that a rule
	 * of the policy file covers comply with it. Run it after an update of Java.
	 */
	JSEC_REAPPLY,
	/*
	 * Puts the vendor's file back wherever the file is exactly what jsecpatch wrote,
	 * and remembers what was there. Run it before an update, so that the package
	 * manager finds an unchanged file, and asks no question.
	 */
	JSEC_SUSPEND,
	/* Sets the transport of RSA Access Manager, in all files or in none. */
	JSEC_TRANSPORT,
};

/* Which files the update is about to replace that a JSEC_SUSPEND comes before. */
enum jsec_replaced {
	/* Any file may be replaced. */
	JSEC_REPLACED_ANY = 0,
	/* Files beside which the new one waits that dpkg has unpacked. */
	JSEC_REPLACED_WAITING,
	/*
	 * Files that the package manager of the hook owns; of dpkg's, only configuration
	 * files. If nobody knows who owns which file: any.
	 */
	JSEC_REPLACED_OWNED,
	/* Files that are named, or owned, likewise, by packages that are named. */
	JSEC_REPLACED_NAMED,
};

/* What happened, or would happen, to the file of an install. */
enum jsec_state {
	/* listed: the request was a JSEC_LIST */
	JSEC_LISTED = 0,
	/* patched: a commit has written it */
	JSEC_PATCHED,
	/* unchanged: it already was as requested */
	JSEC_UNCHANGED,
	/* would-patch: planned, but not committed yet */
	JSEC_WOULD_PATCH,
	/* restored: a commit has put a backup back */
	JSEC_RESTORED,
	/* suspended: it is the vendor's file until the next JSEC_REAPPLY */
	JSEC_SUSPENDED,
	/* skipped: a note says why; a commit does not touch it */
	JSEC_SKIPPED,
	/* failed: the result has an error */
	JSEC_FAILED,
};

/* How an install was found. If it was found in several ways, the first one. */
enum jsec_source {
	/* target: the caller named it */
	JSEC_TARGET = 0,
	/* known-place: a directory where vendors and package managers install */
	JSEC_KNOWN_PLACE,
	/* environment: JAVA_HOME, JDK_HOME, JRE_HOME, or JAVA_17_HOME and the like */
	JSEC_ENVIRONMENT,
	/* path: `java` in a directory of PATH */
	JSEC_PATH,
	/* policy: a rule of the policy file names it */
	JSEC_POLICY,
	/* backup: jsecpatch has changed it before */
	JSEC_BACKUP,
	/* scan: found by a scan of a directory tree */
	JSEC_SCAN,
	/* process: a JVM runs from it */
	JSEC_PROCESS,
	/* container: in container storage, or the JVM of a container runs from it */
	JSEC_CONTAINER,
	/* archive: in a tar or zip archive that the caller named */
	JSEC_ARCHIVE,
};

/* Whether the lists of an install match the policy file. */
enum jsec_compliance {
	/*
	 * No rule covers the install, the policy is unusable, or it is not known what
	 * this Java takes. The name is NULL.
	 */
	JSEC_NOT_COVERED = 0,
	/* complies: the next JSEC_REAPPLY changes nothing */
	JSEC_COMPLIES,
	/* differs: the next JSEC_REAPPLY changes the install */
	JSEC_DIFFERS,
};

/*
 * What the lists of an install do to a cipher suite. "Enable" is what a program does with
 * javax.net.ssl.SSLSocket.setEnabledCipherSuites(): anonymous suites are off by default.
 */
enum jsec_suite_state {
	/* open: usable, if the programs on both ends enable it */
	JSEC_SUITE_OPEN = 0,
	/* no-protocol: every protocol version that has it is disabled */
	JSEC_SUITE_NO_PROTOCOL,
	/* blocked: a program that enables it cannot use it */
	JSEC_SUITE_BLOCKED,
	/* unknown: this Java does not have it (sun.security.ssl.CipherSuite) */
	JSEC_SUITE_UNKNOWN,
	/*
	 * unsure: it is not known whether this update of Java has something: the suite
	 * itself, or a way in which entries block it. The blockers may block it.
	 */
	JSEC_SUITE_UNSURE,
	/* no-group: every group for its key exchange is disabled */
	JSEC_SUITE_NO_GROUP,
};

/*
 * Why an entry blocks a cipher suite. Examples are for TLS_DH_anon_WITH_AES_128_CBC_SHA.
 */
enum jsec_why {
	/* name: the entry is the name of the suite; Java does not look at aliases here */
	JSEC_WHY_NAME = 0,
	/* component: the entry is an algorithm of the suite: anon, DH, AES, CBC ... */
	JSEC_WHY_COMPONENT,
	/* wildcard: the entry is a pattern that matches the name: TLS_DH_anon_* */
	JSEC_WHY_WILDCARD,
	/* protocol: the entry is a protocol version that the suite needs: TLSv1.2 */
	JSEC_WHY_PROTOCOL,
	/* group: the entry disables groups that its key exchange needs: EC, ffdhe2048 */
	JSEC_WHY_GROUP,
};

/* Which end of a connection. */
enum jsec_side {
	/* unknown: the evidence does not say it */
	JSEC_SIDE_UNKNOWN = 0,
	/* server: the end that waits for connections */
	JSEC_SIDE_SERVER,
	/* client: the end that connects */
	JSEC_SIDE_CLIENT,
	/* both: the cause is that both ends do the same, or not the same */
	JSEC_SIDE_BOTH,
};

/* What a string of a struct jsec_inquiry was taken for. */
enum jsec_subject {
	/* text: the words of an error */
	JSEC_SUBJECT_TEXT = 0,
	/* file: a file that exists, such as a log */
	JSEC_SUBJECT_FILE,
	/* input: the bytes that the caller gave for "-" */
	JSEC_SUBJECT_INPUT,
	/* address: a server, HOST:PORT */
	JSEC_SUBJECT_ADDRESS,
	/* process: a running program, pid:N */
	JSEC_SUBJECT_PROCESS,
};

/* The state of an update hook, or of one of its files. */
enum jsec_hook_state {
	/* absent: none of its files exists */
	JSEC_HOOK_ABSENT = 0,
	/* installed: its files are what this version writes, and it works */
	JSEC_HOOK_INSTALLED,
	/* outdated: jsecpatch wrote it, but this version would write something else */
	JSEC_HOOK_OUTDATED,
	/* changed: the file is not what jsecpatch wrote */
	JSEC_HOOK_CHANGED,
	/* partial: some of its files are missing */
	JSEC_HOOK_PARTIAL,
	/* snippet: text for the maintainer of a package; it cannot be installed */
	JSEC_HOOK_SNIPPET,
	/* broken: its files are in place, but it does not work; its notes say why */
	JSEC_HOOK_BROKEN,
};

/* How the parts of Access Manager talk to each other, the weakest way first. */
enum jsec_transport {
	/* ?: the file has a value that is none of these */
	JSEC_TRANSPORT_UNKNOWN = 0,
	/* clear: not encrypted */
	JSEC_TRANSPORT_CLEAR,
	/* anon: TLS without certificates; every Java on both ends has to allow `anon` */
	JSEC_TRANSPORT_ANON,
	/* auth: TLS with certificates on both ends */
	JSEC_TRANSPORT_AUTH,
	/* true: the value of old files that stands for anon or auth; it cannot be set */
	JSEC_TRANSPORT_TLS,
};

/*
 * Flags of struct jsec_request, and of the calls that have a parameter `flags`. Each
 * comment says with which actions and calls a flag goes. Anywhere else it is
 * JSEC_BAD_REQUEST, and so is an unknown flag: a flag that a library ignored would be a
 * promise not kept.
 */

/*
 * Do what the library refuses for safety. Notes say which checks were overridden. With
 * every action but JSEC_LIST, with hooks, override files and jsec_forget(). It overrides
 * JSEC_EMPTY_LIST, JSEC_HARD_LINKS, JSEC_OVERRIDDEN, JSEC_OPENS_MORE, JSEC_FOREIGN,
 * JSEC_UNTRUSTED of an install, JSEC_NO_CERTIFICATE, JSEC_NOT_BOOTED, JSEC_UNKNOWN_ENTRY,
 * JSEC_INCLUDED, and doubts because of damaged backups. It never overrides a failed
 * proof, a failed backup, or a lock. Do not set it by default: ask the user after an
 * error.
 */
#define JSEC_FORCE 1u

/*
 * Also write the change into the policy file, so that JSEC_REAPPLY makes it again after
 * an update. With JSEC_CHANGE. The rule is for the targets, or for every install if the
 * search was for all. A target whose path holds the version of its Java is written as a
 * pattern, so that the rule outlives that version; jsec_plan_policy() has a note then.
 * After a scan of a directory, and if all targets are archives, it is JSEC_BAD_REQUEST:
 * no rule can say that.
 */
#define JSEC_REMEMBER 2u

/*
 * Also remove the installs from the policy file, so that JSEC_REAPPLY leaves them alone.
 * With JSEC_RESTORE. Nothing is removed if an install cannot be restored: then
 * jsec_plan_policy() has the error. With JSEC_FORCE it is enough that an install has no
 * backup.
 */
#define JSEC_FORGET 4u

/*
 * Start from the vendor's newer file, which a package manager has put beside the old one
 * because that was changed: FILE.dpkg-dist, FILE.rpmnew and the like. With JSEC_CHANGE
 * and JSEC_REAPPLY. Fails with JSEC_EMPTY_LIST if that file does not define the list.
 */
#define JSEC_ADOPT_VENDOR 8u

/*
 * Change nothing, only say what would change. For jsec_hooks_install(),
 * jsec_hooks_remove() and jsec_forget(). Elsewhere a dry run is a plan that is not
 * committed.
 */
#define JSEC_DRY_RUN 16u

/*
 * Only renew the list of files that an installed hook watches. For jsec_hooks_install().
 * It adds what is missing, and drops what is gone. A hook that is not installed, or whose
 * files are not exactly what this version writes, is left alone, and that is no error.
 */
#define JSEC_RENEW 32u

/*
 * Only install those hooks again that are in place, as after an update of the program.
 * For jsec_hooks_install(). A hook that was removed, or changed by somebody else, is left
 * alone, and that is no error.
 */
#define JSEC_AGAIN 64u

/*
 * An error. You get one from jsec_get_error(), and in results for what failed there. Its
 * strings are borrowed from whatever it was reached from.
 */
struct jsec_error {
	/* Not negated. Compare this, not the message. */
	enum jsec_code code;
	/* The errno of the system call that failed; 0 if none did. */
	int system_errno;
	/*
	 * What happened, in English, with path and line in it where they are known: print
	 * it as it is. NULL if the code is JSEC_OK.
	 */
	const char *message;
	/* The file or directory, or NULL. */
	const char *path;
	/* The line in that file, from 1; 0 if no line is concerned. */
	size_t line;
};

/*
 * Something that the user should know, beside the result: print every note. A note is no
 * failure.
 */
struct jsec_note {
	/*
	 * A stable name for programs, such as "vendor-file-waiting". jsecpatch-json(5)
	 * has all of them. Versions add names, and never rename one.
	 */
	const char *code;
	/* One sentence. */
	const char *message;
};

/* What a long call is doing. */
enum jsec_stage {
	/* jsec_find() has searched `done` directories. */
	JSEC_SCANNING = 0,
	/* jsec_plan_make() has read `done` of `all` installs. */
	JSEC_PLANNING = 1,
	/* jsec_commit() has finished `done` of `all` installs. */
	JSEC_WRITING = 2,
	/*
	 * jsec_lock() or jsec_commit() waits until a package manager has finished, at
	 * most `all` seconds. Told once.
	 */
	JSEC_WAITING = 3,
};

/* How far a long call has come. Only valid during the call of `progress`. */
struct jsec_progress {
	enum jsec_stage stage;
	/* Directories or installs, by the stage; 0 in JSEC_WAITING. */
	size_t done;
	/* JSEC_SCANNING: installs that were found so far. Else 0. */
	size_t installs;
	/*
	 * Installs in the plan. 0 in JSEC_SCANNING: nobody knows how many directories
	 * come. JSEC_WAITING: seconds.
	 */
	size_t all;
	/* JSEC_WAITING: the lock that a package manager holds. Else NULL. */
	const char *lock;
	/* JSEC_WAITING: the process that holds it, 0 if that is not known. Else 0. */
	int pid;
};

/* How to open a session: which tree, and whose state. All strings are copied. */
struct jsec_options {
	/* sizeof(struct jsec_options) */
	size_t size;
	/*
	 * Work on the tree under this directory, for example a container image or a disk
	 * that is mounted elsewhere: every path and every symbolic link is taken inside
	 * it, and relative paths start at its top. Default: "/".
	 */
	const char *root;
	/*
	 * Where backups and records are kept: a path on the host, not inside the root.
	 * The first lock makes the directory, with mode 0700. Default: /var/lib/jsecpatch
	 * inside the root.
	 */
	const char *state_dir;
	/*
	 * Seconds that jsec_lock() waits for another run, and for a package manager.
	 * Default: 30.
	 */
	unsigned lock_timeout;
	/*
	 * The policy file: a path on the host. Its format is in jsecpatch.conf(5); it
	 * need not exist. Default: /etc/jsecpatch.conf inside the root.
	 */
	const char *policy;
	/*
	 * Called about ten times a second by a scan, and often by a plan and a commit,
	 * always in the thread that called the library. It must not use the session.
	 */
	void (*progress)(void *data, const struct jsec_progress *now);
	/* The first argument of `progress`. */
	void *progress_data;
	/*
	 * A scan stops soon after this becomes other than 0, and keeps what it has found.
	 * A signal handler may set it: sig_atomic_t is an int here. It must live as long
	 * as the session. A plan and a commit do not stop: they are short, and a commit
	 * that is begun is better finished.
	 */
	const volatile int *cancel;
	/*
	 * The caller's environment: strings "NAME=value", NULL at the end, for example
	 * environ. The library reads no other, and not this one if there is a `root`.
	 * Searches then look at JAVA_HOME and PATH, and plans consider the options for
	 * every JVM in JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS and _JAVA_OPTIONS, for OpenJ9
	 * also those in OPENJ9_JAVA_OPTIONS and IBM_JAVA_OPTIONS. For a user who is not
	 * root the default places are the user's own:
	 * $XDG_STATE_HOME/jsecpatch or ~/.local/state/jsecpatch, and
	 * $XDG_CONFIG_HOME/jsecpatch.conf or ~/.config/jsecpatch.conf. Default: none.
	 */
	const char *const *environment;
	/*
	 * 1: accept a root that fails with JSEC_OWN_ROOT or JSEC_OUTSIDE otherwise. Set
	 * it only to read, or if the user insists.
	 */
	int any_root;
	/*
	 * 1: write nothing to the system log. Default: each change leaves a line in
	 * systemd's journal, or else in syslog. It says who did what to which file, and
	 * the id of the backup; jsecpatch(1) explains the keys. A session with another
	 * root writes none. No call fails because of the log, or waits for it longer than
	 * a second.
	 */
	int no_log;
};

/*
 * Where to search: with `targets` only there, with `scan` in that tree, with neither in
 * all known places. This searches one home:
 *
 *	const char *targets[] = {"/opt/vendor/jre"};
 *	struct jsec_search search = {
 *		.size = sizeof search, .targets = targets, .n_targets = 1};
 */
struct jsec_search {
	/* sizeof(struct jsec_search) */
	size_t size;
	/*
	 * Java homes, java.security files, and archives (zip or tar, also compressed)
	 * with Java homes in them. Relative paths start at the working directory, or in a
	 * session with a root at its top. A list with 0 targets is JSEC_BAD_REQUEST, so
	 * that it never means every install. Default: NULL, search for all.
	 */
	const char *const *targets;
	/* How many strings `targets` has. */
	size_t n_targets;
	/*
	 * Find every install under this directory; with "/" those of the known places,
	 * too. Symbolic links are not followed. Pseudo and remote file systems are
	 * skipped, except the one on which the directory itself is. Not together with
	 * targets.
	 */
	const char *scan;
	/*
	 * 1: do not search the running programs for installs. For a caller who must be
	 * quick, or who does not want what containers run.
	 */
	int no_processes;
	/*
	 * 1: as root, do not look into the homes of other users. Otherwise root looks
	 * there with the rights of each user, at the first 1000 entries of directories.
	 */
	int no_users;
	/*
	 * What jsec_find_access() has found. The search then also finds the installs in
	 * the directories of that installation, and `belongs` of each install says how it
	 * is related to it. Not together with targets.
	 */
	const struct jsec_installs *access;
};

/*
 * Where an installation of RSA Access Manager is, for jsec_find_access(). It may have
 * several directories, on several hosts: copy their trees beside each other, and name
 * them all.
 */
struct jsec_access {
	/* sizeof(struct jsec_access) */
	size_t size;
	/* Directories. Relative paths are taken as in struct jsec_search. */
	const char *const *directories;
	/* How many strings `directories` has. At least one. */
	size_t n_directories;
	/*
	 * Directories below these that are left out, such as copies of the files. Paths
	 * are absolute, or relative to one of `directories`.
	 */
	const char *const *exclude;
	/* How many strings `exclude` has. */
	size_t n_exclude;
};

/*
 * How a search without targets went, from jsec_installs_scan(). If `unreadable` is not 0,
 * there may be installs that were not found: say so. If none was found, do not report
 * that there is none.
 */
struct jsec_scan {
	/* Directories that a scan has searched; 0 without a scan. */
	size_t directories;
	/*
	 * Directories that could not be searched, but where this user would change
	 * nothing: they are closed to him. Any other one is an install with an error. For
	 * root this is 0: what other users own does not make his search incomplete.
	 */
	size_t unreadable;
	/*
	 * Which ones, and why: a few words each, of 100 of them at most. For root, places
	 * that belong to other users.
	 */
	const char *const *problems;
	/*
	 * The homes of other users that have more entries than were looked at. To change
	 * an install there, name it.
	 */
	const char *const *partly;
	/*
	 * The directories at which file systems begin that were skipped because they may
	 * not answer: remote ones, FUSE, and what is not mounted yet.
	 */
	const char *const *left_out;
	/*
	 * Files that an uninstalled Java has left behind: its package manager keeps files
	 * that were changed. They are known from backups, and belong to no install.
	 */
	const char *const *left_behind;
	/* 1 if only the known places were searched: a scan may find more. */
	int known_places_only;
	/* 1 if the caller stopped it before its end. */
	int cancelled;
};

/*
 * What to do with the installs. A member that means nothing for the action must be zero:
 * it is JSEC_BAD_REQUEST otherwise. This allows anonymous suites that use elliptic
 * curves:
 *
 *	const char *allow[] = {"anon", "ECDH"};
 *	struct jsec_request request = {.size = sizeof request,
 *		.action = JSEC_CHANGE, .allow = allow, .n_allow = 2};
 */
struct jsec_request {
	/* sizeof(struct jsec_request) */
	size_t size;
	/* Default: JSEC_LIST. */
	enum jsec_action action;
	/*
	 * The list, by its property. Default: jdk.tls.disabledAlgorithms. Not for
	 * JSEC_REAPPLY and JSEC_TRANSPORT. A list that no vendor ships is changed only
	 * with JSEC_FORCE, as it may be a misspelling.
	 */
	const char *property;
	/*
	 * JSEC_CHANGE: entries to remove from the list, each one in full: not "DH", but
	 * "DH keySize < 1024". Or names of cipher suites, see jsec_plan_make().
	 */
	const char *const *allow;
	/* How many strings `allow` has. */
	size_t n_allow;
	/* JSEC_CHANGE: entries to add to the list, each one in full. */
	const char *const *disallow;
	/* How many strings `disallow` has. At least one of the two counts is not 0. */
	size_t n_disallow;
	/* JSEC_RESTORE: the `id` of a backup. Default: the vendor's file. */
	const char *backup_id;
	/* JSEC_FORCE, JSEC_REMEMBER, JSEC_FORGET, JSEC_ADOPT_VENDOR. */
	unsigned flags;
	/* JSEC_SUSPEND: the name of the update hook that asks for it, or NULL. */
	const char *hook;
	/* JSEC_TRANSPORT: clear, anon or auth. */
	enum jsec_transport transport;
	/*
	 * JSEC_CHANGE, JSEC_RESTORE, if one archive is the only target: a file to write
	 * the result to. Default: in place of the archive. Root does not write where
	 * other users can: JSEC_UNTRUSTED.
	 */
	const char *output;
	/*
	 * JSEC_SUSPEND: which files it is about. All other installs stay unchanged, and
	 * are not read. Default: any file. With others, `hook` must not be NULL.
	 */
	enum jsec_replaced replaced;
	/*
	 * JSEC_REPLACED_NAMED: names of packages, and paths of files and directories. A
	 * path has a '/', and starts at the root directory.
	 */
	const char *const *names;
	/* How many strings `names` has. */
	size_t n_names;
	/*
	 * 1: jsec_restarts_find() follows jsec_commit() at once. The commit looks at the
	 * running programs while it waits for the disk, which saves time later.
	 */
	int restarts;
};

/* How an install is related to an installation of Access Manager. */
enum jsec_belonging {
	/* machine: neither of the others, or it was not asked for */
	JSEC_OF_MACHINE = 0,
	/* process: a running JVM of it has something to do with these directories */
	JSEC_OF_PROCESS,
	/* inside: it is in one of these directories, or a link there leads to it */
	JSEC_INSIDE,
};

/*
 * One java.security file that a JVM reads, and the Java home that it belongs to. From
 * jsec_installs_items(), and in results; borrowed from struct jsec_installs.
 */
struct jsec_install {
	/*
	 * The directory that Java calls java.home, or the JDK around it. NULL for a file
	 * that is in no home. In an archive: "ARCHIVE:MEMBER".
	 */
	const char *home;
	/* Other paths of the same home, for example symbolic links to it. */
	const char *const *aliases;
	/*
	 * Such as "Eclipse Adoptium". From IMPLEMENTOR in the home's file `release`; if
	 * Java 8 or older has none, from the manifest of its rt.jar; or guessed from the
	 * path. NULL if nothing says it.
	 */
	const char *vendor;
	/* Such as "17.0.15" or "1.8.0_292". From JAVA_VERSION, or likewise; or NULL. */
	const char *java_version;
	/*
	 * Both for people, with the vendor's brand: "Temurin 17.0.15", "Debian 8u504".
	 * Without a vendor only the version; NULL if nothing is known.
	 */
	const char *name;
	/*
	 * The java.security with all links resolved: on Debian it is below /etc. NULL if
	 * there is none, which is an error. java.security.Security reads it from
	 * conf/security in java.home, up to Java 8 from lib/security.
	 */
	const char *file;
	enum jsec_source source;
	/*
	 * NULL, or why this install cannot be worked on: a target that does not exist, or
	 * is no Java. A plan copies it into the result.
	 */
	const struct jsec_error *error;
	/*
	 * JSEC_PROCESS, JSEC_CONTAINER, and JSEC_OF_PROCESS: a JVM that runs from it.
	 * 0 if there is none.
	 */
	int pid;
	/* The id or the name of that JVM's container; NULL if it is in none. */
	const char *container;
	/* Of a search with `access`. */
	enum jsec_belonging belongs;
};

/* A file for Java's option -Djava.security.properties, from jsec_overrides_items(). */
struct jsec_override {
	/* Its path, all links resolved, inside the root. */
	const char *file;
	/* The home of the install that it is for, or its java.security if it has none. */
	const char *home;
	/* The list that it changes. */
	const char *property;
	/* 1 if jsec_overrides_write() writes it, or drops its record; 0 afterwards. */
	int would_change;
	/* 1 if jsec_overrides_write() has written it. */
	int changed;
	/* The entries of the list in this file. */
	const char *const *entries;
	/* The entries that Java takes without this file, and not with it. */
	const char *const *removed;
	/* The entries that Java takes only with this file. */
	const char *const *added;
	/* As in struct jsec_result, for programs that use this file. */
	int tls13_first;
	/* What the user should know, for example that the Java of a file is missing. */
	const struct jsec_note *const *notes;
	/* All its bytes, as they are or will be; NULL if they are not known. */
	const char *content;
	/* How many bytes. */
	size_t content_size;
	/* As in struct jsec_result. */
	const char *diff;
	/* How many bytes. */
	size_t diff_size;
	/* NULL, or why it failed. */
	const struct jsec_error *error;
};

/* The backup of one file. */
struct jsec_backup {
	/* For `backup_id` of a request. The files that one commit saved share an id. */
	const char *id;
	/* The archive that holds it, a tar file: tar can read it without this library. */
	const char *path;
	/*
	 * The SHA-256 of the file that was backed up, 64 hexadecimal digits. NULL only in
	 * struct jsec_stored, if the archive is unreadable.
	 */
	const char *sha256;
};

/* What a JRE itself reported to jsec_confirm(). */
enum jsec_confirmation {
	/* It was not asked: jsec_confirm() was not called, or the result has an error. */
	JSEC_NOT_ASKED = 0,
	/* It reports the same list. */
	JSEC_CONFIRMED,
	/* It reports another list; the result has the error JSEC_NOT_CONFIRMED. */
	JSEC_CONTRADICTED,
	/* It could not be asked, or failed; a note or the error says why. */
	JSEC_NOT_CONFIRMABLE,
};

/* An entry that blocks a cipher suite. */
struct jsec_blocker {
	/* As it is written in the list. */
	const char *entry;
	/*
	 * The list: jdk.tls.disabledAlgorithms, jdk.certpath.disabledAlgorithms, or
	 * jdk.disabled.namedCurves if one of these two includes it.
	 */
	const char *property;
	/* How it matches the suite. */
	enum jsec_why why;
	/* 1 if it has to be removed to make the suite usable. */
	int needed;
};

/* A cipher suite, from struct jsec_explanation or struct jsec_result. */
struct jsec_suite {
	/* As Java reports it: SSL_DH_anon_WITH_RC4_128_MD5. */
	const char *name;
	/* Another name that Java accepts, TLS_DH_anon_WITH_RC4_128_MD5; NULL if none. */
	const char *alias;
	/* Its number at IANA, such as 0xC018. */
	unsigned id;
	enum jsec_suite_state state;
	/* The protocol versions that have it and are not disabled: "TLSv1.2" ... */
	const char *const *protocols;
	/* The entries that block it. Empty if it is open. */
	const struct jsec_blocker *const *blockers;
};

/* Where an entry stands among the lists that decide about TLS. From struct jsec_entry. */
struct jsec_entry_place {
	/* The list: "jdk.tls.disabledAlgorithms" ... */
	const char *property;
	const char *file;
	size_t line;
};

/* What an entry does in an install, from struct jsec_explanation. */
struct jsec_entry {
	const char *entry;
	/* What it concerns, in words: "the protocol TLSv1.1" ... */
	const char *concerns;
	/* Where it stands. Empty if it stands in no list that counts. */
	const struct jsec_entry_place *const *places;
	/*
	 * The suites that would become usable without the entry: only it blocks them. If
	 * it stands nowhere: those that are usable, and would not be with it in the TLS
	 * list.
	 */
	const char *const *decides;
};

/*
 * What the lists of an install do to its cipher suites, from jsec_explained_items().
 * Borrowed from struct jsec_explained, and its install from struct jsec_installs.
 */
struct jsec_explanation {
	const struct jsec_install *install;
	/*
	 * The file from which Java takes jdk.tls.disabledAlgorithms, or would take it if
	 * that were set. NULL if there is an error and no file.
	 */
	const char *file;
	/* The line where it is set, from 1; 0 if the property is not set. */
	size_t line;
	/*
	 * All suites of this Java, or the one asked for, or those that the entry asked
	 * for blocks or would block. Empty if there is an error.
	 */
	const struct jsec_suite *const *suites;
	/* The entry that was asked for. NULL if none was, and if there is an error. */
	const struct jsec_entry *entry;
	/* NULL, or why it is not known. */
	const struct jsec_error *error;
	/* As in struct jsec_result. Then an error should not fail the caller's run. */
	int only_named;
	/*
	 * As in struct jsec_result, if an anonymous suite is usable, or was asked for: 1
	 * if TLS 1.3 is usable, too.
	 */
	int tls13_first;
};

/*
 * What a plan contains, or what a commit did, for one install. From jsec_plan_results();
 * borrowed from the plan. jsec_commit() changes the members, so read them again after it.
 */
struct jsec_result {
	const struct jsec_install *install;
	enum jsec_state state;
	/*
	 * 1 if a commit of this plan writes the file; 0 after the commit.
	 * jsec_plan_text(): 1 if the content differs.
	 */
	int would_change;
	/* 1 if the file is what jsecpatch wrote, and not the vendor's file. */
	int patched;
	/* The line of the definition that counts, the last one; 0 if there is none. */
	size_t line;
	/* The entries of the list in `file`, after the change. Empty if it is not set. */
	const char *const *entries;
	/* The entries that the request removes from it, as they were written. */
	const char *const *removed;
	/* The entries that the request adds to it. */
	const char *const *added;
	/* What the user should know. */
	const struct jsec_note *const *notes;
	/*
	 * A unified diff for patch -p1; NULL if nothing changes. It may contain bytes
	 * that are not UTF-8, and NUL: use its size.
	 */
	const char *diff;
	/* How many bytes. */
	size_t diff_size;
	/* The backup that the commit relied on, maybe an older one; NULL if none. */
	const struct jsec_backup *backup;
	/*
	 * NULL, or why the install failed. The file is unchanged then, except with
	 * JSEC_NOT_DURABLE, with JSEC_UNFINISHED, and with JSEC_NOT_CONFIRMED from
	 * jsec_confirm().
	 */
	const struct jsec_error *error;
	/* Whether the file, after the change, matches the policy file. */
	enum jsec_compliance policy;
	/* The vendor's newer file that waits beside it, such as FILE.rpmnew; or NULL. */
	const char *waiting;
	/*
	 * The file that is changed: install->file, or one that this file includes and
	 * that has the definition that counts. Java has `include` since 24
	 * (Security.SecPropLoader).
	 */
	const char *file;
	/* 1 if Java takes the list from that file. */
	int effective;
	/*
	 * If not: where Java takes it from, "FILE:LINE" or FILE. NULL if it is effective
	 * or not known. Red Hat's Java, for example, reads the system's crypto-policies
	 * last.
	 */
	const char *overridden_by;
	/* The entries of the list that Java takes, from wherever, after the change. */
	const char *const *effective_entries;
	/*
	 * JSEC_LIST: those of these entries, and of `entries`, that this Java is known to
	 * ignore, such as a pattern where it knows none. The notes say why.
	 */
	const char *const *ignored;
	/* Set by jsec_confirm(). */
	enum jsec_confirmation confirmed;
	/*
	 * JSEC_CHANGE of jdk.tls.disabledAlgorithms: the suites that become usable. NULL
	 * for other requests, and where it is not known. "Usable" also requires that both
	 * programs enable the suite, and that TLS 1.3, which has no anonymous suites,
	 * does not win.
	 */
	const char *const *opened;
	/* The protocol versions that become usable, given suites for them. */
	const char *const *opened_protocols;
	/* Those suites of the removed entries that other entries still block. */
	const struct jsec_suite *const *still_blocked;
	/*
	 * 1 in containers, in archives and for jsec_plan_text(), where other files may
	 * decide that were not examined, where it is not known which file an include
	 * names, and where TLS does not work in this Java at all. `effective` is then 0,
	 * and `effective_entries` is empty.
	 */
	int effect_unknown;
	/*
	 * 1 if the change makes anonymous suites usable, and TLS 1.3 is usable, too: Java
	 * prefers TLS 1.3, which has none. Programs that enable both, and have no
	 * certificate, still fail. -1 if the version of this Java is not known: it may be
	 * too old for TLS 1.3, which came with 11 and 8u272. Else 0.
	 */
	int tls13_first;
	/* 1 if the policy demands all of this JSEC_CHANGE: it survives updates then. */
	int kept;
	/*
	 * 1 if this install is changed only when it is a target: it is in container
	 * storage, or, for root, other users can replace it.
	 */
	int only_named;
	/*
	 * jsec_plan_text(): the bytes after the change, which may contain NUL; the same
	 * ones if nothing changes. NULL for an install: its file has them.
	 */
	const char *content;
	/* How many bytes. */
	size_t content_size;
};

/*
 * An install that is probably the later version of one that a rule names: their paths
 * differ only in the version. No rule for that list covers it. Ask the user, then
 * remember it: the rule gets a pattern in the place of that path.
 */
struct jsec_successor {
	/* The name of the rule. */
	const char *rule;
	/* Its target, where no Java is installed. */
	const char *target;
	/* The path of the install. */
	const char *home;
	/* What the rule demands, for a JSEC_CHANGE with JSEC_REMEMBER. */
	const char *property;
	/* Entries to allow. */
	const char *const *allow;
	/* Entries to disallow. */
	const char *const *disallow;
};

/* What a plan does to the policy file, or did. From jsec_plan_policy(). */
struct jsec_policy {
	/* Its path, whether it exists or not. */
	const char *file;
	/* 1 if the file exists. */
	int present;
	/* 1 if a commit of this plan writes it; 0 after the commit. */
	int would_change;
	/* 1 if the commit has written it. */
	int changed;
	/* As in struct jsec_result. */
	const char *diff;
	/* How many bytes. */
	size_t diff_size;
	/*
	 * NULL, or why it cannot be used. Requests that do not need the policy go on
	 * without it: print this as a warning. JSEC_UNKNOWN_ENTRY of a JSEC_REAPPLY: a
	 * rule allows what no vendor's list ever had. JSEC_NO_TARGET and JSEC_TOO_LARGE
	 * of a JSEC_REAPPLY or JSEC_LIST of all installs: a rule is for installs that are
	 * not there, or for too many. The other rules are applied.
	 */
	const struct jsec_error *error;
	/*
	 * JSEC_LIST, JSEC_REAPPLY: rules that may not do what their author meant.
	 * JSEC_REMEMBER, JSEC_FORGET: how an install was written whose path holds its
	 * version.
	 */
	const struct jsec_note *const *notes;
	/* JSEC_LIST, JSEC_REAPPLY: what may have replaced targets that are missing. */
	const struct jsec_successor *const *successors;
	/*
	 * 1 if the file wants all files restored before the program is removed from the
	 * machine. Who removes it makes a JSEC_RESTORE of all installs then.
	 */
	int restores;
};

/* One file in the backups, from jsec_backups_items(). */
struct jsec_stored {
	struct jsec_backup backup;
	/* When it was made, "2026-11-28T21:30:00Z". NULL if the archive is unreadable. */
	const char *time;
	/*
	 * Why it was made: allow, disallow, change, restore, reapply, suspend or
	 * transport. NULL if the archive is unreadable.
	 */
	const char *action;
	/* The file that was backed up; NULL if the archive is unreadable. */
	const char *file;
	/* 1 if it is the vendor's file. */
	int pristine;
	/* NULL, or what is wrong with this backup: do not rely on it. */
	const struct jsec_error *error;
};

/* A transport setting in a file of RSA Access Manager, from jsec_audit_settings(). */
struct jsec_setting {
	const char *file;
	/* Of the definition, or of the comment with the default value; or 0. */
	size_t line;
	/* Such as "cleartrust.net.ssl.use". */
	const char *key;
	/* As it is written; NULL if there is no line. */
	const char *value;
	/* What it means; JSEC_TRANSPORT_UNKNOWN for a flag. */
	enum jsec_transport mode;
	/* 1 if the file defines it, 0 if the default applies. */
	int is_set;
	/* 1 for a key whose value is true or false, not a transport. */
	int is_flag;
};

/* Something that an audit of these settings found, from jsec_audit_findings(). */
struct jsec_finding {
	/* A stable name, such as "mismatch": see jsecpatch-access-manager(7). */
	const char *code;
	/* 1: the installation contradicts itself. 0: only a remark. */
	int problem;
	/* One sentence, without the places. */
	const char *message;
	/* The file that it is about; NULL if it is about none. */
	const char *file;
	/* The line; 0 for the whole file. */
	size_t line;
	/* The file that contradicts it, or NULL. */
	const char *other_file;
	/* The line; 0 for the whole file. */
	size_t other_line;
};

/* A running JVM, from jsec_restarts_items(). Its install is that of the search. */
struct jsec_process {
	int pid;
	/* The number of its user. */
	unsigned uid;
	/* Its java.home as it sees it, inside its own root. */
	const char *home;
	const struct jsec_install *install;
	/* Its main class, module or jar; "?" if it is not known. */
	const char *command;
	/*
	 * The systemd service to restart, such as "tomcat.service". NULL if it is in
	 * none, or in one of a user's own systemd: users name those as they like.
	 */
	const char *unit;
	/* The id or the name of its container, or NULL. */
	const char *container;
	/* The file of its option -Djava.security.properties, or NULL. */
	const char *policy_file;
	/* 1 if that option has "==", so that Java reads only that file. */
	int policy_replaces;
	/*
	 * Where it takes its list from, "FILE:LINE" or FILE, if no edit of the install
	 * reaches it: a restart alone does not help then. Else NULL.
	 */
	const char *overridden_by;
	/* 1 if jsecpatch cannot read that file, and so does not know the list. */
	int list_unread;
	/*
	 * 1 if it started during an update of its Java, while the vendor's file was in
	 * place: after a JSEC_SUSPEND, or after the update had replaced the file, and
	 * before jsecpatch changed that. Else 0, also if the journal in the state
	 * directory cannot tell. From jsec_restarts_items() only.
	 */
	int late;
	/*
	 * The rule of the policy that wants `unit` restarted, such as "rule.1", if it is
	 * late and `unit` is a service of this machine. Else NULL.
	 */
	const char *rule;
	/* 1 if jsec_hook_restart() has restarted the unit, and the program has ended. */
	int restarted;
	/* NULL, or why it could not do what the rule wants. */
	const struct jsec_error *error;
};

/*
 * What to diagnose. This asks why a handshake with a server fails, and what the log of
 * the client says about it:
 *
 *	const char *what[] = {"server.example:5615", "/var/log/client.log"};
 *	struct jsec_inquiry inquiry = {.size = sizeof inquiry, .what = what, .n_what = 2};
 */
struct jsec_inquiry {
	/* sizeof(struct jsec_inquiry) */
	size_t size;
	/*
	 * Each string is the first of these that fits: "-" is `input`; "pid:N" is a
	 * running program; HOST:PORT is a server, and [ADDRESS]:PORT one with an IPv6
	 * address; a file that exists is a log, a stack trace, or what Java prints with
	 * -Djavax.net.debug=ssl; all else is the text of an error. Relative paths start
	 * in the working directory.
	 */
	const char *const *what;
	/* How many strings `what` has; at least 1. */
	size_t n_what;
	/* The bytes that "-" stands for. NULL: "-" is JSEC_BAD_REQUEST. */
	const void *input;
	/* How many bytes. */
	size_t input_size;
};

/* Why a handshake fails, or may fail. From struct jsec_diagnosis. */
struct jsec_cause {
	/* A stable name, such as "server-list". jsecpatch-json(5) has all of them. */
	const char *code;
	/* 1: what was seen leaves no other cause. */
	int proven;
	/* Who refuses. */
	enum jsec_side side;
	/* One sentence: who refuses, and why. */
	const char *message;
	/* The entry that blocks, as it is written; NULL if it is not known. */
	const char *entry;
	/* The list that has it, or NULL. */
	const char *property;
	/* Where Java takes that list from, or NULL. */
	const char *file;
	/* The line in that file; 0 if it is not known. */
	size_t line;
	/* The Java whose list it is, or NULL. */
	const struct jsec_install *install;
	/* The program, or NULL. */
	const struct jsec_process *process;
	/* One sentence: what to do. */
	const char *cure;
	/*
	 * Entries to allow and to disallow in `install`, or else in the Java of `side`,
	 * as the cure says. Empty if no change of a list is part of it.
	 */
	const char *const *allow;
	const char *const *disallow;
	/* One sentence: what shows whether it is this cause; NULL if it is proven. */
	const char *tell;
};

/* The answer to one string of a struct jsec_inquiry, from jsec_diagnoses_items(). */
struct jsec_diagnosis {
	/* The string. */
	const char *what;
	/* What it was taken for. */
	enum jsec_subject subject;
	/*
	 * 1: a handshake with anonymous suites works there. 0: it fails. -1: it is not
	 * known, or depends on the other end.
	 */
	int works;
	/* The verdict in one sentence. */
	const char *message;
	/*
	 * The likeliest first. If it works, what can still make a client fail. Empty if
	 * nothing is known.
	 */
	const struct jsec_cause *const *causes;
	/* What was seen. */
	const struct jsec_note *const *facts;
	/* What could not be found out, and what would show it. */
	const struct jsec_note *const *unknown;
	/* The program at the address, or with the pid; NULL if it is not known. */
	const struct jsec_process *process;
};

/* A file of an update hook. */
struct jsec_hook_file {
	/* The name of its text, such as "dpkg/jsecpatch"; NULL for a link. */
	const char *name;
	/* Where it is installed; NULL in a snippet. */
	const char *path;
	/* Its content; NULL for a link. */
	const char *text;
	/* Where a symbolic link leads; NULL for a file. */
	const char *target;
	/* Its permission bits, such as 0644; 0 for a link or a snippet. */
	unsigned mode;
	/* Never JSEC_HOOK_PARTIAL or JSEC_HOOK_BROKEN. */
	enum jsec_hook_state state;
};

/* How the last run of one action of an update hook went. */
struct jsec_hook_run {
	/* suspend or reapply */
	const char *action;
	/* "2026-11-28T21:30:00Z" */
	const char *time;
	/* 1 if it succeeded. */
	int ok;
	/* What it did, or why it failed. */
	const char *message;
};

/*
 * An update hook: it makes a package manager run jsecpatch before and after an update of
 * Java, so that the update goes well and the change survives it. jsecpatch-hooks(7) has
 * the whole story. From jsec_hooks_items(); borrowed from struct jsec_hooks.
 */
struct jsec_hook {
	/* Such as "dpkg", for jsec_hooks_install(). */
	const char *name;
	/* When it runs, or for which package it is. */
	const char *what;
	/* 1 if this machine, or the root, has the programs that would run it. */
	int fits;
	enum jsec_hook_state state;
	/* What it consists of. */
	const struct jsec_hook_file *const *files;
	/* The last run of each action. Empty if it never ran. */
	const struct jsec_hook_run *const *runs;
	/* What the last call changed, or would with JSEC_DRY_RUN: a sentence each. */
	const char *const *changes;
	/* What the user should know. */
	const struct jsec_note *const *notes;
	/* NULL, or why the last call failed. */
	const struct jsec_error *error;
	/* Another name that stands for it: "apt" for "dpkg". NULL if there is none. */
	const char *alias;
};

/* What jsec_forget() dropped, or would drop. You own it: jsec_forgotten_free(). */
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
	/* How many bytes. */
	size_t diff_size;
};

/* A session, from jsec_new(). */
struct jsec;
/* The settings of Access Manager's files, from jsec_audit_make(). */
struct jsec_audit;
/* The installs that a search found, from jsec_find() or jsec_find_access(). */
struct jsec_installs;
/* What a request changes, from jsec_plan_make(). */
struct jsec_plan;
/* The backups of a state directory, from jsec_backups_read(). */
struct jsec_backups;
/* JVMs that need a restart, from jsec_restarts_find(). */
struct jsec_restarts;
/* What lists do to cipher suites, from jsec_explain(). */
struct jsec_explained;
/* Why handshakes fail, from jsec_diagnose(). */
struct jsec_diagnoses;
/* Override files, from jsec_overrides_plan() or jsec_overrides_renew(). */
struct jsec_overrides;
/* Update hooks, from jsec_hooks_read(). */
struct jsec_hooks;

/*
 * The version of the library that is loaded, such as "0.1.0". A constant; safe in every
 * thread.
 */
JSEC_PUBLIC const char *jsec_version(void);

/*
 * Stable names for programs and JSON: the words that stand in the comments of the enums
 * above. They are constants, never NULL except for JSEC_NOT_COVERED, and "unknown" for
 * numbers that this version does not know. Safe in every thread.
 */
JSEC_PUBLIC const char *jsec_code_name(enum jsec_code code);
JSEC_PUBLIC const char *jsec_state_name(enum jsec_state state);
JSEC_PUBLIC const char *jsec_source_name(enum jsec_source source);
JSEC_PUBLIC const char *jsec_hook_state_name(enum jsec_hook_state state);
JSEC_PUBLIC const char *jsec_transport_name(enum jsec_transport transport);
JSEC_PUBLIC const char *jsec_suite_state_name(enum jsec_suite_state state);
JSEC_PUBLIC const char *jsec_why_name(enum jsec_why why);
JSEC_PUBLIC const char *jsec_side_name(enum jsec_side side);
JSEC_PUBLIC const char *jsec_subject_name(enum jsec_subject subject);
JSEC_PUBLIC const char *jsec_belonging_name(enum jsec_belonging belonging);

/* NULL for JSEC_NOT_COVERED. */
JSEC_PUBLIC const char *jsec_compliance_name(enum jsec_compliance compliance);

/*
 * Open a session. `options` may be NULL, which is the whole machine:
 *
 *	struct jsec *session;
 *	int rc = jsec_new(NULL, &session);
 *
 *	if (rc)
 *		fprintf(stderr, "jsecpatch: %s\n", jsec_code_name((enum jsec_code)-rc));
 *
 * Nothing is written yet. JSEC_BAD_REQUEST: the options have no size or an unknown
 * member; or, as root, a link or path leads to a process's view of the files that is not
 * below /proc/PID/root. JSEC_NOT_FOUND, JSEC_DENIED: the root cannot be opened.
 * JSEC_UNTRUSTED: as root, another user's link leads to a root that is not that user's.
 * JSEC_OWN_ROOT, JSEC_OUTSIDE: see `any_root`. After an error there is no session, and so
 * no message; errno is that of the system call that failed, or 0.
 */
JSEC_PUBLIC int jsec_new(const struct jsec_options *options, struct jsec **ret);

/*
 * Close a session, and release its lock. Free everything that was made from it first.
 * Accepts NULL.
 */
JSEC_PUBLIC void jsec_free(struct jsec *session);

/*
 * The error of the last call that returned an int, borrowed until the next one. Its code
 * is JSEC_OK if that call succeeded. After -JSEC_SOME_FAILED the message has the number
 * of failed installs and the first error; the results have all errors.
 */
JSEC_PUBLIC const struct jsec_error *jsec_get_error(const struct jsec *session);

/*
 * Where this session keeps its backups and records: a path on the host, even if it is
 * inside a root. Borrowed from the session. It may not exist yet. Show it to users who
 * ask where their backups are, or who want to copy them elsewhere.
 */
JSEC_PUBLIC const char *jsec_get_state_dir(const struct jsec *session);

/*
 * Take the lock of the state directory, and hold it until jsec_unlock() or jsec_free().
 * It keeps other runs from changing an install between your search and your commit. Other
 * runs wait meanwhile. To hold it only for the commit, see jsec_plan_is_current().
 *
 *	jsec_lock(), jsec_find(), jsec_plan_make(), jsec_commit(), jsec_unlock()
 *
 * To call it twice does no harm, and one jsec_unlock() releases it. Without it
 * jsec_commit() takes the lock for itself, and a file that another run has changed since
 * your plan fails with JSEC_CHANGED. Do not take it for a dry run: it makes the state
 * directory.
 *
 * If the session's last plan changes installs on disk, as root, it first waits until no
 * package manager holds its lock in the root: the two would undo each other's work. It
 * does not wait for one that has started this program, nor in a session of which
 * jsec_hook_begin() was called. jsec_commit() does the same, but if the lock is held
 * already it fails at once: update hooks need it.
 *
 * JSEC_LOCKED: another run, or a package manager, held it for longer than the session's
 * lock_timeout; try again later. JSEC_UNTRUSTED: other users can write to the state
 * directory, so that backups are not safe there. The kernel releases the lock of a
 * process that dies. If that process was overwriting a file that is a mount point, this
 * call finishes it. If it cannot, every later call about installs fails with
 * JSEC_UNFINISHED, until that file is restored: by a JSEC_RESTORE of this file alone that
 * names a backup.
 */
JSEC_PUBLIC int jsec_lock(struct jsec *session);

/* Release the lock. Does nothing if it is not held. */
JSEC_PUBLIC void jsec_unlock(struct jsec *session);

/*
 * Find Java installs: the targets, if there are any; else all in the directory of a scan;
 * else all in the known places, in the session's environment, in running programs, in the
 * policy file and in the backups. `search` may be NULL. This lists what every Java
 * blocks:
 *
 *	struct jsec_request list = {.size = sizeof list};
 *
 *	jsec_find(session, NULL, &installs);
 *	jsec_plan_make(session, installs, &list, &plan);
 *	for (r = jsec_plan_results(plan); *r; r++)
 *		print_list((*r)->file, (*r)->effective_entries);
 *
 * A java.security file is one install, by its device and inode, however many paths lead
 * to it. The list is in the order of the targets, or sorted by home. Finding nothing is
 * no error. A target that is no install is in the list, too, with its error, and so is a
 * place that could not be searched: its `home` is then the path of that place. See also
 * jsec_installs_scan(). A target that is an archive yields every home in it, with paths
 * such as "ARCHIVE:MEMBER"; nothing is unpacked. No program of an install is run.
 *
 * A scan uses up to 32 threads, which have ended when this returns, and up to 400 file
 * descriptors. JSEC_BAD_REQUEST: targets and scan are both given, or there are targets
 * but their number is 0. JSEC_NOT_FOUND: the directory to scan does not exist. Free the
 * installs with jsec_installs_free(), after every plan of them.
 */
JSEC_PUBLIC int jsec_find(struct jsec *session, const struct jsec_search *search,
	struct jsec_installs **ret);

/* The installs that were found. Borrowed from `installs`. */
JSEC_PUBLIC const struct jsec_install *const *jsec_installs_items(
	const struct jsec_installs *installs);

/* How the search went; NULL if it had targets. Borrowed from `installs`. */
JSEC_PUBLIC const struct jsec_scan *jsec_installs_scan(
	const struct jsec_installs *installs);

/* Accepts NULL. */
JSEC_PUBLIC void jsec_installs_free(struct jsec_installs *installs);

/*
 * Find the configuration files of RSA Access Manager by their names, at most 40 levels
 * below the directories. The files are installs that have a file but no home, sorted by
 * path, for JSEC_LIST, JSEC_TRANSPORT and JSEC_RESTORE; these change all files or none.
 * Symbolic links to directories are not followed. A directory that does not exist, and a
 * file that no server could read, is in the list with its error.
 *
 * A directory whose name is that of a copy, such as old, conf.bak, backup or
 * conf-20260131, is left out, unless all files that were found are in such ones. A copy
 * that is one of the directories themselves is not left out. jsec_audit_findings() names
 * what was left out.
 *
 * JSEC_BAD_REQUEST: there is no directory; one to be excluded does not exist or is not
 * below them; or with these nothing is left. Free the result with jsec_installs_free().
 */
JSEC_PUBLIC int jsec_find_access(struct jsec *session, const struct jsec_access *where,
	struct jsec_installs **ret);

/*
 * Work out what a request would change in each install, and prove that nothing else
 * changes. Only reads, and takes no lock. Returns 0 if there is a plan, even if some
 * installs failed: their results have the error, and jsec_plan_failed() counts them. Free
 * it with jsec_plan_free(), before the installs.
 *
 * Files are read as java.util.Properties.load reads them: with continued lines, escapes
 * and any ends of lines, and the last definition counts. Lists are split as by
 * sun.security.util.AbstractAlgorithmConstraints: at commas, with a pair of quotes around
 * the whole. Entries are compared as by DisabledAlgorithmConstraints: the whole entry,
 * without regard to ASCII case. Besides, runs of blanks in an entry count as one.
 *
 * JSEC_BAD_REQUEST: no list could satisfy the request. An entry is empty, contains a
 * comma, is both allowed and disallowed, or would make Java refuse every TLS connection;
 * there is nothing to allow or disallow; the property is not a list that vendors ship; or
 * the action does not go with the installs.
 *
 * To allow a cipher suite in jdk.tls.disabledAlgorithms, name it in `allow`. If it is not
 * an entry itself, it stands for the entries that block it. Since these block other
 * suites, too, the install fails with JSEC_OPENS_MORE, which names them: allow these
 * entries instead, or use JSEC_FORCE. An entry of another list that blocks it is
 * JSEC_BAD_REQUEST in the result: allow it in that list first.
 *
 * JSEC_CHANGE fails with JSEC_OVERRIDDEN in a result if it would have no effect, and with
 * JSEC_INCLUDED if another list has the entry, which this one includes. It fails as a
 * whole with JSEC_UNKNOWN_ENTRY if an entry is probably misspelt.
 *
 * JSEC_RESTORE leaves a file without a backup as it is. That is JSEC_NO_BACKUP if it is a
 * target, and otherwise a note. JSEC_BACKUP_DAMAGED: no intact backup is left, or a
 * damaged one may be about this file. JSEC_FOREIGN: somebody else changed the file since.
 *
 * Without JSEC_FORCE, JSEC_REAPPLY fails with JSEC_BACKUP_DAMAGED or JSEC_NO_BACKUP in a
 * result if it cannot put back what was suspended. JSEC_RECORD_DAMAGED: the record of
 * what was suspended. JSEC_NEWER_FORMAT: of a backup or a record.
 *
 * JSEC_REAPPLY, JSEC_REMEMBER and JSEC_FORGET fail with JSEC_BAD_POLICY if the policy
 * file cannot be understood, or, for root, if other users can write to it. Other requests
 * ignore such a file; jsec_plan_policy() has the error.
 *
 * With many installs this uses a thread for each processor.
 */
JSEC_PUBLIC int jsec_plan_make(struct jsec *session, const struct jsec_installs *installs,
	const struct jsec_request *request, struct jsec_plan **ret);

/* One result for each install, in the order of the installs. Borrowed from the plan. */
JSEC_PUBLIC const struct jsec_result *const *jsec_plan_results(
	const struct jsec_plan *plan);

/* How many of the results have an error. */
JSEC_PUBLIC size_t jsec_plan_failed(const struct jsec_plan *plan);

/*
 * What the plan does to the policy file. Borrowed from the plan. NULL for a plan of
 * jsec_plan_text(), which does not look at it.
 */
JSEC_PUBLIC const struct jsec_policy *jsec_plan_policy(const struct jsec_plan *plan);

/* Accepts NULL. A plan that was not committed changes nothing. */
JSEC_PUBLIC void jsec_plan_free(struct jsec_plan *plan);

/*
 * Tell whether no other run has held the lock since the plan was made. The session must
 * hold it now. So a search and a plan, which may take long, need no lock:
 *
 *	rc = jsec_plan_make(session, installs, &request, &plan);
 *	rc = rc ? rc : jsec_lock(session);
 *	if (!rc && !jsec_plan_is_current(session, plan)) {
 *		jsec_plan_free(plan);
 *		rc = jsec_plan_make(session, installs, &request, &plan);
 *	}
 *	rc = rc ? rc : jsec_commit(session, plan);
 *
 * Other programs may have changed a file all the same: then jsec_commit() says so.
 */
JSEC_PUBLIC int jsec_plan_is_current(
	const struct jsec *session, const struct jsec_plan *plan);

/*
 * Carry a plan out. First the policy file is written, if it changes. Then all files that
 * change are backed up into one archive, which is read back. If that fails, each result
 * has the error, and no install is changed. Then each file is replaced by a new one with
 * the same owner, mode and attributes, synced, and read back: a power failure leaves the
 * old file or the new one. Only a file that is a mount point is overwritten in place,
 * with a note; if that fails, its old bytes are put back. The results of the plan then
 * say what was done.
 *
 * Returns 0 only if no install failed. Every install is then as requested, except those
 * that were skipped, or had no backup to restore: a note of the result says why.
 * -JSEC_SOME_FAILED: at least one failed; jsec_plan_failed() says how many. Or the policy
 * of a JSEC_REAPPLY has an error, see struct jsec_policy.
 * -JSEC_NOT_FOUND: the plan of a JSEC_CHANGE, JSEC_RESTORE or JSEC_TRANSPORT has no
 * install to change: none was found, or all were skipped. Any other code, such as
 * -JSEC_LOCKED: no install was touched.
 *
 * In a result: JSEC_UNFINISHED, a file that is a mount point may have old and new bytes,
 * because neither could be written completely; the next jsec_lock() tries again.
 * JSEC_CHANGED, another program changed the file since the plan: make a new plan.
 * JSEC_NOT_DURABLE, the file is changed, but the disk could not be synced.
 *
 * Running programs keep the list that they have read: see jsec_restarts_find(). A file
 * keeps its last ten backups and the vendor's bytes; older backups are deleted.
 *
 * An archive is written once for all homes in it, compared with the old one, and backed
 * up as a whole. If the request has an output, the result is written there instead: the
 * archive stays as it is, nothing is backed up, and no lock is taken.
 */
JSEC_PUBLIC int jsec_commit(struct jsec *session, struct jsec_plan *plan);

/*
 * Plan a change of the bytes of a java.security that is not (yet) in a Java home, for an
 * installer that changes it before it installs it:
 *
 *	rc = jsec_plan_text(session, bytes, size, &request, &plan);
 *	if (!rc) {
 *		const struct jsec_result *r = jsec_plan_results(plan)[0];
 *		fwrite(r->content, 1, r->content_size, out);
 *	}
 *	jsec_plan_free(plan);
 *
 * The bytes are copied, and treated like a file of a Java whose version is unknown, which
 * is a current one. `request` is a JSEC_CHANGE without flags other than JSEC_FORCE, and
 * without output. Names of cipher suites mean the same as in jsec_plan_make().
 *
 * The plan has one result, with `content`, `removed`, `added`, `notes` and so on. Its
 * install has neither home nor file, and errors call it "java.security". There is nothing
 * to commit or to confirm. Whether other files decide is not known, so `effect_unknown`
 * is 1. Neither the policy file nor the backups are looked at.
 *
 * If the result would have an error, the call fails with it, and there is no plan:
 * JSEC_BAD_FILE, JSEC_BAD_LIST, JSEC_EMPTY_LIST, JSEC_OPENS_MORE, JSEC_TOO_LARGE and
 * so on. 0 means that the content is as requested. Free the plan with jsec_plan_free().
 */
JSEC_PUBLIC int jsec_plan_text(struct jsec *session, const void *bytes, size_t size,
	const struct jsec_request *request, struct jsec_plan **ret);

/*
 * Compare the transport settings in the Access Manager files of a plan: as they are, or
 * as the plan's commit makes them or has made them. Use it with a JSEC_LIST to find out
 * why the parts of an installation do not talk to each other, and with a JSEC_TRANSPORT
 * before its commit to see whether they will. Files that could not be read are left out:
 * their results have the error. The audit borrows from the plan: free it first.
 */
JSEC_PUBLIC int jsec_audit_make(
	struct jsec *session, const struct jsec_plan *plan, struct jsec_audit **ret);

/* All transport settings of all files, set or by default. Borrowed from the audit. */
JSEC_PUBLIC const struct jsec_setting *const *jsec_audit_settings(
	const struct jsec_audit *audit);

/* What is wrong with them, and remarks. Borrowed from the audit. */
JSEC_PUBLIC const struct jsec_finding *const *jsec_audit_findings(
	const struct jsec_audit *audit);

/* Accepts NULL. */
JSEC_PUBLIC void jsec_audit_free(struct jsec_audit *audit);

/*
 * Read the backups of the session's state directory, and check the checksums of every one
 * by reading all of it. Use it to offer ids for `backup_id`, or to watch over the
 * backups. A damaged one is in the list, with its error. Takes no lock and writes
 * nothing. Free the result with jsec_backups_free().
 */
JSEC_PUBLIC int jsec_backups_read(struct jsec *session, struct jsec_backups **ret);

/* One item for each file in each archive, the oldest archive first. Borrowed. */
JSEC_PUBLIC const struct jsec_stored *const *jsec_backups_items(
	const struct jsec_backups *backups);

/* Accepts NULL. */
JSEC_PUBLIC void jsec_backups_free(struct jsec_backups *backups);

/*
 * Forget products that were uninstalled: their rules in the policy file, the backups of
 * their files, and what else the state directory has on them. `paths` are `n` Java homes,
 * java.security files and JDK archives that no longer exist. Call it at the end of an
 * uninstall, after the files were removed:
 *
 *	const char *paths[] = {"/opt/vendor/jre"};
 *	struct jsec_forgotten *forgotten;
 *
 *	if (!jsec_forget(session, paths, 1, 0, &forgotten))
 *		jsec_forgotten_free(forgotten);
 *
 * A backup is kept if its archive also holds a file of another product, or a file that
 * still exists; a note says so. Takes the lock as jsec_commit() does, but not with
 * JSEC_DRY_RUN.
 *
 * These errors come before anything is changed. JSEC_EXISTS: a path still exists; restore
 * it with JSEC_FORGET instead. JSEC_NOT_FOUND: nothing is known of a path, which at an
 * uninstall is as good as success. JSEC_BAD_POLICY. JSEC_BACKUP_DAMAGED: a damaged backup
 * may be theirs; JSEC_FORCE goes on. A damaged backup is never deleted. After any other
 * error some of it may be done: the next call does the rest.
 */
JSEC_PUBLIC int jsec_forget(struct jsec *session, const char *const *paths, size_t n,
	unsigned flags, struct jsec_forgotten **ret);

/* Accepts NULL. */
JSEC_PUBLIC void jsec_forgotten_free(struct jsec_forgotten *forgotten);

/*
 * Find out what the lists of each install do to its cipher suites: to all of them if
 * `what` is NULL, or to the one of this name or alias, in any case. If `what` is no
 * suite, it is an entry, such as "anon" or "TLSv1.1": then find out what that blocks, and
 * what would become usable without it. Only reads. Use it before a JSEC_CHANGE.
 *
 * The rules are those of DisabledAlgorithmConstraints and SSLAlgorithmDecomposer of the
 * Java version in the install's file `release`. Certificates and keys are not considered:
 * a handshake may fail because of them.
 *
 * JSEC_UNKNOWN_ENTRY: no Java knows it, and it stands in none of the lists; the message
 * then has similar names. An install that failed has its error in its explanation, and
 * the call returns 0. Free the result with jsec_explained_free(), before the installs.
 */
JSEC_PUBLIC int jsec_explain(struct jsec *session, const struct jsec_installs *installs,
	const char *what, struct jsec_explained **ret);

/* One explanation for each install, in the order of the installs. Borrowed. */
JSEC_PUBLIC const struct jsec_explanation *const *jsec_explained_items(
	const struct jsec_explained *explained);

/* Accepts NULL. */
JSEC_PUBLIC void jsec_explained_free(struct jsec_explained *explained);

/*
 * Ask the JREs of a plan themselves which list they take, and for the list of TLS also
 * whether they have anonymous cipher suites: after its commit, or for a plan of a
 * JSEC_LIST. This is a second opinion that owes nothing to this library's reading of the
 * files. It runs `java` of each install with a small class that asks
 * Security.getProperty() and SSLContext. Java 7 and later can answer. This takes as long
 * as a start of Java, at most 60 seconds each. The class is the program's standard input:
 * no file is written.
 *
 * The program gets an empty environment, but for the locale and the Java options in the
 * session's environment. A Java of which other users can change any file is not run. As
 * root, another user's Java is run only if it is a target, with that user's rights and
 * without these options. What the program leaves running is killed.
 *
 * Each result gets `confirmed`. One that cannot be asked, such as a runtime without a
 * program, has a note, and is no failure. -JSEC_SOME_FAILED: at least one contradicts its
 * result, or was asked and failed. Its result then has the error JSEC_NOT_CONFIRMED.
 * After a contradiction, something else decides there, such as a wrapper that sets
 * options.
 */
JSEC_PUBLIC int jsec_confirm(struct jsec *session, const struct jsec_installs *installs,
	struct jsec_plan *plan);

/*
 * Plan a file for Java's option -Djava.security.properties, for an install that cannot be
 * written, or that other programs share. The file holds the list that the install has
 * today, without what `request` (a JSEC_CHANGE) allows and with what it disallows. The
 * install itself is not changed. Only reads; jsec_overrides_write() writes it:
 *
 *	rc = jsec_overrides_plan(session, installs, &request, "/etc/tls.conf", &files);
 *	if (!rc)
 *		rc = jsec_overrides_write(session, files);
 *	jsec_overrides_free(files);
 *
 * Then start the program with -Djava.security.properties=/etc/tls.conf. Java reads it
 * after java.security, and a property in it replaces the whole list
 * (java.security.Security).
 *
 * JSEC_BAD_REQUEST: there is more than one install, the install is in an archive, or the
 * path has a blank, a quote or another character that options cannot carry.
 * JSEC_NOT_FOUND: there is no install. Other reasons are in the one member of the list,
 * and the call returns 0. Without JSEC_FORCE: JSEC_FOREIGN, the file exists and jsecpatch
 * did not write it. Always: JSEC_OVERRIDDEN, Java would ignore the file; JSEC_UNTRUSTED,
 * other users can write there; JSEC_OPENS_MORE, a suite is named instead of the entries
 * that block it.
 */
JSEC_PUBLIC int jsec_overrides_plan(struct jsec *session,
	const struct jsec_installs *installs, const struct jsec_request *request,
	const char *file, struct jsec_overrides **ret);

/*
 * Plan to renew the files that were written before, from their installs as they are now:
 * after an update the vendor's list may have new entries. Unless the search was for all
 * installs, only the files of these installs are renewed. A file that somebody else
 * changed is left alone, with a note, and so is one whose Java is missing. The record of
 * a file that does not exist any more is dropped. The list is empty if there is nothing
 * to renew.
 */
JSEC_PUBLIC int jsec_overrides_renew(struct jsec *session,
	const struct jsec_installs *installs, struct jsec_overrides **ret);

/*
 * Write the files of such a plan, atomically, under the lock as in jsec_commit(). Each
 * item then says whether it was changed. -JSEC_SOME_FAILED: at least one of them failed,
 * perhaps already in the plan; its item has the error.
 */
JSEC_PUBLIC int jsec_overrides_write(
	struct jsec *session, struct jsec_overrides *overrides);

/* The files. Borrowed from `overrides`. */
JSEC_PUBLIC const struct jsec_override *const *jsec_overrides_items(
	const struct jsec_overrides *overrides);

/* Accepts NULL. */
JSEC_PUBLIC void jsec_overrides_free(struct jsec_overrides *overrides);

/*
 * Find the running JVMs of these installs that may still use an older list, because their
 * java.security has changed since they started: they need a restart. Java reads the file
 * once, when its class Security is first used, and never again. A JVM that started with
 * the same bytes is not in the list. A JVM whose own options make it take another list is
 * in it, with `overridden_by`.
 *
 * Call it after a commit. It reads the /proc of this machine, whatever the session's root
 * is. Free the result with jsec_restarts_free(), before the installs.
 */
JSEC_PUBLIC int jsec_restarts_find(struct jsec *session,
	const struct jsec_installs *installs, struct jsec_restarts **ret);

/* The JVMs to restart. Borrowed from `restarts`. */
JSEC_PUBLIC const struct jsec_process *const *jsec_restarts_items(
	const struct jsec_restarts *restarts);

/*
 * How many processes could not be examined, for example those of other users: any of them
 * may be a JVM that needs a restart. `ret_pids`, if it is not NULL, is set to the first
 * eight of their pids at most, with 0 at the end; borrowed from `restarts`.
 */
JSEC_PUBLIC size_t jsec_restarts_unseen(
	const struct jsec_restarts *restarts, const int **ret_pids);

/* Accepts NULL. */
JSEC_PUBLIC void jsec_restarts_free(struct jsec_restarts *restarts);

/*
 * Find out why a handshake with anonymous cipher suites fails: which end refuses, because
 * of which entry of which list, or why else; and what to do. Where the evidence leaves
 * several causes, all are listed, with what would tell them apart. If there are several
 * strings, what one of them proves is used for the others.
 *
 * Of a server, this opens at most a dozen connections to the address that was named, and
 * sends the first message of a TLS handshake on each, never data. Names are resolved. Of
 * a port of this machine, and of a process, it reads /proc and the files of its Java. Of
 * a log it reads at most the last 32 MiB. It changes nothing, and takes at most 10
 * seconds for each string.
 *
 * JSEC_BAD_REQUEST: a string is empty, is a host without a port, has a number that is
 * none, or is "-" without input; or the session has a root, where processes and ports
 * mean nothing. JSEC_NOT_FOUND: a string is the path of a file that does not exist. What
 * cannot be examined is `unknown` in its diagnosis, and the call returns 0. Free the
 * result with jsec_diagnoses_free().
 */
JSEC_PUBLIC int jsec_diagnose(struct jsec *session, const struct jsec_inquiry *inquiry,
	struct jsec_diagnoses **ret);

/* One diagnosis for each string, in their order. Borrowed from `diagnoses`. */
JSEC_PUBLIC const struct jsec_diagnosis *const *jsec_diagnoses_items(
	const struct jsec_diagnoses *diagnoses);

/* Accepts NULL. */
JSEC_PUBLIC void jsec_diagnoses_free(struct jsec_diagnoses *diagnoses);

/*
 * Begin the run of a program that an update hook starts. Call it before anything else:
 *
 *	int idle = 0, rc = jsec_hook_begin(session, "dpkg", &idle);
 *
 *	if (!rc && idle)
 *		return 0;
 *	if (!rc)
 *		rc = reapply(session);
 *	jsec_hook_end(session, "dpkg", JSEC_REAPPLY, !rc, rc ? "failed" : "done");
 *
 * `*ret_idle` becomes 1 if there is nothing to do: there is no policy file, nothing is
 * suspended, and there is no override file. Package managers run hooks often, and this
 * makes most of these runs short. Otherwise it becomes 0, also if the answer is unknown:
 * the next call then fails and says why.
 *
 * systemd starts its hook during a transaction of a package manager. So the hook
 * "systemd" waits here until no package manager runs, at most 15 minutes. Then it fails
 * with JSEC_LOCKED: end the run; the next one does the work.
 *
 * JSEC_BAD_REQUEST: `hook` is not the name of a hook. A name has 1 to 39 characters, from
 * a to z, digits and '-'.
 */
JSEC_PUBLIC int jsec_hook_begin(struct jsec *session, const char *hook, int *ret_idle);

/*
 * Restart the units of late programs for which a rule of the policy wants that. Call it
 * after the commit of a hook's run, with what jsec_restarts_find() has found:
 *
 *	rc = jsec_restarts_find(session, installs, &restarts);
 *	if (!rc)
 *		rc = jsec_hook_restart(session, "apt", restarts);
 *
 * Nothing is restarted in the middle of an update. The hook "systemd" waits until no
 * package manager runs and no file is suspended, at most 15 minutes, looks again for
 * these programs, and runs `systemctl try-restart`, at most five minutes. It does so once
 * for each program, even if that does not end. Any other hook asks systemd to start the
 * unit jsecpatch.service, which runs that hook, and does not wait for it. The units of
 * users and of containers are never restarted.
 *
 * The items then say what was done, and may be others than before. One that has a rule,
 * was not restarted and has no error is left to jsecpatch.service. JSEC_BAD_REQUEST: not
 * the name of a hook. JSEC_LOCKED: a package manager is still running; the next run does
 * it. -JSEC_SOME_FAILED: an item has an error, mostly JSEC_NOT_ACTIVE.
 */
JSEC_PUBLIC int jsec_hook_restart(
	struct jsec *session, const char *hook, struct jsec_restarts *restarts);

/*
 * Record how that run went, for struct jsec_hook_run, also if jsec_hook_begin() failed.
 * Do not call it after an idle run. `action` is JSEC_SUSPEND or JSEC_REAPPLY. `ok` is 0
 * if the run failed. `message` is one sentence. If another run holds the lock, it waits
 * one second, and then records without it.
 *
 * JSEC_BAD_REQUEST: another action, no message, or not the name of a hook.
 */
JSEC_PUBLIC int jsec_hook_end(struct jsec *session, const char *hook,
	enum jsec_action action, int ok, const char *message);

/*
 * Read which update hooks there are, with their texts as they would be installed, and
 * what of them is installed now. This installs all that fit the machine:
 *
 *	rc = jsec_hooks_read(session, NULL, NULL, &hooks);
 *	if (!rc)
 *		rc = jsec_hooks_install(session, hooks, NULL, 0);
 *	jsec_hooks_free(hooks);
 *
 * `program` is the absolute path of the jsecpatch command, which the hooks call.
 * `installs` are the installs whose files some hooks watch, and whose updates may wait.
 * Both may be NULL: the path where this build installs the command, and no files. In a
 * session with a root the path is always that one. Only reads. Free the result with
 * jsec_hooks_free().
 */
JSEC_PUBLIC int jsec_hooks_read(struct jsec *session,
	const struct jsec_installs *installs, const char *program,
	struct jsec_hooks **ret);

/* All hooks, whether they fit the machine or not. Borrowed from `hooks`. */
JSEC_PUBLIC const struct jsec_hook *const *jsec_hooks_items(
	const struct jsec_hooks *hooks);

/* Accepts NULL. */
JSEC_PUBLIC void jsec_hooks_free(struct jsec_hooks *hooks);

/*
 * Install the hook of this name, or with NULL all that fit the machine. `flags` are
 * JSEC_FORCE, JSEC_DRY_RUN, JSEC_RENEW and JSEC_AGAIN. The items get the results: their
 * states, changes, notes and errors. The state directory gets a record of what was
 * installed. Takes the lock as jsec_commit() does, but not with JSEC_DRY_RUN.
 *
 * Without a root in the session's options, systemd is told to reload its units. A tree
 * that is not a booted machine is then refused with JSEC_NOT_BOOTED, unless with
 * JSEC_FORCE.
 *
 * JSEC_BAD_REQUEST: there is no hook of this name, it is a snippet, or hooks cannot hold
 * the program's path. JSEC_NOT_FOUND: the program is not there; install the command
 * first. JSEC_UNTRUSTED: other users can replace the program. -JSEC_SOME_FAILED: at least
 * one hook failed, for example with JSEC_FOREIGN, because somebody else's file has its
 * name, or with JSEC_NOT_ACTIVE. After any other code nothing was installed.
 */
JSEC_PUBLIC int jsec_hooks_install(
	struct jsec *session, struct jsec_hooks *hooks, const char *name, unsigned flags);

/*
 * Remove the hook of this name, or with NULL all that were installed, by the record in
 * the state directory. Parameters and results are those of jsec_hooks_install(). A file
 * that was changed since it was installed is left alone, and is the error JSEC_FOREIGN of
 * its hook, unless with JSEC_FORCE. If the record is lost, JSEC_FORCE removes the files
 * that are as this version writes them. A hook that is not installed is no error.
 */
JSEC_PUBLIC int jsec_hooks_remove(
	struct jsec *session, struct jsec_hooks *hooks, const char *name, unsigned flags);

#ifdef __cplusplus
}
#endif

#endif
