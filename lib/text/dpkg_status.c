/* SPDX-License-Identifier: MIT */
/* Reads entries of dpkg's database: lines of "Field: value", and of " more of the value". */
#include "text/dpkg_status.h"

#include <stdlib.h>

/* What is read of one entry. */
struct dpkg_entry {
	struct span name, architecture, status;
	struct span files; /* the lines of Conffiles */
};

static bool dpkg_status_take_field(struct span line, const char *field, struct span *ret)
{
	size_t n = strlen(field);

	/* dpkg ignores the case of a field's name */
	if (line.size <= n || line.data[n] != ':' ||
		strncasecmp(line.data, field, n) != 0)
		return false;
	*ret = span_trim(span_cut(line, n + 1, line.size));
	return true;
}

/* Cuts the last word off, without the blanks before it. */
static struct span dpkg_status_cut_word(struct span *s)
{
	size_t from = s->size;

	while (from && s->data[from - 1] != ' ')
		from--;
	struct span word = span_cut(*s, from, s->size);
	while (from && s->data[from - 1] == ' ')
		from--;
	s->size = from;
	return word;
}

/* Reads the state: the last of the three words of "install ok installed". */
static struct span dpkg_status_read_word(struct span status, enum dpkg_state *ret)
{
	static const struct {
		const char *word;
		enum dpkg_state state;
	} words[] = {
		{"installed", DPKG_INSTALLED},
		{"triggers-pending", DPKG_INSTALLED},
		{"triggers-awaited", DPKG_INSTALLED},
		{"half-configured", DPKG_UNFINISHED},
		{"unpacked", DPKG_UNFINISHED},
		{"half-installed", DPKG_UNFINISHED},
	};
	struct span word = dpkg_status_cut_word(&status);

	*ret = DPKG_ABSENT;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (span_equal(word, span_str(words[i].word)))
			*ret = words[i].state;
	return word;
}

/* Adds the file of a line " PATH MD5 [obsolete] [remove-on-upgrade]". */
static int dpkg_status_add_file(struct dpkg_status *s, struct span line)
{
	struct dpkg_conffile file = {.path = span_trim(line), .package = s->n_packages};
	struct span word = dpkg_status_cut_word(&file.path);

	if (span_equal(word, span_str("remove-on-upgrade")))
		word = dpkg_status_cut_word(&file.path);
	file.obsolete = span_equal(word, span_str("obsolete"));
	if (file.obsolete)
		dpkg_status_cut_word(&file.path);
	if (!file.path.size || *file.path.data != '/')
		return 0;
	struct dpkg_conffile *items =
		memory_grow(s->conffiles, s->n_conffiles, sizeof file);
	if (!items)
		return -1;
	s->conffiles = items;
	items[s->n_conffiles++] = file;
	return 0;
}

static int dpkg_status_add(struct dpkg_status *s, const struct dpkg_entry *entry)
{
	struct span files = entry->files;
	struct dpkg_package p = {
		.name = entry->name, .architecture = entry->architecture};

	if (!p.name.size)
		return 0;
	p.word = dpkg_status_read_word(entry->status, &p.state);
	while (files.size)
		if (dpkg_status_add_file(s, span_take_line(&files)))
			return -1;
	struct dpkg_package *items = memory_grow(s->packages, s->n_packages, sizeof p);
	if (!items)
		return -1;
	s->packages = items;
	items[s->n_packages++] = p;
	return 0;
}

/* Reads lines to the end of an entry, which is an empty line. */
static struct dpkg_entry dpkg_status_take_entry(struct span *text)
{
	struct dpkg_entry entry = {0};
	bool in_files = false;

	while (text->size) {
		struct span line = span_take_line(text);
		if (!span_trim(line).size)
			break;
		if (*line.data == ' ' || *line.data == '\t') {
			if (in_files)
				entry.files.size = (size_t)(line.data + line.size -
							    entry.files.data);
			continue;
		}
		in_files = dpkg_status_take_field(line, "Conffiles", &entry.files);
		if (in_files) /* from the next line on */
			entry.files = span_of(text->data, 0);
		else if (!dpkg_status_take_field(line, "Package", &entry.name) &&
			 !dpkg_status_take_field(line, "Status", &entry.status))
			dpkg_status_take_field(line, "Architecture", &entry.architecture);
	}
	return entry;
}

static int dpkg_status_compare(struct span a, struct span b)
{
	size_t n = a.size < b.size ? a.size : b.size;
	int order = n ? memcmp(a.data, b.data, n) : 0;

	return order ? order : (a.size > b.size) - (a.size < b.size);
}

static int dpkg_status_compare_files(const void *a, const void *b)
{
	const struct dpkg_conffile *x = a, *y = b;
	int order = dpkg_status_compare(x->path, y->path);

	return order ? order : (x->package > y->package) - (x->package < y->package);
}

static int dpkg_status_compare_packages(const void *a, const void *b)
{
	const struct dpkg_package *x = *(const struct dpkg_package *const *)a;
	const struct dpkg_package *y = *(const struct dpkg_package *const *)b;
	int order = dpkg_status_compare(x->name, y->name);

	order = order ? order : dpkg_status_compare(x->architecture, y->architecture);
	return order ? order : (x > y) - (x < y);
}

/* Marks all entries of a package but the last one. */
static int dpkg_status_supersede(struct dpkg_status *s)
{
	struct dpkg_package **sorted = calloc(s->n_packages + 1, sizeof(void *));

	if (!sorted)
		return -1;
	for (size_t i = 0; i < s->n_packages; i++)
		sorted[i] = &s->packages[i];
	qsort(sorted, s->n_packages, sizeof *sorted, dpkg_status_compare_packages);
	for (size_t i = 0; i + 1 < s->n_packages; i++)
		sorted[i]->superseded =
			span_equal(sorted[i]->name, sorted[i + 1]->name) &&
			span_equal(sorted[i]->architecture, sorted[i + 1]->architecture);
	free(sorted);
	return 0;
}

int dpkg_status_read(struct dpkg_status *s, struct span text)
{
	*s = (struct dpkg_status){0};
	while (text.size) {
		struct dpkg_entry entry = dpkg_status_take_entry(&text);
		if (dpkg_status_add(s, &entry))
			return -1;
	}
	if (s->n_conffiles)
		qsort(s->conffiles, s->n_conffiles, sizeof *s->conffiles,
			dpkg_status_compare_files);
	return dpkg_status_supersede(s);
}

void dpkg_status_done(struct dpkg_status *s)
{
	free(s->packages);
	free(s->conffiles);
	*s = (struct dpkg_status){0};
}

/* Returns the place of the first file of this path, or of what would follow it. */
static size_t dpkg_status_seek(const struct dpkg_status *s, struct span path)
{
	size_t from = 0, to = s->n_conffiles;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (dpkg_status_compare(s->conffiles[middle].path, path) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

const struct dpkg_package *dpkg_status_find(const struct dpkg_status *s, struct span path)
{
	const struct dpkg_package *best = NULL;
	int best_rank = -1;

	for (size_t i = dpkg_status_seek(s, path);
		i < s->n_conffiles && span_equal(s->conffiles[i].path, path); i++) {
		const struct dpkg_conffile *file = &s->conffiles[i];
		const struct dpkg_package *p = &s->packages[file->package];
		int rank = 2 * (p->state != DPKG_ABSENT) + !file->obsolete;

		if (p->superseded || rank <= best_rank)
			continue;
		best = p;
		best_rank = rank;
	}
	return best;
}
