/* SPDX-License-Identifier: MIT */
/* Walks over unusual trees, and over all kinds of file systems that are available. */
/* valgrind: heavy, which does not know its system calls and limits */
#include "os/walk/walk.h"

#include "base/buf.h"
#include "os/root.h"
#include "testing.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>

#define NOBODY 65534

static struct tree tree;
static struct strv found; /* relative to the tree */
static struct walked walked;
static int end_after;	  /* end after so many finds, unless 0 */
static atomic_uint reads; /* calls that list a directory */

/* The linker makes calls of getdents64() from other files call this one. */
ssize_t __real_getdents64(int fd, void *buffer, size_t size);
ssize_t __wrap_getdents64(int fd, void *buffer, size_t size);
ssize_t __wrap_getdents64(int fd, void *buffer, size_t size)
{
	reads++;
	return __real_getdents64(fd, buffer, size);
}

static int add_found(void *data, const char *path)
{
	size_t n = strlen(tree.path);

	ck_assert_ptr_eq(data, &found);
	ck_assert_msg(!strncmp(path, tree.path, n) && path[n] == '/', "%s", path);
	strv_adds(&found, path + n + 1);
	return end_after && (int)found.n == end_after ? 77 : 0;
}

static int try_walk(const struct walk_job *with)
{
	static const char *const links[] = {"conf", NULL};
	ERR_AUTO struct err e = {0};
	struct walk_job job = with ? *with : (struct walk_job){0};

	strv_done(&found);
	walked_done(&walked);
	reads = 0;
	job.names = (struct wanted_names){"java.security", "security", links};
	job.found = add_found;
	job.data = &found;
	struct root root;
	PLACE_AUTO struct place place = PLACE_NONE;
	ck_assert_int_eq(root_open(&root, "/", &e), 0);
	ck_assert_int_eq(root_resolve(&root, tree.path, &place, &e), 0);
	root_close(&root);
	return walk_tree(&place, tree.path, &job, &walked, &e);
}

static void walk_all(void)
{
	ck_assert_int_eq(try_walk(NULL), 0);
	ck_assert_int_eq(walked.cancelled, 0);
}

static void assert_found(const char *path)
{
	ck_assert_msg(strv_has(&found, path), "%s is not found", path);
}

/* Uses memory if possible: a disk takes minutes for so many directories. */
static void set_up(void)
{
	strcpy(tree.path, "/dev/shm/jsecpatch-unit-XXXXXX");
	if (!mkdtemp(tree.path))
		tree_make(&tree);
	ck_assert_int_eq(chmod(tree.path, 0755), 0);
	found = (struct strv){0};
	walked = (struct walked){0};
	end_after = 0;
}

static void tear_down(void)
{
	strv_done(&found);
	walked_done(&walked);
	tree_remove(&tree);
}

