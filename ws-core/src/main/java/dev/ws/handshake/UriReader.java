package dev.ws.handshake;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads addresses as the URL standard (WHATWG) says for {@code ws}, {@code wss}, {@code http} and {@code https}, and as
 * {@code ws} does for {@code ws+unix}. Stateless.
 */
final class UriReader {
    private static final Pattern AROUND = Pattern.compile("^[\\x00- ]+|[\\x00- ]+$");
    private static final Pattern TABS_AND_LINES = Pattern.compile("[\\t\\n\\r]");
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern AUTHORITY =
            Pattern.compile("[/\\\\]*(?:([^/\\\\?#]*)@)?([^/\\\\?#@]*?)(?::([0-9]*))?([/\\\\?#].*)?", Pattern.DOTALL);
    private static final Pattern TAIL = Pattern.compile("([^?#]*)(?:\\?([^#]*))?(?:#(.*))?", Pattern.DOTALL);
    private static final Pattern ZEROS = Pattern.compile("^0+(?=.)");
    private static final String UNIX = "ws+unix";
    private static final int MAX_PORT = 65535;

    private UriReader() {}

    /**
     * Reads an address.
     *
     * @param address the address as written
     * @return the checked address
     * @throws IllegalArgumentException as {@link WebSocketUri#parse} does
     */
    static WebSocketUri read(String address) {
        try {
            Matcher parts = matched(SCHEME, clean(address), "there is no scheme");
            String rest = group(parts, 2);
            return switch (group(parts, 1).toLowerCase(Locale.ROOT)) {
                case "ws", "http" -> overTcp(false, rest);
                case "wss", "https" -> overTcp(true, rest);
                case UNIX -> unix(rest);
                default ->
                    throw new RefusedException("The URL's protocol must be one of \"ws:\", \"wss:\", \"http:\","
                            + " \"https:\", or \"ws+unix:\"");
            };
        } catch (RefusedException refused) {
            throw new IllegalArgumentException(refused.getMessage());
        } catch (IllegalArgumentException reason) {
            throw invalid(address, reason);
        }
    }

    /**
     * Reads the {@code Location} of a redirect.
     *
     * @param base where the redirect was met
     * @param location absolute or relative
     * @return the checked target
     * @throws IllegalArgumentException as {@link WebSocketUri#parse} does
     */
    static WebSocketUri resolve(WebSocketUri base, String location) {
        String text = clean(location);
        Matcher parts = SCHEME.matcher(text);
        if (parts.matches()) {
            String rest = group(parts, 2);
            boolean relative = base.socketPath() == null
                    && group(parts, 1).equalsIgnoreCase(base.secure() ? "wss" : "ws")
                    && !(isSlash(rest, 0) && isSlash(rest, 1));
            if (!relative) {
                return read(location);
            }
            text = rest;
        }
        try {
            if (isSlash(text, 0) && isSlash(text, 1)) {
                if (base.socketPath() != null) {
                    throw new IllegalArgumentException("a UNIX domain socket has no other hosts");
                }
                return overTcp(base.secure(), text);
            }
            return base.withTarget(target(base.target(), text));
        } catch (RefusedException refused) {
            throw new IllegalArgumentException(refused.getMessage());
        } catch (IllegalArgumentException reason) {
            throw invalid(location, reason);
        }
    }

    private static String target(String base, String relative) {
        Matcher tail = tail(relative);
        int query = base.indexOf('?');
        String basePath = query < 0 ? base : base.substring(0, query);
        String path = group(tail, 1);
        if (path.isEmpty()) {
            return tail.group(2) == null ? base : basePath + search(tail, PercentEncoding.QUERY);
        }
        String whole = isSlash(path, 0) ? path : basePath.substring(0, basePath.lastIndexOf('/') + 1) + path;
        return UriPath.of(whole, true) + search(tail, PercentEncoding.QUERY);
    }

