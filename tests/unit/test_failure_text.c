/* SPDX-License-Identifier: MIT */
/* Reads the words of TLS implementations, as many kinds of logs have them. */
#include "text/failure_text.h"

#include "text/suite.h"
#include "testing.h"

#include <ctype.h>

/* In the words of each implementation; none but Java's frames shows more. */
static const struct wording {
	const char *words;
	enum phrase_kind said;
	unsigned alert;
	enum phrase_role role;
	bool other;
} wordings[] = {
	/* SunJSSE */
	{"javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure",
		SAID_ALERT, 40, ROLE_UNKNOWN, false},
	{"javax.net.ssl.SSLHandshakeException: (handshake_failure) Received fatal alert: "
	 "handshake_failure",
		SAID_ALERT, 40, ROLE_UNKNOWN, false},
	{"javax.net.ssl.SSLException: Received fatal alert: protocol_version", SAID_ALERT,
		70, ROLE_UNKNOWN, false},
	{"Received fatal alert: insufficient_security", SAID_ALERT, 71, ROLE_UNKNOWN,
		false},
	{"Received fatal alert: certificate_unknown", SAID_ALERT, 46, ROLE_UNKNOWN,
		false},
	{"Received fatal alert: certificate_required", SAID_ALERT, 116, ROLE_UNKNOWN,
		false},
	{"Received fatal alert: internal_error", SAID_ALERT, 80, ROLE_UNKNOWN, false},
	{"javax.net.ssl.SSLProtocolException: Received close_notify during handshake",
		SAID_ALERT, 0, ROLE_UNKNOWN, false},
	{"javax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled "
	 "or cipher suites are inappropriate)",
		SAID_NO_PROTOCOL, NO_ALERT, ROLE_UNKNOWN, false},
	{"javax.net.ssl.SSLHandshakeException: (handshake_failure) no cipher suites in common",
		SAID_NO_COMMON_SUITE, NO_ALERT, ROLE_SERVER, false},
	{"javax.net.ssl.SSLHandshakeException: No available authentication scheme",
		SAID_NO_CERTIFICATE, NO_ALERT, ROLE_SERVER, false},
	{"Client requested protocol TLSv1 is not enabled or supported in server context",
		SAID_VERSIONS, NO_ALERT, ROLE_SERVER, false},
	{"javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake",
		SAID_END_OF_FILE, NO_ALERT, ROLE_UNKNOWN, false},
	{"javax.net.ssl.SSLHandshakeException: Remote host closed connection during handshake",
		SAID_END_OF_FILE, NO_ALERT, ROLE_UNKNOWN, false},
	{"java.io.EOFException: SSL peer shut down incorrectly", SAID_END_OF_FILE,
		NO_ALERT, ROLE_UNKNOWN, false},
	{"javax.net.ssl.SSLException: Unsupported or unrecognized SSL message",
		SAID_NOT_TLS, NO_ALERT, ROLE_UNKNOWN, false},
	{"javax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?",
		SAID_NOT_TLS, NO_ALERT, ROLE_UNKNOWN, false},
	{"(insufficient_security) DH ServerKeyExchange does not comply to algorithm "
	 "constraints",
		SAID_DH_SIZE, NO_ALERT, ROLE_CLIENT, false},
	{"javax.net.ssl.SSLHandshakeException: Could not generate DHPublicKey",
		SAID_DH_SIZE, NO_ALERT, ROLE_SERVER, false},
	{"javax.net.ssl.SSLHandshakeException: SSLv2Hello is not enabled", SAID_SSLV2,
		NO_ALERT, ROLE_SERVER, false},
	{"javax.net.ssl.SSLHandshakeException: Empty client certificate chain",
		SAID_CLIENT_CERTIFICATE, NO_ALERT, ROLE_SERVER, false},
	{"javax.net.ssl.SSLHandshakeException: null cert chain", SAID_CLIENT_CERTIFICATE,
		NO_ALERT, ROLE_SERVER, false},
	{"java.lang.IllegalArgumentException: Unsupported CipherSuite: TLS_DH_anon_WITH_X",
		SAID_UNKNOWN_SUITE, NO_ALERT, ROLE_UNKNOWN, false},
	{"java.lang.IllegalArgumentException: Unsupported ciphersuite TLS_DH_anon_WITH_X",
		SAID_UNKNOWN_SUITE, NO_ALERT, ROLE_UNKNOWN, false},
	{"java.lang.IllegalArgumentException: Cannot support TLS_DH_anon_WITH_X with currently "
	 "installed providers",
		SAID_UNKNOWN_SUITE, NO_ALERT, ROLE_UNKNOWN, false},
	{"java.lang.IllegalArgumentException: Error in security property. Constraint unknown: "
	 "keysize < 1024",
		SAID_BAD_LIST, NO_ALERT, ROLE_UNKNOWN, false},
	{"java.lang.NoClassDefFoundError: Could not initialize class "
	 "sun.security.ssl.SSLContextImpl$TLSContext",
		SAID_BAD_LIST, NO_ALERT, ROLE_UNKNOWN, false},
	{"sun.security.validator.ValidatorException: PKIX path building failed: "
	 "sun.security.provider.certpath.SunCertPathBuilderException",
		SAID_UNTRUSTED, NO_ALERT, ROLE_UNKNOWN, false},
	{"java.security.InvalidAlgorithmParameterException: the trustAnchors parameter must be "
	 "non-empty",
		SAID_UNTRUSTED, NO_ALERT, ROLE_UNKNOWN, false},
	{"java.security.cert.CertPathValidatorException: Algorithm constraints check failed on "
	 "keysize limits: RSA 1024 bit key",
		SAID_BLOCKED_CERTIFICATE, NO_ALERT, ROLE_UNKNOWN, false},
	{"java.net.ConnectException: Connection refused (Connection refused)",
		SAID_NOTHING_LISTENS, NO_ALERT, ROLE_CLIENT, false},
	{"java.net.SocketTimeoutException: Read timed out", SAID_TIMEOUT, NO_ALERT,
		ROLE_UNKNOWN, false},
	{"java.net.SocketException: Connection reset", SAID_RESET, NO_ALERT, ROLE_UNKNOWN,
		false},
	{"java.net.UnknownHostException: aserver.example", SAID_UNKNOWN_HOST, NO_ALERT,
		ROLE_CLIENT, false},
	/* IBM, BouncyCastle, Conscrypt, Certicom, RSA, iSaSiLk */
	{"javax.net.ssl.SSLHandshakeException: No appropriate protocol, may be no appropriate "
	 "cipher suite specified or protocols are deactivated",
		SAID_NO_PROTOCOL, NO_ALERT, ROLE_UNKNOWN, false},
	{"org.bouncycastle.tls.TlsFatalAlertReceived: handshake_failure(40)", SAID_ALERT,
		40, ROLE_UNKNOWN, false},
	{"org.bouncycastle.tls.TlsFatalAlert: insufficient_security(71)", SAID_SENT, 71,
		ROLE_UNKNOWN, false},
	{"org.bouncycastle.tls.TlsFatalAlert: handshake_failure(40); found no selectable cipher "
	 "suite among the 59 offered",
		SAID_NO_COMMON_SUITE, NO_ALERT, ROLE_SERVER, false},
	{"error:10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE (x.cc:1)",
		SAID_ALERT, 40, ROLE_UNKNOWN, true},
	{"FATAL Alert:BAD_CERTIFICATE - A corrupt certificate was received.", SAID_SENT,
		42, ROLE_UNKNOWN, false},
	{"javax.net.ssl.SSLProtocolException: (unexpected_message) Unexpected handshake "
	 "message: certificate_request",
		SAID_CLIENT_CERTIFICATE, NO_ALERT, ROLE_CLIENT, false},
	{"javax.net.ssl.SSLException: java.lang.RuntimeException: Could not generate DH "
	 "keypair",
		SAID_DH_LARGE, NO_ALERT, ROLE_CLIENT, false},
	{"java.security.InvalidAlgorithmParameterException: Prime size must be multiple of "
	 "64, and can only range from 512 to 1024 (inclusive)",
		SAID_DH_LARGE, NO_ALERT, ROLE_CLIENT, false},
	{"javax.net.ssl.SSLException: No available certificate or key corresponds to the SSL "
	 "cipher suites which are enabled.",
		SAID_NOTHING_USABLE, NO_ALERT, ROLE_SERVER, false},
	{"java.security.cert.CertificateException: No name matching localhost found",
		SAID_UNTRUSTED, NO_ALERT, ROLE_CLIENT, false},
	{"javax.net.ssl.SSLException: Fatal Alert received: Handshake Failure.",
		SAID_ALERT, 40, ROLE_UNKNOWN, false},
	{"Peer sent alert: Alert Fatal: handshake failure", SAID_ALERT, 40, ROLE_UNKNOWN,
		false},
	/* OpenSSL, curl, Python, Node */
	{"error:14094410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:x.c:1:SSL "
	 "alert number 40",
		SAID_ALERT, 40, ROLE_UNKNOWN, true},
	{"error:0A000410:SSL routines::ssl/tls alert handshake failure:x.c:1:SSL alert number "
	 "40",
		SAID_ALERT, 40, ROLE_UNKNOWN, true},
	{"error:0A00042E:SSL routines::new words:x.c:1:", SAID_ALERT, 70, ROLE_UNKNOWN,
		true},
	{"error:1409442F:SSL routines:ssl3_read_bytes:tlsv1 alert insufficient security",
		SAID_ALERT, 71, ROLE_UNKNOWN, true},
	{"error:0A000126:SSL routines::unexpected eof while reading:x.c:1:",
		SAID_END_OF_FILE, NO_ALERT, ROLE_UNKNOWN, true},
	{"error:0A0000C1:SSL routines:tls_post_process_client_hello:no shared cipher:x.c:1:",
		SAID_NO_COMMON_SUITE, NO_ALERT, ROLE_SERVER, true},
	{"error:0A00010B:SSL routines::wrong version number:x.c:1:", SAID_NOT_TLS,
		NO_ALERT, ROLE_UNKNOWN, true},
	{"ssl.SSLError: [SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure "
	 "(_ssl.c:1007)",
		SAID_ALERT, 40, ROLE_UNKNOWN, true},
	{"[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version", SAID_ALERT,
		70, ROLE_UNKNOWN, true},
	{"ssl.SSLZeroReturnError: TLS/SSL connection has been closed (EOF)",
		SAID_END_OF_FILE, NO_ALERT, ROLE_UNKNOWN, true},
	{"curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to localhost:1",
		SAID_END_OF_FILE, NO_ALERT, ROLE_CLIENT, true},
	{"Client network socket disconnected before secure TLS connection was established",
		SAID_END_OF_FILE, NO_ALERT, ROLE_CLIENT, true},
	{"(SSL: error:1417D18C:SSL routines:tls_process_client_hello:new words)",
		SAID_VERSIONS, NO_ALERT, ROLE_UNKNOWN, true},
	{"SSL routines::version too low", SAID_VERSIONS, NO_ALERT, ROLE_UNKNOWN, true},
	/* GnuTLS, Go, Schannel, .NET, Erlang, NSS, browsers, Rust */
	{"*** Received alert [40]: Handshake failed", SAID_ALERT, 40, ROLE_UNKNOWN, true},
	{"fatal: unable to access 'https://a/': gnutls_handshake() failed: Handshake failed",
		SAID_ALERT, 40, ROLE_CLIENT, true},
	{"*** Received alert [70]: Error in protocol version", SAID_ALERT, 70,
		ROLE_UNKNOWN, true},
	{"The TLS connection was non-properly terminated.", SAID_END_OF_FILE, NO_ALERT,
		ROLE_UNKNOWN, true},
	{"remote error: tls: handshake failure", SAID_ALERT, 40, ROLE_UNKNOWN, true},
	{"remote error: tls: protocol version not supported", SAID_ALERT, 70,
		ROLE_UNKNOWN, true},
	{"A fatal alert was received from the remote endpoint. The TLS protocol defined fatal "
	 "alert code is 40.",
		SAID_ALERT, 40, ROLE_UNKNOWN, true},
	{"A fatal alert was generated and sent to the remote endpoint. The TLS protocol defined "
	 "fatal error code is 71.",
		SAID_SENT, 71, ROLE_UNKNOWN, true},
	{"the remote party sent a TLS alert: 'HandshakeFailure'.", SAID_ALERT, 40,
		ROLE_UNKNOWN, true},
	{"received SERVER ALERT: Fatal - Handshake Failure", SAID_ALERT, 40, ROLE_CLIENT,
		true},
	{"SSL_ERROR_NO_CYPHER_OVERLAP", SAID_ALERT, 40, ROLE_CLIENT, true},
	{"Cannot communicate securely with peer: no common encryption algorithm(s).",
		SAID_ALERT, 40, ROLE_CLIENT, true},
	{"SSL_ERROR_UNSUPPORTED_VERSION", SAID_VERSIONS, NO_ALERT, ROLE_CLIENT, true},
	{"PR_END_OF_FILE_ERROR", SAID_END_OF_FILE, NO_ALERT, ROLE_UNKNOWN, true},
	{"ERR_SSL_VERSION_OR_CIPHER_MISMATCH", SAID_ALERT, 40, ROLE_CLIENT, true},
	{"AlertReceived(HandshakeFailure)", SAID_ALERT, 40, ROLE_UNKNOWN, true},
	{"ValidatorException: PKIX path validation failed: CertPathValidatorException: Algorithm "
	 "constraints check failed on signature algorithm: MD5withRSA",
		SAID_BLOCKED_CERTIFICATE, NO_ALERT, ROLE_UNKNOWN, false},
	{"ECDH ServerKeyExchange does not comply to algorithm constraints", SAID_GROUP,
		NO_ALERT, ROLE_CLIENT, false},
	/* Others, as strangers send them */
	{"javax.net.ssl.SSLHandshakeException: General SSLEngine problem", SAID_FAILED,
		NO_ALERT, ROLE_UNKNOWN, false},
	{"java.net.ConnectException: Verbindungsaufbau abgelehnt", SAID_NOTHING_LISTENS,
		NO_ALERT, ROLE_CLIENT, false},
	{"java.net.ConnectException: Connection timed out (Connection timed out)",
		SAID_TIMEOUT, NO_ALERT, ROLE_CLIENT, false},
	{"SSL_connect returned=1 errno=0 state=error: sslv3 alert handshake failure",
		SAID_ALERT, 40, ROLE_UNKNOWN, true},
	{"error:1404B410:SSL routines:ST_CONNECT:sslv3 alert handshake failure",
		SAID_ALERT, 40, ROLE_UNKNOWN, true},
	{"SSL Library Error: error:1408A0C1:SSL routines:ssl3_get_client_hello:no shared cipher -- "
	 "Too restrictive SSLCipherSuite or using DSA server certificate?",
		SAID_NO_COMMON_SUITE, NO_ALERT, ROLE_SERVER, true},
	{"TLSv1.2 Record Layer: Alert (Level: Fatal, Description: Handshake Failure)",
		SAID_ALERT, 40, ROLE_UNKNOWN, true},
	{"received fatal alert: HandshakeFailure", SAID_ALERT, 40, ROLE_UNKNOWN, false},
	{"curl: (60) SSL certificate problem: unable to get issuer", SAID_UNTRUSTED,
		NO_ALERT, ROLE_CLIENT, true},
	{"psql: error: SSL SYSCALL error: EOF detected", SAID_END_OF_FILE, NO_ALERT,
		ROLE_UNKNOWN, true},
	{"tls: failed to verify certificate: x509: certificate is not valid for any names",
		SAID_UNTRUSTED, NO_ALERT, ROLE_UNKNOWN, true},
	{"javax.naming.CommunicationException: simple bind failed: h:636 [Root exception is "
	 "javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake]",
		SAID_END_OF_FILE, NO_ALERT, ROLE_UNKNOWN, false},
	{"Error: \"The server selected protocol version TLS10 is not accepted by client "
	 "preferences [TLS12]\".",
		SAID_VERSIONS, NO_ALERT, ROLE_CLIENT, false},
	{"peer is incompatible: NoCipherSuitesInCommon", SAID_NO_COMMON_SUITE, NO_ALERT,
		ROLE_SERVER, true},
	{"SSL - The server has no ciphersuites in common with the client",
		SAID_NO_COMMON_SUITE, NO_ALERT, ROLE_SERVER, true},
	{"{tls_alert,{handshake_failure,\"TLS client: In state hello received SERVER ALERT: Fatal "
	 "- Handshake Failure\"}}",
		SAID_ALERT, 40, ROLE_CLIENT, true},
	/* Old JSSE's debug output */
	{"main, RECV TLSv1.2 ALERT:  fatal, handshake_failure", SAID_ALERT, 40,
		ROLE_UNKNOWN, false},
	{"main, SEND TLSv1.2 ALERT:  fatal, description = handshake_failure", SAID_SENT,
		40, ROLE_UNKNOWN, false},
};

