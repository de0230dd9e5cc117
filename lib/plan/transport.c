/* SPDX-License-Identifier: MIT */
/*
 * Plans a file of Access Manager settings: restores it, or edits it and has the edit
 * proven.
 */
#include "plan/transport.h"

#include "access_manager/settings.h"
#include "jre/install.h"
#include "jre/reading.h"
#include "plan/item.h"
#include "plan/request.h"
#include "plan/restore.h"

/* Formats "certificate, key store; commented out or empty are lines 12: KEY". */
static void transport_tell_lacking(const struct settings_doc *d, struct buf *out)
{
	for (size_t i = 0; i < d->lacking.n; i++)
		buf_addf(out, "%s%s", i ? ", " : "", d->lacking.items[i]);
	for (size_t i = 0; i < d->waiting.n; i++)
		buf_addf(out, "%s%s", i ? ", " : "; commented out or empty: lines ",
			d->waiting.items[i]);
}

/* Refuses authenticated TLS if its parameters are missing: connections would fail. */
static int transport_check_parameters(
	const struct planner *p, struct item *it, const struct settings_doc *doc)
{
	BUF_AUTO struct buf words = {0};
	const struct install *i = it->install;
	const char *parameters = i->access.settings->parameters;

	transport_tell_lacking(doc, &words);
	if (!request_has(p->request, JSEC_FORCE))
		return err_set(&it->out.err, JSEC_NO_CERTIFICATE, i->file, 0,
			"auth needs parameters that seem to be missing in %s*: %s",
			parameters, buf_str(&words));
	note_list_add(&it->out.notes, NOTE_FORCED_AUTH, "forced: missing in %s*: %s",
		parameters, buf_str(&words));
	return 0;
}

/* Checks that the file is readable and has everything that the request needs. */
static int transport_check(const struct planner *p, struct item *it)
{
	TRANSPORT_AUTO struct settings_doc doc = {0};
	const struct install *i = it->install;
	int rc = settings_read(i->access.settings, reading_get_bytes(&it->read.file),
		i->file, &doc, &it->out.err);

	if (rc || p->request->action != JSEC_TRANSPORT ||
		p->request->transport != JSEC_TRANSPORT_AUTH || !doc.lacking.n)
		return rc;
	return transport_check_parameters(p, it, &doc);
}

/* Edits the settings and proves the edit. */
static int transport_edit(const struct planner *p, struct item *it)
{
	const struct install *i = it->install;
	const struct settings_kind *kind = i->access.settings;
	struct settings_want wants[MAX_SETTINGS];
	size_t n = settings_list_wants(kind, p->request->transport, p->old_agents, wants);
	struct span old = reading_get_bytes(&it->read.file);
	BUF_AUTO struct buf new = {0};
	int rc = settings_edit_apply(kind, old, i->file, wants, n, &new,
		&it->work->removed, &it->work->added, &it->out.err);

	if (rc || !it->work->added.n)
		return rc;
	rc = settings_prove_edit(
		kind, i->file, wants, n, old, buf_span(&new), &it->out.err);
	return rc ? rc : planner_read_bytes(p, it, &new, NULL, &it->edit.new);
}

int transport_compute(const struct planner *p, struct item *it)
{
	enum jsec_action action = p->request->action;
	int rc = planner_read_file(p, it);

	if (rc)
		return rc;
	rc = planner_find_origin(p, it);
	if (rc)
		return rc;
	rc = action == JSEC_RESTORE ? restore_plan(p, it) : transport_check(p, it);
	if (!rc && action == JSEC_TRANSPORT)
		rc = transport_edit(p, it);
	return rc ? rc : planner_show_new_bytes(it);
}
