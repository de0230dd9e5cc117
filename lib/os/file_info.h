/* SPDX-License-Identifier: MIT */
/* What the system knows about a file, without types of a certain system. */
#ifndef FILE_INFO_H
#define FILE_INFO_H

#include <stdbool.h>
#include <stdint.h>

enum file_kind {
	FILE_NONE = 0, /* there is no file */
	FILE_REGULAR,
	FILE_DIR,
	FILE_LINK,
	FILE_PIPE,
	FILE_SOCKET,
	FILE_DEVICE,
};

/* Identifies a file independently of its names. */
struct file_id {
	uint64_t volume, number;
};

/* Time since 1970. */
struct file_time {
	int64_t seconds;
	uint32_t nanoseconds;
};

static inline bool file_time_is_later(struct file_time a, struct file_time b)
{
	return a.seconds > b.seconds ||
	       (a.seconds == b.seconds && a.nanoseconds > b.nanoseconds);
}

/* The owner of a file or process. Use the functions below instead of the numbers. */
struct owner {
	uint32_t user, group;
};

/* A zeroed struct stands for a file that does not exist. */
struct file_info {
	enum file_kind kind;
	uint32_t permissions; /* only for os/ and backup/: others call functions */
	struct file_id id;
	int64_t size;
	uint64_t links; /* number of names */
	struct owner owner;
	struct file_time modified; /* when the bytes changed */
	struct file_time changed;  /* when bytes, names or metadata changed */
};

/*
 * For os/: these take what stat() told, or an open file. They return 0 or -1 and errno.
 */
struct stat;
struct file_info file_info_make(const struct stat *st);
int file_info_read(int fd, struct file_info *ret);

/* Tells whether both are the same file, and its bytes were not written in between. */
bool file_info_is_same(const struct file_info *a, const struct file_info *b);

/* Tells whether both are the same file, and nothing of it has changed, even the mode. */
bool file_info_is_unchanged(const struct file_info *a, const struct file_info *b);

/* Tells whether more users than the owner can write to it, or add files to it. */
bool file_info_is_shared(const struct file_info *i);

/* Tells whether this is a file that somebody may execute. */
bool file_info_is_program(const struct file_info *i);

/* Returns a number below, equal to or above 0. Only good for sorting. */
int file_id_compare(struct file_id a, struct file_id b);
bool file_id_equal(struct file_id a, struct file_id b);
bool file_time_equal(struct file_time a, struct file_time b);

/* May read what everybody may read. */
#define OWNER_NOBODY ((struct owner){65534, 65534})

/* Returns the user and group that this process acts as. */
struct owner owner_get_own(void);
bool owner_is_root(struct owner o);

/* Compares only the users, not the groups. */
bool owner_equal(struct owner a, struct owner b);

/* Returns the user id, for callers of the library. */
unsigned owner_get_number(struct owner o);

/* Makes a text for messages, such as "user 1000". */
struct owner_text {
	char text[32];
};
struct owner_text owner_print(struct owner o);

#endif
