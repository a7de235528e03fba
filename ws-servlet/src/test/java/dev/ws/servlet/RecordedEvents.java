package dev.ws.servlet;

import dev.ws.transport.TransportEvents;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what a transport tells, and runs a task inside {@code readable()}. */
final class RecordedEvents implements TransportEvents {
    final List<String> told = new ArrayList<>();

    @Nullable Throwable cause;

    Runnable whenReadable = () -> {};
    private boolean inside;

    @Override
    public void readable() {
        if (inside) {
            throw new AssertionError("readable() inside readable()");
        }
        inside = true;
        told.add("readable");
        try {
            whenReadable.run();
        } finally {
            inside = false;
        }
    }

    @Override
    public void writable() {
        told.add("writable");
    }

    @Override
    public void closed(@Nullable Throwable reason) {
        told.add("closed");
        cause = reason;
    }
}
