/* SPDX-License-Identifier: MIT */
/* Splits an @argfile as the launcher does. */
#include "text/argfile.h"

#define BLANKS " \t\n\r\f"

/* What is read, and where. */
struct input {
	const char *at, *end;
};

static bool at_one_of(const struct input *in, const char *set)
{
	return in->at < in->end && *in->at && strchr(set, *in->at);
}

static void skip(struct input *in, const char *set)
{
	while (at_one_of(in, set))
		in->at++;
}

static void skip_line(struct input *in)
{
	while (in->at < in->end && !at_one_of(in, "\n\r"))
		in->at++;
}

/* Behind a backslash in quotes: a line end and the next line's blanks are nothing. */
static void read_escape(struct input *in, struct buf *word)
{
	static const char from[] = "ntrf", to[] = "\n\t\r\f";
	const char *known;

	if (in->at == in->end)
		return;
	if (at_one_of(in, "\n\r")) {
		skip(in, BLANKS);
		return;
	}
	known = *in->at ? strchr(from, *in->at) : NULL;
	buf_add(word, known ? span_of(&to[known - from], 1) : span_of(in->at, 1));
	in->at++;
}

/* A line end closes quotes that are open. */
static void read_quoted(struct input *in, struct buf *word)
{
	char quote = *in->at++;

	while (in->at < in->end && *in->at != quote && !at_one_of(in, "\n\r")) {
		if (*in->at++ == '\\')
			read_escape(in, word);
		else
			buf_add(word, span_of(in->at - 1, 1));
	}
	in->at += in->at < in->end && *in->at == quote;
}

/*
 * A "#" outside of quotes starts a comment even inside a word, of which it takes what stands
 * behind the last quotes; the next line then goes on with what is left.
 */
static void read_word(struct input *in, struct buf *ret)
{
	size_t start = ret->size, kept = start;
	bool quoted = false;

	while (in->at < in->end && !at_one_of(in, BLANKS)) {
		if (at_one_of(in, "\"'")) {
			read_quoted(in, ret);
			kept = ret->size;
			quoted = true;
		} else if (*in->at == '#') {
			ret->size = kept;
			skip_line(in);
			skip(in, BLANKS);
		} else {
			buf_add(ret, span_of(in->at++, 1));
		}
	}
	if (quoted || ret->size > start)
		buf_add(ret, span_of("", 1));
}

void argfile_read(struct span bytes, struct buf *ret)
{
	struct input in = {bytes.data, bytes.data + bytes.size};

	for (skip(&in, BLANKS); in.at < in.end; skip(&in, BLANKS))
		read_word(&in, ret);
}
