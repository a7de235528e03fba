package dev.ws.benchmarks.http2;

import java.util.List;

/**
 * What is sent.
 *
 * @param name how it is called in the table
 * @param webSockets how many there are
 * @param connections how many HTTP/2 connections they share; over HTTP/1.1 each has its own
 * @param window messages under way on each
 * @param size bytes of a message, 8 to 65,535
 * @param text whether messages are text, binary otherwise
 */
record Scenario(String name, int webSockets, int connections, int window, int size, boolean text) {
    static final List<Scenario> ALL = List.of(
            new Scenario("pp64", 64, 8, 1, 64, false),
            new Scenario("pp1024", 1024, 8, 1, 64, false),
            new Scenario("pipe64", 64, 8, 64, 64, false),
            new Scenario("pipe1024", 1024, 8, 8, 64, false),
            new Scenario("text1k", 64, 8, 8, 1024, true));

    /** Idle WebSockets whose memory is measured, after one message each. */
    static final Scenario IDLE = new Scenario("idle10k", 10_000, 64, 1, 64, false);
}
