/* SPDX-License-Identifier: MIT */
/* Tests patterns of paths: what they match, and which ones are made of paths with versions. */
#include "text/path_pattern.h"

#include "testing.h"

static const struct {
	const char *pattern, *path;
	bool is, matches;
} matched[] = {
	{"/opt/jdk", "/opt/jdk", false, true},
	{"/opt/jdk", "/opt/jdk2", false, false},
	{"/opt/jdk-17.*", "/opt/jdk-17.0.15", true, true},
	{"/opt/jdk-17.*", "/opt/jdk-17.", true, true},
	{"/opt/jdk-17.*", "/opt/jdk-21.0.1", true, false},
	{"/opt/jdk-17.*", "/opt/jdk-17.0.15/jre", true, false},
	{"/opt/*", "/opt/a/b", true, false},
	{"/opt/*/b", "/opt/a/b", true, true},
	{"/opt/*/b", "/opt/a/x/b", true, false},
	{"/*/jdk", "//opt//jdk", true, true},
	{"/opt/*a*b*c", "/opt/xaybxbzc", true, true},
	{"/opt/*a*b*c", "/opt/xaybxbz", true, false},
	{"/opt/*", "/opt/.hidden", true, false},
	{"/opt/?hidden", "/opt/.hidden", true, false},
	{"/opt/[.]hidden", "/opt/.hidden", true, false},
	{"/opt/.*", "/opt/.hidden", true, true},
	{"/opt/j?k", "/opt/jdk", true, true},
	{"/opt/j?k", "/opt/jk", true, false},
	{"/opt/j?k", "/opt/j\xc3\xa4k", true, true},
	{"/opt/j?k", "/opt/j\xc3k", true, true},
	{"/opt/j[a\xc3\xa4]k", "/opt/j\xc3\xa4k", true, true},
	{"/opt/j[!\xc3\xa4]k", "/opt/j\xc3\xa4k", true, false},
	{"/opt/j[dr]k", "/opt/jrk", true, true},
	{"/opt/j[a-d]k", "/opt/jck", true, true},
	{"/opt/j[a-d]k", "/opt/jek", true, false},
	{"/opt/j[^a-d]k", "/opt/jek", true, true},
	{"/opt/j[]]k", "/opt/j]k", true, true},
	{"/opt/j[!]]k", "/opt/j]k", true, false},
	{"/opt/j[a-]k", "/opt/j-k", true, true},
	{"/opt/j[\\]x]k", "/opt/j]k", true, true},
	{"/opt/j[dk", "/opt/j[dk", false, true},
	{"/opt/[x/]y", "/opt/[x/]y", false, true},
	{"/opt/[[x/*", "/opt/[[x/y", true, true},
	{"/opt/a\\*b", "/opt/a*b", false, true},
	{"/opt/a\\*b", "/opt/axb", false, false},
	{"/opt/a\\\\*", "/opt/a\\b", true, true},
	{"/opt/a\\b", "/opt/a\\b", false, true},
	{"/opt/a\\\\b", "/opt/a\\b", false, true},
	{"/opt/a\\", "/opt/a\\", false, true},
	{"/", "/", false, true},
	{"/*", "/", true, true},
};

START_TEST(test_matched)
{
	ck_assert_int_eq(path_pattern_is(matched[_i].pattern), matched[_i].is);
	ck_assert_int_eq(path_pattern_matches(matched[_i].pattern, matched[_i].path),
		matched[_i].matches);
	if (matched[_i].is)
		return;
	char *path = path_pattern_get_path(matched[_i].pattern);
	ck_assert_int_eq(!strcmp(path, matched[_i].path), matched[_i].matches);
	free(path);
}
END_TEST

/* A path that is written as a pattern is that path only. */
START_TEST(test_written)
{
	static const char *const paths[] = {"/", "/opt/a*b?c[d]e\\f", "/opt/\\\\*",
		"/opt/[", "/opt/x\\", "/opt/\xc3\xa4"};

	for (int i = 0; i < N_ROWS(paths); i++) {
		BUF_AUTO struct buf pattern = {0};
		path_pattern_add(span_str(paths[i]), &pattern);
		char *path = path_pattern_get_path(buf_str(&pattern));
		ck_assert_str_eq(path, paths[i]);
		ck_assert(!path_pattern_is(buf_str(&pattern)));
		ck_assert(path_pattern_matches(buf_str(&pattern), paths[i]));
		free(path);
	}
}
END_TEST

