/* SPDX-License-Identifier: MIT */
/* Tests Access Manager's settings: reading them, changing them, and the proof. */
#include "access_manager/rules.h"
#include "access_manager/settings.h"

#include "testing.h"

#define NET "cleartrust.net.ssl.use"
#define RUNTIME "cleartrust.runtime_api.security"
#define AGENT "cleartrust.agent.ssl.use"

START_TEST(kinds)
{
	ck_assert_str_eq(settings_find_kind("AServer.CONF")->file, "aserver.conf");
	ck_assert_ptr_null(settings_find_kind("aserver.conf.bak"));
	ck_assert_ptr_null(settings_find_kind(""));
	for (size_t i = 0; settings_list_kinds()[i]; i++)
		ck_assert_ptr_eq(settings_find_kind(settings_list_kinds()[i]->file),
			settings_list_kinds()[i]);
}
END_TEST

static const char *const copies[] = {"old", "OLD", "Backup", "backups", "bak1",
	"conf.bak", "conf-old", "confOld", "oldConf", "conf.old.2", "conf_orig",
	"Copy of conf", "conf (copy)", "conf - Copy (2)", "conf~", "conf.20260131",
	"conf-2026-01-31", "conf_31.01.2026", "conf 01-31-2026", "20260131T0915",
	"conf.202601310915", "conf-20260131-0915", "conf.2026-01-31_09-15-00", "backup-2",
	"backup20260131", "conf.rpmsave", "conf.dpkg-dist", "conf.dpkg-old",
	"conf.ucf-dist", "conf.save", ".snapshot", "conf.previous", "x.BKP"};
static const char *const originals[] = {"conf", "eserver1", "eserver-2", "servers2",
	"gold", "threshold", "bold.conf", "folder", "sbackup", "savers",
	"host.example.com", "10.1.2.3", "rsa-6.2.1", "v20", "node-2026", "5601",
	"12345678", "20261301", "conf-99990101", "copyright", "save-server",
	"archive-web", "dist", "sample", "agents", "2", "-", ".", "r\303\251seau"};

START_TEST(copies_by_name)
{
	for (size_t i = 0; i < N_ROWS(copies); i++)
		ck_assert_msg(settings_are_copies(copies[i]), "%s", copies[i]);
	for (size_t i = 0; i < N_ROWS(originals); i++)
		ck_assert_msg(!settings_are_copies(originals[i]), "%s", originals[i]);
	ck_assert(!settings_are_copies(""));
}
END_TEST

/* What aserver.conf says about its first setting. */
static const struct {
	const char *text;
	enum jsec_transport mode;
	bool set;
	size_t line, earlier;
} readings[] = {
	{"", JSEC_TRANSPORT_CLEAR, false, 0, 0},
	{NET "=anon\n", JSEC_TRANSPORT_ANON, true, 1, 0},
	{"\n" NET " : Auth \r\n", JSEC_TRANSPORT_AUTH, true, 2, 0},
	{NET "=clear\n" NET "=auth\n", JSEC_TRANSPORT_AUTH, true, 2, 1},
	{NET "=true", JSEC_TRANSPORT_TLS, true, 1, 0},
	{NET "=false", JSEC_TRANSPORT_CLEAR, true, 1, 0},
	{NET "=tls", JSEC_TRANSPORT_UNKNOWN, true, 1, 0},
	{NET, JSEC_TRANSPORT_UNKNOWN, true, 1, 0},
	{"#" NET "=anon\n", JSEC_TRANSPORT_ANON, false, 1, 0},
	{"# " NET "=whatever\n ## " NET " = auth\n#" NET "=anon\n", JSEC_TRANSPORT_AUTH,
		false, 2, 0},
	{"a=\\\n#" NET "=anon\n", JSEC_TRANSPORT_CLEAR, false, 0, 0},
	{"#" NET "=anon\n" NET "=clear\n", JSEC_TRANSPORT_CLEAR, true, 2, 0},
	{"#" NET ".not=anon\n#x" NET "=anon\n", JSEC_TRANSPORT_CLEAR, false, 0, 0},
	{"\r#" NET "=auth", JSEC_TRANSPORT_AUTH, false, 2, 0},
};

