/* SPDX-License-Identifier: MIT */
/*
 * The cipher suites of Java's TLS (JSSE), and what blocks them.
 *
 * Java splits a suite's canonical name into components:
 * TLS_DH_anon_WITH_AES_128_GCM_SHA256 has ANON, DH, DiffieHellman, DH_ANON, AES, GCM,
 * NoPadding, AES_128_GCM, SHA256, SHA-256 and HmacSHA256. An entry of
 * jdk.tls.disabledAlgorithms blocks the suite if it is
 *
 *	- the canonical name, but not an alias (SUITE_NAME);
 *	- one of the components (SUITE_COMPONENT);
 *	- a wildcard that matches the name, if the JVM knows wildcards (SUITE_WILDCARD).
 *
 * In jdk.certpath.disabledAlgorithms the name blocks the suite, too, and so do the
 * components of the key exchange, except for anonymous and Kerberos suites. With `include
 * jdk.disabled.namedCurves` a list also contains that property's entries. An entry with
 * constraints (`DH keySize < 1024`) blocks no suite. Upper and lower case are the same,
 * except in wildcards.
 *
 * Protocols are a second condition. Java reports a suite as supported if no entry blocks
 * it in one of these three ways. But a handshake also needs one of the suite's protocols,
 * and the lists can disable them all (SUITE_PROTOCOL). Most suites also need a group for
 * the key exchange: on an elliptic curve, x25519 or x448 for those with ECDH in the name,
 * a group ffdhe for those with DH, any of them for TLS 1.3. Entries disable groups by
 * their algorithm (EC, XDH, DiffieHellman), by their name, or by their size (SUITE_GROUP).
 * So a suite has one of these states:
 *
 *	SUITE_OPEN		reported, and a handshake can use it
 *	SUITE_NO_GROUP		reported, but no group is left
 *	SUITE_NO_PROTOCOL	reported, but no protocol is left
 *	SUITE_BLOCKED		not reported
 *
 * This loop finds what blocks each suite of an install:
 *
 *	struct suite_lists lists = {&tls, &certpath, &curves, rules, jsse};
 *	for (const struct suite *s = NULL; (s = suite_table_next(&jsse, s));) {
 *		struct suite_blocker b = {0};
 *		while (suite_next_blocker(s, &lists, &b))
 *			... b.list, b.entry->text, b.why ...
 *	}
 *
 * To make a suite usable, remove the blockers that have `needed` set. If
 * suite_find_fault() finds a fault, the JVM has no TLS at all, and the other answers do
 * not count.
 *
 * This module does not consider: certificates and keys, whose constraints can make a
 * handshake fail; DTLS; limited cryptography before 8u161; and that a program must enable anonymous suites itself. A
 * JSSE before TLS 1.3 reports only some suites of SUITE_NO_PROTOCOL: none that is newer
 * than all enabled protocols.
 */
#ifndef SUITE_H
#define SUITE_H

#include "text/list.h"

/* What the JSSE of a Java version has, see release_get_jsse(). */
struct jsse {
	bool gcm;	  /* GCM: 8 and later */
	bool tls13;	  /* TLS 1.3, and the JSSE that came with it: 8u272, 11 */
	bool chacha20;	  /* ChaCha20: 11.0.13, 12 */
	bool krb5;	  /* Kerberos: up to 10, and every 8 */
	bool krb5_names;  /* KRB5 is part of their names: before TLS 1.3 */
	bool scsv_exempt; /* NULL is not a component of the pseudo suite: JDK-8217579 */
	bool tls13_names; /* AES_128_GCM is part of TLS_AES_128_GCM_SHA256: JDK-8387124 */
	bool xdh;	  /* the groups x25519 and x448 */
	bool hybrid;	  /* X25519MLKEM768, for TLS 1.3 */
	bool group_names; /* an entry can be the name of a group */
	bool xdh_sizes;	 /* `XDH keySize` refuses the key of a group that was agreed on */
	bool few_groups; /* by default, elliptic curves are secp256r1, 384r1 and 521r1 */
};

/* One that has every suite of any Java. */
extern const struct jsse jsse_all;

/* Protocols, combined with "|". */
enum {
	SUITE_SSLV3 = 1 << 0,
	SUITE_TLSV1 = 1 << 1,
	SUITE_TLSV1_1 = 1 << 2,
	SUITE_TLSV1_2 = 1 << 3,
	SUITE_TLSV1_3 = 1 << 4,
};

struct suite {
	unsigned short id;
	unsigned char exchange; /* the parts; only suite_table.c uses them */
	unsigned char cipher;
	unsigned char hash;
	const char *name;  /* canonical name */
	const char *alias; /* or NULL */
};

