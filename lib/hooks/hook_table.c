/* SPDX-License-Identifier: MIT */
/* The table of hooks. */
#include "hooks/hook_table.h"

#include <string.h>

#define CONFIG(text, path)             \
	{                              \
		text, path, NULL, 0644 \
	}
#define SCRIPT(text, path)             \
	{                              \
		text, path, NULL, 0755 \
	}
#define SNIPPET(text)               \
	{                           \
		text, NULL, NULL, 0 \
	}
#define LINK(path, target)            \
	{                             \
		NULL, path, target, 0 \
	}

#define UNITS "/etc/systemd/system/"
#define ALPM "/usr/share/libalpm/hooks/"
#define DNF4 "/etc/dnf/plugins/"
#define SYSTEMD "/usr/lib/systemd/systemd:/lib/systemd/systemd"

const struct hook_row hook_rows[] = {
	{
		.name = "dpkg",
		.alias = "apt",
		.obsolete = "/etc/apt/apt.conf.d/90jsecpatch",
		.what = "around each run of dpkg, by apt or anybody else",
		.fits = {"/usr/bin/dpkg", "/var/lib/dpkg/info/dpkg.list"},
		.files = {CONFIG("dpkg/jsecpatch", "/etc/dpkg/dpkg.cfg.d/jsecpatch")},
	},
	{
		.name = "unattended-upgrades",
		.what = "before and after apt's unattended upgrade",
		.fits = {"/usr/bin/unattended-upgrade", SYSTEMD},
		.uncovered =
			"no hook covers unattended-upgrade that is started by hand or by cron, "
			"as without systemd: it keeps back a Java whose file is patched",
		.files = {CONFIG("unattended-upgrades/jsecpatch.conf",
			UNITS "apt-daily-upgrade.service.d/jsecpatch.conf")},
		.units = true,
	},
	{
		.name = "rpm",
		.what = "for a .rpm package: file triggers of the spec file",
		.fits = {"/usr/bin/rpm:/bin/rpm"},
		.files = {SNIPPET("rpm/triggers.spec")},
	},
	{
		.name = "dnf4",
		.what = "before and after dnf 4 changes a Java",
		.fits = {"/usr/bin/dnf-3"},
		.needs = DNF4 "pre-transaction-actions.conf",
		.lacking = "dnf ignores this hook until "
			   "python3-dnf-plugin-pre-transaction-actions and "
			   "python3-dnf-plugin-post-transaction-actions are installed",
		.unless = "/usr/lib/python3/dist-packages/dnf",
		.instead =
			"Debian's dnf cannot run this hook: it has no plugin for the phase "
			"before a transaction, and its plugin for the phase after it fails",
		.files = {CONFIG("dnf4/pre.action",
				  DNF4 "pre-transaction-actions.d/jsecpatch.action"),
			CONFIG("dnf4/post.action",
				DNF4 "post-transaction-actions.d/jsecpatch.action")},
	},
	{
		.name = "dnf5",
		.what = "before and after dnf 5 changes a Java",
		.fits = {"/usr/bin/dnf5"},
		.needs = "/etc/dnf/libdnf5-plugins/actions.conf",
		.lacking = "dnf ignores this hook until libdnf5-plugin-actions is "
			   "installed",
		.files = {CONFIG("dnf5/jsecpatch.actions",
			"/etc/dnf/libdnf5-plugins/actions.d/jsecpatch.actions")},
	},
	{
		.name = "zypper",
		.what = "before and after zypper changes packages",
		.fits = {"/usr/bin/zypper"},
		.files = {SCRIPT(
			"zypper/jsecpatch", "/usr/lib/zypp/plugins/commit/jsecpatch")},
	},
	{
		.name = "pacman",
		.what = "before and after pacman changes a Java",
		.fits = {"/usr/bin/pacman"},
		.files = {CONFIG("pacman/90-jsecpatch-suspend.hook",
				  ALPM "90-jsecpatch-suspend.hook"),
			CONFIG("pacman/90-jsecpatch-reapply.hook",
				ALPM "90-jsecpatch-reapply.hook")},
	},
	{
		.name = "apk",
		.what = "before and after apk changes packages",
		.fits = {"/sbin/apk:/usr/sbin/apk:/usr/bin/apk"},
		.files = {SCRIPT("apk/jsecpatch", "/etc/apk/commit_hooks.d/jsecpatch")},
	},
	{
		.name = "apk-package",
		.what = "for a .apk package: triggers and their script",
		.fits = {"/sbin/apk:/usr/sbin/apk:/usr/bin/apk"},
		.files = {SNIPPET("apk-package/APKBUILD"),
			SNIPPET("apk-package/jsecpatch.trigger")},
	},
	{
		.name = "systemd",
		.what = "at boot, daily, and after changes that other hooks missed",
		.fits = {SYSTEMD},
		.files = {CONFIG("systemd/jsecpatch.service", UNITS "jsecpatch.service"),
			CONFIG("systemd/jsecpatch.timer", UNITS "jsecpatch.timer"),
			CONFIG("systemd/jsecpatch-changed.timer",
				UNITS "jsecpatch-changed.timer"),
			CONFIG("systemd/jsecpatch.path", UNITS "jsecpatch.path"),
			LINK(UNITS "sysinit.target.wants/jsecpatch.service",
				UNITS "jsecpatch.service"),
			LINK(UNITS "timers.target.wants/jsecpatch.timer",
				UNITS "jsecpatch.timer"),
			LINK(UNITS "paths.target.wants/jsecpatch.path",
				UNITS "jsecpatch.path")},
		.units = true,
	},
};

const size_t n_hook_rows = sizeof hook_rows / sizeof *hook_rows;

bool hook_table_has_name(const struct hook_row *row, const char *name)
{
	return !strcmp(row->name, name) || (row->alias && !strcmp(row->alias, name));
}

bool hook_table_is_snippet(const struct hook_row *row)
{
	return !row->files[0].path;
}
