/* SPDX-License-Identifier: MIT */
/* Reads and changes headers of ustar, pax and GNU tar. */
#include "archive/tar_header.h"

#include <stdio.h>
#include <string.h>

#define NAME_SIZE 100
#define MODE_AT 100
#define USER_AT 108
#define GROUP_AT 116
#define ID_DIGITS 8 /* of the mode, too */
#define SIZE_AT 124
#define SIZE_DIGITS 12
#define TIME_AT 136
#define SUM_AT 148
#define SUM_DIGITS 8
#define TYPE_AT 156
#define TARGET_AT 157
#define MAGIC_AT 257
#define PREFIX_AT 345
#define PREFIX_SIZE 155
#define MAP_FLAG_AT 482 /* of GNU tar */
#define MORE_MAP_AT 504

/* Reads octal digits between blanks. Returns -1 if there is anything else. */
static int64_t tar_header_get_octal(const char *at, size_t width)
{
	int64_t n = 0;
	size_t i = 0, digits = 0;

	while (i < width && at[i] == ' ')
		i++;
	for (; i < width && at[i] >= '0' && at[i] <= '7'; i++, digits++)
		n = n * 8 + (at[i] - '0');
	return digits && (i == width || !at[i] || at[i] == ' ') ? n : -1;
}

/* The checksum counts its own bytes as blanks. */
static long tar_header_add_up(const char block[TAR_BLOCK])
{
	long n = 0;

	for (size_t i = 0; i < TAR_BLOCK; i++)
		n += i >= SUM_AT && i < SUM_AT + SUM_DIGITS ? ' '
							    : (unsigned char)block[i];
	return n;
}

/* Writes one digit less than the field has, and a NUL. */
static void tar_header_put_number(char *field, size_t width, int64_t n, int64_t most)
{
	char digits[32];

	snprintf(digits, sizeof digits, "%0*llo", (int)width - 1,
		(unsigned long long)(n < 0	? 0
				     : n > most ? most
						: n));
	memcpy(field, digits, width);
}

void tar_header_make(const struct tar_fields *f, char ret[TAR_BLOCK])
{
	memset(ret, 0, TAR_BLOCK);
	memcpy(ret, f->name, strnlen(f->name, NAME_SIZE));
	memcpy(ret + TARGET_AT, f->target, strnlen(f->target, NAME_SIZE));
	tar_header_put_number(ret + MODE_AT, ID_DIGITS, f->permissions, TAR_MAX_ID);
	tar_header_put_number(ret + USER_AT, ID_DIGITS, f->user, TAR_MAX_ID);
	tar_header_put_number(ret + GROUP_AT, ID_DIGITS, f->group, TAR_MAX_ID);
	tar_header_put_number(ret + SIZE_AT, SIZE_DIGITS, f->size, TAR_MAX_SIZE);
	tar_header_put_number(ret + TIME_AT, SIZE_DIGITS, f->modified, TAR_MAX_SIZE);
	ret[TYPE_AT] = f->type;
	memcpy(ret + MAGIC_AT,
		"ustar\000"
		"00",
		SUM_DIGITS);
	tar_header_put_number(
		ret + SUM_AT, SUM_DIGITS - 1, tar_header_add_up(ret), TAR_MAX_ID);
	ret[SUM_AT + SUM_DIGITS - 1] = ' ';
}

bool tar_header_read(const char block[TAR_BLOCK], struct tar_fields *ret)
{
	*ret = (struct tar_fields){.type = block[TYPE_AT],
		.permissions = tar_header_get_octal(block + MODE_AT, ID_DIGITS),
		.user = tar_header_get_octal(block + USER_AT, ID_DIGITS),
		.group = tar_header_get_octal(block + GROUP_AT, ID_DIGITS),
		.size = tar_header_get_octal(block + SIZE_AT, SIZE_DIGITS),
		.modified = tar_header_get_octal(block + TIME_AT, SIZE_DIGITS)};
	memcpy(ret->name, block, NAME_SIZE);
	memcpy(ret->target, block + TARGET_AT, NAME_SIZE);
	return tar_header_is_valid(block) && ret->permissions >= 0 && ret->user >= 0 &&
	       ret->group >= 0 && ret->size >= 0 && ret->modified >= 0;
}

bool tar_header_is_valid(const char block[TAR_BLOCK])
{
	const char end = block[SUM_AT + SUM_DIGITS - 1];

	if (end && end != ' ' && (end < '0' || end > '7'))
		return false;
	return tar_header_get_octal(block + SUM_AT, SUM_DIGITS) ==
	       tar_header_add_up(block);
}

