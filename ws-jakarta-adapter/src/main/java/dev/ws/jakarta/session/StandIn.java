package dev.ws.jakarta.session;

/** An endpoint that stands for an annotated object. */
public interface StandIn {
    /** {@return the class of that object} */
    Class<?> annotatedClass();
}
