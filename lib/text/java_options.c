/* SPDX-License-Identifier: MIT */
/* Parses Java's options: which program runs, and with which security properties. */
#include "text/java_options.h"

#include <stdlib.h>

#define ARGFILE_BLANKS " \t\n\r\f"

/* The position in the text that is being read. */
struct argfile {
	const char *at, *end;
};

static bool argfile_is_at(const struct argfile *in, const char *set)
{
	return in->at < in->end && *in->at && strchr(set, *in->at);
}

static void argfile_skip(struct argfile *in, const char *set)
{
	while (argfile_is_at(in, set))
		in->at++;
}

static void argfile_skip_line(struct argfile *in)
{
	while (in->at < in->end && !argfile_is_at(in, "\n\r"))
		in->at++;
}

/* Reads the rest of an escape in quotes. Skips a line end with the blanks after it. */
static void argfile_read_escape(struct argfile *in, struct buf *word)
{
	static const char from[] = "ntrf", to[] = "\n\t\r\f";
	const char *known;

	if (in->at == in->end)
		return;
	if (argfile_is_at(in, "\n\r")) {
		argfile_skip(in, ARGFILE_BLANKS);
		return;
	}
	known = *in->at ? strchr(from, *in->at) : NULL;
	buf_add(word, known ? span_of(&to[known - from], 1) : span_of(in->at, 1));
	in->at++;
}

/* A line end closes open quotes. */
static void argfile_read_quoted(struct argfile *in, struct buf *word)
{
	char quote = *in->at++;

	while (in->at < in->end && *in->at != quote && !argfile_is_at(in, "\n\r")) {
		if (*in->at++ == '\\')
			argfile_read_escape(in, word);
		else
			buf_add(word, span_of(in->at - 1, 1));
	}
	in->at += in->at < in->end && *in->at == quote;
}

/*
 * Reads a word as the launcher does. A "#" outside quotes starts a comment, even inside a
 * word. The comment then also removes the part of the word after the last quotes, and the
 * word continues on the next line.
 */
static void argfile_read_word(struct argfile *in, struct buf *ret)
{
	size_t start = ret->size, kept = start;
	bool quoted = false;

	while (in->at < in->end && !argfile_is_at(in, ARGFILE_BLANKS)) {
		if (argfile_is_at(in, "\"'")) {
			argfile_read_quoted(in, ret);
			kept = ret->size;
			quoted = true;
		} else if (*in->at == '#') {
			ret->size = kept;
			argfile_skip_line(in);
			argfile_skip(in, ARGFILE_BLANKS);
		} else {
			buf_add(ret, span_of(in->at++, 1));
		}
	}
	if (quoted || ret->size > start)
		buf_add(ret, span_of("", 1));
}

void java_options_read_argfile(struct span bytes, struct buf *ret)
{
	struct argfile in = {bytes.data, bytes.data + bytes.size};

	for (argfile_skip(&in, ARGFILE_BLANKS); in.at < in.end;
		argfile_skip(&in, ARGFILE_BLANKS))
		argfile_read_word(&in, ret);
}

#define BLANKS " \t\n\v\f\r"

/* Launcher options whose value is the next word. */
static const char *const with_value[] = {"-cp", "-classpath", "--class-path", "-p",
	"--module-path", "--upgrade-module-path", "--add-modules", "--add-reads",
	"--add-exports", "--add-opens", "--limit-modules", "--patch-module",
	"--enable-native-access", "--source", "-d", "--describe-module"};

static void jvmargs_set(char **to, const char *value)
{
	free(*to);
	*to = strdup(value);
}

/* Returns what follows `start` in the word, or NULL if the word starts differently. */
static const char *jvmargs_skip_prefix(const char *word, const char *start)
{
	size_t n = strlen(start);

	return strncmp(word, start, n) ? NULL : word + n;
}

/*
 * Returns the value that a -D option gives to the property, "" if it has no value.
 * Returns NULL if this is not such an option.
 */
static const char *jvmargs_property(const char *word, const char *name)
{
	const char *value = jvmargs_skip_prefix(word, "-D");

	value = value ? jvmargs_skip_prefix(value, name) : NULL;
	if (!value || (*value && *value != '='))
		return NULL;
	return value + (*value == '=');
}

