package dev.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.client.ClientOptions;
import dev.ws.client.ClientTls;
import dev.ws.client.ProxyOptions;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.extension.TestExtension;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.handshake.ClientHandshakeOptions;
import dev.ws.handshake.HandshakeOptions;
import dev.ws.handshake.OriginPolicy;
import dev.ws.http.HttpLimits;
import dev.ws.server.ListenOptions;
import dev.ws.server.ServerOptions;
import dev.ws.server.WebSocketServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No call of a builder undoes another one in silence: in either order two setters mean the same, or one order is refused. */
class BuilderOrderTest {
    private static final ConnectionRuntime RUNTIME = ConnectionRuntime.create();
    private static final TestExtension EXTENSION = new TestExtension("ext", 4);
    private static final OriginPolicy POLICY = OriginPolicy.sameOrigin();
    private static final Map<Class<?>, Object> HOOKS = new HashMap<>();

    @AfterAll
    static void end() {
        RUNTIME.close();
    }

    /** A builder under test, and what two builds are compared by. */
    record Subject<B>(String name, Class<B> type, Supplier<B> create, Function<B, Object> result) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Object serverResult(WebSocketServer.Builder builder) {
        WebSocketServer server = builder.runtime(RUNTIME).build();
        server.close();
        return server.options();
    }

    // What has no equals is told by its text.
    private static String listening(ListenOptions options) {
        return options.address() + " " + options.backlog() + " " + options.sslContext() + " " + options.sslParameters()
                + " " + options.handshakeTimeout() + " " + options.limits() + " " + options.daemon();
    }

    static Stream<Subject<?>> subjects() {
        return Stream.of(
                new Subject<>(
                        "server",
                        WebSocketServer.Builder.class,
                        WebSocketServer::builder,
                        BuilderOrderTest::serverResult),
                new Subject<>(
                        "ServerOptions",
                        ServerOptions.Builder.class,
                        ServerOptions::builder,
                        ServerOptions.Builder::build),
                new Subject<>(
                        "ListenOptions",
                        ListenOptions.Builder.class,
                        ListenOptions::builder,
                        builder -> listening(builder.build())),
                new Subject<>(
                        "HandshakeOptions",
                        HandshakeOptions.Builder.class,
                        HandshakeOptions::builder,
                        HandshakeOptions.Builder::build),
                new Subject<>(
                        "ClientHandshakeOptions",
                        ClientHandshakeOptions.Builder.class,
                        ClientHandshakeOptions::builder,
                        ClientHandshakeOptions.Builder::build),
                new Subject<>(
                        "ClientOptions",
                        ClientOptions.Builder.class,
                        ClientOptions::builder,
                        ClientOptions.Builder::build),
                new Subject<>(
                        "WebSocketOptions",
                        WebSocketOptions.Builder.class,
                        WebSocketOptions::builder,
                        WebSocketOptions.Builder::build),
                new Subject<>(
                        "DeflateOptions",
                        DeflateOptions.Builder.class,
                        DeflateOptions::builder,
                        DeflateOptions.Builder::build));
    }

    static Stream<Arguments> pairs() {
        return subjects().flatMap(subject -> {
            List<Method> setters = setters(subject.type());
            return setters.stream()
                    .flatMap(first -> setters.stream()
                            .filter(second -> !first.getName().equals(second.getName()))
                            .map(second -> arguments(subject, label(first), label(second), first, second)));
        });
    }

    private static List<Method> setters(Class<?> builder) {
        return Arrays.stream(builder.getMethods())
                .filter(method -> method.getReturnType() == builder && !Modifier.isStatic(method.getModifiers()))
                .sorted(Comparator.comparing(Method::toGenericString))
                .toList();
    }

    private static String label(Method setter) {
        return setter.getName() + Arrays.toString(setter.getParameterTypes());
    }

    @ParameterizedTest(name = "{0}: {1}, {2}")
    @MethodSource("pairs")
    <B> void noSetterUndoesAnother(Subject<B> subject, String one, String two, Method first, Method second)
            throws Exception {
        Object forwards = build(subject, first, second);
        Object backwards = build(subject, second, first);

        if (forwards == null || backwards == null) {
            assertThat(forwards == null && backwards == null && !excludeEachOther(first, second))
                    .as("neither order works")
                    .isFalse();
        } else {
            assertThat(forwards).isEqualTo(backwards);
        }
    }

    private static boolean excludeEachOther(Method first, Method second) {
        List<String> where = List.of("address", "unixSocket");
        List<String> parts = List.of("host", "port");
        return (where.contains(first.getName()) && parts.contains(second.getName()))
                || (where.contains(second.getName()) && parts.contains(first.getName()))
                || (where.contains(first.getName()) && where.contains(second.getName()));
    }

