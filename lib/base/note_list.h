/* SPDX-License-Identifier: MIT */
/* A list of notes for the user that grows, and the codes of notes for programs. */
#ifndef NOTE_LIST_H
#define NOTE_LIST_H

#include "jsecpatch.h"

#include <stdbool.h>

/* Codes never change; jsecpatch-json(5) lists them. */
/* About an install: which file Java reads the list from. */
#define NOTE_OVERRIDDEN "overridden"	     /* another file decides */
#define NOTE_TLS_FAILS "tls-fails"	     /* TLS does not work in this Java at all */
#define NOTE_OPTION_UNKNOWN "option-unknown" /* a Java option cannot be followed */
#define NOTE_INCLUDES_UNKNOWN "includes-unknown" /* included files were not examined */
#define NOTE_DUPLICATE "duplicate-definition"	 /* the property is set twice */
#define NOTE_ALL_OFF "all-off"			 /* the list is empty or missing */
#define NOTE_LIST_CUT "list-cut"	   /* lines look like the rest of the list */
#define NOTE_SHARED_POLICY "crypto-policy" /* the file is the system's, of all Javas */
#define NOTE_VOLUME "kubernetes-volume"	   /* something else writes the file again */
#define NOTE_NO_EFFECT "entry-no-effect"   /* this Java ignores the entry */
#define NOTE_EFFECT_UNSURE "entry-effect-unknown" /* it may do so */
/* About a change. */
#define NOTE_JLINK "jlink"	    /* jlink of this JDK fails, or ignores the change */
#define NOTE_NOT_SET "list-not-set" /* there is no list, so nothing to allow */
#define NOTE_NOT_IN_LIST "entry-not-in-list"	 /* nothing to allow */
#define NOTE_IN_OTHER_LIST "entry-in-other-list" /* nothing to allow in this one */
#define NOTE_UNKNOWN_ENTRY "entry-unknown"   /* in no vendor's list: maybe misspelled */
#define NOTE_ENTRY_DOUBTFUL "entry-doubtful" /* this Java may not know it: then no TLS */
#define NOTE_ENTRY_IGNORED "entry-text-ignored" /* Java ignores the end of the entry */
#define NOTE_ENTRY_TWIN "entry-twin" /* ignored, since an earlier entry is like it */
#define NOTE_UNKNOWN_SUITE "suite-unknown"     /* this Java does not have the suite */
#define NOTE_NOT_BLOCKED "suite-not-blocked"   /* the suite is not blocked */
#define NOTE_SUITES_UNKNOWN "effect-unknown"   /* effect on cipher suites unknown */
#define NOTE_NOT_CONFIRMABLE "not-confirmable" /* Java itself could not be asked */
#define NOTE_CONFIRM_NAMED "no-confirm-unless-named" /* another user's Java */
#define NOTE_WRITTEN_IN_PLACE "written-in-place"     /* a mount point: not atomic */
#define NOTE_WRITTEN_ELSEWHERE "written-to-output"   /* the archive stays as it is */
#define NOTE_FLAGS_LOST "file-attributes-lost"	     /* what chattr(1) sets */
/* About an install that does not change. */
#define NOTE_ONLY_NAMED "no-change-unless-named" /* only if it is a target */
#define NOTE_PATH_UNTRUSTED "path-untrusted" /* root's file, but others can replace it */
#define NOTE_UNREADABLE "unreadable"	     /* likewise; its list is unknown */
#define NOTE_OTHER_ROOT "in-another-root"    /* in a container, or likewise */
#define NOTE_IN_ARCHIVE "in-archive"	     /* updates and the policy do not affect it */
#define NOTE_GONE "install-gone"	     /* removed since it was found */
#define NOTE_FILE_SAVED "file-saved" /* another program's, displaced by a killed run */
#define NOTE_HELD_BACK "held-back"   /* another file of its installation failed */
/* About the vendor's newer file. */
#define NOTE_VENDOR_WAITS "vendor-file-waiting"
#define NOTE_DPKG_UNFINISHED "dpkg-unfinished"
/* About the policy. */
#define NOTE_NOT_IN_POLICY "not-in-policy" /* the next reapply undoes this change */
#define NOTE_NOT_REMEMBERED "archive-not-remembered"
#define NOTE_EXCEPTION_KEPT "policy-exception-kept"   /* of a product that is forgotten */
#define NOTE_TARGET_LEFT_OUT "policy-target-left-out" /* it may not answer */
#define NOTE_NO_EXCEPTION "policy-exception-missing"  /* an exception spares no Java */
#define NOTE_NO_TARGET "policy-target-missing"	      /* a rule names no install */
#define NOTE_TARGET_PATTERN "policy-target-pattern" /* later versions are covered, too */
#define NOTE_TARGET_VERSION "policy-target-version" /* they are not */
#define NOTE_TARGET_OTHERS "policy-target-others"   /* the pattern matches them, too */
/* About backups. */
#define NOTE_ORIGINAL "already-original" /* nothing to put back */
#define NOTE_NO_BACKUP "no-backup"	 /* no backup is known */
#define NOTE_BACKUP_DAMAGED "backup-damaged"
#define NOTE_NOT_IN_BACKUP "not-in-backup"     /* the archive in the backup lacks it */
#define NOTE_RIGHTS_KEPT "rights-not-restored" /* others could read or change the file */
#define NOTE_SUSPENDED_LOST "suspended-lost"   /* only the policy is applied */
#define NOTE_BACKUP_EXPIRED "backup-expired"   /* its homes have been gone too long */
/* About what remains of a forgotten product. */
#define NOTE_STILL_THERE "still-there"	   /* a file, or a home, still exists */
#define NOTE_BACKUP_SHARED "backup-shared" /* has files of other products, too */
/* About an override file. */
#define NOTE_SYSTEM_OFF "system-policy-off"	  /* it replaces the crypto policy */
#define NOTE_FILE_GONE "override-gone"		  /* no longer renewed */
#define NOTE_FILE_CHANGED "override-changed"	  /* by hand: not changed */
#define NOTE_NOT_RENEWED "override-not-renewed"	  /* no longer renewed; the file stays */
#define NOTE_JAVA_MISSING "override-java-missing" /* not changed */
/* What a diagnosis has seen. */
#define NOTE_SEEN_ADDRESS "server-address"  /* which address was asked */
#define NOTE_SEEN_ANSWER "server-answer"    /* what the server answered */
#define NOTE_SEEN_TEXT "text-line"	    /* a line of a log that says something */
#define NOTE_SEEN_HELLO "text-hello"	    /* what the text shows that was offered */
#define NOTE_SEEN_BLOCKED "text-blocked"    /* suites that an application enables */
#define NOTE_SEEN_WORKED "text-worked"	    /* a handshake that worked */
#define NOTE_SEEN_RSA "text-access-manager" /* its own words */
#define NOTE_SEEN_PROGRAM "program"	    /* which program it is */
#define NOTE_SEEN_JAVA "program-java"	    /* which Java runs it */
#define NOTE_SEEN_OPTIONS "program-options" /* options that change its list */
#define NOTE_SEEN_LIST "program-list"	    /* the list that its Java reads */
#define NOTE_SEEN_CHANGE "list-changed"	    /* after the program started */
#define NOTE_TEXT_CUT "text-cut"	    /* only the end of a long text was read */
/* What it could not find out. */
#define NOTE_NOT_ASKED "server-not-asked"
#define NOTE_NOT_RECOGNIZED "text-not-recognized"
#define NOTE_ROLE_UNKNOWN "text-side-unknown" /* which end wrote the text */
#define NOTE_SUITES_NOT_SHOWN "text-suites-unknown"
#define NOTE_PROGRAM_UNKNOWN "program-unknown" /* which one listens */
#define NOTE_PROGRAM_HIDDEN "program-hidden"   /* this user may not look at it */
#define NOTE_LIST_UNKNOWN "program-list-unknown"
#define NOTE_USE_UNKNOWN "list-use-unknown" /* which list is in memory */
#define NOTE_OTHER_END "other-end-unknown"  /* it was not looked at */
/* About an update hook. */
#define NOTE_HOOK_INACTIVE "hook-inactive" /* the program that runs it is not installed */
#define NOTE_HOOK_UNSUPPORTED "hook-unsupported" /* that program cannot be had here */
#define NOTE_HOOK_PROGRAM "hook-program"   /* it calls a program that is gone or unsafe */
#define NOTE_HOOK_UNITS "hook-units"	   /* systemd does not run its units */
#define NOTE_HOOK_RUNS "hook-runs-unknown" /* this user may not read how they went */
#define NOTE_HOOK_UNCOVERED "hook-not-covered" /* a way to update that has no hook */
#define NOTE_KEPT_BACK "updates-kept-back"     /* of a package that owns a file */
#define NOTE_SYSTEMCTL_FAILED "systemctl-failed"
/* About an error that JSEC_FORCE ignored: the name of that error. */
#define NOTE_FORCED_EMPTY "empty-list"
#define NOTE_FORCED_FOREIGN "foreign"
#define NOTE_FORCED_LINKS "hard-links"
#define NOTE_FORCED_OPENS "opens-more"
#define NOTE_FORCED_UNTRUSTED "untrusted"
#define NOTE_FORCED_AUTH "no-certificate"

/* A zeroed struct is an empty list. */
struct note_list {
	struct jsec_note **items; /* NULL at the end; NULL if never filled */
	size_t n;
	bool failed; /* memory ran out, and a note is missing */
};

/* Appends a note. `code` must be one of the constants above. */
void note_list_add(struct note_list *l, const char *code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Appends copies of the notes of another list. */
void note_list_append(struct note_list *l, const struct note_list *other);
bool note_list_has(const struct note_list *l, const char *code);

/* Returns the list as public structs have it: never NULL. */
const struct jsec_note *const *note_list_get(const struct note_list *l);
void note_list_done(struct note_list *l);

#endif