static size_t open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t n = 0;

	ck_assert_ptr_nonnull(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

START_TEST(test_names)
{
	static const char *const names[] = {"plain", "new\nline", "bad\xff\xfeutf8",
		"sp ace\t\"'$(touch x)`", "-rf", "\033[31m", "..."};
	char long_name[256];

	memset(long_name, 'n', 255);
	long_name[255] = 0;
	for (int i = 0; i <= N_ROWS(names); i++) {
		char path[600];
		snprintf(path, sizeof path, "%s/conf/security/java.security",
			i < N_ROWS(names) ? names[i] : long_name);
		put_file(below(&tree, path), "x");
	}
	walk_all();
	ck_assert_uint_eq(found.n, N_ROWS(names) + 1);
	for (int i = 0; i < N_ROWS(names); i++) {
		char path[600];
		snprintf(path, sizeof path, "%s/conf/security/java.security", names[i]);
		assert_found(path);
	}
	ck_assert_uint_eq(walked.n_dirs, 1 + 3 * (N_ROWS(names) + 1));
	ck_assert_uint_eq(walked.n_failed, 0);
}
END_TEST

/* Tests what is reported and what is not, and that the walk opens no FIFO or device. */
START_TEST(test_kinds)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "java.security"};

	put_file(below(&tree, "java.security"), "in no directory of that name");
	put_file(below(&tree, "securit/java.security"), "");
	put_file(below(&tree, "securityy/java.security"), "");
	put_file(below(&tree, "a/security/java.securit"), "");
	put_file(below(&tree, "a/security/java.securityy"), "");
	put_file(below(&tree, "file/security"), "a file of the directory's name");
	put_file(below(&tree, "dir/security/java.security/security/java.security"), "");
	put_file(below(&tree, "fifo/security/x"), "");
	ck_assert_int_eq(mkfifo(below(&tree, "fifo/security/java.security"), 0600), 0);
	put_file(below(&tree, "link/security/x"), "");
	ck_assert_int_eq(
		symlink("/dev/zero", below(&tree, "link/security/java.security")), 0);
	ck_assert_int_eq(symlink("/nowhere", below(&tree, "link/conf")), 0);
	put_file(below(&tree, "leaf/lib/x"), "");
	ck_assert_int_eq(symlink("../..", below(&tree, "leaf/security")), 0);
	ck_assert_int_eq(symlink("..", below(&tree, "leaf/loop")), 0);
	ck_assert_int_eq(symlink("loop3", below(&tree, "leaf/loop2")), 0);
	ck_assert_int_eq(symlink("loop2", below(&tree, "leaf/loop3")), 0);
	/* It has no subdirectories, but is read all the same. */
	ck_assert_int_eq(mkdir(below(&tree, "linked"), 0755), 0);
	ck_assert_int_eq(mkdir(below(&tree, "linked/conf"), 0755), 0);
	ck_assert_int_eq(symlink("/nowhere", below(&tree, "linked/conf/security")), 0);
	put_file(below(&tree, "socket/security/x"), "");
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), here = open(".", O_PATH);
	ck_assert_int_eq(chdir(below(&tree, "socket/security")), 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
	ck_assert_int_eq(fchdir(here), 0);
	close(here);
	close(fd);
	walk_all();
	assert_found("dir/security/java.security/security/java.security");
	assert_found("fifo/security/java.security");
	assert_found("link/security/java.security");
	assert_found("socket/security/java.security");
	assert_found("link/conf");
	assert_found("leaf/security");
	assert_found("linked/conf/security");
	ck_assert_uint_eq(found.n, 7);
	ck_assert_uint_eq(walked.n_failed, 0);
}
END_TEST

static void make_beside(int fd, int from, int to)
{
	for (int k = from; k < to; k++) {
		char name[32];
		snprintf(name, sizeof name, "beside%d", k);
		ck_assert_int_eq(mkdirat(fd, name, 0755), 0);
		snprintf(name, sizeof name, "beside%d/security", k);
		ck_assert_int_eq(mkdirat(fd, name, 0755), 0);
	}
}

/* Makes `depth` nested directories, each between two others if `beside`. */
static void make_deep(int depth, bool beside)
{
	int fd = open(tree.path, O_RDONLY | O_DIRECTORY);

	for (int i = 0; i < depth; i++) {
		make_beside(fd, 0, beside);
		ck_assert_int_eq(mkdirat(fd, "d", 0755), 0);
		make_beside(fd, 1, beside ? 2 : 0);
		int next = openat(fd, "d", O_RDONLY | O_DIRECTORY);
		close(fd);
		fd = next;
		ck_assert_int_ge(fd, 0);
	}
	ck_assert_int_eq(mkdirat(fd, "security", 0755), 0);
	close(openat(fd, "security/java.security", O_CREAT | O_WRONLY, 0600));
	close(fd);
}

/* Removes paths that are too long for nftw(). */
static void remove_deep(void)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s/d'", tree.path);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(test_deep)
{
	make_deep(10000, false);
	walk_all();
	ck_assert_uint_eq(found.n, 1);
	ck_assert_uint_eq(
		strlen(found.items[0]), 2 * 10000 + strlen("security/java.security"));
	ck_assert_uint_eq(walked.n_dirs, 10002);
	ck_assert_uint_eq(walked.n_failed, 0);
	remove_deep();
}
END_TEST

/* More directories wait than may be open at a time. */
START_TEST(test_deep_and_wide)
{
	size_t before = open_descriptors();

	make_deep(900, true);
	for (unsigned n = 1; n <= 16; n *= 4) {
		struct walk_job job = {.n_threads = n};
		ck_assert_int_eq(try_walk(&job), 0);
		ck_assert_uint_eq(found.n, 1);
		ck_assert_uint_eq(walked.n_dirs, 1 + 900 + 4 * 900 + 1);
		ck_assert_uint_eq(walked.n_failed, 0);
	}
	ck_assert_uint_eq(open_descriptors(), before);
	remove_deep();
}
END_TEST

START_TEST(test_few_descriptors)
{
	struct rlimit limit = {64, 64};

	make_deep(300, true);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	walk_all();
	ck_assert_uint_eq(found.n, 1);
	ck_assert_uint_eq(walked.n_dirs, 1 + 300 + 4 * 300 + 1);
	ck_assert_uint_eq(walked.n_failed, 0);
	remove_deep();
}
END_TEST

