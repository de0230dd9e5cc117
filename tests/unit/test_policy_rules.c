/* SPDX-License-Identifier: MIT */
/* Tests the policy file: its rules, and that what people wrote in it stays. */
#include "text/policy_rules.h"

#include "testing.h"

#define FILE_PATH "/etc/jsecpatch.conf"

static void add_words(struct strv *to, const char *words)
{
	for (size_t n; *words; words += n + (words[n] == ';')) {
		n = strcspn(words, ";");
		strv_add(to, span_of(words, n));
	}
}

/* Prints each rule in a line: "name property +allow -disallow @target !except ^restart". */
static void show(const struct policy_rules *p, struct buf *out)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct policy_rule *r = &p->items[i];
		const struct {
			const char *sign;
			const struct strv *list;
		} lists[] = {{"+", &r->allow}, {"-", &r->disallow}, {"@", &r->targets},
			{"!", &r->except}, {"^", &r->restart}};

		buf_addf(out, "%s%s:%zu %s", i ? "|" : "", r->name, r->line, r->property);
		for (size_t k = 0; k < 5; k++)
			for (size_t n = 0; n < lists[k].list->n; n++)
				buf_addf(out, " %s%s", lists[k].sign,
					lists[k].list->items[n]);
	}
}

#define TLS "jdk.tls.disabledAlgorithms"

static const struct {
	const char *text, *rules;
} good[] = {
	{"", ""},
	{"# nothing\n\n", ""},
	{"rule.1.allow = anon\n", "1:1 " TLS " +anon"},
	{"rule.1.allow=anon , NULL,,DH keySize < 1024 ,\n",
		"1:1 " TLS " +anon +NULL +DH keySize < 1024"},
	{"rule.a-b.allow=anon\nrule.2.disallow=RC4\nrule.a-b.disallow=DES\n",
		"a-b:1 " TLS " +anon -DES|2:2 " TLS " -RC4"},
	{"\n\nrule.x.y.allow=a\n", "x.y:3 " TLS " +a"},
	{"rule.1.property=jdk.jar.disabledAlgorithms\nrule.1.allow=MD5\n",
		"1:1 jdk.jar.disabledAlgorithms +MD5"},
	{"rule.1.allow=a\nrule.1.target=/opt/a, b/\nrule.1.target=/x \n",
		"1:1 " TLS " +a @/opt/a, b @/x"},
	{"rule.1.allow=a,\\\n   b\nrule.1.except=/opt/x\\\\y\n",
		"1:1 " TLS " +a +b !/opt/x\\y"},
	{"rule.1.allow=a\nrule.1.allow=b\n", "1:1 " TLS " +a +b"},
	{"rule.1.target=/\n", "1:1 " TLS " @/"},
	{"rule.1.allow=\n", "1:1 " TLS},
	{"rule.1.allow=a\nrule.1.restart=tomcat9.service, a-b_c:d.e@1\\\\x2d.service\n",
		"1:1 " TLS " +a ^tomcat9.service ^a-b_c:d.e@1\\x2d.service"},
	{"rule.1.restart=a.service\nrule.1.restart=b.service\n",
		"1:1 " TLS " ^a.service ^b.service"},
};

static void read_policy(const char *text, struct props *doc, struct policy_rules *p)
{
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(props_read(doc, PROPS_MODERN, span_str(text), FILE_PATH, &e), 0);
	ck_assert_msg(
		!policy_rules_read(p, doc, FILE_PATH, &e), "%s: %s", text, e.message);
}

START_TEST(test_good)
{
	PROPS_AUTO struct props doc = {0};
	POLICY_AUTO struct policy_rules p = {0};
	BUF_AUTO struct buf got = {0};

	read_policy(good[_i].text, &doc, &p);
	show(&p, &got);
	ck_assert_str_eq(buf_str(&got), good[_i].rules);
}
END_TEST

