package dev.ws.jakarta.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The normal form of paths: segments without dot segments and parameters, percent-decoded one by one, so that an encoded
 * slash stays inside its segment (RFC 3986 6.2.2). A slash at the end is an empty last segment. Stateless; any thread.
 */
final class RequestPath {
    private RequestPath() {}

    /** {@return the segments; null when the path is malformed or leads above its root} */
    static @Nullable List<String> segments(String path) {
        if (!path.startsWith("/")) {
            return null;
        }
        List<String> segments = new ArrayList<>();
        int start = 1;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            boolean last = slash < 0;
            String segment = decode(withoutParameters(path.substring(start, last ? path.length() : slash)));
            if (segment == null || !add(segments, segment, last)) {
                return null;
            }
            start = last ? path.length() + 1 : slash + 1;
        }
        return segments;
    }

    /** {@return whether the path may stay as it is for a look-up by {@link #key}} */
    static boolean isNormal(String path) {
        return path.indexOf('%') < 0 && path.indexOf(';') < 0 && !path.contains("/.");
    }

    /** {@return one string for the segments, different for different segments} */
    static String key(List<String> segments) {
        StringBuilder key = new StringBuilder();
        for (String segment : segments) {
            key.append('/')
                    .append(segment.replace("%", "%25").replace("/", "%2F").replace("{", "%7B"));
        }
        return key.toString();
    }

    // RFC 3986 5.2.4: a dot segment at the end leaves the slash before it.
    private static boolean add(List<String> segments, String segment, boolean last) {
        if (segment.equals("..")) {
            if (segments.isEmpty()) {
                return false;
            }
            segments.remove(segments.size() - 1);
        } else if (!segment.equals(".")) {
            segments.add(segment);
            return true;
        }
        if (last) {
            segments.add("");
        }
        return true;
    }

    private static String withoutParameters(String segment) {
        int semicolon = segment.indexOf(';');
        return semicolon < 0 ? segment : segment.substring(0, semicolon);
    }

    private static @Nullable String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        byte[] from = segment.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[from.length];
        int length = 0;
        for (int i = 0; i < from.length; i++) {
            byte next = from[i];
            if (next == '%') {
                int high = i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(from[i + 2], 16);
                if (low < 0) {
                    return null;
                }
                next = (byte) (high << 4 | low);
                i += 2;
            }
            to[length++] = next;
        }
        return new String(to, 0, length, StandardCharsets.UTF_8);
    }
}
