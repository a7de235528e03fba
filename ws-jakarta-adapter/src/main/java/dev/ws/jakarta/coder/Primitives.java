package dev.ws.jakarta.coder;

import jakarta.websocket.DecodeException;
import java.util.Map;

/** The primitive types and their boxes as text, of messages and of path parameters. Stateless; any thread. */
public final class Primitives {
    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            boolean.class, Boolean.class,
            byte.class, Byte.class,
            char.class, Character.class,
            short.class, Short.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class);

    private Primitives() {}

    /** {@return whether the type is a primitive type, other than void, or the box of one} */
    public static boolean contains(Class<?> type) {
        return BOXES.containsKey(type) || BOXES.containsValue(type);
    }

    /** {@return the box of a primitive type; any other type itself} */
    public static Class<?> box(Class<?> type) {
        return BOXES.getOrDefault(type, type);
    }

    /**
     * Reads a value as the type's {@code valueOf} does; of a character the first one.
     *
     * @param type a primitive type or a box
     * @param text the value as text
     * @return the boxed value
     * @throws DecodeException naming the text and the type
     */
    public static Object decode(Class<?> type, String text) throws DecodeException {
        Class<?> box = box(type);
        try {
            if (box == Boolean.class) {
                return Boolean.valueOf(text);
            }
            if (box == Byte.class) {
                return Byte.valueOf(text);
            }
            if (box == Character.class) {
                return text.charAt(0);
            }
            if (box == Short.class) {
                return Short.valueOf(text);
            }
            if (box == Integer.class) {
                return Integer.valueOf(text);
            }
            if (box == Long.class) {
                return Long.valueOf(text);
            }
            if (box == Float.class) {
                return Float.valueOf(text);
            }
            if (box == Double.class) {
                return Double.valueOf(text);
            }
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new DecodeException(text, "'" + text + "' is not a " + type.getSimpleName(), e);
        }
        throw new IllegalArgumentException(type.getName() + " is no primitive type");
    }
}
