/* SPDX-License-Identifier: MIT */
/* Tests options of JVMs: tables of arguments and environments, with "|" for NUL. */
#include "text/java_options.h"

#include "testing.h"

#define POLICY "-Djava.security.properties="

static const struct {
	const char *arguments, *program;
} programs[] = {
	{"java|Main|", "Main"},
	{"/usr/bin/java|-Xmx1g|-cp|a.jar:b|org.x.Main|-jar|x|", "org.x.Main"},
	{"java|-classpath|a|Main|", "Main"},
	{"java|--class-path|a|Main|", "Main"},
	{"java|--class-path=a|Main|", "Main"},
	{"java|-jar|/opt/a b.jar|--port|1|", "/opt/a b.jar"},
	{"java|-jar|-Dx=1|app.jar|", "app.jar"},
	{"java|-p|mods|-m|mod/org.x.Main|arg|", "mod/org.x.Main"},
	{"java|--module-path|mods|--module|mod|", "mod"},
	{"java|--module=mod/Main|-m|x|", "mod/Main"},
	{"java|--add-opens|java.base/a=ALL|--add-exports|b|--add-reads|c|Main|", "Main"},
	{"java|--add-modules|a|--limit-modules|b|--patch-module|c=d|Main|", "Main"},
	{"java|--upgrade-module-path|a|--source|17|Hello.java|", "Hello.java"},
	{"java|--enable-native-access|ALL|Main|", "Main"},
	{"java|@opts|Main|@arg|", "Main"},
	{"java|@all|", "@all"},
	{"java|@first|-Dx|@all|", "@all"},
	{"java|--disable-@files|@odd|", "@odd"},
	{"java|-cp|", "java"},
	{"java|-m|", "java"},
	{"/opt/jdk/bin/javac|-J-Xmx1g|A.java|", "/opt/jdk/bin/javac"},
	{"jsvc.exec|-user|tomcat|Bootstrap|", "jsvc.exec"},
	{"java|Main", "java"}, /* cut off */
	{"", NULL},
	{"|", ""},
};

/* The file that replaces the policy, with "=" before it if nothing else counts. */
static const struct {
	const char *arguments, *policy;
} policies[] = {
	{"java|" POLICY "/p|Main|", "/p"},
	{"java|" POLICY "=/p|Main|", "=/p"},
	{"java|" POLICY "/p|" POLICY "=/q|Main|", "=/q"},
	{"java|" POLICY "=/p|" POLICY "/q|Main|", "/q"},
	{"java|" POLICY "/p|" POLICY "|Main|", NULL},
	{"java|" POLICY "/p|-Djava.security.properties|Main|", NULL},
	{"java|" POLICY "=|Main|", "="},
	{"java|" POLICY "file:a b|Main|", "file:a b"},
	{"java|-Djava.security.propertiesX=/p|Main|", NULL},
	{"java|-Djava.security.propertie=/p|Main|", NULL},
	{"java|Main|" POLICY "/p|", NULL}, /* belongs to the program */
	{"java|-cp|" POLICY "/p|Main|", NULL},
	{"java|-jar|a.jar|" POLICY "/p|", NULL},
	{"javac|-J" POLICY "/p|A.java|", "/p"},
	{"jsvc|-user|tomcat|" POLICY "/p|Bootstrap|", "/p"},
};

