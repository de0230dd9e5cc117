# SPDX-License-Identifier: MIT
# Says why handshakes failed, from the words of a product, a stack trace, a log and debug output.
cd "$T" || exit
jsec --diagnose "description='Fatal Alert received: Handshake Failure.',details='javax.net.ssl.SSLException: \
Fatal Alert received: Handshake Failure.'"
jsec --diagnose 'nothing of the kind'
# A server refuses three times; then its list is mended, and a handshake works.
cat >server.log <<'END'
2026-11-29 07:40:21 INFO  started
2026-11-29 07:40:22 ERROR javax.net.ssl.SSLHandshakeException: (handshake_failure) no cipher suites in common
	at java.base/sun.security.ssl.ServerHello$T12ServerHelloProducer.chooseCipherSuite(ServerHello.java:461)
2026-11-29 07:40:23 ERROR javax.net.ssl.SSLHandshakeException: (handshake_failure) no cipher suites in common
2026-11-29 07:40:24 ERROR javax.net.ssl.SSLHandshakeException: (handshake_failure) no cipher suites in common
javax.net.ssl|DEBUG|10|main|2026-11-29 07:41:00.000 UTC|ServerHello.java:540|Produced ServerHello handshake message (
  "cipher suite"        : "TLS_DH_anon_WITH_AES_128_GCM_SHA256(0x00A6)",
javax.net.ssl|DEBUG|10|main|2026-11-29 07:41:00.100 UTC|Finished.java:594|Consuming client Finished handshake message (
END
jsec --diagnose server.log
# The debug output of a client whose list blocks what its application enables.
cat >client.log <<'END'
javax.net.ssl|DEBUG|10|main|2026-11-29 07:40:42.516 UTC|HandshakeContext.java:298|Ignore disabled cipher suite: TLS_DH_anon_WITH_AES_128_GCM_SHA256
javax.net.ssl|DEBUG|10|main|2026-11-29 07:40:42.600 UTC|ClientHello.java:641|Produced ClientHello handshake message (
"ClientHello": {
  "client version"      : "TLSv1.2",
  "cipher suites"       : "[TLS_AES_256_GCM_SHA384(0x1302), TLS_RSA_WITH_AES_128_GCM_SHA256(0x009C)]",
    "supported_versions (43)": {
      "versions": [TLSv1.3, TLSv1.2]
javax.net.ssl|ERROR|10|main|2026-11-29 07:40:42.700 UTC|TransportContext.java:375|Fatal (HANDSHAKE_FAILURE): Received fatal alert: handshake_failure (
  javax.net.ssl.SSLHandshakeException: (handshake_failure) Received fatal alert: handshake_failure
END
jsec --diagnose client.log
# A client that offers nothing but anonymous suites, and no TLS 1.3: the server is the reason.
cat >anonymous.log <<'END'
javax.net.ssl|FINE|01|main|2026-11-29 07:40:42.600 UTC|ClientHello.java:564|Produced ClientHello handshake message (
  "client version"      : "TLSv1.2",
  "cipher suites"       : "[TLS_DH_anon_WITH_AES_128_GCM_SHA256(0x00A6), TLS_EMPTY_RENEGOTIATION_INFO_SCSV(0x00FF)]",
javax.net.ssl|SEVERE|01|main|2026-11-29 07:40:42.700 UTC|TransportContext.java:319|Fatal (HANDSHAKE_FAILURE): Received fatal alert: handshake_failure (
END
jsec --diagnose anonymous.log
printf '\037\213\010\000' >server.log.gz
jsec --diagnose server.log.gz
jsec --diagnose --json 'java.lang.ExceptionInInitializerError
Caused by: java.lang.IllegalArgumentException: Error in security property. Constraint unknown: keysize < 1024' \
    'javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find' \
    'Unsupported CipherSuite: TLS_DH_anon_WITH_NOTHING' 'Received fatal alert: unrecognized_name'
