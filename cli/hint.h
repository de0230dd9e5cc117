/* SPDX-License-Identifier: MIT */
/* Hints: which option or command helps. They depend on the code of an error or a note. */
#ifndef HINT_H
#define HINT_H

#include "jsecpatch.h"
#include "opt.h"

/*
 * Each returns words that follow the message after a semicolon, or NULL if nothing helps.
 * Messages of the library name no option, because other programs have other options.
 */
const char *hint_for_result(const struct opt *o, const struct jsec_result *r);
const char *hint_for_override(const struct opt *o, const struct jsec_override *f);
const char *hint_for_hook(const struct opt *o, const struct jsec_hook *h);
const char *hint_for_policy(const struct opt *o, const struct jsec_error *e);
const char *hint_for_note(const struct opt *o, const struct jsec_note *note);

/* For an error that ended the run. `state_dir`: that of the session, or NULL. */
const char *hint_for_run(
	const struct opt *o, const struct jsec_error *e, const char *state_dir);

#endif
