/* SPDX-License-Identifier: MIT */
/* Lists the backups. */
#ifndef BACKUP_LIST_H
#define BACKUP_LIST_H

#include "backup/store.h"

int backup_list_make(struct store *s, struct jsec_backups **ret, struct err *e);

#endif
