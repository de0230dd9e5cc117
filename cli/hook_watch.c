/* SPDX-License-Identifier: MIT */
/*
 * Watches the files that wait for dpkg. dpkg has no hook between two packages, and the one
 * after Java may take minutes, or start a program that needs Java's lists.
 */
#include "hook_watch.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WAITING ".dpkg-new"
#define POLL_MS 50
#define LIMIT_MS 3600000L
#define MOST_ANCESTORS 16
#define SETTLE_S 2

/* Reads the name and the parent of a process. Returns false if there is none. */
static bool hook_watch_read(pid_t pid, char name[32], pid_t *parent)
{
	char path[64], text[512];
	int number;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	FILE *in = fopen(path, "re");
	bool good = in && fgets(text, sizeof text, in);
	if (in)
		fclose(in);
	const char *end = good ? strrchr(text, ')') : NULL;
	if (!end || sscanf(text, "%*d (%31[^)]", name) != 1 ||
		sscanf(end, ") %*c %d", &number) != 1)
		return false;
	*parent = number;
	return true;
}

/* Returns the dpkg that has started this run, or 0. */
static pid_t hook_watch_find_dpkg(void)
{
	pid_t pid = getppid(), above = 0;
	char name[32];

	for (int i = 0; i < MOST_ANCESTORS && pid > 1; i++, pid = above) {
		if (!hook_watch_read(pid, name, &above))
			return 0;
		if (!strcmp(name, "dpkg"))
			return pid;
	}
	return 0;
}

/* A file that is suspended. */
struct awaited {
	const char *file;
	char *path; /* of the new one, while that waits for dpkg */
	ino_t id;   /* of the file; 0: there is none */
	bool waits, done;
};

#define N_WORDS 5 /* of a command, before the files */

/* What to wait for. */
struct hook_watch {
	struct awaited *items;
	size_t n;
	const char **argv; /* room for a command */
};

static bool hook_watch_is_there(const char *path)
{
	return !faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

static ino_t hook_watch_identify(const char *path)
{
	struct stat info;

	return fstatat(AT_FDCWD, path, &info, AT_SYMLINK_NOFOLLOW) ? 0 : info.st_ino;
}

/* Takes what was suspended by this run, or before it, and is being updated. */
static bool hook_watch_take(struct hook_watch *w, const struct jsec_result *r)
{
	char *path = NULL;

	if (!r->file || asprintf(&path, "%s" WAITING, r->file) < 0)
		return !r->file;
	if (r->state == JSEC_SUSPENDED || hook_watch_is_there(path))
		w->items[w->n++] = (struct awaited){.file = r->file,
			.path = path,
			.id = hook_watch_identify(r->file)};
	else
		free(path);
	return true;
}

static bool hook_watch_make(struct hook_watch *w, const struct jsec_plan *plan)
{
	const struct jsec_result *const *results = jsec_plan_results(plan);
	size_t n = 0;
	bool good = true;

	while (results[n])
		n++;
	w->items = calloc(n + 1, sizeof *w->items);
	w->argv = calloc(n + N_WORDS + 1, sizeof *w->argv);
	for (size_t i = 0; w->items && good && i < n; i++)
		good = hook_watch_take(w, results[i]);
	return w->items && w->argv && good && w->n;
}

static void hook_watch_free(struct hook_watch *w)
{
	for (size_t i = 0; w->items && i < w->n; i++)
		free(w->items[i].path);
	free(w->items);
	free(w->argv);
}

/* Tells whether dpkg has put the new file in place, or needs no new one, since the last look. */
static bool hook_watch_is_replaced(struct awaited *a)
{
	ino_t now = hook_watch_identify(a->file);
	bool waited = a->waits;

	a->waits = hook_watch_is_there(a->path);
	return now && !a->waits && (waited || now != a->id);
}

static void hook_watch_run(const char *const *argv)
{
	pid_t run = fork();

	if (!run) {
		execv(argv[0], (char *const *)argv);
		_exit(1);
	}
	if (run > 0)
		waitpid(run, NULL, 0);
}

/*
 * Makes the changes again in the files that were replaced since the last look, and in no
 * others: what dpkg has still to compare must stay the vendor's. Returns how many are left.
 */
static size_t hook_watch_look(struct hook_watch *w, const char *program)
{
	const char *words[N_WORDS] = {program, "--reapply", "--from-hook", "dpkg", "--"};
	size_t n = N_WORDS, left = 0;

	for (size_t i = 0; i < w->n; i++) {
		struct awaited *a = &w->items[i];
		if (!a->done && hook_watch_is_replaced(a)) {
			a->done = true;
			w->argv[n++] = a->file;
		}
		left += !a->done;
	}
	memcpy(w->argv, words, sizeof words);
	w->argv[n] = NULL;
	if (n > N_WORDS)
		hook_watch_run(w->argv);
	return left;
}

/*
 * After an error that ends it, and when it is killed, dpkg runs no hook. Then what nobody
 * has touched since it was suspended would stay so. Another dpkg may have started by now:
 * without the name of a hook, the run waits for that.
 */
static void hook_watch_end(const struct hook_watch *w, const char *program)
{
	const char *const argv[] = {program, "--reapply", NULL};
	const struct timespec pause = {.tv_sec = SETTLE_S};
	bool untouched = false;

	nanosleep(&pause, NULL);
	for (size_t i = 0; i < w->n; i++) {
		const struct awaited *a = &w->items[i];
		untouched = untouched ||
			    (!a->done && a->id && hook_watch_identify(a->file) == a->id);
	}
	if (untouched)
		hook_watch_run(argv);
}

/* dpkg may be gone before it is seen that a file was replaced: looks at the files last. */
static void hook_watch_wait(struct hook_watch *w, const char *program, pid_t dpkg)
{
	const struct timespec pause = {.tv_nsec = POLL_MS * 1000000L};
	size_t left = hook_watch_look(w, program);
	bool works = true;

	for (long waited = 0; left && works && waited < LIMIT_MS; waited += POLL_MS) {
		nanosleep(&pause, NULL);
		works = !kill(dpkg, 0);
		left = hook_watch_look(w, program);
	}
	if (left && !works)
		hook_watch_end(w, program);
}

/* Nothing of who started the hook is kept open. */
static bool hook_watch_detach(void)
{
	int null = open("/dev/null", O_RDWR);

	if (null < 0 || setsid() < 0 || chdir("/"))
		return false;
	DIR *open_ones = opendir("/proc/self/fd");
	if (!open_ones)
		return false;
	for (const struct dirent *d; (d = readdir(open_ones));) {
		int fd = atoi(d->d_name);
		if (fd > 2 && fd != null && fd != dirfd(open_ones))
			close(fd);
	}
	closedir(open_ones);
	for (int fd = 0; fd <= 2; fd++)
		dup2(null, fd);
	return true;
}

void hook_watch_start(
	const struct opt *o, const struct jsec_plan *plan, const char *program)
{
	bool meant = o->action == ACTION_SUSPEND && !strcmp(o->hook, "dpkg") && !o->root;
	struct hook_watch w = {0};
	pid_t dpkg = meant && plan && program && hook_watch_make(&w, plan)
			     ? hook_watch_find_dpkg()
			     : 0;

	if (dpkg && !fork()) {
		if (hook_watch_detach())
			hook_watch_wait(&w, program, dpkg);
		_exit(0);
	}
	hook_watch_free(&w);
}
