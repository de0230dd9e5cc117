/* SPDX-License-Identifier: MIT */
/* Reads the output of `java -XshowSettings:security:properties` (JDK-8281658). */
#ifndef SETTINGS_OUTPUT_H
#define SETTINGS_OUTPUT_H

#include "base/strv.h"

/* What the output says about a property. */
enum shown {
	SHOWN_NOTHING, /* no properties are printed: this Java has no such option */
	SHOWN_UNSET,
	SHOWN_LIST,
};

/* Adds the entries of the property's list to `ret`. Returns -1 if memory ran out. */
int shown_find_list(
	struct span output, const char *property, struct strv *ret, enum shown *what);

#endif