/* What happens to words on their way into a log. */
typedef void way_fn(const char *words, struct buf *out);

static void way_plain(const char *words, struct buf *out)
{
	buf_adds(out, words);
}

static void way_upper(const char *words, struct buf *out)
{
	for (; *words; words++)
		buf_addc(out, (char)toupper(*words));
}

static void way_lower(const char *words, struct buf *out)
{
	for (; *words; words++)
		buf_addc(out, (char)tolower(*words));
}

static void way_syslog(const char *words, struct buf *out)
{
	buf_addf(out,
		"Nov 29 07:40:21 host40 app[40]: first\nNov 29 07:40:22 host40 app[40]: "
		"ERROR failed: %s#012#011at x.Y.z(Y.java:40)\n",
		words);
}

/* JSON in JSON, with what Gson escapes. */
static void way_json(const char *words, struct buf *out)
{
	buf_adds(out, "{\"level\":\"ERROR\",\"message\":\"failed:\\\\n");
	for (; *words; words++)
		if (strchr("<>='&", *words))
			buf_addf(out, "\\u%04x", *words);
		else
			buf_addc(out, *words);
	buf_adds(out, "\\\\n\\tat x.Y.z(Y.java:40)\",\"line\":40}\r\n");
}

static void way_xml(const char *words, struct buf *out)
{
	buf_adds(out, "<message>failed:&#10;");
	for (; *words; words++)
		if (*words == '<' || *words == '>')
			buf_adds(out, *words == '<' ? "&lt;" : "&gt;");
		else if (*words == '\'' || *words == ' ')
			buf_adds(out, *words == '\'' ? "&apos;" : "&nbsp;");
		else
			buf_addc(out, *words);
	buf_adds(out, "</message>");
}

