package dev.ws.client;

import dev.ws.CloseCode;
import dev.ws.CloseStatus;
import dev.ws.HandshakeAnswer;
import dev.ws.HandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a {@link ReconnectingWebSocket} connects again. The delay grows from attempt to attempt, each time a little by
 * chance, so that the clients of a server that was restarted do not come all at once. Immutable.
 *
 * @param initialDelay before the first attempt after a connection ended, or failed; default 1 second
 * @param factor by which each further delay is longer, at least 1; default 2
 * @param maxDelay the longest delay, except that a server's {@code Retry-After} may ask for more; default 30 seconds
 * @param jitter which part of a delay is left to chance, 0 to 1: with 0.5, the default, a delay of 10 seconds is one of 5 to
 *     10
 * @param maxAttempts how many attempts may fail one after the other before it gives up, at least 1; 0, the default, for any
 *     number
 * @param stableAfter how long a connection must have been open for the delays to start from the beginning; default 10 seconds
 * @param condition whether to connect again at all, after each end of a connection; default {@link #unlessDone()}
 */
public record ReconnectPolicy(
        Duration initialDelay,
        double factor,
        Duration maxDelay,
        double jitter,
        int maxAttempts,
        Duration stableAfter,
        Condition condition) {
    /** The defaults. */
    public static final ReconnectPolicy DEFAULT = builder().build();

    /** The longest {@code Retry-After} that is obeyed; a server that is wrong must not put a client to sleep for good. */
    private static final Duration MOST_RETRY_AFTER = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    /** Whether to connect again. */
    @FunctionalInterface
    public interface Condition {
        /**
         * Decides. Must not block.
         *
         * @param status how the connection ended
         * @param cause what ended it, such as a {@link HandshakeException}; null when nothing is known
         * @return whether to connect again
         */
        boolean test(CloseStatus status, @Nullable Throwable cause);
    }

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a number outside its range
     */
    public ReconnectPolicy {
        Objects.requireNonNull(condition, "condition");
        require(!initialDelay.isNegative(), "initialDelay is " + initialDelay + ", must not be negative");
        require(factor >= 1 && factor <= 1000, "factor is " + factor + ", 1 to 1000 allowed");
        require(
                maxDelay.compareTo(initialDelay) >= 0,
                "maxDelay is " + maxDelay + ", at least the initialDelay of " + initialDelay + " needed");
        require(jitter >= 0 && jitter <= 1, "jitter is " + jitter + ", 0 to 1 allowed");
        require(maxAttempts >= 0, "maxAttempts is " + maxAttempts + ", must not be negative");
        require(!stableAfter.isNegative(), "stableAfter is " + stableAfter + ", must not be negative");
    }

    private static void require(boolean fit, String fault) {
        if (!fit) {
            throw new IllegalArgumentException(fault);
        }
    }

    /**
     * The default condition: again unless the server closed with 1000 or 1008, or refused the handshake with a status of 400
     * to 499 other than 408, 425 and 429.
     *
     * @return the condition
     */
    public static Condition unlessDone() {
        return ReconnectPolicy::isWorthATry;
    }

    private static boolean isWorthATry(CloseStatus status, @Nullable Throwable cause) {
        if (cause instanceof HandshakeException refused && refused.status() >= 400 && refused.status() < 500) {
            return refused.status() == 408 || refused.status() == 425 || refused.status() == 429;
        }
        return status.code() != CloseCode.NORMAL && status.code() != CloseCode.POLICY_VIOLATION;
    }

    /**
     * Computes a delay.
     *
     * @param failures how many attempts failed, or connections ended too early, one after the other before this; at least 0
     * @param cause what ended the last one
     * @param chance 0 to 1
     * @param now for a {@code Retry-After} that is a date
     */
    Duration delay(int failures, @Nullable Throwable cause, double chance, Instant now) {
        double most = maxDelay.toMillis();
        double grown = Math.min(most, initialDelay.toMillis() * Math.pow(factor, failures));
        Duration own = Duration.ofMillis((long) (grown * (1 - jitter * chance)));
        Duration asked = retryAfter(cause, now);
        return asked.compareTo(own) > 0 ? asked : own;
    }

    // RFC 9110 section 10.2.3.
    private static Duration retryAfter(@Nullable Throwable cause, Instant now) {
        HandshakeAnswer answer = cause instanceof HandshakeException refused ? refused.answer() : null;
        String value = answer == null ? null : answer.headers().first("Retry-After");
        if (answer == null || value == null || !mayAskForPatience(answer.status())) {
            return Duration.ZERO;
        }
        Duration asked = duration(value.strip(), now);
        return asked.compareTo(MOST_RETRY_AFTER) > 0 ? MOST_RETRY_AFTER : asked;
    }

    private static boolean mayAskForPatience(int status) {
        return status == 503 || status == 429 || (status >= 300 && status < 400);
    }

    private static Duration duration(String value, Instant now) {
        if (SECONDS.matcher(value).matches()) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant when = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                    .toInstant();
            return Duration.between(now, when);
        } catch (DateTimeParseException neither) {
            return Duration.ZERO;
        }
    }

    /** {@return a builder that starts with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        // All fields: the thread that builds.
        private Duration initialDelay = Duration.ofSeconds(1);
        private double factor = 2;
        private Duration maxDelay = Duration.ofSeconds(30);
        private double jitter = 0.5;
        private int maxAttempts;
        private Duration stableAfter = Duration.ofSeconds(10);
        private Condition condition = unlessDone();

        private Builder() {}

        /**
         * Sets the delay before the first attempt; 1 second by default.
         *
         * @param value zero or more
         * @return this
         */
        public Builder initialDelay(Duration value) {
            this.initialDelay = value;
            return this;
        }

        /**
         * Sets by which factor each further delay is longer; 2 by default.
         *
         * @param value 1 to 1000
         * @return this
         */
        public Builder factor(double value) {
            this.factor = value;
            return this;
        }

        /**
         * Sets the longest delay; 30 seconds by default.
         *
         * @param value at least the initial delay
         * @return this
         */
        public Builder maxDelay(Duration value) {
            this.maxDelay = value;
            return this;
        }

        /**
         * Sets which part of a delay is left to chance; 0.5 by default.
         *
         * @param value 0 to 1
         * @return this
         */
        public Builder jitter(double value) {
            this.jitter = value;
            return this;
        }

        /**
         * Sets how many attempts may fail one after the other; any number by default.
         *
         * @param value 0 for any number
         * @return this
         */
        public Builder maxAttempts(int value) {
            this.maxAttempts = value;
            return this;
        }

        /**
         * Sets how long a connection must have been open for the delays to start from the beginning; 10 seconds by default.
         *
         * @param value zero or more
         * @return this
         */
        public Builder stableAfter(Duration value) {
            this.stableAfter = value;
            return this;
        }

        /**
         * Sets whether to connect again at all; {@link ReconnectPolicy#unlessDone()} by default.
         *
         * @param value asked after each end of a connection
         * @return this
         */
        public Builder condition(Condition value) {
            this.condition = value;
            return this;
        }

        /**
         * Makes the policy.
         *
         * @return the policy
         * @throws IllegalArgumentException for a number outside its range
         */
        public ReconnectPolicy build() {
            return new ReconnectPolicy(initialDelay, factor, maxDelay, jitter, maxAttempts, stableAfter, condition);
        }
    }
}
