package dev.ws.servlet;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The few methods of Jetty 12 that the transport calls, looked up on Jetty's public interfaces in the class loader of a
 * live connection: a web application does not see these classes by name. Held by the web application and never by
 * anything of Jetty, so it pins no class loader. Immutable, any thread.
 */
final class JettyApi {
    private final Class<?> request;
    private final Class<?> endPointType;
    private final Class<?> connection;
    private final Class<?> upgradeTo;
    private final Class<?> callback;
    private final Object blocking;
    private final Object nonBlocking;
    private final Object noCallback;
    private final Class<?> httpStream;
    private final MethodHandle addHttpStreamWrapper;
    private final MethodHandle getConnectionMetaData;
    private final MethodHandle getConnection;
    private final MethodHandle getConnector;
    private final MethodHandle getExecutor;
    private final MethodHandle getEndPoint;
    private final MethodHandle getTransport;
    private final MethodHandle setIdleTimeout;
    private final MethodHandle fill;
    private final MethodHandle fillInterested;
    private final MethodHandle write;
    private final MethodHandle shutdownOutput;
    private final MethodHandle close;

    /**
     * Looks everything up.
     *
     * @param request the class of a core request, which comes from Jetty's own loader
     * @throws ReflectiveOperationException when this is not a Jetty 12
     */
    JettyApi(Class<?> request) throws ReflectiveOperationException {
        this.request = request;
        ClassLoader loader = request.getClassLoader();
        Class<?> coreRequest = Handles.load("org.eclipse.jetty.server.Request", loader);
        Class<?> metaData = Handles.load("org.eclipse.jetty.server.ConnectionMetaData", loader);
        Class<?> connector = Handles.load("org.eclipse.jetty.server.Connector", loader);
        endPointType = Handles.load("org.eclipse.jetty.io.EndPoint", loader);
        Class<?> invocationType = Handles.load("org.eclipse.jetty.util.thread.Invocable$InvocationType", loader);
        connection = Handles.load("org.eclipse.jetty.io.Connection", loader);
        upgradeTo = Handles.load("org.eclipse.jetty.io.Connection$UpgradeTo", loader);
        callback = Handles.load("org.eclipse.jetty.util.Callback", loader);
        blocking = invocationType.getField("BLOCKING").get(null);
        nonBlocking = invocationType.getField("NON_BLOCKING").get(null);
        noCallback = callback.getField("NOOP").get(null);

        httpStream = Handles.load("org.eclipse.jetty.server.HttpStream", loader);
        addHttpStreamWrapper = Handles.find(coreRequest, "addHttpStreamWrapper", void.class, Function.class);
        getConnectionMetaData = Handles.find(coreRequest, "getConnectionMetaData", metaData);
        getConnection = Handles.find(metaData, "getConnection", connection);
        getConnector = Handles.find(metaData, "getConnector", connector);
        getExecutor = Handles.find(connector, "getExecutor", Executor.class);
        getEndPoint = Handles.find(connection, "getEndPoint", endPointType);
        getTransport = Handles.find(endPointType, "getTransport", Object.class);
        setIdleTimeout = Handles.find(endPointType, "setIdleTimeout", void.class, long.class);
        fill = Handles.find(endPointType, "fill", int.class, ByteBuffer.class);
        fillInterested = Handles.find(endPointType, "fillInterested", void.class, callback);
        write = Handles.find(endPointType, "write", void.class, callback, ByteBuffer[].class);
        shutdownOutput = Handles.find(endPointType, "shutdownOutput", void.class);
        close = Handles.find(endPointType, "close", void.class);
    }

    /** {@return whether this was made for such requests} */
    boolean fits(Class<?> coreRequest) {
        return coreRequest == request;
    }

    Object newConnection(InvocationHandler handler) {
        return Proxy.newProxyInstance(connection.getClassLoader(), new Class<?>[] {connection, upgradeTo}, handler);
    }

    Object newCallback(InvocationHandler handler) {
        return Proxy.newProxyInstance(connection.getClassLoader(), new Class<?>[] {callback}, handler);
    }

    /** {@return Jetty's constant for a callback that may block its thread} */
    Object mayBlock() {
        return blocking;
    }

    /** {@return Jetty's constant for a callback that returns at once} */
    Object returnsAtOnce() {
        return nonBlocking;
    }

    /** {@return Jetty's callback that does nothing} */
    Object noCallback() {
        return noCallback;
    }

    Object connectionMetaData(Object request) {
        try {
            return (Object) getConnectionMetaData.invokeExact(request);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    /** Has a task run when a request is over, after Jetty upgraded its connection, or did not. */
    void whenOver(Object request, Runnable task) {
        Function<Object, Object> wrapper = stream -> Proxy.newProxyInstance(
                httpStream.getClassLoader(), new Class<?>[] {httpStream}, (proxy, method, arguments) -> {
                    Object result = Handles.invoke(method, stream, arguments);
                    if (method.getName().equals("succeeded") || method.getName().equals("failed")) {
                        task.run();
                    }
                    return result;
                });
        try {
            addHttpStreamWrapper.invokeExact(request, wrapper);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    Object endPoint(Object metaData) {
        try {
            return (Object) getEndPoint.invokeExact((Object) getConnection.invokeExact(metaData));
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    Executor executor(Object metaData) {
        try {
            return (Executor) getExecutor.invokeExact((Object) getConnector.invokeExact(metaData));
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    /** {@return the socket below an end point, also below that of a TLS layer; null when there is none} */
    @Nullable NetworkChannel socket(Object endPoint) {
        Object below = endPoint;
        try {
            for (int depth = 0; depth < 4 && endPointType.isInstance(below); depth++) {
                below = (Object) getTransport.invokeExact(below);
            }
            return below instanceof NetworkChannel channel ? channel : null;
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    void setIdleTimeout(Object endPoint, long millis) {
        try {
            setIdleTimeout.invokeExact(endPoint, millis);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    int fill(Object endPoint, ByteBuffer buffer) throws IOException {
        try {
            return (int) fill.invokeExact(endPoint, buffer);
        } catch (IOException e) {
            throw e;
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    void fillInterested(Object endPoint, Object callbackProxy) {
        try {
            fillInterested.invokeExact(endPoint, callbackProxy);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    void write(Object endPoint, Object callbackProxy, ByteBuffer buffer) {
        try {
            write.invokeExact(endPoint, callbackProxy, new ByteBuffer[] {buffer});
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    void shutdownOutput(Object endPoint) {
        try {
            shutdownOutput.invokeExact(endPoint);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    void close(Object endPoint) {
        try {
            close.invokeExact(endPoint);
        } catch (Throwable t) {
            throw Handles.unchecked(t);
        }
    }

    /** Keeps what was looked up for the requests of a web application. Any thread. */
    static final class Cache {
        private volatile @Nullable JettyApi api; // made with the first request, twice does no harm

        JettyApi of(Object coreRequest) throws ReflectiveOperationException {
            JettyApi found = api;
            if (found == null || !found.fits(coreRequest.getClass())) {
                found = new JettyApi(coreRequest.getClass());
                api = found;
            }
            return found;
        }
    }
}
