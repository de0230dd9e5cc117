/* SPDX-License-Identifier: MIT */
/* Inspects a running program: its Java, its list, and whether it may use an older one. */
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include "backup/history.h"
#include "base/note_list.h"
#include "jre/install.h"
#include "jre/program.h"
#include "os/address.h"

/* What the list that a program finds now does to anonymous suites. */
enum verdict_of_list {
	LIST_UNKNOWN,
	LIST_OPENS,  /* at least one is usable, if the application enables it */
	LIST_BLOCKS, /* none is */
	LIST_IS_BAD, /* Java cannot read it: no TLS at all */
};

/* A program that was looked at. Zeroed, it is none. Do not move it. */
struct witness {
	bool listens; /* by programs_find_listener(): there is such a socket */
	bool is_java; /* else only notes say what is known */
	struct program program;
	struct install install; /* its Java, if `has_install` */
	bool has_install;
	enum verdict_of_list list;
	bool has_tls13;	 /* the list leaves TLS 1.3 enabled */
	bool is_changed; /* after the program started: it may use an older list */
	bool is_idle;	 /* it has not used TLS yet */
	/* LIST_BLOCKS: the entries to allow, all in one property, and where it is. */
	struct strv allow;
	const char *property;
	char *file;
	size_t line;
	struct note_list facts, unknown;
};

/* Inspects the process with this pid. Fails with JSEC_NOT_FOUND if there is none. */
int programs_inspect(const struct context *c, const struct history *h, int pid,
	struct witness *ret, struct err *e);

/*
 * Inspects the program that listens on an address of this machine, if it is one. Does so
 * before anything is sent to it, which would make it read its list.
 */
int programs_find_listener(const struct context *c, const struct history *h,
	const struct address *at, struct witness *ret, struct err *e);

void programs_done(struct witness *w);

#endif
