// SPDX-License-Identifier: MIT
// Servers of TLS on several ports, and a client, as the lines of standard input say.

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

public class Ports {
    static final int TIMEOUT = 5000;
    static final String PASSWORD = "password";

    // Takes every certificate: what is asked is not whom one trusts.
    static final TrustManager[] TRUST = {new X509TrustManager() {
        public void checkClientTrusted(X509Certificate[] chain, String type) {
        }
        public void checkServerTrusted(X509Certificate[] chain, String type) {
        }
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }};

    static SSLContext context(String keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] managers = null;
        if (!keys.equals("-")) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (FileInputStream in = new FileInputStream(keys)) {
                store.load(in, PASSWORD.toCharArray());
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
            factory.init(store, PASSWORD.toCharArray());
            managers = factory.getKeyManagers();
        }
        context.init(managers, TRUST, null);
        return context;
    }

    static boolean fits(String suite, String kind) {
        return kind.equals("anon") ? suite.contains("_anon_")
            : kind.equals("ecdh") ? suite.contains("_ECDH_anon_") : suite.equals(kind);
    }

    // All names that any Java has: one that its list blocks can be enabled as well.
    static final String[] ANON = {"TLS_DH_anon_WITH_AES_128_GCM_SHA256",
        "TLS_DH_anon_WITH_AES_128_CBC_SHA256", "TLS_DH_anon_WITH_AES_128_CBC_SHA",
        "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"};

    // "default", "anon", "ecdh" or a suite, or two of these with "+" between.
    static String[] suites(String kinds, String[] usual) {
        List<String> all = new ArrayList<String>();
        for (String kind : kinds.split("\\+"))
            if (kind.equals("default"))
                all.addAll(Arrays.asList(usual));
            else if (kind.equals("anon") || kind.equals("ecdh")) {
                for (String suite : ANON)
                    if (fits(suite, kind))
                        all.add(suite);
            } else
                all.add(kind);
        return all.toArray(new String[0]);
    }

    static void set(SSLParameters p, String suites, String protocols, boolean need) {
        p.setCipherSuites(suites(suites, p.getCipherSuites()));
        if (!protocols.equals("default"))
            p.setProtocols(protocols.split(","));
        p.setNeedClientAuth(need);
    }

    // Answers each connection in a thread. Prints the port.
    static void serve(String suites, String protocols, String keys, boolean need) throws Exception {
        final SSLServerSocket listening = (SSLServerSocket) context(keys).getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        SSLParameters p = listening.getSSLParameters();
        set(p, suites, protocols, need);
        listening.setSSLParameters(p);
        System.out.println(listening.getLocalPort());
        start(new Work() {
            void run() throws Exception {
                while (true) {
                    final SSLSocket socket = (SSLSocket) listening.accept();
                    start(new Work() {
                        void run() throws Exception {
                            try (SSLSocket open = socket) {
                                open.setSoTimeout(TIMEOUT);
                                open.startHandshake();
                                open.getOutputStream().write('k');
                                open.getInputStream().read();
                            }
                        }
                    });
                }
            }
        });
    }

    // The same by an engine that begins when the first bytes are there, as servlet containers do.
    static void serveByEngine(final String suites, final String protocols, final String keys,
            final boolean need) throws Exception {
        final ServerSocketChannel listening = ServerSocketChannel.open();
        listening.bind(new InetSocketAddress("127.0.0.1", 0), 50);
        System.out.println(listening.socket().getLocalPort());
        start(new Work() {
            void run() throws Exception {
                while (true)
                    try (SocketChannel socket = listening.accept()) {
                        SSLEngine engine = context(keys).createSSLEngine();
                        engine.setUseClientMode(false);
                        SSLParameters p = engine.getSSLParameters();
                        set(p, suites, protocols, need);
                        engine.setSSLParameters(p);
                        socket.socket().setSoTimeout(TIMEOUT);
                        handshake(engine, socket);
                    } catch (Exception e) {
                        // the client tells
                    }
            }
        });
    }

    static void handshake(SSLEngine engine, SocketChannel socket) throws Exception {
        ByteBuffer in = ByteBuffer.allocate(65536), out = ByteBuffer.allocate(65536);
        ByteBuffer clear = ByteBuffer.allocate(65536);
        try {
            while (socket.read(in) >= 0) {
                in.flip();
                engine.unwrap(in, clear);
                in.compact();
                advance(engine, socket, in, out, clear);
            }
        } finally {
            engine.closeOutbound();
            wrap(engine, socket, out);
        }
    }

    static void advance(SSLEngine engine, SocketChannel socket, ByteBuffer in, ByteBuffer out,
            ByteBuffer clear) throws Exception {
        while (true)
            switch (engine.getHandshakeStatus()) {
            case NEED_TASK:
                engine.getDelegatedTask().run();
                break;
            case NEED_WRAP:
                wrap(engine, socket, out);
                break;
            case NEED_UNWRAP:
                in.flip();
                boolean stuck = !in.hasRemaining()
                    || engine.unwrap(in, clear).bytesConsumed() == 0;
                in.compact();
                if (stuck)
                    return;
                break;
            default:
                out.clear();
                engine.wrap(ByteBuffer.wrap(new byte[] {'k'}), out);
                out.flip();
                socket.write(out);
                return;
            }
    }

    static void wrap(SSLEngine engine, SocketChannel socket, ByteBuffer out) throws Exception {
        out.clear();
        engine.wrap(ByteBuffer.allocate(0), out);
        out.flip();
        while (out.hasRemaining())
            socket.write(out);
    }

    // Reads one byte, too: what TLS 1.3 refuses comes after the client's handshake.
    static String connect(int port, String suites, String protocols) {
        try (SSLSocket socket = (SSLSocket) context("-").getSocketFactory()
                .createSocket(InetAddress.getByName("127.0.0.1"), port)) {
            socket.setSoTimeout(TIMEOUT);
            SSLParameters p = socket.getSSLParameters();
            set(p, suites, protocols, false);
            socket.setSSLParameters(p);
            socket.startHandshake();
            if (socket.getInputStream().read() != 'k')
                return "closed";
            return "ok " + socket.getSession().getCipherSuite();
        } catch (Exception e) {
            return String.valueOf(e.getMessage()).replace('\n', ' ');
        }
    }

    abstract static class Work {
        abstract void run() throws Exception;
    }

    static void start(final Work work) {
        Thread thread = new Thread() {
            public void run() {
                try {
                    work.run();
                } catch (Exception e) {
                    // the client tells
                }
            }
        };
        thread.setDaemon(true);
        thread.start();
    }

    // "serve SUITES PROTOCOLS KEYS NEED", "engine ...", "connect PORT SUITES PROTOCOLS"
    public static void main(String[] args) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = lines.readLine()) != null; System.out.flush()) {
            String[] words = line.split(" ");
            try {
                if (words[0].equals("connect"))
                    System.out.println(connect(Integer.parseInt(words[1]), words[2], words[3]));
                else if (words[0].equals("engine"))
                    serveByEngine(words[1], words[2], words[3], words[4].equals("need"));
                else
                    serve(words[1], words[2], words[3], words[4].equals("need"));
            } catch (Throwable e) {
                System.out.println("cannot " + e);
            }
        }
    }
}
