/* SPDX-License-Identifier: MIT */
/* Writes manifests of backups and reads them back, for all kinds of paths. */
#include "text/manifest.h"

#include "testing.h"

#define D1 "1111111111111111111111111111111111111111111111111111111111111111"
#define D2 "2222222222222222222222222222222222222222222222222222222222222222"
#define D3 "3333333333333333333333333333333333333333333333333333333333333333"

static const char *const paths[] = {
	"/etc/java-17-openjdk/security/java.security",
	"/with blanks/ and more /x ",
	" leading blank",
	"  two",
	"\tleading tab",
	"\fleading form feed",
	"=sign",
	":colon",
	"#hash",
	"/new\nline\n# written=forged\n",
	"/carriage\rreturn",
	"/back\\slash\\",
	"\\",
	"/\\u0041",
	"/\\\n",
	"/caf\xe9/not utf-8 \xff\x80",
	"/caf\xc3\xa9",
	"/tab\tand\x01\x1f\x7f",
	"/=/:/#!",
	"/trailing tab\t",
	"",
};

static int add(struct records *r, const char *file, const char *was, const char *written,
	const char *pristine, const char *home)
{
	const struct record it = {.file = (char *)file,
		.was = (char *)was,
		.written = (char *)written,
		(char *)pristine,
		(char *)home};

	return records_add(r, &it);
}

START_TEST(test_path)
{
	RECORDS_AUTO struct records out = {
		.action = strdup("allow"), .time = strdup("t")};
	RECORDS_AUTO struct records in = {0};
	BUF_AUTO struct buf text = {0};

	ck_assert_int_eq(add(&out, paths[_i], D1, D2, D3, paths[_i]), 0);
	ck_assert_int_eq(add(&out, "/next", D3, D2, D1, NULL), 0);
	records_write(&out, "1.2.3", &text);
	ck_assert_int_eq(records_read(&in, buf_span(&text)), 0);
	ck_assert_uint_eq(in.n, 2);
	assert_bytes(span_str(in.items[0].file), span_str(paths[_i]), "path");
	ck_assert_str_eq(in.items[0].was, D1);
	ck_assert_str_eq(in.items[0].written, D2);
	ck_assert_str_eq(in.items[0].pristine, D3);
	assert_bytes(span_str(in.items[0].home), span_str(paths[_i]), "home");
	ck_assert_str_eq(in.items[1].file, "/next");
	ck_assert_ptr_null(in.items[1].home);
	ck_assert_str_eq(in.action, "allow");
	ck_assert_str_eq(in.time, "t");
}
END_TEST

/* Each line is a comment in mtree, so that other programs can read the manifest. */
START_TEST(test_comments)
{
	RECORDS_AUTO struct records out = {.action = strdup("a\nb"), .time = strdup("t")};
	BUF_AUTO struct buf text = {0};

	ck_assert_int_eq(add(&out, paths[_i], D1, D2, D3, paths[_i]), 0);
	records_write(&out, "1.2.3", &text);
	ck_assert_int_eq(strncmp(buf_str(&text), "#mtree\n", 7), 0);
	for (const char *line = buf_str(&text); line && *line;) {
		ck_assert_int_eq(*line, '#');
		line = strchr(line, '\n');
		line += line != NULL;
	}
}
END_TEST

#define BAD (-JSEC_BAD_FILE)
#define HEAD "#mtree\n# format=1\n# action=allow\n# time=t\n"
#define FILE1 "# file=/x\n# was=" D1 "\n# written=" D2 "\n# pristine=" D3 "\n"

static const struct {
	const char *text;
	int rc;
} manifests[] = {
	{HEAD FILE1, 0},
	{HEAD FILE1 "./x time=1.0 mode=644 sha256digest=" D1 "\n", 0},
	{HEAD FILE1 "# unknown=later\n# who knows\n", 0},
	{"", BAD},
	{HEAD, BAD},
	{"#mtree\n# format=1\n# time=t\n" FILE1, BAD},
	{"#mtree\n# format=1\n# action=allow\n" FILE1, BAD},
	{HEAD "# file=/x\n# was=" D1 "\n# written=" D2 "\n", BAD},
	{HEAD "# file=/x\n# was=" D1 "\n# pristine=" D2 "\n", BAD},
	{HEAD "# was=" D1 "\n" FILE1, 0},
	{HEAD FILE1 "# file=/y\n", BAD},
	{HEAD FILE1 "# file=\\uZZZZ\n", BAD},
	{"action=allow\ntime=t\nfile=/x\nwas=a\nwritten=b\npristine=c\n", BAD},
	{"\x1f\x8b\b not text", BAD},
	{"# action=a\n# time=t\n" FILE1, BAD}, /* without a format */
	{"# format=0\n# action=a\n# time=t\n" FILE1, BAD},
	{"# format=99\n", -JSEC_NEWER_FORMAT},
	{"# format=3\n# action=a\n# time=t\n" FILE1, -JSEC_NEWER_FORMAT},
	{"# format=2\n# action=a\n# time=t\n" FILE1, 0},
};

START_TEST(test_manifest)
{
	RECORDS_AUTO struct records in = {0};

	ck_assert_int_eq(
		records_read(&in, span_str(manifests[_i].text)), manifests[_i].rc);
	ck_assert_uint_eq(in.n, manifests[_i].rc ? 0 : 1);
}
END_TEST

START_TEST(test_cut_off)
{
	static const char text[] = HEAD FILE1;
	size_t whole = (size_t)(strstr(text, "# pristine") - text) + strlen("# pristine");

	for (size_t size = 0; size < whole; size++) {
		RECORDS_AUTO struct records in = {0};
		ck_assert_int_eq(records_read(&in, span_of(text, size)), BAD);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("manifest");
	TCase *c = add_case(s, "manifest");

	tcase_add_loop_test(c, test_path, 0, N_ROWS(paths));
	tcase_add_loop_test(c, test_comments, 0, N_ROWS(paths));
	tcase_add_loop_test(c, test_manifest, 0, N_ROWS(manifests));
	tcase_add_test(c, test_cut_off);
	return run_suite(s);
}