/* Without descriptors, nothing is missed without a report, and nothing hangs. */
START_TEST(test_no_descriptors)
{
	struct rlimit limit = {0};

	put_file(below(&tree, "a/security/java.security"), "");
	put_file(below(&tree, "b/security/java.security"), "");
	limit.rlim_cur = limit.rlim_max =
		open_descriptors() + 3; /* for the place, and for walk_tree() itself */
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	int rc = try_walk(NULL);
	ck_assert(rc || found.n == 2 || walked.n_failed);
}
END_TEST

/* More subdirectories than are read at a time. */
START_TEST(test_wide)
{
	for (int i = 0; i < 10000; i++) {
		char path[64];
		snprintf(path, sizeof path, "w/%05d", i);
		if (i == 0)
			put_file(below(&tree, "w/x"), "");
		ck_assert_int_eq(mkdir(below(&tree, path), 0755), 0);
		snprintf(path, sizeof path, "w/%05d/security", i);
		ck_assert_int_eq(mkdir(below(&tree, path), 0755), 0);
		snprintf(path, sizeof path, "w/%05d/security/java.security", i);
		if (i % 10 == 0)
			put_file(below(&tree, path), "");
	}
	walk_all();
	ck_assert_uint_eq(found.n, 1000);
	ck_assert_uint_eq(walked.n_dirs, 2 + 20000);
}
END_TEST

START_TEST(test_unreadable)
{
	put_file(below(&tree, "open/security/java.security"), "");
	put_file(below(&tree, "closed/security/java.security"), "");
	put_file(below(&tree, "unlisted/security/java.security"), "");
	put_file(below(&tree, "known/sub/security/java.security"), "");
	ck_assert_int_eq(chmod(below(&tree, "closed"), 0), 0);
	ck_assert_int_eq(chmod(below(&tree, "unlisted"), 0311), 0);
	ck_assert_int_eq(chmod(below(&tree, "known"), 0644), 0);
	ck_assert_int_eq(chmod(tree.path, 0755), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(NOBODY), 0);
	walk_all();
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_uint_eq(found.n, 1);
	assert_found("open/security/java.security");
	ck_assert_uint_eq(walked.n_failed, 3);
	ck_assert_uint_eq(walked.n_told, 3);
	for (size_t i = 0; i < walked.n_told; i++)
		ck_assert_int_eq(walked.failures[i].errnum, EACCES);
	chmod(below(&tree, "closed"), 0755);
	chmod(below(&tree, "unlisted"), 0755);
	chmod(below(&tree, "known"), 0755);
}
END_TEST

START_TEST(test_many_unreadable)
{
	char path[64];

	for (int i = 0; i < 300; i++) {
		snprintf(path, sizeof path, "%d/security/x", i);
		put_file(below(&tree, path), "");
		snprintf(path, sizeof path, "%d/security", i);
		ck_assert_int_eq(chmod(below(&tree, path), 0), 0);
	}
	ck_assert_int_eq(chmod(tree.path, 0755), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(NOBODY), 0);
	walk_all();
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_uint_eq(walked.n_failed, 300);
	ck_assert_uint_eq(walked.n_told, WALK_MAX_TOLD);
	for (int i = 0; i < 300; i++) {
		snprintf(path, sizeof path, "%d/security", i);
		chmod(below(&tree, path), 0755);
	}
}
END_TEST

START_TEST(test_ends_early)
{
	static const volatile int cancel = 1;
	struct walk_job job = {.cancel = &cancel};
	size_t before = open_descriptors();

	for (int i = 0; i < 3000; i++) {
		char path[64];
		snprintf(path, sizeof path, "%d/%d/security/java.security", i % 100, i);
		put_file(below(&tree, path), "");
	}
	ck_assert_int_eq(try_walk(&job), 0);
	ck_assert_int_eq(walked.cancelled, 1);
	ck_assert_uint_lt(found.n, 3000);
	end_after = 5;
	ck_assert_int_eq(try_walk(NULL), 77);
	ck_assert_uint_eq(found.n, 5);
	end_after = 0;
	walk_all();
	ck_assert_uint_eq(found.n, 3000);
	ck_assert_uint_eq(open_descriptors(), before);
}
END_TEST

static atomic_bool changing;