/* State while reading words. */
struct options_reading {
	struct jvmargs *args;
	const struct option_files *files;
	unsigned kind;	  /* of enum jvm_kind */
	bool nested;	  /* in an options file: it cannot name another one */
	bool skip;	  /* the next word is an option's value */
	bool module;	  /* the next word is the module to run */
	bool no_argfiles; /* --disable-@files was given */
};

/* Marks a file or a variable as one that could not be followed. */
static int jvmargs_doubt(struct options_reading *r, const char *what)
{
	jvmargs_set(&r->args->unread, what);
	return r->args->unread ? 0 : -1;
}

/*
 * Reads the file: 1 if that worked. If not, returns 0 and keeps the name in `unread`, or
 * returns -1 if memory ran out.
 */
static int jvmargs_read_file(
	struct options_reading *r, const char *word, const char *path, struct buf *bytes)
{
	if (r->files && !r->files->read(r->files->context, path, bytes) && !bytes->failed)
		return 1;
	return jvmargs_doubt(r, word);
}

static int jvmargs_read_line(struct options_reading *r, const char *at);

/*
 * Makes one line of OpenJ9's options file, as its user documentation shows such files: a
 * line that starts with "#" is a comment, and a backslash at a line's end continues it
 * without the blanks at the start of the next one.
 */
static void jvmargs_join_lines(struct buf *bytes)
{
	const char *at = buf_str(bytes);
	char *to = bytes->data;
	bool start = true;

	while (*at) {
		size_t blanks = start ? strspn(at, " \t") : 0;
		if (start && at[blanks] == '#') {
			at += strcspn(at, "\n");
			continue;
		}
		at += blanks;
		start = *at == '\n';
		size_t end = *at == '\\' ? 1 + (at[1] == '\r') : 0;
		if (end && at[end] == '\n') {
			at += end + 1;
			at += strspn(at, " \t");
		} else if (*at) {
			*to++ = *at++;
		}
	}
	bytes->size = (size_t)(to - bytes->data);
}

static int jvmargs_read_options_file(
	struct options_reading *r, const char *word, const char *path)
{
	BUF_AUTO struct buf bytes = {0};
	struct options_reading inside = {
		.args = r->args, .kind = r->kind, .nested = true};
	int rc = r->nested ? 0 : jvmargs_read_file(r, word, path, &bytes);

	if (rc > 0 && r->kind & JVM_OPENJ9)
		jvmargs_join_lines(&bytes);
	return rc > 0 ? jvmargs_read_line(&inside, buf_str(&bytes)) : rc;
}

/* Reads a word that the launcher passes on to the JVM. */
static int jvmargs_read_option(struct options_reading *r, const char *word)
{
	struct jvmargs *a = r->args;
	const char *policy = jvmargs_property(word, "java.security.properties"),
		   *home = jvmargs_property(word, "java.home"),
		   *define = jvmargs_skip_prefix(word, "-D"),
		   *file = jvmargs_skip_prefix(word, r->kind & JVM_OPENJ9
							     ? "-Xoptionsfile="
							     : "-XX:VMOptionsFile=");

	if (file)
		return jvmargs_read_options_file(r, word, file);
	if (define)
		strv_adds(&a->defines, define);
	if (a->defines.failed)
		return -1;
	if (policy) {
		a->policy_only = *policy == '=';
		jvmargs_set(&a->policy, policy + a->policy_only);
		return a->policy ? 0 : -1;
	}
	if (home)
		jvmargs_set(&a->java_home, home);
	return home && !a->java_home ? -1 : 0;
}

/* Returns the word at *at and moves *at past it. Returns NULL at the end. */
static const char *jvmargs_next_word(const char **at, const char *end)
{
	const char *word = *at;

	if (word >= end)
		return NULL;
	*at += strnlen(word, (size_t)(end - word)) + 1;
	return *at > end ? NULL : word; /* a word without its NUL was cut off */
}

static bool jvmargs_takes_value(const char *word)
{
	for (size_t i = 0; i < sizeof with_value / sizeof *with_value; i++)
		if (!strcmp(word, with_value[i]))
			return true;
	return false;
}

