/* SPDX-License-Identifier: MIT */
/* Finds and reads an install: a Java home, and the java.security that its JVM reads. */
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
	INSTALL_ELSEWHERE, /* only visible to a process, in its root or mount namespace */
	INSTALL_ACCESS,	   /* no Java, but a settings file of Access Manager */
	INSTALL_TEXT,	   /* bytes of a java.security that is in no home yet */
};

/* An install, with all that its public part points to. */
struct install {
	struct jsec_install public;
	enum install_kind kind;
	char *home;
	char *file;   /* links resolved */
	char *opened; /* the path that a JVM opens, or the archive; NULL if elsewhere */
	struct strv aliases;
	struct release release;
	struct file_info info; /* of the file; equal ids mean the same file */
	char *distrust;	       /* NULL, or the part of the path that others can change */
	bool unread;	       /* `release` is empty until install_learn() */
	int pid;	       /* of the JVM by which it was found, or 0 */
	char *container;       /* of that JVM, or NULL */
	enum jsec_belonging belongs;
	union { /* depends on `kind` */
		struct {
			const struct parcel *member;
			const struct buf *bytes;
		} archive;
		struct {
			char *path; /* the path that the JVM opens, in its own root */
			struct owner user; /* of the JVM */
		} elsewhere;
		struct {
			const struct settings_kind *settings; /* NULL for a directory */
			bool old_agent; /* the file belongs to an agent 4.7 */
		} access;
		struct {
			struct span bytes; /* borrowed */
		} text;
	};
	struct err err;
};

/* Returns where the k-th layout has the file, newest first. NULL after the last one. */
const char *install_get_layout(size_t k);

/*
 * Looks for an install in the directory `path`. install_is_found() then tells whether
 * there is one. Call install_done() in any case. Fails if the install is broken, or if
 * memory ran out; `home` is then set if the directory exists, and `distrust` if others
 * can change the path to it. `named` means that this is known to be a Java: java.security
 * is enough, without a JVM beside it. Reads no file that others can change: call
 * install_learn() if the user named the install.
 */
int install_probe(const struct context *p, const char *path, bool named,
	struct install *ret, struct err *e);

/* Tells whether install_probe(), or one of the two below, has found an install. */
static inline bool install_is_found(const struct install *i)
{
	return i->opened != NULL;
}

/* Does the same for the path of a java.security, which need not be in a home. */
int install_probe_file(
	const struct context *p, const char *path, struct install *ret, struct err *e);

/* Does the same for the path of a home or of a java.security. */
int install_find_named(
	const struct context *p, const char *path, struct install *ret, struct err *e);

/* Returns the home of an install that is elsewhere, as the process there sees it. */
const char *install_get_inner_home(const struct install *i);

/*
 * Tells whether it is in a container, an archive, or in no home at all: paths in its files
 * are not ours.
 */
bool install_is_elsewhere(const struct install *i);

/* Tells whether its JVM is OpenJ9, by its release file or its libraries. */
int install_is_openj9(
	const struct install *i, const struct context *c, bool *ret, struct err *e);

/* Tells whether the user named the install, or the archive that it is in. */
bool install_is_target(const struct install *i);

/*
 * Tells whether it is read and changed only if the user or the policy names it: it is in a
 * container, or others can change the path and root runs.
 */
bool install_is_only_named(const struct install *i);

/* Reads its release file, unless that was done. `public` gets the version, too. */
int install_learn(const struct context *c, struct install *i, struct err *e);

/*
 * Returns whose rights suffice to read its files: those of the owner if others can change
 * the path, so that nothing is read that they could not read themselves.
 */
struct owner install_get_reader(const struct install *i);

/*
 * Reads its java.security with the rights of its reader, like file_read(). `place` gets the
 * place of the file, or PLACE_NONE in an archive; the caller calls place_done().
 */
int install_read(const struct install *i, const struct root *root, struct place *place,
	struct buf *bytes, struct meta *meta, struct err *e);

/* Fills `public`, which then points into the install: do not move it afterwards. */
void install_publish(struct install *i, enum jsec_source source);
void install_done(struct install *i);

/* Fails if the content of the file at `path` is not that of a java.security. */
int install_check_bare(const struct context *p, const char *path, struct err *e);

#endif
