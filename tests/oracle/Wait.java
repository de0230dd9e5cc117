// SPDX-License-Identifier: MIT
// Reads its policy, prints the list that it found, and waits for the end of its input.

import java.security.Security;

public class Wait {
    public static void main(String[] args) throws Exception {
        System.out.println(Security.getProperty("jdk.tls.disabledAlgorithms"));
        System.out.flush();
        while (System.in.read() >= 0) {
        }
    }
}
