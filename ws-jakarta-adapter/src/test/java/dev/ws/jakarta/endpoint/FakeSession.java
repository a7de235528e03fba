package dev.ws.jakarta.endpoint;

import dev.ws.jakarta.session.TypedHandlers;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session that holds handlers and notes what is sent. */
final class FakeSession {
    /** The handlers by type, with their limits. */
    final Map<Class<?>, MessageHandler> handlers = new LinkedHashMap<>();

    final List<Long> limits = new ArrayList<>();
    final List<String> sent = new ArrayList<>();
    final Session session = (Session) proxy(this::call, Session.class, TypedHandlers.class);
    private final RemoteEndpoint.Basic remote = (RemoteEndpoint.Basic) proxy(this::send, RemoteEndpoint.Basic.class);

    private interface Call {
        @Nullable Object of(Method method, Object[] arguments);
    }

    private static Object proxy(Call call, Class<?>... types) {
        return Proxy.newProxyInstance(
                FakeSession.class.getClassLoader(), types, (self, method, arguments) -> call.of(method, arguments));
    }

    private @Nullable Object call(Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "getRequestURI" -> java.net.URI.create("/fake");
            case "getId" -> "7";
            case "toString" -> "session";
            case "hashCode" -> 7;
            case "equals" -> arguments[0] == session;
            case "getBasicRemote" -> remote;
            case "addMessageHandler" -> {
                handlers.put((Class<?>) arguments[0], (MessageHandler) arguments[1]);
                limits.add((Long) arguments[2]);
                yield null;
            }
            default -> throw new AssertionError(method);
        };
    }

    private @Nullable Object send(Method method, Object[] arguments) {
        Object message = arguments[0] instanceof ByteBuffer data ? StandardCharsets.UTF_8.decode(data) : arguments[0];
        sent.add(method.getName() + " " + message);
        return null;
    }

    /** Delivers to the only handler. */
    @SuppressWarnings("unchecked")
    void deliver(Object message, boolean last) {
        MessageHandler handler = handlers.values().iterator().next();
        if (handler instanceof MessageHandler.Partial<?> partial) {
            ((MessageHandler.Partial<Object>) partial).onMessage(message, last);
        } else {
            ((MessageHandler.Whole<Object>) handler).onMessage(message);
        }
    }
}
