/* SPDX-License-Identifier: MIT */
/* Splits lists of disabled algorithms, compares entries, and knows their grammar. */
#include "text/list.h"

#include <stdlib.h>
#include <strings.h>

#define LEAST_INDEXED 64 /* entries; to look for one in fewer is fast enough */

/* Trims as Java's String.trim(): all characters up to U+0020. */
static void list_trim(const struct chars *c, size_t *from, size_t *to)
{
	while (*from < *to && c->items[*from].c <= ' ')
		++*from;
	while (*to > *from && c->items[*to - 1].c <= ' ')
		--*to;
}

/* Returns the offset of character `i`, or the offset after the last one. */
static size_t list_get_offset(const struct chars *c, size_t i)
{
	return i < c->n ? c->items[i].from : c->n ? c->items[c->n - 1].to : 0;
}

static int list_reserve(struct list *l)
{
	struct entry *items = memory_grow(l->items, l->n, sizeof *items);

	if (!items)
		return -1;
	l->items = items;
	return 0;
}

static bool list_is_space(char c)
{
	return (unsigned char)c <= ' ' && c;
}

static const char *list_skip_space(const char *s)
{
	while (list_is_space(*s))
		s++;
	return s;
}

/* Returns the next character of the key of the entry at *s, or 0 at its end. */
static char entry_next_in_key(const char **s)
{
	const char *end = list_skip_space(*s);
	bool blank = end > *s && *end;

	*s = blank || !*end ? end : end + 1;
	if (blank)
		return ' ';
	return *end >= 'A' && *end <= 'Z' ? (char)(*end | 0x20) : *end;
}

void entry_add_key(const char *entry, struct buf *out)
{
	char c;

	if (!buf_reserve(out, strlen(entry)))
		return;
	entry = list_skip_space(entry);
	while ((c = entry_next_in_key(&entry)))
		out->data[out->size++] = c;
	out->data[out->size] = 0;
}

void entry_add_keys(const char *const *entries, size_t n, struct strv *keys)
{
	for (size_t i = 0; i < n; i++) {
		BUF_AUTO struct buf key = {0};
		entry_add_key(entries[i], &key);
		strv_add(keys, buf_span(&key));
		keys->failed = keys->failed || key.failed;
	}
}

bool entry_equal(const char *a, const char *b)
{
	char c;

	a = list_skip_space(a);
	b = list_skip_space(b);
	do {
		c = entry_next_in_key(&a);
		if (c != entry_next_in_key(&b))
			return false;
	} while (c);
	return true;
}

enum entry_includes entry_find_include(const char *text)
{
	static const char include[] = "include jdk.disabled.namedCurves";

	if (strncasecmp(text, include, sizeof include - 1) != 0)
		return INCLUDES_NOTHING;
	return text[sizeof include - 1] ? INCLUDES_MORE : INCLUDES_CURVES;
}

/* Takes the text of an entry, and adds its key to the same memory. */
static int list_take(struct list *l, struct buf *text, size_t from, size_t to)
{
	size_t key = text->size + 1;

	buf_addc(text, 0);
	if (buf_reserve(text, key)) /* the text must not move while it is read */
		entry_add_key(text->data, text);
	struct entry entry = {.text = buf_take(text), .from = from, .to = to};
	if (!entry.text)
		return -1;
	entry.key = entry.text + key;
	entry.includes = entry_find_include(entry.text);
	l->items[l->n++] = entry;
	return 0;
}

/* Adds the entry that ends at `comma` (a comma's index, or the end of the list). */
static int list_add_entry(
	struct list *l, const struct chars *c, size_t from, size_t comma)
{
	struct buf text = {0};
	size_t to = comma;

	if (list_reserve(l))
		return -1;
	list_trim(c, &from, &to);
	chars_add_to(c, from, to, &text);
	size_t start = list_get_offset(c, from),
	       end = from < to ? c->items[to - 1].to : start;
	if (from == to && comma < c->n) /* these blanks belong to the entry before */
		start = end = c->items[comma].from;
	return list_take(l, &text, start, end);
}

/* Of a short list, nothing is kept: most are short. */
static int list_index(struct list *l)
{
	for (size_t i = 0; l->n >= LEAST_INDEXED && i < l->n; i++)
		strv_adds(&l->keys, l->items[i].key);
	return l->keys.failed ? -JSEC_NO_MEMORY : 0;
}

