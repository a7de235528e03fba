package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import jakarta.servlet.ReadListener;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of the transport against strict streams in memory, error paths included. */
class ServletTransportTest {
    private final FakeConnection connection = new FakeConnection();
    private final RecordedEvents events = new RecordedEvents();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    private enum Kind {
        SPECIFICATION,
        TOMCAT,
        JETTY,
        UNDERTOW,
        GRIZZLY,
        LIBERTY;

        ContainerHabits habits(FakeConnection connection, Executor executor) throws IOException {
            return switch (this) {
                case SPECIFICATION -> new ContainerHabits(connection, executor);
                case TOMCAT -> new TomcatHabits(connection, executor, 0, 3);
                case JETTY -> new JettyHabits(connection, executor, () -> {});
                case UNDERTOW -> new UndertowHabits(connection, executor);
                case GRIZZLY -> new GrizzlyHabits(connection, executor);
                case LIBERTY -> new LibertyHabits(connection, executor, 0);
            };
        }
    }

    private ServletTransport started(Kind kind) throws IOException {
        ServletTransport transport = new ServletTransport(connection, kind.habits(connection, tasks::add), tasks::add);
        transport.start(events);
        return transport;
    }

    private ServletTransport writable(Kind kind) throws IOException {
        ServletTransport transport = started(kind);
        connection.output.listener().onWritePossible();
        events.told.clear();
        return transport;
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private static int read(ServletTransport transport, int room) {
        try {
            return transport.read(ByteBuffer.allocate(room));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(ServletTransport transport, int count) {
        try {
            transport.write(bytes(count));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.wrap(new byte[count]);
    }

    // --- reading -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(
            names = {"TOMCAT", "LIBERTY"},
            mode = EnumSource.Mode.EXCLUDE)
    void nothingIsReadAndNothingIsToldUntilAskedFor(Kind kind) throws IOException {
        started(kind);
        connection.input.arrive(new byte[5]);
        connection.input.listener().onDataAvailable();
        assertThat(events.told).isEmpty();
        assertThat(connection.input.reads).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void readableComesOncePerDemand(Kind kind) throws IOException {
        ServletTransport transport = started(kind);
        transport.awaitReadable();
        transport.awaitReadable();
        connection.input.arrive(new byte[5]);
        connection.input.listener().onDataAvailable();
        connection.input.listener().onDataAvailable();
        assertThat(events.told).containsExactly("readable");
    }

    @ParameterizedTest
    @EnumSource
    void thePumpReadsInsideTheCallbackUntilNothingIsLeft(Kind kind) throws IOException {
        ServletTransport transport = writable(kind);
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
        assertThat(events.told).containsOnly("readable");
        assertThat(connection.input.unread()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = "TOMCAT", mode = EnumSource.Mode.EXCLUDE)
    void awaitReadableWithInputAtHandLeadsToAnotherThread(Kind kind) throws IOException {
        ServletTransport transport = started(kind);
        connection.input.arrive(new byte[5]);
        connection.input.listener().onDataAvailable();
        transport.awaitReadable();
        assertThat(events.told).isEmpty();
        runTasks();
        assertThat(events.told).containsExactly("readable");
        assertThat(read(transport, 16)).isEqualTo(5);
    }

    @Test
    void awaitReadableInsideReadableIsAnsweredAfterIt() throws IOException {
        ServletTransport transport = writable(Kind.JETTY);
        connection.input.arrive(new byte[15]);
        events.whenReadable = () -> {
            if (read(transport, 10) > 0) {
                transport.awaitReadable();
            }
        };
        transport.awaitReadable();
        connection.input.listener().onDataAvailable();
        assertThat(events.told).startsWith("readable", "readable");
        assertThat(connection.input.unread()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfInputIsReadAsMinusOne(Kind kind) throws IOException {
        ServletTransport transport = started(kind);
        transport.awaitReadable();
        connection.input.listener().onAllDataRead();
        assertThat(events.told).containsExactly("readable");
        assertThat(read(transport, 16)).isEqualTo(-1);
        assertThat(connection.closes).isZero();
    }

    @Test
    void tomcatsEofErrorIsTheEndOfInputAndTheConnectionClosesInsideTheCallback() throws IOException {
        ServletTransport transport = started(Kind.TOMCAT);
        transport.awaitReadable();
        events.whenReadable = () -> {
            assertThat(read(transport, 16)).isEqualTo(-1);
            transport.close();
        };
        connection.output.listener().onWritePossible();
        connection.input.listener().onError(new EOFException());
        assertThat(connection.closes).isPositive();
        assertThat(events.told).containsExactly("writable", "readable", "closed");
        assertThat(events.cause).isNull();
    }

    @Test
    void onTomcatAnEndThatNobodyReadsClosesTheConnectionAfterAFewCalls() throws IOException {
        ServletTransport transport = writable(Kind.TOMCAT);
        for (int i = 0; i < 3; i++) {
            assertThat(connection.closes).isZero();
            connection.input.listener().onAllDataRead();
        }
        assertThat(connection.closes).isPositive();
        assertThat(read(transport, 16)).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void aResetIsToldWithItsCause(Kind kind) throws IOException {
        ServletTransport transport = started(kind);
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
    void strangeExceptionsOfTheStreamBecomeIoExceptions(Kind kind) throws IOException {
        ServletTransport transport = writable(kind);
        connection.input.failure = new NullPointerException("pooled");
        transport.awaitReadable();
        events.whenReadable = () -> assertThatIOException()
                .isThrownBy(() -> transport.read(ByteBuffer.allocate(8)))
                .withRootCauseInstanceOf(NullPointerException.class);
        connection.input.listener().onDataAvailable();
        transport.abort();
        assertThat(events.told).containsExactly("readable", "closed");
    }

    // --- Tomcat's inbox ----------------------------------------------------------------------------------------------

    @Test
    void onTomcatWhatThePumpLeavesIsKeptForAnyThread() throws IOException {
        ServletTransport transport = started(Kind.TOMCAT);
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
        ServletTransport transport = started(Kind.TOMCAT);
        connection.input.arrive(new byte[10]);
        assertThat(read(transport, 25)).isZero();
        assertThat(connection.input.reads).isZero();
    }

    @Test
    void aCloseFrameBeforeAResetIsStillRead() throws IOException {
        ServletTransport transport = started(Kind.TOMCAT);
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

    // --- GlassFish, Payara, Liberty
    // ------------------------------------------------------------------------------------

    @Test
    void grizzlyIsNotAskedForMoreBeforeTheAnswerIsOut() throws IOException {
        ServletTransport transport = writable(Kind.GRIZZLY);
        transport.awaitReadable();
        events.whenReadable = () -> {
            read(transport, 64);
            write(transport, 5);
            read(transport, 64);
            transport.awaitReadable();
        };
        connection.input.arrive(new byte[5]);
        connection.input.listener().onDataAvailable();
        runTasks();
        assertThat(connection.input.reads).isEqualTo(1);
        assertThat(connection.input.refusals)
                .as("asks that let Grizzly read on")
                .isZero();

        assertThat(transport.flush()).isTrue();
        runTasks();

        assertThat(connection.input.refusals).isEqualTo(1);
    }

    @Test
    void grizzlyIsNotAskedForMoreBeforeAPumpOnAnotherThreadIsDone() throws IOException {
        ServletTransport transport = writable(Kind.GRIZZLY);
        transport.awaitReadable();
        connection.input.arrive(new byte[5]);
        connection.input.listener().onDataAvailable();
        runTasks();
        assertThat(events.told).containsExactly("readable");
        assertThat(read(transport, 64)).isEqualTo(5);
        runTasks();
        assertThat(connection.input.refusals)
                .as("asks that let Grizzly read on")
                .isZero();

        transport.awaitReadable();
        runTasks();

        assertThat(connection.input.refusals).isEqualTo(1);
    }

    @Test
    void aSocketThatIsClosedWhenNobodyIsCalledIsTheEnd() throws IOException {
        boolean[] cut = {false};
        ContainerHabits habits = new ContainerHabits(connection, tasks::add) {
            @Override
            boolean isCut() {
                return cut[0];
            }
        };
        ServletTransport transport = new ServletTransport(connection, habits, tasks::add);
        transport.start(events);
        transport.awaitReadable();
        connection.input.arrive(new byte[5]);
        connection.input.listener().onDataAvailable();
        assertThat(read(transport, 64)).isEqualTo(5);
        events.told.clear();
        cut[0] = true;

        transport.awaitReadable();
        connection.input.listener().onDataAvailable(); // finds nothing
        runTasks();

        assertThat(events.told).containsExactly("readable");
        assertThat(read(transport, 64)).isEqualTo(-1);
    }

    @Test
    void libertysCallbackWaitsForRoomAndLeavesNothingToOtherThreads() throws Exception {
        ServletTransport transport = new ServletTransport(
                connection,
                new LibertyHabits(connection, tasks::add, 20_000),
                tasks::add,
                new ServletInbox(64),
                new StreamGate(Thread::yield));
        transport.start(events);
        for (int i = 0; i < 100; i++) {
            connection.input.arrive(new byte[50]);
        }
        ReadListener listener = connection.input.listener();
        Thread callback = new Thread(() -> {
            try {
                listener.onDataAvailable();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        callback.start();
        int total = 0;
        while (callback.isAlive()) {
            total += read(transport, 64); // and no task of ours runs
        }
        total += read(transport, 64) + read(transport, 64);
        assertThat(total).isEqualTo(5000);
    }

    @Test
    void libertysOutputIsAskedUnderTheMonitorThatItsAnswerNeeds() throws IOException {
        ServletTransport transport = writable(Kind.LIBERTY);
        write(transport, 5);
        assertThat(connection.output.askedUnderMonitor).isTrue();
    }

    // --- writing -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void nothingIsWrittenBeforeTheFirstWritePossible(Kind kind) throws IOException {
        ServletTransport transport = started(kind);
        assertThat(transport.write(bytes(10))).isZero();
        assertThat(transport.flush()).isTrue();
        connection.output.listener().onWritePossible();
        assertThat(events.told).containsExactly("writable");
        assertThat(transport.write(bytes(10))).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource
    void writingStopsWhenTheContainerIsNotReady(Kind kind) throws IOException {
        ServletTransport transport = writable(kind);
        int flushesBefore = connection.output.flushes;
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
        assertThat(connection.output.flushes - flushesBefore).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void flushIsDoneOnlyWhenTheContainerIsReadyAgain(Kind kind) throws IOException {
        ServletTransport transport = writable(kind);
        int flushesBefore = connection.output.flushes;
        transport.write(bytes(10));
        connection.output.readyAnswers = 1;
        assertThat(transport.flush()).isFalse();
        assertThat(connection.output.flushes - flushesBefore).isEqualTo(1);
        connection.output.readyAnswers = Integer.MAX_VALUE;
        connection.output.listener().onWritePossible();
        assertThat(transport.flush()).isTrue();
        assertThat(connection.output.flushes - flushesBefore).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void slicedBuffersAreWrittenFromTheirOffset(Kind kind) throws IOException {
        ServletTransport transport = writable(kind);
        ByteBuffer slice =
                ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4, 5, 6}, 1, 5).slice();
        slice.position(1).limit(4);
        assertThat(transport.write(slice)).isEqualTo(3);
        assertThat(connection.output.written.toByteArray()).containsExactly(2, 3, 4);
        if (kind != Kind.TOMCAT) {
            assertThat(connection.output.arrayLengths).containsExactly(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anErrorDuringAWriteIsThrownAndNotToldFromInside(Kind kind) throws IOException {
        ServletTransport transport = writable(kind);
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
        writable(Kind.UNDERTOW);
        IOException reset = new IOException("Connection reset");
        assertThatIllegalStateException()
                .isThrownBy(() -> connection.output.listener().onError(reset))
                .withCause(reset);
        assertThat(events.told).containsExactly("closed");
    }

    @ParameterizedTest
    @EnumSource(names = "UNDERTOW", mode = EnumSource.Mode.EXCLUDE)
    void elsewhereAWriteErrorIsNotThrown(Kind kind) throws IOException {
        writable(kind);
        assertThatNoException()
                .isThrownBy(() -> connection.output.listener().onError(new IOException("Connection reset")));
        assertThat(events.told).containsExactly("closed");
        runTasks();
        assertThat(connection.closes).isPositive();
    }

    // --- ending ------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void afterCloseNothingMovesAndClosedIsToldOnce(Kind kind) throws IOException {
        ServletTransport transport = writable(kind);
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
    void aContainerThatStopsIsToldAsTheEnd(Kind kind) throws IOException {
        ServletTransport transport = writable(kind);
        transport.destroyed();
        assertThat(events.told).containsExactly("closed");
        assertThatIOException().isThrownBy(() -> transport.write(bytes(1)));
    }

    @Test
    void undertowsCloseDoesNotWaitForPendingOutput() throws IOException {
        ServletTransport transport = writable(Kind.UNDERTOW);
        connection.output.readyAnswers = 1;
        transport.write(bytes(20_000));
        transport.abort();
        assertThat(connection.closes).isZero();
        assertThat(events.told).containsExactly("closed");
        runTasks();
        assertThat(connection.closes).isEqualTo(1);
    }

    @Test
    void aRuntimeThatEndedAbortsTheConnection() throws IOException {
        Executor rejecting = task -> {
            throw new RejectedExecutionException();
        };
        ServletTransport transport =
                new ServletTransport(connection, Kind.JETTY.habits(connection, rejecting), rejecting);
        transport.start(events);
        connection.input.arrive(new byte[1]);
        connection.input.listener().onDataAvailable();
        transport.awaitReadable();
        assertThat(events.told).containsExactly("closed");
        assertThat(connection.closes).isEqualTo(1);
    }

    @Test
    void anExceptionOfThePumpEndsTheConnection() throws IOException {
        ServletTransport transport = started(Kind.SPECIFICATION);
        events.whenReadable = () -> {
            throw new IllegalStateException("pump");
        };
        transport.awaitReadable();
        connection.input.arrive(new byte[1]);
        connection.input.listener().onDataAvailable();
        assertThat(events.told).containsExactly("readable", "closed");
        assertThat(events.cause).hasMessage("pump");
    }
}
