/* SPDX-License-Identifier: MIT */
/* Tells a java.security that lies in no home from what else may be named. */
#include "jre/bare.h"

#include "archive/extent.h"

#include <fcntl.h>

#define INSTALL "install it, and change that install"
#define UNPACK "unpack it, and change what was in it"

/* What homes come in, too, and what to do then. */
static const struct bare_kind {
	off_t at;
	const char *magic, *what, *way;
} kinds[] = {
	{0, "!<arch>\ndebian-binary", "a Debian package", INSTALL},
	{0, "\xed\xab\xee\xdb", "an RPM package", INSTALL},
	{0, "7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK},
	{0, "Rar!\x1a\x07", "a RAR archive", UNPACK},
	{32769, "CD001", "an ISO image", UNPACK},
	{0, "Salted__", "a file encrypted by openssl", "decrypt it, and name the result"},
};

static const struct bare_kind *install_guess_kind(const struct extent *x)
{
	ERR_AUTO struct err ignored = {0};
	char start[32];

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t size = strlen(kinds[i].magic), n = 0;
		if (x->size > kinds[i].at &&
			!extent_read(x, kinds[i].at, start, size, &n, "", &ignored) &&
			n == size && !memcmp(start, kinds[i].magic, size))
			return &kinds[i];
	}
	return NULL;
}

/* No text has a NUL, but lines of a java.security may stand between the NULs of a tar. */
static bool install_has_nul(const struct extent *x)
{
	ERR_AUTO struct err ignored = {0};
	char chunk[16384];
	size_t n = sizeof chunk;

	for (off_t at = 0; n == sizeof chunk && at < (off_t)FILE_MAX_SIZE; at += (off_t)n)
		if (extent_read(x, at, chunk, sizeof chunk, &n, "", &ignored))
			return false;
		else if (memchr(chunk, 0, n))
			return true;
	return false;
}

/* Whatever its size; one that cannot be read is told where it is read for its text. */
static int install_check_binary(
	const struct place *place, const char *path, struct err *e)
{
	ERR_AUTO struct err ignored = {0};
	struct extent x;

	if (!S_ISREG(place->st.st_mode))
		return 0;
	FD_AUTO int fd = place_open(place, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || extent_make(fd, path, &x, &ignored))
		return 0;
	const struct bare_kind *kind = install_guess_kind(&x);
	if (kind)
		return err_set(e, JSEC_BAD_ARCHIVE, path, 0,
			"is %s, which jsecpatch cannot change: %s", kind->what,
			kind->way);
	if (!install_has_nul(&x))
		return 0;
	return err_set(e, JSEC_NOT_JAVA, path, 0,
		"is neither a java.security file nor an archive that jsecpatch can change: "
		"a tar, also in gzip, bzip2, xz or zstd, or a zip");
}

int install_check_bare(const struct prober *p, const char *path, struct err *e)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	META_AUTO struct meta meta = {0};
	BUF_AUTO struct buf bytes = {0};
	PROPS_AUTO struct props props = {0};
	int rc = root_resolve(p->root, path, geteuid(), &place, e);

	rc = rc ? rc : install_check_binary(&place, path, e);
	rc = rc ? rc : file_read(&place, &bytes, &meta, e);
	rc = rc ? rc
		: props_read(&props, p->lexer, PROPS_MODERN, buf_span(&bytes), path, e);
	if (rc || props_find(&props, "security.provider.1") ||
		props_find(&props, "jdk.tls.disabledAlgorithms"))
		return rc;
	return err_set(e, JSEC_NOT_JAVA, path, 0,
		"is not a java.security file: it has neither security.provider.1 nor "
		"jdk.tls.disabledAlgorithms");
}