START_TEST(read_one)
{
	TRANSPORT_AUTO struct settings_doc d = {0};
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(settings_read(settings_find_kind("aserver.conf"),
				 span_str(readings[_i].text), "/a", &d, &e),
		0);
	ck_assert_uint_eq(d.n, 2);
	ck_assert_str_eq(settings_mode_word(d.settings[0].mode),
		settings_mode_word(readings[_i].mode));
	ck_assert_int_eq(d.settings[0].set, readings[_i].set);
	ck_assert_uint_eq(d.settings[0].line, readings[_i].line);
	ck_assert_uint_eq(d.settings[0].earlier, readings[_i].earlier);
}
END_TEST

#define P "cleartrust.net.ssl."

/* How many parameters `auth` lacks, and how many of these are commented out. */
static const struct {
	const char *text;
	size_t lacking, waiting;
} parameters[] = {
	{"", 3, 0},
	{P "private_keystore=k\n" P "ca_keystore=c\n", 0, 0},
	{P "private_keystore=k\n", 1, 0},
	{P "private_keystore=\n#" P "ca_keystore=c\n", 3, 2},
	{P "keystore=k\n" P "key_alias=a\n" P "certificate=c\n", 0, 0},
	{P "Key_Store=k\n" P "KEY=a\n" P "cacerts=c\n", 0, 0},
	{P "keyserver=k\n" P "local=a\n" P "use=auth\n", 3, 0},
	{"other.keystore=k\n#other.keystore=k\n", 3, 0},
};

START_TEST(lacks)
{
	TRANSPORT_AUTO struct settings_doc d = {0};
	ERR_AUTO struct err e = {0};

	ck_assert_int_eq(settings_read(settings_find_kind("lserver.conf"),
				 span_str(parameters[_i].text), "/l", &d, &e),
		0);
	ck_assert_uint_eq(d.lacking.n, parameters[_i].lacking);
	ck_assert_uint_eq(d.waiting.n, parameters[_i].waiting);
}
END_TEST

START_TEST(hostile_comments)
{
	TRANSPORT_AUTO struct settings_doc d = {0};
	ERR_AUTO struct err e = {0};
	SPAN_AUTO struct span text = repeated(span_str("#" P "keystore=k\n"),
		HOSTILE_SIZE, span_str("# 4.7 4.7 agent"));

	ck_assert_int_eq(
		settings_read(settings_find_kind("webagent.conf"), text, "/w", &d, &e),
		0);
	ck_assert_uint_le(d.waiting.n, 16);
	ck_assert_uint_eq(d.old_agent_line, 0);
}
END_TEST

static const struct {
	const char *text;
	size_t line;
} agents[] = {
	{"", 0},
	{"# Agent 4.7.1\n", 1},
	{"\n# agent\nx.version=4.7\n", 3},
	{"# Agent 14.7", 0},
	{"# Agent 4.70", 0},
	{"# Agent 5.4.7", 0},
	{"# 4.7 agent", 0},
	{"x=4.7", 0},
};

START_TEST(old_agents)
{
	ck_assert_uint_eq(
		settings_say_old_agent(span_str(agents[_i].text)), agents[_i].line);
}
END_TEST

