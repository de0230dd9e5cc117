/* SPDX-License-Identifier: MIT */
/* Plans a transport: edits a file's settings, and proves the edit apart. */
#include "plan/transport.h"

#include "access_manager/settings_edit.h"
#include "access_manager/settings_prove.h"

/* "certificate, key store; commented out or empty are lines 12: KEY" */
static void transport_tell_lacking(const struct settings_doc *d, struct buf *out)
{
	for (size_t i = 0; i < d->lacking.n; i++)
		buf_addf(out, "%s%s", i ? ", " : "", d->lacking.items[i]);
	for (size_t i = 0; i < d->waiting.n; i++)
		buf_addf(out, "%s%s", i ? ", " : "; commented out or empty are lines ",
			d->waiting.items[i]);
}

/* Authenticated TLS without its parameters would just fail in another way. */
int transport_check(const struct planner *p, struct item *it)
{
	TRANSPORT_AUTO struct settings_doc doc = {0};
	BUF_AUTO struct buf words = {0};
	const struct install *i = it->install;
	int rc = settings_read(
		p->context->lexer, i->access, blob_get(it->old), i->file, &doc, &it->err);

	if (rc || p->request->action != JSEC_TRANSPORT ||
		p->request->transport != JSEC_TRANSPORT_AUTH || !doc.lacking.n)
		return rc;
	transport_tell_lacking(&doc, &words);
	if (!request_has(p->request, JSEC_FORCE))
		return err_set(&it->err, JSEC_NO_CERTIFICATE, i->file, 0,
			"auth needs parameters that do not seem to be set among %s*: %s "
			"(--force sets auth all the same)",
			i->access->parameters, buf_str(&words));
	strv_addf(&it->notes, "--force: not set among %s*: %s", i->access->parameters,
		buf_str(&words));
	return 0;
}

int transport_plan(const struct planner *p, struct item *it)
{
	const struct install *i = it->install;
	struct settings_want wants[MAX_SETTINGS];
	size_t n = settings_list_wants(
		i->access, p->request->transport, p->old_agents, wants);
	struct span old = blob_get(it->old);
	int rc = settings_edit_apply(p->context->lexer, i->access, old, i->file, wants, n,
		&it->new, &it->removed, &it->added, &it->err);

	if (rc || !it->added.n) {
		buf_done(&it->new);
		return rc;
	}
	return settings_prove_edit(p->context->lexer, i->access, i->file, wants, n, old,
		buf_span(&it->new), &it->err);
}