/* Tests precedence and quotes of variables. The arguments are those of `java Main`. */
static const struct {
	const char *environment, *policy;
} variables[] = {
	{"A=1|JAVA_TOOL_OPTIONS=" POLICY "/t|B=2|", "/t"},
	{"JDK_JAVA_OPTIONS=" POLICY "=/j|", "=/j"},
	{"_JAVA_OPTIONS=" POLICY "/u|", "/u"},
	{"JDK_JAVA_OPTIONS=" POLICY "/j|JAVA_TOOL_OPTIONS=" POLICY "/t|", "/j"},
	{"_JAVA_OPTIONS=" POLICY "/u|JDK_JAVA_OPTIONS=" POLICY "/j|", "/u"},
	{"_JAVA_OPTIONS=" POLICY "/u|JAVA_TOOL_OPTIONS=" POLICY "/t|", "/u"},
	{"JAVA_TOOL_OPTIONS=" POLICY "/1 -Dx=y\t" POLICY "=/2  |", "=/2"},
	{"JAVA_TOOL_OPTIONS=  \"" POLICY "/a b\" -Xmx1g|", "/a b"},
	{"JAVA_TOOL_OPTIONS=" POLICY "'/a b'/\"c d\"e|", "/a b/c de"},
	{"JAVA_TOOL_OPTIONS=" POLICY "'/a \"b'|", "/a \"b"},
	{"JAVA_TOOL_OPTIONS=" POLICY "/a\\ b|", "/a\\"},
	{"JAVA_TOOL_OPTIONS=" POLICY "'/open|", "/open"},
	{"JAVA_TOOL_OPTIONS=|", NULL},
	{"JAVA_TOOL_OPTIONS=''|", NULL},
	{"JAVA_TOOL_OPTIONS|JAVA_TOOL_OPTIONSX=" POLICY "/t|", NULL},
	{"JAVA_TOOL_OPTIONS=" POLICY "/1|JAVA_TOOL_OPTIONS=" POLICY "/2|", "/1"},
	{"JAVA_TOOL_OPTIONS=" POLICY "/cut", NULL},
	{"", NULL},
};

/* Replaces "|" by NUL. Malloc'd. */
static struct span with_nuls(const char *text)
{
	char *copy = strdup(text);

	ck_assert_ptr_nonnull(copy);
	for (char *c = copy; *c; c++)
		if (*c == '|')
			*c = 0;
	return span_of(copy, strlen(text));
}

static void assert_text(const char *got, const char *want, const char *what)
{
	ck_assert_msg((got == NULL) == (want == NULL) && (!got || !strcmp(got, want)),
		"%s: got %s, want %s", what, got ? got : "none", want ? want : "none");
}

static void assert_policy(const struct jvmargs *a, const char *want, const char *what)
{
	ck_assert_msg(a->policy_only == (want && *want == '='), "%s", what);
	want = want && *want == '=' ? want + 1 : want;
	assert_text(a->policy, want && *want ? want : NULL, what);
}

START_TEST(test_programs)
{
	JVMARGS_AUTO struct jvmargs a = {0};
	SPAN_AUTO struct span arguments = with_nuls(programs[_i].arguments);

	ck_assert_int_eq(
		jvmargs_read(arguments, span_of("", 0), JVM_MODERN, NULL, &a), 0);
	assert_text(a.program, programs[_i].program, programs[_i].arguments);
	assert_policy(&a, NULL, programs[_i].arguments);
}
END_TEST

START_TEST(test_policies)
{
	JVMARGS_AUTO struct jvmargs a = {0};
	SPAN_AUTO struct span arguments = with_nuls(policies[_i].arguments);

	ck_assert_int_eq(
		jvmargs_read(arguments, span_of("", 0), JVM_MODERN, NULL, &a), 0);
	assert_policy(&a, policies[_i].policy, policies[_i].arguments);
}
END_TEST

START_TEST(test_variables)
{
	JVMARGS_AUTO struct jvmargs a = {0};
	SPAN_AUTO struct span arguments = with_nuls("java|Main|");
	SPAN_AUTO struct span environment = with_nuls(variables[_i].environment);

	ck_assert_int_eq(jvmargs_read(arguments, environment, JVM_MODERN, NULL, &a), 0);
	assert_policy(&a, variables[_i].policy, variables[_i].environment);
	ck_assert_str_eq(a.program, "Main");
}
END_TEST

