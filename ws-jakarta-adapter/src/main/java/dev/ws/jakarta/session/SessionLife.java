package dev.ws.jakarta.session;

import dev.ws.CloseCode;
import dev.ws.CloseStatus;
import dev.ws.Message;
import dev.ws.MessageSink;
import dev.ws.MessageTooBigException;
import dev.ws.ProtocolException;
import dev.ws.WebSocket;
import dev.ws.message.BorrowingListener;
import dev.ws.transport.SafeLog;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Brings what happens on the connection to the endpoint and its handlers: one thread at a time, {@code onOpen} first,
 * {@code onClose} once and last. Mostly the pump calls; the end may be told by whoever closes the session. What the
 * application throws goes to {@code onError}, never to the engine.
 *
 * <pre>
 * who ends it                    on the wire       onClose shows
 * the peer, with a close frame   its code, echoed  its code; without one NO_STATUS_CODE, or as configured
 * the application                the given code    the given code, when the close frame is out
 * the connection breaks          nothing           CLOSED_ABNORMALLY and what broke it
 * the peer breaks the protocol   1002, 1007, 1008, the same, after onError
 *   or passes a limit            1009
 * onOpen throws                  1011              UNEXPECTED_CONDITION, after onError
 * idle timeout                   1001              CLOSED_ABNORMALLY (specification 2.1.5)
 * </pre>
 */
final class SessionLife implements BorrowingListener {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.jakarta.session");
    // Pongs that wait for a stream handler; more are dropped, as a peer may send any number.
    private static final int MOST_PONGS = 16;

    private final JakartaSession session;
    private final SessionSetup setup;
    private final Endpoint endpoint;
    private final IdleWatch idle;
    private final Turn turn = new Turn();
    private final AtomicReference<@Nullable CloseReason> ending = new AtomicReference<>();
    private final AtomicInteger waitingPongs = new AtomicInteger();
    private boolean opened; // inside the turn
    private volatile boolean closed; // inside the turn, once

    SessionLife(JakartaSession session, SessionSetup setup, IdleWatch idle) {
        this.session = session;
        this.setup = setup;
        this.endpoint = setup.endpoint();
        this.idle = idle;
    }

    /** {@return whether the end has not begun, as far as the endpoint could know} */
    boolean isOpen() {
        return ending.get() == null;
    }

    /** {@return whether this thread is in a callback of the endpoint} */
    boolean isInside() {
        return turn.isMine();
    }

    /** {@return whether onClose has returned} */
    boolean isClosed() {
        return closed;
    }

    // --- the connection's events: pump thread ------------------------------------------------------------------------

    @Override
    public void onOpen(WebSocket ws) {
        if (!isOpen() || !turn.enter()) {
            return; // closed before it was open
        }
        try {
            opened = true;
            session.opens(ws);
            setup.peers().add(session);
            idle.start();
            endpoint.onOpen(session, setup.config());
        } catch (Throwable thrown) {
            tellError(thrown);
            if (begin(CloseReasons.of(CloseCode.INTERNAL_ERROR, ""))) {
                ws.close(CloseCode.INTERNAL_ERROR, "");
                turn.soon(this::tellClosed);
            }
        } finally {
            turn.leave();
        }
    }

    // A client often adds its handlers when it has its session, which may be after the server's first message.
    @Override
    public boolean hears(boolean text) {
        return !(setup.config() instanceof ClientEndpointConfig)
                || session.handlers().takes(text);
    }

    @Override
    public void onMessage(WebSocket ws, Message message) {
        idle.received();
        if (!turn.enter()) {
            return; // somebody is ending the session
        }
        try {
            if (isOpen()) {
                session.handlers().deliver(message);
            }
        } catch (Throwable thrown) {
            failed(thrown);
        } finally {
            turn.leave();
        }
    }

    /** A part for a handler of parts. Pump thread. */
    <T> void part(MessageSink<T> taker, T part, boolean last) {
        idle.received();
        if (!turn.enter()) {
            return; // somebody is ending the session
        }
        try {
            if (isOpen()) {
                taker.accept(part, last);
            }
        } catch (Throwable thrown) {
            failed(thrown);
        } finally {
            turn.leave();
        }
    }

