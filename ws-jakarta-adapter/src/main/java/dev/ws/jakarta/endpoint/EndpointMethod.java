package dev.ws.jakarta.endpoint;

import jakarta.websocket.DecodeException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Session;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An annotated method in the one form in which all are called: (instance, session, message, last, path values), where the
 * message may also be the configuration, the close reason or the error. Made at deployment; a call allocates nothing of
 * its own. Immutable.
 */
final class EndpointMethod {
    private static final MethodType FORM = MethodType.methodType(
            Object.class, Object.class, Session.class, Object.class, boolean.class, Object[].class);

    /** What a parameter takes; the value is its place in the form. */
    enum Role {
        SESSION(1),
        MESSAGE(2),
        LAST(3),
        PATH(4);

        private final int place;

        Role(int place) {
            this.place = place;
        }
    }

    /**
     * A parameter of the method.
     *
     * @param role what it takes
     * @param index which path value
     */
    record Parameter(Role role, int index) {}

    private final MethodHandle handle;
    private final int[] pathIndexes;

    private EndpointMethod(MethodHandle handle, int[] pathIndexes) {
        this.handle = handle;
        this.pathIndexes = pathIndexes;
    }

    static EndpointMethod of(Method method, List<Parameter> parameters) throws DeploymentException {
        MethodHandle target = access(method).asFixedArity();
        int[] order = new int[parameters.size() + 1];
        MethodType types = target.type().changeParameterType(0, Object.class).changeReturnType(Object.class);
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            order[i + 1] = parameter.role().place;
            if (parameter.role() == Role.PATH) {
                target = MethodHandles.filterArguments(
                        target, i + 1, element(parameter.index(), target.type().parameterType(i + 1)));
            }
            types = types.changeParameterType(i + 1, FORM.parameterType(parameter.role().place));
        }
        return new EndpointMethod(
                MethodHandles.permuteArguments(target.asType(types), FORM, order),
                parameters.stream()
                        .filter(parameter -> parameter.role() == Role.PATH)
                        .mapToInt(Parameter::index)
                        .toArray());
    }

    private static MethodHandle element(int index, Class<?> type) {
        MethodHandle getter = MethodHandles.insertArguments(MethodHandles.arrayElementGetter(Object[].class), 1, index);
        return getter.asType(MethodType.methodType(type, Object[].class));
    }

    // Public methods of public classes need no more; those inherited from other classes, and of packages that are not
    // exported to everybody, do.
    private static MethodHandle access(Method method) throws DeploymentException {
        try {
            return MethodHandles.publicLookup().unreflect(method);
        } catch (IllegalAccessException e) {
            try {
                method.setAccessible(true);
                return MethodHandles.lookup().unreflect(method);
            } catch (IllegalAccessException | RuntimeException again) {
                throw new DeploymentException(
                        "method " + method + " cannot be accessed: its module must export or open its package", again);
            }
        }
    }

    /**
     * Calls the method.
     *
     * @return what it returned; null from void methods
     * @throws DecodeException when one of its path parameters could not be converted
     * @throws Throwable what the method threw
     */
    @Nullable Object call(Object instance, Session session, @Nullable Object message, boolean last, PathValues path)
            throws Throwable {
        if (pathIndexes.length > 0) {
            path.check(pathIndexes);
        }
        return (Object) handle.invokeExact(instance, session, message, last, path.values());
    }
}
