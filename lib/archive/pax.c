/* SPDX-License-Identifier: MIT */
/* Reads and writes records of pax headers. */
#include "archive/pax.h"

#include <stdarg.h>
#include <stdio.h>

#define MAX_DIGITS 9 /* of a record's length */

/* Returns the length that the record starts with, and after how many digits it ends. */
static size_t pax_get_length(struct span records, size_t *digits)
{
	size_t n = 0, at = 0;

	while (at < records.size && at < MAX_DIGITS && records.data[at] >= '0' &&
		records.data[at] <= '9')
		n = n * 10 + (size_t)(records.data[at++] - '0');
	*digits = at;
	return n;
}

bool pax_take(struct span *records, struct pax_record *ret)
{
	size_t from, to = pax_get_length(*records, &from);
	const char *equals;

	if (from + 2 > to || to > records->size || records->data[from] != ' ' ||
		records->data[to - 1] != '\n')
		return false;
	const struct span record = span_cut(*records, from + 1, to - 1);
	equals = record.size ? memchr(record.data, '=', record.size) : NULL;
	if (!equals)
		return false;
	size_t key = (size_t)(equals - record.data);
	*ret = (struct pax_record){
		span_cut(record, 0, key), span_cut(record, key + 1, record.size)};
	*records = span_cut(*records, to, records->size);
	return true;
}

bool pax_key_is(const struct pax_record *r, const char *key)
{
	return span_equal(r->key, span_str(key));
}

bool pax_read_number(struct span value, int64_t most, int64_t *ret)
{
	int64_t n = 0;

	for (size_t i = 0; i < value.size; i++) {
		if (value.data[i] < '0' || value.data[i] > '9' || n > most / 10)
			return false;
		n = n * 10 + (value.data[i] - '0');
	}
	*ret = n;
	return value.size && n <= most;
}

/* Counts the digits of the length into the length. */
static size_t pax_measure(size_t rest)
{
	size_t length = rest + 1, limit = 10;

	for (; length >= limit; limit *= 10)
		length++;
	return length;
}

void pax_add(struct buf *records, const char *key, struct span value)
{
	buf_addf(records, "%zu %s=", pax_measure(strlen(key) + value.size + 3), key);
	buf_add(records, value);
	buf_addc(records, '\n');
}

void pax_addf(struct buf *records, const char *key, const char *format, ...)
{
	char value[64];
	va_list args;

	va_start(args, format);
	vsnprintf(value, sizeof value, format, args);
	va_end(args);
	pax_add(records, key, span_str(value));
}
