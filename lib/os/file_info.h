/* SPDX-License-Identifier: MIT */
/* What the system tells of a file, in the words of no system. */
#ifndef FILE_INFO_H
#define FILE_INFO_H

#include <stdbool.h>
#include <stdint.h>

enum file_kind {
	FILE_NONE = 0, /* nothing is there */
	FILE_REGULAR,
	FILE_DIR,
	FILE_LINK,
	FILE_PIPE,
	FILE_SOCKET,
	FILE_DEVICE,
};

/* Which file it is, by whatever name. */
struct file_id {
	uint64_t volume, number;
};

/* Since 1970. */
struct file_time {
	int64_t seconds;
	uint32_t nanoseconds;
};

/* To whom something belongs; the functions below tell what that means. */
struct owner {
	uint32_t user, group;
};

/* All zero is a file that does not exist. */
struct file_info {
	enum file_kind kind;
	uint32_t permissions; /* lib/os's and the backups' own: others ask functions */
	struct file_id id;
	int64_t size;
	uint64_t links; /* how many names it has */
	struct owner owner;
	struct file_time modified; /* the bytes */
	struct file_time changed;  /* the bytes, a name, or anything else of it */
};

/* For os/: of what stat() told, or of an open file: 0, or -1 and errno. */
struct stat;
struct file_info file_info_make(const struct stat *st);
int file_info_read(int fd, struct file_info *ret);

/* The same file, with bytes that were not written since. */
bool file_info_is_same(const struct file_info *a, const struct file_info *b);

/* The same, and nothing else of it was changed, not even its mode. */
bool file_info_is_unchanged(const struct file_info *a, const struct file_info *b);

/* A file that somebody may run. */
bool file_info_is_program(const struct file_info *i);

/* Whether they are its owner, or all may read it. */
bool file_info_may_read(const struct file_info *i, struct owner who);

/* Below 0, 0 or above 0, in some order. */
int file_id_compare(struct file_id a, struct file_id b);
bool file_id_equal(struct file_id a, struct file_id b);
bool file_time_equal(struct file_time a, struct file_time b);

/* Whose rights this process has. */
struct owner owner_get_own(void);
bool owner_is_root(struct owner o);

/* The same user, be it with another group. */
bool owner_equal(struct owner a, struct owner b);

/* The user, as callers of the library know them. */
unsigned owner_get_number(struct owner o);

/* For messages: "user 1000". */
struct owner_text {
	char text[32];
};
struct owner_text owner_print(struct owner o);

#endif
