/* SPDX-License-Identifier: MIT */
/* Judges answers of servers: made up, and those of real servers where they are at hand. */
#include "diagnosis/probes.h"

#include "text/suite.h"

#include "testing.h"

#define CLIENT "client-list client-not-enabled client-protocols no-common-suite"
#define VARIES "server-list list-in-memory server-not-enabled closes"
#define BLOCKED \
	"server-list list-in-memory server-protocols suites-and-protocols no-group bad-list"

/*
 * An answer is a word, and numbers behind colons: "anon:2048" chooses an anonymous suite in
 * TLS 1.2 with a key of 2048 bits; "13:65:35" TLS 1.3 and encrypted records of these sizes,
 * before it closes; "13+:65:794" the same, but it stays open. Behind a "|" stands what the
 * same hello gets in another connection, if it is not the same.
 */
static const struct {
	const char *word;
	unsigned version, suite;
	enum answer_protocol protocol;
	enum answer_end end;
	bool certificate, request;
} words[] = {
	{"anon", 0x0303, 0x00a7, ANSWER_TLS, ANSWER_ENOUGH, false, false},
	{"ecdh", 0x0303, 0xc019, ANSWER_TLS, ANSWER_ENOUGH, false, false},
	{"rare", 0x0303, 0xc019, ANSWER_TLS, ANSWER_ENOUGH, false, false},
	{"demands", 0x0303, 0x00a7, ANSWER_TLS, ANSWER_ENOUGH, false, true},
	{"anon11", 0x0302, 0x003a, ANSWER_TLS, ANSWER_ENOUGH, false, false},
	{"anon10", 0x0301, 0x003a, ANSWER_TLS, ANSWER_ENOUGH, false, false},
	{"rc4", 0x0303, 0x0018, ANSWER_TLS, ANSWER_ENOUGH, false, false},
	{"cert", 0x0303, 0xc030, ANSWER_TLS, ANSWER_ENOUGH, true, false},
	{"request", 0x0303, 0xc030, ANSWER_TLS, ANSWER_ENOUGH, true, true},
	{"13+", 0x0304, 0x1302, ANSWER_TLS, ANSWER_LATE, false, false},
	{"13", 0x0304, 0x1302, ANSWER_TLS, ANSWER_CLOSED, false, false},
	{"alert", 0, 0, ANSWER_TLS, ANSWER_ENOUGH, false, false},
	{"closed", 0, 0, ANSWER_NOTHING, ANSWER_CLOSED, false, false},
	{"reset", 0, 0, ANSWER_NOTHING, ANSWER_RESET, false, false},
	{"silence", 0, 0, ANSWER_NOTHING, ANSWER_LATE, false, false},
	{"slow", 0, 0, ANSWER_TLS, ANSWER_LATE, false, false},
	{"retry", 0, 0, ANSWER_TLS, ANSWER_ENOUGH, false, false},
	{"text", 0, 0, ANSWER_TEXT, ANSWER_ENOUGH, false, false},
	{"ssl2", 0, 0, ANSWER_SSL2, ANSWER_ENOUGH, false, false},
	{"echo", 0, 0, ANSWER_HELLO, ANSWER_ENOUGH, false, false},
	{"garbage", 0, 0, ANSWER_GARBAGE, ANSWER_ENOUGH, false, false},
	{"refused", 0, 0, ANSWER_NOTHING, ANSWER_REFUSED, false, false},
	{"failed", 0, 0, ANSWER_NOTHING, ANSWER_FAILED, false, false},
};

static void set_number(struct answer *a, unsigned n)
{
	if (a->version == 0x0304) {
		a->sealed.n++;
		a->sealed.total += n;
		a->sealed.last = n;
	} else if (a->has_hello) {
		a->bits = n;
	} else {
		a->has_alert = true;
		a->alert = n;
	}
}

