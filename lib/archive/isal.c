/* SPDX-License-Identifier: MIT */
/* Loads ISA-L when the first gzip file is read, so that no other start of ours takes longer. */
#include "archive/isal.h"

#ifdef WITH_ISAL
#include <dlfcn.h>
#include <isa-l/igzip_lib.h>
#include <pthread.h>
#include <stdlib.h>

#define LIBRARY "libisal.so.2"

/* Its functions, or NULL. */
static void (*isal_init)(struct inflate_state *state);
static void (*isal_reset)(struct inflate_state *state);
static int (*isal_inflate_some)(struct inflate_state *state);

struct isal {
	struct inflate_state state;
};

static void isal_load(void)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return;
	*(void **)&isal_init = dlsym(library, "isal_inflate_init");
	*(void **)&isal_reset = dlsym(library, "isal_inflate_reset");
	*(void **)&isal_inflate_some = dlsym(library, "isal_inflate");
}

struct isal *isal_open(void)
{
	static pthread_once_t loaded = PTHREAD_ONCE_INIT;
	struct isal *i;

	pthread_once(&loaded, isal_load);
	i = isal_init && isal_reset && isal_inflate_some ? malloc(sizeof *i) : NULL;
	if (i) {
		isal_init(&i->state);
		i->state.crc_flag = ISAL_GZIP;
	}
	return i;
}

int isal_run(struct isal *i, z_stream *z)
{
	struct inflate_state *s = &i->state;

	if (!z->avail_in)
		return Z_BUF_ERROR;
	s->next_in = z->next_in;
	s->avail_in = z->avail_in;
	s->next_out = z->next_out;
	s->avail_out = z->avail_out;
	int status = isal_inflate_some(s);
	z->next_in = s->next_in;
	z->avail_in = s->avail_in;
	z->next_out = s->next_out;
	z->avail_out = s->avail_out;
	z->msg = (char *)(status == ISAL_INCORRECT_CHECKSUM ? "incorrect data check"
							    : "invalid data");
	if (status < 0)
		return Z_DATA_ERROR;
	return s->block_state == ISAL_BLOCK_FINISH ? Z_STREAM_END : Z_OK;
}

void isal_restart(struct isal *i)
{
	isal_reset(&i->state);
	i->state.crc_flag = ISAL_GZIP;
}

void isal_close(struct isal *i)
{
	free(i);
}

#else
struct isal *isal_open(void)
{
	return NULL;
}

int isal_run(struct isal *i, z_stream *z)
{
	(void)i;
	(void)z;
	return Z_DATA_ERROR;
}

void isal_restart(struct isal *i)
{
	(void)i;
}

void isal_close(struct isal *i)
{
	(void)i;
}
#endif
