/* SPDX-License-Identifier: MIT */
/* Allows anonymous suites in a tree, or restores its files, in C99, C++11 and C++20. */
#include <jsecpatch.h>

#include <stdio.h>
#include <string.h>

static int app_change(struct jsec *session, const struct jsec_request *request)
{
	struct jsec_installs *installs = NULL;
	struct jsec_plan *plan = NULL;
	int rc = jsec_find(session, NULL, &installs);

	if (!rc)
		rc = jsec_plan_make(session, installs, request, &plan);
	if (!rc)
		rc = jsec_commit(session, plan);
	if (rc)
		fprintf(stderr, "%s\n", jsec_get_error(session)->message);
	jsec_plan_free(plan);
	jsec_installs_free(installs);
	return rc;
}

int main(int argc, char **argv)
{
	static const char *const allow[] = {"anon"};
	struct jsec_options options;
	struct jsec_request request;
	struct jsec *session = NULL;
	int rc;

	if (argc != 3)
		return 2;
	memset(&options, 0, sizeof options);
	options.size = sizeof options;
	options.root = argv[1];
	memset(&request, 0, sizeof request);
	request.size = sizeof request;
	request.action = strcmp(argv[2], "allow") ? JSEC_RESTORE : JSEC_CHANGE;
	if (request.action == JSEC_CHANGE) {
		request.allow = allow;
		request.n_allow = 1;
	}
	rc = jsec_new(&options, &session);
	if (!rc)
		rc = app_change(session, &request);
	jsec_free(session);
	return rc ? 1 : 0;
}