static void set_answer(struct answer *a, const char *text)
{
	size_t n = strcspn(text, ":");
	int row = 0;

	if (!*text)
		return;
	while (row < N_ROWS(words) &&
		(strlen(words[row].word) != n || strncmp(words[row].word, text, n) != 0))
		row++;
	ck_assert_msg(row < N_ROWS(words), "%s", text);
	*a = (struct answer){.end = words[row].end,
		.protocol = words[row].protocol,
		.size = words[row].protocol != ANSWER_NOTHING,
		.has_hello = words[row].version,
		.version = words[row].version,
		.suite = words[row].suite,
		.has_key = words[row].version && words[row].version < 0x0304,
		.has_done = words[row].version && words[row].version < 0x0304,
		.group = !strcmp(text, "rare") ? 22 : 0,
		.has_certificate = words[row].certificate,
		.has_request = words[row].request,
		.has_retry = !strcmp(text, "retry")};
	for (text = strchr(text, ':'); text; text = strchr(text + 1, ':'))
		set_number(a, (unsigned)atoi(text + 1));
}

/* Returns the codes of the causes, with blanks between them; malloc'd. */
static char *join_causes(const struct diagnosis *d)
{
	struct buf all = {0};

	for (size_t i = 0; i < d->n; i++)
		buf_addf(&all, "%s%s%s", i ? " " : "",
			causes_get(d->suspects[i]->cause)->code,
			d->suspects[i]->proven ? "!" : "");
	return buf_take(&all);
}