    /** {@return what is built; null when a call is refused} */
    private static <B> Object build(Subject<B> subject, Method... setters) throws Exception {
        B builder = subject.create().get();
        for (Method setter : setters) {
            try {
                setter.invoke(
                        builder,
                        Arrays.stream(setter.getParameterTypes())
                                .map(type -> value(type, setter.getName()))
                                .toArray());
            } catch (InvocationTargetException e) {
                assertThat(e.getCause())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("would undo");
                return null;
            }
        }
        return subject.result().apply(builder);
    }

    // Each differs from the default.
    private static Object value(Class<?> type, String setter) {
        if (type == boolean.class) {
            return !setter.equals("autoPong") && !setter.equals("clientTracking");
        } else if (type == int.class) {
            return setter.equals("protocolVersion")
                    ? 8
                    : setter.endsWith("WindowBits") ? 10 : setter.endsWith("BufferBytes") ? 128 : 7;
        } else if (type == long.class) {
            return 77L;
        } else if (type == Duration.class) {
            return Duration.ofSeconds(7);
        } else if (type == String.class) {
            return setter.equals("path") ? "/path" : setter.equals("host") ? "127.0.0.1" : "user:password";
        } else if (type == String[].class) {
            return new String[] {"chat"};
        } else if (type == List.class) {
            return List.of();
        } else if (type == Consumer.class && (setter.equals("options") || setter.equals("handshake"))) {
            return (Consumer<Object>) BuilderOrderTest::change;
        } else if (type == SocketAddress.class) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
        } else if (type == Path.class) {
            return Path.of("socket");
        } else if (type.isInterface()) {
            return HOOKS.computeIfAbsent(type, BuilderOrderTest::hook);
        }
        return Objects.requireNonNull(
                VALUES.stream().filter(type::isInstance).findFirst().orElseGet(() -> enumConstant(type)),
                type::toString);
    }

    private static void change(Object builder) {
        if (builder instanceof WebSocketOptions.Builder options) {
            options.maxPayload(99);
        } else if (builder instanceof HandshakeOptions.Builder options) {
            options.allowHeader(true);
        } else if (builder instanceof ClientHandshakeOptions.Builder options) {
            options.lenientConnectionHeader(true);
        }
    }

    private static Object hook(Class<?> type) {
        return Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString", "token" -> "hook";
                    default -> null;
                });
    }

    private static Object enumConstant(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        return constants == null ? null : constants[constants.length - 1];
    }

    private static final List<Object> VALUES = values();

    private static List<Object> values() {
        try {
            return List.of(
                    ServerOptions.builder().maxConnections(3).build(),
                    WebSocketOptions.builder().maxFragments(3).build(),
                    HandshakeOptions.builder().upgradeTokenInList(true).build(),
                    ClientHandshakeOptions.builder().decodeUserInfo(true).build(),
                    DeflateOptions.DEFAULT,
                    Headers.of("X-Test", "1"),
                    HttpLimits.DEFAULT,
                    ClientTls.DEFAULT,
                    ProxyOptions.DEFAULT,
                    EXTENSION,
                    POLICY,
                    RUNTIME,
                    SSLContext.getDefault(),
                    new SSLParameters());
        } catch (NoSuchAlgorithmException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Test
    void theOriginCheckIsKept() {
        WebSocketServer.Builder builder = WebSocketServer.builder().originPolicy(POLICY);

        assertThatIllegalStateException()
                .isThrownBy(() -> builder.handshake(
                        HandshakeOptions.builder().allowHeader(true).build()))
                .withMessage(
                        "handshake(...) would undo originPolicy(...), which was called before; call handshake first");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.serverOptions(ServerOptions.builder().build()))
                .withMessageStartingWith("serverOptions(...) would undo originPolicy(...)");
        WebSocketServer server = builder.handshake(rules -> rules.allowHeader(true))
                .options(options -> options.maxPayload(99))
                .runtime(RUNTIME)
                .build();
        assertThat(server.options().handshake().originPolicy()).isSameAs(POLICY);
        assertThat(server.options().handshake().allowHeader()).isTrue();
        assertThat(server.options().webSocket().maxPayload()).isEqualTo(99);
        server.close();
    }

    @Test
    void settingsAreReplacedOnceAtMost() {
        WebSocketServer.Builder builder = WebSocketServer.builder().options(options -> options.maxPayload(99));

        assertThatIllegalStateException()
                .isThrownBy(() -> builder.options(WebSocketOptions.DEFAULT))
                .withMessage("options(...) was called before, and would be undone");
    }
}
