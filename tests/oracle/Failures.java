// SPDX-License-Identifier: MIT
// One side of a TLS handshake, with the suites, protocols and keys that are asked for. Prints the stack trace if it fails.

import java.io.FileInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

public class Failures {
    static final char[] PASSWORD = "changeit".toCharArray();
    static final int TIMEOUT = 10000;
    static final Map<String, String> options = new HashMap<String, String>();

    static boolean wants(String option) {
        return options.containsKey(option);
    }

    static KeyStore store(String file) throws Exception {
        KeyStore store = KeyStore.getInstance("JKS");
        try (InputStream in = new FileInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    static SSLContext context() throws Exception {
        KeyManagerFactory keys = null;
        TrustManagerFactory trust = null;
        if (wants("keys")) {
            keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(options.get("keys")), PASSWORD);
        }
        if (wants("trust")) {
            trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store(options.get("trust")));
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys == null ? null : keys.getKeyManagers(),
            trust == null ? null : trust.getTrustManagers(), null);
        return context;
    }

    // "default", "dh" and "ecdh" stand for several names.
    static String[] suites(String[] defaults, String[] supported) {
        List<String> names = new ArrayList<String>();
        for (String name : options.get("suites").split("[+]")) {
            if (name.equals("default"))
                names.addAll(Arrays.asList(defaults));
            else if (name.equals("supported"))
                names.addAll(Arrays.asList(supported));
            else if (name.equals("dh"))
                names.addAll(Arrays.asList("TLS_DH_anon_WITH_AES_128_GCM_SHA256",
                    "TLS_DH_anon_WITH_AES_128_CBC_SHA256", "TLS_DH_anon_WITH_AES_128_CBC_SHA"));
            else if (name.equals("ecdh"))
                names.add("TLS_ECDH_anon_WITH_AES_128_CBC_SHA");
            else
                names.add(name);
        }
        return names.toArray(new String[0]);
    }

    static SSLSocket accept(SSLContext context) throws Exception {
        SSLServerSocket listening = (SSLServerSocket) context.getServerSocketFactory()
            .createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
        if (wants("suites"))
            listening.setEnabledCipherSuites(suites(
                listening.getEnabledCipherSuites(), listening.getSupportedCipherSuites()));
        if (wants("protocols"))
            listening.setEnabledProtocols(options.get("protocols").split("[+]"));
        listening.setNeedClientAuth(wants("need"));
        listening.setSoTimeout(TIMEOUT);
        System.out.println("PORT " + listening.getLocalPort());
        return (SSLSocket) listening.accept();
    }

    static SSLSocket connect(SSLContext context) throws Exception {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(
            InetAddress.getByName("127.0.0.1"), Integer.parseInt(options.get("port")));
        if (wants("suites"))
            socket.setEnabledCipherSuites(suites(
                socket.getEnabledCipherSuites(), socket.getSupportedCipherSuites()));
        if (wants("protocols"))
            socket.setEnabledProtocols(options.get("protocols").split("[+]"));
        return socket;
    }

    static void talk() throws Exception {
        SSLContext context = context();
        boolean server = !wants("port");
        try (SSLSocket socket = server ? accept(context) : connect(context)) {
            socket.setSoTimeout(wants("timeout") ? Integer.parseInt(options.get("timeout")) : TIMEOUT);
            socket.startHandshake();
            if (server)
                socket.getOutputStream().write(1);
            // In TLS 1.3 a client learns of some refusals only after its handshake.
            int c = socket.getInputStream().read();
            System.out.println("talked " + socket.getSession().getCipherSuite() + " " + c);
            if (!server)
                socket.getOutputStream().write(2);
        }
    }

    public static void main(String[] args) {
        for (String arg : args)
            options.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
        for (int i = wants("times") ? Integer.parseInt(options.get("times")) : 1; i > 0; i--) {
            try {
                talk();
            } catch (Throwable failure) {
                failure.printStackTrace();
            }
        }
    }
}
