/* SPDX-License-Identifier: MIT */
/*
 * The public calls.
 *
 * The rooms of the library, from the top down. An include runs down this table or stays in
 * its folder. os/, text/ and archive/ do not see each other, but archive/ reads through os/.
 *
 * hooks/: update hooks
 *	hooks/hook_list         lists hooks, and what is installed of them
 *	hooks/hook              one hook, and the list of all
 *	hooks/hook_install      installs hooks
 *	hooks/hook_remove       removes hooks
 *	hooks/hook_job          what installing and removing have in common
 *	hooks/hook_records      records what was installed
 *	hooks/hook_table        which hooks there are
 *	hooks/hook_text         fills in their texts, and reads what is installed
 *	hooks/hook_paths        looks at the program they call, and lists what they watch
 *	hooks/hook_units        what systemd knows of their units
 *	hooks/hook_run          runs that hooks start
 *	hooks/hook_run_restart  restarts the units that rules name
 *
 * queries/: answers questions, writes nothing
 *	queries/explain         which cipher suites are blocked, and by which entries
 *	queries/access_audit    finds problems in the settings of Access Manager
 *	queries/backup_list     lists the backups
 *	queries/confirm         asks Java itself which list it uses
 *	queries/ask/ask_jar     the class that it runs there
 *	queries/restart         finds running JVMs that still use an old list
 *
 * diagnosis/: finds out why a handshake fails
 *	diagnosis/diagnose      what is asked about, and how the evidence fits together
 *	diagnosis/evidence      what proves or refutes what
 *	diagnosis/programs      the program at an address, or with a pid
 *	diagnosis/probes        asks a server, and judges its answers
 *	diagnosis/probes_verdict what its answers mean
 *	diagnosis/texts         finds causes in logs and messages
 *	diagnosis/text_causes   what the words of a failure can mean
 *	diagnosis/diagnosis     one answer while it is built
 *	diagnosis/causes        the words for each cause
 *
 * override/: files for -Djava.security.properties
 *	override/override       plans, renews and writes them
 *	override/override_bytes makes their bytes
 *
 * apply/: writes a plan
 *	apply/commit            backs up, replaces and reads back all files
 *	apply/write             writes the file of one item
 *	apply/repack            writes an archive
 *	apply/forget            drops what is known of uninstalled products
 *
 * plan/: makes a plan
 *	plan/plan               plans all installs and the policy file
 *	plan/expiry             backups of homes that have been gone for long
 *	plan/compute            plans one install, by its kind
 *	plan/trust              decides whether a file may be changed
 *	plan/notes              adds notes for the user
 *	plan/notes_place        adds notes about who else uses or writes a file
 *	plan/notes_futile       adds notes about entries that this Java ignores
 *	plan/notes_off          adds notes about lists that restrict nothing
 *	plan/change             plans edits, by the request or the policy
 *	plan/elsewhere          judges the policy's lists that other files have
 *	plan/misspelt           refuses entries that are probably misspelt
 *	plan/openings           what changes make usable, once for equal lists
 *	plan/outlook            finds what blocks suites, and which ones an edit opens
 *	plan/restore            plans restores from backups
 *	plan/archive_plan       plans homes in archives
 *	plan/transport          plans Access Manager's settings
 *	plan/item               one install's part of a plan
 *	plan/list_pool          shares equal lists of entries
 *	plan/planner            what the plans of all kinds have in common
 *	plan/policy             the policy file
 *	plan/policy_paths       which installs the paths in its rules lead to
 *	plan/policy_index       which rules there are for an install
 *	plan/policy_successors  what has probably replaced their targets
 *	plan/policy_remember    adds rules, and removes installs from rules
 *	plan/suspension         what is suspended now
 *	plan/replaced           which files an update is about to replace
 *	plan/packages           the packages that own files, and their states
 *	plan/override_records   which override files were written
 *	plan/journal            finishes a rewrite in place after a crash
 *	plan/gone               knows which paths belonged to uninstalled products
 *	plan/request            checks what the caller asks for
 *
 * search/: finds installs
 *	search/known_places     named installs, and those in known places
 *	search/known_places_meant names the homes that are meant by other paths
 *	search/path_matches     the paths that a pattern matches
 *	search/places           the places where installs usually are
 *	search/running          installs of running JVMs
 *	search/tree_scan        all installs in a tree
 *	search/archive_installs installs in archives
 *	search/archive_homes    reads an archive, and finds the homes in it
 *	search/access_files     the files of an Access Manager installation
 *	search/access_javas     the Javas of an Access Manager installation
 *	search/installs         the installs that were found, each file once
 *
 * suites/: which cipher suites a list blocks
 *	suites/opened           the suites that a change makes usable, or an entry blocks
 *	suites/verdict          suites as callers see them
 *	suites/verdict_futile   entries that a Java ignores
 *	suites/restrictions     all lists of an install that decide about suites
 *
 * jre/: one install
 *	jre/context             what is needed to look for installs and to read them
 *	jre/install             a Java home and its java.security
 *	jre/effective_list      finds the list that Java uses, in whatever file
 *	jre/reading             reads a file once: bytes, properties, list
 *	jre/vendor_file         finds a newer file of the vendor beside an edited one
 *	jre/program             a running JVM: its options, and the list that it takes
 *	jre/jvm                 finds the library of a JVM, and its home
 *	jre/release             the version of a Java, and what that version supports
 *
 * backup/: backup archives
 *	backup/prune            deletes backups that no file needs
 *	backup/store            the backups of a state directory
 *	backup/mentions         finds the records about a file in all manifests
 *	backup/sharing          finds equal bytes, which are stored once
 *	backup/backup           one backup archive
 *	backup/backup_new       writes it
 *	backup/sealed           small records, with a digest
 *	backup/history          a journal of which bytes a file had when
 *	backup/pack             writes files with their metadata to a tar file
 *	backup/pack_read        reads them
 *	backup/blob             equal bytes, kept in memory once
 *
 * access_manager/: the settings of Access Manager, as text
 *	access_manager/settings which settings there are, and what a file says
 *	access_manager/rules    compares the settings of several files
 *	access_manager/settings_edit changes settings
 *	access_manager/settings_copies knows directories that are copies by their names
 *	access_manager/settings_prove proves such a change
 *
 * archive/: JDK archives and tar files, as bytes
 *	archive/members         archives of any kind
 *	archive/member          a member of an archive, and new bytes for it
 *	archive/tar_members     the members of a tar
 *	archive/tar_splice      new bytes for members of a tar
 *	archive/tar_header      the headers of a tar
 *	archive/pax             pax records of a tar
 *	archive/zip_members     the members of a zip
 *	archive/zip_splice      new bytes for members of a zip
 *	archive/zip_index       the index of a zip
 *	archive/zip_verify      checks a changed zip
 *	archive/codec           compressed streams
 *	archive/codec_decode    reads bzip2, xz and zstd
 *	archive/codec_encode    writes bzip2 and xz
 *	archive/gzip            gzip streams
 *	archive/gzip_splice     changes gzip without compressing it all again
 *	archive/isal            gzip by a faster library than zlib, where it is there
 *	archive/region          what the changes of compressed data share
 *	archive/bzip2_splice    changes bzip2 without compressing it all again
 *	archive/zstd_encoder    writes zstd
 *	archive/zstd_frame      headers of zstd
 *	archive/zstd_splice     changes zstd without compressing it all again
 *	archive/xxh64           the checksum of zstd
 *	archive/cursor          a position in decompressed bytes
 *	archive/extent          a range of bytes in a file
 *	archive/digest          SHA-256
 *
 * os/: the only system calls
 *	os/root                 resolves paths inside a root
 *	os/place                opens what a path leads to
 *	os/address              the addresses of a host
 *	os/address_connection   connections to them, with time limits
 *	os/listeners            which processes listen on an address
 *	os/file_info            what the system knows about a file
 *	os/system               failed calls, clocks, the working directory
 *	os/system_log           lines in the system log
 *	os/lacking              what older C libraries and kernel headers lack, and musl
 *	os/file                 reads a file with its metadata
 *	os/file_rights          who may change a file, in its metadata
 *	os/handle               an open file
 *	os/replace              replaces a file atomically
 *	os/overwrite            overwrites a file that is a mount point
 *	os/temporary            a new file before it has its place
 *	os/folder               an open directory
 *	os/lock                 lets only one run change something at a time
 *	os/identity             acts with another user's rights
 *	os/child                runs a program
 *	os/workers              runs work in several threads
 *	os/mounts               mounted file systems
 *	os/mounts_acl           access control lists of NFSv4
 *	os/mounts_foreign       a root in another mount namespace
 *	os/boot                 tells a running machine from a chroot or an image
 *	os/package_locks        whether a package manager is working
 *	os/procs                all running processes
 *	os/proc                 one process
 *	os/walk/walk            walks a tree with several threads
 *	os/walk/visit           reads one directory of the tree
 *	os/walk/queue           directories to read, and what the threads share
 *	os/walk/walked          what a walk looks for, and its results
 *	os/walk/volumes         decides which file systems a walk enters
 *
 * text/: bytes in, bytes out, no system call
 *	text/edit               changes a list in a document
 *	text/prove              proves that a change is what was asked for
 *	text/properties         .properties documents
 *	text/client_hello       makes the hellos of a TLS client
 *	text/server_answer      reads what a TLS server answers to them
 *	text/escapes            escapes in .properties documents
 *	text/list               splits a value into entries
 *	text/vendor_lists       the lists that vendors ship
 *	text/known              the words that can be entries
 *	text/known_rest         the rest of a list that was cut off
 *	text/near               suggestions for misspelt names
 *	text/delta              the difference between two texts, small enough to keep
 *	text/diff               unified diffs
 *	text/suite              which entries block a cipher suite
 *	text/suite_table        all cipher suites and their components
 *	text/manifest           comments in the manifest of a backup
 *	text/path_pattern       patterns of paths
 *	text/policy_rules       the rules of the policy file
 *	text/java_options       the options of a JVM
 *	text/java_answer        what a Java prints that is asked
 *	text/cgroup             the systemd unit and container of a process
 *	text/dpkg_status        dpkg's database of packages
 *	text/failure_text       what logs and stack traces say of failed handshakes
 *	text/debug_output       handshakes in the output of -Djavax.net.debug
 *	text/log_phrases        the words of TLS implementations
 *	text/log_text           logs without escapes and colours
 *	text/alert              names and numbers of TLS alerts
 *
 * base/: no logic
 *	base/errors             errors and their messages
 *	base/memory             counts allocations that failed
 *	base/buf                byte buffers that grow
 *	base/keyed              things that are found by a key
 *	base/checksum           a fast checksum
 *	base/pointers           the lists of the public header
 *	base/span               borrowed bytes
 *	base/note_list          notes for the user, and their codes
 *	base/strv               lists of strings
 */
