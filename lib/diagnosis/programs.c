/* SPDX-License-Identifier: MIT */
/* Inspects programs by /proc and by the files of their Java; runs and sends nothing. */
#include "diagnosis/programs.h"

#include "jre/jvm.h"
#include "jre/reading.h"
#include "os/listeners.h"
#include "os/system.h"
#include "search/running.h"
#include "suites/restrictions.h"
#include "text/client_hello.h"
#include "text/suite.h"

#include <string.h>

/* What is needed to look at a process. */
struct programs_look {
	const struct context *context; /* of this machine */
	const struct history *history;
	struct process process;
	struct program_view view;
	struct reading own; /* the java.security of its install */
	struct effects effects;
	struct witness *w;
	struct err *e;
};

static void programs_end_look(struct programs_look *l)
{
	effects_done(&l->effects);
	reading_done(&l->own);
	process_done(&l->process);
}

#define LOOK_AUTO __attribute__((cleanup(programs_end_look)))

void programs_done(struct witness *w)
{
	program_done(&w->program);
	if (w->has_install)
		install_done(&w->install);
	strv_done(&w->allow);
	free(w->file);
	note_list_done(&w->facts);
	note_list_done(&w->unknown);
	*w = (struct witness){0};
}

/* Returns the first word of the command line, without directories. */
static const char *programs_get_name(const struct process *p)
{
	const char *word = p->cmdline.size ? buf_str(&p->cmdline) : "?";
	const char *slash = strrchr(word, '/');

	return slash && slash[1] ? slash + 1 : word;
}

/* Notes which program it is. */
static void programs_note_program(struct programs_look *l)
{
	const struct process *p = &l->process;
	const struct jsec_process *public = &l->w->program.public;

	note_list_add(&l->w->facts, NOTE_SEEN_PROGRAM, "process %d is %s%s%s%s%s%s",
		p->pid, l->w->is_java ? public->command : programs_get_name(p),
		public->unit ? " of " : "", public->unit ? public->unit : "",
		public->container ? " in container " : "",
		public->container ? public->container : "",
		l->w->is_java ? "" : ", which does not run Java");
}

/* Notes a process that this user may not inspect. Its unit is no secret. */
static int programs_note_hidden(struct programs_look *l, const struct jsec_error *why)
{
	const struct process *p = &l->process;
	CGROUP_AUTO struct cgroup cgroup = {0};

	if (cgroup_read(buf_span(&p->cgroup), &cgroup))
		return err_memory(l->e);
	note_list_add(&l->w->facts, NOTE_SEEN_PROGRAM, "process %d is %s%s%s%s%s", p->pid,
		programs_get_name(p), cgroup.unit ? " of " : "",
		cgroup.unit ? cgroup.unit : "", cgroup.container ? " in container " : "",
		cgroup.container ? cgroup.container : "");
	note_list_add(&l->w->unknown, NOTE_PROGRAM_HIDDEN,
		"which list process %d uses is not known: %s", p->pid,
		why->code == JSEC_DENIED ? "this user may not inspect it; root may"
					 : why->message);
	return 0;
}

/* Finds the install of the program, as the program sees it. */
static int programs_find_install(struct programs_look *l)
{
	struct witness *w = l->w;
	ERR_AUTO struct err why = {0};
	const char *home = w->program.home;

	l->view.context.of_others = l->process.elsewhere;
	int rc =
		home ? install_probe(&l->view.context, home, true, &w->install, &why) : 0;
	w->has_install = home != NULL;
	if (!rc && home && install_is_found(&w->install))
		return install_learn(&l->view.context, &w->install, l->e);
	if (system_judge(&why) == LOOK_EXHAUSTED) {
		err_move(l->e, &why);
		return rc;
	}
	note_list_add(&w->unknown, NOTE_LIST_UNKNOWN,
		"the java.security of process %d was not found%s%s", l->process.pid,
		rc ? ": " : "", rc ? why.public.message : "");
	if (home)
		install_done(&w->install);
	w->has_install = false;
	return 0;
}

