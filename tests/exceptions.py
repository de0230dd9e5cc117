# SPDX-License-Identifier: MIT
"""Exceptions from the rules of structure.py, each with its reason.

A row that is not needed is an error, so that these tables become shorter."""

# Functions without the prefix of their module: {'file: name': reason}.
PREFIXES = {
}

# Modules of lib and cli that only one other module includes: {module: reason}.
CALL = 'a public call of its own'
SEAM = 'a part of the seam to the system'
BYTES = 'bytes in, bytes out: tested and fuzzed apart from the files'
SINGLE_USERS = {
    'cli/access_ways': 'commands for people and for JSON, apart from how they are shown',
    'cli/hook_watch': 'a process of its own, which lives longer than the run',
    'cli/show_access': 'an audit as text and as JSON, apart from what it does',
    'cli/show_entry': 'an entry as text and as JSON, apart from the action',
    'cli/show_diagnosis': 'answers as text and as JSON, apart from the action',
    'cli/show_opened': 'a part of a result that alone knows suites',
    'lib/access_manager/rules': BYTES,
    'lib/apply/commit': CALL,
    'lib/apply/forget': CALL,
    'lib/apply/repack': 'a way to write that only archives have',
    'lib/apply/write': 'one file of a commit, which has all',
    'lib/archive/bzip2_splice': 'all that knows the blocks of bzip2',
    'lib/archive/isal': 'all that knows ISA-L, which need not be there',
    'lib/archive/zstd_splice': 'all that knows the blocks of zstd',
    'lib/backup/prune': 'what a file needs of its backups; store deletes the rest',
    'lib/diagnosis/diagnose': CALL,
    'lib/diagnosis/text_causes': 'a table of judgements, which a fuzz target checks, too',
    'lib/diagnosis/evidence': 'rules, apart from what finds the evidence',
    'lib/os/listeners': SEAM,
    'lib/diagnosis/texts': 'one kind of evidence',
    'lib/os/walk/visit': 'one directory of a walk, which has the threads',
    'lib/os/walk/walk': SEAM,
    'lib/override/override': CALL,
    'lib/override/override_bytes': 'the bytes of a file that override puts in its place',
    'lib/plan/compute': 'one install of a plan, where plan has all',
    'lib/plan/transport': 'what is planned for a file of Access Manager',
    'lib/queries/access_audit': CALL,
    'lib/queries/backup_list': CALL,
    'lib/queries/explain': CALL,
    'lib/search/places': 'where Javas usually are, apart from what else names some',
    'lib/text/policy_rules': BYTES,
    'lib/text/server_answer': BYTES,
    'lib/text/java_answer': BYTES,
}

# Calls and names of the system in files of lib outside os: {file: (names, reason)}. Names as
# the rule prints them: st_* are members of a struct stat; O_*, S_* and AT_* are flags.
STANDARD = 'standard C, which every system has'
SYSTEM_CALLS = {
    'archive/isal.c': ('dlopen dlsym <pthread.h>', 'one library, of which archive alone knows'),
    'backup/backup_new.c': ('time', STANDARD),
    'backup/blob.h': ('<pthread.h>', 'a lock for what threads share; it opens nothing'),
    'backup/store.h': ('<pthread.h>', 'a lock for what threads share; it opens nothing'),
    'plan/list_pool.h': ('<pthread.h>', 'a lock for what threads share; it opens nothing'),
    'plan/openings.h': ('<pthread.h>', 'a lock for what threads share; it opens nothing'),
    'hooks/hook_run.c': ('time', STANDARD),
    'plan/expiry.c': ('time', STANDARD),
}

# What fuzzes each module of text and archive, and each other one that takes lines or
# properties apart: {module: a target of tests/fuzz, or a reason why there is none}.
OURS = 'it reads words of ours only, no foreign bytes'
PROPERTIES = 'props fuzzes the reader; this takes values out of what it made'
FUZZED = {
    **dict.fromkeys((
        'archive/codec', 'archive/codec_decode', 'archive/codec_encode', 'archive/cursor',
        'archive/extent', 'archive/gzip', 'archive/gzip_splice', 'archive/isal',
        'archive/members', 'archive/tar_header', 'archive/tar_members', 'archive/tar_splice',
        'archive/zip_index', 'archive/zip_members', 'archive/zip_splice',
        'archive/zip_verify', 'archive/zstd_encoder', 'archive/zstd_frame',
        'archive/xxh64'), 'members'),
    **dict.fromkeys(('archive/bzip2_splice', 'archive/region', 'archive/zstd_splice'),
        'members fuzzes it, by tar_splice, whose header does not say so'),
    'access_manager/rules': 'access',
    'access_manager/settings': 'access',
    'access_manager/settings_edit': 'access',
    'access_manager/settings_prove': 'access',
    'archive/digest': 'history',
    'archive/pax': 'pack',
    'backup/history': 'history',
    'backup/pack': 'pack',
    'backup/pack_read': 'pack',
    'backup/sealed': 'history',
    'hooks/hook_list': PROPERTIES,
    'hooks/hook_records': 'hooks',
    'hooks/hook_run': 'hooks',
    'hooks/hook_run_restart': PROPERTIES,
    'hooks/hook_text': 'hooks',
    'hooks/hook_units': 'hooks',
    'jre/install': PROPERTIES,
    'jre/reading': PROPERTIES,
    'jre/release': 'release',
    'os/listeners': 'listeners',
    'os/mounts': 'mounts',
    'os/proc': 'proc',
    'plan/expiry': 'its record is sealed; of a line, it takes one number and one path',
    'plan/journal': 'redo',
    'plan/override_records': 'overrides',
    'plan/policy': PROPERTIES,
    'plan/suspension': 'record fuzzes the reader; this sorts what it made',
    'queries/confirm': 'shown fuzzes the reader; this quotes one line',
    'text/alert': 'failure',
    'text/cgroup': 'cgroup',
    'text/client_hello': 'answer',
    'text/debug_output': 'failure',
    'text/delta': 'diff',
    'text/diff': 'diff',
    'text/dpkg_status': 'dpkg',
    'text/edit': 'edit',
    'text/escapes': 'escapes',
    'text/failure_text': 'failure',
    'text/java_options': 'options',
    'text/known': 'list',
    'text/known_rest': 'props',
    'text/list': 'list',
    'text/log_phrases': 'failure',
    'text/log_text': 'failure',
    'text/manifest': 'record',
    'text/near': OURS,
    'text/path_pattern': 'policy',
    'text/policy_rules': 'policy',
    'text/properties': 'props',
    'text/prove': 'edit',
    'text/server_answer': 'answer',
    'text/java_answer': 'shown',
    'text/suite': OURS,
    'text/suite_table': OURS,
    'text/vendor_lists': OURS,
}