#include "api_log.h"
#include "api_session.h"

#include "apply/commit.h"
#include "apply/forget.h"
#include "diagnosis/diagnose.h"
#include "jre/release.h"
#include "os/root.h"
#include "override/override.h"
#include "plan/journal.h"
#include "plan/plan.h"
#include "plan/request.h"
#include "queries/access_audit.h"
#include "queries/backup_list.h"
#include "queries/confirm.h"
#include "queries/explain.h"
#include "queries/restart.h"
#include "search/access_files.h"
#include "search/known_places.h"
#include "text/edit.h"
#include "text/properties.h"
#include "text/prove.h"
#include "text/vendor_lists.h"

#include <stdlib.h>

static int api_refuse_size(struct jsec *s, const char *what)
{
	return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
		"%s: size is not set, or says what this version does not know", what);
}

static int api_take_request(
	struct jsec *s, const struct jsec_request *from, struct jsec_request *ret)
{
	*ret = (struct jsec_request){.size = sizeof *ret};
	if (from && !api_session_copy_options(ret, sizeof *ret, from, from->size))
		return 0;
	return api_refuse_size(s, "struct jsec_request");
}

/* A policy or backups that cannot be read give no hints. */
static int api_get_hints(struct jsec *s, struct find_hints *hints)
{
	POLICY_FILE_AUTO struct policy_file policy = {.place = PLACE_NONE};
	int rc = 0;

	hints->policy_path = s->policy.path;
	hints->backups_path = s->store.path;
	if (!policy_read(&s->policy, &policy, &hints->policy_err))
		rc = policy_targets(&policy, &hints->policy, &s->err);
	if (!rc && !store_load(&s->store, &hints->backups_err))
		rc = store_list_files(
			&s->store, &hints->backups, &hints->backup_homes, &s->err);
	const struct jsec_error *unread = store_find_unread(&s->store);
	if (unread)
		err_copy(&hints->backups_err, unread);
	return rc;
}