static const struct {
	const char *text;
	size_t line;
	const char *word; /* must be in the message */
} broken[] = {
	{"allow = anon\n", 1, "'allow'"},
	{"# x\nrule.1.alow = anon\n", 2, "'rule.1.alow'"},
	{"rule.allow = anon\n", 1, "'rule.allow'"},
	{"rule..allow = anon\n", 1, "'rule..allow'"},
	{"rule.1. = anon\n", 1, "'rule.1.'"},
	{"rule.1.allow=a\nRule.1.allow=b\n", 2, "'Rule.1.allow'"},
	{"rule.1.allow=a\n\nrule.1.target = opt/x\n", 3, "not an absolute path"},
	{"rule.1.target =\n", 1, "not an absolute path"},
	{"rule.1.restart = tomcat\n", 1, "'tomcat' is not the name"},
	{"rule.1.restart = a.service,\\\n b.socket\n", 1, "'b.socket'"},
	{"rule.1.allow=a\nrule.1.restart = .service\n", 2, "'.service'"},
	{"rule.1.restart = a b.service\n", 1, "'a b.service'"},
	{"rule.1.restart = /bin/a.service\n", 1, "'/bin/a.service'"},
	{"rule.1.restart = a@.service\n", 1, "'a@.service'"},
	{"rule.1.restart = @a.service\n", 1, "'@a.service'"},
	{"rule.1.restart = a*.service\n", 1, "'a*.service'"},
};

START_TEST(test_broken)
{
	PROPS_AUTO struct props doc = {0};
	POLICY_AUTO struct policy_rules p = {0};
	ERR_AUTO struct err e = {0};
	char where[64];

	ck_assert_int_eq(
		props_read(&doc, PROPS_MODERN, span_str(broken[_i].text), FILE_PATH, &e),
		0);
	ck_assert_int_eq(policy_rules_read(&p, &doc, FILE_PATH, &e), -JSEC_BAD_POLICY);
	snprintf(where, sizeof where, FILE_PATH ":%zu: ", broken[_i].line);
	ck_assert_msg(!strncmp(e.message, where, strlen(where)), "%s", e.message);
	ck_assert_msg(strstr(e.message, broken[_i].word) != NULL, "%s", e.message);
}
END_TEST

#define SIGN \
	"# Without its last line, \"# end of the policy\", this file counts as cut off."
#define END "# end of the policy"
#define HEAD "# ours\n"