/* The answers to anonymous suites, all, all without 1.3, certificates, without groups, 1.0. */
static const struct {
	const char *anon, *all, *all_12, *cert, *curves, *old, *waited;
	int works;
	const char *causes; /* "!" behind one that is proven */
} rows[] = {
	{"anon:2048", "anon:2048", "", "", "anon:2048", "", "", 1, CLIENT},
	{"anon:2048", "anon:2048", "", "", "anon:1024", "", "", 1, CLIENT},
	{"ecdh", "ecdh", "", "", "", "", "", 1, CLIENT},
	{"anon:3072", "anon:3072", "", "", "anon:3072", "", "", 1, CLIENT},
	{"anon:1024", "anon:1024", "", "", "anon:1024", "", "", 1, "dh-size " CLIENT},
	{"anon:4096", "anon:4096", "", "", "anon:1024", "", "", 1, "dh-size " CLIENT},
	{"anon:2048", "13:65:35", "anon:2048", "", "anon:2048", "", "", 1,
		"tls13-first! " CLIENT},
	{"anon:2048", "13+:23:19", "anon:2048", "", "", "", "", 1,
		"tls13-first! " CLIENT},
	{"anon:2048", "13:65:35", "", "", "", "", "", 1, "tls13-first " CLIENT},
	{"anon:2048", "13+:65:794:297:85", "cert", "", "", "", "", 1,
		"untrusted-certificate " CLIENT},
	{"anon:2048", "13+:65:794:297:85", "anon:2048", "", "", "", "", 1,
		"untrusted-certificate " CLIENT},
	{"anon:2048", "cert", "cert", "", "", "", "", 1, "untrusted-certificate " CLIENT},
	{"anon:2048", "retry", "anon:2048", "", "", "", "", 1, CLIENT},
	{"anon:2048", "silence", "silence", "", "", "", "", 1, CLIENT},
	{"anon11:2048", "anon11:2048", "", "", "", "", "", 0,
		"client-protocols client-list client-not-enabled no-common-suite"},
	{"alert:40", "alert:40", "", "alert:40", "", "anon10:1024", "", 0,
		"client-protocols client-list client-not-enabled no-common-suite"},
	{"rc4:2048", "rc4:2048", "", "", "", "", "", -1,
		"client-list no-common-suite client-not-enabled"},
	{"closed", "closed", "", "", "", "", "closed", 0, BLOCKED},
	{"reset", "reset", "", "", "", "", "closed", 0, BLOCKED},
	{"reset", "closed", "", "", "", "", "reset", 0, "closes " BLOCKED},
	{"closed", "closed", "", "closed", "", "closed", "silence", 0, "closes " BLOCKED},
	{"closed", "closed", "", "closed", "", "closed", "", 0, BLOCKED " closes"},
	{"alert:0", "alert:0", "", "alert:0", "", "alert:0", "silence", 0,
		"closes " BLOCKED},
	{"closed", "13+:65:794:297:85", "", "cert", "", "closed", "silence", 0,
		"server-not-enabled server-list list-in-memory untrusted-certificate"},
	{"alert:40", "13:65:35", "", "alert:40", "", "alert:70", "", 0,
		"server-list list-in-memory both-lists no-certificate server-not-enabled "
		"client-certificate tls13-first"},
	{"alert:40", "alert:40", "", "alert:40", "", "alert:70", "", 0,
		"server-list list-in-memory both-lists client-certificate no-certificate "
		"server-not-enabled"},
	{"alert:40", "13+:65:794:297:85", "", "cert", "", "alert:70", "", 0,
		"server-not-enabled server-list list-in-memory untrusted-certificate"},
	{"alert:40", "cert", "", "cert", "", "alert:70", "", 0,
		"server-not-enabled server-list list-in-memory untrusted-certificate"},
	{"alert:40", "request", "", "request", "", "alert:70", "", 0,
		"client-certificate server-not-enabled server-list list-in-memory "
		"untrusted-certificate"},
	{"alert:70", "13+:65:794:297:85", "", "alert:70", "", "alert:70", "", 0,
		"server-protocols server-not-enabled suites-and-protocols"},
	{"alert:112", "alert:112", "", "alert:112", "", "alert:112", "", 0, ""},
	{"alert:80", "13+:65:794:297:85", "", "cert", "", "alert:80", "", 0,
		"server-not-enabled server-list list-in-memory untrusted-certificate"},
	{"cert", "cert", "", "cert", "", "", "", -1, ""},
	{"13:65:35", "13:65:35", "", "", "", "", "", -1, ""},
	{"text", "", "", "", "", "", "", 0, "not-tls!"},
	{"echo", "", "", "", "", "", "", 0, "not-tls!"},
	{"garbage", "", "", "", "", "", "", 0, "not-tls!"},
	{"ssl2", "", "", "", "", "", "", 0, "server-protocols!"},
	{"silence", "silence", "", "", "", "", "", 0, "no-answer!"},
	{"silence", "cert", "", "", "", "", "", -1, "no-answer"},
	{"silence", "", "", "", "", "", "", 0, "no-answer!"},
	{"slow", "", "", "", "", "", "", -1, "no-answer"},
	{"refused", "", "", "", "", "", "", 0, "nothing-listens!"},
	{"failed", "", "", "", "", "", "", 0, "no-answer!"},
	/* what few clients accept, or none */
	{"anon:1023", "anon:1023", "", "", "anon:1023", "", "", -1,
		"dh-size client-list client-not-enabled no-common-suite"},
	{"rare", "rare", "", "", "rare", "", "", -1,
		"no-group client-list client-not-enabled no-common-suite"},
	{"demands", "", "", "", "", "", "", 0, "client-certificate!"},
	/* not each connection gets the same answer */
	{"anon:2048|alert:40", "cert", "cert", "", "anon:2048", "", "", -1, VARIES},
	{"anon:2048|closed", "cert", "cert", "", "anon:2048", "", "", -1, VARIES},
	{"anon:2048", "alert:40", "alert:40", "", "anon:2048", "", "", -1, VARIES},
	{"anon:2048", "13:65:35", "alert:40", "", "", "", "", -1, VARIES},
	{"alert:40|anon:2048", "cert", "", "cert", "", "", "", -1, VARIES},
	{"alert:40", "anon:2048", "", "", "", "", "", -1, VARIES},
	{"closed|closed", "anon:2048", "", "", "", "", "silence", -1, VARIES},
	/* no time for more is no difference */
	{"anon:2048|silence", "silence", "", "", "", "", "", 1, CLIENT},
};

static void fill(int row, struct probes *p)
{
	char *again = NULL, anon[32];

	snprintf(anon, sizeof anon, "%s", rows[row].anon);
	if ((again = strchr(anon, '|')))
		*again++ = 0;
	set_answer(&p->answers[HELLO_ANON], anon);
	set_answer(&p->answers[HELLO_AGAIN], again ? again : anon);
	set_answer(&p->answers[HELLO_ALL], rows[row].all);
	set_answer(&p->answers[HELLO_ALL_12], rows[row].all_12);
	set_answer(&p->answers[HELLO_CERT], rows[row].cert);
	set_answer(&p->answers[HELLO_CURVES], rows[row].curves);
	set_answer(&p->answers[HELLO_OLD], rows[row].old);
	set_answer(&p->waited, rows[row].waited);
}