/* An empty list of targets is refused: it must not mean all installs. */
static int api_take_search(
	struct jsec *s, const struct jsec_search *from, struct jsec_search *ret)
{
	*ret = (struct jsec_search){.size = sizeof *ret};
	if (!from)
		return 0;
	if (api_session_copy_options(ret, sizeof *ret, from, from->size))
		return api_refuse_size(s, "struct jsec_search");
	if (ret->targets && ret->scan)
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"the search has targets and a directory to scan: give one of them");
	if (ret->targets && ret->access)
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"the search has targets and an installation: give one of them");
	if (ret->targets && !ret->n_targets)
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"the search has an empty list of targets");
	return request_check_strings("targets", ret->targets, ret->n_targets, &s->err);
}

/* Searches without touching file systems that may not answer. */
static int api_find(struct jsec *s, const struct jsec_search *what,
	struct find_hints *hints, struct jsec_installs **ret)
{
	struct root searched = root_avoid(&s->root, &s->remote);
	struct context context = s->context;

	context.root = &searched;
	root_remember(&searched);
	int rc = known_places_search(&context, what, hints, &s->watcher, ret, &s->err);
	root_forget(&searched);
	return rc;
}

int jsec_find(
	struct jsec *s, const struct jsec_search *search, struct jsec_installs **ret)
{
	struct jsec_search copy = {.size = sizeof copy};
	struct find_hints hints = {.environment = &s->environment};
	struct jsec_installs *found = NULL;