/* Moves and removes directories, and replaces them by links, as fast as it can. */
static void *change(void *data)
{
	(void)data;
	for (unsigned i = 0; changing; i++) {
		char a[80], b[80];
		unsigned n = i % 50;

		snprintf(a, sizeof a, "m%u", n);
		snprintf(b, sizeof b, "m%u/d/d/d/d", (n + 7) % 50);
		char *from = strdup(below(&tree, a)), *to = strdup(below(&tree, b));
		rename(from, to);
		rename(to, from);
		rmdir(to);
		(void)!symlink("..", to);
		unlink(to);
		mkdir(to, 0755);
		free(from);
		free(to);
	}
	return NULL;
}

START_TEST(test_changing)
{
	pthread_t thread;

	put_file(below(&tree, "stays/a/b/c/security/java.security"), "");
	for (int i = 0; i < 50; i++) {
		char path[80];
		snprintf(path, sizeof path, "m%d/d/d/d/d/x", i);
		put_file(below(&tree, path), "");
	}
	changing = true;
	ck_assert_int_eq(pthread_create(&thread, NULL, change, NULL), 0);
	for (int i = 0; i < 50; i++) {
		walk_all();
		assert_found("stays/a/b/c/security/java.security");
	}
	changing = false;
	pthread_join(thread, NULL);
}
END_TEST

