/* SPDX-License-Identifier: MIT */
/* The table of causes: for each one who refuses, why, what to do, and what proves it. */
#include "diagnosis/causes.h"

static const struct cause_words causes_table[N_CAUSES] = {
	[CAUSE_SERVER_LIST] = {.code = "server-list",
		JSEC_SIDE_SERVER,
		"The Java of the server blocks anonymous cipher suites in its list of "
		"disabled algorithms.",
		"Allow 'anon' in the Java of the server, and restart the server.",
		"Diagnose the port on the server's own machine: this shows the server's "
		"Java and its list.",
		.allow = {"anon"}},
	[CAUSE_CLIENT_LIST] = {.code = "client-list",
		JSEC_SIDE_CLIENT,
		"The Java of the client blocks anonymous cipher suites in its list of "
		"disabled algorithms, and does not offer them.",
		"Allow 'anon' in the Java of the client, and restart the client.",
		"Diagnose the process of the client on its own machine: this shows its "
		"Java and its list.",
		.allow = {"anon"}},
	[CAUSE_OWN_LIST] = {.code = "own-list",
		JSEC_SIDE_UNKNOWN,
		"The Java that wrote this text refused by itself: its list of disabled "
		"algorithms leaves no cipher suite that its application enables.",
		"Allow 'anon' in the Java that wrote this text, and restart its program.",
		"Diagnose the process that wrote this text: this shows its Java and its "
		"list.",
		.allow = {"anon"}},
	[CAUSE_BOTH_LISTS] = {.code = "both-lists",
		JSEC_SIDE_BOTH,
		"The Javas of both ends block anonymous cipher suites in their lists of "
		"disabled algorithms.",
		"Allow 'anon' in the Java of the server and in the Java of the client, "
		"and restart both.",
		"Diagnose the port on the server's machine, and the process of the client "
		"on the client's machine.",
		.allow = {"anon"}},
	[CAUSE_LIST_IN_MEMORY] = {.code = "list-in-memory",
		JSEC_SIDE_SERVER,
		"The program still uses the list that it read before the file was "
		"changed.",
		"Restart the program.",
		"Restart the program and diagnose it again: if it still fails, its "
		"application does not enable anonymous suites."},
	[CAUSE_BAD_LIST] = {.code = "bad-list",
		JSEC_SIDE_UNKNOWN,
		"Java cannot read its list of disabled algorithms, and refuses every TLS "
		"connection.",
		"Correct the list, and restart the program.",
		"The log of the program has 'Error in security property', or 'Could not "
		"initialize class sun.security.ssl'."},
	[CAUSE_OTHER_ENTRY] = {.code = "other-entry",
		JSEC_SIDE_UNKNOWN,
		"Another entry than 'anon' in the list of one Java, such as ECDH, blocks "
		"every cipher suite that its application enables.",
		"Allow the entry in that Java and restart the program, or enable other "
		"suites in the application.",
		"Explain the list of that Java, or each of the suites: this shows the "
		"entries that block them."},
	[CAUSE_OWN_PROTOCOLS] = {.code = "own-protocols",
		JSEC_SIDE_UNKNOWN,
		"The list of one Java disables every TLS version that its application "
		"enables.",
		"Enable TLS 1.2 in the settings of the application, or allow the version "
		"in that Java and restart the program.",
		"The settings of the application have its versions; diagnosing its "
		"process shows the list."},
	[CAUSE_BLOCKED_CERTIFICATE] = {.code = "blocked-certificate",
		JSEC_SIDE_UNKNOWN,
		"The Java that wrote this text rejects a certificate of the other end: a "
		"list of disabled algorithms blocks its key or signature.",
		"Give the other end a certificate with a stronger key and signature.",
		"The message of the exception has the algorithm."},
	[CAUSE_TLS13_FIRST] = {.code = "tls13-first",
		JSEC_SIDE_BOTH,
		"Both ends offer TLS 1.3, which has no anonymous cipher suites and is "
		"chosen first; the server has no certificate for it.",
		"Enable only TLS 1.2 in the application at one end, or disable TLSv1.3 in "
		"the Java of one end and restart it.",
		"Diagnose the address of the server: it then answers anonymous suites "
		"without TLS 1.3.",
		.disallow = {"TLSv1.3"}},
	[CAUSE_NO_COMMON_SUITE] = {.code = "no-common-suite",
		JSEC_SIDE_BOTH,
		"Client and server have no cipher suite in common.",
		"Enable the same anonymous suites in the applications at both ends.",
		"The output of -Djavax.net.debug=ssl at the server has the suites of "
		"both ends."},
	[CAUSE_NO_GROUP] = {.code = "no-group",
		JSEC_SIDE_UNKNOWN,
		"The lists of one Java leave no group for the key exchange.",
		"Allow the entry that blocks the groups, such as EC or XDH, and restart "
		"the program.",
		"Diagnose the process at each end: this shows its lists."},
	[CAUSE_DH_SIZE] = {.code = "dh-size",
		JSEC_SIDE_UNKNOWN,
		"The Diffie-Hellman key of one end is smaller than the other end "
		"accepts.",
		"Lower the limit, an entry such as 'DH keySize < 4096', in the Java that "
		"refuses, or let the other end use a larger key "
		"(-Djdk.tls.ephemeralDHKeySize).",
		"The alert insufficient_security comes from the end that refuses."},
	[CAUSE_DH_LARGE] = {.code = "dh-too-large",
		JSEC_SIDE_CLIENT,
		"The Diffie-Hellman key of the server is larger than the old Java of the "
		"client can use.",
		"Update the Java of the client, or let the server use a smaller key "
		"(-Djdk.tls.ephemeralDHKeySize).",
		"The log of the client has 'Prime size must be multiple of 64'."},
	[CAUSE_SERVER_PROTOCOLS] = {.code = "server-protocols",
		JSEC_SIDE_SERVER,
		"The server enables none of the TLS versions that the client offers.",
		"Enable a common version, best TLS 1.2, in the applications of both "
		"ends, or allow it in the Java that blocks it.",
		"The log of the server has the versions of both ends."},
	[CAUSE_CLIENT_PROTOCOLS] = {.code = "client-protocols",
		JSEC_SIDE_CLIENT,
		"The client offers none of the TLS versions that the server enables.",
		"Enable a common version, best TLS 1.2, in the applications of both "
		"ends, or allow it in the Java that blocks it.",
		"The log of the server has the versions of both ends."},
	[CAUSE_SERVER_NOT_ENABLED] = {.code = "server-not-enabled",
		JSEC_SIDE_SERVER,
		"The application of the server does not enable anonymous cipher suites; "
		"Java leaves them out by default.",
		"Enable anonymous suites in the settings of the server's application.",
		"Allow 'anon' in the Java of the server, and restart it: if it still "
		"fails, the application does not enable them."},
	[CAUSE_CLIENT_NOT_ENABLED] = {.code = "client-not-enabled",
		JSEC_SIDE_CLIENT,
		"The application of the client does not enable anonymous cipher suites; "
		"Java leaves them out by default.",
		"Enable anonymous suites in the settings of the client's application.",
		"Allow 'anon' in the Java of the client, and restart it: if it still "
		"fails, the application does not enable them."},
	[CAUSE_SUITES_AND_PROTOCOLS] = {.code = "suites-and-protocols",
		JSEC_SIDE_UNKNOWN,
		"The application enables cipher suites and TLS versions that do not go "
		"together: anonymous suites need TLS 1.2 or older.",
		"Enable TLS 1.2 in the settings of the application.",
		"The settings of the application have its suites and versions."},
	[CAUSE_UNKNOWN_SUITE] = {.code = "unknown-suite",
		JSEC_SIDE_UNKNOWN,
		"The application names a cipher suite that its Java does not have.",
		"Correct the name of the suite in the settings of the application.",
		"The message of the exception has the name."},
	[CAUSE_SSLV2_HELLO] = {.code = "sslv2-hello",
		JSEC_SIDE_CLIENT,
		"The client begins with a hello in the format of SSL 2, which the server "
		"does not accept.",
		"Remove SSLv2Hello from the protocols of the client's application.",
		"The log of the server has 'SSLv2Hello is not enabled'."},
	[CAUSE_NO_CERTIFICATE] = {.code = "no-certificate",
		JSEC_SIDE_SERVER,
		"The server has no certificate that it can use, and no anonymous suite "
		"either.",
		"Correct the key store in the settings of the server's application, if "
		"the server is to have a certificate.",
		"The settings of the server's application have its key store."},
	[CAUSE_CLIENT_CERTIFICATE] = {.code = "client-certificate",
		JSEC_SIDE_SERVER,
		"The server demands a certificate of the client: then it uses no "
		"anonymous suite.",
		"Switch client authentication off in the settings of the server's "
		"application, or give both ends certificates.",
		"The settings of the server's application have its client "
		"authentication (setNeedClientAuth)."},
	[CAUSE_UNTRUSTED_CERTIFICATE] = {.code = "untrusted-certificate",
		JSEC_SIDE_CLIENT,
		"The client does not trust the certificate of the server; no list of "
		"algorithms is the reason.",
		"Add the certificate of the server, or of its issuer, to the trust store "
		"of the client.",
		"The log of the client has 'PKIX path building failed' or "
		"'trustAnchors'."},
	[CAUSE_OTHER_ALERT] = {.code = "other-alert",
		JSEC_SIDE_UNKNOWN,
		"The other end refused with an alert that no list of disabled algorithms "
		"causes.",
		"Look into the log of the other end for the reason.",
		"The log of the other end has the reason."},
	[CAUSE_NOT_TLS] = {.code = "not-tls",
		JSEC_SIDE_SERVER,
		"The server does not speak TLS on this port.",
		"Connect to the port with TLS, or enable TLS in the settings of the "
		"server.",
		"Diagnose the address of the server: it answers something else."},
	[CAUSE_NOTHING_LISTENS] = {.code = "nothing-listens",
		JSEC_SIDE_SERVER,
		"No program listens on this port.",
		"Start the server, or correct the host and port.",
		"Diagnose the address of the server: the connection is refused."},
	[CAUSE_NO_ANSWER] = {.code = "no-answer",
		JSEC_SIDE_SERVER,
		"The server does not answer in time.",
		"Look at firewalls on the way, and whether the server is busy or hangs.",
		"Diagnose the address of the server: it stays silent."},
	[CAUSE_CLOSES] = {.code = "closes",
		JSEC_SIDE_SERVER,
		"The server closes the connection without an alert.",
		"Look into the log of the server for the reason.",
		"The log of the server has the reason."},
	[CAUSE_UNKNOWN_HOST] = {.code = "unknown-host",
		JSEC_SIDE_CLIENT,
		"The host name has no address.",
		"Correct the host name, or the name service of this machine.",
		"Diagnose the address of the server: its name is not found."},
};

const struct cause_words *causes_get(enum cause cause)
{
	return &causes_table[cause];
}
