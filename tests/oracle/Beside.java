// SPDX-License-Identifier: MIT
// Talks TLS to itself with all cipher suites that this Java has, and without a certificate.

import java.net.InetAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

public class Beside {
    static final int TIMEOUT = 30000;

    // Without arguments it uses the protocols that Java enables itself.
    static SSLServerSocket listen(SSLContext context, String[] protocols) throws Exception {
        SSLServerSocket socket = (SSLServerSocket) context.getServerSocketFactory()
            .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        socket.setEnabledCipherSuites(socket.getSupportedCipherSuites());
        if (protocols.length > 0)
            socket.setEnabledProtocols(protocols);
        socket.setSoTimeout(TIMEOUT);
        return socket;
    }

    static Callable<Void> server(final SSLServerSocket listening) {
        return new Callable<Void>() {
            public Void call() throws Exception {
                try (SSLSocket socket = (SSLSocket) listening.accept()) {
                    socket.setSoTimeout(TIMEOUT);
                    socket.startHandshake();
                    return null;
                } catch (SSLException e) {
                    return null; // the client tells
                }
            }
        };
    }

    static String client(SSLContext context, int port) throws Exception {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT);
            socket.setEnabledCipherSuites(socket.getSupportedCipherSuites());
            socket.startHandshake();
            return socket.getSession().getProtocol() + " " + socket.getSession().getCipherSuite();
        }
    }

    public static void main(String[] args) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (SSLServerSocket listening = listen(context, args)) {
            Future<Void> served = threads.submit(server(listening));
            try {
                System.out.println("talked " + client(context, listening.getLocalPort()));
            } catch (SSLException e) {
                System.out.println("refused " + e.getMessage());
            }
            served.get();
        } finally {
            threads.shutdown();
        }
    }
}
