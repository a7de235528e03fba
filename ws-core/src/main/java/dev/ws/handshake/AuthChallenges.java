package dev.ws.handshake;

import dev.ws.extension.HeaderCursor;
import dev.ws.extension.HeaderSyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of {@code WWW-Authenticate} and {@code Proxy-Authenticate} (RFC 9110 sections 11.2 to 11.7). Commas part
 * both challenges and the parameters of one challenge; the sign {@code =} behind a word tells which. Each of several
 * fields is parsed by itself. For one thread; made for one field.
 */
public final class AuthChallenges {
    private final HeaderCursor cursor;
    private final List<AuthChallenge> done = new ArrayList<>(2);

    // The challenge being read: the one thread that parses.
    private @Nullable String scheme;
    private @Nullable String token68;
    private Map<String, String> parameters = new LinkedHashMap<>();

    private AuthChallenges(String field) {
        this.cursor = new HeaderCursor(field);
    }

    /**
     * Parses a field value in time proportional to its length.
     *
     * @param field the value; empty elements of the list are skipped (RFC 9110 section 5.6.1)
     * @return the challenges in order
     * @throws HeaderSyntaxException when the value breaks the grammar, or a challenge has a parameter twice
     */
    public static List<AuthChallenge> parse(String field) {
        return new AuthChallenges(field).list();
    }

    private List<AuthChallenge> list() {
        do {
            cursor.skipBlanks();
            if (!cursor.atEnd() && !cursor.skip(',')) {
                element();
            }
        } while (!cursor.atEnd());
        finish();
        return done;
    }

    private void element() {
        String word = cursor.token();
        boolean blanks = cursor.skipBlanks();
        if (cursor.skip('=')) {
            parameter(word);
        } else {
            finish();
            scheme = word;
            if (elementEnds()) {
                return;
            }
            require(blanks);
            firstOfChallenge();
        }
        require(elementEnds());
    }

    private boolean elementEnds() {
        cursor.skipBlanks();
        return cursor.atEnd() || cursor.skip(',');
    }

    private void firstOfChallenge() {
        token68 = cursor.token68();
        if (token68 == null) {
            String name = cursor.token();
            cursor.skipBlanks();
            require(cursor.skip('='));
            parameter(name);
        }
    }

    private void parameter(String name) {
        require(scheme != null && token68 == null);
        cursor.skipBlanks();
        String quoted = cursor.quotedString();
        String value = quoted == null ? cursor.token() : quoted;
        require(parameters.put(name.toLowerCase(Locale.ROOT), value) == null);
    }

    private void require(boolean fit) {
        if (!fit) {
            throw cursor.unexpected();
        }
    }

    private void finish() {
        if (scheme != null) {
            done.add(new AuthChallenge(scheme, token68, parameters));
        }
        scheme = null;
        token68 = null;
        parameters = new LinkedHashMap<>();
    }
}
