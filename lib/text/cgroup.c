/* SPDX-License-Identifier: MIT */
/* Finds the systemd unit and the container in the paths of a process's cgroups. */
#include "text/cgroup.h"

#include "base/buf.h"

#include <stdlib.h>

#define ID_SIZE 64

/* Spans of the text. Those of a later line replace earlier ones. */
struct cgroup_names {
	struct span unit;
	struct span container; /* still escaped */
};

static bool cgroup_cut_start(struct span *s, const char *start)
{
	size_t n = strlen(start);

	if (s->size <= n || memcmp(s->data, start, n) != 0)
		return false;
	*s = span_cut(*s, n, s->size);
	return true;
}

static bool cgroup_cut_end(struct span *s, const char *end)
{
	size_t n = strlen(end);

	if (s->size <= n || memcmp(s->data + s->size - n, end, n) != 0)
		return false;
	s->size -= n;
	return true;
}

/* Accepts an id, or a name that ends in "-" and an id; then cuts it down to the id. */
static bool cgroup_cut_to_id(struct span *s)
{
	struct span id;

	if (s->size < ID_SIZE ||
		(s->size > ID_SIZE && s->data[s->size - ID_SIZE - 1] != '-'))
		return false;
	id = span_cut(*s, s->size - ID_SIZE, s->size);
	for (size_t i = 0; i < ID_SIZE; i++)
		if (!memchr("0123456789abcdef", id.data[i], 16))
			return false;
	*s = id;
	return true;
}

/*
 * Accepts ID, docker-ID.scope, libpod-ID.scope, cri-containerd-ID.scope and
 * crio-ID.scope. The machines of LXC and systemd have names instead of ids. `above` is
 * the component before `s` in the path.
 */
static bool cgroup_cut_to_container(struct span above, struct span *s)
{
	if (span_equal(above, span_str("lxc")) || cgroup_cut_start(s, "lxc.payload."))
		return true;
	bool scope = cgroup_cut_end(s, ".scope");
	return cgroup_cut_to_id(s) || (scope && cgroup_cut_start(s, "machine-"));
}

/*
 * Tells whether a user names the groups below this component. The second name is that of
 * libpam-cgfs, in the root of a hierarchy of version 1.
 */
static bool cgroup_is_of_user(struct span above, struct span s)
{
	return span_equal(s, span_str("user.slice")) ||
	       (!above.size && span_equal(s, span_str("user"))) ||
	       cgroup_cut_start(&s, "user@");
}

/*
 * Goes down to the first unit. Below a service, a scope or a user's slice the names are
 * those of whoever runs there, who can make them up. A container has units of its own.
 */
static void cgroup_read_path(struct cgroup_names *n, struct span path)
{
	struct span above = {"", 0};
	bool inside = false;

	while (path.size) {
		const char *slash = memchr(path.data, '/', path.size);
		size_t size = slash ? (size_t)(slash - path.data) : path.size;
		struct span component = span_cut(path, 0, size);
		struct span container = component, unit = component, scope = component;

		if (cgroup_is_of_user(above, component))
			return;
		if (!inside && cgroup_cut_to_container(above, &container)) {
			n->container = container;
			inside = true;
		} else if (cgroup_cut_end(&unit, ".service")) {
			n->unit = component;
			return;
		} else if (cgroup_cut_end(&scope, ".scope")) {
			return;
		}
		above = component;
		path = span_cut(path, size + (slash != NULL), path.size);
	}
}

/* Returns the byte at *i, or what "\xHH" there means. Moves *i to its last byte. */
static char cgroup_unescape(struct span s, size_t *i)
{
	char hex[3] = "", *end;

	if (s.size - *i < 4 || memcmp(s.data + *i, "\\x", 2) != 0)
		return s.data[*i];
	memcpy(hex, s.data + *i + 2, 2);
	long byte = strtol(hex, &end, 16);
	if (*end || byte <= 0)
		return s.data[*i];
	*i += 3;
	return (char)byte;
}

static char *cgroup_unescape_path(struct span s)
{
	struct buf out = {0};

	for (size_t i = 0; i < s.size; i++) {
		char c = cgroup_unescape(s, &i);
		buf_addc(&out, c);
	}
	return buf_take(&out);
}

int cgroup_read(struct span text, struct cgroup *ret)
{
	struct cgroup_names n = {0};

	*ret = (struct cgroup){0};
	while (text.size) { /* lines of "number:controllers:path" */
		struct span line = span_take_line(&text);
		const char *path = memchr(line.data, '/', line.size);
		if (path)
			cgroup_read_path(&n,
				span_cut(line, (size_t)(path - line.data), line.size));
	}
	ret->unit = n.unit.size ? strndup(n.unit.data, n.unit.size) : NULL;
	ret->container = n.container.size ? cgroup_unescape_path(n.container) : NULL;
	return (n.unit.size && !ret->unit) || (n.container.size && !ret->container) ? -1
										    : 0;
}

void cgroup_done(struct cgroup *c)
{
	free(c->unit);
	free(c->container);
	*c = (struct cgroup){0};
}
