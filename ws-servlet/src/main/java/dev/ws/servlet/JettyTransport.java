package dev.ws.servlet;

import dev.ws.transport.Transport;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection of Jetty 12, taken over from its HTTP connection. Jetty sees three proxies: this object as its
 * {@code Connection}, and one callback each for input and for the rest of a write. Both are called on Jetty's threads, which
 * may block; a write completes also while another thread blocks in {@code readable()}.
 */
class JettyTransport extends NativeTransport implements InvocationHandler {
    private static final String PLAIN_END_POINT = "org.eclipse.jetty.io.SocketChannelEndPoint";

    private final JettyApi api;
    private final Object endPoint;
    private final Executor executor;
    private final @Nullable NetworkChannel socket;
    private final Object inputCallback;
    private final Object outputCallback;
    private @Nullable Consumer<Transport> opener; // until it ran: it holds the whole handshake
    private boolean handedOver; // the thread that completes the request
    private final long created = System.currentTimeMillis();
    private @Nullable Thread writer; // set by the drainer around a call of write
    private boolean writtenAtOnce; // drainer, from inside its call of write

    JettyTransport(
            JettyApi api,
            Object endPoint,
            Executor executor,
            @Nullable NetworkChannel socket,
            @Nullable SocketChannel direct,
            Consumer<Transport> opener,
            Lingering lingering) {
        super(direct, direct, false, lingering);
        this.api = api;
        this.endPoint = endPoint;
        this.executor = executor;
        this.socket = socket;
        this.opener = opener;
        inputCallback = api.newCallback(this::inputEvent);
        outputCallback = api.newCallback(this::outputEvent);
    }

    /**
     * Makes the transport of a request's connection; nothing changes for the connection yet.
     *
     * @param metaData Jetty's {@code ConnectionMetaData}
     */
    static JettyTransport of(JettyApi api, Object metaData, Consumer<Transport> opener, Lingering lingering) {
        Object endPoint = api.endPoint(metaData);
        // Exactly this class: others encrypt, count or change what goes through them.
        boolean plain = endPoint.getClass().getName().equals(PLAIN_END_POINT);
        NetworkChannel socket = api.socket(endPoint);
        SocketChannel direct = plain && socket instanceof SocketChannel channel ? channel : null;
        return new JettyTransport(api, endPoint, api.executor(metaData), socket, direct, opener, lingering);
    }

    /** {@return the connection that Jetty is to upgrade to} */
    final Object connection() {
        return api.newConnection(this);
    }

