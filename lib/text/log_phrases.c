/* SPDX-License-Identifier: MIT */
/* The table of phrases, and the search for all of them in one pass. */
#include "text/log_phrases.h"

#include "text/alert.h"

#define SERVER ROLE_SERVER
#define CLIENT ROLE_CLIENT
#define EITHER ROLE_UNKNOWN
#define JAVA false
#define OTHER true

static const struct phrase phrases_table[] = {
	/* SunJSSE, of all versions, and IBM's. */
	{"no appropriate protocol", SAID_NO_PROTOCOL, EITHER, JAVA, 0, false},
	{"no cipher suites in common", SAID_NO_COMMON_SUITE, SERVER, JAVA, 0, false},
	{"no available authentication scheme", SAID_NO_CERTIFICATE, SERVER, JAVA, 0,
		false},
	{"the client supported protocol versions", SAID_VERSIONS, SERVER, JAVA, 0, false},
	{"client requested protocol", SAID_VERSIONS, SERVER, JAVA, 0, false},
	{"the server selected protocol version", SAID_VERSIONS, CLIENT, JAVA, 0, false},
	{"server chose tls", SAID_VERSIONS, CLIENT, JAVA, 0, false},
	{"server chose ssl", SAID_VERSIONS, CLIENT, JAVA, 0, false},
	{"dh serverkeyexchange does not comply", SAID_DH_SIZE, CLIENT, JAVA, 0, false},
	{"dhpublickey does not comply", SAID_DH_SIZE, SERVER, JAVA, 0, false},
	{"ecdh serverkeyexchange does not comply", SAID_GROUP, CLIENT, JAVA, 0, false},
	{"ecpublickey does not comply", SAID_GROUP, SERVER, JAVA, 0, false},
	{"could not generate dhpublickey", SAID_DH_SIZE, SERVER, JAVA, 0, false},
	{"could not generate dh keypair", SAID_DH_LARGE, CLIENT, JAVA, 0, true},
	{"prime size must be multiple of 64", SAID_DH_LARGE, CLIENT, JAVA, 0, false},
	{"no available certificate or key corresponds", SAID_NOTHING_USABLE, SERVER, JAVA,
		0, false},
	{"unexpected handshake message: certificate request", SAID_CLIENT_CERTIFICATE,
		CLIENT, JAVA, 0, false},
	{"empty client certificate chain", SAID_CLIENT_CERTIFICATE, SERVER, JAVA, 0,
		false},
	{"empty server certificate chain", SAID_CLIENT_CERTIFICATE, SERVER, JAVA, 0,
		false},
	{"null cert chain", SAID_CLIENT_CERTIFICATE, SERVER, JAVA, 0, false},
	{"pkix path building failed", SAID_UNTRUSTED, EITHER, JAVA, 0, false},
	{"pkix path validation failed", SAID_UNTRUSTED, EITHER, JAVA, 0, false},
	{"the trustanchors parameter must be non-empty", SAID_UNTRUSTED, EITHER, JAVA, 0,
		false},
	{"trust anchor for certification path not found", SAID_UNTRUSTED, EITHER, JAVA, 0,
		false},
	{"no trusted certificate found", SAID_UNTRUSTED, EITHER, JAVA, 0, false},
	{"no subject alternative names", SAID_UNTRUSTED, CLIENT, JAVA, 0, false},
	{"certificateexception: no name matching", SAID_UNTRUSTED, CLIENT, JAVA, 0,
		false},
	{"no subject alternative dns name matching", SAID_UNTRUSTED, CLIENT, JAVA, 0,
		false},
	{"algorithm constraints check failed", SAID_BLOCKED_CERTIFICATE, EITHER, JAVA, 0,
		false},
	{"certificates do not conform to algorithm constraints", SAID_BLOCKED_CERTIFICATE,
		EITHER, JAVA, 0, false},
	{"certificates does not conform to algorithm constraints",
		SAID_BLOCKED_CERTIFICATE, EITHER, JAVA, 0, false},
	{"sslv2hello is not enabled", SAID_SSLV2, SERVER, JAVA, 0, false},
	{"sslv2hello is disabled", SAID_SSLV2, SERVER, JAVA, 0, false},
	{"error in security property", SAID_BAD_LIST, EITHER, JAVA, 0, false},
	{"entry allowed in property. constraint", SAID_BAD_LIST, EITHER, JAVA, 0, false},
	{"invalid denyafter date", SAID_BAD_LIST, EITHER, JAVA, 0, false},
	{"could not initialize class sun.security.ssl.", SAID_BAD_LIST, EITHER, JAVA, 0,
		true},
	{"could not initialize class sun.security.util.disabledalgorithm", SAID_BAD_LIST,
		EITHER, JAVA, 0, true},
	{"exceptionininitializererror", SAID_INITIALIZER, EITHER, JAVA, 0, false},
	{"numberformatexception: for input string:", SAID_MAYBE_BAD_LIST, EITHER, JAVA, 0,
		false},
	{"nosuchelementexception", SAID_MAYBE_BAD_LIST, EITHER, JAVA, 0, false},
	{"unsupported ciphersuite", SAID_UNKNOWN_SUITE, EITHER, JAVA, 0, false},
	{"cannot support", SAID_UNKNOWN_SUITE, EITHER, JAVA, 0, false},
	{"received fatal alert:", SAID_ALERT, EITHER, JAVA, NO_ALERT, false},
	{"received close_notify during handshake", SAID_ALERT, EITHER, JAVA,
		ALERT_CLOSE_NOTIFY, false},
	{"received alert message", SAID_DEBUG_ALERT, EITHER, JAVA, NO_ALERT, false},
	{"recv tlsv1 alert: fatal,", SAID_ALERT, EITHER, JAVA, NO_ALERT, false},
	{"recv tlsv1.1 alert: fatal,", SAID_ALERT, EITHER, JAVA, NO_ALERT, false},
	{"recv tlsv1.2 alert: fatal,", SAID_ALERT, EITHER, JAVA, NO_ALERT, false},
	{"recv sslv3 alert: fatal,", SAID_ALERT, EITHER, JAVA, NO_ALERT, false},
	{"send tlsv1 alert: fatal,", SAID_SENT, EITHER, JAVA, NO_ALERT, false},
	{"send tlsv1.1 alert: fatal,", SAID_SENT, EITHER, JAVA, NO_ALERT, false},
	{"send tlsv1.2 alert: fatal,", SAID_SENT, EITHER, JAVA, NO_ALERT, false},
	{"send sslv3 alert: fatal,", SAID_SENT, EITHER, JAVA, NO_ALERT, false},
	{"remote host terminated the handshake", SAID_END_OF_FILE, EITHER, JAVA, 0,
		false},
	{"remote host closed connection during handshake", SAID_END_OF_FILE, EITHER, JAVA,
		0, false},
	{"ssl peer shut down incorrectly", SAID_END_OF_FILE, EITHER, JAVA, 0, false},
	{"unsupported or unrecognized ssl message", SAID_NOT_TLS, EITHER, JAVA, 0, false},
	{"unrecognized ssl message", SAID_NOT_TLS, EITHER, JAVA, 0, false},
	{"not an ssl/tls record", SAID_NOT_TLS, EITHER, JAVA, 0, false},
	{"sslhandshakeexception:", SAID_FAILED, EITHER, JAVA, 0, false},
	{"sslhandshakeexception: connection closed by peer", SAID_END_OF_FILE, EITHER,
		JAVA, 0, false},
	{"read timed out", SAID_TIMEOUT, EITHER, JAVA, 0, false},
	{"connect timed out", SAID_TIMEOUT, CLIENT, JAVA, 0, false},
	{"connection timed out", SAID_TIMEOUT, CLIENT, JAVA, 0, false},
	{"handshake timed out", SAID_TIMEOUT, EITHER, JAVA, 0, false},
	{"operation timed out", SAID_TIMEOUT, CLIENT, JAVA, 0, false},
	{"connection refused", SAID_NOTHING_LISTENS, CLIENT, JAVA, 0, false},
	{"connection reset", SAID_RESET, EITHER, JAVA, 0, false},
	{"socketexception: broken pipe", SAID_RESET, EITHER, JAVA, 0, false},
	{"sockettimeoutexception:", SAID_TIMEOUT, EITHER, JAVA, 0, false},
	{"connectexception:", SAID_NOTHING_LISTENS, CLIENT, JAVA, 0, true},
	{"connectexception: connection timed out", SAID_TIMEOUT, CLIENT, JAVA, 0, false},
	{"connectexception: operation timed out", SAID_TIMEOUT, CLIENT, JAVA, 0, false},
	{"noroutetohostexception:", SAID_TIMEOUT, CLIENT, JAVA, 0, false},
	{"sslexception: readhandshakerecord", SAID_RESET, EITHER, JAVA, 0, false},
	{"unknownhostexception", SAID_UNKNOWN_HOST, CLIENT, JAVA, 0, false},
	/* Other providers of Java. */
	{"fatal alert received:", SAID_ALERT, EITHER, JAVA, NO_ALERT, false},
	{"tlsfatalalertreceived:", SAID_ALERT, EITHER, JAVA, NO_ALERT, false},
	{"tlsfatalalert:", SAID_SENT, EITHER, JAVA, NO_ALERT, false},
	{"fatal alert:", SAID_SENT, EITHER, JAVA, NO_ALERT, false},
	{"found no selectable cipher suite", SAID_NO_COMMON_SUITE, SERVER, JAVA, 0,
		false},
	{"peer sent alert: alert fatal:", SAID_ALERT, EITHER, JAVA, NO_ALERT, false},
	{"handshake_failure alert received", SAID_ALERT, EITHER, JAVA,
		ALERT_HANDSHAKE_FAILURE, false},
	{"com.rsa.sslj.", SAID_RSA, EITHER, JAVA, 0, false},
	/* OpenSSL, and what calls it: curl, Python, Node, nginx. */
	{"error:", SAID_OPENSSL_CODE, EITHER, OTHER, 0, false},
	{"sslv3 alert", SAID_ALERT, EITHER, OTHER, NO_ALERT, false},
	{"tlsv1 alert", SAID_ALERT, EITHER, OTHER, NO_ALERT, false},
	{"tlsv13 alert", SAID_ALERT, EITHER, OTHER, NO_ALERT, false},
	{"ssl/tls alert", SAID_ALERT, EITHER, OTHER, NO_ALERT, false},
	{"ssl alert number", SAID_ALERT, EITHER, OTHER, NO_ALERT, false},
	{"ssl3 alert read:fatal:", SAID_ALERT, EITHER, OTHER, NO_ALERT, false},
	{"ssl3 alert write:fatal:", SAID_SENT, EITHER, OTHER, NO_ALERT, false},
	{"alert (level: fatal, description:", SAID_ALERT, EITHER, OTHER, NO_ALERT, false},
	{"alert level fatal value", SAID_ALERT, EITHER, OTHER, NO_ALERT, false},
	{"no shared cipher", SAID_NO_COMMON_SUITE, SERVER, OTHER, 0, false},
	{"no protocols available", SAID_NO_PROTOCOL, EITHER, OTHER, 0, false},
	{"no ciphers available", SAID_NO_PROTOCOL, EITHER, OTHER, 0, false},
	{"unsupported protocol", SAID_VERSIONS, EITHER, OTHER, 0, false},
	{"version too low", SAID_VERSIONS, EITHER, OTHER, 0, false},
	{"dh key too small", SAID_DH_SIZE, CLIENT, OTHER, 0, false},
	{"wrong version number", SAID_NOT_TLS, EITHER, OTHER, 0, false},
	{"certificate verify failed", SAID_UNTRUSTED, EITHER, OTHER, 0, false},
	{"peer did not return a certificate", SAID_CLIENT_CERTIFICATE, SERVER, OTHER, 0,
		false},
	{"depth_zero_self_signed_cert", SAID_UNTRUSTED, CLIENT, OTHER, 0, false},
	{"self_signed_cert_in_chain", SAID_UNTRUSTED, CLIENT, OTHER, 0, false},
	{"ssl certificate problem:", SAID_UNTRUSTED, CLIENT, OTHER, 0, false},
	{"unable to verify leaf signature", SAID_UNTRUSTED, CLIENT, OTHER, 0, false},
	{"err_tls_cert_altname_invalid", SAID_UNTRUSTED, CLIENT, OTHER, 0, false},
	{"ssl syscall error: eof detected", SAID_END_OF_FILE, EITHER, OTHER, 0, false},
	{"server does not support ssl", SAID_NOT_TLS, CLIENT, OTHER, 0, false},
	{"unable to establish ssl connection", SAID_FAILED, CLIENT, OTHER, 0, false},
	{"unexpected eof while reading", SAID_END_OF_FILE, EITHER, OTHER, 0, false},
	{"eof occurred in violation of protocol", SAID_END_OF_FILE, EITHER, OTHER, 0,
		false},
	{"connection has been closed (eof)", SAID_END_OF_FILE, EITHER, OTHER, 0, false},
	{"ssl_connect: ssl_error_syscall", SAID_END_OF_FILE, CLIENT, OTHER, 0, false},
	{"disconnected before secure tls connection was established", SAID_END_OF_FILE,
		CLIENT, OTHER, 0, false},
	{"econnrefused", SAID_NOTHING_LISTENS, CLIENT, OTHER, 0, false},
	{"econnreset", SAID_RESET, EITHER, OTHER, 0, false},
	{"enotfound", SAID_UNKNOWN_HOST, CLIENT, OTHER, 0, false},
	{"could not resolve host", SAID_UNKNOWN_HOST, CLIENT, OTHER, 0, false},
	{"name or service not known", SAID_UNKNOWN_HOST, CLIENT, OTHER, 0, false},
	{"ora-28860", SAID_FAILED, CLIENT, OTHER, 0, false},
	{"ora-29024", SAID_UNTRUSTED, CLIENT, OTHER, 0, false},
	{"could not establish a secure connection", SAID_FAILED, CLIENT, OTHER, 0, false},
	{"no such host", SAID_UNKNOWN_HOST, CLIENT, OTHER, 0, false},
	/* GnuTLS, Go, Schannel and .NET, Erlang, NSS, browsers, mbed TLS, Rust. */
	{"a tls fatal alert has been received", SAID_FAILED, EITHER, OTHER, 0, false},
	{"gnutls_handshake() failed: handshake failed", SAID_ALERT, CLIENT, OTHER,
		ALERT_HANDSHAKE_FAILURE, false},
	{"error in the certificate verification", SAID_UNTRUSTED, EITHER, OTHER, 0,
		false},
	{"the diffie-hellman prime sent by the server is not acceptable", SAID_DH_SIZE,
		CLIENT, OTHER, 0, false},
	{"no or insufficient priorities were set", SAID_NO_PROTOCOL, EITHER, OTHER, 0,
		false},
	{"received alert", SAID_ALERT, EITHER, OTHER, NO_ALERT, false},
	{"no supported cipher suites have been found", SAID_NO_COMMON_SUITE, EITHER,
		OTHER, 0, false},
	{"packet with illegal or unsupported version", SAID_VERSIONS, EITHER, OTHER, 0,
		false},
	{"an unexpected tls packet was received", SAID_NOT_TLS, EITHER, OTHER, 0, false},
	{"connection was non-properly terminated", SAID_END_OF_FILE, EITHER, OTHER, 0,
		false},
	{"remote error: tls:", SAID_ALERT, EITHER, OTHER, NO_ALERT, false},
	{"no cipher suite supported by both client and server", SAID_NO_COMMON_SUITE,
		SERVER, OTHER, 0, false},
	{"client offered only unsupported versions", SAID_VERSIONS, SERVER, OTHER, 0,
		false},
	{"server selected unsupported protocol version", SAID_VERSIONS, CLIENT, OTHER, 0,
		false},
	{"first record does not look like a tls handshake", SAID_NOT_TLS, EITHER, OTHER,
		0, false},
	{"server gave http response to https client", SAID_NOT_TLS, CLIENT, OTHER, 0,
		false},
	{"certificate signed by unknown authority", SAID_UNTRUSTED, EITHER, OTHER, 0,
		false},
	{"x509: certificate", SAID_UNTRUSTED, EITHER, OTHER, 0, false},
	{"tls: no supported versions satisfy", SAID_NO_PROTOCOL, EITHER, OTHER, 0, false},
	{"fatal alert was received from the remote endpoint", SAID_ALERT, EITHER, OTHER,
		NO_ALERT, false},
	{"fatal alert was generated and sent", SAID_SENT, EITHER, OTHER, NO_ALERT, false},
	{"remote party sent a tls alert:", SAID_ALERT, EITHER, OTHER, NO_ALERT, false},
	{"do not possess a common algorithm", SAID_FAILED, EITHER, OTHER, 0, false},
	{"sec_e_illegal_message", SAID_FAILED, CLIENT, OTHER, 0, false},
	{"sec_e_algorithm_mismatch", SAID_FAILED, CLIENT, OTHER, 0, false},
	{"the remote certificate is invalid", SAID_UNTRUSTED, EITHER, OTHER, 0, false},
	{"unexpected eof or 0 bytes from the transport stream", SAID_END_OF_FILE, EITHER,
		OTHER, 0, false},
	{"remote party has closed the transport stream", SAID_END_OF_FILE, EITHER, OTHER,
		0, false},
	{"none of the cipher suites supported by the client", SAID_NO_COMMON_SUITE,
		SERVER, OTHER, 0, false},
	{"received server alert: fatal", SAID_ALERT, CLIENT, OTHER, NO_ALERT, false},
	{"received client alert: fatal", SAID_ALERT, SERVER, OTHER, NO_ALERT, false},
	{"generated server alert: fatal", SAID_SENT, SERVER, OTHER, NO_ALERT, false},
	{"generated client alert: fatal", SAID_SENT, CLIENT, OTHER, NO_ALERT, false},
	{"ssl_error_no_cypher_overlap", SAID_ALERT, CLIENT, OTHER,
		ALERT_HANDSHAKE_FAILURE, false},
	{"no common encryption algorithm", SAID_ALERT, CLIENT, OTHER,
		ALERT_HANDSHAKE_FAILURE, false},
	{"ssl_error_handshake_failure_alert", SAID_ALERT, EITHER, OTHER,
		ALERT_HANDSHAKE_FAILURE, false},
	{"ssl_error_unsupported_version", SAID_VERSIONS, CLIENT, OTHER, 0, false},
	{"ssl_error_protocol_version_alert", SAID_ALERT, CLIENT, OTHER,
		ALERT_PROTOCOL_VERSION, false},
	{"ssl_error_insufficient_security_alert", SAID_ALERT, CLIENT, OTHER,
		ALERT_INSUFFICIENT_SECURITY, false},
	{"ssl_error_rx_record_too_long", SAID_NOT_TLS, CLIENT, OTHER, 0, false},
	{"pr_end_of_file_error", SAID_END_OF_FILE, EITHER, OTHER, 0, false},
	{"err_ssl_version_or_cipher_mismatch", SAID_ALERT, CLIENT, OTHER,
		ALERT_HANDSHAKE_FAILURE, false},
	{"err_ssl_protocol_error", SAID_NOT_TLS, CLIENT, OTHER, 0, true},
	{"err_connection_closed", SAID_END_OF_FILE, CLIENT, OTHER, 0, false},
	{"err_connection_reset", SAID_RESET, CLIENT, OTHER, 0, false},
	{"err_connection_refused", SAID_NOTHING_LISTENS, CLIENT, OTHER, 0, false},
	{"err_connection_timed_out", SAID_TIMEOUT, CLIENT, OTHER, 0, false},
	{"err_name_not_resolved", SAID_UNKNOWN_HOST, CLIENT, OTHER, 0, false},
	{"alertreceived(", SAID_ALERT, EITHER, OTHER, NO_ALERT, false},
	{"fatal alert message was received from our peer", SAID_FAILED, EITHER, OTHER, 0,
		false},
	{"no ciphersuites in common", SAID_NO_COMMON_SUITE, SERVER, OTHER, 0, false},
	{"can't match cipher suite", SAID_NO_COMMON_SUITE, SERVER, OTHER, 0, false},
	{"nociphersuitesincommon", SAID_NO_COMMON_SUITE, SERVER, OTHER, 0, false},
	{"invalidcertificate(", SAID_UNTRUSTED, EITHER, OTHER, 0, false},
	/* Frames. */
	{"serverhandshakecontext.<init>", SAID_FRAME, SERVER, JAVA, 0, false},
	{"clienthandshakecontext.<init>", SAID_FRAME, CLIENT, JAVA, 0, false},
	{"clienthello$clienthelloconsumer", SAID_FRAME, SERVER, JAVA, 0, false},
	{"clienthello$clienthellokickstartproducer", SAID_FRAME, CLIENT, JAVA, 0, false},
	{"serverhello$serverhelloconsumer", SAID_FRAME, CLIENT, JAVA, 0, false},
	{"serverhandshaker.", SAID_FRAME, SERVER, JAVA, 0, false},
	{"clienthandshaker.", SAID_FRAME, CLIENT, JAVA, 0, false},
	{"httpsclient.afterconnect", SAID_FRAME, CLIENT, JAVA, 0, false},
	{"httpsurlconnectionimpl.", SAID_FRAME, CLIENT, JAVA, 0, false},
	{"sslconnectionsocketfactory.", SAID_FRAME, CLIENT, JAVA, 0, false},
	{"okhttp3.internal.connection.", SAID_FRAME, CLIENT, JAVA, 0, false},
	{"com.sun.jndi.ldap.connection.", SAID_FRAME, CLIENT, JAVA, 0, false},
	{"checkservertrusted", SAID_FRAME, CLIENT, JAVA, 0, false},
	{"checkclienttrusted", SAID_FRAME, SERVER, JAVA, 0, false},
	{"org.apache.tomcat.util.net.", SAID_FRAME, SERVER, JAVA, 0, false},
	{"org.eclipse.jetty.server.", SAID_FRAME, SERVER, JAVA, 0, false},
	{"at sun.security.", SAID_JAVA_FRAME, EITHER, JAVA, 0, false},
	{"at java.base/sun.security.", SAID_JAVA_FRAME, EITHER, JAVA, 0, false},
	/* The output of -Djavax.net.debug, new and old. */
	{"produced clienthello handshake message", SAID_CLIENT_HELLO, CLIENT, JAVA, 0,
		false},
	{"consuming clienthello handshake message", SAID_CLIENT_HELLO, SERVER, JAVA, 0,
		false},
	{"*** clienthello,", SAID_CLIENT_HELLO, EITHER, JAVA, 0, false},
	{"cipher suites\"", SAID_SUITES, EITHER, JAVA, 0, false},
	{"cipher suites: [", SAID_SUITES, EITHER, JAVA, 0, false},
	{"cipher suite\"", SAID_SUITE, EITHER, JAVA, 0, false},
	{"cipher suite: tls", SAID_SUITE, EITHER, JAVA, 0, false},
	{"cipher suite: ssl", SAID_SUITE, EITHER, JAVA, 0, false},
	{"client version\"", SAID_VERSION_LIST, EITHER, JAVA, 0, false},
	{"supported_versions (43)\"", SAID_VERSION_KEY, EITHER, JAVA, 0, false},
	{"versions\":", SAID_VERSION_LIST, EITHER, JAVA, 0, false},
	{"negotiated protocol version:", SAID_NEGOTIATED, EITHER, JAVA, 0, false},
	{"ignore disabled cipher suite:", SAID_BLOCKED_SUITE, EITHER, JAVA, 0, false},
	{"ignoring disabled cipher suite:", SAID_BLOCKED_SUITE, EITHER, JAVA, 0, false},
	{"ignore disabled cipher suites for protocols:", SAID_BLOCKED_SUITES, EITHER,
		JAVA, 0, false},
	{"consuming client finished handshake message", SAID_FINISHED, SERVER, JAVA, 0,
		false},
	{"consuming server finished handshake message", SAID_FINISHED, CLIENT, JAVA, 0,
		false},
	{"cached client session:", SAID_FINISHED, CLIENT, JAVA, 0, false},
	{"cached server session:", SAID_FINISHED, SERVER, JAVA, 0, false},
	{"cipher is", SAID_OPENSSL_WORKS, CLIENT, OTHER, 0, false},
	{"caller\"", SAID_CALLER, EITHER, JAVA, 0, false},
	{"thread id\"", SAID_THREAD, EITHER, JAVA, 0, false},
};

