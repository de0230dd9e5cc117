/* SPDX-License-Identifier: MIT */
/* Files that are targets by themselves, and lie in no home. */
#ifndef BARE_H
#define BARE_H

#include "jre/install.h"

/* Fails where the file at `path` is no java.security, so that none is taken for one by mistake. */
int install_check_bare(const struct prober *p, const char *path, struct err *e);

#endif
