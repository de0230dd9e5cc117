/* SPDX-License-Identifier: MIT */
/*
 * A note in the state directory of all that an update hook's run looked at, where it found
 * nothing to do: as long as that is the same, the next run would find nothing either. Any
 * doubt means that there is no note, or that it is not believed; then a run does its work.
 * Losing it costs one run.
 */
#ifndef SETTLED_H
#define SETTLED_H

#include "plan/plan.h"
#include "plan/session.h"

/* What a run looks at that may leave a note. */
struct settling;

/*
 * 1 where nothing has changed since a run at `ret_time`, which is the session's. Else 0, and
 * all that the session looks at is noted from now on; or a negative code.
 */
int settled(struct jsec *s, const struct jsec_search *search, const char **ret_time);
void settling_free(struct settling *it);

/* The steps of a run of which there may be a note, each as it ended; nothing where not. */
void settled_search(struct jsec *s, const struct jsec_search *search);
void settled_commit(struct jsec *s, const struct jsec_plan *plan);
void settled_overrides(struct jsec *s, const struct jsec_overrides *list);

/* The run is over, and was well: writes the note, if there was nothing to do. */
void settled_note(struct jsec *s);

#endif