/* Documents before and after remembering. Semicolons separate entries. */
static const struct {
	const char *before, *property, *allow, *disallow, *targets, *after;
} remembered[] = {
	{HEAD, TLS, "anon", "", "", HEAD "\nrule.1.allow = anon\n"},
	{HEAD "rule.1.allow = anon\n", TLS, "anon", "", "", HEAD "rule.1.allow = anon\n"},
	{HEAD "rule.1.allow = anon\n", TLS, "ANON", "", "", HEAD "rule.1.allow = anon\n"},
	/* the same rule, in its own style */
	{HEAD "rule.1.allow:anon # no comment\n", TLS, "NULL", "", "",
		HEAD "rule.1.allow:anon # no comment, NULL\n"},
	{"rule.1.allow=anon\r\n# tail\r\n", TLS, "NULL;RC4", "", "",
		"rule.1.allow=anon, NULL, RC4\r\n# tail\r\n"},
	{"rule.1.allow=anon\r\n# tail\r\n", TLS, "", "RC4", "",
		"rule.1.allow=anon\r\nrule.1.disallow = RC4\r\n# tail\r\n"},
	{"rule.1.allow=a,\\\n b\nrule.2.property=x\nrule.2.allow=c", TLS, "d", "", "",
		"rule.1.allow=a, b, d\nrule.2.property=x\nrule.2.allow=c"},
	{"rule.1.allow=a\nrule.1.allow=b\n#x\n", TLS, "d", "", "",
		"rule.1.allow=a, b, d\n#x\n"},
	/* the opposite: the entry moves to the other list */
	{"rule.1.allow=anon, NULL\n", TLS, "", "anon", "",
		"rule.1.allow=NULL\nrule.1.disallow = anon\n"},
	{"#a\nrule.1.allow=anon\n#b\nrule.1.disallow=x\n", TLS, "", "anon", "",
		"#a\n#b\nrule.1.disallow=x, anon\n"},
	{"rule.1.allow=anon", TLS, "", "RC4", "",
		"rule.1.allow=anon\nrule.1.disallow = RC4\n"},
	/* other installs, another list: another rule */
	{"rule.1.allow=anon\n", TLS, "NULL", "", "/opt/a;/opt/b",
		"rule.1.allow=anon\n\nrule.2.allow = NULL\nrule.2.target = /opt/a\n"
		"rule.2.target = /opt/b\n"},
	{"rule.1.allow=anon\nrule.1.target=/opt/b\nrule.1.target=/opt/a\n", TLS, "NULL",
		"", "/opt/a;/opt/b",
		"rule.1.allow=anon, NULL\nrule.1.target=/opt/b\nrule.1.target=/opt/a\n"},
	{"rule.1.allow=anon\n", "jdk.jar.disabledAlgorithms", "MD5", "", "",
		"rule.1.allow=anon\n\nrule.2.property = jdk.jar.disabledAlgorithms\n"
		"rule.2.allow = MD5\n"},
	/* a later rule with the opposite must not override the latest request */
	{"rule.1.allow=a\nrule.2.disallow=anon\nrule.2.target=/opt/x\n", TLS, "anon", "",
		"",
		"rule.1.allow=a\nrule.2.disallow=anon\nrule.2.target=/opt/x\n\n"
		"rule.3.allow = anon\n"},
	{"rule.1.allow=a\nrule.2.disallow=RC4\nrule.2.target=/opt/x\n", TLS, "anon", "",
		"", "rule.1.allow=a, anon\nrule.2.disallow=RC4\nrule.2.target=/opt/x\n"},
	/* a rule with exceptions is not for all installs */
	{"rule.1.allow=a\nrule.1.except=/opt/x\n", TLS, "anon", "", "",
		"rule.1.allow=a\nrule.1.except=/opt/x\n\nrule.2.allow = anon\n"},
	/* services to restart stay */
	{"rule.1.restart=a.service\nrule.1.allow=a\n", TLS, "anon", "", "",
		"rule.1.restart=a.service\nrule.1.allow=a, anon\n"},
	{"rule.1.allow=a\nrule.1.restart=a.service, b.service", TLS, "", "RC4", "",
		"rule.1.allow=a\nrule.1.restart=a.service, b.service\n"
		"rule.1.disallow = RC4\n"},
	/* the first free number; a last line that continues */
	{"rule.2.allow=a\nrule.2.target=/x\nrule.1.allow=b\nrule.1.target=/y\\", TLS,
		"anon", "", "",
		"rule.2.allow=a\nrule.2.target=/x\nrule.1.allow=b\nrule.1.target=/y\\\n\n"
		"rule.3.allow = anon\n"},
	{HEAD, TLS, "", "DH keySize < 1024", "/new\nline/\\x y",
		HEAD "\nrule.1.disallow = DH keySize < 1024\n"
		     "rule.1.target = /new\\u000aline/\\u005cx y\n"},
};

/* Reads the result back, so that reading and writing agree. */
static void assert_reads_back(struct span text, const struct policy_rules *want)
{
	PROPS_AUTO struct props doc = {0};
	POLICY_AUTO struct policy_rules got = {0};
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(props_read(&doc, PROPS_MODERN, text, FILE_PATH, &e), 0);
	ck_assert_int_eq(policy_rules_read(&got, &doc, FILE_PATH, &e), 0);
	ck_assert_uint_eq(got.n, want->n);
	for (size_t i = 0; i < got.n; i++) {
		ck_assert_str_eq(got.items[i].property, want->items[i].property);
		ck_assert_uint_eq(got.items[i].allow.n, want->items[i].allow.n);
		ck_assert_uint_eq(got.items[i].disallow.n, want->items[i].disallow.n);
		ck_assert_uint_eq(got.items[i].targets.n, want->items[i].targets.n);
		ck_assert_uint_eq(got.items[i].except.n, want->items[i].except.n);
		ck_assert_uint_eq(got.items[i].restart.n, want->items[i].restart.n);
		for (size_t k = 0; k < got.items[i].targets.n; k++)
			ck_assert_str_eq(got.items[i].targets.items[k],
				want->items[i].targets.items[k]);
	}
}