    /** Answers Jetty's calls of its {@code Connection}. */
    @Override
    public final @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        switch (method.getName()) {
            case "onUpgradeTo" -> {
                if (arguments != null && arguments[0] instanceof ByteBuffer bytes) {
                    hold(bytes);
                }
            }
            case "onOpen" -> {
                handedOver = true;
                opened();
            }
            case "onClose" -> lost(arguments == null ? null : (Throwable) arguments[0]);
            case "close" -> closeThrough();
            case "getEndPoint" -> {
                return endPoint;
            }
            case "onIdleExpired" -> {
                return mayExpire();
            }
            case "getMessagesIn", "getMessagesOut", "getBytesIn", "getBytesOut" -> {
                return -1L;
            }
            case "getCreatedTimeStamp" -> {
                return created;
            }
            default -> {
                return Handles.answerObjectMethod(proxy, method.getName(), arguments, this);
            }
        }
        return null;
    }

    /** {@return how Jetty is to call the callbacks} */
    Object invocationType() {
        // The pump may go on from writable(), so output may block, too; a selector's thread must not.
        return api.mayBlock();
    }

    /** {@return whether Jetty may end a connection on which nothing happens} */
    boolean mayExpire() {
        return false;
    }

    /**
     * The request is over. Jetty has not handed over the connection when the client was gone before it had its answer: then
     * it ends as soon as it begins.
     */
    final void requestOver() {
        if (!handedOver) {
            lostEarly();
        }
    }

    void lostEarly() {
        Consumer<Transport> target = opener;
        opener = null;
        if (target != null) {
            target.accept(new LostTransport());
        }
    }

    /** The response is complete, the connection is ours. On a thread of Jetty's. */
    void opened() {
        api.setIdleTimeout(endPoint, 0); // The engine has timers of its own.
        Consumer<Transport> target = opener;
        opener = null;
        if (target != null) {
            opening(() -> target.accept(this));
        }
        resume();
    }

    private @Nullable Object inputEvent(Object proxy, Method method, Object @Nullable [] arguments) {
        switch (method.getName()) {
            case "getInvocationType" -> {
                return invocationType();
            }
            case "succeeded" -> inputArrived();
            case "failed" -> {
                Throwable failure = arguments == null ? null : (Throwable) arguments[0];
                if (failure instanceof TimeoutException) {
                    closeThrough();
                }
                ended(failure instanceof ClosedChannelException ? null : failure);
            }
            default -> {
                return Handles.answerObjectMethod(proxy, method.getName(), arguments, this);
            }
        }
        return null;
    }

    /** There is input, or its end. On a thread of Jetty's. */
    void inputArrived() {
        inputReady();
    }

    /** Jetty let go of the connection. On a thread of Jetty's. */
    void lost(@Nullable Throwable cause) {
        ended(cause);
    }

    /** A write that was not done at once is. On a thread of Jetty's. */
    void writtenLater(@Nullable Throwable failure) {
        writeCompleted(failure);
    }

    private @Nullable Object outputEvent(Object proxy, Method method, Object @Nullable [] arguments) {
        switch (method.getName()) {
            case "getInvocationType" -> {
                return invocationType();
            }
            case "succeeded" -> written(null);
            case "failed" -> written(arguments == null ? null : (Throwable) arguments[0]);
            default -> {
                return Handles.answerObjectMethod(proxy, method.getName(), arguments, this);
            }
        }
        return null;
    }

    private void written(@Nullable Throwable failure) {
        if (writer != Thread.currentThread()) {
            writtenLater(failure);
        } else if (failure == null) {
            writtenAtOnce = true;
        } else {
            writeCompleted(failure);
        }
    }

    @Override
    int readThrough(ByteBuffer target) throws IOException {
        // Jetty wants buffers ready for reading, and starts over in an empty one: give it one that begins here.
        int count = api.fill(endPoint, target.slice().limit(0));
        if (count > 0) {
            target.position(target.position() + count);
        }
        return count;
    }

    @Override
    boolean unreported() {
        return false;
    }

    @Override
    void askForInput() {
        api.fillInterested(endPoint, inputCallback);
    }

    @Override
    void dispatchInput() {
        executor.execute(this::inputReady);
    }

    @Override
    boolean writeThrough(ByteBuffer rest) {
        writtenAtOnce = false;
        writer = Thread.currentThread();
        try {
            api.write(endPoint, outputCallback, rest);
        } finally {
            writer = null;
        }
        return writtenAtOnce;
    }

    @Override
    void shutdownThrough() {
        api.shutdownOutput(endPoint);
    }

    @Override
    boolean mayLinger() {
        return socket instanceof SocketChannel;
    }

    /** Jetty says close_notify, and leaves the socket open. */
    @Override
    boolean endOutputOfRest() throws IOException {
        if (!isDirect()) {
            api.shutdownOutput(endPoint);
        }
        if (socket instanceof SocketChannel channel) {
            channel.shutdownOutput();
        }
        return true;
    }

    /** Past TLS: nobody wants to know what it is. */
    @Override
    public int drop(ByteBuffer scratch) throws IOException {
        return socket instanceof SocketChannel channel ? channel.read(scratch) : -1;
    }

    @Override
    void closeThrough() {
        api.close(endPoint);
    }

    @Override
    void resetOnClose() throws IOException {
        resetOnClose(socket);
    }
}
