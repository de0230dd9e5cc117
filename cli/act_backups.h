/* SPDX-License-Identifier: MIT */
/* --backups: lists the backups and checks each one. */
#ifndef ACT_BACKUPS_H
#define ACT_BACKUPS_H

#include "command.h"

enum status act_backups_run(struct command *c);

#endif
