/* SPDX-License-Identifier: MIT */
/* Makes plain lines of a log, whatever wrote it, escaped it or coloured it. */
#ifndef LOG_TEXT_H
#define LOG_TEXT_H

#include "base/buf.h"

/* A line that was escaped inside another one ends with this: it does not count. */
#define LOG_TEXT_BREAK '\v'

/*
 * Adds the text without colours, NULs and CRs. Escapes of JSON, XML, HTML and syslog become
 * what they stand for. The number of LF stays as it is, so that lines can be counted.
 */
void log_text_clean(struct span raw, struct buf *out);

#endif
