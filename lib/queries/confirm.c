/* SPDX-License-Identifier: MIT */
/* Runs a class of ours in the Java itself, if others cannot change what that loads. */
#include "queries/confirm.h"

#include "jre/context.h"
#include "jre/install.h"
#include "os/child.h"
#include "os/file_info.h"
#include "os/folder.h"
#include "os/identity.h"
#include "os/root.h"
#include "plan/item.h"
#include "plan/planner.h"
#include "plan/request.h"
#include "search/installs.h"
#include "suites/restrictions.h"
#include "text/list.h"
#include "text/escapes.h"
#include "text/java_answer.h"
#include "text/suite.h"

#include <stdio.h>
#include <stdlib.h>

#define TIME_LIMIT_MS 60000
#define MAX_OUTPUT ((size_t)1 << 20)

/* What is judged of one JRE. A JDK has some 1,000 files in 200 directories. */
#define MOST_FILES 65536
#define MOST_DIRECTORIES 4096

/* The user whose rights an install's program gets. */
struct runner {
	bool found;
	struct owner who;
};

/* A walk through all that `java` loads: who could have changed it? */
struct confirm_walk {
	const struct root *root; /* acts for the one who is trusted, besides root */
	struct strv todo;	 /* directories; those before `done` are judged, */
	struct file_id *ids;	 /* and these are they */
	size_t done;
	size_t n_files;
	char *doubt; /* NULL, or why others can change it */
	struct err *e;
};

static int confirm_doubt(struct confirm_walk *w, const char *why, const char *path)
{
	if (asprintf(&w->doubt, "%s%s", why, path) >= 0)
		return 0;
	w->doubt = NULL;
	return err_memory(w->e);
}

static int confirm_doubt_path(struct confirm_walk *w, const char *path)
{
	return confirm_doubt(w, "other users can replace ", path);
}

/* A link may lead to what does not exist, unless others can make it there. */
static int confirm_judge_missing(struct confirm_walk *w, const char *path)
{
	PLACE_AUTO struct place above = PLACE_NONE;
	const char *slash = strrchr(path, '/');
	char *parent = strndup(path, slash ? (size_t)(slash - path) : 0);
	int rc = parent ? root_resolve(w->root, parent, &above, w->e) : err_memory(w->e);

	free(parent);
	if (rc)
		return rc;
	return above.distrust || file_info_is_shared(&above.info)
		       ? confirm_doubt_path(w, path)
		       : 0;
}

/* Judges a file or directory, or what a link leads to. Files in it are judged later. */
static int confirm_judge(struct confirm_walk *w, const char *path)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	ERR_AUTO struct err why = {0};
	int rc = root_resolve(w->root, path, &place, &why);

	if (rc == -JSEC_NO_MEMORY)
		return err_memory(w->e);
	if (rc == -JSEC_NOT_FOUND && why.public.path)
		return confirm_judge_missing(w, why.public.path);
	if (rc)
		return confirm_doubt(w, "", why.public.message);
	if (place.distrust)
		return confirm_doubt_path(w, place.distrust);
	if (place.info.kind == FILE_NONE)
		return confirm_judge_missing(w, place.path);
	/* others can add files to a directory even if it is sticky */
	if (file_info_is_shared(&place.info))
		return confirm_doubt_path(w, place.path);
	if (place.info.kind != FILE_DIR)
		return 0;
	strv_adds(&w->todo, place.path);
	return w->todo.failed ? err_memory(w->e) : 0;
}

static int confirm_judge_name(void *data, const char *name, enum file_kind kind)
{
	struct confirm_walk *w = data;
	BUF_AUTO struct buf path = {0};

	(void)kind;
	buf_addf(&path, "%s/%s", w->todo.items[w->done], name);
	if (path.failed)
		return err_memory(w->e);
	int rc = ++w->n_files > MOST_FILES
			 ? confirm_doubt(w, "too many files in ", w->todo.items[0])
			 : confirm_judge(w, buf_str(&path));
	return rc || !w->doubt ? rc : 1;
}

/* Judges the files of the next directory, unless a link has led there before. */
static int confirm_judge_next(struct confirm_walk *w)
{
	PLACE_AUTO struct place place = PLACE_NONE;
	const char *path = w->todo.items[w->done];
	int rc = root_resolve(w->root, path, &place, w->e);

	for (size_t i = 0; !rc && i < w->done; i++)
		rc = file_id_equal(w->ids[i], place.info.id);
	if (!rc)
		rc = folder_list_at(&place, path, "list", confirm_judge_name, w, w->e);
	w->ids[w->done++] = place.info.id;
	return rc < 0 ? rc : 0;
}

