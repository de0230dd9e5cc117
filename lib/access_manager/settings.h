/* SPDX-License-Identifier: MIT */
/*
 * The transport settings of RSA Access Manager: which file has which keys, what they may
 * say, and what one document says. Values are matched without regard to letter case.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "base/buf.h"
#include "base/strv.h"
#include "text/properties.h"

/* Settings that have to say the same in all files. */
enum settings_group {
	GROUP_END = 0,	  /* behind the last rule of a kind */
	GROUP_SERVERS,	  /* between the servers, and between them and the agents */
	GROUP_ADMIN,	  /* to the Administrative API */
	GROUP_RUNTIME,	  /* to the Runtime API; not stronger than the servers' */
	GROUP_KEYSERVERS, /* to the key servers */
	GROUP_COMPATIBLE, /* true or false: agents 4.7 are served, too */
};

struct settings_rule {
	enum settings_group group;
	const char *key;
};

#define MAX_SETTINGS 2

/* A kind of file, known by its name. */
struct settings_kind {
	const char *file;
	const char *what;	/* whose file it is */
	const char *parameters; /* how the keys of TLS parameters start */
	struct settings_rule rules[MAX_SETTINGS + 1];
	bool plain_backslashes; /* not read by Java: no escapes, no joined lines */
};

/* What a document says to a rule. */
struct setting {
	const struct settings_rule *rule;
	enum jsec_transport mode; /* that counts; JSEC_TRANSPORT_UNKNOWN for no mode */
	bool on;		  /* of GROUP_COMPATIBLE */
	bool set;		  /* or else it is the default */
	size_t line; /* of the definition, or else of the commented-out default, or 0 */
	size_t earlier; /* of a definition that does not count, since this one follows */
	char *value;	/* as written, UTF-8; NULL where there is no line */
};

/* A document that was read. Borrows its path. */
struct settings_doc {
	const struct settings_kind *kind;
	const char *path;
	struct setting settings[MAX_SETTINGS];
	size_t n;
	struct strv lacking;   /* parameters that `auth` needs, as "certificate" */
	struct strv waiting;   /* such that are commented out or empty, as "12: KEY" */
	size_t old_agent_line; /* where it says that it is an agent 4.7's; 0: nowhere */
};

/* NULL for a name that is none of theirs; letter case does not matter. */
const struct settings_kind *settings_find_kind(const char *name);

/* All kinds, NULL at the end. */
const struct settings_kind *const *settings_list_kinds(void);

/* JSEC_TRANSPORT_UNKNOWN for a word that is no mode; `true` and `false` are old ones. */
enum jsec_transport settings_parse_mode(struct span word);

/* Whether two ends with these modes understand each other, as far as can be said. */
bool settings_match(enum jsec_transport a, enum jsec_transport b);

/* Those who save a file as UTF-16 see no difference; the servers do. */
bool settings_are_text(struct span bytes);

/*
 * Reads the properties as the file's reader does. `plain` is to live as long as `p`, which
 * borrows its bytes where they cannot be the document's own; both are of one size.
 */
int settings_read_props(struct props *p, struct lexer *lexer,
	const struct settings_kind *kind, struct span bytes, struct buf *plain,
	const char *path, struct err *e);

/* A comment that is nothing but a definition. */
struct settings_comment {
	struct span key, value;
	size_t end; /* of its line, before the line end */
};

/* The next one from *pos on, which is moved behind it. Joined lines are no comments. */
bool settings_comment_next(
	const struct props *p, size_t *pos, struct settings_comment *ret);

/* The comment that tells the default: the first one that the rule can mean. */
bool settings_find_default(const struct props *p, const struct settings_rule *rule,
	struct settings_comment *ret);

/* `ret` is to be done in any case. */
int settings_read(struct lexer *lexer, const struct settings_kind *kind,
	struct span bytes, const char *path, struct settings_doc *ret, struct err *e);
void settings_done(struct settings_doc *d);

/* Whether a webagent.conf says that it is an agent 4.7's: its line, or 0. */
size_t settings_say_old_agent(struct span bytes);

#define TRANSPORT_AUTO __attribute__((cleanup(settings_done)))

/* A setting that is asked for. */
struct settings_want {
	const struct settings_rule *rule;
	const char *value;
};

/*
 * What a file is to say so that all files have `mode`; returns how many. With `old_agents`
 * agents 4.7 are served, too, where there is TLS.
 */
size_t settings_list_wants(const struct settings_kind *kind, enum jsec_transport mode,
	bool old_agents, struct settings_want ret[MAX_SETTINGS]);

/* The word for a mode; "?" for none. */
const char *settings_mode_word(enum jsec_transport mode);

/*
 * Makes the document say what is wanted, into `out`: the definition that counts gets the
 * new value; where there is none, a line is added behind the comment that tells the
 * default, or at the end, in the file's style. So it is even where the comment says what is
 * wanted, since a comment may also be an example. `removed` and `added` get the settings
 * that change, as "KEY=VALUE"; none added means that nothing changes.
 */
int settings_edit_apply(struct lexer *lexer, const struct settings_kind *kind,
	struct span bytes, const char *path, const struct settings_want *wants, size_t n,
	struct buf *out, struct strv *removed, struct strv *added, struct err *e);

/*
 * Returns 0 where the new document says what is wanted, all other properties are the same
 * and in the same order, and all bytes are the same but for the values that had to change,
 * and for lines of their own that hold what was not defined. Otherwise -JSEC_NOT_PROVEN.
 */
int settings_prove_edit(struct lexer *lexer, const struct settings_kind *kind,
	const char *path, const struct settings_want *wants, size_t n, struct span old,
	struct span new, struct err *e);

#endif