/* Enters a mount namespace for this test. Returns false if it cannot. */
static bool own_mounts(void)
{
	return geteuid() == 0 && !unshare(CLONE_NEWNS) &&
	       !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

static void bind_mount(const char *from, const char *to)
{
	char *source = strdup(below(&tree, from));

	if (mkdir(below(&tree, to), 0755))
		ck_assert_int_eq(errno, EEXIST);
	ck_assert_int_eq(
		mount(source, below(&tree, to), NULL, MS_BIND | MS_REC, NULL), 0);
	free(source);
}

static void unmount(const char *path)
{
	ck_assert_int_eq(umount2(below(&tree, path), MNT_DETACH), 0);
}

/* Enters each directory once, by whichever path comes first, even below itself. */
START_TEST(test_bind_mounts)
{
	if (!own_mounts())
		return;
	put_file(below(&tree, "real/one/security/java.security"), "");
	put_file(below(&tree, "real/two/security/java.security"), "");
	mkdir(below(&tree, "real/loop"), 0755);
	bind_mount("real", "again");
	bind_mount("real/one", "inner");
	bind_mount("real/one/security", "innermost");
	bind_mount("real", "real/loop");
	bind_mount("real/two", "security");
	for (int i = 0; i < 20; i++) {
		walk_all();
		size_t one = 0, two = 0;
		for (size_t k = 0; k < found.n; k++) {
			one += !!strstr(found.items[k], "one/security/") ||
			       !!strstr(found.items[k], "inner/security/");
			two += !!strstr(found.items[k], "two/security/") ||
			       !!strstr(found.items[k], "security/security/");
		}
		/* Through `innermost` it is not in a directory of that name. */
		ck_assert_uint_le(one, 1);
		ck_assert_uint_eq(two, 1);
	}
	unmount("security");
	unmount("real/loop");
	unmount("innermost");
	unmount("inner");
	unmount("again");
}
END_TEST

static void mount_at(const char *path, const char *type, const char *options)
{
	mkdir(below(&tree, path), 0755);
	ck_assert_int_eq(mount("none", below(&tree, path), type, 0, options), 0);
}

/* A file system is mounted in a directory that seems to have no subdirectories. */
START_TEST(test_other_file_systems)
{
	if (!own_mounts())
		return;
	mount_at("tmp", "tmpfs", NULL);
	put_file(below(&tree, "tmp/a/security/java.security"), "");
	mount_at("tmp/a/b", "tmpfs", NULL);
	put_file(below(&tree, "tmp/a/b/security/java.security"), "");
	mount_at("proc", "proc", NULL);
	walk_all();
	ck_assert_uint_eq(found.n, 2);
	assert_found("tmp/a/security/java.security");
	assert_found("tmp/a/b/security/java.security");
	ck_assert_uint_le(walked.n_dirs, 8); /* those in proc do not count */
	ck_assert_uint_eq(walked.left_out.n, 0);
	unmount("proc");
	unmount("tmp/a/b");
	unmount("tmp");
}
END_TEST

/* Makes directories with and without subdirectories. Returns how many files there are. */
static size_t fill(const char *top)
{
	size_t n = 0;

	for (int i = 0; i < 40; i++) {
		char path[256], sub[32] = "";
		for (int k = 0; k < i % 5; k++)
			strcat(sub, "s/");
		snprintf(path, sizeof path, "%s/d%d/%ssecurity/java.security", top, i,
			sub);
		put_file(below(&tree, path), "");
		n++;
		snprintf(path, sizeof path, "%s/e%d/x", top, i);
		put_file(below(&tree, path), "");
	}
	return n;
}

static void count(const char *what, size_t want)
{
	walk_all();
	ck_assert_msg(found.n == want && !walked.n_failed, "%s: %zu of %zu found", what,
		found.n, want);
}

/* A directory of which not all is read at a time, with directories among its files. */
static void fill_much(const char *top)
{
	char path[256];

	for (int i = 0; i < 3000; i++) {
		snprintf(path, sizeof path, "%s/f%040d", top, i);
		put_file(below(&tree, path), "");
		snprintf(path, sizeof path, "%s/d%d/security/java.security", top, i);
		if (i % 100 == 0)
			put_file(below(&tree, path), "");
	}
}

/* How the file systems are made. The second one does not say what kind an entry is. */
static const char *const types[] = {"ext4", "ext4 -O ^filetype", "ext2", "xfs",
	"xfs -n size=16384", "btrfs", "ext4 -O ^dir_index"};
#define N_FOREIGN_ENDS 2 /* the last types: their directories must be asked for the end */

/* Nothing is missed, whatever the link counts say. */
START_TEST(test_disk_type)
{
	const char *type = types[_i];
	char command[9000];

	if (!own_mounts())
		return;
	snprintf(command, sizeof command,
		"command -v mkfs.%s >/dev/null && cd '%s' && truncate -s 320M image && "
		"mkfs.%s -q image >/dev/null 2>&1 && mkdir m && "
		"mount -o loop image m 2>/dev/null",
		type, tree.path, type);
	if (system(command)) {
		fprintf(stderr, "%s: not tried, no way to have one here\n", type);
		return;
	}
	size_t n = fill("m/in");
	count(type, n);
	/* Now some are removed, and some are added. */
	snprintf(command, sizeof command,
		"cd '%s/m/in' && rm -r d1 d2 e1 && mkdir -p e2/n/security && "
		": >e2/n/security/java.security && mv d7/s e3 && rm -r d7 && "
		"{ [ '%s' != btrfs ] || { btrfs -q subvolume create e4/sub && "
		"mkdir e4/sub/security && : >e4/sub/security/java.security; }; }",
		tree.path, type);
	ck_assert_int_eq(system(command), 0);
	n = n - 2 + 1 + !strcmp(type, "btrfs");
	count(type, n);
	ck_assert_msg(reads < walked.n_dirs || _i >= N_ROWS(types) - N_FOREIGN_ENDS,
		"%s: %u reads of %zu directories", type, reads, walked.n_dirs);
	fill_much("m/much");
	count(type, n + 30);
	unmount("m");
}
END_TEST

START_TEST(test_overlay)
{
	char options[9000];

	if (!own_mounts())
		return;
	mount_at("o", "tmpfs", NULL);
	size_t n = fill("o/lower");
	for (int i = 0; i < 3; i++)
		mkdir(below(&tree, i == 0   ? "o/upper"
				   : i == 1 ? "o/work"
					    : "o/merged"),
			0755);
	snprintf(options, sizeof options,
		"lowerdir=%s/o/lower,upperdir=%s/o/upper,workdir=%s/o/work", tree.path,
		tree.path, tree.path);
	if (mount("none", below(&tree, "o/merged"), "overlay", 0, options)) {
		fprintf(stderr, "overlay: not tried, no way to have one here\n");
		unmount("o");
		return;
	}
	put_file(below(&tree, "o/merged/e0/y/security/java.security"), "");
	count("overlay", n + (n + 1) + 1);
	unmount("o/merged");
	unmount("o");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("walk");
	TCase *c = add_case(s, "walk");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, test_names);
	tcase_add_test(c, test_kinds);
	tcase_add_test(c, test_deep);
	tcase_add_test(c, test_deep_and_wide);
	tcase_add_test(c, test_few_descriptors);
	tcase_add_test(c, test_no_descriptors);
	tcase_add_test(c, test_wide);
	tcase_add_test(c, test_unreadable);
	tcase_add_test(c, test_many_unreadable);
	tcase_add_test(c, test_ends_early);
	tcase_add_test(c, test_changing);
	tcase_add_test(c, test_bind_mounts);
	tcase_add_test(c, test_other_file_systems);
	if (!under_qemu("how often directories are read: QEMU has smaller buffers"))
		tcase_add_loop_test(c, test_disk_type, 0, N_ROWS(types));
	tcase_add_test(c, test_overlay);
	return run_suite(s);
}
