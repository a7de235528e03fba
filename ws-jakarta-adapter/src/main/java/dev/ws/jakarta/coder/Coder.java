package dev.ws.jakarta.coder;

/**
 * One kind of one encoder or decoder class.
 *
 * @param type the class
 * @param kind what it is used for here
 * @param objects the type of the objects it is for
 * @param slot the place of its instance in the connection's coders, the same for all kinds of the class
 */
record Coder(Class<?> type, CoderKind kind, Class<?> objects, int slot) {}
