/* SPDX-License-Identifier: MIT */
/* The list of hooks, as callers have it. */
#include "hooks/hook.h"

#include <stdlib.h>

static void hook_part_done(struct hook_part *part)
{
	buf_done(&part->text);
	free(part->program);
	free(part->exposed);
	strv_done(&part->watched);
}

static void hook_done(struct hook *h)
{
	for (size_t i = 0; i < h->n_parts; i++)
		hook_part_done(&h->parts[i]);
	for (size_t i = 0; i < HOOK_ACTIONS; i++) {
		free(h->runs[i].time);
		free(h->runs[i].result);
		free(h->runs[i].message);
	}
	strv_done(&h->changes);
	note_list_done(&h->notes);
	note_list_done(&h->found);
	note_list_done(&h->published);
	err_done(&h->err);
}

void jsec_hooks_free(struct jsec_hooks *list)
{
	if (!list)
		return;
	for (size_t i = 0; i < list->n; i++)
		hook_done(&list->items[i]);
	free(list->items);
	free(list->list);
	free(list->program);
	strv_done(&list->watched);
	strv_done(&list->kept_back);
	hook_record_done(&list->record);
	free(list);
}

const struct jsec_hook *const *jsec_hooks_items(const struct jsec_hooks *list)
{
	return list->list;
}
