/* SPDX-License-Identifier: MIT */
/* Reads what a running JVM was started with, with the rights of its user. */
#include "jre/program.h"

#include "jre/install.h"
#include "jre/jvm.h"
#include "jre/reading.h"
#include "os/file.h"
#include "os/identity.h"
#include "os/root.h"

void program_done(struct program *p)
{
	free(p->home);
	free(p->overridden_by);
	jvmargs_done(&p->args);
	cgroup_done(&p->cgroup);
	*p = (struct program){0};
}

void program_look(struct program_view *v, const struct context *c, struct process *p)
{
	const struct root root = root_act_for(&p->root, owner_get_own());

	v->of = p;
	v->remote = p->elsewhere ? &p->mounts : c->remote;
	v->root = root_avoid(&root, v->remote);
	v->context = (struct context){
		.root = &v->root, .remote = v->remote, .pool = c->pool, .is_host = true};
}

static struct rights program_get_rights(const struct process *p)
{
	return (struct rights){p->owner, buf_span(&p->groups)};
}

/* Reads an options file with the rights of the process. */
static int program_read_options(void *context, const char *path, struct buf *ret)
{
	const struct program_view *v = context;
	const struct process *p = v->of;
	const struct rights rights = program_get_rights(p);
	IDENTITY_AUTO struct identity identity = {0};
	PLACE_AUTO struct place place = PLACE_NONE;
	META_AUTO struct meta meta = {0};
	ERR_AUTO struct err ignored = {0};
	BUF_AUTO struct buf full = {0};

	if (*path != '/' && p->directory)
		buf_addf(&full, "%s/", p->directory);
	buf_adds(&full, path);
	if (full.failed || *buf_str(&full) != '/' ||
		(identity_is_root() && identity_take_all(&rights, &identity, &ignored)) ||
		root_resolve(&v->root, buf_str(&full), &place, &ignored))
		return -1;
	return file_read(&place, ret, &meta, &ignored);
}

int program_read(struct program_view *v, struct program *ret)
{
	const struct option_files files = {program_read_options, v};
	const struct process *p = v->of;
	ERR_AUTO struct err ignored = {0};
	bool openj9 = false;

	ret->modern = true;
	ret->home = jvm_find_home(p->library, &ret->modern);
	if (ret->home && jvm_is_openj9(&v->root, ret->home, &openj9, &ignored))
		return -1;
	unsigned kind = (ret->modern ? JVM_MODERN : 0) | (openj9 ? JVM_OPENJ9 : 0);
	if (jvmargs_read(buf_span(&p->cmdline), buf_span(&p->environ), kind, &files,
		    &ret->args) ||
		cgroup_read(buf_span(&p->cgroup), &ret->cgroup))
		return -1;
	ret->args.directory = p->directory ? strdup(p->directory) : NULL;
	if (!ret->args.java_home || *ret->args.java_home != '/')
		return 0;
	/* -Djava.home counts more than the path of the JVM */
	free(ret->home);
	ret->home = strdup(ret->args.java_home);
	return ret->home ? 0 : -1;
}

int program_find_lists(struct program_view *v, struct program *p,
	const struct effect_question *q, const struct reading *own, struct effects *ret,
	struct err *e)
{
	const struct rights rights = program_get_rights(v->of);
	struct effect_question asked = *q;

	asked.context = &v->context;
	asked.args = &p->args;
	asked.namer = &rights;
	return effects_find(&asked, own, ret, e);
}

int program_note_override(struct program *p, const struct effects *effects, struct err *e)
{
	const struct effect *list = &effects->lists[0];

	if (!effect_is_override(list))
		return 0;
	p->list_unread = list->unread;
	return effect_format_place(list, &p->overridden_by, e);
}

void program_publish(
	struct program *p, const struct process *of, const struct jsec_install *install)
{
	p->public = (struct jsec_process){
		.pid = of->pid,
		.uid = owner_get_number(of->owner),
		.home = p->home,
		.install = install,
		.command = p->args.program ? p->args.program : "?",
		.unit = p->cgroup.unit,
		.container = p->cgroup.container,
		.policy_file = p->args.policy,
		.policy_replaces = p->args.policy_only,
		.overridden_by = p->overridden_by,
		.list_unread = p->list_unread,
		.late = p->late,
	};
}
