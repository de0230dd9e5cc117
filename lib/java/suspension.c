/* SPDX-License-Identifier: MIT */
/* The list of what is suspended: loaded and saved. */
#include "java/suspension.h"

#include "version.h"

#define NAME "suspended"

void suspension_done(struct suspension *s)
{
	records_done(&s->records);
}

int suspension_load(struct jsec *session, struct suspension *ret, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};
	ERR_AUTO struct err ignored = {0};

	*ret = (struct suspension){0};
	if (store_get(&session->store, NAME, &bytes, &ignored))
		return ignored.public.code == JSEC_NO_MEMORY ? err_memory(e) : 0;
	if (records_read(&ret->records, buf_span(&bytes), session->lexer) && bytes.failed)
		return err_memory(e);
	return 0;
}

const struct record *suspension_of(
	const struct suspension *s, const char *file, const char *digest)
{
	for (size_t i = 0; i < s->records.n; i++) {
		const struct record *r = &s->records.items[i];
		if (!strcmp(r->file, file) && !strcmp(r->written, digest))
			return r;
	}
	return NULL;
}

void suspension_drop(struct suspension *s, const char *file)
{
	for (size_t i = s->records.n; i-- > 0;)
		if (!strcmp(s->records.items[i].file, file))
			records_drop(&s->records, i);
}

int suspension_save(struct jsec *session, const struct suspension *s, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};

	if (s->records.n)
		records_write(&s->records, VERSION, &bytes);
	return bytes.failed ? err_memory(e)
			    : store_put(&session->store, NAME, buf_span(&bytes), e);
}