/* A change to `mode` and its result. The file is aserver.conf if `kind` is NULL. */
static const struct {
	const char *what, *old, *new, *kind;
	enum jsec_transport mode;
} edits[] = {
	{"a value", NET "=anon\n" RUNTIME "=anon\n", NET "=clear\n" RUNTIME "=clear\n",
		NULL, JSEC_TRANSPORT_CLEAR},
	{"nothing", NET "=CLEAR\n" RUNTIME "=clear\n", NET "=CLEAR\n" RUNTIME "=clear\n",
		NULL, JSEC_TRANSPORT_CLEAR},
	{"what a comment says already", NET "=auth\n#" RUNTIME "=auth\n",
		NET "=auth\n#" RUNTIME "=auth\n" RUNTIME "=auth\n", NULL,
		JSEC_TRANSPORT_AUTH},
	{"the last of two", NET "=anon\n" NET "=anon\n" RUNTIME "=clear",
		NET "=anon\n" NET "=clear\n" RUNTIME "=clear", NULL,
		JSEC_TRANSPORT_CLEAR},
	{"beside the comment", "x=1\r\n#" NET " = clear\r\n\r\n" RUNTIME "=anon\r\n",
		"x=1\r\n#" NET " = clear\r\n" NET " = anon\r\n\r\n" RUNTIME "=anon\r\n",
		NULL, JSEC_TRANSPORT_ANON},
	{"an unfinished comment", RUNTIME "=anon\n#" NET "=clear",
		RUNTIME "=anon\n#" NET "=clear\n" NET "=anon\n", NULL,
		JSEC_TRANSPORT_ANON},
	{"into nothing", "", NET "=auth\n" RUNTIME "=auth\n", NULL, JSEC_TRANSPORT_AUTH},
	{"in another order", "#" RUNTIME "=clear\n#" NET "=clear\n",
		"#" RUNTIME "=clear\n" RUNTIME "=auth\n#" NET "=clear\n" NET "=auth\n",
		NULL, JSEC_TRANSPORT_AUTH},
	{"one at the end, one beside a comment there", "a : 1\n#" RUNTIME "=clear",
		"a : 1\n#" RUNTIME "=clear\n" NET " : anon\n" RUNTIME "=anon\n", NULL,
		JSEC_TRANSPORT_ANON},
	{"bare keys", NET "\n" RUNTIME " ", NET "=anon\n" RUNTIME " anon", NULL,
		JSEC_TRANSPORT_ANON},
	{"joined lines", NET "=\\\n  cl\\\n  ear\n" RUNTIME "\\\n=\\\n\\\nanon",
		NET "=\\\n  anon\n" RUNTIME "\\\n=\\\n\\\nanon", NULL,
		JSEC_TRANSPORT_ANON},
	{"escapes", "cleartrust.net.ssl.\\u0075se=clear\n" RUNTIME "=\\u0061non",
		"cleartrust.net.ssl.\\u0075se=anon\n" RUNTIME "=\\u0061non", NULL,
		JSEC_TRANSPORT_ANON},
	{"plain backslashes", "d=C:\\users\\\n" AGENT "=anon\n",
		"d=C:\\users\\\n" AGENT "=auth\n", "webagent.conf", JSEC_TRANSPORT_AUTH},
	{"plain backslashes at the end", "d=C:\\users\\",
		"d=C:\\users\\\n" AGENT "=auth\n", "webagent.conf", JSEC_TRANSPORT_AUTH},
};

static const struct settings_kind *kind_of(const char *name)
{
	return settings_find_kind(name ? name : "aserver.conf");
}

START_TEST(edit_and_prove)
{
	ERR_AUTO struct err e = {0};
	BUF_AUTO struct buf out = {0};
	STRV_AUTO struct strv removed = {0};
	STRV_AUTO struct strv added = {0};
	const struct settings_kind *kind = kind_of(edits[_i].kind);
	struct settings_want wants[MAX_SETTINGS];
	size_t n = settings_list_wants(kind, edits[_i].mode, false, wants);
	struct span old = span_str(edits[_i].old);

	ck_assert_int_eq(settings_edit_apply(
				 kind, old, "/a", wants, n, &out, &removed, &added, &e),
		0);
	assert_bytes(buf_span(&out), span_str(edits[_i].new), edits[_i].what);
	ck_assert_int_eq(added.n > 0, strcmp(edits[_i].old, edits[_i].new) != 0);
	int rc = settings_prove_edit(kind, "/a", wants, n, old, buf_span(&out), &e);
	ck_assert_msg(rc == 0, "%s: %s", edits[_i].what, e.public.message);
}
END_TEST

START_TEST(open_end)
{
	ERR_AUTO struct err e = {0};
	BUF_AUTO struct buf out = {0};
	STRV_AUTO struct strv removed = {0};
	STRV_AUTO struct strv added = {0};
	const struct settings_kind *kind = settings_find_kind("lserver.conf");
	struct settings_want wants[MAX_SETTINGS];
	size_t n = settings_list_wants(kind, JSEC_TRANSPORT_ANON, false, wants);

	ck_assert_int_eq(settings_edit_apply(kind, span_str("a=1\\"), "/a", wants, n,
				 &out, &removed, &added, &e),
		-JSEC_NOT_PROVEN);
}
END_TEST