/* Java 8 does not know JDK_JAVA_OPTIONS. */
START_TEST(test_old)
{
	JVMARGS_AUTO struct jvmargs a = {0};
	SPAN_AUTO struct span arguments = with_nuls("java|Main|");
	SPAN_AUTO struct span environment = with_nuls(
		"JDK_JAVA_OPTIONS=" POLICY "/j|JAVA_TOOL_OPTIONS=" POLICY "/t|");

	ck_assert_int_eq(jvmargs_read(arguments, environment, 0, NULL, &a), 0);
	assert_policy(&a, "/t", "8");
}
END_TEST

/* Arguments override all variables but one. JDK_JAVA_OPTIONS is only for the launcher. */
START_TEST(test_precedence)
{
	static const struct {
		const char *arguments, *environment, *policy;
	} cases[] = {
		{"java|" POLICY "/c|Main|",
			"JAVA_TOOL_OPTIONS=" POLICY "/t|JDK_JAVA_OPTIONS=" POLICY "/j|",
			"/c"},
		{"java|" POLICY "/c|Main|", "_JAVA_OPTIONS=" POLICY "/u|", "/u"},
		{"java|" POLICY "/c|Main|", "_JAVA_OPTIONS=" POLICY "|", NULL},
		{"jsvc|Main|", "JDK_JAVA_OPTIONS=" POLICY "/j|", NULL},
		{"jsvc|Main|", "JAVA_TOOL_OPTIONS=" POLICY "/t|", "/t"},
	};
	JVMARGS_AUTO struct jvmargs a = {0};
	SPAN_AUTO struct span arguments = with_nuls(cases[_i].arguments);
	SPAN_AUTO struct span environment = with_nuls(cases[_i].environment);

	ck_assert_int_eq(jvmargs_read(arguments, environment, JVM_MODERN, NULL, &a), 0);
	assert_policy(&a, cases[_i].policy, cases[_i].environment);
}
END_TEST

START_TEST(test_home)
{
	static const char *const texts[][2] = {
		{"java|-Djava.home=/a|Main|", "/a"},
		{"java|-Djava.home=/a|-Djava.home=/b|Main|", "/b"},
		{"java|-Djava.home=|Main|", NULL},
		{"java|-Djava.homes=/a|Main|", NULL},
		{"java|Main|-Djava.home=/a|", NULL},
	};
	JVMARGS_AUTO struct jvmargs a = {0};
	SPAN_AUTO struct span arguments = with_nuls(texts[_i][0]);

	ck_assert_int_eq(
		jvmargs_read(arguments, span_of("", 0), JVM_MODERN, NULL, &a), 0);
	assert_text(a.java_home, texts[_i][1], texts[_i][0]);
}
END_TEST

START_TEST(test_unread)
{
	JVMARGS_AUTO struct jvmargs a = {0};
	SPAN_AUTO struct span arguments = with_nuls("java|@a|@b|Main|@c|");

	ck_assert_int_eq(
		jvmargs_read(arguments, span_of("", 0), JVM_MODERN, NULL, &a), 0);
	ck_assert_str_eq(a.unread, "@b");
	ck_assert_str_eq(a.program, "Main");
}
END_TEST

static const char *const contents[][2] = {
	{"/policy", "# options\n" POLICY "'/f g' -Dx=1"},
	{"/only", POLICY "=/o -cp"},
	{"/main", "-Xmx1g Main " POLICY "/n"},
	{"/nested", "@/policy"},
	{"/vm", POLICY "/v\n'-Dy=a b' -XX:VMOptionsFile=/policy"},
	{"/j9", POLICY "/1\n  # " POLICY "/no\n-Xa=b,\\\n\t c\n-Xoptionsfile=/vm"},
	{"/j9more", "#\r\n" POLICY "\\\r\n  /j\\k -Dx=#1\n\\"},
};

static int read_contents(void *context, const char *path, struct buf *ret)
{
	(void)context;
	for (size_t i = 0; i < N_ROWS(contents); i++)
		if (!strcmp(contents[i][0], path)) {
			buf_adds(ret, contents[i][1]);
			return 0;
		}
	return -1;
}

