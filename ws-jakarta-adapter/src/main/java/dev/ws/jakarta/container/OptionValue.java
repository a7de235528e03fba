package dev.ws.jakarta.container;

import dev.ws.CloseCode;
import dev.ws.Dispatch;
import dev.ws.handshake.OriginPolicy;
import dev.ws.jakarta.session.OutboundPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the values of options. An IllegalArgumentException says what would be right. */
final class OptionValue {
    private static final Pattern TIME = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([km]?)");

    private OptionValue() {}

    static boolean onOff(String value) {
        return choose(value, "on", "off");
    }

    static boolean truth(String value) {
        return choose(value, "true", "false");
    }

    private static boolean choose(String value, String yes, String no) {
        if (value.equalsIgnoreCase(yes)) {
            return true;
        }
        if (value.equalsIgnoreCase(no)) {
            return false;
        }
        throw new IllegalArgumentException("must be " + yes + " or " + no);
    }

    static Duration time(String value) {
        if (value.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = TIME.matcher(value.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a time such as 500ms, 30s, 5m or 1h, or 0 for none");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    static long size(String value) {
        Matcher matcher = SIZE.matcher(value.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a number of bytes, such as 65536, 64k or 1m");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "k" -> number * 1024;
            case "m" -> number * 1024 * 1024;
            default -> number;
        };
    }

    static int smallSize(String value) {
        long size = size(value);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("must be at most " + Integer.MAX_VALUE + " bytes");
        }
        return (int) size;
    }

    static int number(String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a number from " + least + " to " + most, e);
        }
        throw new IllegalArgumentException("must be a number from " + least + " to " + most);
    }

    static OriginPolicy origin(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "any" -> OriginPolicy.any();
            case "same-origin" -> OriginPolicy.sameOrigin();
            default ->
                OriginPolicy.allow(
                        Arrays.stream(value.split(",", -1)).map(String::strip).toArray(String[]::new));
        };
    }

    static Dispatch dispatch(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "auto" -> Dispatch.AUTO;
            case "inline" -> Dispatch.INLINE;
            case "executor" -> Dispatch.EXECUTOR;
            default -> throw new IllegalArgumentException("must be auto, inline or executor");
        };
    }

    static int closeWithoutCode(String value) {
        return switch (value) {
            case "1000" -> CloseCode.NORMAL;
            case "1005" -> CloseCode.NO_STATUS;
            default -> throw new IllegalArgumentException("must be 1005 or 1000");
        };
    }

    static OutboundPolicy.Action outboundAction(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "none" -> OutboundPolicy.Action.NONE;
            case "close" -> OutboundPolicy.Action.CLOSE;
            case "drop" -> OutboundPolicy.Action.DROP;
            case "block" -> OutboundPolicy.Action.BLOCK;
            default -> throw new IllegalArgumentException("must be none, close, drop or block");
        };
    }
}
