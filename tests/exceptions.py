# SPDX-License-Identifier: MIT
"""What structure.py and measure let pass, each with its reason.

A row that is not needed is an error, so that these tables only get shorter."""

# Rules of structure.py that a part of the tree does not keep yet: {rule: {start of the path:
# reason}}. Its breaches are printed, and do not fail the test.
NOT_YET = {
    'declared': {
        'lib/archive/': 'tar_splice, zip_splice and zip_verify have no header',
    },
    'nouns': {
        'lib/api.c': 'public functions named like their result',
    },
    'prefixes': {
        'lib/os/package_locks.c': 'boot_... is in no boot.c',
    },
    'tests_run': {'tests/cli/confirm_container.sh': 'no row in meson.build'},
    'single_users': {'lib/': 'parts that may go into the module that they serve'},
}

# Bounds of measure that the tree does not keep yet: {figure: reason}.
OVER_BOUND = {
    'modules with one user, lib': 'as single_users',
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
    'apply/write': 'one file of a commit, which threads work on apart',
    'apply/repack': 'a way to write that only archives have',
    'archive/members': 'the entrance to the formats of archives',
    'archive/zstd_encoder': 'private part of codec: all that knows libzstd',
    'hooks/hook_install': CALL,
    'hooks/hook_remove': CALL,
    'os/identity': SEAM,
    'os/lock': SEAM,
    'os/mounts': SEAM,
    'os/package_locks': SEAM,
    'os/proc': SEAM,
    'os/walk/walk': SEAM,
    'override/override': CALL,
    'override/override_bytes': 'the bytes of a file, apart from which files there are',
    'plan/compute': 'one install of a plan, where plan has all',
    'plan/transport': 'the plan of one kind of install',
    'queries/access_audit': CALL,
    'queries/backup_list': CALL,
    'queries/confirm': CALL,
    'queries/explain': CALL,
    'queries/restart': CALL,
    'search/running': 'one way to find installs',
    'text/policy_rules': BYTES,
    'text/settings_output': BYTES,
}

