/* SPDX-License-Identifier: MIT */
/* The Access Manager actions as text. */
#ifndef ACCESS_TEXT_H
#define ACCESS_TEXT_H

#include "run.h"

void access_text(const struct run *run);

#endif
