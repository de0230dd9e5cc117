/* SPDX-License-Identifier: MIT */
/* Puts together what a server answered, what its program uses, and what a log says. */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "diagnosis/diagnosis.h"
#include "diagnosis/programs.h"

/*
 * Adds what is known of the program behind an address: it proves or refutes what the
 * answers of the server leave open. `w` must live as long as `d`.
 */
void evidence_add_listener(struct diagnosis *d, const struct witness *w);

/* Judges a program that was named, whatever its role. */
void evidence_judge_program(struct diagnosis *d, const struct witness *w);

/*
 * Removes from the causes of a text what a server or a program shows to be wrong, and takes
 * over what that shows in detail.
 */
void evidence_compare(struct diagnosis *text, const struct diagnosis *shown);

#endif
