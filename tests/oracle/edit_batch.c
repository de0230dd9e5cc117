/* SPDX-License-Identifier: MIT */
/*
 * Edits documents through the public interface. Each line of stdin is one edit:
 *
 *	force TAB property TAB allow TAB disallow TAB document
 *
 * force is 0 or 1. Entries and document are in hexadecimal; semicolons separate entries.
 * The answer is `ok` TAB the new document, or an error code TAB its message, in
 * hexadecimal.
 */
#include "batch.h"
#include "jsecpatch.h"

#define MAX_ENTRIES 16

static size_t entries(char *field, const char **ret)
{
	size_t n = 0;

	for (char *one = strtok(field, ";"); one && n < MAX_ENTRIES;
		one = strtok(NULL, ";")) {
		batch_unhex(one);
		ret[n++] = one;
	}
	return n;
}

static void answer(struct jsec *s, const struct jsec_request *request, const char *bytes,
	size_t size)
{
	const struct jsec_result *result;
	const struct jsec_error *e;
	struct jsec_plan *plan = NULL;

	if (!jsec_plan_text(s, bytes, size, request, &plan)) {
		result = jsec_plan_results(plan)[0];
		printf("ok\t");
		batch_hex(result->content, result->content_size);
	} else {
		e = jsec_get_error(s);
		printf("%s\t", jsec_code_name(e->code));
		batch_hex(e->message, strlen(e->message));
	}
	printf("\n");
	jsec_plan_free(plan);
}

static void ask(struct jsec *s, char *line)
{
	const char *allow[MAX_ENTRIES], *disallow[MAX_ENTRIES];
	struct jsec_request request = {.size = sizeof request, .action = JSEC_CHANGE};
	char *fields[5];

	for (int i = 0; i < 5; i++) {
		fields[i] = strsep(&line, "\t");
		if (!fields[i])
			exit(2);
	}
	request.flags = *fields[0] == '1' ? JSEC_FORCE : 0;
	request.property = fields[1];
	request.allow = allow;
	request.n_allow = entries(fields[2], allow);
	request.disallow = disallow;
	request.n_disallow = entries(fields[3], disallow);
	answer(s, &request, fields[4], batch_unhex(fields[4]));
}

int main(void)
{
	struct jsec *s;
	char *line = NULL;
	size_t room = 0;

	if (jsec_new(NULL, &s))
		return 2;
	while (batch_line(&line, &room))
		ask(s, line);
	free(line);
	jsec_free(s);
	return 0;
}
