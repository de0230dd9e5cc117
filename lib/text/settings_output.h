/* SPDX-License-Identifier: MIT */
/* What `java -XshowSettings:security:properties` prints (JDK-8281658). */
#ifndef SETTINGS_OUTPUT_H
#define SETTINGS_OUTPUT_H

#include "base/strv.h"

/* What became known of a property. */
enum shown {
	SHOWN_NOTHING, /* no properties are printed: this Java has no such option */
	SHOWN_UNSET,
	SHOWN_LIST,
};

/* Adds the entries of the property's list to `ret`. -1 where memory ran out. */
int shown_find_list(
	struct span output, const char *property, struct strv *ret, enum shown *what);

#endif
