/* SPDX-License-Identifier: MIT */
/* Takes the lines of an answer out of the output, and splits the list in it. */
#include "text/java_answer.h"

#include "base/buf.h"
#include "text/list.h"

#include <stdlib.h>

#define PREFIX "jsecpatch-ask "

/* Tells whether a line has this key. Gets its value, whose data is NULL if it has none. */
static bool java_answer_is(struct span line, const char *key, struct span *value)
{
	size_t n = strlen(key);

	if (line.size < n || memcmp(line.data, key, n) != 0)
		return false;
	if (line.size > n && line.data[n] != '=')
		return false;
	*value = line.size > n ? span_cut(line, n + 1, line.size) : (struct span){0};
	return true;
}

/* The value has no other escapes than \uXXXX, so that it is one of a .properties file. */
static int java_answer_split(struct span value, struct strv *ret)
{
	LIST_AUTO struct list list = {0};

	if (list_read(&list, value))
		return -1;
	for (size_t i = 0; i < list.n; i++)
		if (*list.items[i].text)
			strv_adds(ret, list.items[i].text);
	return ret->failed ? -1 : 0;
}

/* Only the first property and the first failure count. */
static int java_answer_take(struct java_answer *a, struct span line)
{
	struct span value;

	if (java_answer_is(line, "end", &value)) {
		a->whole = true;
	} else if (java_answer_is(line, "suite", &value)) {
		a->n_suites++;
		a->n_anonymous += value.size && memmem(value.data, value.size, ANONYMOUS,
							strlen(ANONYMOUS));
	} else if (java_answer_is(line, "failure", &value) && !a->failure) {
		a->failure = strndup(value.data ? value.data : "", value.size);
		return a->failure ? 0 : -1;
	} else if (java_answer_is(line, "property", &value) && !a->is_set && value.data) {
		a->is_set = true;
		return java_answer_split(value, &a->entries);
	}
	return 0;
}

int java_answer_read(struct span output, struct java_answer *a)
{
	int rc = 0;

	*a = (struct java_answer){0};
	while (!rc && !a->whole && output.size) {
		struct span line = span_take_line(&output);
		if (line.size && line.data[line.size - 1] == '\r')
			line.size--;
		if (line.size > strlen(PREFIX) &&
			!memcmp(line.data, PREFIX, strlen(PREFIX)))
			rc = java_answer_take(
				a, span_cut(line, strlen(PREFIX), line.size));
	}
	return rc;
}

void java_answer_done(struct java_answer *a)
{
	strv_done(&a->entries);
	free(a->failure);
	*a = (struct java_answer){0};
}
