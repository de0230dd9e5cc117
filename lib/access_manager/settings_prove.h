/* SPDX-License-Identifier: MIT */
/* The guard of transport settings: it trusts nothing of what made the new bytes. */
#ifndef SETTINGS_PROVE_H
#define SETTINGS_PROVE_H

#include "access_manager/settings.h"

/*
 * Returns 0 where the new document says what is wanted, all other properties are the same
 * and in the same order, and all bytes are the same but for the values that had to change,
 * and for lines of their own that hold what was not defined. Otherwise -JSEC_NOT_PROVEN.
 */
int settings_prove_edit(struct lexer *lexer, const struct settings_kind *kind,
	const char *path, const struct settings_want *wants, size_t n, struct span old,
	struct span new, struct err *e);

#endif
