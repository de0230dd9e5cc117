/* SPDX-License-Identifier: MIT */
/* Computes SHA-256 of bytes, of parts of files, and of whole files. */
#include "archive/digest.h"

#include "os/handle.h"

#define CHUNK ((size_t)128 << 10)

void digest_begin(struct digest *d)
{
	sha256_init(&d->state);
}

void digest_add(struct digest *d, struct span bytes)
{
	sha256_update(&d->state, bytes.size, (const uint8_t *)bytes.data);
}

void digest_end(struct digest *d, char ret[static DIGEST_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t sum[SHA256_DIGEST_SIZE];

	sha256_digest(&d->state, sizeof sum, sum);
	for (size_t i = 0; i < sizeof sum; i++) {
		ret[2 * i] = digits[sum[i] >> 4];
		ret[2 * i + 1] = digits[sum[i] & 15];
	}
	ret[DIGEST_SIZE - 1] = 0;
}

void digest_compute(struct span bytes, char ret[static DIGEST_SIZE])
{
	struct digest d;

	digest_begin(&d);
	digest_add(&d, bytes);
	digest_end(&d, ret);
}

int digest_add_extent(
	struct digest *d, const struct extent *x, struct sum *sum, struct err *e)
{
	char chunk[CHUNK];
	struct xxh64 fast;
	size_t n = 0;

	xxh64_begin(&fast);
	for (int64_t at = 0; at < x->size; at += (int64_t)n) {
		int rc = extent_read(x, at, chunk, sizeof chunk, &n, e);
		if (rc)
			return rc;
		digest_add(d, span_of(chunk, n));
		if (sum)
			xxh64_add(&fast, span_of(chunk, n));
	}
	if (sum)
		*sum = (struct sum){true, xxh64_end(&fast)};
	return 0;
}

int digest_compute_extent(const struct extent *x, char ret[static DIGEST_SIZE],
	struct sum *sum, struct err *e)
{
	struct digest d;

	digest_begin(&d);
	int rc = digest_add_extent(&d, x, sum, e);
	if (rc)
		return rc;
	digest_end(&d, ret);
	return 0;
}

int digest_compute_file(const struct handle *file, const char *path,
	char ret[static DIGEST_SIZE], struct err *e)
{
	struct extent x;
	int rc = extent_make(file, path, &x, e);

	if (rc)
		return rc;
	return digest_compute_extent(&x, ret, NULL, e);
}
