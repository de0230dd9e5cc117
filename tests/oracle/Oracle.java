// SPDX-License-Identifier: MIT
// Prints how this JVM reads .properties files and lists. One question in a line, in hexadecimal.

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

public class Oracle {
    static final String PACKAGE = "sun.security.util.";
    static final String CURVES = "jdk.disabled.namedCurves";

    static byte[] unhex(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++)
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        return bytes;
    }

    // Prints characters in hexadecimal; those above U+00FF are in brackets.
    static String hex(String s) {
        StringBuilder out = new StringBuilder();
        for (char c : s.toCharArray()) {
            boolean wide = c > 0xff;
            out.append(wide ? "[" : "");
            for (int shift = wide ? 12 : 4; shift >= 0; shift -= 4)
                out.append(Character.forDigit(c >> shift & 15, 16));
            out.append(wide ? "]" : "");
        }
        return out.toString();
    }

    // Tells whether the whole document could be loaded. Keeps what precedes an error.
    static boolean load(Properties p, String hex) throws IOException {
        try {
            p.load(new ByteArrayInputStream(unhex(hex)));
            return true;
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException malformed) {
            return false;
        }
    }

    // Prints properties as key=value;key=value, or - for none; after ERR if malformed.
    static String properties(String document) throws IOException {
        Properties p = new Properties();
        boolean good = load(p, document);
        StringBuilder out = new StringBuilder();
        for (Map.Entry<Object, Object> e : new TreeMap<Object, Object>(p).entrySet())
            out.append(out.length() > 0 ? ";" : "")
                .append(hex((String) e.getKey())).append('=').append(hex((String) e.getValue()));
        if (good)
            return out.length() > 0 ? out.toString() : "-";
        return out.length() > 0 ? "ERR:" + out : "ERR";
    }

    // Splits a list with Java's own code.
    static String entries(String property) throws ReflectiveOperationException {
        Method m = Class.forName(PACKAGE + "AbstractAlgorithmConstraints")
            .getDeclaredMethod("getAlgorithms", String.class);
        m.setAccessible(true);
        StringBuilder out = new StringBuilder();
        for (Object entry : (Set<?>) m.invoke(null, property))
            out.append(out.length() > 0 ? ";" : "").append(hex((String) entry));
        return out.toString();
    }

    // Returns the exception for the list's first use, or null if the JVM accepts the list.
    static Throwable refusal(String property) throws ReflectiveOperationException {
        if (property.equals(CURVES) || property.equals("jdk.tls.legacyAlgorithms"))
            return null;
        Constructor<?> c = Class.forName(PACKAGE + "DisabledAlgorithmConstraints")
            .getConstructor(String.class);
        try {
            c.newInstance(property);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    // Answers property TAB document with the entries, and whether the JVM accepts them.
    static String list(String line) throws Exception {
        int tab = line.indexOf('\t');
        String property = line.substring(0, tab);
        Properties p = new Properties();
        if (!load(p, line.substring(tab + 1)))
            return "ERR";
        Security.setProperty(CURVES, p.getProperty(CURVES, ""));
        Security.setProperty(property, p.getProperty(property, ""));
        Throwable why = refusal(property);
        return entries(property) + "\t" + (why == null ? "ok\t" : "bad\t" + hex(why.toString()));
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(
            new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        PrintStream out = new PrintStream(System.out, false, "US-ASCII");
        for (String line = in.readLine(); line != null; line = in.readLine())
            out.append(args[0].equals("list") ? list(line) : properties(line)).append('\n');
        out.flush();
    }
}