static void assert_prefix(const char *pattern, const char *want)
{
	char *prefix = path_pattern_get_prefix(pattern);

	ck_assert_str_eq(prefix, want);
	free(prefix);
}

START_TEST(test_top)
{
	ck_assert_uint_eq(path_pattern_measure_top("/usr/lib/java-*/jre"), 8);
	ck_assert_uint_eq(path_pattern_measure_top("/*"), 0);
	assert_prefix("/usr/lib/java-*/jre", "/usr/lib/java-");
	assert_prefix("//opt///[ab]/x", "/opt/");
	assert_prefix("/a\\*b/[c/d?", "/a*b/[c/d");
	ck_assert_uint_eq(path_pattern_measure_top("/usr/l\\*b/java-?"), 9);
}
END_TEST

/* What is remembered of a home. `next` is a later version, and `others` are no such ones. */
static const struct {
	const char *path, *version, *pattern, *next;
	const char *others[3];
} covered[] = {
	{"/opt/jdk-17.0.15", "17.0.15", "/opt/jdk-17.*", "/opt/jdk-17.0.21",
		{"/opt/jdk-21.0.1", "/opt/jdk-170.1", "/opt/jdk-17"}},
	{"/opt/jdk-17.0.15+6", "17.0.15", "/opt/jdk-17.*", "/opt/jdk-17.0.16+8", {0}},
	{"/opt/jdk-17.0.15+6-jre", "17.0.15", "/opt/jdk-17.*-jre",
		"/opt/jdk-17.0.16+8-jre", {"/opt/jdk-17.0.16+8"}},
	{"/usr/java/jdk1.8.0_202", "1.8.0_202", "/usr/java/jdk1.8.0_*",
		"/usr/java/jdk1.8.0_211", {"/usr/java/jdk1.7.0_80"}},
	{"/usr/java/jdk1.8.0_05", "1.8.0_05", "/usr/java/jdk1.8.0_*",
		"/usr/java/jdk1.8.0_11", {0}},
	{"/usr/java/jdk1.7.0_80", "1.7.0_80", "/usr/java/jdk1.7.0_*",
		"/usr/java/jdk1.7.0_85", {"/usr/java/jdk1.8.0_202"}},
	{"/opt/jdk8u412-b08", "1.8.0_412", "/opt/jdk8u*", "/opt/jdk8u422-b05",
		{"/opt/jdk-17.0.1"}},
	{"/opt/jdk8u412b08", "1.8.0_412", "/opt/jdk8u*", "/opt/jdk8u422b05", {0}},
	{"/opt/bellsoft-jdk8u412+9-linux-amd64", "1.8.0_412",
		"/opt/bellsoft-jdk8u*-linux-amd64",
		"/opt/bellsoft-jdk8u422+6-linux-amd64", {0}},
	{"/usr/lib/jvm/java-17-openjdk-17.0.15.0.6-2.el9.x86_64", "17.0.15",
		"/usr/lib/jvm/java-17-openjdk-17.*.x86_64",
		"/usr/lib/jvm/java-17-openjdk-17.0.16.0.8-1.el9_6.x86_64",
		{"/usr/lib/jvm/java-17-openjdk-17.0.15.0.6-2.el9.x86_64-slowdebug"}},
	{"/usr/lib/jvm/java-1.8.0-openjdk-1.8.0.452.b09-2.el9.x86_64", "1.8.0_452",
		"/usr/lib/jvm/java-1.8.0-openjdk-1.8.0.*.x86_64",
		"/usr/lib/jvm/java-1.8.0-openjdk-1.8.0.462.b08-3.el9.x86_64", {0}},
	{"/root/.sdkman/candidates/java/17.0.15-tem", "17.0.15",
		"/root/.sdkman/candidates/java/17.*-tem",
		"/root/.sdkman/candidates/java/17.0.16-tem",
		{"/root/.sdkman/candidates/java/17.0.16-zulu"}},
	{"/root/.sdkman/candidates/java/8.0.452.fx-zulu", "1.8.0_452",
		"/root/.sdkman/candidates/java/8.*.fx-zulu",
		"/root/.sdkman/candidates/java/8.0.462.fx-zulu", {0}},
	{"/opt/zulu17.58.21-ca-jdk17.0.15-linux_x64", "17.0.15",
		"/opt/zulu17.*-ca-jdk17.*-linux_x64",
		"/opt/zulu17.60.17-ca-jdk17.0.16-linux_x64",
		{"/opt/zulu17.60.17-ca-jre17.0.16-linux_x64",
			"/opt/zulu21.1.1-ca-jdk21.0.1-linux_x64"}},
	{"/opt/zulu8.78.0.19-ca-jdk8.0.412-linux_x64", "1.8.0_412",
		"/opt/zulu8.*-ca-jdk8.*-linux_x64",
		"/opt/zulu8.80.0.17-ca-jdk8.0.422-linux_x64", {0}},
	{"/opt/amazon-corretto-17.0.15.6.1-linux-x64", "17.0.15",
		"/opt/amazon-corretto-17.*-linux-x64",
		"/opt/amazon-corretto-17.0.16.8.1-linux-x64", {0}},
	{"/opt/amazon-corretto-8.452.09.1-linux-x64", "1.8.0_452",
		"/opt/amazon-corretto-8.*-linux-x64",
		"/opt/amazon-corretto-8.462.08.1-linux-x64", {0}},
	{"/opt/graalvm-jdk-17.0.15+9.1", "17.0.15", "/opt/graalvm-jdk-17.*",
		"/opt/graalvm-jdk-17.0.16+12.1", {"/opt/jdk-17.0.16"}},
	{"/opt/jdk-17.0.15_tomcat-9.0.8/jre", "17.0.15", "/opt/jdk-17.*_tomcat-9.0.8/jre",
		"/opt/jdk-17.0.16_tomcat-9.0.8/jre",
		{"/opt/jdk-17.0.16_tomcat-10.1.2/jre"}},
	{"/opt/bellsoft-vm-openjdk17.0.15+10-23.0.8+1-linux", "17.0.15",
		"/opt/bellsoft-vm-openjdk17.*-linux",
		"/opt/bellsoft-vm-openjdk17.0.16+12-23.0.9+1-linux", {0}},
	{"/opt/jdk-17.0.15+6_openj9-0.51.0", "17.0.15", "/opt/jdk-17.*_openj9-*",
		"/opt/jdk-17.0.16+8_openj9-0.53.0", {"/opt/jdk-17.0.16+8"}},
	{"/opt/jbr-17.0.12-linux-x64-b1087.25", "17.0.12", "/opt/jbr-17.*-linux-x64-b*",
		"/opt/jbr-17.0.13-linux-x64-b1090.1", {0}},
	{"/opt/hostedtoolcache/Java_Temurin-Hotspot_jdk/17.0.15-6/x64", "17.0.15",
		"/opt/hostedtoolcache/Java_Temurin-Hotspot_jdk/17.*/x64",
		"/opt/hostedtoolcache/Java_Temurin-Hotspot_jdk/17.0.16-8/x64", {0}},
	{"/usr/lib/jvm/jdk-17.0.15-oracle-x64", "17.0.15",
		"/usr/lib/jvm/jdk-17.*-oracle-x64", "/usr/lib/jvm/jdk-17.0.16-oracle-x64",
		{0}},
	{"/opt/jdk-21+35", "21", "/opt/jdk-21[+.]*", "/opt/jdk-21.0.1+12",
		{"/opt/jdk-210.1"}},
	{"/opt/amazon-corretto-21.0.0.35.1-linux-x64", "21",
		"/opt/amazon-corretto-21.*-linux-x64",
		"/opt/amazon-corretto-21.0.1.12.1-linux-x64", {0}},
	{"/opt/jdk-21.0b", "21", "/opt/jdk-21.*b", "/opt/jdk-21.1b", {0}},
	{"/opt/product-6.2/jdk-17.0.15/conf/security/java.security", "17.0.15",
		"/opt/product-6.2/jdk-17.*/conf/security/java.security",
		"/opt/product-6.2/jdk-17.0.16/conf/security/java.security",
		{"/opt/product-6.3/jdk-17.0.16/conf/security/java.security"}},
	{"/opt/product-6.2.1-jdk-17.0.15", "17.0.15", "/opt/product-6.2.1-jdk-17.*",
		"/opt/product-6.2.1-jdk-17.0.16", {0}},
	{"/opt/a[b]/jdk-17.0.15", "17.0.15", "/opt/a\\[b]/jdk-17.*",
		"/opt/a[b]/jdk-17.0.16", {"/opt/ab/jdk-17.0.16"}},
	{"/opt/a\\*/jdk-17.0.15", "17.0.15", "/opt/a\\\\\\*/jdk-17.*",
		"/opt/a\\*/jdk-17.0.16", {"/opt/a\\x/jdk-17.0.16"}},
	/* no version of this Java */
	{"/usr/lib/jvm/java-17-openjdk-amd64", "17.0.15", NULL, NULL, {0}},
	{"/usr/lib/jvm/java-1.8.0-openjdk", "1.8.0_452", NULL, NULL, {0}},
	{"/usr/lib/jvm/jdk-21", "21", NULL, NULL, {0}},
	{"/opt/product-6.2/jre", "17.0.15", NULL, NULL, {0}},
	{"/opt/product-8.412/jre", "17.0.15", NULL, NULL, {0}},
	{"/opt/jdk-17.0.10", "17.0.15", NULL, NULL, {0}},
	{"/opt/jdk-17.0.150", "17.0.15", NULL, NULL, {0}},
	{"/opt/jdk-117.0.15", "17.0.15", NULL, NULL, {0}},
	{"/opt/jdk-2.17.0.15", "17.0.15", NULL, NULL, {0}},
	{"/opt/jdk-17.0.15", NULL, NULL, NULL, {0}},
	{"/opt/jdk8u20", "8u20x", NULL, NULL, {0}},
	{"/opt/jdk1.8.0", "1.8.0", NULL, NULL, {0}},
};

