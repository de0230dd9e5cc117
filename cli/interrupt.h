/* SPDX-License-Identifier: MIT */
/* Ctrl-C as a way to end a scan, not the program. */
#ifndef INTERRUPT_H
#define INTERRUPT_H

/* From here on Ctrl-C only sets `interrupt_seen`; the second one ends the program. */
extern volatile int interrupt_seen;
void interrupt_catch(void);
void interrupt_release(void);

#endif
