/* SPDX-License-Identifier: MIT */
/*
 * The steps of an installer, in C, for a product that ships a Java: it allows anonymous TLS
 * suites in that one Java, and undoes it at the uninstall. installer.cpp is the same in C++.
 *
 *	installer show HOME		shows what would change, and changes nothing
 *	installer install HOME		allows anonymous suites
 *	installer uninstall HOME	puts the vendor's file back
 *	installer forget HOME		after HOME was deleted: deletes the backups of it
 *
 * The exit status is the reaction that enum reaction names, or 2 for wrong usage.
 */
#include <jsecpatch.h>

#include <stdio.h>
#include <string.h>

extern char **environ;

/* What a real installer does next: each of these would be another dialog. */
enum reaction { DONE = 0, GIVE_UP = 1, TRY_AGAIN = 3, ASK_ADMINISTRATOR = 4 };

static const char *const advice[] = {
	[DONE] = "Done.",
	[GIVE_UP] = "This Java cannot be changed. Install it again, from an intact copy.",
	[TRY_AGAIN] = "Try again in a moment.",
	[ASK_ADMINISTRATOR] = "Ask an administrator of this machine.",
};

/*
 * There are many codes, but few reactions. A code that you do not know, such as one of a
 * newer library, is a failure, too: treat it as the last group.
 */
static enum reaction react_to(enum jsec_code code)
{
	switch (code) {
	case JSEC_OK:
		return DONE;
	/* Another program is at work on the same file. */
	case JSEC_LOCKED:
	case JSEC_CHANGED:
		return TRY_AGAIN;
	/* A person can remove the obstacle, or decide what the library must not. */
	case JSEC_DENIED:
	case JSEC_READ_ONLY:
	case JSEC_IMMUTABLE:
	case JSEC_NO_SPACE:
	case JSEC_UNTRUSTED:
	case JSEC_HARD_LINKS:
	case JSEC_OVERRIDDEN:
	case JSEC_FOREIGN:
	case JSEC_NO_BACKUP:
	case JSEC_BACKUP_FAILED:
	case JSEC_NOT_DURABLE:
		return ASK_ADMINISTRATOR;
	/* The Java, its list or its backup is damaged; or this program has an error. */
	default:
		return GIVE_UP;
	}
}

static enum reaction report_error(const struct jsec_error *error)
{
	enum reaction reaction = react_to(error->code);

	fprintf(stderr, "%s\n%s\n", error->message, advice[reaction]);
	return reaction;
}

/* A list of the library has NULL at its end. This one is NULL where nothing is known. */
static void print_suites(const char *const *suites)
{
	for (; suites && *suites; suites++)
		printf("  usable: %s\n", *suites);
}

static enum reaction show_result(const struct jsec_result *result)
{
	const struct jsec_note *const *note;

	if (result->error)
		return report_error(result->error);
	/* A java.security that is in no home has only a file. */
	printf("%s: %s\n", result->file, jsec_state_name(result->state));
	for (note = result->notes; *note; note++)
		printf("  note: %s\n", (*note)->message);
	print_suites(result->opened);
	if (result->state == JSEC_WOULD_PATCH && result->diff)
		fwrite(result->diff, 1, result->diff_size, stdout);
	return DONE;
}

/*
 * Looks at this one home and no other. Everything before the commit only reads, so the step
 * `show` is the step `install` without a commit.
 */
static enum reaction change_home(
	struct jsec *session, const char *home, enum jsec_action action, int write)
{
	const char *const targets[] = {home}, *const allow[] = {"anon"};
	struct jsec_search search = {
		.size = sizeof search, .targets = targets, .n_targets = 1};
	struct jsec_request request = {.size = sizeof request, .action = action};
	struct jsec_installs *installs = NULL;
	struct jsec_plan *plan = NULL;
	enum reaction reaction;
	int rc = 0;

	if (action == JSEC_CHANGE) {
		request.allow = allow;
		request.n_allow = 1;
	}
	/* With the lock no other run changes the file between the plan and the commit. */
	if (write)
		rc = jsec_lock(session);
	if (!rc)
		rc = jsec_find(session, &search, &installs);
	if (!rc)
		rc = jsec_plan_make(session, installs, &request, &plan);
	if (!rc && write)
		rc = jsec_commit(session, plan);

	/* A failure of this home is in its result; any other is the session's error. */
	if (!rc || rc == -JSEC_SOME_FAILED)
		reaction = show_result(jsec_plan_results(plan)[0]);
	else
		reaction = report_error(jsec_get_error(session));
	jsec_plan_free(plan);
	jsec_installs_free(installs);
	return reaction;
}

/*
 * Deletes the backups. The home must be gone; before that, restore it. If nothing is known of
 * it, because it was never changed or this step was repeated, there is nothing to do.
 */
static enum reaction forget_home(struct jsec *session, const char *home)
{
	struct jsec_forgotten *forgotten = NULL;
	int rc = jsec_forget(session, &home, 1, 0, &forgotten);

	if (rc && rc != -JSEC_NOT_FOUND)
		return report_error(jsec_get_error(session));
	jsec_forgotten_free(forgotten);
	return DONE;
}

static enum reaction run_step(struct jsec *session, const char *step, const char *home)
{
	if (!strcmp(step, "forget"))
		return forget_home(session, home);
	if (!strcmp(step, "uninstall"))
		return change_home(session, home, JSEC_RESTORE, 1);
	return change_home(session, home, JSEC_CHANGE, !strcmp(step, "install"));
}

int main(int argc, char **argv)
{
	/*
	 * The default state directory is the best one for most products: the jsecpatch
	 * command uses it, too, so an administrator sees there what was changed, and can
	 * restore it after your uninstaller is lost. For a user who is not root it is the
	 * user's own; the library finds it in the environment. A directory of your own, here
	 * a last argument, keeps your backups apart. Never change it in a later version: the
	 * uninstall needs the backups that the install made.
	 */
	struct jsec_options options = {.size = sizeof options,
		.lock_timeout = 5,
		.environment = (const char *const *)environ,
		.state_dir = argc == 4 ? argv[3] : NULL};
	struct jsec *session;
	enum reaction reaction;
	int rc;

	if (argc < 3 || argc > 4) {
		fprintf(stderr,
			"usage: installer show|install|uninstall|forget HOME [STATE]\n");
		return 2;
	}
	rc = jsec_new(&options, &session);
	if (rc) {
		fprintf(stderr, "The library does not start: %s\n",
			jsec_code_name((enum jsec_code) - rc));
		return GIVE_UP;
	}
	reaction = run_step(session, argv[1], argv[2]);
	jsec_free(session);
	return (int)reaction;
}
