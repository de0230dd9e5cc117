/* SPDX-License-Identifier: MIT */
/*
 * Reads any bytes as settings of Access Manager, audits them and sets each transport. The
 * first byte chooses the kind of file.
 */
#include "fuzz.h"

#include "access_manager/rules.h"
#include "access_manager/settings.h"

static void set(const struct settings_kind *kind, struct span old,
	enum jsec_transport mode, bool old_agents)
{
	struct settings_want wants[MAX_SETTINGS];
	BUF_AUTO struct buf new = {0};
	STRV_AUTO struct strv removed = {0}, added = {0};
	ERR_AUTO struct err e = {0};
	size_t n = settings_list_wants(kind, mode, old_agents, wants);

	if (settings_edit_apply(kind, old, "file", wants, n, &new, &removed, &added, &e))
		return;
	if (settings_prove_edit(kind, "file", wants, n, old, buf_span(&new), &e))
		fprintf(stderr, "refused: %s\n", e.public.message);
	CHECK(e.public.code == JSEC_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct settings_kind *const *kinds = settings_list_kinds();
	struct settings_doc doc = {0};
	struct findings found = {0};
	const struct audit_others none = {0};
	ERR_AUTO struct err e = {0};
	size_t n = 0;

	while (kinds[n])
		n++;
	if (!size)
		return 0;
	const struct settings_kind *kind = kinds[data[0] % n];
	const struct span bytes = span_of((const char *)data + 1, size - 1);
	settings_say_old_agent(bytes);
	settings_are_text(bytes);
	if (!settings_read(kind, bytes, "file", &doc, &e)) {
		CHECK(!rules_audit(&doc, 1, &none, &found, &e));
		findings_done(&found);
		for (int mode = JSEC_TRANSPORT_AUTH; mode <= JSEC_TRANSPORT_CLEAR; mode++)
			set(kind, bytes, (enum jsec_transport)mode, data[0] & 0x80);
	}
	settings_done(&doc);
	return 0;
}
