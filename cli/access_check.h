/* SPDX-License-Identifier: MIT */
/* The findings about an installation of Access Manager. */
#ifndef ACCESS_CHECK_H
#define ACCESS_CHECK_H

#include "access_javas.h"
#include "tally.h"

/*
 * Its files, and the Java installs that may run its servers. Members are NULL until
 * found.
 */
struct access_check {
	const struct opt *opt;
	struct tally tally;
	struct jsec_installs *files;
	struct jsec_plan *plan;
	struct jsec_audit *audit;
	struct access_javas javas;
	const struct jsec_finding *
		*findings;	  /* of the audit, then `own`; NULL at the end */
	struct jsec_finding *own; /* about the Javas */
	size_t n_own;
};

/* Tells whether the options ask for an audit, which changes nothing. */
bool access_check_only_looks(const struct access_check *a);

/* Tells whether any file of Access Manager was found. */
bool access_check_has_files(const struct access_check *a);

/* Counts the settings with this mode. */
size_t access_check_count_mode(const struct access_check *a, enum jsec_transport mode);

/* Makes the list of findings. An audit also has those about the Javas. */
void access_check_collect(struct access_check *a);

/* Counts problems, and tells whether they make an audit fail. */
size_t access_check_count_problems(const struct access_check *a);
bool access_check_has_failed(const struct access_check *a);

/* Tells whether a setting needs `anon`, or may need it. */
bool access_check_needs_anon(const struct access_check *a);

/* Tells whether there is a problem with the settings themselves. */
bool access_check_has_mismatch(const struct access_check *a);

/* Tells whether an audit found parts that cannot connect to each other. */
bool access_check_needs_way(const struct access_check *a);

void access_check_done(struct access_check *a);

#endif
