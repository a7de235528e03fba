package dev.ws;

import java.time.Duration;
import java.util.Objects;

/**
 * The settings of a connection, the same for both roles. Immutable; {@link #DEFAULT} holds the defaults and
 * {@link #builder()} starts from them.
 *
 * @param maxPayload the largest message in bytes, after extensions; 0 for no limit. A whole message is held in one array, so it
 *     never passes 2147483639. Above: close 1009
 * @param maxFragments the most data frames of one message, empty ones included; 0 for no limit. Above: close 1008
 * @param maxFrameBytes the largest payload of one frame in bytes; 0 for no limit of its own. Above: close 1009
 * @param autoFragmentBytes the largest payload of a data frame to send; longer ones are sent as several frames (RFC 6455
 *     section 5.4); 0 for no limit
 * @param strictLengthEncoding whether a payload length in more bytes than needed is an error (close 1002)
 * @param skipUtf8Validation whether text and close reasons are taken unchecked; malformed bytes then decode to U+FFFD
 * @param autoPong whether pings are answered automatically (RFC 6455 section 5.5.2)
 * @param maxPendingAutoPongs the most automatic pongs that wait while the transport takes nothing; one more terminates the
 *     connection; 0 for no limit
 * @param allowSynchronousEvents whether several events may be delivered in one run of the pump; false makes each one a task of the executor
 * @param closeTimeout how long the peer may take to answer a close frame before the connection is cut; zero for no limit
 * @param idleTimeout how long a peer may be silent before the connection is closed with 1001; zero for no limit. For this and the next
 *     two, a peer is silent while it sends nothing and takes no output that waits for it, and only in time in which it would have
 *     been heard: not while a handler runs or reading is paused, after which it has the whole time again
 * @param heartbeat the time between automatic pings; a peer that was silent since the last one is terminated; zero for none. The first
 *     comes after a random part of it, half at least, so that many connections do not ping at once
 * @param expectPing how long no ping may come from the peer, counted from open, before the connection is terminated; zero for no
 *     limit
 * @param sendTimeout the deadline of a blocking send; must be above zero
 * @param writeTimeout how long queued output may stay without the peer taking a byte before the connection is terminated; zero for no
 *     limit. Time in which callbacks keep the thread that would write does not count
 * @param highWaterBytes queued output in bytes above which nothing more is read from the peer; at least 1
 * @param dispatch where callbacks run
 * @param handlerErrors what becomes of a connection whose handler threw
 * @param borrowMessages whether received messages, parts and payloads of pings and pongs are valid during their callback only, for
 *     less copying; false makes them the receiver's
 */