#define N_PHRASES (sizeof phrases_table / sizeof *phrases_table)
#define NONE 255
#define MOST_WHITE 128 /* of indent, when a phrase is spread over lines */

_Static_assert(N_PHRASES < NONE, "an index of a byte");

static char phrases_fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool phrases_is_word(char c)
{
	c = phrases_fold(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

void phrases_start(struct phrases *p, struct span text)
{
	*p = (struct phrases){.text = text};
	memset(p->first, NONE, sizeof p->first);
	for (size_t i = N_PHRASES; i--;) {
		unsigned char c = (unsigned char)phrases_table[i].words[0];
		p->next[i] = p->first[c];
		p->first[c] = (uint8_t)i;
	}
}

static size_t phrases_skip(struct span s, size_t at, const char *what)
{
	size_t start = at;

	while (at < s.size && at - start < MOST_WHITE && s.data[at] &&
		strchr(what, s.data[at]))
		at++;
	return at;
}

/* Programs that wrap lines do so between words, or after a number of columns. */
static size_t phrases_skip_wrap(struct span s, size_t at)
{
	return at < s.size && (s.data[at] == '\n' || s.data[at] == '\v')
		       ? phrases_skip(s, at, " \t\n\v>|")
		       : at;
}

/* Returns where the words end in the text, or 0. */
static size_t phrases_match(struct span s, size_t at, const char *words)
{
	for (const char *w = words; *w; w++) {
		size_t next = *w == ' ' ? phrases_skip(s, at, " \t\n\v_->|")
					: phrases_skip_wrap(s, at);
		bool good = *w == ' ' ? next > at
				      : next < s.size && phrases_fold(s.data[next]) == *w;
		if (!good)
			return 0;
		at = next + (*w != ' ');
	}
	return at;
}

static const struct phrase *phrases_find(struct phrases *p, size_t at, size_t *to)
{
	unsigned char c = (unsigned char)phrases_fold(p->text.data[at]);
	const struct phrase *longest = NULL;

	if (c >= sizeof p->first)
		return NULL;
	for (size_t i = p->first[c]; i != NONE; i = p->next[i]) {
		size_t end = phrases_match(p->text, at, phrases_table[i].words);
		if (!end || (longest && end <= *to))
			continue;
		longest = &phrases_table[i];
		*to = end;
	}
	return longest;
}

const struct phrase *phrases_next(struct phrases *p, size_t end, size_t *from, size_t *to)
{
	while (p->at < end) {
		size_t at = p->at++;
		if (at && phrases_is_word(p->text.data[at]) &&
			phrases_is_word(p->text.data[at - 1]))
			continue;
		const struct phrase *found = phrases_find(p, at, to);
		if (!found)
			continue;
		*from = at;
		p->at = *to;
		return found;
	}
	return NULL;
}