/* Options from files count at the place where the file is named. */
static const struct {
	const char *arguments, *environment, *policy, *program, *unread;
} files[] = {
	{"java|@/policy|Main|", "", "/f g", "Main", NULL},
	{"java|@/policy|" POLICY "/p|Main|", "", "/p", "Main", NULL},
	{"java|" POLICY "/p|@/policy|Main|", "", "/f g", "Main", NULL},
	{"java|Main|@/policy|", "", NULL, "Main", NULL},
	{"java|-cp|@/policy|Main|", "", NULL, "Main", NULL},
	{"java|@@/policy|Main|", "", NULL, "@@/policy", NULL},
	{"java|--disable-@files|@/policy|", "", NULL, "@/policy", NULL},
	{"java|@/only|cp.jar|Main|", "", "=/o", "Main", NULL},
	{"java|@/main|Other|", "", NULL, "Main", NULL},
	{"java|@/nested|Main|", "", NULL, "@/policy", NULL},
	{"java|@/gone|Main|", "", NULL, "Main", "@/gone"},
	{"java|-XX:VMOptionsFile=/vm|Main|", "", "/v", "Main", NULL},
	{"java|-XX:VMOptionsFile=/no|Main|", "", NULL, "Main", "-XX:VMOptionsFile=/no"},
	{"java|Main|", "JDK_JAVA_OPTIONS=@/policy|", "/f g", "Main", NULL},
	{"java|Main|", "JDK_JAVA_OPTIONS=-XX:VMOptionsFile=/vm|", "/v", "Main", NULL},
	{"java|Main|", "JAVA_TOOL_OPTIONS=@/policy|", NULL, "Main", NULL},
	{"java|Main|", "JAVA_TOOL_OPTIONS=-XX:VMOptionsFile=/vm|", "/v", "Main", NULL},
	{"java|@/policy|Main|", "_JAVA_OPTIONS=-XX:VMOptionsFile=/vm|", "/v", "Main",
		NULL},
	{"javac|@/policy|", "", NULL, "javac", NULL},
};

START_TEST(test_files)
{
	static const struct option_files reader = {read_contents, NULL};
	JVMARGS_AUTO struct jvmargs a = {0};
	SPAN_AUTO struct span arguments = with_nuls(files[_i].arguments);
	SPAN_AUTO struct span environment = with_nuls(files[_i].environment);

	ck_assert_int_eq(
		jvmargs_read(arguments, environment, JVM_MODERN, &reader, &a), 0);
	assert_policy(&a, files[_i].policy, files[_i].arguments);
	assert_text(a.program, files[_i].program, files[_i].arguments);
	assert_text(a.unread, files[_i].unread, files[_i].arguments);
}
END_TEST