	api_session_begin(s);
	int rc = api_take_search(s, search, &copy);
	if (rc)
		return rc;
	rc = api_session_find_remote(s);
	rc = rc || copy.targets ? rc : api_get_hints(s, &hints);
	rc = rc ? rc : api_find(s, &copy, &hints, &found);
	strv_done(&hints.policy);
	strv_done(&hints.backups);
	strv_done(&hints.backup_homes);
	err_done(&hints.policy_err);
	err_done(&hints.backups_err);
	return API_SESSION_GIVE(s, rc, found, jsec_installs_free, ret);
}

static int api_take_access(
	struct jsec *s, const struct jsec_access *from, struct jsec_access *ret)
{
	*ret = (struct jsec_access){.size = sizeof *ret};
	if (!from || api_session_copy_options(ret, sizeof *ret, from, from->size))
		return api_refuse_size(s, "struct jsec_access");
	if (!ret->n_directories)
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"there is no directory to search");
	int rc = request_check_strings(
		"directories", ret->directories, ret->n_directories, &s->err);
	return rc ? rc
		  : request_check_strings(
			    "exclude", ret->exclude, ret->n_exclude, &s->err);
}

int jsec_find_access(
	struct jsec *s, const struct jsec_access *where, struct jsec_installs **ret)
{
	struct jsec_installs *found = NULL;
	struct jsec_access copy;

	api_session_begin(s);
	int rc = api_take_access(s, where, &copy);
	if (rc)
		return rc;
	rc = access_files_find(&s->context, &copy, &found, &s->err);
	return API_SESSION_GIVE(s, rc, found, jsec_installs_free, ret);
}

/* To restore this file alone from a backup is the way to mend what is half overwritten. */
static int api_check_whole(struct jsec *s, bool mends, const char *file)
{
	int rc = api_session_check_whole(s);
	const char *half = rc ? s->err.public.path : NULL;

	if (rc != -JSEC_UNFINISHED || !mends || !file || !half || strcmp(file, half) != 0)
		return rc;
	err_done(&s->err);
	return 0;
}

int jsec_plan_make(struct jsec *s, const struct jsec_installs *installs,
	const struct jsec_request *request, struct jsec_plan **ret)
{
	struct jsec_plan *plan = NULL;
	struct jsec_request copy;

	api_session_begin(s);
	int rc = api_take_request(s, request, &copy);
	if (rc)
		return rc;
	rc = api_check_whole(s, copy.action == JSEC_RESTORE && copy.backup_id,
		installs->n == 1 ? installs->items[0]->file : NULL);
	if (rc)
		return rc;
	root_remember(&s->root);
	rc = plan_make(&(struct jsec_plan){.context = &s->context,
			       .store = &s->store,
			       .policy_place = &s->policy,
			       .watcher = &s->watcher},
		installs, &copy, &plan, &s->err);
	root_forget(&s->root);
	s->awaits = !rc && plan_concerns_packages(plan);
	s->waited = false;
	return API_SESSION_GIVE(s, rc, plan, jsec_plan_free, ret);
}

/* What was made of bytes is in no file. */
static int api_refuse_text(struct jsec *s, const struct jsec_plan *p)
{
	return p->text ? err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
				 "a plan of jsec_plan_text() has no file")
		       : 0;
}

