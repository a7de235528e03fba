package dev.ws;

/** What becomes of a connection whose handler threw. */
public enum HandlerErrors {
    /** Report to {@code onError}, then close with 1011 and an empty reason. */
    CLOSE,
    /** Report to {@code onError} and go on with the next event. */
    REPORT
}
