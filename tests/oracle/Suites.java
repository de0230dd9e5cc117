// SPDX-License-Identifier: MIT
// Prints which cipher suites this JVM allows under lists. Lines of stdin are documents in
// hexadecimal. The answer is `bad`, or `ok` TAB the suites that the JVM reports as supported,
// and for each protocol the numbers of suites that a handshake with only this protocol can use.
// The modes:
//
//   parts       asks the classes that decide; fast enough for thousands of lists
//   whole       loads JSSE again for each list, and reads the ClientHello that it sends
//   talk        likewise, but makes a real handshake with each anonymous suite and protocol
//   fresh       one list, as a user sees it in a JVM that was started with it
//   components  one line for each suite: NAME,COMPONENT,...;COMPONENT,... (the second for certpath)

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmConstraints;
import java.security.CryptoPrimitive;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

public class Suites {
    static final String JSSE = "sun.security.ssl.";
    static final String TLS = "jdk.tls.disabledAlgorithms";
    static final String CERTPATH = "jdk.certpath.disabledAlgorithms";
    static final String CURVES = "jdk.disabled.namedCurves";
    static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3"};
    static final String SCSV = "00ff,";

    // A copy of JSSE whose classes do not share the lists that another copy has read.
    static class Copy extends ClassLoader {
        static final Map<String, byte[]> CLASSES = new HashMap<>();

