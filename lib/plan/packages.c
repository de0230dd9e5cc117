/* SPDX-License-Identifier: MIT */
/* Reads dpkg's database, or asks rpm, and follows the links in the paths of packages. */
#include "plan/packages.h"

#include "base/strv.h"
#include "os/child.h"
#include "os/file.h"
#include "os/folder.h"

#include <stdio.h>
#include <stdlib.h>

#define DATABASE "/var/lib/dpkg"
#define UPDATES DATABASE "/updates"
#define WHAT "dpkg's database"
#define KEPT_BACK "/var/lib/unattended-upgrades/kept-back"
#define MAX_SIZE ((size_t)64 << 20)

#define RPM "/usr/bin/rpm"
#define RPM_MS 3000
#define N_START 6 /* words before the files */
/* rpm says what it knows as dpkg's database would. Several versions may be installed. */
static const char rpm_format[] =
	"Package: %{NAME}\\nArchitecture: %{VERSION}-%{RELEASE}.%{ARCH}\\n"
	"Status: install ok installed\\nConffiles:\\n[ %{FILENAMES} -\\n]\\n";

/* A path of a package that leads to a file with another one. */
struct packages_link {
	struct span path;
	char *file;
};

/* Opens a directory. It stays closed if there is none. */
static int packages_open(
	const struct root *root, const char *path, struct folder *ret, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	int rc = root_resolve(root, path, &p, &why);

	*ret = FOLDER_NONE;
	if (rc == -JSEC_NOT_FOUND || (!rc && p.info.kind != FILE_DIR))
		return 0;
	if (rc) {
		err_move(e, &why);
		return rc;
	}
	return folder_open(&p, path, "read " WHAT, ret, e);
}

/* Adds the bytes of a file, and an empty line. It may be missing. */
static int packages_read(const struct folder *f, const char *dir, const char *name,
	struct buf *text, struct err *e)
{
	BUF_AUTO struct buf bytes = {0};
	ERR_AUTO struct err why = {0};
	struct handle *file = NULL;
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	int rc = folder_open_file(f, name, path, WHAT, &file, &why);
	rc = rc ? rc : handle_read_all(file, MAX_SIZE, &bytes, &why);
	handle_close(file);
	if (rc == -JSEC_NOT_FOUND) /* dpkg merges its updates, and removes them */
		return 0;
	if (rc) {
		err_move(e, &why);
		return rc;
	}
	buf_add(text, buf_span(&bytes));
	buf_adds(text, "\n\n");
	return 0;
}

/* Notes the name of an update, which is a number. */
static int packages_note_update(void *data, const char *name, enum file_kind kind)
{
	(void)kind;
	if (!name[strspn(name, "0123456789")])
		strv_adds(data, name);
	return 0;
}

static int packages_read_updates(const struct root *root, struct buf *text, struct err *e)
{
	FOLDER_AUTO struct folder f = FOLDER_NONE;
	STRV_AUTO struct strv names = {0};
	int rc = packages_open(root, UPDATES, &f, e);

	if (rc || !folder_is_open(&f))
		return rc;
	rc = folder_list(&f, UPDATES, "read " WHAT, packages_note_update, &names, e);
	if (!rc && names.failed)
		return err_memory(e);
	strv_sort(&names);
	for (size_t i = 0; !rc && i < names.n; i++)
		rc = packages_read(&f, UPDATES, names.items[i], text, e);
	return rc;
}

/* Adds where the path of a java.security leads, if that is another path. */
static int packages_add_link(struct packages *p, const struct root *root,
	const struct dpkg_conffile *named, struct err *e)
{
	static const char name[] = "/java.security";
	size_t n = sizeof name - 1;
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};
	BUF_AUTO struct buf path = {0};

	if (named->path.size < n ||
		memcmp(named->path.data + named->path.size - n, name, n) != 0)
		return 0;
	buf_add(&path, named->path);
	if (root_resolve(root, buf_str(&path), &place, &ignored) ||
		!strcmp(place.path, buf_str(&path)))
		return 0;
	struct packages_link *links = memory_grow(p->links, p->n_links, sizeof *links);
	if (!links)
		return err_memory(e);
	p->links = links;
	links[p->n_links] = (struct packages_link){named->path, strdup(place.path)};
	return links[p->n_links++].file ? 0 : err_memory(e);
}

static int packages_add_links(struct packages *p, const struct root *root, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < p->dpkg.n_conffiles; i++)
		rc = packages_add_link(p, root, &p->dpkg.conffiles[i], e);
	return rc;
}

