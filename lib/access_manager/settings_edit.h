/* SPDX-License-Identifier: MIT */
/* Changes the transport settings of a document; whether that is safe is for reprove to say. */
#ifndef SETTINGS_EDIT_H
#define SETTINGS_EDIT_H

#include "access_manager/settings.h"

/*
 * Makes the document say what is wanted, into `out`: the definition that counts gets the
 * new value; where there is none, a line is added behind the comment that tells the
 * default, or at the end, in the file's style. So it is even where the comment says what is
 * wanted, since a comment may also be an example. `removed` and `added` get the settings
 * that change, as "KEY=VALUE"; none added means that nothing changes.
 */
int settings_edit_apply(struct lexer *lexer, const struct settings_kind *kind,
	struct span bytes, const char *path, const struct settings_want *wants, size_t n,
	struct buf *out, struct strv *removed, struct strv *added, struct err *e);

#endif
