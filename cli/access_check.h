/* SPDX-License-Identifier: MIT */
/* What was found out about an installation of Access Manager, and what it means. */
#ifndef ACCESS_CHECK_H
#define ACCESS_CHECK_H

#include "opt.h"
#include "tally.h"

/* Its files, and the Javas that may have to do with them; zero is nothing yet. */
struct access_check {
	const struct opt *opt;
	struct tally tally;
	struct jsec_installs *files;
	struct jsec_plan *plan;
	struct jsec_audit *audit;
	struct jsec_installs *javas;
	struct jsec_plan *java_lists;
};

/* Whether nothing is to be changed. */
bool access_check_only_looks(const struct access_check *a);

/* Whether there is any file of Access Manager's. */
bool access_check_has_files(const struct access_check *a);

/* How many settings have the mode. */
size_t access_check_count_mode(const struct access_check *a, enum jsec_transport mode);

/* How many rules are broken; and whether an audit fails for that. */
size_t access_check_count_problems(const struct access_check *a);
bool access_check_has_failed(const struct access_check *a);

/* Whether an audit found that parts cannot talk to each other. */
bool access_check_needs_way(const struct access_check *a);

void access_check_done(struct access_check *a);

#endif