static int jvmargs_set_program(struct options_reading *r, const char *word)
{
	jvmargs_set(&r->args->program, word);
	return r->args->program ? 1 : -1;
}

static int jvmargs_read_words(struct options_reading *r, struct span words);

static int jvmargs_read_argfile(struct options_reading *r, const char *word)
{
	BUF_AUTO struct buf bytes = {0};
	BUF_AUTO struct buf words = {0};
	int rc = jvmargs_read_file(r, word, word + 1, &bytes);

	if (rc <= 0)
		return rc;
	java_options_read_argfile(buf_span(&bytes), &words);
	r->nested = true;
	rc = words.failed ? -1 : jvmargs_read_words(r, buf_span(&words));
	r->nested = false;
	return rc;
}

/*
 * Reads a word of the launcher. Returns 1 if it names the program: only the program's own
 * arguments follow.
 */
static int jvmargs_read_word(struct options_reading *r, const char *word)
{
	const char *module = jvmargs_skip_prefix(word, "--module=");

	if (r->skip) {
		r->skip = false;
		return 0;
	}
	if (module || r->module)
		return jvmargs_set_program(r, module ? module : word);
	if (!strcmp(word, "-m") || !strcmp(word, "--module")) {
		r->module = true;
		return 0;
	}
	if (!strcmp(word, "--disable-@files"))
		r->no_argfiles = true;
	if (*word == '@' && word[1] != '@' && !r->no_argfiles && !r->nested)
		return jvmargs_read_argfile(r, word);
	r->skip = jvmargs_takes_value(word);
	return *word == '-' ? jvmargs_read_option(r, word) : jvmargs_set_program(r, word);
}

static int jvmargs_read_words(struct options_reading *r, struct span words)
{
	const char *at = words.data, *end = at + words.size;
	int rc = 0;

	for (const char *word; !rc && (word = jvmargs_next_word(&at, end));)
		rc = jvmargs_read_word(r, word);
	return rc;
}

/*
 * Reads the words of another program that contains a JVM. Any word may be a JVM option,
 * since we cannot know where those end.
 */
static int jvmargs_read_embedder(struct options_reading *r, struct span words)
{
	const char *at = words.data, *end = at + words.size;
	int rc = 0;

	for (const char *word; !rc && (word = jvmargs_next_word(&at, end));) {
		const char *option = jvmargs_skip_prefix(
			word, "-J"); /* the form that javac and similar tools use */
		rc = jvmargs_read_option(r, option ? option : word);
	}
	return rc;
}

/* Returns the variable's value, or "". If it is set twice, the first one counts. */
static const char *jvmargs_read_variable(struct span environment, const char *name)
{
	const char *at = environment.data, *end = at + environment.size;

	for (const char *word; (word = jvmargs_next_word(&at, end));) {
		const char *value = jvmargs_skip_prefix(word, name);
		if (value && *value == '=')
			return value + 1;
	}
	return "";
}

/* Calls `call` for each word. Quotes may start inside a word, and are removed. */
static int jvmargs_split(struct options_reading *r, const char *at,
	int (*call)(struct options_reading *r, const char *word))
{
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
		rc = word.failed ? -1 : call(r, buf_str(&word));
	}
	return rc;
}

static int jvmargs_read_line(struct options_reading *r, const char *at)
{
	return jvmargs_split(r, at, jvmargs_read_option);
}

/* Java treats an empty value like none. */
static void jvmargs_drop_empty(char **value)
{
	if (*value && !**value) {
		free(*value);
		*value = NULL;
	}
}

/* The properties that choose the list. */
static const char *const choosing[] = {"java.security.properties", "java.home",
	"java.security.disableSystemPropertiesFile", "semeru.fips",
	"semeru.customprofile"};

#define N_CHOOSING (sizeof choosing / sizeof *choosing)

/*
 * Reads a variable whose order among those before it is not documented. So it is in doubt
 * if it changes what one of those says; or, if `other`, whenever it chooses the list.
 */
static int jvmargs_read_unordered(
	struct options_reading *r, struct span environment, const char *name, bool other)
{
	const char *before[N_CHOOSING];
	bool doubt = false;