static void way_colours(const char *words, struct buf *out)
{
	buf_adds(out, "\033[1;31mERROR\033[0m ");
	for (; *words; words++)
		buf_adds(out, *words == ' ' ? " \033[31m" : (char[]){*words, 0});
	buf_adds(out, "\033[m\n");
}

static void way_words(const char *words, struct buf *out)
{
	for (; *words; words++)
		buf_adds(out, *words == ' ' ? "\r\n> " : (char[]){*words, 0});
}

/* A terminal breaks lines at its width. */
static void way_columns(const char *words, struct buf *out)
{
	for (size_t n = 1; *words; words++, n++) {
		buf_addc(out, *words);
		if (n % 11 == 0)
			buf_adds(out, "\n    ");
	}
}

static void way_wide(const char *words, struct buf *out)
{
	buf_add(out, span_of("\377\376", 2));
	for (; *words; words++)
		buf_add(out, span_of((char[]){*words, 0}, 2));
	buf_add(out, span_of("\r\0\n", 4));
}

static void way_trace(const char *words, struct buf *out)
{
	buf_addf(out,
		"2026-11-29 07:40:21,123 ERROR [main] Verbindung fehlgeschlagen \303\244\n"
		"java.io.IOException: outer\n\tat a.B.c(B.java:40)\nCaused by: %s\n"
		"\tat a.B.d(B.java:41)\n\t... 40 more\n",
		words);
}

