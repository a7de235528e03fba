package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of the transport against strict streams in memory, error paths included (E-001, E-007). */
class ServletTransportTest {
    private final FakeConnection connection = new FakeConnection();
    private final RecordedEvents events = new RecordedEvents();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    private ServletTransport started(ServletContainer container) throws IOException {
        ServletTransport transport = new ServletTransport(connection, container, tasks::add);
        transport.start(events);
        return transport;
    }

    private ServletTransport writable(ServletContainer container) throws IOException {
        ServletTransport transport = started(container);
        connection.output.listener().onWritePossible();
        events.told.clear();
        return transport;
    }

    private static int read(ServletTransport transport, int room) {
        try {
            return transport.read(ByteBuffer.allocate(room));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.wrap(new byte[count]);
    }

    // --- reading -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(names = "TOMCAT", mode = EnumSource.Mode.EXCLUDE)
    void nothingIsReadAndNothingIsToldUntilAskedFor(ServletContainer container) throws IOException {
        started(container);
        connection.input.arrive(new byte[5]);
        connection.input.listener().onDataAvailable();
        assertThat(events.told).isEmpty();
        assertThat(connection.input.reads).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void readableComesOncePerDemand(ServletContainer container) throws IOException {
        ServletTransport transport = started(container);
        transport.awaitReadable();
        transport.awaitReadable();
        connection.input.arrive(new byte[5]);
        connection.input.listener().onDataAvailable();
        connection.input.listener().onDataAvailable();
        assertThat(events.told).containsExactly("readable");
    }

    @ParameterizedTest
    @EnumSource
    void thePumpReadsInsideTheCallbackUntilNothingIsLeft(ServletContainer container) throws IOException {
        ServletTransport transport = started(container);
        connection.input.arrive(new byte[100]);
        connection.input.arrive(new byte[40]);
        int[] total = {0};
        events.whenReadable = () -> {
            for (int count = read(transport, 64); count > 0; count = read(transport, 64)) {
                total[0] += count;
            }
            transport.awaitReadable();
        };
        transport.awaitReadable();
        connection.input.listener().onDataAvailable();
        assertThat(total[0]).isEqualTo(140);
        assertThat(events.told).containsExactly("readable");
        assertThat(tasks).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "TOMCAT", mode = EnumSource.Mode.EXCLUDE)
    void awaitReadableWithInputAtHandLeadsToAnotherThread(ServletContainer container) throws IOException {
        ServletTransport transport = started(container);
        connection.input.arrive(new byte[5]);
        connection.input.listener().onDataAvailable();
        transport.awaitReadable();
        assertThat(events.told).isEmpty();
        tasks.remove().run();
        assertThat(events.told).containsExactly("readable");
        assertThat(read(transport, 16)).isEqualTo(5);
    }

    @Test
    void awaitReadableInsideReadableIsAnsweredAfterIt() throws IOException {
        ServletTransport transport = started(ServletContainer.JETTY);
        connection.input.arrive(new byte[15]);
        events.whenReadable = () -> {
            if (read(transport, 10) > 0) {
                transport.awaitReadable();
            }
        };
        transport.awaitReadable();
        connection.input.listener().onDataAvailable();
        assertThat(events.told).containsExactly("readable", "readable");
        assertThat(connection.input.unread()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfInputIsReadAsMinusOne(ServletContainer container) throws IOException {
        ServletTransport transport = started(container);
        transport.awaitReadable();
        connection.input.listener().onAllDataRead();
        assertThat(events.told).containsExactly("readable");
        assertThat(read(transport, 16)).isEqualTo(-1);
        assertThat(connection.closes).isEqualTo(container == ServletContainer.TOMCAT ? 1 : 0);
    }

    @Test
    void tomcatsEofErrorIsTheEndOfInputAndClosesInsideTheCallback() throws IOException {
        ServletTransport transport = started(ServletContainer.TOMCAT);
        transport.awaitReadable();
        connection.input.listener().onError(new EOFException());
        assertThat(connection.closes).isEqualTo(1);
        assertThat(read(transport, 16)).isEqualTo(-1);
        transport.close();
        assertThat(events.told).containsExactly("readable", "closed");
        assertThat(events.cause).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void aResetIsToldWithItsCause(ServletContainer container) throws IOException {
        ServletTransport transport = started(container);
        IOException reset = new IOException("Connection reset");
        connection.input.listener().onError(reset);
        connection.input.listener().onAllDataRead();
        assertThat(events.told).containsExactly("closed");
        assertThat(events.cause).isSameAs(reset);
        transport.awaitReadable();
        assertThatIOException().isThrownBy(() -> transport.write(bytes(1))).withCause(reset);
    }

    @ParameterizedTest
    @EnumSource(names = "TOMCAT", mode = EnumSource.Mode.EXCLUDE)
    void strangeExceptionsOfTheStreamBecomeIoExceptions(ServletContainer container) throws IOException {
        ServletTransport transport = started(container);
        connection.input.failure = new NullPointerException("pooled");
        assertThatIOException()
                .isThrownBy(() -> transport.read(ByteBuffer.allocate(8)))
                .withRootCauseInstanceOf(NullPointerException.class);
        assertThat(events.told).isEmpty();
        transport.abort();
        assertThat(events.told).containsExactly("closed");
    }

    // --- Tomcat's inbox ----------------------------------------------------------------------------------------------

    @Test
    void onTomcatWhatThePumpLeavesIsKeptForAnyThread() throws IOException {
        ServletTransport transport = started(ServletContainer.TOMCAT);
        connection.input.arrive(new byte[10]);
        connection.input.arrive(new byte[20]);
        connection.input.listener().onDataAvailable();
        assertThat(connection.input.unread()).isZero();
        assertThat(read(transport, 25)).isEqualTo(25);
        assertThat(read(transport, 25)).isEqualTo(5);
        assertThat(read(transport, 25)).isZero();
    }

    @Test
    void onTomcatTheStreamIsNotTouchedOutsideItsCallback() throws IOException {
        ServletTransport transport = started(ServletContainer.TOMCAT);
        connection.input.arrive(new byte[10]);
        assertThat(read(transport, 25)).isZero();
        assertThat(connection.input.reads).isZero();
    }

    @Test
    void onTomcatAnInterruptWhileWaitingForRoomEndsTheConnection() throws IOException {
        started(ServletContainer.TOMCAT);
        for (int i = 0; i <= ServletInbox.SOFT_LIMIT / 8192; i++) {
            connection.input.arrive(new byte[8192]);
        }
        Thread.currentThread().interrupt();
        connection.input.listener().onDataAvailable();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(connection.input.unread()).isEqualTo(8192);
        assertThat(connection.closes).isEqualTo(1);
    }

    @Test
    void aCloseFrameBeforeAResetIsStillRead() throws IOException {
        ServletTransport transport = started(ServletContainer.TOMCAT);
        connection.input.arrive(new byte[10]);
        connection.input.listener().onDataAvailable();
        connection.input.listener().onError(new IOException("Connection reset"));
        transport.destroyed();
        assertThat(events.told).isEmpty();
        assertThat(read(transport, 25)).isEqualTo(10);
        assertThatIOException().isThrownBy(() -> transport.read(ByteBuffer.allocate(8)));
        transport.abort();
        assertThat(events.told).containsExactly("closed");
    }

    // --- writing -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void nothingIsWrittenBeforeTheFirstWritePossible(ServletContainer container) throws IOException {
        ServletTransport transport = started(container);
        assertThat(transport.write(bytes(10))).isZero();
        assertThat(transport.flush()).isTrue();
        connection.output.listener().onWritePossible();
        assertThat(events.told).containsExactly("writable");
        assertThat(transport.write(bytes(10))).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource
    void writingStopsWhenTheContainerIsNotReady(ServletContainer container) throws IOException {
        ServletTransport transport = writable(container);
        connection.output.readyAnswers = 2;
        ByteBuffer source = bytes(100_000);
        assertThat(transport.write(source)).isEqualTo(2 * 16 * 1024);
        assertThat(source.position()).isEqualTo(2 * 16 * 1024);
        assertThat(transport.flush()).isFalse();
        connection.output.readyAnswers = Integer.MAX_VALUE;
        connection.output.listener().onWritePossible();
        assertThat(transport.write(source)).isEqualTo(100_000 - 2 * 16 * 1024);
        assertThat(transport.flush()).isTrue();
        assertThat(connection.output.written.size()).isEqualTo(100_000);
        assertThat(connection.output.flushes).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void flushIsDoneOnlyWhenTheContainerIsReadyAgain(ServletContainer container) throws IOException {
        ServletTransport transport = writable(container);
        transport.write(bytes(10));
        connection.output.readyAnswers = 1;
        assertThat(transport.flush()).isFalse();
        assertThat(connection.output.flushes).isEqualTo(1);
        connection.output.readyAnswers = Integer.MAX_VALUE;
        connection.output.listener().onWritePossible();
        assertThat(transport.flush()).isTrue();
        assertThat(connection.output.flushes).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void slicedBuffersAreWrittenFromTheirOffset(ServletContainer container) throws IOException {
        ServletTransport transport = writable(container);
        ByteBuffer slice =
                ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4, 5, 6}, 1, 5).slice();
        slice.position(1).limit(4);
        assertThat(transport.write(slice)).isEqualTo(3);
        assertThat(connection.output.written.toByteArray()).containsExactly(2, 3, 4);
        if (container != ServletContainer.TOMCAT) {
            assertThat(connection.output.arrayLengths).containsExactly(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anErrorDuringAWriteIsThrownAndNotToldFromInside(ServletContainer container) throws IOException {
        ServletTransport transport = writable(container);
        connection.output.failure = new IllegalStateException("socket closed");
        assertThatIOException().isThrownBy(() -> transport.write(bytes(10)));
        assertThat(events.told).isEmpty();
        transport.abort();
        transport.abort();
        transport.destroyed();
        assertThat(events.told).containsExactly("closed");
    }

    @Test
    void undertowsWriteErrorIsThrownOutOfItsLoop() throws IOException {
        writable(ServletContainer.UNDERTOW);
        IOException reset = new IOException("Connection reset");
        assertThatIllegalStateException()
                .isThrownBy(() -> connection.output.listener().onError(reset))
                .withCause(reset);
        assertThat(events.told).containsExactly("closed");
    }

    @ParameterizedTest
    @EnumSource(names = "UNDERTOW", mode = EnumSource.Mode.EXCLUDE)
    void elsewhereAWriteErrorIsNotThrown(ServletContainer container) throws IOException {
        writable(container);
        assertThatNoException()
                .isThrownBy(() -> connection.output.listener().onError(new IOException("Connection reset")));
        assertThat(events.told).containsExactly("closed");
        assertThat(connection.closes).isEqualTo(1);
    }

    // --- ending ------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void afterCloseNothingMovesAndClosedIsToldOnce(ServletContainer container) throws IOException {
        ServletTransport transport = writable(container);
        transport.close();
        transport.close();
        transport.abort();
        transport.destroyed();
        assertThat(events.told).containsExactly("closed");
        assertThat(events.cause).isNull();
        assertThat(read(transport, 8)).isEqualTo(-1);
        assertThatIOException().isThrownBy(() -> transport.write(bytes(1)));
        connection.output.listener().onWritePossible();
        connection.input.listener().onDataAvailable();
        assertThat(events.told).containsExactly("closed");
    }

    @ParameterizedTest
    @EnumSource
    void aContainerThatStopsIsToldAsTheEnd(ServletContainer container) throws IOException {
        ServletTransport transport = writable(container);
        transport.destroyed();
        assertThat(events.told).containsExactly("closed");
        assertThatIOException().isThrownBy(() -> transport.write(bytes(1)));
    }

    @Test
    void undertowsCloseDoesNotWaitForPendingOutput() throws IOException {
        ServletTransport transport = writable(ServletContainer.UNDERTOW);
        connection.output.readyAnswers = 1;
        transport.write(bytes(20_000));
        transport.abort();
        assertThat(connection.closes).isZero();
        assertThat(events.told).containsExactly("closed");
        tasks.remove().run();
        assertThat(connection.closes).isEqualTo(1);
    }

    @Test
    void aRuntimeThatEndedAbortsTheConnection() throws IOException {
        ServletTransport transport = new ServletTransport(connection, ServletContainer.JETTY, task -> {
            throw new RejectedExecutionException();
        });
        transport.start(events);
        connection.input.arrive(new byte[1]);
        connection.input.listener().onDataAvailable();
        transport.awaitReadable();
        assertThat(events.told).containsExactly("closed");
        assertThat(connection.closes).isEqualTo(1);
    }

    @Test
    void anExceptionOfThePumpEndsTheConnection() throws IOException {
        ServletTransport transport = started(ServletContainer.OTHER);
        events.whenReadable = () -> {
            throw new IllegalStateException("pump");
        };
        transport.awaitReadable();
        connection.input.listener().onDataAvailable();
        assertThat(events.told).containsExactly("readable", "closed");
        assertThat(events.cause).hasMessage("pump");
    }
}