    /** A message for a handler of streams, on the thread that it may keep until the message was read. */
    <S> void stream(Delivery<S> taker, S stream) {
        idle.received();
        turn.await();
        try {
            if (isOpen()) {
                taker.deliver(stream);
            }
        } catch (Throwable thrown) {
            failed(thrown);
        } finally {
            turn.leave();
            idle.received(); // its parts came meanwhile
        }
    }

    @Override
    public void onPing(WebSocket ws, ByteBuffer payload) {
        idle.received();
    }

    @Override
    public void onPong(WebSocket ws, ByteBuffer payload) {
        idle.received();
        MessageHandler.Whole<PongMessage> taker = session.handlers().pong();
        if (taker == null) {
            return;
        }
        if (waitingPongs.incrementAndGet() > MOST_PONGS) {
            waitingPongs.decrementAndGet();
            return;
        }
        ReceivedPong pong = new ReceivedPong(payload);
        turn.soon(() -> tellPong(taker, pong));
    }

    private void tellPong(MessageHandler.Whole<PongMessage> taker, ReceivedPong pong) {
        waitingPongs.decrementAndGet();
        if (isOpen()) {
            try {
                taker.onMessage(pong);
            } catch (Throwable thrown) {
                failed(thrown);
            }
        }
    }

    @Override
    public void onError(WebSocket ws, Throwable error) {
        if (!isOpen()) {
            SafeLog.log(LOGGER, Level.DEBUG, "error after the end of " + session.label(), error);
            return;
        }
        turn.soon(() -> {
            if (!closed) { // by another thread meanwhile: onClose is the last call
                tellError(error);
            }
        });
        if (error instanceof ProtocolException broken) {
            end(CloseReasons.of(broken.closeCode(), message(broken)));
        }
    }

    // The endpoint need not wait for the end of the connection, which a peer may delay.
    @Override
    public void onClosing(WebSocket ws, CloseStatus status) {
        end(CloseReasons.of(status, null, setup.limits().closeWithoutCode()));
    }

    @Override
    public void onClose(WebSocket ws, CloseStatus status) {
        session.disconnected();
        end(CloseReasons.of(status, ws.closeCause(), setup.limits().closeWithoutCode()));
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    /**
     * Begins the end, of which {@link #tellEnd} is to tell when the close frame is out.
     *
     * @return false when it has begun before
     */
    boolean begin(CloseReason reason) {
        if (!ending.compareAndSet(null, reason)) {
            return false;
        }
        idle.stop();
        return true;
    }

    /** Tells the endpoint of the end: now, or when it has dealt with what it is dealing with. Runs application code. */
    void tellEnd() {
        turn.soon(this::tellClosed);
    }

    private void end(CloseReason reason) {
        if (begin(reason)) {
            tellEnd();
        }
    }

    // Inside the turn.
    private void tellClosed() {
        CloseReason reason = ending.get();
        if (opened && reason != null) {
            try {
                endpoint.onClose(session, reason);
            } catch (Throwable thrown) {
                tellError(thrown);
            }
        }
        closed = true;
        setup.peers().remove(session);
        release(() -> setup.coders().close(session.label()));
        release(setup.ended());
    }

    private void release(Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            SafeLog.log(LOGGER, Level.WARNING, "the end of " + session.label() + " failed", thrown);
        }
    }

    // --- errors: inside the turn -------------------------------------------------------------------------------------

    // A handler threw: the session goes on, unless the message is too big for the handler.
    private void failed(Throwable thrown) {
        tellError(thrown);
        if (thrown instanceof MessageTooBigException tooBig
                && begin(CloseReasons.of(CloseCode.TOO_BIG, message(tooBig)))) {
            session.webSocket().close(CloseCode.TOO_BIG, tooBig.errorCode().reason());
            tellEnd();
        }
    }

    private static String message(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? "" : message;
    }

    private void tellError(Throwable thrown) {
        try {
            if (!UnhandledErrors.haveTaker(endpoint)) {
                UnhandledErrors.log(session, endpoint.getClass(), thrown);
            }
            endpoint.onError(session, thrown);
        } catch (Throwable again) {
            UnhandledErrors.logFailure(session, endpoint, thrown, again);
        }
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }
}
