/* SPDX-License-Identifier: MIT */
/* Finds units and containers in cgroups of both versions. */
#include "text/cgroup.h"

#include "testing.h"

#define ID "4f0c1b2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
#define OTHER "00000000000000000000000000000000000000000000000000000000000000aa"
#define USER "/user.slice/user-7.slice/user@7.service"
#define POD "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/"

static const struct {
	const char *text, *unit, *container;
} rows[] = {
	{"", NULL, NULL},
	{"0::/\n", NULL, NULL},
	{"0::/system.slice/tomcat9.service\n", "tomcat9.service", NULL},
	{"0::/system.slice/tomcat9.service", "tomcat9.service", NULL},
	{"0::/system.slice/system-app.slice/app@1.service/sub\n", "app@1.service", NULL},
	{"0::/system.slice/my\\x2dapp.service\n", "my\\x2dapp.service", NULL},
	{"0::/user.slice/user-7.slice/session-3.scope\n", NULL, NULL},
	/* made by a user: systemd would restart another unit of that name */
	{"0::" USER "/app.slice/sshd.service\n", NULL, NULL},
	{"0::" USER "/app.slice/run-1.scope\n", NULL, NULL},
	{"0::" USER "/docker-" ID ".scope\n", NULL, NULL},
	{"0::" USER "/system.slice/docker-" ID ".scope/sshd.service\n", NULL, NULL},
	{"0::" USER "/lxc/web\n", NULL, NULL},
	{"0::" USER "/user.slice/libpod-" ID ".scope/container\n", NULL, NULL},
	{"0::/user.slice/user-7.slice/sshd.service\n", NULL, NULL},
	{"0::/moved.slice/user@7.service/system.slice/sshd.service\n", NULL, NULL},
	{"12:pids:/user/alice/0/system.slice/sshd.service\n", NULL, NULL},
	{"12:pids:/user/alice/0/lxc/web\n", NULL, NULL},
	{"0::/system.slice/user.service\n", "user.service", NULL},
	/* made in a unit, by whoever runs there */
	{"0::/system.slice/web.service/sshd.service\n", "web.service", NULL},
	{"0::/system.slice/web.service/docker-" ID ".scope\n", "web.service", NULL},
	{"0::/system.slice/run-1.scope/sshd.service\n", NULL, NULL},
	{"0::/system.slice/run-1.scope/docker/" ID "\n", NULL, NULL},
	{"0::/x.service.d/.service/y.slice\n", NULL, NULL},
	{"2:cpu:/\n1:name=systemd:/system.slice/a.service\n0::/\n", "a.service", NULL},
	{"0::/system.slice/docker-" ID ".scope\n", NULL, ID},
	{"12:pids:/docker/" ID "\n1:name=systemd:/docker/" ID "\n", NULL, ID},
	{"0::/docker/" ID "/system.slice/web.service\n", "web.service", ID},
	{"0::/machine.slice/libpod-" ID ".scope/container\n", NULL, ID},
	{"0::/system.slice/web.service/libpod-payload-" ID "\n", "web.service", NULL},
	{"0::/docker/" ID "/docker/" OTHER "\n", NULL, ID}, /* in the first one */
	{"0::/docker/" ID "/a.scope/sshd.service\n", NULL, ID},
	{"0::/docker/" ID USER "/sshd.service\n", NULL, ID},
	{"0::" POD "cri-containerd-" ID ".scope\n", NULL, ID},
	{"0::" POD "crio-" ID ".scope\n", NULL, ID},
	{"0::/kubepods/burstable/pod1/" ID "\n", NULL, ID},
	{"0::/docker/0" ID "\n", NULL, NULL}, /* too long */
	{"0::/lxc/web\n", NULL, "web"},
	{"0::/lxc/101/ns/system.slice/a.service\n", "a.service", "101"},
	{"0::/lxc.payload.web/system.slice/a.service\n", "a.service", "web"},
	{"0::/lxc\n", NULL, NULL},
	{"0::/machine.slice/machine-web\\x2dtwo.scope/payload\n", NULL, "web-two"},
	{"0::/machine.slice/machine-a\\x2.scope\n", NULL, "a\\x2"},
	{"0::/machine.slice/machine-a\\xzz\\x00.scope\n", NULL, "a\\xzz\\x00"},
	{"0::/machine-x.slice/machine-.scope\n", NULL, NULL},
	{"0::/machine-x.slice/a.slice\n", NULL, NULL},
	{"noise\n\n::\n/\n//\n", NULL, NULL},
};

static void assert_name(const char *got, const char *want, const char *text)
{
	ck_assert_msg((got == NULL) == (want == NULL) && (!got || !strcmp(got, want)),
		"%s: got %s, want %s", text, got ? got : "none", want ? want : "none");
}

START_TEST(test_rows)
{
	CGROUP_AUTO struct cgroup c = {0};

	ck_assert_int_eq(cgroup_read(span_str(rows[_i].text), &c), 0);
	assert_name(c.unit, rows[_i].unit, rows[_i].text);
	assert_name(c.container, rows[_i].container, rows[_i].text);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("cgroup");

	tcase_add_loop_test(add_case(s, "cgroup"), test_rows, 0, N_ROWS(rows));
	return run_suite(s);
}