static void way_long(const char *words, struct buf *out)
{
	for (int i = 0; i < 3000; i++)
		buf_adds(out, "alert 40 handshake failure, ");
	buf_adds(out, words);
	for (int i = 0; i < 3000; i++)
		buf_adds(out, ", error: fatal alert, \\\\\\ &#");
}

static way_fn *const ways[] = {way_plain, way_upper, way_lower, way_syslog, way_json,
	way_xml, way_colours, way_words, way_columns, way_wide, way_trace, way_long};

START_TEST(test_wordings)
{
	const struct wording *w = &wordings[_i];

	for (size_t i = 0; i < N_ROWS(ways); i++) {
		BUF_AUTO struct buf text = {0};
		FAILURE_TEXT_AUTO struct failure_text t = {.n = 0};
		const struct failure *f = t.failures;
		ways[i](w->words, &text);
		ck_assert_int_eq(failure_text_read(&t, buf_span(&text)), 0);
		/* A number or a suite that is broken in two is none. */
		if (!t.n && ways[i] == way_columns &&
			(strstr(w->words, "code is") || strstr(w->words, "support TLS")))
			continue;
		ck_assert_msg(t.n > 0, "way %zu of %s", i, w->words);
		ck_assert_msg(f->said == w->said && f->alert == w->alert,
			"way %zu of %s: %d, alert %u", i, w->words, f->said, f->alert);
		ck_assert_msg(f->role == w->role && f->java != w->other, "way %zu of %s",
			i, w->words);
		ck_assert_msg(f->n == 1, "way %zu of %s: %zu times", i, w->words, f->n);
	}
}
END_TEST

