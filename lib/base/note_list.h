/* SPDX-License-Identifier: MIT */
/* A growable list of notes for the user, and the codes that programs know them by. */
#ifndef NOTE_LIST_H
#define NOTE_LIST_H

#include "jsecpatch.h"

#include <stdbool.h>

/* Codes never change; jsecpatch-json(5) lists them. */
/* Of an install: which file Java reads the list from. */
#define NOTE_OVERRIDDEN "overridden"	     /* another file decides */
#define NOTE_TLS_FAILS "tls-fails"	     /* TLS does not work in this Java at all */
#define NOTE_OPTION_UNKNOWN "option-unknown" /* a Java option cannot be followed */
#define NOTE_INCLUDES_UNKNOWN "includes-unknown" /* included files were not examined */
#define NOTE_DUPLICATE "duplicate-definition"	 /* the property is set twice */
/* Of a change. */
#define NOTE_NOT_SET "list-not-set"	       /* there is no list, so nothing to allow */
#define NOTE_NOT_IN_LIST "entry-not-in-list"   /* nothing to allow */
#define NOTE_UNKNOWN_ENTRY "entry-unknown"     /* in no vendor's list: maybe misspelled */
#define NOTE_UNKNOWN_SUITE "suite-unknown"     /* this Java does not have the suite */
#define NOTE_NOT_BLOCKED "suite-not-blocked"   /* the suite is not blocked */
#define NOTE_SUITES_UNKNOWN "effect-unknown"   /* effect on cipher suites unknown */
#define NOTE_NOT_CONFIRMABLE "not-confirmable" /* Java itself could not be asked */
#define NOTE_WRITTEN_IN_PLACE "written-in-place"   /* a mount point: not atomic */
#define NOTE_WRITTEN_ELSEWHERE "written-to-output" /* the archive stays as it is */
/* Of an install that is left as it is. */
#define NOTE_ONLY_NAMED "no-change-unless-named" /* only if it is a target */
#define NOTE_OTHER_ROOT "in-another-root"	 /* in a container, or likewise */
#define NOTE_IN_ARCHIVE "in-archive" /* neither updates nor the policy concern it */
#define NOTE_GONE "install-gone"     /* removed since it was found */
#define NOTE_HELD_BACK "held-back"   /* another file of its installation failed */
/* Of the vendor's newer file. */
#define NOTE_VENDOR_WAITS "vendor-file-waiting"
#define NOTE_DPKG_UNFINISHED "dpkg-unfinished"
#define NOTE_VENDOR_STAYS "vendor-file-not-removed" /* adopted, but still there */
/* Of the policy. */
#define NOTE_NOT_IN_POLICY "not-in-policy" /* the next reapply undoes this change */
#define NOTE_NOT_REMEMBERED "archive-not-remembered"
#define NOTE_EXCEPTION_KEPT "policy-exception-kept" /* of a product that is forgotten */
#define NOTE_NO_TARGET "policy-target-missing" /* a rule names no install */
/* Of backups. */
#define NOTE_ORIGINAL "already-original" /* nothing to put back */
#define NOTE_NO_BACKUP "no-backup"	 /* nothing to put back, as far as is known */
#define NOTE_BACKUP_DAMAGED "backup-damaged"
#define NOTE_NOT_IN_BACKUP "not-in-backup"   /* the archive in the backup lacks it */
#define NOTE_SUSPENDED_LOST "suspended-lost" /* only the policy is applied */
/* Of what is kept of a product that is forgotten. */
#define NOTE_STILL_THERE "still-there"	   /* a file, or a home, still exists */
#define NOTE_BACKUP_SHARED "backup-shared" /* it holds files of others, too */
/* Of an override file. */
#define NOTE_SYSTEM_OFF "system-policy-off"	  /* it replaces the crypto policy */
#define NOTE_FILE_GONE "override-gone"		  /* no longer renewed */
#define NOTE_FILE_CHANGED "override-changed"	  /* by hand: left as it is */
#define NOTE_NOT_RENEWED "override-not-renewed"	  /* any more; the file stays */
#define NOTE_JAVA_MISSING "override-java-missing" /* left as it is */
/* Of an update hook. */
#define NOTE_HOOK_INACTIVE "hook-inactive" /* what runs it is not installed */
#define NOTE_SYSTEMCTL_FAILED "systemctl-failed"
/* What JSEC_FORCE overrode: the name of the error that it would have been. */
#define NOTE_FORCED_EMPTY "empty-list"
#define NOTE_FORCED_FOREIGN "foreign"
#define NOTE_FORCED_LINKS "hard-links"
#define NOTE_FORCED_OPENS "opens-more"
#define NOTE_FORCED_UNTRUSTED "untrusted"
#define NOTE_FORCED_AUTH "no-certificate"

/* Zero is an empty list. */
struct note_list {
	struct jsec_note **items; /* NULL at the end; NULL itself if the list is empty */
	size_t n;
	bool failed; /* memory ran out, and a note is missing */
};

/* Appends a note. `code` must be one of the constants above. */
void note_list_add(struct note_list *l, const char *code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Appends copies of the notes of another list. */
void note_list_append(struct note_list *l, const struct note_list *other);
bool note_list_has(const struct note_list *l, const char *code);

/* The list for the public structs: never NULL. */
const struct jsec_note *const *note_list_get(const struct note_list *l);
void note_list_done(struct note_list *l);

#endif
