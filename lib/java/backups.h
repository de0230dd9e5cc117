/* SPDX-License-Identifier: MIT */
/* The list of backups that callers see. */
#ifndef BACKUPS_H
#define BACKUPS_H

#include "java/session.h"

int backups(struct jsec *session, struct jsec_backups **ret);

#endif