    private static boolean isSlash(String text, int index) {
        return index < text.length() && (text.charAt(index) == '/' || text.charAt(index) == '\\');
    }

    private static String clean(String address) {
        return TABS_AND_LINES.matcher(AROUND.matcher(address).replaceAll("")).replaceAll("");
    }

    private static WebSocketUri overTcp(boolean secure, String rest) {
        Matcher authority = matched(AUTHORITY, rest, "every text matches");
        String host = UriHost.parse(group(authority, 2));
        int port = port(group(authority, 3), WebSocketUri.defaultPort(secure));
        Matcher tail = tail(group(authority, 4));
        String target = UriPath.of(group(tail, 1), true) + search(tail, PercentEncoding.QUERY);
        return new WebSocketUri(secure, null, userInfo(group(authority, 1)), host, port, target);
    }

    private static int port(String digits, int usual) {
        if (digits.isEmpty()) {
            return usual;
        }
        String number = ZEROS.matcher(digits).replaceFirst("");
        if (number.length() > "65535".length() || Integer.parseInt(number) > MAX_PORT) {
            throw new IllegalArgumentException("the port is above 65535");
        }
        return Integer.parseInt(number);
    }

    // The last at sign is the one in front of the host.
    private static @Nullable String userInfo(String written) {
        int colon = written.indexOf(':');
        String user = colon < 0 ? written : written.substring(0, colon);
        String password = colon < 0 ? "" : written.substring(colon + 1);
        String info = PercentEncoding.encode(user, PercentEncoding.USER_INFO)
                + (password.isEmpty() ? "" : ":" + PercentEncoding.encode(password, PercentEncoding.USER_INFO));
        return info.isEmpty() ? null : info;
    }

    private static WebSocketUri unix(String rest) {
        if (rest.startsWith("\\\\")) {
            throw new RefusedException("Windows named pipes are not supported: ws+unix:" + rest);
        }
        if (rest.isEmpty() || rest.startsWith("?") || rest.startsWith("#")) {
            throw new RefusedException("The URL's pathname is empty");
        }
        Matcher tail = tail(rest);
        String path = group(tail, 1);
        // An empty host in front of the path is as good as none; another host cannot be reached.
        String written = path.startsWith("///") ? path.substring(2) : path;
        if (written.startsWith("//")) {
            throw new IllegalArgumentException("a UNIX domain socket has no host");
        }
        int colon = written.indexOf(':');
        String socketPath = colon < 0 ? written : written.substring(0, colon);
        String requestPath = colon < 0 ? "" : written.substring(colon + 1);
        if (socketPath.isEmpty()) {
            throw new IllegalArgumentException("the path of the socket is empty");
        }
        if (!(requestPath.isEmpty() || requestPath.startsWith("/"))) {
            throw new IllegalArgumentException("the path behind the socket does not begin with a slash");
        }
        String target = UriPath.of(requestPath, false) + search(tail, PercentEncoding.OTHER_QUERY);
        return new WebSocketUri(false, socketPath, null, "localhost", WebSocketUri.defaultPort(false), target);
    }

    private static Matcher tail(String text) {
        Matcher tail = matched(TAIL, text, "every text matches");
        if (!group(tail, 3).isEmpty()) {
            throw new RefusedException("The URL contains a fragment identifier");
        }
        return tail;
    }

    private static Matcher matched(Pattern pattern, String text, String reason) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(reason);
        }
        return matcher;
    }

    private static String search(Matcher tail, String encoded) {
        String query = group(tail, 2);
        return query.isEmpty() ? "" : "?" + PercentEncoding.encode(query, encoded);
    }

    private static String group(Matcher matcher, int group) {
        return Objects.requireNonNullElse(matcher.group(group), "");
    }

    private static IllegalArgumentException invalid(String shown, IllegalArgumentException reason) {
        return new IllegalArgumentException("Invalid URL: " + shown, reason);
    }

    /** An address that is one, but not for WebSocket; the message is for the application. */
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }
}