START_TEST(test_covered)
{
	BUF_AUTO struct buf got = {0};
	bool any =
		path_pattern_cover_updates(covered[_i].path, covered[_i].version, &got);

	if (!covered[_i].pattern) {
		ck_assert_msg(
			!any && !got.size, "%s: %s", covered[_i].path, buf_str(&got));
		return;
	}
	ck_assert(any);
	ck_assert_str_eq(buf_str(&got), covered[_i].pattern);
	ck_assert(path_pattern_is(buf_str(&got)));
	ck_assert(path_pattern_matches(buf_str(&got), covered[_i].path));
	ck_assert(path_pattern_matches(buf_str(&got), covered[_i].next));
	for (size_t i = 0; i < 3 && covered[_i].others[i]; i++)
		ck_assert_msg(!path_pattern_matches(buf_str(&got), covered[_i].others[i]),
			"%s", covered[_i].others[i]);
}
END_TEST

/* Many stars and a long name take no long time. */
START_TEST(test_hostile)
{
	struct span name = repeated(span_str("a"), 255, span_str(""));
	struct span stars = repeated(span_str("*a"), 400, span_str("*b"));
	struct span sets = repeated(span_str("["), 4000, span_str(""));
	char *text = strndup(sets.data, sets.size);

	ck_assert(!path_pattern_matches_name(stars, name));
	ck_assert(!path_pattern_is(text));
	free(text);
	free((char *)name.data);
	free((char *)stars.data);
	free((char *)sets.data);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("path_pattern");
	TCase *c = add_case(s, "path_pattern");

	tcase_add_loop_test(c, test_matched, 0, N_ROWS(matched));
	tcase_add_test(c, test_written);
	tcase_add_test(c, test_top);
	tcase_add_loop_test(c, test_covered, 0, N_ROWS(covered));
	tcase_add_test(c, test_hostile);
	return run_suite(s);
}