# What files of lib outside os call or name of the system: {file: (names, reason)}. As the
# rule prints them: st_* are members of a struct stat, O_*, S_* and AT_* are flags.
ERRNO = 'makes an error of errno'
TYPES = 'has sizes and the like in types of the system'
LOOKS = 'looks at a struct stat'
ASKS_WHO = 'asks who runs it'
OPENS = 'opens files, or has descriptors of them'
LISTS = 'reads directories'
CHANGES = 'creates, publishes or removes files'
CLOCK = 'asks the clock or the machine'
THREADS = 'has a lock of threads'
SYSTEM_CALLS = {
    'api.c': ('close getcwd', OPENS),
    'apply/commit.c': ('geteuid', ASKS_WHO),
    'apply/repack.c': (
        '<errno.h> <fcntl.h> O_* S_* close errno fstat getegid geteuid off_t st_* stat', OPENS),
    'apply/write.c': ('geteuid st_*', LOOKS),
    'archive/codec.c': ('<errno.h> errno off_t', TYPES),
    'archive/codec.h': ('off_t', TYPES),
    'archive/cursor.c': ('off_t', TYPES),
    'archive/cursor.h': ('off_t', TYPES),
    'archive/extent.c': (
        '<errno.h> <sys/stat.h> <unistd.h> errno fstat off_t pread st_* stat', OPENS),
    'archive/extent.h': ('<sys/types.h> off_t', TYPES),
    'archive/gzip.c': ('<errno.h> errno off_t', TYPES),
    'archive/gzip.h': ('off_t', TYPES),
    'archive/gzip_splice.c': ('<errno.h> <unistd.h> errno lseek off_t', TYPES),
    'archive/gzip_splice.h': ('off_t', TYPES),
    'archive/packed.h': ('off_t', TYPES),
    'archive/tar_header.c': ('off_t', TYPES),
    'archive/tar_header.h': ('<sys/types.h> off_t', TYPES),
    'archive/tar_members.c': ('<errno.h> errno off_t', TYPES),
    'archive/tar_members.h': ('off_t', TYPES),
    'archive/tar_splice.c': ('<errno.h> <unistd.h> errno ftruncate lseek off_t', CHANGES),
    'archive/tar_writer.c': (
        '<errno.h> archive_read_open_fd errno gid_t mode_t off_t st_* stat uid_t', LOOKS),
    'archive/tar_writer.h': ('off_t', TYPES),
    'archive/zip_data.c': ('off_t sysconf', CLOCK),
    'archive/zip_index.c': ('off_t', TYPES),
    'archive/zip_index.h': ('off_t', TYPES),
    'archive/zip_members.c': ('off_t', TYPES),
    'archive/zip_splice.c': ('<errno.h> errno off_t', TYPES),
    'archive/zip_verify.c': ('off_t', TYPES),
    'archive/zstd_encoder.c': ('<errno.h> errno', ERRNO),
    'backup/backup.c': (
        '<errno.h> <fcntl.h> O_* S_* close errno fsync openat renameat st_* time '
        'unlinkat', CHANGES),
    'backup/backup.h': ('off_t', TYPES),
    'backup/blob.h': ('<pthread.h>', THREADS),
    'backup/history.c': (
        '<fcntl.h> O_* S_* close fstat off_t openat pread st_* stat write', CHANGES),
    'backup/store.c': (
        '<dirent.h> <errno.h> <fcntl.h> DIR O_* close closedir errno fdopendir fsync '
        'geteuid openat readdir renameat st_* unlinkat', CHANGES),
    'hooks/hook_install.c': ('S_* getegid geteuid st_*', LOOKS),
    'hooks/hook_job.c': ('<sys/wait.h> access geteuid', OPENS),
    'hooks/hook_list.c': ('S_* geteuid readlinkat st_*', OPENS),
    'hooks/hook_remove.c': (
        '<errno.h> <fcntl.h> AT_* S_* errno geteuid readlinkat st_* unlinkat', CHANGES),
    'hooks/hook_run.c': ('geteuid nanosleep st_* time', LOOKS),
    'hooks/hook_table.h': ('<sys/types.h> mode_t', LOOKS),
    'jre/effective_list.c': ('S_* geteuid st_*', LOOKS),
    'jre/install.c': ('<fcntl.h> O_* S_* close geteuid off_t st_*', OPENS),
    'jre/install.h': ('stat', LOOKS),
    'jre/jvm.c': ('S_* st_* stat', LOOKS),
    'jre/jvm.h': ('stat', LOOKS),
    'jre/release.c': ('geteuid', ASKS_WHO),
    'jre/vendor_file.c': ('<fcntl.h> AT_* S_* fstatat geteuid st_* stat', OPENS),
    'override/override.c': ('S_* getegid geteuid st_*', LOOKS),
    'plan/archive_plan.c': ('<errno.h> S_* close errno geteuid off_t st_*', OPENS),
    'plan/compute.c': ('geteuid st_*', LOOKS),
    'plan/item.c': ('geteuid st_* stat', LOOKS),
    'plan/journal.c': (
        '<errno.h> <fcntl.h> O_* close errno fsync geteuid openat renameat unlinkat', CHANGES),
    'plan/plan.c': ('sysconf', CLOCK),
    'plan/policy.c': ('S_* getegid geteuid st_*', LOOKS),
    'plan/policy.h': ('dev_t ino_t', TYPES),
    'plan/restore.c': ('<unistd.h> geteuid st_*', LOOKS),
    'queries/confirm.c': ('S_* getegid geteuid gid_t st_* stat uid_t', LOOKS),
    'queries/restart.c': ('S_* geteuid pid_t st_* stat', LOOKS),
    'search/access_files.c': (
        '<dirent.h> <errno.h> <fcntl.h> <unistd.h> AT_* DIR O_* S_* close closedir dirfd '
        'errno fdopendir fstatat geteuid mode_t readdir st_* stat', LISTS),
    'search/archive_homes.c': (
        '<errno.h> <fcntl.h> O_* S_* errno fstat geteuid off_t st_* stat', OPENS),
    'search/archive_homes.h': ('off_t stat', LOOKS),
    'search/archive_installs.c': (
        '<errno.h> <fcntl.h> O_* S_* close errno fstat geteuid st_* stat', OPENS),
    'search/installs.c': ('st_* stat', LOOKS),
    'search/installs.h': ('stat', LOOKS),
    'search/known_places.c': (
        '<dirent.h> <errno.h> <fcntl.h> DIR O_* S_* close closedir errno fdopendir getcwd '
        'geteuid readdir st_*', LISTS),
    'search/running.c': ('geteuid pid_t st_* stat', LOOKS),
    'search/tree_scan.c': ('<errno.h> <fcntl.h> O_* close errno geteuid st_*', OPENS),
}