/* Texts without a failure. */
static const char *const others[] = {
	"",
	"\n\n\n",
	"hello world",
	"40",
	"SSL handshake failure with the server",
	"the alert number was 40, and the handshake failure is known",
	"jsecpatch: the Java of the server blocks anonymous cipher suites",
	"javax.net.ssl|DEBUG|10|main|2026-11-29 07:40:21.766 UTC|SSLContextImpl.java:394|Ignore "
	"disabled cipher suite: TLS_DH_anon_WITH_AES_256_GCM_SHA384\n",
	"Received alert message (\n\"Alert\": {\n  \"level\"      : \"warning\",\n  "
	"\"description\": \"close_notify\"\n}\n)\n",
	"main, RECV TLSv1.2 ALERT:  warning, close_notify",
	"java.lang.ExceptionInInitializerError\n\tat com.example.X.<clinit>(X.java:1)\nCaused "
	"by: java.lang.NumberFormatException: For input string: \"abc\"\n",
	"java.lang.NumberFormatException: For input string: \"abc\"\n",
	"error:02001002:system library:fopen:No such file or directory",
	"Cannot support so many connections",
	"Unsupported protocol: gopher",
	"New, (NONE), Cipher is (NONE)",
	"    To make sure: The log of the server has 'SSLv2Hello is not enabled'.",
	"Programs that use a Java that blocks anon fail with \"Fatal Alert received: Handshake "
	"Failure\".",
};

