/* SPDX-License-Identifier: MIT */
/* The grammar of the `java` launcher, as far as it says what runs and by which policy. */
#include "text/jvmargs.h"

#include "base/buf.h"

#include <stdlib.h>

#define BLANKS " \t\n\v\f\r"

/* Launcher options whose value is the next word. */
static const char *const with_value[] = {"-cp", "-classpath", "--class-path", "-p",
	"--module-path", "--upgrade-module-path", "--add-modules", "--add-reads",
	"--add-exports", "--add-opens", "--limit-modules", "--patch-module",
	"--enable-native-access", "--source", "-d", "--describe-module"};

static void set(char **to, const char *value)
{
	free(*to);
	*to = strdup(value);
}

/* What follows `start` in the word, or NULL. */
static const char *after(const char *word, const char *start)
{
	size_t n = strlen(start);

	return strncmp(word, start, n) ? NULL : word + n;
}

/* The value of a system property in a -D option, "" where it has none; else NULL. */
static const char *property(const char *word, const char *name)
{
	const char *value = after(word, "-D");

	value = value ? after(value, name) : NULL;
	if (!value || (*value && *value != '='))
		return NULL;
	return value + (*value == '=');
}

static int read_option(struct jvmargs *a, const char *word)
{
	const char *policy = property(word, "java.security.properties"),
		   *home = property(word, "java.home");

	if (policy) {
		a->policy_only = *policy == '=';
		set(&a->policy, policy + a->policy_only);
		return a->policy ? 0 : -1;
	}
	if (home)
		set(&a->java_home, home);
	return home && !a->java_home ? -1 : 0;
}

/* The word that starts at *at, which is moved behind it; NULL at the end. */
static const char *next_word(const char **at, const char *end)
{
	const char *word = *at;

	if (word >= end)
		return NULL;
	*at += strnlen(word, (size_t)(end - word)) + 1;
	return *at > end ? NULL : word; /* without its NUL it was cut off */
}

static bool takes_value(const char *word)
{
	for (size_t i = 0; i < sizeof with_value / sizeof *with_value; i++)
		if (!strcmp(word, with_value[i]))
			return true;
	return false;
}

/* Options up to the program's name; what follows are the program's own arguments. */
static int read_launcher(struct jvmargs *a, const char *at, const char *end)
{
	bool argfiles = true;
	int rc = 0;

	for (const char *word; !rc && (word = next_word(&at, end));) {
		const char *module = after(word, "--module=");

		if (!strcmp(word, "-m") || !strcmp(word, "--module"))
			module = next_word(&at, end);
		else if (takes_value(word))
			next_word(&at, end);
		else if (!strcmp(word, "--disable-@files"))
			argfiles = false;
		if (*word == '@' && argfiles) {
			set(&a->argfile, word);
			rc = a->argfile ? 0 : -1;
		} else if (module || *word != '-') {
			set(&a->program, module ? module : word);
			return a->program ? 0 : -1;
		} else {
			rc = read_option(a, word);
		}
	}
	return rc;
}

/* Another program that holds a JVM: nobody knows where its options for that end. */
static int read_embedder(struct jvmargs *a, const char *at, const char *end)
{
	int rc = 0;

	for (const char *word; !rc && (word = next_word(&at, end));) {
		const char *option =
			after(word, "-J"); /* as javac and its kind have it */
		rc = read_option(a, option ? option : word);
	}
	return rc;
}

/* The variable's value; the first one counts, as for getenv(). */
static const char *variable(struct span environment, const char *name)
{
	const char *at = environment.data, *end = at + environment.size;

	for (const char *word; (word = next_word(&at, end));) {
		const char *value = after(word, name);
		if (value && *value == '=')
			return value + 1;
	}
	return "";
}

/* Options between blanks, but for those in quotes, which may start anywhere and vanish. */
static int read_variable(struct jvmargs *a, struct span environment, const char *name)
{
	const char *at = variable(environment, name);
	int rc = 0;

	while (!rc && *(at += strspn(at, BLANKS))) {
		BUF_AUTO struct buf word = {0};
		while (*at && !strchr(BLANKS, *at)) {
			char quote[2] = {*at};
			bool quoted = *at == '"' || *at == '\'';
			size_t n;

			at += quoted;
			n = strcspn(at, quoted ? quote : BLANKS "\"'");
			buf_add(&word, span_of(at, n));
			at += n;
			at += quoted && *at;
		}
		rc = word.failed ? -1 : read_option(a, buf_str(&word));
	}
	return rc;
}

/* An empty value is the same to Java as none. */
static void drop_empty(char **value)
{
	if (*value && !**value) {
		free(*value);
		*value = NULL;
	}
}

int jvmargs_read(
	struct span arguments, struct span environment, bool modern, struct jvmargs *a)
{
	const char *at = arguments.data, *end = at + arguments.size;
	const char *self = next_word(&at, end), *slash = self ? strrchr(self, '/') : NULL;
	bool launcher = self && !strcmp(slash ? slash + 1 : self, "java");
	int rc;

	*a = (struct jvmargs){0};
	rc = read_variable(a, environment, "JAVA_TOOL_OPTIONS");
	if (!rc && launcher && modern)
		rc = read_variable(a, environment, "JDK_JAVA_OPTIONS");
	rc = rc ? rc : launcher ? read_launcher(a, at, end) : read_embedder(a, at, end);
	rc = rc ? rc : read_variable(a, environment, "_JAVA_OPTIONS");
	if (!rc && !a->program && self) {
		set(&a->program, a->argfile ? a->argfile : self);
		rc = a->program ? 0 : -1;
	}
	drop_empty(&a->policy);
	drop_empty(&a->java_home);
	return rc;
}

void jvmargs_done(struct jvmargs *a)
{
	free(a->program);
	free(a->argfile);
	free(a->policy);
	free(a->java_home);
	*a = (struct jvmargs){0};
}
