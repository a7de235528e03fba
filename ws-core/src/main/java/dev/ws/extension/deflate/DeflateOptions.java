package dev.ws.extension.deflate;

import java.util.Objects;

/**
 * The settings of permessage-deflate for a server or a client. Immutable; {@link #DEFAULT} holds the defaults,
 * {@link #OFF} switches the extension off, {@link #builder()} starts from the defaults. Long because each setting is
 * described where it is read and where it is set.
 *
 * @param enabled whether the extension is used at all
 * @param level zlib's level: 0 stores, 1 is fastest, 9 smallest, -1, the default, is zlib's own choice (6)
 * @param strategy how repetitions are looked for; default {@link CompressionStrategy#DEFAULT}
 * @param threshold messages whose first frame has fewer bytes are sent as they are, where no context takeover is in
 *     force; default 1024
 * @param thresholdAlways whether {@code threshold} also counts under context takeover; default false, as in {@code ws}
 * @param serverNoContextTakeover whether the server's messages are compressed each by itself; default as the client
 *     asks, for a client as the server answers
 * @param clientNoContextTakeover whether the client's messages are compressed each by itself; default as the client
 *     asks, for a client as the server answers
 * @param serverMaxWindowBits the server's window: 8 to 15, {@link #AS_ASKED} (the default), or {@link #REFUSED}
 * @param clientMaxWindowBits the client's window: 8 to 15, {@link #AS_ASKED} (the default), or {@link #REFUSED}
 * @param compressionHistory the most bytes of own messages kept per connection for later ones to refer to, under
 *     context takeover; 0 to 32768, default 8192
 * @param warmDeflaters the most deflaters that a server or client keeps as busy connections left them, so that these need not
 *     load their history for each message, about 264 KiB outside the heap each, released when unused for ten seconds; 0
 *     to 65536, default 64
 * @param dedicatedDeflater whether each connection with context takeover and a window of 15 bits keeps a deflater of
 *     its own, about 264 KiB outside the heap; default false
 * @param memLevel zlib's {@code memLevel}, 1 to 9, default 8; accepted for the sake of ported configurations, but
 *     {@code java.util.zip} cannot set it: other values have no effect and are logged once per JVM
 * @param deflateBufferBytes the size of the buffer that compressed output is gathered in at first; it grows as needed.
 *     64 to 65536, default 16384
 * @param inflateBufferBytes the most bytes that are decompressed at a time; 1 to 65536, default 16384
 * @param concurrencyLimit the most threads that compress or decompress at a time for one server or client; others wait
 *     in turn, for a piece of work at a time. 0, the default, for no limit
 */
