/* SPDX-License-Identifier: MIT */
/* One install: a home, and the java.security that a JVM started from it reads. */
#ifndef INSTALL_H
#define INSTALL_H

#include "base/strv.h"
#include "jre/context.h"
#include "jre/release.h"
#include "os/file.h"

struct parcel;
struct settings_kind;

enum install_kind {
	INSTALL_ON_DISK,
	INSTALL_IN_ARCHIVE, /* its home is in the archive `opened` */
	INSTALL_ELSEWHERE,  /* only a process's own root, or mount namespace, has it */
	INSTALL_ACCESS,	    /* no Java, but a file of Access Manager's settings */
};

/* What jsec_install shows, and what it points to. */
struct install {
	struct jsec_install public;
	enum install_kind kind;
	char *home;
	char *file;   /* resolved */
	char *opened; /* the path by which a JVM opens the file; NULL for one elsewhere */
	struct strv aliases;
	struct release release;
	struct file_info info; /* of the file; its id tells whether two are the same */
	char *distrust;	       /* NULL, or the part of the path that others can change */
	int pid;	 /* of a JVM that runs from it, if that is how it was found; 0 */
	char *container; /* of that JVM; or NULL */
	union {		 /* by its kind */
		struct {
			const struct parcel *member;
			const struct buf *bytes;
		} archive;
		struct {
			char *path; /* by which a JVM opens the file there */
		} elsewhere;
		struct {
			const struct settings_kind *settings; /* NULL for a directory */
			bool old_agent; /* the file is that of an agent 4.7 */
		} access;
	};
	struct err err;
};

/* Where homes keep the file, the most modern layout first; NULL behind the last. */
const char *install_get_layout(size_t k);

/*
 * Looks for an install in the directory at `path`; `ret`, which is to be done in any case, is
 * filled if install_is_found(). Fails where it is broken, or memory ran out: then `home` is
 * set if the directory is there, and `distrust` if others can change the path to it.
 * `named`: the caller of the library asked for it, so that a java.security is enough, without
 * a JVM beside it.
 */
int install_probe(const struct context *p, const char *path, bool named,
	struct install *ret, struct err *e);

/* Whether one of the functions above and below found something. */
static inline bool install_is_found(const struct install *i)
{
	return i->opened != NULL;
}

/* The same for the path of a java.security file, which may lie in no home. */
int install_probe_file(
	const struct context *p, const char *path, struct install *ret, struct err *e);

/* The install that a path names: its home, or its java.security. As install_probe(). */
int install_find_named(
	const struct context *p, const char *path, struct install *ret, struct err *e);

/* Whether it is a container's, or an archive's: what its files name is not here. */
bool install_is_elsewhere(const struct install *i);

/* Whether the caller named it, or the archive that it is in. */
bool install_is_target(const struct install *i);

/*
 * The bytes of its java.security, as file_read(). `place`, which is to be done, is where
 * that is; in an archive it stays none.
 */
int install_read(const struct install *i, const struct root *root, struct place *place,
	struct buf *bytes, struct meta *meta, struct err *e);

/* Lets `public` point to the rest; to be called when it lies where it stays. */
void install_publish(struct install *i, enum jsec_source source);
void install_done(struct install *i);

/* Fails where the file at `path` is no java.security, so that none is taken for one by mistake. */
int install_check_bare(const struct context *p, const char *path, struct err *e);

#endif