/* Returns the next suite that this JSSE has: the first for NULL, NULL after the last. */
const struct suite *suite_table_next(const struct jsse *j, const struct suite *s);

/*
 * Finds a suite of any JSSE by name or alias, in any case. IBM's names start with SSL_ all.
 * Returns NULL if unknown.
 */
const struct suite *suite_table_find(const char *name);
bool suite_table_has(const struct suite *s, const struct jsse *j);

/* Tells whether the suite needs no certificate: then TLS 1.3 does not have it. */
bool suite_table_is_anon(const struct suite *s);

/* Returns the protocols that can use the suite, whatever the lists say. */
unsigned suite_table_get_protocols(const struct suite *s);

/* Kinds of groups for key exchanges, combined with "|". */
enum {
	GROUP_EC = 1 << 0,
	GROUP_XDH = 1 << 1,
	GROUP_FFDHE = 1 << 2,
	GROUP_HYBRID = 1 << 3,
	GROUP_EXPORT = 1 << 4, /* Diffie-Hellman with 512 bits, which no option names */
};

/* Returns the kinds of which the suite needs a group, any of them. 0: it needs none. */
unsigned suite_table_get_groups(const struct suite *s);

/* Returns how entries name the protocol ("TLSv1.2"), or the key of such an entry. */
const char *suite_table_name_protocol(unsigned protocol);
const char *suite_table_get_protocol_key(unsigned protocol);

/* Keys of entries, as static strings. A key may occur twice. */
struct suite_parts {
	const char *keys[24];
	size_t n;
};

/* Returns the components that count in the TLS list, or in the certpath list. */
struct suite_parts suite_table_split(
	const struct suite *s, const struct jsse *j, bool certpath);

/* The lists that decide about a JVM's suites; borrowed. NULL means an empty list. */
struct suite_lists {
	const struct list *tls;
	const struct list *certpath;
	const struct list *curves; /* jdk.disabled.namedCurves; only used if included */
	struct list_rules rules;   /* rules of the TLS list */
	struct jsse jsse;
	const char *groups; /* of the option -Djdk.tls.namedGroups, or NULL */
	/* NULL, or the same lists for a Java that differs in what is not known of this one */
	const struct suite_lists *doubt;
};

/* The list that holds an entry. */
enum suite_list {
	SUITE_LIST_TLS,
	SUITE_LIST_CERTPATH,
	SUITE_LIST_CURVES,
	SUITE_LISTS,
};

/* Returns the list's property, such as "jdk.tls.disabledAlgorithms". */
const char *suite_get_property(enum suite_list list);

/* Tells whether the pattern matches the name; "*" stands for any characters. */
bool suite_fits(const char *pattern, const char *name);

enum suite_why {
	SUITE_NAME,
	SUITE_COMPONENT,
	SUITE_WILDCARD,
	SUITE_PROTOCOL,
	SUITE_GROUP,
};

/* An entry that blocks a suite. Zero it before the first call. */
struct suite_blocker {
	const struct entry *entry;
	enum suite_list list;
	enum suite_why why;
	/*
	 * The entry must be removed to make the suite usable. Entries that disable a
	 * protocol are an exception: to enable the newest one is enough.
	 */
	bool needed;
	/* State of suite_next_blocker(). */
	unsigned stage;
	size_t next;
	bool curves[2];
	unsigned enabled;
	bool no_group;
};

/* Finds the next entry that blocks the suite. Returns false if there is no other. */
bool suite_next_blocker(
	const struct suite *s, const struct suite_lists *l, struct suite_blocker *b);

enum suite_state {
	SUITE_OPEN,
	SUITE_NO_GROUP,
	SUITE_NO_PROTOCOL,
	SUITE_BLOCKED,
	SUITE_ABSENT, /* this Java does not have the suite */
	SUITE_UNSURE, /* it depends on what is not known about this Java */
};

enum suite_state suite_judge(const struct suite *s, const struct suite_lists *l);

/* Returns those of the suite's protocols that the lists leave enabled. */
unsigned suite_find_protocols(const struct suite *s, const struct suite_lists *l);

/*
 * Tells whether a suite of TLS 1.3 is usable: programs agree on TLS 1.3 if they can. Returns
 * -1 if that is not known.
 */
int suite_allows_tls13(const struct suite_lists *l);

/* Tells whether the entry disables a group for key exchanges. */
bool suite_refuses_groups(const struct entry *entry, const struct suite_lists *l);

/* Returns 1 if the change makes the suite usable, -1 if it makes it unusable, else 0. */
int suite_change(const struct suite *s, const struct suite_lists *before,
	const struct suite_lists *after);

/* Does what list_find_fault() does, in all lists. `list` gets the one with the fault. */
const char *suite_find_fault(
	const struct suite_lists *l, enum suite_list *list, const struct entry **entry);

#endif
