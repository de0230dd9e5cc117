/* SPDX-License-Identifier: MIT */
/* Audits the Access Manager files of a plan, with the new bytes if the plan has some. */
#include "queries/access_audit.h"

#include "access_manager/rules.h"
#include "access_manager/settings.h"
#include "base/pointers.h"
#include "jre/install.h"
#include "jre/reading.h"
#include "plan/item.h"
#include "text/properties.h"

#include <stdlib.h>

struct jsec_audit {
	struct settings_doc *docs;
	size_t n;
	struct audit_others others;
	struct findings findings;
	struct jsec_setting *settings;
	size_t n_settings;
	struct jsec_finding *found;
	const struct jsec_setting **setting_list;
	const struct jsec_finding **finding_list;
};

static bool access_audit_has_new_bytes(const struct item *it)
{
	return it->edit.new.blob &&
	       (it->out.public.would_change || it->out.public.state == JSEC_PATCHED ||
		       it->out.public.state == JSEC_RESTORED);
}

static void access_audit_copy(struct strv *to, const struct strv *from)
{
	for (size_t i = 0; i < from->n; i++)
		strv_adds(to, from->items[i]);
}

static int access_audit_name_others(
	const struct jsec_plan *plan, struct jsec_audit *a, struct err *e)
{
	access_audit_copy(&a->others.left_out, &plan->access->ignored);
	access_audit_copy(&a->others.copies, &plan->access->copies);
	access_audit_copy(&a->others.excluded, &plan->access->excluded);
	for (size_t i = 0; i < plan->n; i++) {
		const struct install *it = plan->items[i].install;
		if (it->kind == INSTALL_ACCESS && it->access.settings)
			strv_adds(&a->others.there, it->access.settings->file);
	}
	return a->others.left_out.failed || a->others.there.failed ||
			       a->others.copies.failed || a->others.excluded.failed
		       ? err_memory(e)
		       : 0;
}

static int access_audit_read_docs(
	const struct jsec_plan *plan, struct jsec_audit *a, struct err *e)
{
	int rc = 0;

	a->docs = calloc(plan->n + 1, sizeof *a->docs);
	if (!a->docs)
		return err_memory(e);
	for (size_t i = 0; !rc && i < plan->n; i++) {
		const struct item *it = &plan->items[i];
		struct span bytes = reading_get_bytes(
			access_audit_has_new_bytes(it) ? &it->edit.new : &it->read.file);
		ERR_AUTO struct err known = {0}; /* the item reports it already */

		if (it->install->kind != INSTALL_ACCESS || !it->read.file.blob)
			continue;
		rc = settings_read(it->install->access.settings, bytes, it->install->file,
			&a->docs[a->n], &known);
		if (!rc)
			a->n++;
		else
			settings_done(&a->docs[a->n]);
		rc = rc == -JSEC_NO_MEMORY ? err_memory(e) : 0;
	}
	return rc;
}

static void access_audit_publish_settings(struct jsec_audit *a)
{
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < a->docs[i].n; k++) {
			const struct setting *s = &a->docs[i].settings[k];
			bool flag = s->rule->group == GROUP_COMPATIBLE;
			a->settings[a->n_settings++] = (struct jsec_setting){
				.file = a->docs[i].path,
				.line = s->line,
				.key = s->rule->key,
				.value = s->value,
				.mode = flag ? JSEC_TRANSPORT_UNKNOWN : s->mode,
				.is_set = s->set,
				.is_flag = flag,
			};
		}
}

static void access_audit_publish_findings(struct jsec_audit *a)
{
	for (size_t i = 0; i < a->findings.n; i++) {
		const struct finding *f = &a->findings.items[i];
		a->found[i] = (struct jsec_finding){
			.code = f->code,
			.problem = f->problem,
			.message = f->message,
			.file = f->path,
			.line = f->line,
			.other_file = f->other_path,
			.other_line = f->other_line,
		};
	}
}

static int access_audit_publish(struct jsec_audit *a, struct err *e)
{
	a->settings = calloc(a->n * MAX_SETTINGS + 1, sizeof *a->settings);
	a->found = calloc(a->findings.n + 1, sizeof *a->found);
	if (!a->settings || !a->found)
		return err_memory(e);
	access_audit_publish_settings(a);
	access_audit_publish_findings(a);
	a->setting_list = pointers_make(a->settings, a->n_settings, sizeof *a->settings);
	a->finding_list = pointers_make(a->found, a->findings.n, sizeof *a->found);
	return a->setting_list && a->finding_list ? 0 : err_memory(e);
}

int access_audit_make(
	const struct jsec_plan *plan, struct jsec_audit **ret, struct err *e)
{
	struct jsec_audit *a = calloc(1, sizeof *a);
	int rc = a ? access_audit_read_docs(plan, a, e) : err_memory(e);

	rc = rc ? rc : access_audit_name_others(plan, a, e);
	rc = rc ? rc : rules_audit(a->docs, a->n, &a->others, &a->findings, e);
	rc = rc ? rc : access_audit_publish(a, e);
	if (rc)
		jsec_audit_free(a);
	else
		*ret = a;
	return rc;
}

const struct jsec_setting *const *jsec_audit_settings(const struct jsec_audit *a)
{
	return a->setting_list;
}

const struct jsec_finding *const *jsec_audit_findings(const struct jsec_audit *a)
{
	return a->finding_list;
}

void jsec_audit_free(struct jsec_audit *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->n; i++)
		settings_done(&a->docs[i]);
	free(a->docs);
	findings_done(&a->findings);
	strv_done(&a->others.left_out);
	strv_done(&a->others.there);
	strv_done(&a->others.copies);
	strv_done(&a->others.excluded);
	free(a->settings);
	free(a->found);
	free(a->setting_list);
	free(a->finding_list);
	free(a);
}
