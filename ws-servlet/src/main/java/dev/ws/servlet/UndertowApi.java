package dev.ws.servlet;

import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.channels.Channel;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The few methods of Undertow 2.3 and its I/O library XNIO that the transport calls, looked up in the class loader of a
 * live request: a web application of WildFly does not see these classes by name. All are public; only the channel of an
 * upgraded connection, and the TLS layer below it, are taken from private fields. Held by the web application and never
 * by anything of Undertow, so it pins no class loader. Immutable, any thread.
 */
final class UndertowApi {
    private static final String PLAIN_CONNECTION = "org.xnio.nio.NioSocketStreamConnection";
    private static final String EARLY_BYTES = "io.undertow.conduits.ReadDataStreamSourceConduit";

    private final Class<?> request;
    private final Class<?> webConnection;
    private final Class<?> listener;
    private final Class<?> closeListener;
    private final Object readTimeout;
    private final Object writeTimeout;
    private final Object closeAbort;
    private final MethodHandle getExchange;
    private final MethodHandle getConnection;
    private final MethodHandle addCloseListener;
    private final MethodHandle channel;
    private final MethodHandle getSourceChannel;
    private final MethodHandle getSinkChannel;
    private final MethodHandle getIoThread;
    private final MethodHandle setCloseListener;
    private final MethodHandle setOption;
    private final MethodHandle getConduit;
    private final MethodHandle setReadListener;
    private final MethodHandle suspendReads;
    private final MethodHandle resumeReads;
    private final MethodHandle setWriteListener;
    private final MethodHandle suspendWrites;
    private final MethodHandle resumeWrites;
    private final MethodHandle shutdownWrites;
    private final MethodHandle flush;

    /**
     * Looks everything up.
     *
     * @param request the class of Undertow's servlet requests, which comes from its own loader
     * @throws ReflectiveOperationException when this is not an Undertow 2.3
     */
    UndertowApi(Class<?> request) throws ReflectiveOperationException {
        this.request = request;
        getExchange = Handles.find(request, "getExchange");
        Class<?> exchange = Handles.resultOf(request, "getExchange");
        getConnection = Handles.find(exchange, "getConnection");
        Class<?> serverConnection = Handles.resultOf(exchange, "getConnection");
        closeListener = Handles.load(serverConnection.getName() + "$CloseListener", serverConnection.getClassLoader());
        addCloseListener = Handles.find(serverConnection, "addCloseListener", void.class, closeListener);

        webConnection = Handles.load("io.undertow.servlet.spec.WebConnectionImpl", request.getClassLoader());
        Field field = webConnection.getDeclaredField("channel");
        if (!field.trySetAccessible()) {
            throw new IllegalAccessException(field + " is not open");
        }
        channel = Handles.erase(MethodHandles.lookup().unreflectGetter(field));

        Class<?> connection = field.getType();
        ClassLoader xnio = connection.getClassLoader();
        listener = Handles.load("org.xnio.ChannelListener", xnio);
        Class<?> options = Handles.load("org.xnio.Options", xnio);
        readTimeout = options.getField("READ_TIMEOUT").get(null);
        writeTimeout = options.getField("WRITE_TIMEOUT").get(null);
        closeAbort = options.getField("CLOSE_ABORT").get(null);
        Class<?> option = Handles.load("org.xnio.Option", xnio);
        setOption = Handles.find(connection, "setOption", Object.class, option, Object.class);
        getIoThread = Handles.find(connection, "getIoThread");
        setCloseListener = Handles.find(connection, "setCloseListener", void.class, listener);

        getSourceChannel = Handles.find(connection, "getSourceChannel");
        Class<?> source = Handles.resultOf(connection, "getSourceChannel");
        getConduit = Handles.find(source, "getConduit");
        setReadListener = Handles.find(source, "setReadListener", void.class, listener);
        suspendReads = Handles.find(source, "suspendReads", void.class);
        resumeReads = Handles.find(source, "resumeReads", void.class);

        getSinkChannel = Handles.find(connection, "getSinkChannel");
        Class<?> sink = Handles.resultOf(connection, "getSinkChannel");
        setWriteListener = Handles.find(sink, "setWriteListener", void.class, listener);
        suspendWrites = Handles.find(sink, "suspendWrites", void.class);
        resumeWrites = Handles.find(sink, "resumeWrites", void.class);
        shutdownWrites = Handles.find(sink, "shutdownWrites", void.class);
        flush = Handles.find(sink, "flush", boolean.class);
    }

