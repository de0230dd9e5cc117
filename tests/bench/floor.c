/* SPDX-License-Identifier: MIT */
/*
 * What a scan costs at least: prints the files named java.security in directories named
 * security, below DIR. Not a scan: it trusts all file systems, follows no mount and forgets
 * what it cannot open. A directory with two links has no directory in it, and is not opened.
 *
 * usage: floor DIR
 */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define N_THREADS 2
#define N_BYTES 65536

/* As the kernel writes it. */
struct entry {
	unsigned long number;
	long next;
	unsigned short size;
	unsigned char type;
	char name[];
};

/* A directory to be read, its path after it. It holds its parent open until it is opened. */
struct dir {
	struct dir *next, *parent;
	int fd, n_users;
	const char *name;
	char path[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static struct dir *waiting;
static size_t n_open; /* directories that wait or are read */
static size_t n_idle; /* threads that wait for one */

static struct dir *dir_new(struct dir *parent, const char *name)
{
	size_t before = parent ? strlen(parent->path) + 1 : 0, size = strlen(name) + 1;
	struct dir *d = malloc(sizeof *d + before + size);

	if (!d)
		abort();
	*d = (struct dir){.parent = parent, .fd = -1, .n_users = 1};
	if (parent) {
		memcpy(d->path, parent->path, before - 1);
		d->path[before - 1] = '/';
	}
	d->name = memcpy(d->path + before, name, size);
	return d;
}

/* Called with the lock. */
static void dir_leave(struct dir *d)
{
	if (!d || --d->n_users)
		return;
	close(d->fd);
	free(d);
}

static bool dir_has_dirs(const struct dir *d, const char *name)
{
	struct stat st;

	return strcmp(name, "security") == 0 ||
	       fstatat(d->fd, name, &st, AT_SYMLINK_NOFOLLOW) || st.st_nlink != 2;
}

/* Reads a directory. Returns those in it that are to be read. */
static struct dir *dir_read(struct dir *d, char *bytes)
{
	bool wanted = strcmp(d->name, "security") == 0;
	struct dir *found = NULL;
	long n;

	while ((n = syscall(SYS_getdents64, d->fd, bytes, N_BYTES)) > 0) {
		for (const char *p = bytes; p < bytes + n;) {
			const struct entry *e = (const void *)p;
			p += e->size;
			if (wanted && !strcmp(e->name, "java.security"))
				printf("%s/%s\n", d->path, e->name);
			if (e->type != DT_DIR || !strcmp(e->name, ".") ||
				!strcmp(e->name, "..") || !dir_has_dirs(d, e->name))
				continue;
			struct dir *child = dir_new(d, e->name);
			child->next = found;
			found = child;
		}
		if (n < N_BYTES / 2) /* there was room for all others */
			break;
	}
	return found;
}

/* Called with the lock. */
static void dir_queue(struct dir *parent, struct dir *found)
{
	if (found && n_idle)
		pthread_cond_broadcast(&more);
	while (found) {
		struct dir *d = found;
		found = d->next;
		d->next = waiting;
		waiting = d;
		n_open++;
		parent->n_users++;
	}
}

static void *work(void *unused)
{
	static _Thread_local char bytes[N_BYTES];

	(void)unused;
	pthread_mutex_lock(&lock);
	while (n_open) {
		struct dir *d = waiting, *found;
		if (!d) {
			n_idle++;
			pthread_cond_wait(&more, &lock);
			n_idle--;
			continue;
		}
		waiting = d->next;
		pthread_mutex_unlock(&lock);
		d->fd = openat(d->parent ? d->parent->fd : AT_FDCWD,
			d->parent ? d->name : d->path,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		found = d->fd < 0 ? NULL : dir_read(d, bytes);
		pthread_mutex_lock(&lock);
		dir_queue(d, found);
		dir_leave(d->parent);
		dir_leave(d);
		n_open--;
	}
	pthread_cond_broadcast(&more);
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread[N_THREADS];

	if (argc != 2)
		return 2;
	waiting = dir_new(NULL, argv[1]);
	n_open = 1;
	for (size_t i = 0; i < N_THREADS; i++)
		if (pthread_create(&thread[i], NULL, work, NULL))
			return 1;
	for (size_t i = 0; i < N_THREADS; i++)
		pthread_join(thread[i], NULL);
	return 0;
}
