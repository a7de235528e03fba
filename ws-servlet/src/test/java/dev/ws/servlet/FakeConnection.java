package dev.ws.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A container's side of an upgraded connection, in memory; strict about the rules of asynchronous servlet streams. */
final class FakeConnection implements WebConnection {
    final Input input = new Input();
    final Output output = new Output();
    int closes;

    @Override
    public ServletInputStream getInputStream() {
        return input;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return output;
    }

    @Override
    public void close() {
        closes++;
    }

    static final class Input extends ServletInputStream {
        @Nullable ReadListener listener;

        @Nullable Exception failure;

        int reads;
        int refusals; // how often isReady() was false
        private final ArrayDeque<byte[]> arrived = new ArrayDeque<>();
        private boolean ended;
        private boolean asked;

        void arrive(byte... bytes) {
            arrived.add(bytes);
        }

        void end() {
            ended = true;
        }

        int unread() {
            return arrived.stream().mapToInt(bytes -> bytes.length).sum();
        }

        @Override
        public boolean isReady() {
            asked = !arrived.isEmpty() || failure != null;
            refusals += asked ? 0 : 1;
            return asked;
        }

        @Override
        public int available() {
            return unread();
        }

        @Override
        public boolean isFinished() {
            return ended && arrived.isEmpty();
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            if (!asked) {
                throw new IllegalStateException("isReady() was not asked");
            }
            asked = false;
            reads++;
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof IOException e) {
                throw e;
            }
            byte[] bytes = arrived.remove();
            int count = Math.min(length, bytes.length);
            System.arraycopy(bytes, 0, target, from, count);
            if (count < bytes.length) {
                arrived.addFirst(java.util.Arrays.copyOfRange(bytes, count, bytes.length));
            }
            return count;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setReadListener(ReadListener readListener) {
            listener = readListener;
        }

        ReadListener listener() {
            if (listener == null) {
                throw new AssertionError("no read listener");
            }
            return listener;
        }
    }

    static final class Output extends ServletOutputStream {
        @Nullable WriteListener listener;

        @Nullable Exception failure;

        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        final List<Integer> arrayLengths = new ArrayList<>();
        int flushes;
        int readyAnswers = Integer.MAX_VALUE; // how often isReady() is still true
        boolean closed;
        boolean askedUnderMonitor; // the last time
        private boolean asked;

        @Override
        public boolean isReady() {
            askedUnderMonitor = Thread.holdsLock(this);
            asked = readyAnswers > 0;
            readyAnswers = Math.max(0, readyAnswers - 1);
            return asked;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            requireAsked();
            arrayLengths.add(bytes.length);
            written.write(bytes, from, length);
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void flush() throws IOException {
            requireAsked();
            flushes++;
        }

        @Override
        public void close() {
            closed = true;
        }

        private void requireAsked() throws IOException {
            if (!asked) {
                throw new IllegalStateException("isReady() was not asked");
            }
            asked = false;
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof IOException e) {
                throw e;
            }
        }

        @Override
        public void setWriteListener(WriteListener writeListener) {
            listener = writeListener;
        }

        WriteListener listener() {
            if (listener == null) {
                throw new AssertionError("no write listener");
            }
            return listener;
        }
    }
}