START_TEST(test_others)
{
	FAILURE_TEXT_AUTO struct failure_text t = {.n = 0};

	ck_assert_int_eq(failure_text_read(&t, span_str(others[_i])), 0);
	ck_assert_msg(t.n == 0, "%s: %d", others[_i], t.failures[0].said);
	ck_assert_uint_eq(t.worked.line, 0);
}
END_TEST

/* A log with many failures, and what is said of which. */
static const char log_of_many[] =
	"07:40:21 ERROR javax.net.ssl.SSLHandshakeException: Received fatal alert: "
	"handshake_failure\n"
	"javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure\n"
	"\tat java.base/sun.security.ssl.Alert$AlertConsumer.consume(Alert.java:305)\n"
	"\tat org.apache.tomcat.util.net.X.run(X.java:1)\n"
	"07:40:22 INFO working\n"
	"07:40:23 ERROR javax.net.ssl.SSLHandshakeException: Received fatal alert: "
	"handshake_failure\n"
	"07:40:24 ERROR database: Connection refused\n"
	"07:40:25 ERROR Unsupported CipherSuite: TLS_X\n"
	"07:40:25 ERROR Unsupported CipherSuite: TLS_Y\n"
	"07:40:26 ERROR Unsupported CipherSuite: TLS_X\n"
	"07:40:27 ERROR Connection refused\n";