        static byte[] read(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] some = new byte[8192];
            try (InputStream in = getSystemResourceAsStream(file)) {
                for (int n = in.read(some); n > 0; n = in.read(some))
                    out.write(some, 0, n);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
            return out.toByteArray();
        }

        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(JSSE))
                return super.loadClass(name, resolve);
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null)
                    return loaded;
                if (!CLASSES.containsKey(name))
                    CLASSES.put(name, read(name));
                byte[] bytes = CLASSES.get(name);
                return defineClass(name, bytes, 0, bytes.length);
            }
        }
    }

    static class Context extends SSLContext {
        Context(SSLContextSpi copy, Provider provider) {
            super(copy, provider, "TLS");
        }
    }

    // An empty trust manager keeps the JVM from reading its certificates.
    static class Nobody extends X509ExtendedTrustManager {
        public void checkClientTrusted(X509Certificate[] c, String s) {}
        public void checkServerTrusted(X509Certificate[] c, String s) {}
        public void checkClientTrusted(X509Certificate[] c, String s, Socket k) {}
        public void checkServerTrusted(X509Certificate[] c, String s, Socket k) {}
        public void checkClientTrusted(X509Certificate[] c, String s, SSLEngine e) {}
        public void checkServerTrusted(X509Certificate[] c, String s, SSLEngine e) {}
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    // Gives this class and the copies access to internals of java.base.
    static void openUp() throws ReflectiveOperationException {
        if (System.getProperty("java.specification.version").startsWith("1."))
            return; // has no modules
        Object base = Class.class.getMethod("getModule").invoke(Object.class);
        Class<?> module = base.getClass();
        Method open = module.getDeclaredMethod("implAddOpensToAllUnnamed", String.class);
        open.setAccessible(true);
        for (Object name : (Set<?>) module.getMethod("getPackages").invoke(base))
            open.invoke(base, name);
    }

    // Makes an object of a class that is not public.
    static Object make(Class<?> c, Class<?>[] types, Object... arguments) throws Exception {
        Constructor<?> constructor = c.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(arguments);
    }

    static Object get(Object o, String field) throws ReflectiveOperationException {
        Field f = o.getClass().getDeclaredField(field);
        f.setAccessible(true);
        return f.get(o);
    }

    static Object decomposer(boolean certpath) throws Exception {
        return make(Class.forName(JSSE + "SSLAlgorithmDecomposer"), new Class<?>[] {boolean.class},
            certpath);
    }

    // Returns what JSSE's class CipherSuite says.
    static class Suite {
        final String name;
        final String number;
        final List<String> protocols = new ArrayList<>();

        Suite(Object suite) throws ReflectiveOperationException {
            name = (String) get(suite, "name");
            number = number((Integer) get(suite, "id"));
            for (Object protocol : (Collection<?>) get(suite, "supportedProtocols"))
                protocols.add((String) get(protocol, "name"));
        }
    }

    // Returns the suites that JSSE implements. It knows others only by name.
    static List<Suite> all() throws ReflectiveOperationException {
        List<Suite> suites = new ArrayList<>();
        for (Object suite : Class.forName(JSSE + "CipherSuite").getEnumConstants())
            suites.add(new Suite(suite));
        suites.removeIf(suite -> suite.protocols.isEmpty());
        return suites;
    }

    static String number(int id) {
        return String.format("%04x,", id);
    }

    static String handshakes(Map<String, String> suites) {
        StringBuilder out = new StringBuilder();
        for (String protocol : PROTOCOLS) {
            String some = suites.get(protocol);
            out.append('\t').append(protocol).append(':')
                .append(some == null || some.equals(SCSV) ? "" : some);
        }
        return out.toString();
    }

    static AlgorithmConstraints constraints(String property, boolean certpath) throws Exception {
        Class<?> c = Class.forName("sun.security.util.DisabledAlgorithmConstraints");
        Class<?> d = Class.forName("sun.security.util.AlgorithmDecomposer");
        return (AlgorithmConstraints) make(c, new Class<?>[] {String.class, d}, property,
            decomposer(certpath));
    }

    static boolean permits(AlgorithmConstraints[] constraints, String name) {
        for (AlgorithmConstraints c : constraints)
            if (!c.permits(EnumSet.of(CryptoPrimitive.KEY_AGREEMENT), name, null))
                return false;
        return true;
    }

    static String parts(List<Suite> suites) throws Exception {
        AlgorithmConstraints[] both = {constraints(TLS, false), constraints(CERTPATH, true)};
        StringBuilder names = new StringBuilder();
        Map<String, String> byProtocol = new HashMap<>();
        for (Suite suite : suites) {
            if (!permits(both, suite.name))
                continue;
            names.append(suite.name).append(',');
            for (String protocol : suite.protocols)
                if (permits(both, protocol))
                    byProtocol.merge(protocol, suite.number, String::concat);
        }
        return "ok\t" + names + handshakes(byProtocol);
    }

    // Returns the suites that a client offers with one protocol, or null if there are none.
    static String hello(SSLContext context, String protocol) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {protocol});
        engine.setEnabledCipherSuites(engine.getSupportedCipherSuites());
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        try {
            engine.wrap(ByteBuffer.allocate(0), out);
        } catch (SSLException none) {
            return null;
        }
        out.flip().position(5 + 4 + 2 + 32); // record, handshake, version, random
        out.position(out.position() + 1 + out.get(out.position())); // session
        StringBuilder numbers = new StringBuilder();
        for (int n = out.getShort() / 2; n > 0; n--)
            numbers.append(number(out.getShort() & 0xffff));
        return numbers.toString();
    }

    // Lets one engine read what the other writes. Returns false if there was nothing to do.
    static boolean step(SSLEngine from, SSLEngine to, ByteBuffer wire) throws SSLException {
        boolean wrote = false;
        while (from.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
            from.wrap(ByteBuffer.allocate(0), wire);
            wrote = true;
        }
        wire.flip();
        ByteBuffer in = ByteBuffer.allocate(to.getSession().getApplicationBufferSize() + 50);
        for (int before = -1; wire.remaining() != before && wire.hasRemaining();) {
            before = to.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_TASK
                ? -1 : wire.remaining();
            to.unwrap(wire, in);
            for (Runnable task; (task = to.getDelegatedTask()) != null;)
                task.run();
        }
        wire.clear();
        return wrote;
    }

    // Tells whether a client and a server that enable only this suite and protocol agree.
    static boolean talks(SSLContext context, String suite, String protocol) {
        SSLEngine[] ends = {context.createSSLEngine(), context.createSSLEngine()};
        ByteBuffer wire = ByteBuffer.allocate(1 << 16);
        try {
            for (SSLEngine end : ends) {
                end.setUseClientMode(end == ends[0]);
                end.setEnabledProtocols(new String[] {protocol});
                end.setEnabledCipherSuites(new String[] {suite});
                end.beginHandshake();
            }
            for (int n = 0; n < 100; n++)
                if (!step(ends[0], ends[1], wire) & !step(ends[1], ends[0], wire))
                    break;
            return ends[0].getSession().getCipherSuite().equals(suite) &&
                ends[1].getSession().getCipherSuite().equals(suite);
        } catch (SSLException | RuntimeException refused) {
            return false;
        }
    }

    static String talk(SSLContext context, List<Suite> suites) {
        String[] fields = ask(context).split("\t");
        Map<String, String> byProtocol = new HashMap<>();
        int n = 0;
        for (int i = 2; i < fields.length; i++) {
            String protocol = fields[i].substring(0, fields[i].indexOf(':'));
            String offered = fields[i].substring(fields[i].indexOf(':') + 1);
            for (Suite suite : suites) {
                if (!suite.name.contains("_anon_") || !suite.protocols.contains(protocol))
                    continue;
                n++;
                offered = offered.replace(suite.number, "");
                if (talks(context, suite.name, protocol))
                    offered += suite.number;
            }
            byProtocol.put(protocol, offered);
        }
        return fields[0] + '\t' + fields[1] + handshakes(byProtocol) + '\t' + n;
    }

    static String ask(SSLContext context) {
        StringBuilder names = new StringBuilder();
        for (String name : context.getSupportedSSLParameters().getCipherSuites())
            names.append(name).append(',');
        Map<String, String> byProtocol = new HashMap<>();
        for (String protocol : PROTOCOLS)
            byProtocol.put(protocol, hello(context, protocol));
        return "ok\t" + names + handshakes(byProtocol);
    }

    static String whole(Provider provider, List<Suite> toTalk) throws Exception {
        Class<?> c = Class.forName(JSSE + "SSLContextImpl$TLSContext", true, new Copy());
        SSLContext context = new Context((SSLContextSpi) make(c, new Class<?>[0]), provider);
        context.init(new KeyManager[0], new TrustManager[] {new Nobody()}, null);
        return toTalk == null ? ask(context) : talk(context, toTalk);
    }

    static String answer(String document, Callable<String> question) throws Exception {
        Properties p = new Properties();
        if (!Oracle.load(p, document))
            return "ERR";
        for (String property : new String[] {TLS, CERTPATH, CURVES})
            Security.setProperty(property, p.getProperty(property, ""));
        try {
            return question.call();
        } catch (ExceptionInInitializerError | InvocationTargetException refused) {
            return "bad";
        }
    }

    static String components() throws Exception {
        Method decompose = Class.forName(JSSE + "SSLAlgorithmDecomposer")
            .getMethod("decompose", String.class);
        decompose.setAccessible(true);
        StringBuilder out = new StringBuilder();
        for (Suite suite : all()) {
            out.append(out.length() > 0 ? " " : "").append(suite.name);
            for (Object part : (Set<?>) decompose.invoke(decomposer(false), suite.name))
                out.append(',').append(part);
            out.append(';');
            for (Object part : (Set<?>) decompose.invoke(decomposer(true), suite.name))
                out.append(part).append(',');
        }
        return out.toString();
    }

    static void fresh(PrintStream out) throws Exception {
        try {
            out.println(ask(SSLContext.getDefault()));
        } catch (ExceptionInInitializerError refused) {
            out.println("bad");
        }
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(
            new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        PrintStream out = new PrintStream(System.out, false, "US-ASCII");
        if (args[0].equals("fresh")) {
            fresh(out);
            out.flush();
            return;
        }
        openUp();
        Provider provider = SSLContext.getDefault().getProvider(); // while the lists are good
        List<Suite> suites = all();
        Callable<String> question =
            args[0].equals("parts") ? () -> parts(suites)
            : () -> whole(provider, args[0].equals("talk") ? suites : null);
        for (String line = in.readLine(); line != null; line = in.readLine())
            out.append(line.equals("components") ? components() : answer(line, question))
                .append('\n');
        out.flush();
    }
}
