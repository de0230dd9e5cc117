/* SPDX-License-Identifier: MIT */
/* The public names of states, sources and other enumerators, which scripts rely on. */
#include "jsecpatch.h"

#include "access_manager/settings.h"

#define API_NAME(names, i) \
	((size_t)(i) < sizeof(names) / sizeof *(names) ? (names)[i] : "unknown")

const char *jsec_code_name(enum jsec_code code)
{
	static const char *const names[] = {
		[JSEC_OK] = "ok",
		[JSEC_NO_MEMORY] = "no-memory",
		[JSEC_BAD_REQUEST] = "bad-request",
		[JSEC_NOT_FOUND] = "not-found",
		[JSEC_NOT_JAVA] = "not-java",
		[JSEC_NOT_REGULAR] = "not-regular",
		[JSEC_TOO_LARGE] = "too-large",
		[JSEC_LINK_LOOP] = "link-loop",
		[JSEC_DENIED] = "denied",
		[JSEC_READ_ONLY] = "read-only",
		[JSEC_IMMUTABLE] = "immutable",
		[JSEC_NO_SPACE] = "no-space",
		[JSEC_NO_DESCRIPTORS] = "no-descriptors",
		[JSEC_IO] = "io",
		[JSEC_CHANGED] = "changed",
		[JSEC_LOCKED] = "locked",
		[JSEC_BAD_FILE] = "bad-file",
		[JSEC_BAD_LIST] = "bad-list",
		[JSEC_NOT_PROVEN] = "not-proven",
		[JSEC_EMPTY_LIST] = "empty-list",
		[JSEC_HARD_LINKS] = "hard-links",
		[JSEC_UNTRUSTED] = "untrusted",
		[JSEC_BACKUP_FAILED] = "backup-failed",
		[JSEC_BACKUP_DAMAGED] = "backup-damaged",
		[JSEC_RECORD_DAMAGED] = "record-damaged",
		[JSEC_NEWER_FORMAT] = "newer-format",
		[JSEC_NO_BACKUP] = "no-backup",
		[JSEC_FOREIGN] = "foreign",
		[JSEC_NOT_DURABLE] = "not-durable",
		[JSEC_NOT_ACTIVE] = "not-active",
		[JSEC_NOT_BOOTED] = "not-booted",
		[JSEC_NO_CERTIFICATE] = "no-certificate",
		[JSEC_CANCELLED] = "cancelled",
		[JSEC_BAD_POLICY] = "bad-policy",
		[JSEC_OVERRIDDEN] = "overridden",
		[JSEC_NOT_KNOWN] = "not-known",
		[JSEC_NOT_CONFIRMED] = "not-confirmed",
		[JSEC_OPENS_MORE] = "opens-more",
		[JSEC_UNKNOWN_ENTRY] = "unknown-entry",
		[JSEC_INCLUDED] = "included",
		[JSEC_BAD_ARCHIVE] = "bad-archive",
		[JSEC_EXISTS] = "exists",
		[JSEC_NO_TARGET] = "no-target",
		[JSEC_UNFINISHED] = "unfinished",
		[JSEC_OWN_ROOT] = "own-root",
		[JSEC_OUTSIDE] = "outside",
		[JSEC_SOME_FAILED] = "some-failed",
		[JSEC_HALF_UPDATED] = "half-updated",
	};

	return API_NAME(names, code);
}

const char *jsec_state_name(enum jsec_state state)
{
	static const char *const names[] = {
		[JSEC_LISTED] = "listed",
		[JSEC_PATCHED] = "patched",
		[JSEC_UNCHANGED] = "unchanged",
		[JSEC_WOULD_PATCH] = "would-patch",
		[JSEC_RESTORED] = "restored",
		[JSEC_SUSPENDED] = "suspended",
		[JSEC_SKIPPED] = "skipped",
		[JSEC_FAILED] = "failed",
	};

	return API_NAME(names, state);
}

const char *jsec_source_name(enum jsec_source source)
{
	static const char *const names[] = {
		[JSEC_TARGET] = "target",
		[JSEC_KNOWN_PLACE] = "known-place",
		[JSEC_ENVIRONMENT] = "environment",
		[JSEC_PATH] = "path",
		[JSEC_POLICY] = "policy",
		[JSEC_BACKUP] = "backup",
		[JSEC_SCAN] = "scan",
		[JSEC_PROCESS] = "process",
		[JSEC_CONTAINER] = "container",
		[JSEC_ARCHIVE] = "archive",
	};

	return API_NAME(names, source);
}

const char *jsec_compliance_name(enum jsec_compliance compliance)
{
	return compliance == JSEC_COMPLIES  ? "complies"
	       : compliance == JSEC_DIFFERS ? "differs"
					    : NULL;
}

const char *jsec_transport_name(enum jsec_transport transport)
{
	return settings_mode_word(transport);
}

const char *jsec_suite_state_name(enum jsec_suite_state state)
{
	static const char *const names[] = {
		[JSEC_SUITE_OPEN] = "open",
		[JSEC_SUITE_NO_PROTOCOL] = "no-protocol",
		[JSEC_SUITE_BLOCKED] = "blocked",
		[JSEC_SUITE_UNKNOWN] = "unknown",
		[JSEC_SUITE_UNSURE] = "unsure",
		[JSEC_SUITE_NO_GROUP] = "no-group",
	};

	return API_NAME(names, state);
}

const char *jsec_belonging_name(enum jsec_belonging belonging)
{
	static const char *const names[] = {
		[JSEC_OF_MACHINE] = "machine",
		[JSEC_OF_PROCESS] = "process",
		[JSEC_INSIDE] = "inside",
	};

	return API_NAME(names, belonging);
}

const char *jsec_why_name(enum jsec_why why)
{
	static const char *const names[] = {
		[JSEC_WHY_NAME] = "name",
		[JSEC_WHY_COMPONENT] = "component",
		[JSEC_WHY_WILDCARD] = "wildcard",
		[JSEC_WHY_PROTOCOL] = "protocol",
		[JSEC_WHY_GROUP] = "group",
	};

	return API_NAME(names, why);
}

const char *jsec_side_name(enum jsec_side side)
{
	static const char *const names[] = {
		[JSEC_SIDE_UNKNOWN] = "unknown",
		[JSEC_SIDE_SERVER] = "server",
		[JSEC_SIDE_CLIENT] = "client",
		[JSEC_SIDE_BOTH] = "both",
	};

	return API_NAME(names, side);
}

const char *jsec_subject_name(enum jsec_subject subject)
{
	static const char *const names[] = {
		[JSEC_SUBJECT_TEXT] = "text",
		[JSEC_SUBJECT_FILE] = "file",
		[JSEC_SUBJECT_INPUT] = "input",
		[JSEC_SUBJECT_ADDRESS] = "address",
		[JSEC_SUBJECT_PROCESS] = "process",
	};

	return API_NAME(names, subject);
}

const char *jsec_hook_state_name(enum jsec_hook_state state)
{
	static const char *const names[] = {
		[JSEC_HOOK_ABSENT] = "absent",
		[JSEC_HOOK_INSTALLED] = "installed",
		[JSEC_HOOK_OUTDATED] = "outdated",
		[JSEC_HOOK_CHANGED] = "changed",
		[JSEC_HOOK_PARTIAL] = "partial",
		[JSEC_HOOK_SNIPPET] = "snippet",
		[JSEC_HOOK_BROKEN] = "broken",
	};

	return API_NAME(names, state);
}