/* Changes, removes or doubles each byte of each good result. The proof must refuse it. */
START_TEST(any_byte)
{
	const struct settings_kind *kind = kind_of(edits[_i].kind);
	struct settings_want wants[MAX_SETTINGS];
	size_t n = settings_list_wants(kind, edits[_i].mode, false, wants);
	size_t size = strlen(edits[_i].new);

	for (size_t at = 0; at < size; at++)
		for (int way = 0; way < 4; way++) {
			ERR_AUTO struct err e = {0};
			char bad[512];
			const char *rest = edits[_i].new + at;

			snprintf(bad, sizeof bad, "%.*s%s%s", (int)at, edits[_i].new,
				way == 1   ? (char[]){*rest, 0}
				: way == 2 ? "x"
				: way == 3 ? "#"
					   : "",
				rest + (way != 1));
			if (!strcmp(bad, edits[_i].new))
				continue;
			if (way == 1)
				snprintf(bad, sizeof bad, "%.*s%c%s", (int)at,
					edits[_i].new, *rest, rest);
			int rc = settings_prove_edit(kind, "/a", wants, n,
				span_str(edits[_i].old), span_str(bad), &e);
			/* The style of a new line may lose a blank or a line end. */
			if (!rc && strchr(" \r\n", *rest) && strlen(edits[_i].old) < size)
				continue;
			ck_assert_msg(rc != 0, "%s: way %d at %zu: %s", edits[_i].what,
				way, at, shown(span_str(bad)));
		}
}
END_TEST

/* Changes that the proof refuses, for anon in aserver.conf. */
static const struct {
	const char *what, *old, *new;
} bad[] = {
	{"the wrong mode", NET "=clear\n" RUNTIME "=anon\n",
		NET "=auth\n" RUNTIME "=anon\n"},
	{"nothing done", NET "=clear\n" RUNTIME "=anon\n",
		NET "=clear\n" RUNTIME "=anon\n"},
	{"another key", "a=1\n" NET "=clear\n" RUNTIME "=anon\n",
		"a=2\n" NET "=anon\n" RUNTIME "=anon\n"},
	{"a comment", "#a\n" NET "=clear\n" RUNTIME "=anon\n",
		"#b\n" NET "=anon\n" RUNTIME "=anon\n"},
	{"the definition that does not count",
		NET "=clear\n" NET "=anon\n" RUNTIME "=anon\n",
		NET "=anon\n" NET "=anon\n" RUNTIME "=anon\n"},
	{"a line more", NET "=clear\n" RUNTIME "=anon\n",
		NET "=anon\n" RUNTIME "=anon\nb=1\n"},
	{"a second definition", NET "=clear\n" RUNTIME "=anon\n",
		NET "=clear\n" RUNTIME "=anon\n" NET "=anon\n"},
	{"a line less", "a=1\n" NET "=clear\n" RUNTIME "=anon\n",
		NET "=anon\n" RUNTIME "=anon\n"},
	{"added twice", NET "=anon\n", NET "=anon\n" RUNTIME "=anon\n" RUNTIME "=anon\n"},
	{"garbage behind the end", NET "=anon", NET "=anon\n" RUNTIME "=anon\n#x"},
	{"garbage before the end", NET "=anon", NET "=anon\n#x\n" RUNTIME "=anon\n"},
	{"another order", NET "=clear\n" RUNTIME "=anon\n",
		RUNTIME "=anon\n" NET "=anon\n"},
	{"only a comment says it", NET "=clear\n", NET "=anon\n#" RUNTIME "=anon\n"},
	{"the comment said it before", NET "=clear\n#" RUNTIME "=anon\n",
		NET "=anon\n#" RUNTIME "=anon\n"},
	{"other line ends", "a=1\r\n" NET "=clear\n" RUNTIME "=anon\n",
		"a=1\n" NET "=anon\n" RUNTIME "=anon\n"},
};

START_TEST(refused)
{
	ERR_AUTO struct err e = {0};
	const struct settings_kind *kind = settings_find_kind("aserver.conf");
	struct settings_want wants[MAX_SETTINGS];
	size_t n = settings_list_wants(kind, JSEC_TRANSPORT_ANON, false, wants);
	int rc = settings_prove_edit(
		kind, "/a", wants, n, span_str(bad[_i].old), span_str(bad[_i].new), &e);

	ck_assert_msg(rc == -JSEC_NOT_PROVEN, "%s: %d", bad[_i].what, rc);
}
END_TEST

