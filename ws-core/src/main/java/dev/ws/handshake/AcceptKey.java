package dev.ws.handshake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * {@code Sec-WebSocket-Key} and the {@code Sec-WebSocket-Accept} that answers it (RFC 6455 sections 1.3 and 4.2.2).
 * Stateless.
 */
public final class AcceptKey {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int DIGITS = 22;

    private AcceptKey() {}

    /**
     * Computes the answer to a key.
     *
     * @param key the value of {@code Sec-WebSocket-Key}
     * @return the value of {@code Sec-WebSocket-Accept}
     */
    public static String of(String key) {
        byte[] input = (key + GUID).getBytes(StandardCharsets.ISO_8859_1);
        return Base64.getEncoder().encodeToString(sha1().digest(input));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }

    /**
     * Tells whether a key has the form of 16 bytes in base64: 22 digits and {@code ==}. The bits that decoding would
     * drop are not looked at.
     *
     * @param key the value of {@code Sec-WebSocket-Key}
     * @return whether it is well formed
     */
    public static boolean isValid(String key) {
        return key.length() == DIGITS + 2
                && key.endsWith("==")
                && key.chars().limit(DIGITS).allMatch(AcceptKey::isBase64);
    }

    private static boolean isBase64(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }
}
