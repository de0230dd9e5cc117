/* SPDX-License-Identifier: MIT */
/* Reads any bytes as an archive with Java homes, changes it, and checks the change. */
#include "fuzz.h"

#include "archive/members.h"

#include <sys/mman.h>

#define MOST 4
#define LARGEST 65536

static void fill(struct handle **file, struct span bytes)
{
	ERR_AUTO struct err e = {0};

	if (!*file)
		CHECK(!handle_wrap(memfd_create("archive", MFD_CLOEXEC), "archive",
			"the archive", file, &e));
	CHECK(!handle_cut(*file, 0, &e) && !handle_append(*file, bytes, &e));
}

/* Reads the whole archive. Each member that can be changed gets new bytes. */
static size_t read_members(const struct extent *x, enum members_kind kind,
	struct patch *patches, struct err *e)
{
	struct members *m = NULL;
	int more = members_open(x, kind, &m, e) ? 0 : 1;
	size_t n = 0;

	while (more > 0) {
		struct member p = {0};
		BUF_AUTO struct buf bytes = {0};
		more = members_next(m, &p, e);
		CHECK(more <= 0 || p.path);
		if (more > 0 && p.kind == MEMBER_FILE && !p.fixed && n < MOST &&
			p.size <= LARGEST && p.size >= 0) {
			if (members_read(m, LARGEST, &bytes, e))
				more = -1;
			else
				patches[n++] = (struct patch){
					p.at, p.size, span_str("new bytes")};
		}
		member_done(&p);
	}
	members_close(m);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct handle *old_file = NULL, *new_file = NULL;
	ERR_AUTO struct err e = {0};
	ERR_AUTO struct err why = {0};
	struct patch patches[MOST];
	enum members_kind kind;
	struct extent old, new;
	struct seam seam = {0};

	fill(&old_file, span_of((const char *)data, size));
	CHECK(!extent_make(old_file, "archive", &old, &e));
	CHECK(!members_kind_of(&old, &kind, &e));
	if (kind == MEMBERS_NONE)
		return 0;
	size_t n = read_members(&old, kind, patches, &e);
	CHECK(e.public.code == JSEC_OK || e.public.code == JSEC_BAD_ARCHIVE);
	if (e.public.code != JSEC_OK || !n)
		return 0;
	fill(&new_file, span_of("", 0));
	if (members_write(&old, kind, patches, n, new_file, &seam, &why))
		CHECK(why.public.code == JSEC_BAD_ARCHIVE);
	else
		CHECK(!extent_make(new_file, "archive", &new, &e));
	if (why.public.code == JSEC_OK &&
		members_check(&old, &new, kind, patches, n, &seam, &why))
		CHECK(why.public.code == JSEC_BAD_ARCHIVE ||
			why.public.code == JSEC_NOT_PROVEN);
	return 0;
}