START_TEST(test_groups)
{
	FAILURE_TEXT_AUTO struct failure_text t = {.n = 0};
	const struct failure *f = t.failures;

	ck_assert_int_eq(failure_text_read(&t, span_str(log_of_many)), 0);
	ck_assert_uint_eq(t.n, 4);
	ck_assert(f[0].said == SAID_UNKNOWN_SUITE && f[0].n == 2 && f[0].last == 10);
	ck_assert(span_equal(f[0].detail, span_str("TLS_X")));
	ck_assert(f[1].said == SAID_UNKNOWN_SUITE && f[1].n == 1);
	ck_assert(f[2].said == SAID_ALERT && f[2].n == 2 && f[2].first == 1);
	ck_assert(f[2].last == 6 && f[2].role == ROLE_UNKNOWN);
	ck_assert(f[3].said == SAID_NOTHING_LISTENS && f[3].n == 2 && f[3].last == 11);
}
END_TEST

/* Two threads of a server: one client offers anonymous suites, the other one does not. */
static const char threads[] =
	"javax.net.ssl|DEBUG|10|t|2026|SSLContextImpl.java:1|Ignore disabled cipher suite: "
	"TLS_ECDH_anon_WITH_AES_256_CBC_SHA\n"
	"javax.net.ssl|DEBUG|10|t|2026|HandshakeContext.java:1|Ignore disabled cipher suite: "
	"TLS_DH_anon_WITH_AES_128_GCM_SHA256\n"
	"javax.net.ssl|DEBUG|11|t|2026|HandshakeContext.java:1|Ignore disabled cipher suite: "
	"TLS_DH_anon_WITH_AES_256_GCM_SHA384\n"
	"javax.net.ssl|DEBUG|10|t|2026|ClientHello.java:1|Consuming ClientHello handshake "
	"message (\n"
	"  \"cipher suites\" : \"[TLS_DH_anon_WITH_AES_128_GCM_SHA256(0x00A6), X]\",\n"
	"    \"supported_versions (43)\": {\n"
	"      \"versions\": [TLSv1.3, TLSv1.2]\n"
	"    \"supported_groups (10)\": {\n"
	"      \"versions\": [TLSv1.1]\n"
	"javax.net.ssl|DEBUG|11|t|2026|ClientHello.java:1|Consuming ClientHello handshake "
	"message (\n"
	"  \"cipher suites\" : \"[TLS_AES_128_GCM_SHA256(0x1301)]\",\n"
	"javax.net.ssl|ERROR|10|t|2026|TransportContext.java:1|Fatal (HANDSHAKE_FAILURE): no "
	"cipher suites in common (\n"
	"\tat sun.security.ssl.Alert.createSSLException(Alert.java:131)\n"
	"javax.net.ssl|DEBUG|12|t|2026|ServerHello.java:1|Produced ServerHello handshake "
	"message (\n"
	"  \"cipher suite\" : \"TLS_DH_anon_WITH_AES_128_GCM_SHA256(0x00A6)\",\n"
	"javax.net.ssl|DEBUG|12|t|2026|Finished.java:1|Consuming client Finished handshake "
	"message (\n";

START_TEST(test_threads)
{
	FAILURE_TEXT_AUTO struct failure_text t = {.n = 0};
	const struct handshake *h = &t.failures[0].handshake;

	ck_assert_int_eq(failure_text_read(&t, span_str(threads)), 0);
	ck_assert_uint_eq(t.n, 1);
	ck_assert(t.failures[0].said == SAID_NO_COMMON_SUITE && h->role == ROLE_SERVER);
	ck_assert(h->hello_line == 4 && h->n_suites == 1 && h->n_dh_anon == 1);
	ck_assert_uint_eq(h->offered, SUITE_TLSV1_3 | SUITE_TLSV1_2);
	ck_assert(h->n_blocked == 1 && h->n_blocked_anon == 1 && h->blocked_line == 2);
	ck_assert(t.worked.line == 16 && t.memory_line == 1);
	ck_assert(span_equal(
		t.worked.suite, span_str("TLS_DH_anon_WITH_AES_128_GCM_SHA256")));
}
END_TEST

