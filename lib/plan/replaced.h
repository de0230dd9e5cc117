/* SPDX-License-Identifier: MIT */
/* Tells which files an update is about to replace. Only these are suspended. */
#ifndef REPLACED_H
#define REPLACED_H

#include "base/strv.h"
#include "plan/packages.h"
#include "plan/request.h"

struct context;

/* What the request of a suspension says, with what the package manager knows. */
struct replaced {
	enum jsec_replaced what;
	bool unknown;	   /* nobody knows who owns which file: any may be replaced */
	struct strv names; /* of packages */
	struct strv files, directories; /* named ones, links resolved */
	const struct packages *packages;
};

/*
 * Loads what the request needs to know of packages into `packages`, which must outlive
 * `ret`. Call replaced_done() also after an error.
 */
int replaced_load(const struct request *r, const struct context *c,
	const struct jsec_installs *installs, struct packages *packages,
	struct replaced *ret, struct err *e);
void replaced_done(struct replaced *r);

/* Tells whether the update may replace this file, a path with all links resolved. */
bool replaced_has(const struct replaced *r, const struct root *root, const char *file);

#endif