/* Notes whether this machine has the install under the same path. */
static int programs_place_install(struct programs_look *l)
{
	struct witness *w = l->w;
	ERR_AUTO struct err ignored = {0};
	struct file_info here = {0};

	if (!w->has_install)
		return 0;
	if (l->process.elsewhere &&
		(jvm_find_file(l->context->root, w->program.home, &here, &ignored) ||
			!file_id_equal(here.id, w->install.info.id)) &&
		running_move_out(&w->install, &l->process))
		return err_memory(l->e);
	install_publish(&w->install, JSEC_PROCESS);
	return 0;
}

/* Reads the list that the program finds if it reads its files now. */
static int programs_read_lists(struct programs_look *l, struct restrictions *ret)
{
	struct witness *w = l->w;
	struct effect_question q = {.install = &w->install};
	struct restriction lists[SUITE_LISTS] = {0};
	PLACE_AUTO struct place place = PLACE_NONE;

	for (; q.n < SUITE_LISTS; q.n++)
		q.properties[q.n] = suite_get_property((enum suite_list)q.n);
	int rc = reading_open(&l->own, &l->view.context, &w->install, NULL, &place, l->e);
	rc = rc ? rc
		: program_find_lists(
			  &l->view, &w->program, &q, &l->own, &l->effects, l->e);
	if (rc)
		return rc;
	if (err_public(&l->effects.fatal))
		return err_copy(l->e, &l->effects.fatal.public);
	for (int k = 0; k < SUITE_LISTS; k++) {
		const struct effect *f = &l->effects.lists[k];
		if (f->doubted && err_public(&l->effects.unfollowed))
			return err_copy(l->e, &l->effects.unfollowed.public);
		lists[k] = (struct restriction){
			.value = buf_span(&f->raw), .file = f->file, .line = f->line};
	}
	rc = program_note_override(&w->program, &l->effects, l->e);
	return rc ? rc
		  : restrictions_take(
			    ret, &w->install.release, lists, l->effects.groups, l->e);
}

/* The entries that block a suite, if they are all in one list. */
struct programs_blockers {
	size_t n;
	enum suite_list list;
	bool apart; /* they are in several lists */
};

static struct programs_blockers programs_count_blockers(
	const struct suite *s, const struct suite_lists *lists)
{
	struct programs_blockers found = {0};
	struct suite_blocker b = {0};

	while (suite_next_blocker(s, lists, &b)) {
		if (!b.needed)
			continue;
		found.apart = found.apart || (found.n && found.list != b.list);
		found.list = b.list;
		found.n++;
	}
	return found;
}

/* Adds the entries that have to be allowed for this suite. */
static void programs_take_blockers(
	struct witness *w, const struct suite *s, const struct suite_lists *lists)
{
	struct suite_blocker b = {0};

	while (suite_next_blocker(s, lists, &b))
		if (b.needed && !strv_has(&w->allow, b.entry->text))
			strv_adds(&w->allow, b.entry->text);
}

/* Judges the anonymous suites with a cipher of today, and finds the one that the fewest entries block. */
static void programs_judge_suites(
	struct witness *w, const struct suite_lists *lists, const struct effects *effects)
{
	const struct suite *best = NULL;
	struct programs_blockers fewest = {0};

	w->list = LIST_BLOCKS;
	w->has_tls13 = suite_allows_tls13(lists);
	for (const struct suite *s = NULL; (s = suite_table_next(&lists->jsse, s));) {
		if (!suite_table_is_anon(s) || client_hello_is_weak(s->id))
			continue;
		if (suite_judge(s, lists) == SUITE_OPEN)
			w->list = LIST_OPENS;
		struct programs_blockers b = programs_count_blockers(s, lists);
		if (b.n && !b.apart && (!best || b.n < fewest.n)) {
			best = s;
			fewest = b;
		}
	}
	if (w->list == LIST_OPENS)
		return;
	const struct effect *f = &effects->lists[fewest.list];
	if (best)
		programs_take_blockers(w, best, lists);
	w->property = suite_get_property(fewest.list);
	w->file = f->file ? strdup(f->file) : NULL;
	w->line = f->line;
}

/* Tells whether the program may have read other bytes of what is beside java.security, as of an option. */
static bool programs_is_other_changed(const struct programs_look *l)
{
	return l->effects.lacks_option ||
	       file_time_is_later(l->effects.newest, l->process.start);
}

