/* SPDX-License-Identifier: MIT */
/* Reads what JsecpatchAsk.java prints, among whatever else a Java prints. */
#ifndef JAVA_ANSWER_H
#define JAVA_ANSWER_H

#include "base/strv.h"

/* In the names of anonymous suites, but for those with export grade keys. */
#define ANONYMOUS "_anon_WITH_"

/* Zeroed: no answer. */
struct java_answer {
	bool whole;		      /* the answer came to its end */
	bool is_set;		      /* the property has a value */
	struct strv entries;	      /* of that value */
	size_t n_suites, n_anonymous; /* that this Java supports */
	char *failure;		      /* why it has no TLS; NULL if it has */
};

/* Returns -1 if memory ran out. Call java_answer_done() in any case. */
int java_answer_read(struct span output, struct java_answer *ret);
void java_answer_done(struct java_answer *a);

#define JAVA_ANSWER_AUTO __attribute__((cleanup(java_answer_done)))

#endif