/*
 * Judges all files of a home, of the home that bin/java is in if that is a link, and where
 * Java 8 looks for extensions. `ret` gets NULL, or why others than root and `trusted` can
 * change them.
 */
static int confirm_find_doubt(const struct context *c, const char *home,
	const char *linked, struct owner trusted, char **ret, struct err *e)
{
	const char *const all[] = {home, linked, "/usr/java/packages"};
	struct root root = root_act_for(c->root, trusted);
	struct confirm_walk w = {
		.root = &root, .ids = calloc(MOST_DIRECTORIES, sizeof *w.ids), .e = e};
	int rc = w.ids ? 0 : err_memory(e);

	root_remember(&root);
	for (size_t i = 0; !rc && !w.doubt && i < sizeof all / sizeof *all; i++)
		rc = confirm_judge(&w, all[i]);
	while (!rc && !w.doubt && w.done < w.todo.n)
		rc = w.done < MOST_DIRECTORIES
			     ? confirm_judge_next(&w)
			     : confirm_doubt(&w, "too many directories in ", home);
	root_forget(&root);
	strv_done(&w.todo);
	free(w.ids);
	*ret = w.doubt;
	return rc;
}

static int confirm_note(struct item *it, const char *why, const char *what)
{
	note_list_add(&it->out.notes, NOTE_NOT_CONFIRMABLE,
		"not confirmed by Java itself: %s%s", why, what);
	return it->out.notes.failed ? err_memory(&it->out.err) : 0;
}

static int confirm_note_named_only(struct item *it, const char *distrust)
{
	note_list_add(&it->out.notes, NOTE_CONFIRM_NAMED,
		"not confirmed by Java itself: other users can replace %s", distrust);
	return it->out.notes.failed ? err_memory(&it->out.err) : 0;
}

/* Judges the files for the runner. Leaves a note if others can change them. */
static int confirm_judge_all(const struct context *c, struct item *it, const char *home,
	const char *java, struct runner *as, struct err *e)
{
	BUF_AUTO struct buf linked = {0};
	char *doubt = NULL;

	/* Java takes the directory above the one of its program for its home */
	buf_addf(&linked, "%.*s/..", (int)(strrchr(java, '/') - java), java);
	int rc = linked.failed ? err_memory(e)
			       : confirm_find_doubt(
					 c, home, buf_str(&linked), as->who, &doubt, e);
	as->found = !rc && !doubt;
	if (!rc && doubt)
		rc = confirm_note(it, doubt, "");
	free(doubt);
	return rc;
}

/*
 * Finds the user to run Java as. What only root and we can change is run with our own
 * rights. What belongs to another user is run by root only if it was named: with that
 * user's rights, if only root and that user can change it. Otherwise a note says why not.
 */
static int confirm_choose_runner(const struct context *c, struct item *it,
	const char *home, struct runner *ret, struct err *e)
{
	PLACE_AUTO struct place java = PLACE_NONE;
	BUF_AUTO struct buf path = {0};
	const struct root root = root_act_for(c->root, owner_get_own());

	*ret = (struct runner){false, owner_get_own()};
	buf_addf(&path, "%s/bin/java", home);
	int rc = path.failed ? err_memory(e)
			     : root_resolve(&root, buf_str(&path), &java, e);
	if (rc && rc != -JSEC_NOT_FOUND)
		return rc;
	if (java.info.kind != FILE_REGULAR) {
		err_done(e);
		return confirm_note(it, "there is no bin/java in ", home);
	}
	if (java.distrust && identity_is_root() && !owner_is_root(java.info.owner)) {
		if (!install_is_target(it->install))
			return confirm_note_named_only(it, java.distrust);
		ret->who = identity_of(java.info.owner);
	}
	return confirm_judge_all(c, it, home, java.path, ret, e);
}

/* Root's variables are for programs that run as root, or else as who has set them. */
static bool confirm_is_own(const struct runner *as)
{
	return owner_equal(as->who, owner_get_own());
}

/*
 * The jar is Java's standard input: nothing is written to a file system, where others could
 * exchange it.
 */
static int confirm_run_java(const struct jsec_installs *installs, const char *home,
	const char *property, const struct runner *as, int *status, struct buf *out,
	struct err *e)
{
	BUF_AUTO struct buf java = {0};
	STRV_AUTO struct strv environment = {0};