START_TEST(test_judge)
{
	PROBES_AUTO struct probes p = {0};
	struct diagnosis *d = diagnosis_new("x:1", JSEC_SUBJECT_ADDRESS);

	fill(_i, &p);
	probes_judge(&p, d);
	char *causes = join_causes(d);
	ck_assert_msg(!strcmp(causes, rows[_i].causes), "row %d: %s", _i, causes);
	ck_assert_msg(d->works == rows[_i].works, "row %d: %d", _i, d->works);
	ck_assert_ptr_nonnull(d->message);
	free(causes);
	diagnosis_free(d);
}
END_TEST

/* Asks until the end with the answers of a row; each question only once. */
START_TEST(test_choose)
{
	PROBES_AUTO struct probes all = {0}, p = {0};
	unsigned next, n = 0;

	fill(_i, &all);
	while ((next = probes_choose(&p)) != PROBES_END && n <= PROBES_MOST) {
		struct answer *to = next == PROBES_WAIT ? &p.waited : &p.answers[next];
		const struct answer *from =
			next == PROBES_WAIT ? &all.waited : &all.answers[next];
		ck_assert_int_eq(to->end, ANSWER_NOT_ASKED);
		*to = *from;
		if (to->end == ANSWER_NOT_ASKED)
			to->end = ANSWER_LATE;
		n++;
	}
	ck_assert_uint_le(n, PROBES_MOST);
	ck_assert_uint_ge(n, 1);
}
END_TEST

/* A row of the table of real servers, by the names of its columns. */
#define COLUMNS 32

struct table {
	char *head[COLUMNS];
	char *cells[COLUMNS];
};

static void split(char *line, char *cells[COLUMNS])
{
	memset(cells, 0, COLUMNS * sizeof *cells);
	line[strcspn(line, "\r\n")] = 0;
	for (size_t i = 0; i < COLUMNS && line; i++)
		cells[i] = strsep(&line, "\t");
}

static const char *cell(const struct table *t, const char *name)
{
	for (size_t i = 0; i < COLUMNS && t->head[i]; i++)
		if (!strcmp(t->head[i], name))
			return t->cells[i] ? t->cells[i] : "";
	ck_abort_msg("no column %s", name);
	return "";
}

