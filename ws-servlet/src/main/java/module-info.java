/** Brings the engine into any servlet container. */
module dev.ws.servlet {
    requires static org.jspecify;
    requires transitive dev.ws.core;
    requires transitive jakarta.servlet;

    exports dev.ws.servlet;

    provides jakarta.servlet.ServletContainerInitializer with
            dev.ws.servlet.WebSocketInitializer;
}