	for (size_t i = 0; i < N_CHOOSING; i++)
		before[i] = jvmargs_define(r->args, choosing[i]);
	int rc = jvmargs_read_line(r, jvmargs_read_variable(environment, name));
	for (size_t i = 0; i < N_CHOOSING; i++) {
		const char *now = jvmargs_define(r->args, choosing[i]);
		if (now && now != before[i])
			doubt = doubt || (before[i] ? strcmp(now, before[i]) : other);
	}
	return rc || !doubt ? rc : jvmargs_doubt(r, name);
}

/*
 * Reads the variables that come before the arguments. The user documentation of OpenJ9 says
 * that its own, IBM's and JAVA_TOOL_OPTIONS are equivalent, but not which one wins.
 */
static int jvmargs_read_first(
	struct options_reading *r, struct span environment, bool launcher)
{
	int rc = jvmargs_read_line(
		r, jvmargs_read_variable(environment, "JAVA_TOOL_OPTIONS"));

	if (!rc && r->kind & JVM_OPENJ9)
		rc = jvmargs_read_unordered(r, environment, "OPENJ9_JAVA_OPTIONS", false);
	if (!rc && r->kind & JVM_OPENJ9)
		rc = jvmargs_read_unordered(r, environment, "IBM_JAVA_OPTIONS", false);
	if (!rc && launcher && r->kind & JVM_MODERN)
		rc = jvmargs_split(r,
			jvmargs_read_variable(environment, "JDK_JAVA_OPTIONS"),
			jvmargs_read_word);
	return rc;
}

/*
 * Reads the variable that comes after the arguments. OpenJ9 has it according to its user
 * documentation, but IBM's Java 8 may not.
 */
static int jvmargs_read_last(struct options_reading *r, struct span environment)
{
	static const char name[] = "_JAVA_OPTIONS";

	return r->kind == JVM_OPENJ9
		       ? jvmargs_read_unordered(r, environment, name, true)
		       : jvmargs_read_line(r, jvmargs_read_variable(environment, name));
}

int jvmargs_read(struct span arguments, struct span environment, unsigned kind,
	const struct option_files *files, struct jvmargs *a)
{
	const char *at = arguments.data, *end = at + arguments.size;
	const char *self = jvmargs_next_word(&at, end),
		   *slash = self ? strrchr(self, '/') : NULL;
	bool launcher = self && !strcmp(slash ? slash + 1 : self, "java");
	struct span rest = self ? span_of(at, (size_t)(end - at)) : span_of("", 0);
	struct options_reading r = {.args = a, .files = files, .kind = kind};

	*a = (struct jvmargs){0};
	int rc = jvmargs_read_first(&r, environment, launcher);
	r.no_argfiles = !(kind & JVM_MODERN);
	rc = rc		? rc
	     : launcher ? jvmargs_read_words(&r, rest)
			: jvmargs_read_embedder(&r, rest);
	rc = rc < 0 ? rc : jvmargs_read_last(&r, environment);
	if (!rc && !a->program && self) {
		jvmargs_set(
			&a->program, a->unread && *a->unread == '@' ? a->unread : self);
		rc = a->program ? 0 : -1;
	}
	jvmargs_drop_empty(&a->policy);
	jvmargs_drop_empty(&a->java_home);
	return rc;
}

bool jvmargs_names_variable(const char *variable)
{
	static const char *const names[] = {"JAVA_TOOL_OPTIONS=", "JDK_JAVA_OPTIONS=",
		"_JAVA_OPTIONS=", "OPENJ9_JAVA_OPTIONS=", "IBM_JAVA_OPTIONS="};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (jvmargs_skip_prefix(variable, names[i]))
			return true;
	return false;
}

const char *jvmargs_define(const struct jvmargs *a, const char *name)
{
	for (size_t i = a->defines.n; i-- > 0;) {
		const char *value = jvmargs_skip_prefix(a->defines.items[i], name);
		if (value && (!*value || *value == '='))
			return value + (*value == '=');
	}
	return NULL;
}

void jvmargs_done(struct jvmargs *a)
{
	free(a->program);
	free(a->unread);
	free(a->policy);
	free(a->java_home);
	free(a->directory);
	strv_done(&a->defines);
	*a = (struct jvmargs){0};
}
