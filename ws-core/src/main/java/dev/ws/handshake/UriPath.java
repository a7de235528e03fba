package dev.ws.handshake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The path of an address by the URL standard (WHATWG): encoded, and without segments of one or two dots. Stateless. */
final class UriPath {
    private UriPath() {}

    /**
     * Makes the path for a request line.
     *
     * @param written the path as written, empty or beginning with a slash
     * @param backslashes whether backslashes separate segments, too, as in {@code ws} and {@code wss}
     * @return the path, which begins with a slash
     */
    static String of(String written, boolean backslashes) {
        String text = backslashes ? written.replace('\\', '/') : written;
        List<String> segments = new ArrayList<>();
        int start = text.startsWith("/") ? 1 : 0;
        while (start <= text.length()) {
            int slash = text.indexOf('/', start);
            int end = slash < 0 ? text.length() : slash;
            add(segments, text.substring(start, end), slash < 0);
            start = end + 1;
        }
        return "/" + String.join("/", segments);
    }

    // Behind dots at the end the path ends with a slash.
    private static void add(List<String> segments, String segment, boolean last) {
        String dots = segment.length() > "%2e%2e".length()
                ? segment
                : segment.toLowerCase(Locale.ROOT).replace("%2e", ".");
        if (dots.equals("..") && !segments.isEmpty()) {
            segments.remove(segments.size() - 1);
        }
        if (!dots.equals("..") && !dots.equals(".")) {
            segments.add(PercentEncoding.encode(segment, PercentEncoding.PATH));
        } else if (last) {
            segments.add("");
        }
    }
}