/* Finds twins of entries for which the case matters: it does in constraints and wildcards. */
static int list_find_twins(struct list *l)
{
	STRV_AUTO struct strv seen = {0};

	for (size_t i = 0; i < l->n; i++) {
		const char *text = l->items[i].text;
		if (!strpbrk(text, " *"))
			continue;
		BUF_AUTO struct buf lower = {0};
		for (; *text; text++)
			buf_addc(
				&lower, (char)(*text >= 'A' && *text <= 'Z' ? *text | 0x20
									    : *text));
		l->items[i].twin = strv_has(&seen, buf_str(&lower));
		if (!l->items[i].twin)
			strv_adds(&seen, buf_str(&lower));
		if (seen.failed || lower.failed)
			return -JSEC_NO_MEMORY;
	}
	return 0;
}

static int list_index_last(struct list *l)
{
	if (!l->keys.n)
		return list_index(l);
	strv_adds(&l->keys, l->items[l->n - 1].key);
	return l->keys.failed ? -JSEC_NO_MEMORY : 0;
}

int list_insert(struct list *l, size_t place, const char *entry, size_t from, size_t to,
	size_t grown)
{
	struct buf text = {0};

	if (list_reserve(l))
		return -JSEC_NO_MEMORY;
	buf_adds(&text, entry);
	if (list_take(l, &text, from, to) || list_index_last(l))
		return -JSEC_NO_MEMORY;
	struct entry *at = &l->items[place], new = l->items[l->n - 1];
	memmove(at + 1, at, (l->n - 1 - place) * sizeof *at);
	*at = new;
	for (size_t i = place + 1; i < l->n; i++) {
		l->items[i].from += grown;
		l->items[i].to += grown;
	}
	l->to += grown;
	return 0;
}

int list_read(struct list *l, struct span raw)
{
	CHARS_AUTO struct chars c = {0};
	size_t from = 0, to;

	*l = (struct list){0};
	if (chars_decode(&c, raw))
		return -JSEC_NO_MEMORY;
	to = c.n;
	list_trim(&c, &from, &to);
	if (from == to)
		from = to = 0; /* new entries are inserted before the blanks */
	if (to - from >= 2 && c.items[from].c == '"' && c.items[to - 1].c == '"') {
		l->quoted = true;
		from++;
		to--;
	}
	l->from = list_get_offset(&c, from);
	l->to = from < to ? c.items[to - 1].to : l->from;
	for (size_t i = from, start = from; i <= to; i++) {
		if (i < to && c.items[i].c != ',')
			continue;
		if (list_add_entry(l, &c, start, i))
			return -JSEC_NO_MEMORY;
		start = i + 1;
	}
	return list_find_twins(l) ? -JSEC_NO_MEMORY : list_index(l);
}

void list_done(struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->items[i].text);
	free(l->items);
	strv_done(&l->keys);
	*l = (struct list){0};
}

size_t list_count(const struct list *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += *l->items[i].text != 0;
	return n;
}

bool list_is_empty(const struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (*l->items[i].text)
			return false;
	return true;
}

void list_copy_texts(const struct list *l, struct strv *ret)
{
	for (size_t i = 0; i < l->n; i++)
		if (*l->items[i].text)
			strv_adds(ret, l->items[i].text);
}

bool list_has_key(const struct list *l, const char *key)
{
	if (l->keys.n)
		return strv_has(&l->keys, key);
	for (size_t i = 0; i < l->n; i++)
		if (entry_same_key(l->items[i].key, key))
			return true;
	return false;
}

bool list_has_entry(const struct strv *v, const char *entry)
{
	return strv_find(v, entry, entry_equal) < v->n;
}

void list_move_entries(struct strv *to, struct strv *out_of, const struct strv *entries)
{
	struct strv rest = {0};
	bool any = false;

	for (size_t i = 0; !any && i < entries->n; i++)
		any = list_has_entry(out_of, entries->items[i]);
	for (size_t i = 0; any && i < out_of->n; i++)
		if (!list_has_entry(entries, out_of->items[i]))
			strv_adds(&rest, out_of->items[i]);
	to->failed = to->failed || rest.failed;
	if (any) {
		strv_done(out_of);
		*out_of = rest;
	}
	for (size_t i = 0; i < entries->n; i++)
		if (!list_has_entry(to, entries->items[i]))
			strv_adds(to, entries->items[i]);
}

