/* SPDX-License-Identifier: MIT */
/* Says what can have caused a failure that a text tells of. */
#ifndef TEXT_CAUSES_H
#define TEXT_CAUSES_H

#include "diagnosis/causes.h"
#include "text/failure_text.h"

#define MOST_TEXT_CAUSES 12

struct text_causes {
	enum cause causes[MOST_TEXT_CAUSES]; /* the likeliest first */
	size_t n;
	bool proven; /* the first one; others may come on top of it */
};

struct text_causes text_causes_judge(
	const struct failure_text *t, const struct failure *f);

#endif
