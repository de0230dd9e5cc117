/* SPDX-License-Identifier: MIT */
/*
 * Reads any bytes as the options of a JVM. The first byte says what kind of
 * JVM; 0xff separates the arguments, the environment and each file that they name.
 */
#include "fuzz.h"

#include "text/java_options.h"

/* Takes the bytes up to the next separator. */
static struct span take(struct span *left)
{
	const char *end = left->size ? memchr(left->data, 0xff, left->size) : NULL;
	size_t size = end ? (size_t)(end - left->data) : left->size;
	struct span part = span_cut(*left, 0, size);

	*left = span_cut(*left, end ? size + 1 : size, left->size);
	return part;
}

static int read_file(void *context, const char *path, struct buf *ret)
{
	(void)path;
	buf_add(ret, take(context));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	BUF_AUTO struct buf words = {0};
	JVMARGS_AUTO struct jvmargs args = {0};
	struct span left = span_of((const char *)data, size);
	const struct option_files files = {read_file, &left};

	if (!size)
		return 0;
	java_options_read_argfile(left, &words);
	CHECK(!words.size || !words.data[words.size - 1]);
	left = span_cut(left, 1, size);
	struct span arguments = take(&left), environment = take(&left);
	CHECK(!jvmargs_read(arguments, environment, data[0] % JVM_KINDS, &files, &args));
	jvmargs_define(&args, "a");
	return 0;
}