#define TOKENS " \t\n\r\f"  /* what separates words for Java's StringTokenizer */
#define PATTERN TOKENS "\v" /* and for \s in its patterns */

/* Copies the next word at *s. Returns false if there is none, or if it is too long. */
static bool list_next_word(const char **s, const char *blanks, char *word, size_t size)
{
	*s += strspn(*s, blanks);
	size_t n = strcspn(*s, blanks);
	if (!n || n >= size)
		return false;
	memcpy(word, *s, n);
	word[n] = 0;
	*s += n;
	return true;
}

/* Accepts what Java's Integer.parseInt() accepts. */
static bool list_is_int(const char *s)
{
	char *end;
	bool sign = *s == '-' || *s == '+';

	if (s[sign] < '0' || s[sign] > '9')
		return false;
	long long value = strtoll(s, &end, 10);
	return !*end && value >= INT32_MIN && value <= INT32_MAX;
}

static bool list_key_size_ok(const char *s)
{
	static const char *const operators[] = {"==", "!=", "<", "<=", ">", ">="};
	char word[256]; /* large, since a number may have many leading zeros */

	if (!list_next_word(&s, TOKENS, word, sizeof word) || strcmp(word, "keySize"))
		return false;
	if (!list_next_word(&s, TOKENS, word, sizeof word))
		return false;
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
		if (!strcmp(word, operators[i]))
			return list_next_word(&s, TOKENS, word, sizeof word) &&
			       list_is_int(word);
	return false;
}

static bool list_deny_after_ok(const char *s)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	char date[32];

	s += strlen("denyAfter");
	if (!strspn(s, PATTERN) || !list_next_word(&s, PATTERN, date, sizeof date) || *s)
		return false;
	if (strlen(date) != 10 || date[4] != '-' || date[7] != '-')
		return false;
	for (size_t i = 0; i < 10; i++)
		if (i != 4 && i != 7 && (date[i] < '0' || date[i] > '9'))
			return false;
	int year = atoi(date), month = atoi(date + 5), day = atoi(date + 8);
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return month >= 1 && month <= 12 && day >= 1 &&
	       day <= days[month - 1] + (month == 2 && leap);
}

/* Since JDK-8349583 the two TLS usages go only with each other, one blank between. */
static bool list_usage_ok(const char *s, const struct list_rules *rules)
{
	static const char *const tls[] = {"HandshakeSignature", "CertificateSignature"};
	bool handshake = false, other = false;

	s = list_skip_space(s + strlen("usage"));
	while (rules->handshake_usage) {
		size_t n = strcspn(s, " ");
		bool is_tls = false;

		for (size_t i = 0; i < 2; i++)
			is_tls = is_tls ||
				 (n == strlen(tls[i]) && !strncasecmp(s, tls[i], n));
		handshake = handshake || is_tls;
		other = other || !is_tls;
		if (!s[n])
			break;
		s += n + 1;
	}
	return !handshake || !other;
}

