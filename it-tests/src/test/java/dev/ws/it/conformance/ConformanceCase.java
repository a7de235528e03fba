package dev.ws.it.conformance;

import java.io.IOException;

/**
 * One row of the table.
 *
 * @param id group and name; the group is the one of the Autobahn testsuite that checks the same rule
 * @param failFast whether the subject has to notice the mistake before frame and message are complete
 * @param script what is sent and what has to come back
 */
public record ConformanceCase(String id, boolean failFast, Script script) {
    /** The course of a case. */
    @FunctionalInterface
    public interface Script {
        void run(Exchange exchange) throws IOException;
    }

    static ConformanceCase of(String id, Script script) {
        return new ConformanceCase(id, false, script);
    }

    static ConformanceCase failFast(String id, Script script) {
        return new ConformanceCase(id, true, script);
    }

    @Override
    public String toString() {
        return id;
    }
}