public record WebSocketOptions(
        long maxPayload,
        int maxFragments,
        long maxFrameBytes,
        long autoFragmentBytes,
        boolean strictLengthEncoding,
        boolean skipUtf8Validation,
        boolean autoPong,
        int maxPendingAutoPongs,
        boolean allowSynchronousEvents,
        Duration closeTimeout,
        Duration idleTimeout,
        Duration heartbeat,
        Duration expectPing,
        Duration sendTimeout,
        Duration writeTimeout,
        long highWaterBytes,
        Dispatch dispatch,
        HandlerErrors handlerErrors,
        boolean borrowMessages) {
    /** The defaults. */
    public static final WebSocketOptions DEFAULT = builder().build();

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a negative number, or a value outside its range
     */
    public WebSocketOptions {
        requireNotNegative(maxPayload, "maxPayload");
        requireNotNegative(maxFragments, "maxFragments");
        requireNotNegative(maxFrameBytes, "maxFrameBytes");
        requireNotNegative(autoFragmentBytes, "autoFragmentBytes");
        requireNotNegative(maxPendingAutoPongs, "maxPendingAutoPongs");
        requireNotNegative(closeTimeout, "closeTimeout");
        requireNotNegative(idleTimeout, "idleTimeout");
        requireNotNegative(heartbeat, "heartbeat");
        requireNotNegative(expectPing, "expectPing");
        requireNotNegative(sendTimeout, "sendTimeout");
        requireNotNegative(writeTimeout, "writeTimeout");
        requireNotNegative(highWaterBytes, "highWaterBytes");
        Objects.requireNonNull(dispatch, "dispatch");
        Objects.requireNonNull(handlerErrors, "handlerErrors");
        if (sendTimeout.isZero()) {
            throw new IllegalArgumentException("sendTimeout must be above zero");
        }
        if (highWaterBytes == 0) {
            throw new IllegalArgumentException("highWaterBytes must be above zero");
        }
    }

    private static void requireNotNegative(long value, String name) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is " + value + ", must not be negative");
        }
    }

    private static void requireNotNegative(Duration value, String name) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is " + value + ", must not be negative");
        }
    }

    /** {@return a builder that starts with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that starts with these settings} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.maxPayload = maxPayload;
        builder.maxFragments = maxFragments;
        builder.maxFrameBytes = maxFrameBytes;
        builder.autoFragmentBytes = autoFragmentBytes;
        builder.strictLengthEncoding = strictLengthEncoding;
        builder.skipUtf8Validation = skipUtf8Validation;
        builder.autoPong = autoPong;
        builder.maxPendingAutoPongs = maxPendingAutoPongs;
        builder.allowSynchronousEvents = allowSynchronousEvents;
        builder.closeTimeout = closeTimeout;
        builder.idleTimeout = idleTimeout;
        builder.heartbeat = heartbeat;
        builder.expectPing = expectPing;
        builder.sendTimeout = sendTimeout;
        builder.writeTimeout = writeTimeout;
        builder.highWaterBytes = highWaterBytes;
        builder.dispatch = dispatch;
        builder.handlerErrors = handlerErrors;
        builder.borrowMessages = borrowMessages;
        return builder;
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        private long maxPayload = 104857600L;
        private int maxFragments = 131072;
        private long maxFrameBytes = 0;
        private long autoFragmentBytes = 0;
        private boolean strictLengthEncoding = false;
        private boolean skipUtf8Validation = false;
        private boolean autoPong = true;
        private int maxPendingAutoPongs = 60;
        private boolean allowSynchronousEvents = true;
        private Duration closeTimeout = Duration.ofSeconds(30);
        private Duration idleTimeout = Duration.ZERO;
        private Duration heartbeat = Duration.ZERO;
        private Duration expectPing = Duration.ZERO;
        private Duration sendTimeout = Duration.ofSeconds(20);
        private Duration writeTimeout = Duration.ofSeconds(60);
        private long highWaterBytes = 2097152L;
        private Dispatch dispatch = Dispatch.INLINE;
        private HandlerErrors handlerErrors = HandlerErrors.CLOSE;
        private boolean borrowMessages = false;

        private Builder() {}

        /**
         * Sets the largest message in bytes, after extensions; 0 for no limit. A whole message is held in one array, so it
         * never passes 2147483639. Above: close 1009.
         *
         * @param value the new value
         * @return this
         */
        public Builder maxPayload(long value) {
            this.maxPayload = value;
            return this;
        }

        /**
         * Sets the most data frames of one message, empty ones included; 0 for no limit. Above: close 1008.
         *
         * @param value the new value
         * @return this
         */
        public Builder maxFragments(int value) {
            this.maxFragments = value;
            return this;
        }

        /**
         * Sets the largest payload of one frame in bytes; 0 for no limit of its own. Above: close 1009.
         *
         * @param value the new value
         * @return this
         */
        public Builder maxFrameBytes(long value) {
            this.maxFrameBytes = value;
            return this;
        }

        /**
         * Sets the largest payload of a data frame to send; longer ones are sent as several frames (RFC 6455 section 5.4);
         * 0 for no limit.
         *
         * @param value the new value
         * @return this
         */
        public Builder autoFragmentBytes(long value) {
            this.autoFragmentBytes = value;
            return this;
        }

        /**
         * Sets whether a payload length in more bytes than needed is an error (close 1002).
         *
         * @param value the new value
         * @return this
         */
        public Builder strictLengthEncoding(boolean value) {
            this.strictLengthEncoding = value;
            return this;
        }

        /**
         * Sets whether text and close reasons are taken unchecked; malformed bytes then decode to U+FFFD.
         *
         * @param value the new value
         * @return this
         */
        public Builder skipUtf8Validation(boolean value) {
            this.skipUtf8Validation = value;
            return this;
        }

        /**
         * Sets whether pings are answered automatically (RFC 6455 section 5.5.2).
         *
         * @param value the new value
         * @return this
         */
        public Builder autoPong(boolean value) {
            this.autoPong = value;
            return this;
        }

        /**
         * Sets the most automatic pongs that wait for the transport; one more terminates the connection; 0 for no limit.
         *
         * @param value the new value
         * @return this
         */
        public Builder maxPendingAutoPongs(int value) {
            this.maxPendingAutoPongs = value;
            return this;
        }

        /**
         * Sets whether several events may be delivered in one run of the pump; false makes each one a task of the executor.
         *
         * @param value the new value
         * @return this
         */
        public Builder allowSynchronousEvents(boolean value) {
            this.allowSynchronousEvents = value;
            return this;
        }

        /**
         * Sets how long the peer may take to answer a close frame before the connection is cut; zero for no limit.
         *
         * @param value the new value
         * @return this
         */
        public Builder closeTimeout(Duration value) {
            this.closeTimeout = value;
            return this;
        }

        /**
         * Sets how long nothing may arrive before the connection is closed with 1001; zero for no limit.
         *
         * @param value the new value
         * @return this
         */
        public Builder idleTimeout(Duration value) {
            this.idleTimeout = value;
            return this;
        }

        /**
         * Sets the time between automatic pings; a peer that sent nothing since the last one is terminated; zero for none.
         *
         * @param value the new value
         * @return this
         */
        public Builder heartbeat(Duration value) {
            this.heartbeat = value;
            return this;
        }

        /**
         * Sets how long no ping may be read from the peer, counted from open, before the connection is terminated; zero for
         * no limit. For peers that are known to send a heartbeat: their interval and a second more. Pings are not read
         * while the connection is paused. A closing connection is left to its close timeout.
         *
         * @param value the new value
         * @return this
         */
        public Builder expectPing(Duration value) {
            this.expectPing = value;
            return this;
        }

        /**
         * Sets the deadline of a blocking send; must be above zero.
         *
         * @param value the new value
         * @return this
         */
        public Builder sendTimeout(Duration value) {
            this.sendTimeout = value;
            return this;
        }

        /**
         * Sets how long queued output may stay without the peer taking a byte before the connection is terminated; zero for no
         * limit.
         *
         * @param value the new value
         * @return this
         */
        public Builder writeTimeout(Duration value) {
            this.writeTimeout = value;
            return this;
        }

        /**
         * Sets queued output in bytes above which nothing more is read from the peer; at least 1.
         *
         * @param value the new value
         * @return this
         */
        public Builder highWaterBytes(long value) {
            this.highWaterBytes = value;
            return this;
        }

        /**
         * Sets where callbacks run.
         *
         * @param value the new value
         * @return this
         */
        public Builder dispatch(Dispatch value) {
            this.dispatch = value;
            return this;
        }

        /**
         * Sets what becomes of a connection whose handler threw.
         *
         * @param value the new value
         * @return this
         */
        public Builder handlerErrors(HandlerErrors value) {
            this.handlerErrors = value;
            return this;
        }

        /**
         * Sets whether received messages, parts and payloads of pings and pongs are valid during their callback only; false by
         * default. Saves a copy for each. A {@link Message} used later throws {@link IllegalStateException}, a
         * {@link java.nio.ByteBuffer} given to a callback is empty afterwards; what was made from its array or by
         * {@code duplicate()} is not guarded, and shows what comes in later, of other connections too. For those who measured.
         *
         * @param value whether they are borrowed
         * @return this
         */
        public Builder borrowMessages(boolean value) {
            this.borrowMessages = value;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException for a value outside its range
         */
        public WebSocketOptions build() {
            return new WebSocketOptions(
                    maxPayload,
                    maxFragments,
                    maxFrameBytes,
                    autoFragmentBytes,
                    strictLengthEncoding,
                    skipUtf8Validation,
                    autoPong,
                    maxPendingAutoPongs,
                    allowSynchronousEvents,
                    closeTimeout,
                    idleTimeout,
                    heartbeat,
                    expectPing,
                    sendTimeout,
                    writeTimeout,
                    highWaterBytes,
                    dispatch,
                    handlerErrors,
                    borrowMessages);
        }
    }
}
