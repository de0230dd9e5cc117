/* SPDX-License-Identifier: MIT */
/* Splits an @argfile as the launcher does. */
#include "text/argfile.h"

#define BLANKS " \t\n\r\f"

/* What is read, and where. */
struct argfile_input {
	const char *at, *end;
};

static bool argfile_is_at(const struct argfile_input *in, const char *set)
{
	return in->at < in->end && *in->at && strchr(set, *in->at);
}

static void argfile_skip(struct argfile_input *in, const char *set)
{
	while (argfile_is_at(in, set))
		in->at++;
}

static void argfile_skip_line(struct argfile_input *in)
{
	while (in->at < in->end && !argfile_is_at(in, "\n\r"))
		in->at++;
}

/* Behind a backslash in quotes: a line end and the next line's blanks are nothing. */
static void argfile_read_escape(struct argfile_input *in, struct buf *word)
{
	static const char from[] = "ntrf", to[] = "\n\t\r\f";
	const char *known;

	if (in->at == in->end)
		return;
	if (argfile_is_at(in, "\n\r")) {
		argfile_skip(in, BLANKS);
		return;
	}
	known = *in->at ? strchr(from, *in->at) : NULL;
	buf_add(word, known ? span_of(&to[known - from], 1) : span_of(in->at, 1));
	in->at++;
}

/* A line end closes quotes that are open. */
static void argfile_read_quoted(struct argfile_input *in, struct buf *word)
{
	char quote = *in->at++;

	while (in->at < in->end && *in->at != quote && !argfile_is_at(in, "\n\r")) {
		if (*in->at++ == '\\')
			argfile_read_escape(in, word);
		else
			buf_add(word, span_of(in->at - 1, 1));
	}
	in->at += in->at < in->end && *in->at == quote;
}

/*
 * A "#" outside of quotes starts a comment even inside a word, of which it takes what stands
 * behind the last quotes; the next line then goes on with what is left.
 */
static void argfile_read_word(struct argfile_input *in, struct buf *ret)
{
	size_t start = ret->size, kept = start;
	bool quoted = false;

	while (in->at < in->end && !argfile_is_at(in, BLANKS)) {
		if (argfile_is_at(in, "\"'")) {
			argfile_read_quoted(in, ret);
			kept = ret->size;
			quoted = true;
		} else if (*in->at == '#') {
			ret->size = kept;
			argfile_skip_line(in);
			argfile_skip(in, BLANKS);
		} else {
			buf_add(ret, span_of(in->at++, 1));
		}
	}
	if (quoted || ret->size > start)
		buf_add(ret, span_of("", 1));
}

void argfile_read(struct span bytes, struct buf *ret)
{
	struct argfile_input in = {bytes.data, bytes.data + bytes.size};

	for (argfile_skip(&in, BLANKS); in.at < in.end; argfile_skip(&in, BLANKS))
		argfile_read_word(&in, ret);
}
