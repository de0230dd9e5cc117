/* SPDX-License-Identifier: MIT */
/*
 * Transport settings of RSA Access Manager: which keys each file has, which values they
 * may have, and what a document says. Values are compared without regard to case.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "base/buf.h"
#include "base/strv.h"
#include "text/properties.h"

/* Settings that must be the same in all files. */
enum settings_group {
	GROUP_END = 0,	  /* ends the rules of a kind */
	GROUP_SERVERS,	  /* between servers, and between servers and agents */
	GROUP_ADMIN,	  /* to the Administrative API */
	GROUP_RUNTIME,	  /* to the Runtime API; not stronger than GROUP_SERVERS */
	GROUP_KEYSERVERS, /* to the key servers */
	GROUP_COMPATIBLE, /* true or false: serve agents 4.7, too */
};

struct settings_rule {
	enum settings_group group;
	const char *key;
};

#define MAX_SETTINGS 2

/* A kind of file, known by its name. */
struct settings_kind {
	const char *file;
	const char *what;	/* the program that reads it */
	const char *parameters; /* prefix of the keys of TLS parameters */
	struct settings_rule rules[MAX_SETTINGS + 1];
	bool plain_backslashes; /* not read by Java: backslashes are not special */
};

/* What a document says about a rule. */
struct setting {
	const struct settings_rule *rule;
	enum jsec_transport mode; /* JSEC_TRANSPORT_UNKNOWN: the value is not a mode */
	bool on;		  /* for GROUP_COMPATIBLE */
	bool set;		  /* false: the default applies */
	size_t line;	/* of the definition or else the commented-out default; or 0 */
	size_t earlier; /* line of a definition that this one overrides, or 0 */
	char *value;	/* as written, in UTF-8; NULL if there is no line */
};

/* A parsed document. It borrows its path. */
struct settings_doc {
	const struct settings_kind *kind;
	const char *path;
	struct setting settings[MAX_SETTINGS];
	size_t n;
	struct strv lacking;   /* needed by `auth` but not set, such as "certificate" */
	struct strv waiting;   /* commented-out or empty ones, as "12: KEY" */
	size_t more_waiting;   /* number of others that are not in `waiting` */
	size_t old_agent_line; /* line that says it belongs to an agent 4.7, or 0 */
};

/* Finds a kind of file by its name, in any case. Returns NULL if there is none. */
const struct settings_kind *settings_find_kind(const char *name);

/* Returns all kinds, with NULL at the end. */
const struct settings_kind *const *settings_list_kinds(void);

/* Tells by its name whether a directory holds copies that somebody keeps: old, conf.bak */
bool settings_are_copies(const char *name);

/* Returns JSEC_TRANSPORT_UNKNOWN if this is no mode. `true` and `false` are old modes. */
enum jsec_transport settings_parse_mode(struct span word);

/* Tells whether two ends with these modes can connect, as far as is known. */
bool settings_match(enum jsec_transport a, enum jsec_transport b);

/* Tells whether servers can read this as text: not UTF-16, although editors can. */
bool settings_are_text(struct span bytes);

/*
 * Reads the properties as the program that reads the file does. `p` may borrow the bytes
 * of `plain`, so `plain` must live as long. It has the same size as the document.
 */
int settings_read_props(struct props *p, const struct settings_kind *kind,
	struct span bytes, struct buf *plain, const char *path, struct err *e);

/* A comment that contains only a definition. */
struct settings_comment {
	struct span key, value;
	size_t end; /* of the line, before its line end */
};

/* Finds the next one from *pos on, and moves *pos after it. Ignores joined lines. */
bool settings_comment_next(
	const struct props *p, size_t *pos, struct settings_comment *ret);

/* Finds the comment with the default: the first one with a valid value for the rule. */
bool settings_find_default(const struct props *p, const struct settings_rule *rule,
	struct settings_comment *ret);

/* Reads a document. Call settings_done() after an error, too. */
int settings_read(const struct settings_kind *kind, struct span bytes, const char *path,
	struct settings_doc *ret, struct err *e);
void settings_done(struct settings_doc *d);

/* Returns the line where a webagent.conf says that it belongs to an agent 4.7, or 0. */
size_t settings_say_old_agent(struct span bytes);

#define TRANSPORT_AUTO __attribute__((cleanup(settings_done)))

/* A requested setting. */
struct settings_want {
	const struct settings_rule *rule;
	const char *value;
};

/*
 * Lists what a kind of file must say so that all files have `mode`. Returns how many.
 * With `old_agents`, agents 4.7 are served over TLS, too.
 */
size_t settings_list_wants(const struct settings_kind *kind, enum jsec_transport mode,
	bool old_agents, struct settings_want ret[MAX_SETTINGS]);

/* Returns the word for a mode, or "?" if it is unknown. */
const char *settings_mode_word(enum jsec_transport mode);

/*
 * Adds the document with the wanted settings to `out`. The definition that Java uses gets
 * the new value. If there is none, a line is added after the comment with the default, or
 * at the end, in the file's style. This is done even if the comment has the wanted value,
 * since a comment may be only an example. `removed` and `added` get the changed settings
 * as "KEY=VALUE". If `added` stays empty, nothing changes.
 */
int settings_edit_apply(const struct settings_kind *kind, struct span bytes,
	const char *path, const struct settings_want *wants, size_t n, struct buf *out,
	struct strv *removed, struct strv *added, struct err *e);

/*
 * Returns 0 if the new document has the wanted settings, and all other properties are the
 * same, in the same order. All bytes must be equal, except for values that had to change
 * and for new lines with settings that were not defined. Otherwise returns
 * -JSEC_NOT_PROVEN.
 */
int settings_prove_edit(const struct settings_kind *kind, const char *path,
	const struct settings_want *wants, size_t n, struct span old, struct span new,
	struct err *e);

#endif
