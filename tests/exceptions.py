# SPDX-License-Identifier: MIT
"""What structure.py and measure let pass, each with its reason.

A row that is not needed is an error, so that these tables only get shorter."""

# Rules of structure.py that a part of the tree does not keep yet: {rule: {start of the path:
# reason}}. Its breaches are printed, and do not fail the test.
NOT_YET = {
}

# Bounds of measure that the tree does not keep yet: {figure: reason}.
OVER_BOUND = {
}

# Functions without the prefix of their module: {'file: name': reason}.
PREFIXES = {
}

# Modules of lib that one other module includes: {module: reason}.
CALL = 'a public call of its own'
SEAM = 'a part of the seam to the system'
BYTES = 'bytes in, bytes out: tested and fuzzed apart from the files'
SINGLE_USERS = {
    'access_manager/rules': BYTES,
    'access_manager/settings_edit': BYTES,
    'access_manager/settings_prove': 'a proof, which stands apart from the edit',
    'apply/commit': CALL,
    'apply/repack': 'a way to write that only archives have',
    'apply/write': 'one file of a commit, which has all',
    'archive/zstd_encoder': 'private part of codec: all that knows libzstd',
    'hooks/hook_install': CALL,
    'hooks/hook_remove': CALL,
    'os/package_locks': SEAM,
    'os/walk/visit': 'one directory of a walk, which has the threads',
    'os/walk/walk': SEAM,
    'override/override': CALL,
    'override/override_bytes': 'the bytes of a file that override puts in its place',
    'plan/compute': 'one install of a plan, where plan has all',
    'plan/transport': 'what is planned for a file of Access Manager',
    'queries/access_audit': CALL,
    'queries/backup_list': CALL,
    'queries/confirm': CALL,
    'queries/explain': CALL,
    'queries/restart': CALL,
    'search/archive_installs': 'one way to find installs',
    'search/running': 'one way to find installs',
    'text/policy_rules': BYTES,
    'text/settings_output': BYTES,
}

# What files of lib outside os call or name of the system: {file: (names, reason)}. As the
# rule prints them: st_* are members of a struct stat, O_*, S_* and AT_* are flags.
LIBARCHIVE = 'libarchive tells by ENOMEM that memory ran out'
STANDARD = 'standard C, which every system has'
SYSTEM_CALLS = {
    'archive/codec.c': ('<errno.h> errno', LIBARCHIVE),
    'backup/backup.c': ('time', STANDARD),
    'backup/blob.h': ('<pthread.h>', 'a lock for what threads share; it opens nothing'),
    'hooks/hook_run.c': ('time', STANDARD),
}
