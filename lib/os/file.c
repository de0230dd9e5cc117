/* SPDX-License-Identifier: MIT */
/* Reads a file with its metadata, and notices if it changes meanwhile. */
#include "os/file.h"

#include "os/file_info.h"
#include "os/lacking.h"
#include "os/place.h"
#include "os/system.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* These attributes sign the old bytes. The kernel makes new ones. */
static bool file_is_computed(const char *name)
{
	return !strcmp(name, "security.ima") || !strcmp(name, "security.evm");
}

int meta_add_xattr(struct meta *m, const char *name, const void *value, size_t size)
{
	struct xattr *more = memory_grow(m->xattrs, m->n_xattrs, sizeof *more);

	if (!more)
		return -1;
	m->xattrs = more;
	struct xattr *x = &more[m->n_xattrs++];
	*x = (struct xattr){.name = strdup(name)};
	buf_add(&x->value, span_of(value, size));
	return x->name && !x->value.failed ? 0 : -1;
}

static int file_read_xattr(int fd, const char *name, struct meta *m)
{
	for (;;) {
		ssize_t size = fgetxattr(fd, name, NULL, 0);
		char *value = size < 0 ? NULL : malloc((size_t)size + 1);
		if (!value)
			return -1;
		ssize_t n = fgetxattr(fd, name, value, (size_t)size);
		int rc = n < 0 ? -1 : meta_add_xattr(m, name, value, (size_t)n);
		free(value);
		if (n >= 0 || errno != ERANGE)
			return rc;
	}
}

int meta_read_xattrs(int fd, struct meta *m, const char *path, struct err *e)
{
	char stack[1024], *heap = NULL, *names = stack;
	ssize_t size = flistxattr(fd, stack, sizeof stack);
	int rc = 0;

	if (size < 0 && errno == ENOTSUP)
		return 0;
	while (size < 0 && errno == ERANGE) {
		ssize_t room = flistxattr(fd, NULL, 0);
		free(heap);
		names = heap = room < 0 ? NULL : malloc((size_t)room + 1);
		if (!heap)
			return system_fail(
				e, errno, path, "list its extended attributes");
		size = flistxattr(fd, heap, (size_t)room);
	}
	if (size < 0)
		rc = system_fail(e, errno, path, "list its extended attributes");
	for (ssize_t i = 0; !rc && i < size; i += (ssize_t)strlen(names + i) + 1)
		if (!file_is_computed(names + i) && file_read_xattr(fd, names + i, m))
			rc = system_fail(e, errno, path, "read its extended attributes");
	free(heap);
	return rc;
}

/* Returns 0, or -1 and errno. */
static int file_read_info(int fd, struct meta *m)
{
	struct stat st;

	if (fstat(fd, &st))
		return -1;
	m->info = file_info_make(&st);
	m->read = (struct file_time){st.st_atim.tv_sec, (uint32_t)st.st_atim.tv_nsec};
	return 0;
}

int meta_read(const struct handle *h, struct meta *m, const char *path, struct err *e)
{
	int fd = handle_get_fd(h);

	return file_read_info(fd, m) ? system_fail(e, errno, path, "examine the file")
				     : meta_read_xattrs(fd, m, path, e);
}

void meta_own(struct meta *m, uint32_t permissions)
{
	m->info.kind = FILE_REGULAR;
	m->info.permissions = permissions;
	m->info.owner = owner_get_own();
}

void meta_own_as(struct meta *m, const struct meta *other)
{
	meta_own(m, other->info.permissions & 0777);
}

void meta_done(struct meta *m)
{
	for (size_t i = 0; i < m->n_xattrs; i++) {
		free(m->xattrs[i].name);
		buf_done(&m->xattrs[i].value);
	}
	free(m->xattrs);
	*m = (struct meta){0};
}

bool meta_has_xattr(const struct meta *m, const struct xattr *x)
{
	for (size_t i = 0; i < m->n_xattrs; i++)
		if (!strcmp(m->xattrs[i].name, x->name))
			return span_equal(
				buf_span(&m->xattrs[i].value), buf_span(&x->value));
	return false;
}

bool meta_equal(const struct meta *a, const struct meta *b)
{
	const struct file_info *x = &a->info, *y = &b->info;

	if (x->kind != y->kind || x->permissions != y->permissions ||
		x->owner.user != y->owner.user || x->owner.group != y->owner.group ||
		a->n_xattrs != b->n_xattrs)
		return false;
	for (size_t i = 0; i < a->n_xattrs; i++)
		if (!meta_has_xattr(b, &a->xattrs[i]))
			return false;
	return true;
}

static int file_check_size(const struct file_info *i, const char *path, struct err *e)
{
	if (i->size > (int64_t)FILE_MAX_SIZE)
		return err_set(e, JSEC_TOO_LARGE, path, 0,
			"has %lld bytes; the limit is 4 MiB", (long long)i->size);
	return 0;
}

