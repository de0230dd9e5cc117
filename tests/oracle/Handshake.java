// SPDX-License-Identifier: MIT
// Talks TLS 1.2 to itself with an anonymous suite, and prints whether this JVM allows that.

import java.net.InetAddress;
import java.security.Security;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

public class Handshake {
    static final String[] SUITES = {"TLS_DH_anon_WITH_AES_128_GCM_SHA256"};
    static final String[] PROTOCOLS = {"TLSv1.2"};
    static final int TIMEOUT = 30000;

    static SSLServerSocket listen(SSLContext context) throws Exception {
        SSLServerSocket socket = (SSLServerSocket) context.getServerSocketFactory()
            .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        socket.setEnabledProtocols(PROTOCOLS);
        socket.setEnabledCipherSuites(SUITES);
        socket.setSoTimeout(TIMEOUT);
        return socket;
    }

    // Reads a byte and sends it back plus one.
    static Callable<Void> server(final SSLServerSocket listening) {
        return new Callable<Void>() {
            public Void call() throws Exception {
                try (SSLSocket socket = (SSLSocket) listening.accept()) {
                    socket.setSoTimeout(TIMEOUT);
                    int c = socket.getInputStream().read();
                    socket.getOutputStream().write(c + 1);
                    socket.getOutputStream().flush();
                    return null;
                }
            }
        };
    }

    static String client(SSLContext context, int port) throws Exception {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT);
            socket.setEnabledProtocols(PROTOCOLS);
            socket.setEnabledCipherSuites(SUITES);
            socket.getOutputStream().write(41);
            if (socket.getInputStream().read() != 42)
                throw new IllegalStateException("the wrong answer");
            return socket.getSession().getProtocol() + " " + socket.getSession().getCipherSuite();
        }
    }

    static String talk() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (SSLServerSocket listening = listen(context)) {
            Future<Void> served = threads.submit(server(listening));
            String session = client(context, listening.getLocalPort());
            served.get();
            return session;
        } finally {
            threads.shutdown();
        }
    }

    public static void main(String[] args) throws Exception {
        System.out.println("list " + Security.getProperty("jdk.tls.disabledAlgorithms"));
        try {
            System.out.println("talked " + talk());
        } catch (SSLException e) {
            System.out.println("refused " + e.getMessage());
        }
    }
}
