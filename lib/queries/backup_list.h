/* SPDX-License-Identifier: MIT */
/* The list of backups that callers see. */
#ifndef BACKUP_LIST_H
#define BACKUP_LIST_H

#include "plan/session.h"

int backup_list_make(struct jsec *session, struct jsec_backups **ret);

#endif