START_TEST(matches)
{
	enum jsec_transport c = JSEC_TRANSPORT_CLEAR, n = JSEC_TRANSPORT_ANON,
			    u = JSEC_TRANSPORT_AUTH, t = JSEC_TRANSPORT_TLS;

	ck_assert(settings_match(c, c) && settings_match(n, n) && settings_match(u, u));
	ck_assert(!settings_match(c, n) && !settings_match(n, u));
	ck_assert(settings_match(t, n) && settings_match(u, t) && settings_match(t, t));
	ck_assert(!settings_match(t, c) && !settings_match(c, t));
}
END_TEST

/* Two files and the first finding; "" means no problem. */
static const struct {
	const char *file, *text, *other, *other_text, *code;
} audits[] = {
	{"eserver.conf", NET "=anon", "aserver.conf", NET "=anon", ""},
	{"eserver.conf", NET "=anon", "aserver.conf", NET "=auth", "mismatch"},
	{"eserver.conf", NET "=true", "aserver.conf", NET "=auth", ""},
	{"eserver.conf", NET "=anon", "keyserver.conf", NET "=auth", ""},
	{"keyserver.conf", NET "=anon", "keyserver.conf", NET "=auth", "mismatch"},
	{"aserver.conf", RUNTIME "=anon\n" NET "=anon", "aserver.conf",
		RUNTIME "=clear\n" NET "=anon", "mismatch"},
	{"aserver.conf", RUNTIME "=anon\n" NET "=clear", "lserver.conf", NET "=clear",
		"too-strong"},
	{"aserver.conf", RUNTIME "=auth\n" NET "=true", "lserver.conf", NET "=true", ""},
	{"aserver.conf", RUNTIME "=true\n" NET "=clear", "lserver.conf", NET "=clear",
		"too-strong"},
	{"eserver.conf", NET "=what", "aserver.conf", NET "=clear", "bad-value"},
	{"dispatcher.conf", NET "=anon", "webagent.conf", AGENT "=anon\n#agent 4.7",
		"old-agent"},
	{"dispatcher.conf", NET "=clear", "webagent.conf", AGENT "=clear\n#agent 4.7",
		""},
	{"dispatcher.conf", NET "=true", "webagent.conf", AGENT "=true\n#agent 4.7",
		"old-agent"},
};

START_TEST(audit_two)
{
	ERR_AUTO struct err e = {0};
	FINDINGS_AUTO struct findings found = {0};
	struct settings_doc docs[2];
	const char *code = "";

	ck_assert_int_eq(settings_read(settings_find_kind(audits[_i].file),
				 span_str(audits[_i].text), "/1", &docs[0], &e),
		0);
	ck_assert_int_eq(settings_read(settings_find_kind(audits[_i].other),
				 span_str(audits[_i].other_text), "/2", &docs[1], &e),
		0);
	ck_assert_int_eq(rules_audit(docs, 2, &(struct audit_others){0}, &found, &e), 0);
	for (size_t i = found.n; i-- > 0;)
		if (found.items[i].problem)
			code = found.items[i].code;
	ck_assert_str_eq(code, audits[_i].code);
	settings_done(&docs[0]);
	settings_done(&docs[1]);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("settings");
	TCase *c = add_case(s, "settings");

	tcase_add_test(c, kinds);
	tcase_add_test(c, copies_by_name);
	tcase_add_loop_test(c, read_one, 0, N_ROWS(readings));
	tcase_add_loop_test(c, lacks, 0, N_ROWS(parameters));
	tcase_add_test(c, hostile_comments);
	tcase_add_loop_test(c, old_agents, 0, N_ROWS(agents));
	tcase_add_loop_test(c, edit_and_prove, 0, N_ROWS(edits));
	tcase_add_test(c, open_end);
	tcase_add_loop_test(c, any_byte, 0, N_ROWS(edits));
	tcase_add_loop_test(c, refused, 0, N_ROWS(bad));
	tcase_add_test(c, matches);
	tcase_add_loop_test(c, audit_two, 0, N_ROWS(audits));
	return run_suite(s);
}
