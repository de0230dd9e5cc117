/* SPDX-License-Identifier: MIT */
/* Finds a JVM's home by the path of its library, in the layouts before and since 9. */
#include "jre/jvm.h"

#include "os/file_info.h"
#include "os/root.h"
#include "os/system.h"

/* Cuts off the last component. Returns false if it is not `name` (NULL: any name). */
static bool jvm_cut_last(struct span *path, const char *name)
{
	const char *slash = memrchr(path->data, '/', path->size);
	size_t size = slash ? (size_t)(slash - path->data) : 0;

	if (!slash || (name && !span_equal(span_cut(*path, size + 1, path->size),
				       span_str(name))))
		return false;
	path->size = size;
	return true;
}

char *jvm_find_home(const char *library, bool *modern)
{
	struct span path = span_str(library);

	if (!jvm_cut_last(&path, JVM_LIBRARY) || !jvm_cut_last(&path, NULL))
		return NULL;
	*modern = jvm_cut_last(&path, "lib");
	if (!*modern && (!jvm_cut_last(&path, NULL) || !jvm_cut_last(&path, "lib")))
		return NULL;
	return strndup(path.data, path.size);
}

int jvm_find_file(
	const struct root *root, const char *home, struct file_info *ret, struct err *e)
{
	static const char *const places[] = {
		"conf/security/java.security", "lib/security/java.security"};

	*ret = (struct file_info){0};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		PLACE_AUTO struct place place = PLACE_NONE;
		ERR_AUTO struct err why = {0};
		BUF_AUTO struct buf path = {0};

		buf_addf(&path, "%s/%s", home, places[i]);
		if (path.failed)
			return err_memory(e);
		int rc = root_resolve(root, buf_str(&path), &place, &why);
		if (system_judge(&why) != LOOK_ABSENT) {
			err_move(e, &why);
			return rc;
		}
		if (!rc && place.info.kind == FILE_REGULAR) {
			*ret = place.info;
			return 0;
		}
	}
	return 0;
}
