package dev.ws.jakarta.endpoint;

import dev.ws.jakarta.coder.Coders;
import dev.ws.jakarta.coder.Primitives;
import dev.ws.jakarta.endpoint.EndpointMethod.Parameter;
import dev.ws.jakarta.endpoint.EndpointMethod.Role;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.OnMessage;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import java.io.InputStream;
import java.io.Reader;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks the parameters and return types of annotated methods (specification 4.3 to 4.7) and makes them callable. One per
 * endpoint class, used at deployment.
 */
final class MethodReader {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.jakarta");

    private final Coders coders;
    private final List<String> pathVariables;
    private final PathValues.Parameters pathParameters = new PathValues.Parameters();
    private final Map<String, String> takenKinds = new HashMap<>();

    MethodReader(Coders coders, List<String> pathVariables) {
        this.coders = coders;
        this.pathVariables = pathVariables;
    }

    PathValues.Parameters pathParameters() {
        return pathParameters;
    }

    /**
     * Reads a method of the life cycle.
     *
     * @param told the type of what it may be told besides the session
     * @param mandatory whether it must take that
     */
    EndpointMethod lifecycle(Method method, Class<? extends Annotation> annotation, Class<?> told, boolean mandatory)
            throws DeploymentException {
        String name = AnnotatedMethods.name(annotation, method);
        List<Parameter> parameters = new ArrayList<>();
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            Parameter parameter = common(method, i, name);
            if (parameter == null && types[i] == told) {
                parameter = new Parameter(Role.MESSAGE, 0);
            }
            if (parameter == null) {
                throw new DeploymentException(name + " has a parameter of " + types[i].getTypeName()
                        + ", allowed are Session, " + told.getSimpleName() + " and those with @PathParam");
            }
            once(parameters, parameter, types[i], name);
        }
        if (mandatory && !has(parameters, Role.MESSAGE)) {
            throw new DeploymentException(name + " has no parameter of " + told.getSimpleName() + ", it must have one");
        }
        return EndpointMethod.of(method, parameters);
    }

    /** Reads a method that takes messages, and takes their kinds for it. */
    MessageMethod message(Method method) throws DeploymentException {
        String name = AnnotatedMethods.name(OnMessage.class, method);
        Class<?>[] types = method.getParameterTypes();
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            Parameter parameter = common(method, i, name);
            if (parameter == null) {
                boolean mayBeLast = types[i] == boolean.class && hasPayload(method);
                parameter = new Parameter(mayBeLast ? Role.LAST : Role.MESSAGE, 0);
            }
            once(parameters, parameter, types[i], name);
        }
        Class<?> type = null;
        for (int i = 0; i < types.length; i++) {
            if (parameters.get(i).role() == Role.MESSAGE) {
                type = types[i];
            }
        }
        if (type == null) {
            throw new DeploymentException(name + " has no parameter for the message");
        }
        boolean partial = has(parameters, Role.LAST);
        if (partial && type != String.class && type != byte[].class && type != ByteBuffer.class) {
            throw new DeploymentException(name + " takes parts, which are String, byte[] or ByteBuffer, not "
                    + type.getTypeName() + " and boolean");
        }
        takeKinds(type, partial, name);
        checkReturnType(method, name);
        long max = method.getAnnotation(OnMessage.class).maxMessageSize();
        if (max > Integer.MAX_VALUE) {
            throw new DeploymentException(
                    name + " has a maxMessageSize of " + max + ", at most " + Integer.MAX_VALUE + " is allowed");
        }
        return new MessageMethod(EndpointMethod.of(method, parameters), Primitives.box(type), partial, max);
    }

    // Whether there is a message besides a boolean, which then tells the last part.
    private static boolean hasPayload(Method method) {
        Class<?>[] types = method.getParameterTypes();
        Annotation[][] annotations = method.getParameterAnnotations();
        for (int i = 0; i < types.length; i++) {
            if (types[i] != boolean.class && types[i] != Session.class && pathParam(annotations[i]) == null) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Parameter common(Method method, int index, String name) throws DeploymentException {
        Class<?> type = method.getParameterTypes()[index];
        PathParam path = pathParam(method.getParameterAnnotations()[index]);
        if (path != null) {
            if (type != String.class && !Primitives.contains(type)) {
                throw new DeploymentException(name + " has @PathParam(\"" + path.value() + "\") on "
                        + type.getTypeName() + ", allowed are String, primitives and their boxes");
            }
            if (!pathVariables.contains(path.value())) {
                LOGGER.log(
                        Level.WARNING, name + ": @PathParam(\"" + path.value() + "\") names no variable of the path");
            }
            return new Parameter(Role.PATH, pathParameters.index(path.value(), type));
        }
        return type == Session.class ? new Parameter(Role.SESSION, 0) : null;
    }

    private static @Nullable PathParam pathParam(Annotation[] annotations) {
        for (Annotation annotation : annotations) {
            // By name first, as a client may run without the server's half of the API.
            if (annotation.annotationType().getName().equals("jakarta.websocket.server.PathParam")
                    && annotation instanceof PathParam path) {
                return path;
            }
        }
        return null;
    }

    private static void once(List<Parameter> parameters, Parameter parameter, Class<?> type, String name)
            throws DeploymentException {
        if (parameter.role() != Role.PATH && has(parameters, parameter.role())) {
            String what = switch (parameter.role()) {
                case SESSION -> "session";
                case LAST -> "last part";
                default -> "message";
            };
            throw new DeploymentException(
                    name + " has a second parameter for the " + what + ", of " + type.getTypeName());
        }
        parameters.add(parameter);
    }

    private static boolean has(List<Parameter> parameters, Role role) {
        return parameters.stream().anyMatch(parameter -> parameter.role() == role);
    }

    // Decoders declared for a type go before what the type means without them, as in the session.
    private void takeKinds(Class<?> type, boolean partial, String name) throws DeploymentException {
        boolean text = !partial && coders.decodesText(type);
        boolean binary = !partial && coders.decodesBinary(type);
        if (type == PongMessage.class) {
            take("pong", name);
            return;
        }
        if (!text && !binary) {
            text = type == String.class || type == Reader.class;
            binary = type == byte[].class || type == ByteBuffer.class || type == InputStream.class;
        }
        if (!text && !binary) {
            throw new DeploymentException(
                    name + " takes messages of " + type.getTypeName() + ", for which there is no decoder");
        }
        if (text) {
            take("text", name);
        }
        if (binary) {
            take("binary", name);
        }
    }

    private void take(String kind, String name) throws DeploymentException {
        String other = takenKinds.putIfAbsent(kind, name);
        if (other != null) {
            throw new DeploymentException(
                    name + " is the second one for " + kind + " messages after " + other + ", one is allowed");
        }
    }

    private void checkReturnType(Method method, String name) throws DeploymentException {
        Class<?> type = method.getReturnType();
        if (type != void.class && type != Void.class && !coders.mayEncode(type)) {
            throw new DeploymentException(name + " returns " + type.getTypeName() + ", for which there is no encoder");
        }
    }
}
