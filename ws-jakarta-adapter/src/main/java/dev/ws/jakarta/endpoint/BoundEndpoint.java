package dev.ws.jakarta.endpoint;

import dev.ws.jakarta.session.StandIn;
import dev.ws.jakarta.session.TypedHandlers;
import dev.ws.jakarta.session.UnhandledErrors;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An annotated object as an endpoint of one connection. Called by the session, one call at a time. What the methods throw,
 * checked or not, is thrown on: the session brings it to {@link #onError}, which is the method annotated so, or the log.
 */
final class BoundEndpoint extends Endpoint implements StandIn {
    private final EndpointModel model;
    private final Object instance;
    private final PathValues path;

    BoundEndpoint(EndpointModel model, Object instance, PathValues path) {
        this.model = model;
        this.instance = instance;
        this.path = path;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        TypedHandlers handlers = (TypedHandlers) session;
        for (MessageMethod method : model.onMessage()) {
            MessageHandler handler =
                    method.partial() ? new Parts(this, session, method) : new Messages(this, session, method);
            handlers.addMessageHandler(method.type(), handler, method.maxMessageSize());
        }
        call(model.onOpen(), session, config);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        call(model.onClose(), session, reason);
    }

    @Override
    public void onError(Session session, Throwable error) {
        EndpointMethod method = model.onError();
        if (method == null) {
            UnhandledErrors.log(session, model.type(), error);
            return;
        }
        call(method, session, error);
    }

    @Override
    public Class<?> annotatedClass() {
        return model.type();
    }

    private void call(@Nullable EndpointMethod method, Session session, Object told) {
        if (method == null) {
            return;
        }
        try {
            method.call(instance, session, told, false, path);
        } catch (Throwable thrown) {
            throw unwrapped(thrown);
        }
    }

    private void message(MessageMethod method, Session session, Object message, boolean last) {
        try {
            Object result = method.method().call(instance, session, message, last, path);
            if (result != null) {
                send(result, session.getBasicRemote());
            }
        } catch (Throwable thrown) {
            throw unwrapped(thrown);
        }
    }

    private void send(Object result, RemoteEndpoint.Basic remote) throws Exception {
        if (model.hasEncoder(result.getClass())) {
            remote.sendObject(result);
        } else if (result instanceof String text) {
            remote.sendText(text);
        } else if (result instanceof ByteBuffer data) {
            remote.sendBinary(data);
        } else if (result instanceof byte[] data) {
            remote.sendBinary(ByteBuffer.wrap(data));
        } else {
            remote.sendObject(result);
        }
    }

    // Throws as it is, also where the interface allows no checked exception.
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException unwrapped(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private record Messages(BoundEndpoint endpoint, Session session, MessageMethod method)
            implements MessageHandler.Whole<Object> {
        @Override
        public void onMessage(Object message) {
            endpoint.message(method, session, message, true);
        }
    }

    private record Parts(BoundEndpoint endpoint, Session session, MessageMethod method)
            implements MessageHandler.Partial<Object> {
        @Override
        public void onMessage(Object part, boolean last) {
            endpoint.message(method, session, part, last);
        }
    }
}