public record DeflateOptions(
        boolean enabled,
        int level,
        CompressionStrategy strategy,
        int threshold,
        boolean thresholdAlways,
        NoContextTakeover serverNoContextTakeover,
        NoContextTakeover clientNoContextTakeover,
        int serverMaxWindowBits,
        int clientMaxWindowBits,
        int compressionHistory,
        int warmDeflaters,
        boolean dedicatedDeflater,
        int memLevel,
        int deflateBufferBytes,
        int inflateBufferBytes,
        int concurrencyLimit) {
    /** A window size that is left to the peer. */
    public static final int AS_ASKED = 0;
    /** A window size that is not to be spoken about. */
    public static final int REFUSED = -1;
    /** The largest history and window in bytes. */
    public static final int LARGEST_WINDOW = 32768;
    /** The defaults: the extension is on. */
    public static final DeflateOptions DEFAULT = builder().build();
    /** The extension is off. */
    public static final DeflateOptions OFF = builder().enabled(false).build();

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a number outside its range
     */
    public DeflateOptions {
        Objects.requireNonNull(strategy, "strategy");
        Objects.requireNonNull(serverNoContextTakeover, "serverNoContextTakeover");
        Objects.requireNonNull(clientNoContextTakeover, "clientNoContextTakeover");
        requireRange("level", level, -1, 9);
        requireRange("threshold", threshold, 0, Integer.MAX_VALUE);
        requireWindow("serverMaxWindowBits", serverMaxWindowBits);
        requireWindow("clientMaxWindowBits", clientMaxWindowBits);
        requireRange("compressionHistory", compressionHistory, 0, LARGEST_WINDOW);
        requireRange("warmDeflaters", warmDeflaters, 0, 65536);
        requireRange("memLevel", memLevel, 1, 9);
        requireRange("deflateBufferBytes", deflateBufferBytes, 64, 65536);
        requireRange("inflateBufferBytes", inflateBufferBytes, 1, 65536);
        requireRange("concurrencyLimit", concurrencyLimit, 0, Integer.MAX_VALUE);
    }

    private static void requireRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", must be " + least + " to " + most);
        }
    }

    private static void requireWindow(String name, int bits) {
        if (bits != AS_ASKED && bits != REFUSED) {
            requireRange(name, bits, 8, 15);
        }
    }

    /** {@return a builder that starts with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that starts with these settings} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.enabled = enabled;
        builder.level = level;
        builder.strategy = strategy;
        builder.threshold = threshold;
        builder.thresholdAlways = thresholdAlways;
        builder.serverNoContextTakeover = serverNoContextTakeover;
        builder.clientNoContextTakeover = clientNoContextTakeover;
        builder.serverMaxWindowBits = serverMaxWindowBits;
        builder.clientMaxWindowBits = clientMaxWindowBits;
        builder.compressionHistory = compressionHistory;
        builder.warmDeflaters = warmDeflaters;
        builder.dedicatedDeflater = dedicatedDeflater;
        builder.memLevel = memLevel;
        builder.deflateBufferBytes = deflateBufferBytes;
        builder.inflateBufferBytes = inflateBufferBytes;
        builder.concurrencyLimit = concurrencyLimit;
        return builder;
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        // All fields: the thread that builds.
        private boolean enabled = true;
        private int level = -1;
        private CompressionStrategy strategy = CompressionStrategy.DEFAULT;
        private int threshold = 1024;
        private boolean thresholdAlways = false;
        private NoContextTakeover serverNoContextTakeover = NoContextTakeover.AS_ASKED;
        private NoContextTakeover clientNoContextTakeover = NoContextTakeover.AS_ASKED;
        private int serverMaxWindowBits = AS_ASKED;
        private int clientMaxWindowBits = AS_ASKED;
        private int compressionHistory = 8192;
        private int warmDeflaters = 64;
        private boolean dedicatedDeflater = false;
        private int memLevel = 8;
        private int deflateBufferBytes = 16384;
        private int inflateBufferBytes = 16384;
        private int concurrencyLimit = 0;

        private Builder() {}

        /**
         * Sets whether the extension is used at all; true by default.
         *
         * @param value whether it is
         * @return this
         */
        public Builder enabled(boolean value) {
            this.enabled = value;
            return this;
        }

        /**
         * Sets zlib's level: 0 stores, 1 is fastest, 9 smallest, -1, the default, is zlib's own choice (6).
         *
         * @param value -1 to 9
         * @return this
         */
        public Builder level(int value) {
            this.level = value;
            return this;
        }

        /**
         * Sets how repetitions are looked for.
         *
         * @param value the strategy
         * @return this
         */
        public Builder strategy(CompressionStrategy value) {
            this.strategy = value;
            return this;
        }

        /**
         * Sets the size from which on messages are compressed where no context takeover is in force; 1024 bytes by
         * default.
         *
         * @param value 0 or more bytes of the message's first frame
         * @return this
         */
        public Builder threshold(int value) {
            this.threshold = value;
            return this;
        }

        /**
         * Sets whether the threshold also counts under context takeover; false by default, as in {@code ws}.
         *
         * @param value whether it does
         * @return this
         */
        public Builder thresholdAlways(boolean value) {
            this.thresholdAlways = value;
            return this;
        }

        /**
         * Sets whether the server's messages are compressed each by itself; as the client asks by default.
         *
         * @param value what to do about the parameter
         * @return this
         */
        public Builder serverNoContextTakeover(NoContextTakeover value) {
            this.serverNoContextTakeover = value;
            return this;
        }

        /**
         * Sets whether the server's messages are compressed each by itself.
         *
         * @param value {@link NoContextTakeover#ALWAYS} for true, {@link NoContextTakeover#REFUSED} for false
         * @return this
         */
        public Builder serverNoContextTakeover(boolean value) {
            return serverNoContextTakeover(value ? NoContextTakeover.ALWAYS : NoContextTakeover.REFUSED);
        }

        /**
         * Sets whether the client's messages are compressed each by itself; as the client asks by default.
         *
         * @param value what to do about the parameter
         * @return this
         */
        public Builder clientNoContextTakeover(NoContextTakeover value) {
            this.clientNoContextTakeover = value;
            return this;
        }

        /**
         * Sets whether the client's messages are compressed each by itself.
         *
         * @param value {@link NoContextTakeover#ALWAYS} for true, {@link NoContextTakeover#REFUSED} for false
         * @return this
         */
        public Builder clientNoContextTakeover(boolean value) {
            return clientNoContextTakeover(value ? NoContextTakeover.ALWAYS : NoContextTakeover.REFUSED);
        }

        /**
         * Sets the server's window. With a number, a server answers it and declines offers that want less; a client
         * asks for it. With {@link DeflateOptions#REFUSED} a server declines offers that have the parameter, and a
         * client does not offer it.
         *
         * @param value 8 to 15, {@link DeflateOptions#AS_ASKED} or {@link DeflateOptions#REFUSED}
         * @return this
         */
        public Builder serverMaxWindowBits(int value) {
            this.serverMaxWindowBits = value;
            return this;
        }

        /**
         * Sets the client's window. With a number, a server asks for it, so that it needs less memory per connection,
         * and declines offers that do not allow it; a client offers it and keeps to it. {@link DeflateOptions#REFUSED}
         * leaves the parameter out of offers and answers.
         *
         * @param value 8 to 15, {@link DeflateOptions#AS_ASKED} or {@link DeflateOptions#REFUSED}
         * @return this
         */
        public Builder clientMaxWindowBits(int value) {
            this.clientMaxWindowBits = value;
            return this;
        }

        /**
         * Sets the most bytes of own messages kept per connection for later ones to refer to, under context takeover;
         * 8192 by default.
         *
         * @param value 0 to 32768
         * @return this
         */
        public Builder compressionHistory(int value) {
            this.compressionHistory = value;
            return this;
        }

        /**
         * Sets the most deflaters that a server or client keeps as busy connections left them, so that these need not load
         * their history for each message: the ratio of a full window. Each is about 264 KiB outside the heap, released when
         * its connection did not use it for ten seconds. Only connections with context takeover, a window of 15 bits and
         * some {@code compressionHistory} get one. 64 by default.
         *
         * @param value 0 to 65536
         * @return this
         */
        public Builder warmDeflaters(int value) {
            this.warmDeflaters = value;
            return this;
        }

        /**
         * Sets whether each connection with context takeover and a window of 15 bits keeps a deflater of its own: the
         * best ratio, for about 264 KiB outside the heap. False by default.
         *
         * @param value whether it does
         * @return this
         */
        public Builder dedicatedDeflater(boolean value) {
            this.dedicatedDeflater = value;
            return this;
        }

        /**
         * Accepts zlib's {@code memLevel} for the sake of ported configurations: {@code java.util.zip} cannot set it,
         * so other values than 8, the default, have no effect and are logged, once per JVM.
         *
         * @param value 1 to 9
         * @return this
         */
        public Builder memLevel(int value) {
            this.memLevel = value;
            return this;
        }

        /**
         * Sets the size of the buffer that compressed output is gathered in at first; it grows as needed. 16384 bytes
         * by default.
         *
         * @param value 64 to 65536
         * @return this
         */
        public Builder deflateBufferBytes(int value) {
            this.deflateBufferBytes = value;
            return this;
        }

        /**
         * Sets the most bytes that are decompressed at a time, which is also the largest part that a part handler sees;
         * 16384 by default.
         *
         * @param value 1 to 65536
         * @return this
         */
        public Builder inflateBufferBytes(int value) {
            this.inflateBufferBytes = value;
            return this;
        }

        /**
         * Sets the most threads that compress or decompress at a time for one server or client; others wait in turn, for
         * a piece of work at a time. That bounds the zlib streams in use, but waiting costs more than it saves where all
         * processors are busy. 0, the default, for no limit.
         *
         * @param value 0 or more
         * @return this
         */
        public Builder concurrencyLimit(int value) {
            this.concurrencyLimit = value;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException for a number outside its range
         */
        public DeflateOptions build() {
            return new DeflateOptions(
                    enabled,
                    level,
                    strategy,
                    threshold,
                    thresholdAlways,
                    serverNoContextTakeover,
                    clientNoContextTakeover,
                    serverMaxWindowBits,
                    clientMaxWindowBits,
                    compressionHistory,
                    warmDeflaters,
                    dedicatedDeflater,
                    memLevel,
                    deflateBufferBytes,
                    inflateBufferBytes,
                    concurrencyLimit);
        }
    }
}
