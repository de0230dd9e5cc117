// SPDX-License-Identifier: MIT

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.security.Security;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Prints a property of this Java's java.security, and the cipher suites that are left.
 *
 * <p>Runs in Java 7 and later. Other output may come before and after its own, so each line has
 * a prefix, and all of them are written at once.
 */
class JsecpatchAsk {
    public static void main(String[] args) throws Exception {
        StringBuilder out = new StringBuilder("\n");
        add(out, "property", Security.getProperty(args[0]));
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            for (String suite : context.getSupportedSSLParameters().getCipherSuites()) {
                add(out, "suite", suite);
            }
        } catch (Throwable e) {
            add(out, "failure", e.toString());
        }
        add(out, "end", null);
        new FileOutputStream(FileDescriptor.out).write(out.toString().getBytes("US-ASCII"));
    }

    private static void add(StringBuilder out, String key, String value) {
        out.append("jsecpatch-ask ").append(key);
        if (value != null) {
            out.append('=');
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c >= ' ' && c < 127 && c != '\\') {
                    out.append(c);
                } else {
                    out.append("\\u").append(Integer.toHexString(0x10000 | c).substring(1));
                }
            }
        }
        out.append('\n');
    }
}
