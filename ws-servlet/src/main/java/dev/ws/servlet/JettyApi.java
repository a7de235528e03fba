package dev.ws.servlet;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import java.util.concurrent.Executor;
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
        Class<?> coreRequest = load("org.eclipse.jetty.server.Request", loader);
        Class<?> metaData = load("org.eclipse.jetty.server.ConnectionMetaData", loader);
        Class<?> connector = load("org.eclipse.jetty.server.Connector", loader);
        endPointType = load("org.eclipse.jetty.io.EndPoint", loader);
        Class<?> invocationType = load("org.eclipse.jetty.util.thread.Invocable$InvocationType", loader);
        connection = load("org.eclipse.jetty.io.Connection", loader);
        upgradeTo = load("org.eclipse.jetty.io.Connection$UpgradeTo", loader);
        callback = load("org.eclipse.jetty.util.Callback", loader);
        blocking = invocationType.getField("BLOCKING").get(null);

        getConnectionMetaData = find(coreRequest, "getConnectionMetaData", metaData);
        getConnection = find(metaData, "getConnection", connection);
        getConnector = find(metaData, "getConnector", connector);
        getExecutor = find(connector, "getExecutor", Executor.class);
        getEndPoint = find(connection, "getEndPoint", endPointType);
        getTransport = find(endPointType, "getTransport", Object.class);
        setIdleTimeout = find(endPointType, "setIdleTimeout", void.class, long.class);
        fill = find(endPointType, "fill", int.class, ByteBuffer.class);
        fillInterested = find(endPointType, "fillInterested", void.class, callback);
        write = find(endPointType, "write", void.class, callback, ByteBuffer[].class);
        shutdownOutput = find(endPointType, "shutdownOutput", void.class);
        close = find(endPointType, "close", void.class);
    }

    private static Class<?> load(String name, @Nullable ClassLoader loader) throws ClassNotFoundException {
        return Class.forName(name, false, loader);
    }

    /** A handle whose parameters and result are erased, so that {@code invokeExact} works without Jetty's types. */
    private static MethodHandle find(Class<?> owner, String name, Class<?> result, Class<?>... parameters)
            throws ReflectiveOperationException {
        MethodHandle handle = MethodHandles.publicLookup()
                .findVirtual(owner, name, MethodType.methodType(result, parameters))
                .asFixedArity();
        MethodType type = handle.type();
        for (int i = 0; i < type.parameterCount(); i++) {
            type = type.changeParameterType(i, erased(type.parameterType(i)));
        }
        return handle.asType(type.changeReturnType(erased(result)));
    }

    private static Class<?> erased(Class<?> type) {
        boolean ours = type.isPrimitive() || type == ByteBuffer.class || type == ByteBuffer[].class;
        return ours || type == Executor.class ? type : Object.class;
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

    Object connectionMetaData(Object request) {
        try {
            return (Object) getConnectionMetaData.invokeExact(request);
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    Object endPoint(Object metaData) {
        try {
            return (Object) getEndPoint.invokeExact((Object) getConnection.invokeExact(metaData));
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    Executor executor(Object metaData) {
        try {
            return (Executor) getExecutor.invokeExact((Object) getConnector.invokeExact(metaData));
        } catch (Throwable t) {
            throw unchecked(t);
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
            throw unchecked(t);
        }
    }

    void setIdleTimeout(Object endPoint, long millis) {
        try {
            setIdleTimeout.invokeExact(endPoint, millis);
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    int fill(Object endPoint, ByteBuffer buffer) throws IOException {
        try {
            return (int) fill.invokeExact(endPoint, buffer);
        } catch (IOException e) {
            throw e;
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    void fillInterested(Object endPoint, Object callbackProxy) {
        try {
            fillInterested.invokeExact(endPoint, callbackProxy);
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    void write(Object endPoint, Object callbackProxy, ByteBuffer buffer) {
        try {
            write.invokeExact(endPoint, callbackProxy, new ByteBuffer[] {buffer});
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    void shutdownOutput(Object endPoint) {
        try {
            shutdownOutput.invokeExact(endPoint);
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    void close(Object endPoint) {
        try {
            close.invokeExact(endPoint);
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    private static RuntimeException unchecked(Throwable t) {
        if (t instanceof Error error) {
            throw error;
        }
        return t instanceof RuntimeException e ? e : new IllegalStateException(t);
    }

    /** {@return an answer for the methods every proxy gets: those of Object} */
    static @Nullable Object answerObjectMethod(Object proxy, String name, Object @Nullable [] arguments, Object owner) {
        return switch (name) {
            case "equals" -> arguments != null && arguments[0] == proxy;
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> owner.toString();
            default -> null;
        };
    }
}
