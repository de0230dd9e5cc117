/* SPDX-License-Identifier: MIT */
/*
 * The cipher suites of Java's TLS (JSSE), and what blocks them.
 *
 * Java takes a suite's canonical name apart: TLS_DH_anon_WITH_AES_128_GCM_SHA256 is ANON, DH,
 * DiffieHellman, DH_ANON, AES, GCM, NoPadding, AES_128_GCM, SHA256, SHA-256 and HmacSHA256.
 * An entry of jdk.tls.disabledAlgorithms blocks the suite if it is
 *
 *	- the canonical name, but not an alias (SUITE_NAME);
 *	- one of its components (SUITE_COMPONENT);
 *	- a wildcard that the name fits, where the JVM knows them (SUITE_WILDCARD).
 *
 * In jdk.certpath.disabledAlgorithms the name counts as well, and those components that come
 * from the key exchange, but for anonymous and Kerberos suites. Through `include
 * jdk.disabled.namedCurves` each list has that property's entries, too. An entry with
 * constraints (`DH keySize < 1024`) blocks no suite. Case makes no difference, but in
 * wildcards.
 *
 * Protocols come on top. Java reports a suite as supported where no entry blocks it in one of
 * these three ways; but a handshake needs one of the protocols that the suite is made for,
 * and the lists can disable all of them (SUITE_PROTOCOL). So a suite is in one of three states:
 *
 *	SUITE_OPEN		reported, and a handshake can use it
 *	SUITE_NO_PROTOCOL	reported, but no handshake can use it
 *	SUITE_BLOCKED		not reported
 *
 * What a list does to the suites of an install, with the reasons:
 *
 *	struct suite_lists lists = {&tls, &certpath, &curves, rules, jsse};
 *	for (const struct suite *s = NULL; (s = suite_table_next(&jsse, s));) {
 *		struct suite_blocker b = {0};
 *		while (suite_next_blocker(s, &lists, &b))
 *			... b.list, b.entry->text, b.why ...
 *	}
 *
 * What would have to go to open a suite are the blockers with `needed`. Where suite_find_fault()
 * finds something, the JVM has no TLS at all and the rest of the answers is void.
 *
 * Not told here: certificates and keys, whose constraints a handshake can fail at; named
 * groups, which the lists can disable, too, and with the last group the suites (`EC, XDH`
 * takes ECDHE's); DTLS; limited cryptography before 8u161; and that no anonymous suite is
 * enabled unless the program asks for it. A JSSE before TLS 1.3 reports but some suites of
 * SUITE_NO_PROTOCOL: none that is newer than all enabled protocols.
 */
#ifndef SUITE_H
#define SUITE_H

#include "text/list.h"

/* What depends on the version of Java, see release_get_jsse(). */
struct jsse {
	bool gcm;	  /* has GCM: 8 and later */
	bool tls13;	  /* TLS 1.3 and the JSSE that came with it: 8u272, 11 */
	bool chacha20;	  /* has ChaCha20: 11.0.13, 12 */
	bool krb5;	  /* has Kerberos: to 10, all 8*/
	bool scsv_exempt; /* NULL is no component of the pseudo suite: JDK-8217579 */
	bool tls13_names; /* AES_128_GCM is one of TLS_AES_128_GCM_SHA256: JDK-8387124 */
};

/* A set of these. */
enum {
	SUITE_SSLV3 = 1 << 0,
	SUITE_TLSV1 = 1 << 1,
	SUITE_TLSV1_1 = 1 << 2,
	SUITE_TLSV1_2 = 1 << 3,
	SUITE_TLSV1_3 = 1 << 4,
};

struct suite {
	unsigned short id;
	unsigned char exchange; /* the parts; for suites.c alone */
	unsigned char cipher;
	unsigned char hash;
	const char *name;  /* the canonical one */
	const char *alias; /* or NULL */
};

/* The one behind `s` of those that this JSSE has, the first for NULL; NULL at the end. */
const struct suite *suite_table_next(const struct jsse *j, const struct suite *s);

/* By name or alias, in any case, of any JSSE; NULL where no Java has it. */
const struct suite *suite_table_find(const char *name);
bool suite_table_has(const struct suite *s, const struct jsse *j);

/* The protocols that it is made for, whatever the lists say. */
unsigned suite_table_get_protocols(const struct suite *s);

/* The name of one protocol, as in a list: "TLSv1.2"; and the key of such an entry. */
const char *suite_table_name_protocol(unsigned protocol);
const char *suite_table_get_protocol_key(unsigned protocol);

/* Keys of entries, as static strings, the same one perhaps twice. */
struct suite_parts {
	const char *keys[24];
	size_t n;
};

/* The components as the TLS list knows them, or else the certpath list. */
struct suite_parts suite_table_split(
	const struct suite *s, const struct jsse *j, bool certpath);

/* What decides about the suites of a JVM; borrowed. A list may be NULL, and then is empty. */
struct suite_lists {
	const struct list *tls;
	const struct list *certpath;
	const struct list *curves; /* jdk.disabled.namedCurves, of use if included */
	struct list_rules rules;   /* of the TLS list */
	struct jsse jsse;
};

/* Which list an entry stands in. */
enum suite_list {
	SUITE_LIST_TLS,
	SUITE_LIST_CERTPATH,
	SUITE_LIST_CURVES,
	SUITE_LISTS,
};

/* "jdk.tls.disabledAlgorithms" and so on. */
const char *suite_get_property(enum suite_list list);

enum suite_why {
	SUITE_NAME,
	SUITE_COMPONENT,
	SUITE_WILDCARD,
	SUITE_PROTOCOL,
};

/* An entry that keeps a suite from being used. Zero before the first. */
struct suite_blocker {
	const struct entry *entry;
	enum suite_list list;
	enum suite_why why;
	/*
	 * It has to go if the suite is to be used. That is so of all, but for protocols: the
	 * newest of the suite's is enough.
	 */
	bool needed;
	/* For suite_next_blocker() alone: what is behind it, and what it found out. */
	unsigned stage;
	size_t next;
	bool curves[2];
	unsigned enabled;
};

/* Finds the next of all entries that block the suite; false where there is none left. */
bool suite_next_blocker(
	const struct suite *s, const struct suite_lists *l, struct suite_blocker *b);

enum suite_state {
	SUITE_OPEN,
	SUITE_NO_PROTOCOL,
	SUITE_BLOCKED,
};

enum suite_state suite_judge(const struct suite *s, const struct suite_lists *l);

/* Those of the suite's protocols that the lists leave enabled. */
unsigned suite_find_protocols(const struct suite *s, const struct suite_lists *l);

/* 1 where a change of the lists opens the suite to handshakes, -1 where it closes it. */
int suite_change(const struct suite *s, const struct suite_lists *before,
	const struct suite_lists *after);

/* As list_find_fault(), for all that is in force; `list` says where the entry stands. */
const char *suite_find_fault(
	const struct suite_lists *l, enum suite_list *list, const struct entry **entry);

#endif