/* What was changed begins and ends with the two lines of a complete file. */
static void assert_signed(const struct buf *out, const char *before, const char *after)
{
	const char *eol = strstr(before, "\r\n") ? "\r\n" : "\n";
	bool changes = strcmp(before, after) != 0;
	BUF_AUTO struct buf all = {0};

	if (changes)
		buf_addf(&all, SIGN "%s", eol);
	buf_adds(&all, after);
	if (changes)
		buf_addf(&all, "%s" END "%s", after[strlen(after) - 1] == '\n' ? "" : eol,
			eol);
	assert_bytes(buf_span(out), buf_span(&all), before);
}

START_TEST(test_remember)
{
	PROPS_AUTO struct props doc = {0};
	POLICY_AUTO struct policy_rules p = {0};
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err e = {0};
	struct policy_rule more = {.property = (char *)remembered[_i].property};

	add_words(&more.allow, remembered[_i].allow);
	add_words(&more.disallow, remembered[_i].disallow);
	add_words(&more.targets, remembered[_i].targets);
	read_policy(remembered[_i].before, &doc, &p);
	ck_assert_int_eq(policy_rules_remember(&p, &more, &e), 0);
	policy_rules_write(&p, &doc, &out);
	ck_assert(!out.failed);
	assert_signed(&out, remembered[_i].before, remembered[_i].after);
	assert_reads_back(buf_span(&out), &p);
	strv_done(&more.allow);
	strv_done(&more.disallow);
	strv_done(&more.targets);
}
END_TEST

START_TEST(test_first)
{
	PROPS_AUTO struct props doc = {0};
	POLICY_AUTO struct policy_rules p = {0};
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err e = {0};
	struct policy_rule more = {.property = (char *)TLS};

	strv_adds(&more.allow, "anon");
	read_policy("", &doc, &p);
	ck_assert_int_eq(policy_rules_remember(&p, &more, &e), 0);
	policy_rules_write(&p, &doc, &out);
	ck_assert_int_eq(buf_str(&out)[0], '#');
	ck_assert_ptr_nonnull(strstr(buf_str(&out), ".\n\nrule.1.allow = anon\n"));
	assert_reads_back(buf_span(&out), &p);
	strv_done(&more.allow);
}
END_TEST

static const struct {
	const char *before, *after;
	bool all; /* an exception instead of a target less */
} excepted[] = {
	/* excludes /opt/x from rule 0 */
	{"# c\nrule.1.allow=a\n", "# c\nrule.1.allow=a\nrule.1.except = /opt/x\n", true},
	{"rule.1.allow=a", "rule.1.allow=a\nrule.1.except = /opt/x\n", true},
	{"rule.1.allow=a\nrule.1.except=/opt/y\n#e\n",
		"rule.1.allow=a\nrule.1.except=/opt/y\nrule.1.except = /opt/x\n#e\n",
		true},
	{"rule.1.target=/opt/*\nrule.1.allow=a\n",
		"rule.1.target=/opt/*\nrule.1.allow=a\nrule.1.except = /opt/x\n", true},
	{"rule.1.allow=a\n#x\nrule.1.target=/opt/x/\n#y\n", "#x\n#y\n", false},
	{"rule.1.allow=a\nrule.1.restart=a.service\n",
		"rule.1.allow=a\nrule.1.restart=a.service\nrule.1.except = /opt/x\n",
		true},
	{"rule.1.target=/opt/y\nrule.1.target=/opt/x\nrule.1.allow=a\n",
		"rule.1.target=/opt/y\nrule.1.allow=a\n", false},
	{"rule.1.target=/opt/x\nrule.2.allow=b\nrule.1.allow=a", "rule.2.allow=b\n",
		false},
};