/* Reads "ServerHello TLSv1.2 SUITE + SKE(p 2048 bits)" and the like. */
static void read_answer(struct answer *a, const char *text)
{
	static const char *const versions[] = {
		"SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
	char version[16], suite[64];
	const char *at;

	if (sscanf(text, "ServerHello %15s %63s", version, suite) == 2) {
		*a = (struct answer){.protocol = ANSWER_TLS,
			.size = 1,
			.end = ANSWER_ENOUGH,
			.has_hello = true,
			.suite = suite_table_find(suite)->id};
		for (unsigned i = 0; i < 5; i++)
			if (!strcmp(version, versions[i]))
				a->version = 0x0300 + i;
		a->has_key = strstr(text, "SKE(") != NULL;
		a->has_done = a->has_key;
		a->has_certificate = strstr(text, "Certificate") != NULL;
		a->has_request = strstr(text, "CertificateRequest") != NULL;
		at = strstr(text, "SKE(p ");
		a->bits = at ? (unsigned)atoi(at + 6) : 0;
		at = strstr(text, "enc ");
		for (at = at ? at + 3 : NULL; at; at = strchr(at + 1, ','))
			set_number(a, (unsigned)atoi(at + 1));
		if (a->version == 0x0304)
			a->end = strstr(text, "closed") ? ANSWER_CLOSED : ANSWER_LATE;
	} else if ((at = strstr(text, "alert fatal "))) {
		set_answer(a, "alert");
		set_number(a, (unsigned)atoi(at + 12));
	} else if (!strncmp(text, "not TLS", 7)) {
		set_answer(a, "text");
	} else if (!strncmp(text, "no connection", 13)) {
		set_answer(a, "refused");
	} else {
		set_answer(a, text);
	}
}

/* What a probe can know of a cause, by the words of the table; "" for: it works. */
static const struct {
	const char *words, *code;
} causes[] = {
	{"TLS 1.3 first", "tls13-first"},
	{"client does not trust", "untrusted-certificate"},
	{"server: its list blocks", "server-list"},
	{"client: its list blocks", "client-list"},
	{"server's application enables no", "server-not-enabled"},
	{"both lists block anon", "both-lists"},
	{"server demands a client", "client-certificate"},
	{"server: its list disables TLSv1 and", "client-protocols"},
	{"server: its list disables the only", "server-protocols"},
	{"client: its list disables", "client-protocols"},
	{"not a TLS port", "not-tls"},
	{"something closes", "closes"},
	{"nothing listens", "nothing-listens"},
	{"server does not answer", "no-answer"},
	{"no common suite", "no-common-suite"},
	{"entry ECDH in the client's", "client-list"},
	{"entry ", "server-list"},
	{"server read its list before", "list-in-memory"},
	{"client: DH keySize in its list is above", "dh-size"},
	{"client: ", ""},
	{"client sends an SSLv2", ""},
	{"client's ", ""},
	{"none", ""},
	{"both: ", "no-group"},
	{"server: ", "no-group"},
};

static const char *find_cause(const char *text)
{
	for (int i = 0; i < N_ROWS(causes); i++)
		if (!strncmp(text, causes[i].words, strlen(causes[i].words)))
			return causes[i].code;
	ck_abort_msg("no cause for: %s", text);
	return NULL;
}

static void check_row(const struct table *t, const struct probes *p)
{
	struct diagnosis *d = diagnosis_new("x:1", JSEC_SUBJECT_ADDRESS);
	const char *code = find_cause(cell(t, "cause")), *scenario = cell(t, "scenario");
	/* its certificate works, without anonymous suites */
	bool other = !strncmp(scenario, "07c-", 4);
	/* the version is too old for openssl s_client -tls1_2, or its key */
	bool old = !strncmp(scenario, "09c-", 4) || !strncmp(scenario, "14-", 3);

	probes_judge(p, d);
	char *found = join_causes(d);
	ck_assert_msg(strstr(found, code), "%s: %s, not %s", scenario, found, code);
	if (!strncmp(scenario, "14-", 3))
		ck_assert_int_eq(d->works, 1);
	else if (*cell(t, "s_client"))
		ck_assert_msg(
			(d->works == 1) == (strstr(cell(t, "s_client"), "rc 0") != NULL),
			"%s: %d", scenario, d->works);
	if (!strcmp(cell(t, "works"), "yes") && !other && !old)
		ck_assert_msg(d->works == 1, "%s: %d", scenario, d->works);
	free(found);
	diagnosis_free(d);
}

static const struct {
	const char *column;
	enum hello kind;
} columns[] = {{"probe_A", HELLO_ANON}, {"probe_B", HELLO_ALL}, {"probe_C", HELLO_CERT},
	{"probe_D", HELLO_OLD}, {"probe_H", HELLO_ALL_12}};

static void read_row(const struct table *t, struct probes *p)
{
	for (int i = 0; i < N_ROWS(columns); i++)
		read_answer(&p->answers[columns[i].kind], cell(t, columns[i].column));
	/* no column has this, but the text beside the table */
	if (answer_is_closed(&p->answers[HELLO_ANON]))
		set_answer(&p->waited,
			strncmp(cell(t, "scenario"), "13-", 3) ? "closed" : "silence");
}

/* The answers of several hundred real servers, if the table is at hand. */
START_TEST(test_real)
{
	static const char name[] = "/../shared/vectors/handshake/handshake-failures.tsv";
	const char *top = getenv("SOURCE_ROOT");
	char path[4096], head[4096], line[16384];
	struct table t;
	int n = 0;

	snprintf(path, sizeof path, "%s%s", top ? top : ".", name);
	FILE *f = fopen(path, "r");
	if (!f)
		return;
	ck_assert_ptr_nonnull(fgets(head, sizeof head, f));
	split(head, t.head);
	for (; fgets(line, sizeof line, f); n++) {
		PROBES_AUTO struct probes p = {0};
		split(line, t.cells);
		read_row(&t, &p);
		if (p.answers[HELLO_ANON].end != ANSWER_NOT_ASKED)
			check_row(&t, &p);
	}
	fclose(f);
	ck_assert_int_ge(n, 300);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("probes");
	TCase *c = add_case(s, "probes");

	tcase_add_loop_test(c, test_judge, 0, N_ROWS(rows));
	tcase_add_loop_test(c, test_choose, 0, N_ROWS(rows));
	tcase_add_test(c, test_real);
	return run_suite(s);
}
