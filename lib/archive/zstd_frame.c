/* SPDX-License-Identifier: MIT */
/* Reads and makes headers of zstd frames, and looks at the headers inside of blocks. */
#include "archive/zstd_frame.h"

#include <endian.h>
#include <string.h>

#define MAGIC 0xFD2FB528u
#define SKIP_MAGIC 0x184D2A50u /* the last 4 bits are free */
#define SINGLE 0x20u	       /* one segment: the window is the whole content */
#define RESERVED 0x08u
#define CHECKSUM 0x04u
#define DICTIONARY 0x03u
#define SIZED8 0xC0u
#define WINDOW_LOG 10 /* of the smallest window */
#define LAST_EXPONENT 31u
#define MANY 64u /* sequences */

static uint64_t zstd_frame_get(const unsigned char *at, size_t n)
{
	uint64_t ret = 0;

	while (n-- > 0)
		ret = ret << 8 | at[n];
	return ret;
}

static uint64_t zstd_frame_get_window(unsigned descriptor)
{
	uint64_t base = (uint64_t)1 << (WINDOW_LOG + (descriptor >> 3));

	return base + base / 8 * (descriptor & 7);
}

bool zstd_frame_read(struct span start, struct zstd_frame *ret)
{
	const unsigned char *at = (const unsigned char *)start.data;

	if (start.size < 6 || zstd_frame_get(at, 4) != MAGIC ||
		at[4] & (RESERVED | DICTIONARY))
		return false;
	bool single = at[4] & SINGLE;
	unsigned flag = at[4] >> 6;
	size_t n = flag ? (size_t)1 << flag : single ? 1 : 0, field = single ? 5 : 6;
	*ret = (struct zstd_frame){
		.size = field + n, .checksum = at[4] & CHECKSUM, .sized = n > 0};
	if (start.size < ret->size)
		return false;
	/* a size of two bytes does not count the first 256 */
	ret->window = !single ? zstd_frame_get_window(at[5])
			      : zstd_frame_get(at + 5, n) + (n == 2 ? 256 : 0);
	return true;
}

size_t zstd_frame_make(const struct zstd_frame *f, uint64_t content,
	unsigned char ret[static ZSTD_FRAME_MOST])
{
	uint32_t magic = htole32(MAGIC);
	uint64_t size = htole64(content);
	unsigned descriptor = 0;

	while (descriptor < LAST_EXPONENT * 8 &&
		zstd_frame_get_window(descriptor) < f->window)
		descriptor++;
	memcpy(ret, &magic, sizeof magic);
	ret[4] = (unsigned char)((f->sized ? SIZED8 : 0) | (f->checksum ? CHECKSUM : 0));
	ret[5] = (unsigned char)descriptor;
	memcpy(ret + 6, &size, sizeof size);
	return f->sized ? 6 + sizeof size : 6;
}

int64_t zstd_frame_skip(struct span start)
{
	const unsigned char *at = (const unsigned char *)start.data;

	if (start.size < 8 || (zstd_frame_get(at, 4) & ~UINT64_C(15)) != SKIP_MAGIC)
		return 0;
	return 8 + (int64_t)zstd_frame_get(at + 4, 4);
}

struct zstd_block zstd_block_read(const unsigned char at[static ZSTD_BLOCK_HEADER])
{
	unsigned n = (unsigned)zstd_frame_get(at, ZSTD_BLOCK_HEADER);
	enum zstd_kind kind = n >> 1 & 3;

	return (struct zstd_block){n & 1, kind, kind == ZSTD_BLOCK_RLE ? 1 : n >> 3};
}

void zstd_block_end_with(unsigned char at[static ZSTD_BLOCK_HEADER])
{
	at[0] |= 1;
}

/* Returns the size of the literals that bring a Huffman table, or 0 if they do not. */
static size_t zstd_block_measure_literals(const unsigned char *at)
{
	static const struct {
		size_t header;
		unsigned bits;
	} formats[] = {{3, 10}, {3, 10}, {4, 14}, {5, 18}};
	size_t format = at[0] >> 2 & 3, header = formats[format].header;
	uint64_t fields = zstd_frame_get(at, header);

	if ((at[0] & 3) != 2)
		return 0;
	fields >>= 4 + formats[format].bits;
	return header + (size_t)(fields & ((1u << formats[format].bits) - 1));
}

bool zstd_block_is_fresh(struct span packed)
{
	const unsigned char *at = (const unsigned char *)packed.data;
	size_t n = packed.size > 8 ? zstd_block_measure_literals(at) : 0;

	if (!n || packed.size - n < 4 || packed.size < n)
		return false;
	at += n;
	if (at[0] < MANY)
		return false;
	unsigned modes = at[at[0] < 128 ? 1 : at[0] < 255 ? 2 : 3];
	return modes >> 6 != 3 && (modes >> 4 & 3) != 3 && (modes >> 2 & 3) != 3;
}
