/* SPDX-License-Identifier: MIT */
/* The findings about an installation of Access Manager, and whether they are good. */
#ifndef ACCESS_CHECK_H
#define ACCESS_CHECK_H

#include "opt.h"
#include "tally.h"

/* Its files, and the Javas that may run its servers. Members are NULL until found. */
struct access_check {
	const struct opt *opt;
	struct tally tally;
	struct jsec_installs *files;
	struct jsec_plan *plan;
	struct jsec_audit *audit;
	struct jsec_installs *javas;
	struct jsec_plan *java_lists;
};

/* Whether the options ask for an audit, which changes nothing. */
bool access_check_only_looks(const struct access_check *a);

/* Whether any file of Access Manager was found. */
bool access_check_has_files(const struct access_check *a);

/* How many settings have the mode. */
size_t access_check_count_mode(const struct access_check *a, enum jsec_transport mode);

/* How many problems there are; and whether they make an audit fail. */
size_t access_check_count_problems(const struct access_check *a);
bool access_check_has_failed(const struct access_check *a);

/* Whether an audit found that parts cannot talk to each other. */
bool access_check_needs_way(const struct access_check *a);

void access_check_done(struct access_check *a);

#endif
