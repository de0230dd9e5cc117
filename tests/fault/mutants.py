#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Breaks the code on purpose, one way at a time, and sees that a test notices it.

usage: mutants.py [--full] [--keep DIR] [NAME]...

Each mutant is one change of one file, with the tests that must fail then. The tree is copied;
the project itself is not touched. Without --full and names, a sample is tried.

exit status: 0 every mutant was noticed, 1 one was not, or its text is no longer in the code
"""
import argparse
import collections
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
TIMEOUT = 400

Mutant = collections.namedtuple('Mutant', 'file old new tests')

# Tests are named as in meson. "order ACTION" is fault/order.py with this action.
MUTANTS = {}


def add(file, tests, *changes):
    """Adds mutants of a file that the same tests notice: name, old text, new text."""
    for name, old, new in changes:
        MUTANTS[name] = Mutant('lib/' + file, old, new, tests.split(', '))


add('os/replace.c', 'order allow',
    ('new-file-not-synced', 'if (fsync(fd))', 'if (0)'),
    ('sync-error-of-new-file', 'if (fsync(fd))', 'if (fsync(fd) && 0)'),
    ('directory-not-synced', 'if (fsync(r->t.dir))', 'if (0)'),
    ('sync-error-of-directory', 'if (fsync(r->t.dir))', 'if (fsync(r->t.dir) && 0)'))
add('os/replace.c', 'replace',
    ('old-file-not-checked', 'return file_info_is_unchanged(&now, old) ? 0 :',
     'return 1 ? 0 :'),
    ('no-extended-attributes', 'if (fsetxattr(fd, x->name,', 'if (0 && fsetxattr(fd, x->name,'),
    ('no-mode', 'if (fchmod(fd, info->permissions))', 'if (0)'),
    ('no-owner', 'if (!identity_give(fd, *o))', 'if (1)'),
    ('no-times', 'if (r->keep_times && futimens(fd, times))', 'if (0)'),
    ('inherited-acl-stays', 'fremovexattr(fd, now.xattrs[i].name))', '0)'),
    ('immutable-not-seen', 'if (file.stx_attributes & fixed)', 'if (0)'),
    ('mount-point-not-seen', '*ret = file.stx_attributes & STATX_ATTR_MOUNT_ROOT ?',
     '*ret = 0 ?'))
add('text/failure_text.c', 'failure_text',
    ('each-line-is-another-failure', '(r->current && f->story == r->story)', '0'),
    ('warnings-are-failures', 'if (failure_find(rest, "\\"fatal\\""))', 'if (1)'),
    ('frames-show-no-role', 'r->current->role = p->role;', ';'))
add('text/debug_output.c', 'failure_text',
    ('context-is-proof', ': !debug_output_has(d->file, "HandshakeContext.java")', ': 0'),
    ('groups-are-versions', '(!legacy && !d->versions_follow)', '0'),
    ('threads-are-one', 'if (span_equal(d->names[i], name)) {', 'if (1) {'))
add('diagnosis/text_causes.c', 'cli-diagnose_text',
    ('blocked-suites-unread', 'if (!h->n_blocked ||', 'if (1 ||'),
    ('hello-rules-nothing-out', 'if (!h->hello_line || !h->n_suites)', 'if (1)'))
add('text/server_answer.c', 'server_answer',
    ('tls13-hello-is-a-yes', 'answer_ends_sealed_alert(a) || answer_has_ended(a));', '0);'),
    ('long-request-is-a-certificate', '!a->has_alert && !answer_ends_sealed_alert(a) &&', ''))
add('diagnosis/probes_verdict.c', 'probes',
    ('tls13-first-not-seen', 'answer_is_broken_13(all) ? OUTCOME_WORKS_UNTIL_13 :', '0 ? 0 :'),
    ('close-before-hello-not-seen', 'p->waited.end == ANSWER_CLOSED &&', '0 &&'))
add('diagnosis/probes.c', 'answers',
    ('drips-for-ever', 'limit < q->deadline ? limit : q->deadline', 'limit'),
    ('no-second-hello', 'answer_retry(a);', 'return;'))
add('os/replace.c', 'cli-not_owner',
    ('owner-not-checked', 'if (identity_is_root() || !p->info.kind ||', 'if (1 ||'))
add('os/replace.c', 'between',
    ('no-compare-and-swap', 'if (file_info_is_same(&out, &r->old->info))', 'if (1)'),
    ('not-swapped-back', 'if (replace_swap_names(t, p))\n\t\t\tbreak;', 'break;'),
    ('stranger-not-saved', 'temporary_save(t, p->name);', ''),
    ('new-file-not-read-back', ': replace_compare_bytes(fd, r, e);', ': 0;'),
    ('metadata-not-compared', 'if (!rc && !meta_equal(&made, r->meta))', 'if (0)'))

add('os/temporary.c', 'temporary',
    ('nothing-cleaned', 'if (ours)', 'if (0)'),
    ('cleaned-beside-a-run', '{fd, !flock(fd, LOCK_EX | LOCK_NB), p, notes}',
     '{fd, true, p, notes}'),
    ('directory-not-locked', 'temporary_share_directory(t->dir);', ''),
    ('strangers-file-cleaned', 'file_info_is_same(&now, &n.old)', 'true'))

add('os/overwrite.c', 'order allow-in-place',
    ('cut-before-overwritten', 'if (system_write_at(fd, to->bytes, &at))',
     'if (ftruncate(fd, 0) || system_write_at(fd, to->bytes, &at))'),
    ('overwritten-not-synced', 'if (!rc && fsync(fd))', 'if (0)'))
add('os/overwrite.c', 'replace',
    ('old-bytes-not-put-back', 'if (!overwrite_put_back(fd, back, &second))', 'if (1)'),
    ('overwritten-unchecked',
     'return file_info_is_unchanged(&now, &r->old->info)\n\t\t       ? 0',
     'return 1\n\t\t       ? 0'),
    ('overwritten-not-cut', 'if (ftruncate(fd, (off_t)r->bytes.size))', 'if (0)'))
add('os/overwrite.c', 'between',
    ('overwritten-not-read-back', 'return rc ? rc : replace_compare_bytes(fd, r, e);',
     'return rc;'))
add('os/overwrite.c', 'cli-in_place_full',
    ('no-room-reserved', 'rc = rc ? rc : overwrite_reserve(fd, to, e);', ''))

add('plan/journal.c', 'journal',
    ('redo-seal-not-checked', 'if (span_equal(seal, span_str(want)))', 'if (1)'),
    ('redo-takes-any-bytes', 'if (!byte_of)\n\t\t\treturn false;', ''),
    ('redo-of-another-file-lost', 'int rc = journal_check_other(s, keep->member.path, e);',
     'int rc = 0;'))
add('plan/journal.c', 'order allow-in-place',
    ('redo-not-synced',
     'rc = rc ? rc : folder_sync(f, s->path, "write the redo record", e);', ''))
add('apply/write.c', 'order allow-in-place',
    ('no-redo', 'int rc = journal_begin(plan->store, keep, to->bytes, to->meta, e);',
     'int rc = 0;'))
add('apply/write.c', 'cli-in_place_torn',
    ('redo-dropped-too-early', 'if (rc == -JSEC_UNFINISHED)\n\t\treturn rc;\n\tint end', 'int end'))
add('apply/write.c', 'cli-changed_again',
    ('target-not-read-back', 'rc = writing_read_back(w);', 'rc = 0;'))
add('apply/write.c', 'api_failed',
    ('changed-file-backed-up', 'checksum_compute(buf_span(ret)) == it->read.sum',
     '1'))

add('apply/commit.c', 'order allow',
    ('backup-not-confirmed', 'return rc ? rc : store_confirm(store, b->saved, b->keeps, '
     'b->n_keeps, &b->err);', 'return rc;'))
add('apply/commit.c', 'order reapply-nothing',
    ('directories-left-unsynced', 'int synced = store_sync_made(plan->store, e);',
     'int synced = 0;'))
add('apply/commit.c', 'cli-suspend',
    ('suspension-not-noted', 'b->rc = b->rc ? b->rc : commit_note_suspended(b);', ''))
add('apply/commit.c', 'cli-access_taken_back',
    ('not-taken-back', 'if (b->jobs[i].item)\n\t\t\twriting_take_back(',
     'if (0)\n\t\t\twriting_take_back('))
add('apply/commit.c', 'cli-keep_ten',
    ('nothing-pruned', 'prune_backups(plan->store);', ''))
add('plan/replaced.c', 'api_updates',
    ('leftover-of-dpkg-waits', 'owner->state == DPKG_UNFINISHED);', '1);'),
    ('unknown-owner-is-none', 'ret->unknown = replaced_ask(', 'ret->unknown = 0 && replaced_ask('),
    ('all-packages-replaced', 'return strv_has(&r->names, buf_str(&name));', 'return true;'))
add('plan/compute.c', 'cli-replaced',
    ('all-is-suspended', 'if (compute_is_unconcerned(p, it->install))', 'if (0)'))
add('plan/restore.c', 'cli-replaced',
    ('included-files-are-suspended',
     'if (!replaced_has(p->replaced, p->context->root, it->install->file))', 'if (0)'))
add('text/dpkg_status.c', 'dpkg_status',
    ('updates-of-dpkg-unread', 'if (p->superseded || rank <= best_rank)',
     'if (rank <= best_rank)'))
add('apply/commit.c', 'cli-suspend_failed',
    ('failed-suspension-dropped',
     'if (it->install->file && ends && it->out.err.public.code == JSEC_OK)\n\t\t\tdone',
     'if (it->install->file && ends)\n\t\t\tdone'))
add('apply/commit.c', 'cli-suspend',
    ('suspension-dropped-by-no-change', 'it->install->file && ends && it', 'it->install->file && it'))

add('backup/store.c', 'cli-dangling',
    ('link-to-nothing-as-none', 'if (p.dangling)', 'if (p.dangling && 0)'))
add('plan/planner.c', 'cli-list_damaged',
    ('lost-backup-unsaid', '!store_doubt(p->store, file, &damage)', '1'))
add('plan/elsewhere.c', 'cli-rule_elsewhere',
    ('rule-in-another-file', 'f->file && strcmp(f->file, it->install->file) != 0', '0'))

add('backup/prune.c', 'store',
    ('damaged-copy-counts', '!strcmp(m[i].record->was, m[nth].record->was) &&\n\t\t\t'
     'prune_is_good(p, m[i].backup))', '!strcmp(m[i].record->was, m[nth].record->was))'),
    ('damaged-backups-count', ' && prune_is_good(p, m[i].backup);', ';'),
    ('vendors-bytes-pruned', '(vendors && !prune_has_copy_before(p, all, i));', '0;'),
    ('pruned-unverified', 'p.verifies = true;', ''),
    ('unreadable-pruned', 'p->needed[i] = p->needed[i] || !prune_is_good(p, i);', ''))
add('backup/store.h', 'cli-keep_ten',
    ('nine-kept', '#define STORE_KEEP_LAST 10', '#define STORE_KEEP_LAST 9'))
add('backup/store.c', 'order allow',
    ('backups-not-synced', 'return rc ? rc : folder_sync(&s->backups, s->path, "sync the backups", e);',
     'return rc;'),
    ('made-directories-not-synced', 'nth ? store_sync_made(all->store, e)', 'nth ? 0'))
add('os/workers.c', 'order allow',
    ('sync-error-of-backup', 'if (!rc && all.codes[i])', 'if (0)'))
add('apply/commit.c', 'order remember',
    ('policy-before-directories', 'int rc = store_sync_made(plan->store, e);', 'int rc = 0;'))
add('backup/store.c', 'order suspend',
    ('notes-not-synced', 'rc = rc ? rc : folder_sync(state, s->path, "sync " NOTES, e);\n\trc',
     'rc'))
add('backup/store.c', 'store',
    ('backup-not-compared', 'rc = backup_compare(saved, &s->backups, &bases, files, n, e);', 'rc = 0;'),
    ('writable-store-trusted', 'if (p.info.kind && (p.distrust ||', 'if (p.info.kind && (0 ||'),
    ('oldest-backup-found', 'oldest ? i : all.n - 1 - i', 'i'))
add('backup/store.c', 'cli-damaged_other, cli-restore_damaged, cli-damaged_says',
    ('damage-not-doubted', 'if (rc && (!b->names_all || store_has_file(b, file)))', 'if (0)'))
add('backup/backup.c', 'store',
    ('checksum-not-compared', ': backup_names_digest(b, digest);', ': true;'),
    ('metadata-not-in-backup',
     'if (!k || strcmp(u->path, k->member.path) != 0 ||\n\t\t'
     '!meta_equal(&u->meta, k->member.meta))',
     'if (!k || strcmp(u->path, k->member.path) != 0)'))
add('backup/backup.c', 'store',
    ('members-not-counted', 'return !rc && l->n != b->records.n ? backup_differs(b, e) : rc;',
     'return rc;'))
add('backup/backup.c', 'sharing',
    ('link-not-followed', 'rc = backup_follow(l, r, u, &c, e);', 'rc = 0;'),
    ('link-to-other-bytes', ' strcmp(shared->digest, r->was) != 0 ||', ''))
add('backup/sharing.c', 'sharing',
    ('metadata-not-shared', '!strcmp(a->was, b->was) && meta_equal(', '!strcmp(a->was, b->was) || meta_equal('),
    ('base-of-other-metadata', 'if (!c || !meta_equal(&c->meta, k->member.meta))', 'if (!c)'),
    ('chain-of-bases', 'if (!m->items[i].record->base)\n', ''),
    ('base-of-other-bytes', ' &&\n\t\t\t!strcmp(all.items[i].record->was, r->was))', ')'))
add('plan/expiry.c', 'cli-keep_gone',
    ('mount-point-gone', '&ignored) == 1\n\t\t       ? SIGHT_GONE', '&ignored) >= 0\n\t\t       ? SIGHT_GONE'),
    ('returned-still-gone', 'if (f->sight == SIGHT_THERE)\n\t\t\tcontinue;', ''),
    ('home-not-looked-at', 'if (file != SIGHT_GONE || !r->home || !*r->home)', 'if (1)'),
    ('clock-not-doubted', 'if (!rc && expiry_doubts_clock(of->store)) {', 'if (0) {'),
    ('gone-at-once', 'x->now - f->since >= x->of->days * DAY', 'true'))
add('backup/prune.c', 'sharing',
    ('base-pruned', 'sharing_mark_bases(s->items, s->n, p->needed);', ''),
    ('base-of-damaged-pruned', 'sharing_mark_doubted(s->items, s->n, p->needed);', ''))
add('os/folder.c', 'order allow',
    ('records-not-synced', 'int rc = handle_sync(file, e);', 'int rc = 0;'))
add('os/folder.c', 'folder',
    ('live-record-cleaned', 'if (fd >= 0 && !folder_lock_new(f, name, fd))', 'if (fd >= 0)'),
    ('records-follow-links', 'flags | O_NONBLOCK | O_NOFOLLOW |', 'flags | O_NONBLOCK |'))
add('os/folder.c', 'cli-state_dir_writable',
    ('records-of-others', 'if (!file_info_is_shared(&i) &&', 'if (1 ||'))
add('backup/store.c', 'cli-state_dir_writable',
    ('sticky-store-trusted', '(p.distrust || file_info_is_shared(&p.info))', 'p.distrust'))
add('os/folder.c', 'folder, looking',
    ('end-of-listing-trusted', 'if (size < 0 && errno != ENOENT)', 'if (0)'))
add('os/lock.c', 'lock', ('no-lock', 'while (fcntl(fd, F_OFD_SETLK, &lock)) {', 'while (0) {'))

add('plan/trust.c', 'cli-writable_dir, cli-users_trap',
    ('roots-file-in-users-directory', 'if (owner_is_root(owner) && !force)', 'if (0)'))
add('plan/trust.c', 'cli-users_trap, cli-own_install',
    ('changed-as-root', 'if (!identity_is_root() || !it->install->distrust)', 'if (1)'))
add('plan/trust.c', 'cli-writable_dir',
    ('force-names-all', '!= JSEC_CONTAINER && owner_is_root(i->info.owner)', '!= JSEC_CONTAINER'))
add('jre/install.c', 'cli-policy_advice, cli-writable_dir',
    ('changed-without-a-name', '(i->distrust && identity_is_root() &&', '(0 &&'))
add('plan/policy_remember.c', 'cli-remember_version',
    ('neighbours-not-excepted', 'for (size_t k = 0; covers && k < found.paths.n; k++) {',
     'for (size_t k = 0; 0 && k < found.paths.n; k++) {'),
    ('pattern-kept-for-excepted', 'policy_excepts(c->file, target->rule, &target->ids[k]);', '0;'),
    ('exception-of-others', '&& !found.unknown && !found.paths.n;', '&& !found.unknown;'),
    ('pattern-by-hand-dropped', 'policy_is_made_of(target->pattern, named));', '1);'))
add('plan/policy_paths.c', 'cli-policy_lost',
    ('lost-rule-is-content', 'return n && k == n;', 'return 0;'))
add('plan/policy_paths.c', 'cli-policy_pattern',
    ('cut-pattern-is-content', 'if (f->first[rule][k].cut)', 'if (0)'),
    ('exceptions-are-no-patterns', 'covers = !policy_leads_to(path, r->except.items[k], i);',
     ';'))
add('text/path_pattern.c', 'path_pattern',
    ('escapes-not-written', "path.data[i] != ']' && strchr(SPECIAL, path.data[i])", '0'),
    ('hidden-names-match', "name.data[0] == '.' && p.size", '0 && p.size'),
    ('any-major-version', 'ret->major = span_of(major, strspn(major, "0123456789"));',
     'ret->major = span_of(major, 1);'))
add('plan/trust.c', 'cli-hard_links', ('hard-links-not-seen', 'if (n < 2)', 'if (1)'))
add('jre/install.c', 'cli-scan',
    ('containers-changed', 'return i->public.source == JSEC_CONTAINER ||', 'return'))
add('os/root.c', 'root',
    ('any-owner-trusted', 'if (!root_trusts(w, s->info.owner))', 'if (0)'),
    ('sticky-not-seen', '||\n\t       (s->info.kind == FILE_DIR && (s->info.permissions & S_ISVTX));', ';'),
    ('any-link-followed', 'if (root_trusts(w, owner) || owner_equal(owner, whose))', 'if (1)'),
    ('link-leaves-the-root', "if (n > 0 && target[0] == '/')", 'if (0)'))
add('os/root.c', 'between',
    ('link-looked-up-twice', 'readlinkat(s->fd, "",', 'readlinkat(root_get_step(w)->fd, name,'))
add('os/file_info.c', 'root', ('group-not-others', '(S_IWGRP | S_IWOTH)', 'S_IWOTH'))
add('os/place.c', 'between',
    ('opened-by-name', 'int fd = open(self, flags);', 'int fd = place_open_name(p, flags);'),
    ('stranger-opened', 'file_id_equal(now.id, p->info.id)', 'true'))
add('os/place.c', 'file', ('proc-read', '|| p->pseudo) {', ') {'))
add('os/identity.c', 'identity', ('identity-not-taken', 'setfsuid(who.user); /* also', '/* also'))

add('os/file_rights.c', 'cli-restore_trust',
    ('restored-owner', 'if (!owner_is_root(a->owner) && !owner_equal(a->owner, b->owner))', 'if (0)'),
    ('restored-set-id', 'if (a->permissions & set_id &', 'if (0 &'),
    ('restored-reading', 'return a & ~b & (S_IRWXG | S_IRWXO);', 'return false;'),
    ('restored-list', '& ~meta_find_common(than);', '& 0;'),
    ('restored-capabilities', '|| !meta_is_covered(m, than, false);', ';'))
add('os/root.c', 'cli-untrusted_places',
    ('made-before-judged', 'if (ret->distrust && identity_is_root())', 'if (0)'))
add('plan/restore.c', 'cli-foreign',
    ('foreign-file-restored',
     'if (!request_has(p->request, JSEC_FORCE))\n\t\treturn err_set(&it->out.err, JSEC_FOREIGN',
     'if (0)\n\t\treturn err_set(&it->out.err, JSEC_FOREIGN'))
add('plan/restore.c', 'cli-restore_damaged, cli-damaged',
    ('damage-not-told', 'restore_note_damaged(s, file, &it->out.notes);', ''))
add('plan/restore.c', 'cli-restore_first_time',
    ('first-time-lost', 'restore_take_first_time(p, file, digest, &u.meta);', ''))
add('plan/suspension.c', 'cli-suspend',
    ('resumed-over-an-update', 'if (!strcmp(r->written, digest))', 'if (1)'))
add('apply/forget.c', 'cli-forget_kept, cli-forget_more, cli-forget_damaged',
    ('backup-of-existing-forgotten', '} else if (c.existing) {', '} else if (0) {'),
    ('shared-backup-forgotten', '} else if (c.n_theirs && c.n_others) {', '} else if (0) {'),
    ('damaged-backup-forgotten', 'if (rc && (c.n_theirs || !b->names_all)) {', 'if (0) {'))
add('apply/repack.c', 'cli-archive_restore',
    ('archive-not-backed-up', 'rc = rc ? rc : repack_back_up(&j);', ''))
add('apply/repack.c', 'cli-archive_torn_write',
    ('archive-not-checked', 'return members_check(', 'return 0 && members_check('))

add('search/installs.c', 'cli-same_file', ('file-found-twice', '} else if (slot && *slot) {', '} else if (0) {'))
add('search/installs.c', 'cli-search_closed, cli-unreadable, looking',
    ('missed-place-not-counted', 'if (counts)\n\t\treturn installs_count_missed(l, m, why, e);',
     'if (counts)\n\t\treturn 0;'),
    ('missed-place-not-listed',
     '? 0\n\t\t       : installs_add_broken(l, m->path, m->source, why, e);', '? 0 : 0;'))
add('search/installs.c', 'cli-search_closed, cli-many_open, looking, faults-scan', ('no-descriptors-ignored', 'if (look == LOOK_EXHAUSTED) {', 'if (0) {'))
add('search/tree_scan.c', 'cli-scan_user, looking',
    ('unread-directories-ignored', 'return rc ? rc : tree_scan_take_failures(l, path, e);',
     'return rc;'))
add('search/tree_scan.c', 'cli-scan',
    ('container-storage-not-seen', 'if (strstr(path, storages[i]))', 'if (0)'))
add('os/root.c', 'cli-others_mounts',
    ('dead-mount-entered', 'if (!m || m->named)', 'if (1)'))
add('plan/compute.c', 'cli-others_unread',
    ('other-users-install-read', '*skip = only_named && p->request', '*skip = 0 && p->request'),
    ('other-users-error-counts', 'if (!err_public(&out->err) ||', 'if (1 ||'))
add('jre/install.c', 'cli-others_unread',
    ('other-users-file-read-as-root', 'return identity_of(i->info.owner);', 'return own;'))
add('jre/effective_list.c', 'cli-others_name',
    ('include-read-as-root', 'int rc = identity_is_root() ?', 'int rc = 0 ?'),
    ('author-not-obeyed', 'if (!owner_is_root(author))', 'if (0)'))
add('jre/program.c', 'cli-others_name',
    ('options-files-read-as-root',
     'identity_is_root() && identity_take_all(&rights, &identity, &ignored)', '0'))
add('diagnosis/evidence.c', 'evidence',
    ('older-list-is-no-doubt', 'if (!w->is_changed) {', 'if (1) {'),
    ('install-mended-in-vain', 'if (!w->program.overridden_by ||', 'if (1 ||'),
    ('server-refutes-nothing', '} else if (its && !its->proven) {', '} else if (0) {'))
add('os/listeners.c', 'listeners',
    ('any-listener-taken', 'if (socket->port != wanted->port)', 'if (0)'))
add('os/proc.c', 'cli-others_name',
    ('owner-of-proc-believed', 'owner_is_root(effective) ? real : effective',
     '(struct owner){0, 0}'))
add('os/procs.c', 'procs',
    ('new-threads-not-looked-at', '!rc && i <= p->found.last', '0'),
    ('library-of-another-program', 'free(p->items[i].library);\n\tp->items[i].library = NULL;',
     ''),
    ('threads-not-counted', 'threads.st_nlink == ONE_THREAD', '0'))
add('search/known_places.c', 'cli-others_homes',
    ('homes-looked-at-by-hooks', '!what->no_users || !identity_is_root()', '1'))
add('search/places.c', 'cli-others_homes',
    ('homes-looked-at-as-root',
     'identity_is_root() && identity_take_all(&rights, &identity, &why)', '0'))
add('search/places.c', 'cli-places',
    ('java-names-not-followed', '? JAVA_LEVELS', '? 0'))
add('queries/confirm.c', 'cli-confirm_trust',
    ('java-of-others-run', 'if (place.distrust)\n\t\treturn confirm_doubt_path(w, place.distrust);',
     ''),
    ('java-run-where-others-add-files', 'if (file_info_is_shared(&place.info))\n', 'if (0)\n'),
    ('found-java-of-others-run', 'if (!install_is_target(it->install))', 'if (0)'),
    ('roots-variables-given', 'confirm_is_own(as) && i <', 'i <'))
add('os/identity.c', 'cli-others_name',
    ('files-group-given', 'if (owner_equal(o, owner_get_own()))\n\t\treturn o;', 'return o;'))
add('os/child.c', 'child',
    ('orphans-left', '(!keeper_is_first() && keeper_end_rest())', '0'))
add('os/mounts_foreign.c', 'cli-root_process',
    ('mounts-of-users-used', '!mounts_foreign_is_chosen_by_root(f->proc)', '0'),
    ('chroots-of-users-used', 'mounts_foreign_is_our_user_namespace(own) &&', ''),
    ('machines-files-used', 'if (mount == f->mount)', 'if (1)'),
    ('own-root-used', 'file_id_equal(file_info_make(&own).id, info.id))\n\t\treturn', '0)\n\t\treturn'))
add('os/root.c', 'cli-root_process',
    ('view-of-a-process-followed', "if (s->fs.kind == FS_PSEUDO && n > 0 && target[0] == '/')",
     'if (0)'),
    ('links-of-users-lead-to-roots', 'if (!rc && identity_is_root())', 'if (0)'))
add('api_log.c', 'monitoring-log',
    ('log-has-control-characters', "if (c < ' ' || c >= 0x7f)", 'if (0)'),
    ('log-has-open-quotes', "else if (c == '\"' || c == '\\\\')", 'else if (0)'),
    ('log-believes-every-user', 'identity_get_user() == 0 && ', ''),
    ('log-has-other-roots', 'return s->context.is_host && !s->no_log', 'return !s->no_log'),
    ('log-has-what-is-unchanged', 'if (p->items[i].out.written)', 'if (1)'))
add('os/system_log.c', 'monitoring-log',
    ('full-log-stops-a-run', 'SOCK_CLOEXEC | SOCK_NONBLOCK', 'SOCK_CLOEXEC'),
    ('journal-without-fields', 'l->fd = system_log_connect(JOURNAL);', 'l->fd = -1;'))
add('../cli/act_metrics_file.c', 'cli-metrics',
    ('metrics-follow-links', 'O_DIRECTORY | O_NOFOLLOW |', 'O_DIRECTORY |'),
    ('metrics-replace-a-fifo', 'return S_ISREG(st.st_mode) ||', 'return true ||'),
    ('metrics-for-nobody', 'fchmod(fd, 0644)', 'fchmod(fd, 0600)'),
    ('metrics-before-they-are-whole', 'fd = openat(f->dir, f->temporary, flags, 0600);',
     'fd = openat(f->dir, f->name, O_WRONLY | O_CREAT | O_TRUNC, 0600);'))

# Those with the quickest tests.
SAMPLE = ('new-file-not-synced', 'no-compare-and-swap', 'strangers-file-cleaned',
          'old-bytes-not-put-back', 'no-redo', 'vendors-bytes-pruned',
          'checksum-not-compared', 'no-lock', 'link-looked-up-twice', 'hard-links-not-seen')


def check_texts():
    """Returns whether the text of each mutant is in its file exactly once."""
    good = True
    for name, m in MUTANTS.items():
        n = (TOP / m.file).read_text().count(m.old)
        if n != 1:
            print(f'{name}: its text is {n} times in {m.file}')
            good = False
    return good


def copy_tree(into):
    """Copies what git knows, or everything but builds."""
    git = shutil.which('git') and subprocess.run(['git', '-C', TOP, 'ls-files', '-z'],
                                                 capture_output=True, text=True, check=False)
    if not git or git.returncode:
        shutil.copytree(TOP, into, symlinks=True, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns('.git', 'build*'))
        return
    for name in filter(None, git.stdout.split('\0')):
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).unlink(missing_ok=True)
        if os.path.lexists(TOP / name):
            shutil.copy2(TOP / name, into / name, follow_symlinks=False)


class Laboratory:
    """A copy of the tree, with a build of what the tests need."""

    def __init__(self, work):
        self.tree, self.build = work / 'tree', work / 'build'
        self.tree.mkdir(exist_ok=True)
        copy_tree(self.tree)
        again = ['--reconfigure'] if self.build.exists() else []
        self.run('meson', 'setup', *again, self.build, self.tree, '-Doptimization=0',
                 '-Ddebug=false')
        lines = self.run('meson', 'test', '-C', self.build, '--list').splitlines()
        self.known = {line.split(' / ')[1].strip() for line in lines if ' / ' in line}

    def run(self, *command):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.exit(f'{command} failed:\n{done.stdout[-3000:]}')
        return done.stdout

    def compile(self, tests):
        units = {t for t in tests if (self.tree / f'tests/unit/test_{t}.c').exists()}
        targets = {'tests/unit/test_' + t for t in units}
        if units < set(tests):
            targets.add('cli/jsecpatch')
        if any(' ' in t or t.startswith('faults-') for t in tests):
            targets.add('tests/fault/inject')
        self.run('ninja', '-C', self.build, *sorted(targets))

    def passes(self, test):
        if ' ' in test:
            script, action = test.split()
            command = [sys.executable, self.tree / f'tests/fault/{script}.py',
                       self.build / 'tests/fault/inject', action]
        elif test not in self.known:  # meson takes no test for a good one
            sys.exit(f'there is no test {test}')
        else:
            command = ['meson', 'test', '-C', self.build, '--no-rebuild', test]
        env = dict(os.environ, JSECPATCH=str(self.build / 'cli/jsecpatch'),
                   SOURCE_ROOT=str(self.tree), BUILD_ROOT=str(self.build))
        try:
            done = subprocess.run(command, env=env, timeout=TIMEOUT, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)
        except subprocess.TimeoutExpired:
            return False
        if done.returncode == 77 or 'Skipped:            1' in done.stdout:
            sys.exit(f'{test} cannot run here')
        return done.returncode == 0

    def find_killer(self, mutant, broken):
        """Returns the test that notices the mutant and is not broken, or None."""
        path = self.tree / mutant.file
        before = path.read_text()
        path.write_text(before.replace(mutant.old, mutant.new))
        try:
            self.compile(mutant.tests)
            return next((t for t in mutant.tests
                         if t not in broken and not self.passes(t)), None)
        finally:
            path.write_text(before)


def main():
    args = argparse.ArgumentParser()
    args.add_argument('--full', action='store_true')
    args.add_argument('--keep', type=pathlib.Path, help='a directory for the copy and its build')
    args.add_argument('names', nargs='*', metavar='NAME')
    a = args.parse_args()
    if not check_texts():
        return 1
    names = a.names or (list(MUTANTS) if a.full else SAMPLE)
    with tempfile.TemporaryDirectory() as own:
        work = a.keep or pathlib.Path(own)
        work.mkdir(exist_ok=True)
        lab = Laboratory(work)
        tests = sorted({t for n in names for t in MUTANTS[n].tests})
        lab.compile(tests)
        broken = {t for t in tests if not lab.passes(t)}
        if broken:
            print(f'without a mutant these tests fail: {", ".join(sorted(broken))}', flush=True)
        alive = []
        for name in names:
            began = time.monotonic()
            killer = lab.find_killer(MUTANTS[name], broken)
            print(f'{name}: {killer or "NOT NOTICED"}, {time.monotonic() - began:.0f} s', flush=True)
            alive += [] if killer else [name]
    print(f'{len(names)} mutants, {len(alive)} not noticed{": " if alive else ""}{", ".join(alive)}')
    return 1 if alive or broken else 0


if __name__ == '__main__':
    sys.exit(main())