START_TEST(test_except)
{
	PROPS_AUTO struct props doc = {0};
	POLICY_AUTO struct policy_rules p = {0};
	BUF_AUTO struct buf out = {0};
	STRV_AUTO struct strv names = {0};
	STRV_AUTO struct strv others = {0};
	ERR_AUTO struct err e = {0};

	strv_adds(excepted[_i].all ? &others : &names, "/opt/x");
	read_policy(excepted[_i].before, &doc, &p);
	ck_assert_int_eq(policy_rules_except(&p, 0, &names, &others, &e), 0);
	policy_rules_write(&p, &doc, &out);
	assert_signed(&out, excepted[_i].before, excepted[_i].after);
	assert_reads_back(buf_span(&out), &p);
}
END_TEST

static const struct {
	const char *text;
	bool good;
} signs[] = {
	{SIGN "\nrule.1.allow=a\n" END "\n", true},
	{SIGN "\nrule.1.allow=a\n" END, true},
	{SIGN "\r\nrule.1.allow=a\r\n" END "\r\n", true},
	{SIGN "\nrule.1.allow=a\n" END "\nrule.2.allow=b\n", true},
	{"# mine\n" SIGN "\nrule.1.allow=a\n" END "\n", true},
	{"# mine\n" SIGN "\nrule.1.allow=a\n", false},
	{SIGN "\nrule.1.allow=a\n# end of the polic", false},
	{SIGN "\nrule.1.allow=a\n" END " \n", false},
	{SIGN, false},
	{"#", false},
	{"# Without its last", false},
	{"# without its last", true},
	{"rule.1.allow=a\n" END "\n", true},
};

START_TEST(test_signs)
{
	PROPS_AUTO struct props doc = {0};
	POLICY_AUTO struct policy_rules p = {0};
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(
		props_read(&doc, PROPS_MODERN, span_str(signs[_i].text), FILE_PATH, &e),
		0);
	ck_assert_int_eq(policy_rules_read(&p, &doc, FILE_PATH, &e),
		signs[_i].good ? 0 : -JSEC_BAD_POLICY);
}
END_TEST

/* The last line stays the last, and a line that continues does not swallow it. */
START_TEST(test_last_line)
{
	static const char *const before[] = {SIGN "\nrule.1.allow=a\n" END
						  "\n# more\nrule.2.disallow=c\n",
		"rule.1.allow=a\nrule.2.target=/x\nrule.2.disallow=c \\\n"};
	PROPS_AUTO struct props doc = {0};
	POLICY_AUTO struct policy_rules p = {0};
	BUF_AUTO struct buf out = {0};
	ERR_AUTO struct err e = {0};
	struct policy_rule more = {.property = (char *)TLS};

	strv_adds(&more.allow, "b");
	read_policy(before[_i], &doc, &p);
	ck_assert_int_eq(policy_rules_remember(&p, &more, &e), 0);
	policy_rules_write(&p, &doc, &out);
	strv_done(&more.allow);
	ck_assert_int_eq(strncmp(buf_str(&out), SIGN "\n", strlen(SIGN) + 1), 0);
	ck_assert_str_eq(buf_str(&out) + out.size - strlen("\n" END "\n"), "\n" END "\n");
	ck_assert_ptr_eq(strstr(buf_str(&out), "\n" END),
		buf_str(&out) + out.size - strlen("\n" END "\n"));
	assert_reads_back(buf_span(&out), &p);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("policy_rules");
	TCase *c = add_case(s, "policy_rules");

	tcase_add_loop_test(c, test_good, 0, N_ROWS(good));
	tcase_add_loop_test(c, test_broken, 0, N_ROWS(broken));
	tcase_add_loop_test(c, test_remember, 0, N_ROWS(remembered));
	tcase_add_test(c, test_first);
	tcase_add_loop_test(c, test_signs, 0, N_ROWS(signs));
	tcase_add_loop_test(c, test_last_line, 0, 2);
	tcase_add_loop_test(c, test_except, 0, N_ROWS(excepted));
	return run_suite(s);
}