static int packages_take_text(struct packages *p, const struct root *root, struct err *e)
{
	if (p->text.failed || dpkg_status_read(&p->dpkg, buf_span(&p->text)))
		return err_memory(e);
	return packages_add_links(p, root, e);
}

int packages_load(const struct root *root, struct packages *ret, struct err *e)
{
	FOLDER_AUTO struct folder f = FOLDER_NONE;

	*ret = (struct packages){0};
	int rc = packages_open(root, DATABASE, &f, e);
	if (rc || !folder_is_open(&f))
		return rc;
	rc = packages_read(&f, DATABASE, "status", &ret->text, e);
	rc = rc ? rc : packages_read_updates(root, &ret->text, e);
	if (rc)
		return rc;
	return packages_take_text(ret, root, e);
}

int packages_ask_rpm(const struct root *root, const char *const *files, size_t n,
	struct packages *ret, struct err *e)
{
	static const char *const environment[] = {
		"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", NULL};
	static const char *const start[] = {
		RPM, "-q", "-f", "--queryformat", rpm_format, "--"};
	const char **argv = calloc(N_START + n + 1, sizeof *argv);
	struct child what = {.argv = argv,
		.environment = environment,
		.milliseconds = RPM_MS,
		.max_output = MAX_SIZE};
	int status = 0;

	*ret = (struct packages){0};
	if (!argv)
		return err_memory(e);
	memcpy(argv, start, sizeof start);
	memcpy(argv + N_START, files, n * sizeof *files);
	/* its status is a failure if nobody owns one of the files */
	int rc = child_run(&what, &status, &ret->text, e);
	free(argv);
	if (!rc && !strncmp(buf_str(&ret->text), "error:", 6))
		rc = err_set(e, JSEC_IO, RPM, 0, "%.*s",
			(int)strcspn(buf_str(&ret->text), "\n"), buf_str(&ret->text));
	return rc ? rc : packages_take_text(ret, root, e);
}

void packages_done(struct packages *p)
{
	for (size_t i = 0; i < p->n_links; i++)
		free(p->links[i].file);
	free(p->links);
	dpkg_status_done(&p->dpkg);
	buf_done(&p->text);
	*p = (struct packages){0};
}

const struct dpkg_package *packages_find(const struct packages *p, const char *file)
{
	const struct dpkg_package *found = dpkg_status_find(&p->dpkg, span_str(file));

	for (size_t i = 0; !found && i < p->n_links; i++)
		if (!strcmp(p->links[i].file, file))
			found = dpkg_status_find(&p->dpkg, p->links[i].path);
	return found;
}

int packages_list_kept_back(const struct root *root, struct strv *ret, struct err *e)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	BUF_AUTO struct buf bytes = {0};
	META_AUTO struct meta meta = {0};
	int rc = root_resolve(root, KEPT_BACK, &p, &why);

	if (!rc && p.info.kind == FILE_REGULAR)
		rc = file_read(&p, &bytes, &meta, &why);
	if (rc && rc != -JSEC_NOT_FOUND && rc != -JSEC_DENIED) {
		err_move(e, &why);
		return rc;
	}
	for (const char *at = buf_str(&bytes); !rc && *at;) {
		size_t n = strcspn(at, " \n");
		if (n)
			strv_add(ret, span_of(at, n));
		at += n + (at[n] != 0);
	}
	return ret->failed ? err_memory(e) : 0;
}

/* Returns when a file was last written, or 0 if that is not known. */
static struct file_time packages_look(const struct root *root, const char *path)
{
	PLACE_AUTO struct place p = PLACE_NONE;
	ERR_AUTO struct err ignored = {0};
	const struct file_time never = {0};

	return root_resolve(root, path, &p, &ignored) ? never : p.info.modified;
}

bool packages_is_kept_back(const struct root *root, const struct strv *kept_back,
	const struct dpkg_package *package)
{
	struct file_time written = packages_look(root, KEPT_BACK);
	BUF_AUTO struct buf name = {0};
	BUF_AUTO struct buf full = {0};
	BUF_AUTO struct buf list = {0};

	buf_add(&name, package->name);
	buf_add(&full, package->name);
	buf_adds(&full, ":");
	buf_add(&full, package->architecture);
	if (!strv_has(kept_back, buf_str(&name)) && !strv_has(kept_back, buf_str(&full)))
		return false;
	/* dpkg writes its list of the files with each update */
	buf_addf(&list, DATABASE "/info/%s.list", buf_str(&name));
	if (file_time_is_later(packages_look(root, buf_str(&list)), written))
		return false;
	list.size = 0;
	buf_addf(&list, DATABASE "/info/%s.list", buf_str(&full));
	return !file_time_is_later(packages_look(root, buf_str(&list)), written);
}