/* Tells whether the program may have read other bytes than its java.security has now. */
static bool programs_is_own_changed(const struct programs_look *l)
{
	const struct witness *w = l->w;
	const struct file_time changed = w->install.info.changed,
			       start = l->process.start;
	const char *digest = blob_get_digest(l->own.blob);

	if (!l->process.elsewhere && digest)
		return history_stale(l->history, w->install.file, changed, digest, start);
	return file_time_is_later(changed, start);
}

static void programs_note_list(struct programs_look *l)
{
	struct witness *w = l->w;
	const struct effect *f = &l->effects.lists[SUITE_LIST_TLS];
	const char *file = f->file ? f->file : w->install.file;

	if (w->list == LIST_BLOCKS && w->allow.n)
		note_list_add(&w->facts, NOTE_SEEN_LIST,
			"its list in %s:%zu blocks anonymous suites: %s%s", file, f->line,
			w->allow.items[0], w->allow.n > 1 ? " and others" : "");
	else if (w->list == LIST_BLOCKS)
		note_list_add(&w->facts, NOTE_SEEN_LIST,
			"its lists, in %s:%zu and elsewhere, block anonymous suites",
			file, f->line);
	else
		note_list_add(&w->facts, NOTE_SEEN_LIST,
			f->line ? "its list in %s:%zu does not block anonymous suites"
				: "no list is set in %s: nothing is blocked",
			file, f->line);
	if (l->effects.doubt) {
		w->list = LIST_UNKNOWN;
		note_list_add(&w->unknown, NOTE_LIST_UNKNOWN, "%s", l->effects.doubt);
	}
	if (w->program.list_unread) {
		w->list = LIST_UNKNOWN;
		note_list_add(&w->unknown, NOTE_LIST_UNKNOWN,
			"its list is in %s, which cannot be read",
			w->program.overridden_by);
	}
	bool own = programs_is_own_changed(l), other = programs_is_other_changed(l);
	w->is_changed = own || other;
	if (other)
		note_list_add(&w->facts, NOTE_SEEN_CHANGE,
			l->effects.lacks_option
				? "the file of -Djava.security.properties, which process %d may "
				  "have read, is not there now"
				: "a file that is read beside java.security was changed after "
				  "process %d started",
			l->process.pid);
	if (own)
		note_list_add(&w->facts, NOTE_SEEN_CHANGE,
			"%s was changed after process %d started", w->install.file,
			l->process.pid);
}

/* Judges its list. A list that cannot be read is no error of the diagnosis. */
static int programs_judge_list(struct programs_look *l)
{
	RESTRICTIONS_AUTO struct restrictions lists = {0};
	struct witness *w = l->w;
	int rc = w->has_install ? programs_read_lists(l, &lists) : 0;

	if (!w->has_install)
		return 0;
	if (rc && system_judge(l->e) == LOOK_EXHAUSTED)
		return rc;
	if (rc) {
		bool bad = rc == -JSEC_BAD_LIST || rc == -JSEC_BAD_FILE;
		w->list = bad ? LIST_IS_BAD : LIST_UNKNOWN;
		note_list_add(bad ? &w->facts : &w->unknown,
			bad ? NOTE_SEEN_LIST : NOTE_LIST_UNKNOWN, "%s",
			l->e->public.message);
		err_done(l->e);
		return 0;
	}
	programs_judge_suites(w, &lists.all, &l->effects);
	programs_note_list(l);
	return 0;
}

static void programs_note_java(struct programs_look *l)
{
	struct witness *w = l->w;
	const struct jsec_install *i = &w->install.public;

	if (w->has_install)
		note_list_add(&w->facts, NOTE_SEEN_JAVA, "its Java is %s%s%s%s%s%s",
			i->home ? i->home : "?", i->vendor || i->java_version ? " (" : "",
			i->vendor ? i->vendor : "",
			i->vendor && i->java_version ? " " : "",
			i->java_version ? i->java_version : "",
			i->vendor || i->java_version ? ")" : "");
	if (w->program.args.policy)
		note_list_add(&w->facts, NOTE_SEEN_OPTIONS,
			"it has the option -Djava.security.properties=%s%s",
			w->program.args.policy_only ? "=" : "", w->program.args.policy);
}

