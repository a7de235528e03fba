package dev.ws.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What a container does with the streams of an upgraded connection where the Servlet specification leaves room, one object
 * per connection. This class is the container of which nothing is known but the specification; its subclasses are those that
 * need more.
 */
class ContainerHabits {
    static final System.Logger LOGGER = System.getLogger("dev.ws.servlet");

    /** What a callback may have to wait for, and why it should not. */
    interface Waits {
        /** {@return whether the connection is closed or about to be} */
        boolean isOver();

        /** {@return whether output waits for a call of the container} */
        boolean outputWaits();

        /** {@return how often the container called because more can be written} */
        int outputCalls();
    }

    private final WebConnection connection;
    private final Executor executor;

    ContainerHabits(WebConnection connection, Executor executor) {
        this.connection = connection;
        this.executor = executor;
    }

    /**
     * Recognises a container by the classes of its objects, so that none of them is needed to compile.
     *
     * @param repair what Jetty's request told before the upgrade; null for other containers
     */
    static ContainerHabits of(WebConnection connection, Executor executor, @Nullable JettyRepair repair)
            throws IOException {
        String name = connection.getClass().getName();
        if (name.startsWith("org.apache.coyote.")) {
            return new TomcatHabits(connection, executor);
        }
        if (repair != null) {
            return new JettyHabits(connection, executor, repair.endPoint());
        }
        if (name.startsWith("io.undertow.")) {
            return new UndertowHabits(connection, executor);
        }
        if (name.startsWith("org.apache.catalina.connector.")) {
            return new GrizzlyHabits(connection, executor); // Tomcat has no connection class in this package
        }
        if (name.startsWith("com.ibm.ws.")) {
            return new LibertyHabits(connection, executor);
        }
        return new ContainerHabits(connection, executor);
    }

    final WebConnection connection() {
        return connection;
    }

    /** {@return whether the 101 leaves only with the first output or flush} A flush does no harm where it does not. */
    boolean needsFirstFlush() {
        return true;
    }

    /** {@return whether a written array may be used again at once, and offset and length count} */
    boolean copiesWrites() {
        return false;
    }

    /** {@return whether closing the output stream ends that side alone} */
    boolean halfCloses() {
        return false;
    }

    /** Ends the output side, where {@link #halfCloses()}. */
    void shutdownOutput() {}

    /** {@return whether input is read even if nobody wants it, because the container would call at once again} */
    boolean readsAhead() {
        return false;
    }

    /** {@return whether what the container has at hand is taken although the inbox is full, because it would be stuck there} */
    boolean readsOnceWithoutRoom(ServletInbox inbox) {
        return false;
    }

    /** {@return whether an error of the input stream is how the container tells of the peer's FIN} */
    boolean isEndOfInput(Throwable error) {
        return false;
    }

    /** {@return whether written bytes leave only when flushed} */
    boolean needsFlush() {
        return true;
    }

    /** {@return the most bytes that one read may bring} */
    int readSize() {
        return 16 * 1024;
    }

    /** {@return whether a read keeps to offset and length} */
    boolean readsIntoAnyArray() {
        return true;
    }

    /** {@return whether no callback about output may come while one about input runs} */
    boolean holdsOutputBack() {
        return true;
    }

    /** {@return whether the stream objects serve another connection once this one is gone} */
    boolean reusesStreams() {
        return false;
    }

    /** Runs what a callback of the container is there for. */
    void callback(Runnable task) {
        task.run();
    }

    /**
     * Runs a turn of reading that goes on where another one left input.
     *
     * @throws RejectedExecutionException when the application has ended
     */
    void resumeReading(Runnable turn) {
        executor.execute(turn);
    }

    /**
     * {@return whether a callback that has no room waits for some and never leaves input behind, so that nobody has to go on
     * in its place}
     */
    boolean staysInCallback() {
        return false;
    }

    /**
     * {@return whether reading the peer's FIN makes the container drop the connection, with output that is not out yet} Then
     * the stream is not asked for more before what was read is answered.
     */
    boolean dropsOutputAtFin() {
        return false;
    }

    /**
     * {@return whether the socket is closed and the container may tell nobody} Asked when there is no input, after the container
     * was asked to call.
     */
    boolean isCut() {
        return false;
    }

    /** {@return whether the output stream is ready, asked so that no call of the container can be missed} */
    boolean isReady(ServletOutputStream out) {
        return out.isReady();
    }

    /** The callback is about to leave input behind. Returns whether there is a reason to go on instead. */
    boolean leavesInput(ServletInbox inbox, Waits waits) {
        return false;
    }

    /**
     * The callback that tells of the end of input is about to return. Returns whether the connection may stay open until the
     * pump has seen the end.
     */
    boolean leavesEnd(ServletInbox inbox, Waits waits) {
        return true;
    }

    /** A callback told of an error of the output stream; the last thing before it returns. */
    void writeFailed(Throwable error) {}

    /**
     * Closes the connection. Nobody uses the streams any more.
     *
     * @param abort whether pending output is dropped
     */
    void close(boolean abort) {
        // Not on this thread, which may be inside a callback and hold a lock that the close needs, too.
        execute(abort ? this::abortConnection : this::closeConnection);
    }

    /** Cuts the connection without waiting for output, as far as the container lets us. */
    void abortConnection() {
        closeConnection();
    }

    void closeConnection() {
        try {
            connection.close();
        } catch (Exception e) {
            // It is gone either way; containers throw all kinds of exceptions here.
            LOGGER.log(System.Logger.Level.TRACE, "the container failed to close a connection", e);
        }
    }

    /** Runs a task on a thread of ours, or, when the application has ended, on this one. */
    final void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }
}
