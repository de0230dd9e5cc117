/* SPDX-License-Identifier: MIT */
/*
 * Writes a line to the system log for each change that a call has made on this machine. Call it
 * after the change, whether the call has failed or not.
 */
#ifndef API_LOG_H
#define API_LOG_H

#include "api_session.h"

/* The files of the plan, and the policy file. */
void api_log_commit(const struct jsec *s, const struct jsec_plan *p);

/* Override files. */
void api_log_overrides(const struct jsec *s, const struct jsec_overrides *list);

/* The products whose rules and backups were removed. */
void api_log_forgotten(const struct jsec *s, const char *const *paths, size_t n);

/* Update hooks. `action` is hook-install or hook-remove. */
void api_log_hooks(
	const struct jsec *s, const char *action, const struct jsec_hooks *list);

#endif