/*
 * Notes what Java opens when it uses TLS: Java 8 the first file, later ones a random device.
 * Before them may be the root of the process.
 */
static void programs_take_file(void *data, const char *target)
{
	static const char *const opened[] = {
		"/lib/jsse.jar", "/dev/random", "/dev/urandom"};
	size_t n = strlen(target);
	bool *used = data;

	for (size_t i = 0; i < sizeof opened / sizeof *opened; i++) {
		size_t tail = strlen(opened[i]);
		*used = *used || (n >= tail && !strcmp(target + n - tail, opened[i]));
	}
}

static void programs_judge_use(struct programs_look *l)
{
	struct witness *w = l->w;
	bool used = false;

	if (process_list_files(l->process.pid, programs_take_file, &used))
		return;
	w->is_idle = !used;
	if (w->is_idle && w->is_changed)
		note_list_add(&w->unknown, NOTE_USE_UNKNOWN,
			"process %d has not used TLS yet: if it has not read its list "
			"either, it will use the changed one",
			l->process.pid);
}

/* Looks at a JVM. */
static int programs_judge(struct programs_look *l)
{
	struct witness *w = l->w;

	w->is_java = true;
	program_look(&l->view, l->context, &l->process);
	if (program_read(&l->view, &w->program))
		return err_memory(l->e);
	int rc = programs_find_install(l);
	program_publish(
		&w->program, &l->process, w->has_install ? &w->install.public : NULL);
	programs_note_program(l);
	rc = rc ? rc : programs_judge_list(l);
	rc = rc ? rc : programs_place_install(l);
	if (rc)
		return rc;
	program_publish(
		&w->program, &l->process, w->has_install ? &w->install.public : NULL);
	programs_note_java(l);
	programs_judge_use(l);
	return 0;
}

int programs_inspect(const struct context *c, const struct history *h, int pid,
	struct witness *ret, struct err *e)
{
	LOOK_AUTO struct programs_look l = {
		.context = c, .history = h, .process = PROCESS_NONE, .w = ret, .e = e};
	ERR_AUTO struct err why = {0};

	*ret = (struct witness){0};
	int found = process_inspect(pid, JVM_LIBRARY, &l.process, &why);
	if (found > 0)
		return programs_judge(&l);
	if (!found) {
		if (cgroup_read(buf_span(&l.process.cgroup), &ret->program.cgroup))
			return err_memory(e);
		program_publish(&ret->program, &l.process, NULL);
		programs_note_program(&l);
		return 0;
	}
	if (found == -JSEC_NOT_FOUND || system_judge(&why) == LOOK_EXHAUSTED) {
		err_move(e, &why);
		return found;
	}
	return programs_note_hidden(&l, &why.public);
}

/* Notes why it is not known who listens. */
static void programs_note_nobody(const struct listeners *l, struct witness *ret)
{
	if (!l->n)
		note_list_add(&ret->unknown, NOTE_PROGRAM_UNKNOWN,
			"which program answers is not known: none listens there in this "
			"network namespace; a container may have the port");
	else
		note_list_add(&ret->unknown, NOTE_PROGRAM_UNKNOWN,
			"which program listens is not known: a program of user %u, which "
			"this user may not inspect; root may",
			l->uid);
}

int programs_find_listener(const struct context *c, const struct history *h,
	const struct address *at, struct witness *ret, struct err *e)
{
	ERR_AUTO struct err why = {0};
	struct listeners found;

	*ret = (struct witness){0};
	if (!address_is_local(at))
		return 0;
	int rc = listeners_find(at, &found, &why);
	if (rc && system_judge(&why) == LOOK_EXHAUSTED) {
		err_move(e, &why);
		return rc;
	}
	if (rc || !found.n_pids) {
		programs_note_nobody(&found, ret);
		ret->listens = found.n > 0;
		return 0;
	}
	/* systemd, or a parent process, may have the socket, too */
	for (size_t i = 0; i < found.n_pids && !ret->is_java; i++) {
		programs_done(ret);
		rc = programs_inspect(c, h, found.pids[i], ret, e);
		if (rc == -JSEC_NOT_FOUND)
			err_done(e);
		else if (rc)
			return rc;
	}
	ret->listens = true;
	return 0;
}