static const struct {
	const char *text;
	enum phrase_role role;
} traces[] = {
	{"No appropriate protocol (x)\n\tat sun.security.ssl.HandshakeContext.<init>(X.java:1)\n"
	 "\tat sun.security.ssl.ServerHandshakeContext.<init>(X.java:1)\n",
		ROLE_SERVER},
	{"No appropriate protocol (x)#012#011at java.base/sun.security.ssl.ClientHandshakeContext."
	 "&lt;init&gt;(X.java:1)",
		ROLE_CLIENT},
	{"PKIX path building failed: x\n\tat sun.security.ssl.X509TrustManagerImpl."
	 "checkServerTrusted(X.java:1)\n",
		ROLE_CLIENT},
	{"Remote host closed connection during handshake\n\tat sun.net.www.protocol.https."
	 "HttpsClient.afterConnect(X.java:1)\n",
		ROLE_CLIENT},
	{"Received fatal alert: bad_certificate\n\tat a.B.c(B.java:1)\n"
	 "\tat org.apache.tomcat.util.net.SecureNioChannel.handshake(X.java:1)\n",
		ROLE_SERVER},
	{"Received fatal alert: handshake_failure\n\tat a.B.c(B.java:1)\n12:00 other\n"
	 "\tat org.apache.tomcat.util.net.SecureNioChannel.handshake(X.java:1)\n",
		ROLE_UNKNOWN},
};

START_TEST(test_roles)
{
	FAILURE_TEXT_AUTO struct failure_text t = {.n = 0};

	ck_assert_int_eq(failure_text_read(&t, span_str(traces[_i].text)), 0);
	ck_assert(t.n == 1 && t.failures[0].role == traces[_i].role);
}
END_TEST

/* The old TLS of Java 7 and 8, and a handshake that worked with it. */
static const char old_output[] =
	"Ignoring disabled cipher suite: TLS_DH_anon_WITH_AES_128_CBC_SHA\n"
	"Ignoring disabled cipher suite: SSL_DH_anon_WITH_RC4_128_MD5 for TLSv1\n"
	"*** ClientHello, TLSv1.2\n"
	"Cipher Suites: [TLS_ECDH_anon_WITH_AES_128_CBC_SHA, TLS_EMPTY_RENEGOTIATION_INFO_SCSV]\n"
	"main, RECV TLSv1.2 ALERT:  fatal, handshake_failure\n"
	"main, handling exception: javax.net.ssl.SSLHandshakeException: Received fatal alert: "
	"handshake_failure\n"
	"*** ServerHello, TLSv1.2\nCipher Suite: TLS_DH_anon_WITH_AES_128_CBC_SHA\n"
	"%% Cached client session: [Session-1, TLS_DH_anon_WITH_AES_128_CBC_SHA]\n";

START_TEST(test_old_output)
{
	FAILURE_TEXT_AUTO struct failure_text t = {.n = 0};
	const struct handshake *h = &t.failures[0].handshake;

	ck_assert_int_eq(failure_text_read(&t, span_str(old_output)), 0);
	ck_assert(t.n == 1 && t.failures[0].said == SAID_ALERT);
	ck_assert(h->n_blocked == 1 && h->n_ecdh_anon == 1 && h->n_suites == 2);
	ck_assert_uint_eq(h->offered, SUITE_TLSV1_2);
	ck_assert(t.memory_line == 1 && t.memory_has_anon);
	ck_assert_uint_eq(t.worked.line, 9);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("failure_text");
	TCase *c = add_case(s, "failure_text");

	tcase_add_loop_test(c, test_wordings, 0, N_ROWS(wordings));
	tcase_add_loop_test(c, test_others, 0, N_ROWS(others));
	tcase_add_loop_test(c, test_roles, 0, N_ROWS(traces));
	tcase_add_test(c, test_groups);
	tcase_add_test(c, test_threads);
	tcase_add_test(c, test_old_output);
	return run_suite(s);
}
