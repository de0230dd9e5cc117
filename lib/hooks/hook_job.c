/* SPDX-License-Identifier: MIT */
/* What installing and removing have in common. */
#include "hooks/hook_job.h"

static int hook_job_refuse_unknown(const struct hook_job *j, const char *name)
{
	BUF_AUTO struct buf names = {0};

	for (size_t i = 0; i < j->list->n; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", j->list->items[i].row->name);
	return err_set(&j->session->err, JSEC_BAD_REQUEST, NULL, 0,
		"no hook is called '%s'; there are %s", name, buf_str(&names));
}

int hook_job_find(const struct hook_job *j, const char *name, struct hook **ret)
{
	for (size_t i = 0; i < j->list->n; i++) {
		struct hook *h = &j->list->items[i];
		if (strcmp(h->row->name, name) != 0)
			continue;
		if (hook_table_is_snippet(h->row))
			return err_set(&j->session->err, JSEC_BAD_REQUEST, NULL, 0,
				"'%s' is a part of a package: it is printed, not installed",
				name);
		*ret = h;
		return 0;
	}
	return hook_job_refuse_unknown(j, name);
}

void hook_job_say(const struct hook_job *j, struct hook *h, const char *past,
	const char *verb, const char *path)
{
	if (j->dry)
		strv_addf(&h->changes, "would %s %s", verb, path);
	else
		strv_addf(&h->changes, "%s %s", past, path);
}

int hook_job_refuse_untrusted(const struct place *p, struct err *e)
{
	if (!p->distrust || geteuid())
		return 0;
	return err_set(e, JSEC_UNTRUSTED, p->path, 0,
		"others can write to %s, so root's hooks are not safe there",
		p->distrust);
}

/* What a call before this one noted is no news, and another run may have changed things. */
int hook_job_begin(const struct hook_job *j)
{
	hook_record_done(&j->list->record);
	int rc = hook_record_read(j->session, &j->list->record, &j->session->err);
	for (size_t i = 0; !rc && i < j->list->n; i++) {
		struct hook *h = &j->list->items[i];
		err_done(&h->err);
		strv_done(&h->changes);
		rc = hook_list_examine(j->session, j->list, h);
		strv_done(&h->notes);
	}
	return rc;
}

int hook_job_end(const struct hook_job *j)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < j->list->n; i++)
		rc = hook_list_examine(j->session, j->list, &j->list->items[i]);
	return rc;
}