int file_read(const struct place *p, struct buf *bytes, struct meta *meta, struct err *e)
{
	struct file_info after;
	int rc = place_check(p, e);

	if (rc)
		return rc;
	FD_AUTO int fd = place_open(p, O_RDONLY);
	if (fd < 0 || file_read_info(fd, meta))
		return system_fail(e, errno, p->path, "read the file");
	rc = file_check_size(&meta->info, p->path, e);
	if (rc)
		return rc;
	if (!buf_reserve(bytes, (size_t)meta->info.size + SYSTEM_LEAST_READ))
		return err_memory(e);
	if (system_read_all(fd, FILE_MAX_SIZE, bytes) || file_info_read(fd, &after))
		return system_fail(e, errno, p->path, "read the file");
	if (!file_info_is_same(&meta->info, &after) || bytes->size != (size_t)after.size)
		return err_set(e, JSEC_CHANGED, p->path, 0,
			"changed while it was read; try again");
	return meta_read_xattrs(fd, meta, p->path, e);
}

/* The flags of files that a user can set, with their letters in lsattr(1). */
static const struct {
	unsigned flag;
	char letter;
} flags_known[] = {
	{FS_SECRM_FL, 's'},
	{FS_UNRM_FL, 'u'},
	{FS_COMPR_FL, 'c'},
	{FS_SYNC_FL, 'S'},
	{FS_NODUMP_FL, 'd'},
	{FS_NOATIME_FL, 'A'},
	{FS_NOCOMP_FL, 'm'},
	{FS_JOURNAL_DATA_FL, 'j'},
	{FS_NOTAIL_FL, 't'},
	{FS_NOCOW_FL, 'C'},
	{FS_DAX_FL, 'x'},
};

#define N_FLAGS (sizeof flags_known / sizeof *flags_known)

static unsigned file_flags_get_mask(void)
{
	unsigned all = 0;

	for (size_t i = 0; i < N_FLAGS; i++)
		all |= flags_known[i].flag;
	return all;
}

static bool file_flags_read(int fd, unsigned *ret)
{
	int flags = 0;
	bool ok = !ioctl(fd, FS_IOC_GETFLAGS, &flags);

	*ret = (unsigned)flags;
	return ok;
}

static bool file_flags_write(int fd, unsigned flags)
{
	int all = (int)flags;

	return !ioctl(fd, FS_IOC_SETFLAGS, &all);
}

/* Sets one flag after the other: the kernel may refuse only some of them. */
static void file_flags_write_each(int fd, unsigned now, unsigned want)
{
	for (size_t i = 0; i < N_FLAGS; i++) {
		unsigned flag = flags_known[i].flag;
		if (((now ^ want) & flag) && file_flags_write(fd, now ^ flag))
			now ^= flag;
	}
}

static void file_flags_note(unsigned lost, struct note_list *notes)
{
	char letters[N_FLAGS + 1], *end = letters;

	for (size_t i = 0; i < N_FLAGS; i++)
		if (lost & flags_known[i].flag)
			*end++ = flags_known[i].letter;
	*end = 0;
	if (*letters && notes)
		note_list_add(notes, NOTE_FLAGS_LOST,
			"the new file does not have its file attributes %s (see chattr)",
			letters);
}

static void file_flags_copy_flags(int old, int fd, struct note_list *notes)
{
	const unsigned mask = file_flags_get_mask();
	unsigned was, now, want;

	if (!file_flags_read(old, &was) || !file_flags_read(fd, &now))
		return;
	want = (now & ~mask) | (was & mask);
	if (want == now)
		return;
	if (!file_flags_write(fd, want))
		file_flags_write_each(fd, now, want);
	if (file_flags_read(fd, &now))
		file_flags_note((now ^ want) & was & mask, notes);
}

static void file_flags_copy_project(int old, int fd, struct note_list *notes)
{
	struct fsxattr was, now;

	if (ioctl(old, FS_IOC_FSGETXATTR, &was) || ioctl(fd, FS_IOC_FSGETXATTR, &now) ||
		was.fsx_projid == now.fsx_projid)
		return;
	now.fsx_projid = was.fsx_projid;
	if (ioctl(fd, FS_IOC_FSSETXATTR, &now) && notes)
		note_list_add(notes, NOTE_FLAGS_LOST,
			"the new file does not have its project id %u (see chattr -p)",
			was.fsx_projid);
}

void file_flags_copy(const struct place *p, int fd, struct note_list *notes)
{
	FD_AUTO int old = place_open(p, O_RDONLY);
	char reason[SYSTEM_REASON];

	if (old < 0 && notes)
		note_list_add(notes, NOTE_FLAGS_LOST,
			"its file attributes (see chattr) could not be read: %s",
			system_explain(errno, reason));
	if (old < 0)
		return;
	file_flags_copy_flags(old, fd, notes);
	file_flags_copy_project(old, fd, notes);
}