/* The file was restored, so it is whole. */
static int api_end_unfinished(struct jsec *s)
{
	int rc = journal_end(&s->store, &s->err);

	if (!rc)
		err_done(&s->unfinished);
	return rc;
}

int jsec_commit(struct jsec *s, struct jsec_plan *p)
{
	bool alone = p->request.output != NULL; /* nothing else is touched */
	bool unlocks = !lock_is_held(&s->lock) && !alone;
	bool mends = p->request.action == JSEC_RESTORE && p->request.backup_id;

	api_session_begin(s);
	int rc = api_refuse_text(s, p);
	if (rc)
		return rc;
	rc = alone ? 0 : jsec_lock(s);
	rc = rc || alone ? rc : api_session_await_packages(s);
	rc = rc ? rc : store_load(&s->store, &s->err);
	rc = rc ? rc
		: api_check_whole(s, mends, p->n == 1 ? p->items[0].install->file : NULL);
	rc = rc ? rc : commit_plan(p, &s->err);
	if (!rc && err_public(&s->unfinished))
		rc = api_end_unfinished(s);
	rc = api_session_end(s, rc);
	if (unlocks)
		jsec_unlock(s);
	api_log_commit(s, p);
	return rc;
}

int jsec_plan_is_current(const struct jsec *s, const struct jsec_plan *p)
{
	return lock_is_held(&s->lock) && !p->text && !s->waited &&
	       lock_follows(&s->lock, p->turn);
}

/* Plans it, or plans it and carries it out. */
static int api_forget(struct jsec *s, const char *const *paths, size_t n, unsigned flags,
	bool commits, struct forgetting **ret)
{
	int rc = api_session_find_remote(s);

	rc = rc ? rc
		: forget_plan(&(struct forgetting){.context = &s->context,
				      .store = &s->store,
				      .policy_place = &s->policy},
			  paths, n, flags & JSEC_FORCE, ret, &s->err);
	if (rc || !commits)
		return rc;
	rc = forget_commit(*ret, &s->err);
	if (rc)
		forget_free(*ret);
	return rc;
}

/* Without anything to be changed there is no need for a lock, nor for its directory. */
int jsec_forget(struct jsec *s, const char *const *paths, size_t n, unsigned flags,
	struct jsec_forgotten **ret)
{
	bool unlocks = !lock_is_held(&s->lock);
	struct forgetting *f = NULL;

	api_session_begin(s);
	if (!n || flags & ~(JSEC_DRY_RUN | JSEC_FORCE))
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"jsec_forget() needs paths, and takes no flag but JSEC_DRY_RUN and "
			"JSEC_FORCE");
	int rc = request_check_strings("paths", paths, n, &s->err);
	rc = rc ? rc : api_session_check_whole(s);
	rc = rc ? rc : api_forget(s, paths, n, flags, false, &f);
	if (api_session_end(s, rc) != rc) {
		forget_free(f);
		return -JSEC_NO_MEMORY;
	}
	if (!rc && f->public.changed && !(flags & JSEC_DRY_RUN)) {
		forget_free(f);
		rc = jsec_lock(s);
		rc = rc ? rc : api_forget(s, paths, n, flags, true, &f);
		if (unlocks)
			jsec_unlock(s);
		if (!rc)
			api_log_forgotten(s, paths, n);
	}
	if (!rc)
		*ret = &f->public;
	return rc;
}

void jsec_forgotten_free(struct jsec_forgotten *forgotten)
{
	forget_free((struct forgetting *)forgotten);
}

int jsec_plan_text(struct jsec *s, const void *bytes, size_t size,
	const struct jsec_request *request, struct jsec_plan **ret)
{
	struct jsec_plan *plan = NULL;
	struct jsec_request copy;

	api_session_begin(s);
	int rc = api_take_request(s, request, &copy);
	if (rc)
		return rc;
	if (!bytes && size)
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"the bytes are NULL, but their size is not 0");
	if (size > FILE_MAX_SIZE)
		return err_set(&s->err, JSEC_TOO_LARGE, NULL, 0,
			"a java.security file has at most 4 MiB");
	rc = plan_make_text(
		&(struct jsec_plan){.context = &s->context, .watcher = &s->watcher},
		span_of(bytes, size), &copy, &plan, &s->err);
	return API_SESSION_GIVE(s, rc, plan, jsec_plan_free, ret);
}

