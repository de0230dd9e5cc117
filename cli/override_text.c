/* SPDX-License-Identifier: MIT */
/* Tells of override files, and how to give one to a JVM. */
#include "override_text.h"

#include "override.h"
#include "result.h"
#include "say.h"
#include "text.h"

static void put_notes(const struct run *run, const struct jsec_override *f, FILE *out)
{
	for (size_t i = 0; f->notes[i]; i++)
		say(out, text_colors(run->opt) ? "33" : NULL, "  note: %s", f->notes[i]);
}

/* What was done; of those that stay as they are --reapply says nothing. */
static void put_done(const struct run *run, const struct jsec_override *f)
{
	bool emits = run->opt->emit != NULL;
	const char *word = f->changed ? emits ? "written" : "renewed"
			   : emits    ? "unchanged"
				      : "left";
	char removed[4096], added[4096];

	if (!emits && !f->changed && !*f->notes)
		return;
	text_join(removed, sizeof removed, f->removed);
	text_join(added, sizeof added, f->added);
	say(stdout, f->changed && text_colors(run->opt) ? "32" : NULL,
		"%s: %s, for %s%s%s%s%s", f->file, word, f->home,
		*removed ? ": allowed " : "", removed,
		!*added	   ? ""
		: *removed ? "; disallowed "
			   : ": disallowed ",
		added);
	put_notes(run, f, stdout);
}

static void put_override(const struct run *run, const struct jsec_override *f)
{
	if (f->error)
		text_error(f->error->message);
	else if (!run->opt->dry_run && !run->opt->quiet)
		put_done(run, f);
	if (f->error || !run->opt->dry_run)
		return;
	if (*f->notes && !run->opt->quiet) {
		say(stderr, NULL, "%s:", f->file);
		put_notes(run, f, stderr);
	}
	if (f->would_change && f->diff)
		fwrite(f->diff, 1, f->diff_size, stdout);
}

static void put_how(const struct jsec_override *f)
{
	puts("\nGive it to the programs of that Java which need it, each by the option");
	say(stdout, NULL, "  -Djava.security.properties=%s", f->file);
	puts("or to a service of systemd by 'systemctl edit SERVICE', with\n  [Service]");
	say(stdout, NULL,
		"  Environment=\"JAVA_TOOL_OPTIONS=-Djava.security.properties=%s\"",
		f->file);
	puts("and restart them. 'jsecpatch --reapply' renews it when the list of that Java\n"
	     "changes; 'jsecpatch --hook install' lets that happen after each update.");
}

void override_text(const struct run *run)
{
	for (size_t i = 0; i < override_count(run); i++)
		put_override(run, jsec_overrides_get(run->overrides, i));
	if (!run->opt->emit || run->opt->dry_run || run->opt->quiet ||
		override_failed(run))
		return;
	put_how(jsec_overrides_get(run->overrides, 0));
	result_warnings(run, stdout);
}