	buf_addf(&java, "%s/bin/java", home);
	strv_adds(&environment, "LC_ALL=C.UTF-8");
	for (size_t i = 0; confirm_is_own(as) && i < installs->options.n; i++)
		strv_adds(&environment, installs->options.items[i]);
	if (java.failed || environment.failed)
		return err_memory(e);
	/* it leaves the files alone by which other JVMs of the user are found */
	const char *const argv[] = {buf_str(&java), "-XX:-UsePerfData",
		"-Dcom.ibm.tools.attach.enable=no", "-cp", "/proc/self/fd/0",
		CONFIRM_CLASS, property, NULL};
	struct child what = {.argv = argv,
		.input = confirm_jar,
		.environment = strv_list(&environment),
		.become = confirm_is_own(as) ? NULL : &as->who,
		.milliseconds = TIME_LIMIT_MS,
		.max_output = MAX_OUTPUT};
	return child_run(&what, status, out, e);
}

/* Tells whether two lists have equal entries, in the same order. */
static bool confirm_same_entries(const struct strv *a, const struct strv *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (!entry_equal(a->items[i], b->items[i]))
			return false;
	return a->n == b->n;
}

static int confirm_contradict_list(struct item *it, const struct strv *java)
{
	BUF_AUTO struct buf list = {0};

	for (size_t i = 0; i < java->n; i++)
		buf_addf(&list, "%s%s", i ? ", " : "", java->items[i]);
	if (list.failed)
		return err_memory(&it->out.err);
	it->out.public.confirmed = JSEC_CONTRADICTED;
	return err_set(&it->out.err, JSEC_NOT_CONFIRMED, it->found->home, 0,
		"this JRE itself reports that it blocks %s; that does not match %s, so "
		"something else decides",
		list.size ? buf_str(&list) : "nothing", it->install->file);
}

static int confirm_contradict(struct item *it, const char *what, const char *more)
{
	it->out.public.confirmed = JSEC_CONTRADICTED;
	return err_set(&it->out.err, JSEC_NOT_CONFIRMED, it->found->home, 0,
		"this JRE itself reports %s%s", what, more);
}

/* What the lists leave of the anonymous suites. */
enum confirm_anonymous { ANONYMOUS_UNKNOWN, ANONYMOUS_BLOCKED, ANONYMOUS_OPEN };

static int confirm_judge_anonymous(
	const struct item *it, enum confirm_anonymous *ret, struct err *e)
{
	RESTRICTIONS_AUTO struct restrictions r = {0};
	BUF_AUTO struct buf value = {0};
	struct restriction lists[SUITE_LISTS] = {0};
	const struct effects *f = &it->work->effects;

	*ret = ANONYMOUS_UNKNOWN;
	if (f->n < SUITE_LISTS)
		return 0;
	for (size_t k = 0; k < SUITE_LISTS; k++)
		lists[k].value = buf_span(&f->lists[k].raw);
	for (size_t i = 0; i < it->out.effective->n; i++) {
		buf_adds(&value, i ? "," : "");
		chars_encode(span_str(it->out.effective->items[i]), &value);
	}
	if (value.failed)
		return err_memory(e);
	lists[SUITE_LIST_TLS].value = buf_span(&value);
	int rc = restrictions_take(
		&r, &it->found->release, lists, it->work->effects.groups, e);
	if (rc)
		return rc;
	*ret = ANONYMOUS_BLOCKED;
	for (const struct suite *s = NULL; (s = suite_table_next(&r.all.jsse, s));) {
		enum suite_state state = strstr(s->name, ANONYMOUS)
						 ? suite_judge(s, &r.all)
						 : SUITE_BLOCKED;
		if (state == SUITE_UNSURE && *ret == ANONYMOUS_BLOCKED)
			*ret = ANONYMOUS_UNKNOWN;
		else if (state != SUITE_UNSURE && state != SUITE_BLOCKED)
			*ret = ANONYMOUS_OPEN;
	}
	return 0;
}

/* The list may be the right one, and something else may decide: another provider, say. */
static int confirm_compare_suites(struct item *it, const struct java_answer *java)
{
	enum confirm_anonymous ours;
	int rc = confirm_judge_anonymous(it, &ours, &it->out.err);

	if (rc || ours == ANONYMOUS_UNKNOWN)
		return rc;
	if (java->failure)
		return confirm_contradict(
			it, "this list, but TLS does not work in it: ", java->failure);
	if (ours == ANONYMOUS_OPEN && !java->n_anonymous)
		return confirm_contradict(it, "this list, but has no anonymous suite",
			": something else forbids them");
	if (ours == ANONYMOUS_BLOCKED && java->n_anonymous)
		return confirm_contradict(it, "this list, but has anonymous suites",
			": something else allows them");
	return 0;
}

/* Returns the first line that may say what went wrong. */
static struct span confirm_find_complaint(struct span output)
{
	static const char usual[] = "Picked up ";
	struct span line = {0};

	while (output.size && !line.size) {
		line = span_take_line(&output);
		if (line.size >= strlen(usual) &&
			!memcmp(line.data, usual, strlen(usual)))
			line.size = 0;
	}
	return line;
}

