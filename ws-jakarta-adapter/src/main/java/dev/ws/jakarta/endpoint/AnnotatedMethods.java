package dev.ws.jakarta.endpoint;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The annotated methods of a class and its superclasses. Annotations are not inherited (specification 4.8): of a method that
 * is overridden only the last word counts, with or without annotation. Used at deployment.
 */
final class AnnotatedMethods {
    private static final List<Class<? extends Annotation>> ANNOTATIONS =
            List.of(OnOpen.class, OnMessage.class, OnError.class, OnClose.class);

    private final List<Method> methods = new ArrayList<>();

    // No record: Java 17 keeps the type of the last record that was compared, and so the class loader of the
    // application.
    private static List<Object> signature(Method method) {
        List<Object> signature = new ArrayList<>(List.of(method.getParameterTypes()));
        signature.add(method.getName());
        return signature;
    }

    /**
     * Finds the methods.
     *
     * @throws DeploymentException when one is not public, or static
     */
    AnnotatedMethods(Class<?> type) throws DeploymentException {
        Set<List<Object>> overridden = new HashSet<>();
        for (Class<?> current = type; current != null && current != Object.class; current = current.getSuperclass()) {
            Method[] declared = current.getDeclaredMethods();
            Set<List<Object>> here = new HashSet<>();
            for (Method method : declared) {
                List<Object> signature = signature(method);
                if (!method.isSynthetic()) {
                    if (!overridden.contains(signature)) {
                        add(method);
                    }
                    here.add(signature);
                } else if (bridgesOverride(method, declared)) {
                    here.add(signature);
                }
            }
            overridden.addAll(here);
        }
    }

    // A bridge stands for an override with other types; or for a method of a superclass that is not public, made
    // accessible, which is no override.
    private static boolean bridgesOverride(Method bridge, Method[] declared) {
        return Arrays.stream(declared)
                .anyMatch(method -> !method.isSynthetic()
                        && method.getName().equals(bridge.getName())
                        && method.getParameterCount() == bridge.getParameterCount());
    }

    private void add(Method method) throws DeploymentException {
        for (Class<? extends Annotation> annotation : ANNOTATIONS) {
            if (method.isAnnotationPresent(annotation)) {
                if (!Modifier.isPublic(method.getModifiers())) {
                    throw new DeploymentException(name(annotation, method) + " is not public");
                }
                if (Modifier.isStatic(method.getModifiers())) {
                    throw new DeploymentException(name(annotation, method) + " is static");
                }
                methods.add(method);
                return;
            }
        }
    }

    /** {@return the methods with an annotation, those of the class itself first} */
    List<Method> with(Class<? extends Annotation> annotation) {
        return methods.stream()
                .filter(method -> method.isAnnotationPresent(annotation))
                .toList();
    }

    /**
     * The only method with an annotation.
     *
     * @return null if there is none
     * @throws DeploymentException when there are several
     */
    @Nullable Method only(Class<? extends Annotation> annotation) throws DeploymentException {
        List<Method> found = with(annotation);
        if (found.size() > 1) {
            throw new DeploymentException(
                    name(annotation, found.get(1)) + " is the second one after " + found.get(0) + ", one is allowed");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    /** {@return how messages name a method} */
    static String name(Class<? extends Annotation> annotation, Method method) {
        return "@" + annotation.getSimpleName() + " method "
                + method.getDeclaringClass().getName() + "." + method.getName();
    }
}