bool tar_header_may_be(const char block[TAR_BLOCK])
{
	return tar_header_is_valid(block) || !memcmp(block + MAGIC_AT, "ustar", 5);
}

bool tar_header_is_prefix(const char block[TAR_BLOCK])
{
	return block[TYPE_AT] && strchr("xXgLKAVN", block[TYPE_AT]);
}

bool tar_header_is_pax(const char block[TAR_BLOCK])
{
	return block[TYPE_AT] && strchr("xX", block[TYPE_AT]);
}

bool tar_header_is_file(const char block[TAR_BLOCK])
{
	return !block[TYPE_AT] || block[TYPE_AT] == '0' || block[TYPE_AT] == '7';
}

bool tar_header_is_end(const char block[TAR_BLOCK])
{
	static const char zeros[TAR_BLOCK];

	return !memcmp(block, zeros, TAR_BLOCK);
}

char tar_header_get_type(const char block[TAR_BLOCK])
{
	return block[TYPE_AT];
}

static void tar_header_add_text(const char *field, size_t size, struct buf *out)
{
	buf_add(out, span_of(field, strnlen(field, size)));
}

/* In ustar the start of a long name is in another field; GNU tar uses that otherwise. */
void tar_header_add_name(const char block[TAR_BLOCK], struct buf *out)
{
	if (!memcmp(block + MAGIC_AT, "ustar", sizeof "ustar") && block[PREFIX_AT]) {
		tar_header_add_text(block + PREFIX_AT, PREFIX_SIZE, out);
		buf_addc(out, '/');
	}
	tar_header_add_text(block, NAME_SIZE, out);
}

void tar_header_add_target(const char block[TAR_BLOCK], struct buf *out)
{
	if (block[TYPE_AT] == '1' || block[TYPE_AT] == '2')
		tar_header_add_text(block + TARGET_AT, NAME_SIZE, out);
}

bool tar_header_has_map(const char block[TAR_BLOCK])
{
	return block[MAP_FLAG_AT] != 0;
}

bool tar_header_has_more_map(const char block[TAR_BLOCK])
{
	return block[MORE_MAP_AT] != 0;
}

int64_t tar_header_get_size(const char block[TAR_BLOCK])
{
	const unsigned char *at = (const unsigned char *)block + SIZE_AT;
	int64_t n = 0;

	if (!(at[0] & 0x80))
		return tar_header_get_octal(block + SIZE_AT, SIZE_DIGITS);
	/* base 256; 7 bytes are enough for any file */
	for (size_t i = 1; i < SIZE_DIGITS; i++) {
		if (i < SIZE_DIGITS - 7 && at[i])
			return -1;
		n = n << 8 | at[i];
	}
	return at[0] == 0x80 ? n : -1;
}

/* Keeps the number of digits and the character after them. */
static bool tar_header_put_octal(char *field, size_t width, int64_t n)
{
	char digits[32];
	size_t end = width;

	while (end && (!field[end - 1] || field[end - 1] == ' '))
		end--;
	if (!end)
		return false;
	int size = snprintf(digits, sizeof digits, "%0*llo", (int)end, (long long)n);
	if (size != (int)end)
		return false;
	memcpy(field, digits, end);
	return true;
}

bool tar_header_set_size(char block[TAR_BLOCK], int64_t size)
{
	char *at = block + SIZE_AT;

	if (at[0] & 0x80)
		for (size_t i = SIZE_DIGITS; --i > 0; size >>= 8)
			at[i] = (char)(size & 0xff);
	else if (!tar_header_put_octal(at, SIZE_DIGITS, size))
		return false;
	return tar_header_put_octal(block + SUM_AT, SUM_DIGITS, tar_header_add_up(block));
}

bool tar_header_is_same(const char a[TAR_BLOCK], const char b[TAR_BLOCK])
{
	return !memcmp(a, b, SIZE_AT) &&
	       !memcmp(a + SIZE_AT + SIZE_DIGITS, b + SIZE_AT + SIZE_DIGITS,
		       SUM_AT - SIZE_AT - SIZE_DIGITS) &&
	       !memcmp(a + SUM_AT + SUM_DIGITS, b + SUM_AT + SUM_DIGITS,
		       TAR_BLOCK - SUM_AT - SUM_DIGITS);
}

int64_t tar_header_pad(int64_t size)
{
	const int64_t block = (int64_t)TAR_BLOCK;

	return (size + block - 1) / block * block;
}
