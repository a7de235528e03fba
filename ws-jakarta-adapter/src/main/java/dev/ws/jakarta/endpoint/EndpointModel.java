package dev.ws.jakarta.endpoint;

import dev.ws.jakarta.coder.Coders;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The annotated methods of an endpoint class, checked at deployment. Immutable; server and client. */
public final class EndpointModel {
    private final Class<?> type;
    private final Coders coders;
    private final @Nullable EndpointMethod onOpen;
    private final @Nullable EndpointMethod onClose;
    private final @Nullable EndpointMethod onError;
    private final List<MessageMethod> onMessage;
    private final PathValues.Parameters pathParameters;

    private EndpointModel(Class<?> type, Coders coders, MethodReader reader) throws DeploymentException {
        AnnotatedMethods methods = new AnnotatedMethods(type);
        this.type = type;
        this.coders = coders;
        this.onOpen = read(methods, reader, OnOpen.class, EndpointConfig.class, false);
        this.onClose = read(methods, reader, OnClose.class, CloseReason.class, false);
        this.onError = read(methods, reader, OnError.class, Throwable.class, true);
        List<MessageMethod> taking = new ArrayList<>();
        for (Method method : methods.with(OnMessage.class)) {
            taking.add(reader.message(method));
        }
        this.onMessage = List.copyOf(taking);
        this.pathParameters = reader.pathParameters();
    }

    private static @Nullable EndpointMethod read(
            AnnotatedMethods methods,
            MethodReader reader,
            Class<? extends Annotation> annotation,
            Class<?> told,
            boolean mandatory)
            throws DeploymentException {
        Method method = methods.only(annotation);
        return method == null ? null : reader.lifecycle(method, annotation, told, mandatory);
    }

    /**
     * Reads and checks a class. Whether it can be instantiated is left to who does it, as far as it depends on constructors.
     *
     * @param type a class annotated with ServerEndpoint or ClientEndpoint
     * @param pathVariables the variables of its path; empty on the client
     * @param coders its encoders and decoders
     * @throws DeploymentException naming class, method and rule
     */
    public static EndpointModel of(Class<?> type, List<String> pathVariables, Coders coders)
            throws DeploymentException {
        if (Modifier.isAbstract(type.getModifiers())) {
            throw new DeploymentException("endpoint " + type.getName() + " is abstract, must be a concrete class");
        }
        // Objects of clients may come from anywhere.
        if (isServer(type)) {
            if (!Modifier.isPublic(type.getModifiers())) {
                throw new DeploymentException("endpoint " + type.getName() + " is not public");
            }
            if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
                throw new DeploymentException(
                        "endpoint " + type.getName() + " is an inner class, must be static or a class of its own");
            }
        }
        return new EndpointModel(type, coders, new MethodReader(coders, pathVariables));
    }

    // By name, as a client may run without the server's half of the API.
    private static boolean isServer(Class<?> type) {
        return Arrays.stream(type.getAnnotations())
                .anyMatch(annotation ->
                        annotation.annotationType().getName().equals("jakarta.websocket.server.ServerEndpoint"));
    }

    /**
     * An endpoint that calls the annotated methods of an instance. Its onOpen adds the message handlers to the session, which
     * is a {@link dev.ws.jakarta.session.TypedHandlers}. Its methods throw what the annotated ones threw, checked or not.
     *
     * @param instance the application's object
     * @param pathParameters the values of the path's variables
     */
    public Endpoint bind(Object instance, Map<String, String> pathParameters) {
        return new BoundEndpoint(this, instance, this.pathParameters.of(pathParameters));
    }

    Class<?> type() {
        return type;
    }

    @Nullable EndpointMethod onOpen() {
        return onOpen;
    }

    @Nullable EndpointMethod onClose() {
        return onClose;
    }

    @Nullable EndpointMethod onError() {
        return onError;
    }

    List<MessageMethod> onMessage() {
        return onMessage;
    }

    /** {@return whether the application has an encoder for objects of exactly this type} */
    boolean hasEncoder(Class<?> result) {
        return coders.hasEncoder(result);
    }
}