    /** {@return whether this was made for such requests} */
    boolean fits(Class<?> servletRequest) {
        return servletRequest == request;
    }

    /** Has a handler told when the connection of a request ends, upgraded or not. It is told at once if it has ended. */
    void onClose(Object servletRequest, Runnable closed) {
        try {
            Object connection = (Object) getConnection.invokeExact((Object) getExchange.invokeExact(servletRequest));
            InvocationHandler handler = (proxy, method, arguments) -> {
                if (method.getName().equals("closed")) {
                    closed.run();
                }
                return Handles.answerObjectMethod(proxy, method.getName(), arguments, "dev.ws.servlet");
            };
            Object told =
                    Proxy.newProxyInstance(closeListener.getClassLoader(), new Class<?>[] {closeListener}, handler);
            addCloseListener.invokeExact(connection, told);
            if (!((Channel) connection).isOpen()) {
                closed.run();
            }
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    /** {@return the XNIO connection behind an upgraded connection; null when it is none of Undertow's} */
    @Nullable Channel connection(WebConnection upgraded) {
        try {
            return webConnection.isInstance(upgraded)
                    ? (Channel) (Object) channel.invokeExact((Object) upgraded)
                    : null;
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    /** {@return whether a connection is a TCP socket without TLS} */
    boolean isPlain(Channel connection) {
        return connection.getClass().getName().equals(PLAIN_CONNECTION);
    }

    /** {@return whether Undertow read bytes behind the request's head} */
    boolean holdsBytes(Channel source) {
        try {
            Object conduit = (Object) getConduit.invokeExact((Object) source);
            return conduit.getClass().getName().equals(EARLY_BYTES);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    Object newListener(InvocationHandler handler) {
        return Proxy.newProxyInstance(listener.getClassLoader(), new Class<?>[] {listener}, handler);
    }

    Channel source(Channel connection) {
        try {
            return (Channel) (Object) getSourceChannel.invokeExact((Object) connection);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    Channel sink(Channel connection) {
        try {
            return (Channel) (Object) getSinkChannel.invokeExact((Object) connection);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    Executor ioThread(Channel connection) {
        try {
            return (Executor) (Object) getIoThread.invokeExact((Object) connection);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    /** Has one listener told of input, of room for output, and of the end, which it can tell by the channel it gets. */
    void listen(Channel connection, Channel source, Channel sink, Object told) {
        try {
            setReadListener.invokeExact((Object) source, told);
            setWriteListener.invokeExact((Object) sink, told);
            setCloseListener.invokeExact((Object) connection, told);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    /** Lifts the listener's time limits for reading and writing, which are meant for HTTP. */
    void liftTimeouts(Channel connection) throws IOException {
        setOption(connection, readTimeout, 0);
        setOption(connection, writeTimeout, 0);
    }

    /** Has the coming close send RST. */
    void resetOnClose(Channel connection) throws IOException {
        setOption(connection, closeAbort, true);
    }

    private void setOption(Channel connection, Object option, Object value) throws IOException {
        try {
            Object unused = (Object) setOption.invokeExact((Object) connection, option, value);
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    void suspendReads(Channel source) {
        try {
            suspendReads.invokeExact((Object) source);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    void resumeReads(Channel source) {
        try {
            resumeReads.invokeExact((Object) source);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    void suspendWrites(Channel sink) {
        try {
            suspendWrites.invokeExact((Object) sink);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    void resumeWrites(Channel sink) {
        try {
            resumeWrites.invokeExact((Object) sink);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    void shutdownWrites(Channel sink) throws IOException {
        try {
            shutdownWrites.invokeExact((Object) sink);
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    boolean flush(Channel sink) throws IOException {
        try {
            return (boolean) flush.invokeExact((Object) sink);
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    private static IOException failure(Throwable t) {
        if (t instanceof IOException e) {
            return e;
        }
        throw Handles.unchecked(t);
    }
}