/* What OpenJ9 takes, and for which variable that is not known. Tests both kinds of it. */
static const struct {
	const char *arguments, *environment, *policy, *unread;
	bool modern;
} openj9[] = {
	{"java|Main|", "OPENJ9_JAVA_OPTIONS=" POLICY "/o|", "/o", NULL, true},
	{"java|Main|", "OPENJ9_JAVA_OPTIONS=" POLICY "/o|", "/o", NULL, false},
	{"java|Main|", "IBM_JAVA_OPTIONS='" POLICY "=/i j'|", "=/i j", NULL, false},
	{"jsvc|Main|", "IBM_JAVA_OPTIONS=" POLICY "/i|", "/i", NULL, false},
	{"java|" POLICY "/c|Main|", "OPENJ9_JAVA_OPTIONS=" POLICY "/o|", "/c", NULL,
		true},
	{"java|Main|", "JDK_JAVA_OPTIONS=" POLICY "/j|OPENJ9_JAVA_OPTIONS=" POLICY "/o|",
		"/j", NULL, true},
	{"java|Main|", "OPENJ9_JAVA_OPTIONS=" POLICY "/o|IBM_JAVA_OPTIONS=-Da=b|", "/o",
		NULL, true},
	{"java|Main|",
		"IBM_JAVA_OPTIONS=" POLICY "/o -Da=2|OPENJ9_JAVA_OPTIONS=" POLICY
		"/o -Da=1|",
		"/o", NULL, true},
	{"java|Main|", "OPENJ9_JAVA_OPTIONS=" POLICY "/o|IBM_JAVA_OPTIONS=" POLICY "/i|",
		"/i", "IBM_JAVA_OPTIONS", true},
	{"java|Main|",
		"JAVA_TOOL_OPTIONS=" POLICY "/t|OPENJ9_JAVA_OPTIONS=" POLICY "=/t|",
		"=/t", "OPENJ9_JAVA_OPTIONS", true},
	{"java|Main|",
		"JAVA_TOOL_OPTIONS=-Dsemeru.fips=true|"
		"IBM_JAVA_OPTIONS=-Dsemeru.fips=false|",
		NULL, "IBM_JAVA_OPTIONS", true},
	{"java|Main|", "_JAVA_OPTIONS=" POLICY "/u|", "/u", NULL, true},
	{"java|Main|", "_JAVA_OPTIONS=" POLICY "/u|", "/u", "_JAVA_OPTIONS", false},
	{"java|Main|", "_JAVA_OPTIONS=-Da=b|", NULL, NULL, false},
	{"java|Main|", "OPENJ9_JAVA_OPTIONS=-Xoptionsfile=/j9|", "/1", NULL, true},
	{"java|-Xoptionsfile=/j9|-Xoptionsfile=/j9more|Main|", "", "/j\\k", NULL, true},
	{"java|-Xoptionsfile=/j9|" POLICY "/c|Main|", "", "/c", NULL, true},
	{"java|-Xoptionsfile=/no|Main|", "", NULL, "-Xoptionsfile=/no", true},
	{"java|-XX:VMOptionsFile=/vm|Main|", "", NULL, NULL, true},
};

START_TEST(test_openj9)
{
	static const struct option_files reader = {read_contents, NULL};
	JVMARGS_AUTO struct jvmargs a = {0};
	SPAN_AUTO struct span arguments = with_nuls(openj9[_i].arguments);
	SPAN_AUTO struct span environment = with_nuls(openj9[_i].environment);
	unsigned kind = JVM_OPENJ9 | (openj9[_i].modern ? JVM_MODERN : 0);

	ck_assert_int_eq(jvmargs_read(arguments, environment, kind, &reader, &a), 0);
	assert_policy(&a, openj9[_i].policy, openj9[_i].environment);
	assert_text(a.unread, openj9[_i].unread, openj9[_i].environment);
}
END_TEST

/* HotSpot knows none of them. */
START_TEST(test_hotspot)
{
	static const struct option_files reader = {read_contents, NULL};
	JVMARGS_AUTO struct jvmargs a = {0};
	SPAN_AUTO struct span arguments = with_nuls("java|-Xoptionsfile=/j9|Main|");
	SPAN_AUTO struct span environment = with_nuls(
		"OPENJ9_JAVA_OPTIONS=" POLICY "/o|IBM_JAVA_OPTIONS=" POLICY "/i|");

	ck_assert_int_eq(
		jvmargs_read(arguments, environment, JVM_MODERN, &reader, &a), 0);
	assert_policy(&a, NULL, "HotSpot");
	assert_text(a.unread, NULL, "HotSpot");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("java_options");
	TCase *c = add_case(s, "java_options");

	tcase_add_loop_test(c, test_programs, 0, N_ROWS(programs));
	tcase_add_loop_test(c, test_policies, 0, N_ROWS(policies));
	tcase_add_loop_test(c, test_variables, 0, N_ROWS(variables));
	tcase_add_test(c, test_old);
	tcase_add_loop_test(c, test_precedence, 0, 5);
	tcase_add_loop_test(c, test_home, 0, 5);
	tcase_add_test(c, test_unread);
	tcase_add_loop_test(c, test_files, 0, N_ROWS(files));
	tcase_add_loop_test(c, test_openj9, 0, N_ROWS(openj9));
	tcase_add_test(c, test_hotspot);
	return run_suite(s);
}
