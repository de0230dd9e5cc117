/* SPDX-License-Identifier: MIT */
/* Override files as text. */
#ifndef OVERRIDE_TEXT_H
#define OVERRIDE_TEXT_H

#include "run.h"

/* What --emit-override did, with advice; or what --reapply renewed. */
void override_text(const struct run *run);

#endif
