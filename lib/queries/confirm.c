/* SPDX-License-Identifier: MIT */
/* Runs `java -XshowSettings:security:properties`, if others cannot have replaced it. */
#include "queries/confirm.h"

#include "jre/context.h"
#include "jre/install.h"
#include "os/child.h"
#include "os/file_info.h"
#include "os/identity.h"
#include "os/root.h"
#include "plan/item.h"
#include "plan/request.h"
#include "search/installs.h"
#include "text/list.h"
#include "text/settings_output.h"

#include <stdlib.h>

#define TIME_LIMIT_MS 60000
#define MAX_OUTPUT ((size_t)1 << 20)

/* The user whose rights an install's program gets. */
struct runner {
	bool found;
	struct owner who;
};

/* Files that Java loads when it starts, in the layouts of 8 and of later versions. */
static const char *const pieces[] = {"bin/java", "lib/jvm.cfg", "lib/modules",
	"lib/libjli.so", "lib/jli/libjli.so", "lib/libjava.so", "lib/server/libjvm.so"};

/*
 * Checks the paths of these files. `ret` gets the first part that others than root and
 * `trusted` can change, or NULL. `java` gets what the system knows about bin/java.
 */
static int confirm_find_distrust(const struct context *c, const char *home,
	struct owner trusted, char **ret, struct file_info *java, struct err *e)
{
	const struct root root = root_act_for(c->root, trusted);

	*ret = NULL;
	for (size_t i = 0; !*ret && i < sizeof pieces / sizeof *pieces; i++) {
		PLACE_AUTO struct place place = PLACE_NONE;
		BUF_AUTO struct buf path = {0};

		buf_addf(&path, "%s/%s", home, pieces[i]);
		if (path.failed)
			return err_memory(e);
		ERR_AUTO struct err why = {0};
		int rc = root_resolve(&root, buf_str(&path), &place, &why);
		if (rc == -JSEC_NOT_FOUND)
			continue;
		if (rc)
			return err_copy(e, &why.public);
		if (!i)
			*java = place.info;
		*ret = place.distrust;
		place.distrust = NULL;
	}
	return 0;
}

static int confirm_note(struct item *it, const char *why, const char *what)
{
	note_list_add(&it->out.notes, NOTE_NOT_CONFIRMABLE,
		"not confirmed by Java itself: %s%s", why, what);
	return it->out.notes.failed ? err_memory(&it->out.err) : 0;
}

/*
 * Finds the user to run Java as. We run it with our own rights if only root and we can
 * change it. If it belongs to another user, root runs it with that user's rights, if only
 * root and that user can change it. Otherwise it is not run, and a note says why.
 */
static int confirm_choose_runner(const struct context *c, struct item *it,
	const char *home, struct runner *ret, struct err *e)
{
	char *distrust;
	struct owner me = owner_get_own();
	struct file_info java = {0};
	int rc = confirm_find_distrust(c, home, me, &distrust, &java, e);

	*ret = (struct runner){true, me};
	if (!rc && distrust && identity_is_root() && !owner_is_root(java.owner)) {
		free(distrust);
		rc = confirm_find_distrust(c, home, java.owner, &distrust, &java, e);
		*ret = (struct runner){true, java.owner};
	}
	if (!rc && java.kind != FILE_REGULAR) {
		ret->found = false;
		rc = confirm_note(it, "there is no bin/java in ", home);
	} else if (!rc && distrust) {
		ret->found = false;
		rc = confirm_note(it, "other users can replace ", distrust);
	}
	free(distrust);
	return rc;
}

static int confirm_run_java(const struct jsec_installs *installs, const char *home,
	const struct runner *as, int *status, struct buf *out, struct err *e)
{
	BUF_AUTO struct buf java = {0};
	STRV_AUTO struct strv environment = {0};

	buf_addf(&java, "%s/bin/java", home);
	strv_adds(&environment, "LC_ALL=C.UTF-8");
	for (size_t i = 0; i < installs->options.n; i++)
		strv_adds(&environment, installs->options.items[i]);
	if (java.failed || environment.failed)
		return err_memory(e);
	const char *const argv[] = {
		buf_str(&java), "-XshowSettings:security:properties", "-version", NULL};
	struct child what = {.argv = argv,
		.environment = strv_list(&environment),
		.become = owner_equal(as->who, owner_get_own()) ? NULL : &as->who,
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

static int confirm_contradict(struct item *it, const struct strv *java)
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

/* Compares the lists. `status` is how Java ended: 0 if it said all that it could. */
static int confirm_compare(
	struct item *it, const char *property, int status, struct span output)
{
	STRV_AUTO struct strv java = {0};
	enum shown what;

	if (shown_find_list(output, property, &java, &what))
		return err_memory(&it->out.err);
	if (what == SHOWN_NOTHING && status) {
		const struct span line = span_take_line(&output);
		return err_set(&it->out.err, JSEC_NOT_CONFIRMED, it->found->home, 0,
			"this JRE printed no list, and its program failed%s%.*s",
			line.size ? ": " : "", (int)line.size, line.data);
	}
	if (what == SHOWN_NOTHING)
		return confirm_note(it,
			"it has no -XshowSettings:security; 17.0.12, 21.0.4, 22 "
			"and later have it",
			"");
	if (!confirm_same_entries(&java, &it->out.effective))
		return confirm_contradict(it, &java);
	it->out.public.confirmed = JSEC_CONFIRMED;
	return 0;
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
	if (err_public(&it->read.effects.fatal))
		return confirm_note(it, "TLS does not work in it", "");
	int rc = confirm_choose_runner(c, it, home, &as, why);
	if (rc || !as.found)
		return rc;
	rc = confirm_run_java(installs, home, &as, &status, &output, why);
	return rc ? rc
		  : confirm_compare(it, request->property, status, buf_span(&output));
}

static void confirm_ask_one(const struct context *c, const struct jsec_installs *installs,
	const struct request *request, struct item *it)
{
	ERR_AUTO struct err why = {0};
	enum jsec_state state = it->out.public.state;

	if (err_public(&it->out.err))
		return;
	it->out.public.confirmed = JSEC_NOT_CONFIRMABLE;
	if (confirm_ask(c, installs, request, it, &why) && err_public(&why))
		err_set(&it->out.err, JSEC_NOT_CONFIRMED, NULL, 0,
			"%s: could not be asked what it blocks: %s", it->found->home,
			why.public.message);
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