static bool list_starts(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* Checks one of the conditions that "&" separates. */
static const char *list_find_condition_fault(
	const char *s, const struct list_rules *rules, bool *jdk_ca, bool *deny_after)
{
	bool *once = NULL;

	if (list_starts(s, "keySize"))
		return list_key_size_ok(s)
			       ? NULL
			       : "must have the form 'keySize < 1024', with blanks";
	if (!strcasecmp(s, "jdkCA"))
		once = jdk_ca;
	else if (list_starts(s, "denyAfter") && list_deny_after_ok(s))
		once = deny_after;
	else if (list_starts(s, "usage"))
		return list_usage_ok(s, rules) ? NULL : "mixes TLS usages with others";
	else
		return list_starts(s, "denyAfter")
			       ? "must have the form 'denyAfter 2019-01-31'"
			       : "contains a constraint that Java does not know";
	if (*once)
		return "contains the same constraint twice";
	*once = true;
	return NULL;
}

static const char *list_find_policy_fault(
	const char *policy, const struct list_rules *rules)
{
	bool jdk_ca = false, deny_after = false;
	size_t end = strlen(policy);

	while (end && policy[end - 1] == '&') /* as String.split() does */
		end--;
	for (size_t i = 0, start = 0; i <= end && end; i++) {
		if (i < end && policy[i] != '&')
			continue;
		size_t from = start, to = i;
		start = i + 1;
		while (from < to && list_is_space(policy[from]))
			from++;
		while (to > from && list_is_space(policy[to - 1]))
			to--;
		char *one = strndup(policy + from, to - from);
		const char *fault =
			one ? list_find_condition_fault(one, rules, &jdk_ca, &deny_after)
			    : "is too long";
		free(one);
		if (fault)
			return fault;
	}
	return NULL;
}

/* Java's names of curves (CurveDB) may contain a blank without having conditions. */
static bool entry_names_curve(
	const char *entry, int (*compare)(const char *, const char *))
{
	static const char *const curves[] = {"NIST B-163", "NIST B-233", "NIST B-283",
		"NIST B-409", "NIST B-571", "NIST K-163", "NIST K-233", "NIST K-283",
		"NIST K-409", "NIST K-571", "NIST P-192", "NIST P-224", "NIST P-256",
		"NIST P-384", "NIST P-521", "X9.62 c2tnb191v1", "X9.62 c2tnb191v2",
		"X9.62 c2tnb191v3", "X9.62 c2tnb239v1", "X9.62 c2tnb239v2",
		"X9.62 c2tnb239v3", "X9.62 c2tnb359v1", "X9.62 c2tnb431r1",
		"X9.62 prime192v1", "X9.62 prime192v2", "X9.62 prime192v3",
		"X9.62 prime239v1", "X9.62 prime239v2", "X9.62 prime239v3",
		"X9.62 prime256v1"};

	for (size_t i = 0; i < sizeof curves / sizeof *curves; i++)
		if ((*entry | 0x20) == (*curves[i] | 0x20) && !compare(entry, curves[i]))
			return true;
	return false;
}

bool entry_is_curve(const char *entry)
{
	return entry_names_curve(entry, strcasecmp);
}

const char *entry_find_fault(const char *entry, const struct list_rules *rules)
{
	const char *blank = strchr(entry, ' ');

	if (!rules->constraints || !*entry)
		return NULL;
	const struct entry own = {.includes = entry_find_include(entry)};
	if (entry_is_include(&own, rules))
		return NULL;
	if (rules->wildcards && strchr(entry, '*'))
		return list_starts(entry, "TLS_")
			       ? NULL
			       : "is a wildcard that does not start with TLS_";
	if (!blank || entry_names_curve(entry, rules->exact_curves ? strcmp : strcasecmp))
		return NULL;
	return list_find_policy_fault(blank + 1, rules);
}

/* Tells why the list's entry is faulty. Java 8 knows only one include in a list. */
static const char *list_check_entry(
	const struct entry *e, const struct list_rules *rules, bool *included)
{
	bool again = *included && !rules->set;

	if (rules->set && e->twin)
		return NULL;
	if (!rules->constraints || !entry_is_include(e, rules))
		return entry_find_fault(e->text, rules);
	*included = true;
	return again ? "stands there twice, which this Java does not know" : NULL;
}

const char *list_find_fault(
	const struct list *l, const struct list_rules *rules, const struct entry **entry)
{
	bool included = false;

	for (size_t i = 0; i < l->n; i++) {
		const char *fault = list_check_entry(&l->items[i], rules, &included);
		if (fault) {
			*entry = &l->items[i];
			return fault;
		}
	}
	return NULL;
}

/* Skips `keySize OP NUMBER`, which is well-formed, at the start of a condition. */
static const char *entry_skip_key_size(const char *s)
{
	for (int word = 0; word < 3; word++) {
		s += strspn(s, TOKENS);
		s += strcspn(s, TOKENS "&");
	}
	return list_skip_space(s);
}

const char *entry_find_ignored(const struct entry *entry, const struct list_rules *rules)
{
	const char *s = strchr(entry->text, ' ');

	if (entry_is_include(entry, rules))
		return entry->includes == INCLUDES_MORE
			       ? list_skip_space(
					 entry->text +
					 strlen("include jdk.disabled.namedCurves"))
			       : NULL;
	if (!rules->constraints || !s || entry_find_fault(entry->text, rules))
		return NULL;
	while (s) {
		s = list_skip_space(s);
		const char *end =
			list_starts(s, "keySize") ? entry_skip_key_size(s) : NULL;
		if (end && *end && *end != '&')
			return end;
		s = strchr(s, '&');
		s = s ? s + 1 : NULL;
	}
	return NULL;
}
