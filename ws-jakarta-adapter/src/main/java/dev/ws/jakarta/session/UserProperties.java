package dev.ws.jakarta.session;

import java.io.Serial;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The user properties of a session, which are settings too: whoever changes one is followed at once, so that sends need not
 * look them up. What is removed through a view or an iterator is noticed with the next other change. Any thread.
 */
@SuppressWarnings("NullAway") // the signatures of ConcurrentHashMap, whose functions may answer null
final class UserProperties extends ConcurrentHashMap<String, Object> {
    /** Milliseconds that a blocking send may take; -1 for any time. */
    static final String BLOCKING_SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";
    /** Milliseconds that the peer may take to answer a close frame of this session; 0 or less is ignored. */
    static final String SESSION_CLOSE_TIMEOUT = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";
    /** Milliseconds that nothing may be received. */
    static final String READ_IDLE_TIMEOUT = "org.apache.tomcat.websocket.READ_IDLE_TIMEOUT_MS";
    /** Milliseconds that nothing may be sent. */
    static final String WRITE_IDLE_TIMEOUT = "org.apache.tomcat.websocket.WRITE_IDLE_TIMEOUT_MS";
    /** The address of the peer, as a socket address. */
    static final String REMOTE_ADDRESS = "jakarta.websocket.endpoint.remoteAddress";
    /** The own address, as a socket address. */
    static final String LOCAL_ADDRESS = "jakarta.websocket.endpoint.localAddress";

    @Serial
    private static final long serialVersionUID = 1L;

    private transient @Nullable Runnable changed; // whoever creates it, once
    // The pump, once each; known by name only, as applications count and list what they put in themselves.
    private final transient Map<String, Object> unlisted = new ConcurrentHashMap<>();

    /** A copy; values of null are left out. */
    UserProperties(Map<String, Object> properties) {
        properties.forEach((name, value) -> {
            if (value != null) {
                super.put(name, value);
            }
        });
    }

    /** Lets a value be found by its name, unless the application has one of that name, without being an entry. */
    void unlisted(String name, Object value) {
        unlisted.put(name, value);
    }

    @Override
    public Object get(Object name) {
        Object own = super.get(name);
        return own == null ? unlisted.get(name) : own;
    }

    /** Sets who is told of changes. Before the application sees this. */
    void onChange(Runnable listener) {
        changed = listener;
    }

    /** {@return a number of milliseconds; the default where there is none} */
    long millis(String name, long byDefault) {
        return get(name) instanceof Number number ? number.longValue() : byDefault;
    }

    private <T> T told(T answer) {
        if (changed != null) {
            changed.run();
        }
        return answer;
    }

    @Override
    public Object put(String name, Object value) {
        return told(super.put(name, value));
    }

    @Override
    public void putAll(Map<? extends String, ?> properties) {
        super.putAll(properties);
        told(this);
    }

    @Override
    public Object putIfAbsent(String name, Object value) {
        return told(super.putIfAbsent(name, value));
    }

    @Override
    public Object remove(Object name) {
        return told(super.remove(name));
    }

    @Override
    public boolean remove(Object name, Object value) {
        return told(super.remove(name, value));
    }

    @Override
    public Object replace(String name, Object value) {
        return told(super.replace(name, value));
    }

    @Override
    public boolean replace(String name, Object before, Object value) {
        return told(super.replace(name, before, value));
    }

    @Override
    public Object computeIfAbsent(String name, Function<? super String, ?> value) {
        return told(super.computeIfAbsent(name, value));
    }

    @Override
    public Object computeIfPresent(String name, BiFunction<? super String, ? super Object, ?> value) {
        return told(super.computeIfPresent(name, value));
    }

    @Override
    public Object compute(String name, BiFunction<? super String, ? super Object, ?> value) {
        return told(super.compute(name, value));
    }

    @Override
    public Object merge(String name, Object value, BiFunction<? super Object, ? super Object, ?> joined) {
        return told(super.merge(name, value, joined));
    }

    @Override
    public void clear() {
        super.clear();
        told(this);
    }
}
