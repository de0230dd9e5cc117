/* SPDX-License-Identifier: MIT */
/* Compiles the public header alone, as the oldest C and C++ that it supports. */
#include "jsecpatch.h"

int use_header(void);

int use_header(void)
{
	struct jsec_request request = {sizeof request, JSEC_LIST, 0, 0, 0, 0, 0, 0,
		JSEC_FORCE, 0, JSEC_TRANSPORT_UNKNOWN, 0, JSEC_REPLACED_ANY, 0, 0, 0};

	return (int)request.action + (int)sizeof(struct jsec_result);
}