/* Compares the answer. `status` is how Java ended: 0 if it said all that it could. */
static int confirm_compare(
	struct item *it, const char *property, int status, struct span output)
{
	JAVA_ANSWER_AUTO struct java_answer java = {0};

	if (java_answer_read(output, &java))
		return err_memory(&it->out.err);
	if (!java.whole) {
		const struct span line = confirm_find_complaint(output);
		return err_set(&it->out.err, JSEC_NOT_CONFIRMED, it->found->home, 0,
			"this JRE did not say what it blocks%s%s%.*s",
			status ? ": its program failed" : "", line.size ? ": " : "",
			(int)line.size, line.data);
	}
	if (!confirm_same_entries(&java.entries, it->out.effective))
		return confirm_contradict_list(it, &java.entries);
	int rc = strcmp(property, suite_get_property(SUITE_LIST_TLS))
			 ? 0
			 : confirm_compare_suites(it, &java);
	if (!rc)
		it->out.public.confirmed = JSEC_CONFIRMED;
	return rc;
}

/* Tells whether an option in the environment decides which list is used. */
static bool confirm_depends_on_options(const struct item *it)
{
	const struct effects *f = &it->work->effects;

	return f->n &&
	       (f->lists[0].way == EFFECT_OPTION || f->lists[0].way == EFFECT_HOME);
}

/* Finds the lists again: a plan does not keep them. */
static int confirm_find_effects(const struct context *c,
	const struct jsec_installs *installs, const struct request *request,
	struct item *it, struct err *why)
{
	const struct planner p = {.context = c, .request = request, .installs = installs};
	READING_AUTO struct reading own = {0};
	PLACE_AUTO struct place place = PLACE_NONE;
	int rc = reading_open(&own, c, it->found, request->property, &place, why);

	return rc ? rc : planner_find_effects(&p, it, &own, &it->work->effects, why);
}

/*
 * Asks Java. If it cannot be asked, adds a note: the change itself did not fail. If it was
 * asked, and did not answer, that is an error.
 */
static int confirm_ask(const struct context *c, const struct jsec_installs *installs,
	const struct request *request, struct item *it, struct err *why)
{
	BUF_AUTO struct buf output = {0};
	struct runner as = {0};
	const char *home = it->found->home;
	int status = 0;

	if (it->found->kind == INSTALL_IN_ARCHIVE)
		return confirm_note(it, "it is in an archive", "");
	/* The path is checked inside that root, but would be run outside. */
	if (!c->is_host || install_is_elsewhere(it->found))
		return confirm_note(it, "it is in another root directory", "");
	if (!home)
		return confirm_note(it, "the file is in no Java home", "");
	int rc = confirm_find_effects(c, installs, request, it, why);
	if (rc)
		return rc;
	if (err_public(&it->work->effects.fatal))
		return confirm_note(it, "TLS does not work in it", "");
	rc = confirm_choose_runner(c, it, home, &as, why);
	if (rc || !as.found)
		return rc;
	if (!confirm_is_own(&as) && confirm_depends_on_options(it))
		return confirm_note(it,
			"it is another user's, who does not get the "
			"options in the environment",
			"");
	rc = confirm_run_java(
		installs, home, request->property, &as, &status, &output, why);
	return rc ? rc
		  : confirm_compare(it, request->property, status, buf_span(&output));
}

static void confirm_ask_one(const struct context *c, const struct jsec_installs *installs,
	const struct request *request, struct item *it)
{
	ERR_AUTO struct err why = {0};
	struct item_work work = {.place = PLACE_NONE};
	enum jsec_state state = it->out.public.state;

	if (err_public(&it->out.err))
		return;
	it->work = &work;
	it->out.public.confirmed = JSEC_NOT_CONFIRMABLE;
	if (confirm_ask(c, installs, request, it, &why) && err_public(&why))
		err_set(&it->out.err, JSEC_NOT_CONFIRMED, NULL, 0,
			"%s: could not be asked what it blocks: %s", it->found->home,
			why.public.message);
	effects_done(&work.effects);
	it->work = NULL;
	item_publish(it, state);
}

int confirm_lists(const struct context *c, const struct jsec_installs *installs,
	struct jsec_plan *plan, struct err *e)
{
	struct failures failures = {.what = "installs"};

	for (size_t i = 0; i < plan->n; i++) {
		struct item_outcome *out = &plan->items[i].out;
		confirm_ask_one(c, installs, &plan->request, &plan->items[i]);
		bool doubted = out->err.public.code == JSEC_NOT_CONFIRMED;
		failures_count(&failures, doubted ? err_public(&out->err) : NULL);
	}
	return failures_judge(&failures, e);
}