int jsec_audit_make(struct jsec *s, const struct jsec_plan *p, struct jsec_audit **ret)
{
	api_session_begin(s);
	struct jsec_audit *audit = NULL;
	int rc = api_refuse_text(s, p);
	if (rc)
		return rc;
	rc = access_audit_make(p, &audit, &s->err);
	return API_SESSION_GIVE(s, rc, audit, jsec_audit_free, ret);
}

int jsec_backups_read(struct jsec *s, struct jsec_backups **ret)
{
	api_session_begin(s);
	struct jsec_backups *backups = NULL;
	int rc = backup_list_make(&s->store, &backups, &s->err);
	return API_SESSION_GIVE(s, rc, backups, jsec_backups_free, ret);
}

int jsec_explain(struct jsec *s, const struct jsec_installs *installs, const char *what,
	struct jsec_explained **ret)
{
	api_session_begin(s);
	struct jsec_explained *explained = NULL;
	int rc = api_session_check_whole(s);
	rc = rc ? rc : explain_installs(&s->context, installs, what, &explained, &s->err);
	return API_SESSION_GIVE(s, rc, explained, jsec_explained_free, ret);
}

int jsec_overrides_plan(struct jsec *s, const struct jsec_installs *installs,
	const struct jsec_request *request, const char *file, struct jsec_overrides **ret)
{
	struct jsec_overrides *list = NULL;
	struct jsec_request copy;

	api_session_begin(s);
	int rc = api_take_request(s, request, &copy);
	rc = rc ? rc : api_session_check_whole(s);
	if (rc)
		return rc;
	rc = override_plan(&s->context, &s->store, installs, &copy, file, &list, &s->err);
	return API_SESSION_GIVE(s, rc, list, jsec_overrides_free, ret);
}

int jsec_overrides_renew(
	struct jsec *s, const struct jsec_installs *installs, struct jsec_overrides **ret)
{
	api_session_begin(s);
	struct jsec_overrides *list = NULL;
	int rc = api_session_check_whole(s);
	rc = rc ? rc : override_renew(&s->context, &s->store, installs, &list, &s->err);
	return API_SESSION_GIVE(s, rc, list, jsec_overrides_free, ret);
}

int jsec_overrides_write(struct jsec *s, struct jsec_overrides *list)
{
	bool locked = lock_is_held(&s->lock);
	int rc = jsec_lock(s);

	rc = rc ? rc : api_session_check_whole(s);
	rc = rc ? rc : override_write(&s->store, list, &s->err);
	rc = api_session_end(s, rc);
	if (!locked)
		jsec_unlock(s);
	api_log_overrides(s, list);
	return rc;
}

int jsec_confirm(
	struct jsec *s, const struct jsec_installs *installs, struct jsec_plan *p)
{
	api_session_begin(s);
	int rc = api_refuse_text(s, p);
	return rc ? rc
		  : api_session_end(s, confirm_lists(&s->context, installs, p, &s->err));
}

int jsec_restarts_find(
	struct jsec *s, const struct jsec_installs *installs, struct jsec_restarts **ret)
{
	api_session_begin(s);
	struct jsec_restarts *found = NULL;
	int rc = restart_find(
		&s->context, &s->store, &s->policy, installs, &found, &s->err);
	return API_SESSION_GIVE(s, rc, found, jsec_restarts_free, ret);
}

/* Processes and ports are those of this machine, whatever the root is. */
static int api_check_inquiry(struct jsec *s, const struct jsec_inquiry *q)
{
	if (!s->context.is_host)
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"processes and ports are those of this machine: a diagnosis goes "
			"with no other root");
	if (!q->n_what)
		return err_set(&s->err, JSEC_BAD_REQUEST, NULL, 0,
			"there is nothing to diagnose");
	return request_check_strings("what", q->what, q->n_what, &s->err);
}

int jsec_diagnose(
	struct jsec *s, const struct jsec_inquiry *inquiry, struct jsec_diagnoses **ret)
{
	struct jsec_inquiry copy = {.size = sizeof copy};
	struct jsec_diagnoses *all = NULL;

	api_session_begin(s);
	if (!inquiry ||
		api_session_copy_options(&copy, sizeof copy, inquiry, inquiry->size))
		return api_refuse_size(s, "struct jsec_inquiry");
	int rc = api_check_inquiry(s, &copy);
	rc = rc ? rc : api_session_find_remote(s);
	rc = rc ? rc : diagnose_all(&s->context, &s->store, &copy, &all, &s->err);
	return API_SESSION_GIVE(s, rc, all, jsec_diagnoses_free, ret);
}
