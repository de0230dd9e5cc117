/* SPDX-License-Identifier: MIT */
/* Reads any bytes as /proc/net/tcp and tcp6. The first bytes are the address. */
#include "base/memory.h"

#include "os/listeners.h"

#include <netinet/in.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct address at = {.size = sizeof at.bytes};
	struct listeners l = {0};
	bool six = size && data[0] & 1;

	at.bytes.ss_family = six ? AF_INET6 : AF_INET;
	for (size_t i = 0; i < 20 && i < size; i++)
		((uint8_t *)&at.bytes)[2 + i] = data[i];
	size_t head = size < 20 ? size : 20;
	struct span text = span_of((const char *)data + head, size - head);
	listeners_take_text(&l, &at, text, false);
	listeners_take_text(&l, &at, text, true);
	CHECK(l.n <= LISTENERS_MAX);
	CHECK(!l.n == !l.rank);
	return 0;
}
